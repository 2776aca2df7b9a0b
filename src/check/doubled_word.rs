//! Words that occur twice in succession.

use std::ops::Range;

use super::RuleList;
use super::spelling::is_chinese;
use super::subject::{Subject, TextValue};
use crate::finding::{Code, Finding, Level, Report};
use crate::form::{FieldKind, Vocabulary, WordList};

pub(super) const RULES: RuleList = RuleList {
    texts: &[doubled],
    ..RuleList::EMPTY
};

/// Maximum length of a doubled word that is searched, in characters.
const MAX_WORD_LENGTH: usize = 4;

/// Verbs that are reduplicated on purpose: 商量商量.
const VERBS: [&str; 6] = ["商量", "讨论", "了解", "体验", "交流", "学习"];

/// Words of one character that are never doubled on purpose, and the preceding characters that form
/// another word with them: 应对|对象, 目的|的.
const SINGLES: [(char, &str); 3] = [('对', "应面针核校比成一双相反"), ('将', "即"), ('把', "一")];

/// First characters of words that are doubled on purpose: 一户一户, 逐村逐村.
const TWICE_ON_PURPOSE: [char; 4] = ['一', '逐', '每', '各'];

/// Checks that no word is doubled.
fn doubled(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    let kind = &text_value.fields.get(text_value.field).kind;
    if !matches!(
        kind,
        FieldKind::Text
            | FieldKind::Narrative
            | FieldKind::Measure
            | FieldKind::Target
            | FieldKind::Level(_)
    ) {
        return;
    }
    let text = text_value.text;
    let is_name = matches!(kind, FieldKind::Text);
    let end = || doubled_end(&subject.edition.vocabulary, text).filter(|_| is_name);
    let Some((part, word)) = doubled_word(text).or_else(end) else {
        return;
    };
    // In a text it may be meant so; a name that ends with it is miscopied.
    let is_sure = is_name && part.end == text.trim_end().len();
    let finding = subject
        .within(Code::DoubledWord, text_value, part)
        .seen(format!("{word}{word}"))
        .expected(word)
        .correction(format!("删去一个{word};本意如此就不必改"));
    let level = if is_sure {
        Level::Warning
    } else {
        finding.level
    };
    report.push(Finding { level, ..finding });
}

/// A name whose last character is doubled: 水务局局.
fn doubled_end<'t>(words: &Vocabulary, text: &'t str) -> Option<(Range<usize>, &'t str)> {
    let name = text.trim_end();
    let both = words.longest_end(WordList::DoubledEnds, name)?;
    let start = name.len() - both.len();
    let one = both.chars().next()?;
    // 镇镇 alone is no name of a unit.
    (start > 0).then(|| (start..name.len(), &name[start..start + one.len_utf8()]))
}

fn doubled_word(text: &str) -> Option<(Range<usize>, &str)> {
    if !may_have_doubled(text) {
        return None;
    }
    let starts: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let characters: Vec<char> = text.chars().collect();
    for at in 0..characters.len() {
        for length in (2..=MAX_WORD_LENGTH).rev() {
            let Some(both) = characters.get(at..at + 2 * length) else {
                continue;
            };
            let (word, again) = both.split_at(length);
            let is_word = word == again
                && word.iter().all(|character| is_chinese(*character))
                && word.iter().any(|character| *character != word[0])
                && !word.contains(&'每')
                && !TWICE_ON_PURPOSE.contains(&word[0])
                && !VERBS.contains(&&text[starts[at]..starts[at + length]]);
            if is_word {
                let range = starts[at]..starts[at + 2 * length];
                return Some((range, &text[starts[at]..starts[at + length]]));
            }
        }
        if is_single_twice(&characters, at) {
            let range = starts[at]..starts[at + 2];
            return Some((range, &text[starts[at]..starts[at + 1]]));
        }
    }
    None
}

/// Whether a character recurs at the distance of a doubled word. This cheap test excludes nearly
/// every text.
fn may_have_doubled(text: &str) -> bool {
    let [mut first, mut second, mut third, mut fourth] = ['\0'; MAX_WORD_LENGTH];
    text.chars().any(|next| {
        let again = next == first || next == second || next == third || next == fourth;
        (first, second, third, fourth) = (second, third, fourth, next);
        again && is_chinese(next)
    })
}

fn is_single_twice(characters: &[char], at: usize) -> bool {
    let [first, second, ..] = characters[at..] else {
        return false;
    };
    let before = at.checked_sub(1).map(|before| characters[before]);
    first == second
        && SINGLES.iter().any(|(single, others)| {
            *single == first && before.is_none_or(|before| !others.contains(before))
        })
}
