//! What may be typed into a field's cell, and what the clerk is told of it.

use super::words;
use crate::form::{Field, FieldIndex, FieldKind, Fields};
use crate::grid::{EntryRule, Expects, Need, NumberEntry, Unlisted};
use crate::record::sign_spellings;

/// Years a form may be for; the readers of data take the same.
const YEARS: std::ops::Range<i32> = 1900..10_000;

/// Most of a rate, as a multiple of the whole: above it somebody typed 95 for 95%.
const MOST_RATE: u32 = 10;

/// The standard signs.
pub(super) fn signs() -> Vec<String> {
    sign_spellings().map(|(sign, _)| sign.to_owned()).collect()
}

/// The rule of a field; `sign` is the column in which the sign of its row stands.
pub(super) fn of(fields: &Fields, index: FieldIndex, sign: Option<usize>) -> EntryRule {
    let field = fields.get(index);
    EntryRule {
        label: field.label.clone(),
        hint: words::hint(fields, field),
        refusal: refusal(fields, field),
        expects: expects(&field.kind, sign),
        need: if field.required && field.derive.is_none() {
            Need::Required
        } else {
            Need::Optional
        },
    }
}

/// The rule of a cell that shows what is filled in elsewhere.
pub(super) fn elsewhere() -> EntryRule {
    EntryRule {
        label: String::new(),
        hint: String::new(),
        refusal: String::new(),
        expects: Expects::Line,
        need: Need::Optional,
    }
}

/// Of a cell in which the form has words of its own beside the value, anything may be typed.
pub(super) fn beside_words(rule: &mut EntryRule) {
    rule.expects = Expects::Line;
    rule.need = Need::Optional;
}

/// What is expected of a kind of field that stands by itself.
pub(super) fn of_kind(kind: &FieldKind) -> Expects {
    expects(kind, None)
}

fn expects(kind: &FieldKind, sign: Option<usize>) -> Expects {
    match kind {
        FieldKind::Text | FieldKind::Unit | FieldKind::Rows(..) => Expects::Line,
        FieldKind::Narrative => Expects::Paragraphs,
        FieldKind::Amount => Expects::Number,
        FieldKind::Count => Expects::Whole(0..i32::MAX),
        FieldKind::Percent => Expects::Rate(MOST_RATE),
        FieldKind::Year => Expects::Whole(YEARS),
        FieldKind::Choice(choices) | FieldKind::Level(choices) if choices.is_empty() => {
            Expects::Line
        }
        FieldKind::Choice(choices) => Expects::OneOf(choices.clone(), Unlisted::Refused),
        FieldKind::Level(choices) => Expects::OneOf(choices.clone(), Unlisted::Doubted),
        FieldKind::Comparison(choices) => {
            let all = signs().into_iter().chain(choices.iter().cloned());
            Expects::OneOf(all.collect(), Unlisted::Refused)
        }
        FieldKind::Measure => sign.map_or(Expects::Line, |sign| Expects::Measure {
            sign,
            signs: signs(),
            number: NumberEntry::AsTyped,
        }),
    }
}

fn refusal(fields: &Fields, field: &Field) -> String {
    let label = &field.label;
    match &field.kind {
        FieldKind::Amount => format!(
            "{label}只填数字{}:不写单位、逗号和文字",
            words::in_unit(field)
        ),
        FieldKind::Count => format!("{label}只填整数,如 12"),
        FieldKind::Percent => format!("{label}填百分数,如 95%;不超过 {MOST_RATE}00%"),
        FieldKind::Year => format!("{label}填四位数的年份,如 2025"),
        FieldKind::Choice(_) | FieldKind::Comparison(_) => format!("{label}只能从下拉列表里选"),
        FieldKind::Level(choices) if !choices.is_empty() => {
            format!("下拉列表里没有这个{label};确实要用的,可以继续")
        }
        FieldKind::Measure => words::measure(fields, field),
        FieldKind::Text
        | FieldKind::Narrative
        | FieldKind::Level(_)
        | FieldKind::Unit
        | FieldKind::Rows(..) => String::new(),
    }
}
