//! Tables whose performance cannot be measured: only words in the indicators, no figure in the
//! target.

use super::RuleList;
use super::figures::has_figure;
use super::placeholder::has_placeholder;
use super::subject::{Sign, Subject};
use crate::finding::{Code, Report};
use crate::form::{Vocabulary, WordList};
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    tables: &[only_words, vague_target],
    ..RuleList::EMPTY
};

/// Fewest indicators of which nearly all are words.
const FEWEST: usize = 4;

/// Fewest characters of a target.
const SHORTEST: usize = 8;

/// Checks that more than one indicator is a number.
fn only_words(subject: &Subject<'_>, report: &mut Report) {
    for (list, rows) in subject.lists() {
        let words = rows.iter().filter(|row| row.sign == Sign::Words).count();
        let numbers = rows
            .iter()
            .filter(|row| matches!(row.sign, Sign::Number(_)))
            .count();
        if words < FEWEST || numbers > 1 || words + numbers < rows.len() {
            continue;
        }
        let field = subject.fields().get(list);
        report.push(
            subject
                .at(Code::OnlyQualitative, list)
                .seen(format!("{} 条指标,{words} 条是定性的", rows.len()))
                .expected("能用数衡量的指标,定量为主")
                .correction(format!(
                    "把{}里能计数、能测量的改成定量:写符号、数和单位",
                    field.label
                )),
        );
    }
}

/// Checks that a target of vague words has a figure.
fn vague_target(subject: &Subject<'_>, report: &mut Report) {
    let vocabulary = &subject.edition.vocabulary;
    for text_value in subject.targets() {
        let text = text_value.text;
        let is_long = text.trim().chars().nth(SHORTEST).is_some();
        let is_vague = is_long
            && vocabulary.has(WordList::VagueWords, text)
            && !has_figure(text)
            && !has_numeral(vocabulary, text)
            && !has_placeholder(text);
        if !is_vague {
            continue;
        }
        report.push(
            subject
                .within(Code::VagueTarget, &text_value, 0..text.len())
                .seen(text::quote(text.trim()))
                .expected("要做多少、做到什么程度,有数可核")
                .correction("写上数量、质量、时限,如 培训200人次、合格率95%以上、11月底前完成"),
        );
    }
}

/// Whether a text has a numeral with a unit: 九个.
fn has_numeral(vocabulary: &Vocabulary, text: &str) -> bool {
    const NUMERALS: &str = "一二三四五六七八九十百千万两";
    let mut last = None;
    text.char_indices().any(|(at, one)| {
        let follows = last
            .replace(one)
            .is_some_and(|last| NUMERALS.contains(last));
        follows
            && !NUMERALS.contains(one)
            && vocabulary.prefix(WordList::Counters, &text[at..]).is_some()
    })
}
