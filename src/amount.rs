//! Exact decimal numbers, as typed by a department. No number is ever converted to a floating-point
//! value.

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};

/// An exact decimal with the digits it was written with: `10.00` stays `10.00`, and equals `10` in
/// value.
///
/// It has up to 28 significant digits. The field gives its unit and meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(Decimal);

/// Why a text cannot be read as an [`Amount`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// It is not a plain decimal number.
    #[error("not a decimal number")]
    NotANumber,
    /// It has more digits than an [`Amount`] can represent.
    #[error("more digits than can be kept exactly")]
    TooLong,
}

/// Number of significant digits that every [`Amount`] can represent.
pub const MAX_DIGITS: usize = 28;

impl Amount {
    /// The amount of a computed value, without trailing zeros after the point.
    pub fn computed(value: Decimal) -> Amount {
        Amount::exact(value.normalize())
    }

    /// The amount of a value, with its digits. Zero has no sign: `-0.00` becomes `0.00`.
    fn exact(mut value: Decimal) -> Amount {
        if value.is_zero() {
            value.set_sign_positive(true);
        }
        Amount(value)
    }

    /// A whole number.
    pub const fn whole(number: u32) -> Amount {
        Amount(Decimal::from_parts(number, 0, 0, false, 0))
    }

    /// The exact value.
    pub const fn value(self) -> Decimal {
        self.0
    }

    /// Digits after the point, as written.
    pub const fn decimals(self) -> u32 {
        self.0.scale()
    }
}

/// Reads `-12.50`, and JSON's `1.5e3`; no `+`, no separators, no spaces, no leading zeros.
impl FromStr for Amount {
    type Err = AmountError;

    fn from_str(text: &str) -> Result<Amount, AmountError> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (text, None),
        };
        let digits = check_plain(mantissa).ok_or(AmountError::NotANumber)?;
        if digits > MAX_DIGITS {
            return Err(AmountError::TooLong);
        }
        let value = match exponent {
            None => Decimal::from_str_exact(mantissa),
            Some(exponent) => {
                let exponent: i32 = exponent.parse().or(Err(AmountError::NotANumber))?;
                return shift(mantissa, exponent);
            }
        };
        value.map(Amount::exact).or(Err(AmountError::TooLong))
    }
}

/// A number with an exponent, written out: `1.5e3` is 1500.
fn shift(mantissa: &str, exponent: i32) -> Result<Amount, AmountError> {
    if exponent.unsigned_abs() as usize > MAX_DIGITS {
        return Err(AmountError::TooLong);
    }
    Decimal::from_scientific(&format!("{mantissa}e{exponent}"))
        .map(Amount::exact)
        .or(Err(AmountError::TooLong))
}

/// Operator between two numbers of a derivation or a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

impl Operator {
    /// The sign as people write it: `+ − × ÷`.
    pub const fn sign(self) -> char {
        match self {
            Operator::Add => '+',
            Operator::Subtract => '−',
            Operator::Multiply => '×',
            Operator::Divide => '÷',
        }
    }
}

/// Relation between two values in a condition or a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Relation {
    /// All relations with their signs in definitions, longer signs first.
    pub const SIGNS: [(&'static str, Relation); 10] = [
        ("!=", Relation::NotEqual),
        ("<=", Relation::AtMost),
        (">=", Relation::AtLeast),
        ("==", Relation::Equal),
        ("≠", Relation::NotEqual),
        ("≤", Relation::AtMost),
        ("≥", Relation::AtLeast),
        ("=", Relation::Equal),
        ("<", Relation::Less),
        (">", Relation::More),
    ];

    /// The sign as people write it: `= ≠ < ≤ > ≥`.
    pub const fn sign(self) -> char {
        match self {
            Relation::Equal => '=',
            Relation::NotEqual => '≠',
            Relation::Less => '<',
            Relation::AtMost => '≤',
            Relation::More => '>',
            Relation::AtLeast => '≥',
        }
    }

    /// Whether it requires the same value on both sides, or forbids it.
    pub const fn is_of_equality(self) -> bool {
        matches!(self, Relation::Equal | Relation::NotEqual)
    }

    /// Whether two numbers satisfy it. A difference up to `tolerance` counts as none.
    pub fn holds(self, left: Decimal, right: Decimal, tolerance: Decimal) -> bool {
        // A difference too large to be represented exceeds the tolerance.
        let is_equal = left
            .checked_sub(right)
            .is_some_and(|difference| difference.abs() <= tolerance);
        match self {
            Relation::Equal => is_equal,
            Relation::NotEqual => !is_equal,
            Relation::Less => left < right && !is_equal,
            Relation::AtMost => left <= right || is_equal,
            Relation::More => left > right && !is_equal,
            Relation::AtLeast => left >= right || is_equal,
        }
    }
}

