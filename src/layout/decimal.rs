//! Decimal alignment (小数点对齐) of the numbers of a column.

use super::text_block::TextBlock;
use super::text_lines::TextLines;
use crate::grid::{CellIndex, Grid};
use crate::length::Length;

/// Shifts the numbers of each group so that their decimal points are aligned and the widest is
/// centred. A group that would not fit its cells, and a number on several lines, stay centred.
pub(super) fn align(
    grid: &Grid,
    edges: &[Length],
    text_lines: &TextLines,
    blocks: &mut [TextBlock],
) {
    for group in grid.decimal_groups() {
        let mut parts = Vec::new();
        for index in &group {
            let block = &blocks[index.0];
            if block.lines.len() != 1 {
                continue;
            }
            let line = text_lines.line(block.lines.start, block.size);
            let (whole, _) = grid.cell(*index).decimal_parts();
            let whole = line.width_of(whole.chars().count(), block.size);
            parts.push((*index, whole, line.width - whole));
        }
        let widest = |of: fn(&(CellIndex, Length, Length)) -> Length| {
            parts.iter().map(of).fold(Length::ZERO, Length::max)
        };
        let (before, after) = (widest(|part| part.1), widest(|part| part.2));
        let Some((first, ..)) = parts.first() else {
            continue;
        };
        let cols = grid.cell(*first).cols();
        let room = edges[cols.end] - edges[cols.start] - blocks[first.0].padding_x * 2.0;
        if before + after > room {
            continue;
        }
        for (index, whole, _) in &parts {
            blocks[index.0].align_from_middle(before - *whole - (before + after) / 2.0);
        }
    }
}
