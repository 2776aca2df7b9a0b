//! Usual spelling of units and names.

use super::RuleList;
use super::subject::{Indicator, Subject, TextValue};
use crate::finding::{Change, Code, Report};
use crate::form::{FieldKind, Part, Role};
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    indicators: &[unit_spelling],
    texts: &[spaces, name_end],
    ..RuleList::EMPTY
};

/// Unusual spellings of units, with the usual one.
const UNITS: [(&str, &str); 9] = [
    ("百分比", "%"),
    ("百分之", "%"),
    ("百分率", "%"),
    ("百分数", "%"),
    ("百分号", "%"),
    ("万", "万元"),
    ("亿", "亿元"),
    ("圆", "元"),
    ("万圆", "万元"),
];

/// The usual spelling of a unit.
pub(super) fn usual_unit(unit: &str) -> &str {
    if unit == "％" {
        return "%";
    }
    let known = UNITS.iter().find(|(spelled, _)| *spelled == unit);
    known.map_or(unit, |(_, usual)| usual)
}

/// Checks that units have their usual spelling.
fn unit_spelling(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    let unit = row.unit();
    let Some((_, usual)) = UNITS.iter().find(|(spelled, _)| *spelled == unit) else {
        return;
    };
    let is_multiple = matches!(unit, "万" | "亿");
    let correction = if is_multiple {
        format!("是钱就填 {usual},不是钱就写全,如 {unit}人、{unit}亩")
    } else {
        format!("改为 {usual}")
    };
    let change = (!is_multiple).then(|| row.change(Part::Unit, unit, usual));
    report.push(
        subject
            .at_part(Code::UnitSpelling, row, Part::Unit)
            .seen(text::quote(unit))
            .expected(*usual)
            .correction(correction)
            .proposing(change.flatten()),
    );
}

/// Maximum length of a name that a correction quotes in full, in characters.
const MAX_SHOWN_LENGTH: usize = 40;

/// Checks that a name has no space at its ends, no double space, and none between Chinese
/// characters.
fn spaces(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    let field = text_value.fields.get(text_value.field);
    let is_name = match field.kind {
        FieldKind::Text => field.derive.is_none(),
        FieldKind::Level(_) | FieldKind::Unit => true,
        _ => false,
    };
    if !is_name || text_value.text.trim().is_empty() {
        return;
    }
    let Some(part) = stray(text_value.text) else {
        return;
    };
    if subject.has_several(text_value) {
        return;
    }
    let corrected = tidied(subject, text_value);
    let is_short = corrected.chars().nth(MAX_SHOWN_LENGTH).is_none();
    let correction = match text_value.text.trim().contains(['\n', '\r']) {
        true if is_short => format!("是一条就改为 {};是两条就分成两行", text::quote(&corrected)),
        true => "是一条就去掉换行;是两条就分成两行".to_owned(),
        false if is_short => format!("改为 {}", text::quote(&corrected)),
        false => "去掉多余的空格".to_owned(),
    };
    let pointer = text_value
        .record
        .pointer_of(text_value.fields, text_value.field);
    let is_one = !text_value
        .text
        .trim()
        .contains(['\n', '\r', '\t', '\u{3000}']);
    let change = is_one.then(|| Change::text(pointer, corrected));
    report.push(
        subject
            .within(Code::StraySpace, text_value, part)
            .seen(text::quote(text_value.text))
            .expected("名称里没有多余的空格、换行")
            .correction(correction)
            .proposing(change),
    );
}

/// Signs at the end of a sentence or of an item of a list, which end no name.
const ENDS: [char; 6] = ['。', '；', ';', '，', '、', '：'];

/// Signs within a sentence, which is no name.
const INSIDE: [char; 6] = ['。', '；', ';', '，', ',', '\n'];

