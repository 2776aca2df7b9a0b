//! Cells of other tables of a workbook that formulas read: their sheets and slots.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::plan;
use crate::grid::{Blank, Cell, CellElsewhere, Formula};
use crate::write::document::Table;

/// The cells that formulas of other sheets read, by the pointers of their values.
#[derive(Debug, Default)]
pub(super) struct Elsewhere<'a> {
    cells: BTreeMap<&'a str, (&'a str, &'a Cell, (u32, u16))>,
}

impl<'a> Elsewhere<'a> {
    /// Finds the cells in the tables of a workbook. Nearly every workbook has no such formula.
    pub(super) fn of(tables: &[(Table<'a>, Option<&'a Blank>)]) -> Elsewhere<'a> {
        let mut found = Elsewhere::default();
        let wanted = wanted(tables);
        if wanted.is_empty() {
            return found;
        }
        for (table, blank) in tables {
            // Gnumeric loses formulas with an apostrophe in the name of a sheet.
            let is_named = !table.label.contains('\'');
            let cells = table.grid.cells.iter();
            let mut cells = cells
                .filter(|cell| is_named && wanted.contains(cell.pointer.as_str()))
                .peekable();
            if cells.peek().is_none() {
                continue;
            }
            let rows = plan(table, *blank).rows;
            for cell in cells {
                let place = (table.label, cell, rows.slot(cell));
                found.cells.entry(&cell.pointer).or_insert(place);
            }
        }
        found
    }

    /// Whether all cells of other tables that a formula reads are in the workbook, as they are meant.
    pub(super) fn has_all(&self, formula: &Formula) -> bool {
        let is_there = |wanted: &&CellElsewhere| {
            let found = self.cells.get(wanted.pointer.as_str());
            found.is_some_and(|(_, cell, _)| cell.text == wanted.text)
        };
        formula.elsewhere().iter().all(is_there)
    }

    /// Sheet, cell and slot of a cell.
    ///
    /// # Panics
    /// If the workbook lacks it; see [`Elsewhere::has_all`].
    pub(super) fn cell(&self, wanted: &CellElsewhere) -> (&'a str, &'a Cell, (u32, u16)) {
        let found = self.cells.get(wanted.pointer.as_str());
        *found.expect("a formula is written only if all its cells are there")
    }
}

/// Pointers of the cells that formulas of other tables read.
fn wanted<'a>(tables: &[(Table<'a>, Option<&'a Blank>)]) -> BTreeSet<&'a str> {
    let cells = tables.iter().flat_map(|(table, _)| &table.grid.cells);
    let formulas = cells.filter_map(|cell| cell.formula.as_deref());
    let elsewhere = formulas.flat_map(Formula::elsewhere);
    elsewhere.map(|cell| cell.pointer.as_str()).collect()
}
