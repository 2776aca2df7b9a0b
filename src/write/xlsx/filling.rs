//! Differences of a blank from a filled-in table: live titles, text formats, unlocked cells.

use super::content::{Content, MAY_BE_OVERWRITTEN};
use super::format::{ContentKind, Protection};
use super::formula::Formulas;
use super::number::NumberFormat;
use crate::grid::{Blank, Cell, CellIndex, Expects, NumberEntry, Origin};

/// Adjustments for a blank.
#[derive(Clone, Copy)]
pub(super) struct Filling<'a> {
    pub(super) blank: &'a Blank,
    pub(super) formulas: Formulas<'a>,
}

impl<'a> Filling<'a> {
    /// Formula of a title that shows values to be filled in.
    pub(super) fn title(self, index: usize) -> Option<String> {
        let segments = self.blank.titles.get(index)?.as_ref()?;
        self.formulas.joined(segments)
    }

    /// Formula of a cell that is composed of others or repeats one.
    pub(super) fn live(self, index: CellIndex, cell: &Cell) -> Option<Content<'static>> {
        let formula = match &self.blank.entries.get(&index)?.origin {
            Origin::Typed => None,
            Origin::Composed(composed) => self.formulas.composed(composed),
            Origin::Same(reference) => Some(self.formulas.same(reference)),
            Origin::Joined(segments) => self.formulas.joined(segments),
        }?;
        Some(Content::Formula {
            formula,
            result: cell.text.clone(),
            ignored_error: MAY_BE_OVERWRITTEN,
        })
    }

    /// Content and kind of a cell, adjusted to its expected input.
    pub(super) fn adjusted(
        self,
        index: CellIndex,
        cell: &Cell,
        mut content: Content<'a>,
        kind: ContentKind,
    ) -> (Content<'a>, ContentKind) {
        let Some(entry) = self.blank.entries.get(&index) else {
            return (content, kind);
        };
        if let Content::Formula { ignored_error, .. } = &mut content
            && self.blank.is_record(cell.row)
        {
            *ignored_error = MAY_BE_OVERWRITTEN;
        }
        let kind = match (&content, &entry.rule.expects) {
            (Content::Text(_), Expects::Line | Expects::OneOf(..) | Expects::OneOfGroup { .. }) => {
                ContentKind::AsTyped
            }
            (Content::Text(_), Expects::Measure { number, .. })
                if *number == NumberEntry::AsTyped =>
            {
                ContentKind::AsTyped
            }
            (Content::Text(_), Expects::Number | Expects::Whole(_) | Expects::Rate(_)) => {
                let format = cell.blank.map(NumberFormat::for_blank);
                ContentKind::Number(format.unwrap_or(NumberFormat::General))
            }
            _ => kind,
        };
        (content, kind)
    }

    /// Protection of a cell. Typed cells are unlocked; among records all cells except labels are,
    /// because a row with a locked cell cannot be deleted.
    pub(super) fn protection(self, index: CellIndex, cell: &Cell) -> Protection {
        let entry = self.blank.entries.get(&index);
        match entry.map(|entry| &entry.origin) {
            None | Some(Origin::Same(_)) => Protection::Locked,
            Some(Origin::Joined(_)) if !self.blank.is_record(cell.row) => Protection::Locked,
            Some(Origin::Typed) if cell.formula.is_some() && !self.blank.is_record(cell.row) => {
                Protection::Locked
            }
            Some(Origin::Typed | Origin::Composed(_) | Origin::Joined(_)) => Protection::Unlocked,
        }
    }

    /// Rows of records that a merged cell covers below its first row.
    pub(super) fn record_rows_below(self, cell: &Cell) -> impl Iterator<Item = usize> {
        let rows = cell.rows().skip(1);
        rows.filter(move |row| self.blank.is_record(*row))
    }
}
