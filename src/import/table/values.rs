//! Values that occur once in a table.

use std::collections::BTreeMap;

use super::labels::stands_for;
use super::reader::TableReader;
use crate::form::Field;
use crate::import::areas::ValueAreas;
use crate::import::outline::{CellPattern, CellRole, Labels, Target};
use crate::import::value;
use crate::import::view::{Area, SheetRow, displayed_text, is_filled};
use crate::record::{Draft, DraftContent};
use crate::source::SheetCell;

impl<'a> TableReader<'a, '_> {
    /// Areas of these values.
    pub(super) fn areas(&self, value_areas: &ValueAreas<'_>) -> Vec<Area> {
        (self.outline.cells.iter().enumerate())
            .filter(|(_, outline_cell)| {
                matches!(
                    outline_cell.role,
                    CellRole::Value(Target::Field(_) | Target::Submission(_))
                )
            })
            .filter_map(|(index, _)| value_areas.area(index))
            .collect()
    }

    /// Reads these values.
    pub(super) fn read_values(&mut self, value_areas: &ValueAreas<'_>, labels: &Labels) {
        let areas = self.areas(value_areas);
        let mut shared: BTreeMap<usize, Vec<&'a str>> = BTreeMap::new();
        for (index, outline_cell) in self.outline.cells.iter().enumerate() {
            let CellRole::Value(target @ (Target::Field(_) | Target::Submission(_))) =
                outline_cell.role
            else {
                continue;
            };
            let field = self.field(target);
            if let Some(at) = self.cell_with_label_and_value(index, value_areas, labels) {
                self.set_value(target, Draft::new(DraftContent::Unread, Some(at)));
                continue;
            }
            let Some(area) = value_areas.area(index) else {
                if let Some(at) = self.struck_label_of(index, value_areas, labels)
                    && !field.required
                {
                    self.set_value(target, Draft::new(DraftContent::Unread, Some(at)));
                }
                continue;
            };
            if let Some(anchor) = self.merged_over(&area, &areas) {
                shared.entry(anchor).or_default().push(&field.label);
                let cell = self.view.cell(anchor);
                let at = self.view.at(cell.row, cell.col);
                self.set_value(target, Draft::new(DraftContent::Unread, Some(at)));
                continue;
            }
            let Some(cells) = self.cells_of(index, &area, value_areas, labels) else {
                let value = self.value_of_other_label(field, &area);
                self.set_value(target, value);
                continue;
            };
            if let Some(pattern) = &outline_cell.pattern {
                self.read_mixed_in(pattern, &area, &cells);
                continue;
            }
            if let (Target::Field(index), Some(cell)) = (target, cells.first())
                && value::is_computed_zero(field, self.view.cell(*cell))
            {
                self.zero_rates.push(index);
            }
            let value = value::read(self.view, field, &cells, self.findings).unwrap_or_else(|| {
                if let Some(at) = self.view.unread_in(&area, field.required) {
                    return Draft::new(DraftContent::Unread, Some(at));
                }
                let mut blanks = self.view.cells_in(&area);
                let formula = blanks.find_map(|cell| cell.formula.as_deref());
                let at = self.view.at(*area.rows.start(), *area.cols.start());
                Draft::new(value::blank(field, formula), Some(at))
            });
            self.set_value(target, value);
        }
        for (anchor, fields) in shared {
            let cell = self.view.cell(anchor);
            let at = self.view.at(cell.row, cell.col);
            self.findings
                .merged_over(&at, &displayed_text(cell), &fields);
        }
    }

    /// Cell of the struck-out label of a value, at which its row is reported.
    fn struck_label_of(
        &self,
        outline_cell: usize,
        value_areas: &ValueAreas<'_>,
        labels: &Labels,
    ) -> Option<SheetCell> {
        let (_, label) = value_areas.owner(outline_cell)?;
        self.view.struck_label(labels.words(label))
    }

    /// Reads the first cell of an area by its pattern. Notes the place of a blank cell, or that
    /// its text is lost.
    fn read_mixed_in(&mut self, pattern: &CellPattern, area: &Area, cells: &[usize]) {
        if let Some(cell) = cells.first() {
            self.read_mixed(pattern, *cell);
            return;
        }
        if let Some(at) = self.view.unread_in(area, false) {
            self.leave_unread(pattern, &at);
            return;
        }
        let at = self.view.at(*area.rows.start(), *area.cols.start());
        for slot in pattern.slots.values() {
            if !self.values.iter().any(|(known, _)| *known == slot.target) {
                let blank = Draft::new(DraftContent::Null, Some(at.clone()));
                self.values.push((slot.target, blank));
            }
        }
    }

    /// Cell that contains both the label of an outline cell and its value; the value is not read.
    fn cell_with_label_and_value(
        &self,
        outline_cell: usize,
        value_areas: &ValueAreas<'_>,
        labels: &Labels,
    ) -> Option<SheetCell> {
        let (label, id) = value_areas.owner(outline_cell)?;
        if value_areas.label_cell(label).is_some() {
            return None;
        }
        let cell = self.in_place_of(label, value_areas)?;
        self.value_in_label(label, cell, value_areas, labels.words(id))?;
        let (row, col) = self.position_of(cell);
        Some(self.view.at(row, col))
    }

    /// Value of an outline cell next to another label: reported at the label; whether it belongs to
    /// this field is unknown.
    fn value_of_other_label(&self, field: &Field, area: &Area) -> Draft {
        let own = self.view.filled_in(area).first().copied();
        let at = own.map(|own| self.view.cell(own));
        let (content, at) = match at {
            Some(cell) => (DraftContent::Unread, (cell.row, cell.col)),
            // It may be in place of the label.
            None if field.derive.is_none() => (
                DraftContent::Unread,
                (*area.rows.start(), *area.cols.start()),
            ),
            None => (
                value::blank(field, None),
                (*area.rows.start(), *area.cols.start()),
            ),
        };
        Draft::new(content, Some(self.view.at(at.0, at.1)))
    }

    /// Value of another outline cell that is merged over the beginning of this one.
    pub(super) fn merged_over(&self, area: &Area, areas: &[Area]) -> Option<usize> {
        let holds = |area: &Area, row, col| area.rows.contains(&row) && area.cols.contains(&col);
        let merge = self
            .view
            .merge_at(*area.rows.start(), *area.cols.start())
            .filter(|merge| !holds(area, merge.row, merge.col))?;
        let mut others = areas.iter();
        if !others.any(|other| holds(other, merge.row, merge.col)) {
            return None;
        }
        let row = self.view.rows_in(&(merge.row..=merge.row)).first()?;
        let mut cells = row.cells.clone();
        let anchor = cells.find(|cell| self.view.cell(*cell).col == merge.col)?;
        is_filled(self.view.cell(anchor)).then_some(anchor)
    }

    /// Cells of a value: those directly beside or below its label, and their continuation below.
    ///
    /// Cells further away belong to other fields. `None` if a label unknown to the form is in place
    /// of its own.
    fn cells_of(
        &self,
        outline_cell: usize,
        area: &Area,
        value_areas: &ValueAreas<'_>,
        labels: &Labels,
    ) -> Option<Vec<usize>> {
        let owner = value_areas.owner(outline_cell);
        let is_other = owner.is_some_and(|(label, id)| {
            let is_missing = value_areas.label_cell(label).is_none();
            let cell = self.in_place_of(label, value_areas).filter(|_| is_missing);
            cell.is_some_and(|cell| !stands_for(self.view.cell(cell), labels.words(id)))
        });
        if is_other {
            return None;
        }
        let label = owner.and_then(|(label, _)| value_areas.label_cell(label));
        let mut filled = self.view.rows_in(&area.rows).iter();
        let top = filled.find(|row| self.view.has_values(row));
        let last = label.map_or(0, |label_cell| label_cell.last_row);
        let last = last.max(top.map_or(0, |row| row.row));
        let firsts = [Some(*area.cols.start()), value_areas.column(outline_cell)];
        let mut cells: Vec<usize> = Vec::new();
        for row in self.view.rows_in(&area.rows) {
            if row.row > last && self.has_others(row, area) {
                break;
            }
            for index in row.cells.clone() {
                let cell = self.view.cell(index);
                if !is_filled(cell) || self.view.is_read(index) || !area.cols.contains(&cell.col) {
                    continue;
                }
                let is_again = cells
                    .first()
                    .is_some_and(|first| self.view.cell(*first).content == cell.content);
                let is_first = match cells.first() {
                    None => firsts.contains(&Some(cell.col)),
                    Some(first) => self.view.cell(*first).col == cell.col,
                };
                if is_first || is_again {
                    cells.push(index);
                }
            }
        }
        Some(cells)
    }

    /// Whether a row has unread cells within the table but outside an area: the form lacks such a
    /// row.
    pub(super) fn has_others(&self, row: &SheetRow, area: &Area) -> bool {
        let cells = row.cells.clone();
        let mut others = cells.filter(|index| {
            let cell = self.view.cell(*index);
            !cell.is_blank() && !self.view.is_read(*index) && !area.cols.contains(&cell.col)
        });
        others.any(|index| !self.is_repeated_value(index))
    }

    /// Whether a cell repeats the one above it, as unmerged values do.
    fn is_repeated_value(&self, index: usize) -> bool {
        let cell = self.view.cell(index);
        let above = cell
            .row
            .checked_sub(1)
            .and_then(|row| self.view.sheet.get(row, cell.col));
        above.is_some_and(|above| above.content == cell.content)
    }
}
