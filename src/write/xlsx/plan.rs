//! Plan of a table's sheet: its split texts, columns and rows, before anything is written.

use super::sheet_rows::SheetRows;
use super::text::{self, Split};
use super::{page, row_height};
use crate::grid::Blank;
use crate::write::document::Table;

/// Plan of a table's sheet.
pub(super) struct Plan<'a> {
    /// Texts that are too long for a cell.
    pub(super) splits: Vec<Split<'a>>,
    /// Widths of the columns in pixels.
    pub(super) columns: Vec<u32>,
    /// Sheet rows of the table.
    pub(super) rows: SheetRows,
}

/// Plans the sheet of a table, or of a blank one.
pub(super) fn plan<'a>(table: &Table<'a>, blank: Option<&Blank>) -> Plan<'a> {
    let grid = table.grid;
    let splits = text::splits(grid);
    let columns = page::column_pixels(&grid.columns, &grid.look.paper);
    let mut heights = row_height::heights(table, &columns);
    if let Some(blank) = blank {
        heights.give_titles_room(blank);
    }
    let rows = SheetRows::plan(grid, &heights, &splits);
    Plan {
        splits,
        columns,
        rows,
    }
}
