//! Figures in texts: a number with its unit, the words around it, and what they say about it. Takes
//! time linear in the length of the text.

use std::ops::Range;

use rust_decimal::Decimal;

use super::clauses::{SENTENCE, is_letter};
use super::scan::{TextNumber, numbers_in, numerals_in, reach_after, reach_before};
use crate::form::{Vocabulary, WordList};

/// A figure in a text.
pub(super) struct Figure<'t> {
    /// Bytes of number and unit.
    pub(super) range: Range<usize>,
    /// Its value in the basic unit: metres for kilometres.
    pub(super) value: Decimal,
    /// One unit in its last digit, in the basic unit.
    pub(super) step: Decimal,
    /// The basic unit.
    pub(super) unit: String,
    /// Its unit as written, and without multiples.
    pub(super) written: &'t str,
    pub(super) counter: &'t str,
    /// The value of its written unit.
    pub(super) factor: Decimal,
    /// The words directly before it: from the last mark or figure on.
    pub(super) own: &'t str,
    /// What comes before these words in the clause.
    pub(super) lead: &'t str,
    /// The words before the figure that it goes on from: 改造危桥 of 改造危桥9座，计318延米.
    pub(super) goes_on: Option<&'t str>,
    /// The words directly after it, up to the next mark or digit.
    pub(super) after: &'t str,
    /// How many brackets are open, counted from the start of its sentence.
    pub(super) depth: usize,
    /// Where its sentence starts.
    pub(super) sentence: usize,
    /// Whether it is an operand, a price, an end of a range, or a number in a series.
    pub(super) is_operand: bool,
    pub(super) bound: Bound,
}

/// What the words around a figure say about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    Exact,
    About,
    AtLeast,
    AtMost,
}

/// Marks between clauses, besides the ends of sentences.
const MARKS: [char; 6] = ['，', ',', '：', ':', '“', '”'];

/// Marks between words of one clause.
const INNER: [char; 7] = ['、', '（', '）', '(', ')', '《', '》'];

/// The basic unit of money.
const MONEY: &str = "元";

/// The basic unit of durations.
const HOUR: &str = "小时";

const OPENING: [char; 2] = ['（', '('];
const CLOSING: [char; 2] = ['）', ')'];

/// Signs before or after an operand, a price, or an end of a range.
const OPERATORS: [char; 20] = [
    '×', '*', 'x', 'X', '÷', '+', '＋', '=', '＝', '/', '／', '-', '—', '–', '~', '～', '－', '＊',
    '至', '.',
];

/// Multiples before a unit.
const MULTIPLES: [(&str, u32); 6] = [
    ("亿", 100_000_000),
    ("千万", 10_000_000),
    ("百万", 1_000_000),
    ("万", 10_000),
    ("千", 1_000),
    ("百", 100),
];

/// A day as a duration, which is no counter in a date.
const DAY: char = '日';
const HOURS: u32 = 24;

/// A unit at the start of a text: its length, and its value in the basic unit.
pub(super) fn unit_at(vocabulary: &Vocabulary, text: &str) -> Option<(usize, Decimal, String)> {
    if let Some(found) = counter_at(vocabulary, text) {
        return Some(found);
    }
    let (multiple, times, rest) = MULTIPLES.iter().find_map(|(word, times)| {
        let rest = text.strip_prefix(word)?;
        Some((word.len(), Decimal::from(*times), rest))
    })?;
    let (length, factor, unit) = counter_at(vocabulary, rest)?;
    Some((multiple + length, factor.checked_mul(times)?, unit))
}

fn counter_at(vocabulary: &Vocabulary, text: &str) -> Option<(usize, Decimal, String)> {
    let Some(counter) = vocabulary.prefix(WordList::Counters, text) else {
        let is_day = text.starts_with(DAY);
        return is_day.then(|| (DAY.len_utf8(), Decimal::from(HOURS), HOUR.to_owned()));
    };
    let first = counter.chars().next()?;
    let mut conversions = vocabulary.beginning(WordList::ConvertedUnits, first);
    let meaning = conversions.find_map(|one| one.strip_prefix(counter)?.strip_prefix('='));
    let Some(meaning) = meaning else {
        return Some((counter.len(), Decimal::ONE, counter.to_owned()));
    };
    let digits = meaning.bytes().take_while(u8::is_ascii_digit).count();
    let factor = meaning[..digits].parse().unwrap_or(Decimal::ONE);
    Some((counter.len(), factor, meaning[digits..].to_owned()))
}

