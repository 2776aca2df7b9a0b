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
pub(super) const STANDARD_SIGNS: [&str; 5] = ["≥", "≤", "=", "＞", "＜"];

/// What a text of a number field is.
pub(super) enum Reading<T> {
    /// A number.
    Number(T),
    /// Nothing: blank.
    Blank,
    /// More digits than can be kept.
    TooLong,
    /// No number; and what it would be if it were typed properly, if that can be told.
    Other(Option<String>),
}

/// Reads a text as a plain number.
pub(super) fn read_number(text: &str) -> Reading<Amount> {
    if text.trim().is_empty() {
        return Reading::Blank;
    }
    match text.parse() {
        Ok(amount) => Reading::Number(amount),
        Err(AmountError::TooLong) => Reading::TooLong,
        Err(AmountError::NotANumber) => {
            Reading::Other(plain(text).filter(|plain| plain.parse::<Amount>().is_ok()))
        }
    }
}

/// Reads a text as a percentage: `100%`, `７.５％`.
pub(super) fn read_percent(text: &str) -> Reading<Rate> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Reading::Blank;
    }
    let Some(figure) = trimmed.strip_suffix(['%', '％']) else {
        return Reading::Other(
            plain(text)
                .filter(|plain| plain.parse::<Amount>().is_ok())
                .map(|plain| format!("\"{plain}%\"")),
        );
    };
    match figure.trim_end().parse() {
        Ok(percent) => Reading::Number(Rate::from_percent(percent)),
        Err(AmountError::TooLong) => Reading::TooLong,
        Err(AmountError::NotANumber) => Reading::Other(
            plain(figure)
                .filter(|plain| plain.parse::<Amount>().is_ok())
                .map(|plain| format!("\"{plain}%\"")),
        ),
    }
}

/// A figure without what people put around it: separators, currency signs, units, full-width digits.
fn plain(text: &str) -> Option<String> {
    let half = text.chars().map(half_width);
    let kept: String = half
        .filter(|character| {
            !character.is_whitespace() && !matches!(character, ',' | '，' | '¥' | '￥' | '+')
        })
        .collect();
    let figure = kept.trim_end_matches(|character: char| !character.is_ascii_digit());
    let figure = figure.trim_start_matches('0');
    let figure = if figure.is_empty() || figure.starts_with('.') {
        format!("0{figure}")
    } else {
        figure.to_owned()
    };
    kept.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '.'))
        .then_some(figure)
}

const fn half_width(character: char) -> char {
    match character {
        '０'..='９' => (b'0' + (character as u32 - '０' as u32) as u8) as char,
        '．' => '.',
        '－' | '−' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> Option<String> {
        match read_number(text) {
            Reading::Other(mended) => mended,
            Reading::Number(_) | Reading::Blank | Reading::TooLong => None,
        }
    }

    #[test]
    fn near_numbers_are_mended() {
        assert_eq!(mended("1,234.50").as_deref(), Some("1234.50"));
        assert_eq!(mended("￥12万元").as_deref(), Some("12"));
        assert_eq!(mended("２００．９５").as_deref(), Some("200.95"));
        assert_eq!(mended("007").as_deref(), Some("7"));
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