/// A text without the signs at its end; `None` if it has none, or is a sentence.
pub(super) fn without_end(text: &str) -> Option<&str> {
    let whole = text.trim_end();
    let is_end = |next: char| ENDS.contains(&next) || next.is_whitespace();
    let bare = whole.trim_end_matches(is_end);
    let is_name = !bare.trim().is_empty() && !bare.contains(INSIDE);
    (is_name && whole.ends_with(ENDS)).then_some(bare)
}

/// Whether a text is a name: that of a table, an indicator or its family, or a unit.
fn is_name(subject: &Subject<'_>, text_value: &TextValue<'_>) -> bool {
    let field = text_value.fields.get(text_value.field);
    let is_of_table = std::ptr::eq(text_value.fields, subject.fields());
    let is_title = is_of_table
        && subject.table.title == Some(text_value.field)
        && matches!(field.kind, FieldKind::Text);
    is_title || field.kind.is_level() || matches!(field.role, Some(Role::Name | Role::Unit))
}

/// The text of a name without superfluous spaces and the signs at its end.
fn tidied(subject: &Subject<'_>, text_value: &TextValue<'_>) -> String {
    let text = text_value.text;
    let bare = is_name(subject, text_value).then(|| without_end(text));
    without_stray(bare.flatten().unwrap_or(text))
}

/// Checks that no name or unit ends like a sentence.
fn name_end(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    if is_name(subject, text_value) {
        ends(subject, text_value, report);
    }
}

/// Reports a text that ends like a sentence.
pub(super) fn ends(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    let Some(bare) = without_end(text_value.text) else {
        return;
    };
    let field = text_value.fields.get(text_value.field);
    let corrected = without_stray(bare);
    let pointer = text_value
        .record
        .pointer_of(text_value.fields, text_value.field);
    let part = bare.len()..text_value.text.trim_end().len();
    let signs = text_value.text[part.clone()].trim();
    let correction = match corrected.chars().nth(MAX_SHOWN_LENGTH) {
        None => format!("改为 {}", text::quote(&corrected)),
        Some(_) => format!("删去末尾的 {signs}"),
    };
    report.push(
        subject
            .within(Code::TrailingPunctuation, text_value, part)
            .seen(text::quote(text_value.text))
            .expected(format!("{}的末尾没有 {signs}", field.label))
            .correction(correction)
            .proposing([Change::text(pointer, corrected)]),
    );
}

/// Byte range of the first superfluous space.
fn stray(name: &str) -> Option<std::ops::Range<usize>> {
    let mut at = 0;
    while let Some(start) = name[at..].find(char::is_whitespace) {
        let start = at + start;
        let rest = &name[start..];
        let end = start
            + rest
                .find(|next: char| !next.is_whitespace())
                .unwrap_or(rest.len());
        let (before, after) = (
            name[..start].chars().next_back(),
            name[end..].chars().next(),
        );
        if is_stray(before, &name[start..end], after) {
            return Some(start..end);
        }
        at = end;
    }
    None
}

fn is_stray(before: Option<char>, space: &str, after: Option<char>) -> bool {
    match (before, after) {
        (Some(before), Some(after)) => {
            space.chars().nth(1).is_some()
                || space.contains(['\n', '\u{3000}', '\t'])
                || (is_chinese(before) && is_chinese(after))
        }
        _ => true,
    }
}

fn without_stray(name: &str) -> String {
    let mut kept = String::with_capacity(name.len());
    let mut rest = name.trim();
    while let Some(part) = stray(rest) {
        kept.push_str(&rest[..part.start]);
        let joins =
            |character: Option<char>| character.is_some_and(|one| one.is_ascii_alphanumeric());
        let after = &rest[part.end..];
        // One space remains between Latin words.
        if joins(kept.chars().next_back()) && joins(after.chars().next()) {
            kept.push(' ');
        }
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// Whether a character is Chinese.
pub(super) const fn is_chinese(character: char) -> bool {
    matches!(character, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{20000}'..='\u{3FFFD}')
}
