//! Grid rows → sheet rows. Excel's rows are at most 409 pt high: a taller row is split into
//! several, merged for each of its cells. Pages break between sheet rows, so each takes whole lines
//! of the text, which begins at the top.

use std::ops::Range;

use crate::grid::{Cell, Grid};
use crate::length::Length;

use super::defaults::column;
use super::row_height::{Heights, LINE};
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
            .map(|(height, least)| plan.spread(*height, least, None))
            .collect();
        let rows = heights
            .rows
            .iter()
            .zip(least_rows)
            .enumerate()
            .map(|(row, (height, least))| plan.spread(*height, least, Some((grid, row))))
            .collect();
        SheetRows {
            titles,
            rows,
            ..plan
        }
    }

    /// Adds sheet rows for one height, at least `least` of them: for a row of a grid that is too
    /// tall, of whole lines of its longest text; else as even as pixels allow.
    fn spread(&mut self, height: Length, least: usize, row: Option<(&Grid, usize)>) -> Range<u32> {
        let pixels = pixels_up(height).max(1);
        let first = self.count();
        let least = u32::try_from(least).unwrap_or(u32::MAX);
        let parts = if pixels > TALLEST {
            pixels.div_ceil(PART)
        } else {
            1
        };
        let line = row
            .filter(|_| parts > 1 && least == 1)
            .and_then(|(grid, row)| line_height(grid, row));
        if let Some(line) = line {
            self.heights.extend(of_whole_lines(pixels, line));
            return first..self.count();
        }
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

/// Line height of the longest text of a row, in the tallest replacement of its font.
fn line_height(grid: &Grid, row: usize) -> Option<Length> {
    let from = grid.cells.partition_point(|cell| cell.row < row);
    let cells = grid.cells[from..].iter().take_while(|cell| cell.row == row);
    let longest = cells
        .filter(|cell| cell.rowspan == 1)
        .max_by_key(|cell| cell.text.len())?;
    Some(grid.style(longest).size * LINE)
}

/// Heights in pixels that add up to `pixels`, each of as many whole lines as [`PART`] takes.
fn of_whole_lines(pixels: u32, line: Length) -> Vec<u32> {
    let line = line.to_pt() * 96.0 / 72.0;
    let part = (f64::from(PART) / line).floor().max(1.0) * line;
    let (mut heights, mut end, mut edge) = (Vec::new(), 0, part);
    while edge < f64::from(pixels) {
        let next = rounded(edge);
        heights.push(next - end);
        end = next;
        edge += part;
    }
    heights.push((pixels - end).max(1));
    heights
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rounded and not negative"
)]
fn rounded(pixels: f64) -> u32 {
    pixels.round() as u32
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
