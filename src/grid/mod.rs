//! The plain table that every output is made from: each slot is covered exactly once, and text,
//! spans and rounding are settled.
//!
//! A [`Grid`] knows no budget and no form. `template` builds it through [`Builder`]; `layout` and
//! `write` read it.

mod blank;
mod build;
mod dump;
mod figure;
mod look;
mod scope;

use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::length::Length;

pub use blank::{
    Blank, Composed, Entry, Expects, Kept, Need, Origin, Others, Piece, Reference, Rule,
};
pub use build::{BuildError, Builder};
pub use figure::FigureRoom;
pub use look::{Align, Continued, Font, Foot, Look, Paper, Punctuation, Style, VerticalAlign};
pub use scope::Scope;

/// Index of a [`Cell`] in [`Grid::cells`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellIndex(pub usize);

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
    /// The cells, in the order of their first slot, row by row.
    pub cells: Vec<Cell>,
    /// Groups of rows whose head is repeated on continuation pages, top to bottom, without overlap.
    pub groups: Vec<RowGroup>,
    /// The look of the table.
    pub look: Arc<Look>,
    slots: Vec<CellIndex>,
}

/// A line above the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Title {
    /// Its text.
    pub text: String,
    /// Index of its style in [`Look::styles`].
    pub style: usize,
}

/// A row (行).
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Minimum height, if the template sets one.
    pub min_height: Option<Length>,
}

/// Rows of which the first few are a head (重复表头), repeated on each page on which the group
/// continues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowGroup {
    /// Rows of the head, the first rows of the group.
    pub head: Range<usize>,
    /// All rows of the group, head rows included.
    pub rows: Range<usize>,
}

/// A cell (单元格): one slot, or several merged ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// First row, counted from 0.
    pub row: usize,
    /// First column, counted from 0.
    pub col: usize,
    /// Rows it covers, at least 1.
    pub rowspan: usize,
    /// Columns it covers, at least 1.
    pub colspan: usize,
    /// Role in the table.
    pub role: Role,
    /// Index of its style in [`Look::styles`].
    pub style: usize,
    /// Printed text, `\n` between paragraphs; not trimmed, control characters included.
    pub text: String,
    /// The number behind the text, where there is one.
    pub number: Option<Number>,
    /// Notation of the number that will be filled in, if the cell is blank.
    pub blank: Option<Notation>,
    /// Formula in the workbook, if the value is derived or will be.
    pub formula: Option<Box<Formula>>,
    /// JSON Pointer of the value, from the root of the input: `/department/income/total`. Empty for
    /// a label.
    pub pointer: String,
}

impl Cell {
    /// The rows it covers.
    pub fn rows(&self) -> Range<usize> {
        self.row..self.row + self.rowspan
    }

    /// The columns it covers.
    pub fn cols(&self) -> Range<usize> {
        self.col..self.col + self.colspan
    }

    /// Whether it covers more than one slot.
    pub fn is_merged(&self) -> bool {
        self.rowspan > 1 || self.colspan > 1
    }
}

/// Role of a cell in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Label or head of the form, or name of a group (`th`); repeated where its rows continue on
    /// the next page.
    Label,
    /// The department's data (`td`).
    Data,
}

/// A number as a workbook stores it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// Exact value; 1 for 100 %.
    pub value: Decimal,
    /// Notation of the printed number.
    pub notation: Notation,
}

/// Notation of a number, with the decimals of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// `14.63`: two decimals.
    Plain {
        /// Digits after the point.
        decimals: u32,
    },
    /// `7.5%`: one decimal.
    Percent {
        /// Decimals before the percent sign.
        decimals: u32,
    },
}

/// How a workbook computes a cell from others.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    /// An empty text: the cell is blank on purpose, though it could be computed.
    Nothing,
    /// The value of a cell; a blank one counts as 0.
    Cell(CellIndex),
    /// A constant.
    Number(Decimal),
    /// `SUM` of the given cells.
    Sum(Vec<CellIndex>),
    /// Two operands and an operator. A division by 0 is blank.
    Binary(Box<Formula>, Operator, Box<Formula>),
}

/// Operator of a [`Formula`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

impl Grid {
    /// Number of rows.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// Number of columns.
    pub fn col_count(&self) -> usize {
        self.columns.len()
    }

    /// The cell that covers a slot.
    ///
    /// # Panics
    /// When the slot lies outside the table.
    pub fn at(&self, row: usize, col: usize) -> CellIndex {
        assert!(
            col < self.columns.len(),
            "column {col} lies outside the table"
        );
        self.slots[row * self.columns.len() + col]
    }

    /// The cell of an index.
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
