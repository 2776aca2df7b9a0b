//! The text that a number format displays for a cell, compared with the requirements of the field:
//! the field's unit, other words, or a hidden value.

use rust_decimal::Decimal;

use super::cell_findings::cell_names;
use crate::amount::Amount;
use crate::finding::{Code, Finding};
use crate::form::{FieldKind, Quantity};
use crate::record::standard_sign;
use crate::source::Place;
use crate::text;
use crate::workbook::{Cell, CellContent, ShownText};

/// Words before an amount in yuan that do not state its unit. A button of Excel adds them.
const YUAN: [&str; 7] = ["", "¥", "￥", "CNY", "RMB", "人民币", "Rmb"];

/// Currency signs.
const CURRENCIES: &str = "$＄€£¥￥₩";

/// From this limit on, an amount displayed with a yuan sign in a field with a larger unit is
/// probably in 元: ¥200,000.00 is not two thousand million.
const LIKELY_IN_YUAN: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);

/// Last word of a unit of money in yuan.
const YUAN_WORD: char = '元';

/// How a cell whose format adds words is interpreted in a field.
pub(super) enum DisplayedValue {
    /// As the displayed text.
    Text,
    /// As the displayed text, in which nothing of the number is seen.
    OtherText,
    /// As the stored number: the words do not change it.
    Number(Amount),
    /// Not read: the words give another unit than the field's.
    OtherUnit,
    /// Not read: the displayed value differs from the stored one, or nothing is displayed.
    Unclear,
    /// As blank: a hidden zero.
    HiddenZero,
}

/// How a cell is interpreted in a field of a kind, with its unit and synonyms of the unit.
pub(super) fn displayed_value(
    cell: &Cell,
    shown: &ShownText,
    kind: &FieldKind,
    unit: (&str, &[String]),
) -> DisplayedValue {
    if shown.is_hidden() {
        return match &cell.content {
            CellContent::Unclear(stored) if is_zero(stored) => DisplayedValue::HiddenZero,
            _ => DisplayedValue::Unclear,
        };
    }
    // #### is displayed for an invalid date.
    let is_no_text = shown.text.chars().all(|sign| sign == '#');
    if is_no_text && matches!(cell.content, CellContent::Unclear(_)) {
        return DisplayedValue::Unclear;
    }
    if is_replaced(cell, shown, kind) {
        return DisplayedValue::OtherText;
    }
    if !kind.is_number() {
        return DisplayedValue::Text;
    }
    match &cell.content {
        CellContent::Unclear(_) => DisplayedValue::Unclear,
        CellContent::Number(number) if !is_seen(shown, number) => DisplayedValue::Unclear,
        CellContent::Number(number) if has_no_words(shown) => DisplayedValue::Number(*number),
        CellContent::Number(number) => match kind {
            kind if is_plain_quantity(kind) => fitting(shown, unit, number),
            _ => DisplayedValue::Text,
        },
        _ => DisplayedValue::Text,
    }
}

/// Whether the format shows a word instead of the number, which is none of the field's choices:
/// `"合格"` for 5. Amounts and counts have their own comparison.
fn is_replaced(cell: &Cell, shown: &ShownText, kind: &FieldKind) -> bool {
    let is_number = matches!(
        cell.content,
        CellContent::Number(_) | CellContent::Percent(_) | CellContent::Unclear(_)
    );
    let word = shown.text.trim();
    is_number
        && shown.value.is_empty()
        && word.contains(char::is_alphanumeric)
        && !is_plain_quantity(kind)
        && kind.choices().iter().all(|choice| choice != word)
}

/// Whether a kind is a quantity that is not a rate.
fn is_plain_quantity(kind: &FieldKind) -> bool {
    let quantity = kind.facts().quantity;
    quantity.is_some_and(|quantity| quantity != Quantity::Percent)
}

fn is_zero(stored: &str) -> bool {
    stored
        .parse::<Amount>()
        .is_ok_and(|number| number.value().is_zero())
}

