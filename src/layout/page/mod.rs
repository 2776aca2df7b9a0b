//! Pagination: rows → row fragments on pages, and the lines of each cell in them.
//!
//! Breaks fall between rows. A row is split between lines of its text if it is too high for any
//! page, or if much of the page would stay blank. A merged cell that continues on the next page is
//! drawn as one fragment on each page: a label is repeated in each of them, data flows on.

mod part;

use std::ops::Range;

use super::measure::{ROUNDING, Setting};
use crate::grid::{CellIndex, Grid, RowGroup};
use crate::length::Length;
use part::{Flow, KEPT_TOGETHER};

/// Content of a page, before it is drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Plan {
    /// Row fragments, top to bottom, without gaps.
    pub(super) strips: Vec<Strip>,
    /// Cell fragments, in reading order.
    pub(super) pieces: Vec<Piece>,
}

/// A row, or a part of one, on a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Strip {
    pub(super) row: usize,
    pub(super) top: Length,
    pub(super) bottom: Length,
    pub(super) kind: StripKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StripKind {
    /// A repeated head row.
    Head,
    /// The row continues on the next page.
    Open,
    /// The row ends here.
    Closed,
}

/// Lines of a cell on a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) cell: CellIndex,
    pub(super) top: Length,
    pub(super) bottom: Length,
    /// Indices into the lines of all texts.
    pub(super) lines: Range<u32>,
    pub(super) kind: PieceKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// The whole text, for the first time.
    Whole,
    /// Some of its lines.
    Part,
    /// The whole text, repeated.
    Repeated,
}

/// Text block of a page; on a continuation page it begins below the label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Body {
    pub(super) top: Length,
    pub(super) bottom: Length,
}

/// Position of the table on its first page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Start {
    pub(super) y: Length,
    /// Whether titles are above it.
    pub(super) under_titles: bool,
}

impl Body {
    pub(super) fn height(&self) -> Length {
        self.bottom - self.top
    }
}

