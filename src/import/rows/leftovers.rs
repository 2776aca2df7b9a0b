//! Cells among the rows that no column took: reported by column or by row.

use std::collections::BTreeMap;

use super::reader::RowsReader;
use crate::import::findings::Findings;
use crate::import::view::{Area, SheetRow};

/// SheetColumns of a foreign head that are looked at: as many as a sheet has.
const MOST_COLS: usize = 16_384;

/// Values of one column that were not read from which on they are told together.
const LEAST_LEFT: usize = 3;

impl<'a> RowsReader<'a> {
    /// What stands beneath heads that are none of the form's, or beside all heads, in the rows of data: one finding a column.
    pub(super) fn foreign_columns(&self, findings: &mut Findings<'_>) {
        let mut by_col: BTreeMap<u32, usize> = BTreeMap::new();
        for (index, foreign) in self.heads.foreign.iter().enumerate() {
            by_col.extend(foreign.cols.clone().take(MOST_COLS).map(|col| (col, index)));
        }
        let mut counts = vec![0; self.heads.foreign.len()];
        let mut headless: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
        for row in self.page.rows_in(&self.rows) {
            if !self.was_read(row) {
                continue;
            }
            for index in self.filled(row) {
                let cell = self.page.cell(index);
                if self.columns.iter().any(|own| own.holds(cell.col)) || self.reaches_in(index) {
                    continue;
                }
                self.page.take(index);
                match by_col.get(&cell.col) {
                    Some(foreign) => counts[*foreign] += 1,
                    None => headless.entry(cell.col).or_insert((index, 0)).1 += 1,
                }
            }
        }
        for (foreign, count) in self.heads.foreign.iter().zip(counts) {
            let head = self.page.cell(foreign.cell);
            let at = self.page.at(head.row, head.col);
            findings.column(&at, &foreign.cols, Some(&head.text()), count);
        }
        for (col, (first, count)) in headless {
            let first = self.page.cell(first);
            let at = self.page.at(first.row, first.col);
            findings.column(&at, &(col..=col), None, count);
        }
    }

    /// Rows with something in the columns of the table that was not read: one finding a row.
    pub(super) fn rows_left(&self, findings: &mut Findings<'_>) {
        let rows = self.page.rows_in(&self.rows).iter().filter_map(|row| {
            let area = Area {
                rows: row.row..=row.row,
                cols: 0..=u32::MAX,
            };
            let cells = self.page.filled_in(&area);
            (!cells.is_empty()).then_some((row, cells))
        });
        let rows: Vec<(&SheetRow, Vec<usize>)> = rows.collect();
        self.columns_left(&rows, findings);
        for (row, mut cells) in rows {
            cells.retain(|cell| !self.page.is_taken(*cell));
            let is_in_table = |cell: &usize| {
                let cell = self.page.cell(*cell);
                let last = self.page.extent(cell.row, cell.col).1;
                cell.col <= self.table.1 && self.table.0 <= last
            };
            if !cells.iter().any(is_in_table) {
                continue;
            }
            // The names of levels in a row that is struck out, which was told.
            let is_of_level = |cell: &usize| {
                let col = self.page.cell(*cell).col;
                let mut columns = 0..self.columns.len();
                columns.any(|index| self.is_level(index) && self.columns[index].holds(col))
            };
            let is_struck = || !self.page.gone_in(row.row..=row.row).is_empty();
            if cells.iter().all(is_of_level) && is_struck() {
                self.page.take_all(&cells);
                continue;
            }
            let first = self.page.cell(cells[0]);
            let texts = cells.iter().map(|cell| self.page.cell(*cell).text());
            let texts: Vec<_> = texts.collect();
            let at = self.page.at(first.row, first.col);
            if self.was_read(row) {
                findings.unplaced(&at, &texts);
            } else {
                findings.row(&at, &texts);
            }
            self.page.take_all(&cells);
        }
    }

    /// SheetColumns beneath heads over several of them with values that were not read, row after row: one finding a column.
    fn columns_left(&self, rows: &[(&SheetRow, Vec<usize>)], findings: &mut Findings<'_>) {
        let mut left: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (_, cells) in rows.iter().filter(|(row, _)| self.was_read(row)) {
            let cells = cells.iter().copied();
            for index in cells.filter(|cell| !self.reaches_in(*cell)) {
                let cell = self.page.cell(index);
                if !cell.is_blank() {
                    left.entry(cell.col).or_default().push(index);
                }
            }
        }
        for (col, cells) in left
            .into_iter()
            .filter(|(_, cells)| cells.len() >= LEAST_LEFT)
        {
            let first = self.page.cell(cells[0]);
            let head = self.heads.heads.values().next_back();
            let head = head.and_then(|head| head.range(..=col).next_back());
            let head = head.map(|(_, words)| words.as_str());
            let at = self.page.at(first.row, first.col);
            findings.column(&at, &(col..=col), head, cells.len());
            self.page.take_all(&cells);
        }
    }

    pub(super) fn leave_out_sum(&self, row: &SheetRow, findings: &mut Findings<'_>) {
        let area = Area {
            rows: row.row..=row.row,
            cols: 0..=u32::MAX,
        };
        let cells = self.page.filled_in(&area);
        let Some(first) = cells.first().map(|cell| self.page.cell(*cell)) else {
            return;
        };
        findings.sum(&self.page.at(first.row, first.col), &first.text());
        for cell in cells {
            self.page.take(cell);
        }
    }
}
