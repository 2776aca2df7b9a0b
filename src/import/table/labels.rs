//! Labels of a table: found ones, missing ones, and the cells in place of missing ones.

use super::reader::TableReader;
use crate::import::align::LabelCell;
use crate::import::areas::ValueAreas;
use crate::import::outline::{CellRole, LabelLikeness, Labels, OutlineRowKind, Target};
use crate::import::view::Area;
use crate::import::words;
use crate::source::SheetCell;
use crate::workbook::{Cell, CellContent};

impl TableReader<'_, '_> {
    /// Marks the labels as read and reports those that differ. Returns the missing ones.
    pub(super) fn read_labels<'l>(&mut self, labels: &'l Labels) -> Vec<(usize, &'l str)> {
        let mut missing = Vec::new();
        for (index, outline_cell) in self.outline.cells.iter().enumerate() {
            let CellRole::Label(label) = outline_cell.role else {
                continue;
            };
            if self.outline.rows[outline_cell.line].kind == OutlineRowKind::Rows {
                continue;
            }
            match self.alignment.labels.get(&index) {
                None if self.outline.rows[outline_cell.line].is_conditional => {}
                None => missing.push((index, labels.words(label))),
                Some(label_cell) => {
                    self.view.set_read(label_cell.cell);
                    self.compare_label(index, label_cell, labels.words(label));
                    if let Some(pattern) = &outline_cell.pattern {
                        self.read_mixed(pattern, label_cell.cell);
                    }
                }
            }
        }
        missing
    }

    /// Reports the missing labels whose cell is blank or has other content. Returns the others.
    pub(super) fn report_missing_labels<'l>(
        &mut self,
        missing: Vec<(usize, &'l str)>,
        value_areas: &ValueAreas<'_>,
    ) -> Vec<&'l str> {
        let mut others: Vec<&'l str> = Vec::new();
        // Text in place of one label is not a value of another.
        let in_places = missing
            .iter()
            .map(|(outline_cell, _)| self.in_place_of(*outline_cell, value_areas));
        let in_places: Vec<Option<usize>> = in_places.collect();
        for ((outline_cell, words), cell) in missing.into_iter().zip(&in_places) {
            let Some(cell) = *cell else {
                if let Some(other) = self.label_over(outline_cell, value_areas) {
                    let own = self.view.cell(other);
                    let at = self.view.at(own.row, own.col);
                    self.findings.label_merged_over(&at, &own.text(), words);
                    continue;
                }
                // A struck-out or missing text is reported at its cell.
                let area = value_areas.label(outline_cell);
                let is_text_lost =
                    area.is_some_and(|area| self.view.unread_in(&area, false).is_some());
                if is_text_lost || self.view.struck_label(words).is_some() {
                    continue;
                }
                match self.blank_place(outline_cell, value_areas) {
                    Some(at) => self.findings.blank_label(&at, words),
                    None => others.push(words),
                }
                continue;
            };
            let own = self.view.cell(cell);
            let at = self.view.at(own.row, own.col);
            if let Some(value) = self.value_in_label(outline_cell, cell, value_areas, words) {
                self.view.set_read(cell);
                let text = own.text();
                self.findings
                    .value_in_label(&at, (&text, value.as_str()), words);
            } else if stands_for(own, words) {
                self.view.set_read(cell);
                self.findings.label_by_place(&at, own, words);
                if let Some(pattern) = &self.outline.cells[outline_cell].pattern {
                    self.leave_unread(pattern, &at);
                }
            } else {
                let mut cells = self.beside(cell);
                cells.retain(|other| *other == cell || !in_places.contains(&Some(*other)));
                let texts = self.texts(&cells);
                if cells.len() == 1 && self.has_blank(outline_cell, value_areas) {
                    self.findings.value_over_label(&at, &texts[0], words);
                } else {
                    let has_value = cells.len() > 1;
                    self.findings.other_label(&at, &texts, words, has_value);
                }
                self.view.set_all_read(&cells);
            }
        }
        others
    }

    /// Value in the same cell as a missing label, if the areas of its values are blank.
    pub(super) fn value_in_label(
        &self,
        label: usize,
        cell: usize,
        value_areas: &ValueAreas<'_>,
        words: &str,
    ) -> Option<String> {
        let text = self.view.cell(cell).text();
        let value = words::value_after(&text, words)?;
        let own = self.outline.cells.iter().enumerate();
        let own = own.filter(|(index, outline_cell)| {
            let is_value = matches!(
                outline_cell.role,
                CellRole::Value(Target::Field(_) | Target::Submission(_))
            );
            is_value
                && value_areas
                    .owner(*index)
                    .is_some_and(|(own, _)| own == label)
        });
        let own: Vec<usize> = own.map(|(index, _)| index).collect();
        let is_blank = |index: &usize| {
            let area = value_areas.area(*index);
            area.is_none_or(|area| {
                let mut cells = self.view.cells_in(&area);
                cells.all(|other| {
                    other.is_blank() || (other.row, other.col) == self.position_of(cell)
                })
            })
        };
        (!own.is_empty() && own.iter().all(is_blank)).then(|| value.to_owned())
    }

    /// Blank cell in which a missing label is expected.
    fn blank_place(&self, label: usize, value_areas: &ValueAreas<'_>) -> Option<SheetCell> {
        let area = value_areas.label(label)?;
        let mut cells = self.view.cells_in(&area);
        let (row, col) = (*area.rows.start(), *area.cols.start());
        let is_covered = self
            .view
            .merge_at(row, col)
            .is_some_and(|merge| (merge.row, merge.col) != (row, col));
        (!is_covered && cells.all(Cell::is_blank)).then(|| self.view.at(row, col))
    }

    /// Whether a label has a value next to it that is filled in by hand.
    fn has_blank(&self, label: usize, value_areas: &ValueAreas<'_>) -> bool {
        let mut cells = self.outline.cells.iter().enumerate();
        cells.any(|(index, outline_cell)| {
            let CellRole::Value(target @ (Target::Field(_) | Target::Submission(_))) =
                outline_cell.role
            else {
                return false;
            };
            let is_own = value_areas
                .owner(index)
                .is_some_and(|(own, _)| own == label);
            is_own && self.field(target).derive.is_none()
        })
    }

    /// Cell in place of a missing label.
    pub(super) fn in_place_of(&self, label: usize, value_areas: &ValueAreas<'_>) -> Option<usize> {
        let cells = self.view.filled_in(&value_areas.label(label)?);
        cells.first().copied()
    }

    /// Another label that is merged down over the cell of a missing one.
    pub(super) fn label_over(&self, label: usize, value_areas: &ValueAreas<'_>) -> Option<usize> {
        let area = value_areas.label(label)?;
        let merge = self.view.merge_at(*area.rows.start(), *area.cols.start());
        let merge = merge.filter(|merge| merge.row < *area.rows.start())?;
        let mut label_cells = self.alignment.labels.values();
        let over = label_cells
            .find(|label_cell| (label_cell.row, label_cell.col) == (merge.row, merge.col));
        over.map(|label_cell| label_cell.cell)
    }

    /// A cell that was not read, with the unread cells to the right of it, or the one directly
    /// below it.
    pub(super) fn beside(&self, cell: usize) -> Vec<usize> {
        let own = self.view.cell(cell);
        let row = self.view.rows_in(&(own.row..=own.row)).iter();
        let right = row
            .flat_map(|row| row.cells.clone())
            .filter(|other| *other > cell);
        let right = right
            .filter(|other| !self.view.cell(*other).is_blank())
            .take_while(|other| !self.view.is_read(*other));
        let mut cells: Vec<usize> = [cell].into_iter().chain(right).collect();
        if cells.len() == 1 {
            let below = self.view.extent(own.row, own.col).0.saturating_add(1);
            cells.extend(self.view.filled_in(&Area {
                rows: below..=below,
                cols: own.col..=own.col,
            }));
        }
        cells
    }

    /// Reports a label that is not the form's text. One with another unit of money makes the amounts
    /// that it is about unread.
    fn compare_label(&mut self, outline_cell: usize, label_cell: &LabelCell, expected: &str) {
        let cell = self.view.cell(label_cell.cell);
        let at = self.view.at(cell.row, cell.col);
        let is_same = label_cell.likeness == LabelLikeness::Same;
        let text = cell.text();
        let other = self.other_unit_of_label(&text, expected);
        if let Some((stated, own)) = other.filter(|_| !is_same) {
            self.findings
                .label_with_unit(&at, (&text, expected), (stated, &own));
            self.other_units.labels.push(outline_cell);
            return;
        }
        match label_cell.likeness {
            LabelLikeness::Same => {}
            LabelLikeness::OtherBrackets => {
                self.findings.other_brackets(&at, &cell.text(), expected);
            }
            LabelLikeness::Synonym => self.findings.changed_label(&at, &cell.text(), expected),
        }
    }

    /// Marks the repeated cells of a label that was merged over several rows or columns as read.
    pub(super) fn read_repeated_labels(&self, value_areas: &ValueAreas<'_>) {
        for cell in &self.alignment.repeats {
            self.view.set_read(*cell);
        }
        for (outline_cell, label_cell) in &self.alignment.labels {
            let label = &self.outline.cells[*outline_cell];
            if label.lines > 1 {
                let last = value_areas.rows_of(label.line + label.lines - 1);
                self.read_labels_below(label_cell, last.map_or(label_cell.row, |rows| *rows.end()));
            }
        }
    }

    /// Marks the cells below a label that repeat it as read.
    fn read_labels_below(&self, label_cell: &LabelCell, last: u32) {
        let same = Area {
            rows: label_cell.row..=last.max(label_cell.row),
            cols: label_cell.col..=label_cell.last_col,
        };
        let words = words::label(&self.view.cell(label_cell.cell).text());
        for cell in self.view.filled_in(&same) {
            if words::label(&self.view.cell(cell).text()) == words {
                self.view.set_read(cell);
            }
        }
    }
}

/// Whether a cell in place of a missing label is that label: a similar text, an error, or a
/// formula without a result.
pub(super) fn stands_for(cell: &Cell, words: &str) -> bool {
    let text = cell.text();
    matches!(cell.content, CellContent::NoResult | CellContent::Error(_))
        || words::is_like(&text, words)
}
