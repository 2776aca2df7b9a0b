//! Indicators: sign, value and unit of each row agree.

use rust_decimal::Decimal;

use super::RuleList;
use super::direction::is_much;
use super::placeholder::has_placeholder;
use super::spelling;
use super::split_value::{IN_TWO_ROWS, split_value, what_is};
use super::subject::{Indicator, IndicatorValue, Sign, Subject, TextValue};
use crate::amount::Amount;
use crate::finding::{Change, Code, Finding, Level, Report};
use crate::form::{Derivation, FieldIndex, Part, WordList};
use crate::record::{AfterSign, DigitStyle, QuantityError, Target, after_sign, quantity, target};
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    tables: &[exchanged],
    indicators: &[value, comparison, unit, percentage, actual, value_end],
    ..RuleList::EMPTY
};

/// The unit of a percentage.
const PERCENT: &str = "%";

/// Endings of a percentage as shown.
const PERCENTS: [char; 2] = ['%', '％'];

/// Checks that a row has a value of the kind that its sign requires.
fn value(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    if row.refused(row.columns.value).is_none() {
        report.extend(wrong_value(subject, row));
    }
}

/// The code of an error in the value or sign of a row that causes errors in its whole text.
pub(super) fn trouble(subject: &Subject<'_>, row: &Indicator<'_>) -> Option<Code> {
    let at_sign = row.columns.of_part(Part::Sign);
    let finding = wrong_value(subject, row)
        .map(|finding| (finding, row.columns.value))
        .or_else(|| Some((no_comparison(subject, row)?, at_sign)));
    // Other wrong percentages have a text that matches them.
    let is_ratio = |finding: &Finding| finding.code == Code::PercentAsRatio;
    let finding = finding.or_else(|| {
        let finding = wrong_percentage(subject, row).filter(is_ratio)?;
        Some((finding, row.columns.value))
    });
    finding.map(|(finding, column)| row.refused(column).unwrap_or(finding.code))
}

/// Checks that values and units are not in each other's columns. Reported once per table.
fn exchanged(subject: &Subject<'_>, report: &mut Report) {
    let mut rows = subject.indicators.iter();
    let Some(first) = rows.find(|row| subject.is_exchanged(row)) else {
        return;
    };
    let (value, unit) = (first.label(Part::Value), first.label(Part::Unit));
    let shown = |part| text::quote(&first.shown(part));
    report.push(
        subject
            .in_row(Code::ValueNotNumber, first, first.columns.value)
            .seen(format!(
                "{value} {}、{unit} {},各行都是",
                shown(Part::Value),
                shown(Part::Unit)
            ))
            .expected(format!("{value}一列是数,{unit}一列是单位"))
            .correction(format!("{value}、{unit}两列对调了:把列名或各行的值换过来")),
    );
}

fn wrong_value(subject: &Subject<'_>, row: &Indicator<'_>) -> Option<Finding> {
    let value = row.record.get(row.columns.value);
    if value.is_unreadable() || subject.is_exchanged(row) {
        return None;
    }
    if row.is_target() && !value.is_blank() {
        return wrong_target(subject, row, &value.display());
    }
    match (row.value, row.sign) {
        (_, Sign::Other) => None,
        (IndicatorValue::Number(number), Sign::Words) => {
            Some(not_words(subject, row, &number.to_string()))
        }
        // A placeholder has its own finding.
        (IndicatorValue::Text(words), _) if has_placeholder(words) => None,
        (IndicatorValue::Text(words), Sign::Number(sign)) if !words.trim().is_empty() => {
            Some(not_a_number(subject, row, words, sign))
        }
        (IndicatorValue::Text(words), Sign::Words) if is_in_digits(words) => {
            Some(not_words(subject, row, words))
        }
        _ if value.is_blank() => Some(no_value(subject, row)),
        _ => None,
    }
}

