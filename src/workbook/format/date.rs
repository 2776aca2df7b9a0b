//! Formats serial numbers as dates and times.

use std::fmt::Write;

use super::numerals;
use super::scan::{HalfDay, Locale, Numerals, SectionTokens, Token};

/// Notation of a date or time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DateFormat {
    parts: Vec<DatePart>,
    /// Whether hours run from 1 to 12.
    has_half_days: bool,
    /// Decimals of the seconds; none if the format shows no seconds.
    seconds: Option<u32>,
    locale: Locale,
    numerals: Option<Numerals>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum DatePart {
    Words(String),
    Year(usize),
    Month(usize),
    Day(usize),
    /// `aaa` and `aaaa`: 六, 星期六.
    Weekday(usize),
    Hour(usize),
    Minute(usize),
    Second(usize),
    /// Decimals of the seconds.
    Fraction(usize),
    HalfDay(HalfDay),
    /// Elapsed hours, minutes or seconds: `[h]`.
    Elapsed(char, usize),
}

/// Serial number that no format can show as a date; a cell shows `####`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoDate;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const DAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

/// Difference of the two date systems, 1900 and 1904, in days.
const DAYS_TO_1904: i64 = 1_462;

/// First day that is not displayed: 1 January 10000.
const END: i64 = 2_958_466;

/// Serial number of 29 February 1900, which never existed.
const FALSE_LEAP_DAY: i64 = 60;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// A calendar date and time.
struct Moment {
    year: i64,
    month: usize,
    day: i64,
    /// 0 is Sunday.
    weekday: usize,
    /// Milliseconds since midnight.
    time: i64,
    /// Milliseconds since day 0, for elapsed times.
    elapsed: i64,
}

impl DateFormat {
    /// The date format of a section. `None` if it cannot be reproduced exactly: another calendar,
    /// or digits among the date tokens.
    pub(super) fn of(section: &SectionTokens) -> Option<DateFormat> {
        let system = match section.locale {
            Locale::SystemDate => Some("yyyy\"年\"m\"月\"d\"日\""),
            Locale::SystemTime => Some("h:mm:ss"),
            Locale::Unsaid | Locale::Chinese | Locale::English | Locale::Other => None,
        };
        let system = system.map(super::scan::scan);
        let parts = system.as_ref().map_or(&section.parts, |own| &own[0].parts);
        let parts = date_parts(parts, section.locale)?;
        if section.has_calendar {
            return None;
        }
        let mut format = DateFormat {
            has_half_days: false,
            seconds: None,
            locale: section.locale,
            numerals: section.numerals,
            parts: Vec::new(),
        };
        for part in &parts {
            match part {
                DatePart::HalfDay(_) => format.has_half_days = true,
                DatePart::Second(_) | DatePart::Elapsed('s', _) => {
                    format.seconds = format.seconds.max(Some(0));
                }
                DatePart::Fraction(digits) => {
                    format.seconds = format.seconds.max(u32::try_from(*digits).ok());
                }
                DatePart::Words(_)
                | DatePart::Year(_)
                | DatePart::Month(_)
                | DatePart::Day(_)
                | DatePart::Weekday(_)
                | DatePart::Hour(_)
                | DatePart::Minute(_)
                | DatePart::Elapsed(..) => {}
            }
        }
        Some(DateFormat { parts, ..format })
    }

    /// Whether it shows elapsed hours, minutes or seconds.
    pub(super) fn is_elapsed(&self) -> bool {
        let mut parts = self.parts.iter();
        parts.any(|part| matches!(part, DatePart::Elapsed(..)))
    }

    /// The date of a serial number.
    pub(super) fn write(&self, serial: f64, starts_1904: bool) -> Result<String, NoDate> {
        let moment = self.moment(serial, starts_1904)?;
        let mut text = String::new();
        for part in &self.parts {
            self.part(part, &moment, &mut text);
        }
        Ok(text.trim().to_owned())
    }

