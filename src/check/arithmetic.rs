//! Arithmetic in texts: an amount and the product it is computed from. Values are compared to the
//! last printed digit.

use std::ops::Range;

use rust_decimal::Decimal;

use super::RuleList;
use super::mistake::likely_mistake;
use super::scan::{Computed, Money, amounts_in, expression, numbers_in, reach_before};
use super::subject::{Subject, TextValue};
use crate::amount::Amount;
use crate::finding::{Code, Report};
use crate::form::FieldKind;

pub(super) const RULES: RuleList = RuleList {
    texts: &[products],
    ..RuleList::EMPTY
};

/// Brackets around arithmetic, opening and closing.
pub(super) const OPENING: [char; 7] = ['<', '＜', '〈', '(', '（', '[', '【'];
pub(super) const CLOSING: [char; 7] = ['>', '＞', '〉', ')', '）', ']', '】'];

/// Words between an expression and its result.
const EQUALS: [&str; 10] = ["=", "＝", "≈", "计", "共", "合", "小", "为", "需", "约"];

/// An amount with the arithmetic it is computed from.
pub(super) struct Product {
    pub(super) money: Money,
    pub(super) computed: Computed,
    /// Bytes of the expression.
    expression: Range<usize>,
}

/// Maximum number of products and totals examined in one text.
pub(super) const MAX_STATED: usize = 100;

/// Whether a text may contain arithmetic with money.
pub(super) fn may_have_arithmetic(text_value: &TextValue<'_>) -> bool {
    let kind = &text_value.fields.get(text_value.field).kind;
    matches!(
        kind,
        FieldKind::Narrative | FieldKind::Text | FieldKind::Measure | FieldKind::Target
    ) && text_value.text.contains('元')
}

/// Checks that both sides of an equation are equal: `27.44万元<56人×35天×140元>`,
/// `56人×35天×140元=27.44万元`.
fn products(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    if !may_have_arithmetic(text_value) {
        return;
    }
    for product in products_of(text_value.text, &amounts_in(text_value.text))
        .into_iter()
        .take(MAX_STATED)
    {
        let Product {
            money,
            computed,
            expression,
        } = &product;
        let possible = meanings(money, computed);
        if possible.iter().any(|value| money.prints(*value)) {
            continue;
        }
        let right = in_unit(possible[0], money);
        let written = &text_value.text[expression.clone()];
        let mistake = likely_mistake(money.number, right, &[])
            .map_or_else(String::new, |mistake| mistake + ";");
        let all = money.range.start.min(expression.start)..money.range.end.max(expression.end);
        report.push(
            subject
                .within(Code::ArithmeticWrong, text_value, all)
                .seen(format!("{}{}", Amount::computed(money.number), money.unit))
                .expected(format!(
                    "{}{} = {written}",
                    Amount::computed(right),
                    money.unit
                ))
                .correction(format!("{mistake}改正金额或算式")),
        );
    }
}

/// Possible values of an expression in 元, the likeliest first. Without a unit of money its numbers
/// may be in 元 or in the unit of the amount.
pub(super) fn meanings(money: &Money, computed: &Computed) -> Vec<Decimal> {
    let in_its_unit = computed.value.checked_mul(money.factor);
    if computed.is_money {
        return vec![computed.value];
    }
    let mut all = vec![computed.value];
    all.extend(in_its_unit);
    all
}

pub(super) fn in_unit(value: Decimal, money: &Money) -> Decimal {
    value.checked_div(money.factor).unwrap_or(value).normalize()
}

/// The products of a text whose amounts are `all`.
pub(super) fn products_of(text: &str, all: &[Money]) -> Vec<Product> {
    let mut found: Vec<Product> = Vec::new();
    for money in all {
        let bracketed = after_bracket(text, money.range.end);
        let product = bracketed.and_then(|start| bracket(text, start));
        found.extend(product.map(|(computed, expression)| Product {
            money: money.clone(),
            computed,
            expression,
        }));
    }
    found.extend(equations(text, all));
    found
}

/// The byte after an opening bracket at this byte.
fn after_bracket(text: &str, at: usize) -> Option<usize> {
    let rest = text[at..].trim_start_matches(' ');
    let inner = rest.strip_prefix(OPENING)?;
    Some(text.len() - inner.len())
}

/// An expression that fills a pair of brackets.
fn bracket(text: &str, start: usize) -> Option<(Computed, Range<usize>)> {
    let computed = expression(&text[start..])?;
    let end = start + computed.length;
    let rest = text[end..].trim_start();
    rest.starts_with(CLOSING)
        .then(|| (computed, start..start + text[start..end].trim_end().len()))
}

/// Expressions followed by their result.
fn equations(text: &str, all: &[Money]) -> Vec<Product> {
    let mut found = Vec::new();
    let mut at = 0;
    for number in numbers_in(text) {
        if number.range.start < at {
            continue;
        }
        let start = number.range.start;
        let Some(computed) = expression(&text[start..]) else {
            continue;
        };
        let end = start + computed.length;
        at = end;
        if explains_amount(text, all, start..end) {
            continue;
        }
        let Some(result) = result_after(text, end) else {
            continue;
        };
        let at_result = all.binary_search_by_key(&result, |money| money.range.start);
        found.extend(
            at_result
                .ok()
                .map(|index| &all[index])
                .map(|money| Product {
                    money: money.clone(),
                    computed,
                    expression: start..start + text[start..end].trim_end().len(),
                }),
        );
    }
    found
}

/// Whether an expression stands in brackets after an amount, whose it then is: in
/// `18万元（6个×3万元），共90万元` the total is no result of the expression.
fn explains_amount(text: &str, all: &[Money], expression: Range<usize>) -> bool {
    let before = &text[reach_before(text, expression.start)..expression.start];
    let Some(open) = before.rfind(OPENING) else {
        return false;
    };
    let ahead = text[..expression.start - before.len() + open].trim_end_matches(' ');
    let is_open = !before[open..].contains(CLOSING);
    let is_closed = text[expression.end..]
        .trim_start_matches(' ')
        .starts_with(CLOSING);
    is_open
        && is_closed
        && all
            .binary_search_by_key(&ahead.len(), |money| money.range.end)
            .is_ok()
}

/// Start of the result of an expression.
fn result_after(text: &str, end: usize) -> Option<usize> {
    let mut rest = text[end..].trim_start_matches([')', '）', ' ', ',', '，']);
    let mut is_equation = false;
    while let Some(after) = EQUALS.iter().find_map(|word| rest.strip_prefix(word)) {
        is_equation = true;
        rest = after.trim_start();
    }
    let begins = rest.starts_with(|first: char| first.is_ascii_digit());
    (is_equation && begins).then_some(text.len() - rest.len())
}
