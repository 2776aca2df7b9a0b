//! Agreements (勾稽关系) between amounts of one table.

use rust_decimal::Decimal;

use super::RuleList;
use super::compare::broken;
use super::mistake::likely_mistake;
use super::subject::Subject;
use super::wording::{addends, reasons, side, with_unit};
use crate::amount::Amount;
use crate::derive::{Evaluation, evaluate};
use crate::finding::{Code, Finding, Report};
use crate::form::{Agreement, Derivation, Expr, FieldIndex, Fields, Relation};
use crate::record::Record;
use crate::source::Place;

pub(super) const RULES: RuleList = RuleList {
    tables: &[agreements],
    ..RuleList::EMPTY
};

/// Checks the agreements of the form: two amounts are equal, or one is at most the other. A blank
/// counts as 0, except in a list, which may have a column for only one of them.
fn agreements(subject: &Subject<'_>, report: &mut Report) {
    let (fields, record) = (subject.fields(), subject.record);
    let blank_counts = !subject.submission.source.is_of_list();
    for agreement in &subject.table.form.agreements {
        let sides = [&agreement.left, &agreement.right];
        if sides
            .iter()
            .any(|side| is_set_blank(&side.expr, fields, record))
        {
            continue;
        }
        let values = sides.map(|side| evaluate(&side.expr, record));
        let blank = values.iter().position(|value| *value == Evaluation::Blank);
        let (left, right) = match values {
            [Evaluation::Number(left), Evaluation::Number(right)] => (left, right),
            [Evaluation::Number(left), Evaluation::Blank] if blank_counts => (left, Decimal::ZERO),
            [Evaluation::Blank, Evaluation::Number(right)] if blank_counts => {
                (Decimal::ZERO, right)
            }
            _ => continue,
        };
        if !broken(agreement.relation, left, right)
            || is_reported_by_total(agreement, fields, record)
        {
            continue;
        }
        let finding = disagreement(agreement, (left, right), fields, record);
        let finding = match blank.map(|blank| &sides[blank].expr) {
            // The given amounts are right.
            Some(side) => finding.correction(not_filled_in(side, fields)),
            None => finding,
        };
        let parts = sides.iter().flat_map(|side| side.expr.inputs());
        let mut consequences = parts.filter_map(|part| record.consequence_of(fields, part));
        report.push(Finding {
            level: agreement.level.unwrap_or(finding.level),
            place: agreement_place(subject, agreement),
            follows: consequences.next(),
            ..finding
        });
    }
}

/// Place of a broken agreement: its field, or the first typed operand if the field was derived.
fn agreement_place(subject: &Subject<'_>, agreement: &Agreement) -> Place {
    let (fields, record) = (subject.fields(), subject.record);
    let at = subject.submission.place(record, fields, agreement.at);
    let parts = fields.get(agreement.at).derive.iter();
    let mut parts = parts.flat_map(|derivation| derivation.expr.inputs());
    let typed = |field: &FieldIndex| record.get(*field).range.is_some();
    match parts.find(typed) {
        Some(part) if !typed(&agreement.at) => Place {
            pointer: at.pointer,
            label: at.label,
            ..subject.submission.place(record, fields, part)
        },
        _ => at,
    }
}

fn disagreement(
    agreement: &Agreement,
    (left, right): (Decimal, Decimal),
    fields: &Fields,
    record: &Record,
) -> Finding {
    let seen = [(&agreement.left, left), (&agreement.right, right)]
        .map(|(derivation, value)| side(derivation, value, fields, record));
    let difference = with_unit(
        Amount::computed(left.saturating_sub(right).abs()),
        fields.get(agreement.at),
    );
    let parts = [&agreement.right, &agreement.left]
        .map(|derivation| addends(&derivation.expr, fields, record));
    let mistake =
        likely_mistake(left, right, &parts[0]).or_else(|| likely_mistake(right, left, &parts[1]));
    let expected = match agreement.relation {
        Relation::Equal => "两者相等",
        Relation::AtMost => "前者不大于后者",
    };
    Finding::new(Code::AgreementBroken, Place::default())
        .seen(seen.join(",而 "))
        .expected(expected)
        .correction(reasons([
            Some(format!("两者相差 {difference}")),
            mistake,
            Some("核对两边的各项".to_owned()),
        ]))
}

/// The correction for a side without any value: the fields to fill in.
fn not_filled_in(side: &Expr, fields: &Fields) -> String {
    let parts = side.inputs().into_iter().flat_map(|input| {
        let derivation = fields.get(input).derive.as_ref();
        derivation.map_or_else(|| vec![input], |derivation| derivation.expr.inputs())
    });
    let labels: Vec<&str> = parts.map(|part| fields.get(part).label.as_str()).collect();
    match labels[..] {
        [label] => format!("{label}没有填,补上"),
        _ => format!("{}都没有填,补上", labels.join("、")),
    }
}

/// Whether both sides agree except for a typed total that differs from its own operands, which has
/// its own finding.
fn is_reported_by_total(agreement: &Agreement, fields: &Fields, record: &Record) -> bool {
    let derived = |side: &Derivation| match side.expr {
        Expr::Field(field) => match &fields.get(field).derive {
            Some(derivation) => (evaluate(&derivation.expr, record), true),
            None => (evaluate(&side.expr, record), false),
        },
        _ => (evaluate(&side.expr, record), false),
    };
    match (derived(&agreement.left), derived(&agreement.right)) {
        ((Evaluation::Number(left), one), (Evaluation::Number(right), other)) => {
            (one || other) && !broken(agreement.relation, left, right)
        }
        _ => false,
    }
}

/// Whether a side is a total set to blank although it could be derived: it states nothing, so
/// nothing disagrees.
fn is_set_blank(side: &Expr, fields: &Fields, record: &Record) -> bool {
    let Expr::Field(field) = side else {
        return false;
    };
    let value = record.get(*field);
    fields.get(*field).derive.is_some() && value.is_blank() && !value.is_left_out()
}
