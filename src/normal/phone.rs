//! Phone numbers of the mainland (电话号码): landline with area code and extension, mobile, and service
//! numbers (400, 800).

use super::{Unreadable, squeezed};

/// Words and signs before an extension.
const EXTENSION: [&str; 5] = ["转", "分机", "ext.", "ext", "#"];

/// The normal form of one phone number: `0931-6622315`, `0931-6622315-801`, `13812345678`,
/// `400-123-4567`.
pub(super) fn read(text: &str) -> Result<String, Unreadable> {
    let text = squeezed(text).to_lowercase();
    let mut text = text.strip_prefix("+86").unwrap_or(&text).to_owned();
    for word in EXTENSION {
        text = text.replace(word, "-");
    }
    // Brackets around the area code are separators.
    let is_separator =
        |sign: char| matches!(sign, '-' | '－' | '—' | '–' | '(' | ')' | '（' | '）');
    let groups: Vec<&str> = text
        .split(is_separator)
        .filter(|group| !group.is_empty())
        .collect();
    let is_digits = |group: &&str| group.bytes().all(|byte| byte.is_ascii_digit());
    if groups.is_empty() || !groups.iter().all(is_digits) {
        return Err(Unreadable::Other);
    }
    if let Some(number) = mobile(&groups.concat()).or_else(|| service(&groups.concat())) {
        return Ok(number);
    }
    if let Some(number) = landline(&groups) {
        return Ok(number);
    }
    let first = format!("0{}", groups[0]);
    let with_zero: Vec<&str> = std::iter::once(first.as_str())
        .chain(groups[1..].iter().copied())
        .collect();
    Err(match landline(&with_zero) {
        Some(number) => Unreadable::LacksZero(number),
        None if matches!(groups[0].len(), 7 | 8) => Unreadable::LacksArea,
        None => Unreadable::Other,
    })
}

fn mobile(number: &str) -> Option<String> {
    let is_mobile = number.len() == 11
        && number.starts_with('1')
        && number
            .as_bytes()
            .get(1)
            .is_some_and(|second| *second >= b'3');
    is_mobile.then(|| number.to_owned())
}

fn service(number: &str) -> Option<String> {
    let is_service = number.len() == 10 && (number.starts_with("400") || number.starts_with("800"));
    is_service.then(|| format!("{}-{}-{}", &number[..3], &number[3..6], &number[6..]))
}

/// A number with its area code, of three digits if it is 010 or begins with 02, and an extension.
fn landline(groups: &[&str]) -> Option<String> {
    let first = groups[0];
    let area = match first.as_bytes() {
        [b'0', b'1', b'0', ..] | [b'0', b'2', b'0'..=b'9', ..] => 3,
        [b'0', b'3'..=b'9', b'0'..=b'9', b'0'..=b'9', ..] => 4,
        _ => return None,
    };
    let (area, joined) = first.split_at(area);
    let (number, rest) = match (joined, &groups[1..]) {
        ("", [number, rest @ ..]) => (*number, rest),
        (joined, rest) => (joined, rest),
    };
    let fits = matches!(number.len(), 7 | 8) && !number.starts_with(['0', '1']);
    match rest {
        [] if fits => Some(format!("{area}-{number}")),
        [extension] if fits && extension.len() <= 6 => Some(format!("{area}-{number}-{extension}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_has_one_normal_form() {
        for (text, normal) in [
            ("0931-6622315", "0931-6622315"),
            ("09316622315", "0931-6622315"),
            ("（0931）6622315", "0931-6622315"),
            ("0931 6622315", "0931-6622315"),
            ("010-62345678", "010-62345678"),
            ("0931-6622315转801", "0931-6622315-801"),
            ("0931-6622315-801", "0931-6622315-801"),
            ("13812345678", "13812345678"),
            ("+86 138-1234-5678", "13812345678"),
            ("4001234567", "400-123-4567"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(normal), "{text}");
            assert_eq!(read(normal).as_deref(), Ok(normal), "{normal}");
        }
    }

    #[test]
    fn a_dropped_zero_is_seen() {
        for (text, whole) in [
            ("9316622315", "0931-6622315"),
            ("931-6622315", "0931-6622315"),
            ("1062345678", "010-62345678"),
            ("37165432100", "0371-65432100"),
        ] {
            let why = Unreadable::LacksZero(whole.to_owned());
            assert_eq!(read(text), Err(why), "{text}");
        }
        assert_eq!(read("6622315"), Err(Unreadable::LacksArea));
        for text in [
            "无",
            "12345",
            "0931-662231",
            "0931-6622315、6622316",
            "1381234567",
        ] {
            assert_eq!(read(text), Err(Unreadable::Other), "{text}");
        }
    }
}
