//! Periods (起止时间): `2025年3月—12月`, `2025年3月1日—2026年2月28日`, `2025年—2027年`, `2025年`.

use super::date::Part;
use super::{Unreadable, squeezed};

/// Signs and words between the beginning and the end, the longer ones first.
const BETWEEN: [&str; 10] = ["——", "—", "–", "―", "-", "－", "~", "～", "至", "到"];

/// The normal form of a period: the sign `—`, the year of the end only if it is another one.
pub(super) fn read(text: &str) -> Result<String, Unreadable> {
    let text = squeezed(text);
    let (mut start, rest) = Part::take(&text).ok_or(Unreadable::Other)?;
    let end = BETWEEN.iter().find_map(|sign| rest.strip_prefix(sign));
    let Some(end) = end else {
        let is_whole = rest.is_empty() && start.bare.is_none() && start.year.is_some();
        start.check()?;
        return is_whole.then(|| written(start)).ok_or(Unreadable::Other);
    };
    let (mut end, rest) = Part::take(end).ok_or(Unreadable::Other)?;
    // 2025年3—12月, 3-12月, 2025.3-12
    match (start.bare.take(), end.bare.take()) {
        (Some(number), None) if end.month.is_some() && end.day.is_none() => {
            start.month = Some(number);
        }
        (None, Some(number)) if start.day.is_some() => end.day = Some(number),
        (None, Some(number)) if start.month.is_some() => end.month = Some(number),
        (None, None) => {}
        (Some(_), _) | (None, Some(_)) => return Err(Unreadable::Other),
    }
    end.month = end.month.or(start.month.filter(|_| end.day.is_some()));
    let own_year = end.year;
    end.year = own_year.or(start.year);
    let is_alike = start.year.is_some() == end.year.is_some()
        && start.month.is_some() == end.month.is_some()
        && start.day.is_some() == end.day.is_some();
    if !rest.is_empty() || !is_alike {
        return Err(Unreadable::Other);
    }
    start.check()?;
    end.check()?;
    if (start.year, start.month, start.day) > (end.year, end.month, end.day) {
        return Err(Unreadable::Reversed);
    }
    let is_other_year = start.year != end.year || end.month.is_none();
    let shown = Part {
        year: end.year.filter(|_| is_other_year),
        ..end
    };
    Ok(format!("{}—{}", written(start), written(shown)))
}

fn written(part: Part) -> String {
    let units = [(part.year, '年'), (part.month, '月'), (part.day, '日')];
    let known = units.into_iter();
    known
        .filter_map(|(number, unit)| Some(format!("{}{unit}", number?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_has_one_normal_form() {
        for (text, normal) in [
            ("2025年3月—12月", "2025年3月—12月"),
            ("2025年3月－2025年12月", "2025年3月—12月"),
            ("2025年3-12月", "2025年3月—12月"),
            ("2025.3-2025.12", "2025年3月—12月"),
            ("2025-03—2025-12", "2025年3月—12月"),
            ("2025-03-2025-12", "2025年3月—12月"),
            ("2025.03至12月", "2025年3月—12月"),
            ("2025年03月 至 2026年02月", "2025年3月—2026年2月"),
            ("2025年3月1日—12月31日", "2025年3月1日—12月31日"),
            ("2025-03-01~2025-12-31", "2025年3月1日—12月31日"),
            ("20250301-20251231", "2025年3月1日—12月31日"),
            ("2025年3月1日—15日", "2025年3月1日—3月15日"),
            ("3月1日—12月31日", "3月1日—12月31日"),
            ("3-12月", "3月—12月"),
            ("2025-2027", "2025年—2027年"),
            ("2025年——2027年", "2025年—2027年"),
            ("2025年度", "2025年"),
            ("2025年3月", "2025年3月"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(normal), "{text}");
            assert_eq!(read(normal).as_deref(), Ok(normal), "{normal}");
        }
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for (text, why) in [
            ("全年", Unreadable::Other),
            ("2025年3月—", Unreadable::Other),
            ("3-12", Unreadable::Other),
            ("2025年3月—2025年12月31日", Unreadable::Other),
            ("2025年3月起", Unreadable::Other),
            ("3月", Unreadable::Other),
            ("2025年13月—2026年2月", Unreadable::NoSuchDay),
            ("2025年12月—3月", Unreadable::Reversed),
            ("2027年—2025年", Unreadable::Reversed),
        ] {
            assert_eq!(read(text), Err(why), "{text}");
        }
    }
}
