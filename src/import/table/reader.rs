//! State shared by the steps that read one table.

use std::borrow::Cow;

use crate::form::{Edition, Field, FieldIndex, Fields, Form};
use crate::import::align::Alignment;
use crate::import::draft_text::{compared_text, value_text};
use crate::import::findings::Findings;
use crate::import::hidden;
use crate::import::outline::{CellRole, Outline, Target};
use crate::import::title::{TitleSource, UnreadTitle};
use crate::import::view::{Area, SheetView, displayed_text};
use crate::record::Draft;

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
    pub(super) findings: &'a mut Findings<'f>,
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

    /// Last row of the table from which a cell was read.
    pub(super) fn last_row(&self) -> u32 {
        let area = Area {
            rows: self.alignment.span.clone(),
            cols: 0..=u32::MAX,
        };
        self.view.last_read_row(&area).unwrap_or(0)
    }
}
