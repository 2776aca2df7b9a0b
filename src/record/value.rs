//! Value of a field: absent, null, blank or given.

use std::borrow::Cow;
use std::ops::Range;

use rust_decimal::Decimal;

use super::Record;
use crate::amount::{self, Amount, Rate};
use crate::form::Format;
use crate::normal::CalendarDate;

/// The value of a field in a record, with its bytes in the source.
#[derive(Debug, Clone, Default)]
pub struct Value {
    /// Its content.
    pub content: Content,
    /// Its bytes in the source; `None` if it is absent.
    pub range: Option<Range<usize>>,
    /// Whether it equals the field's derivation: it was derived, or typed in agreement with it.
    pub computed: bool,
}

/// Content of a field.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Content {
    /// The key is absent: derived if the field has a derivation, otherwise blank.
    #[default]
    Absent,
    /// `null`: not given, like an absent key.
    Null,
    /// A text as given, with line ends as `\n`. An empty text is printed blank and never derived.
    Text(String),
    /// A number with its digits.
    Number(Amount),
    /// A rate.
    Percent(Rate),
    /// Rows of the table.
    Rows(Vec<Record>),
}

/// Records are equal if their values are; places are ignored.
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

    /// Whether it could not be read, which has its own finding, or depends on such a value.
    pub const fn is_unreadable(&self) -> bool {
        matches!(self.content, Content::Absent) && self.range.is_some()
    }

    /// Whether it is printed blank.
    pub fn is_blank(&self) -> bool {
        match &self.content {
            Content::Absent | Content::Null => true,
            Content::Text(text) => text.trim().is_empty(),
            Content::Rows(rows) => rows.is_empty(),
            Content::Number(_) | Content::Percent(_) => false,
        }
    }

    /// The text, if the content is one.
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

    /// The value in a table: with the decimals, the thousands and the notation of dates that the
    /// field's format requires.
    pub fn printed(&self, format: Format) -> Cow<'_, str> {
        match &self.content {
            Content::Text(text) if format.date.is_some() => {
                let date = CalendarDate::read(text).zip(format.date);
                date.map_or(Cow::Borrowed(text), |(date, format)| {
                    Cow::Owned(date.printed(format))
                })
            }
            Content::Number(amount) if format.decimals.is_some() || format.thousands => {
                let decimals = format.decimals.unwrap_or(amount.decimals());
                Cow::Owned(amount::fixed(amount.value(), decimals, format.thousands))
            }
            Content::Percent(rate) if format.decimals.is_some() => {
                let decimals = format.decimals.unwrap_or_default();
                let percent = rate.ratio() * Decimal::ONE_HUNDRED;
                Cow::Owned(amount::fixed(percent, decimals, false) + "%")
            }
            _ => self.display(),
        }
    }

    /// The value as data: digits as typed, `100%` for a rate, empty for a blank or rows.
    pub fn display(&self) -> Cow<'_, str> {
        match &self.content {
            Content::Absent | Content::Null | Content::Rows(_) => Cow::Borrowed(""),
            Content::Text(text) => Cow::Borrowed(text),
            Content::Number(amount) => Cow::Owned(amount.to_string()),
            Content::Percent(rate) => Cow::Owned(rate.to_string()),
        }
    }
}
