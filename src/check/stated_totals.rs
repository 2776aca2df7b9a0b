//! Totals in texts: `以上各项共计…` against the preceding items, and totals against the budget.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::RuleList;
use super::arithmetic::{
    CLOSING, MAX_STATED, OPENING, Product, in_unit, may_have_arithmetic, meanings, products_of,
};
use super::clauses::{ITEM, PARAGRAPH, SENTENCE, rest_of, start_of};
use super::compare::meant;
use super::mistake::likely_mistake;
use super::scan::{Money, amounts_in, far_before, money_unit, numbers_in};
use super::subject::{Subject, TextValue};
use super::wording::with_unit;
use crate::amount::Amount;
use crate::finding::{Code, Report};
use crate::form::{Vocabulary, WordList};
use crate::record::Content;
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    texts: &[items, budget],
    ..RuleList::EMPTY
};

/// A total with its items.
struct Total<'t> {
    money: Money,
    items: Vec<Item<'t>>,
    points_back: bool,
    /// Whether its own sentence has no item.
    is_alone: bool,
}

/// An item of a sum.
struct Item<'t> {
    money: Money,
    /// Value of the arithmetic given with it, in 元.
    computed: Option<Decimal>,
    /// The words before it, from the previous item or the start of the sentence.
    words: &'t str,
    /// Whether it is a price, and the next item what that gives: 每户3000元，需72万元.
    is_counted: bool,
}

/// Checks that `以上各项共计…` is the sum of the preceding items.
fn items(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    if !may_have_arithmetic(text_value) {
        return;
    }
    for total in totals_of(&subject.edition.vocabulary, text_value.text) {
        let is_open = |item: &Item<'_>| {
            !item.is_counted && !is_range(item.words) && item.words.contains('每')
        };
        let has_prices = total.items.iter().any(is_open);
        if has_prices && !total.points_back && !total.is_alone {
            continue;
        }
        let Some(parts) = nearest_way(&total, text_value.text) else {
            continue;
        };
        let money = &total.money;
        let parts: Vec<(&str, Decimal)> = parts
            .iter()
            .map(|part| ("", in_unit(*part, money)))
            .collect();
        let sum = parts.iter().map(|(_, part)| *part).sum();
        let mistake = likely_mistake(money.number, sum, &parts);
        let shown: Vec<String> = parts
            .iter()
            .map(|(_, part)| Amount::computed(*part).to_string())
            .collect();
        report.push(
            subject
                .within(Code::NarrativeSum, text_value, money.range.clone())
                .seen(format!("{}{}", Amount::computed(money.number), money.unit))
                .expected(format!(
                    "{}{} = {}",
                    Amount::computed(sum),
                    money.unit,
                    shown.join(" + ")
                ))
                .correction(
                    mistake.map_or_else(String::new, |mistake| mistake + ";") + "改正合计或各项",
                ),
        );
    }
}

