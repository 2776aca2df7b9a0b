//! Scanner for numbers, amounts of money and arithmetic (`56人×35天×140元`) in a text. Takes time
//! linear in the length of the text.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::amount::Operator;
use crate::text::numeral;

/// A number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextNumber {
    /// Its bytes.
    pub(super) range: Range<usize>,
    pub(super) value: Decimal,
    /// Digits after the point.
    pub(super) decimals: u32,
}

/// An amount of money in a text: `27.44万元`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Money {
    /// Its bytes, including the unit.
    pub(super) range: Range<usize>,
    /// Its number, in its unit.
    pub(super) number: Decimal,
    pub(super) unit: &'static str,
    /// Value of its unit in 元.
    pub(super) factor: Decimal,
    /// Value of one unit in the last digit, in 元.
    step: Decimal,
}

/// Maximum distance, in bytes, at which the clause, brackets and titles around a position are
/// searched. It keeps the rules linear in a text without punctuation.
const REACH: usize = 600;

/// Maximum distance, in bytes, at which the items of a total are searched.
const FAR: usize = 6000;

/// Start of the text within reach of a position.
pub(super) fn reach_before(text: &str, at: usize) -> usize {
    boundary_at_or_after(text, at.saturating_sub(REACH))
}

/// Start of the text within reach of the items of a total.
pub(super) fn far_before(text: &str, at: usize) -> usize {
    boundary_at_or_after(text, at.saturating_sub(FAR))
}

