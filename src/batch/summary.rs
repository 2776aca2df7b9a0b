//! 汇总表: a row a department with its figures, live totals below, links to its files; a sheet an edition.

use rust_decimal::Decimal;

use super::figures::{Figure, figures};
use super::finish::Ending;
use super::kept::{KeptDepartment, Level, State};
use super::{DEPARTMENTS, SUMMARY};
use crate::error::Error;
use crate::form::Edition;
use crate::write::xlsx::{Column, List, Print, SheetNames, Total, Value, exact, write_lists};

/// Columns before the figures.
const BEFORE: [(&str, f64); 4] = [
    ("序号", 6.0),
    ("编码", 9.0),
    ("部门(单位)", 34.0),
    ("状态", 9.0),
];

/// What the bytes of the workbook are.
pub(super) fn write(ending: &Ending<'_>, ordered: &[&KeptDepartment]) -> Result<Vec<u8>, Error> {
    let registry = ending.renderer.registry();
    let mut names = SheetNames::default();
    let mut lists = Vec::new();
    for edition in registry.editions() {
        let own: Vec<&KeptDepartment> = ordered
            .iter()
            .filter(|one| one.edition == edition.id)
            .copied()
            .collect();
        if !own.is_empty() {
            lists.push(of_edition(edition, own, &mut names));
        }
    }
    let unread: Vec<&KeptDepartment> = ordered
        .iter()
        .filter(|one| one.edition.is_empty())
        .copied()
        .collect();
    if !unread.is_empty() || lists.is_empty() {
        lists.push(without_edition(unread, &mut names));
    }
    let properties = ending.properties("汇总表");
    write_lists(lists, &properties).map_err(|source| Error::Output {
        name: SUMMARY.to_owned(),
        source,
    })
}

/// The word for what became of a department.
pub(super) const fn state_in_words(department: &KeptDepartment) -> &'static str {
    match department.state {
        State::Made => "已生成",
        State::Returned => "退回",
        State::Failed => "失败",
    }
}

fn column(group: &str, label: &str, width: f64) -> Column {
    Column {
        group: group.to_owned(),
        label: label.to_owned(),
        width,
    }
}

fn of_edition<'a>(
    edition: &'a Edition,
    departments: Vec<&'a KeptDepartment>,
    names: &mut SheetNames,
) -> List<'a> {
    let figures = figures(edition);
    let files = most_files(&departments);
    let mut columns: Vec<Column> = BEFORE
        .iter()
        .map(|(label, width)| column("", label, *width))
        .collect();
    columns.extend(
        figures
            .iter()
            .map(|figure| column(&figure.group, &figure.label, 12.0)),
    );
    columns.extend(["错误", "警告", "提示"].map(|label| column("检查", label, 7.0)));
    columns.extend((0..files).map(|_| column("文件", "打开", 8.0)));
    let totals = totals(edition, &figures, &departments, files);
    let count = figures.len();
    let rows = departments.into_iter().zip(1_u32..);
    List {
        name: names.give(&edition.id),
        title: format!("{} 汇总表", edition.title),
        note: "只汇总已生成的表;退回的部门只列出,改正后再汇总。合计是公式,执行率等由合计算出。"
            .to_owned(),
        columns,
        frozen: 3,
        rows: Box::new(
            rows.map(move |(department, number)| row(department, number, &figures[..count], files)),
        ),
        totals: Some(totals),
        print: Print::Across,
    }
}

fn most_files(departments: &[&KeptDepartment]) -> usize {
    let counts = departments.iter().map(|department| department.files.len());
    counts.max().unwrap_or(0)
}

fn row(department: &KeptDepartment, number: u32, figures: &[Figure], files: usize) -> Vec<Value> {
    let mut values = vec![
        Value::Count(Decimal::from(number)),
        Value::Text(department.code.clone()),
        name_of(department),
        Value::Text(state_in_words(department).to_owned()),
    ];
    values.extend(figures.iter().enumerate().map(|(index, figure)| {
        let number = department.figures.get(index).copied().flatten();
        number.map_or(Value::Blank, |number| figure.shown.value(number))
    }));
    let findings = &department.findings;
    values.extend(
        [findings.errors, findings.warnings, findings.notes]
            .map(|count| Value::Count(Decimal::from(count))),
    );
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
    let sums: Vec<Decimal> = (0..figures.len())
        .map(|index| {
            let numbers = departments
                .iter()
                .filter_map(|department| department.figures.get(index).copied().flatten());
            numbers.fold(Decimal::ZERO, |sum, number| {
                sum.checked_add(number).unwrap_or(sum)
            })
        })
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
        if numbers.any(|number| exact(number).is_none()) {
            return Total::Text(sums[index].to_string());
        }
        match figure.total(edition, figures, &sums, index) {
            Total::Formula(formula, value) => Total::Formula(moved(&formula, BEFORE.len()), value),
            total => total,
        }
    }));
    for level in [Level::Error, Level::Warning, Level::Note] {
        let counts = departments.iter().map(|department| match level {
            Level::Error => department.findings.errors,
            Level::Warning => department.findings.warnings,
            Level::Note => department.findings.notes,
        });
        totals.push(Total::Sum(Value::Count(Decimal::from(
            counts.sum::<usize>(),
        ))));
    }
    totals.extend((0..files).map(|_| Total::Blank));
    totals
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

/// Submissions that could not be read: they have no edition, and no figures.
fn without_edition<'a>(departments: Vec<&'a KeptDepartment>, names: &mut SheetNames) -> List<'a> {
    let mut columns: Vec<Column> = BEFORE
        .iter()
        .map(|(label, width)| column("", label, *width))
        .collect();
    columns.extend(["错误", "警告", "提示"].map(|label| column("检查", label, 7.0)));
    let rows = departments.into_iter().zip(1_u32..);
    List {
        name: names.give("读不出的"),
        title: "读不出的申报数据".to_owned(),
        note: String::new(),
        columns,
        frozen: 3,
        rows: Box::new(rows.map(|(department, number)| row(department, number, &[], 0))),
        totals: None,
        print: Print::Across,
    }
}
