//! Flow of a cell's text over pages: the whole text, some of its lines, or a repeated label.

use super::plan::{Body, CellFragment, CellFragmentKind, RowFragment, RowFragmentKind};
use crate::grid::{CellIndex, Grid, Role};
use crate::layout::text_block::{ROUNDING, TextBlock};
use crate::length::Length;

/// Minimum number of lines on each page if a text is split.
pub(super) const KEPT_TOGETHER: usize = 2;

/// Maximum number of lines of a merged cell's data that is not split if possible.
const SHORT_TEXT: usize = 4;

/// Minimum number of lines of a text that is split although it would fit on the next page.
const LONG_TEXT: usize = 6;

/// Behaviour of a text if its row is split.
pub(super) enum Flow {
    /// It is whole in each fragment.
    Repeated,
    /// Lines that do not fit continue in further rows.
    Continues,
    /// Lines are divided between this fragment of the row and the rest of it.
    Ends,
}

/// Flow of the cells' texts over the pages of a table.
pub(super) struct CellFlow<'a> {
    grid: &'a Grid,
    blocks: &'a [TextBlock],
    body: Body,
    /// Lines of each cell on closed pages.
    printed: Vec<usize>,
}

impl<'a> CellFlow<'a> {
    /// Nothing is printed yet; `body` is the text block of continuation pages.
    pub(super) fn new(grid: &'a Grid, blocks: &'a [TextBlock], body: Body) -> CellFlow<'a> {
        CellFlow {
            grid,
            blocks,
            body,
            printed: vec![0; grid.cells.len()],
        }
    }

    /// Counts the lines of a fragment on a closed page as printed.
    pub(super) fn print(&mut self, fragment: &CellFragment) {
        self.printed[fragment.cell.0] += fragment.lines.len();
    }

    pub(super) fn block(&self, index: CellIndex) -> &'a TextBlock {
        &self.blocks[index.0]
    }

    fn is_label(&self, index: CellIndex) -> bool {
        self.grid.cell(index).role == Role::Label
    }

    pub(super) fn lines_left(&self, index: CellIndex) -> usize {
        self.block(index).lines.len() - self.printed[index.0]
    }

    /// Whether the text of a cell is repeated on each page on which it continues. A text that takes
    /// more than half a page is not.
    pub(super) fn repeats(&self, index: CellIndex) -> bool {
        let block = self.block(index);
        self.is_label(index)
            && !block.lines.is_empty()
            && block.height() <= self.body.height() / 2.0
    }

    /// Whether a text should be whole on the page: labels, and data of a few lines, if they fit on
    /// a page.
    pub(super) fn should_be_whole(&self, index: CellIndex) -> bool {
        let block = self.block(index);
        let is_new = self.printed[index.0] == 0 && !block.lines.is_empty();
        let is_short = self.is_label(index) || block.lines.len() <= SHORT_TEXT;
        self.repeats(index) || (is_new && is_short && block.height() <= self.body.height())
    }

    /// Whether a text may be split although it would fit on the next page.
    pub(super) fn may_be_split(&self, index: CellIndex) -> bool {
        self.block(index).lines.len() >= LONG_TEXT && !self.should_be_whole(index)
    }

    /// Height that a cell still needs: for its remaining lines, or as a repeated label.
    pub(super) fn height_left(&self, index: CellIndex) -> Length {
        let left = self.lines_left(index);
        if left > 0 {
            self.block(index).height_of(left)
        } else {
            self.repeated_height(index)
        }
    }

    pub(super) fn repeated_height(&self, index: CellIndex) -> Length {
        if self.repeats(index) {
            self.block(index).height()
        } else {
            Length::ZERO
        }
    }

    /// Upper edge of a cell's fragment below the given row fragments, if it begins there.
    pub(super) fn fragment_top(
        &self,
        fragments: &[RowFragment],
        index: CellIndex,
        next_row: usize,
    ) -> Option<Length> {
        let cell = self.grid.cell(index);
        let heads = fragments
            .iter()
            .take_while(|fragment| fragment.kind == RowFragmentKind::Head)
            .count();
        let first_row = fragments
            .get(heads)
            .map_or(next_row, |fragment| fragment.row);
        let begins_here = cell.row >= first_row;
        let index = if begins_here {
            heads + cell.row - first_row
        } else {
            fragments[..heads]
                .iter()
                .position(|head| head.row >= cell.row)
                .unwrap_or(heads)
        };
        fragments.get(index).map(|fragment| fragment.top)
    }

    /// Behaviour of a cell's text if the next row is split.
    pub(super) fn flow_of(&self, index: CellIndex, next_row: usize) -> Flow {
        if self.repeats(index) {
            Flow::Repeated
        } else if self.grid.cell(index).rows().end > next_row + 1 && !self.is_label(index) {
            Flow::Continues
        } else {
            Flow::Ends
        }
    }

    /// Lines of a split text in a fragment of this height; fewer if a single one would be left.
    pub(super) fn lines_for(&self, index: CellIndex, height: Length) -> usize {
        let left = self.lines_left(index);
        let fit = self.block(index).lines_in(height).min(left);
        if fit + 1 == left && fit > KEPT_TOGETHER {
            fit - 1
        } else {
            fit
        }
    }

    /// Fragment of a cell in the row fragments that it covers on a page.
    pub(super) fn cell_fragment(
        &self,
        cell: CellIndex,
        fragments: &[RowFragment],
    ) -> Option<CellFragment> {
        let (first, last) = (fragments.first()?, fragments.last()?);
        let (top, bottom) = (first.top, last.bottom);
        let block = self.block(cell);
        let all = block.lines.clone();
        let is_head_only = last.kind == RowFragmentKind::Head;
        let left = self.lines_left(cell);
        if is_head_only || left == 0 {
            let is_repeated = (is_head_only || self.is_label(cell))
                && !all.is_empty()
                && block.height() <= bottom - top + ROUNDING;
            return is_repeated.then_some(CellFragment {
                cell,
                top,
                bottom,
                lines: all,
                kind: CellFragmentKind::Repeated,
            });
        }
        let is_end =
            last.kind == RowFragmentKind::Closed && last.row + 1 == self.grid.cell(cell).rows().end;
        let count = if is_end {
            left
        } else {
            block.lines_in(bottom - top).min(left)
        };
        let count_of = |lines: usize| u32::try_from(lines).unwrap_or(u32::MAX);
        let start = all.start + count_of(self.printed[cell.0]);
        let kind = if count == all.len() {
            CellFragmentKind::Whole
        } else {
            CellFragmentKind::Split
        };
        (count > 0).then_some(CellFragment {
            cell,
            top,
            bottom,
            lines: start..start + count_of(count),
            kind,
        })
    }
}
