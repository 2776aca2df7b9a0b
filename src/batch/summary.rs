//! 汇总表: a row a department with its figures, live totals below, links to its files; a sheet an edition.

use rust_decimal::Decimal;

use super::figures::{Figure, Kind, figures};
use super::finish::Ending;
use super::kept::{Findings, KeptDepartment, State, WrittenLevel};
use super::told::{Told, is_repeated};
use super::{DEPARTMENTS, SUMMARY};
use crate::amount;
use crate::error::Error;
use crate::form::Edition;
use crate::render::results;
use crate::write::xlsx::{
    Column, List, Print, RowStorage, SheetNames, Total, Value, exact, write_lists,
};

/// What ends the state of a department that was there before: such rows are not summed up.
const REPEATED: &str = "(重复)";

/// The column of the state.
const STATE: u16 = 3;

/// What stands in the place of a sum with more digits than can be kept.
const TOO_LONG: &str = "超过 28 位,没有加";

/// Widths of the columns before the figures, and of those of what could not be read.
const WIDTHS: [f64; 4] = [6.0, 9.0, 34.0, 14.0];
const WIDTHS_UNREAD: [f64; 4] = [6.0, 50.0, 9.0, 60.0];

/// What the bytes of the workbook are.
pub(super) fn write(ending: &Ending<'_>, told: &Told<'_>) -> Result<Vec<u8>, Error> {
    let registry = ending.renderer.registry();
    let mut names = SheetNames::default();
    let mut lists = Vec::new();
    for edition in registry.editions() {
        let own: Vec<&KeptDepartment> = told
            .departments
            .iter()
            .map(AsRef::as_ref)
            .filter(|one| one.edition == edition.id)
            .collect();
        if !own.is_empty() {
            lists.push(of_edition((edition, told.title(edition)), own, &mut names));
        }
    }
    let unread = unread(told);
    if !unread.is_empty() || lists.is_empty() {
        lists.push(without_edition(unread, &mut names));
    }
    let properties = ending.properties("汇总表");
    write_lists(lists, &properties, ending.out).map_err(|source| Error::Output {
        name: SUMMARY.to_owned(),
        source,
    })
}

/// The word for what became of a department.
pub(super) const fn state_in_words(department: &KeptDepartment) -> &'static str {
    match department.state {
        State::Made => "已生成",
        State::Returned if department.edition.is_empty() => "读不出",
        State::Returned => "退回",
        State::Failed => "失败",
    }
}

