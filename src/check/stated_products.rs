//! Products that a target states in words: 240户，每户3000元，需72万元.

use std::ops::Range;

use rust_decimal::Decimal;

use super::RuleList;
use super::clauses::{PARAGRAPH, SENTENCE};
use super::figures::{Bound, Figure, unit_at};
use super::mistake::likely_mistake;
use super::scan::expression;
use super::subject::{Subject, TextValue};
use crate::amount::Amount;
use crate::finding::{Code, Report};
use crate::form::{Vocabulary, WordList};
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    tables: &[products],
    ..RuleList::EMPTY
};

/// Most figures around one for each of something that are searched for the number of these.
const NEAR: usize = 8;

/// Most characters of a thing without a counter: 每社区.
const LONGEST: usize = 3;

/// The general counter.
const GENERAL: &str = "个";

/// What a figure is for each of.
#[derive(PartialEq, Eq)]
enum Each<'t> {
    /// A time: so many in a year.
    Times(Decimal),
    /// Something that is counted in the text, by its unit.
    Counted(&'t str),
}

/// A product and what the text says it is.
struct Product<'f, 't> {
    each: &'f Figure<'t>,
    numbers: Vec<Decimal>,
    said: &'f Figure<'t>,
}

/// Checks that a number of things and an amount for each give the stated whole.
fn products(subject: &Subject<'_>, report: &mut Report) {
    for text_value in subject.targets() {
        if !text_value.text.contains(['每', '各', '均']) {
            continue;
        }
        let figures = subject.figures(&text_value);
        let words = &subject.edition.vocabulary;
        for at in 0..figures.len() {
            let found = product(words, text_value.text, (&figures, at));
            let is_wrong =
                |found: &Product<'_, '_>| is_wrong(words, found) && !is_explained(&figures, found);
            if let Some(product) = found.filter(is_wrong) {
                push(subject, &text_value, &product, report);
            }
        }
    }
}

fn push(
    subject: &Subject<'_>,
    text_value: &TextValue<'_>,
    product: &Product<'_, '_>,
    report: &mut Report,
) {
    let Product {
        each,
        numbers,
        said,
    } = product;
    let written = |range: &Range<usize>| &text_value.text[range.clone()];
    let right = numbers.iter().fold(each.value, |all, one| all * one);
    let [typed, right] = [said.value, right].map(|value| {
        let in_unit = value.checked_div(said.factor).unwrap_or(value);
        in_unit.normalize()
    });
    let mistake = likely_mistake(typed, right, &[]);
    let numbers: Vec<String> = (numbers.iter())
        .map(|one| Amount::computed(*one).to_string())
        .collect();
    report.push(
        subject
            .within(Code::StatedProduct, text_value, said.range.clone())
            .seen(text::clip(written(&said.range)))
            .expected(format!(
                "{}{} = {}×{}",
                Amount::computed(right),
                said.written,
                numbers.join("×"),
                written(&each.range)
            ))
            .correction(
                mistake.map_or_else(String::new, |mistake| mistake + ";")
                    + "核对数量、单价与总数;另有别的在内,在文字里写明",
            ),
    );
}

/// The product that a figure for each of something is an operand of, if the text states its value.
fn product<'f, 't>(
    words: &Vocabulary,
    text: &'t str,
    (figures, at): (&'f [Figure<'t>], usize),
) -> Option<Product<'f, 't>> {
    let each = &figures[at];
    if each.is_operand || each.bound != Bound::Exact {
        return None;
    }
    let shared = shared_before(words, figures, at);
    let per = if shared.is_some() {
        Vec::new()
    } else {
        per_of(words, each.own)?
    };
    let said = said(words, text, (figures, at))?;
    // Arithmetic in brackets after it has its own finding.
    if expression(text[said.range.end..].trim_start_matches(['（', '(', ' '])).is_some() {
        return None;
    }
    let mut numbers = Vec::from_iter(shared);
    for one in per {
        match one {
            Each::Times(times) if times == Decimal::ONE => {}
            Each::Times(times) if words.has(WordList::WholeYear, said.own) => numbers.push(times),
            Each::Times(_) => return None,
            Each::Counted(unit) => numbers.push(number_of(words, (figures, at), (unit, said))?),
        }
    }
    (!numbers.is_empty()).then_some(Product {
        each,
        numbers,
        said,
    })
}