/// Whether the displayed number is the stored one.
///
/// Words between its digits change the number (`00"-"00` displays 8090 as 80-90). A fraction and a
/// power may be rounded.
fn is_seen(shown: &ShownText, number: &Amount) -> bool {
    const ROUNDED: Decimal = Decimal::from_parts(5, 0, 0, false, 2);
    let bare: String = shown
        .value()
        .chars()
        .filter(|sign| !matches!(sign, ',' | '\'' | '%') && !sign.is_whitespace())
        .collect();
    if !bare.contains(|sign: char| sign.is_ascii_digit()) {
        // Chinese numerals, or full-width digits.
        return true;
    }
    let number = number.value().abs();
    if let Ok(seen) = bare.parse::<Decimal>() {
        return seen == number;
    }
    let seen = match shown.value().trim().rsplit_once('/') {
        Some((before, below)) => fraction(before, below),
        None => Decimal::from_scientific(&bare.to_uppercase().replace("E+", "E")).ok(),
    };
    seen.is_some_and(|seen| (seen - number).abs() <= number * ROUNDED)
}

/// Value of `2 1/3`, from the text before and after its bar.
fn fraction(before: &str, below: &str) -> Option<Decimal> {
    let (whole, above) = before.trim().rsplit_once(' ').unwrap_or(("0", before));
    let part = |text: &str| text.trim().parse::<Decimal>().ok();
    part(above)?
        .checked_div(part(below)?)?
        .checked_add(part(whole)?)
}

/// Whether a number is displayed without words except a plus sign.
fn has_no_words(shown: &ShownText) -> bool {
    matches!(shown.before().trim(), "" | "+") && shown.after().trim().is_empty()
}

/// How a number is interpreted given the words around it.
///
/// Its sign, its currency and the field's unit do not change it. Another unit or currency does, and
/// other words before it may mean anything (减, 约).
fn fitting(shown: &ShownText, (unit, same): (&str, &[String]), number: &Amount) -> DisplayedValue {
    let is_negative = number.value().is_sign_negative();
    let is_sign = |word: char| {
        word.is_whitespace()
            || word == '+'
            || is_negative && matches!(word, '-' | '−' | '－' | '(' | ')' | '（' | '）')
    };
    let before: String = shown.before().replace(is_sign, "");
    let is_money = unit.ends_with(YUAN_WORD);
    let is_currency = before.is_empty() || is_money && YUAN.contains(&before.as_str());
    let after = shown.after().trim_matches(is_sign);
    let after = after.trim_matches(['(', ')', '（', '）']).trim();
    // 万 for 万元.
    let short = unit.strip_suffix(YUAN_WORD).unwrap_or(unit);
    let is_unit = after.is_empty()
        || after == unit
        || after == short
        || same.iter().any(|word| word == after);
    let seems_unit =
        |word: char| word == YUAN_WORD || word.is_ascii_alphabetic() || CURRENCIES.contains(word);
    let is_bare = !before.is_empty() && after.is_empty() && !short.is_empty();
    match (is_currency, is_unit) {
        (true, true) if is_bare && number.value().abs() >= LIKELY_IN_YUAN => {
            DisplayedValue::OtherUnit
        }
        (true, true) => DisplayedValue::Number(*number),
        (false, _) if !before.contains(seems_unit) => DisplayedValue::Unclear,
        (true | false, _) => DisplayedValue::OtherUnit,
    }
}

/// Number of an indicator's value, if the words around it repeat the columns of sign and unit.
pub(super) fn measure(cell: &Cell, sign: &str, unit: &str) -> Option<Amount> {
    let is_percent = |word: &str| matches!(word, "%" | "％");
    if let (Some(shown), CellContent::Number(number)) = (&cell.shown, &cell.content)
        && !is_seen(shown, number)
    {
        return None;
    }
    let (before, after) = match &cell.shown {
        Some(shown) => (shown.before().trim(), shown.after().trim()),
        None => ("", ""),
    };
    let is_same_sign = before.is_empty()
        || standard_sign(before).is_some_and(|shown| standard_sign(sign) == Some(shown));
    let unit = unit.trim();
    let is_same_unit = after == unit || is_percent(after) && is_percent(unit);
    match &cell.content {
        CellContent::Percent(rate) if is_same_sign && after.is_empty() && is_percent(unit) => {
            rate.to_string().trim_end_matches('%').parse().ok()
        }
        CellContent::Number(number) if is_same_sign && (after.is_empty() || is_same_unit) => {
            Some(*number)
        }
        _ => None,
    }
}

