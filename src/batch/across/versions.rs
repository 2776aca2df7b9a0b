//! Which of several versions of a department counts: the newer one, by the date in the properties
//! of the workbooks, or else by dates and words in the names of the files, or else by the times of the
//! files. Copying and sending a file may change its time: it is all that results depend on besides
//! the bytes of the inputs and their names.

use std::cmp::Ordering;

use super::super::record::file_time::FileTime;
use super::super::record::records::InputRecord;
use crate::text::name_key;

/// Words in the name of a final version, in one spelling.
const FINAL: [&str; 5] = ["终稿", "定稿", "最终", "终版", "final"];

/// Words in the name of a corrected version; a number may follow.
const CORRECTED: [&str; 6] = ["修改", "修订", "更正", "改正", "补正", "订正"];

/// Words before the number of a version.
const NUMBERED: [&str; 3] = ["改", "v", "版"];

/// Numerals in the name of a draft: `第二稿`.
const NUMERALS: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/// What the name of a file says about its version.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::batch) struct NamedVersion {
    date: Option<NamedDate>,
    is_final: bool,
    number: u32,
}

/// A date in the name of a file: year, month and day; the year is 0 if there is none.
type NamedDate = (u32, u32, u32);

impl NamedVersion {
    /// Which of two versions is newer: of two dates the later; or else by the words.
    fn compare(&self, other: &NamedVersion) -> Ordering {
        let dates = self.date.zip(other.date);
        let comparable = dates.filter(|(own, others)| (own.0 == 0) == (others.0 == 0));
        let by_date = comparable.map_or(Ordering::Equal, |(own, others)| own.cmp(&others));
        let words = (self.is_final, self.number).cmp(&(other.is_final, other.number));
        by_date.then(words)
    }

    /// Whether their dates tell all of these apart, unless two are equal.
    pub(in crate::batch) fn are_dated_alike(all: &[&NamedVersion]) -> bool {
        let kind = |one: &NamedVersion| one.date.map(|date| date.0 == 0);
        let first = all.first().and_then(|first| kind(first));
        first.is_some() && all.iter().all(|one| kind(one) == first)
    }

    /// What the words say alone.
    pub(in crate::batch) fn without_date(self) -> NamedVersion {
        NamedVersion { date: None, ..self }
    }
}

/// Why one of two versions is newer, in words; `None` if it is not.
pub(in crate::batch) fn newer(one: &InputRecord, other: &InputRecord) -> Option<String> {
    if let (Some(own), Some(others)) = (&one.modified, &other.modified)
        && own != others
    {
        return (own > others).then(|| {
            format!(
                "看文件属性里的修改时间,{} 是 {own},{} 是 {others}",
                one.name, other.name
            )
        });
    }
    let [own, others] = [one, other].map(|input| named_version(&input.name));
    let order = own.compare(&others);
    if order != Ordering::Equal {
        return order
            .is_gt()
            .then(|| format!("看文件名,{} 比 {} 新", one.name, other.name));
    }
    let (own, others) = (one.file_time?, other.file_time?);
    own.is_later(others).then(|| {
        let [own, others] = [own, others].map(FileTime::in_words);
        format!(
            "按文件时间,{} 是 {own},{} 是 {others};文件时间会因复制改变,请核对",
            one.name, other.name
        )
    })
}

/// The version in the name of a file: `表(改2).xlsx`.
pub(in crate::batch) fn named_version(path: &str) -> NamedVersion {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem = name_key(stem).to_lowercase();
    let mut number = CORRECTED
        .iter()
        .filter(|word| stem.contains(**word))
        .map(|_| 1)
        .max();
    let words = CORRECTED.iter().chain(&NUMBERED).chain(&FINAL);
    for word in words.chain(&["("]) {
        let numbers = stem.match_indices(word).filter_map(|(at, _)| {
            let rest = &stem[at + word.len()..];
            let end = rest
                .find(|one: char| !one.is_ascii_digit())
                .unwrap_or(rest.len());
            // Years and dates are no numbers of versions.
            (1..=2)
                .contains(&end)
                .then(|| rest[..end].parse().ok())
                .flatten()
        });
        number = number.max(numbers.max());
    }
    // Not anywhere: names of departments have this character.
    let end = stem.trim_end_matches(')');
    let without = end.trim_end_matches(NUMBERED[0]);
    let times = (end.len() - without.len()) / NUMBERED[0].len();
    number = number.max(u32::try_from(times).ok());
    number = number.max(draft(&stem));
    NamedVersion {
        date: date_in(&stem),
        is_final: FINAL.iter().any(|word| stem.contains(word)),
        number: number.unwrap_or(0),
    }
}

/// The number of a draft: `第二稿`, `3稿`, `第2版`, `第三次`.
fn draft(stem: &str) -> Option<u32> {
    let of = |(at, word): (usize, &str)| {
        let before = &stem[..at];
        let head = before.trim_end_matches(|one: char| one.is_ascii_digit() || is_numeral(one));
        let has_ordinal = head.ends_with('第');
        let number = numeral(&before[head.len()..])?;
        (has_ordinal || word == "稿").then_some(number)
    };
    let words = ["稿", "版", "次"].into_iter();
    words
        .flat_map(|word| stem.match_indices(word))
        .filter_map(of)
        .max()
}

fn is_numeral(character: char) -> bool {
    NUMERALS.contains(&character)
}

