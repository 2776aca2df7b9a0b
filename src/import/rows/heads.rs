//! Heads of the rows that differ from the form's.

use super::columns;
use super::reader::RowsReader;
use crate::import::findings::Findings;
use crate::import::view::Area;
use crate::source::SheetCell;

impl<'a> RowsReader<'a> {
    /// Reports the heads that are not the form's words and were taken for one of its columns; the labels they stand for.
    pub(in crate::import) fn heads_told(&self, findings: &mut Findings<'_>) -> Vec<usize> {
        let taken = self.heads.taken.iter();
        let told = taken.map(|taken| {
            self.page.take(taken.cell);
            let cell = self.page.cell(taken.cell);
            let at = self.page.at(cell.row, cell.col);
            if taken.is_read {
                findings.label_by_place(&at, cell, taken.words);
            } else {
                let values = self.page.filled_in(&Area {
                    rows: self.rows.clone(),
                    cols: taken.cols.clone(),
                });
                let head = (cell.text(), taken.words);
                findings.other_head(&at, &taken.cols, head, values.len());
            }
            taken.label
        });
        told.collect()
    }

    /// Reports heads that are printed again in another order: who knows which order the rows have. Nothing of the rows is read then; where the heads stand.
    pub(in crate::import) fn head_of_other_order(
        &self,
        findings: &mut Findings<'_>,
    ) -> Option<SheetCell> {
        let rows = self.page.rows_in(&self.rows).iter();
        let filled = rows.map(|row| self.filled(row)).find(|filled| {
            let cells = filled.iter().map(|cell| self.page.cell(*cell));
            let texts = cells.map(|cell| (cell.col, columns::head_words(cell)));
            self.heads.is_in_other_order(&texts.collect::<Vec<_>>())
        })?;
        let first = self.page.cell(*filled.first()?);
        let at = self.page.at(first.row, first.col);
        let texts = filled.iter().map(|cell| self.page.cell(*cell).text());
        findings.head_of_other_order(&at, &texts.collect::<Vec<_>>());
        for foreign in &self.heads.foreign {
            self.page.take(foreign.cell);
        }
        for row in self.page.rows_in(&self.rows) {
            self.page.take_all(&self.filled(row));
        }
        Some(at)
    }
}