/// The number directly before 各: 4个村各80盏.
fn shared_before(words: &Vocabulary, figures: &[Figure<'_>], at: usize) -> Option<Decimal> {
    let own = figures[at].own.trim_end();
    let thing = own.strip_suffix('各')?;
    let number = &figures[at.checked_sub(1)?];
    let is_direct = thing.chars().count() <= 4 && number.after.starts_with(own);
    let is_plain = !number.is_operand
        && number.bound == Bound::Exact
        && !words.has(WordList::PerWords, number.own);
    (is_direct && is_plain).then_some(number.value)
}

/// What the words before a figure say it is for each of; `None` if that is unclear.
fn per_of<'t>(words: &Vocabulary, own: &'t str) -> Option<Vec<Each<'t>>> {
    let mut found = Vec::new();
    for (at, sign) in own.match_indices('每') {
        let rest = &own[at + sign.len()..];
        if let Some(period) = words.prefix(WordList::Periods, rest) {
            let times = period_times(words, period)?;
            found.push(Each::Times(times));
        } else {
            let thing = words.prefix(WordList::Counters, rest).or_else(|| {
                let is_short = (1..=LONGEST).contains(&rest.trim_end().chars().count());
                is_short.then(|| rest.trim_end())
            });
            found.push(Each::Counted(thing?));
        }
    }
    // 户均2.5万元
    if let Some(at) = own.find('均').filter(|_| found.is_empty()) {
        let thing = own[..at]
            .char_indices()
            .next_back()
            .map_or("", |(from, _)| &own[from..at]);
        let is_counter = words.is(WordList::Counters, thing) && !words.is(WordList::Periods, thing);
        found.extend(is_counter.then_some(Each::Counted(thing)));
    }
    (!found.is_empty()).then_some(found)
}

/// How many of a period a year has.
fn period_times(words: &Vocabulary, period: &str) -> Option<Decimal> {
    let mut lengths = words.words(WordList::PeriodTimes);
    lengths.find_map(|one| one.strip_prefix(period)?.strip_prefix('=')?.parse().ok())
}

/// The whole: the next figure of the same unit if words of a total are directly before it, or the
/// one before the bracket that this figure is in.
fn said<'f, 't>(
    words: &Vocabulary,
    text: &str,
    (figures, at): (&'f [Figure<'t>], usize),
) -> Option<&'f Figure<'t>> {
    let each = &figures[at];
    let mut later = figures[at + 1..].iter().take(NEAR);
    let next = later.find(|one| one.unit == each.unit && one.depth == each.depth);
    let is_said = |one: &&Figure<'_>| {
        let own = one.own.trim_end();
        let between = &text[each.range.end..one.range.start];
        words.ends(WordList::ProductTotals, own)
            && !between.contains(PARAGRAPH)
            && !words.has(WordList::PerWords, own)
    };
    if let Some(next) = next.filter(is_said) {
        return Some(next);
    }
    let earlier = figures[..at].iter().rev().take(NEAR);
    let mut outside = earlier.skip_while(|one| one.depth >= each.depth);
    let whole = outside.next().filter(|one| one.unit == each.unit)?;
    let between = &text[whole.range.end..each.range.start];
    let is_bracket = between.trim_start().starts_with(['（', '(']) && !between.contains(SENTENCE);
    let is_all = text[each.range.end..].starts_with(['）', ')']);
    let is_whole = whole.bound == Bound::Exact && !words.has(WordList::PerWords, whole.own);
    (is_bracket && is_all && is_whole).then_some(whole)
}

