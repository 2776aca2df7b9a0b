//! Derives values that were left out: totals, rates, indicator texts. Results are exact; typed
//! values never change.
//!
//! [`check`](mod@crate::check) compares typed values with the same derivations, and
//! [`template`](crate::template) turns them into live formulas.

use std::ops::{Deref, Range};

use rust_decimal::Decimal;

use crate::amount::{self, Amount, Rate};
use crate::form::{Edition, Expr, FieldIndex, FieldKind, Fields, Operator};
use crate::record::{Content, Record, Submission, standard_sign};

/// Result of a derivation.
#[derive(Debug, Clone, PartialEq)]
pub enum Evaluation {
    /// Nothing: all operands are blank, or the divisor is 0.
    Blank,
    /// An exact number.
    Number(Decimal),
    /// A text.
    Text(String),
    /// The derivation failed.
    Failed(Failure),
}

/// Why a derivation cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// An operand is a text, not a number.
    NotANumber(FieldIndex),
    /// An operand could not be read, which has its own finding.
    Unreadable,
    /// The result has too many digits.
    TooLarge,
}

/// A submission with its derived values filled in, made by `derive`. Checks, lists and tables
/// take this type, so that deriving cannot be omitted.
#[derive(Debug, Clone)]
pub struct Derived(Submission);

impl Derived {
    /// Blanks personal data, for a table that is published.
    #[must_use]
    pub fn without_private(mut self, edition: &Edition) -> Derived {
        self.0.blank_private(edition);
        self
    }
}

impl Deref for Derived {
    type Target = Submission;

    fn deref(&self) -> &Submission {
        &self.0
    }
}

/// Fills in every derived value that was left out, and flags the typed ones that equal their
/// derivation.
pub fn derive(edition: &Edition, mut submission: Submission) -> Derived {
    derive_record(&edition.fields, &mut submission.fields);
    for table in &mut submission.tables {
        derive_record(&edition.tables[table.table].form.fields, &mut table.record);
    }
    Derived(submission)
}

fn derive_record(fields: &Fields, record: &mut Record) {
    for (index, field) in fields.iter() {
        let Some(columns) = field.rows() else {
            continue;
        };
        if let Content::Rows(rows) = &mut record.get_mut(index).content {
            for row in rows {
                derive_record(columns, row);
            }
        }
    }
    for (index, field) in fields.iter() {
        if field.derive.is_some() {
            derive_field(fields, record, index);
        }
    }
}

/// Derives a field after the derived fields that it reads. Derivations have no cycles: reading the
/// definition rejects them.
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
    let outcome = evaluate(&derivation.expr, record);
    if matches!(outcome, Evaluation::Failed(_)) && record.get(index).is_left_out() {
        let failed_operand = failed_operand(&derivation.expr, record);
        let value = record.get_mut(index);
        // Derivations that read it cannot be computed either, and are not compared.
        (value.content, value.range) = (Content::Absent, failed_operand);
        return;
    }
    let derived = content(&field.kind, outcome);
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

/// Range of the operand that prevents an expression from being computed: an unreadable operand, or
/// else the first present one.
fn failed_operand(expr: &Expr, record: &Record) -> Option<Range<usize>> {
    let inputs = expr.inputs();
    let mut values = inputs.iter().map(|input| record.get(*input));
    let unreadable = values.clone().find(|value| value.is_unreadable());
    unreadable
        .or_else(|| values.find(|value| value.range.is_some()))
        .and_then(|value| value.range.clone())
}

/// The content of a field with a result; `None` without one.
fn content(kind: &FieldKind, outcome: Evaluation) -> Option<Content> {
    match (outcome, kind) {
        (Evaluation::Number(ratio), FieldKind::Percent) => {
            Some(Content::Percent(Rate::computed(ratio)))
        }
        (Evaluation::Number(value), _) => Some(Content::Number(Amount::computed(value))),
        (Evaluation::Text(text), _) => Some(Content::Text(text)),
        (Evaluation::Blank | Evaluation::Failed(_), _) => None,
    }
}

/// Whether two contents have the same value, even with different digits.
fn same_value(left: &Content, right: &Content) -> bool {
    match (left, right) {
        (Content::Number(left), Content::Number(right)) => left.value() == right.value(),
        (Content::Percent(left), Content::Percent(right)) => left.ratio() == right.ratio(),
        (Content::Text(left), Content::Text(right)) => left == right,
        _ => false,
    }
}

