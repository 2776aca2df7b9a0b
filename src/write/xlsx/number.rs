//! Numbers of a workbook are doubles: determines the numbers that a double stores without loss, and
//! their number formats.

use rust_decimal::Decimal;

use crate::amount::fixed;
use crate::grid::{Cell, DecimalWidths, Notation, Number};

/// Number of digits that a workbook stores.
const MAX_DIGITS: u32 = 15;

/// Largest whole number that the format 常规 (General) shows without exponent.
const MAX_GENERAL: Decimal = Decimal::from_parts(1_410_065_407, 2, 0, false, 0);

/// Number format of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NumberFormat {
    /// 常规: all digits. For whole numbers, so that 200 changed to 200.95 is not shown as 201.
    General,
    /// With this many digits after the point.
    Plain(u32),
    /// With this many digits after the point, and commas between thousands.
    Thousands(u32),
    /// In percent, with this many digits after the point.
    Percent(u32),
}

impl NumberFormat {
    /// The format that shows a number with the digits of its text.
    pub(super) fn of(number: Number) -> NumberFormat {
        match number.notation {
            Notation::Plain { decimals: 0 } if number.value.abs() <= MAX_GENERAL => {
                NumberFormat::General
            }
            Notation::Plain { decimals } => NumberFormat::Plain(decimals),
            Notation::Thousands { decimals } => NumberFormat::Thousands(decimals),
            Notation::Percent { decimals } => NumberFormat::Percent(decimals),
        }
    }

    /// The format of a number that is filled in later.
    pub(super) fn for_blank(notation: Notation) -> NumberFormat {
        let value = Decimal::ZERO;
        NumberFormat::of(Number { value, notation })
    }

    /// Format code; `None` for 常规.
    pub(super) fn code(self) -> Option<String> {
        match self {
            NumberFormat::General => None,
            NumberFormat::Plain(decimals) => Some(digits(decimals)),
            NumberFormat::Thousands(decimals) => Some(format!("#,##{}", digits(decimals))),
            NumberFormat::Percent(decimals) => Some(digits(decimals) + "%"),
        }
    }
}

/// Space next to a number that aligns it at the decimal point of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Padding {
    /// Maximum number of integer digits in the column, and how many of them this number lacks.
    integer: (usize, usize),
    /// Characters after the number that others have.
    fraction: usize,
    /// Whether one of them is the decimal point.
    lacks_point: bool,
}

impl Padding {
    /// The space next to the number of a cell in its column.
    pub(super) fn of(cell: &Cell, widths: DecimalWidths) -> Padding {
        let (integer, fraction) = cell.decimal_parts();
        let (own_integer, own_fraction) = (integer.chars().count(), fraction.chars().count());
        let lacking = widths.fraction.saturating_sub(own_fraction);
        Padding {
            integer: (widths.integer, widths.integer.saturating_sub(own_integer)),
            fraction: lacking,
            lacks_point: lacking > 0 && !fraction.contains('.'),
        }
    }
}

impl NumberFormat {
    /// Format code with the space next to the number: `?` is a digit or its width, `_0` the width
    /// of a digit. 常规 does not support `?`.
    pub(super) fn padded_code(self, padding: Padding) -> String {
        let (most, lacking) = padding.integer;
        let code = match self.code() {
            // A comma is narrower than a digit, and `?` would part the missing thousands too.
            Some(code) if matches!(self, NumberFormat::Thousands(_)) => {
                "_0".repeat(lacking) + &code
            }
            Some(code) => "?".repeat(most.saturating_sub(1)) + &code,
            None => "_0".repeat(lacking) + "General",
        };
        let point = if padding.lacks_point { "_." } else { "" };
        let digits = padding.fraction - usize::from(padding.lacks_point);
        code + point + &"_0".repeat(digits)
    }
}

fn digits(decimals: u32) -> String {
    let zeros = "0".repeat(decimals as usize);
    if zeros.is_empty() {
        "0".to_owned()
    } else {
        format!("0.{zeros}")
    }
}

/// How a workbook stores a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum NumberStorage {
    /// As a double, which stores each digit and is shown exactly as the text of the cell.
    Double(f64),
    /// As text: a double would lose digits.
    TooLong,
    /// As text: no number format shows it as printed.
    OtherText,
}

impl NumberStorage {
    /// Storage of a number that is printed as `text`.
    pub(super) fn of(number: Number, text: &str) -> NumberStorage {
        match exact(number.value) {
            None => NumberStorage::TooLong,
            Some(double) if printed(number).as_deref() == Some(text) => {
                NumberStorage::Double(double)
            }
            Some(_) => NumberStorage::OtherText,
        }
    }
}

/// The double of a number, if it represents all digits.
pub(crate) fn exact(number: Decimal) -> Option<f64> {
    let number = number.normalize();
    let fits = number.mantissa().unsigned_abs() < 10_u128.pow(MAX_DIGITS);
    // Parsed from its digits: the nearest double.
    fits.then(|| number.to_string().parse().ok()).flatten()
}

/// The text of a number as shown by a workbook; a zero has no sign.
fn printed(number: Number) -> Option<String> {
    Some(match number.notation {
        Notation::Plain { decimals } => fixed(number.value, decimals, false),
        Notation::Thousands { decimals } => fixed(number.value, decimals, true),
        Notation::Percent { decimals } => {
            let percent = number.value.checked_mul(Decimal::ONE_HUNDRED)?;
            fixed(percent, decimals, false) + "%"
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_with_more_digits_than_a_double_keeps_is_not_exact() {
        assert_eq!(exact(Decimal::new(20_095, 2)), Some(200.95));
        assert_eq!(exact(Decimal::new(1_234_567_890_123_456, 2)), None);
    }
}