/// Reports a value in one text that is several indicators, or whose sign is not followed by one
/// number in digits.
fn wrong_target(subject: &Subject<'_>, row: &Indicator<'_>, words: &str) -> Option<Finding> {
    // A placeholder has its own finding.
    if has_placeholder(words) {
        return None;
    }
    let label = row.label(Part::Value);
    let finding = subject
        .in_row(Code::ValueNotNumber, row, row.columns.value)
        .seen(text::quote(words));
    if target(words) == Target::Several {
        let finding = finding.expected(format!("一行里一个{label}"));
        return Some(finding.correction(IN_TWO_ROWS));
    }
    let (sign, after) = after_sign(words)?;
    // What is legible may be meant so.
    let level = match after {
        AfterSign::Unit(_) => finding.level,
        AfterSign::Numeral(_) | AfterSign::More(_) | AfterSign::Unclear(_) => Level::Warning,
    };
    let finding = Finding { level, ..finding };
    let finding = finding.expected(format!("{sign} 后面是一个数和它的单位"));
    let as_words = format!("要写文字,就删去 {sign}");
    Some(match after {
        AfterSign::Numeral(digits) => {
            let whole = format!("{sign}{digits}");
            let pointer = row.record.pointer_of(row.fields, row.columns.value);
            finding
                .correction(format!("改成阿拉伯数字:{whole}"))
                .proposing([Change::text(pointer, whole)])
        }
        AfterSign::Unit("") => {
            finding.correction(format!("在 {sign} 后面写数和单位,如 {sign}95%;{as_words}"))
        }
        AfterSign::Unit(unit) => finding.correction(format!(
            "在 {sign} 与 {} 之间写数;{as_words}",
            text::quote(unit)
        )),
        AfterSign::More(first) => {
            finding.correction(format!("这一行只写 {first},别的数另起一行;{as_words}"))
        }
        AfterSign::Unclear(why) => finding.correction(format!("{};{as_words}", what_is(why))),
    })
}

/// Reports a blank value; the value may be in the column of the whole text.
fn no_value(subject: &Subject<'_>, row: &Indicator<'_>) -> Finding {
    let columns = &row.columns;
    let label = &row.fields.get(columns.value).label;
    let content = row.content();
    if content.is_empty() {
        return subject
            .in_row(Code::MissingValue, row, columns.value)
            .seen("空")
            .expected(format!("填写{label}"))
            .correction(format!("补上{label};不用此指标就删去这一行"));
    }
    let whole = columns.content.unwrap_or(columns.value);
    let (code, at, (correction, changes)) = match row.sign {
        Sign::Number(sign) => (
            Code::MissingValue,
            columns.value,
            split_value(row, &quantity(content), Some(sign)),
        ),
        Sign::Words | Sign::Blank | Sign::Other => {
            let to_label = format!(
                "把 {} 移到{label},{}由程序合成",
                text::quote(content),
                row.fields.get(whole).label
            );
            (Code::ValueInContent, whole, (to_label, Vec::new()))
        }
    };
    subject
        .in_row(code, row, at)
        .seen(format!(
            "{label}空,而{}是 {}",
            row.fields.get(whole).label,
            text::quote(content)
        ))
        .expected(format!("{label}填在自己的栏里"))
        .correction(correction)
        .proposing(changes)
}

fn not_a_number(
    subject: &Subject<'_>,
    row: &Indicator<'_>,
    words: &str,
    sign: &'static str,
) -> Finding {
    let label = row.label(Part::Sign);
    let (mut correction, changes) = split_value(row, &quantity(words), Some(sign));
    let finding = subject.in_row(Code::ValueNotNumber, row, row.columns.value);
    let mut seen = format!("文本 {}", text::quote(words));
    // A cell may show a number in percent by its format; a number typed there is shown in percent
    // again.
    if finding.place.cell.is_some() && words.trim().ends_with(PERCENTS) {
        seen = format!("{},文本或百分比格式的数", text::quote(words));
        correction.push_str(";单元格是百分比格式的,先改成“常规”");
    }
    finding
        .seen(seen)
        .expected(format!("数,因为{label}是 {sign}"))
        .correction(correction)
        .proposing(changes)
}

fn not_words(subject: &Subject<'_>, row: &Indicator<'_>, value: &str) -> Finding {
    let label = row.label(Part::Sign);
    let (correction, changes) = split_value(row, &quantity(value), None);
    subject
        .in_row(Code::ValueNotWords, row, row.columns.value)
        .seen(format!("{value}{}", row.unit()))
        .expected(format!("文字,因为{label}是{}", row.shown(Part::Sign)))
        .correction(correction)
        .proposing(changes)
}

/// Whether a text is a number in digits; 一 and 十 are parts of many words.
fn is_in_digits(words: &str) -> bool {
    quantity(words).is_ok_and(|read| read.digits != DigitStyle::Chinese)
}

/// Checks that a row with a value has a sign.
fn comparison(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    if row.refused(row.columns.of_part(Part::Sign)).is_none() {
        report.extend(no_comparison(subject, row));
    }
}

