//! Grid rows → sheet rows. Excel's rows are at most 409 pt high: a taller row is split into
//! several, merged for each of its cells.

use std::ops::Range;

use crate::grid::{Cell, Grid};
use crate::length::Length;

use super::defaults::column;
use super::row_height::Heights;
use super::text::{Split, TextOwner};

/// Height of Excel's tallest row in pixels: 408.75 pt.
const TALLEST: u32 = 545;

/// Greatest height of the sheet rows that replace a taller one: 120 pt. Pages break between sheet
/// rows, so small ones fill the pages.
const PART: u32 = 160;

/// Sheet rows of the titles and rows of a table, and their heights.
#[derive(Debug)]
pub(super) struct SheetRows {
    /// Height of each sheet row in pixels.
    pub(super) heights: Vec<u32>,
    titles: Vec<Range<u32>>,
    rows: Vec<Range<u32>>,
}

impl SheetRows {
    /// Allocates the sheet rows of a table: titles first, then rows.
    pub(super) fn plan(grid: &Grid, heights: &Heights, splits: &[Split<'_>]) -> SheetRows {
        let mut least_titles = vec![1; grid.titles.len()];
        let mut least_rows = vec![1; grid.row_count()];
        for split in splits {
            let least = match split.owner {
                TextOwner::Title(index) => &mut least_titles[index],
                TextOwner::Cell(cell) => &mut least_rows[grid.cell(cell).rows().end - 1],
            };
            *least = split.chunks.len().max(*least);
        }
        let mut plan = SheetRows {
            heights: Vec::new(),
            titles: Vec::new(),
            rows: Vec::new(),
        };
        let titles = heights
            .titles
            .iter()
            .zip(least_titles)
            .map(|(height, least)| plan.spread(*height, least))
            .collect();
        let rows = heights
            .rows
            .iter()
            .zip(least_rows)
            .map(|(height, least)| plan.spread(*height, least))
            .collect();
        SheetRows {
            titles,
            rows,
            ..plan
        }
    }

    /// Adds sheet rows for one height, as even as pixels allow, at least `least` of them.
    fn spread(&mut self, height: Length, least: usize) -> Range<u32> {
        let pixels = pixels_up(height).max(1);
        let first = self.count();
        let least = u32::try_from(least).unwrap_or(u32::MAX);
        let parts = if pixels > TALLEST {
            pixels.div_ceil(PART)
        } else {
            1
        };
        let count = parts.max(least);
        let (each, rest) = (pixels / count, pixels % count);
        self.heights
            .extend((0..count).map(|index| (each + u32::from(index < rest)).max(1)));
        first..self.count()
    }

    /// Sheet rows of a title line.
    pub(super) fn title(&self, index: usize) -> Range<u32> {
        self.titles[index].clone()
    }

    /// Sheet rows of some grid rows.
    pub(super) fn of(&self, rows: &Range<usize>) -> Range<u32> {
        self.rows[rows.start].start..self.rows[rows.end - 1].end
    }

    /// Sheet row and column of a cell's first slot.
    pub(super) fn slot(&self, cell: &Cell) -> (u32, u16) {
        (self.first(cell.row), column(cell.col))
    }

    /// First sheet row of a grid row.
    fn first(&self, row: usize) -> u32 {
        self.rows[row].start
    }

    /// Number of sheet rows.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.heights.len()).unwrap_or(u32::MAX)
    }
}

/// Length in Excel's pixels (96 a inch), rounded up so that no text is clipped.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rounded and not negative"
)]
fn pixels_up(length: Length) -> u32 {
    (length.to_pt() * 96.0 / 72.0 - 1e-6).ceil().max(0.0) as u32
}
