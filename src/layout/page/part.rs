//! Flow of a cell's text over pages: the whole text, some of its lines, or a repeated label.

use super::{Pagination, Piece, PieceKind, Strip, StripKind};
use crate::grid::{Cell, CellIndex, Role};
use crate::layout::measure::{ROUNDING, Setting};
use crate::length::Length;

/// Lines that stay together on a page where a text is split.
pub(super) const KEPT_TOGETHER: usize = 2;

/// Most lines of a merged cell's data that is kept whole if possible.
const SHORT_TEXT: usize = 4;

/// Least lines of a text that is split though it would fit on the next page.
const LONG_TEXT: usize = 6;

/// Behaviour of a text where a row is split.
pub(super) enum Flow {
    /// It is whole in each fragment.
    Repeated,
    /// Lines that do not fit continue in further rows.
    GoesOn,
    /// Lines are divided between this fragment of the row and the rest of it.
    Ends,
}

impl<'a> Pagination<'a> {
    pub(super) fn setting(&self, index: CellIndex) -> &'a Setting {
        &self.settings[index.0]
    }

    pub(super) fn is_label(&self, index: CellIndex) -> bool {
        self.grid.cell(index).role == Role::Label
    }

    pub(super) fn lines_left(&self, index: CellIndex) -> usize {
        self.setting(index).lines.len() - self.printed[index.0]
    }

    /// Whether the text of a cell is repeated on each page on which it continues. One that takes
    /// more than half a page is not.
    pub(super) fn repeats(&self, index: CellIndex) -> bool {
        let setting = self.setting(index);
        self.is_label(index)
            && !setting.lines.is_empty()
            && setting.height() <= self.body.height() / 2.0
    }

    /// Whether a text should be whole on the page: labels, and data of a few lines, if a page holds
    /// them.
    pub(super) fn should_be_whole(&self, index: CellIndex) -> bool {
        let setting = self.setting(index);
        let is_new = self.printed[index.0] == 0 && !setting.lines.is_empty();
        let is_short = self.is_label(index) || setting.lines.len() <= SHORT_TEXT;
        self.repeats(index) || (is_new && is_short && setting.height() <= self.body.height())
    }

    /// Whether a text may be split though it would fit on the next page.
    pub(super) fn may_be_split(&self, index: CellIndex) -> bool {
        self.setting(index).lines.len() >= LONG_TEXT && !self.should_be_whole(index)
    }

    /// Height that a cell still needs: for its remaining lines, or as a repeated label.
    pub(super) fn height_left(&self, index: CellIndex) -> Length {
        let left = self.lines_left(index);
        if left > 0 {
            self.setting(index).height_of(left)
        } else {
            self.repeated_height(index)
        }
    }

    pub(super) fn repeated_height(&self, index: CellIndex) -> Length {
        if self.repeats(index) {
            self.setting(index).height()
        } else {
            Length::ZERO
        }
    }

    /// Upper edge of a cell's fragment below the given row fragments, if it begins there.
    pub(super) fn part_top(&self, strips: &[Strip], cell: &Cell) -> Option<Length> {
        let heads = strips
            .iter()
            .take_while(|strip| strip.kind == StripKind::Head)
            .count();
        let first_row = strips.get(heads).map_or(self.row, |strip| strip.row);
        let begins_here = cell.row >= first_row;
        let index = if begins_here {
            heads + cell.row - first_row
        } else {
            strips[..heads]
                .iter()
                .position(|head| head.row >= cell.row)
                .unwrap_or(heads)
        };
        strips.get(index).map(|strip| strip.top)
    }

    /// Height of a cell's fragment on this page if the next row took the given height.
    pub(super) fn part_in(&self, index: CellIndex, room: Length) -> Length {
        let top = self
            .part_top(&self.strips, self.grid.cell(index))
            .unwrap_or(self.y);
        self.y + room - top
    }

    /// Behaviour of a cell's text where the next row is split.
    pub(super) fn flow_of(&self, index: CellIndex) -> Flow {
        if self.repeats(index) {
            Flow::Repeated
        } else if self.grid.cell(index).rows().end > self.row + 1 && !self.is_label(index) {
            Flow::GoesOn
        } else {
            Flow::Ends
        }
    }

    /// Lines of a split text in a fragment of this height; not so many that a single one is left.
    pub(super) fn lines_for(&self, index: CellIndex, part: Length) -> usize {
        let left = self.lines_left(index);
        let fit = self.setting(index).lines_in(part).min(left);
        if fit + 1 == left && fit > KEPT_TOGETHER {
            fit - 1
        } else {
            fit
        }
    }

    /// Fragment of a cell in the row fragments that it covers on a page.
    pub(super) fn piece(&self, cell: CellIndex, strips: &[Strip]) -> Option<Piece> {
        let (first, last) = (strips.first()?, strips.last()?);
        let (top, bottom) = (first.top, last.bottom);
        let setting = self.setting(cell);
        let all = setting.lines.clone();
        let is_head_only = last.kind == StripKind::Head;
        let left = self.lines_left(cell);
        if is_head_only || left == 0 {
            let is_repeated = (is_head_only || self.is_label(cell))
                && !all.is_empty()
                && setting.height() <= bottom - top + ROUNDING;
            return is_repeated.then_some(Piece {
                cell,
                top,
                bottom,
                lines: all,
                kind: PieceKind::Repeated,
            });
        }
        let is_end =
            last.kind == StripKind::Closed && last.row + 1 == self.grid.cell(cell).rows().end;
        let count = if is_end {
            left
        } else {
            setting.lines_in(bottom - top).min(left)
        };
        let count_of = |lines: usize| u32::try_from(lines).unwrap_or(u32::MAX);
        let start = all.start + count_of(self.printed[cell.0]);
        let kind = if count == all.len() {
            PieceKind::Whole
        } else {
            PieceKind::Part
        };
        (count > 0).then_some(Piece {
            cell,
            top,
            bottom,
            lines: start..start + count_of(count),
            kind,
        })
    }
}