/// Whether a text has a number of something: no year, and not the number of an item (1.、目标1：、第1批).
pub(super) fn has_figure(text: &str) -> bool {
    let numbers = numbers_in(text);
    numbers.iter().any(|number| {
        let rest = text[number.range.end..].trim_start_matches(' ');
        let is_year = number.range.len() == 4 && rest.starts_with('年');
        let is_of_something =
            rest.starts_with(|next: char| next.is_alphabetic() || matches!(next, '%' | '％' | '‰'));
        is_of_something && !is_year && !text[..number.range.start].ends_with('第')
    })
}

/// All figures of a text: numbers with a unit. Years and days of a month are none.
pub(super) fn figures_in<'t>(vocabulary: &Vocabulary, text: &'t str) -> Vec<Figure<'t>> {
    figures_of(vocabulary, text, numbers_in(text))
}

/// All figures of a text with those in Chinese numerals, if it has such: 新建厕所两座.
pub(super) fn figures_in_words<'t>(
    vocabulary: &Vocabulary,
    text: &'t str,
) -> Option<Vec<Figure<'t>>> {
    let mut numerals = numerals_in(text);
    numerals.retain(|numeral| {
        let unit = counter_at(vocabulary, &text[numeral.range.end..]);
        // 三年, 一月: no amounts of things.
        unit.is_some_and(|(_, _, unit)| !matches!(&*unit, "年" | "月" | MONEY | HOUR | "%"))
    });
    if numerals.is_empty() {
        return None;
    }
    let mut numbers = numbers_in(text);
    numbers.extend(numerals);
    numbers.sort_by_key(|number| number.range.start);
    Some(figures_of(vocabulary, text, numbers))
}

fn figures_of<'t>(
    vocabulary: &Vocabulary,
    text: &'t str,
    numbers: Vec<TextNumber>,
) -> Vec<Figure<'t>> {
    let mut found: Vec<Figure<'t>> = Vec::new();
    let mut places = Places::default();
    for number in numbers {
        let rest = &text[number.range.end..];
        let gap = rest.len() - rest.trim_start_matches(' ').len();
        let Some((length, factor, unit)) = unit_at(vocabulary, &rest[gap..]) else {
            continue;
        };
        let Some(value) = number.value.checked_mul(factor) else {
            continue;
        };
        if is_of_calendar(text, &number, gap) {
            continue;
        }
        let range = number.range.start..number.range.end + gap + length;
        places.advance(text, range.start);
        let last = found.last().map_or(0, |figure| figure.range.end);
        let (mut own, lead) = words_before(text, range.start, last);
        let mut is_operand = own.ends_with('第')
            || text[..range.start].trim_end().ends_with(OPERATORS)
            || text[range.end..].trim_start().starts_with(OPERATORS);
        // 发放防疫员补助163.2万元（136人×12月×1000元）
        let named = found.last().filter(|last| {
            let between = &text[last.range.end..range.start];
            OPENING
                .iter()
                .any(|bracket| between.strip_prefix(*bracket) == Some(""))
                && last.unit == MONEY
                && !matches!(unit.as_str(), MONEY | "月" | "天" | "年" | "次" | "小时")
        });
        if let Some(last) = named {
            own = last.own;
            is_operand = false;
        }
        let last = found.last().filter(|last| last.sentence == places.sentence);
        own = last
            .and_then(|last| changed(vocabulary, (last, &unit), own))
            .unwrap_or(own);
        let goes_on = last.filter(|_| vocabulary.is(WordList::ProductTotals, own.trim()));
        let goes_on = goes_on.map(|last| last.own);
        let after = words_after(&text[range.end..]);
        let step = Decimal::new(1, number.decimals).checked_mul(factor);
        found.push(Figure {
            value,
            step: step.unwrap_or(Decimal::ONE),
            unit,
            written: &rest[gap..gap + length],
            counter: rest[gap..gap + length].trim_start_matches(['万', '亿', '千', '百']),
            factor,
            own,
            lead,
            goes_on,
            after,
            depth: places.depth,
            sentence: places.sentence,
            is_operand,
            bound: bound(vocabulary, own, after),
            range,
        });
    }
    found
}

