//! Rows below a head that give the units of columns: `元`, `（万元）`, `单位：千元`.

use super::head::unit_of;
use super::rows::ListRow;
use super::state::ListReader;
use crate::form::{FieldKind, ListColumn, plain_head};

/// Maximum length of a word next to a unit in such a row, in characters.
const MAX_LENGTH: usize = 4;

/// Maximum number of cells of a row with one unit for all columns.
const MAX: usize = 3;

/// Ending of a label of units.
const LABEL: &str = "单位";

impl<'a> ListReader<'a> {
    /// Unit of money in a column; `None` if the column is not money.
    pub(super) fn own_unit(&self, column: &ListColumn) -> Option<&'a str> {
        let targets = column.targets.iter().map(|target| self.field(*target));
        let mut own = targets.filter(|field| matches!(field.kind, FieldKind::Amount));
        own.next().map(|field| field.unit.as_str())
    }

    /// Columns of money: index, the form's unit, column of the sheet.
    pub(super) fn money(&self) -> Vec<(usize, &'a str, u32)> {
        let columns = self.columns().filter_map(|(index, column)| {
            let own = self.own_unit(column)?;
            let head = self.head.columns[index].as_ref()?;
            Some((index, own, head.col))
        });
        columns.collect()
    }

    /// Whether a row contains units and nothing else. Reports columns with another unit than the
    /// form's, which are not read from here on.
    pub(super) fn is_of_units(&mut self, line: &'a ListRow) -> bool {
        // A head that contains a unit is not such a cell.
        let unit_of =
            |text: &str| unit_of(text).filter(|_| self.list.heads.column_of(text).is_none());
        let unit_at = |col: u32| line.get(col).and_then(unit_of);
        let in_columns = self.money.iter().any(|(_, _, col)| unit_at(*col).is_some());
        let of_all = || {
            line.cells
                .iter()
                .find_map(|(col, text)| Some((*col, unit_of(text)?)))
        };
        // Nearly every row has more cells.
        let of_all = if in_columns || line.cells.len() > MAX {
            None
        } else {
            of_all()
        };
        if !in_columns && of_all.is_none() {
            return false;
        }
        let names = [Some(self.list.department), self.list.title].map(|index| {
            let head = self.head.columns[index?].as_ref();
            head.map(|head| head.col)
        });
        let is_head = |col: u32, text: &str| {
            let mut heads = self.head.columns.iter().flatten();
            heads.any(|head| head.col == col && head.text == text)
        };
        let is_fitting = |(col, text): &(u32, String)| {
            let is_label = plain_head(text).ends_with(LABEL);
            let is_short = text.trim().chars().count() <= MAX_LENGTH;
            let is_free = !names.contains(&Some(*col)) && in_columns;
            let is_money = self.money.iter().any(|(_, _, own)| own == col);
            unit_of(text).is_some()
                || is_head(*col, text)
                || in_columns && self.is_none(text)
                || !is_money && (is_label || is_short && is_free)
        };
        if !line.cells.iter().all(is_fitting) {
            return false;
        }
        let stated = self.money.iter().filter_map(|(index, own, col)| {
            let stated = unit_at(*col).map(|unit| (*col, unit)).or(of_all);
            let (col, unit) = stated.filter(|(_, unit)| unit != own)?;
            Some((*index, (line.row, col), (unit, *own)))
        });
        for (index, at, units) in stated.collect::<Vec<_>>() {
            if !self.unread.contains(&index) {
                self.report_foreign_unit(index, at, units);
            }
        }
        true
    }
}
