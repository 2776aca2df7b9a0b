//! Rows of a table that number its columns (栏次): they are skipped.

use std::collections::BTreeSet;

use super::reader::TableReader;
use crate::import::column_numbers;
use crate::import::view::{SheetRow, is_filled};
use crate::workbook::Cell;

/// Minimum number of labels in a row of heads, if the row below may number its columns.
const MIN_HEADS: usize = 2;

impl TableReader<'_, '_> {
    /// Skips rows that number the columns (栏次) below their heads.
    ///
    /// Digits without brackets or letters are column numbers only if values are below them;
    /// otherwise they may be the values.
    pub(super) fn skip_column_numbers(&mut self) {
        let (mut heads, mut last) = (0, 0);
        let rows = self.view.rows_in(&self.alignment.span);
        for (at, row) in rows.iter().enumerate() {
            let cells = row.cells.clone();
            let cells = cells.filter(|cell| is_filled(self.view.cell(*cell)));
            if heads < MIN_HEADS {
                heads = cells.filter(|cell| self.view.is_label(*cell)).count();
                continue;
            }
            let (labels, cells): (Vec<usize>, Vec<usize>) =
                cells.partition(|cell| self.view.is_label(*cell));
            if labels.is_empty() && cells.is_empty() {
                continue;
            }
            let texts = cells.iter().map(|cell| self.view.cell(*cell).text());
            let texts: Vec<_> = texts.collect();
            let Some(run) = column_numbers::run(texts.iter().map(AsRef::as_ref), last) else {
                heads = labels.len();
                continue;
            };
            let first = self.view.cell(cells[0]);
            let at_first = self.view.at(first.row, first.col);
            let is_followed = self.has_values_below(&cells, &rows[at + 1..]);
            self.findings
                .numbers_of_columns(&at_first, &texts, is_followed || !run.is_plain);
            if is_followed || !run.is_plain {
                self.view.set_all_read(&cells);
                last = run.last;
            }
        }
    }

    /// Whether there are values below some cells, in their columns, before the next labels.
    fn has_values_below(&self, cells: &[usize], below: &[SheetRow]) -> bool {
        let filled = |row: &SheetRow| {
            let cells = row.cells.clone();
            let cells = cells.filter(|cell| is_filled(self.view.cell(*cell)));
            cells.collect::<Vec<usize>>()
        };
        let Some(row) = below.iter().map(filled).find(|row| !row.is_empty()) else {
            return false;
        };
        let anchors = self.alignment.labels.values();
        let is_label = anchors
            .clone()
            .any(|label_cell| row.contains(&label_cell.cell));
        let cols: BTreeSet<u32> = cells.iter().map(|cell| self.view.cell(*cell).col).collect();
        let under: Vec<&Cell> = (row.iter().map(|cell| self.view.cell(*cell)))
            .filter(|cell| cols.contains(&cell.col))
            .collect();
        let is_number = |cell: &&Cell| {
            cell.text()
                .trim_start()
                .starts_with(|sign: char| sign.is_ascii_digit())
        };
        !is_label && (under.len() > 1 || under.iter().any(is_number))
    }
}
