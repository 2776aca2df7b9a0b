//! Derives values that were left out: totals, rates, indicator texts. Results are exact; typed
//! values never change.
//!
//! [`check`](mod@crate::check) compares typed values with the same derivations, and
//! [`template`](crate::template) turns them into live formulas.

mod evaluate;

use std::ops::{Deref, Range};

use crate::amount::{Amount, Rate};
use crate::form::{DerivedField, Edition, Expr, FieldIndex, FieldKind, Owner};
use crate::record::{Content, Record, Submission, TableRecord};

pub use evaluate::{Context, Evaluation, Failure};

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
    for field in &edition.derivations {
        derive_everywhere(edition, &mut submission, *field, derive_field);
    }
    Derived(submission)
}

/// A copy in which each typed value that has a derivation is replaced by its derived value. A value
/// given as blank stays blank. `None` if no typed value differs from its derivation: a submission
/// may have megabytes of text.
pub fn derived_anew(edition: &Edition, submission: &Derived) -> Option<Submission> {
    if all_as_derived(edition, submission) {
        return None;
    }
    let mut copy = Submission::clone(submission);
    for field in &edition.derivations {
        derive_everywhere(edition, &mut copy, *field, |record, index, derived, _| {
            let value = record.get_mut(index);
            let is_blank = value.is_blank() && !value.is_left_out();
            if let (Outcome::Content(derived), false) = (derived, is_blank) {
                value.content = derived;
            }
        });
    }
    Some(copy)
}

/// Whether each value that has a derivation is equal to it, or blank.
fn all_as_derived(edition: &Edition, submission: &Submission) -> bool {
    let as_derived = |record: &Record, field: FieldIndex| {
        let value = record.get(field);
        value.computed || value.is_blank()
    };
    let in_tables = |table: usize, is_right: &dyn Fn(&Record) -> bool| {
        let mut tables = submission.tables.iter().filter(|one| one.table == table);
        tables.all(|one| is_right(&one.record))
    };
    edition
        .derivations
        .iter()
        .all(|DerivedField { owner, field }| match owner {
            Owner::Submission => as_derived(&submission.fields, *field),
            Owner::Table(table) => in_tables(*table, &|record| as_derived(record, *field)),
            Owner::Rows(table, rows) => in_tables(*table, &|record| {
                let mut rows = record.rows(*rows).iter();
                rows.all(|row| as_derived(row, *field))
            }),
        })
}

/// Result of a field's derivation.
enum Outcome {
    /// The content of the field.
    Content(Content),
    /// No result.
    Nothing,
    /// The derivation failed.
    Failed,
}

/// Derives a field in each record that has it.
fn derive_everywhere(
    edition: &Edition,
    submission: &mut Submission,
    DerivedField { owner, field }: DerivedField,
    set: impl Fn(&mut Record, FieldIndex, Outcome, &Expr),
) {
    let fields = match owner {
        Owner::Submission => Some(&edition.fields),
        Owner::Table(table) => Some(&edition.tables[table].form.fields),
        Owner::Rows(table, rows) => edition.tables[table].form.fields.get(rows).rows(),
    };
    let Some(fields) = fields else { return };
    let definition = fields.get(field);
    let Some(derivation) = &definition.derive else {
        return;
    };
    let (kind, expr) = (&definition.kind, &derivation.expr);
    let outcome = |context: Context<'_>| match context.evaluate(expr) {
        Evaluation::Failed(_) => Outcome::Failed,
        evaluation => content(kind, evaluation).map_or(Outcome::Nothing, Outcome::Content),
    };
    match owner {
        Owner::Submission => {
            let derived = outcome(Context::of_submission(submission));
            set(&mut submission.fields, field, derived, expr);
        }
        Owner::Table(table) => {
            for at in tables_of(submission, table) {
                let record = &submission.tables[at].record;
                let derived = outcome(Context::of_table(submission, record));
                set(&mut submission.tables[at].record, field, derived, expr);
            }
        }
        Owner::Rows(table, rows) => {
            for at in tables_of(submission, table) {
                for index in 0..submission.tables[at].record.rows(rows).len() {
                    let record = &submission.tables[at].record;
                    let row = &record.rows(rows)[index];
                    let derived = outcome(Context::of_row(submission, record, row));
                    if let Content::Rows(rows) =
                        &mut submission.tables[at].record.get_mut(rows).content
                    {
                        set(&mut rows[index], field, derived, expr);
                    }
                }
            }
        }
    }
}

fn tables_of(submission: &Submission, table: usize) -> Vec<usize> {
    let tables = submission.tables.iter().enumerate();
    let own = tables.filter(|(_, one): &(usize, &TableRecord)| one.table == table);
    own.map(|(at, _)| at).collect()
}

fn derive_field(record: &mut Record, index: FieldIndex, derived: Outcome, expr: &Expr) {
    let derived = match derived {
        Outcome::Content(derived) => derived,
        Outcome::Nothing => return,
        Outcome::Failed => {
            if record.get(index).is_left_out() {
                let failed_operand = failed_operand(expr, record);
                let value = record.get_mut(index);
                // Derivations that read it cannot be computed either, and are not compared.
                (value.content, value.range) = (Content::Absent, failed_operand);
            }
            return;
        }
    };
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
        (Evaluation::Text(text), kind) => {
            let normal = kind.facts().normal;
            let normal = normal.and_then(|normal| normal.read(&text).ok());
            Some(Content::Text(normal.unwrap_or(text)))
        }
        (Evaluation::Blank | Evaluation::Truth(_) | Evaluation::Failed(_), _) => None,
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
