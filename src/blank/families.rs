//! Names offered for the second level of an indicator: those that belong to the first level of its
//! row, by the form's families.

use std::sync::Arc;

use super::cells::{Shown, TableCells};
use super::words;
use crate::form::{Field, FieldIndex, FieldKind, Fields};
use crate::grid::{Cell, CellIndex, EntryRule, Expects, Grid, Unlisted};

/// Names of the second level, each after the name of the first level that it belongs to: the form's
/// families, in the order of the first level's choices. Those of one first level are consecutive.
pub(super) fn pairs(families: &[(String, String)], fields: &Fields) -> Arc<Vec<(String, String)>> {
    let columns = fields.iter().filter_map(|(_, field)| field.rows());
    let levels = columns.flat_map(Fields::iter).map(|(_, field)| field);
    let choices = levels
        .filter(|field| field.kind.is_level())
        .flat_map(|field| field.kind.choices());
    let mut order: Vec<&str> = Vec::new();
    let outer = families.iter().map(|(_, outer)| outer.as_str());
    for name in choices.map(String::as_str).chain(outer) {
        if !order.contains(&name) {
            order.push(name);
        }
    }
    let pairs = order.into_iter().flat_map(|name| {
        let own = families.iter().filter(move |(_, outer)| outer == name);
        own.map(|(inner, outer)| (outer.clone(), inner.clone()))
    });
    Arc::new(pairs.collect())
}

/// The level of a cell's row that decides which names are offered.
enum FirstLevel {
    /// A column in which it is filled in, with its label.
    Column(usize, String),
    /// The form prints its name.
    Printed(String),
}

/// Offers the names of the row's first level in an empty cell of a level that has no choices of its
/// own. Other names remain legal.
pub(super) fn offer(cells: &TableCells<'_>, grid: &Grid, index: CellIndex, rule: &mut EntryRule) {
    let cell = grid.cell(index);
    let is_line = cell.text.is_empty() && rule.expects == Expects::Line;
    if cells.families.is_empty() || !is_line {
        return;
    }
    let Some(Shown::Row(columns, column, _)) = cells.shown(&cell.pointer) else {
        return;
    };
    let field = columns.get(column);
    if !field.kind.is_level() || rule.label.is_empty() {
        return;
    }
    let Some(first) = first_level(cells, grid, cell, (columns, column)) else {
        return;
    };
    let (label, expects) = match first {
        FirstLevel::Column(outer, label) => {
            let pairs = Arc::clone(&cells.families);
            (label, Expects::OneOfGroup { outer, pairs })
        }
        FirstLevel::Printed(name) => {
            let own = cells.families.iter().filter(|(outer, _)| *outer == name);
            let names = own.map(|(_, inner)| inner.clone()).collect();
            (name, Expects::OneOf(names, Unlisted::Doubted))
        }
    };
    rule.expects = expects;
    rule.hint = words::family_hint(field, &label);
    rule.refusal = words::family_refusal(field, &label);
}

/// The nearest first level to the left of a cell, in its row. The lists side by side share one.
fn first_level(
    cells: &TableCells<'_>,
    grid: &Grid,
    cell: &Cell,
    (columns, column): (&Fields, FieldIndex),
) -> Option<FirstLevel> {
    let second = levels(columns).nth(1);
    let is_second = second.is_some_and(|(index, _)| index == column);
    let left = (0..cell.col).rev().map(|col| grid.at(cell.row, col));
    left.map(|index| grid.cell(index)).find_map(|other| {
        let name = other.text.trim();
        if cells.families.iter().any(|(outer, _)| outer == name) {
            return Some(FirstLevel::Printed(name.to_owned()));
        }
        let Some(Shown::Row(columns, index, _)) = cells.shown(&other.pointer) else {
            return None;
        };
        let (first, field) = levels(columns).next()?;
        (is_second && first == index).then(|| FirstLevel::Column(other.col, field.label.clone()))
    })
}

fn levels(columns: &Fields) -> impl Iterator<Item = (FieldIndex, &Field)> {
    let all = columns.iter();
    all.filter(|(_, field)| matches!(field.kind, FieldKind::Level(_)))
}
