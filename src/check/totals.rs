//! Typed totals, rates and texts against their derivations.

use rust_decimal::Decimal;

use super::RuleList;
use super::compare::differ;
use super::indicator;
use super::mistake::likely_mistake;
use super::subject::{Indicator, Subject, holds_indicators};
use super::wording::{Wording, addends, reasons, with_unit};
use crate::amount::{Amount, Rate, round};
use crate::derive::{Evaluation, Failure};
use crate::finding::{Code, Finding, Report};
use crate::form::{Derivation, Expr, Field, Fields};
use crate::record::{Content, Record, Value};
use crate::source::Place;
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    tables: &[derivations],
    indicators: &[derivations_in],
    ..RuleList::EMPTY
};

/// Checks that typed totals, rates and texts of a table equal their derivations. For its indicators
/// see [`derivations_in`].
fn derivations(subject: &Subject<'_>, report: &mut Report) {
    derivations_of(
        subject,
        (subject.fields(), subject.record),
        &|_| None,
        report,
    );
}

/// Checks that typed totals, rates and texts of an indicator equal their derivations.
fn derivations_in(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    if !subject.is_exchanged(row) {
        let cause = |derivation: &Derivation| {
            let own = indicator::trouble(subject, row);
            own.or_else(|| indicator::trouble_of_actual(subject, row, derivation))
        };
        derivations_of(subject, (row.fields, row.record), &cause, report);
    }
}

/// Compares derived values. If the operands have a finding, its code is the cause of the new
/// findings.
fn derivations_of<'a>(
    subject: &Subject<'a>,
    (fields, record): (&'a Fields, &'a Record),
    cause: &dyn Fn(&Derivation) -> Option<Code>,
    report: &mut Report,
) {
    for (index, field) in fields.iter() {
        if let Some(columns) = field.rows().filter(|_| !holds_indicators(field)) {
            for row in record.rows(index) {
                derivations_of(subject, (columns, row), cause, report);
            }
        }
        let (Some(derivation), value) = (&field.derive, record.get(index)) else {
            continue;
        };
        if value.computed {
            continue;
        }
        let sum = DerivedField {
            field,
            derivation,
            fields,
            wording: subject.wording(record, fields),
        };
        let finding = sum.against(value);
        report.extend(finding.map(|finding| {
            Finding {
                place: subject.submission.place(record, fields, index),
                level: field.level.unwrap_or(finding.level),
                follows: record
                    .consequence_of(fields, index)
                    .or_else(|| cause(derivation)),
                ..finding
            }
            .computed_from(sum.wording.operands(&derivation.expr))
        }));
    }
}

/// A derived field with its derivation.
struct DerivedField<'a> {
    field: &'a Field,
    derivation: &'a Derivation,
    fields: &'a Fields,
    wording: Wording<'a>,
}

impl DerivedField<'_> {
    /// Compares a typed value with the derivation.
    fn against(&self, value: &Value) -> Option<Finding> {
        match (
            self.wording.context.evaluate(&self.derivation.expr),
            &value.content,
        ) {
            (Evaluation::Failed(failure), _) => self.not_computable(failure),
            (Evaluation::Number(expected), Content::Number(typed))
                if differ(typed.value(), expected) =>
            {
                Some(self.total_mismatch(*typed, expected))
            }
            (Evaluation::Number(expected), Content::Percent(typed))
                if differ(percent(typed.ratio()), percent(expected))
                    && !is_rounded(*typed, percent(expected)) =>
            {
                Some(self.rate_mismatch(*typed, expected))
            }
            (Evaluation::Text(expected), Content::Text(typed))
                if !typed.trim().is_empty() && squeezed(typed) != squeezed(&expected) =>
            {
                Some(self.content_mismatch(typed, &expected))
            }
            _ => None,
        }
    }

    fn parts(&self) -> String {
        self.wording.parts(&self.derivation.expr)
    }

    fn content_mismatch(&self, typed: &str, expected: &str) -> Finding {
        let expected = text::quote(expected);
        let (expected, correction) = match self.derivation.expr {
            Expr::Measure { .. } => (
                format!("{expected},由类型、值、单位合成"),
                "改正此栏或类型、值、单位;省略此栏则由程序合成",
            ),
            _ => (
                format!("{expected},因为{}", self.derivation.words),
                "改正此栏或算式里的各栏;省略此栏则由程序得出",
            ),
        };
        finding(Code::ContentMismatch)
            .seen(text::quote(typed))
            .expected(expected)
            .correction(correction)
    }

    /// Returns `None` if an operand is unreadable, which has its own finding.
    fn not_computable(&self, failure: Failure) -> Option<Finding> {
        let seen = match failure {
            Failure::NotANumber(reference) => {
                format!("{}不是数,无法计算", self.wording.names.label(reference))
            }
            Failure::TooLarge => "结果的位数太多,无法计算".to_owned(),
            Failure::Unreadable | Failure::NoTable => return None,
        };
        let finding = finding(Code::NotComputable).seen(seen);
        Some(
            finding
                .expected("各分项是数,由程序计算")
                .correction("改正分项"),
        )
    }

    fn total_mismatch(&self, typed: Amount, expected: Decimal) -> Finding {
        let difference = typed.value().checked_sub(expected);
        let difference = difference.map(|difference| {
            let difference = with_unit(Amount::computed(difference.abs()), self.field);
            format!("相差 {difference}")
        });
        let addends = addends(&self.derivation.expr, self.fields, self.wording.context.own);
        let mistake = likely_mistake(typed.value(), expected, &addends);
        let expected = with_unit(Amount::computed(expected), self.field);
        finding(Code::TotalMismatch)
            .seen(with_unit(typed, self.field))
            .expected(format!("{expected} = {}", self.parts()))
            .correction(reasons([
                difference,
                mistake,
                Some("改正合计或分项;合计可以省略,由程序汇总".to_owned()),
            ]))
    }

    fn rate_mismatch(&self, typed: Rate, expected: Decimal) -> Finding {
        let mistake = likely_mistake(
            percent(typed.ratio()),
            percent(Rate::computed(expected).ratio()),
            &[],
        );
        finding(Code::TotalMismatch)
            .seen(typed.to_string())
            .expected(format!("{} = {}", Rate::computed(expected), self.parts()))
            .correction(reasons([
                mistake,
                Some("改正比率或分项;比率可以省略,由程序计算".to_owned()),
            ]))
    }
}

