//! 汇总表: a sheet for each edition, with a row for each department: its values, and links to its
//! files. Formulas below sum the columns.

use rust_decimal::Decimal;

use super::columns::{over_sums, shown};
use super::overall::Target;
use super::paths::{DEPARTMENTS, SUMMARY};
use super::records::{DepartmentRecord, Findings, SummaryValue};
use super::results::Results;
use crate::amount::{self, PERCENT_DECIMALS};
use crate::error::Error;
use crate::finding::Level;
use crate::form::{Edition, Quantity, SummaryColumn, SummaryTotal};
use crate::render::batch_workbooks;
use crate::write::xlsx::{
    Column, List, Print, RowStorage, SheetNames, Total, Value, exact, write_lists,
};

/// Suffix of the state of a duplicate department, whose row is not in the sums.
const DUPLICATE: &str = "(重复)";

/// Index of the state column.
const STATE: u16 = 3;

/// Text in place of a sum with too many digits.
const TOO_LONG: &str = "超过 28 位,没有加";

/// Least number of decimals of a mean.
const MEAN_DECIMALS: u32 = 2;

/// Widths of the columns before the values, and of the columns of unread files, in characters.
const WIDTHS: [f64; 4] = [6.0, 9.0, 34.0, 14.0];
const WIDTHS_UNREAD: [f64; 4] = [6.0, 50.0, 9.0, 60.0];

/// The bytes of the workbook.
pub(super) fn write(target: &Target<'_>, results: &Results<'_>) -> Result<Vec<u8>, Error> {
    let registry = target.renderer.registry();
    let mut names = SheetNames::default();
    let mut lists = Vec::new();
    for edition in registry.editions() {
        let own: Vec<&DepartmentRecord> = results
            .departments
            .iter()
            .map(AsRef::as_ref)
            .filter(|one| one.edition == edition.id)
            .collect();
        if !own.is_empty() {
            lists.push(of_edition(
                (edition, results.title(edition)),
                own,
                &mut names,
            ));
        }
    }
    let unread = unread(results);
    if !unread.is_empty() || lists.is_empty() {
        lists.push(without_edition(unread, &mut names));
    }
    let properties = target.properties("汇总表");
    write_lists(lists, &properties, target.out).map_err(|source| Error::Output {
        name: SUMMARY.to_owned(),
        source,
    })
}

/// The state of a department, and whether it is a duplicate.
fn state(department: &DepartmentRecord) -> Value {
    let state = department.state_in_words();
    Value::Text(if department.is_duplicate() {
        format!("{state}{DUPLICATE}")
    } else {
        state.to_owned()
    })
}

fn column(group: &str, label: &str, width: f64) -> Column {
    Column {
        group: group.to_owned(),
        label: label.to_owned(),
        width,
    }
}

/// The first columns of a sheet.
fn heads(labels: [&str; 4], widths: [f64; 4]) -> Vec<Column> {
    let columns = labels.iter().zip(widths);
    columns
        .map(|(label, width)| column("", label, width))
        .collect()
}

fn of_edition<'a>(
    (edition, title): (&'a Edition, String),
    departments: Vec<&'a DepartmentRecord>,
    names: &mut SheetNames,
) -> List<'a> {
    let own = &edition.summary;
    let files = most_files(&departments);
    let mut columns = heads(batch_workbooks::SUMMARY, WIDTHS);
    columns.extend(
        own.iter()
            .map(|own| column(&own.group, &own.label, own.width)),
    );
    columns.extend(["错误", "警告", "提示"].map(|label| column("检查", label, 7.0)));
    columns.extend((0..files).map(|_| column("文件", "打开", 8.0)));
    let totals = totals(edition, &departments, files);
    let note = note(own, &departments);
    let decimals = decimals(own.len(), &departments);
    let rows = departments.into_iter().zip(1_u32..);
    List {
        name: names.give(&edition.id),
        title: format!("{title} 汇总表"),
        note,
        columns,
        frozen: 3,
        row_storage: RowStorage::OnDisk,
        rows: Box::new(
            rows.map(move |(department, number)| row((department, number), own, &decimals, files)),
        ),
        totals: Some(totals),
        print: Print::Across,
    }
}

/// The decimals of each column: the most decimals of its values, so that decimal points align.
fn decimals(columns: usize, departments: &[&DepartmentRecord]) -> Vec<u32> {
    let most = |column: usize| {
        let numbers = departments
            .iter()
            .filter_map(|department| number_of(department, column));
        numbers.map(|number| number.normalize().scale()).max()
    };
    (0..columns)
        .map(|column| most(column).unwrap_or(0))
        .collect()
}

/// The number of a department in a column.
fn number_of(department: &DepartmentRecord, column: usize) -> Option<Decimal> {
    match department.values.get(column) {
        Some(Some(SummaryValue::Number(number))) => Some(*number),
        _ => None,
    }
}

/// Pads a number with zeros to `decimals` decimals.
fn padded(number: Decimal, decimals: u32) -> Decimal {
    let mut padded = number.normalize();
    padded.rescale(decimals.max(padded.scale()));
    padded
}

