//! State shared by the steps that read rows.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::columns::{SheetColumn, SheetColumns};
use crate::form::{Edition, Field, FieldKind, Fields, Role};
use crate::import::outline::Outline;
use crate::import::view::{Area, SheetRow, SheetView};
use crate::import::{fitting, words};
use crate::source::SheetCell;
use crate::workbook::CellContent;

/// A row that is being collected: the cells of each column.
pub(super) struct OpenRow {
    pub(super) first: u32,
    pub(super) cells: Vec<Vec<usize>>,
}

/// Name of a group in a row of its own, until a row continues it.
pub(super) struct PendingGroup {
    /// Index of its column.
    pub(super) column: usize,
    pub(super) cells: Vec<usize>,
}

/// Cells with all parts of a target that were divided.
pub(super) struct DividedTargets<'a> {
    /// The first one, and its text.
    pub(super) at: SheetCell,
    pub(super) text: String,
    /// The columns of the parts.
    pub(super) fields: Vec<&'a Field>,
    pub(super) count: usize,
}

/// Blank cells and ditto signs (〃) in a level's column that were read as the name above.
pub(super) struct InferredLevel {
    /// Cell of the first one.
    pub(super) at: SheetCell,
    /// Sign in the first one; `None` for a blank.
    pub(super) sign: Option<String>,
    /// Their row numbers.
    pub(super) rows: Vec<u32>,
    /// Name that the first one was read as.
    pub(super) name: String,
}

/// Name of a level in a row, and whether it is in a cell of that row.
pub(super) type LevelOfRow = (String, bool);

/// Reader of the rows at one row of the outline.
pub(in crate::import) struct RowsReader<'a> {
    pub(super) view: &'a SheetView<'a>,
    pub(super) fields: &'a Fields,
    pub(super) outline: &'a Outline,
    /// The outline row of the rows.
    pub(super) line: usize,
    pub(super) edition: &'a Edition,
    pub(super) columns: Vec<SheetColumn<'a>>,
    pub(super) heads: SheetColumns<'a>,
    pub(super) rows: RangeInclusive<u32>,
    /// First and last column of the table.
    pub(super) table: (u32, u32),
    /// Last row that is certainly data.
    pub(super) last_certain: u32,
    /// Last row so far that belongs to the list, or the one above its first.
    pub(super) data_end: u32,
    pub(super) pending_groups: Vec<PendingGroup>,
    /// Cells merged over several rows that were reported.
    pub(super) reported_merges: BTreeSet<usize>,
    /// Columns whose name is in a row of its own, so that the rows below are blank.
    pub(super) grouped: BTreeSet<usize>,
    /// Levels that were inferred, by column.
    pub(super) inferred_levels: BTreeMap<usize, InferredLevel>,
    /// Signs and words for "same as above".
    pub(super) ditto: words::Signs,
    /// Levels of the row before, by column.
    pub(super) levels_before: BTreeMap<usize, LevelOfRow>,
    /// Whether a level is written in each row: a blank among such rows was probably omitted by
    /// mistake.
    pub(super) is_written_out: bool,
    /// Cells with all parts of a target that were divided.
    pub(super) divided_targets: Option<DividedTargets<'a>>,
}

impl RowsReader<'_> {
    /// Filled cells of a row, for each column.
    pub(super) fn cells(&self, row: &SheetRow) -> Vec<Vec<usize>> {
        let of = |column: &SheetColumn<'_>| {
            let mut cells = self.view.filled_in(&Area {
                rows: row.row..=row.row,
                cols: column.first..=column.last,
            });
            // Words without values do not make a row.
            if let Some(pattern) = column.pattern {
                let is_blank = |cell: &usize| self.is_blank_pattern(pattern, *cell);
                for cell in cells.extract_if(.., |cell| is_blank(cell)) {
                    self.view.set_read(cell);
                }
            }
            // A derived value alone does not make a row.
            if column.field.derive.is_some() {
                let has_result =
                    |cell: &usize| self.view.cell(*cell).content != CellContent::NoResult;
                for cell in cells.extract_if(.., |cell| !has_result(cell)) {
                    self.view.set_read(cell);
                }
            }
            cells
        };
        self.columns.iter().map(of).collect()
    }

    /// Whether a row has a text that the form itself prints in each row, such as its number.
    pub(super) fn has_printed(&self, row: &SheetRow) -> bool {
        let mut cells = row.cells.clone();
        cells.any(|cell| self.is_printed(cell))
    }

    /// Whether a cell has the text that the form itself prints in its column of each row.
    pub(super) fn is_printed(&self, cell: usize) -> bool {
        let cell = self.view.cell(cell);
        let mut printed = self.heads.printed.iter();
        printed.any(|printed| printed.is_text(cell))
    }

    /// Filled cells of a row that were not read.
    pub(super) fn filled(&self, row: &SheetRow) -> Vec<usize> {
        let cells = row.cells.clone();
        cells
            .filter(|cell| !self.view.cell(*cell).is_blank() && !self.view.is_read(*cell))
            .collect()
    }

    pub(super) fn is_level(&self, index: usize) -> bool {
        matches!(self.columns[index].field.kind, FieldKind::Level(_))
    }

    /// Whether a column contains the names of rows.
    pub(super) fn is_name(&self, index: usize) -> bool {
        self.columns[index].field.role == Some(Role::Name)
    }

    /// Whether the column with the names of rows is filled in.
    pub(super) fn has_name(&self, cells: &[Vec<usize>]) -> bool {
        (0..cells.len()).any(|index| self.is_name(index) && !cells[index].is_empty())
    }

    pub(super) fn has_sign(&self, cells: &[Vec<usize>]) -> bool {
        let signs = self.columns.iter().zip(cells);
        signs
            .filter_map(|(column, cells)| cells.first().map(|cell| (column, cell)))
            .any(|(column, cell)| {
                let text = self.view.cell(*cell).text();
                fitting::is_sign(column.field, &text)
                    || column.target.is_some() && fitting::has_sign(&text)
            })
    }

    /// Whether a cell is merged over the next columns of the table.
    pub(super) fn reaches_over(&self, index: usize, cell: usize) -> bool {
        let cell = self.view.cell(cell);
        let last = self.view.extent(cell.row, cell.col).1;
        last > self.columns[index].last
    }

    /// Whether a cell to the left of a column is merged into it.
    pub(super) fn reaches_in(&self, cell: usize) -> bool {
        let cell = self.view.cell(cell);
        let last = self.view.extent(cell.row, cell.col).1;
        let mut columns = self.columns.iter();
        columns.any(|column| cell.col < column.first && column.first <= last)
    }

    /// Whether any cell of a row was read.
    pub(super) fn was_read(&self, row: &SheetRow) -> bool {
        row.cells.clone().any(|cell| {
            let col = self.view.cell(cell).col;
            self.view.is_read(cell) && self.columns.iter().any(|column| column.holds(col))
        })
    }

    pub(super) fn set_pending_unread(&self, group: &PendingGroup) {
        for cell in &group.cells {
            self.view.set_unread(*cell);
        }
    }
}