/// A finding for a number whose format displays another unit than the field's.
pub(super) fn other_unit(place: Place, shown: &ShownText, unit: &str) -> Finding {
    let expected = if unit.is_empty() {
        "只有数,格式里没有别的字".to_owned()
    } else {
        format!("以{unit}计的数")
    };
    let correction = if unit.is_empty() {
        "单元格格式改成“常规”,核对这个数,再填一次".to_owned()
    } else {
        format!("没有读:把数换算成{unit}再填,单元格格式改成“常规”")
    };
    Finding::new(Code::FormatUnit, place)
        .seen(format!("按单元格格式显示成 {}", text::quote(&shown.text)))
        .expected(expected)
        .correction(correction)
}

/// 10^15: below it, all digits before the point are stored.
const KEPT_DIGITS: Decimal = Decimal::from_parts(0xa4c6_8000, 0x0003_8d7e, 0, false, 0);

/// Whether a number has more digits before the point than the 15 that a workbook stores.
pub(super) fn has_lost_digits(number: &Amount) -> bool {
    number.value().abs() >= KEPT_DIGITS
}

/// A finding for a value that is displayed as another one, or not at all.
pub(super) fn unclear(place: Place, cell: &Cell) -> Finding {
    let stored = cell.stored();
    let stored = text::clip(&stored);
    let is_kept = stored.parse::<Amount>().is_ok();
    let is_number = stored.parse::<f64>().is_ok();
    let has_lost = matches!(&cell.content, CellContent::Number(number) if has_lost_digits(number));
    let shown = match cell.shown.as_deref() {
        None if has_lost => "位数太多,存不准".to_owned(),
        Some(shown) if shown.is_hidden() => "按单元格格式什么也不显示".to_owned(),
        Some(shown) => format!("按单元格格式显示成 {}", text::quote(&shown.text)),
        None if is_kept => "按单元格格式显示成另一个数".to_owned(),
        None if is_number => "位数太多,存不准".to_owned(),
        None => "看不出按单元格格式显示成什么".to_owned(),
    };
    Finding::new(Code::NumberUnclear, place)
        .seen(format!("存的是 {stored},{shown}"))
        .expected("存的与显示的是同一个数")
        .correction(if has_lost {
            "单元格格式改成“文本”,再填一次"
        } else {
            "单元格格式改成“常规”,再填一次"
        })
}

/// A finding for a number whose format displays a word instead.
pub(super) fn shown_as_word(place: Place, cell: &Cell, shown: &ShownText) -> Finding {
    Finding::new(Code::FormatWord, place)
        .seen(format!(
            "存的是 {},按单元格格式显示成 {}",
            text::clip(&cell.stored()),
            text::quote(&shown.text)
        ))
        .expected("存的与显示的是同样的字")
        .correction("按显示的字读:不对就改;对的,把这几个字填到格里,单元格格式改成“常规”")
}

/// A finding for numbers of a sheet, by row and column, whose formats are unknown.
pub(super) fn without_formats(place: Place, cells: &[(u32, u32)]) -> Finding {
    let names = cell_names(cells);
    Finding::new(Code::NumberUnclear, place)
        .seen(format!(
            "不知道 {names} {} 格的数是什么格式:工作簿的单元格格式读不出",
            cells.len()
        ))
        .expected("知道格式的数:百分数、日期靠格式才认得出")
        .correction("这些数没有读:用 WPS 或 Excel 打开,核对内容,另存为 .xlsx 再试")
}

/// A finding for a zero hidden by its format.
pub(super) fn hidden_zero(place: Place) -> Finding {
    Finding::new(Code::HiddenZero, place)
        .seen("存的是 0,按单元格格式不显示")
        .correction("当作空白;要报 0 就把单元格格式改成“常规”")
}
