//! Rows of a form that a condition of its template omits: a sheet may lack them.

use crate::form::{Count, Edition};
use crate::grid::{Cell, Grid};
use crate::record::{Record, Submission, TableRecord};
use crate::source::Source;
use crate::template::Engine;

/// Whether each row of a form's table, rendered with all values, is missing in the table without
/// values.
pub(super) fn rows(grid: &Grid, (edition, table): (&Edition, usize), engine: &Engine) -> Vec<bool> {
    let submission = empty(edition, table);
    let empty = engine.grid(edition, &submission, &submission.tables[0]);
    let Ok(empty) = empty else {
        return vec![false; grid.row_count()];
    };
    let mut by_row: Vec<Vec<&Cell>> = vec![Vec::new(); grid.row_count()];
    for cell in &grid.cells {
        by_row[cell.row].push(cell);
    }
    let conditional = by_row.iter().map(|cells| is_missing(cells, grid, &empty));
    conditional.collect()
}

/// Whether the cells of a row are missing in the table without values: those of values, or in a row
/// of labels the labels.
fn is_missing(row: &[&Cell], grid: &Grid, empty: &Grid) -> bool {
    let is_value = |cell: &Cell| !cell.pointer.is_empty();
    let values: Vec<&&Cell> = row.iter().filter(|cell| is_value(cell)).collect();
    if !values.is_empty() {
        let is_there = |value: &&&Cell| {
            let mut cells = empty.cells.iter();
            cells.any(|cell| cell.pointer == value.pointer)
        };
        return !values.iter().any(is_there);
    }
    let count = |grid: &Grid, text: &str| {
        let labels = grid.cells.iter().filter(|cell| !is_value(cell));
        labels.filter(|cell| cell.text == text).count()
    };
    // A label that contains a value has another text in the table without.
    let is_placeholder = |character: char| ('\u{E000}'..='\u{F8FF}').contains(&character);
    let labels = row.iter().map(|label| label.text.as_str());
    let labels = labels.filter(|text| !text.trim().is_empty() && !text.contains(is_placeholder));
    let mut omitted = labels.map(|text| count(empty, text) < count(grid, text));
    omitted
        .next()
        .is_some_and(|first| first && omitted.all(|each| each))
}

/// Number of rows of lists in the table without values.
const ROWS: usize = 2;

/// A submission without values.
fn empty(edition: &Edition, table: usize) -> Submission {
    let definition = &edition.tables[table];
    let pointer = match definition.count {
        Count::One => format!("/{}", definition.key),
        Count::Many => format!("/{}/0", definition.key),
    };
    let record = Record::blank(pointer, &definition.form.fields, ROWS);
    Submission {
        source: Source::new("", ""),
        edition: edition.id.clone(),
        fields: Record::blank(String::new(), &edition.fields, 0),
        tables: vec![TableRecord { table, record }],
    }
}
