//! Totals, rates and agreements (勾稽关系): what was typed against what its parts give.

use std::cmp::Reverse;

use rust_decimal::Decimal;

use super::indicator;
use super::slip::slip;
use super::subject::{Indicator, Subject, holds_indicators};
use super::sum::{addends, parts, side, with_unit};
use crate::amount::{Amount, Rate};
use crate::derive::{Evaluation, Failure, evaluate};
use crate::finding::{Code, Finding, Report};
use crate::form::{Agreement, Derivation, Expr, Field, FieldIndex, FieldKind, Fields, Relation};
use crate::record::{Content, Record, Value};
use crate::source::Place;
use crate::text;

/// Largest difference that is no finding: 0.01 of the printed unit (official facts of the forms, section 4); for a rate 0.01 percentage points.
const TOLERANCE: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// Typed totals, rates and texts of a table against their derivations; those of its indicators: [`derivations_in`].
pub(super) fn derivations(subject: &Subject<'_>, report: &mut Report) {
    derivations_of(
        subject,
        (subject.fields(), subject.record),
        &|| None,
        report,
    );
}

/// Typed totals, rates and texts of an indicator against their derivations.
pub(super) fn derivations_in(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    if !subject.is_exchanged(row) {
        let cause = || indicator::trouble(subject, row);
        derivations_of(subject, (row.fields, row.record), &cause, report);
    }
}

/// Money and numbers of persons below zero. What is left over may be: only fields that are filled in are looked at.
pub(super) fn negatives(subject: &Subject<'_>, report: &mut Report) {
    for (index, field) in subject.fields().iter() {
        let value = subject.record.get(index);
        // What is typed for want of its parts.
        let is_filled_in = || {
            field.derive.as_ref().is_none_or(|derivation| {
                let derived = evaluate(&derivation.expr, subject.record);
                !value.computed && matches!(derived, Evaluation::Blank)
            })
        };
        let is_figure = matches!(field.kind, FieldKind::Amount | FieldKind::Count);
        let Content::Number(number) = &value.content else {
            continue;
        };
        if is_figure && number.value() < Decimal::ZERO && is_filled_in() {
            report.push(
                subject
                    .at(Code::NegativeFigure, index)
                    .seen(number.to_string())
                    .expected(format!("{}不小于 0", field.label))
                    .mend("核对正负号"),
            );
        }
    }
}

/// From here on an amount in 万元 is rather one in 元: ten thousand million 元, which no department of a county has.
const LIKELY_IN_YUAN: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

/// Money typed in 元 where the form counts in 万元: the largest amount of the table tells it.
pub(super) fn yuan(subject: &Subject<'_>, report: &mut Report) {
    let amounts = subject.fields().iter().filter_map(|(index, field)| {
        let value = subject.record.get(index);
        let is_typed = value.range.is_some() && field.unit == "万元";
        match &value.content {
            Content::Number(number) if is_typed && number.value() >= LIKELY_IN_YUAN => {
                Some((number, index, field))
            }
            _ => None,
        }
    });
    // One that differs from its parts has its own finding.
    let stands = |field: &Field, index: FieldIndex| {
        let derived = field.derive.as_ref();
        let derived = derived.map(|derivation| evaluate(&derivation.expr, subject.record));
        subject.record.get(index).computed || matches!(derived, None | Some(Evaluation::Blank))
    };
    let amounts = amounts.filter(|(_, index, field)| stands(field, *index));
    // A part tells more than the total that contains it.
    let largest = amounts.max_by_key(|(number, index, field)| {
        (field.derive.is_none(), number.value(), Reverse(*index))
    });
    let Some((number, index, _)) = largest else {
        return;
    };
    let ten_thousand = Decimal::from(10_000);
    report.push(
        subject
            .at(Code::AmountInYuan, index)
            .seen(format!(
                "{number} 万元,就是 {} 亿元",
                (number.value() / ten_thousand).normalize()
            ))
            .expected(format!(
                "以万元计;{number} 元是 {} 万元",
                (number.value() / ten_thousand).normalize()
            ))
            .mend("这张表里的金额都改为以万元计;真有这么多就不必改"),
    );
}

