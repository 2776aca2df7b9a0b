//! Implausible amounts: negative ones, and amounts in 元 instead of 万元.

use std::cmp::Reverse;

use rust_decimal::Decimal;

use super::RuleList;
use super::limits::refused;
use super::subject::Subject;
use crate::derive::Evaluation;
use crate::finding::{Code, Report};
use crate::form::{Field, FieldIndex, FieldKind, Fields};
use crate::record::{Content, Record};

pub(super) const RULES: RuleList = RuleList {
    tables: &[negatives, yuan],
    ..RuleList::EMPTY
};

/// Checks that amounts of money and numbers of persons are not negative, in the table and in its
/// rows. A remainder may be negative, so derived fields are exempt.
fn negatives(subject: &Subject<'_>, report: &mut Report) {
    negatives_in(subject, subject.record, subject.fields(), report);
    for (index, field) in subject.fields().iter() {
        let Some(columns) = field.rows() else {
            continue;
        };
        for row in subject.record.rows(index) {
            negatives_in(subject, row, columns, report);
        }
    }
}

fn negatives_in(subject: &Subject<'_>, record: &Record, fields: &Fields, report: &mut Report) {
    for (index, field) in fields.iter() {
        if !matches!(field.kind, FieldKind::Amount | FieldKind::Count) {
            continue;
        }
        let value = record.get(index);
        // A total was typed while its operands are blank.
        let is_filled_in = || {
            field.derive.as_ref().is_none_or(|derivation| {
                let derived = subject
                    .wording(record, fields)
                    .context
                    .evaluate(&derivation.expr);
                !value.computed && matches!(derived, Evaluation::Blank)
            })
        };
        let Content::Number(number) = &value.content else {
            continue;
        };
        let is_negative = number.value() < Decimal::ZERO && is_filled_in();
        if is_negative && refused(field, value).is_none() {
            report.push(
                subject
                    .finding(Code::NegativeFigure, record, fields, index)
                    .seen(number.to_string())
                    .expected(format!("{}不小于 0", field.label))
                    .correction("核对正负号"),
            );
        }
    }
}

/// Amounts in 万元 from this limit on are probably in 元: ten billion 元, more than any department
/// of a county has.
const LIKELY_IN_YUAN: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

/// Checks that amounts are in 万元, not in 元. Reported at the largest amount of a table.
fn yuan(subject: &Subject<'_>, report: &mut Report) {
    let amounts = subject.fields().iter().filter_map(|(index, field)| {
        let value = subject.record.get(index);
        let is_typed = value.range.is_some() && field.unit == "万元";
        match &value.content {
            Content::Number(number) if is_typed && number.value() >= LIKELY_IN_YUAN => {
                Some((number, index, field))
            }
            _ => None,
        }
    });
    // An amount that differs from its derivation has its own finding.
    let stands = |field: &Field, index: FieldIndex| {
        let derived = field.derive.as_ref();
        let derived = derived.map(|derivation| subject.context().evaluate(&derivation.expr));
        subject.record.get(index).computed || matches!(derived, None | Some(Evaluation::Blank))
    };
    let amounts = amounts.filter(|(_, index, field)| stands(field, *index));
    // An operand is a more precise place than the total that contains it.
    let largest = amounts.max_by_key(|(number, index, field)| {
        (field.derive.is_none(), number.value(), Reverse(*index))
    });
    let is_refused = |(_, index, field): &(_, FieldIndex, &Field)| {
        refused(field, subject.record.get(*index)).is_some()
    };
    let Some((number, index, _)) = largest.filter(|one| !is_refused(one)) else {
        return;
    };
    let ten_thousand = Decimal::from(10_000);
    report.push(
        subject
            .at(Code::AmountInYuan, index)
            .seen(format!(
                "{number} 万元,就是 {} 亿元",
                (number.value() / ten_thousand).normalize()
            ))
            .expected(format!(
                "以万元计;{number} 元是 {} 万元",
                (number.value() / ten_thousand).normalize()
            ))
            .correction("这张表里的金额都改为以万元计;真有这么多就不必改"),
    );
}
