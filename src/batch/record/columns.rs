//! The values of a submission in the summary's columns, and expressions over their totals. The
//! edition defines the columns.

use rust_decimal::Decimal;

use super::records::SummaryValue;
use crate::amount::{self, Rate};
use crate::derive::{Context, Evaluation, Failure};
use crate::form::{Edition, Expr, Operator, Quantity, SummaryColumn, SummaryTotal};
use crate::record::{Record, Submission};
use crate::write::xlsx::Value as Shown;

/// Largest number of decimals of a computed value: a quotient may have any number.
const DECIMALS: u32 = 6;

/// The values of a submission, one for each column; `None` for a blank.
pub(in crate::batch) fn values_of(
    columns: &[SummaryColumn],
    submission: &Submission,
) -> Vec<Option<SummaryValue>> {
    let columns = columns.iter();
    columns.map(|column| value_of(column, submission)).collect()
}

fn value_of(column: &SummaryColumn, submission: &Submission) -> Option<SummaryValue> {
    let context = Context::of_submission(submission);
    match context.evaluate(&column.value) {
        Evaluation::Number(number) => Some(SummaryValue::Number(match &column.value {
            Expr::Field(_) | Expr::Aggregate(_) => number,
            _ if column.quantity == Some(Quantity::Percent) => Rate::computed(number).ratio(),
            _ => amount::round(number, DECIMALS),
        })),
        Evaluation::Text(text) if !text.trim().is_empty() => Some(SummaryValue::Text { text }),
        Evaluation::Blank if column.is_of_records() => Some(SummaryValue::Number(Decimal::ZERO)),
        Evaluation::Failed(Failure::TooLarge) => Some(SummaryValue::TooLong { too_long: () }),
        // The value of an indicator may be words.
        Evaluation::Failed(Failure::NotANumber(reference)) if column.quantity.is_none() => {
            let text = context.value(reference)?.display().into_owned();
            Some(SummaryValue::Text { text })
        }
        Evaluation::Text(_) | Evaluation::Blank | Evaluation::Truth(_) | Evaluation::Failed(_) => {
            None
        }
    }
}

/// The name of a column with that of its group: what it is compared by with the columns of other
/// editions.
pub(in crate::batch) fn column_name(column: &SummaryColumn) -> String {
    if column.group.is_empty() {
        column.label.clone()
    } else {
        format!("{} › {}", column.group, column.label)
    }
}

/// A number of a column as a workbook shows it.
pub(in crate::batch) fn shown(quantity: Option<Quantity>, number: Decimal) -> Shown {
    match quantity {
        Some(Quantity::Count | Quantity::Number) => Shown::Count(number),
        Some(Quantity::Amount) => Shown::Amount(number),
        Some(Quantity::Percent) => Shown::Percent(number),
        None => Shown::Text(number.to_string()),
    }
}

/// Pads a number with zeros to `decimals` decimals.
pub(in crate::batch) fn padded(number: Decimal, decimals: u32) -> Decimal {
    let mut padded = number.normalize();
    padded.rescale(decimals.max(padded.scale()));
    padded
}

/// An expression in which columns stand for their sums: as a formula with the columns in braces,
/// counted from `first`, and its result, `None` without one. `None` if a sum has too many digits.
pub(in crate::batch) fn over_sums(
    expr: &Expr,
    (edition, columns): (&Edition, &[SummaryColumn]),
    sums: &[Option<Decimal>],
    first: usize,
) -> Option<(String, Option<Decimal>)> {
    let (formula, expr) = with_sums(expr, columns, sums, first)?;
    let record = Record::absent(String::new(), 0..0, &edition.fields);
    let result = match Context::alone(&record).evaluate(&expr) {
        Evaluation::Number(result) => Some(result),
        Evaluation::Blank | Evaluation::Text(_) | Evaluation::Truth(_) | Evaluation::Failed(_) => {
            None
        }
    };
    Some((formula, result))
}

/// The formula, and the expression with the sums in place of columns.
fn with_sums(
    expr: &Expr,
    columns: &[SummaryColumn],
    sums: &[Option<Decimal>],
    first: usize,
) -> Option<(String, Expr)> {
    let is_sum =
        |column: &SummaryColumn| column.total == SummaryTotal::Sum && column.value == *expr;
    if let Some(at) = columns.iter().position(is_sum) {
        return Some((format!("{{{}}}", first + at), Expr::Number(sums[at]?)));
    }
    match expr {
        Expr::Number(number) => Some((format!("({number})"), expr.clone())),
        Expr::Binary(left, operator, right) => {
            let (left_formula, left) = with_sums(left, columns, sums, first)?;
            let (right_formula, right) = with_sums(right, columns, sums, first)?;
            let sign = match operator {
                Operator::Add => '+',
                Operator::Subtract => '-',
                Operator::Multiply => '*',
                Operator::Divide => '/',
            };
            let formula = format!("({left_formula}{sign}{right_formula})");
            let expr = Expr::Binary(Box::new(left), *operator, Box::new(right));
            Some((formula, expr))
        }
        _ => None,
    }
}
