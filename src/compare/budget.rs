//! The amount of a table and of a submission, by the edition's definitions.

use rust_decimal::Decimal;

use super::result::Budget;
use crate::amount;
use crate::derive::{Context, Evaluation};
use crate::form::{Count, Edition, FieldIndex, Form, Quantity, SummaryColumn};
use crate::record::{Content, Record, Submission, TableRecord};

/// The budget of a table.
pub(super) fn budget_of_table(form: &Form, record: &Record) -> Option<Budget> {
    let index = form.budget()?;
    let field = form.fields.get(index);
    Some(Budget {
        label: field.full_label(),
        unit: field.unit.clone(),
        amount: number(record, index),
    })
}

fn number(record: &Record, field: FieldIndex) -> Option<Decimal> {
    match &record.get(field).content {
        Content::Number(amount) => Some(amount.value()),
        Content::Absent
        | Content::Null
        | Content::Text(_)
        | Content::Percent(_)
        | Content::Rows(_) => None,
    }
}

/// The budget of a submission: that of a table that occurs once, or else the sum of those of tables
/// that may repeat. If no form has a budget, the first amount of the edition's summary.
pub(super) fn budget_of(edition: &Edition, submission: &Submission) -> Option<Budget> {
    let with_budget = |count: Count| {
        let mut tables = edition.tables.iter().enumerate();
        tables.find(|(_, table)| table.count == count && table.form.budget().is_some())
    };
    let own = |index: usize| {
        let tables = submission.tables.iter();
        tables.filter(move |one: &&TableRecord| one.table == index)
    };
    if let Some((index, table)) = with_budget(Count::One) {
        let first = own(index).next();
        return match first {
            Some(first) => budget_of_table(&table.form, &first.record),
            None => blank(&table.form, ""),
        };
    }
    if let Some((index, table)) = with_budget(Count::Many) {
        let field = table.form.budget()?;
        let amounts = own(index).filter_map(|one| number(&one.record, field));
        let sum = amounts.map(Some).reduce(|sum, one| amount::add(sum?, one?));
        return Some(Budget {
            amount: sum.flatten(),
            ..blank(&table.form, "之和")?
        });
    }
    let mut columns = edition.summary.iter();
    let column = columns.find(|column| column.quantity == Some(Quantity::Amount))?;
    Some(of_summary(column, submission))
}

/// A budget without an amount.
fn blank(form: &Form, end: &str) -> Option<Budget> {
    let field = form.fields.get(form.budget()?);
    Some(Budget {
        label: field.full_label() + end,
        unit: field.unit.clone(),
        amount: None,
    })
}

fn of_summary(column: &SummaryColumn, submission: &Submission) -> Budget {
    let parts = [column.group.as_str(), column.label.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let value = Context::of_submission(submission).evaluate(&column.value);
    Budget {
        label: parts.join(" › "),
        unit: String::new(),
        amount: match value {
            Evaluation::Number(number) => Some(number),
            Evaluation::Blank
            | Evaluation::Text(_)
            | Evaluation::Truth(_)
            | Evaluation::Failed(_) => None,
        },
    }
}
