//! Pagination: rows → row fragments on pages, and the lines of each cell in them.
//!
//! Breaks fall between rows. A row is split between lines of its text if it is too high for any
//! page, or if much of the page would stay blank. A merged cell that continues on the next page is
//! drawn as one fragment on each page: a label is repeated in each of them, data flows on.

mod flow;
mod plan;

use std::ops::Range;

use super::text_block::{ROUNDING, TextBlock};
use crate::grid::{CellIndex, Grid, RowGroup};
use crate::length::Length;
use flow::{CellFlow, Flow, KEPT_TOGETHER};

pub(super) use plan::{
    Body, CellFragment, CellFragmentKind, PagePlan, RowFragment, RowFragmentKind, Start,
};

/// Distributes the rows of a table over pages; `body` is the text block of continuation pages.
pub(super) fn paginate(
    grid: &Grid,
    heights: &[Length],
    blocks: &[TextBlock],
    body: Body,
    start: Start,
) -> Vec<PagePlan> {
    let mut pagination = Pagination {
        grid,
        heights,
        body,
        cells: CellFlow::new(grid, blocks, body),
        plans: Vec::new(),
        fragments: Vec::new(),
        heads: 0,
        y: start.y,
        row: 0,
        is_begun: false,
        under_titles: start.under_titles,
    };
    while pagination.row < grid.row_count() {
        match pagination.next() {
            Step::Place(height) => pagination.place(height),
            Step::Split(height) => pagination.split(height),
            Step::Turn => {
                pagination.settle();
                pagination.turn();
            }
        }
    }
    pagination.close();
    pagination.plans
}

/// Treatment of the next row.
enum Step {
    /// It is placed on this page with this height.
    Place(Length),
    /// This height of it is placed on this page.
    Split(Length),
    /// It moves to the next page.
    Turn,
}

/// Pagination in progress.
struct Pagination<'a> {
    grid: &'a Grid,
    heights: &'a [Length],
    body: Body,
    /// Flow of the cells' texts over the pages.
    cells: CellFlow<'a>,
    plans: Vec<PagePlan>,
    /// Row fragments of the current page; the first `heads` are repeated heads.
    fragments: Vec<RowFragment>,
    heads: usize,
    y: Length,
    /// The next row.
    row: usize,
    /// Whether a fragment of the next row is on an earlier page.
    is_begun: bool,
    /// Whether titles are above the table on the current page.
    under_titles: bool,
}

/// Maximum fraction of a page that stays blank at its foot to avoid splitting a long text.
const MAX_WHITE: f64 = 0.25;

/// Maximum number of rows moved to the next page so that a label is not split.
const MAX_ROWS_MOVED: usize = 12;

impl<'a> Pagination<'a> {
    fn next(&self) -> Step {
        let room = self.body.bottom - self.y;
        let height = self.height_of_next(&self.fragments, self.y);
        let is_empty = self.fragments.len() == self.heads;
        let moves_whole = || {
            self.starts_group_that_does_not_fit(room) || self.starts_block_that_does_not_fit(room)
        };
        if !is_empty && moves_whole() {
            return Step::Turn;
        }
        if height <= room + ROUNDING {
            return Step::Place(height);
        }
        if is_empty && !self.under_titles {
            return Step::Split(self.split_height(room));
        }
        if self.follows_table(self.row) {
            return Step::Turn;
        }
        let stands_alone_above = is_empty
            || self.has_only_rows_above()
            || self.is_right_below_head(self.row, self.fragments.len());
        let should_split =
            stands_alone_above || !self.fits_next_page() || self.would_leave_white(room);
        if should_split && self.splits_well(room) {
            return Step::Split(self.split_height(room));
        }
        Step::Turn
    }

    fn place(&mut self, height: Length) {
        self.push(self.row, height, RowFragmentKind::Closed);
        self.row += 1;
        self.is_begun = false;
    }

    fn split(&mut self, height: Length) {
        self.push(self.row, height, RowFragmentKind::Open);
        self.is_begun = true;
        self.turn();
    }

    fn push(&mut self, row: usize, height: Length, kind: RowFragmentKind) {
        let top = self.y;
        self.y += height.max(Length::ZERO);
        self.fragments.push(RowFragment {
            row,
            top,
            bottom: self.y,
            kind,
        });
    }