/// The exact sum of two numbers; `None` if it has too many digits: the decimal type would round
/// silently.
pub fn add(left: Decimal, right: Decimal) -> Option<Decimal> {
    let sum = left.checked_add(right)?;
    let decimals = left.normalize().scale().max(right.normalize().scale());
    (sum.scale() >= decimals).then_some(sum)
}

/// Number of significant digits of a plain decimal number; `None` if it is not one.
fn check_plain(text: &str) -> Option<usize> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (unsigned, None),
    };
    let all_digits =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    if !all_digits(whole) || leading_zero || fraction.is_some_and(|fraction| !all_digits(fraction))
    {
        return None;
    }
    Some(whole.trim_start_matches('0').len() + fraction.map_or(0, str::len))
}

impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A ratio (执行率) written as a percentage, with the digits it was written with; 1 is 100 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate {
    ratio: Decimal,
    decimals: u32,
}

/// Digits after the point of a computed percentage.
pub const PERCENT_DECIMALS: u32 = 2;

impl Rate {
    /// The rate of a computed ratio, rounded half away from zero to two decimals of a percent,
    /// without trailing zeros.
    pub fn computed(ratio: Decimal) -> Rate {
        let ratio = round(ratio, PERCENT_DECIMALS + 2);
        let percent = (ratio * Decimal::ONE_HUNDRED).normalize();
        Rate {
            ratio,
            decimals: percent.scale(),
        }
    }

    /// Returns the rate of a percentage that is written without its sign: `7.50` for `7.50%`.
    pub fn from_percent(percent: Amount) -> Rate {
        Rate {
            ratio: percent.value() / Decimal::ONE_HUNDRED,
            decimals: percent.decimals(),
        }
    }

    /// Returns the rate of a ratio as written: 1 for 100 %, 0.075 for 7.5 %.
    pub fn from_ratio(ratio: Amount) -> Rate {
        let percent = (ratio.value() * Decimal::ONE_HUNDRED).normalize();
        Rate {
            ratio: ratio.value(),
            decimals: percent.scale(),
        }
    }

    /// The ratio; 1 is 100 %.
    pub const fn ratio(self) -> Decimal {
        self.ratio
    }

    /// Digits after the point of the percentage.
    pub const fn decimals(self) -> u32 {
        self.decimals
    }
}

/// The percentage with its sign: `100%`, `7.50%`.
impl fmt::Display for Rate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut percent = self.ratio * Decimal::ONE_HUNDRED;
        percent.rescale(self.decimals);
        write!(formatter, "{percent}%")
    }
}

