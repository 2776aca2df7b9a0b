//! The columns of the summary, derived from the fields of an edition. No label of a form is
//! hard-coded.
//!
//! A table that occurs once per submission gives a column for each of its numbers. Tables that may
//! repeat give their count and the sums of their amounts. Rows with official groups (一级指标) are
//! counted by group.

use rust_decimal::Decimal;

use crate::amount;
use crate::derive::{Context, Evaluation};
use crate::form::{Count, Edition, Expr, FieldIndex, FieldKind, Fields, Operator, Quantity, Scope};
use crate::record::{Content, Record, Submission, Value};
use crate::write::xlsx::{Total, Value as Shown};

/// A column of the summary.
#[derive(Debug, Clone)]
pub(super) struct SummaryColumn {
    /// The heading above its label.
    pub(super) group: String,
    /// Its label.
    pub(super) label: String,
    /// How its values are shown.
    pub(super) kind: ValueKind,
    source: ColumnSource,
}

/// How the values of a column are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueKind {
    Count,
    Amount,
    Percent,
}

/// What a column is computed from; tables are indices in the edition.
#[derive(Debug, Clone)]
enum ColumnSource {
    /// A field of a table that does not repeat.
    Field(usize, FieldIndex),
    /// The number of tables.
    Tables(usize),
    /// The sum of a field over all tables of a kind.
    Sum(usize, FieldIndex),
    /// The number of rows with one of these groups.
    Group(Rows, Vec<String>),
    /// The number of rows with none of these groups.
    Others(Rows, Vec<String>),
}

/// Rows of a table: the field that contains them, and the column with their group.
#[derive(Debug, Clone, Copy)]
struct Rows {
    table: usize,
    field: FieldIndex,
    group: FieldIndex,
}

/// The columns of an edition's summary.
pub(super) fn columns_of(edition: &Edition) -> Vec<SummaryColumn> {
    let mut columns = Vec::new();
    for (table, definition) in edition.tables.iter().enumerate() {
        let form = &definition.form;
        match definition.count {
            Count::One => fields(table, &form.name, &form.fields, &mut columns),
            Count::Many => {
                columns.push(SummaryColumn {
                    group: form.name.clone(),
                    label: "张数".to_owned(),
                    kind: ValueKind::Count,
                    source: ColumnSource::Tables(table),
                });
                let amounts = form
                    .fields
                    .iter()
                    .filter(|(_, field)| matches!(field.kind, FieldKind::Amount));
                columns.extend(amounts.map(|(index, field)| SummaryColumn {
                    group: form.name.clone(),
                    label: with_unit(&field.label, &field.unit),
                    kind: ValueKind::Amount,
                    source: ColumnSource::Sum(table, index),
                }));
            }
        }
        groups(table, &form.name, &form.fields, &mut columns);
    }
    columns
}

fn fields(table: usize, name: &str, fields: &Fields, columns: &mut Vec<SummaryColumn>) {
    for (index, field) in fields.iter() {
        let Some(quantity) = field.kind.facts().quantity else {
            continue;
        };
        let kind = match quantity {
            Quantity::Amount => ValueKind::Amount,
            Quantity::Count | Quantity::Number => ValueKind::Count,
            Quantity::Percent => ValueKind::Percent,
        };
        if field.private {
            continue;
        }
        let group = if field.group.is_empty() {
            name.to_owned()
        } else {
            field.group.clone()
        };
        let label = with_unit(&field.label, &field.unit);
        let source = ColumnSource::Field(table, index);
        columns.push(SummaryColumn {
            group,
            label,
            kind,
            source,
        });
    }
}

/// Columns that count the rows of each official group.
fn groups(table: usize, name: &str, fields: &Fields, columns: &mut Vec<SummaryColumn>) {
    for (rows, field) in fields.iter() {
        let row_fields = field.rows().into_iter().flat_map(Fields::iter);
        let official = row_fields.filter_map(|(column, level)| match &level.kind {
            FieldKind::Level(choices) if !choices.is_empty() => Some((column, choices)),
            _ => None,
        });
        for (group, choices) in official {
            let rows = Rows {
                table,
                field: rows,
                group,
            };
            let head = format!("{name} {}", field.label);
            columns.extend(choices.iter().map(|choice| SummaryColumn {
                group: head.clone(),
                label: choice.clone(),
                kind: ValueKind::Count,
                source: ColumnSource::Group(rows, vec![choice.clone()]),
            }));
            columns.push(SummaryColumn {
                group: head,
                label: "不在以上各类".to_owned(),
                kind: ValueKind::Count,
                source: ColumnSource::Others(rows, choices.clone()),
            });
        }
    }
}

fn with_unit(label: &str, unit: &str) -> String {
    if unit.is_empty() {
        label.to_owned()
    } else {
        format!("{label}({unit})")
    }
}

/// The values of a submission, one for each column.
pub(super) fn values_of(
    columns: &[SummaryColumn],
    submission: &Submission,
) -> Vec<Option<Decimal>> {
    columns
        .iter()
        .map(|column| column.value(submission))
        .collect()
}

