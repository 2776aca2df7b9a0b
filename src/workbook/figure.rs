//! A double → the decimal that a person typed: the shortest that is the same double, and no more digits than Excel keeps.

use rust_decimal::Decimal;

use super::format::NumberFormat;
use super::{CellContent, ShownText};
use crate::amount::{Amount, Rate};

/// Significant digits Excel keeps of a number; more are what doubles make of sums.
const MAX_DIGITS: usize = 15;

/// Digits after the point of what a formula gave: less is what doubles leave of a difference (`0.1+0.2-0.3`).
const MAX_COMPUTED_DECIMALS: u32 = 10;

/// What is rounded to 0 there.
const NOTHING: f64 = 5e-11;

/// Where a number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    /// A person typed it, or a program wrote it.
    Hand,
    /// A formula gave it.
    Formula,
}

/// What a cell holds, and what people see of it where its number format has words of its own.
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
pub(super) fn number(value: f64, format: &NumberFormat, from: From, starts_1904: bool) -> Value {
    content(value, format, from, starts_1904).into()
}

/// A text in a cell, by its number format.
pub(super) fn text(text: String, _format: &NumberFormat) -> Value {
    CellContent::Text(text).into()
}

/// A date in a cell written as ISO 8601 (`t="d"`), by its number format.
pub(super) fn iso_date(date: &str, _format: &NumberFormat) -> Value {
    CellContent::Date(date.trim_end_matches("T00:00:00").to_owned()).into()
}

fn content(value: f64, shown: &NumberFormat, from: From, starts_1904: bool) -> CellContent {
    if let NumberFormat::Date(date) = shown
        && let Some(text) = date.write(value, starts_1904)
    {
        return CellContent::Date(text);
    }
    let Some(number) = decimal(value, from) else {
        return CellContent::Unclear(format!("{value:e}"));
    };
    match shown {
        NumberFormat::General | NumberFormat::Date(_) => {
            CellContent::Number(Amount::computed(number))
        }
        NumberFormat::Plain { whole, decimals } => plain(number, *whole, *decimals),
        NumberFormat::Percent { decimals } => percent(number, *decimals),
        NumberFormat::Scaled => CellContent::Unclear(number.to_string()),
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

/// The digits of a number, with so many after the point at least.
fn padded(number: Decimal, decimals: u32) -> String {
    let mut number = number.normalize();
    if number.scale() < decimals {
        number.rescale(decimals);
    }
    number.to_string()
}

/// The decimal behind a double; none where it has more digits than can be kept.
fn decimal(value: f64, from: From) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    if from == From::Formula && value.abs() < NOTHING {
        return Some(Decimal::ZERO);
    }
    let shortest = format!("{value:e}");
    let mantissa = shortest.split('e').next().unwrap_or_default();
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
    let text = if digits > MAX_DIGITS {
        format!("{value:.*e}", MAX_DIGITS - 1)
    } else {
        shortest
    };
    let number = Decimal::from_scientific(&text).ok()?.normalize();
    let number = match from {
        From::Hand => number,
        From::Formula => crate::amount::round(number, MAX_COMPUTED_DECIMALS).normalize(),
    };
    Some(if number.is_zero() {
        Decimal::ZERO
    } else {
        number
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hand(value: f64) -> String {
        decimal(value, From::Hand).map_or("none".to_owned(), |number| number.to_string())
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
        ] {
            assert_eq!(hand(value), text);
        }
        assert_eq!(hand(1e300), "none");
        assert_eq!(hand(f64::NAN), "none");
        assert_eq!(decimal(0.1 + 0.2 - 0.3, From::Formula), Some(Decimal::ZERO));
    }

    #[test]
    fn digits_are_those_that_are_shown() {
        let plain = |value, decimals| {
            content(
                value,
                &NumberFormat::Plain { whole: 1, decimals },
                From::Hand,
                false,
            )
        };
        assert_eq!(
            plain(10.0, 2),
            CellContent::Number("10.00".parse().unwrap())
        );
        assert_eq!(
            plain(10.125, 2),
            CellContent::Number("10.125".parse().unwrap())
        );
        let percent = |value, decimals| match content(
            value,
            &NumberFormat::Percent { decimals },
            From::Hand,
            false,
        ) {
            CellContent::Percent(rate) => rate.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(percent(1.0, 0), "100%");
        assert_eq!(percent(0.075, 1), "7.5%");
        assert_eq!(percent(0.075, 2), "7.50%");
        assert_eq!(percent(0.987_65, 0), "98.765%");
    }

    #[test]
    fn a_code_keeps_its_zeros() {
        let shown = NumberFormat::Plain {
            whole: 3,
            decimals: 0,
        };
        assert_eq!(
            content(1.0, &shown, From::Hand, false),
            CellContent::Text("001".to_owned())
        );
        assert_eq!(
            content(1234.0, &shown, From::Hand, false),
            CellContent::Number("1234".parse().unwrap())
        );
    }
}
