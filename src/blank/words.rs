//! What a clerk is told of a field: its kind, its unit, its choices, its meaning, how it is computed.

use crate::form::{
    Across, AcrossSide, Agreement, Count, Edition, Expr, Field, FieldKind, Fields, Operator,
    Relation,
};

/// The hint of a field's cell: whether it must be filled in, with what, in which unit, what it means.
pub(super) fn hint(fields: &Fields, field: &Field) -> String {
    let must = if field.required && field.derive.is_none() {
        "必填;"
    } else {
        ""
    };
    format!("{must}{}", meaning(fields, field))
}

/// With what a field is filled in, in which unit, what it means.
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
        None => parts.push(typed(fields, field)),
    }
    if !field.hint.is_empty() {
        parts.push(field.hint.clone());
    }
    if field.private {
        parts.push("公开的表里不印".to_owned());
    }
    parts.join("。")
}

/// What is typed into a field's cell.
fn typed(fields: &Fields, field: &Field) -> String {
    match &field.kind {
        FieldKind::Amount => format!("只填数字{};没有就留空", in_unit(field)),
        FieldKind::Count => format!("填整数{}", in_unit(field)),
        FieldKind::Percent => "填百分数,如 95%".to_owned(),
        FieldKind::Year => "填四位数的年份".to_owned(),
        FieldKind::Narrative => "填文字;在格内换行按 Alt+Enter".to_owned(),
        FieldKind::Measure => measure(fields, field),
        FieldKind::Level(choices) if choices.is_empty() => "填名称;每行都写全,不合并".to_owned(),
        FieldKind::Level(choices) => {
            format!("从列表里选:{};每行都选,不合并", choices.join("、"))
        }
        FieldKind::Choice(choices) if !choices.is_empty() => {
            format!("从列表里选:{}", choices.join("、"))
        }
        FieldKind::Comparison(choices) => {
            format!(
                "从列表里选:{} {}",
                super::rule::signs().join(" "),
                choices.join("、")
            )
        }
        FieldKind::Unit => "填单位,如 人、次、%".to_owned(),
        FieldKind::Text | FieldKind::Choice(_) => "填文字".to_owned(),
        FieldKind::Rows(..) => "一行填一条,各格见下".to_owned(),
    }
}

/// What a measure wants beside a sign, and beside a word.
pub(super) fn measure(fields: &Fields, field: &Field) -> String {
    let label = |is_it: fn(&FieldKind) -> bool| {
        fields
            .find_kind(is_it)
            .map(|index| fields.get(index).label.as_str())
    };
    let sign = label(|kind| matches!(kind, FieldKind::Comparison(_))).unwrap_or(&field.label);
    let unit = label(|kind| matches!(kind, FieldKind::Unit)).map_or_else(
        || "不写单位".to_owned(),
        |unit| format!("% 等单位写在“{unit}”里"),
    );
    format!(
        "“{sign}”是 {} 的,只填数字,{unit};是文字的,填文字",
        super::rule::signs().join(" ")
    )
}

/// The unit of a number, in brackets.
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

/// How tightly an operator binds.
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

/// An agreement across tables in words: of many tables the sum.
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
