//! Chinese numerals up to 9999: `五十`, `一百零五`, `两千三百`.

/// Reads the numeral at the start of a text, and returns it with the rest. `None` if there is no
/// numeral, or not one number in its usual form (`三五`, `二三十`).
pub(super) fn numeral(text: &str) -> Option<(u32, &str)> {
    let end = text
        .find(|next: char| digit(next).is_none() && unit(next).is_none())
        .unwrap_or(text.len());
    let (numeral, rest) = text.split_at(end);
    let value = value(numeral)?;
    (value > 0 && is_spelling(numeral, value)).then_some((value, rest))
}

fn digit(character: char) -> Option<u32> {
    const DIGITS: &str = "零一二三四五六七八九";
    match character {
        '〇' => Some(0),
        '两' => Some(2),
        other => {
            let at = DIGITS.chars().position(|digit| digit == other)?;
            u32::try_from(at).ok()
        }
    }
}

const fn unit(character: char) -> Option<u32> {
    match character {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1_000),
        _ => None,
    }
}

fn value(numeral: &str) -> Option<u32> {
    let mut sum: u32 = 0;
    let mut open = None;
    for character in numeral.chars() {
        match unit(character) {
            Some(unit) => sum = sum.checked_add(open.take().unwrap_or(1) * unit)?,
            None => open = digit(character),
        }
    }
    sum.checked_add(open.unwrap_or(0))
}

/// Whether a numeral is the usual spelling of a value; other spellings may mean something else.
fn is_spelling(numeral: &str, value: u32) -> bool {
    let usual = spelled(value);
    let typed = numeral.replace('两', "二").replace('〇', "零");
    typed == usual
        || Some(typed.as_str())
            == usual
                .strip_prefix('一')
                .filter(|rest| rest.starts_with('十'))
}

fn spelled(value: u32) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let mut spelled = String::new();
    let mut skipped = false;
    for (unit, word) in [(1_000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = value / unit % 10;
        if digit == 0 {
            skipped = !spelled.is_empty();
            continue;
        }
        if std::mem::take(&mut skipped) {
            spelled.push_str(DIGITS[0]);
        }
        spelled.push_str(DIGITS[digit as usize]);
        spelled.push_str(word);
    }
    if value < 10_000 {
        spelled
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_read_in_their_usual_spelling() {
        for value in 1..10_000 {
            assert_eq!(numeral(&spelled(value)), Some((value, "")));
        }
        for (text, value, rest) in [
            ("五十", 50, ""),
            ("十二个", 12, "个"),
            ("两千三百", 2_300, ""),
            ("一百〇五", 105, ""),
        ] {
            assert_eq!(numeral(text), Some((value, rest)), "{text}");
        }
        for text in ["三五", "二三十", "一百五", "百", "零", "几十", "五千百"] {
            assert_eq!(numeral(text), None, "{text}");
        }
    }
}