/// What is derived from parts that have a finding of their own, whose code is the cause, follows from it.
fn derivations_of(
    subject: &Subject<'_>,
    (fields, record): (&Fields, &Record),
    cause: &dyn Fn() -> Option<Code>,
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
        let sum = Sum {
            field,
            derivation,
            fields,
            record,
        };
        let finding = sum.against(value);
        report.extend(finding.map(|finding| Finding {
            place: subject.submission.place(record, fields, index),
            level: field.level.unwrap_or(finding.level),
            follows: record.consequence_of(fields, index).or_else(cause),
            ..finding
        }));
    }
}

/// A derived field and what it is derived from.
struct Sum<'a> {
    field: &'a Field,
    derivation: &'a Derivation,
    fields: &'a Fields,
    record: &'a Record,
}

impl Sum<'_> {
    /// What is wrong with a typed value.
    fn against(&self, value: &Value) -> Option<Finding> {
        match (evaluate(&self.derivation.expr, self.record), &value.content) {
            (Evaluation::Failed(failure), _) => not_computable(self.fields, failure),
            (Evaluation::Number(expected), Content::Number(typed))
                if differ(typed.value(), expected) =>
            {
                Some(self.total_mismatch(*typed, expected))
            }
            (Evaluation::Number(expected), Content::Percent(typed))
                if differ(percent(typed.ratio()), percent(expected)) =>
            {
                Some(self.rate_mismatch(*typed, expected))
            }
            (Evaluation::Text(expected), Content::Text(typed))
                if !typed.trim().is_empty() && squeezed(typed) != squeezed(&expected) =>
            {
                Some(content_mismatch(typed, &expected))
            }
            _ => None,
        }
    }

    fn parts(&self) -> String {
        parts(self.derivation, self.fields, self.record)
    }

    fn total_mismatch(&self, typed: Amount, expected: Decimal) -> Finding {
        let difference = typed.value().checked_sub(expected);
        let difference = difference.map(|difference| {
            let difference = with_unit(Amount::computed(difference.abs()), self.field);
            format!("相差 {difference}")
        });
        let addends = addends(&self.derivation.expr, self.fields, self.record);
        let slip = slip(typed.value(), expected, &addends);
        let expected = with_unit(Amount::computed(expected), self.field);
        finding(Code::TotalMismatch)
            .seen(with_unit(typed, self.field))
            .expected(format!("{expected} = {}", self.parts()))
            .mend(reasons([
                difference,
                slip,
                Some("改正合计或分项;合计可以省略,由程序汇总".to_owned()),
            ]))
    }

    fn rate_mismatch(&self, typed: Rate, expected: Decimal) -> Finding {
        let slip = slip(
            percent(typed.ratio()),
            percent(Rate::computed(expected).ratio()),
            &[],
        );
        finding(Code::TotalMismatch)
            .seen(typed.to_string())
            .expected(format!("{} = {}", Rate::computed(expected), self.parts()))
            .mend(reasons([
                slip,
                Some("改正比率或分项;比率可以省略,由程序计算".to_owned()),
            ]))
    }
}

/// What there is to say, in one line.
fn reasons(said: impl IntoIterator<Item = Option<String>>) -> String {
    said.into_iter().flatten().collect::<Vec<_>>().join(";")
}

