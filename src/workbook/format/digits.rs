//! Formats a number by the digits of a section: `#,##0.00`, `0"万"0000`, `0.0,,`, `# ?/?`,
//! `0.00E+00`.

use rust_decimal::Decimal;

use super::scan::{Numerals, Token};
use super::{DisplayedAs, Sign, instead, minus, numerals, words};
use crate::amount::round;
use crate::workbook::ShownText;

/// Maximum number of decimals of a plausible format.
const MAX_DECIMALS: usize = 15;

/// Maximum number of integer digits.
const MAX_WHOLE: usize = 20;

/// Maximum number of digits of the denominator of a fraction.
const MAX_DENOMINATOR: u32 = 3;

/// Digits of a section, and the text around them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Digits {
    before: String,
    after: String,
    /// Integer digits, with text among them.
    whole: Vec<Token>,
    /// Decimals.
    fraction: Vec<Token>,
    has_groups: bool,
    /// Divisions by a thousand.
    thousands: u32,
    /// Multiplications by a hundred.
    percents: u32,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Decimal,
    /// `# ?/?`: the denominator or its digits, and whether the integer is written separately.
    Ratio {
        denominator: Denominator,
        is_mixed: bool,
    },
    /// `0.00E+00`: digits of the exponent, and whether it has a plus sign.
    Power {
        digits: usize,
        plus: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Denominator {
    Digits(u32),
    Fixed(u32),
}

impl Digits {
    /// Reads the tokens of a section with digits.
    pub(super) fn of(parts: &[Token]) -> Digits {
        let is_digit = |part: &Token| matches!(part, Token::Digit(_));
        let first = parts.iter().position(is_digit).unwrap_or(0);
        let first = match first.checked_sub(1) {
            Some(before) if parts[before] == Token::Point => before,
            _ => first,
        };
        let mut end = parts.iter().rposition(is_digit).map_or(0, |last| last + 1);
        while matches!(parts.get(end), Some(Token::Comma | Token::Point)) {
            end += 1;
        }
        let (inside, kind) = kind(&parts[first..end], &parts[end..]);
        let percent = |part: &&Token| **part == Token::Percent;
        let mut digits = Digits {
            before: words(&parts[..first]),
            after: words(&parts[end..]),
            percents: u32::try_from(parts.iter().filter(percent).count()).unwrap_or(u32::MAX),
            kind,
            has_groups: false,
            thousands: 0,
            whole: Vec::new(),
            fraction: Vec::new(),
        };
        if let Kind::Ratio {
            denominator: Denominator::Fixed(fixed),
            ..
        } = digits.kind
            && let Some(rest) = digits.after.strip_prefix(&format!("/{fixed}"))
        {
            digits.after = rest.to_owned();
        }
        digits.split(inside);
        digits
    }

    /// Splits the tokens at the point; commas become thousands separators and scales.
    fn split(&mut self, inside: &[Token]) {
        let point = inside.iter().position(|part| *part == Token::Point);
        let (whole, fraction) = match point {
            Some(point) => (&inside[..point], &inside[point + 1..]),
            None => (inside, &[][..]),
        };
        let last = whole
            .iter()
            .rposition(|part| matches!(part, Token::Digit(_)))
            .map_or(0, |last| last + 1);
        let is_comma = |part: &&Token| **part == Token::Comma;
        self.has_groups = whole[..last].contains(&Token::Comma);
        let scales = whole[last..].iter().filter(is_comma).count();
        let scales = scales + fraction.iter().filter(is_comma).count();
        self.thousands = u32::try_from(scales).unwrap_or(u32::MAX);
        let is_shown = |part: &&Token| {
            matches!(
                part,
                Token::Digit(_) | Token::Words(_) | Token::Pad | Token::Slash
            )
        };
        self.whole = whole.iter().filter(is_shown).cloned().collect();
        self.fraction = fraction.iter().filter(is_shown).cloned().collect();
    }

    /// Minimum number of decimals.
    pub(super) fn decimals(&self) -> u32 {
        let digits = self.fraction.iter().filter_map(|part| match part {
            Token::Digit(digit) => Some(*digit),
            _ => None,
        });
        let digits: Vec<char> = digits.collect();
        let last = digits.iter().rposition(|digit| *digit == '0');
        u32::try_from(last.map_or(0, |last| last + 1).min(MAX_DECIMALS)).unwrap_or(0)
    }

    /// Minimum number of integer digits.
    fn whole_digits(&self) -> usize {
        let digits = self.whole.iter().filter_map(|part| match part {
            Token::Digit(digit) => Some(*digit),
            _ => None,
        });
        let digits: Vec<char> = digits.collect();
        let first = digits.iter().position(|digit| *digit == '0');
        first.map_or(0, |first| (digits.len() - first).min(MAX_WHOLE))
    }

    pub(super) fn before(&self) -> &str {
        &self.before
    }

    /// How a number is displayed, and the whole text if the format adds words.
    pub(super) fn show(
        &self,
        number: Decimal,
        sign: Sign,
        numerals: Option<Numerals>,
    ) -> (DisplayedAs, Option<ShownText>) {
        let decimals = self.decimals();
        let Some(scaled) = self.scaled(number) else {
            return (DisplayedAs::Other, None);
        };
        let is_hidden = number.is_zero()
            && self.kind == Kind::Decimal
            && self.whole_digits() == 0
            && decimals == 0;
        let number_text = self.number_text(scaled, numerals);
        let (before, after) = self.around();
        let before = minus(number, sign).to_owned() + before;
        if is_hidden {
            return instead((before + after).trim(), number);
        }
        let shown = ShownText::around(&before, &number_text, after);
        let displayed = match self.kind {
            _ if self.is_another(number) => DisplayedAs::Other,
            Kind::Decimal if self.percents == 1 => DisplayedAs::Percent { decimals },
            Kind::Decimal => DisplayedAs::Number {
                decimals,
                whole: self.whole_digits(),
            },
            Kind::Ratio { .. } | Kind::Power { .. } => DisplayedAs::Number {
                decimals: 0,
                whole: 0,
            },
        };
        let is_reported = displayed == DisplayedAs::Other
            || numerals.is_some()
            || self.has_words_inside()
            || matches!(self.kind, Kind::Ratio { .. }) && number_text.contains('/')
            || shown.has_words(number);
        (displayed, is_reported.then_some(shown))
    }

    /// Text around the number, without a percent sign that belongs to the number.
    fn around(&self) -> (&str, &str) {
        let before = self.before.strip_suffix('%').unwrap_or(&self.before);
        let after = self.after.trim_start().strip_prefix('%');
        match (self.percents, after) {
            (1, Some(after)) => (&self.before, after),
            (1, None) => (before, &self.after),
            _ => (&self.before, &self.after),
        }
    }

    /// Whether the displayed number differs from the stored one: in thousands, or with a false
    /// decimal point.
    fn is_another(&self, number: Decimal) -> bool {
        if number.is_zero() {
            return false;
        }
        let is_point = |part: &Token| match part {
            Token::Words(words) => words.contains(['.', '。', '．', '·', '点']),
            _ => false,
        };
        self.thousands > 0 || self.percents > 1 || self.whole.iter().any(is_point)
    }

    fn has_words_inside(&self) -> bool {
        let mut parts = self.whole.iter().chain(&self.fraction);
        self.kind == Kind::Decimal
            && parts.any(|part| match part {
                Token::Words(words) => !words.trim().is_empty(),
                Token::Slash => true,
                _ => false,
            })
    }

    /// The displayed number without its sign.
    fn scaled(&self, number: Decimal) -> Option<Decimal> {
        let mut number = number.abs();
        for _ in 0..self.thousands {
            number = number.checked_div(Decimal::ONE_THOUSAND)?;
        }
        for _ in 0..self.percents {
            number = number.checked_mul(Decimal::ONE_HUNDRED)?;
        }
        Some(if self.is_another(number) {
            let all = self.fraction.iter();
            let shown = all.filter(|part| matches!(part, Token::Digit(_))).count();
            round(number, u32::try_from(shown).unwrap_or(0))
        } else {
            number.normalize()
        })
    }

    /// Text of the number, without the text around it.
    fn number_text(&self, number: Decimal, numerals: Option<Numerals>) -> String {
        let mut number_text = match self.kind {
            Kind::Decimal => self.decimal(number),
            Kind::Power { digits, plus } => self.power(number, digits, plus),
            Kind::Ratio {
                denominator,
                is_mixed,
            } => ratio(number, denominator, is_mixed).unwrap_or_else(|| number.to_string()),
        };
        if let Some(numerals) = numerals {
            number_text = numerals::by_digit(&number_text, numerals);
        }
        if self.percents == 1 {
            if self.after.trim_start().starts_with('%') {
                number_text.push('%');
            } else if self.before.ends_with('%') {
                number_text.insert(0, '%');
            }
        }
        number_text
    }

    fn decimal(&self, number: Decimal) -> String {
        let text = number.to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let mut number_text = self.whole_part(whole);
        let fraction = self.fraction_part(fraction);
        if !fraction.is_empty() {
            number_text.push('.');
            number_text.push_str(&fraction);
        }
        number_text
    }

    /// Integer digits at their positions, from the last one on; the rest go to the first position.
    fn whole_part(&self, whole: &str) -> String {
        let mut rest: Vec<char> = whole.chars().collect();
        let places = self.whole.iter();
        let mut places = places
            .filter(|part| matches!(part, Token::Digit(_)))
            .count();
        let zeros = self.whole_digits();
        let (mut reversed, mut count) = (Vec::new(), 0);
        for part in self.whole.iter().rev() {
            match part {
                Token::Digit(_) => {
                    places -= 1;
                    let all = if places == 0 { rest.len() } else { 1 };
                    let mut own = rest.split_off(rest.len().saturating_sub(all));
                    if own.is_empty() && count < zeros {
                        own.push('0');
                    }
                    self.put(&own, &mut reversed, &mut count);
                }
                Token::Words(words) => reversed.extend(words.chars().rev()),
                Token::Slash => reversed.push('/'),
                _ => reversed.push(' '),
            }
        }
        self.put(&rest, &mut reversed, &mut count);
        reversed.iter().rev().collect()
    }

    /// Adds digits from the last one on, with thousands separators.
    fn put(&self, digits: &[char], reversed: &mut Vec<char>, count: &mut usize) {
        for digit in digits.iter().rev() {
            if self.has_groups && *count > 0 && count.is_multiple_of(3) {
                reversed.push(',');
            }
            *count += 1;
            reversed.push(*digit);
        }
    }

    /// Decimals: all of the number's own, padded with zeros by the format.
    fn fraction_part(&self, fraction: &str) -> String {
        let decimals = self.decimals() as usize;
        let mut rest = fraction.chars();
        let (mut text, mut count) = (String::new(), 0);
        let places = self.fraction.iter();
        let mut places = places
            .filter(|part| matches!(part, Token::Digit(_)))
            .count();
        for part in &self.fraction {
            match part {
                Token::Digit(_) => {
                    places -= 1;
                    count += 1;
                    match rest.next() {
                        Some(digit) => text.push(digit),
                        None if count <= decimals => text.push('0'),
                        None => {}
                    }
                    if places == 0 {
                        text.extend(rest.by_ref());
                    }
                }
                Token::Words(words) => text.push_str(words),
                _ => {}
            }
        }
        text.extend(rest);
        text
    }

    /// A number with a power of ten: `1.23E+04`.
    fn power(&self, number: Decimal, digits: usize, plus: bool) -> String {
        let number = number.normalize();
        let length = number.mantissa().unsigned_abs().to_string().len();
        let length = i64::try_from(length).unwrap_or(0);
        let mut exponent = if number.is_zero() {
            0
        } else {
            length - 1 - i64::from(number.scale())
        };
        let places = self.whole.iter();
        let places = places
            .filter(|part| matches!(part, Token::Digit(_)))
            .count();
        let step = i64::try_from(places.max(1)).unwrap_or(1);
        exponent = exponent.div_euclid(step) * step;
        let text = format!(
            "{}e{}",
            number.mantissa(),
            -exponent - i64::from(number.scale())
        );
        let Ok(mantissa) = Decimal::from_scientific(&text) else {
            return number.to_string();
        };
        let sign = match (exponent < 0, plus) {
            (true, _) => "-",
            (false, true) => "+",
            (false, false) => "",
        };
        let mantissa = self.decimal(mantissa.normalize());
        format!("{mantissa}E{sign}{:0>digits$}", exponent.abs())
    }
}

/// Kind of the digits; the tokens without exponent or denominator.
fn kind<'p>(inside: &'p [Token], after: &[Token]) -> (&'p [Token], Kind) {
    let is_digit = |part: &Token| matches!(part, Token::Digit(_));
    let exponent = inside
        .iter()
        .position(|part| matches!(part, Token::Exponent { .. }));
    if let Some(at) = exponent
        && let Token::Exponent { plus } = inside[at]
    {
        let digits = inside[at..].iter().filter(|part| is_digit(part)).count();
        return (&inside[..at], Kind::Power { digits, plus });
    }
    let slash = inside.iter().position(|part| *part == Token::Slash);
    let mut before = inside.split(|part| !is_digit(part));
    let is_mixed = before.clone().filter(|run| !run.is_empty()).count() > 2;
    if let Some(at) = slash
        && before.next().is_some_and(|run| !run.is_empty())
    {
        let digits = inside[at..].iter().filter(|part| is_digit(part)).count();
        let digits = u32::try_from(digits).unwrap_or(1).min(MAX_DENOMINATOR);
        let denominator = Denominator::Digits(digits);
        return (
            &inside[..at],
            Kind::Ratio {
                denominator,
                is_mixed,
            },
        );
    }
    // A fixed denominator follows the last digit: # ?/8.
    if let [Token::Slash, Token::Words(words), ..] = after
        && let fixed = words
            .chars()
            .take_while(char::is_ascii_digit)
            .collect::<String>()
        && let Ok(fixed @ 1..=1_000) = fixed.parse()
    {
        let is_mixed = inside
            .split(|part| !is_digit(part))
            .filter(|run| !run.is_empty())
            .count()
            > 1;
        let denominator = Denominator::Fixed(fixed);
        return (
            inside,
            Kind::Ratio {
                denominator,
                is_mixed,
            },
        );
    }
    (inside, Kind::Decimal)
}

/// A number as an exact fraction.
fn ratio(number: Decimal, denominator: Denominator, is_mixed: bool) -> Option<String> {
    let (whole, rest) = if is_mixed {
        (number.trunc(), number.fract())
    } else {
        (Decimal::ZERO, number)
    };
    if rest.is_zero() {
        return None;
    }
    let mut candidates = match denominator {
        Denominator::Digits(digits) => 1..=10_u32.pow(digits) - 1,
        Denominator::Fixed(fixed) => fixed..=fixed,
    };
    let found = candidates.find_map(|denominator| {
        let numerator = rest.checked_mul(Decimal::from(denominator))?;
        (numerator.fract().is_zero()).then(|| format!("{}/{denominator}", numerator.normalize()))
    })?;
    Some(if whole.is_zero() {
        found
    } else {
        format!("{} {found}", whole.normalize())
    })
}