/// Marks the prices that are followed by the amount that they give: 每户3000元，需72万元.
fn mark_counted(vocabulary: &Vocabulary, items: &mut [Item<'_>]) {
    let mut is_amount_next = false;
    for item in items.iter_mut().rev() {
        let words = item.words.trim_end();
        let is_end = is_range(words);
        item.is_counted = is_amount_next && (is_end || words.contains('每'));
        // The start of a range is a price of the same amount as its end.
        let is_amount = vocabulary.ends(WordList::ProductTotals, words)
            && !vocabulary.ends(WordList::WholeYear, words);
        is_amount_next = is_amount || (is_end && is_amount_next);
    }
}

/// Whether words between two amounts make them the ends of a range.
fn is_range(words: &str) -> bool {
    matches!(
        words.trim(),
        "至" | "到" | "-" | "—" | "－" | "~" | "～" | "—-" | "——"
    )
}

/// The items nearest to the total; `None` if some interpretation of them gives the total as
/// printed.
fn nearest_way(total: &Total<'_>, text: &str) -> Option<Vec<Decimal>> {
    let sums = ways(total, text).into_iter().filter_map(|way| {
        let sum = way
            .iter()
            .try_fold(Decimal::ZERO, |sum, part| sum.checked_add(*part))?;
        let far = total.money.value().checked_sub(sum)?.abs();
        Some((far, total.money.prints(sum), way))
    });
    let nearest = sums.min_by_key(|(far, _, _)| *far);
    nearest
        .filter(|(_, agrees, _)| !agrees)
        .map(|(_, _, way)| way)
}

/// Totals of a text with their items.
fn totals_of<'t>(vocabulary: &Vocabulary, text: &'t str) -> Vec<Total<'t>> {
    let lists = [WordList::TotalWords, WordList::BareTotals];
    if !lists.iter().any(|list| vocabulary.has(*list, text)) {
        return Vec::new();
    }
    let all = amounts_in(text);
    let products = products_of(text, &all);
    let all: Vec<Money> = all
        .into_iter()
        .filter(|money| !is_in_brackets(text, money.range.start))
        .filter(|money| !vocabulary.has(WordList::PaidElsewhere, clause_after(text, money)))
        .filter(|money| !is_other_total(vocabulary, text, money))
        .collect();
    let mut found = Vec::new();
    let mut next_item = 0;
    for (index, money) in all.iter().enumerate() {
        let clause = &text[clause_start(text, money.range.start)..money.range.start];
        let is_total = vocabulary.has(WordList::TotalWords, clause)
            || vocabulary.is(WordList::BareTotals, clause.trim());
        if !is_total {
            continue;
        }
        let points_back = vocabulary.has(WordList::BackwardWords, clause);
        let sentence = sentence_start(text, money.range.start);
        // 以上共计, and a total alone in its sentence, cover all earlier items.
        let is_alone = index == 0 || all[index - 1].range.start < sentence;
        let from = if points_back || is_alone {
            far_before(text, money.range.start)
        } else {
            sentence
        };
        let after = |from| next_item.max(all.partition_point(|item| item.range.start < from));
        // A single item before 合计 is the last of items with ； between them.
        let from = if after(from) + 1 == index {
            start_of(text, money.range.start, &PARAGRAPH)
        } else {
            from
        };
        let before = &text[from..money.range.start];
        let first = after(from);
        next_item = index + 1;
        let mut items = items_of(text, &all[first..index], &products, from);
        mark_counted(vocabulary, &mut items);
        let has_parts = vocabulary.has(WordList::AmongWords, before);
        if items.len() >= 2 && !has_parts && found.len() < MAX_STATED {
            found.push(Total {
                money: money.clone(),
                items,
                points_back,
                is_alone,
            });
        }
    }
    found
}

/// Whether an amount is a total of other money than that spent here, of loans or of damage:
/// neither a sum of the items nor an item.
fn is_other_total(vocabulary: &Vocabulary, text: &str, money: &Money) -> bool {
    let clause = &text[clause_start(text, money.range.start)..money.range.start];
    vocabulary.has(WordList::TotalWords, clause)
        && vocabulary.has(WordList::NotSpending, clause)
        && !vocabulary.has(WordList::BackwardWords, clause)
}

fn items_of<'t>(
    text: &'t str,
    amounts: &[Money],
    products: &[Product],
    from: usize,
) -> Vec<Item<'t>> {
    let mut start = from;
    let mut items = Vec::with_capacity(amounts.len());
    for money in amounts {
        let product = products.iter().find(|product| product.money == *money);
        items.push(Item {
            money: money.clone(),
            computed: product
                .and_then(|product| meanings(money, &product.computed).first().copied()),
            words: &text[start..money.range.start],
            is_counted: false,
        });
        start = money.range.end;
    }
    items
}

fn is_in_brackets(text: &str, at: usize) -> bool {
    let line = &text[sentence_start(text, at)..at];
    let open = line.rfind(OPENING);
    open.is_some_and(|open| line.rfind(CLOSING).is_none_or(|close| close < open))
}

