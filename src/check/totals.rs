//! Totals, rates and agreements (勾稽关系): what was typed against what its parts give.

use rust_decimal::Decimal;

use super::Subject;
use crate::amount::{Amount, Rate};
use crate::derive::{Failure, Outcome, evaluate};
use crate::diag::{Code, Diagnostic, Report, text};
use crate::form::{Derivation, Expr, Field, FieldIndex, FieldKind, Fields, Operator};
use crate::record::{Content, Record};

/// Largest difference that is no finding: 0.01 of the printed unit (official facts of the forms, section 4); for a rate 0.01 percentage points.
const TOLERANCE: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// Typed totals, rates and texts against their derivations.
pub(super) fn derivations(subject: &Subject<'_>, report: &mut Report) {
    derivations_of(subject, &subject.table.form.fields, subject.record, report);
}

fn derivations_of(subject: &Subject<'_>, fields: &Fields, record: &Record, report: &mut Report) {
    for (index, field) in fields.iter() {
        if let Some(columns) = field.rows() {
            record
                .rows(index)
                .iter()
                .for_each(|row| derivations_of(subject, columns, row, report));
        }
        let Some(derivation) = &field.derive else {
            continue;
        };
        let value = record.get(index);
        if value.computed {
            continue;
        }
        let finding = match (evaluate(&derivation.expr, fields, record), &value.content) {
            (Outcome::Failed(failure), _) => not_computable(fields, failure),
            (Outcome::Number(expected), Content::Number(typed))
                if differ(typed.value(), expected) =>
            {
                Some(total_mismatch(
                    field,
                    *typed,
                    expected,
                    &parts(derivation, fields, record),
                ))
            }
            (Outcome::Number(expected), Content::Percent(typed))
                if differ(percent(typed.ratio()), percent(expected)) =>
            {
                Some(rate_mismatch(
                    *typed,
                    expected,
                    &parts(derivation, fields, record),
                ))
            }
            (Outcome::Text(expected), Content::Text(typed))
                if !typed.trim().is_empty() && squeezed(typed) != squeezed(&expected) =>
            {
                Some(content_mismatch(typed, &expected))
            }
            _ => None,
        };
        report.extend(finding.map(|finding| Diagnostic {
            place: subject.submission.place(record, fields, index),
            ..finding
        }));
    }
}

/// The form's agreements: two figures that must be one.
pub(super) fn agreements(subject: &Subject<'_>, report: &mut Report) {
    let (fields, record) = (&subject.table.form.fields, subject.record);
    for agreement in &subject.table.form.agreements {
        let left = evaluate(&agreement.left.expr, fields, record);
        let right = evaluate(&agreement.right.expr, fields, record);
        let (left_number, right_number) = match (&left, &right) {
            (Outcome::Number(left), Outcome::Number(right)) => (*left, *right),
            (Outcome::Number(left), Outcome::Blank) => (*left, Decimal::ZERO),
            (Outcome::Blank, Outcome::Number(right)) => (Decimal::ZERO, *right),
            _ => continue,
        };
        if !differ(left_number, right_number) {
            continue;
        }
        let field = fields.get(agreement.at);
        let seen = [
            (&agreement.left, left_number),
            (&agreement.right, right_number),
        ]
        .map(|(derivation, value)| side(derivation, value, fields, record));
        let difference = with_unit(
            Amount::computed((left_number.saturating_sub(right_number)).abs()),
            field,
        );
        let finding = Diagnostic::new(
            Code::AgreementBroken,
            subject.submission.place(record, fields, agreement.at),
        );
        let finding = finding.seen(seen.join(",而 ")).expected("两者相等");
        report.push(finding.mend(format!("两者相差 {difference};核对两边的各项")));
    }
}

fn differ(typed: Decimal, expected: Decimal) -> bool {
    // A difference too large to be kept is a difference.
    typed
        .checked_sub(expected)
        .is_none_or(|difference| difference.abs() > TOLERANCE)
}

fn percent(ratio: Decimal) -> Decimal {
    ratio
        .checked_mul(Decimal::ONE_HUNDRED)
        .unwrap_or(Decimal::MAX)
}

fn total_mismatch(field: &Field, typed: Amount, expected: Decimal, parts: &str) -> Diagnostic {
    let difference = typed
        .value()
        .checked_sub(expected)
        .map_or_else(String::new, |difference| {
            format!(
                "相差 {};",
                with_unit(Amount::computed(difference.abs()), field)
            )
        });
    finding(Code::TotalMismatch)
        .seen(with_unit(typed, field))
        .expected(format!(
            "{} = {parts}",
            with_unit(Amount::computed(expected), field)
        ))
        .mend(format!(
            "{difference}改正合计或分项;合计可以省略,由程序汇总"
        ))
}

