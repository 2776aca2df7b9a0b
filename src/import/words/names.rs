//! Names of departments and units.

use super::fold::{MAX_LIKE_LENGTH, label};

/// A name without its leading number, and whether a sign separates them: `1.甲局`, `（一）甲局`,
/// `一、甲局`, `[001]甲局`; `001甲局`, but not `12中学`.
pub(in crate::import) fn without_number(name: &str) -> Option<(&str, bool)> {
    pub(super) const NUMBERS: &str = "一二三四五六七八九十百";
    const OPEN: [char; 5] = ['(', '（', '[', '【', '［'];
    const APART: [char; 11] = [
        '.', '．', '、', ')', '）', ']', '】', '］', '-', ' ', '\u{3000}',
    ];
    const MIN_DIGITS: usize = 3;
    let name = name.trim();
    let open = name.trim_start_matches(OPEN);
    let behind = open.trim_start_matches(|sign: char| sign.is_numeric() || NUMBERS.contains(sign));
    let rest = behind.trim_start_matches(APART);
    let digits = open.chars().take_while(char::is_ascii_digit).count();
    let is_apart = rest.len() < behind.len();
    let is_number = behind.len() < open.len() && (is_apart || digits >= MIN_DIGITS);
    let is_name = rest.starts_with(char::is_alphabetic);
    (is_number && is_name).then_some((rest, is_apart))
}

/// Whether a head is that of a column of units or departments: `基层单位`, `二级预算部门名称`.
pub(in crate::import) fn is_of_units(head: &str) -> bool {
    let words = label(head);
    let words = words.trim_end_matches("名称");
    words.ends_with("单位") || words.ends_with("部门")
}

/// Whether a text cannot be a name: an error, a formula, a number, or a pivot table's text for a
/// blank cell.
pub(in crate::import) fn is_no_name(text: &str) -> bool {
    const BLANK: [&str; 2] = ["(空白)", "(blank)"];
    let text = text.trim();
    text.starts_with(['#', '=']) && (text.is_ascii() || text.contains('!'))
        || !text.contains(char::is_alphabetic)
        || text.len() <= MAX_LIKE_LENGTH && BLANK.contains(&label(text).as_str())
}