/// The rest of an amount's clause.
fn clause_after<'t>(text: &'t str, money: &Money) -> &'t str {
    rest_of(&text[money.range.end..], &ITEM)
}

fn clause_start(text: &str, at: usize) -> usize {
    start_of(text, at, &ITEM)
}

fn sentence_start(text: &str, at: usize) -> usize {
    start_of(text, at, &SENTENCE)
}

/// Maximum number of interpretations of the items of a sum.
const MAX_WAYS: usize = 1024;

/// Interpretations of the items, as their values in 元: first as written; then with items per round
/// (每轮) multiplied by the rounds in the text (2轮), without prices (每家0.6万元), and with an
/// amount replaced by the value of its arithmetic.
fn ways(total: &Total<'_>, text: &str) -> Vec<Vec<Decimal>> {
    let mut ways = vec![Vec::new()];
    let mut times = None;
    for (index, item) in total.items.iter().enumerate() {
        // A word of repetition applies to the following items of the sentence.
        if item.words.contains(SENTENCE) {
            times = None;
        }
        times = times_of(item.words, text).or(times);
        let value = item.money.value();
        let clause = &item.words[clause_start(item.words, item.words.len())..];
        let mut choices = vec![Some(value)];
        let may_not_count = clause.contains('每')
            || is_range(item.words)
            || is_subtotal(&total.items[..index], value);
        choices.extend(may_not_count.then_some(None));
        choices.extend(times.and_then(|times| value.checked_mul(times)).map(Some));
        choices.extend(
            item.computed
                .filter(|computed| !item.money.prints(*computed))
                .map(Some),
        );
        if item.is_counted {
            choices = vec![None];
        }
        if ways.len() * choices.len() > MAX_WAYS {
            choices.truncate(1);
        }
        let longer = choices.iter().flat_map(|choice| {
            ways.iter()
                .map(|way| way.iter().copied().chain(*choice).collect::<Vec<Decimal>>())
        });
        ways = longer.collect();
    }
    ways
}

/// Whether an amount is the sum of the last items: `鉴定费3300元；评价费3300元，两项0.66万元`.
fn is_subtotal(before: &[Item<'_>], value: Decimal) -> bool {
    let mut sum = Decimal::ZERO;
    before.iter().rev().enumerate().any(|(index, item)| {
        sum = sum.saturating_add(item.money.value());
        index > 0 && sum == value
    })
}

/// Number of repetitions: for `每轮` the number in `2轮` elsewhere in the text.
fn times_of(words: &str, text: &str) -> Option<Decimal> {
    let after = &words[words.rfind('每')? + '每'.len_utf8()..];
    let counter = after.chars().next()?;
    let found = numbers_in(text).into_iter().find(|number| {
        text[number.range.end..]
            .trim_start_matches(' ')
            .trim_start_matches('个')
            .starts_with(counter)
    });
    found.map(|number| number.value)
}

/// The places of the totals of a text that have items, found once when they are asked for.
pub(super) struct Sums<'t> {
    text: &'t str,
    places: OnceCell<BTreeSet<usize>>,
}

