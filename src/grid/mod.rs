//! The plain table that every output is made from: each place covered exactly once, and nothing left to decide about text, spans or rounding.
//!
//! A [`Grid`] knows no budget and no form. `template` builds it through [`Builder`]; `layout` and `write` read it.

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

pub use crate::amount::Operator;
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
    /// Id of the form it shows, in kebab case: `department-target`.
    pub form: String,
    /// Name of the table as people know it (表名), for sheet names, bookmarks and file names.
    pub name: String,
    /// Lines above the table, not part of its rows.
    pub titles: Vec<Title>,
    /// Widths of the columns, left to right.
    pub columns: Vec<Length>,
    /// The rows, top to bottom.
    pub rows: Vec<Row>,
    /// The cells, in the order of their first slot, row by row.
    pub cells: Vec<Cell>,
    /// Groups of rows whose head is repeated on continuation pages, top to bottom, without overlap.
    pub groups: Vec<RowGroup>,
    /// How it looks.
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
    /// Least height, if the template asks for one.
    pub min_height: Option<Length>,
}

/// Rows of which the first few are a head row (重复表头), repeated on each page on which the group goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowGroup {
    /// Rows of the head; they are the first rows of the group.
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
    /// What it is in the table.
    pub role: Role,
    /// Index of its style in [`Look::styles`].
    pub style: usize,
    /// Its text as printed, `\n` between paragraphs. Not trimmed, not changed: control characters are still in it.
    pub text: String,
    /// The number behind the text, where there is one.
    pub number: Option<Number>,
    /// How its number will be written once there is one, where it is blank.
    pub blank: Option<Notation>,
    /// How the workbook computes it, where it was derived, or is blank and will be.
    pub formula: Option<Box<Formula>>,
    /// JSON Pointer of the value shown, from the root of the input: `/department/income/total`. Empty for a label.
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

/// What a cell is in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A label or a head of the form, or a group's name (`th`); printed again where its rows go on over the page.
    Label,
    /// The department's data (`td`).
    Data,
}

/// A number as a workbook keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// Its exact value; 1 for 100 %.
    pub value: Decimal,
    /// How it is written.
    pub notation: Notation,
}

/// How a number is written; with the digits after the point as the text has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// `14.63`: two decimals.
    Plain {
        /// Digits after the point.
        decimals: u32,
    },
    /// `7.5%`: one decimal.
    Percent {
        /// Digits after the point, as printed before the sign.
        decimals: u32,
    },
}

/// How a workbook computes a cell from other cells.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    /// An empty text: the cell is blank on purpose, where it could be computed.
    Nothing,
    /// The value of a cell; a blank one counts as 0.
    Cell(CellIndex),
    /// A constant.
    Number(Decimal),
    /// `SUM` of the given cells.
    Sum(Vec<CellIndex>),
    /// Two parts and what is done with them. A division by 0 is blank.
    Binary(Box<Formula>, Operator, Box<Formula>),
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

    /// The group a row belongs to, if it is in one.
    pub fn group_of(&self, row: usize) -> Option<&RowGroup> {
        self.groups.iter().find(|group| group.rows.contains(&row))
    }
}