/// What became of a department, and whether it was there before.
fn state(department: &KeptDepartment) -> Value {
    let state = state_in_words(department);
    Value::Text(if is_repeated(department) {
        format!("{state}{REPEATED}")
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

/// The first columns of a list.
fn heads(labels: [&str; 4], widths: [f64; 4]) -> Vec<Column> {
    let columns = labels.iter().zip(widths);
    columns
        .map(|(label, width)| column("", label, width))
        .collect()
}

fn of_edition<'a>(
    (edition, title): (&'a Edition, String),
    departments: Vec<&'a KeptDepartment>,
    names: &mut SheetNames,
) -> List<'a> {
    let figures = figures(edition);
    let files = most_files(&departments);
    let mut columns = heads(results::SUMMARY, WIDTHS);
    columns.extend(
        figures
            .iter()
            .map(|figure| column(&figure.group, &figure.label, 12.0)),
    );
    columns.extend(["错误", "警告", "提示"].map(|label| column("检查", label, 7.0)));
    columns.extend((0..files).map(|_| column("文件", "打开", 8.0)));
    let totals = totals(edition, &figures, &departments, files);
    let count = figures.len();
    let note = note(&departments);
    let decimals = decimals(figures.len(), &departments);
    let rows = departments.into_iter().zip(1_u32..);
    List {
        name: names.give(&edition.id),
        title: format!("{title} 汇总表"),
        note,
        columns,
        frozen: 3,
        row_storage: RowStorage::OnDisk,
        rows: Box::new(rows.map(move |(department, number)| {
            row((department, number), &figures[..count], &decimals, files)
        })),
        totals: Some(totals),
        print: Print::Across,
    }
}

/// The decimals of each column: those of its number with most of them, so that all stand one below the other.
fn decimals(columns: usize, departments: &[&KeptDepartment]) -> Vec<u32> {
    let most = |column: usize| {
        let numbers = departments
            .iter()
            .filter_map(|department| department.figures.get(column).copied().flatten());
        numbers.map(|number| number.normalize().scale()).max()
    };
    (0..columns)
        .map(|column| most(column).unwrap_or(0))
        .collect()
}

/// A number with so many decimals; more digits than it has are zeros.
fn shown(number: Decimal, decimals: u32) -> Decimal {
    let mut shown = number.normalize();
    shown.rescale(decimals.max(shown.scale()));
    shown
}

fn note(departments: &[&KeptDepartment]) -> String {
    let note = "只汇总已生成的表;退回的部门只列出,改正后再汇总。合计是公式,执行率等由合计算出。";
    match departments.iter().filter(|one| is_repeated(one)).count() {
        0 => note.to_owned(),
        count => format!(
            "{note}有 {count} 行是重复的部门,见检查报告:状态以{REPEATED}结尾的不计入合计,去掉这两个字就计入。"
        ),
    }
}

fn most_files(departments: &[&KeptDepartment]) -> usize {
    let counts = departments.iter().map(|department| department.files.len());
    counts.max().unwrap_or(0)
}

fn row(
    (department, number): (&KeptDepartment, u32),
    figures: &[Figure],
    decimals: &[u32],
    files: usize,
) -> Vec<Value> {
    let mut values = vec![
        Value::Ordinal(number),
        Value::Text(department.code.clone()),
        name_of(department),
        state(department),
    ];
    values.extend(figures.iter().enumerate().map(|(index, figure)| {
        match department.figures.get(index).copied() {
            Some(Some(number)) => figure.shown.value(shown(number, decimals[index])),
            Some(None) if figure.is_sum() => Value::Text(TOO_LONG.to_owned()),
            Some(None) | None => Value::Blank,
        }
    }));
    values.extend(counts(&department.findings));
    values.extend((0..files).map(|index| link(department, index)));
    values
}

/// The name, leading to the department's folder where it has one with files.
fn name_of(department: &KeptDepartment) -> Value {
    let text = department.title().to_owned();
    if department.files.is_empty() {
        return Value::Text(text);
    }
    Value::Link {
        target: format!("{DEPARTMENTS}/{}/", department.folder),
        text,
    }
}

fn link(department: &KeptDepartment, index: usize) -> Value {
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
    figures: &[Figure],
    departments: &[&KeptDepartment],
    files: usize,
) -> Vec<Total> {
    let counted: Vec<&KeptDepartment> = departments
        .iter()
        .copied()
        .filter(|one| !is_repeated(one))
        .collect();
    let sums = figures.iter().enumerate().map(|(index, figure)| {
        let numbers = counted.iter().map(|one| one.figures.get(index).copied());
        let numbers: Vec<Option<Decimal>> = numbers.flatten().collect();
        sum(figure, &numbers)
    });
    let sums: Vec<Option<Decimal>> = sums
        .zip(decimals(figures.len(), departments))
        .map(|(sum, decimals)| Some(shown(sum?, decimals)))
        .collect();
    let mut totals = vec![
        Total::Blank,
        Total::Blank,
        Total::Text("合计".to_owned()),
        Total::Blank,
    ];
    totals.extend(figures.iter().enumerate().map(|(index, figure)| {
        let mut numbers = departments
            .iter()
            .filter_map(|department| department.figures.get(index).copied().flatten());
        // A number that a workbook cannot hold stands there as words, which no formula sums up; the total is exact all the same.
        let is_in_words = numbers.any(|number| exact(number).is_none());
        match sums[index] {
            None if figure.shown != Kind::Percent => return Total::Text(TOO_LONG.to_owned()),
            Some(sum) if is_in_words => return Total::Text(sum.to_string()),
            None | Some(_) => {}
        }
        match figure.total(edition, figures, &sums, index) {
            Total::Formula(formula, value) => Total::Formula(moved(&formula, WIDTHS.len()), value),
            Total::Sum(value) if counted.len() < departments.len() => Total::SumExcept {
                column: STATE,
                ending: REPEATED.to_owned(),
                value,
            },
            total => total,
        }
    }));
    for level in [
        WrittenLevel::Error,
        WrittenLevel::Warning,
        WrittenLevel::Note,
    ] {
        let counts = departments.iter().map(|department| match level {
            WrittenLevel::Error => department.findings.errors,
            WrittenLevel::Warning => department.findings.warnings,
            WrittenLevel::Note => department.findings.notes,
        });
        totals.push(Total::Sum(Value::Count(Decimal::from(
            counts.sum::<usize>(),
        ))));
    }
    totals.extend((0..files).map(|_| Total::Blank));
    totals
}

/// The sum of a figure, of departments that have it; none where it, or that of a department, has more digits than can be kept. What a workbook counts
/// itself, by doubles, is kept to 28 digits.
fn sum(figure: &Figure, numbers: &[Option<Decimal>]) -> Option<Decimal> {
    let is_counted = numbers
        .iter()
        .flatten()
        .all(|number| exact(*number).is_some());
    let mut numbers = numbers.iter();
    numbers.try_fold(Decimal::ZERO, |sum, number| match number {
        Some(number) => {
            let nearest = || sum.checked_add(*number).filter(|_| is_counted);
            amount::add(sum, *number).or_else(nearest)
        }
        None => (!figure.is_sum()).then_some(sum),
    })
}

/// A formula over figures, as one over the sheet's columns.
fn moved(formula: &str, by: usize) -> String {
    let mut parts = formula.split('{');
    let mut moved = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (column, rest) = part.split_once('}').unwrap_or(("0", part));
        let column: usize = column.parse().unwrap_or(0);
        moved.extend(["{", &(column + by).to_string(), "}", rest]);
    }
    moved
}

/// What could not be read: its name, why, and what was found.
type Unread<'a> = (&'a str, &'a str, &'a Findings);

