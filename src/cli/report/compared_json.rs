//! A comparison as JSON for programs: schema `jixiao-diff/1`. Keys keep their names and order within
//! a version; new keys may come at the end. Numbers are texts, so that no digit is lost.

use jixiao::compare::{
    Alteration, AlterationCounts, AlteredRow, AlteredValue, ComparedDepartment, ComparedTable,
    Presence, Sides, UnsharedField,
};
use jixiao::finding::Finding;
use jixiao::source::Place;
use serde::Serialize;

use super::super::departments::ReadDepartments;

/// Name and version of the format.
const SCHEMA: &str = "jixiao-diff/1";

/// A side as the user named it, with what was read of it.
pub(in crate::cli) struct ComparedSide<'a> {
    pub(in crate::cli) name: &'a str,
    pub(in crate::cli) read: &'a ReadDepartments,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    old: Side<'a>,
    new: Side<'a>,
    departments: Vec<Department<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Side<'a> {
    path: &'a str,
    departments: usize,
    /// Files that could not be read.
    unread: &'a [String],
    /// Findings of reading.
    findings: &'a [Finding],
    failures: Vec<Failure<'a>>,
}

#[derive(Serialize)]
struct Failure<'a> {
    file: &'a str,
    message: String,
}

/// Numbers of departments by state.
#[derive(Default, Serialize)]
struct Summary {
    departments: usize,
    altered: usize,
    equal: usize,
    added: usize,
    removed: usize,
    duplicates: usize,
    unknown: usize,
}

#[derive(Serialize)]
struct Both<T> {
    old: T,
    new: T,
}

impl<T> From<Sides<T>> for Both<T> {
    fn from(Sides { old, new }: Sides<T>) -> Both<T> {
        Both { old, new }
    }
}

#[derive(Serialize)]
struct Department<'a> {
    code: &'a str,
    name: &'a str,
    state: &'static str,
    names: Both<&'a str>,
    files: Both<&'a str>,
    editions: Option<Both<&'a str>>,
    budgets: Both<Option<Budget<'a>>>,
    counts: Counts,
    changes: Vec<Change<'a>>,
    /// Fields that only one edition has.
    unshared: Vec<Unshared<'a>>,
}

#[derive(Serialize)]
struct Budget<'a> {
    label: &'a str,
    unit: &'a str,
    amount: Option<String>,
}

#[derive(Serialize)]
struct Counts {
    tables: Numbers,
    indicators: Numbers,
    values: usize,
}

#[derive(Serialize)]
struct Numbers {
    added: usize,
    removed: usize,
    altered: usize,
}

/// A difference: a table, a row or a value.
#[derive(Default, Serialize)]
struct Change<'a> {
    /// `table`, `row` or `value`.
    part: &'static str,
    /// `added`, `removed`, `renamed` or `altered`.
    kind: &'static str,
    form: &'a str,
    /// Title of the table.
    title: &'a str,
    /// Label of the list, for rows and their values.
    list: &'a str,
    families: &'a [String],
    /// Name of the row.
    row: &'a str,
    /// Label of the field.
    field: &'a str,
    old: Option<&'a str>,
    new: Option<&'a str>,
    increase: Option<String>,
    percent: Option<String>,
    unit: &'a str,
    /// Whether it follows from other values.
    derived: bool,
    /// Cells of a workbook.
    old_cell: Option<String>,
    new_cell: Option<String>,
    old_pointer: Option<&'a str>,
    new_pointer: Option<&'a str>,
    /// What an added or removed row has in its columns.
    contents: Vec<[&'a str; 2]>,
}

#[derive(Serialize)]
struct Unshared<'a> {
    form: &'a str,
    label: &'a str,
    path: &'a str,
    side: &'static str,
}

/// The text of the document.
pub(in crate::cli) fn document(
    sides: &Sides<ComparedSide<'_>>,
    departments: &[ComparedDepartment],
) -> String {
    let document = Document {
        schema: SCHEMA,
        old: side(&sides.old),
        new: side(&sides.new),
        departments: departments.iter().map(department).collect(),
        summary: summary(departments),
    };
    serde_json::to_string_pretty(&document).expect("a comparison always serializes to JSON")
}

fn side<'a>(side: &ComparedSide<'a>) -> Side<'a> {
    let read = side.read;
    let failures = read.failures.iter();
    Side {
        path: side.name,
        departments: read.departments.submissions.len(),
        unread: &read.departments.unread,
        findings: read.report.findings(),
        failures: failures
            .map(|(file, error)| Failure {
                file,
                message: error.in_a_line(),
            })
            .collect(),
    }
}

fn summary(departments: &[ComparedDepartment]) -> Summary {
    let mut summary = Summary {
        departments: departments.len(),
        ..Summary::default()
    };
    for department in departments {
        *match department.presence {
            Presence::Both if department.is_equal() => &mut summary.equal,
            Presence::Both => &mut summary.altered,
            Presence::Added => &mut summary.added,
            Presence::Removed => &mut summary.removed,
            Presence::Duplicate => &mut summary.duplicates,
            Presence::Unknown => &mut summary.unknown,
        } += 1;
    }
    summary
}

