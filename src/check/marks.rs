//! Punctuation: marks twice in succession, brackets that are not closed.

use std::ops::Range;

use super::RuleList;
use super::subject::{Subject, TextValue};
use crate::finding::{Code, Report};
use crate::form::FieldKind;
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    texts: &[marks],
    ..RuleList::EMPTY
};

/// Marks that do not stand twice.
const MARKS: [char; 5] = ['。', '，', '；', '、', '：'];

/// Brackets in pairs.
const BRACKETS: [(char, char); 3] = [('（', '）'), ('《', '》'), ('【', '】')];

/// Checks that no mark is doubled and that brackets are closed.
fn marks(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    let kind = &text_value.fields.get(text_value.field).kind;
    if !matches!(kind, FieldKind::Narrative | FieldKind::Text) {
        return;
    }
    let text = text_value.text;
    let (part, expected, correction) = if let Some(part) = doubled(text) {
        (part, "一个标点", "删去多余的标点")
    } else if let Some(part) = open(text) {
        (part, "成对的括号", "补上另一半括号,或删去这一半")
    } else {
        return;
    };
    let seen = text::quote(&text[part.clone()]);
    report.push(
        subject
            .within(Code::StrayMark, text_value, part)
            .seen(seen)
            .expected(expected)
            .correction(correction),
    );
}

/// The first two marks in succession.
fn doubled(text: &str) -> Option<Range<usize>> {
    let mut before: Option<usize> = None;
    for (at, character) in text.char_indices() {
        let is_mark = MARKS.contains(&character);
        if let Some(first) = before.filter(|_| is_mark) {
            return Some(first..at + character.len_utf8());
        }
        before = is_mark.then_some(at);
    }
    None
}

/// The first bracket of a kind that is opened more often than it is closed.
fn open(text: &str) -> Option<Range<usize>> {
    BRACKETS.iter().find_map(|(left, right)| {
        // A closing bracket of another width closes, too.
        let is_right = |one: char| one == *right || (*right == '）' && one == ')');
        let mut opened: Vec<usize> = Vec::new();
        for (at, one) in text.char_indices() {
            if one == *left {
                opened.push(at);
            } else if is_right(one) {
                opened.pop();
            }
        }
        let at = *opened.first()?;
        Some(at..at + left.len_utf8())
    })
}

#[cfg(test)]
mod tests {
    use super::{doubled, open};

    #[test]
    fn stray_marks_are_found() {
        assert_eq!(doubled("220万元。。"), Some(9..15));
        assert_eq!(doubled("完成。然后；好"), None);
        assert_eq!(open("（6.5公里×40万元，合格"), Some(0..3));
        assert_eq!(open("（一）农村（含）供水(好)1）完成"), None);
        assert_eq!(open("《办法》（云办字〔2019〕27号）"), None);
    }
}