/// Evaluates an expression for a record. A blank counts as 0, except as the minuend; if all
/// operands are blank, so is the result.
pub fn evaluate(expr: &Expr, record: &Record) -> Evaluation {
    match expr {
        Expr::Field(field) => number_of(record, *field),
        Expr::Number(number) => Evaluation::Number(*number),
        Expr::Binary(left, operator, right) => {
            combine(evaluate(left, record), *operator, evaluate(right, record))
        }
        Expr::Sum { rows, column } => {
            let parts = record.rows(*rows).iter().map(|row| number_of(row, *column));
            parts.fold(Evaluation::Blank, |sum, part| {
                combine(sum, Operator::Add, part)
            })
        }
        Expr::Measure {
            comparison,
            value,
            unit,
        } if [comparison, value, unit]
            .into_iter()
            .any(|part| record.get(*part).is_unreadable()) =>
        {
            Evaluation::Failed(Failure::Unreadable)
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

fn number_of(record: &Record, field: FieldIndex) -> Evaluation {
    let value = record.get(field);
    match &value.content {
        _ if value.is_unreadable() => Evaluation::Failed(Failure::Unreadable),
        Content::Number(amount) => Evaluation::Number(amount.value()),
        Content::Percent(rate) => Evaluation::Number(rate.ratio()),
        Content::Text(text) if !text.trim().is_empty() => {
            Evaluation::Failed(Failure::NotANumber(field))
        }
        Content::Absent | Content::Null | Content::Text(_) | Content::Rows(_) => Evaluation::Blank,
    }
}

fn combine(left: Evaluation, operator: Operator, right: Evaluation) -> Evaluation {
    let (left, right) = match (left, right) {
        (Evaluation::Blank, Evaluation::Blank) => return Evaluation::Blank,
        // A blank minuend is not 0: there is no remainder of an amount that was not given.
        (Evaluation::Blank, _) if operator == Operator::Subtract => return Evaluation::Blank,
        (Evaluation::Failed(failure), _) | (_, Evaluation::Failed(failure)) => {
            return Evaluation::Failed(failure);
        }
        (left, right) => (or_zero(&left), or_zero(&right)),
    };
    let result = match operator {
        Operator::Add => amount::add(left, right),
        Operator::Subtract => amount::add(left, -right),
        Operator::Multiply => left.checked_mul(right),
        Operator::Divide if right.is_zero() => return Evaluation::Blank,
        Operator::Divide => left.checked_div(right),
    };
    result.map_or(Evaluation::Failed(Failure::TooLarge), Evaluation::Number)
}

const fn or_zero(outcome: &Evaluation) -> Decimal {
    match outcome {
        Evaluation::Number(number) => *number,
        Evaluation::Blank | Evaluation::Text(_) | Evaluation::Failed(_) => Decimal::ZERO,
    }
}

/// Text of an indicator: `≥45家`; the value and unit alone if the sign is a word (定性) or blank.
fn measure(comparison: &str, value: &str, unit: &str) -> Evaluation {
    let (value, unit) = (value.trim(), unit.trim());
    match standard_sign(comparison) {
        _ if value.is_empty() => Evaluation::Blank,
        Some(sign) => Evaluation::Text(format!("{sign}{value}{unit}")),
        None => Evaluation::Text(format!("{value}{unit}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Read;
    use crate::form::Registry;
    use crate::record::{Value, read_json};
    use crate::source::Source;

    /// The value of a field of the first table, after derivation.
    fn value(department: &str, path: &str) -> Value {
        let json = format!(
            "{{\"edition\": \"gansu-2025\", \"year\": 2025, \"department\": {{\"name\": \"水务局\", \"annual_target\": \"无\", {department}}}}}"
        );
        let registry = Registry::built_in();
        let Read {
            value: submission,
            report,
        } = read_json(&Source::new("a", json), &registry);
        assert!(!report.has_errors(), "{report:?}");
        let edition = registry.find("gansu-2025").unwrap();
        let submission = derive(edition, submission.unwrap());
        let fields = &edition.tables[0].form.fields;
        let record = &submission.tables[0].record;
        match path.strip_prefix("indicators.0.") {
            Some(column) => {
                let rows = fields.find("indicators").unwrap();
                let columns = fields.get(rows).rows().unwrap();
                record.rows(rows)[0]
                    .get(columns.find(column).unwrap())
                    .clone()
            }
            None => record.get(fields.find(path).unwrap()).clone(),
        }
    }

    fn shown(department: &str, path: &str) -> String {
        value(department, path).display().into_owned()
    }

    #[test]
    fn a_total_that_was_left_out_is_filled_in_exactly() {
        let income =
            r#""income": {"upper_fiscal": 0.1, "local_fiscal": 0.2, "other": 1000000000000.01}"#;
        assert_eq!(shown(income, "income.total"), "1000000000000.31");
        assert!(value(income, "income.total").computed);
        let null = r#""income": {"local_fiscal": 200.95, "total": null}"#;
        assert_eq!(shown(null, "income.total"), "200.95");
    }

    #[test]
    fn a_blank_part_counts_as_zero_and_stays_blank() {
        let income = r#""income": {"upper_fiscal": null, "local_fiscal": 200.95, "other": ""}"#;
        assert_eq!(shown(income, "income.total"), "200.95");
        assert_eq!(shown(income, "income.upper_fiscal"), "");
        assert_eq!(shown(income, "income.other"), "");
    }

    #[test]
    fn all_parts_blank_is_blank_and_zero_is_zero() {
        let blank = r#""income": {"upper_fiscal": null, "local_fiscal": ""}"#;
        assert_eq!(value(blank, "income.total").content, Content::Absent);
        assert_eq!(shown(r#""income": {"other": 0}"#, "income.total"), "0");
        assert_eq!(
            shown(r#""income": {"other": 0.00}"#, "income.other"),
            "0.00"
        );
    }

    #[test]
    fn a_total_given_as_empty_text_is_never_derived() {
        let income = r#""income": {"local_fiscal": 200.95, "total": ""}"#;
        assert_eq!(
            value(income, "income.total").content,
            Content::Text(String::new())
        );
    }

    #[test]
    fn a_typed_total_is_never_changed() {
        let wrong = value(
            r#""income": {"local_fiscal": 200.95, "total": 200.59}"#,
            "income.total",
        );
        assert_eq!(wrong.display(), "200.59");
        assert!(!wrong.computed);
        let right = value(
            r#""income": {"local_fiscal": 200.95, "total": 200.950}"#,
            "income.total",
        );
        assert_eq!(right.display(), "200.950");
        assert!(right.computed, "it agrees, so the workbook may compute it");
    }

    #[test]
    fn a_division_by_zero_or_blank_is_blank() {
        for budget in [
            r#""prior_budget": {"adjusted": 0, "spent": 0}"#,
            r#""prior_budget": {"spent": 150}"#,
            r#""prior_budget": {}"#,
        ] {
            assert_eq!(shown(budget, "prior_budget.execution_rate"), "", "{budget}");
        }
        // A budget that was not given has no remainder.
        let no_budget = r#""prior_budget": {"spent": 150}"#;
        assert_eq!(shown(no_budget, "prior_budget.carry_over"), "");
        let spent_nothing = r#""prior_budget": {"adjusted": 200}"#;
        assert_eq!(shown(spent_nothing, "prior_budget.execution_rate"), "0%");
        assert_eq!(shown(spent_nothing, "prior_budget.carry_over"), "200");
    }

    #[test]
    fn a_rate_has_two_decimals_at_most() {
        let third = r#""prior_budget": {"adjusted": 3, "spent": 1}"#;
        assert_eq!(shown(third, "prior_budget.execution_rate"), "33.33%");
        let whole = r#""prior_budget": {"adjusted": 200, "spent": 200}"#;
        assert_eq!(shown(whole, "prior_budget.execution_rate"), "100%");
        assert_eq!(shown(whole, "prior_budget.carry_over"), "0");
    }

    #[test]
    fn a_result_with_too_many_digits_is_left_blank() {
        let most = "9999999999999999999999999999";
        let budget = format!(
            r#""prior_budget": {{"adjusted": 0.0000000000000000000000000001, "spent": {most}}}"#
        );
        assert_eq!(shown(&budget, "prior_budget.execution_rate"), "");
    }

    #[test]
    fn an_indicator_text_is_sign_value_and_unit() {
        let content = |given: &str| {
            let row = format!(
                r#""indicators": [{{"level1": "基本运行指标", "level2": "甲", "name": "乙", {given}}}]"#
            );
            shown(&row, "indicators.0.content")
        };
        assert_eq!(
            content(r#""comparison": ">=", "value": 45, "unit": "家""#),
            "≥45家"
        );
        assert_eq!(
            content(r#""comparison": "=", "value": "100.0", "unit": "%""#),
            "=100.0%"
        );
        assert_eq!(content(r#""comparison": "定性", "value": "合规""#), "合规");
        assert_eq!(content(r#""value": 3, "unit": "次""#), "3次");
        assert_eq!(content(r#""comparison": "定性""#), "");
        assert_eq!(
            content(r#""comparison": "≥", "value": 45, "content": """#),
            ""
        );
        assert_eq!(
            content(r#""comparison": "≥", "value": 45, "content": "另有说明""#),
            "另有说明"
        );
    }
}
