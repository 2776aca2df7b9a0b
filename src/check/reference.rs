//! Texts that only refer to another text.

use super::RuleList;
use super::subject::{Subject, TextValue};
use crate::finding::{Code, Report};
use crate::form::{Vocabulary, WordList};
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    texts: &[elsewhere],
    ..RuleList::EMPTY
};

/// Checks that a text does not only refer to another one.
fn elsewhere(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    if !is_reference(&subject.edition.vocabulary, text_value.text) {
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

/// Whether a text only refers to another one. Each table is read, summed up and published by itself,
/// so the reference would lead nowhere.
pub(super) fn is_reference(words: &Vocabulary, text: &str) -> bool {
    let bare = text.trim_matches(|character: char| {
        character.is_whitespace() || matches!(character, '（' | '）' | '(' | ')' | '。')
    });
    words.is(WordList::Elsewhere, bare)
}
