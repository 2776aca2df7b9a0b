//! Calendar dates (日期), and the parts of dates that begin and end a period.

use std::fmt;

use super::{Unreadable, digits, squeezed};

/// A day of the calendar, from the year 1900 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CalendarDate {
    year: u32,
    month: u32,
    day: u32,
}

/// Notation of a printed date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateFormat(&'static str);

/// The notations of printed dates: each is read back as a date.
const FORMATS: [&str; 7] = [
    "yyyy年m月d日",
    "yyyy年mm月dd日",
    "yyyy-mm-dd",
    "yyyy/m/d",
    "yyyy/mm/dd",
    "yyyy.m.d",
    "yyyy.mm.dd",
];

impl DateFormat {
    /// `2025年3月1日`.
    pub const DEFAULT: DateFormat = DateFormat(FORMATS[0]);

    /// The notations by the names that definitions use.
    pub const NAMES: [&'static str; 7] = FORMATS;

    /// The notation with a name.
    pub fn named(name: &str) -> Option<DateFormat> {
        let known = FORMATS.into_iter().find(|known| *known == name);
        known.map(DateFormat)
    }
}

impl CalendarDate {
    /// The date of a text in any usual spelling: `2025年3月1日`, `2025-03-01`, `2025/3/1`,
    /// `2025.3.1`, `20250301`; a time of midnight after it is ignored.
    pub fn read(text: &str) -> Option<CalendarDate> {
        read(text).ok()
    }

    /// A number that grows with the date: 20250301.
    pub const fn ordinal(self) -> u32 {
        self.year * 10_000 + self.month * 100 + self.day
    }

    /// The date as printed.
    pub fn printed(self, format: DateFormat) -> String {
        let mut text = format.0.to_owned();
        for (name, number) in [("yyyy", self.year), ("mm", self.month), ("dd", self.day)] {
            text = text.replace(name, &format!("{number:02}"));
        }
        for (name, number) in [("m", self.month), ("d", self.day)] {
            text = text.replace(name, &number.to_string());
        }
        text
    }
}

/// The normal form: `2025-03-01`.
impl fmt::Display for CalendarDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let CalendarDate { year, month, day } = self;
        write!(formatter, "{year:04}-{month:02}-{day:02}")
    }
}

pub(super) fn read(text: &str) -> Result<CalendarDate, Unreadable> {
    let text = squeezed(without_midnight(text.trim()));
    let (part, rest) = Part::take(&text).ok_or(Unreadable::Other)?;
    let (Some(year), Some(month), Some(day), "") = (part.year, part.month, part.day, rest) else {
        return Err(Unreadable::Other);
    };
    part.check()?;
    Ok(CalendarDate { year, month, day })
}

/// A text without the midnight after its date: `2025-03-01 00:00:00`.
fn without_midnight(text: &str) -> &str {
    let Some((date, time)) = text.split_once(['T', ' ']) else {
        return text;
    };
    let is_time = time.contains(':') && time.chars().all(|sign| "0:.Z ".contains(sign));
    if is_time { date } else { text }
}

/// Beginning or end of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Part {
    pub(super) year: Option<u32>,
    pub(super) month: Option<u32>,
    pub(super) day: Option<u32>,
    /// A number without a unit: that of the other end.
    pub(super) bare: Option<u32>,
}

/// Separators within a date in digits.
const SEPARATORS: [char; 5] = ['-', '/', '.', '－', '．'];

impl Part {
    /// The part at the beginning of a text without spaces, and the rest.
    pub(super) fn take(text: &str) -> Option<(Part, &str)> {
        let (number, rest) = digits(text);
        let value: u32 = number.parse().ok()?;
        match number.len() {
            8 => Some((
                Part {
                    year: Some(value / 10_000),
                    month: Some(value / 100 % 100),
                    day: Some(value % 100),
                    bare: None,
                },
                rest,
            )),
            4 => {
                let part = Part {
                    year: Some(value),
                    ..Part::default()
                };
                Some(match rest.strip_prefix('年') {
                    Some(rest) => part.after_year(rest.strip_prefix('度').unwrap_or(rest)),
                    None => part.in_digits(rest),
                })
            }
            1 | 2 => Some(Part::default().with_number(value, rest)),
            _ => None,
        }
    }

