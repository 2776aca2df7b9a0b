//! Years in texts that are not the year of the table.

use std::ops::Range;

use rust_decimal::Decimal;

use super::RuleList;
use super::clauses::{CLAUSE, SENTENCE, last_part, rest_of};
use super::scan::{numbers_in, reach_after, reach_before};
use super::subject::{Subject, TextValue};
use crate::finding::{Code, Report};
use crate::form::{Vocabulary, WordList};
use crate::text::numeral;

pub(super) const RULES: RuleList = RuleList {
    texts: &[years],
    ..RuleList::EMPTY
};

/// Checks that a year in a text is the table's year, or that the text explains it.
fn years(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    let Some(year) = subject.year else { return };
    let exempt = &subject.rules().narrative.other_years;
    let of_table = std::ptr::eq(text_value.record, subject.record);
    let own = of_table.then_some(text_value.field);
    let field = own.or_else(|| subject.list_of(text_value.fields));
    if field.is_some_and(|field| exempt.contains(&field)) {
        return;
    }
    let vocabulary = &subject.edition.vocabulary;
    let Some((part, other)) = other_year(vocabulary, text_value.text, year) else {
        return;
    };
    report.push(
        subject
            .within(Code::OtherYear, text_value, part)
            .seen(format!("{other}年"))
            .expected(format!("{year}年,表的年度"))
            .correction("改正年份;确是那一年的,写明“截至”或文件名称《》"),
    );
}

/// The first year of a text that is neither the table's nor explained.
fn other_year(vocabulary: &Vocabulary, text: &str, year: u32) -> Option<(Range<usize>, u32)> {
    if !text.contains('年') {
        return None;
    }
    let (digits, numerals) = (years_in_digits(text), years_in_numerals(text));
    let mut others = digits.chain(numerals).filter(|(part, other)| {
        *other != year && !has_reason(vocabulary, text, (part, *other, year))
    });
    let (part, other) = others.next()?;
    Some((part.start..part.end + '年'.len_utf8(), other))
}

fn years_in_digits(text: &str) -> impl Iterator<Item = (Range<usize>, u32)> {
    numbers_in(text).into_iter().filter_map(|number| {
        let part = number.range;
        let year: u32 = text[part.clone()].parse().ok()?;
        let is_year =
            part.len() == 4 && (1900..2100).contains(&year) && text[part.end..].starts_with('年');
        is_year.then_some((part, year))
    })
}

/// 二〇二四年
fn years_in_numerals(text: &str) -> impl Iterator<Item = (Range<usize>, u32)> {
    text.match_indices('年').filter_map(|(end, _)| {
        let mut year = 0;
        let mut start = end;
        let mut digits = 0;
        for (at, one) in text[..end].char_indices().rev() {
            let Some(digit) = numeral(one) else { break };
            year += digit * 10_u32.pow(digits);
            (start, digits) = (at, digits + 1);
            if digits > 4 {
                return None;
            }
        }
        (digits == 4 && (1900..2100).contains(&year)).then_some((start..end, year))
    })
}

fn has_reason(
    vocabulary: &Vocabulary,
    text: &str,
    (part, other, year): (&Range<usize>, u32, u32),
) -> bool {
    let before = &text[reach_before(text, part.start)..part.start];
    let after = reach_after(&text[part.end..]);
    let clause = around(before, after, &CLAUSE);
    let sentence = around(before, after, &SENTENCE);
    let has = |list, halves: &[&str; 2]| halves.iter().any(|half| vocabulary.has(list, half));
    let of_time = if other < year {
        WordList::YearsBefore
    } else {
        WordList::YearsAfter
    };
    is_quoted(before)
        || has(WordList::YearReasons, &clause)
        || has(of_time, &clause)
        || has(WordList::SeveralYears, &sentence)
        || (vocabulary.ends(WordList::ComparedYears, before)
            && !is_deadline(after)
            && !is_aim(vocabulary, before))
        || (other < year && is_figure_in_brackets(before, after))
        || (other > year + 1 && is_horizon(other, after))
        || vocabulary.prefix(WordList::SinceYears, after).is_some()
        || is_in_span(before, after, year)
}

/// The text around a place up to the marks on both sides.
fn around<'t>(before: &'t str, after: &'t str, marks: &[char]) -> [&'t str; 2] {
    [&before[last_part(before, marks)..], rest_of(after, marks)]
}

/// Whether a title 《…》 or a document number 〔…〕 is still open at the end of a text.
fn is_quoted(before: &str) -> bool {
    [('《', '》'), ('〈', '〉'), ('〔', '〕'), ('“', '”')]
        .iter()
        .any(|(open, close)| {
            let opened = before.rfind(*open);
            opened.is_some_and(|opened| before.rfind(*close).is_none_or(|closed| closed < opened))
        })
}

/// Whether a year begins a time before which something is to be done: `于2024年10月底前`.
fn is_deadline(after: &str) -> bool {
    let rest = after.strip_prefix('年').unwrap_or(after);
    let date = ['月', '日', '底', '末', '年', '上', '中', '下', '旬'];
    let tail = rest.trim_start_matches(|one: char| one.is_ascii_digit() || date.contains(&one));
    tail.len() < rest.len() && tail.starts_with('前')
}

/// Whether a text ends with the words of an aim in time: `力争到`.
fn is_aim(vocabulary: &Vocabulary, before: &str) -> bool {
    let stem = before.trim_end_matches(['到', '至', '于']);
    stem.len() < before.len() && vocabulary.ends(WordList::AimWords, stem)
}

/// Whether a bracket holds a year and its figure, a comparison: `不超过3天（2024年为5天）`.
fn is_figure_in_brackets(before: &str, after: &str) -> bool {
    let rest = after.strip_prefix('年').unwrap_or(after);
    let inner = rest.find(['）', ')']).map(|end| &rest[..end]);
    before.ends_with(['（', '('])
        && inner.is_some_and(|inner| {
            !inner.starts_with(|first: char| first.is_ascii_digit())
                && inner.contains(|one: char| one.is_ascii_digit())
                && !inner.contains('元')
                && !inner.contains(CLAUSE)
        })
}

/// Whether a later year is one for which plans are made, and not a date: `2030年远期`.
fn is_horizon(other: u32, after: &str) -> bool {
    let rest = after.strip_prefix('年').unwrap_or(after);
    other.is_multiple_of(5) && !rest.starts_with(|first: char| first.is_ascii_digit())
}

/// Whether a year begins or ends a span: 2023—2025年.
fn is_in_span(before: &str, after: &str, year: u32) -> bool {
    let dashes = ['—', '-', '－', '–', '~', '～', '至', '到'];
    let stem = before.trim_end_matches(dashes);
    if stem.len() < before.len() {
        return stem
            .trim_end_matches('年')
            .ends_with(|last: char| last.is_ascii_digit());
    }
    let rest = after.strip_prefix('年').unwrap_or(after);
    let tail = rest.trim_start_matches(dashes);
    let end = numbers_in(tail).into_iter().next();
    tail.len() < rest.len()
        && end.is_some_and(|end| end.range.start == 0 && end.value >= Decimal::from(year))
}
