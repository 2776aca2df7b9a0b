//! Workbook of a summary or report: a title, a head of one or two lines, rows, live totals;
//! sortable and filtered, with links to files.
//!
//! It does not depend on grids or looks of editions.

use std::io;

use rust_decimal::Decimal;

/// Sheet with one list.
pub struct List<'a> {
    /// Name of the sheet, valid in Excel and unique.
    pub name: String,
    /// Title line above the list.
    pub title: String,
    /// Explanation below the title; may be empty.
    pub note: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// Number of columns that stay visible when scrolling.
    pub frozen: u16,
    /// Where its rows are stored until the workbook is assembled.
    pub row_storage: RowStorage,
    /// The rows, a value for each column; a failure to read one ends the workbook.
    pub rows: Box<dyn Iterator<Item = io::Result<Vec<Value>>> + 'a>,
    /// Line below the rows, if anything is summed.
    pub totals: Option<Vec<Total>>,
    /// Print settings.
    pub print: Print,
}

/// Where the rows of a list are stored until the workbook is assembled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowStorage {
    /// In memory: for a list that stays short for any number of departments.
    InMemory,
    /// In an anonymous file: no memory per row, but one open file per sheet.
    OnDisk,
}

/// Print settings of a list; the paper is A3, except where it says otherwise. Landscape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Print {
    /// Fit to the width of one page.
    FitWidth,
    /// Fit to the width of one page of A4.
    FitA4,
    /// This many columns from the left fit the width of one page; the others are for the screen
    /// only.
    First(u16),
    /// Across as many pages as needed, with the frozen columns on each.
    Across,
}

/// Head of a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Group head above it; adjacent columns with equal groups share one. May be empty.
    pub group: String,
    /// Its own label.
    pub label: String,
    /// Width in digits.
    pub width: f64,
}

/// Value of a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Empty.
    Blank,
    /// Text.
    Text(String),
    /// Number of persons or things.
    Count(Decimal),
    /// Number of a row in its list.
    Ordinal(u32),
    /// Word on a coloured background.
    Tinted(&'static str, Tint),
    /// Money, with the number's decimals, at least two.
    Amount(Decimal),
    /// Ratio, shown as a percentage.
    Percent(Decimal),
    /// Link to a file or folder, as a path relative to the workbook with `/`; or, with `#`, to a
    /// sheet of the same workbook.
    Link {
        /// Target of the link.
        target: String,
        /// Text of the link.
        text: String,
    },
}

/// Meaning of a colour. Each is light enough for black text, and they print as distinct greys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tint {
    /// Error.
    Red,
    /// Likely error.
    Amber,
    /// A hint.
    Blue,
}

/// Cell below a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Total {
    /// Empty.
    Blank,
    /// Text.
    Text(String),
    /// Live sum of the column; the value is its present result.
    Sum(Value),
    /// Like [`Total::Sum`], over the rows whose text in another column does not end with this text.
    /// `*`, `?` and `~` in it are wildcards, as in a workbook.
    SumExcept {
        /// Index of the other column.
        column: u16,
        /// The ending.
        ending: String,
        /// Present result.
        value: Value,
    },
    /// Live mean of the numbers of the column.
    Mean {
        /// Index of another column and an ending: rows whose text ends with it are left out, as in
        /// [`Total::SumExcept`].
        except: Option<(u16, String)>,
        /// Decimals that it is rounded to.
        digits: u32,
        /// Present result, blank if there are no numbers.
        value: Value,
    },
    /// Formula over other totals.
    Formula {
        /// The formula: `{3}/{4}` refers to columns by index.
        formula: String,
        /// Decimals that it is rounded to.
        digits: u32,
        /// Present result, blank if there is none.
        value: Value,
    },
}
