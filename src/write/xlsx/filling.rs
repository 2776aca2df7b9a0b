//! Content of a blank where it differs from a filled table: live titles, text formats, unlocked
//! cells.

use rust_xlsxwriter::XlsxError;

use super::cell::{Content, MAY_BE_OVERWRITTEN, OMITS_CELLS, SlotRange, Writer};
use super::format::{ContentKind, FormatKey, Protection};
use super::number::NumberFormat;
use crate::grid::{Blank, Cell, CellIndex, Expects, NumberEntry, Origin};

impl<'a> Writer<'a> {
    /// Content of a title; in a blank, a formula that stays right once values are filled in.
    pub(super) fn title(&self, index: usize, text: &'a str) -> Content<'a> {
        let segments = self
            .blank
            .and_then(|blank| blank.titles.get(index)?.as_ref());
        match segments.and_then(|segments| self.formulas().joined(segments)) {
            Some(formula) => Content::Formula {
                formula,
                result: text.to_owned(),
                ignored_error: OMITS_CELLS,
            },
            None => Content::Text(text),
        }
    }

    /// Content of a cell of a blank.
    pub(super) fn content_in_blank(
        &mut self,
        blank: &Blank,
        index: CellIndex,
        cell: &'a Cell,
    ) -> (Content<'a>, ContentKind) {
        let Some(entry) = blank.entries.get(&index) else {
            return self.content(index, cell);
        };
        let live = match &entry.origin {
            Origin::Typed => None,
            Origin::Composed(composed) => self.formulas().composed(composed),
            Origin::Same(reference) => Some(self.formulas().same(reference)),
        };
        if let Some(formula) = live {
            let content = Content::Formula {
                formula,
                result: cell.text.clone(),
                ignored_error: MAY_BE_OVERWRITTEN,
            };
            return (content, ContentKind::Text);
        }
        let (mut content, kind) = self.content(index, cell);
        if let Content::Formula { ignored_error, .. } = &mut content
            && blank.is_record(cell.row)
        {
            *ignored_error = MAY_BE_OVERWRITTEN;
        }
        let kind = match (&content, &entry.rule.expects) {
            (Content::Text(_), Expects::Line | Expects::OneOf(..)) => ContentKind::AsTyped,
            (Content::Text(_), Expects::Measure { number, .. })
                if *number == NumberEntry::AsTyped =>
            {
                ContentKind::AsTyped
            }
            (Content::Text(_), Expects::Number | Expects::Whole(_) | Expects::Rate(_)) => {
                ContentKind::Number(
                    cell.blank
                        .map_or(NumberFormat::General, NumberFormat::for_blank),
                )
            }
            _ => kind,
        };
        (content, kind)
    }

    /// Protection of a cell of a blank. Typed cells are unlocked; among records all cells but
    /// labels are, since a row with a locked cell cannot be deleted.
    pub(super) fn protection_in_blank(&self, index: CellIndex, cell: &Cell) -> Protection {
        let entry = self.blank.and_then(|blank| blank.entries.get(&index));
        let in_record = self.blank.is_some_and(|blank| blank.is_record(cell.row));
        match entry.map(|entry| &entry.origin) {
            None | Some(Origin::Same(_)) => Protection::Locked,
            Some(Origin::Typed) if cell.formula.is_some() && !in_record => Protection::Locked,
            Some(Origin::Typed | Origin::Composed(_)) => Protection::Unlocked,
        }
    }

    /// Unlocks the slots of a merged label that extends over rows of records; its first slot keeps
    /// it locked.
    pub(super) fn unlock_among_records(
        &mut self,
        cell: &Cell,
        range: &SlotRange,
        key: FormatKey,
    ) -> Result<(), XlsxError> {
        let Some(blank) = self.blank.filter(|_| key.protection == Protection::Locked) else {
            return Ok(());
        };
        let open = FormatKey {
            protection: Protection::Unlocked,
            ..key
        };
        let below = cell.rows().skip(1).filter(|row| blank.is_record(*row));
        for row in below {
            for sheet_row in self.rows.of(&(row..row + 1)) {
                for col in range.cols.clone() {
                    let format = self.formats.get(open);
                    self.sheet.write_blank(sheet_row, col, format)?;
                }
            }
        }
        Ok(())
    }
}
