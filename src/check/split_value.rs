//! Splits the value of an indicator that contains sign, number and unit in one text, or several
//! indicators, into the columns.

use std::fmt::Write as _;

use super::subject::Indicator;
use crate::finding::Change;
use crate::form::Part;
use crate::record::{Quantity, QuantityError};
use crate::text;

/// Correction for two indicators in one row.
pub(super) const IN_TWO_ROWS: &str = "一格里有两条，分成两行";

/// The correction of a row, in words and as values: `指标值类型填 ≥,指标值填 98,度量单位填 %`.
/// Proposes values only if neither the row's sign nor its unit contradicts the text.
pub(super) fn split_value(
    row: &Indicator<'_>,
    read: &Result<Quantity, QuantityError>,
    sign: Option<&'static str>,
) -> (String, Vec<Change>) {
    let read = match read {
        Ok(read) => read,
        Err(why) => return (unclear(row, *why, sign.is_some()), Vec::new()),
    };
    let [comparison, value, unit] = Part::ALL.map(|part| row.label(part));
    if let (Some(typed), Some(own)) = (read.sign, sign)
        && typed != own
    {
        let correction =
            format!("{value}里写的是 {typed},{comparison}是 {own}:核对用哪一个;{value}只填数");
        return (correction, Vec::new());
    }
    let Some(converted) = read.in_unit(row.unit()) else {
        let correction = format!(
            "{value}里的单位是 {},{unit}是 {}:核对用哪一个;{value}只填数",
            read.unit,
            text::clip(row.unit())
        );
        return (correction, Vec::new());
    };
    let own_sign = read.sign.or(sign);
    let mut correction = read.conversion_in_words(&converted);
    let _ = write!(
        correction,
        "{comparison}填 {},{value}填 {}",
        own_sign.unwrap_or("≥、≤ 或 ="),
        converted.number
    );
    if !converted.unit.is_empty() {
        let _ = write!(correction, ",{unit}填 {}", converted.unit);
    }
    let Some(own_sign) = own_sign else {
        return (correction, Vec::new());
    };
    let pointer = |part| row.record.pointer_of(row.fields, row.columns.of_part(part));
    let mut changes = vec![
        Change::text(pointer(Part::Sign), own_sign),
        Change::number(pointer(Part::Value), converted.number),
    ];
    if !converted.unit.is_empty() {
        changes.push(Change::text(pointer(Part::Unit), converted.unit));
    }
    (correction, changes)
}

/// The correction for a text that is not a single quantity.
fn unclear(row: &Indicator<'_>, why: QuantityError, wants_number: bool) -> String {
    let [comparison, value] = [Part::Sign, Part::Value].map(|part| row.label(part));
    match why {
        QuantityError::Words if wants_number => format!("{value}填数;要填文字,就改{comparison}"),
        QuantityError::Words => format!("{value}填文字;要填数,就改{comparison}"),
        why => format!("{};要填文字,就改{comparison}", what_is(why)),
    }
}

/// What a text is that is not a single quantity, and how to write it.
pub(super) const fn what_is(why: QuantityError) -> &'static str {
    match why {
        QuantityError::Several => IN_TWO_ROWS,
        QuantityError::Range => "是一个范围:填一个数,或分成 ≥ 与 ≤ 两行",
        QuantityError::Separator => "逗号或空格不是千分位:是小数点就写成小数点,是两个数就分成两行",
        QuantityError::Approximate => "是约数:填一个确定的数",
        QuantityError::Bracketed => "括号表示负数就写负号,不是就去掉括号",
        QuantityError::Fraction => "是分数:填成小数或百分数",
        QuantityError::PerUnit => "是每一单位(如每年)的数:数与单位分开填,单位写全",
        QuantityError::Words => "不是一个数",
    }
}
