//! 汇总表: a sheet for each edition, with a row for each department: its values, and links to its
//! files. Formulas below sum the columns: those of each section of the bureau, if the roster has
//! sections, then all. Further sheets: the figures on one page and as charts (`summary_figures`),
//! with a roster who has handed in (`hand_in_sheet`), and what differs between versions of a department
//! (`versions_sheet`).

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use rust_decimal::Decimal;

use super::super::across::matching::RosterIndex;
use super::super::across::results::{Department, Results};
use super::super::paths::DEPARTMENTS;
use super::super::record::columns::{over_sums, padded, shown};
use super::super::record::records::{DepartmentRecord, Findings, SummaryValue};
use super::comparison;
use super::comparison_details;
use super::hand_in_sheet;
use super::overall::Target;
use super::summary_figures;
use super::versions_sheet;
use crate::amount::{self, PERCENT_DECIMALS};
use crate::finding::Level;
use crate::form::{Edition, Quantity, SummaryColumn, SummaryTotal};
use crate::render::batch_workbooks;
use crate::write::xlsx::{
    Column, Criterion, List, Print, Sheet, SheetNames, Total, Value, exact, write_lists,
};

/// Suffix of the state of a duplicate department, whose row is not in the sums.
const DUPLICATE: &str = "(重复)";

/// Index of the state column.
const STATE: u16 = 3;

/// Label of the column of sections, and word after a section in the line of its sums.
const SECTION_HEAD: &str = "股室";
const SUBTOTAL: &str = "小计";

/// Index of the column of sections, if there is one.
const SECTION: u16 = 4;

/// Width of the column of sections.
const SECTION_WIDTH: f64 = 14.0;

/// Text in place of a sum with too many digits.
const TOO_LONG: &str = "超过 28 位,没有加";

/// Least number of decimals of a mean.
const MEAN_DECIMALS: u32 = 2;

/// Widths of the columns before the values, and of the columns of unread files, in characters.
const WIDTHS: [f64; 4] = [6.0, 9.0, 34.0, 14.0];
const WIDTHS_UNREAD: [f64; 4] = [6.0, 50.0, 9.0, 60.0];

/// Writes the workbook.
pub(in crate::batch) fn write(
    target: &Target<'_>,
    results: &Results<'_>,
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    let registry = target.renderer.registry();
    let mut names = SheetNames::default();
    let mut lists = Vec::new();
    for edition in registry.editions() {
        let own = results.departments.iter();
        let own: Vec<&Department<'_>> = own
            .filter(|one| *one.brief.edition == *edition.id)
            .collect();
        if !own.is_empty() {
            let title = results.title(edition);
            let name = names.give(&edition.id);
            let list = of_edition((edition, name, title), (results, own), target.out)?;
            lists.push(Sheet::List(list));
        }
    }
    let unread = unread(results, target.out)?;
    let needs_unread = !unread.is_empty() || lists.is_empty();
    let compared = comparison::sheets(target, results, &mut names)?;
    lists.extend(compared.into_iter().map(Sheet::List));
    let details = comparison_details::sheets(target, results, &mut names);
    lists.extend(details.into_iter().map(Sheet::List));
    let figures = summary_figures::sheets(target, results, &mut names)?;
    lists.extend(figures.into_iter().map(Sheet::Figures));
    lists.extend(hand_in_sheet::sheet(results, &mut names).map(Sheet::List));
    lists.extend(versions_sheet::sheet(target, results, &mut names).map(Sheet::List));
    if needs_unread {
        lists.push(Sheet::List(without_edition(unread, &mut names)));
    }
    let properties = target.properties("汇总表");
    write_lists(lists, &properties, target.out, out)
}