impl SummaryColumn {
    fn value(&self, submission: &Submission) -> Option<Decimal> {
        let records = |table: usize| {
            submission
                .tables
                .iter()
                .filter(move |one| one.table == table)
                .map(|one| &one.record)
        };
        match &self.source {
            ColumnSource::Field(table, field) => number(records(*table).next()?.get(*field)),
            ColumnSource::Tables(table) => Some(Decimal::from(records(*table).count())),
            ColumnSource::Sum(table, field) => records(*table)
                .try_fold(Decimal::ZERO, |sum, record| {
                    amount::add(sum, number(record.get(*field)).unwrap_or_default())
                }),
            ColumnSource::Group(rows, groups) => Some(rows.count(submission, |group| {
                groups.iter().any(|known| known == group)
            })),
            ColumnSource::Others(rows, groups) => Some(rows.count(submission, |group| {
                groups.iter().all(|known| known != group)
            })),
        }
    }

    /// Whether a value is a sum: a department without one has a sum of too many digits.
    pub(super) const fn is_sum(&self) -> bool {
        matches!(self.source, ColumnSource::Sum(..))
    }

    /// The total below the column from the sums of all columns; a sum of too many digits is `None`.
    pub(super) fn total(
        &self,
        edition: &Edition,
        columns: &[SummaryColumn],
        sums: &[Option<Decimal>],
        index: usize,
    ) -> Total {
        match (&self.source, self.kind) {
            (ColumnSource::Field(table, field), ValueKind::Percent) => {
                rate(edition, (*table, *field), columns, sums)
            }
            (_, kind) => sums[index].map_or(Total::Blank, |sum| Total::Sum(kind.value(sum))),
        }
    }
}

impl Rows {
    fn count(self, submission: &Submission, wanted: impl Fn(&str) -> bool) -> Decimal {
        let tables = submission.tables.iter();
        let tables = tables.filter(|one| one.table == self.table);
        let rows = tables.flat_map(|one| one.record.rows(self.field));
        Decimal::from(
            rows.filter(|row| wanted(&row.get(self.group).display()))
                .count(),
        )
    }
}

impl ValueKind {
    pub(super) const fn value(self, number: Decimal) -> Shown {
        match self {
            ValueKind::Count => Shown::Count(number),
            ValueKind::Amount => Shown::Amount(number),
            ValueKind::Percent => Shown::Percent(number),
        }
    }
}

/// A rate computed from the totals by the field's derivation; blank if it has none.
fn rate(
    edition: &Edition,
    (table, field): (usize, FieldIndex),
    columns: &[SummaryColumn],
    sums: &[Option<Decimal>],
) -> Total {
    let fields = &edition.tables[table].form.fields;
    let Some(derivation) = &fields.get(field).derive else {
        return Total::Blank;
    };
    let column_of = |wanted: FieldIndex| {
        columns.iter().position(
            |column| matches!(column.source, ColumnSource::Field(of, field) if (of, field) == (table, wanted)),
        )
    };
    let Some(formula) = formula(&derivation.expr, &column_of) else {
        return Total::Blank;
    };
    let mut record = Record::absent(String::new(), 0..0, fields);
    for input in derivation.expr.inputs() {
        if let Some(column) = column_of(input) {
            let Some(sum) = sums[column] else {
                return Total::Blank;
            };
            let total = crate::amount::Amount::computed(sum);
            record.get_mut(input).content = Content::Number(total);
        }
    }
    let value = match Context::alone(&record).evaluate(&derivation.expr) {
        Evaluation::Number(ratio) => Shown::Percent(crate::amount::Rate::computed(ratio).ratio()),
        Evaluation::Blank | Evaluation::Text(_) | Evaluation::Truth(_) | Evaluation::Failed(_) => {
            Shown::Blank
        }
    };
    Total::Formula(formula, value)
}

/// A formula of an expression over the totals, with the columns of its fields in braces; `None` if
/// a field has no column.
fn formula(expr: &Expr, column_of: &impl Fn(FieldIndex) -> Option<usize>) -> Option<String> {
    match expr {
        Expr::Field(reference) if reference.scope == Scope::Own => {
            Some(format!("{{{}}}", column_of(reference.field)?))
        }
        Expr::Number(number) => Some(format!("({number})")),
        Expr::Binary(left, operator, right) => {
            let (left, right) = (formula(left, column_of)?, formula(right, column_of)?);
            let sign = match operator {
                Operator::Add => '+',
                Operator::Subtract => '-',
                Operator::Multiply => '*',
                Operator::Divide => '/',
            };
            Some(format!("({left}{sign}{right})"))
        }
        _ => None,
    }
}

fn number(value: &Value) -> Option<Decimal> {
    match &value.content {
        Content::Number(amount) => Some(amount.value()),
        Content::Percent(rate) => Some(rate.ratio()),
        Content::Absent | Content::Null | Content::Text(_) | Content::Rows(_) => None,
    }
}
