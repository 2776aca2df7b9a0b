//! The number of digits of phone numbers, also of masked ones (`138****0000`).

use super::RuleList;
use super::subject::Subject;
use crate::finding::{Code, Report};

pub(super) const RULES: RuleList = RuleList {
    tables: &[phones],
    ..RuleList::EMPTY
};

/// Signs between several numbers.
const BETWEEN: [char; 9] = ['/', '／', '、', ',', '，', ';', '；', '\n', '|'];

/// Checks the phone numbers of a table.
fn phones(subject: &Subject<'_>, report: &mut Report) {
    for field in &subject.rules().narrative.phones {
        let value = subject.record.get(*field);
        let Some(text) = value.as_text() else {
            continue;
        };
        let Some(why) = text.split(BETWEEN).find_map(what_is_wrong) else {
            continue;
        };
        let label = &subject.fields().get(*field).label;
        // The number itself is personal.
        report.push(
            subject
                .at(Code::PhoneDigits, *field)
                .seen(why)
                .expected("手机 11 位;座机是区号(0 开头)和 7 或 8 位号码")
                .correction(format!("核对{label},补上或删去数字")),
        );
    }
}

/// What is wrong with one number; `None` if it is right, or no number.
fn what_is_wrong(one: &str) -> Option<String> {
    let one: String = one.chars().filter(|sign| !sign.is_whitespace()).collect();
    let one = one
        .strip_prefix("+86")
        .or_else(|| one.strip_prefix("0086"))
        .unwrap_or(&one);
    let end = one.find(['转', '#']).or_else(|| one.find("分机"));
    let number = &one[..end.unwrap_or(one.len())];
    let is_sign = |sign: char| matches!(sign, '-' | '－' | '—' | '–' | '(' | ')' | '（' | '）');
    let groups: Vec<String> = number
        .split(is_sign)
        .filter(|group| !group.is_empty())
        .map(with_ascii_digits)
        .collect();
    let is_digit = |digit: u8| digit.is_ascii_digit() || digit == b'*';
    let is_number = !groups.is_empty() && groups.iter().all(|group| group.bytes().all(is_digit));
    let all = groups.concat();
    // Nothing but a mask says nothing.
    if !is_number || !all.contains(|digit: char| digit.is_ascii_digit()) || is_right(&groups, &all)
    {
        return None;
    }
    let with_zero = [vec![format!("0{}", groups[0])], groups[1..].to_vec()].concat();
    let count = all.len();
    Some(
        if !all.starts_with(['0', '1']) && is_landline(&with_zero, &format!("0{all}")) {
            format!("{count} 位数字,区号前面少了 0")
        } else if all.starts_with('1') {
            format!("{count} 位数字的手机号")
        } else {
            format!("{count} 位数字,不像手机,也不像座机")
        },
    )
}

/// Digits of full width as ASCII ones.
fn with_ascii_digits(group: &str) -> String {
    let digit = |sign: char| match sign {
        '０'..='９' => char::from_u32(u32::from(sign) - u32::from('０') + u32::from('0')),
        '＊' | '×' | 'x' | 'X' | '●' => Some('*'),
        _ => None,
    };
    group
        .chars()
        .map(|sign| digit(sign).unwrap_or(sign))
        .collect()
}

/// Whether digits, with `*` for any, are a number that can be called.
fn is_right(groups: &[String], all: &str) -> bool {
    let second = all.as_bytes().get(1).copied().unwrap_or_default();
    let is_mobile = all.starts_with('1') && (second == b'*' || second >= b'3');
    let visible = all.split('*').filter(|part| !part.is_empty());
    let visible: Vec<usize> = visible.map(str::len).collect();
    // Three digits before a mask and four after it are all that a mobile number shows.
    if is_mobile && (all.len() == 11 || visible == [3, 4]) {
        return true;
    }
    let is_service = all.len() == 10 && (all.starts_with("400") || all.starts_with("800"));
    let is_short = matches!(all.len(), 3..=6) && all.starts_with(['1', '9']) && groups.len() == 1;
    let is_local = |number: &str| matches!(number.len(), 7 | 8) && !number.starts_with(['0', '1']);
    let is_alone = match groups {
        [one] => is_local(one),
        [one, extension] => is_local(one) && extension.len() <= 5,
        _ => false,
    };
    // A number that begins with a mask may be any.
    let is_hidden = all.starts_with('*') && matches!(all.len(), 7 | 8 | 11 | 12);
    is_service || is_short || is_alone || is_hidden || is_landline(groups, all)
}

/// Whether it is an area code with 0, a number of seven or eight digits, perhaps an extension.
fn is_landline(groups: &[String], all: &str) -> bool {
    let bytes = all.as_bytes();
    let area = match bytes {
        [b'0', b'1', b'0', ..] | [b'0', b'2', ..] => 3,
        [b'0', b'3'..=b'9' | b'*', ..] => 4,
        // Zeros throughout stand for a number that is not to be seen: 0000-0000000.
        [b'0', b'0', ..] if groups.len() == 2 && matches!(groups[0].len(), 3 | 4) => {
            groups[0].len()
        }
        _ => return false,
    };
    // How many digits a mask hides is not always kept: 0931-***88.
    let is_masked = all.contains('*');
    let fits = |length: usize| matches!(length, 7 | 8) || (is_masked && matches!(length, 5 | 6));
    let [first, rest @ ..] = groups else {
        return false;
    };
    match (first.len().checked_sub(area), rest) {
        (Some(0), [number]) => fits(number.len()),
        (Some(0), [number, extension]) => {
            (fits(number.len()) && extension.len() <= 6) || fits(number.len() + extension.len())
        }
        (Some(length), []) => fits(length),
        (Some(length), [extension]) => fits(length) && extension.len() <= 6,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::what_is_wrong;

    #[test]
    fn numbers_that_can_be_called_are_right() {
        for number in [
            "138****0000",
            "138******00",
            "13812345678",
            "+86 139****0000",
            "0931-1234567",
            "09311234567",
            "（0938）***4521",
            "0931-***4567转802",
            "0931-1234567-801",
            "400-***-0000",
            "12345",
            "6234567",
            "62345678",
            "010-62345678",
            "０９３１-1234567",
            "无",
            "***",
            "138***0000",
            "0000-0000000",
            "88234567-802",
            "0931-***88",
        ] {
            assert_eq!(what_is_wrong(number), None, "{number}");
        }
    }

    #[test]
    fn a_wrong_number_of_digits_is_seen() {
        for number in [
            "138****000",
            "139****00001",
            "938-***4521",
            "9311234567",
            "36****0000",
            "000****0000",
            "0931-123456",
            "1381234567",
            "0931-123456789",
            "234567",
        ] {
            assert!(what_is_wrong(number).is_some(), "{number}");
        }
    }
}