    /// Closes the page and opens the next one.
    fn turn(&mut self) {
        self.close();
        self.under_titles = false;
        if self.is_begun
            && self
                .cells_ending_in(self.row)
                .all(|index| self.cells.lines_left(index) == 0)
        {
            self.row += 1;
            self.is_begun = false;
        }
        if self.row < self.grid.row_count() {
            (self.fragments, self.y) = self.fresh_page();
            self.heads = self.fragments.len();
        }
    }

    /// Row fragments of the repeated head on a page that begins with the next row, and the position
    /// of that row.
    fn fresh_page(&self) -> (Vec<RowFragment>, Length) {
        let bare = (Vec::new(), self.body.top);
        let Some(head) = self
            .group_of(self.row)
            .map(|group| group.head.clone())
            .filter(|head| head.end <= self.row)
        else {
            return bare;
        };
        let mut y = self.body.top;
        let mut fragments = Vec::with_capacity(head.len());
        for row in head {
            let top = y;
            y += self.heights[row];
            fragments.push(RowFragment {
                row,
                top,
                bottom: y,
                kind: RowFragmentKind::Head,
            });
        }
        let room = self.body.bottom - y;
        let fits = |height: Length, room: Length| height <= room + ROUNDING;
        let is_low = fits(y - self.body.top, self.body.height() / 2.0);
        let fits_below = || fits(self.height_of_next(&fragments, y), room);
        let fits_alone = || fits(self.height_of_next(&[], self.body.top), self.body.height());
        let line_fits = || {
            self.cells_of(self.row)
                .all(|index| fits(self.cells.block(index).height_of(1), room))
        };
        if is_low && (fits_below() || (!fits_alone() && line_fits())) {
            (fragments, y)
        } else {
            bare
        }
    }

    /// Remaining height of the next row if it begins at `y`, below the given fragments.
    fn height_of_next(&self, fragments: &[RowFragment], y: Length) -> Length {
        let mut height = if self.is_begun {
            Length::ZERO
        } else {
            self.base_height(self.row, self.body.bottom - y)
        };
        for index in self.cells_ending_in(self.row) {
            let start = self
                .cells
                .fragment_top(fragments, index, self.row)
                .unwrap_or(y);
            height = height.max(start + self.cells.height_left(index) - y);
        }
        height
    }

    /// Height of a row that has not begun, without the texts that end in it. A row stretched over
    /// the page height by a merged cell or by the template takes the available height.
    fn base_height(&self, row: usize, room: Length) -> Length {
        let height = self.heights[row];
        if height <= self.body.height() {
            return height;
        }
        let own = self
            .cells_of(row)
            .filter(|index| self.grid.cell(*index).rowspan == 1);
        let own = own
            .map(|index| self.cells.block(index).height())
            .fold(Length::ZERO, Length::max);
        own.max(room.min(height))
    }

    /// Whether the rest of the next row would fit on the page after this one.
    fn fits_next_page(&self) -> bool {
        let (_, y) = self.fresh_page();
        let room = self.body.bottom - y + ROUNDING;
        let fits = |index| self.height_after_this_page(index) <= room;
        self.heights[self.row] <= room && self.cells_ending_in(self.row).all(fits)
    }

    /// Height that a cell needs on the next page if this one ends before the next row.
    fn height_after_this_page(&self, index: CellIndex) -> Length {
        let Some(top) = self.cells.fragment_top(&self.fragments, index, self.row) else {
            return self.cells.height_left(index);
        };
        let left = self.cells.lines_left(index);
        let here = self.cells.block(index).lines_in(self.y - top).min(left);
        if here < left {
            self.cells.block(index).height_of(left - here)
        } else {
            self.cells.repeated_height(index)
        }
    }

    /// Whether the next row has a text to split in the height left on the page, with enough lines
    /// of each text.
    fn splits_well(&self, room: Length) -> bool {
        let lines = |index| {
            self.cells
                .block(index)
                .lines_in(self.fragment_height_in(index, room))
        };
        let is_split = |index| lines(index) < self.cells.lines_left(index);
        let has_enough = |index| match self.cells.flow_of(index, self.row) {
            Flow::Repeated => {
                self.cells.block(index).height() <= self.fragment_height_in(index, room) + ROUNDING
            }
            Flow::Continues => true,
            Flow::Ends => lines(index) >= self.cells.lines_left(index).min(KEPT_TOGETHER),
        };
        self.cells_ending_in(self.row).any(is_split) && self.cells_of(self.row).all(has_enough)
    }

