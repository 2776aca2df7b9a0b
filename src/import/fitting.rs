//! Whether a text fits a field.

use crate::form::{Field, FieldKind};
use crate::record::{quantity, standard_sign};

/// Whether a text can be a value of a field, which tells apart values without words between them.
pub(super) fn may_be(field: &Field, text: &str) -> bool {
    let begins_with_digit = text.starts_with(|next: char| next.is_ascii_digit());
    match &field.kind {
        FieldKind::Comparison(_) => is_sign(field, text),
        FieldKind::Unit => !begins_with_digit,
        FieldKind::Measure => !begins_with_sign(text),
        _ => true,
    }
}

/// Whether a text is valid in a sign's column, or a value with a sign.
pub(super) fn is_sign(field: &Field, text: &str) -> bool {
    if field.kind.is_target() {
        return has_sign(text);
    }
    let FieldKind::Comparison(words) = &field.kind else {
        return false;
    };
    let bare: String = text.split_whitespace().collect();
    standard_sign(text).is_some() || words.contains(&bare)
}

/// Whether a text is a quantity with a sign.
pub(super) fn has_sign(text: &str) -> bool {
    quantity(text).is_ok_and(|read| read.sign.is_some())
}

/// Whether a text begins with a sign of comparison.
fn begins_with_sign(text: &str) -> bool {
    let first: String = text.trim_start().chars().take(1).collect();
    standard_sign(&first).is_some()
}
