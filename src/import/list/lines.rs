//! The rows of a list, whatever its file: texts by column, blank ones left out, merged cells filled down.

use std::collections::BTreeSet;
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
    /// Cells that hold a number shown in percent or with words, by row and column.
    pub(super) figures: BTreeSet<(u32, u32)>,
    /// Cells whose text has line breaks with whole rows behind them, by row and column: a quote that is not closed.
    pub(super) unclosed: Vec<(u32, u32)>,
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

impl Line {
    /// Sets the text in a column; none makes it blank.
    fn set(&mut self, col: u32, text: Option<String>) {
        match (self.cells.binary_search_by_key(&col, |(col, _)| *col), text) {
            (Ok(at), Some(text)) => self.cells[at].1 = text,
            (Ok(at), None) => drop(self.cells.remove(at)),
            (Err(at), Some(text)) => self.cells.insert(at, (col, text)),
            (Err(_), None) => {}
        }
    }
}

impl Lines {
    /// Sets the text of a cell in a row that is there; none makes it blank.
    pub(super) fn set(&mut self, row: u32, col: u32, text: Option<String>) {
        if let Ok(at) = self.rows.binary_search_by_key(&row, |line| line.row) {
            self.rows[at].set(col, text);
        }
    }

    /// Rows that are a head alone.
    pub(super) fn of_head(cells: Vec<(u32, String)>) -> Lines {
        Lines {
            file: String::new(),
            sheet: Arc::from(""),
            number: 0,
            figures: BTreeSet::new(),
            unclosed: Vec::new(),
            rows: vec![Line { row: 0, cells }],
        }
    }

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

    /// Puts the text of merged cells into each of their rows that holds something, in columns that are read: it is said of all of them. Areas that overlap,
    /// which no program makes, are left as they are.
    pub(super) fn fill_merged(&mut self, merges: &[Merge], columns: &[u32]) {
        let mut merges: Vec<&Merge> = (merges.iter())
            .filter(|merge| columns.contains(&merge.col))
            .collect();
        merges.sort_by_key(|merge| (merge.col, merge.rows.start));
        let mut filled: Option<(u32, u32)> = None;
        for merge in merges {
            if filled.is_some_and(|(col, end)| col == merge.col && merge.rows.start < end) {
                continue;
            }
            filled = Some((merge.col, merge.rows.end));
            self.fill(merge);
        }
    }

    fn fill(&mut self, merge: &Merge) {
        let from = self
            .rows
            .partition_point(|line| line.row < merge.rows.start);
        let to = self.rows.partition_point(|line| line.row < merge.rows.end);
        let Some((first, below)) = self.rows.get_mut(from..to).and_then(<[_]>::split_first_mut)
        else {
            return;
        };
        let text = first
            .get(merge.col)
            .filter(|_| first.row == merge.rows.start);
        let Some(text) = text.map(str::to_owned) else {
            return;
        };
        for line in below {
            if let Err(at) = line.cells.binary_search_by_key(&merge.col, |(col, _)| *col) {
                line.cells.insert(at, (merge.col, text.clone()));
            }
        }
    }
}
