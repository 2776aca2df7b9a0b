//! Chinese numerals, as displayed by the formats `[DBNum1]` to `[DBNum3]`.

use super::scan::Numerals;

/// Digits of a numeral set, then ten, hundred and thousand.
const fn characters(numerals: Numerals) -> ([char; 10], [&'static str; 4]) {
    match numerals {
        Numerals::Lower => (
            ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'],
            ["", "十", "百", "千"],
        ),
        Numerals::Upper => (
            ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'],
            ["", "拾", "佰", "仟"],
        ),
        Numerals::Wide => (
            ['０', '１', '２', '３', '４', '５', '６', '７', '８', '９'],
            ["", "十", "百", "千"],
        ),
    }
}

/// Names of groups of four digits.
const GROUPS: [&str; 8] = [
    "",
    "万",
    "亿",
    "万亿",
    "亿亿",
    "万亿亿",
    "亿亿亿",
    "万亿亿亿",
];

/// Name of a weekday, 0 = Sunday.
pub(super) const fn weekday(weekday: usize) -> &'static str {
    ["日", "一", "二", "三", "四", "五", "六"][weekday % 7]
}

/// A number digit by digit: 一二三.五.
pub(super) fn by_digit(number: &str, numerals: Numerals) -> String {
    let (digits, _) = characters(numerals);
    let digit = |character: char| match character.to_digit(10) {
        Some(digit) => digits[digit as usize],
        None => character,
    };
    number.chars().map(digit).collect()
}

/// A number with the names of its places: 一百二十三点五.
pub(super) fn by_place(number: &str, numerals: Numerals) -> String {
    let (sign, unsigned) = match number.strip_prefix('-') {
        Some(unsigned) => ("-", unsigned),
        None => ("", number),
    };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let mut text = sign.to_owned() + &places(whole, numerals);
    if !fraction.is_empty() {
        text.push(if numerals == Numerals::Wide {
            '．'
        } else {
            '.'
        });
        text.push_str(&by_digit(fraction, numerals));
    }
    text
}

/// A month, day, hour or minute: 十一; with leading zeros if the format has them.
pub(super) fn of_date(number: i64, digits: usize, numerals: Numerals) -> String {
    let plain = number.to_string();
    if numerals == Numerals::Wide {
        return by_digit(&format!("{plain:0>digits$}"), numerals);
    }
    let text = places(&plain, numerals);
    let zero = characters(numerals).0[0];
    if plain.len() < digits && number != 0 {
        return format!("{zero}{text}");
    }
    match text.strip_prefix("一十") {
        Some(rest) => format!("十{rest}"),
        None => text,
    }
}

/// Digits with the names of their places.
fn places(whole: &str, numerals: Numerals) -> String {
    let (digits, names) = characters(numerals);
    let whole = whole.trim_start_matches('0');
    if whole.is_empty() {
        return digits[0].to_string();
    }
    let mut text = String::new();
    let mut has_gap = false;
    let mut is_group_empty = true;
    for (index, digit) in whole.chars().enumerate() {
        let place = whole.len() - 1 - index;
        match digit.to_digit(10) {
            Some(0) | None => has_gap = true,
            Some(digit) => {
                if has_gap && !text.is_empty() {
                    text.push(digits[0]);
                }
                has_gap = false;
                is_group_empty = false;
                text.push(digits[digit as usize]);
                text.push_str(names[place % 4]);
            }
        }
        if place.is_multiple_of(4) {
            if !is_group_empty {
                text.push_str(GROUPS[(place / 4).min(GROUPS.len() - 1)]);
            }
            is_group_empty = true;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_by_place() {
        for (number, text) in [
            ("0", "〇"),
            ("5", "五"),
            ("10", "一十"),
            ("105", "一百〇五"),
            ("123", "一百二十三"),
            ("1000", "一千"),
            ("10005", "一万〇五"),
            ("96000", "九万六千"),
            ("1000000", "一百万"),
            ("120000000", "一亿二千万"),
            ("100000001", "一亿〇一"),
            ("12.05", "一十二.〇五"),
            ("-7", "-七"),
        ] {
            assert_eq!(by_place(number, Numerals::Lower), text, "{number}");
        }
        assert_eq!(by_place("123", Numerals::Upper), "壹佰贰拾叁");
        assert_eq!(by_place("123", Numerals::Wide), "１百２十３");
        assert_eq!(by_digit("123", Numerals::Wide), "１２３");
        assert_eq!(of_date(11, 1, Numerals::Lower), "十一");
        assert_eq!(of_date(28, 2, Numerals::Lower), "二十八");
        assert_eq!(of_date(3, 2, Numerals::Lower), "〇三");
    }
}
