//! Converts a double to the decimal that was typed: the shortest decimal with the same double, with
//! at most the digits that Excel stores.

use rust_decimal::Decimal;

use super::format::{DisplayedAs, NumberFormat};
use super::{CellContent, ShownText};
use crate::amount::{Rate, round};

/// Number of significant digits that Excel stores; further ones are rounding errors of sums.
const MAX_DIGITS: usize = 15;

/// Number of significant digits of a formula's result that certainly are not rounding errors, if
/// the double has more than Excel stores: zeros follow them.
const OWN_DIGITS: usize = 12;

/// The same for a result so small that it may be the rounding error of a difference.
const OWN_DIGITS_OF_TINY: usize = 8;

/// Minimum number of decimals of a formula's result, regardless of its format.
const MIN_DECIMALS: u32 = 10;

/// Results below this may be the rounding error of a difference: `0.1+0.2-0.3`.
const TINY: f64 = 5e-11;

/// Origin of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberOrigin {
    /// Typed by a user or written by a program.
    Typed,
    /// Result of a formula.
    Formula,
}

/// Content of a cell, and its displayed text if the number format adds words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value {
    pub(super) content: CellContent,
    pub(super) shown: Option<Box<ShownText>>,
}

impl std::convert::From<CellContent> for Value {
    fn from(content: CellContent) -> Value {
        Value {
            content,
            shown: None,
        }
    }
}

/// A number in a cell, by its number format.
pub(super) fn number(
    value: f64,
    format: &NumberFormat,
    from: NumberOrigin,
    starts_1904: bool,
) -> Value {
    let Some(number) = decimal(value, from, format.decimals(value)) else {
        return CellContent::Unclear(format!("{value:e}")).into();
    };
    let (displayed, shown) = format.number(value, number, starts_1904);
    let content = match displayed {
        DisplayedAs::Number { decimals, whole } => plain(number, whole, decimals),
        DisplayedAs::Percent { decimals } => percent(number, decimals),
        DisplayedAs::Date(text) => CellContent::Date(text),
        DisplayedAs::Other => CellContent::Unclear(number.to_string()),
    };
    Value {
        content,
        shown: shown.map(Box::new),
    }
}

/// A text in a cell, by its number format.
pub(super) fn text(text: String, format: &NumberFormat) -> Value {
    let shown = format.text(&text).map(Box::new);
    let content = if shown.as_ref().is_some_and(|shown| shown.is_hidden()) {
        CellContent::Unclear(text)
    } else {
        CellContent::Text(text)
    };
    Value { content, shown }
}

/// Serial numbers of January and February 1900: Excel counts the first day as 1, other programs as
/// 2.
const COUNTED_TWICE: std::ops::Range<f64> = 1.0..61.0;

/// Difference of the two date systems, 1900 and 1904, in days.
const DAYS_TO_1904: f64 = 1_462.0;

/// A date written as ISO 8601 (`t="d"`), with the cell's number format. It is unclear if the format
/// does not show a date, or cannot show this one.
pub(super) fn iso_date(date: &str, format: &NumberFormat, starts_1904: bool) -> Value {
    let unclear = || CellContent::Unclear(date.to_owned()).into();
    let Some(serial) = super::format::serial_of_iso(date) else {
        return unclear();
    };
    let is_duration = format.is_elapsed(serial);
    let has_day = date.contains('-');
    let is_of_1900 = has_day && !date.trim().starts_with("1899");
    if is_duration && is_of_1900 && COUNTED_TWICE.contains(&serial) {
        return unclear();
    }
    let serial = if starts_1904 && has_day && is_duration {
        serial - DAYS_TO_1904
    } else {
        serial
    };
    if serial < 0.0 {
        return unclear();
    }
    match number(
        serial,
        format,
        NumberOrigin::Typed,
        starts_1904 && is_duration,
    ) {
        value @ Value {
            content: CellContent::Date(_) | CellContent::Unclear(_),
            ..
        } => value,
        // A format for numbers shows the serial number, which does not look like a date.
        _ => match date.trim().split_once('T') {
            None if has_day => CellContent::Date(date.trim().to_owned()).into(),
            Some((day, "00:00:00" | "00:00:00Z" | "00:00:00.000" | "00:00:00.000Z")) => {
                CellContent::Date(day.to_owned()).into()
            }
            _ => unclear(),
        },
    }
}

