//! Wording of expressions: `人员经费 176.32 + 公用经费 14.63 + 项目经费 10`, and the operands of a sum.

use std::fmt;

use rust_decimal::Decimal;

use crate::amount::{self, Amount, Rate};
use crate::derive::{Context, Evaluation};
use crate::finding::Operand;
use crate::form::{
    Aggregate, Expr, Field, FieldIndex, FieldKind, Fields, Function, Names, Operator, Records,
    Reference, Scope, Words, WordsSegment,
};
use crate::record::{Content, Record};
use crate::text;

/// Decimals of a quotient in words, unless it would be 0: a ten-thousandth of 万元 is 元.
const DECIMALS: u32 = 4;

/// Most decimals of a number that people type; one with more comes from a division.
const MOST_TYPED: u32 = 8;

/// A computed number in digits, or as a percentage.
pub(super) fn in_digits(number: Decimal, as_rate: bool) -> String {
    if as_rate {
        return Rate::computed(number).to_string();
    }
    let rounded = amount::round(number, DECIMALS);
    let is_quotient = number.normalize().scale() > MOST_TYPED && !rounded.is_zero();
    Amount::computed(if is_quotient { rounded } else { number }).to_string()
}

/// An amount with its field's unit: `200.95 万元`.
pub(super) fn with_unit(amount: impl fmt::Display, field: &Field) -> String {
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
    /// An expression with its labels and values; of a choice, the branch that applies.
    pub(super) fn parts(&self, expr: &Expr) -> String {
        let taken = self.taken(expr);
        taken.in_words(&self.names, &|reference| Some(self.value(reference)))
    }

    /// The values that an expression reads.
    pub(super) fn operands(&self, expr: &Expr) -> Vec<Operand> {
        let operand = |record: &Record, fields: &Fields, field: FieldIndex| Operand {
            pointer: record.pointer_of(fields, field),
            label: fields.get(field).label.clone(),
            is_blank: record.get(field).is_blank(),
        };
        let mut operands = Vec::new();
        for reference in expr.references() {
            if let Some(record) = self.context.record(reference.scope) {
                let fields = self.names.fields_of(reference.scope);
                operands.push(operand(record, fields, reference.field));
            }
        }
        for aggregate in expr.aggregates() {
            let names = self.names.within(aggregate.records);
            let records = self.context.records(aggregate.records);
            let (Some(column), Some(names)) = (aggregate.column, names) else {
                continue;
            };
            let records = records.into_iter().flatten();
            operands.extend(records.map(|record| operand(record.own, names.own(), column)));
        }
        operands
    }

    fn taken<'e>(&self, expr: &'e Expr) -> &'e Expr {
        let Expr::If(condition, yes, no) = expr else {
            return expr;
        };
        match (self.context.evaluate(condition), no) {
            (Evaluation::Truth(true), _) => self.taken(yes),
            (Evaluation::Truth(false), Some(no)) => self.taken(no),
            _ => expr,
        }
    }

    /// One side of a comparison with its result: `收入预算合计 200.95`, or
    /// `编制人员数 9 + 编外 2 = 11`. Results next to rates are shown as rates.
    pub(super) fn side(&self, expr: &Expr, value: Decimal, shows_rates: bool) -> String {
        let words = self.parts(expr);
        match expr {
            Expr::Field(_) | Expr::Number(_) => words,
            Expr::Aggregate(aggregate) if aggregate.column.is_some() => {
                format!(
                    "{words} {}",
                    self.sum_in_words(aggregate, value, shows_rates)
                )
            }
            _ => format!("{words} = {}", in_digits(value, shows_rates)),
        }
    }

    /// Whether the result of an expression is a rate: a sum, a difference or a choice of rates.
    pub(super) fn is_rate(&self, expr: &Expr) -> bool {
        let is_percent = |field: &Field| matches!(field.kind, FieldKind::Percent);
        match expr {
            Expr::Field(reference) => is_percent(self.names.field(*reference)),
            Expr::Aggregate(aggregate) => {
                let column = |column| self.names.column(aggregate.records, column);
                aggregate.column.and_then(column).is_some_and(is_percent)
            }
            Expr::Binary(left, Operator::Add | Operator::Subtract, right) => {
                self.is_rate(left) || self.is_rate(right)
            }
            Expr::Call(Function::Round, arguments) => {
                arguments.first().is_some_and(|number| self.is_rate(number))
            }
            Expr::Call(_, arguments) => arguments.iter().any(|number| self.is_rate(number)),
            Expr::If(_, yes, no) => {
                self.is_rate(yes) || no.as_deref().is_some_and(|no| self.is_rate(no))
            }
            _ => false,
        }
    }

    /// Words of the author, with their values.
    pub(super) fn filled_in(&self, words: &Words) -> String {
        let segments = words.segments.iter();
        let segments = segments.map(|segment| match segment {
            WordsSegment::Text(text) => text.clone(),
            WordsSegment::Value(value) => self.value_in_words(&value.expr),
        });
        segments.collect()
    }

    fn value_in_words(&self, expr: &Expr) -> String {
        match self.context.evaluate(expr) {
            Evaluation::Number(number) => {
                let rate = self.printed_rate(expr);
                rate.unwrap_or_else(|| in_digits(number, self.is_rate(expr)))
            }
            Evaluation::Text(text) => text::clip(text.trim()),
            Evaluation::Truth(_) | Evaluation::Blank | Evaluation::Failed(_) => "空".to_owned(),
        }
    }

    /// A rate as its field prints it, if the expression is such a field.
    fn printed_rate(&self, expr: &Expr) -> Option<String> {
        let Expr::Field(reference) = expr else {
            return None;
        };
        let value = self.context.value(*reference)?;
        let is_rate = matches!(value.content, Content::Percent(_));
        let format = self.names.field(*reference).format;
        is_rate.then(|| value.printed(format).into_owned())
    }

    fn sum_in_words(&self, aggregate: &Aggregate, sum: Decimal, as_rates: bool) -> String {
        let parts = self.summed(aggregate);
        let sum = in_digits(sum, as_rates);
        if parts.len() > MAX_PARTS || parts.len() < 2 {
            let unit = match aggregate.records {
                Records::Rows(_) | Records::RowsOfTables(..) => "行",
                Records::Tables(_) => "张表",
            };
            return format!("{sum}({}{unit})", parts.len());
        }
        let shown: Vec<String> = parts
            .iter()
            .map(|(_, value)| in_digits(*value, as_rates))
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
