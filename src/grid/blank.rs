//! A table to be filled in by hand (空白表): the empty [`Grid`], what may be typed into which cell, and what the workbook makes of it.
//!
//! Made by [`blank`](crate::blank) in the terms of a form; here there are only cells, words and numbers.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{CellIndex, Grid};

/// A table to be filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Blank {
    /// The table with nothing in it.
    pub grid: Grid,
    /// The cells that take a value.
    pub entries: BTreeMap<CellIndex, Entry>,
    /// What each title is put together from, where it shows a value that is filled in somewhere; as many as the Grid has titles.
    pub titles: Vec<Option<Vec<Piece>>>,
    /// Rows of the Grid that hold records one below the other: they may be added, removed and sorted.
    pub records: Vec<Range<usize>>,
    /// A name that leads to its sheet from outside, if it has one.
    pub name: Option<String>,
}

/// A cell of a table that takes a value (填写格).
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What may be typed, and what the clerk is told.
    pub rule: Rule,
    /// How it comes by its value.
    pub origin: Origin,
    /// A name that leads to it from other sheets and programs, if it has one.
    pub name: Option<String>,
}

/// What may be typed into a cell, and what the clerk is told. Equal for all cells of a column of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The words over the hint.
    pub label: String,
    /// What the cell is for, shown when it is chosen.
    pub hint: String,
    /// What is said of a value that is refused.
    pub refusal: String,
    /// What is expected.
    pub expects: Expects,
    /// Whether it must be filled in.
    pub need: Need,
}

/// Whether a cell must be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must; in a row of records, as soon as anything stands in the row.
    Required,
    /// It may stay blank.
    Optional,
}

/// What is expected in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expects {
    /// Words in a line, kept as they are typed: `001` stays `001`.
    Line,
    /// Words in paragraphs.
    Paragraphs,
    /// One of these words.
    OneOf(Vec<String>, Others),
    /// A number.
    Number,
    /// A whole number in this range.
    Whole(Range<i32>),
    /// A rate, written in percent; from 0 to so many times the whole.
    Rate(u32),
    /// A number where the sign in this column of the same row is one of these, else words.
    Measure {
        /// The sign's column.
        sign: usize,
        /// Signs that want a number, each one character.
        signs: Vec<String>,
        /// How a number is kept.
        kept: Kept,
    },
}

/// What becomes of other words than the listed ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// They are refused.
    Refused,
    /// The clerk is asked whether they are meant.
    Doubted,
}

/// How a number is kept that stands among words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// With its digits as typed: `7.50` stays so.
    AsTyped,
    /// As a number that others compute with.
    AsNumber,
}

/// How a cell comes by its value. (Numbers computed from others have the Grid's [`Formula`](super::Formula).)
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// It is typed, or computed where the Grid's cell has a formula.
    Typed,
    /// It is put together from others, and may be typed over.
    Composed(Composed),
    /// It shows what is filled in elsewhere.
    Same(Reference),
}

/// A text put together from a sign, a value and a unit: `≥45家`. Blank where the value is; without its sign where that is one of the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// The sign.
    pub sign: CellIndex,
    /// The value.
    pub value: CellIndex,
    /// The unit.
    pub unit: CellIndex,
    /// Signs that are written, each one character.
    pub signs: Vec<String>,
    /// Words in the sign's place that are not written.
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

/// A part of a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words of the form.
    Text(String),
    /// A value, and what stands in its place as long as there is none.
    Value(Reference, String),
}

impl Blank {
    /// Whether a row of the Grid is one of records.
    pub fn is_record(&self, row: usize) -> bool {
        self.records.iter().any(|rows| rows.contains(&row))
    }
}