impl<'t> Sums<'t> {
    pub(super) const fn of(text: &'t str) -> Sums<'t> {
        Sums {
            text,
            places: OnceCell::new(),
        }
    }

    fn get(&self, vocabulary: &Vocabulary) -> &BTreeSet<usize> {
        self.places.get_or_init(|| {
            let totals = totals_of(vocabulary, self.text).into_iter();
            totals.map(|total| total.money.range.start).collect()
        })
    }
}

/// Whether an amount is a total of spending: by its words, or because it is the sum of earlier
/// items.
pub(super) fn is_spending(
    vocabulary: &Vocabulary,
    (text, sums): (&str, &Sums<'_>),
    money: &Money,
) -> bool {
    let clause = &text[clause_start(text, money.range.start)..money.range.start];
    let after = clause_after(text, money);
    let has = |list| vocabulary.has(list, clause);
    let is_total = vocabulary.has(WordList::TotalWords, clause);
    let by_words = (is_total || has(WordList::SpendingTotals)) && has(WordList::SpendingWords);
    let sums_up = || sums.get(vocabulary).contains(&money.range.start);
    let is_other = vocabulary.has(WordList::NotSpending, clause)
        || vocabulary.has(WordList::PaidElsewhere, after)
        || vocabulary.prefix(WordList::NotSpending, after).is_some();
    !is_other && (by_words || (is_total && sums_up()))
}

/// Checks that a total in a text does not exceed the budget.
fn budget(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    let rules = &subject.rules().narrative;
    let is_of_table = std::ptr::eq(text_value.record, subject.record);
    if !is_of_table || !rules.totals.contains(&text_value.field) || !may_have_arithmetic(text_value)
    {
        return;
    }
    let Some(budget) = rules.budget else { return };
    let field = subject.fields().get(budget);
    let Content::Number(limit) = &subject.record.get(budget).content else {
        return;
    };
    let Some((_, factor)) = money_unit(&field.unit) else {
        return;
    };
    // A negative budget has its own finding.
    if limit.value() < Decimal::ZERO {
        return;
    }
    let meant = meant(&subject.context(), subject.fields(), budget).into_iter();
    let Some(most) = meant.filter_map(|one| one.checked_mul(factor)).max() else {
        return;
    };
    let vocabulary = &subject.edition.vocabulary;
    let sums = Sums::of(text_value.text);
    for money in amounts_in(text_value.text) {
        let is_within = money.value() <= most || money.prints(most);
        if is_within || !is_spending(vocabulary, (text_value.text, &sums), &money) {
            continue;
        }
        let written = text::clip(&text_value.text[money.range.clone()]);
        let mistake = likely_mistake(in_unit(money.value(), &money), in_unit(most, &money), &[]);
        report.push(
            subject
                .within(Code::OverBudget, text_value, money.range.clone())
                .seen(written)
                .expected(format!(
                    "不超过{} {}",
                    field.label,
                    with_unit(*limit, field)
                ))
                .correction(
                    mistake.map_or_else(String::new, |mistake| mistake + ";")
                        + "核对预算与此处的金额",
                ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The correct sums of wrong totals in a text, with their items.
    fn wrong_sums(text: &str) -> Vec<Vec<String>> {
        let totals = totals_of(&Vocabulary::default(), text);
        let wrong = totals.iter().filter_map(|total| {
            let parts = nearest_way(total, text)?;
            Some(
                parts
                    .iter()
                    .map(|part| in_unit(*part, &total.money).to_string())
                    .collect(),
            )
        });
        wrong.collect()
    }

    #[test]
    fn stated_totals_are_sums_of_earlier_items() {
        let list = "1.清运费48万元（2400吨×200元）；2.改厕补助64万元；3.工资43.2万元（36人×12月×1000元）；4.工具购置8万元。\n共计";
        assert_eq!(
            wrong_sums(&format!("{list}163.2万元。")),
            Vec::<Vec<String>>::new()
        );
        assert_eq!(
            wrong_sums(&format!("{list}160万元。")),
            [["48", "64", "43.2", "8"]]
        );
    }

    #[test]
    fn items_may_be_multiplied_and_prices_are_no_items() {
        for text in [
            "开展2轮巡察，每轮需补助27.44万元，差旅费0.7万元，其他1.5万元，以上各项共计57.08万元",
            "检查218家，每家0.6万元，需130.8万元；系统维护72万元。以上合计202.8万元",
            "鉴定费3300元，评价费3300元，两项0.66万元；印刷费1万元。以上合计1.66万元",
            "印刷费3万元、培训费2万元，合计5万元",
        ] {
            assert_eq!(wrong_sums(text), Vec::<Vec<String>>::new(), "{text}");
        }
    }
}
