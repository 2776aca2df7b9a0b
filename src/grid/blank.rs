//! Blank table (空白表): the empty [`Grid`], the values that its cells take, and what the workbook
//! computes.
//!
//! [`blank`](crate::blank) makes it from a form; here are only cells, words and numbers.

use std::collections::BTreeMap;
use std::ops::Range;

use super::cell::CellIndex;
use super::table::Grid;

/// Table to be filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Blank {
    /// The empty table.
    pub grid: Grid,
    /// The cells that take a value.
    pub entries: BTreeMap<CellIndex, Entry>,
    /// Segments of each title that shows a value to be filled in; one item a title of the Grid.
    pub titles: Vec<Option<Vec<TitleSegment>>>,
    /// Rows of the Grid that hold consecutive records, which may be added, removed and sorted.
    pub records: Vec<Range<usize>>,
    /// Defined name of the sheet, if it has one.
    pub name: Option<String>,
}

/// Cell that takes a value (填写格).
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What may be typed, and the hints for it.
    pub rule: EntryRule,
    /// Origin of its value.
    pub origin: Origin,
    /// Defined name of the cell, if it has one.
    pub name: Option<String>,
}

/// What may be typed into a cell, and the hints for it. Equal for all cells of a column of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRule {
    /// Title of the hint.
    pub label: String,
    /// Purpose of the cell, shown when it is selected.
    pub hint: String,
    /// Message for a value that is refused.
    pub refusal: String,
    /// Expected value.
    pub expects: Expects,
    /// Whether a value is required.
    pub need: Need,
}

/// Whether a cell must be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Required; in a row of records, as soon as anything is in the row.
    Required,
    /// May stay blank.
    Optional,
}

/// Expected value of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expects {
    /// One line of text, kept as typed: `001` stays `001`.
    Line,
    /// Text in paragraphs.
    Paragraphs,
    /// One of these words.
    OneOf(Vec<String>, Unlisted),
    /// A number.
    Number,
    /// A whole number in this range.
    Whole(Range<i32>),
    /// A rate in percent, from 0 to this multiple of the whole.
    Rate(u32),
    /// A number where the sign in this column of the same row is one of these, else text.
    Measure {
        /// Column of the sign.
        sign: usize,
        /// Signs that require a number, each one character.
        signs: Vec<String>,
        /// How a number is stored.
        number: NumberEntry,
    },
}

/// Treatment of words that are not listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlisted {
    /// Refused.
    Refused,
    /// The user is asked to confirm them.
    Doubted,
}

/// How a number in a column of text is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberEntry {
    /// As text, with its digits as typed: `7.50` stays so.
    AsTyped,
    /// As a number that formulas compute with.
    AsNumber,
}

/// Origin of a cell's value. (Numbers computed from others have the Grid's
/// [`Formula`](super::Formula).)
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Typed, or computed where the Grid's cell has a formula.
    Typed,
    /// Composed of others; it may be typed over.
    Composed(Composed),
    /// Repeats a value that is filled in elsewhere.
    Same(Reference),
}

/// Text composed of a sign, a value and a unit: `≥45家`. Blank where the value is; without its sign
/// where that is one of the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// The sign.
    pub sign: CellIndex,
    /// The value.
    pub value: CellIndex,
    /// The unit.
    pub unit: CellIndex,
    /// Signs that are printed, each one character.
    pub signs: Vec<String>,
    /// Words in the sign's cell that are not printed.
    pub words: Vec<String>,
}

/// Where a value is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// In a cell of the same table.
    Cell(CellIndex),
    /// In the cell of this [name](Entry::name), in any table.
    Name(String),
}

/// Segment of a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TitleSegment {
    /// Text of the form.
    Text(String),
    /// A value, and the text in its place while it is blank.
    Value(Reference, String),
}

impl Blank {
    /// Whether a row of the Grid belongs to records.
    pub fn is_record(&self, row: usize) -> bool {
        self.records.iter().any(|rows| rows.contains(&row))
    }
}