    /// Date and time of a serial number, rounded to the displayed precision.
    fn moment(&self, serial: f64, starts_1904: bool) -> Result<Moment, NoDate> {
        #[expect(clippy::cast_precision_loss, reason = "the number is small")]
        let end = END as f64;
        if !(0.0..end).contains(&serial) {
            return Err(NoDate);
        }
        #[expect(clippy::cast_possible_truncation, reason = "both are small")]
        let (days, time) = (
            serial.floor() as i64,
            ((serial - serial.floor()) * 86_400_000.0).round() as i64,
        );
        let unit = match self.seconds {
            Some(0) => 1_000,
            Some(1) => 100,
            Some(2) => 10,
            Some(_) | None => 1,
        };
        let elapsed = days * DAY + (time + unit / 2) / unit * unit;
        let days = elapsed.div_euclid(DAY) + if starts_1904 { DAYS_TO_1904 } else { 0 };
        if days >= END {
            return Err(NoDate);
        }
        let (year, month, day) = civil(days);
        Ok(Moment {
            year,
            month,
            day,
            weekday: usize::try_from((days + 6) % 7).unwrap_or(0),
            time: elapsed.rem_euclid(DAY),
            elapsed,
        })
    }

    fn part(&self, part: &DatePart, moment: &Moment, text: &mut String) {
        let seconds = moment.time / 1_000;
        let hour = seconds / 3_600;
        match part {
            DatePart::Words(words) => text.push_str(words),
            DatePart::Year(2) => self.number(moment.year % 100, 2, text),
            DatePart::Year(_) => self.year(moment.year, text),
            DatePart::Month(digits @ 3..) => text.push_str(&self.month(moment.month, *digits)),
            DatePart::Month(digits) => {
                self.number(i64::try_from(moment.month).unwrap_or(0), *digits, text);
            }
            DatePart::Day(digits @ 3..) => text.push_str(&self.day(moment.weekday, *digits)),
            DatePart::Day(digits) => self.number(moment.day, *digits, text),
            DatePart::Weekday(digits) => text.push_str(&self.weekday(moment.weekday, *digits)),
            DatePart::Hour(digits) => self.number(self.hour(hour), *digits, text),
            DatePart::Minute(digits) => self.number(seconds / 60 % 60, *digits, text),
            DatePart::Second(digits) => self.number(seconds % 60, *digits, text),
            DatePart::Fraction(digits) => {
                let shown = format!("{:03}", moment.time % 1_000);
                text.push('.');
                text.push_str(&shown[..(*digits).min(3)]);
            }
            DatePart::HalfDay(half) => text.push_str(self.half_day(*half, hour)),
            DatePart::Elapsed(letter, digits) => {
                let seconds = moment.elapsed / 1_000;
                let number = match letter {
                    'h' => seconds / 3_600,
                    'm' => seconds / 60,
                    _ => seconds,
                };
                self.number(number, *digits, text);
            }
        }
    }

    fn number(&self, number: i64, digits: usize, text: &mut String) {
        match self.numerals {
            None => write!(text, "{number:0>digits$}").expect("writing to a String cannot fail"),
            Some(numerals) => text.push_str(&numerals::of_date(number, digits, numerals)),
        }
    }

    fn year(&self, year: i64, text: &mut String) {
        let digits = format!("{year:04}");
        text.push_str(&match self.numerals {
            None => digits,
            Some(numerals) => numerals::by_digit(&digits, numerals),
        });
    }

    const fn is_chinese(&self) -> bool {
        matches!(self.locale, Locale::Chinese)
    }

    /// 十一月, or November: a Chinese Excel writes English names if the format does not specify a
    /// language.
    fn month(&self, month: usize, digits: usize) -> String {
        let english = MONTHS[month.clamp(1, 12) - 1];
        match (digits, self.is_chinese()) {
            (3, true) => format!("{month}月"),
            (5, true) => month.to_string(),
            (_, true) => {
                let number = i64::try_from(month).unwrap_or(0);
                numerals::of_date(number, 1, Numerals::Lower) + "月"
            }
            (3, false) => english[..3].to_owned(),
            (5, false) => english[..1].to_owned(),
            (_, false) => english.to_owned(),
        }
    }

