//! Row heights in one unbroken table: the height of the highest text; the additional height of a
//! merged cell is distributed over its rows.

use std::ops::Range;

use super::text_block::ROUNDING;
use crate::grid::{Cell, Grid};
use crate::length::Length;

/// Rows of a merged cell and the height it needs in all.
struct Span {
    rows: Range<usize>,
    height: Length,
}

/// Heights of all rows; `texts` are the heights of the cells' texts.
pub(super) fn heights(grid: &Grid, texts: impl Iterator<Item = Length>) -> Vec<Length> {
    let least = |row: &crate::grid::Row| row.min_height.unwrap_or(Length::ZERO).max(Length::ZERO);
    let mut heights: Vec<Length> = grid.rows.iter().map(least).collect();
    let mut spans = Vec::new();
    for (cell, height) in grid.cells.iter().zip(texts) {
        if cell.rowspan == 1 {
            heights[cell.row] = heights[cell.row].max(height);
        } else {
            spans.push(Span {
                rows: cell.rows(),
                height,
            });
        }
    }
    let mut rest = spans.as_mut_slice();
    for block in blocks(grid) {
        let count = rest
            .iter()
            .take_while(|span| span.rows.start < block.end)
            .count();
        let (mine, later) = std::mem::take(&mut rest).split_at_mut(count);
        rest = later;
        spread(&mut heights[block.clone()], mine, block.start);
    }
    heights
}

/// Rows connected by merged cells, from top to bottom; other rows are omitted.
fn blocks(grid: &Grid) -> Vec<Range<usize>> {
    let mut blocks: Vec<Range<usize>> = Vec::new();
    let merged: fn(&&Cell) -> bool = |cell| cell.rowspan > 1;
    for cell in grid.cells.iter().filter(merged) {
        match blocks.last_mut() {
            Some(block) if cell.row < block.end => block.end = block.end.max(cell.rows().end),
            _ => blocks.push(cell.rows()),
        }
    }
    blocks
}

/// Distributes the height of merged cells evenly over the rows of a block, which begins at row
/// `first`. If merged cells overlap partly and this would make the table higher than necessary, the
/// height goes to the last row of each.
fn spread(heights: &mut [Length], spans: &mut [Span], first: usize) {
    let mut even = heights.to_vec();
    spans.sort_by_key(|span| (span.rows.len(), span.rows.start));
    for span in spans.iter() {
        raise(
            &mut even[span.rows.start - first..span.rows.end - first],
            span.height,
        );
    }
    spans.sort_by_key(|span| (span.rows.end, span.rows.len()));
    for span in spans.iter() {
        let rows = &mut heights[span.rows.start - first..span.rows.end - first];
        let lacking = span.height - rows.iter().copied().sum();
        if let Some(last) = rows.last_mut().filter(|_| lacking > ROUNDING) {
            *last += lacking;
        }
    }
    let total = |rows: &[Length]| rows.iter().copied().sum::<Length>();
    if total(&even) <= total(heights) + ROUNDING {
        heights.copy_from_slice(&even);
    }
}

/// Makes rows at least `height` high in all by raising the lowest of them to one level.
fn raise(rows: &mut [Length], height: Length) {
    let total: Length = rows.iter().copied().sum();
    if total + ROUNDING >= height {
        return;
    }
    let mut sorted: Vec<f64> = rows.iter().map(|row| row.to_pt()).collect();
    sorted.sort_by(f64::total_cmp);
    let mut above = total.to_pt();
    let mut level = 0.0;
    let mut raised = 0.0;
    for (index, row) in sorted.iter().enumerate() {
        above -= row;
        raised += 1.0;
        level = (height.to_pt() - above) / raised;
        if sorted.get(index + 1).is_none_or(|next| level <= *next) {
            break;
        }
    }
    for row in rows {
        *row = row.max(Length::pt(level));
    }
}