fn plain(number: Decimal, whole: usize, decimals: u32) -> CellContent {
    let text = padded(number, decimals);
    let digits = text.split('.').next().unwrap_or_default().len();
    if number.is_sign_positive() && digits < whole && !text.contains('.') {
        // A code: 001.
        return CellContent::Text(format!("{text:0>whole$}"));
    }
    text.parse()
        .map_or(CellContent::Unclear(text), CellContent::Number)
}

fn percent(number: Decimal, decimals: u32) -> CellContent {
    let percent = number
        .checked_mul(Decimal::ONE_HUNDRED)
        .map(|percent| padded(percent, decimals));
    let rate = percent
        .and_then(|text| text.parse().ok())
        .map(Rate::from_percent);
    rate.map_or_else(
        || CellContent::Unclear(number.to_string()),
        CellContent::Percent,
    )
}

/// A number with at least the given decimals.
fn padded(number: Decimal, decimals: u32) -> String {
    let mut number = number.normalize();
    if number.scale() < decimals {
        number.rescale(decimals);
    }
    number.to_string()
}

/// The decimal that a double represents; `None` if it has too many digits.
fn decimal(value: f64, from: NumberOrigin, decimals: u32) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    let shortest = format!("{value:e}");
    let has_more = significant(&shortest) > MAX_DIGITS;
    let rounded = if has_more {
        format!("{value:.*e}", MAX_DIGITS - 1)
    } else {
        shortest
    };
    if from == NumberOrigin::Typed || value == 0.0 {
        return exact(&rounded);
    }
    let decimals = decimals.max(MIN_DECIMALS);
    if value.abs() < TINY {
        let is_own = significant(&rounded) <= OWN_DIGITS_OF_TINY;
        return if is_own {
            exact(&rounded)
        } else {
            Some(Decimal::ZERO)
        };
    }
    let number = exact(&rounded)?;
    // LibreOffice saves results with as many digits as Excel stores: the last of 15 may be a
    // rounding error.
    let may_be_noise = has_more || significant(&rounded) == MAX_DIGITS;
    if !may_be_noise || significant(&rounded) <= OWN_DIGITS {
        return Some(number);
    }
    Some(positive_zero(round(number, decimals).normalize()))
}

/// A number written with an exponent, if it can be represented exactly.
fn exact(text: &str) -> Option<Decimal> {
    let (mantissa, exponent) = text.split_once('e')?;
    let exponent: i64 = exponent.parse().ok()?;
    let mantissa: Decimal = mantissa.parse().ok()?;
    let mantissa = mantissa.normalize();
    let decimals = i64::from(mantissa.scale()) - exponent;
    if mantissa.is_zero() {
        return Some(Decimal::ZERO);
    }
    if decimals > i64::from(Decimal::MAX_SCALE) {
        return None;
    }
    if let Ok(decimals @ 0..) = u32::try_from(decimals) {
        return Decimal::try_from_i128_with_scale(mantissa.mantissa(), decimals).ok();
    }
    let zeros = u32::try_from(-decimals).ok()?;
    let whole = mantissa
        .mantissa()
        .checked_mul(10_i128.checked_pow(zeros)?)?;
    Decimal::try_from_i128_with_scale(whole, 0).ok()
}

fn positive_zero(number: Decimal) -> Decimal {
    if number.is_zero() {
        Decimal::ZERO
    } else {
        number
    }
}

