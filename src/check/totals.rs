//! Totals, rates and agreements (勾稽关系): what was typed against what its parts give.

use rust_decimal::Decimal;

use super::Subject;
use crate::amount::{Amount, Rate};
use crate::derive::{Failure, Outcome, evaluate};
use crate::diag::{Code, Diagnostic, Place, Report, text};
use crate::form::{Agreement, Derivation, Expr, Field, FieldIndex, FieldKind, Fields, Operator};
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
        let finding = match (evaluate(&derivation.expr, record), &value.content) {
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
        let sides = [&agreement.left.expr, &agreement.right.expr];
        if sides.iter().any(|side| is_kept_blank(side, fields, record)) {
            continue;
        }
        let left = evaluate(&agreement.left.expr, record);
        let right = evaluate(&agreement.right.expr, record);
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
        let place = agreement_place(subject, agreement, fields, record);
        let finding = Diagnostic::new(Code::AgreementBroken, place);
        let finding = finding.seen(seen.join(",而 ")).expected("两者相等");
        report.push(finding.mend(format!("两者相差 {difference};核对两边的各项")));
    }
}

/// Where an agreement is broken: at its field, or where that was derived, at the first of the figures it came from.
fn agreement_place(
    subject: &Subject<'_>,
    agreement: &Agreement,
    fields: &Fields,
    record: &Record,
) -> Place {
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

/// Whether a side is a total that was given as blank although it could be derived: nothing is stated, so nothing can disagree.
fn is_kept_blank(side: &Expr, fields: &Fields, record: &Record) -> bool {
    let Expr::Field(field) = side else {
        return false;
    };
    let value = record.get(*field);
    fields.get(*field).derive.is_some() && value.is_blank() && !value.is_left_out()
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
    Diagnostic::new(code, Place::default())
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

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::derive::derive;
    use crate::diag::{Code, Diagnostic, Source};
    use crate::form::Registry;
    use crate::record::read_json;

    fn findings(department: &str) -> Vec<Diagnostic> {
        let json = format!(
            "{{\"edition\": \"gansu-2025\", \"year\": 2025, \"department\": {{\"name\": \"某某局\", \"annual_target\": \"无\", {department}}}}}"
        );
        let registry = Registry::built_in();
        let (submission, _) = read_json(&Source::new("a", json), &registry);
        let mut submission = submission.unwrap();
        let edition = registry.find("gansu-2025").unwrap();
        derive(edition, &mut submission);
        check(edition, &submission).findings().to_vec()
    }

    fn codes(department: &str) -> Vec<Code> {
        findings(department)
            .iter()
            .map(|finding| finding.code)
            .collect()
    }

    /// Income and expenditure that agree, with a typed total of the former.
    fn total(typed: &str) -> String {
        format!(
            r#""income": {{"local_fiscal": 200.95, "total": {typed}}}, "expenditure": {{"personnel": 176.32, "operating": 14.63, "projects": 10}}"#
        )
    }

    #[test]
    fn a_wrong_total_is_reported_with_its_parts_and_its_place() {
        let found = findings(&total("201.95"));
        let [mismatch, agreement] = &found[..] else {
            panic!("{found:?}");
        };
        assert_eq!(mismatch.code, Code::TotalMismatch);
        assert_eq!(mismatch.seen, "201.95 万元");
        assert_eq!(
            mismatch.expected,
            "200.95 万元 = 上级财政拨款 空 + 本级财政安排 200.95 + 其他资金 空"
        );
        assert!(mismatch.mend.starts_with("相差 1 万元"));
        assert_eq!(mismatch.place.pointer, "/department/income/total");
        assert_eq!(agreement.code, Code::AgreementBroken);
        assert_eq!(agreement.seen, "收入预算合计 201.95,而 支出预算合计 200.95");
    }

    #[test]
    fn a_cent_is_tolerated_and_no_more() {
        for typed in ["200.95", "200.96", "200.94", "\"200.950\"", "null", "\"\""] {
            assert_eq!(codes(&total(typed)), [], "{typed}");
        }
        for typed in ["200.961", "200.9399", "0", "-200.95"] {
            assert!(
                codes(&total(typed)).contains(&Code::TotalMismatch),
                "{typed}"
            );
        }
    }

    #[test]
    fn a_rate_is_compared_as_a_percentage() {
        let rate = |typed: &str, spent: &str| {
            codes(&format!(
                r#""prior_budget": {{"adjusted": 3, "spent": {spent}, "execution_rate": {typed}}}"#
            ))
        };
        assert_eq!(rate("\"100%\"", "3"), []);
        assert_eq!(rate("1", "3"), []);
        assert_eq!(rate("\"33.33%\"", "1"), []);
        assert_eq!(rate("\"33.34%\"", "1"), []);
        assert_eq!(rate("\"33.35%\"", "1"), [Code::TotalMismatch]);
        assert_eq!(rate("\"100%\"", "1"), [Code::TotalMismatch]);
        // Nothing was budgeted: there is nothing to compare with.
        let nothing = r#""prior_budget": {"adjusted": 0, "spent": 0, "execution_rate": "0%"}"#;
        assert_eq!(codes(nothing), []);
    }

    #[test]
    fn both_sides_agree_or_it_is_said() {
        let sides = |income: &str, expenditure: &str| {
            codes(&format!(
                r#""income": {{"other": {income}}}, "expenditure": {{"projects": {expenditure}}}"#
            ))
        };
        assert_eq!(sides("10", "10"), []);
        assert_eq!(sides("10", "10.01"), []);
        assert_eq!(sides("10", "10.02"), [Code::AgreementBroken]);
        assert_eq!(sides("null", "null"), []);
        // A blank counts as nothing: not the same as ten.
        assert_eq!(sides("10", "null"), [Code::AgreementBroken]);
        assert_eq!(sides("null", "0"), []);
    }

    #[test]
    fn an_agreement_says_both_sides_as_sums() {
        let found = findings(
            r#""staffing": {"administrative": 5, "institutional": 3, "non_quota": 2, "actual": 11}"#,
        );
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].seen,
            "实有在职人数 11,而 编制人员数 8 + 编外 2 = 10"
        );
        assert!(found[0].mend.starts_with("两者相差 1 人"));
    }

    #[test]
    fn what_could_not_be_read_is_not_reported_twice() {
        // The unreadable part has its own finding, made by the reader.
        for total in [total("200.95"), total("null")] {
            let found = codes(&total.replacen("200.95, ", "\"约200\", ", 1));
            assert_eq!(found, [], "{total}");
        }
    }

    #[test]
    fn an_indicator_in_other_spelling_agrees() {
        let content = |typed: &str| {
            codes(&format!(
                r#""indicators": [{{"level1": "基本运行指标", "level2": "甲", "name": "乙", "comparison": "≥", "value": 95, "unit": "%", "content": {typed}}}]"#
            ))
        };
        for typed in ["\"≥95%\"", "\">= 95％\"", "\"\"", "null"] {
            assert_eq!(content(typed), [], "{typed}");
        }
        for typed in ["\"95%\"", "\"≤95%\"", "\"≥98%\""] {
            assert_eq!(content(typed), [Code::ContentMismatch], "{typed}");
        }
    }

    #[test]
    fn a_sum_too_large_to_be_kept_is_said_and_no_panic() {
        let most = "99999999999999999999999999.99";
        let found = codes(&format!(
            r#""prior_budget": {{"adjusted": 0.0000000000000000000000000001, "spent": {most}, "execution_rate": "1%"}}"#
        ));
        assert_eq!(found, [Code::NotComputable]);
    }
}
