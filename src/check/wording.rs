//! Wording of derivations: `人员经费 176.32 + 公用经费 14.63 + 项目经费 10`, and the operands of a sum.

use rust_decimal::Decimal;

use crate::amount::Amount;
use crate::form::{Derivation, Expr, Field, FieldIndex, FieldKind, Fields, Operator};
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

/// One side of an agreement: `收入预算合计 200.95`, or `编制人员数 9 + 编外 2 = 11`.
pub(super) fn side(
    derivation: &Derivation,
    value: Decimal,
    fields: &Fields,
    record: &Record,
) -> String {
    let parts = parts(derivation, fields, record);
    match derivation.expr {
        Expr::Field(_) => parts,
        _ => format!("{parts} = {}", Amount::computed(value)),
    }
}

/// An expression with its labels and values.
pub(super) fn parts(derivation: &Derivation, fields: &Fields, record: &Record) -> String {
    let mut words = String::new();
    write_expr(&derivation.expr, Binding::Loose, fields, record, &mut words);
    words
}

/// The addends of an expression, each with its label; empty if it contains other operators. Totals
/// are expanded.
pub(super) fn addends<'f>(
    expr: &Expr,
    fields: &'f Fields,
    record: &Record,
) -> Vec<(&'f str, Decimal)> {
    match expr {
        Expr::Field(index) => {
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
        Expr::Binary(..) | Expr::Number(_) | Expr::Sum { .. } | Expr::Measure { .. } => Vec::new(),
    }
}

/// Binding strength of the expression around an operand.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Loose,
    Sum,
    Product,
    Tight,
}

fn write_expr(expr: &Expr, around: Binding, fields: &Fields, record: &Record, words: &mut String) {
    match expr {
        Expr::Field(field) => words.push_str(&value_in_words(fields.get(*field), record, *field)),
        Expr::Number(number) => words.push_str(&number.to_string()),
        Expr::Sum { rows, column } => {
            let label = fields
                .get(*rows)
                .rows()
                .map_or("", |columns| &columns.get(*column).label);
            words.extend(["各行", label, "之和"]);
        }
        Expr::Measure { .. } => {}
        Expr::Binary(left, operator, right) => {
            let (own, right_side) = match operator {
                Operator::Add => (Binding::Sum, Binding::Sum),
                Operator::Subtract => (Binding::Sum, Binding::Product),
                Operator::Multiply => (Binding::Product, Binding::Product),
                Operator::Divide => (Binding::Product, Binding::Tight),
            };
            let brackets = own < around;
            words.push_str(if brackets { "(" } else { "" });
            write_expr(left, own, fields, record, words);
            words.extend([' ', operator.sign(), ' ']);
            write_expr(right, right_side, fields, record, words);
            words.push_str(if brackets { ")" } else { "" });
        }
    }
}

fn value_in_words(field: &Field, record: &Record, index: FieldIndex) -> String {
    let value = record.get(index);
    match (value.is_blank(), &field.kind) {
        (true, _) => format!("{} 空", field.label),
        (false, FieldKind::Measure) => format!("{} {}", field.label, text::clip(&value.display())),
        (false, _) => format!("{} {}", field.label, value.display()),
    }
}
