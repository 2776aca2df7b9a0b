//! A value: absent, null, blank and given are four different things.

use std::borrow::Cow;
use std::ops::Range;

use super::Record;
use crate::amount::{Amount, Rate};

/// What a field holds in a record, and where it stands in the source.
#[derive(Debug, Clone, Default)]
pub struct Value {
    /// What it holds.
    pub content: Content,
    /// Where it stands in the source; none where it is absent.
    pub range: Option<Range<usize>>,
    /// Whether it is exactly what the field's derivation gives: filled in by it, or typed and in agreement.
    pub computed: bool,
}

/// What a field holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Content {
    /// The key is not there: derived if the field has a derivation, else blank.
    #[default]
    Absent,
    /// `null`: not given, as if the key were not there.
    Null,
    /// A text as given, line ends as `\n`; the empty text is printed blank and never derived.
    Text(String),
    /// A number with its digits.
    Number(Amount),
    /// A rate.
    Percent(Rate),
    /// Rows of the table.
    Rows(Vec<Record>),
}

/// Two records are equal where their values are; where they came from does not count.
impl PartialEq for Record {
    fn eq(&self, other: &Record) -> bool {
        self.values.len() == other.values.len()
            && self
                .values
                .iter()
                .zip(&other.values)
                .all(|(left, right)| left.content == right.content)
    }
}

impl Value {
    /// A value read from the source.
    pub(super) fn read(content: Content, range: Range<usize>) -> Value {
        Value {
            content,
            range: Some(range),
            computed: false,
        }
    }

    /// Whether it was left out (absent or null), so that a derivation fills it in.
    pub const fn is_left_out(&self) -> bool {
        matches!(self.content, Content::Absent | Content::Null)
    }

    /// Whether something stands there that could not be read, which has its own finding; or it is to be derived from such a thing.
    pub const fn is_unreadable(&self) -> bool {
        matches!(self.content, Content::Absent) && self.range.is_some()
    }

    /// Whether nothing is printed for it.
    pub fn is_blank(&self) -> bool {
        match &self.content {
            Content::Absent | Content::Null => true,
            Content::Text(text) => text.trim().is_empty(),
            Content::Rows(rows) => rows.is_empty(),
            Content::Number(_) | Content::Percent(_) => false,
        }
    }

    /// Its text, where it is one.
    pub fn as_text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            Content::Absent
            | Content::Null
            | Content::Number(_)
            | Content::Percent(_)
            | Content::Rows(_) => None,
        }
    }

    /// Its words on paper: digits as typed, `100%` for a rate; empty for what is blank and for rows.
    pub fn display(&self) -> Cow<'_, str> {
        match &self.content {
            Content::Absent | Content::Null | Content::Rows(_) => Cow::Borrowed(""),
            Content::Text(text) => Cow::Borrowed(text),
            Content::Number(amount) => Cow::Owned(amount.to_string()),
            Content::Percent(rate) => Cow::Owned(rate.to_string()),
        }
    }
}