/// The number of what a figure is for each of, if the text around has only one.
fn number_of(
    words: &Vocabulary,
    (figures, at): (&[Figure<'_>], usize),
    (unit, said): (&str, &Figure<'_>),
) -> Option<Decimal> {
    let each = &figures[at];
    let known = unit_at(words, unit).filter(|(length, _, _)| *length == unit.len());
    let factor = known
        .as_ref()
        .map_or(Decimal::ONE, |(_, factor, _)| *factor);
    let basic = known.map_or_else(|| GENERAL.to_owned(), |(_, _, basic)| basic);
    let per = format!("每{unit}");
    let is_of_them = |one: &Figure<'_>| {
        let is_same = one.counter == unit || basic != GENERAL;
        // 9个社区，每社区12万元
        let is_named = || one.counter == GENERAL && is_name_after(one, unit);
        one.unit == basic && ((is_same && speaks_of(each, one, unit)) || is_named())
    };
    let same_each = |one: &Figure<'_>| {
        one.range != each.range && one.unit == each.unit && one.own.contains(&*per)
    };
    let near = at.saturating_sub(NEAR)..(at + NEAR).min(figures.len());
    let mut numbers = Vec::new();
    for one in &figures[near] {
        if one.sentence != each.sentence || one.range == said.range {
            continue;
        }
        // Another amount for each of them, or 由18场增至24场: which is meant is unclear.
        let is_end = is_of_them(one) && one.is_operand && one.own.trim_end().ends_with('至');
        if same_each(one) || is_end {
            return None;
        }
        let is_number = is_of_them(one)
            && !one.is_operand
            && one.bound == Bound::Exact
            && one.depth <= each.depth
            && !words.has(WordList::PerWords, one.own)
            && !words.has(WordList::OtherTimes, one.own)
            && !words.has(WordList::PartWords, one.own);
        if is_number {
            numbers.push(one.value.checked_div(factor).unwrap_or(one.value));
        }
    }
    numbers.dedup();
    let [number] = numbers[..] else { return None };
    Some(number)
}

/// Whether a thing is named directly after its number: 15个行政村.
fn is_name_after(number: &Figure<'_>, thing: &str) -> bool {
    let near = number.after.char_indices().nth(LONGEST + 1);
    let near = &number.after[..near.map_or(number.after.len(), |(at, _)| at)];
    near.contains(thing)
}

/// Whether a number with the general counter is of what an amount is for each of: 8个村 and 每个村.
fn speaks_of(each: &Figure<'_>, number: &Figure<'_>, unit: &str) -> bool {
    let after = each.own.rsplit(unit).next().unwrap_or_default();
    let first = after.chars().next().filter(|_| unit == GENERAL);
    first.is_none_or(|first| number.after.contains(first))
}

/// Whether what is said is the product once more for each of something else: 18个断面每月1次，全年216次.
fn is_explained(figures: &[Figure<'_>], product: &Product<'_, '_>) -> bool {
    let value =
        (product.numbers.iter()).fold(product.each.value, |all, one| all.saturating_mul(*one));
    let times = product.said.value.checked_div(value);
    let mut near = figures
        .iter()
        .filter(|one| one.sentence == product.each.sentence);
    times.is_some_and(|times| near.any(|one| one.value.checked_div(one.factor) == Some(times)))
}

/// Whether a product is not what is said, rounded to the last digit of either.
fn is_wrong(words: &Vocabulary, product: &Product<'_, '_>) -> bool {
    let Product {
        each,
        numbers,
        said,
    } = product;
    let times = numbers
        .iter()
        .try_fold(Decimal::ONE, |all, one| all.checked_mul(*one));
    let Some(value) = times.and_then(|times| each.value.checked_mul(times)) else {
        return false;
    };
    let times = times.unwrap_or(Decimal::ONE);
    let difference = value.saturating_sub(said.value).abs();
    // An average is rounded.
    let is_mean = words.has(WordList::Means, each.own);
    let rounding = if is_mean {
        each.step.saturating_mul(times)
    } else {
        Decimal::ZERO
    };
    let allowed = match said.bound {
        Bound::About => said.value / Decimal::TEN,
        _ => said.step.saturating_add(rounding) / Decimal::TWO,
    };
    let is_bounded = match said.bound {
        Bound::AtLeast => value > said.value,
        Bound::AtMost => value < said.value,
        Bound::About | Bound::Exact => false,
    };
    !is_bounded && difference > allowed
}
