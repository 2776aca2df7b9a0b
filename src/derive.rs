//! Derives what was left out: totals, rates, indicator texts. Exact; a value that was typed is never changed.
//!
//! The same derivations are compared with typed values by [`check`](crate::check) and become live formulas in [`template`](crate::template).

use rust_decimal::Decimal;

use crate::amount::{Amount, Rate};
use crate::form::{Edition, Expr, FieldIndex, FieldKind, Fields, Operator};
use crate::record::{Content, Record, Submission, standard_sign};

/// What a derivation gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Nothing: all parts are blank, or the divisor is 0.
    Blank,
    /// A number, exact.
    Number(Decimal),
    /// A text.
    Text(String),
    /// It cannot be computed.
    Failed(Failure),
}

/// Why a derivation cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// A part is words, not a number.
    NotANumber(FieldIndex),
    /// A part could not be read; that has its own finding.
    Unreadable,
    /// The result has more digits than can be kept.
    TooLarge,
}

/// Fills in every derived value that was left out, in all tables, and marks those that agree with their derivation.
pub fn derive(edition: &Edition, submission: &mut Submission) {
    derive_record(&edition.fields, &mut submission.fields);
    for table in &mut submission.tables {
        derive_record(&edition.tables[table.table].form.fields, &mut table.record);
    }
}

fn derive_record(fields: &Fields, record: &mut Record) {
    for (index, field) in fields.iter() {
        let Some(columns) = field.rows() else {
            continue;
        };
        if let Content::Rows(rows) = &mut record.get_mut(index).content {
            rows.iter_mut().for_each(|row| derive_record(columns, row));
        }
    }
    for (index, field) in fields.iter() {
        if field.derive.is_some() {
            derive_field(fields, record, index);
        }
    }
}

/// Derives a field, and before it the derived fields it reads. Derivations never go in a circle: the definition was checked.
fn derive_field(fields: &Fields, record: &mut Record, index: FieldIndex) {
    let field = fields.get(index);
    let Some(derivation) = &field.derive else {
        return;
    };
    if record.get(index).computed {
        return;
    }
    for input in derivation.expr.inputs() {
        derive_field(fields, record, input);
    }
    let derived = content(&field.kind, evaluate(&derivation.expr, fields, record));
    let Some(derived) = derived else { return };
    let value = record.get_mut(index);
    if value.is_unreadable() {
        return;
    }
    if value.is_left_out() {
        value.content = derived;
        value.computed = true;
    } else {
        value.computed = same_value(&value.content, &derived);
    }
}

/// What a field holds of an outcome; none where there is nothing to hold.
fn content(kind: &FieldKind, outcome: Outcome) -> Option<Content> {
    match (outcome, kind) {
        (Outcome::Number(ratio), FieldKind::Percent) => {
            Some(Content::Percent(Rate::computed(ratio)))
        }
        (Outcome::Number(value), _) => Some(Content::Number(Amount::computed(value))),
        (Outcome::Text(text), _) => Some(Content::Text(text)),
        (Outcome::Blank | Outcome::Failed(_), _) => None,
    }
}

/// Whether two contents have the same value, whatever their digits.
fn same_value(left: &Content, right: &Content) -> bool {
    match (left, right) {
        (Content::Number(left), Content::Number(right)) => left.value() == right.value(),
        (Content::Percent(left), Content::Percent(right)) => left.ratio() == right.ratio(),
        (Content::Text(left), Content::Text(right)) => left == right,
        _ => false,
    }
}

/// What an expression gives for a record. A blank counts as 0; if all parts are blank, so is the result.
pub fn evaluate(expr: &Expr, fields: &Fields, record: &Record) -> Outcome {
    match expr {
        Expr::Field(field) => number_of(record, *field),
        Expr::Number(number) => Outcome::Number(*number),
        Expr::Binary(left, operator, right) => combine(
            evaluate(left, fields, record),
            *operator,
            evaluate(right, fields, record),
        ),
        Expr::Sum { rows, column } => {
            let parts = record.rows(*rows).iter().map(|row| number_of(row, *column));
            parts.fold(Outcome::Blank, |sum, part| {
                combine(sum, Operator::Add, part)
            })
        }
        Expr::Measure {
            comparison,
            value,
            unit,
        } => measure(
            &record.get(*comparison).display(),
            &record.get(*value).display(),
            &record.get(*unit).display(),
        ),
    }
}

fn number_of(record: &Record, field: FieldIndex) -> Outcome {
    let value = record.get(field);
    match &value.content {
        _ if value.is_unreadable() => Outcome::Failed(Failure::Unreadable),
        Content::Number(amount) => Outcome::Number(amount.value()),
        Content::Percent(rate) => Outcome::Number(rate.ratio()),
        Content::Text(text) if !text.trim().is_empty() => {
            Outcome::Failed(Failure::NotANumber(field))
        }
        Content::Absent | Content::Null | Content::Text(_) | Content::Rows(_) => Outcome::Blank,
    }
}

fn combine(left: Outcome, operator: Operator, right: Outcome) -> Outcome {
    let (left, right) = match (left, right) {
        (Outcome::Blank, Outcome::Blank) => return Outcome::Blank,
        (Outcome::Failed(failure), _) | (_, Outcome::Failed(failure)) => {
            return Outcome::Failed(failure);
        }
        (left, right) => (or_zero(&left), or_zero(&right)),
    };
    let result = match operator {
        Operator::Add => left.checked_add(right),
        Operator::Subtract => left.checked_sub(right),
        Operator::Multiply => left.checked_mul(right),
        Operator::Divide if right.is_zero() => return Outcome::Blank,
        Operator::Divide => left.checked_div(right),
    };
    result.map_or(Outcome::Failed(Failure::TooLarge), Outcome::Number)
}

const fn or_zero(outcome: &Outcome) -> Decimal {
    match outcome {
        Outcome::Number(number) => *number,
        Outcome::Blank | Outcome::Text(_) | Outcome::Failed(_) => Decimal::ZERO,
    }
}

/// An indicator's text: `≥45家`; the words alone where the sign is a word (定性) or is blank.
fn measure(comparison: &str, value: &str, unit: &str) -> Outcome {
    let (value, unit) = (value.trim(), unit.trim());
    match standard_sign(comparison) {
        _ if value.is_empty() => Outcome::Blank,
        Some(sign) => Outcome::Text(format!("{sign}{value}{unit}")),
        None => Outcome::Text(format!("{value}{unit}")),
    }
}
