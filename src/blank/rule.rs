//! Rules of cells: which input a cell accepts, and the messages of its validation.

use super::words;
use crate::form::{Entry, FieldIndex, FieldKind, Fields};
use crate::grid::{EntryLimits, EntryRule, Expects, Need, NumberEntry, Unlisted};

/// The rule of a field; `sign` is the column with the sign in its row.
pub(super) fn of(fields: &Fields, index: FieldIndex, sign: Option<usize>) -> EntryRule {
    let field = fields.get(index);
    EntryRule {
        label: field.label.clone(),
        hint: words::hint(fields, field),
        refusal: words::refusal(fields, field),
        expects: expects(&field.kind, sign),
        need: if field.required && field.derive.is_none() {
            Need::Required
        } else {
            Need::Optional
        },
        limits: EntryLimits {
            min: field.limits.min.and_then(|min| min.number()),
            max: field.limits.max.and_then(|max| max.number()),
            max_length: field.limits.max_length,
        },
    }
}

/// The rule of a cell that repeats a value filled in elsewhere.
pub(super) fn elsewhere() -> EntryRule {
    EntryRule {
        label: String::new(),
        hint: String::new(),
        refusal: String::new(),
        expects: Expects::Line,
        need: Need::Optional,
        limits: EntryLimits::default(),
    }
}

/// Lifts the rule of a cell in which the form has its own text next to the value.
pub(super) fn beside_words(rule: &mut EntryRule) {
    rule.expects = Expects::Line;
    rule.need = Need::Optional;
    rule.limits = EntryLimits::default();
}

/// The input that a field outside of rows accepts.
pub(super) fn of_kind(kind: &FieldKind) -> Expects {
    expects(kind, None)
}

/// The input that a kind of field accepts; `sign` is the column with the sign in its row.
fn expects(kind: &FieldKind, sign: Option<usize>) -> Expects {
    match kind.facts().entry {
        Entry::Line => Expects::Line,
        Entry::Paragraphs => Expects::Paragraphs,
        Entry::Number => Expects::Number,
        Entry::Whole(first, last) => Expects::Whole(first..last + 1),
        Entry::Rate(most) => Expects::Rate(most),
        Entry::Choice(others) => Expects::OneOf(kind.choices().to_vec(), others),
        Entry::Sign => {
            let all = words::signs().chain(kind.choices().iter().cloned());
            Expects::OneOf(all.collect(), Unlisted::Refused)
        }
        Entry::Measure => sign.map_or(Expects::Line, |sign| Expects::Measure {
            sign,
            signs: words::signs().collect(),
            words: Vec::new(),
            number: NumberEntry::AsTyped,
        }),
    }
}