/// Whether a number is a year, or a day of a month.
fn is_of_calendar(text: &str, number: &TextNumber, gap: usize) -> bool {
    let rest = &text[number.range.end + gap..];
    let is_year = number.range.len() == 4 && rest.starts_with('年');
    is_year || (rest.starts_with(DAY) && text[..number.range.start].ends_with('月'))
}

/// The words before a change of which a figure is the end: 检验项目 of 检验项目由126项增加到158项.
fn changed<'t>(
    vocabulary: &Vocabulary,
    (last, unit): (&Figure<'t>, &str),
    own: &str,
) -> Option<&'t str> {
    let stem = own.trim().trim_end_matches(['到', '至', '为']);
    let is_change = stem.len() < own.trim().len() && vocabulary.is(WordList::ChangeWords, stem);
    let from = last.own.rfind(['由', '从']).filter(|_| is_change)?;
    let is_start = last.own[from..].chars().nth(1).is_none();
    (is_start && from > 0 && last.unit == unit).then(|| &last.own[..from])
}

/// Where the scan of a text is.
#[derive(Default)]
struct Places {
    at: usize,
    depth: usize,
    sentence: usize,
}

impl Places {
    fn advance(&mut self, text: &str, to: usize) {
        for (offset, character) in text[self.at..to].char_indices() {
            // Nearly every character is a Chinese one.
            if is_letter(character) {
                continue;
            }
            if OPENING.contains(&character) {
                self.depth += 1;
            } else if CLOSING.contains(&character) {
                self.depth = self.depth.saturating_sub(1);
            } else if SENTENCE.contains(&character) && self.depth == 0 {
                self.sentence = self.at + offset + character.len_utf8();
            }
        }
        self.at = to;
    }
}

/// The words before a figure, and what comes before them in its clause.
fn words_before(text: &str, at: usize, last: usize) -> (&str, &str) {
    let from = reach_before(text, at);
    let before = &text[from..at];
    let (mut clause, mut inner) = (0, 0);
    for (place, one) in before.char_indices().rev() {
        if is_letter(one) {
            continue;
        }
        if SENTENCE.contains(&one) || MARKS.contains(&one) {
            clause = place + one.len_utf8();
            break;
        }
        if inner == 0 && INNER.contains(&one) {
            inner = place + one.len_utf8();
        }
    }
    let own = clause.max(inner).max(last.saturating_sub(from));
    (&before[own..], &before[clause.min(own)..own])
}

fn words_after(text: &str) -> &str {
    let text = reach_after(text);
    let is_end = |one: char| {
        one.is_ascii_digit()
            || SENTENCE.contains(&one)
            || MARKS.contains(&one)
            || INNER.contains(&one)
    };
    &text[..text.find(is_end).unwrap_or(text.len())]
}

fn bound(vocabulary: &Vocabulary, own: &str, after: &str) -> Bound {
    let own = own.trim_end();
    if vocabulary.ends(WordList::AtLeast, own)
        || vocabulary.prefix(WordList::OrMore, after).is_some()
    {
        Bound::AtLeast
    } else if vocabulary.ends(WordList::AtMost, own)
        || vocabulary.prefix(WordList::OrLess, after).is_some()
    {
        Bound::AtMost
    } else if vocabulary.ends(WordList::About, own)
        || vocabulary.prefix(WordList::MoreOrLess, after).is_some()
    {
        Bound::About
    } else {
        Bound::Exact
    }
}

/// The characters of a text that say what it is about: without general words, marks and digits.
pub(super) fn content(vocabulary: &Vocabulary, text: &str) -> Vec<char> {
    let mut kept = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some(word) = vocabulary.prefix(WordList::GeneralWords, rest) {
            rest = &rest[word.len()..];
            continue;
        }
        if first.is_alphabetic() {
            kept.push(first);
        }
        rest = &rest[first.len_utf8()..];
    }
    kept
}