/// The state of a department, and whether it is a duplicate.
fn state(department: &Department<'_>) -> Value {
    let state = department.brief.state_in_words();
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
    (edition, name, title): (&'a Edition, String, String),
    (results, departments): (&Results<'a>, Vec<&'a Department<'a>>),
    out: &'a Path,
) -> io::Result<List<'a>> {
    let own = &edition.summary;
    let of_sections = departments.iter().map(|one| results.section(one));
    let of_sections: Vec<Option<&str>> = of_sections.collect();
    let order = (results.roster.as_ref()).map_or_else(Vec::new, RosterIndex::section_order);
    let sums = SectionSums::of(own.len(), (&departments, &of_sections), &order, out)?;
    let has_sections = of_sections.iter().any(Option::is_some);
    let counts = departments.iter().map(|department| department.brief.files);
    let files = counts.max().unwrap_or(0);
    let mut columns = heads(batch_workbooks::SUMMARY, WIDTHS);
    if has_sections {
        columns.push(column("", SECTION_HEAD, SECTION_WIDTH));
    }
    columns.extend(
        own.iter()
            .map(|own| column(&own.group, &own.label, own.width)),
    );
    columns.extend(["错误", "警告", "提示"].map(|label| column("检查", label, 7.0)));
    let printed = u16::try_from(columns.len()).unwrap_or(u16::MAX);
    columns.extend((0..files).map(|_| column("文件", "打开", 8.0)));
    let totals = totals(edition, (&departments, &of_sections), &sums, files);
    let note = note(own, &departments);
    let decimals: Vec<u32> = sums.all.0.iter().map(|sum| sum.decimals).collect();
    let rows = departments.into_iter().zip(of_sections).zip(1_u32..);
    Ok(List {
        name,
        title: format!("{title} 汇总表"),
        note,
        columns,
        frozen: 3,
        rows: Box::new(rows.map(move |((department, section), number)| {
            let record = department.brief.read(out)?;
            let mut row = row((department, &record, number), own, &decimals, files);
            if let Some(section) = section {
                row.insert(usize::from(SECTION), Value::Text(section.to_owned()));
            }
            Ok(row)
        })),
        totals,
        print: Print::Readable(printed),
    })
}

/// What the totals need of the values of all departments: they are read once for it.
struct SectionSums<'a> {
    all: Sums,
    /// Of the departments of each section, in the order of the roster.
    sections: Vec<(&'a str, Sums)>,
}

impl<'a> SectionSums<'a> {
    fn of(
        columns: usize,
        (departments, sections): (&[&Department<'_>], &[Option<&'a str>]),
        order: &[&'a str],
        out: &Path,
    ) -> io::Result<SectionSums<'a>> {
        let mut all = Sums::none(columns);
        let mut of_sections: BTreeMap<&str, Sums> = BTreeMap::new();
        for (department, section) in departments.iter().zip(sections) {
            let values = department.brief.read(out)?.values;
            all.add(&values, department.is_duplicate());
            if let Some(section) = *section {
                let own = of_sections.entry(section);
                own.or_insert_with(|| Sums::none(columns))
                    .add(&values, department.is_duplicate());
            }
        }
        for sums in of_sections.values_mut() {
            // Decimal points align with those of the rows.
            for (sum, all) in sums.0.iter_mut().zip(&all.0) {
                sum.decimals = all.decimals;
            }
        }
        let sections = order.iter().filter_map(|one| of_sections.remove_entry(one));
        Ok(SectionSums {
            sections: sections.collect(),
            all,
        })
    }
}

/// What the totals need of the values of some departments, by column.
struct Sums(Vec<Sum>);

/// What the total of a column needs.
#[derive(Clone)]
struct Sum {
    /// The most decimals of its values, so that decimal points align.
    decimals: u32,
    /// Whether a number has too many digits, so that it is a text in the workbook.
    has_text: bool,
    /// As [`Sum::has_text`], without duplicates.
    is_text_summed: bool,
    /// Number of numbers without duplicates.
    numbers: usize,
    /// The exact sum without duplicates; `None` if it or a department's own value has too many
    /// digits.
    exact: Option<Decimal>,
    /// The same sum, rounded to 28 digits where it has more.
    rounded: Option<Decimal>,
}

impl Sums {
    fn none(columns: usize) -> Sums {
        let none = Sum {
            decimals: 0,
            has_text: false,
            is_text_summed: false,
            numbers: 0,
            exact: Some(Decimal::ZERO),
            rounded: Some(Decimal::ZERO),
        };
        Sums(vec![none; columns])
    }

    fn add(&mut self, values: &[Option<SummaryValue>], is_duplicate: bool) {
        for (sum, value) in self.0.iter_mut().zip(values) {
            sum.add(value.as_ref(), is_duplicate);
        }
    }
}

impl Sum {
    fn add(&mut self, value: Option<&SummaryValue>, is_duplicate: bool) {
        let number = match value {
            Some(SummaryValue::Number(number)) => *number,
            Some(SummaryValue::TooLong { .. }) if !is_duplicate => {
                (self.exact, self.rounded) = (None, None);
                return;
            }
            Some(SummaryValue::TooLong { .. } | SummaryValue::Text { .. }) | None => return,
        };
        let is_text = exact(number).is_none();
        self.decimals = self.decimals.max(number.normalize().scale());
        self.has_text |= is_text;
        if is_duplicate {
            return;
        }
        self.numbers += 1;
        self.is_text_summed |= is_text;
        let rounded = |sum: Decimal| amount::add(sum, number).or_else(|| sum.checked_add(number));
        self.exact = self.exact.and_then(|sum| amount::add(sum, number));
        self.rounded = self.rounded.and_then(rounded);
    }

    /// The sum; `None` if it has too many digits. A workbook sums its numbers as doubles, so that
    /// the sum may be rounded if all of them are numbers in the workbook.
    fn value(&self) -> Option<Decimal> {
        let sum = if self.is_text_summed {
            self.exact
        } else {
            self.rounded
        };
        Some(padded(sum?, self.decimals))
    }
}

fn note(columns: &[SummaryColumn], departments: &[&Department<'_>]) -> String {
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

fn row(
    (department, record, number): (&Department<'_>, &DepartmentRecord, u32),
    columns: &[SummaryColumn],
    decimals: &[u32],
    files: usize,
) -> Vec<Value> {
    let mut values = vec![
        Value::Ordinal(number),
        Value::Text(record.code.clone()),
        name_of(record),
        state(department),
    ];
    values.extend(columns.iter().enumerate().map(
        |(index, column)| match record.values.get(index) {
            Some(Some(SummaryValue::Number(number))) => {
                shown(column.quantity, padded(*number, decimals[index]))
            }
            Some(Some(SummaryValue::Text { text })) => Value::Text(text.clone()),
            Some(Some(SummaryValue::TooLong { .. })) => Value::Text(TOO_LONG.to_owned()),
            Some(None) | None => Value::Blank,
        },
    ));
    values.extend(counts(department.findings()));
    values.extend((0..files).map(|index| link(record, index)));
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

fn totals(
    edition: &Edition,
    (departments, of_sections): (&[&Department<'_>], &[Option<&str>]),
    sums: &SectionSums<'_>,
    files: usize,
) -> Vec<Vec<Total>> {
    let has_duplicates = departments.iter().any(|one| one.is_duplicate());
    let has_sections = !sums.sections.is_empty();
    let sections = sums.sections.iter();
    let sections = sections.map(|(section, sums)| (Some(*section), sums));
    let lines = sections.chain(std::iter::once((None, &sums.all)));
    let lines = lines.map(|(section, sums)| {
        let within: Vec<Criterion> = section
            .map(|section| Criterion::is(SECTION, section))
            .into_iter()
            .collect();
        let values: Vec<Option<Decimal>> = sums.0.iter().map(Sum::value).collect();
        let mut line = vec![
            Total::Blank,
            Total::Blank,
            Total::Text(section.map_or_else(
                || "合计".to_owned(),
                |section| format!("{section} {SUBTOTAL}"),
            )),
            Total::Blank,
        ];
        line.extend(has_sections.then_some(Total::Blank));
        let of_columns = TotalsOf {
            edition,
            within: &within,
            has_duplicates,
            first: line.len(),
            sums,
            values: &values,
        };
        line.extend((0..edition.summary.len()).map(|index| of_columns.total(index)));
        for level in 0..3 {
            let own = departments.iter().zip(of_sections);
            let own = own.filter(|(_, own)| section.is_none() || **own == section);
            let counts = own.map(|(one, _)| one.findings()[level]);
            line.push(Total::Sum {
                conditions: within.clone(),
                value: Value::Count(Decimal::from(counts.sum::<usize>())),
            });
        }
        line.extend((0..files).map(|_| Total::Blank));
        line
    });
    lines.collect()
}

/// What the totals of the columns are made from.
struct TotalsOf<'a> {
    edition: &'a Edition,
    /// Conditions on the rows of the totals.
    within: &'a [Criterion],
    has_duplicates: bool,
    /// Index of the first column of values.
    first: usize,
    sums: &'a Sums,
    /// The value of each sum.
    values: &'a [Option<Decimal>],
}

impl TotalsOf<'_> {
    fn total(&self, index: usize) -> Total {
        let TotalsOf {
            edition,
            within,
            has_duplicates,
            first,
            sums,
            values,
        } = *self;
        let columns = &edition.summary;
        let (column, sum) = (&columns[index], &sums.0[index]);
        let conditions = || {
            let except = has_duplicates.then(|| Criterion::not_ending(STATE, DUPLICATE));
            except.into_iter().chain(within.iter().cloned()).collect()
        };
        let digits = match column.quantity {
            Some(Quantity::Percent) => PERCENT_DECIMALS + 2,
            _ => sum.decimals.max(MEAN_DECIMALS),
        };
        let rounded = |number: Decimal| {
            let number = amount::round(number, digits);
            shown(column.quantity, padded(number, digits))
        };
        // A workbook stores a number of too many digits as text, which no formula sums. The total
        // is exact nevertheless.
        let is_in_words = sum.has_text;
        match (&column.total, values[index]) {
            (SummaryTotal::None, _) => Total::Blank,
            (SummaryTotal::Rate(expr), _) => {
                match over_sums(expr, (edition, columns), values, first) {
                    Some((formula, result)) => Total::Formula {
                        formula,
                        digits,
                        value: result.map_or(Value::Blank, rounded),
                    },
                    None => Total::Blank,
                }
            }
            (_, None) => Total::Text(TOO_LONG.to_owned()),
            (SummaryTotal::Sum, Some(total)) if is_in_words => Total::Text(total.to_string()),
            (SummaryTotal::Sum, Some(total)) => {
                let value = shown(column.quantity, total);
                let conditions = conditions();
                Total::Sum { conditions, value }
            }
            (SummaryTotal::Mean, Some(total)) => {
                let mean = total.checked_div(Decimal::from(sum.numbers));
                let value = mean.map_or(Value::Blank, rounded);
                match mean {
                    Some(mean) if is_in_words => {
                        Total::Text(amount::round(mean, digits).to_string())
                    }
                    _ => Total::Mean {
                        conditions: conditions(),
                        digits,
                        value,
                    },
                }
            }
        }
    }
}

/// A file or department that could not be read: its name, the reason, and its numbers of findings.
type Unread = (String, String, [usize; 3]);

/// Unread files in the order of their names, then unread departments of other files.
fn unread(results: &Results<'_>, out: &Path) -> io::Result<Vec<Unread>> {
    let unread = || {
        let departments = results.departments.iter();
        departments.filter(|one| one.brief.edition.is_empty())
    };
    let reason = |failure: Option<&str>, findings: &Findings| {
        let mut errors = findings.list.iter();
        let error = errors.find(|finding| finding.level == Level::Error);
        let why = failure.or_else(|| error.map(|error| error.seen.as_str()));
        why.unwrap_or_default().to_owned()
    };
    let mut all = Vec::new();
    for input in &results.unread {
        let department = unread().find(|one| *one.brief.input == *input.name);
        let failure = department.and_then(|one| one.brief.failure.as_deref());
        let failure = input.failure.as_deref().or(failure);
        let (why, counts) = match department {
            Some(one) => (reason(failure, &one.read(out)?.findings), one.findings()),
            None => (reason(failure, &input.findings), input.findings.counts()),
        };
        all.push((input.name.clone(), why, counts));
    }
    for one in unread().filter(|one| results.is_read(one.brief)) {
        let why = reason(one.brief.failure.as_deref(), &one.read(out)?.findings);
        all.push((one.brief.title().to_owned(), why, one.findings()));
    }
    Ok(all)
}

/// The sheet of unread files and departments: they have no edition and no values.
fn without_edition(unread: Vec<Unread>, names: &mut SheetNames) -> List<'static> {
    let mut columns = heads(batch_workbooks::UNREAD, WIDTHS_UNREAD);
    columns.extend(["错误", "警告", "提示"].map(|label| column("检查", label, 7.0)));
    let rows = unread.into_iter().zip(1_u32..);
    List {
        name: names.give("读不出的"),
        title: "读不出的文件".to_owned(),
        note: String::new(),
        columns,
        frozen: 2,
        rows: Box::new(rows.map(|((name, why, findings), number)| {
            let mut values = vec![
                Value::Ordinal(number),
                Value::Text(name),
                Value::Text("读不出".to_owned()),
                Value::Text(why),
            ];
            values.extend(counts(findings));
            Ok(values)
        })),
        totals: Vec::new(),
        print: Print::FitWidth,
    }
}

/// The number of findings of each level.
fn counts(findings: [usize; 3]) -> [Value; 3] {
    findings.map(|count| Value::Count(Decimal::from(count)))
}
