//! Labels of a table: which were found, which are missing, and what stands in their places.

use super::reader::TableReader;
use crate::import::align::LabelCell;
use crate::import::areas::ValueAreas;
use crate::import::outline::{CellRole, Labels, OutlineRowKind, Target};
use crate::import::view::Area;
use crate::import::words;
use crate::source::SheetCell;
use crate::workbook::{Cell, CellContent};

impl<'a> TableReader<'a, '_> {
    /// Takes the labels, and tells which differ; returns those that are not there.
    pub(super) fn labels<'l>(&mut self, labels: &'l Labels) -> Vec<(usize, &'l str)> {
        let mut missing = Vec::new();
        for (index, place) in self.outline.cells.iter().enumerate() {
            let CellRole::Label(label) = place.what else {
                continue;
            };
            if self.outline.rows[place.line].kind == OutlineRowKind::Rows {
                continue;
            }
            match self.found.labels.get(&index) {
                None => missing.push((index, labels.words(label))),
                Some(spot) => {
                    self.page.take(spot.cell);
                    self.brackets(spot, labels.words(label));
                }
            }
        }
        missing
    }

    /// Reports the labels that were not found where other words or nothing stand in the place of one; returns all others.
    pub(super) fn missing_labels<'l>(
        &mut self,
        missing: Vec<(usize, &'l str)>,
        places: &ValueAreas<'_>,
    ) -> Vec<&'l str> {
        let mut others: Vec<&'l str> = Vec::new();
        // CellRole stands in the place of one label is no value of another.
        let in_places = missing
            .iter()
            .map(|(place, _)| self.in_place_of(*place, places));
        let in_places: Vec<Option<usize>> = in_places.collect();
        for ((place, words), cell) in missing.into_iter().zip(&in_places) {
            let Some(cell) = *cell else {
                if let Some(other) = self.label_over(place, places) {
                    let own = self.page.cell(other);
                    let at = self.page.at(own.row, own.col);
                    self.findings.label_over(&at, &own.text(), words);
                    continue;
                }
                // CellRole is struck out, or not in the file, is told there.
                let area = places.label(place);
                let is_gone = area.is_some_and(|area| self.page.unread_in(&area, false).is_some());
                if is_gone || self.page.struck_label(words).is_some() {
                    continue;
                }
                match self.blank_place(place, places) {
                    Some(at) => self.findings.label_blank(&at, words),
                    None => others.push(words),
                }
                continue;
            };
            let own = self.page.cell(cell);
            let at = self.page.at(own.row, own.col);
            if let Some(value) = self.value_in_label(place, cell, places, words) {
                self.page.take(cell);
                let text = own.text();
                self.findings
                    .value_in_label(&at, (&text, value.as_str()), words);
            } else if self.stands_for(own, words) {
                self.page.take(cell);
                self.findings.label_by_place(&at, own, words);
            } else {
                let mut cells = self.beside(cell);
                cells.retain(|other| *other == cell || !in_places.contains(&Some(*other)));
                let texts = self.texts(&cells);
                if cells.len() == 1 && self.has_blank(place, places) {
                    self.findings.value_over_label(&at, &texts[0], words);
                } else {
                    let has_value = cells.len() > 1;
                    self.findings.other_label(&at, &texts, words, has_value);
                }
                self.page.take_all(&cells);
            }
        }
        others
    }

    /// Whether a cell in the place of a label that was not found is that label: words like it or other words for it, an error, a formula without result.
    pub(super) fn stands_for(&self, cell: &Cell, words: &str) -> bool {
        let text = cell.text();
        matches!(cell.content, CellContent::NoResult | CellContent::Error(_))
            || words::is_like(&text, words)
            || words::is_synonym(&text, words, &self.edition.synonyms)
    }

    /// The value that stands in one cell with a label that was not found, where the places of its values are blank.
    pub(super) fn value_in_label(
        &self,
        label: usize,
        cell: usize,
        places: &ValueAreas<'_>,
        words: &str,
    ) -> Option<String> {
        let text = self.page.cell(cell).text();
        let value = words::value_after(&text, words)?;
        let own = self.outline.cells.iter().enumerate();
        let own = own.filter(|(index, place)| {
            let is_value = matches!(
                place.what,
                CellRole::Value(Target::Field(_) | Target::Submission(_))
            );
            is_value && places.owner(*index).is_some_and(|(own, _)| own == label)
        });
        let own: Vec<usize> = own.map(|(index, _)| index).collect();
        let is_blank = |index: &usize| {
            let area = places.area(*index);
            area.is_none_or(|area| {
                let mut cells = self.page.cells_in(&area);
                cells.all(|other| other.is_blank() || (other.row, other.col) == self.spot_of(cell))
            })
        };
        (!own.is_empty() && own.iter().all(is_blank)).then(|| value.to_owned())
    }

    /// Where a label is to stand that was not found, if nothing stands there.
    fn blank_place(&self, label: usize, places: &ValueAreas<'_>) -> Option<SheetCell> {
        let area = places.label(label)?;
        let mut cells = self.page.cells_in(&area);
        let (row, col) = (*area.rows.start(), *area.cols.start());
        let is_covered = self
            .page
            .merge_at(row, col)
            .is_some_and(|merge| (merge.row, merge.col) != (row, col));
        (!is_covered && cells.all(Cell::is_blank)).then(|| self.page.at(row, col))
    }

    /// Whether a label has a place beside it that is filled in by hand and stands blank.
    fn has_blank(&self, label: usize, places: &ValueAreas<'_>) -> bool {
        let mut cells = self.outline.cells.iter().enumerate();
        cells.any(|(index, place)| {
            let CellRole::Value(target @ (Target::Field(_) | Target::Submission(_))) = place.what
            else {
                return false;
            };
            let is_own = places.owner(index).is_some_and(|(own, _)| own == label);
            is_own && self.field(target).derive.is_none()
        })
    }

    /// The cell that stands in the place of a label that was not found.
    pub(super) fn in_place_of(&self, label: usize, places: &ValueAreas<'_>) -> Option<usize> {
        let cells = self.page.filled_in(&places.label(label)?);
        cells.first().copied()
    }

    /// Another label that is merged down over the place of one that was not found.
    pub(super) fn label_over(&self, label: usize, places: &ValueAreas<'_>) -> Option<usize> {
        let area = places.label(label)?;
        let merge = self.page.merge_at(*area.rows.start(), *area.cols.start());
        let merge = merge.filter(|merge| merge.row < *area.rows.start())?;
        let mut spots = self.found.labels.values();
        let over = spots.find(|spot| (spot.row, spot.col) == (merge.row, merge.col));
        over.map(|spot| spot.cell)
    }

    /// A cell that was not read, and what else was not read just right of it, or just below it.
    pub(super) fn beside(&self, cell: usize) -> Vec<usize> {
        let own = self.page.cell(cell);
        let row = self.page.rows_in(&(own.row..=own.row)).iter();
        let right = row
            .flat_map(|row| row.cells.clone())
            .filter(|other| *other > cell);
        let right = right
            .filter(|other| !self.page.cell(*other).is_blank())
            .take_while(|other| !self.page.is_taken(*other));
        let mut cells: Vec<usize> = [cell].into_iter().chain(right).collect();
        if cells.len() == 1 {
            let below = self.page.extent(own.row, own.col).0.saturating_add(1);
            cells.extend(self.page.filled_in(&Area {
                rows: below..=below,
                cols: own.col..=own.col,
            }));
        }
        cells
    }

    pub(super) fn brackets(&mut self, spot: &LabelCell, expected: &str) {
        if !spot.exact {
            let cell = self.page.cell(spot.cell);
            let at = self.page.at(cell.row, cell.col);
            self.findings.brackets(&at, &cell.text(), expected);
        }
    }

    /// A label over several rows or columns that was unmerged, and stands in each of them now.
    pub(super) fn repeated_labels(&self, places: &ValueAreas<'_>) {
        for cell in &self.found.repeats {
            self.page.take(*cell);
        }
        for (place, spot) in &self.found.labels {
            let label = &self.outline.cells[*place];
            if label.lines > 1 {
                let last = places.rows_of(label.line + label.lines - 1);
                self.labels_below(spot, last.map_or(spot.row, |rows| *rows.end()));
            }
        }
    }

    /// Takes the cells below a label that say it again.
    fn labels_below(&self, spot: &LabelCell, last: u32) {
        let same = Area {
            rows: spot.row..=last.max(spot.row),
            cols: spot.col..=spot.last_col,
        };
        let words = words::label(&self.page.cell(spot.cell).text());
        for cell in self.page.filled_in(&same) {
            if words::label(&self.page.cell(cell).text()) == words {
                self.page.take(cell);
            }
        }
    }
}
