//! Values that a table has once.

use std::collections::BTreeMap;

use super::reader::TableReader;
use crate::form::Field;
use crate::import::areas::ValueAreas;
use crate::import::outline::{CellRole, Labels, Target};
use crate::import::value;
use crate::import::view::{Area, SheetRow, is_filled, seen};
use crate::record::{Draft, DraftContent};
use crate::source::SheetCell;

impl<'a> TableReader<'a, '_> {
    /// Where the values are to be looked for that are there once.
    pub(super) fn areas(&self, places: &ValueAreas<'_>) -> Vec<Area> {
        (self.outline.cells.iter().enumerate())
            .filter(|(_, place)| {
                matches!(
                    place.what,
                    CellRole::Value(Target::Field(_) | Target::Submission(_))
                )
            })
            .filter_map(|(index, _)| places.area(index))
            .collect()
    }

    /// Reads the values that are there once.
    pub(super) fn fixed(&mut self, places: &ValueAreas<'_>, labels: &Labels) {
        let areas = self.areas(places);
        let mut shared: BTreeMap<usize, Vec<&'a str>> = BTreeMap::new();
        for (index, place) in self.outline.cells.iter().enumerate() {
            let CellRole::Value(target @ (Target::Field(_) | Target::Submission(_))) = place.what
            else {
                continue;
            };
            let field = self.field(target);
            if let Some(at) = self.told_in_label(index, places, labels) {
                self.set(target, Draft::new(DraftContent::Unread, Some(at)));
                continue;
            }
            let Some(area) = places.area(index) else {
                // A line whose label is struck out was told there.
                let label = places.owner(index).map(|(_, label)| labels.words(label));
                let struck = label.and_then(|label| self.page.struck_label(label));
                if let Some(at) = struck.filter(|_| !field.required) {
                    self.set(target, Draft::new(DraftContent::Unread, Some(at)));
                }
                continue;
            };
            if let Some(anchor) = self.merged_over(&area, &areas) {
                shared.entry(anchor).or_default().push(&field.label);
                let cell = self.page.cell(anchor);
                let at = self.page.at(cell.row, cell.col);
                self.set(target, Draft::new(DraftContent::Unread, Some(at)));
                continue;
            }
            let Some(cells) = self.cells_of(index, &area, places, labels) else {
                let value = self.of_other_label(field, &area);
                self.set(target, value);
                continue;
            };
            if let (Target::Field(index), Some(cell)) = (target, cells.first())
                && value::is_computed_zero(field, self.page.cell(*cell))
            {
                self.no_rates.push(index);
            }
            let value = value::read(self.page, field, &cells, self.findings).unwrap_or_else(|| {
                if let Some(at) = self.page.unread_in(&area, field.required) {
                    return Draft::new(DraftContent::Unread, Some(at));
                }
                let mut blanks = self.page.cells_in(&area);
                let formula = blanks.find_map(|cell| cell.formula.as_deref());
                let at = self.page.at(*area.rows.start(), *area.cols.start());
                Draft::new(value::blank(field, formula), Some(at))
            });
            self.set(target, value);
        }
        for (anchor, fields) in shared {
            let cell = self.page.cell(anchor);
            let at = self.page.at(cell.row, cell.col);
            self.findings.merged_over(&at, &seen(cell), &fields);
        }
    }

    /// The cell with the label of a place and its value, which is not read.
    fn told_in_label(
        &self,
        place: usize,
        places: &ValueAreas<'_>,
        labels: &Labels,
    ) -> Option<SheetCell> {
        let (label, id) = places.owner(place)?;
        if places.spot(label).is_some() {
            return None;
        }
        let cell = self.in_place_of(label, places)?;
        self.value_in_label(label, cell, places, labels.words(id))?;
        let (row, col) = self.spot_of(cell);
        Some(self.page.at(row, col))
    }

    /// The value of a place whose label is another: what stands there is told at the label, and is not known to be its value.
    fn of_other_label(&self, field: &Field, area: &Area) -> Draft {
        let own = self.page.filled_in(area).first().copied();
        let at = own.map(|own| self.page.cell(own));
        let (content, at) = match at {
            Some(cell) => (DraftContent::Unread, (cell.row, cell.col)),
            // It may be what stands in the place of the label.
            None if field.derive.is_none() => (
                DraftContent::Unread,
                (*area.rows.start(), *area.cols.start()),
            ),
            None => (
                value::blank(field, None),
                (*area.rows.start(), *area.cols.start()),
            ),
        };
        Draft::new(content, Some(self.page.at(at.0, at.1)))
    }

    /// The value of another place that is merged over the beginning of this one.
    pub(super) fn merged_over(&self, area: &Area, areas: &[Area]) -> Option<usize> {
        let holds = |area: &Area, row, col| area.rows.contains(&row) && area.cols.contains(&col);
        let merge = self
            .page
            .merge_at(*area.rows.start(), *area.cols.start())
            .filter(|merge| !holds(area, merge.row, merge.col))?;
        let mut others = areas.iter();
        if !others.any(|other| holds(other, merge.row, merge.col)) {
            return None;
        }
        let row = self.page.rows_in(&(merge.row..=merge.row)).first()?;
        let mut cells = row.cells.clone();
        let anchor = cells.find(|cell| self.page.cell(*cell).col == merge.col)?;
        is_filled(self.page.cell(anchor)).then_some(anchor)
    }

    /// The cells of a value: those just beside or below its label, and those that go on below. CellRole stands further on belongs to something else; none where
    /// a label that the form does not have stands in the place of its own.
    fn cells_of(
        &self,
        place: usize,
        area: &Area,
        places: &ValueAreas<'_>,
        labels: &Labels,
    ) -> Option<Vec<usize>> {
        let owner = places.owner(place);
        let is_other = owner.is_some_and(|(label, id)| {
            let is_missing = places.spot(label).is_none();
            let cell = self.in_place_of(label, places).filter(|_| is_missing);
            cell.is_some_and(|cell| !self.stands_for(self.page.cell(cell), labels.words(id)))
        });
        if is_other {
            return None;
        }
        let label = owner.and_then(|(label, _)| places.spot(label));
        let mut filled = self.page.rows_in(&area.rows).iter();
        let top = filled.find(|row| self.page.has_values(row));
        let last = label.map_or(0, |spot| spot.last_row);
        let last = last.max(top.map_or(0, |row| row.row));
        let firsts = [Some(*area.cols.start()), places.column(place)];
        let mut cells: Vec<usize> = Vec::new();
        for row in self.page.rows_in(&area.rows) {
            if row.row > last && self.has_others(row, area) {
                break;
            }
            for index in row.cells.clone() {
                let cell = self.page.cell(index);
                if !is_filled(cell) || self.page.is_taken(index) || !area.cols.contains(&cell.col) {
                    continue;
                }
                let is_again = cells
                    .first()
                    .is_some_and(|first| self.page.cell(*first).content == cell.content);
                let is_first = match cells.first() {
                    None => firsts.contains(&Some(cell.col)),
                    Some(first) => self.page.cell(*first).col == cell.col,
                };
                if is_first || is_again {
                    cells.push(index);
                }
            }
        }
        Some(cells)
    }

    /// Whether a row has something in the columns of the table beside an area that was not read: it is a row that the form does not have.
    pub(super) fn has_others(&self, row: &SheetRow, area: &Area) -> bool {
        let cells = row.cells.clone();
        let mut others = cells.filter(|index| {
            let cell = self.page.cell(*index);
            !cell.is_blank() && !self.page.is_taken(*index) && !area.cols.contains(&cell.col)
        });
        others.any(|index| !self.is_repeated_value(index))
    }

    /// Whether a cell says the same as the one above it, as values do that were unmerged.
    fn is_repeated_value(&self, index: usize) -> bool {
        let cell = self.page.cell(index);
        let above = cell
            .row
            .checked_sub(1)
            .and_then(|row| self.page.sheet.get(row, cell.col));
        above.is_some_and(|above| above.content == cell.content)
    }
}
