//! The columns of the summary, found from an edition's own fields: no label of a form stands here.
//!
//! A table that a submission has once gives a column for each of its numbers. Of tables that it may have many of, their number and the sums of
//! their money. Rows with official groups (一级指标) are counted by group.

use rust_decimal::Decimal;

use crate::amount;
use crate::derive::{Evaluation, evaluate};
use crate::form::{Count, Edition, Expr, FieldIndex, FieldKind, Fields, Operator, Quantity};
use crate::record::{Content, Record, Submission, Value};
use crate::write::xlsx::{Total, Value as Shown};

/// A column of the summary.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    /// What stands above it.
    pub(super) group: String,
    /// Its own words.
    pub(super) label: String,
    /// How its numbers are shown.
    pub(super) shown: Kind,
    source: From,
}

/// How numbers are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Count,
    Amount,
    Percent,
}

/// Where a figure comes from; tables by their index in the edition.
#[derive(Debug, Clone)]
enum From {
    /// A field of a table that is there once.
    Field(usize, FieldIndex),
    /// How many tables there are.
    Tables(usize),
    /// The sum of a field over all tables of a kind.
    Sum(usize, FieldIndex),
    /// How many rows have one of these groups.
    Group(Rows, Vec<String>),
    /// How many rows have none of these groups.
    Others(Rows, Vec<String>),
}

/// Rows of a table, by the field that holds them, and the column with their group.
#[derive(Debug, Clone, Copy)]
struct Rows {
    table: usize,
    field: FieldIndex,
    group: FieldIndex,
}

/// The columns of an edition's summary.
pub(super) fn figures(edition: &Edition) -> Vec<Figure> {
    let mut figures = Vec::new();
    for (table, definition) in edition.tables.iter().enumerate() {
        let form = &definition.form;
        match definition.count {
            Count::One => fields(table, &form.name, &form.fields, &mut figures),
            Count::Many => {
                figures.push(Figure {
                    group: form.name.clone(),
                    label: "张数".to_owned(),
                    shown: Kind::Count,
                    source: From::Tables(table),
                });
                let amounts = form
                    .fields
                    .iter()
                    .filter(|(_, field)| matches!(field.kind, FieldKind::Amount));
                figures.extend(amounts.map(|(index, field)| Figure {
                    group: form.name.clone(),
                    label: with_unit(&field.label, &field.unit),
                    shown: Kind::Amount,
                    source: From::Sum(table, index),
                }));
            }
        }
        groups(table, &form.name, &form.fields, &mut figures);
    }
    figures
}

fn fields(table: usize, name: &str, fields: &Fields, figures: &mut Vec<Figure>) {
    for (index, field) in fields.iter() {
        let Some(quantity) = field.kind.facts().quantity else {
            continue;
        };
        let shown = match quantity {
            Quantity::Amount => Kind::Amount,
            Quantity::Count => Kind::Count,
            Quantity::Percent => Kind::Percent,
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
        let source = From::Field(table, index);
        figures.push(Figure {
            group,
            label,
            shown,
            source,
        });
    }
}

/// Columns that count the rows of each official group.
fn groups(table: usize, name: &str, fields: &Fields, figures: &mut Vec<Figure>) {
    for (rows, field) in fields.iter() {
        let columns = field.rows().into_iter().flat_map(Fields::iter);
        let official = columns.filter_map(|(column, level)| match &level.kind {
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
            figures.extend(choices.iter().map(|choice| Figure {
                group: head.clone(),
                label: choice.clone(),
                shown: Kind::Count,
                source: From::Group(rows, vec![choice.clone()]),
            }));
            figures.push(Figure {
                group: head,
                label: "不在以上各类".to_owned(),
                shown: Kind::Count,
                source: From::Others(rows, choices.clone()),
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

/// The figures of a submission, a value for each column.
pub(super) fn figures_of(figures: &[Figure], submission: &Submission) -> Vec<Option<Decimal>> {
    figures.iter().map(|figure| figure.of(submission)).collect()
}

impl Figure {
    fn of(&self, submission: &Submission) -> Option<Decimal> {
        let records = |table: usize| {
            submission
                .tables
                .iter()
                .filter(move |one| one.table == table)
                .map(|one| &one.record)
        };
        match &self.source {
            From::Field(table, field) => number(records(*table).next()?.get(*field)),
            From::Tables(table) => Some(Decimal::from(records(*table).count())),
            From::Sum(table, field) => records(*table).try_fold(Decimal::ZERO, |sum, record| {
                amount::add(sum, number(record.get(*field)).unwrap_or_default())
            }),
            From::Group(rows, groups) => Some(rows.count(submission, |group| {
                groups.iter().any(|known| known == group)
            })),
            From::Others(rows, groups) => Some(rows.count(submission, |group| {
                groups.iter().all(|known| known != group)
            })),
        }
    }

    /// Whether it is a sum by itself: of a department that has none, it could not be kept.
    pub(super) const fn is_sum(&self) -> bool {
        matches!(self.source, From::Sum(..))
    }

    /// What the total below the column is, given the totals of all columns; none of these where it has too many digits.
    pub(super) fn total(
        &self,
        edition: &Edition,
        figures: &[Figure],
        sums: &[Option<Decimal>],
        column: usize,
    ) -> Total {
        match (&self.source, self.shown) {
            (From::Field(table, field), Kind::Percent) => {
                rate(edition, (*table, *field), figures, sums)
            }
            (_, shown) => sums[column].map_or(Total::Blank, |sum| Total::Sum(shown.value(sum))),
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

impl Kind {
    pub(super) const fn value(self, number: Decimal) -> Shown {
        match self {
            Kind::Count => Shown::Count(number),
            Kind::Amount => Shown::Amount(number),
            Kind::Percent => Shown::Percent(number),
        }
    }
}

/// A rate of totals, by the field's own derivation; nothing where it has none.
fn rate(
    edition: &Edition,
    (table, field): (usize, FieldIndex),
    figures: &[Figure],
    sums: &[Option<Decimal>],
) -> Total {
    let fields = &edition.tables[table].form.fields;
    let Some(derivation) = &fields.get(field).derive else {
        return Total::Blank;
    };
    let column_of = |wanted: FieldIndex| {
        figures.iter().position(
            |figure| matches!(figure.source, From::Field(of, field) if (of, field) == (table, wanted)),
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
    let value = match evaluate(&derivation.expr, &record) {
        Evaluation::Number(ratio) => Shown::Percent(crate::amount::Rate::computed(ratio).ratio()),
        Evaluation::Blank | Evaluation::Text(_) | Evaluation::Failed(_) => Shown::Blank,
    };
    Total::Formula(formula, value)
}

/// An expression over totals, with the columns of fields in braces; none where it needs what has no column.
fn formula(expr: &Expr, column_of: &impl Fn(FieldIndex) -> Option<usize>) -> Option<String> {
    match expr {
        Expr::Field(field) => Some(format!("{{{}}}", column_of(*field)?)),
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
        Expr::Sum { .. } | Expr::Measure { .. } => None,
    }
}

fn number(value: &Value) -> Option<Decimal> {
    match &value.content {
        Content::Number(amount) => Some(amount.value()),
        Content::Percent(rate) => Some(rate.ratio()),
        Content::Absent | Content::Null | Content::Text(_) | Content::Rows(_) => None,
    }
}
