//! Cost indicators: their amount against the budget, and the direction of their sign.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::RuleList;
use super::compare::meant;
use super::direction::is_much;
use super::mistake::likely_mistake;
use super::scan::money_unit;
use super::spelling::usual_unit;
use super::subject::{Indicator, IndicatorValue, Sign, Subject};
use super::wording::{addends, with_unit};
use crate::amount::Amount;
use crate::finding::{Code, Finding, Report};
use crate::form::{Edition, FieldIndex, Part, WordList};
use crate::record::{Content, Record, Submission, TableRecord};

pub(super) const RULES: RuleList = RuleList {
    tables: &[budget],
    indicators: &[direction],
    ..RuleList::EMPTY
};

/// A cost indicator in money.
struct Cost<'s> {
    row: &'s Indicator<'s>,
    number: Amount,
    sign: &'static str,
    /// In 元.
    value: Decimal,
    /// Value of its unit in 元.
    factor: Decimal,
}

/// Checks that a cost indicator in money fits the budget: a single one is the whole, several are
/// its parts.
fn budget(subject: &Subject<'_>, report: &mut Report) {
    for (list, rows) in subject.lists() {
        if let Some(budget) = budget_of(subject, list) {
            budget_of_list(subject, rows, budget, report);
        }
    }
}

fn budget_of_list(
    subject: &Subject<'_>,
    rows: &[Indicator<'_>],
    (field, limit, factor): (FieldIndex, Decimal, Decimal),
    report: &mut Report,
) {
    // If the key of an operand of the budget is misspelt, the budget lacks it.
    let follows = subject.record.consequence_of(subject.fields(), field);
    let costs = costs(subject, rows);
    let own = own_amounts(subject, field, factor);
    let is_known = |value: &Decimal| {
        !value.is_zero() && (own.contains(value) || subject.budgets.contains(value))
    };
    let sum = costs
        .iter()
        .try_fold(Decimal::ZERO, |sum, cost| sum.checked_add(cost.value));
    let is_reported_by_total = costs.iter().any(|cost| cost.value == limit);
    for cost in &costs {
        if is_known(&cost.value) || sum.as_ref().is_some_and(is_known) {
            continue;
        }
        // An amount below the budget is a part of it, unless its name denotes the whole.
        let is_whole =
            speaks_of_whole(subject, cost.row.name()) || is_other_unit(cost, limit, factor);
        if cost.value < limit && (is_reported_by_total || !is_whole) {
            continue;
        }
        let finding = misfit(subject, cost, field, (limit, factor));
        report.push(finding.following(follows));
    }
    let exceeds = sum.is_some_and(|sum| sum > limit) && !is_reported_by_total;
    let all_within = costs.iter().all(|cost| cost.value < limit);
    if let Some(last) = costs
        .last()
        .filter(|_| exceeds && all_within && costs.len() > 1)
    {
        let finding = sum_misfit(subject, last, &costs, field, (sum, factor));
        report.push(finding.following(follows));
    }
}

/// Whether the number equals the budget in another unit: 元 for 万元.
fn is_other_unit(cost: &Cost<'_>, limit: Decimal, factor: Decimal) -> bool {
    cost.factor != factor && cost.number.value().checked_mul(factor) == Some(limit)
}

fn budget_of(subject: &Subject<'_>, list: FieldIndex) -> Option<(FieldIndex, Decimal, Decimal)> {
    let field = subject.rules().indicator.budget_of(list)?;
    let Content::Number(limit) = &subject.record.get(field).content else {
        return None;
    };
    // A negative budget has its own finding.
    let limit = Some(limit).filter(|limit| limit.value() >= Decimal::ZERO)?;
    let (_, factor) = money_unit(&subject.fields().get(field).unit)?;
    Some((field, limit.value().checked_mul(factor)?, factor))
}

fn costs<'s>(subject: &Subject<'_>, rows: &'s [Indicator<'_>]) -> Vec<Cost<'s>> {
    let words = &subject.edition.vocabulary;
    let of_cost = |row: &Indicator<'_>| row.is_of(&subject.rules().indicator.cost);
    let found = rows.iter().filter_map(|row| {
        let (Sign::Number(sign), IndicatorValue::Number(number)) = (row.sign, row.value) else {
            return None;
        };
        let unit = usual_unit(row.unit());
        let (known, factor) = money_unit(unit)?;
        if !of_cost(row) || row.other_family(subject.rules()).is_some() {
            return None;
        }
        let is_price = known.len() < unit.len() || words.has(WordList::PriceWords, row.name());
        let is_upper = !matches!(sign, "≥" | "＞");
        (is_upper && !is_price).then(|| Cost {
            row,
            number,
            sign,
            value: number.value().checked_mul(factor).unwrap_or(Decimal::MAX),
            factor,
        })
    });
    found.collect()
}

