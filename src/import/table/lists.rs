//! Lists of rows in a table.

use super::reader::TableReader;
use crate::import::areas::ValueAreas;
use crate::import::outline::{Labels, OutlineRowKind, Target};
use crate::import::rows::RowsReader;
use crate::import::view::Area;
use crate::record::{Draft, DraftContent};

/// Minimum number of cells in a row of data.
const MIN_OF_ROW: usize = 3;

impl TableReader<'_, '_> {
    /// Reads the rows of indicators. Returns the labels whose heads were reported.
    pub(super) fn read_lists(
        &mut self,
        value_areas: &ValueAreas<'_>,
        labels: &Labels,
    ) -> Vec<usize> {
        let mut reported = Vec::new();
        for line in 0..self.outline.rows.len() {
            if self.outline.rows[line].kind != OutlineRowKind::Rows {
                continue;
            }
            let reader = RowsReader::new(
                self.view,
                (self.outline, labels, self.edition),
                value_areas,
                (line, self.form),
            );
            let Some(reader) = reader else {
                self.lists_without_heads.extend(self.lists_of(line));
                continue;
            };
            reported.extend(reader.report_substitute_heads(self.findings));
            reported.extend(reader.report_undivided_heads(self.findings));
            if let Some(at) = reader.report_reordered_heads(self.findings) {
                let unread = Draft::new(DraftContent::Unread, Some(at));
                for list in self.lists_of(line) {
                    self.values.push((Target::Field(list), unread.clone()));
                }
                continue;
            }
            for (list, rows) in reader.read(self.findings) {
                self.values.push((Target::Field(list), rows));
            }
        }
        reported
    }

    /// Reports the rows below a table whose list was not found: most likely they are that list. The
    /// list is left unread.
    pub(super) fn report_list_without_heads(&mut self, last: u32, heads: &mut Vec<&str>) {
        let Some(field) = self.lists_without_heads.first().copied() else {
            return;
        };
        let cells = self.view.filled_in(&Area {
            rows: last.saturating_add(1)..=*self.alignment.span.end(),
            cols: 0..=u32::MAX,
        });
        let of_rows =
            cells.chunk_by(|one, next| self.view.cell(*one).row == self.view.cell(*next).row);
        let rows = of_rows.filter(|row| row.len() >= MIN_OF_ROW).count();
        let Some(first) = cells.first().filter(|_| rows > 0) else {
            return;
        };
        let cell = self.view.cell(*first);
        let at = self.view.at(cell.row, cell.col);
        let last = cells
            .last()
            .map_or(cell.row, |last| self.view.cell(*last).row);
        let texts = self.texts(&cells);
        self.findings
            .list_without_heads(&at, last, self.fields.get(field), (&texts, heads));
        heads.clear();
        self.view.set_all_read(&cells);
        for list in std::mem::take(&mut self.lists_without_heads) {
            let unread = Draft::new(DraftContent::Unread, Some(at.clone()));
            self.values.push((Target::Field(list), unread));
        }
    }
}