fn boundary_at_or_after(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// The text from a position on, up to [`REACH`].
pub(super) fn reach_after(text: &str) -> &str {
    let mut end = text.len().min(REACH);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Units of money and their values in 元.
const UNITS: [(&str, u32); 7] = [
    ("亿元", 100_000_000),
    ("千万元", 10_000_000),
    ("百万元", 1_000_000),
    ("万元", 10_000),
    ("千元", 1_000),
    ("百元", 100),
    ("元", 1),
];

/// The unit of money at the start of a text, and its value in 元.
pub(super) fn money_unit(text: &str) -> Option<(&'static str, Decimal)> {
    let found = UNITS.iter().find(|(unit, _)| text.starts_with(unit))?;
    Some((found.0, Decimal::from(found.1)))
}

/// All numbers of a text. `1,234.50` is one number; digits in a Latin word (A4, G20) are not
/// numbers.
pub(super) fn numbers_in(text: &str) -> Vec<TextNumber> {
    let mut found = Vec::new();
    let mut at = 0;
    // ASCII digits are never part of a multibyte character.
    while let Some(start) = text.as_bytes()[at..].iter().position(u8::is_ascii_digit) {
        let start = at + start;
        let (end, kept) = number_at(text, start);
        at = end;
        let before = text[..start].chars().next_back();
        let is_word = before
            .is_some_and(|before| before.is_ascii_alphabetic() && !matches!(before, 'x' | 'X'));
        if is_word {
            continue;
        }
        let Ok(value) = Decimal::from_str_exact(&kept) else {
            continue;
        };
        found.push(TextNumber {
            range: start..end,
            value,
            decimals: value.scale(),
        });
    }
    found
}

/// The Chinese numerals of a text from 2 to 99 that are numbers of something: 两, 十二, 三十. One is
/// more often a part of a word (一次验收).
pub(super) fn numerals_in(text: &str) -> Vec<TextNumber> {
    let mut found = Vec::new();
    let mut letters = text.char_indices().peekable();
    let mut before = None;
    while let Some((start, first)) = letters.next() {
        if !is_numeral(first) {
            before = Some(first);
            continue;
        }
        let mut end = start + first.len_utf8();
        while let Some((at, next)) = letters.next_if(|(_, next)| is_numeral(*next)) {
            end = at + next.len_utf8();
        }
        // 第三季度, 几十个, 2百
        let is_free = before.is_none_or(|before: char| {
            !matches!(before, '第' | '几' | '数' | '上' | '百' | '千' | '万')
                && !before.is_ascii_digit()
        });
        before = None;
        if let Some(value) = value_of(&text[start..end]).filter(|value| is_free && *value > 1) {
            found.push(TextNumber {
                range: start..end,
                value: Decimal::from(value),
                decimals: 0,
            });
        }
    }
    found
}

fn is_numeral(one: char) -> bool {
    matches!(one, '两' | '十') || numeral(one).is_some()
}

/// The value of a numeral below a hundred; `None` for others, and for mere rows of digits.
fn value_of(written: &str) -> Option<u32> {
    let digit = |text: &str| -> Option<u32> {
        let mut letters = text.chars();
        let first = letters.next()?;
        let value = if first == '两' { 2 } else { numeral(first)? };
        (letters.next().is_none() && value > 0).then_some(value)
    };
    let Some((tens, ones)) = written.split_once('十') else {
        return digit(written);
    };
    let tens = if tens.is_empty() { 1 } else { digit(tens)? };
    let ones = if ones.is_empty() { 0 } else { digit(ones)? };
    Some(tens * 10 + ones)
}

/// End of the number at a byte, and its digits without separators.
fn number_at(text: &str, start: usize) -> (usize, String) {
    let rest = &text[start..];
    let whole = digits(rest);
    let mut end = whole;
    let mut kept = rest[..whole].to_owned();
    if (1..=3).contains(&whole) {
        while let Some(group) = group_after(&rest[end..]) {
            kept.push_str(&rest[end + group - 3..end + group]);
            end += group;
        }
    }
    if let Some(fraction) = rest[end..].strip_prefix('.') {
        let count = digits(fraction);
        if count > 0 {
            kept.push_str(&rest[end..=end + count]);
            end += 1 + count;
        }
    }
    (start + end, kept)
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// Length of a separator and exactly three digits.
fn group_after(text: &str) -> Option<usize> {
    let separator = [",", "，"].into_iter().find(|one| text.starts_with(*one))?;
    (digits(&text[separator.len()..]) == 3).then_some(separator.len() + 3)
}

/// All amounts of money of a text, except prices (`元/人`).
pub(super) fn amounts_in(text: &str) -> Vec<Money> {
    let found = numbers_in(text).into_iter().filter_map(|number| {
        let money = money_after(text, &number)?;
        let after = text[money.range.end..].trim_start();
        let is_price = after.starts_with(['/', '／']);
        (!is_price).then_some(money)
    });
    found.collect()
}

fn money_after(text: &str, number: &TextNumber) -> Option<Money> {
    let rest = &text[number.range.end..];
    let gap = rest.len() - rest.trim_start_matches(' ').len();
    let (unit, factor) = money_unit(&rest[gap..])?;
    let step = Decimal::new(1, number.decimals).checked_mul(factor)?;
    Some(Money {
        range: number.range.start..number.range.end + gap + unit.len(),
        number: number.value,
        unit,
        factor,
        step,
    })
}

impl Money {
    /// Its value in 元.
    pub(super) fn value(&self) -> Decimal {
        self.number.checked_mul(self.factor).unwrap_or(Decimal::MAX)
    }

    /// Whether a value in 元, rounded to its last digit, is this amount.
    pub(super) fn prints(&self, value: Decimal) -> bool {
        let twice = self
            .value()
            .checked_sub(value)
            .and_then(|difference| difference.abs().checked_mul(Decimal::TWO));
        twice.is_some_and(|twice| twice <= self.step)
    }
}

/// Value of an arithmetic expression in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Computed {
    /// Its value; in 元 if it is money.
    pub(super) value: Decimal,
    /// Whether it contains a unit of money.
    pub(super) is_money: bool,
    /// Its length in bytes.
    pub(super) length: usize,
}

/// Maximum length of a unit within an expression, in bytes.
const MAX_UNIT_LENGTH: usize = 36;

/// Maximum nesting depth of brackets.
const MAX_DEPTH: usize = 8;

/// Reads an expression at the start of a text; `None` if there is none, or its meaning is unclear.
pub(super) fn expression(text: &str) -> Option<Computed> {
    let mut scanner = Scanner {
        text: reach_after(text),
        at: 0,
        operators: 0,
    };
    let (value, is_money) = scanner.sum(0)?;
    (scanner.operators > 0).then_some(Computed {
        value,
        is_money,
        length: scanner.at,
    })
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    operators: usize,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\u{3000}']).len();
    }

    /// Consumes the next operator if it is one of those wanted.
    fn operator(&mut self, wanted: &[Operator]) -> Option<Operator> {
        self.spaces();
        let (operator, length) = operator_at(self.rest())?;
        if !wanted.contains(&operator) {
            return None;
        }
        self.at += length;
        self.operators += 1;
        Some(operator)
    }

    fn sum(&mut self, depth: usize) -> Option<(Decimal, bool)> {
        let (mut value, mut is_money) = self.product(depth)?;
        while self.operator(&[Operator::Add]).is_some() {
            let (next, money) = self.product(depth)?;
            value = value.checked_add(next)?;
            is_money |= money;
        }
        Some((value, is_money))
    }

    fn product(&mut self, depth: usize) -> Option<(Decimal, bool)> {
        let (mut value, mut is_money) = self.factor(depth)?;
        while let Some(operator) = self.operator(&[Operator::Multiply, Operator::Divide]) {
            let (next, money) = self.factor(depth)?;
            value = match operator {
                Operator::Divide => value.checked_div(next)?,
                _ => value.checked_mul(next)?,
            };
            is_money |= money;
        }
        Some((value, is_money))
    }

    fn factor(&mut self, depth: usize) -> Option<(Decimal, bool)> {
        self.spaces();
        if let Some(inner) = self.rest().strip_prefix(['(', '（']) {
            if depth >= MAX_DEPTH {
                return None;
            }
            self.at = self.text.len() - inner.len();
            let value = self.sum(depth + 1)?;
            self.spaces();
            let after = self.rest().strip_prefix([')', '）'])?;
            self.at = self.text.len() - after.len();
            return self.scaled(value);
        }
        if !self
            .rest()
            .starts_with(|first: char| first.is_ascii_digit())
        {
            return None;
        }
        let (end, kept) = number_at(self.text, self.at);
        self.at = end;
        self.scaled((Decimal::from_str_exact(&kept).ok()?, false))
    }

    /// A value multiplied by the unit after it.
    fn scaled(&mut self, (value, is_money): (Decimal, bool)) -> Option<(Decimal, bool)> {
        self.spaces();
        let unit_end = unit_end(self.rest());
        let unit = &self.text[self.at..self.at + unit_end];
        self.at += unit_end;
        if let Some((_, factor)) = money_unit(unit) {
            return Some((value.checked_mul(factor)?, true));
        }
        let factor = match unit.chars().next() {
            Some('%' | '％') => Decimal::new(1, 2),
            Some('‰') => Decimal::new(1, 3),
            Some('万') => Decimal::from(10_000),
            _ => Decimal::ONE,
        };
        Some((value.checked_mul(factor)?, is_money))
    }
}

fn operator_at(text: &str) -> Option<(Operator, usize)> {
    let mut characters = text.chars();
    let first = characters.next()?;
    let operator = match first {
        '×' | '*' | '＊' | 'x' | 'X' | '✕' | '╳' | '✖' | '⨯' | '﹡' | '乘' => {
            Operator::Multiply
        }
        '÷' => Operator::Divide,
        '/' | '／' if characters.next().is_some_and(|next| next.is_ascii_digit()) => {
            Operator::Divide
        }
        '+' | '＋' => Operator::Add,
        _ => return None,
    };
    Some((operator, first.len_utf8()))
}

/// End of the unit at the start of a text: before an operator, a bracket, a digit or a punctuation
/// mark.
fn unit_end(text: &str) -> usize {
    let end = text
        .char_indices()
        .find(|(at, character)| {
            let is_per = matches!(character, '/' | '／' | '·' | '%' | '％' | '‰');
            operator_at(&text[*at..]).is_some() || !(character.is_alphabetic() || is_per)
        })
        .map_or(text.len(), |(at, _)| at);
    if end <= MAX_UNIT_LENGTH { end } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<String> {
        let found = numbers_in(text).into_iter();
        found.map(|number| number.value.to_string()).collect()
    }

    fn value(text: &str) -> Option<(String, bool)> {
        let computed = expression(text)?;
        Some((computed.value.normalize().to_string(), computed.is_money))
    }

    #[test]
    fn numbers_are_found_with_separators_and_without_words() {
        assert_eq!(numbers("需1,234.50元,即27.44万"), ["1234.50", "27.44"]);
        assert_eq!(numbers("3,4,5月"), ["3", "4", "5"]);
        assert_eq!(numbers("A4纸5包,1.2.3"), ["5", "1.2", "3"]);
        assert_eq!(numbers("1，200元,12,3456"), ["1200", "12", "3456"]);
    }

    #[test]
    fn amounts_are_numbers_with_a_unit_of_money() {
        let found = amounts_in("需27.44万元和 1,500 元,每人140元/天,5人");
        let shown: Vec<(String, &str)> = found
            .iter()
            .map(|money| (money.value().normalize().to_string(), money.unit))
            .collect();
        assert_eq!(
            shown,
            [("274400".to_owned(), "万元"), ("1500".to_owned(), "元")]
        );
        assert!(found[0].prints("274449".parse().unwrap()));
        assert!(!found[0].prints("274451".parse().unwrap()));
    }

    #[test]
    fn expressions_compute_in_all_their_spellings() {
        for text in [
            "56人×35天×140元",
            "56人*35天*140元",
            "56人x35天X140元",
            "56 × 35 × 140元/人/天",
            "（50+6）人×35天×140元",
            "56人×35天×0.014万元",
        ] {
            assert_eq!(value(text), Some(("274400".to_owned(), true)), "{text}");
        }
        assert_eq!(value("200万元×5%"), Some(("100000".to_owned(), true)));
        assert_eq!(value("5×10"), Some(("50".to_owned(), false)));
        assert_eq!(value("100元÷4"), Some(("25".to_owned(), true)));
    }

    #[test]
    fn other_texts_are_no_arithmetic() {
        for text in [
            "",
            "56人",
            "见附件",
            "10-12天",
            "2025年度",
            "5人×",
            "×5",
            "((((((((((1+1))))))))))",
        ] {
            assert_eq!(value(text).filter(|_| true), None, "{text}");
        }
    }
}
