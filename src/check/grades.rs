//! Grades in a target against the indicators in words that set one: Ⅲ类 and Ⅳ类 of water.

use std::ops::Range;

use super::RuleList;
use super::clauses::{CLAUSE, rest_of, start_of};
use super::contradiction::contradiction;
use super::figures::content;
use super::subject::{IndicatorValue, Sign, Subject, TextValue};
use crate::finding::Report;
use crate::form::{Vocabulary, WordList};
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    tables: &[grades],
    ..RuleList::EMPTY
};

/// A grade in a text: its bytes, and its spellings with = between them.
struct Grade<'w> {
    range: Range<usize>,
    spellings: &'w str,
}

/// An indicator that sets a grade.
struct Set<'w> {
    name: Vec<char>,
    spellings: &'w str,
    shown: String,
}

/// Checks that a target and the indicator of the same thing state the same grade.
fn grades(subject: &Subject<'_>, report: &mut Report) {
    let words = &subject.edition.vocabulary;
    for text_value in subject.targets() {
        let found = grades_in(words, text_value.text);
        if found.is_empty() {
            continue;
        }
        for one in sets(subject) {
            if let Some(grade) = other_grade(words, &text_value, (&found, &one)) {
                let range = grade.range.clone();
                report.push(contradiction(subject, &text_value, range, &one.shown));
            }
        }
    }
}

/// The indicators whose value in words is one grade.
fn sets<'a>(subject: &Subject<'a>) -> Vec<Set<'a>> {
    let words = &subject.edition.vocabulary;
    let sets = subject.indicators.iter().filter_map(|row| {
        let (Sign::Words, IndicatorValue::Text(value)) = (row.sign, row.value) else {
            return None;
        };
        let [grade] = &grades_in(words, value)[..] else {
            return None;
        };
        let is_clear = !words.has(WordList::OtherGrades, value);
        is_clear.then(|| Set {
            name: content(words, row.name()),
            spellings: grade.spellings,
            shown: format!("{} {}", text::quote(row.name()), text::clip(value)),
        })
    });
    sets.collect()
}

/// A grade that the text states for what an indicator names, if no clause states that of the
/// indicator.
fn other_grade<'f, 'w>(
    words: &Vocabulary,
    text_value: &TextValue<'_>,
    (found, set): (&'f [Grade<'w>], &Set<'_>),
) -> Option<&'f Grade<'w>> {
    let text = text_value.text;
    let series = |spellings: &str| spellings.chars().next_back();
    let mut other = None;
    for grade in found {
        let start = start_of(text, grade.range.start, &CLAUSE);
        let rest = rest_of(&text[grade.range.end..], &CLAUSE);
        let clause = start..grade.range.end + rest.len();
        let near = content(words, &text[start..grade.range.start]);
        let mut pairs = set.name.windows(2);
        let is_of_it = pairs.any(|two| near.windows(2).any(|own| own == two));
        if !is_of_it || series(grade.spellings) != series(set.spellings) {
            continue;
        }
        if grade.spellings == set.spellings {
            return None;
        }
        let within = found.iter().filter(|one| clause.contains(&one.range.start));
        let is_clear = within.count() == 1 && !words.has(WordList::OtherGrades, &text[clause]);
        other = other.or(is_clear.then_some(grade));
    }
    other
}

/// The grades of a text.
fn grades_in<'w>(words: &'w Vocabulary, text: &str) -> Vec<Grade<'w>> {
    let mut found: Vec<Grade<'w>> = Vec::new();
    for (end, _) in text.match_indices(['类', 'A', 'B']) {
        let end = end + text[end..].chars().next().map_or(0, char::len_utf8);
        let before = &text[..end];
        let spellings = words.words(WordList::Grades);
        let fitting = spellings.filter_map(|one| {
            let fits = one.split('=').filter(|spelling| before.ends_with(spelling));
            Some((fits.map(str::len).max()?, one))
        });
        if let Some((length, spellings)) = fitting.max_by_key(|(length, _)| *length) {
            let range = end - length..end;
            found.push(Grade { range, spellings });
        }
    }
    found
}
