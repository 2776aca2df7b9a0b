//! Rules of a table on a page: each straight line once, in full length; none inside a merged cell;
//! a frame around the table. Rows above and below the frame have none.

use super::page::Rule;
use super::pagination::RowFragment;
use crate::grid::Grid;
use crate::length::Length;

/// Rules around the row fragments of a page; `edges` are those of the columns.
pub(super) fn rules(grid: &Grid, fragments: &[RowFragment], edges: &[Length]) -> Vec<Rule> {
    let fragments = framed(grid, fragments);
    let (Some(first), Some(last)) = (fragments.first(), fragments.last()) else {
        return Vec::new();
    };
    let (Some(left), Some(right)) = (edges.first().copied(), edges.last().copied()) else {
        return Vec::new();
    };
    let width = grid.look.outer_rule;
    let reach = width / 2.0;
    let across = |y: Length| Rule {
        from: (left - reach, y),
        to: (right + reach, y),
        width,
    };
    let down = |x: Length| Rule {
        from: (x, first.top - reach),
        to: (x, last.bottom + reach),
        width,
    };
    let mut rules = vec![across(first.top)];
    add_between_strips(&mut rules, grid, fragments, edges);
    rules.extend([across(last.bottom), down(left)]);
    add_between_columns(&mut rules, grid, fragments, edges);
    rules.push(down(right));
    rules
}

/// The row fragments inside the frame, which are consecutive.
pub(super) fn framed<'f>(grid: &Grid, fragments: &'f [RowFragment]) -> &'f [RowFragment] {
    let is_free = |fragment: &&RowFragment| !grid.is_framed(fragment.row);
    let above = fragments.iter().take_while(is_free).count();
    let fragments = &fragments[above..];
    let below = fragments.iter().rev().take_while(is_free).count();
    &fragments[..fragments.len() - below]
}

fn add_between_strips(
    rules: &mut Vec<Rule>,
    grid: &Grid,
    fragments: &[RowFragment],
    edges: &[Length],
) {
    let width = grid.look.inner_rule;
    for (above, below) in fragments.iter().zip(&fragments[1..]) {
        let y = below.top;
        let parts = |col: usize| grid.at(above.row, col) != grid.at(below.row, col);
        let intervals = intervals(grid.col_count(), parts);
        rules.extend(intervals.map(|(from, to)| Rule {
            from: (edges[from], y),
            to: (edges[to], y),
            width,
        }));
    }
}

fn add_between_columns(
    rules: &mut Vec<Rule>,
    grid: &Grid,
    fragments: &[RowFragment],
    edges: &[Length],
) {
    let width = grid.look.inner_rule;
    for (col, x) in edges
        .iter()
        .copied()
        .enumerate()
        .take(grid.col_count())
        .skip(1)
    {
        let parts = |fragment: usize| {
            grid.at(fragments[fragment].row, col - 1) != grid.at(fragments[fragment].row, col)
        };
        let intervals = intervals(fragments.len(), parts);
        rules.extend(intervals.map(|(from, to)| Rule {
            from: (x, fragments[from].top),
            to: (x, fragments[to - 1].bottom),
            width,
        }));
    }
}

/// Maximal intervals of `0..count` on which `holds` is true, as start and end.
fn intervals(count: usize, holds: impl Fn(usize) -> bool) -> impl Iterator<Item = (usize, usize)> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let start = (next..count).find(|index| holds(*index))?;
        let end = (start..count).find(|index| !holds(*index)).unwrap_or(count);
        next = end + 1;
        Some((start, end))
    })
}
