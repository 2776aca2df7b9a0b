//! Heads of the rows that differ from the form's.

use super::columns;
use super::reader::RowsReader;
use crate::import::findings::Findings;
use crate::import::view::Area;
use crate::source::SheetCell;

impl RowsReader<'_> {
    /// Reports heads that differ from the form's texts and were used for its columns. Returns the
    /// labels that they replace.
    pub(in crate::import) fn report_substitute_heads(
        &self,
        findings: &mut Findings<'_>,
    ) -> Vec<usize> {
        let substitute = self.heads.substitutes.iter();
        let reported = substitute.map(|substitute| {
            self.view.set_read(substitute.cell);
            let cell = self.view.cell(substitute.cell);
            let at = self.view.at(cell.row, cell.col);
            if substitute.is_read {
                findings.label_by_place(&at, cell, substitute.words);
            } else {
                let values = self.view.filled_in(&Area {
                    rows: self.rows.clone(),
                    cols: substitute.cols.clone(),
                });
                let head = (cell.text(), substitute.words);
                findings.other_head(&at, &substitute.cols, head, values.len());
            }
            substitute.label
        });
        reported.collect()
    }

    /// Reports a repeated head in another order, and returns its cell. The rows are then not read:
    /// their order is unknown.
    pub(in crate::import) fn report_reordered_heads(
        &self,
        findings: &mut Findings<'_>,
    ) -> Option<SheetCell> {
        let rows = self.view.rows_in(&self.rows).iter();
        let filled = rows.map(|row| self.filled(row)).find(|filled| {
            let cells = filled.iter().map(|cell| self.view.cell(*cell));
            let texts = cells.map(|cell| (cell.col, columns::head_words(cell)));
            self.heads.is_in_other_order(&texts.collect::<Vec<_>>())
        })?;
        let first = self.view.cell(*filled.first()?);
        let at = self.view.at(first.row, first.col);
        let texts = filled.iter().map(|cell| self.view.cell(*cell).text());
        findings.head_of_other_order(&at, &texts.collect::<Vec<_>>());
        for unknown in &self.heads.unknown {
            self.view.set_read(unknown.cell);
        }
        for row in self.view.rows_in(&self.rows) {
            self.view.set_all_read(&self.filled(row));
        }
        Some(at)
    }
}
