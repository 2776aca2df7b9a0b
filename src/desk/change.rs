//! What differs between two screens, so that a screen with thousands of cells changes only those that it must.

use std::collections::BTreeMap;

use serde::Serialize;

use super::screen::{Screen, ScreenCell, ScreenTable, ScreenTitle, ShownValue};

/// What is shown differently.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScreenChange {
    /// The new screen without tables and values.
    #[serde(flatten)]
    pub screen: Screen,
    /// How each table of the new screen comes about.
    pub changes: Vec<TableChange>,
    /// Values that are new or different; `None` for those that are gone.
    pub new_values: BTreeMap<String, Option<ShownValue>>,
}

/// How a table of the new screen comes about.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TableChange {
    /// It is the table at this index of the screen before.
    Same(usize),
    /// It is the table at this index of the screen before, with these differences.
    Patch(usize, TableDifference),
    /// It is new.
    Table(Box<ScreenTable>),
}

/// Differences of two tables with cells at the same places.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableDifference {
    /// The cells that differ, by their index.
    pub cells: Vec<(usize, ScreenCell)>,
    /// Heights of all rows, if one differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<Vec<f64>>,
    /// All titles, if one differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub titles: Option<Vec<ScreenTitle>>,
}

impl ScreenChange {
    /// What differs; without a screen before, everything.
    pub(super) fn between(before: Option<&Screen>, after: &Screen) -> ScreenChange {
        let none = BTreeMap::new();
        let old_values = before.map_or(&none, |before| &before.values);
        let mut new_values = BTreeMap::new();
        for (pointer, value) in &after.values {
            if old_values.get(pointer) != Some(value) {
                new_values.insert(pointer.clone(), Some(value.clone()));
            }
        }
        let gone = old_values
            .keys()
            .filter(|pointer| !after.values.contains_key(*pointer));
        new_values.extend(gone.map(|pointer| (pointer.clone(), None)));
        let tables = before.map_or(&[][..], |before| &before.tables);
        let changes = after.tables.iter().enumerate();
        let changes = changes.map(|(index, table)| change(index, tables.get(index), table));
        ScreenChange {
            changes: changes.collect(),
            new_values,
            screen: after.without_tables(),
        }
    }
}

fn change(index: usize, before: Option<&ScreenTable>, after: &ScreenTable) -> TableChange {
    let Some(before) = before else {
        return TableChange::Table(Box::new(after.clone()));
    };
    if before == after {
        return TableChange::Same(index);
    }
    let is_alike = before.form == after.form
        && before.pointer == after.pointer
        && before.styles == after.styles
        && before.columns == after.columns
        && before.rows.len() == after.rows.len()
        && before.titles.len() == after.titles.len()
        && before.cells.len() == after.cells.len()
        && before
            .cells
            .iter()
            .zip(&after.cells)
            .all(|(old, new)| place(old) == place(new));
    if !is_alike {
        return TableChange::Table(Box::new(after.clone()));
    }
    let cells = before.cells.iter().zip(&after.cells).enumerate();
    let cells = cells.filter(|(_, (old, new))| old != new);
    TableChange::Patch(
        index,
        TableDifference {
            cells: cells
                .map(|(index, (_, new))| (index, new.clone()))
                .collect(),
            rows: (before.rows != after.rows).then(|| after.rows.clone()),
            titles: (before.titles != after.titles).then(|| after.titles.clone()),
        },
    )
}

fn place(cell: &ScreenCell) -> [usize; 4] {
    [cell.row, cell.col, cell.rows, cell.cols]
}
