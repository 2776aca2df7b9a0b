//! Workbook of a summary or report: a title, a head of one or two lines, rows, live totals;
//! sortable and filtered, with links to files.
//!
//! Its rows are in an anonymous file until the workbook is assembled: no memory per row, but one
//! open file per sheet. It does not depend on grids or looks of editions.

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
    /// The rows, a value for each column; a failure to read one ends the workbook.
    pub rows: Box<dyn Iterator<Item = io::Result<Vec<Value>>> + 'a>,
    /// Lines below the rows, if anything is summed.
    pub totals: Vec<Vec<Total>>,
    /// Print settings.
    pub print: Print,
}

/// Maximum number of sections of a list with [`Print::Sections`]: Excel accepts 1,023 page ends.
pub const MAX_SECTIONS: usize = 1000;

/// Print settings of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Print {
    /// On A4, each section ([`Value::Heading`]) on a page of its own, below the head; without
    /// filters.
    Sections,
    /// On A4, fit to the width of one page.
    FitWidth,
    /// On A3: this many columns from the left fit the width of one page; the others are for the
    /// screen only.
    First(u16),
    /// On A4, this many columns from the left, the others being for the screen only: fit to the
    /// width of one page if its texts stay readable, otherwise across as few pages as they need for
    /// that, with the frozen columns on each. Title, note and head are on every page: the first two
    /// in the header of the page.
    Readable(u16),
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
    /// Formula over the row.
    Formula {
        /// The formula: `{3}/{4}` refers to columns by index.
        formula: String,
        /// Decimals that it is rounded to.
        digits: u32,
        /// Present result, blank if there is none.
        value: Box<Value>,
    },
    /// Heading of a section, across its row: the only value of the row.
    Heading(String),
    /// Text below a heading, across its row.
    Note(String),
    /// Link to a file or folder, as a path relative to the workbook with `/`; or, with `#`, to a
    /// cell of the same workbook, `#sheet!A1`.
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
    /// Live sum of the column over the rows that satisfy the conditions.
    Sum {
        /// The conditions.
        conditions: Vec<Criterion>,
        /// Present result.
        value: Value,
    },
    /// Live mean of the numbers of the column over the rows that satisfy the conditions.
    Mean {
        /// The conditions.
        conditions: Vec<Criterion>,
        /// Decimals that it is rounded to.
        digits: u32,
        /// Present result, blank if there are no numbers.
        value: Value,
    },
    /// Live text of words, each followed by the number of rows that satisfy conditions.
    Counts {
        /// The words and conditions.
        parts: Vec<(String, Vec<Criterion>)>,
        /// Present result.
        value: String,
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

impl Total {
    /// Live sum of the whole column; the value is its present result.
    pub const fn sum(value: Value) -> Total {
        Total::Sum {
            conditions: Vec::new(),
            value,
        }
    }
}

/// Condition on the value of a row in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// Index of the column.
    pub column: u16,
    /// The condition as a workbook writes it: `>0`, `=word`, `<>*ending`.
    condition: String,
}

impl Criterion {
    /// The value is this text.
    pub fn is(column: u16, text: &str) -> Criterion {
        Criterion {
            column,
            condition: format!("={}", without_wildcards(text)),
        }
    }

    /// The value does not end with this text.
    pub fn not_ending(column: u16, ending: &str) -> Criterion {
        Criterion {
            column,
            condition: format!("<>*{}", without_wildcards(ending)),
        }
    }

    /// The value is a positive number.
    pub fn is_positive(column: u16) -> Criterion {
        Criterion {
            column,
            condition: ">0".to_owned(),
        }
    }

    /// The condition as a workbook writes it.
    pub(super) fn condition(&self) -> &str {
        &self.condition
    }
}

/// A text in which no character stands for others.
fn without_wildcards(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '*' | '?' | '~') {
            plain.push('~');
        }
        plain.push(character);
    }
    plain
}
