//! Wording of expressions: `人员经费 176.32 + 公用经费 14.63 + 项目经费 10`, and the operands of a sum.

use rust_decimal::Decimal;

use crate::amount::Amount;
use crate::derive::{Context, Evaluation};
use crate::form::{
    Aggregate, Expr, Field, FieldIndex, FieldKind, Fields, Names, Operator, Records, Reference,
    Scope,
};
use crate::record::{Content, Record};
use crate::text;

/// An amount with its field's unit: `200.95 万元`.
pub(super) fn with_unit(amount: Amount, field: &Field) -> String {
    if field.unit.is_empty() {
        amount.to_string()
    } else {
        format!("{amount} {}", field.unit)
    }
}

/// The given reasons in one line.
pub(super) fn reasons(all: impl IntoIterator<Item = Option<String>>) -> String {
    all.into_iter().flatten().collect::<Vec<_>>().join(";")
}

/// The records that an expression reads, with the names of their fields.
pub(super) struct Wording<'a> {
    pub(super) names: Names<'a>,
    pub(super) context: Context<'a>,
}

/// Maximum number of listed addends.
const MAX_PARTS: usize = 6;

impl Wording<'_> {
    /// An expression with its labels and values.
    pub(super) fn parts(&self, expr: &Expr) -> String {
        expr.in_words(&self.names, &|reference| Some(self.value(reference)))
    }

    /// One side of a comparison with its result: `收入预算合计 200.95`, or
    /// `编制人员数 9 + 编外 2 = 11`.
    pub(super) fn side(&self, expr: &Expr, value: Decimal) -> String {
        let words = self.parts(expr);
        match expr {
            Expr::Field(_) | Expr::Number(_) => words,
            Expr::Aggregate(aggregate) if aggregate.column.is_some() => {
                format!("{words} {}", self.sum_in_words(aggregate, value))
            }
            _ => format!("{words} = {}", Amount::computed(value)),
        }
    }

    fn sum_in_words(&self, aggregate: &Aggregate, sum: Decimal) -> String {
        let parts = self.summed(aggregate);
        let sum = Amount::computed(sum);
        if parts.len() > MAX_PARTS || parts.len() < 2 {
            let unit = match aggregate.records {
                Records::Rows(_) | Records::RowsOfTables(..) => "行",
                Records::Tables(_) => "张表",
            };
            return format!("{sum}({}{unit})", parts.len());
        }
        let shown: Vec<String> = parts
            .iter()
            .map(|(_, value)| Amount::computed(*value).to_string())
            .collect();
        format!("{} = {sum}", shown.join(" + "))
    }

    /// The numbers of a sum, each with the title of its record.
    pub(super) fn summed(&self, aggregate: &Aggregate) -> Vec<(&str, Decimal)> {
        let (Some(records), Some(column)) =
            (self.context.records(aggregate.records), aggregate.column)
        else {
            return Vec::new();
        };
        let counts = |record: &Context<'_>| {
            let condition = aggregate.condition.as_ref();
            condition.is_none_or(|condition| record.evaluate(condition) == Evaluation::Truth(true))
        };
        let counted = records.into_iter().filter(counts);
        let numbers = counted.filter_map(|record| {
            let number = number_of(record.own, column)?;
            Some((record.own.title.as_str(), number))
        });
        numbers.collect()
    }

    /// A value with its label: `人员经费 176.32`, `其他资金 空`.
    pub(super) fn value(&self, reference: Reference) -> String {
        let label = self.names.label(reference);
        let kind = &self.names.field(reference).kind;
        match self.context.value(reference) {
            Some(value) if !value.is_blank() => match kind {
                FieldKind::Rows(..) => label,
                FieldKind::Measure => format!("{label} {}", text::clip(&value.display())),
                _ => format!("{label} {}", value.display()),
            },
            _ => format!("{label} 空"),
        }
    }
}

fn number_of(record: &Record, field: FieldIndex) -> Option<Decimal> {
    match &record.get(field).content {
        Content::Number(amount) => Some(amount.value()),
        Content::Percent(rate) => Some(rate.ratio()),
        _ => None,
    }
}

/// The addends of an expression, each with its label; empty if it contains other operators. Totals
/// are expanded.
pub(super) fn addends<'f>(
    expr: &Expr,
    fields: &'f Fields,
    record: &Record,
) -> Vec<(&'f str, Decimal)> {
    match expr {
        Expr::Field(Reference {
            scope: Scope::Own,
            field: index,
            ..
        }) => {
            let field = fields.get(*index);
            match (&field.derive, &record.get(*index).content) {
                (Some(derivation), _) if !matches!(derivation.expr, Expr::Field(_)) => {
                    addends(&derivation.expr, fields, record)
                }
                (_, Content::Number(amount)) => vec![(field.label.as_str(), amount.value())],
                _ => Vec::new(),
            }
        }
        Expr::Binary(left, Operator::Add, right) => {
            let mut all = addends(left, fields, record);
            all.extend(addends(right, fields, record));
            all
        }
        _ => Vec::new(),
    }
}