fn no_comparison(subject: &Subject<'_>, row: &Indicator<'_>) -> Option<Finding> {
    let value = row.record.get(row.columns.value);
    if row.sign != Sign::Blank || value.is_blank() {
        return None;
    }
    let shown = value.display();
    let (correction, changes) = match quantity(&shown) {
        Err(QuantityError::Words) => {
            let label = row.label(Part::Sign);
            let words = subject.rules().indicator.qualitative.first();
            let words = words.map_or_else(String::new, |word| format!(";值是文字,就填 {word}"));
            (format!("{label}填写{words}"), Vec::new())
        }
        read => split_value(row, &read, None),
    };
    Some(
        subject
            .at_part(Code::MissingComparison, row, Part::Sign)
            .seen(format!(
                "空,而{}是 {shown}",
                row.fields.get(row.columns.value).label
            ))
            .expected("≥ ≤ = ＞ ＜ 之一,或表示定性的词")
            .correction(correction)
            .proposing(changes),
    )
}

/// Checks that a number has a unit and a text has none.
fn unit(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    let unit = row.unit();
    let (code, seen) = match (row.sign, row.value) {
        (Sign::Number(_), IndicatorValue::Number(_)) if unit.is_empty() => {
            let seen = if row.is_target() {
                text::quote(&row.shown(Part::Value))
            } else {
                "空".to_owned()
            };
            (Code::UnitMissing, seen)
        }
        // A number in a text has its own finding.
        (Sign::Words, IndicatorValue::Text(words)) if !unit.is_empty() && !is_in_digits(words) => {
            (Code::UnitNotWanted, text::quote(unit))
        }
        _ => return,
    };
    let column = row.columns.of_part(Part::Unit);
    let is_reported = || row.refused(column).is_some() && !row.is_target();
    if !row.has_part(Part::Unit) || row.record.get(column).is_unreadable() || is_reported() {
        return;
    }
    let [sign, label] = [Part::Sign, Part::Unit].map(|part| row.label(part));
    let shown = row.shown(Part::Sign);
    let finding = subject.at_part(code, row, Part::Unit).seen(seen);
    report.push(if row.is_target() {
        finding
            .expected("数后面有单位")
            .correction("在数后面写单位,如 人、次、%")
    } else if code == Code::UnitMissing {
        finding
            .expected(format!("{label},因为{sign}是 {shown}"))
            .correction(format!("填{label},如 人、次、%"))
    } else {
        finding
            .expected(format!("空,因为{sign}是{shown}"))
            .correction(format!("删去{label};要填数,就改{sign}"))
    });
}

/// Checks that what was reached is a number if the sign requires one. A value in one text says so
/// itself.
fn actual(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    report.extend(wrong_actual(subject, row));
}

/// The code of an error in what was reached, for a derivation that reads it.
pub(super) fn trouble_of_actual(
    subject: &Subject<'_>,
    row: &Indicator<'_>,
    derivation: &Derivation,
) -> Option<Code> {
    let column = row.columns.actual?;
    let finding = wrong_actual(subject, row).filter(|_| reads(derivation, column))?;
    Some(finding.code)
}

fn reads(derivation: &Derivation, column: FieldIndex) -> bool {
    derivation.expr.inputs().contains(&column)
}

fn wrong_actual(subject: &Subject<'_>, row: &Indicator<'_>) -> Option<Finding> {
    let (Some(column), Sign::Number(sign)) = (row.columns.actual, row.sign) else {
        return None;
    };
    let field = row.fields.get(column);
    let words = row.record.get(column).as_text()?;
    let is_text = !words.trim().is_empty() && !has_placeholder(words);
    if !field.kind.is_measure() || !is_text || row.refused(column).is_some() {
        return None;
    }
    let (correction, change) = reached(row, words);
    let pointer = row.record.pointer_of(row.fields, column);
    let finding = subject
        .in_row(Code::ValueNotNumber, row, column)
        .seen(format!("文本 {}", text::quote(words)))
        .expected(format!("数,因为{}是 {sign}", row.label(Part::Sign)))
        .correction(correction)
        .proposing(change.map(|number| Change::number(pointer, number)));
    // Some write 完成 for a target that was met. A score cannot be computed from that.
    let mut derivations = row
        .fields
        .iter()
        .filter_map(|(_, field)| field.derive.as_ref());
    let level = if derivations.any(|derivation| reads(derivation, column)) {
        finding.level
    } else {
        Level::Warning
    };
    Some(Finding { level, ..finding })
}

