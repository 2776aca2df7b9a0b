//! Cells among the rows that belong to no column: reported by column or by row.

use std::collections::BTreeMap;

use super::reader::RowsReader;
use crate::import::findings::Findings;
use crate::import::view::{Area, SheetRow};

/// Maximum number of columns of an unknown head: that of a sheet.
const MAX_COLS: usize = 16_384;

/// Minimum number of unread values of a column that are reported together.
const MIN_LEFT: usize = 3;

impl RowsReader<'_> {
    /// Reports values below unknown heads, or outside all heads: one finding per column.
    pub(super) fn report_unknown_columns(&self, findings: &mut Findings<'_>) {
        let mut by_col: BTreeMap<u32, usize> = BTreeMap::new();
        for (index, unknown) in self.heads.unknown.iter().enumerate() {
            by_col.extend(unknown.cols.clone().take(MAX_COLS).map(|col| (col, index)));
        }
        let mut counts = vec![0; self.heads.unknown.len()];
        let mut headless: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
        for row in self.view.rows_in(&self.rows) {
            self.skip_printed(row);
            if !self.was_read(row) {
                continue;
            }
            for index in self.filled(row) {
                let cell = self.view.cell(index);
                if self.columns.iter().any(|own| own.holds(cell.col)) || self.reaches_in(index) {
                    continue;
                }
                self.view.set_read(index);
                match by_col.get(&cell.col) {
                    Some(unknown) => counts[*unknown] += 1,
                    None => headless.entry(cell.col).or_insert((index, 0)).1 += 1,
                }
            }
        }
        for (unknown, count) in self.heads.unknown.iter().zip(counts) {
            let head = self.view.cell(unknown.cell);
            let at = self.view.at(head.row, head.col);
            findings.unknown_column(&at, &unknown.cols, Some(&head.text()), count);
        }
        for (col, (first, count)) in headless {
            let first = self.view.cell(first);
            let at = self.view.at(first.row, first.col);
            findings.unknown_column(&at, &(col..=col), None, count);
        }
    }

    /// Skips the texts that the form itself prints in a row that was read, or that has no others.
    fn skip_printed(&self, row: &SheetRow) {
        let (printed, others): (Vec<usize>, Vec<usize>) = self
            .filled(row)
            .into_iter()
            .partition(|cell| self.is_printed(*cell));
        if others.is_empty() || self.was_read(row) {
            self.view.set_all_read(&printed);
        }
    }

    /// Reports rows with unread cells within the table: one finding per row.
    pub(super) fn report_unread_rows(&self, findings: &mut Findings<'_>) {
        let rows = self.view.rows_in(&self.rows).iter().filter_map(|row| {
            let area = Area {
                rows: row.row..=row.row,
                cols: 0..=u32::MAX,
            };
            let cells = self.view.filled_in(&area);
            (!cells.is_empty()).then_some((row, cells))
        });
        let rows: Vec<(&SheetRow, Vec<usize>)> = rows.collect();
        self.report_unread_columns(&rows, findings);
        for (row, mut cells) in rows {
            cells.retain(|cell| !self.view.is_read(*cell));
            let is_in_table = |cell: &usize| {
                let cell = self.view.cell(*cell);
                let last = self.view.extent(cell.row, cell.col).1;
                cell.col <= self.table.1 && self.table.0 <= last
            };
            if !cells.iter().any(is_in_table) {
                continue;
            }
            // Levels of a row that is struck out, which is already reported.
            let is_of_level = |cell: &usize| {
                let col = self.view.cell(*cell).col;
                let mut columns = 0..self.columns.len();
                columns.any(|index| self.is_level(index) && self.columns[index].holds(col))
            };
            let is_struck = || !self.view.lost_texts_in(row.row..=row.row).is_empty();
            if cells.iter().all(is_of_level) && is_struck() {
                self.view.set_all_read(&cells);
                continue;
            }
            let first = self.view.cell(cells[0]);
            let texts = cells.iter().map(|cell| self.view.cell(*cell).text());
            let texts: Vec<_> = texts.collect();
            let at = self.view.at(first.row, first.col);
            if self.was_read(row) {
                findings.unplaced(&at, &texts);
            } else {
                findings.unplaced_row(&at, &texts);
            }
            self.view.set_all_read(&cells);
        }
    }

    /// Reports columns below a head over several of them whose values were not read: one finding
    /// per column.
    fn report_unread_columns(&self, rows: &[(&SheetRow, Vec<usize>)], findings: &mut Findings<'_>) {
        let mut left: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (_, cells) in rows.iter().filter(|(row, _)| self.was_read(row)) {
            let cells = cells.iter().copied();
            for index in cells.filter(|cell| !self.reaches_in(*cell)) {
                let cell = self.view.cell(index);
                if !cell.is_blank() {
                    left.entry(cell.col).or_default().push(index);
                }
            }
        }
        for (col, cells) in left
            .into_iter()
            .filter(|(_, cells)| cells.len() >= MIN_LEFT)
        {
            let first = self.view.cell(cells[0]);
            let head = self.heads.heads.values().next_back();
            let head = head.and_then(|head| head.range(..=col).next_back());
            let head = head.map(|(_, words)| words.as_str());
            let at = self.view.at(first.row, first.col);
            findings.unknown_column(&at, &(col..=col), head, cells.len());
            self.view.set_all_read(&cells);
        }
    }

    pub(super) fn skip_subtotal(&self, row: &SheetRow, findings: &mut Findings<'_>) {
        let area = Area {
            rows: row.row..=row.row,
            cols: 0..=u32::MAX,
        };
        let cells = self.view.filled_in(&area);
        let Some(first) = cells.first().map(|cell| self.view.cell(*cell)) else {
            return;
        };
        findings.subtotal(&self.view.at(first.row, first.col), &first.text());
        for cell in cells {
            self.view.set_read(cell);
        }
    }
}