/// Rounds half away from zero (四舍五入), the only rounding of the program.
pub fn round(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

/// A value with exactly this many decimals, rounded half away from zero, with or without a comma
/// between thousands. A value with too many digits has as many decimals as fit.
pub fn fixed(value: Decimal, decimals: u32, thousands: bool) -> String {
    let mut value = round(value, decimals);
    value.rescale(decimals);
    let text = Amount::exact(value).to_string();
    if !thousands {
        return text;
    }
    let start = usize::from(text.starts_with('-'));
    let end = text.find('.').unwrap_or(text.len());
    let mut grouped = String::with_capacity(text.len() + text.len() / 3);
    for (at, letter) in text.char_indices() {
        if start < at && at < end && (end - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(letter);
    }
    grouped
}

/// A number without the commas between its thousands; `None` if they do not part it by thousands.
pub fn ungrouped(text: &str) -> Option<String> {
    let bare = text.replace(',', "");
    let number: Amount = bare.parse().ok()?;
    let is_grouped = text == fixed(number.value(), number.decimals(), true);
    is_grouped.then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_has_no_sign() {
        for (text, shown) in [
            ("-0", "0"),
            ("-0.00", "0.00"),
            ("-0e2", "0"),
            ("-0.5", "-0.5"),
        ] {
            assert_eq!(text.parse::<Amount>().unwrap().to_string(), shown, "{text}");
        }
    }

    #[test]
    fn a_sum_has_all_its_digits_or_is_none() {
        let number = |text: &str| text.parse::<Amount>().unwrap().value();
        let sum = |left, right| add(number(left), number(right));
        assert_eq!(sum("0.1", "0.20"), Some(number("0.3")));
        assert_eq!(sum("9999999999999999999999999999", "0.5"), None);
        assert_eq!(sum("9999999999999999999999999999", "-0.5"), None);
        assert_eq!(
            sum("9999999999999999999999999999", "0.0"),
            Some(number("9999999999999999999999999999"))
        );
    }

    #[test]
    fn fixed_decimals_are_rounded_or_filled_and_thousands_parted() {
        let number = |text: &str| text.parse::<Amount>().unwrap().value();
        for (value, decimals, plain, grouped) in [
            ("0", 2, "0.00", "0.00"),
            ("-0.001", 2, "0.00", "0.00"),
            ("12.345", 2, "12.35", "12.35"),
            ("-12.345", 2, "-12.35", "-12.35"),
            ("1234.5", 2, "1234.50", "1,234.50"),
            ("-1234567", 0, "-1234567", "-1,234,567"),
            ("123456", 0, "123456", "123,456"),
        ] {
            assert_eq!(fixed(number(value), decimals, false), plain);
            assert_eq!(fixed(number(value), decimals, true), grouped);
        }
        assert_eq!(ungrouped("1,234.50").as_deref(), Some("1234.50"));
        for text in ["12,34", "1234.5", "1,234,", "约1,000"] {
            assert_eq!(ungrouped(text), None, "{text}");
        }
    }

    #[test]
    fn digits_stay_as_written() {
        for text in [
            "10.00",
            "0.5",
            "-3",
            "200.95",
            "0",
            "1234567890123456789012345678",
        ] {
            assert_eq!(text.parse::<Amount>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn other_texts_are_no_amounts() {
        for text in [
            "", "-", "+1", " 1", "1,000", "01", "1.", ".5", "１", "1e", "0x1", "NaN", "--1",
        ] {
            assert_eq!(
                text.parse::<Amount>(),
                Err(AmountError::NotANumber),
                "{text:?}"
            );
        }
        for text in [
            "12345678901234567890123456789",
            "1e40",
            "1e-40",
            "99999999999999999999999999999",
        ] {
            assert_eq!(
                text.parse::<Amount>(),
                Err(AmountError::TooLong),
                "{text:?}"
            );
        }
    }

    #[test]
    fn exponents_are_written_out() {
        assert_eq!("1.5e3".parse::<Amount>().unwrap().to_string(), "1500");
        assert_eq!("25E-2".parse::<Amount>().unwrap().to_string(), "0.25");
    }

    #[test]
    fn rates_print_as_percentages() {
        let percent = |text: &str| Rate::from_percent(text.parse().unwrap()).to_string();
        assert_eq!(percent("100"), "100%");
        assert_eq!(percent("7.50"), "7.50%");
        assert_eq!(
            Rate::computed(Decimal::ONE / Decimal::from(3)).to_string(),
            "33.33%"
        );
        assert_eq!(Rate::computed(Decimal::ONE).to_string(), "100%");
        assert_eq!(
            Rate::from_ratio("0.075".parse().unwrap()).to_string(),
            "7.5%"
        );
    }
}
