//! What a number format (`0.00%`, `yyyy"年"m"月"`) says of a number: its decimals, whether it is a percentage, whether it is a date and how that is written.

use std::fmt::Write;

use calamine::{ExcelDateTime, ExcelDateTimeType};

/// How a number is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NumberFormat {
    /// With the digits it has.
    General,
    /// With this many digits before and after the point at least.
    Plain {
        /// Before the point.
        whole: usize,
        /// After it.
        decimals: u32,
    },
    /// In percent.
    Percent {
        /// Digits after the point.
        decimals: u32,
    },
    /// As another number: in thousands, or with a point that is none (`0!.0,`).
    Scaled,
    /// As a date or time.
    Date(DateFormat),
}

/// How a date is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DateFormat {
    parts: Vec<Part>,
    /// Hours from 1 to 12.
    half_days: bool,
}

/// A part of a date.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// Words between.
    Words(String),
    /// Year with so many digits: 2 or 4.
    Year(usize),
    /// Month; 3 and more letters are its name, which is written as a number here.
    Month(usize),
    /// Day; 3 and more letters are the day of the week, left out here.
    Day(usize),
    Hour(usize),
    Minute(usize),
    Second(usize),
    /// 上午 or 下午.
    HalfDay,
}

/// The number format of an id that every workbook knows, as a Chinese Excel shows it.
pub(super) fn built_in(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5..=8 | 37..=44 => match id {
            7 | 8 | 39 | 40 | 43 | 44 => "#,##0.00",
            _ => "#,##0",
        },
        9 => "0%",
        10 => "0.00%",
        14 => "yyyy/m/d",
        15 => "d-m-yy",
        16 => "d-m",
        17 => "m-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 | 46 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        27 | 36 | 50 | 52 | 57 => "yyyy\"年\"m\"月\"",
        28 | 29 | 51 | 53 | 54 | 58 => "m\"月\"d\"日\"",
        30 => "m-d-yy",
        31 => "yyyy\"年\"m\"月\"d\"日\"",
        32 => "h\"时\"mm\"分\"",
        33 => "h\"时\"mm\"分\"ss\"秒\"",
        34 | 55 => "AM/PMh\"时\"mm\"分\"",
        35 | 56 => "AM/PMh\"时\"mm\"分\"ss\"秒\"",
        45 => "mm:ss",
        47 => "mm:ss.0",
        _ => "General",
    }
}

/// A character of a format, and whether it is one of its signs or a mere word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Sign(char),
    Word(char),
}

impl NumberFormat {
    /// What a format says. Of its sections the first counts: that of numbers from 0 on.
    pub(super) fn of(code: &str) -> NumberFormat {
        // With spaces or words beside it too: `General_)`. No sign of a date stands beside this word.
        let section = code.split(';').next().unwrap_or_default();
        if section.to_ascii_lowercase().contains("general") {
            return NumberFormat::General;
        }
        let signs = signs(code);
        let has = |wanted: &[char]| {
            signs
                .iter()
                .any(|sign| matches!(sign, Sign::Sign(sign) if wanted.contains(sign)))
        };
        let is_number = has(&['0', '#', '?']);
        if !is_number && has(&['y', 'm', 'd', 'h', 's', 'b', 'e', 'g']) {
            return NumberFormat::Date(DateFormat::of(&signs));
        }
        // Seconds with tenths are a date with a 0 in it.
        if has(&['y', 'd', 'h', 's']) {
            return NumberFormat::Date(DateFormat::of(&signs));
        }
        if !is_number || has(&['e', '/', '@']) {
            return NumberFormat::General;
        }
        number(&signs)
    }
}

fn number(signs: &[Sign]) -> NumberFormat {
    let is_digit = |sign: &Sign| matches!(sign, Sign::Sign('0' | '#' | '?'));
    let first = signs.iter().position(is_digit).unwrap_or(0);
    let last = signs.iter().rposition(is_digit).unwrap_or(0);
    let point = signs.iter().position(|sign| *sign == Sign::Sign('.'));
    let in_thousands = matches!(signs.get(last + 1), Some(Sign::Sign(',')));
    let false_point = signs[first..=last]
        .iter()
        .any(|sign| matches!(sign, Sign::Word('.' | '。' | '．')));
    if in_thousands || false_point {
        return NumberFormat::Scaled;
    }
    let zeros = |signs: &[Sign]| {
        signs
            .iter()
            .filter(|sign| **sign == Sign::Sign('0'))
            .count()
    };
    let (whole, decimals) = match point {
        Some(point) => (zeros(&signs[..point]), zeros(&signs[point..])),
        None => (zeros(signs), 0),
    };
    // More than Excel shows is no format of a person.
    let decimals = u32::try_from(decimals).unwrap_or(0).min(15);
    if signs.contains(&Sign::Sign('%')) {
        NumberFormat::Percent { decimals }
    } else {
        NumberFormat::Plain {
            whole: whole.min(20),
            decimals,
        }
    }
}

