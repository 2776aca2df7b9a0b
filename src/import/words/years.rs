//! Years in texts.

use super::fold::folded;

/// Number in a text that consists of a year: 2025年, （2025年）.
pub(in crate::import) fn year(text: &str) -> Option<&str> {
    let bare =
        text.trim_matches(|sign: char| sign.is_whitespace() || "()（）[]〔〕【】".contains(sign));
    let number = bare.strip_suffix('年')?.trim();
    (number.chars().count() == 4 && digits(number).bytes().all(|byte| byte.is_ascii_digit()))
        .then_some(number)
}

/// Word after the number of a year, or before it.
pub(in crate::import) const YEAR: &str = "年度";

/// Whether a text is the number of a year.
pub(in crate::import) fn is_year(text: &str) -> bool {
    text.len() == 4
        && text.starts_with(['1', '2'])
        && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Years in a line: `2025年`, `2024—2025年度`, `年度：2025`; not those of dates (`2025年3月1日`).
pub(in crate::import) fn years(text: &str) -> Vec<String> {
    pub(super) const NUMBERS: &str = "0123456789一二三四五六七八九十";
    const UNTIL: [char; 5] = ['-', '~', '至', '到', '、'];
    let plain = folded(text);
    let mut years = Vec::new();
    let mut before = plain.as_str();
    // Whether the number that follows is a year: one before a dash is a year too.
    let mut is_next_year = false;
    while let Some(end) = before.rfind(|sign: char| sign.is_ascii_digit()) {
        let (rest, after) = before.split_at(end + 1);
        let behind = &plain[end + 1..];
        before = rest.trim_end_matches(|sign: char| sign.is_ascii_digit());
        let number = &rest[before.len()..];
        let is_date = |after: &str| {
            let after = after.trim_start_matches(|sign| NUMBERS.contains(sign));
            after.starts_with('月')
        };
        let is_stated = match behind.strip_prefix('年') {
            Some(after) => !is_date(after),
            None => {
                before.trim_end_matches(':').ends_with(YEAR)
                    || is_next_year && after.chars().all(|sign| UNTIL.contains(&sign))
            }
        };
        is_next_year = is_stated && is_year(number);
        years.extend(is_next_year.then(|| number.to_owned()));
    }
    years
}

/// A text with full-width digits, and with Chinese digits read one by one (二〇二五), as plain
/// digits.
pub(in crate::import) fn digits(text: &str) -> String {
    const CHINESE: &str = "〇一二三四五六七八九";
    let is_chinese = |sign: char| CHINESE.contains(sign) || matches!(sign, '○' | '零' | 'О' | 'O');
    let is_said = text.chars().count() == 4 && text.chars().all(is_chinese);
    let digit = |sign: char| match sign {
        '０'..='９' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
        _ if is_said => {
            let value = CHINESE.chars().position(|own| own == sign).unwrap_or(0);
            u32::try_from(value)
                .ok()
                .and_then(|value| char::from_digit(value, 10))
                .unwrap_or(sign)
        }
        _ => sign,
    };
    text.chars().map(digit).collect()
}
