//! Texts that only refer to another text.

use super::RuleList;
use super::subject::{Subject, TextValue};
use crate::finding::{Code, Report};
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    texts: &[elsewhere],
    ..RuleList::EMPTY
};

/// Phrases that only refer to another text. Each table is read, summed up and published by itself,
/// so the reference would lead nowhere.
const ELSEWHERE: [&str; 12] = [
    "同上",
    "同左",
    "如上",
    "见上",
    "同前",
    "见附件",
    "详见附件",
    "见附表",
    "详见附表",
    "另附",
    "附后",
    "略",
];

/// Checks that a text does not only refer to another one.
fn elsewhere(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    if !is_reference(text_value.text) {
        return;
    }
    report.push(
        subject
            .within(Code::RefersElsewhere, text_value, 0..text_value.text.len())
            .seen(text::quote(text_value.text))
            .expected("写出内容:各行、各表分开汇总和公开,看不到别处")
            .correction("把所指的内容写在这里;没有就删去"),
    );
}

/// Whether a text only refers to another one.
pub(super) fn is_reference(text: &str) -> bool {
    let bare = text.trim_matches(|character: char| {
        character.is_whitespace() || matches!(character, '（' | '）' | '(' | ')' | '。')
    });
    ELSEWHERE.contains(&bare)
}
