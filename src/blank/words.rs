//! Hints for the clerk: kind, unit, choices, meaning and derivation of a field.

use crate::form::{
    Across, AcrossSide, Agreement, Count, Edition, Entry, Expr, Field, Fields, Operator, Relation,
    Role,
};
use crate::record::sign_spellings;

/// Hint of a field's cell: whether it is required, what to type, its unit and meaning.
pub(super) fn hint(fields: &Fields, field: &Field) -> String {
    let must = if field.required && field.derive.is_none() {
        "必填;"
    } else {
        ""
    };
    format!("{must}{}", meaning(fields, field))
}

/// What to type into a field, its unit and meaning.
pub(super) fn meaning(fields: &Fields, field: &Field) -> String {
    let mut parts = Vec::new();
    match &field.derive {
        Some(derivation) if derivation.expr.is_text() => {
            parts.push(format!(
                "由公式合成,不用填:{};另有说法的可以直接改写",
                derived(fields, &derivation.expr)
            ));
        }
        Some(derivation) => parts.push(format!(
            "由公式算出,不用填:{}",
            derived(fields, &derivation.expr)
        )),
        None => parts.push(filled(field.kind.facts().hint, fields, field)),
    }
    if !field.hint.is_empty() {
        parts.push(field.hint.clone());
    }
    if field.private {
        parts.push("公开的表里不印".to_owned());
    }
    parts.join("。")
}

/// Error message of a cell that refuses an input.
pub(super) fn refusal(fields: &Fields, field: &Field) -> String {
    filled(field.kind.facts().refusal, fields, field)
}

/// Fills in the placeholders of a text about the field's kind.
fn filled(words: &str, fields: &Fields, field: &Field) -> String {
    let mut text = String::new();
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, left) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(before);
        text.push_str(&placeholder(name, fields, field));
        rest = left;
    }
    text + rest
}

fn placeholder(name: &str, fields: &Fields, field: &Field) -> String {
    match name {
        "label" => field.label.clone(),
        "unit" => in_unit(field),
        "choices" => field.kind.choices().join("、"),
        "most" => most(field),
        "signs" => signs().collect::<Vec<_>>().join(" "),
        "measure" => measure(fields, field),
        other => format!("{{{other}}}"),
    }
}

/// Largest rate of a field, in percent.
fn most(field: &Field) -> String {
    match field.kind.facts().entry {
        Entry::Rate(most) => format!("{}%", most * 100),
        _ => String::new(),
    }
}

/// Standard signs, as offered in a cell's drop-down list.
pub(super) fn signs() -> impl Iterator<Item = String> {
    sign_spellings().map(|(sign, _)| sign.to_owned())
}

/// The input that a measure accepts next to a sign and next to a text.
pub(super) fn measure(fields: &Fields, field: &Field) -> String {
    let label = |role| {
        let found = fields.with_role(role);
        found.map(|index| fields.get(index).label.as_str())
    };
    let sign = label(Role::Sign).unwrap_or(&field.label);
    let unit = label(Role::Unit).map_or_else(
        || "不写单位".to_owned(),
        |unit| format!("% 等单位写在“{unit}”里"),
    );
    format!(
        "“{sign}”是 {} 的,只填数字,{unit};是文字的,填文字",
        signs().collect::<Vec<_>>().join(" ")
    )
}

/// Unit of a number, in brackets.
pub(super) fn in_unit(field: &Field) -> String {
    if field.unit.is_empty() {
        String::new()
    } else {
        format!("(单位:{})", field.unit)
    }
}

/// A derivation in words: `上级财政拨款 + 本级财政安排`.
pub(super) fn derived(fields: &Fields, expr: &Expr) -> String {
    in_words(fields, expr, 0)
}

/// Precedence of an operator.
const fn binding(operator: Operator) -> u8 {
    match operator {
        Operator::Add | Operator::Subtract => 1,
        Operator::Multiply | Operator::Divide => 2,
    }
}

fn in_words(fields: &Fields, expr: &Expr, around: u8) -> String {
    let label = |index| fields.get(index).label.clone();
    match expr {
        Expr::Field(index) => label(*index),
        Expr::Number(number) => number.to_string(),
        Expr::Binary(left, operator, right) => {
            let own = binding(*operator);
            let after = match operator {
                Operator::Add | Operator::Multiply => own,
                Operator::Subtract | Operator::Divide => own + 1,
            };
            let words = format!(
                "{} {} {}",
                in_words(fields, left, own),
                operator.sign(),
                in_words(fields, right, after)
            );
            if own < around {
                format!("({words})")
            } else {
                words
            }
        }
        Expr::Sum { rows, column } => {
            let rows = fields.get(*rows);
            let column = rows.rows().map(|columns| columns.get(*column));
            let column = column.map_or("", |column| column.label.as_str());
            format!("各行{column}之和")
        }
        Expr::Measure {
            comparison,
            value,
            unit,
        } => format!(
            "{}、{}、{}连写",
            label(*comparison),
            label(*value),
            label(*unit)
        ),
    }
}

/// An agreement across tables in words; a table that repeats is summed.
pub(super) fn across(edition: &Edition, across: &Across) -> String {
    let side = |side: &AcrossSide| {
        let table = &edition.tables[side.table];
        let label = &table.form.fields.get(side.field).label;
        match table.count {
            Count::One => format!("{}的{label}", table.form.name),
            Count::Many => format!("各张{}的{label}之和", table.form.name),
        }
    };
    format!(
        "{} {} {}",
        side(&across.left),
        sign(across.relation),
        side(&across.right)
    )
}

const fn sign(relation: Relation) -> char {
    match relation {
        Relation::Equal => '=',
        Relation::AtMost => '≤',
    }
}

/// An agreement in words: `收入预算合计 = 支出预算合计`.
pub(super) fn agreement(fields: &Fields, agreement: &Agreement) -> String {
    format!(
        "{} {} {}",
        derived(fields, &agreement.left.expr),
        sign(agreement.relation),
        derived(fields, &agreement.right.expr)
    )
}
