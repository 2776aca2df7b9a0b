//! The table: titles, columns, rows, cells, and the cell of each slot.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::cell::{Cell, CellIndex};
use super::look::{Look, Style};
use crate::length::Length;

/// A table (表格): titles above it, columns, rows, cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// ID of its form, in kebab case: `department-target`.
    pub form: String,
    /// Name of the table (表名), for sheet names, bookmarks and file names.
    pub name: String,
    /// Lines above the table, not part of its rows.
    pub titles: Vec<Title>,
    /// Column widths, left to right.
    pub columns: Vec<Length>,
    /// The rows, top to bottom.
    pub rows: Vec<Row>,
    /// Rows inside the frame, which are the table's data. Rows above and below it (unit of money,
    /// notes, signatures) have no rules and belong to the same columns.
    pub framed: Range<usize>,
    /// The cells, in the order of their first slot, row by row.
    pub cells: Vec<Cell>,
    /// Groups of rows whose head is repeated on continuation pages, top to bottom, without overlap.
    pub groups: Vec<RowGroup>,
    /// Blocks of rows that stay on one page, top to bottom, without overlap.
    pub kept: Vec<Range<usize>>,
    /// Columns whose width depends on their content, in ascending order; their widths in
    /// [`Grid::columns`] are provisional until `layout` sets them.
    pub auto_columns: Vec<usize>,
    /// Line breaks that the template permits.
    pub breaks: Breaks,
    /// How the table was set closer to take one page less, if it was.
    pub fitted: Option<Fitted>,
    /// The look of the table.
    pub look: Arc<Look>,
    pub(super) slots: Vec<CellIndex>,
}

/// A line above the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Title {
    /// Its text.
    pub text: String,
    /// Index of its style in [`Look::styles`].
    pub style: usize,
}

/// Line breaks that a template permits, as byte offsets into texts; between two of them a text is
/// one unit if it fits on a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Breaks {
    /// Offsets in the titles, by their index.
    pub titles: BTreeMap<usize, Vec<usize>>,
    /// Offsets in the texts of cells.
    pub cells: BTreeMap<CellIndex, Vec<usize>>,
}

/// Result of setting a table closer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fitted {
    /// Number of pages now, one less than before.
    pub pages: usize,
    /// Smallest type size of its cells.
    pub size: Length,
    /// Smallest padding above and below a text of its cells.
    pub padding: Length,
}

/// A row (行).
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Minimum height, if the template sets one.
    pub min_height: Option<Length>,
}

/// Rows whose first rows are a head (重复表头), repeated on each page on which the group continues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowGroup {
    /// Rows of the head, the first rows of the group.
    pub head: Range<usize>,
    /// All rows of the group, head rows included.
    pub rows: Range<usize>,
}

impl Grid {
    /// Number of rows.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// Whether a row is inside the frame.
    pub fn is_framed(&self, row: usize) -> bool {
        self.framed.contains(&row)
    }

    /// Whether rows are above or below the frame.
    pub fn has_free_rows(&self) -> bool {
        self.framed != (0..self.row_count())
    }

    /// Index of the title line that names the table: the first of those in the largest type.
    pub fn heading(&self) -> Option<usize> {
        let size = |title: &Title| {
            let style = self.look.styles.get(title.style);
            style.map_or(Length::ZERO, |style| style.size)
        };
        let mut largest: Option<usize> = None;
        for (index, title) in self.titles.iter().enumerate() {
            if largest.is_none_or(|known| size(title) > size(&self.titles[known])) {
                largest = Some(index);
            }
        }
        largest
    }

    /// Number of columns.
    pub fn col_count(&self) -> usize {
        self.columns.len()
    }

    /// The cell that covers a slot.
    ///
    /// # Panics
    /// If the slot is outside the table.
    pub fn at(&self, row: usize, col: usize) -> CellIndex {
        assert!(
            col < self.columns.len(),
            "column {col} lies outside the table"
        );
        self.slots[row * self.columns.len() + col]
    }

    /// The cell with an index.
    pub fn cell(&self, index: CellIndex) -> &Cell {
        &self.cells[index.0]
    }

    /// The style of a cell.
    pub fn style(&self, cell: &Cell) -> &Style {
        &self.look.styles[cell.style]
    }

    /// The group that contains a row.
    pub fn group_of(&self, row: usize) -> Option<&RowGroup> {
        self.groups.iter().find(|group| group.rows.contains(&row))
    }
}