fn note(columns: &[SummaryColumn], departments: &[&DepartmentRecord]) -> String {
    let label = |is_one: fn(&SummaryTotal) -> bool, words: &str| {
        let mut columns = columns.iter();
        let column = columns.find(|column| is_one(&column.total));
        column.map_or_else(String::new, |column| format!(",{}{words}", column.label))
    };
    let rate = label(
        |total| matches!(total, SummaryTotal::Rate(_)),
        "等由合计算出",
    );
    let mean = label(|total| matches!(total, SummaryTotal::Mean), "等是平均数");
    let note = format!("只汇总已生成的表;退回的部门只列出,改正后再汇总。合计是公式{rate}{mean}。");
    match departments.iter().filter(|one| one.is_duplicate()).count() {
        0 => note,
        count => format!(
            "{note}有 {count} 行是重复的部门,见检查报告:状态以{DUPLICATE}结尾的不计入合计,去掉这两个字就计入。"
        ),
    }
}

fn most_files(departments: &[&DepartmentRecord]) -> usize {
    let counts = departments.iter().map(|department| department.files.len());
    counts.max().unwrap_or(0)
}

fn row(
    (department, number): (&DepartmentRecord, u32),
    columns: &[SummaryColumn],
    decimals: &[u32],
    files: usize,
) -> Vec<Value> {
    let mut values = vec![
        Value::Ordinal(number),
        Value::Text(department.code.clone()),
        name_of(department),
        state(department),
    ];
    values.extend(columns.iter().enumerate().map(|(index, column)| {
        match department.values.get(index) {
            Some(Some(SummaryValue::Number(number))) => {
                shown(column.quantity, padded(*number, decimals[index]))
            }
            Some(Some(SummaryValue::Text { text })) => Value::Text(text.clone()),
            Some(Some(SummaryValue::TooLong { .. })) => Value::Text(TOO_LONG.to_owned()),
            Some(None) | None => Value::Blank,
        }
    }));
    values.extend(counts(&department.findings));
    values.extend((0..files).map(|index| link(department, index)));
    values
}

/// The name, as a link to the department's folder if it has files.
fn name_of(department: &DepartmentRecord) -> Value {
    let text = department.title().to_owned();
    if department.files.is_empty() {
        return Value::Text(text);
    }
    Value::Link {
        target: format!("{DEPARTMENTS}/{}/", department.folder),
        text,
    }
}

fn link(department: &DepartmentRecord, index: usize) -> Value {
    let Some(file) = department.files.get(index) else {
        return Value::Blank;
    };
    let ending = file.path.rsplit('.').next().unwrap_or_default();
    Value::Link {
        target: file.path.clone(),
        text: ending.to_uppercase(),
    }
}

fn totals(edition: &Edition, departments: &[&DepartmentRecord], files: usize) -> Vec<Total> {
    let columns = &edition.summary;
    let counted: Vec<&DepartmentRecord> = departments
        .iter()
        .copied()
        .filter(|one| !one.is_duplicate())
        .collect();
    let decimals = decimals(columns.len(), departments);
    let sums = (0..columns.len()).map(|index| {
        let sum = sum(index, &counted)?;
        Some(padded(sum, decimals[index]))
    });
    let sums: Vec<Option<Decimal>> = sums.collect();
    let mut totals = vec![
        Total::Blank,
        Total::Blank,
        Total::Text("合计".to_owned()),
        Total::Blank,
    ];
    let of_columns = TotalsOf {
        edition,
        departments,
        counted: &counted,
        decimals: &decimals,
        sums: &sums,
    };
    totals.extend((0..columns.len()).map(|index| of_columns.total(index)));
    for count in [
        |findings: &Findings| findings.errors,
        |findings: &Findings| findings.warnings,
        |findings: &Findings| findings.notes,
    ] {
        let counts = departments.iter().map(|one| count(&one.findings));
        totals.push(Total::Sum(Value::Count(Decimal::from(
            counts.sum::<usize>(),
        ))));
    }
    totals.extend((0..files).map(|_| Total::Blank));
    totals
}

/// What the totals of the columns are made from.
struct TotalsOf<'a> {
    edition: &'a Edition,
    departments: &'a [&'a DepartmentRecord],
    /// The departments without duplicates.
    counted: &'a [&'a DepartmentRecord],
    decimals: &'a [u32],
    sums: &'a [Option<Decimal>],
}

/// The mean of a column over the departments which have a number in it.
fn mean(sum: Decimal, counted: &[&DepartmentRecord], column: usize) -> Option<Decimal> {
    let numbers = counted.iter().filter_map(|one| number_of(one, column));
    sum.checked_div(Decimal::from(numbers.count()))
}

