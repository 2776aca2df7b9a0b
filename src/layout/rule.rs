//! Rules of a table on a page: each straight line once, as long as it goes; none inside a merged cell; a frame around all.

use super::Rule;
use super::page::Strip;
use crate::grid::{CellIndex, Grid};
use crate::length::Length;

/// The rules around the strips of a page; `edges` are those of the columns.
pub(super) fn rules(grid: &Grid, strips: &[Strip], edges: &[Length]) -> Vec<Rule> {
    let (Some(first), Some(last)) = (strips.first(), strips.last()) else {
        return Vec::new();
    };
    let (Some(left), Some(right)) = (edges.first().copied(), edges.last().copied()) else {
        return Vec::new();
    };
    let (inner, outer) = (grid.look.inner_rule, grid.look.outer_rule);
    let reach = outer / 2.0;
    let across = |y: Length| Rule {
        from: (left - reach, y),
        to: (right + reach, y),
        width: outer,
    };
    let down = |x: Length| Rule {
        from: (x, first.top - reach),
        to: (x, last.bottom + reach),
        width: outer,
    };
    let cell_at = |strip: usize, col: usize| grid.at(strips[strip].row, col);

    let mut rules = vec![across(first.top)];
    for strip in 1..strips.len() {
        let y = strips[strip].top;
        let parts = |col: usize| differ(cell_at(strip - 1, col), cell_at(strip, col));
        let segments = segments(edges.len() - 1, parts);
        rules.extend(segments.map(|(from, to)| Rule {
            from: (edges[from], y),
            to: (edges[to], y),
            width: inner,
        }));
    }
    rules.push(across(last.bottom));
    rules.push(down(left));
    for col in 1..edges.len() - 1 {
        let x = edges[col];
        let parts = |strip: usize| differ(cell_at(strip, col - 1), cell_at(strip, col));
        let ends = segments(strips.len(), parts);
        rules.extend(ends.map(|(from, to)| Rule {
            from: (x, strips[from].top),
            to: (x, strips[to - 1].bottom),
            width: inner,
        }));
    }
    rules.push(down(right));
    rules
}

fn differ(one: CellIndex, other: CellIndex) -> bool {
    one != other
}

/// The longest stretches of `0..count` on which `holds` is true, as start and end.
fn segments(count: usize, holds: impl Fn(usize) -> bool) -> impl Iterator<Item = (usize, usize)> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let start = (next..count).find(|index| holds(*index))?;
        let end = (start..count).find(|index| !holds(*index)).unwrap_or(count);
        next = end + 1;
        Some((start, end))
    })
}
