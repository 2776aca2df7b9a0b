//! Similarity of a text to a label or name.

use super::fold::{MAX_LIKE_LENGTH, common, fold, is_edge, label};
use super::money::money_unit;
use super::pattern::Plain;

/// Value after a label in one text, separated by a colon, a space or the start of digits: 20万元 in
/// `年度资金总额：20万元`. Brackets or a unit alone are not a value.
pub(in crate::import) fn value_after<'t>(text: &'t str, expected: &str) -> Option<&'t str> {
    let words: Vec<char> = label(expected).chars().collect();
    let plain = Plain::of(text);
    let last = words.len().checked_sub(1)?;
    if !plain.characters.starts_with(&words) {
        return None;
    }
    let rest = &text[plain.bytes.get(last)?.end..];
    let value = rest
        .trim_start_matches(|sign: char| sign.is_whitespace() || matches!(sign, ':' | '：'))
        .trim_end();
    let is_apart = value.len() < rest.trim_end().len()
        || value.starts_with(|sign: char| sign.is_ascii_digit());
    let has_digit = value.contains(|sign: char| sign.is_ascii_digit());
    let is_unit = !has_digit && money_unit(value).is_some();
    let is_value = is_apart && !is_unit && value.starts_with(char::is_alphanumeric);
    is_value.then_some(value)
}

/// Whether a text is most likely a label with some changes: it contains most of its characters in
/// order, or no others.
pub(in crate::import) fn is_like(text: &str, label: &str) -> bool {
    let bare = |text: &str| -> Vec<char> {
        let characters = text.chars().filter_map(fold);
        characters.filter(|word| !is_edge(*word)).collect()
    };
    let (text, label) = (bare(text), bare(label));
    if text.len() > MAX_LIKE_LENGTH {
        return false;
    }
    let common = common(&text, &label);
    common > 1 && (common * 3 > label.len() * 2 || common == text.len())
}

/// Whether a text with spaces or line feeds is one name that was broken to fit its cell.
///
/// It has one character per line, or the end of the label alone in the last line (数量 指标 below
/// 二级指标), or brackets.
pub(in crate::import) fn is_broken(text: &str, label: &str) -> bool {
    let pieces = text.split_whitespace();
    let mut pieces = pieces.take_while(|piece| !piece.starts_with(['(', '（']));
    let Some(last) = pieces.clone().last().filter(|last| last.len() < text.len()) else {
        return false;
    };
    let end = last.split(['(', '（']).next().unwrap_or(last);
    label.ends_with(end)
        || pieces.clone().count() == 1
        || pieces.all(|piece| piece.chars().nth(1).is_none())
}

/// Whether a name has all characters of a shorter one in order: 云溪县水务局 and 县水务局,
/// 水务局办公室 and 水务局.
pub(in crate::import) fn is_short_for(short: &str, name: &str) -> bool {
    let mut rest = name.chars();
    short
        .chars()
        .all(|own| rest.any(|character| character == own))
}