/// A number up to 99 in digits, or up to 19 in Chinese.
fn numeral(word: &str) -> Option<u32> {
    /// Maximum number of digits; a year is no number of a draft.
    const DIGITS: usize = 2;
    if word.len() <= DIGITS && word.chars().all(|one| one.is_ascii_digit()) {
        return word.parse().ok();
    }
    let value = |one: char| {
        let place = NUMERALS.iter().position(|numeral| *numeral == one)?;
        u32::try_from(place + 1).ok()
    };
    let mut characters = word.chars();
    let first = value(characters.next()?)?;
    match (characters.next(), characters.next()) {
        (None, _) => Some(first),
        (Some(ones), None) if first == 10 => Some(first + value(ones)?).filter(|sum| *sum < 20),
        _ => None,
    }
}

/// The last date in a name: `20250310`, `2025-3-10`, `2025年3月10日`, `3月10日`.
fn date_in(stem: &str) -> Option<NamedDate> {
    let mut numbers: Vec<(usize, usize, u32)> = Vec::new();
    let mut dates = Vec::new();
    let mut rest = stem;
    while let Some(found) = rest.find(|one: char| one.is_ascii_digit()) {
        let start = stem.len() - rest.len() + found;
        let digits = &stem[start..];
        let length = digits
            .find(|one: char| !one.is_ascii_digit())
            .unwrap_or(digits.len());
        rest = &digits[length..];
        let digits = &digits[..length];
        if length == 8 {
            let part = |range: std::ops::Range<usize>| digits[range].parse().unwrap_or(0);
            dates.push((part(0..4), part(4..6), part(6..8)));
        }
        // Longer ones are no parts of a date.
        let number = Some(digits).filter(|digits| digits.len() <= 4);
        let number = number.and_then(|digits| digits.parse().ok()).unwrap_or(0);
        numbers.push((start, start + length, number));
        dates.extend(ended_by(stem, &numbers));
    }
    let is_date = |(year, month, day): &NamedDate| {
        let has_year = *year == 0 || (1990..2100).contains(year);
        has_year && (1..=12).contains(month) && (1..=31).contains(day)
    };
    dates.into_iter().rfind(is_date)
}

/// The date that the last of these numbers of a name ends.
fn ended_by(stem: &str, numbers: &[(usize, usize, u32)]) -> Option<NamedDate> {
    let between = |one: &(usize, usize, u32), next: &(usize, usize, u32)| &stem[one.1..next.0];
    let [.., month, day] = numbers else {
        return None;
    };
    let of_day = between(month, day);
    let before = numbers.len().checked_sub(3).map(|at| &numbers[at]);
    let year = before.filter(|year| {
        let of_month = between(year, month);
        let is_chinese = of_month == "年" && of_day == "月";
        is_chinese || (of_month == of_day && ["-", ".", "_"].contains(&of_day))
    });
    match year {
        Some(year) => Some((year.2, month.2, day.2)),
        None if of_day == "月" => Some((0, month.2, day.2)),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_in_the_names_of_files() {
        let is_newer = |one: &str, other: &str| {
            let [one, other] = [one, other].map(named_version);
            one.compare(&other).is_gt()
        };
        for (one, other) in [
            ("水务局(改).xlsx", "水务局.xlsx"),
            ("水务局改2.xlsx", "水务局改.xlsx"),
            ("水务局(2).xlsx", "水务局.xlsx"),
            ("水务局(2).xlsx", "水务局.xlsx"),
            ("水务局-修改3.xlsx", "水务局-修改.xlsx"),
            ("水务局V2.xlsx", "水务局v1.xlsx"),
            ("水务局定稿.xlsx", "水务局改9.xlsx"),
            ("水务局终稿2.xlsx", "水务局终稿.xlsx"),
            ("水务局定稿3.xlsx", "水务局终稿2.xlsx"),
            ("水务局第二稿.xlsx", "水务局第一稿.xlsx"),
            ("水务局第十一稿.xlsx", "水务局第九稿.xlsx"),
            ("水务局二稿.xlsx", "水务局初稿.xlsx"),
            ("水务局第3版.xlsx", "水务局第2版.xlsx"),
            ("水务局改改.xlsx", "水务局改.xlsx"),
            ("水务局20250310.xlsx", "水务局20250301.xlsx"),
            ("水务局2025-3-10.xlsx", "水务局2025-03-09.xlsx"),
            ("水务局2025.10.1.xlsx", "水务局20250930.xlsx"),
            ("水务局2025年3月10日.xlsx", "水务局2025年3月9日.xlsx"),
            ("水务局3月10日.xlsx", "水务局3月9日.xlsx"),
            ("水务局20250310.xlsx", "水务局20250301终稿.xlsx"),
            ("水务局20250310改.xlsx", "水务局20250310.xlsx"),
        ] {
            assert!(is_newer(one, other), "{one} {other}");
            assert!(!is_newer(other, one), "{other} {one}");
        }
        for (one, other) in [
            ("发展改革局.xlsx", "001.xlsx"),
            ("局(2026).xlsx", "局.xlsx"),
            ("第一中学.xlsx", "第二中学.xlsx"),
            ("局2026年.xlsx", "局2025年.xlsx"),
            ("局20259999.xlsx", "局20250301.xlsx"),
            ("局20250301.xlsx", "局.xlsx"),
            ("局定稿.xlsx", "局终稿.xlsx"),
            ("局138123456789.xlsx", "局20250301.xlsx"),
        ] {
            let [one_version, other_version] = [one, other].map(named_version);
            let order = one_version.compare(&other_version);
            assert_eq!(order, Ordering::Equal, "{one} {other}");
        }
    }
}
