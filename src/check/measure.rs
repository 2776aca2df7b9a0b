//! Values in words: `98%以上`, `不低于95`, `≥45家` typed where a number is wanted, read as sign, number and unit.

use crate::amount::Amount;
use crate::record::standard_sign;

/// A value in words, as it should stand in its three columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Worded {
    /// The standard sign, where the words say one.
    pub(super) sign: Option<&'static str>,
    /// The number's digits.
    pub(super) number: String,
    /// The unit, as written; may be empty.
    pub(super) unit: String,
}

/// Words before a number and the sign they mean, longer ones first.
const BEFORE: &[(&str, &str)] = &[
    ("达到", "≥"),
    ("至少", "≥"),
    ("不小于", "≥"),
    ("超过", "＞"),
    ("高于", "＞"),
    ("多于", "＞"),
    ("至多", "≤"),
    ("最多", "≤"),
    ("不大于", "≤"),
    ("不多于", "≤"),
    ("控制在", "≤"),
    ("低于", "＜"),
    ("少于", "＜"),
    ("达", "≥"),
];

/// Words after a unit and the sign they mean, longer ones first.
const AFTER: &[(&str, &str)] = &[
    ("(含)以上", "≥"),
    ("（含）以上", "≥"),
    ("及以上", "≥"),
    ("或以上", "≥"),
    ("以上", "≥"),
    ("(含)以下", "≤"),
    ("（含）以下", "≤"),
    ("及以下", "≤"),
    ("以下", "≤"),
    ("及以内", "≤"),
    ("以内", "≤"),
    ("之内", "≤"),
];

/// What no unit contains: with these the number is a date, or part of a sentence. `3月底前完成`, `1季度`.
const NO_UNITS: [&str; 12] = [
    "底", "前", "后", "月", "季", "完", "成", "达", "第", "优", "办", "级",
];

/// Longest unit, in characters.
const LONGEST_UNIT: usize = 5;

/// Reads a text that says sign, number and unit and nothing else.
pub(super) fn worded(text: &str) -> Option<Worded> {
    let bare: String = text
        .chars()
        .filter(|character| !character.is_whitespace() && *character != '$')
        .map(half_width)
        .collect();
    let digits = bare.find(|character: char| character.is_ascii_digit())?;
    let (before, rest) = bare.split_at(digits);
    let before = match before {
        "" => None,
        words => Some(sign_before(words)?),
    };
    let end = rest
        .find(|character: char| !matches!(character, '0'..='9' | '.' | ','))
        .unwrap_or(rest.len());
    let number = rest[..end].replace(',', "");
    number.parse::<Amount>().ok()?;
    let (unit, after) = strip_after(&rest[end..]);
    let is_unit = unit.chars().count() <= LONGEST_UNIT
        && unit.chars().all(is_of_unit)
        && !NO_UNITS.iter().any(|part| unit.contains(part));
    is_unit.then(|| Worded {
        sign: before.or(after),
        number,
        unit: unit.to_owned(),
    })
}

fn sign_before(words: &str) -> Option<&'static str> {
    let listed = BEFORE.iter().find(|(known, _)| *known == words);
    listed
        .map(|(_, sign)| *sign)
        .or_else(|| standard_sign(words))
}

fn strip_after(rest: &str) -> (&str, Option<&'static str>) {
    let found = AFTER
        .iter()
        .find_map(|(words, sign)| Some((rest.strip_suffix(words)?, Some(*sign))));
    found.unwrap_or((rest, None))
}

fn is_of_unit(character: char) -> bool {
    character == '%' || character == '‰' || character == '/' || character.is_alphabetic()
}

const fn half_width(character: char) -> char {
    match character {
        '％' => '%',
        '，' => ',',
        '．' => '.',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_numbers_and_units_are_read_from_words() {
        for (text, sign, number, unit) in [
            ("98%以上", Some("≥"), "98", "%"),
            ("不低于95", Some("≥"), "95", ""),
            ("≥45家", Some("≥"), "45", "家"),
            ("90％及以上", Some("≥"), "90", "%"),
            (">= 1,200 人次", Some("≥"), "1200", "人次"),
            ("不超过10万元", Some("≤"), "10", "万元"),
            ("10个工作日以内", Some("≤"), "10", "个工作日"),
            ("达到100%", Some("≥"), "100", "%"),
            ("3次", None, "3", "次"),
            ("$\\geq$95%", Some("≥"), "95", "%"),
        ] {
            let expected = Worded {
                sign,
                number: number.to_owned(),
                unit: unit.to_owned(),
            };
            assert_eq!(worded(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn words_stay_words() {
        for text in [
            "",
            "合规",
            "较上年提升",
            "80%-90%",
            "2025年底前完成",
            "提高5个百分点左右并保持",
            "第3季度前",
            "3次、5场",
            "1.2.3",
            "符合GB/T9704",
            "完成1项任务并验收",
        ] {
            assert_eq!(worded(text), None, "{text}");
        }
    }
}