/// The correction of a text about what was reached, and the number in it, if it is certain.
fn reached(row: &Indicator<'_>, words: &str) -> (String, Option<Amount>) {
    let label = row
        .columns
        .actual
        .map_or("", |column| &row.fields.get(column).label);
    let Ok(read) = quantity(words) else {
        return (format!("{label}填完成的数"), None);
    };
    if let Some(sign) = read.sign {
        return (format!("{label}只填数,不写 {sign}"), None);
    }
    let unit = row.label(Part::Unit);
    let Some(converted) = read.in_unit(row.unit()) else {
        let own = text::clip(row.unit());
        let correction = format!(
            "{label}里的单位是 {},{unit}是 {own}:核对用哪一个;{label}只填数",
            read.unit
        );
        return (correction, None);
    };
    let conversion = read.conversion_in_words(&converted);
    let number = converted.number;
    (format!("{conversion}{label}填 {number}"), Some(number))
}

/// Checks that a percentage is at most 100; `≥100%` means `=100%`, and `≥0.95%` means 95%.
fn percentage(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    if row.refused(row.columns.value).is_none() {
        report.extend(wrong_percentage(subject, row));
    }
}

fn wrong_percentage(subject: &Subject<'_>, row: &Indicator<'_>) -> Option<Finding> {
    let (Sign::Number(sign), IndicatorValue::Number(number)) = (row.sign, row.value) else {
        return None;
    };
    // The number comes first: it is the cheapest test, and nearly always decisive.
    let (value, hundred) = (number.value(), Decimal::ONE_HUNDRED);
    let may_be_ratio = may_be_ratio(sign, value);
    if value < hundred && !may_be_ratio {
        return None;
    }
    let is_growth = || (subject.edition.vocabulary).has(WordList::GrowthWords, row.name());
    if spelling::usual_unit(row.unit()) != PERCENT || is_growth() {
        return None;
    }
    let seen = row.whole(sign);
    let finding = |code| subject.at_part(code, row, Part::Value).seen(&seen);
    if may_be_ratio {
        let is_slip = may_be_high(subject, row, value);
        let meant = (value * hundred).normalize();
        let put = if row.is_target() {
            format!("{sign}{meant}%")
        } else {
            meant.to_string()
        };
        is_slip.then(|| {
            finding(Code::PercentAsRatio)
                .expected(format!("{sign}{meant}%"))
                .correction(format!("是 {meant}% 就填 {put},真是 {number}% 就不必改"))
        })
    } else if value > hundred || (sign == "＞" && value == hundred) {
        let finding = finding(Code::PercentOver100).expected("至多 100%");
        Some(finding.correction("核对此数;小数点可能错位,或单位不是 %"))
    } else if sign == "≥" && value == hundred {
        let label = row.label(Part::Sign);
        let finding = finding(Code::PercentAtLeast100);
        Some(
            finding
                .expected("=100%,因为百分数至多 100%")
                .correction(format!("{label}改为 =")),
        )
    } else {
        None
    }
}

/// Whether a percentage is near 100 as a rule: the name says so, or nothing is against it and the
/// value is nearly one. 0.8 % may be a share, a sample, an intensity.
fn may_be_high(subject: &Subject<'_>, row: &Indicator<'_>, value: Decimal) -> bool {
    let is_near_one = value >= Decimal::new(9, 1) && row.name().ends_with('率');
    let words = &subject.edition.vocabulary;
    (is_near_one || is_much(subject, row)) && !words.has(WordList::SmallRates, row.name())
}

/// Checks that no value ends like a sentence. A wrong value has its own finding, which proposes the
/// whole.
fn value_end(subject: &Subject<'_>, row: &Indicator<'_>, report: &mut Report) {
    let field = row.columns.value;
    let Some(text) = row.record.get(field).as_text() else {
        return;
    };
    if spelling::without_end(text).is_some() && trouble(subject, row).is_none() {
        let (record, fields) = (row.record, row.fields);
        let text_value = TextValue {
            record,
            fields,
            field,
            text,
        };
        spelling::ends(subject, &text_value, report);
    }
}

/// Whether a percentage may be a ratio: a value below one without an upper bound (less than one
/// percent of something rare is no mistake), or `=1` for all. `≥1%` is a bound that departments do
/// set.
fn may_be_ratio(sign: &str, value: Decimal) -> bool {
    match sign {
        "≤" | "＜" => false,
        "=" => value > Decimal::ZERO && value <= Decimal::ONE,
        _ => value > Decimal::ZERO && value < Decimal::ONE,
    }
}
