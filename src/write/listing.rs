//! Flat list (清单): columns with heads, rows of values, sums.

use std::ops::Range;

use crate::grid::{Align, Number};

/// A flat list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// Name of the sheet.
    pub name: String,
    /// Columns, left to right.
    pub columns: Vec<ListingColumn>,
    /// Rows below the head.
    pub rows: Vec<ListingRow>,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct ListingColumn {
    /// Head of the column.
    pub head: String,
    /// Width in characters of the sheet's default font.
    pub width: f64,
    /// Alignment of its values.
    pub align: Align,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct ListingRow {
    /// Data, subtotal or total.
    pub kind: RowKind,
    /// A cell for each column.
    pub cells: Vec<ListingCell>,
}

/// Role of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// Data.
    Data,
    /// Sum of some of the rows above.
    Subtotal,
    /// Sum of all rows.
    Total,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum ListingCell {
    /// Empty.
    Blank,
    /// A text.
    Text(String),
    /// A number and its printed text.
    Number {
        /// The number.
        number: Number,
        /// Printed text.
        text: String,
    },
    /// Sum of other cells of its column.
    Sum {
        /// Value of the sum.
        number: Number,
        /// Printed text.
        text: String,
        /// Cells that it adds up.
        of: ListingSum,
    },
}

/// Cells that a sum adds up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListingSum {
    /// These rows of the list, by index.
    Rows(Range<usize>),
    /// The cells of all subtotal rows.
    Subtotals {
        /// Column in which each subtotal row, and no other row, has the word for a subtotal.
        word_column: usize,
    },
}

/// A value that the format represents differently, or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingNote {
    /// Index of its row in [`Listing::rows`].
    pub row: usize,
    /// Index of its column in [`Listing::columns`].
    pub col: usize,
    /// Kind of deviation.
    pub kind: ListingNoteKind,
}

/// How a value is represented differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListingNoteKind {
    /// The number has more digits than a double stores; it is written as text.
    NumberAsText,
    /// The text is longer than a workbook cell may be; no list is written.
    TooLong {
        /// UTF-16 units of the text.
        length: usize,
    },
}

impl ListingCell {
    /// Text of the cell as printed.
    pub fn text(&self) -> &str {
        match self {
            ListingCell::Blank => "",
            ListingCell::Text(text)
            | ListingCell::Number { text, .. }
            | ListingCell::Sum { text, .. } => text,
        }
    }
}