/// Number of significant digits in scientific notation, without trailing zeros.
fn significant(text: &str) -> usize {
    let mantissa = text.split('e').next().unwrap_or_default();
    let digits = mantissa.trim_end_matches('0');
    let digits = digits.bytes().filter(u8::is_ascii_digit).count();
    digits.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hand(value: f64) -> String {
        decimal(value, NumberOrigin::Typed, 0)
            .map_or("none".to_owned(), |number| number.to_string())
    }

    fn formula(value: f64, decimals: u32) -> String {
        let number = decimal(value, NumberOrigin::Formula, decimals);
        number.map_or("none".to_owned(), |number| number.to_string())
    }

    #[test]
    fn a_double_is_the_decimal_that_was_typed() {
        for (value, text) in [
            (200.95, "200.95"),
            (0.29, "0.29"),
            (0.1 + 0.2, "0.3"),
            (-0.0, "0"),
            (1e15, "1000000000000000"),
            (123_456_789_012_345.6, "123456789012346"),
            (12.0, "12"),
            (1e-7, "0.0000001"),
            (0.000_000_000_012_3, "0.0000000000123"),
            (-1e-20, "-0.00000000000000000001"),
            (1e28, "10000000000000000000000000000"),
            (1e-28, "0.0000000000000000000000000001"),
        ] {
            assert_eq!(hand(value), text);
        }
        for value in [1e300, f64::NAN, f64::INFINITY, 1e-29, 1.5e-28, 1e29] {
            assert_eq!(hand(value), "none", "{value}");
        }
    }

    #[test]
    fn a_result_keeps_its_digits_without_rounding_errors() {
        for (value, decimals, text) in [
            (5.247_000_000_091, 12, "5.247000000091"),
            (5.247_000_000_091, 0, "5.247000000091"),
            (5.247_000_000_090_999, 12, "5.247000000091"),
            (0.1 + 0.2 - 0.3, 0, "0"),
            (0.1 + 0.2 - 0.3, 12, "0"),
            (0.1 + 0.2, 0, "0.3"),
            (1.421_085_471_520_200_4e-14, 0, "0"),
            (7.105_427_357_601_002e-15, 0, "0"),
            (-5.684_341_886_080_802e-14, 0, "0"),
            (33.349_999_999_999_994, 0, "33.35"),
            (100.1 - 100.0, 0, "0.1"),
            (1_234_567.89 - 1_234_567.88, 0, "0.01"),
            (1.0 / 3.0, 0, "0.3333333333"),
            (1e-7, 0, "0.0000001"),
            (1.23e-12, 0, "0.00000000000123"),
            (123_456_789_012.345, 0, "123456789012.345"),
        ] {
            assert_eq!(formula(value, decimals), text, "{value:e}");
        }
    }

    fn content(value: f64, code: &str) -> CellContent {
        number(value, &NumberFormat::of(code), NumberOrigin::Typed, false).content
    }

    #[test]
    fn digits_are_those_that_are_shown() {
        let number = |text: &str| CellContent::Number(text.parse().unwrap());
        assert_eq!(content(10.0, "0.00"), number("10.00"));
        assert_eq!(content(10.125, "0.00"), number("10.125"));
        let percent = |value, code| match content(value, code) {
            CellContent::Percent(rate) => rate.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(percent(1.0, "0%"), "100%");
        assert_eq!(percent(0.075, "0.0%"), "7.5%");
        assert_eq!(percent(0.075, "0.00%"), "7.50%");
        assert_eq!(percent(0.987_65, "0%"), "98.765%");
    }

    #[test]
    fn a_code_keeps_its_zeros() {
        assert_eq!(content(1.0, "000"), CellContent::Text("001".to_owned()));
        let number = CellContent::Number("1234".parse().unwrap());
        assert_eq!(content(1234.0, "000"), number);
    }

    #[test]
    fn dates_in_iso_8601_are_shown_by_their_format() {
        let shown =
            |date: &str, code: &str| match iso_date(date, &NumberFormat::of(code), false).content {
                CellContent::Date(text) => text,
                other => format!("{other:?}"),
            };
        assert_eq!(
            shown("2026-11-28T00:00:00", "yyyy\"年\"m\"月\"d\"日\""),
            "2026年11月28日"
        );
        assert_eq!(shown("2026-11-28", "yyyy/m/d"), "2026/11/28");
        assert_eq!(shown("2026-11-28T18:30:00Z", "h:mm"), "18:30");
        assert_eq!(shown("18:30:05", "h:mm:ss"), "18:30:05");
        assert_eq!(shown("2026-11-28", "General"), "2026-11-28");
        assert_eq!(shown("1899-12-31T12:00:00.000Z", "[h]\"小时\""), "36小时");
        assert_eq!(shown("12:30:00", "[h]:mm"), "12:30");
        assert_eq!(shown("2026-11-28T00:00:00.000Z", "0"), "2026-11-28");
    }

    #[test]
    fn a_date_that_no_format_shows_is_unclear() {
        for (date, code) in [
            ("P1D", "yyyy"),
            ("2025-11-30T15:30:00.000+08:00", "yyyy/m/d h:mm"),
            ("2025-11-30T15:30:00", "General"),
            ("2025-02-30T00:00:00", "yyyy/m/d"),
            // Elapsed hours counted from one of two days.
            ("1900-01-02T12:00:00", "[h]"),
        ] {
            let content = iso_date(date, &NumberFormat::of(code), false).content;
            assert_eq!(content, CellContent::Unclear(date.to_owned()), "{date}");
        }
    }
}
