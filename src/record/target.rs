//! Value of an indicator in one text (`type = "target"`): `≥95%`, `12公里`, `持续改善`.

use std::ops::Range;

use super::number::standard_sign;
use super::quantity::{Quantity, QuantityError, quantity};
use crate::form::Part;

/// What the text of a target means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A quantity, with the bytes of its parts in the text.
    Quantity(Quantity, TargetRanges),
    /// Two quantities or more, each an indicator of its own.
    Several,
    /// Words.
    Words,
}

/// Bytes of the parts of a target in its text; empty where a part is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetRanges {
    sign: Range<usize>,
    value: Range<usize>,
    unit: Range<usize>,
}

impl TargetRanges {
    /// Bytes of a part; of the number if the part is missing.
    pub fn of(&self, part: Part) -> Range<usize> {
        let range = match part {
            Part::Sign => &self.sign,
            Part::Value => &self.value,
            Part::Unit => &self.unit,
        };
        if range.is_empty() {
            self.value.clone()
        } else {
            range.clone()
        }
    }
}

/// Separators of several quantities. A text that they split into quantities only is several
/// indicators; 3公里、2座 is, 建成3公里、绿化2处 is not.
const SEPARATORS: [char; 9] = ['\n', '\r', ';', '；', '、', '|', '｜', ',', '，'];

/// Reads the text of a target.
pub fn target(text: &str) -> Target {
    match quantity(text) {
        Ok(read) => Target::Quantity(read, ranges(text)),
        Err(QuantityError::Several) if is_several(text) => Target::Several,
        Err(_) => Target::Words,
    }
}

/// Longest unit of a quantity whose number is missing, in characters; longer words are a text.
const MAX_UNIT: usize = 3;

/// The sign of a text that lacks the number after it: `≥`, `≥公里`; none of `≥上年水平`.
pub fn unvalued_sign(text: &str) -> Option<&'static str> {
    let text = text.trim();
    let end = text.find(char::is_alphanumeric).unwrap_or(text.len());
    let unit = &text[end..];
    standard_sign(&text[..end]).filter(|_| unit.chars().count() <= MAX_UNIT)
}

/// Sign, number and unit of a target whose text is exactly these, as in a list with a column for
/// each. Any other text is the value alone.
pub fn target_parts(text: &str) -> [String; 3] {
    let whole = || [String::new(), text.trim().to_owned(), String::new()];
    let Target::Quantity(read, _) = target(text) else {
        return whole();
    };
    let sign = read.sign.unwrap_or_default();
    let parts = [sign.to_owned(), read.number.to_string(), read.unit];
    if parts.concat() == text.trim() {
        parts
    } else {
        whole()
    }
}

/// The text of a target from its sign, number and unit, the inverse of [`target_parts`]: `≥45家`.
/// Without the sign if that is a word (定性); empty if the value is blank.
pub fn joined_target(sign: &str, value: &str, unit: &str) -> String {
    let (value, unit) = (value.trim(), unit.trim());
    match standard_sign(sign) {
        _ if value.is_empty() => String::new(),
        Some(sign) => format!("{sign}{value}{unit}"),
        None => format!("{value}{unit}"),
    }
}

fn is_several(text: &str) -> bool {
    let parts = text.split(SEPARATORS).map(str::trim);
    let mut parts = parts.filter(|part| !part.is_empty());
    parts.clone().nth(1).is_some() && parts.all(|part| quantity(part).is_ok())
}

/// Ranges of the parts of a quantity: its number is the digits, or the whole text without digits.
fn ranges(text: &str) -> TargetRanges {
    let end = text.trim_end().len();
    let start = text.len() - text.trim_start().len();
    let is_digit = |next: char| next.is_ascii_digit() || matches!(next, '０'..='９');
    let is_number = |next: char| is_digit(next) || matches!(next, '.' | ',' | '．' | '，');
    let first = text.find(is_digit).filter(|first| *first >= start);
    let Some(first) = first else {
        return TargetRanges {
            sign: start..start,
            value: start..end,
            unit: end..end,
        };
    };
    let after = text[first..end].find(|next| !is_number(next));
    let after = after.map_or(end, |after| first + after);
    let sign_end = start + text[start..first].trim_end().len();
    let unit_start = end - text[after..end].trim_start().len();
    TargetRanges {
        sign: start..sign_end,
        value: first..after,
        unit: unit_start..end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match target(text) {
            Target::Quantity(read, ranges) => {
                let parts = Part::ALL.map(|part| &text[ranges.of(part)]);
                let sign = read.sign.unwrap_or("无");
                format!("{sign} {} {} {parts:?}", read.number, read.unit)
            }
            Target::Several => "几个".to_owned(),
            Target::Words => "文字".to_owned(),
        }
    }

    #[test]
    fn a_target_is_a_quantity_or_words() {
        let texts = [
            "≥95%",
            "＝ 100 ％",
            "12公里",
            "≤1,200.5万元",
            "95%以上",
            "百分之九十",
            "持续改善",
            "3月底前完成",
            "建成3公里、绿化2处",
            "≥95%;≤5次",
            "18,5",
        ];
        let read = texts.map(|text| format!("{text}: {}", read(text)));
        insta::assert_snapshot!(read.join("\n"), @r#"
        ≥95%: ≥ 95 % ["≥", "95", "%"]
        ＝ 100 ％: = 100 % ["＝", "100", "％"]
        12公里: 无 12 公里 ["12", "12", "公里"]
        ≤1,200.5万元: ≤ 1200.5 万元 ["≤", "1,200.5", "万元"]
        95%以上: ≥ 95 % ["95", "95", "%以上"]
        百分之九十: 无 90 % ["百分之九十", "百分之九十", "百分之九十"]
        持续改善: 文字
        3月底前完成: 文字
        建成3公里、绿化2处: 文字
        ≥95%;≤5次: 几个
        18,5: 文字
        "#);
    }

    #[test]
    fn parts_are_exactly_the_text() {
        for (text, parts) in [
            ("≥95%", ["≥", "95", "%"]),
            ("12公里", ["", "12", "公里"]),
            (" =7.50万元 ", ["=", "7.50", "万元"]),
            (">=95%", ["", ">=95%", ""]),
            ("95%以上", ["", "95%以上", ""]),
            ("持续改善", ["", "持续改善", ""]),
        ] {
            assert_eq!(target_parts(text), parts, "{text}");
        }
    }
}
