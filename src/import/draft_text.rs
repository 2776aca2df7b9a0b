//! Text of a draft value.

use super::words;
use crate::record::{Draft, DraftContent};

/// Text of a value for comparison.
pub(super) fn compared_text(value: &Draft) -> String {
    words::label(&value_text(value))
}

/// Text of a value; empty for objects, lists, and values that were not read.
pub(super) fn value_text(value: &Draft) -> String {
    match &value.content {
        DraftContent::Text(text) => text.clone(),
        DraftContent::Number(number) => number.to_string(),
        DraftContent::Null
        | DraftContent::Unread
        | DraftContent::Object(_)
        | DraftContent::List(_)
        | DraftContent::Serialized(_) => String::new(),
    }
}
