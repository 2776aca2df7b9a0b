//! Numbers as people type them, and the spellings of an indicator's sign.

use super::quantity::{Quantity, QuantityError, quantity};
use crate::amount::{Amount, AmountError, Rate};

/// The standard sign of a comparison, for any known spelling (official facts of the forms, section
/// 3); `None` if it is not a sign.
///
/// `>=`, `≧`, `⩾`, `$\geq$` → `≥`; `＝`, `﹦`, `==` → `=`; `>` → `＞`.
pub fn standard_sign(typed: &str) -> Option<&'static str> {
    let bare: String = typed
        .chars()
        .filter(|character| !character.is_whitespace() && *character != '$')
        .collect();
    SIGNS
        .iter()
        .find(|(variants, _)| variants.contains(&bare.as_str()))
        .map(|(_, sign)| *sign)
}

/// Each standard sign with the spellings that are read as it.
pub fn sign_spellings() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    SIGNS.iter().map(|(spellings, sign)| (*sign, *spellings))
}

/// Spellings of each sign.
const SIGNS: &[(&[&str], &str)] = &[
    (
        &[
            "≥",
            ">=",
            "≧",
            "⩾",
            "＞=",
            ">＝",
            "＞＝",
            "=>",
            "＝＞",
            "＝>",
            "=＞",
            "\\geq",
            "\\ge",
            "\\geqslant",
            "大于等于",
            "不低于",
            "不少于",
        ],
        "≥",
    ),
    (
        &[
            "≤",
            "<=",
            "≦",
            "⩽",
            "＜=",
            "<＝",
            "＜＝",
            "=<",
            "＝＜",
            "＝<",
            "=＜",
            "\\leq",
            "\\le",
            "\\leqslant",
            "小于等于",
            "不高于",
            "不超过",
        ],
        "≤",
    ),
    (&["=", "＝", "﹦", "==", "等于"], "="),
    (&["＞", ">", "﹥", "\\gt", "大于"], "＞"),
    (&["＜", "<", "﹤", "\\lt", "小于"], "＜"),
];

/// Standard signs of a comparison.
pub(super) use crate::form::SIGNS as STANDARD_SIGNS;

/// Result of reading the text of a number field.
pub(super) enum ParsedNumber<T> {
    /// A number.
    Number(T),
    /// A blank.
    Blank,
    /// Too many digits.
    TooLong,
    /// Not a plain number: a quantity, or the reason why it is none.
    Other(Result<Quantity, QuantityError>),
}

impl<T> ParsedNumber<T> {
    /// Converts the number.
    pub(super) fn map<U>(self, made: impl FnOnce(T) -> U) -> ParsedNumber<U> {
        match self {
            ParsedNumber::Number(number) => ParsedNumber::Number(made(number)),
            ParsedNumber::Blank => ParsedNumber::Blank,
            ParsedNumber::TooLong => ParsedNumber::TooLong,
            ParsedNumber::Other(typed) => ParsedNumber::Other(typed),
        }
    }
}

/// Reads a text as a plain number; surrounding spaces are ignored.
pub(super) fn read_number(text: &str) -> ParsedNumber<Amount> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return ParsedNumber::Blank;
    }
    match trimmed.parse() {
        Ok(amount) => ParsedNumber::Number(amount),
        Err(AmountError::TooLong) => ParsedNumber::TooLong,
        Err(AmountError::NotANumber) => ParsedNumber::Other(quantity(trimmed)),
    }
}

/// Reads a text as a percentage: `100%`, `7.5％`.
pub(super) fn read_percent(text: &str) -> ParsedNumber<Rate> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return ParsedNumber::Blank;
    }
    let Some(digits) = trimmed.strip_suffix(['%', '％']) else {
        return ParsedNumber::Other(quantity(trimmed));
    };
    match digits.trim_end().parse() {
        Ok(percent) => ParsedNumber::Number(Rate::from_percent(percent)),
        Err(AmountError::TooLong) => ParsedNumber::TooLong,
        Err(AmountError::NotANumber) => ParsedNumber::Other(quantity(trimmed)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_read_in_all_spellings() {
        for (typed, sign) in [
            (">=", "≥"),
            ("$\\geq$", "≥"),
            (" ＝ ", "="),
            ("﹦", "="),
            (">", "＞"),
            ("≦", "≤"),
        ] {
            assert_eq!(standard_sign(typed), Some(sign), "{typed}");
        }
        assert_eq!(standard_sign("定性"), None);
    }
}
