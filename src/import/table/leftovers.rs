//! Cells that no previous step read: each is reported.

use std::collections::BTreeSet;

use super::reader::TableReader;
use crate::import::outline::LabelId;
use crate::import::view::{Area, displayed_text};
use crate::import::words;
use crate::workbook::CellContent;

impl TableReader<'_, '_> {
    /// Reports another table of the form to the right of this one, which is not read.
    pub(super) fn report_table_beside(&mut self) {
        let ends = self
            .alignment
            .labels
            .values()
            .map(|label_cell| label_cell.last_col);
        let Some(right) = ends.max() else { return };
        let beyond = self.view.filled_in(&Area {
            rows: self.alignment.span.clone(),
            cols: right.saturating_add(1)..=u32::MAX,
        });
        let labels = beyond.iter();
        let labels = labels.flat_map(|cell| self.view.labels_of(*cell, self.outline));
        let labels: BTreeSet<LabelId> = labels.collect();
        let all = self.outline.label_count();
        let (Some(first), true) = (beyond.first(), labels.len() * 2 >= all && all > 1) else {
            return;
        };
        let cell = self.view.cell(*first);
        let at = self.view.at(cell.row, cell.col);
        self.findings.table_beside(&at, &self.texts(&beyond));
        self.view.set_all_read(&beyond);
    }

    /// Reports each cell, and the sheet's name, that states another unit of money than the form's.
    /// Titles are still reported for their other words.
    pub(super) fn report_units(&mut self) {
        let Some(own) = self.money_unit() else { return };
        let name = &*self.view.sheet.name;
        if words::money_unit(name).is_some_and(|unit| unit != own) {
            self.findings.unit_line(&self.view.at(0, 0), name, own);
            self.other_units.of_table = true;
        }
        let first = self
            .alignment
            .labels
            .values()
            .map(|label_cell| label_cell.row)
            .min();
        for index in self.view.filled_in(&Area {
            rows: self.alignment.span.clone(),
            cols: 0..=u32::MAX,
        }) {
            let cell = self.view.cell(index);
            let is_label = self.view.is_label(index);
            let text = displayed_text(cell);
            if is_label || words::worded_unit(&text).is_none_or(|unit| unit == own) {
                continue;
            }
            self.findings
                .unit_line(&self.view.at(cell.row, cell.col), &text, own);
            self.other_units.of_table = true;
            if first.is_none_or(|first| cell.row >= first) {
                self.view.set_read(index);
            }
        }
    }

    /// Reports the remaining cells: adjacent ones within the table together, each one outside it
    /// separately.
    ///
    /// Numbers in the table belong to the missing labels, which are reported with them. Returns the
    /// labels that were not reported in this way.
    pub(super) fn report_leftovers<'l>(&mut self, mut heads: Vec<&'l str>) -> Vec<&'l str> {
        let rows = self
            .alignment
            .labels
            .values()
            .map(|label_cell| label_cell.row);
        let first = rows.min().unwrap_or(0);
        let last = self.last_row();
        self.report_list_without_heads(last, &mut heads);
        let above = self.texts_above(first);
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for index in self.view.filled_in(&Area {
            rows: self.alignment.span.clone(),
            cols: 0..=u32::MAX,
        }) {
            let cell = self.view.cell(index);
            if (first..=last).contains(&cell.row) {
                match groups
                    .last_mut()
                    .filter(|group| self.goes_with(group, index))
                {
                    Some(group) => group.push(index),
                    None => groups.push(vec![index]),
                }
                continue;
            }
            let at = self.view.at(cell.row, cell.col);
            let text = displayed_text(cell);
            let title = self.outline.near_title(&text, &above);
            let stated = words::worded_unit(&text).zip(self.money_unit());
            if stated.is_some_and(|(unit, own)| unit != own) {
                // Reported because of its unit.
                continue;
            }
            if let (Some(title), true) = (title, cell.row < first) {
                self.findings.form_title(&at, &text, title);
                continue;
            }
            if stated.is_none() {
                self.findings.outside_table(&at, &text);
            }
        }
        for group in groups {
            let cell = self.view.cell(group[0]);
            let at = self.view.at(cell.row, cell.col);
            let mut numbers = group.iter();
            let has_number =
                numbers.any(|cell| matches!(self.view.cell(*cell).content, CellContent::Number(_)));
            if has_number && !heads.is_empty() {
                self.findings
                    .values_without_labels(&at, &self.texts(&group), &heads);
                heads.clear();
            } else {
                self.findings.unplaced(&at, &self.texts(&group));
            }
        }
        heads
    }

    /// Whether an unread cell belongs to a group: in its row, or directly below its first cell.
    fn goes_with(&self, group: &[usize], cell: usize) -> bool {
        let (first, cell) = (self.view.cell(group[0]), self.view.cell(cell));
        let is_below = cell.row == self.view.extent(first.row, first.col).0 + 1
            && cell.col == first.col
            && group.len() == 1;
        cell.row == first.row || is_below
    }

    /// Texts above a row.
    fn texts_above(&self, row: u32) -> Vec<String> {
        let start = *self.alignment.span.start();
        let area = Area {
            rows: start..=row.saturating_sub(1),
            cols: 0..=u32::MAX,
        };
        let cells = self.view.cells_in(&area);
        cells
            .filter(|cell| cell.row < row)
            .map(|cell| cell.text().into_owned())
            .collect()
    }
}