/// The files that nothing was read from, in the order of their names; after them departments of other files that could not be read.
fn unread<'a>(told: &'a Told<'_>) -> Vec<Unread<'a>> {
    let unread = || told.departments.iter().filter(|one| one.edition.is_empty());
    let files = told.unread.iter().map(|input| {
        let department = unread().find(|one| one.input == input.name);
        let findings = department.map_or(&input.findings, |one| &one.findings);
        let failure = department.and_then(|one| one.failure.as_deref());
        let failure = input.failure.as_deref().or(failure);
        (input.name.as_str(), failure, findings)
    });
    let departments = unread()
        .filter(|one| told.is_read(one))
        .map(|one| (one.title(), one.failure.as_deref(), &one.findings));
    let all = files.chain(departments);
    all.map(|(name, failure, findings)| {
        let mut errors = findings.list.iter();
        let error = errors.find(|finding| finding.level == WrittenLevel::Error);
        let why = failure.or_else(|| error.map(|error| error.seen.as_str()));
        (name, why.unwrap_or_default(), findings)
    })
    .collect()
}

/// What could not be read has no edition, and no figures.
fn without_edition<'a>(unread: Vec<Unread<'a>>, names: &mut SheetNames) -> List<'a> {
    let mut columns = heads(results::UNREAD, WIDTHS_UNREAD);
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

/// How many findings there are of each level.
fn counts(findings: &Findings) -> [Value; 3] {
    [findings.errors, findings.warnings, findings.notes]
        .map(|count| Value::Count(Decimal::from(count)))
}
