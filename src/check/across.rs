//! Agreements across tables: the sum of all projects against the department's budget.

use rust_decimal::Decimal;

use super::slip::slip;
use super::sum::with_unit;
use super::totals::broken;
use crate::amount::Amount;
use crate::diag::{Code, Diagnostic, Report};
use crate::form::{Across, AcrossSide, Edition, Relation};
use crate::record::{Content, Submission, TableRecord};

/// What must agree across the tables of a submission.
pub(super) fn agreements(edition: &Edition, submission: &Submission, report: &mut Report) {
    for across in &edition.across {
        let (left, right) = (
            figures(submission, across.left),
            figures(submission, across.right),
        );
        // Without any figure on one side there is nothing to compare; a blank on a side that has its table counts as nothing.
        let (Some(left), Some(right)) = (left, right) else {
            continue;
        };
        if left.is_empty() || !broken(across.relation, total(&left), total(&right)) {
            continue;
        }
        report.push(disagreement(edition, submission, across, (&left, &right)));
    }
}

/// The figures of all tables of a side; none where there is no such table, or one of the figures is unreadable.
fn figures(submission: &Submission, side: AcrossSide) -> Option<Vec<(&TableRecord, Decimal)>> {
    let of_side = || {
        submission
            .tables
            .iter()
            .filter(|table| table.table == side.table)
    };
    of_side().next()?;
    if of_side().any(|table| table.record.get(side.field).is_unreadable()) {
        return None;
    }
    let all = of_side().filter_map(|table| match &table.record.get(side.field).content {
        Content::Number(amount) => Some((table, amount.value())),
        _ => None,
    });
    Some(all.collect())
}

fn total(figures: &[(&TableRecord, Decimal)]) -> Decimal {
    figures
        .iter()
        .fold(Decimal::ZERO, |sum, (_, value)| sum.saturating_add(*value))
}

fn disagreement(
    edition: &Edition,
    submission: &Submission,
    across: &Across,
    (left, right): (&[(&TableRecord, Decimal)], &[(&TableRecord, Decimal)]),
) -> Diagnostic {
    let [left_form, right_form] =
        [across.left, across.right].map(|side| &edition.tables[side.table].form);
    let (left_field, right_field) = (
        left_form.fields.get(across.left.field),
        right_form.fields.get(across.right.field),
    );
    // The place is where people look first: the one figure that the others are held against.
    let (table, field, fields) = match submission
        .tables
        .iter()
        .find(|table| table.table == across.right.table)
    {
        Some(table) => (table, across.right.field, &right_form.fields),
        None => (left[0].0, across.left.field, &left_form.fields),
    };
    let (sum, limit) = (total(left), total(right));
    let parts: Vec<(&str, Decimal)> = left
        .iter()
        .map(|(table, value)| (table.record.title.as_str(), *value))
        .collect();
    let place = submission.place(&table.record, fields, field);
    let finding = Diagnostic::new(Code::TablesDisagree, place);
    let slip = slip(limit, sum, &parts);
    let difference = with_unit(
        Amount::computed(sum.saturating_sub(limit).abs()),
        left_field,
    );
    let relation = match across.relation {
        Relation::Equal => "两者相等",
        Relation::AtMost => "前者不大于后者",
    };
    Diagnostic {
        severity: across.level.unwrap_or(finding.severity),
        ..finding
    }
    .seen(format!(
        "各{}的{}之和 {},而{} {}",
        left_form.name,
        left_field.label,
        sum_in_words(&parts, sum),
        right_field.label,
        Amount::computed(limit)
    ))
    .expected(relation)
    .mend(format!(
        "相差 {difference};{}核对各表",
        slip.map_or_else(String::new, |slip| slip + ";")
    ))
}

/// Most parts that are listed.
const MOST_PARTS: usize = 6;

fn sum_in_words(parts: &[(&str, Decimal)], sum: Decimal) -> String {
    let sum = Amount::computed(sum);
    if parts.len() > MOST_PARTS || parts.len() < 2 {
        return format!("{sum}({}张表)", parts.len());
    }
    let shown: Vec<String> = parts
        .iter()
        .map(|(_, value)| Amount::computed(*value).to_string())
        .collect();
    format!("{} = {sum}", shown.join(" + "))
}