/// Distributes the rows of a table over pages; `body` is the text block of continuation pages.
pub(super) fn paginate(
    grid: &Grid,
    heights: &[Length],
    settings: &[Setting],
    body: Body,
    start: Start,
) -> Vec<Plan> {
    let printed = vec![0; grid.cells.len()];
    let mut pagination = Pagination {
        grid,
        heights,
        settings,
        body,
        printed,
        plans: Vec::new(),
        strips: Vec::new(),
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
    settings: &'a [Setting],
    body: Body,
    /// Lines of each cell on closed pages.
    printed: Vec<usize>,
    plans: Vec<Plan>,
    /// Row fragments of the current page; the first `heads` are repeated heads.
    strips: Vec<Strip>,
    heads: usize,
    y: Length,
    /// The next row.
    row: usize,
    /// Whether a fragment of the next row is on an earlier page.
    is_begun: bool,
    /// Whether titles are above the table on the current page.
    under_titles: bool,
}

/// Fraction of a page that may stay blank at its foot to avoid splitting a long text.
const MOST_WHITE: f64 = 0.25;

/// Most rows moved to the next page to keep a label whole.
const MOST_ROWS_MOVED: usize = 12;

impl<'a> Pagination<'a> {
    fn next(&self) -> Step {
        let room = self.body.bottom - self.y;
        let height = self.height_of_next(&self.strips, self.y);
        let is_empty = self.strips.len() == self.heads;
        if !is_empty && self.starts_group_that_does_not_fit(room) {
            return Step::Turn;
        }
        if height <= room + ROUNDING {
            return Step::Place(height);
        }
        if is_empty && !self.under_titles {
            return Step::Split(self.split_height(room));
        }
        let stands_alone_above = is_empty || self.is_right_below_head(self.row, self.strips.len());
        let should_split =
            stands_alone_above || !self.fits_next_page() || self.would_leave_white(room);
        if should_split && self.splits_well(room) {
            return Step::Split(self.split_height(room));
        }
        Step::Turn
    }

    fn place(&mut self, height: Length) {
        self.push(self.row, height, StripKind::Closed);
        self.row += 1;
        self.is_begun = false;
    }

    fn split(&mut self, height: Length) {
        self.push(self.row, height, StripKind::Open);
        self.is_begun = true;
        self.turn();
    }

    fn push(&mut self, row: usize, height: Length, kind: StripKind) {
        let top = self.y;
        self.y += height.max(Length::ZERO);
        self.strips.push(Strip {
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
                .all(|index| self.lines_left(index) == 0)
        {
            self.row += 1;
            self.is_begun = false;
        }
        if self.row < self.grid.row_count() {
            (self.strips, self.y) = self.fresh_page();
            self.heads = self.strips.len();
        }
    }

    /// Row fragments of the repeated head on a page that begins with the next row, and where that
    /// row begins.
    fn fresh_page(&self) -> (Vec<Strip>, Length) {
        let bare = (Vec::new(), self.body.top);
        let Some(head) = self
            .group_of(self.row)
            .map(|group| group.head.clone())
            .filter(|head| head.end <= self.row)
        else {
            return bare;
        };
        let mut y = self.body.top;
        let mut strips = Vec::with_capacity(head.len());
        for row in head {
            let top = y;
            y += self.heights[row];
            strips.push(Strip {
                row,
                top,
                bottom: y,
                kind: StripKind::Head,
            });
        }
        let room = self.body.bottom - y;
        let fits = |height: Length, room: Length| height <= room + ROUNDING;
        let is_low = fits(y - self.body.top, self.body.height() / 2.0);
        let fits_below = || fits(self.height_of_next(&strips, y), room);
        let fits_alone = || fits(self.height_of_next(&[], self.body.top), self.body.height());
        let line_fits = || {
            self.cells_of(self.row)
                .all(|index| fits(self.setting(index).height_of(1), room))
        };
        if is_low && (fits_below() || (!fits_alone() && line_fits())) {
            (strips, y)
        } else {
            bare
        }
    }

    /// Remaining height of the next row if it begins at `y`, below the given fragments.
    fn height_of_next(&self, strips: &[Strip], y: Length) -> Length {
        let mut height = if self.is_begun {
            Length::ZERO
        } else {
            self.base_height(self.row, self.body.bottom - y)
        };
        for index in self.cells_ending_in(self.row) {
            let start = self.part_top(strips, self.grid.cell(index)).unwrap_or(y);
            height = height.max(start + self.height_left(index) - y);
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
            .map(|index| self.setting(index).height())
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
        let Some(top) = self.part_top(&self.strips, self.grid.cell(index)) else {
            return self.height_left(index);
        };
        let left = self.lines_left(index);
        let here = self.setting(index).lines_in(self.y - top).min(left);
        if here < left {
            self.setting(index).height_of(left - here)
        } else {
            self.repeated_height(index)
        }
    }

    /// Whether the next row has a text to split in the height left on the page, with enough lines
    /// of each text.
    fn splits_well(&self, room: Length) -> bool {
        let lines = |index| self.setting(index).lines_in(self.part_in(index, room));
        let is_split = |index| lines(index) < self.lines_left(index);
        let has_enough = |index| match self.flow_of(index) {
            Flow::Repeated => self.setting(index).height() <= self.part_in(index, room) + ROUNDING,
            Flow::GoesOn => true,
            Flow::Ends => lines(index) >= self.lines_left(index).min(KEPT_TOGETHER),
        };
        self.cells_ending_in(self.row).any(is_split) && self.cells_of(self.row).all(has_enough)
    }

    /// Whether much of this page would stay blank if the next row moved as a whole, though only
    /// long texts of it would be split here.
    fn would_leave_white(&self, room: Length) -> bool {
        let is_split = |index: &_| {
            self.setting(*index).lines_in(self.part_in(*index, room)) < self.lines_left(*index)
        };
        room > self.body.height() * MOST_WHITE
            && self
                .cells_of(self.row)
                .filter(is_split)
                .all(|index| self.may_be_split(index))
    }

    /// Height of the next row's fragment on this page: as many lines as fit, and nothing below
    /// them.
    fn split_height(&self, room: Length) -> Length {
        let mut height = Length::ZERO;
        for index in self.cells_of(self.row) {
            let part = self.part_in(index, room);
            let needed = match self.flow_of(index) {
                Flow::Repeated => self.setting(index).height(),
                Flow::GoesOn => Length::ZERO,
                Flow::Ends => self.setting(index).height_of(self.lines_for(index, part)),
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
        let first = self.heights[group.head.end].min(page * MOST_WHITE);
        !group.head.is_empty() && head + first > room + ROUNDING && head + first <= page
    }

    /// Adjusts the end of the page before it is closed between two rows, so that continued labels
    /// are whole and no head is last. The last row grows if there is space; else rows move to the
    /// next page; else the break stays.
    fn settle(&mut self) {
        let most = self.strips.len();
        let fewest = (self.heads + 1).max(most.saturating_sub(MOST_ROWS_MOVED));
        for count in (fewest..=most).rev() {
            let next = self.strips.get(count).map_or(self.row, |strip| strip.row);
            let Some(last) = self.strips.get(count - 1) else {
                return;
            };
            let lacking = self.lacking_at(next, last.bottom);
            if self.is_right_below_head(next, count)
                || last.bottom + lacking > self.body.bottom + ROUNDING
            {
                continue;
            }
            self.strips.truncate(count);
            self.strips[count - 1].bottom += lacking;
            self.row = next;
            return;
        }
    }

    /// Height that texts which should be whole lack above a break before row `next`, at `bottom`.
    fn lacking_at(&self, next: usize, bottom: Length) -> Length {
        let open = self
            .cells_of(next)
            .filter(|index| self.grid.cell(*index).row < next);
        let whole = open.filter(|index| self.should_be_whole(*index));
        let lacking = whole.map(|index| {
            let top = self.part_top(&self.strips, self.grid.cell(index));
            let part = top.map_or(Length::ZERO, |top| bottom - top);
            self.setting(index).height() - part
        });
        lacking.fold(Length::ZERO, Length::max)
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
        let strips = std::mem::take(&mut self.strips);
        let mut pieces = Vec::new();
        for (first, strip) in strips.iter().enumerate() {
            for index in cells_of(self.grid, strip.row) {
                let rows = self.grid.cell(index).rows();
                if first > 0 && rows.contains(&strips[first - 1].row) {
                    continue;
                }
                let count = strips[first..]
                    .iter()
                    .take_while(|strip| rows.contains(&strip.row))
                    .count();
                pieces.extend(self.piece(index, &strips[first..first + count]));
            }
        }
        for piece in pieces
            .iter()
            .filter(|piece| piece.kind != PieceKind::Repeated)
        {
            self.printed[piece.cell.0] += piece.lines.len();
        }
        pieces.shrink_to_fit();
        self.plans.push(Plan { strips, pieces });
        self.heads = 0;
    }

    /// Group of a row; a group that is not within the table does not count.
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
