//! Placeholders left in texts, and traces of a damaged encoding.

use std::ops::Range;

use super::RuleList;
use super::subject::{Subject, TextValue};
use crate::finding::{Code, Report};
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    texts: &[placeholders],
    ..RuleList::EMPTY
};

/// Words of a placeholder.
const PLACEHOLDERS: [&str; 2] = ["待填", "某某"];

/// Characters that are a placeholder if repeated.
const PLACEHOLDER_SIGNS: [char; 6] = ['X', '×', '*', '_', '＿', '？'];

/// Traces of a damaged encoding: the replacement character, its bytes read as GBK, uninitialized
/// memory read as GBK.
const DAMAGED: [&str; 4] = ["\u{FFFD}", "锟斤拷", "烫烫烫", "屯屯屯"];

/// Question marks in place of characters that an older program cannot represent: at least two.
const LOST: &str = "??";

/// Words before and after an example of how to fill in.
const EXAMPLES: [&str; 9] = [
    "例：",
    "例:",
    "示例：",
    "示例:",
    "（示例）",
    "(示例)",
    "（样例）",
    "(样例)",
    "（例）",
];

/// Checks that no placeholder is left in a text.
fn placeholders(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    for part in placeholders_of(text_value.text) {
        let what = &text_value.text[part.clone()];
        let seen = format!(
            "{} 里的 {}",
            around(text_value.text, &part),
            text::quote(what)
        );
        let is_damaged = what.contains(LOST) || DAMAGED.iter().any(|word| what.contains(word));
        let (expected, correction) = if is_damaged {
            ("完整的文字;转存时丢了字", "照原件补上,或请填报单位重新发来")
        } else if EXAMPLES.contains(&what) {
            ("填报的内容,不是示例", "换成实际内容;整行是示例就删去")
        } else {
            ("填写完整,没有占位的符号", "换成实际内容")
        };
        report.push(
            subject
                .within(Code::Placeholder, text_value, part)
                .seen(seen)
                .expected(expected)
                .correction(correction),
        );
    }
}

/// Maximum number of context characters on each side.
const AROUND: usize = 14;

/// A range of a text with its context in the line, in quotation marks.
fn around(text: &str, part: &Range<usize>) -> String {
    let (before, after) = (&text[..part.start], &text[part.end..]);
    let lead: Vec<char> = before.chars().rev().take(AROUND).collect();
    let lead: String = lead.into_iter().rev().collect();
    let tail: String = after.chars().take(AROUND).collect();
    let dots = |is_cut: bool| if is_cut { "…" } else { "" };
    let (head, end) = (lead.len() < before.len(), tail.len() < after.len());
    let lead = lead.rsplit('\n').next().unwrap_or_default();
    let tail = tail.split('\n').next().unwrap_or_default();
    let shown = format!("{lead}{}{tail}", text::clip(&text[part.clone()]));
    format!("\"{}{}{}\"", dots(head), text::visible(&shown), dots(end))
}

/// Characters after 待填 that make it mean filling a hole: 待填平、待填埋.
const FILLING: [char; 5] = ['平', '埋', '充', '满', '土'];

/// Whether a text has a placeholder.
pub(super) fn has_placeholder(text: &str) -> bool {
    !placeholders_of(text).is_empty()
}

/// Whether a placeholder may begin with a character. Nearly every text has no such character, and
/// needs only this one pass.
fn may_begin_placeholder(character: char) -> bool {
    matches!(
        character,
        '待' | '某' | '{' | '｛' | 'x' | '?' | '\u{FFFD}' | '锟' | '烫' | '屯' | '例'
    ) || PLACEHOLDER_SIGNS.contains(&character)
}

/// All placeholders of a text, in order.
fn placeholders_of(text: &str) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    if !text.contains(may_begin_placeholder) {
        return parts;
    }
    for word in PLACEHOLDERS {
        let found = text.match_indices(word).map(|(at, _)| at..at + word.len());
        parts.extend(found.filter(|part| !text[part.end..].starts_with(FILLING)));
    }
    parts.extend(damaged(text));
    parts.extend(examples(text));
    parts.extend(runs_of_signs(text));
    parts.extend(braces(text));
    parts.sort_by_key(|part| part.start);
    // {XX} is a single placeholder.
    let mut end = 0;
    parts.retain(|part| {
        let is_new = part.start >= end;
        end = end.max(part.end);
        is_new
    });
    parts
}

/// Damaged characters; each run is one range.
fn damaged(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    for word in DAMAGED.into_iter().chain([LOST]) {
        let mut at = 0;
        while let Some(start) = text[at..].find(word).map(|found| at + found) {
            // All signs of a run, including an odd last one.
            let sign = &word[..word.chars().next().map_or(0, char::len_utf8)];
            let unit = if word == LOST { sign } else { word };
            at = text.len() - text[start..].trim_start_matches(unit).len();
            parts.push(start..at);
        }
    }
    parts
}

/// Examples of how to fill in: at the start of a text, or in brackets.
fn examples(text: &str) -> Vec<Range<usize>> {
    let lead = text.len() - text.trim_start().len();
    let found = EXAMPLES.iter().filter_map(|word| {
        let is_bracketed = word.starts_with(['（', '(']);
        let at = if is_bracketed {
            text.find(word)
        } else {
            text[lead..].starts_with(word).then_some(lead)
        };
        at.map(|at| at..at + word.len())
    });
    found.collect()
}

fn runs_of_signs(text: &str) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut before = None;
    let mut at = 0;
    while let Some(sign) = text[at..].chars().next() {
        let upper = sign.to_ascii_uppercase();
        let same = |next: &char| next.to_ascii_uppercase() == upper;
        let run = text[at..].chars().take_while(same);
        let (count, length) = run.fold((0, 0), |(count, length), next| {
            (count + 1, length + next.len_utf8())
        });
        let after = text[at + length..].chars().next();
        // XX within a Latin word (MAXX, XXL) is no placeholder.
        let is_word = upper == 'X'
            && [before, after]
                .into_iter()
                .flatten()
                .any(|next: char| next.is_ascii_alphabetic());
        if count >= 2 && PLACEHOLDER_SIGNS.contains(&upper) && !is_word {
            runs.push(at..at + length);
        }
        before = Some(sign);
        at += length;
    }
    runs
}

/// `{名称}` and `{{name}}`, as templates write them.
fn braces(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find(['{', '｛']).map(|open| at + open) {
        let Some(close) = text[open..].find(['}', '｝']).map(|close| open + close) else {
            break;
        };
        let inner = text[open..close].trim_start_matches(['{', '｛']);
        let is_name = |character: char| character.is_alphanumeric() || "_.… ".contains(character);
        let rest = text[close..].trim_start_matches(['}', '｝']);
        at = text.len() - rest.len();
        if inner.chars().all(is_name) {
            found.push(open..at);
        }
    }
    found
}
