//! Rows above and below the frame: they are found by their words, marked as read, and their values
//! are read.

use std::borrow::Cow;
use std::ops::Range;

use super::reader::TableReader;
use crate::import::draft_text::{compared_text, value_text};
use crate::import::free_rows::{FreeCell, FreeContent, FreeRow, Likeness};
use crate::import::outline::{Target, words_of_formula};
use crate::import::value;
use crate::import::view::{SheetRow, is_filled};
use crate::import::words;
use crate::record::{Draft, DraftContent};
use crate::workbook::{Cell, CellContent};

/// Number of rows at the beginning or end of a table's range that are searched for each of them.
const SEARCHED: usize = 60;

/// Cells of a sheet row in which the words of a free row were found: index of the free cell, cell,
/// likeness.
type Found = Vec<(usize, usize, Likeness)>;

impl TableReader<'_, '_> {
    /// Finds the rows above the first label, in row `first`, and below the last one, in row `last`.
    /// Returns their values.
    pub(super) fn read_free_rows(&mut self, first: u32, last: u32) -> Vec<(Target, Draft)> {
        let mut values = Vec::new();
        if self.outline.free_rows.is_empty() {
            return values;
        }
        let view = self.view;
        let (start, end) = (*self.alignment.span.start(), *self.alignment.span.end());
        if let Some(above) = first.checked_sub(1) {
            self.read_rows_of(true, view.rows_in(&(start..=above)), &mut values);
        }
        let below = view.rows_in(&(last.saturating_add(1)..=end));
        self.free_from = self.read_rows_of(false, below, &mut values);
        values
    }

    /// Finds the free rows above or below the frame among the last of some rows. Returns the first
    /// row in which one was found.
    fn read_rows_of(
        &mut self,
        is_above: bool,
        rows: &[SheetRow],
        values: &mut Vec<(Target, Draft)>,
    ) -> Option<u32> {
        let own = self.outline.free_rows.iter();
        let own: Vec<&FreeRow<Target>> = own.filter(|row| row.is_above == is_above).collect();
        let rows = &rows[rows.len().saturating_sub(SEARCHED + own.len())..];
        let (mut at, mut first, mut is_after_found) = (0, None, false);
        for row in own {
            let found = if row.has_words() {
                (at..rows.len()).find(|index| self.read_free_row(row, &rows[*index], values))
            } else {
                let mut next = at..rows.len();
                let next = next.find(|index| self.view.has_values(&rows[*index]));
                let next = next.filter(|_| is_after_found);
                next.inspect(|index| self.read_values_alone(row, &rows[*index], values))
            };
            is_after_found = found.is_some();
            at = found.map_or(at, |found| found + 1);
            first = first.or(found.map(|found| rows[found].row));
        }
        first
    }

    /// Reads a free row in a row of the sheet, if it has its words.
    fn read_free_row(
        &mut self,
        row: &FreeRow<Target>,
        sheet_row: &SheetRow,
        values: &mut Vec<(Target, Draft)>,
    ) -> bool {
        let cells = self.filled_of(sheet_row);
        if cells.is_empty() {
            return false;
        }
        let found = self.find_words(row, &cells);
        let wanted = row.cells.iter().filter(|cell| cell.words().is_some());
        let wanted = wanted.count();
        if found.len() < wanted && self.read_joined(row, &cells, values) {
            return true;
        }
        let is_told = found
            .iter()
            .any(|(own, ..)| row.cells[*own].is_found_alone());
        if found.len() * 2 < wanted || !is_told {
            return false;
        }
        for (own, cell, likeness) in &found {
            self.view.set_read(*cell);
            let text = worded(self.view.cell(*cell), Cell::text);
            let own = &row.cells[*own];
            if let (Likeness::Near, Some(expected)) = (likeness, own.words()) {
                let (row, col) = self.position_of(*cell);
                let at = self.view.at(row, col);
                self.findings.changed_words(&at, &text, expected);
            }
            let read = own.read(&text, |target| self.field(target));
            self.state_words(read, *cell, values);
        }
        for index in 0..row.cells.len() {
            self.read_beside((row, index), &found, sheet_row, values);
        }
        true
    }

    /// The first cell for the words of each cell of a free row, in order.
    fn find_words(&self, row: &FreeRow<Target>, cells: &[usize]) -> Found {
        let mut found: Found = Vec::new();
        let mut rest = cells;
        for (index, own) in row.cells.iter().enumerate() {
            let likeness = |cell: &usize| {
                let text = worded(self.view.cell(*cell), Cell::text);
                let likeness = own.likeness(&text)?;
                // A changed unit of money is reported as such.
                let is_other = likeness == Likeness::Near
                    && words::worded_unit(&text) != own.words().and_then(words::worded_unit);
                (!is_other).then_some(likeness)
            };
            let next = rest
                .iter()
                .enumerate()
                .find_map(|(at, cell)| Some((at, *cell, likeness(cell)?)));
            if let Some((at, cell, likeness)) = next {
                found.push((index, cell, likeness));
                rest = &rest[at + 1..];
            }
        }
        found
    }

    /// Reads a row that has all words of a free row, distributed over other cells.
    fn read_joined(
        &mut self,
        row: &FreeRow<Target>,
        cells: &[usize],
        values: &mut Vec<(Target, Draft)>,
    ) -> bool {
        let texts: Vec<Cow<'_, str>> = cells
            .iter()
            .map(|cell| worded(self.view.cell(*cell), Cell::said))
            .collect();
        let joined = texts.join(" ");
        let Some(found) = row.read(&joined, |target| self.field(target)) else {
            return false;
        };
        self.view.set_all_read(cells);
        self.state_words(found, cells[0], values);
        true
    }

