//! The rows of a list, whatever its file: texts by column, blank ones left out, merged cells filled down.

use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Place, SheetCell};

/// The rows of a sheet, or of a file of values between commas.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    /// The file's name.
    pub(super) file: String,
    /// The sheet's name; empty where the file has no sheets.
    pub(super) sheet: Arc<str>,
    /// Which sheet of the workbook it is.
    pub(super) number: usize,
    /// The rows that hold something, from above.
    pub(super) rows: Vec<Line>,
}

/// A row.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// Its row in the sheet, counted from 0.
    pub(super) row: u32,
    /// Its texts by column, those that are not blank, from the left.
    pub(super) cells: Vec<(u32, String)>,
}

/// A block of merged cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Merge {
    /// Its rows.
    pub(super) rows: Range<u32>,
    /// Its first column.
    pub(super) col: u32,
}

impl Line {
    /// The text in a column; none where it is blank.
    pub(super) fn get(&self, col: u32) -> Option<&str> {
        let at = self
            .cells
            .binary_search_by_key(&col, |(col, _)| *col)
            .ok()?;
        Some(&self.cells[at].1)
    }
}

impl Lines {
    /// A cell of the sheet.
    pub(super) fn cell(&self, row: u32, col: u32) -> SheetCell {
        SheetCell {
            sheet: Arc::clone(&self.sheet),
            number: self.number,
            row,
            col,
        }
    }

    /// A cell as the place of a finding.
    pub(super) fn place(&self, row: u32, col: u32) -> Place {
        Place {
            cell: Some(self.cell(row, col)),
            ..Place::file(&self.file)
        }
    }

    /// Puts the text of merged cells into each of their rows that holds something: it is said of all of them.
    pub(super) fn fill_merged(&mut self, merges: &[Merge]) {
        for merge in merges {
            let from = self
                .rows
                .partition_point(|line| line.row < merge.rows.start);
            let to = self.rows.partition_point(|line| line.row < merge.rows.end);
            let Some((first, below)) = self.rows.get_mut(from..to).and_then(<[_]>::split_first_mut)
            else {
                continue;
            };
            if first.row != merge.rows.start {
                continue;
            }
            let Some(text) = first.get(merge.col).map(str::to_owned) else {
                continue;
            };
            for line in below {
                if let Err(at) = line.cells.binary_search_by_key(&merge.col, |(col, _)| *col) {
                    line.cells.insert(at, (merge.col, text.clone()));
                }
            }
        }
    }
}