/// Whether the name of a cost, which may be that of the table, denotes the whole.
fn speaks_of_whole(subject: &Subject<'_>, name: &str) -> bool {
    let title = subject.record.title.trim();
    (subject.edition.vocabulary).has(WordList::WholeCosts, name)
        || (!title.is_empty() && name.contains(title))
}

/// The budget of a table and its operands, in 元: amounts that a cost indicator may refer to.
fn own_amounts(subject: &Subject<'_>, field: FieldIndex, factor: Decimal) -> Vec<Decimal> {
    let fields = subject.fields();
    let mut own = meant(&subject.context(), fields, field);
    if let Some(derivation) = &fields.get(field).derive {
        let parts = addends(&derivation.expr, fields, subject.record).into_iter();
        own.extend(parts.map(|(_, part)| part));
    }
    let in_yuan = own.into_iter().filter_map(|one| one.checked_mul(factor));
    in_yuan.collect()
}

/// The budgets of all tables of a submission, in 元; a cost indicator of one table may refer to
/// another table's budget.
pub(super) fn budgets(edition: &Edition, submission: &Submission) -> BTreeSet<Decimal> {
    let of_table = |table: &TableRecord| {
        let form = &edition.tables[table.table].form;
        let budgets = form.rules.indicator.budgets.iter();
        let budgets = budgets.filter_map(|(_, budget)| {
            let (_, factor) = money_unit(&form.fields.get(*budget).unit)?;
            number_of(&table.record, *budget, factor)
        });
        budgets.collect::<Vec<_>>()
    };
    submission.tables.iter().flat_map(of_table).collect()
}

fn number_of(record: &Record, field: FieldIndex, factor: Decimal) -> Option<Decimal> {
    match &record.get(field).content {
        Content::Number(amount) => amount.value().checked_mul(factor),
        _ => None,
    }
}

fn misfit(
    subject: &Subject<'_>,
    cost: &Cost<'_>,
    field: FieldIndex,
    (limit, factor): (Decimal, Decimal),
) -> Finding {
    let budget = subject.fields().get(field);
    let typed = cost.value.checked_div(factor).unwrap_or(cost.value);
    let limit = limit.checked_div(factor).unwrap_or(limit);
    let parts = match &budget.derive {
        Some(derivation) => addends(&derivation.expr, subject.fields(), subject.record),
        None => Vec::new(),
    };
    let mistake = likely_mistake(typed, limit, &parts);
    let difference = Amount::computed(typed.saturating_sub(limit).abs());
    let shown = with_unit(Amount::computed(limit), budget);
    let expected = if typed > limit {
        format!("不超过{} {shown}", budget.label)
    } else {
        format!("与{} {shown} 一致", budget.label)
    };
    let part = if cost.number.value() == limit {
        Part::Unit
    } else {
        Part::Value
    };
    subject
        .at_part(Code::CostBudget, cost.row, part)
        .seen(cost.row.whole(cost.sign))
        .expected(expected)
        .correction(format!(
            "相差 {};{}改正成本或预算;只说一部分成本的,在名称里写明是哪一部分",
            with_unit(difference, budget),
            mistake.map_or_else(String::new, |mistake| mistake + ";")
        ))
}

fn sum_misfit(
    subject: &Subject<'_>,
    last: &Cost<'_>,
    costs: &[Cost<'_>],
    field: FieldIndex,
    (sum, factor): (Option<Decimal>, Decimal),
) -> Finding {
    let budget = subject.fields().get(field);
    let in_budget_unit =
        |value: Decimal| Amount::computed(value.checked_div(factor).unwrap_or(value));
    let parts: Vec<String> = costs
        .iter()
        .map(|cost| in_budget_unit(cost.value).to_string())
        .collect();
    let sum = in_budget_unit(sum.unwrap_or(last.factor));
    let limit = subject.record.get(field).display();
    subject
        .at_part(Code::CostBudget, last.row, Part::Value)
        .seen(format!(
            "各项成本 {} = {}",
            parts.join(" + "),
            with_unit(sum, budget)
        ))
        .expected(format!("不超过{} {limit} {}", budget.label, budget.unit))
        .correction("核对各项成本与预算")
}

/// Checks that the sign of a cost indicator is an upper limit.
fn direction(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    let Sign::Number(sign @ ("≥" | "＞")) = row.sign else {
        return;
    };
    let words = &subject.edition.vocabulary;
    let is_saving = || words.has(WordList::Savings, row.name()) || is_much(subject, row);
    let is_misplaced = || row.other_family(subject.rules()).is_some();
    if !row.is_of(&subject.rules().indicator.cost) || is_saving() || is_misplaced() {
        return;
    }
    let corrected = if sign == "≥" { "≤" } else { "＜" };
    let label = row.label(Part::Sign);
    report.push(
        subject
            .at_part(Code::CostDirection, row, Part::Sign)
            .seen(format!("{sign},而这是成本"))
            .expected("≤ 或 =,成本是上限")
            .correction(format!(
                "{label}改为 {corrected};越多越好的不是成本,换到别的指标里"
            )),
    );
}
