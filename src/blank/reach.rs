//! Formulas of a blank that read cells of other tables.

use std::collections::BTreeSet;

use crate::grid::{Blank, Formula};

/// Removes the formulas that read a cell which none of these tables has: a blank may lack tables of
/// its edition. Their values are computed when the blank is read.
pub fn remove_unreachable(blanks: &mut [Blank]) {
    let cells = blanks.iter().flat_map(|blank| &blank.grid.cells);
    let shown = cells.map(|cell| (cell.pointer.clone(), cell.text.clone()));
    let is_read = blanks.iter().any(|blank| {
        let mut cells = blank.grid.cells.iter();
        cells.any(|cell| !elsewhere(cell.formula.as_deref()).is_empty())
    });
    if !is_read {
        return;
    }
    let shown: BTreeSet<(String, String)> = shown.collect();
    for cell in blanks.iter_mut().flat_map(|blank| &mut blank.grid.cells) {
        let all = elsewhere(cell.formula.as_deref());
        if !all.iter().all(|one| shown.contains(one)) {
            cell.formula = None;
        }
    }
}

/// Pointers and texts of the cells of other tables that a formula reads.
fn elsewhere(formula: Option<&Formula>) -> Vec<(String, String)> {
    let cells = formula.map_or_else(Vec::new, Formula::elsewhere);
    let cells = cells.into_iter();
    cells
        .map(|cell| (cell.pointer.clone(), cell.text.clone()))
        .collect()
}
