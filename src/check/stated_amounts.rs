//! Amounts that a text states by the name of an amount of the table, or as all its money.

use rust_decimal::Decimal;

use super::RuleList;
use super::clauses::{ITEM, SENTENCE, last_part, rest_of};
use super::compare::meant;
use super::mistake::likely_mistake;
use super::scan::{Money, amounts_in, money_unit, reach_after, reach_before};
use super::stated_totals::{Sums, is_spending};
use super::subject::{Subject, TextValue};
use super::wording::with_unit;
use crate::finding::{Code, Report};
use crate::form::{Field, FieldIndex, Vocabulary, WordList};
use crate::record::Content;
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    texts: &[amounts],
    ..RuleList::EMPTY
};

/// Brackets, which end an item too.
const BRACKETS: [char; 2] = ['（', '）'];

/// Fewest characters of a label by which a text names an amount.
const SHORTEST: usize = 4;

/// An amount with the words around it.
struct Stated<'t> {
    money: Money,
    before: &'t str,
    after: &'t str,
    sentence: [&'t str; 2],
}

/// An amount of the table, in 元.
struct Own<'s> {
    field: &'s Field,
    index: FieldIndex,
    values: Vec<Decimal>,
}

/// Checks amounts of a text that states totals: those named like an amount of the table, and those
/// that are all the table's money.
fn amounts(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    let rules = &subject.rules().narrative;
    let is_of_table = std::ptr::eq(text_value.record, subject.record);
    let states = is_of_table && rules.totals.contains(&text_value.field);
    if !states || !text_value.text.contains('元') {
        return;
    }
    let text = text_value.text;
    let all: Vec<Stated<'_>> = (amounts_in(text).into_iter())
        .map(|money| stated(text, money))
        .collect();
    let own = own_amounts(subject);
    let budget = rules
        .budget
        .and_then(|budget| own.iter().find(|one| one.index == budget));
    let vocabulary = &subject.edition.vocabulary;
    let tables = &subject.submission.tables;
    let context = Whole {
        text,
        sums: Sums::of(text),
        has_budget: budget.is_some_and(|budget| all.iter().any(|one| agrees(budget, one))),
        is_alone: all.len() == 1,
        is_overview: subject.position == 0
            && tables.iter().any(|table| table.table != tables[0].table),
    };
    for one in &all {
        let named = named(vocabulary, &own, one).filter(|_| is_this_year(vocabulary, one));
        let wrong = match (named, budget) {
            (Some(named), _) => (!agrees(named, one)).then_some(named),
            (None, Some(budget)) => {
                let is_wrong = is_other_whole(vocabulary, budget, (one, &context));
                is_wrong.then_some(budget)
            }
            (None, None) => None,
        };
        if let Some(wrong) = wrong {
            push(subject, text_value, (one, wrong), report);
        }
    }
}

fn push(
    subject: &Subject<'_>,
    text_value: &TextValue<'_>,
    (one, own): (&Stated<'_>, &Own<'_>),
    report: &mut Report,
) {
    let Content::Number(number) = &subject.record.get(own.index).content else {
        return;
    };
    let factor = one.money.factor;
    let typed = one.money.number;
    let expected = own
        .values
        .iter()
        .find_map(|value| value.checked_div(factor));
    let mistake = expected.and_then(|expected| likely_mistake(typed, expected, &[]));
    report.push(
        subject
            .within(Code::StatedAmount, text_value, one.money.range.clone())
            .seen(text::clip(&text_value.text[one.money.range.clone()]))
            .expected(format!(
                "{} {}",
                own.field.label,
                with_unit(*number, own.field)
            ))
            .correction(
                mistake.map_or_else(String::new, |mistake| mistake + ";")
                    + "核对此处的金额与表里的;说的只是一部分、几年或别处的,在文字里写明",
            ),
    );
}

fn stated(text: &str, money: Money) -> Stated<'_> {
    let before = &text[reach_before(text, money.range.start)..money.range.start];
    let after = reach_after(&text[money.range.end..]);
    let item = &before[last_part(before, &ITEM)..];
    let rest = rest_of(after, &ITEM);
    Stated {
        before: item[last_part(item, &BRACKETS)..].trim(),
        after: rest_of(rest, &BRACKETS),
        sentence: [
            &before[last_part(before, &SENTENCE)..],
            rest_of(after, &SENTENCE),
        ],
        money,
    }
}

