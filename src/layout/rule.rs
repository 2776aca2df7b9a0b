//! Rules of a table on a page: each straight line once, in full length; none inside a merged cell;
//! a frame around all.

use super::Rule;
use super::page::Strip;
use crate::grid::Grid;
use crate::length::Length;

/// Rules around the row fragments of a page; `edges` are those of the columns.
pub(super) fn rules(grid: &Grid, strips: &[Strip], edges: &[Length]) -> Vec<Rule> {
    let (Some(first), Some(last)) = (strips.first(), strips.last()) else {
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
    add_between_strips(&mut rules, grid, strips, edges);
    rules.extend([across(last.bottom), down(left)]);
    add_between_columns(&mut rules, grid, strips, edges);
    rules.push(down(right));
    rules
}

fn add_between_strips(rules: &mut Vec<Rule>, grid: &Grid, strips: &[Strip], edges: &[Length]) {
    let width = grid.look.inner_rule;
    for (above, below) in strips.iter().zip(&strips[1..]) {
        let y = below.top;
        let parts = |col: usize| grid.at(above.row, col) != grid.at(below.row, col);
        let stretches = stretches(grid.col_count(), parts);
        rules.extend(stretches.map(|(from, to)| Rule {
            from: (edges[from], y),
            to: (edges[to], y),
            width,
        }));
    }
}

fn add_between_columns(rules: &mut Vec<Rule>, grid: &Grid, strips: &[Strip], edges: &[Length]) {
    let width = grid.look.inner_rule;
    for (col, x) in edges
        .iter()
        .copied()
        .enumerate()
        .take(grid.col_count())
        .skip(1)
    {
        let parts =
            |strip: usize| grid.at(strips[strip].row, col - 1) != grid.at(strips[strip].row, col);
        let stretches = stretches(strips.len(), parts);
        rules.extend(stretches.map(|(from, to)| Rule {
            from: (x, strips[from].top),
            to: (x, strips[to - 1].bottom),
            width,
        }));
    }
}

/// Maximal intervals of `0..count` on which `holds` is true, as start and end.
fn stretches(count: usize, holds: impl Fn(usize) -> bool) -> impl Iterator<Item = (usize, usize)> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let start = (next..count).find(|index| holds(*index))?;
        let end = (start..count).find(|index| !holds(*index)).unwrap_or(count);
        next = end + 1;
        Some((start, end))
    })
}