impl TotalsOf<'_> {
    fn total(&self, index: usize) -> Total {
        let TotalsOf {
            edition,
            departments,
            counted,
            decimals,
            sums,
        } = *self;
        let columns = &edition.summary;
        let column = &columns[index];
        let except = || (counted.len() < departments.len()).then(|| (STATE, DUPLICATE.to_owned()));
        let digits = match column.quantity {
            Some(Quantity::Percent) => PERCENT_DECIMALS + 2,
            _ => decimals[index].max(MEAN_DECIMALS),
        };
        let rounded = |number: Decimal| {
            let number = amount::round(number, digits);
            shown(column.quantity, padded(number, digits))
        };
        let mut numbers = (departments.iter()).filter_map(|one| number_of(one, index));
        // A workbook stores a number of too many digits as text, which no formula sums. The total
        // is exact nevertheless.
        let is_in_words = numbers.any(|number| exact(number).is_none());
        match (&column.total, sums[index]) {
            (SummaryTotal::None, _) => Total::Blank,
            (SummaryTotal::Rate(expr), _) => {
                match over_sums(expr, (edition, columns), sums, WIDTHS.len()) {
                    Some((formula, result)) => Total::Formula {
                        formula,
                        digits,
                        value: result.map_or(Value::Blank, rounded),
                    },
                    None => Total::Blank,
                }
            }
            (_, None) => Total::Text(TOO_LONG.to_owned()),
            (SummaryTotal::Sum, Some(sum)) if is_in_words => Total::Text(sum.to_string()),
            (SummaryTotal::Sum, Some(sum)) => {
                let value = shown(column.quantity, sum);
                match except() {
                    Some((column, ending)) => Total::SumExcept {
                        column,
                        ending,
                        value,
                    },
                    None => Total::Sum(value),
                }
            }
            (SummaryTotal::Mean, Some(sum)) => {
                let mean = mean(sum, counted, index);
                let value = mean.map_or(Value::Blank, rounded);
                match mean {
                    Some(mean) if is_in_words => {
                        Total::Text(amount::round(mean, digits).to_string())
                    }
                    _ => Total::Mean {
                        except: except(),
                        digits,
                        value,
                    },
                }
            }
        }
    }
}

/// The sum of a column; `None` if it or a department's own value has too many digits. Numbers stored
/// in a workbook are rounded to 28 digits, because a workbook sums them as doubles.
fn sum(column: usize, departments: &[&DepartmentRecord]) -> Option<Decimal> {
    let is_too_long = |one: &&DepartmentRecord| {
        matches!(
            one.values.get(column),
            Some(Some(SummaryValue::TooLong { .. }))
        )
    };
    if departments.iter().any(is_too_long) {
        return None;
    }
    let numbers = || departments.iter().filter_map(|one| number_of(one, column));
    let is_counted = numbers().all(|number| exact(number).is_some());
    numbers().try_fold(Decimal::ZERO, |sum, number| {
        let nearest = || sum.checked_add(number).filter(|_| is_counted);
        amount::add(sum, number).or_else(nearest)
    })
}

/// A file or department that could not be read: its name, the reason, and its findings.
type Unread<'a> = (&'a str, &'a str, &'a Findings);

/// Unread files in the order of their names, then unread departments of other files.
fn unread<'a>(results: &'a Results<'_>) -> Vec<Unread<'a>> {
    let unread = || {
        results
            .departments
            .iter()
            .filter(|one| one.edition.is_empty())
    };
    let files = results.unread.iter().map(|input| {
        let department = unread().find(|one| one.input == input.name);
        let findings = department.map_or(&input.findings, |one| &one.findings);
        let failure = department.and_then(|one| one.failure.as_deref());
        let failure = input.failure.as_deref().or(failure);
        (input.name.as_str(), failure, findings)
    });
    let departments = unread()
        .filter(|one| results.is_read(one))
        .map(|one| (one.title(), one.failure.as_deref(), &one.findings));
    let all = files.chain(departments);
    all.map(|(name, failure, findings)| {
        let mut errors = findings.list.iter();
        let error = errors.find(|finding| finding.level == Level::Error);
        let why = failure.or_else(|| error.map(|error| error.seen.as_str()));
        (name, why.unwrap_or_default(), findings)
    })
    .collect()
}

/// The sheet of unread files and departments: they have no edition and no values.
fn without_edition<'a>(unread: Vec<Unread<'a>>, names: &mut SheetNames) -> List<'a> {
    let mut columns = heads(batch_workbooks::UNREAD, WIDTHS_UNREAD);
    columns.extend(["错误", "警告", "提示"].map(|label| column("检查", label, 7.0)));
    let rows = unread.into_iter().zip(1_u32..);
    List {
        name: names.give("读不出的"),
        title: "读不出的文件".to_owned(),
        note: String::new(),
        columns,
        frozen: 2,
        row_storage: RowStorage::OnDisk,
        rows: Box::new(rows.map(|((name, why, findings), number)| {
            let mut values = vec![
                Value::Ordinal(number),
                Value::Text(name.to_owned()),
                Value::Text("读不出".to_owned()),
                Value::Text(why.to_owned()),
            ];
            values.extend(counts(findings));
            values
        })),
        totals: None,
        print: Print::Across,
    }
}

/// The number of findings of each level.
fn counts(findings: &Findings) -> [Value; 3] {
    [findings.errors, findings.warnings, findings.notes]
        .map(|count| Value::Count(Decimal::from(count)))
}
