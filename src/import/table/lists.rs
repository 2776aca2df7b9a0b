//! Lists of rows in a table.

use super::reader::TableReader;
use crate::import::areas::ValueAreas;
use crate::import::outline::{Labels, OutlineRowKind, Target};
use crate::import::rows::RowsReader;
use crate::import::view::Area;
use crate::record::{Draft, DraftContent};

/// Cells of a row that is one of data.
const LEAST_OF_ROW: usize = 3;

impl<'a> TableReader<'a, '_> {
    /// Reads the rows of indicators; the labels whose heads were told.
    pub(super) fn blocks(&mut self, places: &ValueAreas<'_>, labels: &Labels) -> Vec<usize> {
        let mut told = Vec::new();
        for line in 0..self.outline.rows.len() {
            if self.outline.rows[line].kind != OutlineRowKind::Rows {
                continue;
            }
            let block = RowsReader::new(
                self.page,
                (self.outline, labels, self.edition),
                places,
                (line, self.fields),
            );
            let Some(block) = block else {
                self.lists_lost.extend(self.list_of(line));
                continue;
            };
            told.extend(block.heads_told(self.findings));
            if let Some(at) = block.head_of_other_order(self.findings) {
                let list = self.list_of(line);
                let unread = Draft::new(DraftContent::Unread, Some(at));
                self.values
                    .extend(list.map(|list| (Target::Field(list), unread)));
                continue;
            }
            for (list, rows) in block.read(self.findings) {
                self.values.push((Target::Field(list), rows));
            }
        }
        told
    }

    /// CellRole stands below a table of which a list was not found, row after row, is most likely that list: one error, and the list is not known.
    pub(super) fn list_lost(&mut self, last: u32, heads: &mut Vec<&str>) {
        let Some(field) = self.lists_lost.first().copied() else {
            return;
        };
        let cells = self.page.filled_in(&Area {
            rows: last.saturating_add(1)..=*self.found.span.end(),
            cols: 0..=u32::MAX,
        });
        let of_rows =
            cells.chunk_by(|one, next| self.page.cell(*one).row == self.page.cell(*next).row);
        let rows = of_rows.filter(|row| row.len() >= LEAST_OF_ROW).count();
        let Some(first) = cells.first().filter(|_| rows > 0) else {
            return;
        };
        let cell = self.page.cell(*first);
        let at = self.page.at(cell.row, cell.col);
        let last = cells
            .last()
            .map_or(cell.row, |last| self.page.cell(*last).row);
        let texts = self.texts(&cells);
        self.findings
            .list_lost(&at, last, self.fields.get(field), (&texts, heads));
        heads.clear();
        self.page.take_all(&cells);
        self.values.push((
            Target::Field(field),
            Draft::new(DraftContent::Unread, Some(at)),
        ));
    }
}