    fn day(&self, weekday: usize, digits: usize) -> String {
        match (digits, self.is_chinese()) {
            (3, true) => format!("周{}", numerals::weekday(weekday)),
            (_, true) => format!("星期{}", numerals::weekday(weekday)),
            (3, false) => DAYS[weekday][..3].to_owned(),
            (_, false) => DAYS[weekday].to_owned(),
        }
    }

    fn weekday(&self, weekday: usize, digits: usize) -> String {
        let name = numerals::weekday(weekday);
        match digits {
            3 if self.is_chinese() => format!("周{name}"),
            3 => name.to_owned(),
            _ => format!("星期{name}"),
        }
    }

    const fn half_day(&self, half: HalfDay, hour: i64) -> &'static str {
        let is_english = matches!(self.locale, Locale::English);
        match (half, hour < 12) {
            (HalfDay::Letter, true) => "A",
            (HalfDay::Letter, false) => "P",
            (HalfDay::Local, true) if is_english => "AM",
            (HalfDay::Local, false) if is_english => "PM",
            (HalfDay::Local | HalfDay::Chinese, true) => "上午",
            (HalfDay::Local | HalfDay::Chinese, false) => "下午",
        }
    }

    const fn hour(&self, hour: i64) -> i64 {
        match hour {
            0 if self.has_half_days => 12,
            13.. if self.has_half_days => hour - 12,
            _ => hour,
        }
    }
}

/// The tokens of a date. `None` if there are digits among them, or years are counted by another
/// calendar.
fn date_parts(parts: &[Token], locale: Locale) -> Option<Vec<DatePart>> {
    let mut made: Vec<DatePart> = Vec::with_capacity(parts.len());
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        at += 1;
        made.push(match part {
            Token::Words(words) => DatePart::Words(words.clone()),
            Token::Pad => DatePart::Words(" ".to_owned()),
            Token::Point => {
                let zeros = parts[at..].iter();
                let zeros = zeros.take_while(|part| **part == Token::Digit('0')).count();
                at += zeros;
                match zeros {
                    0 => DatePart::Words(".".to_owned()),
                    _ => DatePart::Fraction(zeros),
                }
            }
            Token::Comma => DatePart::Words(",".to_owned()),
            Token::Slash => DatePart::Words("/".to_owned()),
            Token::Percent => DatePart::Words("%".to_owned()),
            Token::Elapsed(letter, count) => DatePart::Elapsed(*letter, *count),
            Token::HalfDay(half) => DatePart::HalfDay(*half),
            Token::Date(letter, count) => {
                date_part((*letter, *count), &made, &parts[at..], locale)?
            }
            Token::Text => DatePart::Words(String::new()),
            Token::Digit(_) | Token::Exponent { .. } | Token::General => return None,
        });
    }
    Some(made)
}

/// Meaning of date letters, by their neighbours.
fn date_part(
    (letter, count): (char, usize),
    before: &[DatePart],
    after: &[Token],
    locale: Locale,
) -> Option<DatePart> {
    let has_own_years = locale == Locale::Other;
    Some(match letter {
        'y' => DatePart::Year(if count < 3 { 2 } else { 4 }),
        'e' if !has_own_years => DatePart::Year(4),
        // The era has no name in the Gregorian calendar.
        'g' if !has_own_years => DatePart::Words(String::new()),
        'm' if count < 3 && is_minute(before, after) => DatePart::Minute(count),
        'm' => DatePart::Month(count),
        'd' => DatePart::Day(count),
        'h' => DatePart::Hour(count.min(2)),
        's' => DatePart::Second(count.min(2)),
        'a' => DatePart::Weekday(count),
        _ => return None,
    })
}

/// Whether `m` after hours or before seconds is a minute.
fn is_minute(before: &[DatePart], after: &[Token]) -> bool {
    let before = before
        .iter()
        .rfind(|part| !matches!(part, DatePart::Words(_) | DatePart::HalfDay(_)));
    let after = after.iter().find_map(|part| match part {
        Token::Date(letter, _) | Token::Elapsed(letter, _) => Some(*letter),
        _ => None,
    });
    matches!(before, Some(DatePart::Hour(_) | DatePart::Elapsed('h', _))) || after == Some('s')
}