/// The form's agreements: two figures that must be one, or the one at most the other. A blank counts as nothing, but where a list does not give it: it has
/// a column for the one and none for the other.
pub(super) fn agreements(subject: &Subject<'_>, report: &mut Report) {
    let (fields, record) = (subject.fields(), subject.record);
    let blank_counts = !subject.submission.source.is_of_list();
    for agreement in &subject.table.form.agreements {
        let sides = [&agreement.left, &agreement.right];
        if sides
            .iter()
            .any(|side| is_kept_blank(&side.expr, fields, record))
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
        if !broken(agreement.relation, left, right) || is_told(agreement, fields, record) {
            continue;
        }
        let said = disagreement(agreement, (left, right), fields, record);
        let said = match blank.map(|blank| &sides[blank].expr) {
            // Nothing is wrong with the figures that are there.
            Some(side) => said.mend(not_filled_in(side, fields)),
            None => said,
        };
        let parts = sides.iter().flat_map(|side| side.expr.inputs());
        let mut consequences = parts.filter_map(|part| record.consequence_of(fields, part));
        report.push(Finding {
            level: agreement.level.unwrap_or(said.level),
            place: agreement_place(subject, agreement),
            follows: consequences.next(),
            ..said
        });
    }
}

/// Where an agreement is broken: at its field, or where that was derived, at the first of the figures it came from.
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

/// The values a figure may be meant to have: as typed, and as derived where that is another. That they differ has its own finding; what hangs
/// on the figure is wrong only if it fits neither.
pub(super) fn meant(record: &Record, fields: &Fields, field: FieldIndex) -> Vec<Decimal> {
    let mut meant = Vec::new();
    if let Content::Number(typed) = &record.get(field).content {
        meant.push(typed.value());
    }
    let derivation = fields.get(field).derive.as_ref();
    let derived = derivation.map(|derivation| evaluate(&derivation.expr, record));
    if let Some(Evaluation::Number(derived)) = derived
        && !meant.contains(&derived)
    {
        meant.push(derived);
    }
    meant
}

/// Whether two figures stand otherwise than they should, beyond the tolerance.
pub(super) fn broken(relation: Relation, left: Decimal, right: Decimal) -> bool {
    differ(left, right)
        && match relation {
            Relation::Equal => true,
            Relation::AtMost => left > right,
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
    let slip = slip(left, right, &parts[0]).or_else(|| slip(right, left, &parts[1]));
    let expected = match agreement.relation {
        Relation::Equal => "两者相等",
        Relation::AtMost => "前者不大于后者",
    };
    finding(Code::AgreementBroken)
        .seen(seen.join(",而 "))
        .expected(expected)
        .mend(reasons([
            Some(format!("两者相差 {difference}")),
            slip,
            Some("核对两边的各项".to_owned()),
        ]))
}

/// What is to be filled in where a side has no figure at all: the fields it is made of.
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

/// Whether the sides agree but for a typed total that differs from its own parts: that has its own finding.
fn is_told(agreement: &Agreement, fields: &Fields, record: &Record) -> bool {
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

fn content_mismatch(typed: &str, expected: &str) -> Finding {
    finding(Code::ContentMismatch)
        .seen(text::quote(typed))
        .expected(format!("{},由类型、值、单位合成", text::quote(expected)))
        .mend("改正此栏或类型、值、单位;省略此栏则由程序合成")
}

/// None where a part is unreadable: that has its own finding.
fn not_computable(fields: &Fields, failure: Failure) -> Option<Finding> {
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
fn finding(code: Code) -> Finding {
    Finding::new(code, Place::default())
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
    use crate::finding::{Code, Finding};
    use crate::form::Registry;
    use crate::record::read_json;
    use crate::source::Source;

    fn findings(department: &str) -> Vec<Finding> {
        let json = format!(
            "{{\"edition\": \"gansu-2025\", \"year\": 2025, \"department\": {{\"name\": \"云溪县水务局\", \"annual_target\": \"无\", {department}}}}}"
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
        // That the sides of the budget differ comes from it, and is not told again.
        let [mismatch] = &found[..] else {
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
        // What is left over has more digits than can be kept, and the rate is too large.
        assert_eq!(
            found,
            [Code::NotComputable, Code::AmountInYuan, Code::NotComputable]
        );
    }
}