    /// Whether much of this page would stay blank if the next row moved as a whole, although only
    /// long texts of it would be split here.
    fn would_leave_white(&self, room: Length) -> bool {
        let is_split = |index: &_| {
            self.cells
                .block(*index)
                .lines_in(self.fragment_height_in(*index, room))
                < self.cells.lines_left(*index)
        };
        room > self.body.height() * MAX_WHITE
            && self
                .cells_of(self.row)
                .filter(is_split)
                .all(|index| self.cells.may_be_split(index))
    }

    /// Height of the next row's fragment on this page: as many lines as fit, and nothing below
    /// them.
    fn split_height(&self, room: Length) -> Length {
        let mut height = Length::ZERO;
        for index in self.cells_of(self.row) {
            let part = self.fragment_height_in(index, room);
            let needed = match self.cells.flow_of(index, self.row) {
                Flow::Repeated => self.cells.block(index).height(),
                Flow::Continues => Length::ZERO,
                Flow::Ends => self
                    .cells
                    .block(index)
                    .height_of(self.cells.lines_for(index, part)),
            };
            height = height.max(needed.min(part) - (part - room));
        }
        height
    }

    /// Whether the next row begins a group whose head and first row do not fit here, but would on
    /// the next page.
    fn starts_group_that_does_not_fit(&self, room: Length) -> bool {
        let Some(group) = self
            .group_of(self.row)
            .filter(|group| group.head.start == self.row && group.head.end < group.rows.end)
        else {
            return false;
        };
        let head: Length = self.heights[group.head.clone()].iter().copied().sum();
        let page = self.body.height();
        // A higher row may be split below its head.
        let first = self.heights[group.head.end].min(page * MAX_WHITE);
        !group.head.is_empty() && head + first > room + ROUNDING && head + first <= page
    }

    /// Whether a break before this row would be inside of a block of rows that stays on one page.
    fn is_in_block(&self, row: usize) -> bool {
        let blocks = &self.grid.kept;
        let index = blocks.partition_point(|block| block.end <= row);
        let around = blocks.get(index).filter(|block| block.start < row);
        around.is_some_and(|block| self.block_height(block).is_some())
    }

    /// Whether the next row begins a block of rows that does not fit here, but would on the next
    /// page.
    fn starts_block_that_does_not_fit(&self, room: Length) -> bool {
        let blocks = &self.grid.kept;
        let starts = blocks.binary_search_by_key(&self.row, |block| block.start);
        let block = starts
            .ok()
            .filter(|_| !self.is_begun)
            .map(|index| &blocks[index]);
        let height = block.and_then(|block| self.block_height(block));
        height.is_some_and(|height| height > room + ROUNDING)
    }

    /// Height of a block of rows; `None` if it is higher than a page with its repeated head.
    fn block_height(&self, block: &Range<usize>) -> Option<Length> {
        let height_of = |rows: Range<usize>| -> Length {
            let rows = self.heights.get(rows).unwrap_or_default();
            rows.iter().copied().sum()
        };
        let group = self.group_of(block.start);
        let head = group.map_or(0..0, |group| group.head.clone());
        let head = if head.end <= block.start { head } else { 0..0 };
        let height = height_of(block.clone());
        (height <= self.body.height() - height_of(head) + ROUNDING).then_some(height)
    }

    /// Adjusts the end of the page before it is closed between two rows, so that continued labels
    /// are whole and no head is last. The last row grows if there is space; otherwise rows move to
    /// the next page; otherwise the break stays. Rows below the frame (notes, signatures) follow the
    /// last row inside it, if both fit on a page.
    fn settle(&mut self) {
        let most = self.fragments.len();
        let fewest = (self.heads + 1).max(most.saturating_sub(MAX_ROWS_MOVED));
        for count in (fewest..=most).rev() {
            let next = self
                .fragments
                .get(count)
                .map_or(self.row, |fragment| fragment.row);
            let Some(last) = self.fragments.get(count - 1) else {
                return;
            };
            let lacking = self.lacking_at(next, last.bottom);
            if self.is_right_below_head(next, count)
                || self.is_torn_off(next)
                || self.is_in_block(next)
                || last.bottom + lacking > self.body.bottom + ROUNDING
            {
                continue;
            }
            self.fragments.truncate(count);
            self.fragments[count - 1].bottom += lacking;
            self.row = next;
            return;
        }
    }

    /// Height that texts which should be whole lack above a break before row `next`, at `bottom`.
    fn lacking_at(&self, next: usize, bottom: Length) -> Length {
        let open = self
            .cells_of(next)
            .filter(|index| self.grid.cell(*index).row < next);
        let whole = open.filter(|index| self.cells.should_be_whole(*index));
        let lacking = whole.map(|index| {
            let top = self.cells.fragment_top(&self.fragments, index, self.row);
            let part = top.map_or(Length::ZERO, |top| bottom - top);
            self.cells.block(index).height() - part
        });
        lacking.fold(Length::ZERO, Length::max)
    }