/// The characters of the first section, without what is in brackets.
fn signs(code: &str) -> Vec<Sign> {
    let mut signs = Vec::new();
    let mut rest = code.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            ';' => break,
            '"' => signs.extend(
                rest.by_ref()
                    .take_while(|word| *word != '"')
                    .map(Sign::Word),
            ),
            '\\' | '!' => signs.extend(rest.next().map(Sign::Word)),
            // A space as wide as the next character; a character repeated to fill the cell.
            '_' | '*' => drop(rest.next()),
            '[' => {
                let inside: String = rest.by_ref().take_while(|word| *word != ']').collect();
                // Hours, minutes or seconds that are not carried: [h].
                let mut letters = inside.chars().map(|letter| letter.to_ascii_lowercase());
                if !inside.is_empty() && letters.all(|letter| matches!(letter, 'h' | 'm' | 's')) {
                    signs.extend(
                        inside
                            .chars()
                            .map(|letter| Sign::Sign(letter.to_ascii_lowercase())),
                    );
                }
            }
            'A' | 'a' | '上' if is_half_day(next, &mut rest) => signs.push(Sign::Sign('p')),
            '0' | '#' | '?' | '.' | ',' | '%' | '/' | '@' => signs.push(Sign::Sign(next)),
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'e' | 'E' | 'b' | 'B'
            | 'g' | 'G' => signs.push(Sign::Sign(next.to_ascii_lowercase())),
            other => signs.push(Sign::Word(other)),
        }
    }
    signs
}

/// Whether `AM/PM`, `A/P` or `上午/下午` stands there; if so, it is taken.
fn is_half_day(first: char, rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    let ahead: String = std::iter::once(first).chain(rest.clone()).take(5).collect();
    let upper = ahead.to_uppercase();
    let length = ["AM/PM", "上午/下午", "A/P"]
        .iter()
        .find(|word| upper.starts_with(**word))
        .map(|word| word.chars().count());
    let Some(length) = length else { return false };
    for _ in 1..length {
        rest.next();
    }
    true
}

impl DateFormat {
    fn of(signs: &[Sign]) -> DateFormat {
        let mut parts: Vec<Part> = Vec::new();
        let mut at = 0;
        while at < signs.len() {
            let run = signs[at..]
                .iter()
                .take_while(|sign| **sign == signs[at])
                .count();
            let part = match signs[at] {
                Sign::Sign('y' | 'e') => Part::Year(if run == 2 && signs[at] == Sign::Sign('y') {
                    2
                } else {
                    4
                }),
                Sign::Sign('m') if is_minute(&parts, &signs[at + run..]) => Part::Minute(run),
                Sign::Sign('m') => Part::Month(run),
                Sign::Sign('d') => Part::Day(run),
                Sign::Sign('h') => Part::Hour(run),
                Sign::Sign('s') => Part::Second(run),
                Sign::Sign('p') => Part::HalfDay,
                Sign::Sign('.' | '0' | '#' | '?' | 'b' | 'g' | '@') => Part::Words(String::new()),
                Sign::Sign(word) | Sign::Word(word) => Part::Words(word.to_string().repeat(run)),
            };
            parts.push(part);
            at += run;
        }
        DateFormat {
            half_days: parts.contains(&Part::HalfDay),
            parts,
        }
    }

