//! State shared by the steps that read one table.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::form::{Edition, Field, FieldIndex, Fields, Form};
use crate::import::align::Alignment;
use crate::import::draft_text::{compared_text, value_text};
use crate::import::findings::Findings;
use crate::import::hidden;
use crate::import::outline::{CellRole, Outline, Target};
use crate::import::title::{TitleSource, UnreadTitle};
use crate::import::view::{Area, SheetView, displayed_text};
use crate::record::{Draft, DraftContent};
use crate::source::SheetCell;

pub(super) struct TableReader<'a, 'f> {
    pub(super) view: &'a SheetView<'a>,
    pub(super) outline: &'a Outline,
    pub(super) alignment: &'a Alignment,
    pub(super) form: &'a Form,
    pub(super) fields: &'a Fields,
    pub(super) edition: &'a Edition,
    pub(super) values: Vec<(Target, Draft)>,
    /// Values that occur only in titles, with the origin of the titles.
    pub(super) stated_by_titles: Vec<(Target, TitleSource)>,
    /// Rates of 0 computed by formulas.
    pub(super) zero_rates: Vec<FieldIndex>,
    /// Lists of rows whose heads were not found.
    pub(super) lists_without_heads: Vec<FieldIndex>,
    /// Titles whose formula has no result, or an error, each with its likely line.
    pub(super) unread_titles: Vec<(usize, UnreadTitle)>,
    /// Lines above the table that match no text.
    pub(super) missing_titles: Vec<usize>,
    /// Ticked choices of boxes in several cells.
    pub(super) ticks: BTreeMap<Target, Ticks>,
    /// First row found below the frame.
    pub(super) free_from: Option<u32>,
    /// Labels and lines that state another unit of money than the form's.
    pub(super) other_units: OtherUnits,
    pub(super) findings: &'a mut Findings<'f>,
}

/// Ticked choices of a value in several cells.
#[derive(Debug, Default)]
pub(super) struct Ticks {
    pub(super) ticked: Vec<String>,
    /// Whether several may be ticked.
    pub(super) several: bool,
    /// First cell with a tick.
    pub(super) at: Option<SheetCell>,
    /// First cell.
    pub(super) first: Option<SheetCell>,
}

/// What states another unit of money.
#[derive(Debug, Default)]
pub(super) struct OtherUnits {
    /// Whether it holds for the whole table: a line or the sheet's name.
    pub(super) of_table: bool,
    /// Labels, as cells of the outline.
    pub(super) labels: Vec<usize>,
}

impl<'a> TableReader<'a, '_> {
    pub(super) fn field(&self, target: Target) -> &'a Field {
        match target {
            Target::Submission(field) => self.edition.fields.get(field),
            Target::Field(field) => self.fields.get(field),
            Target::Column(rows, column) => {
                let columns = self.fields.get(rows).rows();
                columns.map_or_else(|| self.fields.get(rows), |columns| columns.get(column))
            }
        }
    }

    pub(super) fn texts(&self, cells: &[usize]) -> Vec<Cow<'a, str>> {
        let cells = cells.iter().map(|cell| self.view.cell(*cell));
        cells.map(displayed_text).collect()
    }

    pub(super) fn position_of(&self, cell: usize) -> (u32, u32) {
        let cell = self.view.cell(cell);
        (cell.row, cell.col)
    }

    /// Sets a value of the table; reports a title with a different value.
    pub(super) fn set_value(&mut self, target: Target, value: Draft) {
        let field = self.field(target);
        let stated = self.values.iter().position(|(other, _)| *other == target);
        if let Some(stated) = stated {
            let (_, title) = self.values.remove(stated);
            let (said, typed) = (compared_text(&title), compared_text(&value));
            let agrees = said.is_empty() || typed.is_empty() || said == typed;
            // What stands only among the words of another cell is not lost.
            if typed.is_empty()
                && value.content == DraftContent::Null
                && self.title_of(target) == Some(TitleSource::Cell)
            {
                self.values.push((target, title));
                return;
            }
            // A title computed from the value itself may be stale.
            let is_computed = self.title_of(target) == Some(TitleSource::Computed);
            self.stated_by_titles.retain(|(other, _)| *other != target);
            if let (Some(at), false) = (&title.cell, agrees || is_computed) {
                self.findings
                    .title_differs(at, field, &value_text(&title), &value_text(&value));
            }
        }
        self.values.push((target, value));
    }

    /// Origin of the title, if a value occurs only in a title.
    pub(super) fn title_of(&self, target: Target) -> Option<TitleSource> {
        let mut titles = self.stated_by_titles.iter();
        titles
            .find(|(other, _)| *other == target)
            .map(|(_, title)| *title)
    }

    /// Lists whose rows are in an outline row, from left to right.
    pub(super) fn lists_of(&self, line: usize) -> Vec<FieldIndex> {
        let mut lists = Vec::new();
        for cell in &self.outline.rows[line].cells {
            if let CellRole::Value(Target::Column(list, _)) = self.outline.cells[*cell].role
                && !lists.contains(&list)
            {
                lists.push(list);
            }
        }
        lists
    }

    /// Unit of the form's amounts.
    pub(super) fn money_unit(&self) -> Option<&'a str> {
        hidden::amount_unit(self.fields)
    }

    /// The alignment without the rows found below the frame.
    pub(super) fn alignment_in_frame(&self) -> Cow<'a, Alignment> {
        let Some(below) = self.free_from else {
            return Cow::Borrowed(self.alignment);
        };
        let mut framed = self.alignment.clone();
        framed.span = *framed.span.start()..=below.saturating_sub(1);
        Cow::Owned(framed)
    }

    /// Last row inside the table's frame from which a cell was read.
    pub(super) fn last_row(&self) -> u32 {
        let (start, end) = (*self.alignment.span.start(), *self.alignment.span.end());
        let below = self.free_from.map(|row| row.saturating_sub(1));
        let area = Area {
            rows: start..=below.unwrap_or(end),
            cols: 0..=u32::MAX,
        };
        self.view.last_read_row(&area).unwrap_or(0)
    }
}