/// Whether a rate is the expected percentage, rounded to the decimals that were typed: 98% for
/// 97.80%. All and nearly all are different.
fn is_rounded(typed: Rate, expected: Decimal) -> bool {
    let shown = percent(typed.ratio());
    shown != Decimal::ONE_HUNDRED && shown == round(expected, typed.decimals())
}

fn percent(ratio: Decimal) -> Decimal {
    ratio
        .checked_mul(Decimal::ONE_HUNDRED)
        .unwrap_or(Decimal::MAX)
}

/// A finding whose place is set by the caller.
fn finding(code: Code) -> Finding {
    Finding::new(code, Place::default())
}

/// A text in normal form: without spaces, with standard signs, in half width.
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
    use crate::finding::{Code, Finding};
    use crate::form::Registry;
    use crate::record::read_json;
    use crate::source::Source;

    fn findings(department: &str) -> Vec<Finding> {
        let json = format!(
            "{{\"edition\": \"gansu-2025\", \"year\": 2025, \"department\": {{\"name\": \"云溪县水务局\", \"annual_target\": \"治水\", {department}}}}}"
        );
        let registry = Registry::built_in();
        let submission = read_json(&Source::new("a", json), &registry).value;
        let edition = registry.find("gansu-2025").unwrap();
        let submission = derive(edition, submission.unwrap());
        check(edition, &submission).findings().to_vec()
    }

    fn codes(department: &str) -> Vec<Code> {
        findings(department)
            .iter()
            .map(|finding| finding.code)
            .collect()
    }

    /// Income and expenditure that agree, with a typed total of income.
    fn total(typed: &str) -> String {
        format!(
            r#""income": {{"local_fiscal": 200.95, "total": {typed}}}, "expenditure": {{"personnel": 176.32, "operating": 14.63, "projects": 10}}"#
        )
    }

    #[test]
    fn a_wrong_total_is_reported_with_its_parts_and_its_place() {
        let found = findings(&total("201.95"));
        // The disagreement of income and expenditure is a consequence, so it is not reported.
        let [mismatch] = &found[..] else {
            panic!("{found:?}");
        };
        assert_eq!(mismatch.code, Code::TotalMismatch);
        assert_eq!(mismatch.seen, "201.95 万元");
        assert_eq!(
            mismatch.expected,
            "200.95 万元 = 上级财政拨款 空 + 本级财政安排 200.95 + 其他资金 空"
        );
        assert!(mismatch.correction.starts_with("相差 1 万元"));
        assert_eq!(mismatch.place.pointer, "/department/income/total");
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
        assert_eq!(rate("\"33%\"", "1"), []);
        assert_eq!(rate("\"33.3%\"", "1"), []);
        assert_eq!(rate("\"34%\"", "1"), [Code::TotalMismatch]);
        assert_eq!(rate("\"100%\"", "2.99"), [Code::TotalMismatch]);
        // Without a budget there is nothing to compare with.
        let nothing = r#""prior_budget": {"adjusted": 0, "spent": 0, "execution_rate": "0%"}"#;
        assert_eq!(codes(nothing), []);
    }

    #[test]
    fn sides_that_disagree_are_reported() {
        let sides = |income: &str, expenditure: &str| {
            codes(&format!(
                r#""income": {{"other": {income}}}, "expenditure": {{"projects": {expenditure}}}"#
            ))
        };
        assert_eq!(sides("10", "10"), []);
        assert_eq!(sides("10", "10.01"), []);
        assert_eq!(sides("10", "10.02"), [Code::AgreementBroken]);
        assert_eq!(sides("null", "null"), []);
        // A blank counts as 0, not as ten.
        assert_eq!(sides("10", "null"), [Code::AgreementBroken]);
        assert_eq!(sides("null", "0"), []);
    }

    #[test]
    fn an_agreement_shows_both_sides_as_sums() {
        let found = findings(
            r#""staffing": {"administrative": 5, "institutional": 3, "non_quota": 2, "actual": 11}"#,
        );
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].seen,
            "实有在职人数 11,而 编制人员数 8 + 编外 2 = 10"
        );
        assert!(found[0].correction.starts_with("两者相差 1 人"));
    }

    #[test]
    fn unreadable_parts_are_not_reported_again() {
        // The unreadable operand has its own finding from the reader.
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
    fn a_sum_with_too_many_digits_is_reported_without_panic() {
        let most = "99999999999999999999999999.99";
        let found = codes(&format!(
            r#""prior_budget": {{"adjusted": 0.0000000000000000000000000001, "spent": {most}, "execution_rate": "1%"}}"#
        ));
        // The remainder has too many digits, and the rate is too large.
        assert_eq!(
            found,
            [
                Code::NotComputable,
                Code::ExecutionApart,
                Code::AmountInYuan,
                Code::NotComputable
            ]
        );
    }
}