    /// The date of a serial number; none where it is none Excel shows.
    pub(super) fn write(&self, serial: f64, starts_1904: bool) -> Option<String> {
        /// The last day of the year 9999.
        const LAST: f64 = 2_958_466.0;
        if !(0.0..LAST).contains(&serial) {
            return None;
        }
        let date = ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, starts_1904);
        let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
        let mut text = String::new();
        for part in &self.parts {
            let (number, digits) = match part {
                Part::Words(words) => {
                    text.push_str(words);
                    continue;
                }
                Part::HalfDay => {
                    text.push_str(if hour < 12 { "上午" } else { "下午" });
                    continue;
                }
                Part::Day(3..) => continue,
                Part::Year(2) => (year % 100, 2),
                Part::Year(digits) => (year, *digits),
                Part::Month(digits) => (u16::from(month), (*digits).min(2)),
                Part::Day(digits) => (u16::from(day), *digits),
                Part::Hour(digits) => (u16::from(self.hour(hour)), *digits),
                Part::Minute(digits) => (u16::from(minute), *digits),
                Part::Second(digits) => (u16::from(second), *digits),
            };
            let digits = digits.min(4);
            write!(text, "{number:0>digits$}").expect("writing to a String cannot fail");
        }
        Some(text.trim().to_owned())
    }

    fn hour(&self, hour: u8) -> u8 {
        match hour {
            0 if self.half_days => 12,
            13.. if self.half_days => hour - 12,
            _ => hour,
        }
    }
}

/// Whether an m after hours, or before seconds, is a minute.
fn is_minute(before: &[Part], after: &[Sign]) -> bool {
    let mut before = before
        .iter()
        .rev()
        .filter(|part| !matches!(part, Part::Words(_)));
    let after = after
        .iter()
        .find(|sign| matches!(sign, Sign::Sign('y' | 'm' | 'd' | 'h' | 's')));
    matches!(before.next(), Some(Part::Hour(_))) || after == Some(&Sign::Sign('s'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::too_many_lines, reason = "one plain list")]
    fn decimals_and_percent_signs_are_read() {
        for (code, shown) in [
            ("General", NumberFormat::General),
            ("@", NumberFormat::General),
            ("_0_0General_._0_0", NumberFormat::General),
            (
                "???0.00_0_0",
                NumberFormat::Plain {
                    whole: 1,
                    decimals: 2,
                },
            ),
            ("??0.0%_0", NumberFormat::Percent { decimals: 1 }),
            (
                "0",
                NumberFormat::Plain {
                    whole: 1,
                    decimals: 0,
                },
            ),
            (
                "#,##0.00",
                NumberFormat::Plain {
                    whole: 1,
                    decimals: 2,
                },
            ),
            (
                "0.00_ ",
                NumberFormat::Plain {
                    whole: 1,
                    decimals: 2,
                },
            ),
            (
                "0.00_);[Red]\\(0.00\\)",
                NumberFormat::Plain {
                    whole: 1,
                    decimals: 2,
                },
            ),
            (
                "_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ",
                NumberFormat::Plain {
                    whole: 1,
                    decimals: 2,
                },
            ),
            (
                "¥#,##0.00",
                NumberFormat::Plain {
                    whole: 1,
                    decimals: 2,
                },
            ),
            (
                "0\"万元\"",
                NumberFormat::Plain {
                    whole: 1,
                    decimals: 0,
                },
            ),
            (
                "000",
                NumberFormat::Plain {
                    whole: 3,
                    decimals: 0,
                },
            ),
            ("0%", NumberFormat::Percent { decimals: 0 }),
            ("0.0%", NumberFormat::Percent { decimals: 1 }),
            ("0.00E+00", NumberFormat::General),
            ("# ?/?", NumberFormat::General),
            ("0!.0,", NumberFormat::Scaled),
            ("0.00,", NumberFormat::Scaled),
            (
                "\"约\"0",
                NumberFormat::Plain {
                    whole: 1,
                    decimals: 0,
                },
            ),
        ] {
            assert_eq!(NumberFormat::of(code), shown, "{code}");
        }
    }

    #[test]
    fn dates_are_written_as_shown() {
        let written = |code: &str, serial: f64| match NumberFormat::of(code) {
            NumberFormat::Date(date) => date.write(serial, false).unwrap(),
            other => format!("{other:?}"),
        };
        let day = 45_717.0;
        assert_eq!(written("yyyy\"年\"m\"月\"d\"日\"", day), "2025年3月1日");
        assert_eq!(written("[$-804]yyyy\"年\"m\"月\";@", day), "2025年3月");
        assert_eq!(written("yyyy/m/d;@", day), "2025/3/1");
        assert_eq!(written("yyyy-mm-dd", day), "2025-03-01");
        assert_eq!(written("yyyy", day), "2025");
        assert_eq!(written("yyyy年", day), "2025年");
        assert_eq!(written("h:mm", 0.75), "18:00");
        assert_eq!(written("h:mm AM/PM", 0.75), "6:00 下午");
        assert_eq!(written("mm:ss.0", 0.5), "00:00");
        assert_eq!(written(built_in(14), day), "2025/3/1");
    }
}