    /// Adds values that were found in the text of a cell.
    fn state_words(
        &mut self,
        found: Vec<(Target, &str)>,
        cell: usize,
        values: &mut Vec<(Target, Draft)>,
    ) {
        let (row, col) = self.position_of(cell);
        for (target, text) in found.into_iter().filter(|(_, text)| !text.is_empty()) {
            let content = value::stated_value(self.field(target), text);
            values.push((target, Draft::new(content, Some(self.view.at(row, col)))));
        }
    }

    /// Reads a value of a free row: in the columns of the form next to its words, directly beside
    /// them, or behind them in their cell.
    fn read_beside(
        &mut self,
        (row, index): (&FreeRow<Target>, usize),
        found: &Found,
        sheet_row: &SheetRow,
        values: &mut Vec<(Target, Draft)>,
    ) {
        let own = &row.cells[index];
        let FreeContent::Value(target) = own.content else {
            return;
        };
        let words = row.cells[..index]
            .iter()
            .rposition(|cell| cell.words().is_some());
        let label = words.map(|words| found.iter().find(|(own, ..)| *own == words));
        let anchor = match label {
            // Its words were not found.
            Some(None) => return,
            Some(Some(found)) => *found,
            None => found[0],
        };
        let (at_row, at_col) = self.position_of(anchor.1);
        let expected = expected_cols((row.cells[anchor.0].cols.start, at_col), own);
        let beside = self.view.extent(at_row, at_col).1.saturating_add(1);
        let is_single = words.is_some_and(|words| words + 1 == index);
        let cells = self.filled_of(sheet_row).into_iter().filter(|cell| {
            let col = self.view.cell(*cell).col;
            expected.contains(&col) || (is_single && col == beside)
        });
        let cells: Vec<usize> = cells.collect();
        let text = self.view.cell(anchor.1).text();
        let behind = row.cells[anchor.0]
            .words()
            .filter(|_| cells.is_empty() && is_single && anchor.2 == Likeness::WithValue)
            .and_then(|words| words::value_after(&text, words));
        if let Some(behind) = behind {
            self.state_words(vec![(target, behind)], anchor.1, values);
            return;
        }
        self.read_cells(target, &cells, (sheet_row.row, expected.start), values);
    }

    /// Reads the values of a free row without words in the row below another one.
    fn read_values_alone(
        &mut self,
        row: &FreeRow<Target>,
        sheet_row: &SheetRow,
        values: &mut Vec<(Target, Draft)>,
    ) {
        let cells = self.filled_of(sheet_row);
        let Some((label, label_cell)) = self.alignment.labels.iter().next() else {
            return;
        };
        let label = &self.outline.cells[*label];
        for own in &row.cells {
            let FreeContent::Value(target) = own.content else {
                continue;
            };
            let expected = expected_cols((label.cols.start, label_cell.col), own);
            let is_own = |cell: &&usize| expected.contains(&self.view.cell(**cell).col);
            let cells: Vec<usize> = cells.iter().filter(is_own).copied().collect();
            self.read_cells(target, &cells, (sheet_row.row, expected.start), values);
        }
    }

    /// Reads a value from its cells; `blank` is its place if there are none.
    fn read_cells(
        &mut self,
        target: Target,
        cells: &[usize],
        blank: (u32, u32),
        values: &mut Vec<(Target, Draft)>,
    ) {
        let field = self.field(target);
        let draft = value::read(self.view, field, cells, self.findings).unwrap_or_else(|| {
            let mut formulas = self.view.sheet.get(blank.0, blank.1).into_iter();
            let formula = formulas.find_map(|cell| cell.formula.as_deref());
            let at = self.view.at(blank.0, blank.1);
            Draft::new(value::blank(field, formula), Some(at))
        });
        values.push((target, draft));
    }

    fn filled_of(&self, row: &SheetRow) -> Vec<usize> {
        let cells = row.cells.clone();
        cells
            .filter(|cell| is_filled(self.view.cell(*cell)) && !self.view.is_read(*cell))
            .collect()
    }

    /// Sets the values of free rows that the table itself lacks; reports different ones.
    pub(super) fn set_free_values(&mut self, values: Vec<(Target, Draft)>) {
        for (target, value) in values {
            let known = self.values.iter().rev().find(|(other, _)| *other == target);
            let Some((_, known)) = known else {
                self.values.push((target, value));
                continue;
            };
            let (said, typed) = (compared_text(&value), compared_text(known));
            if said.is_empty() || said == typed {
                continue;
            }
            if typed.is_empty() || matches!(known.content, DraftContent::Unread) {
                self.values.push((target, value));
            } else if let Some(at) = &value.cell {
                let known = value_text(known);
                let field = self.field(target);
                self.findings
                    .title_differs(at, field, &value_text(&value), &known);
            }
        }
    }
}

/// Text of a cell; of a formula without a result, the words in it.
fn worded(cell: &Cell, text: fn(&Cell) -> Cow<'_, str>) -> Cow<'_, str> {
    match (&cell.content, &cell.formula) {
        (CellContent::NoResult, Some(formula)) => Cow::Owned(words_of_formula(formula)),
        _ => text(cell),
    }
}

/// Columns of the sheet for a cell of a free row, if column `anchor` of the form is `at` in the
/// sheet.
fn expected_cols((anchor, at): (usize, u32), own: &FreeCell<Target>) -> Range<u32> {
    let col = |col: usize| {
        let offset = i64::from(at) - i64::try_from(anchor).unwrap_or(0);
        let col = i64::try_from(col)
            .unwrap_or(i64::MAX)
            .saturating_add(offset);
        u32::try_from(col.max(0)).unwrap_or(u32::MAX)
    };
    col(own.cols.start)..col(own.cols.end)
}
