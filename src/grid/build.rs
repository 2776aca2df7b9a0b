//! Builder of a [`Grid`] that checks its invariants: every slot covered exactly once, spans inside
//! the table, groups in order.
//!
//! Cells are placed as in HTML, each into the first free slot of its row. Unlike in HTML, it is an
//! error to cover a slot twice or not at all.

use std::ops::Range;
use std::sync::Arc;

use super::cell::{Cell, CellIndex};
use super::look::Look;
use super::table::{Breaks, Grid, Row, RowGroup, Title};
use crate::length::Length;

/// Builds a [`Grid`] row by row, cell by cell.
#[derive(Debug)]
pub struct Builder {
    form: String,
    name: String,
    look: Arc<Look>,
    titles: Vec<Title>,
    columns: Vec<Length>,
    rows: Vec<Row>,
    cells: Vec<Cell>,
    groups: Vec<RowGroup>,
    framed: Option<Range<usize>>,
    kept: Vec<Range<usize>>,
    auto_columns: Vec<usize>,
    breaks: Breaks,
    slots: Vec<Option<CellIndex>>,
}

/// Why a table cannot be built. Rows and columns are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// The row has no free slot left for this cell.
    #[error("row {row} has no room for a cell {colspan} columns wide")]
    NoRoom {
        /// The row.
        row: usize,
        /// Number of columns that the cell spans.
        colspan: usize,
    },
    /// Two cells cover this slot.
    #[error("row {row}, column {col} is covered twice")]
    Overlap {
        /// The row.
        row: usize,
        /// The column.
        col: usize,
    },
    /// No cell covers this slot.
    #[error("row {row}, column {col} is covered by no cell")]
    Uncovered {
        /// The row.
        row: usize,
        /// The column.
        col: usize,
    },
    /// A cell reaches below the last row.
    #[error("the cell at row {row}, column {col} reaches below the table")]
    BelowTable {
        /// First row of the cell.
        row: usize,
        /// First column of the cell.
        col: usize,
    },
}

impl Builder {
    /// Starts a table with the given columns.
    pub fn new(form: &str, name: &str, look: Arc<Look>, columns: Vec<Length>) -> Builder {
        Builder {
            form: form.to_owned(),
            name: name.to_owned(),
            look,
            titles: Vec::new(),
            columns,
            rows: Vec::new(),
            cells: Vec::new(),
            groups: Vec::new(),
            framed: None,
            kept: Vec::new(),
            auto_columns: Vec::new(),
            breaks: Breaks::default(),
            slots: Vec::new(),
        }
    }

    /// Adds a line above the table.
    pub fn title(&mut self, title: Title) {
        self.titles.push(title);
    }

    /// Starts the next row and returns its index.
    pub fn row(&mut self, row: Row) -> usize {
        self.rows.push(row);
        let needed = self.rows.len() * self.columns.len();
        if self.slots.len() < needed {
            self.slots.resize(needed, None);
        }
        self.rows.len() - 1
    }

    /// Puts a cell into the first free slot of the last row; its `row` and `col` are set here.
    ///
    /// # Errors
    /// [`BuildError::NoRoom`] if the row is full, [`BuildError::Overlap`] if a slot is already
    /// covered.
    ///
    /// # Panics
    /// If no row was started.
    pub fn cell(&mut self, mut cell: Cell) -> Result<CellIndex, BuildError> {
        let width = self.columns.len();
        let row = self
            .rows
            .len()
            .checked_sub(1)
            .expect("a row is started before its cells");
        let free = (0..width).find(|col| self.slots[row * width + col].is_none());
        let no_room = BuildError::NoRoom {
            row,
            colspan: cell.colspan,
        };
        let Some(col) = free.filter(|col| col + cell.colspan <= width) else {
            return Err(no_room);
        };
        cell.row = row;
        cell.col = col;
        let index = CellIndex(self.cells.len());
        self.cover(&cell, index)?;
        self.cells.push(cell);
        Ok(index)
    }

    fn cover(&mut self, cell: &Cell, index: CellIndex) -> Result<(), BuildError> {
        let width = self.columns.len();
        let needed = cell.rows().end * width;
        if self.slots.len() < needed {
            self.slots.resize(needed, None);
        }
        for row in cell.rows() {
            for col in cell.cols() {
                let slot = &mut self.slots[row * width + col];
                if slot.is_some() {
                    return Err(BuildError::Overlap { row, col });
                }
                *slot = Some(index);
            }
        }
        Ok(())
    }

    /// Declares a group of rows with a repeated head.
    pub fn group(&mut self, group: RowGroup) {
        self.groups.push(group);
    }

    /// Sets the rows inside the frame; without this call, all are.
    pub fn frame(&mut self, rows: Range<usize>) {
        self.framed = Some(rows);
    }

    /// Declares rows that stay on one page.
    pub fn keep(&mut self, rows: Range<usize>) {
        self.kept.push(rows);
    }

    /// Declares columns whose width depends on their content.
    pub fn auto_columns(&mut self, columns: Vec<usize>) {
        self.auto_columns = columns;
    }

    /// Permits line breaks at these byte offsets of a title.
    pub fn break_title(&mut self, title: usize, offsets: Vec<usize>) {
        if !offsets.is_empty() {
            self.breaks.titles.insert(title, offsets);
        }
    }

    /// Permits line breaks at these byte offsets of a cell's text.
    pub fn break_cell(&mut self, cell: CellIndex, offsets: Vec<usize>) {
        if !offsets.is_empty() {
            self.breaks.cells.insert(cell, offsets);
        }
    }

    /// The cells placed so far, to be completed: formulas need the positions of other cells.
    pub fn cells_mut(&mut self) -> &mut [Cell] {
        &mut self.cells
    }

    /// Finishes the table.
    ///
    /// # Errors
    /// [`BuildError::Uncovered`] or [`BuildError::BelowTable`] for the first wrong place.
    pub fn finish(mut self) -> Result<Grid, BuildError> {
        let width = self.columns.len();
        let rows = self.rows.len();
        if let Some(cell) = self.cells.iter().find(|cell| cell.rows().end > rows) {
            return Err(BuildError::BelowTable {
                row: cell.row,
                col: cell.col,
            });
        }
        let mut slots = Vec::with_capacity(self.slots.len());
        for (place, slot) in self.slots.into_iter().enumerate() {
            let uncovered = BuildError::Uncovered {
                row: place / width,
                col: place % width,
            };
            slots.push(slot.ok_or(uncovered)?);
        }
        // A department may have thousands of tables in memory at a time.
        self.cells.shrink_to_fit();
        Ok(Grid {
            form: self.form,
            name: self.name,
            titles: self.titles,
            columns: self.columns,
            framed: self.framed.unwrap_or(0..rows),
            rows: self.rows,
            cells: self.cells,
            groups: self.groups,
            kept: self.kept,
            auto_columns: self.auto_columns,
            breaks: self.breaks,
            fitted: None,
            look: self.look,
            slots,
        })
    }
}