    /// The month and the day after `2025年`.
    fn after_year(self, text: &str) -> (Part, &str) {
        let (number, rest) = digits(text);
        match number.parse() {
            Ok(value) if number.len() <= 2 => self.with_number(value, rest),
            _ => (self, text),
        }
    }

    /// A number with its unit: `3月`, `3月1日`, `1日`.
    fn with_number(self, value: u32, rest: &str) -> (Part, &str) {
        let is_day = |rest: &'_ str| rest.starts_with(['日', '号']);
        if let Some(after) = rest.strip_prefix('月') {
            let part = Part {
                month: Some(value),
                ..self
            };
            let (number, rest) = digits(after);
            return match number.parse() {
                Ok(day) if is_day(rest) => {
                    let day = Some(day);
                    (Part { day, ..part }, &rest['日'.len_utf8()..])
                }
                _ => (part, after),
            };
        }
        if is_day(rest) && self.year.is_none() {
            let day = Some(value);
            return (Part { day, ..self }, &rest['日'.len_utf8()..]);
        }
        let bare = Some(value);
        (Part { bare, ..self }, rest)
    }

    /// The month and the day after `2025`: `-03-01`, `.3`.
    fn in_digits(self, text: &str) -> (Part, &str) {
        let take = |text: &'_ str, separator: Option<char>| {
            let first = text.chars().next()?;
            let fits = separator.map_or(SEPARATORS.contains(&first), |own| own == first);
            let (number, rest) = digits(&text[first.len_utf8()..]);
            let value: u32 = number.parse().ok().filter(|_| number.len() <= 2)?;
            fits.then_some((first, value, text.len() - rest.len()))
        };
        let Some((separator, month, length)) = take(text, None) else {
            return (self, text);
        };
        let part = Part {
            month: Some(month),
            ..self
        };
        let rest = &text[length..];
        match take(rest, Some(separator)) {
            // 2025-3-12月 is a period.
            Some((_, day, length)) if !rest[length..].starts_with('月') => (
                Part {
                    day: Some(day),
                    ..part
                },
                &rest[length..],
            ),
            _ => (part, rest),
        }
    }

    /// Checks that the calendar has it.
    pub(super) fn check(self) -> Result<(), Unreadable> {
        let year = self.year.unwrap_or(2024);
        let month = self.month.unwrap_or(1);
        let is_leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 if is_leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let is_there = (1900..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days).contains(&self.day.unwrap_or(1));
        is_there.then_some(()).ok_or(Unreadable::NoSuchDay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_in_every_usual_spelling() {
        for text in [
            "2025-03-01",
            "2025-3-1",
            "2025年3月1日",
            "2025 年 3 月 1 日",
            "２０２５年３月１日",
            "2025年03月01号",
            "2025/3/1",
            "2025.03.01",
            "20250301",
            "2025-03-01 00:00:00",
            "2025-03-01T00:00:00Z",
        ] {
            assert_eq!(read(text).unwrap().to_string(), "2025-03-01", "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_no_date() {
        for (text, why) in [
            ("2025年3月", Unreadable::Other),
            ("3月1日", Unreadable::Other),
            ("25-3-1", Unreadable::Other),
            ("3/1/2025", Unreadable::Other),
            ("2025-03-01 08:30", Unreadable::Other),
            ("2025-03-01起", Unreadable::Other),
            ("2025年2月29日", Unreadable::NoSuchDay),
            ("2025-13-01", Unreadable::NoSuchDay),
            ("1899-01-01", Unreadable::NoSuchDay),
        ] {
            assert_eq!(read(text), Err(why), "{text}");
        }
        assert!(read("2024-02-29").is_ok());
    }

    #[test]
    fn each_notation_is_read_back() {
        let date = read("2025-03-09").unwrap();
        assert_eq!(date.printed(DateFormat::DEFAULT), "2025年3月9日");
        for name in DateFormat::NAMES {
            let printed = date.printed(DateFormat::named(name).unwrap());
            assert_eq!(read(&printed), Ok(date), "{printed}");
        }
    }
}