/// The amounts of the table that are filled in.
fn own_amounts<'a>(subject: &Subject<'a>) -> Vec<Own<'a>> {
    let fields = subject.fields().iter().filter_map(|(index, field)| {
        let (_, factor) = money_unit(&field.unit)?;
        let Content::Number(number) = &subject.record.get(index).content else {
            return None;
        };
        if number.value() < Decimal::ZERO {
            return None;
        }
        let values = meant(&subject.context(), subject.fields(), index).into_iter();
        let values = values.filter_map(|one| one.checked_mul(factor)).collect();
        Some(Own {
            field,
            index,
            values,
        })
    });
    fields.collect()
}

fn agrees(own: &Own<'_>, one: &Stated<'_>) -> bool {
    let twice = Decimal::TWO;
    own.values.iter().any(|value| {
        let difference = value.saturating_sub(one.money.value()).abs();
        one.money.prints(*value)
            || difference.saturating_mul(twice) <= one.money.factor / Decimal::ONE_HUNDRED
    })
}

/// The amount of the table whose label the words directly before end with, if only one has it.
fn named<'o, 's>(words: &Vocabulary, own: &'o [Own<'s>], one: &Stated<'_>) -> Option<&'o Own<'s>> {
    let fits = |own: &&Own<'_>| {
        let label = own.field.label.as_str();
        let mut names = words.words(WordList::SameAmounts);
        label.chars().count() >= SHORTEST
            && (one.before.ends_with(label)
                || names.any(|names| {
                    let mut all = names.split('=');
                    all.clone().any(|name| name == label)
                        && all.any(|name| one.before.ends_with(name))
                }))
    };
    let mut fitting = own.iter().filter(fits);
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}

fn is_this_year(vocabulary: &Vocabulary, one: &Stated<'_>) -> bool {
    let words = [one.before, one.after];
    let is_other = |list| words.iter().any(|half| vocabulary.has(list, half));
    let sentence = one.sentence.concat();
    !is_other(WordList::NotSpending)
        && !is_other(WordList::About)
        && !is_other(WordList::PerWords)
        && !vocabulary.has(WordList::SeveralYears, &sentence)
        && !vocabulary.has(WordList::OtherTimes, one.before)
}

/// A text with amounts.
struct Whole<'t> {
    text: &'t str,
    sums: Sums<'t>,
    /// Whether one of them is the budget: the others are parts, or of several years.
    has_budget: bool,
    /// Whether there is only one.
    is_alone: bool,
    /// Whether the table is that of a department with projects.
    is_overview: bool,
}

/// Whether an amount is said to be all the money of the table, and is not.
fn is_other_whole(
    vocabulary: &Vocabulary,
    budget: &Own<'_>,
    (one, context): (&Stated<'_>, &Whole<'_>),
) -> bool {
    if context.has_budget || !is_this_year(vocabulary, one) {
        return false;
    }
    let is_whole = vocabulary.has(WordList::WholeAmounts, one.before);
    let is_total = vocabulary.has(WordList::TotalWords, one.before);
    let is_needed = is_total || vocabulary.has(WordList::NeededAmounts, one.before);
    let is_part = vocabulary.has(WordList::PartAmounts, one.before);
    if is_part || !(is_whole || is_needed) {
        return false;
    }
    let most = budget.values.iter().max().copied().unwrap_or_default();
    let value = one.money.value();
    if value > most {
        // That has its own finding.
        return !is_spending(vocabulary, (context.text, &context.sums), &one.money);
    }
    let expected = most.checked_div(one.money.factor);
    let is_mistake =
        expected.is_some_and(|most| likely_mistake(one.money.number, most, &[]).is_some());
    // Of a department's money a target states a part, too.
    let is_all = is_total && context.is_alone && !context.is_overview;
    is_whole || is_mistake || (is_all && value.saturating_mul(Decimal::TWO) >= most)
}
