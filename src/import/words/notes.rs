//! Texts that are not data: signatures, notes, page numbers, names of groups.

use super::fold::{MAX_LIKE_LENGTH, label};

/// Whether a text is a page number: 第1页, 共 2 页, 第1页 共2页, -1-.
pub(in crate::import) fn is_page_number(text: &str) -> bool {
    if text.len() > MAX_LIKE_LENGTH {
        return false;
    }
    let words = label(text);
    let is_rest = |sign: char| sign.is_ascii_digit() || "第共页,/-()".contains(sign);
    let has = |sign: fn(char) -> bool| words.contains(sign);
    let is_named = words.contains('页') && words.starts_with(['第', '共', '(']);
    let is_dashed = words.len() > 2 && words.starts_with('-') && words.ends_with('-');
    has(|sign| sign.is_ascii_digit()) && words.chars().all(is_rest) && (is_named || is_dashed)
}

/// Whether a text is or begins with one of the words for signatures: `填表人`, `填 表 人：张三`,
/// `填表人 张三`, `填表人（签字）`.
pub(in crate::import) fn is_signature(text: &str, words: &[String]) -> bool {
    if text.len() > MAX_LIKE_LENGTH {
        return false;
    }
    let whole = label(text);
    let is_word = |text: &str| words.iter().any(|word| word == text);
    let ends = |rest: &str| {
        let inner = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
        rest.starts_with([':', '_']) || inner.is_some_and(|(inner, _)| is_word(inner))
    };
    let first = text.split_whitespace().next().map(label);
    let bare = whole.trim_start_matches('(').trim_end_matches(')');
    let is_two = |(at, _): (usize, char)| is_word(&whole[..at]) && is_word(&whole[at..]);
    is_word(bare)
        || whole.char_indices().skip(1).any(is_two)
        || first.is_some_and(|first| is_word(&first))
        || words
            .iter()
            .any(|word| whole.strip_prefix(word.as_str()).is_some_and(ends))
}

/// Whether a text ends with one of some words, ignoring brackets: 财政部门审核意见,
/// 主管部门（盖章）.
pub(in crate::import) fn ends_like(text: &str, ends: &[String]) -> bool {
    let whole = label(text);
    let bare = whole.trim_end_matches(')');
    text.len() <= MAX_LIKE_LENGTH && ends.iter().any(|end| bare.ends_with(end.as_str()))
}

/// Whether a text begins with a short name and a colon, as notes and signatures do: 注：…,
/// 填表人：.
pub(in crate::import) fn names_itself(text: &str) -> bool {
    let mut start = text.trim().chars().take(MAX_NAME_LENGTH);
    start.any(|next| matches!(next, ':' | '：'))
}

/// Maximum length of a name before a colon, including the colon.
const MAX_NAME_LENGTH: usize = 10;

/// Digits of numbers in words.
pub(super) const NUMBERS: &str = "一二两三四五六七八九十百";

/// Whether a text begins with one of some words and continues. `{}` stands for a number in words:
/// `一、党政部门`, `（二）事业单位`.
pub(in crate::import) fn begins_with_number(text: &str, words: &[String]) -> bool {
    if text.len() > MAX_LIKE_LENGTH {
        return false;
    }
    let whole = label(text);
    words.iter().any(|word| {
        let word = label(&format!("{word}-"));
        let word = word.trim_end_matches('-');
        let Some((before, after)) = word.split_once("{}") else {
            return false;
        };
        let Some(rest) = whole.strip_prefix(before) else {
            return false;
        };
        let name = rest.trim_start_matches(|number| NUMBERS.contains(number));
        let is_named = name
            .strip_prefix(after)
            .is_some_and(|name| !name.is_empty());
        name.len() < rest.len() && is_named
    })
}

/// Whether a text is one of some words in which `{}` stands for a number: `共2个单位`,
/// `第1页，共3页`.
pub(in crate::import) fn has_number(text: &str, words: &[String]) -> bool {
    if text.len() > MAX_LIKE_LENGTH {
        return false;
    }
    let mut plain = String::new();
    for character in label(text).chars() {
        match character {
            number if number.is_ascii_digit() || NUMBERS.contains(number) => {
                if !plain.ends_with("{}") {
                    plain.push_str("{}");
                }
            }
            ',' | '/' | '、' | '(' | ')' | ';' => {}
            other => plain.push(other),
        }
    }
    plain.contains("{}") && words.contains(&plain)
}
