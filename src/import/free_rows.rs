//! Rows above and below the frame of a form (unit of money, notes, signatures): their words, and the
//! values between them. They are found in a sheet by their words; a sheet may lack them.

use std::ops::Range;

use super::fitting::may_be;
use super::words::{self, Pattern, Reading};
use crate::form::Field;
use crate::grid::Grid;

/// A row above or below the frame; `T` refers to a value.
#[derive(Debug)]
pub(super) struct FreeRow<T> {
    pub(super) is_above: bool,
    /// Its cells, left to right, without blank ones.
    pub(super) cells: Vec<FreeCell<T>>,
    /// All its words and values as one text.
    whole: Pattern<T>,
}

/// A cell of a [`FreeRow`].
#[derive(Debug)]
pub(super) struct FreeCell<T> {
    pub(super) cols: Range<usize>,
    pub(super) content: FreeContent<T>,
}

/// Content of a [`FreeCell`].
#[derive(Debug)]
pub(super) enum FreeContent<T> {
    /// Words, maybe with values between them.
    Words {
        pattern: Pattern<T>,
        /// The words, with … for values.
        text: String,
        /// The words, folded.
        plain: String,
    },
    /// A value.
    Value(T),
}

/// How a text has the words of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// The same words.
    Same,
    /// The same words, followed by a value.
    WithValue,
    /// Most of the words.
    Near,
}

/// Least and greatest length of a similar text, as multiples of the words' length.
const SIMILAR_LENGTH: (f64, f64) = (0.6, 1.7);

/// The cells of a form's empty table, as the rows outside its frame need them: functions of a cell's
/// index.
pub(super) struct FreeCells<'a, T> {
    /// Its words and values.
    pub(super) pattern: &'a dyn Fn(usize) -> Pattern<T>,
    /// Its words, with … for values.
    pub(super) words: &'a dyn Fn(usize) -> String,
    /// The value of its field.
    pub(super) value: &'a dyn Fn(usize) -> Option<T>,
}

impl<T: Copy + PartialEq> FreeRow<T> {
    /// The rows outside the frame of a grid.
    pub(super) fn all(grid: &Grid, cells: &FreeCells<'_, T>) -> Vec<FreeRow<T>> {
        let rows = (0..grid.row_count()).filter(|row| !grid.is_framed(*row));
        let of_row = |row: usize| {
            let own = (0..grid.cells.len()).filter(|index| {
                let cell = &grid.cells[*index];
                cell.row == row && !cell.text.trim().is_empty()
            });
            let own: Vec<usize> = own.collect();
            let content = |index: usize| {
                let pattern = (cells.pattern)(index);
                let is_words = grid.cells[index].pointer.is_empty() || pattern.has_words();
                if !is_words {
                    return (cells.value)(index).map(FreeContent::Value);
                }
                let text = (cells.words)(index);
                let plain = words::label(&text);
                Some(FreeContent::Words {
                    pattern,
                    text,
                    plain,
                })
            };
            let whole = own.iter().map(|index| (cells.pattern)(*index));
            let whole = whole.reduce(|left, right| left.then(&right));
            let own = own.iter().filter_map(|index| {
                Some(FreeCell {
                    cols: grid.cells[*index].cols(),
                    content: content(*index)?,
                })
            });
            Some(FreeRow {
                is_above: row < grid.framed.start,
                cells: own.collect(),
                whole: whole?,
            })
        };
        rows.filter_map(of_row).collect()
    }

    /// Whether it has words, by which it is found.
    pub(super) fn has_words(&self) -> bool {
        self.cells.iter().any(|cell| cell.words().is_some())
    }

    /// Values in the texts of a row that has all words of this one, however they are distributed
    /// over cells. `field` gives the field of each value.
    pub(super) fn read<'t, 'f>(
        &self,
        texts: &'t str,
        field: impl Fn(T) -> &'f Field,
    ) -> Option<Vec<(T, &'t str)>> {
        let values = read(&self.whole, texts, field)?;
        self.whole.has_words().then_some(values)
    }
}

impl<T: Copy + PartialEq> FreeCell<T> {
    /// Its words, with … for values.
    pub(super) fn words(&self) -> Option<&str> {
        match &self.content {
            FreeContent::Words { text, .. } => Some(text),
            FreeContent::Value(_) => None,
        }
    }

    /// Whether it has words, not only punctuation, by which it is found in any row.
    pub(super) fn is_found_alone(&self) -> bool {
        match &self.content {
            FreeContent::Words { pattern, text, .. } => {
                pattern.has_words() || pattern.values().next().is_none() && !text.is_empty()
            }
            FreeContent::Value(_) => false,
        }
    }

    /// Values between its words in a text with the same words. `field` gives the field of each
    /// value.
    pub(super) fn read<'t, 'f>(
        &self,
        text: &'t str,
        field: impl Fn(T) -> &'f Field,
    ) -> Vec<(T, &'t str)> {
        match &self.content {
            FreeContent::Words { pattern, .. } => read(pattern, text, field).unwrap_or_default(),
            FreeContent::Value(_) => Vec::new(),
        }
    }

    /// How a text has its words; `None` if it does not.
    pub(super) fn likeness(&self, text: &str) -> Option<Likeness> {
        let FreeContent::Words {
            pattern,
            text: own,
            plain,
        } = &self.content
        else {
            return None;
        };
        let is_same = || {
            if pattern.has_words() {
                pattern.read(text).is_some()
            } else {
                // Punctuation alone: each sign is needed.
                pattern.is_exactly(text)
            }
        };
        if words::label(text) == *plain || is_same() {
            return Some(Likeness::Same);
        }
        if words::value_after(text, own).is_some() {
            return Some(Likeness::WithValue);
        }
        let lengths = (length(text), length(own));
        let is_similar =
            lengths.0 >= lengths.1 * SIMILAR_LENGTH.0 && lengths.0 <= lengths.1 * SIMILAR_LENGTH.1;
        (is_similar && pattern.is_near(text)).then_some(Likeness::Near)
    }
}

/// Values in a text by a pattern: with exactly its words, or else without regard to brackets and
/// punctuation, if there is more between the values.
fn read<'t, 'f, T: Copy + PartialEq>(
    pattern: &Pattern<T>,
    text: &'t str,
    field: impl Fn(T) -> &'f Field,
) -> Option<Vec<(T, &'t str)>> {
    match pattern.exact(text, |value, text| may_be(field(*value), text)) {
        Reading::Read(values) => Some(values),
        Reading::Ambiguous | Reading::Other => {
            let is_apart = pattern.has_words_between();
            pattern.read(text).filter(|_| is_apart)
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a cell has at most 32,767 characters"
)]
fn length(text: &str) -> f64 {
    text.chars().count() as f64
}
