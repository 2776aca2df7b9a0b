//! Blank table (空白表): the empty [`Grid`], the input that its cells accept, and the workbook's
//! formulas.
//!
//! [`blank`](crate::blank) makes it from a form; this module contains only cells, texts and
//! numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::cell::CellIndex;
use super::pattern::Pattern;
use super::table::Grid;

/// Table to be filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Blank {
    /// The empty table.
    pub grid: Grid,
    /// The cells that accept input.
    pub entries: BTreeMap<CellIndex, Entry>,
    /// Segments of each title that shows a value to be filled in; one item per title of the grid.
    pub titles: Vec<Option<Vec<LiveSegment>>>,
    /// Patterns of the cells that mix words and values.
    pub patterns: BTreeMap<CellIndex, Pattern>,
    /// Titles with a value that is typed there, because no cell contains it.
    pub typed_titles: BTreeSet<usize>,
    /// Rows of the grid that contain consecutive records, which may be added, removed and sorted.
    pub records: Vec<Range<usize>>,
    /// Lists of words in groups that it contains, for the cells of any table.
    pub groups: Vec<GroupList>,
    /// Defined name of the sheet, if it has one.
    pub name: Option<String>,
}

/// Pairs of words in the rows of a table: the word of a group, and one of its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupList {
    /// The pairs; those of one group are consecutive.
    pub pairs: Arc<Vec<(String, String)>>,
    /// Row of the first pair.
    pub row: usize,
    /// Columns of the group's word and of its own one.
    pub columns: [usize; 2],
}

/// Cell that accepts input (填写格).
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The accepted input, and the hints for it.
    pub rule: EntryRule,
    /// Origin of its value.
    pub origin: Origin,
    /// Defined name of the cell, if it has one.
    pub name: Option<String>,
}

/// The input that a cell accepts, and the hints for it. Equal for all cells of a column of records.
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
    /// Limits of the value.
    pub limits: EntryLimits,
}

/// Limits of a value to be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EntryLimits {
    /// Smallest number.
    pub min: Option<Decimal>,
    /// Largest number.
    pub max: Option<Decimal>,
    /// Maximum length of a text, in characters.
    pub max_length: Option<u32>,
}

/// Whether a cell must be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Required; in a row of records, required if any cell of the row is filled in.
    Required,
    /// Required; in a row of records of several lists, required if any of them is filled in.
    RequiredByAll,
    /// May stay blank.
    Optional,
}

/// Expected value of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expects {
    /// One line of text, stored as typed: `001` stays `001`.
    Line,
    /// Text in paragraphs.
    Paragraphs,
    /// One of these words.
    OneOf(Vec<String>, Unlisted),
    /// One of the words of a group, or any other that the user confirms. The group is the text in
    /// this column of the same row, or of the nearest row above in which it is not blank.
    OneOfGroup {
        /// Column of the group's word.
        outer: usize,
        /// The word of a group and one of its words; those of one group are consecutive.
        pairs: Arc<Vec<(String, String)>>,
    },
    /// A number.
    Number,
    /// A whole number in this range.
    Whole(Range<i32>),
    /// A rate in percent, from 0 to this multiple of the whole.
    Rate(u32),
    /// A number if the sign in this column of the same row is one of these, otherwise text.
    Measure {
        /// Column of the sign.
        sign: usize,
        /// Signs that require a number, each one character.
        signs: Vec<String>,
        /// Words in the sign's column that require a text.
        words: Vec<String>,
        /// How a number is stored.
        number: NumberEntry,
    },
}

/// Treatment of texts that are not listed.
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
    /// As text, with its digits as typed: `7.50` stays `7.50`.
    AsTyped,
    /// As a number that formulas compute with.
    AsNumber,
}

/// Origin of a cell's value. (A number computed from others is the [`Formula`](super::Formula) of
/// the grid's cell.)
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Typed, or computed if the grid's cell has a formula.
    Typed,
    /// Composed of others; the user may type over it.
    Composed(Composed),
    /// Repeats a value that is filled in elsewhere.
    Same(Reference),
    /// Words and values that are filled in elsewhere.
    Joined(Vec<LiveSegment>),
}

/// Text composed of a sign, a value and a unit: `≥45家`. Blank if the value is blank; without the
/// sign if that is one of the words.
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

/// Cell in which a value is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// A cell of the same table.
    Cell(CellIndex),
    /// The cell with this [name](Entry::name), in any table.
    Name(String),
    /// A cell of the same table, between words at its beginning and at its end of these lengths in
    /// UTF-16 units.
    Between(CellIndex, usize, usize),
    /// The number at another reference and a constant; blank if that is.
    Plus(Box<Reference>, Decimal),
}

/// Segment of a text that repeats values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LiveSegment {
    /// Text of the form.
    Text(String),
    /// A value, and the text shown while it is blank.
    Value(Reference, String),
}

impl Blank {
    /// Whether a row of the grid belongs to records.
    pub fn is_record(&self, row: usize) -> bool {
        self.records.iter().any(|rows| rows.contains(&row))
    }
}