    /// Whether only rows above the frame are on the page.
    fn has_only_rows_above(&self) -> bool {
        let frame = self.grid.framed.start;
        self.fragments.iter().all(|fragment| fragment.row < frame)
    }

    /// Whether a break before row `next` would separate rows above the frame, or rows below it that
    /// can follow its last row, from the table.
    fn is_torn_off(&self, next: usize) -> bool {
        (next > 0 && next <= self.grid.framed.start) || self.follows_table(next)
    }

    /// Whether a row is below the frame, and all such rows fit on a page with the last row inside
    /// it.
    fn follows_table(&self, next: usize) -> bool {
        let framed = &self.grid.framed;
        let last = framed.end.saturating_sub(1);
        next >= framed.end && !framed.is_empty() && self.fits_at_all(last..self.grid.row_count())
    }

    /// Whether some rows fit on one page, below a repeated head.
    fn fits_at_all(&self, rows: std::ops::Range<usize>) -> bool {
        let head = self.group_of(rows.start).map(|group| group.head.clone());
        let head = head
            .filter(|head| head.end <= rows.start)
            .unwrap_or_default();
        let height: Length = head.chain(rows).map(|row| self.heights[row]).sum();
        height <= self.body.height() + ROUNDING
    }

    /// Whether a break before row `next`, after `count` fragments, would leave a head last on the
    /// page.
    fn is_right_below_head(&self, next: usize, count: usize) -> bool {
        let cuts_head = self
            .group_of(next)
            .is_some_and(|group| group.head.start < next && next <= group.head.end);
        cuts_head && count > self.heads
    }

    /// Closes the page: determines the cell fragments on it.
    fn close(&mut self) {
        let fragments = std::mem::take(&mut self.fragments);
        let mut cell_fragments = Vec::new();
        for (first, fragment) in fragments.iter().enumerate() {
            for index in cells_of(self.grid, fragment.row) {
                let rows = self.grid.cell(index).rows();
                if first > 0 && rows.contains(&fragments[first - 1].row) {
                    continue;
                }
                let count = fragments[first..]
                    .iter()
                    .take_while(|fragment| rows.contains(&fragment.row))
                    .count();
                cell_fragments.extend(
                    self.cells
                        .cell_fragment(index, &fragments[first..first + count]),
                );
            }
        }
        for cell_fragment in cell_fragments
            .iter()
            .filter(|cell_fragment| cell_fragment.kind != CellFragmentKind::Repeated)
        {
            self.cells.print(cell_fragment);
        }
        cell_fragments.shrink_to_fit();
        self.plans.push(PagePlan {
            fragments,
            cell_fragments,
        });
        self.heads = 0;
    }

    /// Height of a cell's fragment on this page if the next row took the given height.
    fn fragment_height_in(&self, index: CellIndex, room: Length) -> Length {
        let top = self.cells.fragment_top(&self.fragments, index, self.row);
        let top = top.unwrap_or(self.y);
        self.y + room - top
    }

    /// Group of a row; a group that extends beyond the table is ignored.
    fn group_of(&self, row: usize) -> Option<&'a RowGroup> {
        let groups = &self.grid.groups;
        let index = groups.partition_point(|group| group.rows.end <= row);
        let is_sound = |group: &&RowGroup| {
            let (head, rows) = (&group.head, &group.rows);
            head.end <= rows.end && rows.end <= self.grid.row_count()
        };
        let found = groups.get(index).filter(|group| group.rows.contains(&row));
        found.filter(is_sound)
    }

    fn cells_of(&self, row: usize) -> impl Iterator<Item = CellIndex> + use<'a> {
        cells_of(self.grid, row)
    }

    fn cells_ending_in(&self, row: usize) -> impl Iterator<Item = CellIndex> + use<'a> {
        let grid = self.grid;
        cells_of(grid, row).filter(move |index| grid.cell(*index).rows().end == row + 1)
    }
}

/// Cells that cover slots of a row, from left to right.
pub(super) fn cells_of(grid: &Grid, row: usize) -> impl Iterator<Item = CellIndex> + use<'_> {
    let mut col = 0;
    std::iter::from_fn(move || {
        let index = (col < grid.col_count()).then(|| grid.at(row, col))?;
        col = grid.cell(index).cols().end;
        Some(index)
    })
}
