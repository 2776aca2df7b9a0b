//! Rows and words of a form that a condition of its template omits: a sheet may lack them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::form::{Count, Edition};
use crate::grid::{Cell, Grid, Pattern};
use crate::record::{Record, Submission, TableRecord};
use crate::source::Source;

/// Whether each row of a form's table, rendered with all values, is missing in the table without
/// values.
pub(super) fn rows(grid: &Grid, empty: Option<&Grid>) -> Vec<bool> {
    let Some(empty) = empty else {
        return vec![false; grid.row_count()];
    };
    let mut by_row: Vec<Vec<&Cell>> = vec![Vec::new(); grid.row_count()];
    for cell in &grid.cells {
        by_row[cell.row].push(cell);
    }
    let conditional = by_row.iter().map(|cells| is_missing(cells, grid, empty));
    conditional.collect()
}

/// Patterns of a table's cells with the values at some pointers left blank.
type PatternsWithout<'a> = dyn Fn(&BTreeSet<String>) -> Option<Vec<Option<Pattern>>> + 'a;

/// Maximum number of values of a cell whose words are omitted without them.
const MAX_OMITTED: usize = 3;

/// Patterns of the cells whose words a condition omits without some of their values: for each cell,
/// its patterns without these values, the most complete first. `patterns` renders the table with
/// the values at some pointers left blank.
pub(super) fn words(
    (grid, all): (&Grid, &[Option<Pattern>]),
    empty: Option<&Grid>,
    patterns: &PatternsWithout<'_>,
) -> BTreeMap<usize, Vec<Pattern>> {
    let empty = empty.filter(|empty| empty.cells.len() == grid.cells.len());
    let Some(empty) = empty else {
        return BTreeMap::new();
    };
    let mixed = all.iter().enumerate().filter_map(|(index, pattern)| {
        let pattern = pattern.as_ref().filter(|pattern| pattern.is_mixed())?;
        let blank = pattern.filled(|_| Cow::Borrowed(""));
        (blank != empty.cells[index].text).then_some((index, pattern))
    });
    let with_cell = |blank: &BTreeSet<String>, index: usize| {
        let of_grid = patterns(blank)?;
        of_grid.get(index).cloned().flatten()
    };
    let variants = mixed.filter_map(|(index, pattern)| {
        let mut pointers: Vec<&str> = pattern.values().map(|value| &*value.pointer).collect();
        pointers.retain(|pointer| {
            let blank = BTreeSet::from([(*pointer).to_owned()]);
            let without = with_cell(&blank, index);
            without.is_some_and(|without| without.words() != pattern.words())
        });
        pointers.truncate(MAX_OMITTED);
        let mut sets: Vec<u32> = (1..1 << pointers.len()).collect();
        sets.sort_by_key(|set| set.count_ones());
        let patterns = sets.into_iter().filter_map(|set| {
            let blank = pointers.iter().enumerate();
            let blank = blank.filter(|(bit, _)| set & (1 << bit) != 0);
            let blank = blank.map(|(_, pointer)| (*pointer).to_owned()).collect();
            with_cell(&blank, index)
        });
        let patterns: Vec<Pattern> = patterns.collect();
        (!patterns.is_empty()).then_some((index, patterns))
    });
    variants.collect()
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

/// Number of rows of data in the empty table: two show which cells repeat.
const ROWS: usize = 2;

/// A submission with one table, without values.
pub(super) fn empty(edition: &Edition, table: usize) -> Submission {
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
