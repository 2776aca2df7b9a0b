//! Scope of a label: the cells it is the head of, for formats that declare it to assistive
//! technology.

use super::cell::{Cell, Role};
use super::table::Grid;

/// Cells that a label is the head of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The cells below it.
    Column,
    /// The cells to the right of it.
    Row,
}

impl Grid {
    /// Whether a label is the head of the cells below it or to the right of it. It is the head of
    /// cells below if it is in a repeated head, or has data below and none to the right.
    pub fn scope(&self, cell: &Cell) -> Scope {
        let group = self.group_of(cell.row);
        if group.is_some_and(|group| cell.rows().end <= group.head.end) {
            return Scope::Column;
        }
        let end = group.map_or_else(
            || {
                let next = self.groups.iter().find(|group| group.rows.start > cell.row);
                next.map_or(self.framed.end, |group| group.rows.start)
            },
            |group| group.rows.end.min(self.framed.end),
        );
        let is_data = |row: usize, col: usize| self.cell(self.at(row, col)).role == Role::Data;
        let below = cell.rows().end < end && is_data(cell.rows().end, cell.col);
        let beside = cell.cols().end < self.col_count() && is_data(cell.row, cell.cols().end);
        if below && !beside {
            Scope::Column
        } else {
            Scope::Row
        }
    }
}
