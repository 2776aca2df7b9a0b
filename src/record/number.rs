//! Numbers as people type them: what is one, what is nearly one, and the variants of an indicator's sign.

use crate::amount::{Amount, AmountError, Rate};

/// The sign of a comparison as printed, for any variant met in files (official facts of the forms, section 3); none if it is no sign.
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

/// Each sign with the ways it is typed.
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

/// What a text of a number field is.
pub(super) enum Reading<T> {
    /// A number.
    Number(T),
    /// Nothing: blank.
    Blank,
    /// More digits than can be kept.
    TooLong,
    /// No number; and what it would be if it were typed properly, if that can be told.
    Other(Option<Near>),
}

impl<T> Reading<T> {
    /// The same, its number made into something else.
    pub(super) fn map<U>(self, made: impl FnOnce(T) -> U) -> Reading<U> {
        match self {
            Reading::Number(number) => Reading::Number(made(number)),
            Reading::Blank => Reading::Blank,
            Reading::TooLong => Reading::TooLong,
            Reading::Other(near) => Reading::Other(near),
        }
    }
}

/// What is nearly a number.
pub(super) struct Near {
    /// The number, typed properly.
    pub(super) figure: String,
    /// The words after it: a unit.
    pub(super) unit: String,
}

/// Reads a text as a plain number; spaces around it do not count.
pub(super) fn read_number(text: &str) -> Reading<Amount> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Reading::Blank;
    }
    match trimmed.parse() {
        Ok(amount) => Reading::Number(amount),
        Err(AmountError::TooLong) => Reading::TooLong,
        Err(AmountError::NotANumber) => Reading::Other(near(trimmed)),
    }
}

/// Reads a text as a percentage: `100%`, `7.5％`.
pub(super) fn read_percent(text: &str) -> Reading<Rate> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Reading::Blank;
    }
    let Some(figure) = trimmed.strip_suffix(['%', '％']) else {
        return Reading::Other(near(trimmed));
    };
    match figure.trim_end().parse() {
        Ok(percent) => Reading::Number(Rate::from_percent(percent)),
        Err(AmountError::TooLong) => Reading::TooLong,
        Err(AmountError::NotANumber) => Reading::Other(near(figure)),
    }
}

/// A figure without what people put into it (separators, currency signs, leading zeros, full-width digits), and the words after it.
fn near(text: &str) -> Option<Near> {
    let half = text.chars().map(half_width);
    let kept: String = half
        .filter(|character| {
            !character.is_whitespace() && !matches!(character, ',' | '，' | '¥' | '￥' | '+')
        })
        .collect();
    let end = kept
        .find(|character: char| !character.is_ascii_digit() && !matches!(character, '-' | '.'))
        .unwrap_or(kept.len());
    let (figure, unit) = kept.split_at(end);
    let (sign, digits) = match figure.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", figure),
    };
    let digits = digits.trim_start_matches('0').trim_end_matches('.');
    let zero = if digits.is_empty() || digits.starts_with('.') {
        "0"
    } else {
        ""
    };
    let proper = format!("{sign}{zero}{digits}");
    let is_number =
        figure.contains(|digit: char| digit.is_ascii_digit()) && proper.parse::<Amount>().is_ok();
    is_number.then(|| Near {
        figure: proper,
        unit: unit.to_owned(),
    })
}

fn half_width(character: char) -> char {
    match character {
        '０'..='９' => {
            let digit = u32::from(character) - u32::from('０');
            char::from_digit(digit, 10).unwrap_or(character)
        }
        '．' => '.',
        '－' | '−' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> Option<(String, String)> {
        match read_number(text) {
            Reading::Other(near) => near.map(|near| (near.figure, near.unit)),
            Reading::Number(_) | Reading::Blank | Reading::TooLong => None,
        }
    }

    fn near_to(figure: &str, unit: &str) -> (String, String) {
        (figure.to_owned(), unit.to_owned())
    }

    #[test]
    fn near_numbers_are_mended() {
        assert_eq!(mended("1,234.50"), Some(near_to("1234.50", "")));
        assert_eq!(mended("￥12万元"), Some(near_to("12", "万元")));
        assert_eq!(mended("２００．９５"), Some(near_to("200.95", "")));
        assert_eq!(mended("007"), Some(near_to("7", "")));
        assert_eq!(mended("-.5元"), Some(near_to("-0.5", "元")));
        assert_eq!(mended("100-120"), None);
        assert_eq!(mended("元"), None);
        assert_eq!(mended("约12"), None);
    }

    #[test]
    fn signs_in_all_their_variants() {
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
