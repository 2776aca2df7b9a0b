//! Content of a blank where it differs from a filled table: live titles, text formats, unlocked
//! cells.

use rust_xlsxwriter::XlsxError;

use super::cell::{Area, Content, OVER_SOME, TYPED_OVER, Writer};
use super::format::{Facet, Holds, Lock};
use super::number::Shown;
use crate::grid::{Blank, Cell, CellIndex, Expects, Kept, Origin};

impl<'a> Writer<'a> {
    /// Content of a title; in a blank, a formula that stays right once values are filled in.
    pub(super) fn title(&self, index: usize, text: &'a str) -> Content<'a> {
        let pieces = self
            .blank
            .and_then(|blank| blank.titles.get(index)?.as_ref());
        match pieces.and_then(|pieces| self.formulas().joined(pieces)) {
            Some(formula) => Content::Formula {
                formula,
                result: text.to_owned(),
                meant: OVER_SOME,
            },
            None => Content::Text(text),
        }
    }

    /// Content of a cell of a blank.
    pub(super) fn content_of_blank(
        &mut self,
        blank: &Blank,
        index: CellIndex,
        cell: &'a Cell,
    ) -> (Content<'a>, Holds) {
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
                meant: TYPED_OVER,
            };
            return (content, Holds::Text);
        }
        let (mut content, holds) = self.content(index, cell);
        if let Content::Formula { meant, .. } = &mut content
            && blank.is_record(cell.row)
        {
            *meant = TYPED_OVER;
        }
        let holds = match (&content, &entry.rule.expects) {
            (Content::Text(_), Expects::Line | Expects::OneOf(..)) => Holds::AsTyped,
            (Content::Text(_), Expects::Measure { kept, .. }) if *kept == Kept::AsTyped => {
                Holds::AsTyped
            }
            (Content::Text(_), Expects::Number | Expects::Whole(_) | Expects::Rate(_)) => {
                Holds::Number(cell.blank.map_or(Shown::General, Shown::once_filled))
            }
            _ => holds,
        };
        (content, holds)
    }

    /// Protection of a cell of a blank. Typed cells are unlocked; among records all cells but
    /// labels are, since a row with a locked cell cannot be deleted.
    pub(super) fn lock_of_blank(&self, index: CellIndex, cell: &Cell) -> Lock {
        let entry = self.blank.and_then(|blank| blank.entries.get(&index));
        let in_record = self.blank.is_some_and(|blank| blank.is_record(cell.row));
        match entry.map(|entry| &entry.origin) {
            None | Some(Origin::Same(_)) => Lock::Locked,
            Some(Origin::Typed) if cell.formula.is_some() && !in_record => Lock::Locked,
            Some(Origin::Typed | Origin::Composed(_)) => Lock::Open,
        }
    }

    /// Unlocks the slots of a merged label that extends over rows of records; its first slot keeps
    /// it locked.
    pub(super) fn open_among_records(
        &mut self,
        cell: &Cell,
        area: &Area,
        facet: Facet,
    ) -> Result<(), XlsxError> {
        let Some(blank) = self.blank.filter(|_| facet.lock == Lock::Locked) else {
            return Ok(());
        };
        let open = Facet {
            lock: Lock::Open,
            ..facet
        };
        let below = cell.rows().skip(1).filter(|row| blank.is_record(*row));
        for row in below {
            for sheet_row in self.rows.of(&(row..row + 1)) {
                for col in area.cols.clone() {
                    let format = self.formats.get(open);
                    self.sheet.write_blank(sheet_row, col, format)?;
                }
            }
        }
        Ok(())
    }
}
