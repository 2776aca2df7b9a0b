//! The values that each cell and title of a table shows.

use std::collections::{BTreeMap, BTreeSet};

use super::operation::is_digits;
use crate::form::Edition;
use crate::grid::{Cell, Grid, Pattern};
use crate::record::{Submission, TableRecord};
use crate::render::Renderer;

/// Pointers of the values in each title and cell of a table, and the shape of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Places {
    pub(super) titles: Vec<Vec<String>>,
    pub(super) cells: Vec<Vec<String>>,
    /// Place, role and own pointer of each cell: while they are the same, so is what cells show.
    shape: Vec<(usize, usize, usize, usize, String)>,
}

/// The places of a table; those of an earlier table with the same shape are taken over.
pub(super) fn places(
    renderer: &Renderer,
    (edition, submission): (&Edition, &Submission),
    (table, grid): (&TableRecord, &Grid),
    earlier: Option<Places>,
) -> Places {
    let shape: Vec<_> = grid.cells.iter().map(shape).collect();
    let is_same =
        |places: &Places| places.shape == shape && places.titles.len() == grid.titles.len();
    if let Some(same) = earlier.filter(is_same) {
        return same;
    }
    let mut places = Places {
        titles: vec![Vec::new(); grid.titles.len()],
        cells: own(grid),
        shape,
    };
    places.mix(renderer, (edition, submission), table, grid);
    places
}

fn shape(cell: &Cell) -> (usize, usize, usize, usize, String) {
    (
        cell.row,
        cell.col,
        cell.rowspan,
        cell.colspan,
        cell.pointer.clone(),
    )
}

/// The record in whose row a pointer is: `/department/indicators/3` of `/department/indicators/3/name`.
fn record_of(pointer: &str) -> Option<(&str, &str)> {
    let slashes = pointer.match_indices('/').map(|(at, _)| at);
    let cuts: Vec<usize> = slashes.chain([pointer.len()]).collect();
    let mut parts = cuts.windows(2).rev();
    let row = parts.find(|cut| is_digits(&pointer[cut[0] + 1..cut[1]]))?;
    let path = pointer.get(row[1] + 1..)?;
    Some((&pointer[..row[1]], path))
}

/// The list that an item is in.
fn list_of(record: &str) -> &str {
    record.rsplit_once('/').map_or("", |(list, _)| list)
}

/// What cells show by their own pointers. A cell that several rows share shows the value of each.
fn own(grid: &Grid) -> Vec<Vec<String>> {
    let mut records: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); grid.row_count()];
    for cell in grid.cells.iter().filter(|cell| cell.rowspan == 1) {
        if let Some((record, _)) = record_of(&cell.pointer) {
            records[cell.row].insert(record);
        }
    }
    let cells = grid.cells.iter().map(|cell| {
        let mut pointers = Vec::new();
        if cell.pointer.is_empty() {
            return pointers;
        }
        pointers.push(cell.pointer.clone());
        let shared = record_of(&cell.pointer).filter(|_| cell.rowspan > 1);
        if let Some((own, path)) = shared {
            let rows = records[cell.rows()].iter().flatten();
            let others = rows.filter(|record| **record != own && list_of(record) == list_of(own));
            for record in others {
                let pointer = format!("{record}/{path}");
                if !pointers.contains(&pointer) {
                    pointers.push(pointer);
                }
            }
        }
        pointers
    });
    cells.collect()
}

impl Places {
    /// Adds what titles and cells show among words of the form, by the patterns of the template.
    fn mix(
        &mut self,
        renderer: &Renderer,
        (edition, submission): (&Edition, &Submission),
        table: &TableRecord,
        grid: &Grid,
    ) {
        let Some(patterns) = renderer.patterns(submission, table) else {
            return;
        };
        for (title, pattern) in self.titles.iter_mut().zip(&patterns.titles) {
            *title = pattern.as_ref().map(pointers).unwrap_or_default();
        }
        let printed = |pointer: &str| {
            let found = submission.field_at(edition, pointer);
            found.map_or_else(String::new, |(record, fields, field)| {
                let format = fields.get(field).format;
                record.get(field).printed(format).into_owned()
            })
        };
        let placed: BTreeSet<&String> = self.cells.iter().flatten().collect();
        let mut by_text: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
        for pattern in patterns.cells.iter().flatten() {
            let own = pointers(pattern);
            if own.is_empty() || own.iter().all(|pointer| placed.contains(pointer)) {
                continue;
            }
            let text = pattern.filled(|pointer| printed(pointer).into());
            by_text.entry(text).or_default().push(own);
        }
        // Of equal texts the first cell shows the first values.
        for own in by_text.values_mut() {
            own.reverse();
        }
        for (cell, own) in grid.cells.iter().zip(&mut self.cells) {
            if own.is_empty() && !cell.text.is_empty() {
                let found = by_text.get_mut(&cell.text).and_then(Vec::pop);
                *own = found.unwrap_or_default();
            }
        }
    }
}

/// The values in a pattern, each once.
fn pointers(pattern: &Pattern) -> Vec<String> {
    let mut pointers = Vec::new();
    for value in pattern.values() {
        if !pointers.contains(&value.pointer) {
            pointers.push(value.pointer.clone());
        }
    }
    pointers
}