fn rate_mismatch(typed: Rate, expected: Decimal, parts: &str) -> Diagnostic {
    finding(Code::TotalMismatch)
        .seen(typed.to_string())
        .expected(format!("{} = {parts}", Rate::computed(expected)))
        .mend("改正比率或分项;比率可以省略,由程序计算")
}

fn content_mismatch(typed: &str, expected: &str) -> Diagnostic {
    finding(Code::ContentMismatch)
        .seen(text::quote(typed))
        .expected(format!("{},由类型、值、单位合成", text::quote(expected)))
        .mend("改正此栏或类型、值、单位;省略此栏则由程序合成")
}

/// None where a part is unreadable: that has its own finding.
fn not_computable(fields: &Fields, failure: Failure) -> Option<Diagnostic> {
    let seen = match failure {
        Failure::NotANumber(field) => {
            format!("{}不是数,无法计算", fields.get(field).label)
        }
        Failure::TooLarge => "结果的位数太多,无法计算".to_owned(),
        Failure::Unreadable => return None,
    };
    let finding = finding(Code::NotComputable).seen(seen);
    Some(finding.expected("各分项是数,由程序计算").mend("改正分项"))
}

/// A finding whose place is set by the caller.
fn finding(code: Code) -> Diagnostic {
    Diagnostic::new(code, crate::diag::Place::default())
}

fn with_unit(amount: Amount, field: &Field) -> String {
    if field.unit.is_empty() {
        amount.to_string()
    } else {
        format!("{amount} {}", field.unit)
    }
}

/// One side of an agreement: `收入预算合计 200.95`, or `编制人员数 9 + 编外 2 = 11`.
fn side(derivation: &Derivation, value: Decimal, fields: &Fields, record: &Record) -> String {
    let parts = parts(derivation, fields, record);
    match derivation.expr {
        Expr::Field(_) => parts,
        _ => format!("{parts} = {}", Amount::computed(value)),
    }
}

/// An expression with its labels and figures: `人员经费 176.32 + 公用经费 14.63 + 项目经费 10`.
fn parts(derivation: &Derivation, fields: &Fields, record: &Record) -> String {
    let mut words = String::new();
    write_expr(&derivation.expr, Binding::Loose, fields, record, &mut words);
    words
}

/// How tightly the expression around a part binds it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Loose,
    Sum,
    Product,
    Tight,
}

fn write_expr(expr: &Expr, around: Binding, fields: &Fields, record: &Record, words: &mut String) {
    match expr {
        Expr::Field(field) => words.push_str(&figure(fields.get(*field), record, *field)),
        Expr::Number(number) => words.push_str(&number.to_string()),
        Expr::Sum { rows, column } => {
            let label = fields
                .get(*rows)
                .rows()
                .map_or("", |columns| &columns.get(*column).label);
            words.push_str(&format!("各行{label}之和"));
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
            words.push_str(&format!(" {} ", operator.sign()));
            write_expr(right, right_side, fields, record, words);
            words.push_str(if brackets { ")" } else { "" });
        }
    }
}

fn figure(field: &Field, record: &Record, index: FieldIndex) -> String {
    let value = record.get(index);
    match (value.is_blank(), &field.kind) {
        (true, _) => format!("{} 空", field.label),
        (false, FieldKind::Measure) => format!("{} {}", field.label, text::clip(&value.display())),
        (false, _) => format!("{} {}", field.label, value.display()),
    }
}

/// A text without spaces, signs in their standard form, full-width marks half-width: two ways of writing one content are equal.
fn squeezed(content: &str) -> String {
    let bare: String = content
        .chars()
        .filter(|character| !character.is_whitespace())
        .map(half_width)
        .collect();
    let sign_end = bare
        .find(|character: char| character.is_alphanumeric())
        .unwrap_or(bare.len());
    match crate::record::standard_sign(&bare[..sign_end]) {
        Some(sign) => format!("{sign}{}", &bare[sign_end..]),
        None => bare,
    }
}

const fn half_width(character: char) -> char {
    match character {
        '％' => '%',
        '（' => '(',
        '）' => ')',
        '，' => ',',
        other => other,
    }
}
