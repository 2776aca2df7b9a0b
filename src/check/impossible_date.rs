//! Dates in texts that no calendar has: 11月31日, 2025年13月.

use std::ops::Range;

use super::RuleList;
use super::subject::{Subject, TextValue};
use crate::finding::{Code, Report};
use crate::form::WordList;
use crate::text;

pub(super) const RULES: RuleList = RuleList {
    texts: &[impossible],
    ..RuleList::EMPTY
};

/// The sign of a month, between its number and the day's.
const MONTH: char = '月';

/// The sign of a day.
const DAY: [char; 2] = ['日', '号'];

/// Most days of each month.
const DAYS: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// Checks that the dates of a text exist.
fn impossible(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    let text = text_value.text;
    let part_of = |words: &str| {
        subject
            .edition
            .vocabulary
            .prefix(WordList::MonthParts, words)
            .is_some()
    };
    let found = text
        .match_indices(MONTH)
        .find_map(|(at, _)| impossible_at(text, at, part_of));
    let Some(part) = found else {
        return;
    };
    let seen = text::quote(&text[part.clone()]);
    report.push(
        subject
            .within(Code::ImpossibleDate, text_value, part)
            .seen(seen)
            .expected("有这一天的日期")
            .correction("核对月、日"),
    );
}

/// The date around a 月, if it does not exist.
fn impossible_at(text: &str, at: usize, is_part: impl Fn(&str) -> bool) -> Option<Range<usize>> {
    let before = &text[..at];
    let start = before.len() - number_at_end(before).len();
    let month: u32 = before[start..].parse().ok()?;
    let after_month = at + MONTH.len_utf8();
    let rest = &text[after_month..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after_day = &rest[digits..];
    let day: Option<u32> = rest[..digits].parse().ok();
    let day = day.filter(|_| after_day.starts_with(DAY));
    // 24月 may be a number of months.
    let is_date = day.is_some() || text[..start].ends_with('年') || is_part(rest);
    let days = month
        .checked_sub(1)
        .and_then(|month| DAYS.get(month as usize));
    let exists = days.is_some_and(|days| day.is_none_or(|day| (1..=*days).contains(&day)));
    let end = match day {
        Some(_) => after_month + digits + DAY[0].len_utf8(),
        None => after_month,
    };
    (is_date && !exists).then_some(start..end)
}

/// The one or two digits at the end of a text; a longer number is none of a month.
fn number_at_end(text: &str) -> &str {
    let digits = text
        .bytes()
        .rev()
        .take_while(u8::is_ascii_digit)
        .take(3)
        .count();
    match digits {
        1 | 2 => &text[text.len() - digits..],
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::{MONTH, impossible_at};

    fn found(text: &str) -> Option<&str> {
        let part = |rest: &str| rest.starts_with('底');
        let mut months = text.match_indices(MONTH);
        months
            .find_map(|(at, _)| impossible_at(text, at, part))
            .map(|range| &text[range])
    }

    #[test]
    fn dates_that_do_not_exist_are_found() {
        for (text, date) in [
            ("2025年11月31日前", "11月31日"),
            ("2025年13月底前", "13月"),
            ("2月30号完成", "2月30号"),
            ("3月1日至4月31日", "4月31日"),
            ("0月1日", "0月1日"),
        ] {
            assert_eq!(found(text), Some(date), "{text}");
        }
    }

    #[test]
    fn other_texts_have_none() {
        for text in [
            "2025年12月31日",
            "2月29日",
            "保修24月",
            "18月龄",
            "每月5日",
            "1—12月",
            "2025月",
            "3月中旬",
            "十一月三十日",
            "12月底前",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
