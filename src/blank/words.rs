//! Hints for the clerk: kind, unit, choices, meaning and derivation of a field.

use crate::form::{Check, Entry, Field, Fields, Role};
use crate::record::sign_spellings;

/// Hint of a field's cell: whether it is required, what to type, its unit and meaning.
pub(super) fn hint(fields: &Fields, field: &Field) -> String {
    let must = if is_demanded(field) { "必填;" } else { "" };
    format!("{must}{}", meaning(fields, field, Computed::ByFormula))
}

/// What computes a derived value of a filled-in blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Computed {
    /// The cell's formula.
    ByFormula,
    /// This program, after the workbook is read: its cell has no formula.
    ByProgram,
}

/// Whether a value must be typed.
pub(super) fn is_demanded(field: &Field) -> bool {
    field.required && field.derive.is_none()
}

/// What to type into a field, its unit and meaning.
pub(super) fn meaning(fields: &Fields, field: &Field, computed: Computed) -> String {
    let mut parts = Vec::new();
    match &field.derive {
        Some(derivation) if derivation.is_text() => {
            parts.push(format!(
                "由公式合成,不用填:{};另有说法的可以直接改写",
                derivation.words
            ));
        }
        Some(derivation) => {
            let by = match computed {
                Computed::ByFormula => "公式",
                Computed::ByProgram => "程序",
            };
            parts.push(format!("由{by}算出,不用填:{}", derivation.words));
        }
        None => parts.push(filled(field.kind.facts().hint, fields, field)),
    }
    if field.derive.is_none() {
        parts.extend(field.requirements());
    }
    if !field.hint.is_empty() {
        parts.push(field.hint.clone());
    }
    if field.private {
        parts.push("公开的表里不印".to_owned());
    }
    parts.join("。")
}

/// Error message of a cell that refuses an input.
pub(super) fn refusal(fields: &Fields, field: &Field) -> String {
    let words = filled(field.kind.facts().refusal, fields, field);
    let requirements = field.requirements().join(";");
    match (words.is_empty(), requirements.is_empty()) {
        (_, true) => words,
        (true, false) => format!("{}:{requirements}", field.label),
        (false, false) => format!("{words};{requirements}"),
    }
}

/// Fills in the placeholders of a text about the field's kind.
fn filled(words: &str, fields: &Fields, field: &Field) -> String {
    let mut text = String::new();
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, left) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(before);
        text.push_str(&placeholder(name, fields, field));
        rest = left;
    }
    text + rest
}

fn placeholder(name: &str, fields: &Fields, field: &Field) -> String {
    match name {
        "label" => field.label.clone(),
        "unit" => in_unit(field),
        "choices" => field.kind.choices().join("、"),
        "most" => most(field),
        "signs" => signs().collect::<Vec<_>>().join(" "),
        "measure" => measure(fields, field),
        other => format!("{{{other}}}"),
    }
}

/// Largest rate of a field, in percent.
fn most(field: &Field) -> String {
    match field.kind.facts().entry {
        Entry::Rate(most) => format!("{}%", most * 100),
        _ => String::new(),
    }
}

/// Standard signs, as offered in a cell's drop-down list.
pub(super) fn signs() -> impl Iterator<Item = String> {
    sign_spellings().map(|(sign, _)| sign.to_owned())
}

/// The input that a measure accepts next to a sign and next to a text.
pub(super) fn measure(fields: &Fields, field: &Field) -> String {
    let label = |role| {
        let found = fields.with_role(role);
        found.map(|index| fields.get(index).label.as_str())
    };
    let sign = label(Role::Sign).unwrap_or(&field.label);
    let unit = label(Role::Unit).map_or_else(
        || "不写单位".to_owned(),
        |unit| format!("% 等单位写在“{unit}”里"),
    );
    format!(
        "“{sign}”是 {} 的,只填数字,{unit};是文字的,填文字",
        signs().collect::<Vec<_>>().join(" ")
    )
}

/// Unit of a number, in brackets.
pub(super) fn in_unit(field: &Field) -> String {
    if field.unit.is_empty() {
        String::new()
    } else {
        format!("(单位:{})", field.unit)
    }
}

/// Hint of a level whose names depend on those of a first level, given by its label or name.
pub(super) fn family_hint(field: &Field, first: &str) -> String {
    let must = if is_demanded(field) { "必填;" } else { "" };
    let own = if field.hint.is_empty() {
        String::new()
    } else {
        format!("。{}", field.hint)
    };
    format!("{must}从列表里选,列表只有“{first}”下的;没有的可以自己填;每行都写全,不合并{own}")
}

/// Message about a name that is not among those of a first level.
pub(super) fn family_refusal(field: &Field, first: &str) -> String {
    format!("“{first}”下没有这个{};确实要用的,可以继续", field.label)
}

/// A check in words: `收入预算合计 = 支出预算合计`.
pub(super) fn check(check: &Check) -> String {
    match &check.when {
        Some(when) => format!("{}时,{}", when.words, check.test.words),
        None => check.test.words.clone(),
    }
}
