//! Whether a text fits a field.

use super::value;
use crate::form::{Field, FieldKind};

/// Whether a text can be a value of a field, which tells apart values without words between them.
pub(super) fn may_be(field: &Field, text: &str) -> bool {
    let begins_with_digit = text.starts_with(|next: char| next.is_ascii_digit());
    match &field.kind {
        FieldKind::Comparison(_) => value::is_sign(field, text),
        FieldKind::Unit => !begins_with_digit,
        FieldKind::Measure => !value::begins_with_sign(text),
        _ => true,
    }
}