fn department(department: &ComparedDepartment) -> Department<'_> {
    let counts = department.counts();
    let AlterationCounts {
        tables,
        indicators,
        values,
    } = counts;
    let comparison = department.comparison.as_ref();
    let mut changes = Vec::new();
    let mut unshared = Vec::new();
    if let Some(comparison) = comparison {
        changes.extend(
            comparison
                .values
                .iter()
                .map(|one| value(one, Change::default())),
        );
        let altered = comparison.tables.iter();
        for table in altered.filter(|table| table.is_altered()) {
            add_table(table, &mut changes);
        }
        unshared.extend(comparison.unshared.iter().map(of_one_edition));
    }
    let budgets = department.budgets.as_ref().map(|budget| {
        let budget = budget.as_ref()?;
        Some(Budget {
            label: &budget.label,
            unit: &budget.unit,
            amount: budget.amount.map(|amount| amount.to_string()),
        })
    });
    Department {
        code: department.code(),
        name: department.title(),
        state: match department.presence {
            Presence::Both if department.is_equal() => "equal",
            Presence::Both => "altered",
            Presence::Added => "added",
            Presence::Removed => "removed",
            Presence::Duplicate => "duplicate",
            Presence::Unknown => "unknown",
        },
        names: department.names.as_ref().map(String::as_str).into(),
        files: department.files.as_ref().map(String::as_str).into(),
        editions: comparison.map(|one| one.editions.as_ref().map(String::as_str).into()),
        budgets: budgets.into(),
        counts: Counts {
            tables: numbers(tables),
            indicators: numbers(indicators),
            values,
        },
        changes,
        unshared,
    }
}

const fn numbers([added, removed, altered]: [usize; 3]) -> Numbers {
    Numbers {
        added,
        removed,
        altered,
    }
}

fn of_one_edition(field: &UnsharedField) -> Unshared<'_> {
    Unshared {
        form: &field.form,
        label: &field.label,
        path: &field.path,
        side: if field.is_old { "old" } else { "new" },
    }
}

fn add_table<'a>(table: &'a ComparedTable, changes: &mut Vec<Change<'a>>) {
    let in_table = || Change {
        form: &table.form,
        title: table.title(),
        ..Change::default()
    };
    if let Some(alteration) = table.alteration {
        changes.push(Change {
            part: "table",
            kind: kind(alteration),
            old: text(&table.titles.old, table.positions.old.is_some()),
            new: text(&table.titles.new, table.positions.new.is_some()),
            ..placed(&table.places, in_table())
        });
    }
    changes.extend(table.values.iter().map(|one| value(one, in_table())));
    for row in &table.rows {
        add_row(row, &in_table, changes);
    }
}

fn add_row<'a>(
    row: &'a AlteredRow,
    in_table: &dyn Fn() -> Change<'a>,
    changes: &mut Vec<Change<'a>>,
) {
    let in_row = || Change {
        list: &row.list,
        families: &row.families,
        row: row.name(),
        ..in_table()
    };
    let contents = row.contents.iter();
    if row.alteration != Alteration::Altered {
        changes.push(Change {
            part: "row",
            kind: kind(row.alteration),
            old: text(&row.names.old, row.places.old.is_some()),
            new: text(&row.names.new, row.places.new.is_some()),
            contents: contents
                .map(|(label, text)| [label.as_str(), text.as_str()])
                .collect(),
            ..placed(&row.places, in_row())
        });
    }
    changes.extend(row.values.iter().map(|one| value(one, in_row())));
}

fn text(words: &str, is_there: bool) -> Option<&str> {
    is_there.then_some(words)
}

fn value<'a>(value: &'a AlteredValue, within: Change<'a>) -> Change<'a> {
    Change {
        part: "value",
        kind: kind(value.alteration),
        field: &value.label,
        old: text(&value.texts.old, value.alteration != Alteration::Added),
        new: text(&value.texts.new, value.alteration != Alteration::Removed),
        increase: value.increase.map(|one| one.normalize().to_string()),
        percent: value.percent.map(|one| one.to_string()),
        unit: &value.unit,
        derived: value.is_derived,
        ..placed(&value.places, within)
    }
}

fn placed<'a>(places: &'a Sides<Option<Place>>, change: Change<'a>) -> Change<'a> {
    let cell = |place: &'a Option<Place>| {
        let cell = place.as_ref().and_then(|place| place.cell.as_ref());
        cell.map(ToString::to_string)
    };
    let pointer = |place: &'a Option<Place>| place.as_ref().map(|place| place.pointer.as_str());
    Change {
        old_cell: cell(&places.old),
        new_cell: cell(&places.new),
        old_pointer: pointer(&places.old),
        new_pointer: pointer(&places.new),
        ..change
    }
}

const fn kind(alteration: Alteration) -> &'static str {
    match alteration {
        Alteration::Added => "added",
        Alteration::Removed => "removed",
        Alteration::Renamed => "renamed",
        Alteration::Altered => "altered",
    }
}
