//! Value of an indicator in one text (`type = "target"`): `≥95%`, `12公里`, `持续改善`.

use std::ops::Range;

use super::number::standard_sign;
use super::numeral::numeral;
use super::quantity::{
    DigitStyle, Quantity, QuantityError, is_after_numeral, quantity, without_stop,
};
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

/// What stands after the sign of a target instead of one number in digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AfterSign<'t> {
    /// No number, but a unit at most: `≥`, `≥公里`.
    Unit(&'t str),
    /// A Chinese numeral; holds the same in digits: `12个` for `≥十二个`.
    Numeral(String),
    /// A quantity, and more numbers behind it; holds sign and quantity: `≥12个` of `≥12个，新建5个`.
    More(&'t str),
    /// A number that is not one, with the reason: `≥3-5个`, `≥约12个`.
    Unclear(QuantityError),
}

/// Longest unit of a quantity whose number is missing, in characters; longer words are a text.
const MAX_UNIT: usize = 3;

/// The sign at the start of a target, with what stands after it instead of one number in digits.
/// `None` for a quantity in digits, for words without a sign, and for words with one: `≥上年水平`.
pub fn after_sign(text: &str) -> Option<(&'static str, AfterSign<'_>)> {
    let text = text.trim();
    let first = text.find(char::is_alphanumeric).unwrap_or(text.len());
    let mut ends = text[..first].char_indices().rev();
    let (sign, rest) = ends.find_map(|(at, last)| {
        let (sign, rest) = text.split_at(at + last.len_utf8());
        Some((standard_sign(sign)?, rest.trim_start()))
    })?;
    let after = match quantity(text) {
        Ok(read) if read.digits == DigitStyle::Chinese => {
            AfterSign::Numeral(format!("{}{}", read.number, read.unit))
        }
        Ok(_) => return None,
        Err(why) => not_one_number(text, rest, why)?,
    };
    Some((sign, after))
}

/// What stands after a sign if the text is not one quantity for the given reason; `None` for words.
fn not_one_number<'t>(text: &'t str, rest: &'t str, why: QuantityError) -> Option<AfterSign<'t>> {
    if matches!(why, QuantityError::Several | QuantityError::Words) {
        let mut ends = text.match_indices(SEPARATORS).map(|(end, _)| end);
        let first = ends.find_map(|end| {
            let (first, more) = text.split_at(end);
            (more.contains(is_digit) && quantity(first).is_ok()).then_some(first)
        });
        if let Some(first) = first {
            return Some(AfterSign::More(first.trim_end()));
        }
    }
    let why = match why {
        // The sign hides that the number is approximate.
        QuantityError::Words => quantity(rest).err().unwrap_or(why),
        other => other,
    };
    match why {
        QuantityError::Words => {}
        // 8元/天 is a value with a unit that is no common one.
        QuantityError::PerUnit => return None,
        why => return Some(AfterSign::Unclear(why)),
    }
    match numeral(rest) {
        // 一次性 and 一般 are no numbers.
        Some((number, unit)) if number > 1 && is_after_numeral(unit) => {
            Some(AfterSign::Numeral(format!("{number}{unit}")))
        }
        _ => (rest.chars().count() <= MAX_UNIT).then_some(AfterSign::Unit(rest)),
    }
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

const fn is_digit(character: char) -> bool {
    matches!(character, '0'..='9' | '０'..='９')
}

/// Ranges of the parts of a quantity: its number is the digits, or the whole text without digits.
fn ranges(text: &str) -> TargetRanges {
    let start = text.len() - text.trim_start().len();
    let end = start + without_stop(text).len();
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
    fn a_sign_is_followed_by_one_number_in_digits() {
        let after = |text: &str| match after_sign(text) {
            Some((sign, after)) => format!("{sign} {after:?}"),
            None => "无".to_owned(),
        };
        let texts = [
            "≥",
            "≥公里",
            ">= 以上",
            "≥12个，新建5个",
            "≥12个，其中新建≥5个",
            "≥95%和≥5次",
            "≥十二个",
            "≥十二个乡镇",
            "≥百分之九十",
            "≥3-5个",
            "≥约12个",
            "≥18,5",
            "≥1/3",
            "≥(5)",
            // Quantities, words, deadlines and remarks.
            "≥12个",
            "≥1,234.5万元",
            "≥90.00(%)",
            "≥12个（其中新建5个）",
            "≥上年水平",
            "≥一次性通过",
            "≤2026年5月底前，分批完成",
            "≤12月底前",
            "十二个",
            "12个，新建5个",
            "持续改善",
        ];
        let read = texts.map(|text| format!("{text}: {}", after(text)));
        insta::assert_snapshot!(read.join("\n"), @r#"
        ≥: ≥ Unit("")
        ≥公里: ≥ Unit("公里")
        >= 以上: ≥ Unit("以上")
        ≥12个，新建5个: ≥ More("≥12个")
        ≥12个，其中新建≥5个: ≥ More("≥12个")
        ≥95%和≥5次: ≥ Unclear(Several)
        ≥十二个: ≥ Numeral("12个")
        ≥十二个乡镇: ≥ Numeral("12个乡镇")
        ≥百分之九十: ≥ Numeral("90%")
        ≥3-5个: ≥ Unclear(Range)
        ≥约12个: ≥ Unclear(Approximate)
        ≥18,5: ≥ Unclear(Separator)
        ≥1/3: ≥ Unclear(Fraction)
        ≥(5): ≥ Unclear(Bracketed)
        ≥12个: 无
        ≥1,234.5万元: 无
        ≥90.00(%): 无
        ≥12个（其中新建5个）: 无
        ≥上年水平: 无
        ≥一次性通过: 无
        ≤2026年5月底前，分批完成: 无
        ≤12月底前: 无
        十二个: 无
        12个，新建5个: 无
        持续改善: 无
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
