//! Likely cause of a wrong amount: digits swapped, an operand omitted, 元 for 万元.

use rust_decimal::Decimal;

use crate::amount::Amount;

/// 元 in 万元.
const TEN_THOUSAND: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);

/// A text about the likely mistake that turns `expected` into `typed`; `None` if no usual mistake
/// does. `parts` are the operands of the expected amount.
pub(super) fn likely_mistake(
    typed: Decimal,
    expected: Decimal,
    parts: &[(&str, Decimal)],
) -> Option<String> {
    if typed == expected || typed.is_zero() || expected.is_zero() {
        return None;
    }
    factor(typed, expected)
        .or_else(|| part(typed, expected, parts))
        .or_else(|| digits(typed, expected))
}

fn factor(typed: Decimal, expected: Decimal) -> Option<String> {
    let is = |left: Decimal, right: Decimal, by: Decimal| {
        right.checked_mul(by).is_some_and(|product| product == left)
    };
    if is(typed, expected, TEN_THOUSAND) || is(expected, typed, TEN_THOUSAND) {
        return Some("像是元与万元弄混了(正好差一万倍)".to_owned());
    }
    let places = [10, 100, 1000].map(Decimal::from);
    let moved = places
        .iter()
        .position(|by| is(typed, expected, *by) || is(expected, typed, *by))?;
    Some(format!("像是小数点错了{}位", ["一", "两", "三"][moved]))
}

fn part(typed: Decimal, expected: Decimal, parts: &[(&str, Decimal)]) -> Option<String> {
    let difference = expected.checked_sub(typed)?;
    parts.iter().find_map(|(label, part)| {
        let part_words = format!("{label} {}", Amount::computed(*part));
        if part.is_zero() || parts.len() < 2 {
            None
        } else if difference == *part {
            Some(format!("像是漏了{part_words}"))
        } else if difference == -*part {
            Some(format!("像是把{part_words} 算了两次"))
        } else {
            None
        }
    })
}

fn digits(typed: Decimal, expected: Decimal) -> Option<String> {
    let scale = typed.normalize().scale().max(expected.normalize().scale());
    let [typed, expected] = [typed, expected].map(|value| in_digits(value, scale));
    if typed.len() != expected.len() {
        return None;
    }
    let pairs = typed.iter().zip(&expected).enumerate();
    let wrong: Vec<usize> = pairs
        .filter(|(_, (left, right))| left != right)
        .map(|(index, _)| index)
        .collect();
    match wrong[..] {
        [first, second] if typed[first] == expected[second] && typed[second] == expected[first] => {
            Some("像是两位数字写颠倒了".to_owned())
        }
        // In a short number any two values differ by one digit, which explains nothing.
        [one] if typed.len() > 2 => Some(format!(
            "像是写错了一位数字({} 应为 {})",
            typed[one], expected[one]
        )),
        _ => None,
    }
}

fn in_digits(value: Decimal, scale: u32) -> Vec<char> {
    let mut value = value;
    value.rescale(scale);
    value.to_string().chars().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake_of(typed: &str, expected: &str) -> Option<String> {
        let parts = [
            ("人员经费", "176.32"),
            ("公用经费", "14.63"),
            ("项目经费", "10"),
        ];
        let parts = parts.map(|(label, part)| (label, part.parse().unwrap()));
        likely_mistake(typed.parse().unwrap(), expected.parse().unwrap(), &parts)
    }

    #[test]
    fn usual_mistakes_are_named() {
        for (typed, words) in [
            ("200.59", "像是两位数字写颠倒了"),
            ("190.95", "像是漏了项目经费 10"),
            ("215.58", "像是把公用经费 14.63 算了两次"),
            ("2009500", "像是元与万元弄混了(正好差一万倍)"),
            ("20.095", "像是小数点错了一位"),
            ("20095", "像是小数点错了两位"),
            ("201.95", "像是写错了一位数字(1 应为 0)"),
        ] {
            assert_eq!(
                mistake_of(typed, "200.95").as_deref(),
                Some(words),
                "{typed}"
            );
        }
    }

    #[test]
    fn other_differences_have_no_mistake() {
        for (typed, expected) in [
            ("200.95", "200.95"),
            ("123", "200.95"),
            ("0", "5"),
            ("9", "11"),
            ("8", "9"),
        ] {
            assert_eq!(mistake_of(typed, expected), None, "{typed} {expected}");
        }
    }
}