/// Year, month and day of a serial number of the 1900 system.
fn civil(days: i64) -> (i64, usize, i64) {
    match days {
        // Excel displays this for day 0.
        0 => return (1900, 1, 0),
        FALSE_LEAP_DAY => return (1900, 2, 29),
        _ => {}
    }
    // Days since 1 March of the year 0, in years that begin in March.
    let days = days + 693_899 + i64::from(days < FALSE_LEAP_DAY);
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    (
        era * 400 + year_of_era + carry,
        usize::try_from(month).unwrap_or(1),
        day,
    )
}

/// Serial number of a date or time in ISO 8601, in the 1900 system: `2026-11-28T18:30:00`. `None`
/// for a date with an offset from UTC, which no cell can show.
pub(in crate::workbook) fn serial_of_iso(text: &str) -> Option<f64> {
    let text = text.trim();
    let text = ["Z", "+00:00", "-00:00"]
        .iter()
        .find_map(|utc| text.strip_suffix(utc))
        .unwrap_or(text);
    let (date, time) = match text.split_once(['T', ' ']) {
        Some(both) => both,
        None if text.contains(':') => ("", text),
        None => (text, ""),
    };
    let days = if date.is_empty() {
        0
    } else {
        let mut numbers = date.splitn(3, '-').map(|number| number.parse::<i64>().ok());
        let (year, month, day) = (numbers.next()??, numbers.next()??, numbers.next()??);
        if !(1899..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day)
        {
            return None;
        }
        match (year, month, day) {
            // The days before day 1, from which programs count times and durations.
            (1899, 12, 30 | 31) => day - 30,
            (1899, ..) => return None,
            _ => {
                let days = days_of(year, month, day);
                let (_, found_month, found_day) = civil(days);
                // The month does not have this day.
                if i64::try_from(found_month) != Ok(month) || found_day != day {
                    return None;
                }
                days
            }
        }
    };
    let mut seconds = 0.0;
    if !time.is_empty() {
        let parts: Vec<f64> = time
            .split(':')
            .map(|part| part.parse().ok().filter(|part: &f64| part.is_finite()))
            .collect::<Option<_>>()?;
        let [hours, minutes, rest @ ..] = &parts[..] else {
            return None;
        };
        seconds = hours * 3_600.0 + minutes * 60.0 + rest.first().copied().unwrap_or(0.0);
    }
    #[expect(clippy::cast_precision_loss, reason = "days are few")]
    let days = days as f64;
    Some(days + seconds / 86_400.0).filter(|serial| *serial >= 0.0)
}

/// Serial number of a day, the false leap day counted.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let serial = era * 146_097 + day_of_era - 693_899;
    if serial > FALSE_LEAP_DAY {
        serial
    } else {
        serial - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_their_dates_agree() {
        for days in [1, 59, 61, 366, 36_585, 46_354, 2_958_465] {
            let (year, month, day) = civil(days);
            let month = i64::try_from(month).unwrap();
            assert_eq!(days_of(year, month, day), days);
        }
    }

    #[test]
    fn days_are_counted_as_excel_counts_them() {
        for (days, date) in [
            (0, (1900, 1, 0)),
            (1, (1900, 1, 1)),
            (31, (1900, 1, 31)),
            (59, (1900, 2, 28)),
            (60, (1900, 2, 29)),
            (61, (1900, 3, 1)),
            (36_525, (1999, 12, 31)),
            (36_585, (2000, 2, 29)),
            (45_717, (2025, 3, 1)),
            (46_354, (2026, 11, 28)),
            (73_109, (2100, 2, 28)),
            (73_110, (2100, 3, 1)),
            (2_958_465, (9999, 12, 31)),
        ] {
            assert_eq!(civil(days), date, "{days}");
        }
    }
}
