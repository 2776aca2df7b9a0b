//! A flat list to be written: columns with heads, rows of values, sums.

use std::ops::Range;

use crate::grid::{Align, Number};

/// A flat list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// What it is called: name of the sheet.
    pub name: String,
    /// Its columns.
    pub columns: Vec<ListingColumn>,
    /// Its rows, below the head.
    pub rows: Vec<ListingRow>,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct ListingColumn {
    /// Its head.
    pub head: String,
    /// Its width, in characters of a sheet.
    pub width: f64,
    /// How its values stand.
    pub align: Align,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct ListingRow {
    /// What it is.
    pub kind: RowKind,
    /// A cell for each column.
    pub cells: Vec<ListingCell>,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// Data.
    Data,
    /// The sum of some rows above it.
    Subtotal,
    /// The sum of all.
    Total,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum ListingCell {
    /// Nothing.
    Blank,
    /// A text.
    Text(String),
    /// A number and its text.
    Number {
        /// The number.
        number: Number,
        /// As it is printed.
        text: String,
    },
    /// A sum over other cells of its column.
    Sum {
        /// Its value.
        number: Number,
        /// As it is printed.
        text: String,
        /// What it adds up.
        of: ListingSum,
    },
}

/// What a sum adds up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListingSum {
    /// These rows of the list, by index.
    Rows(Range<usize>),
    /// All subtotals.
    Subtotals {
        /// The column in which each of them has the word for it, and no other row has.
        marks: usize,
    },
}

/// A value that a format could not hold as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingNote {
    /// Index of its row in [`Listing::rows`].
    pub row: usize,
    /// Index of its column.
    pub col: usize,
    /// What is the matter.
    pub kind: ListingTrouble,
}

/// What is the matter with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListingTrouble {
    /// The number has more digits than a workbook's double keeps; it is written as text.
    NumberAsText,
    /// The text is longer than a workbook's cell: the list is not written.
    TooLong {
        /// UTF-16 units of the text.
        length: usize,
    },
}

impl ListingCell {
    /// Its text.
    pub fn text(&self) -> &str {
        match self {
            ListingCell::Blank => "",
            ListingCell::Text(text)
            | ListingCell::Number { text, .. }
            | ListingCell::Sum { text, .. } => text,
        }
    }
}
