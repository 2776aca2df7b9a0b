//! Text of a draft value, as shown and as compared.

use super::words;
use crate::record::{Draft, DraftContent};

/// A value's words as they are compared.
pub(super) fn compared_text(value: &Draft) -> String {
    words::label(&value_text(value))
}

/// A value's words.
pub(super) fn value_text(value: &Draft) -> String {
    match &value.content {
        DraftContent::Text(text) => text.clone(),
        DraftContent::Number(number) => number.to_string(),
        DraftContent::Null
        | DraftContent::Unread
        | DraftContent::Object(_)
        | DraftContent::List(_)
        | DraftContent::Written(_) => String::new(),
    }
}
