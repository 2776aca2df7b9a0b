//! Which of several versions of a department counts: the newer one, by the date in the properties
//! of the workbooks, or else by the words in the names of the files, or else by the times of the
//! files. Copying and sending a file may change its time: it is all that results depend on besides
//! the bytes of the inputs and their names.

use super::super::record::file_time::FileTime;
use super::super::record::records::InputRecord;
use crate::text::name_key;

/// Words in the name of a final version, in one spelling.
const FINAL: [&str; 5] = ["终稿", "定稿", "最终", "终版", "final"];

/// Words in the name of a corrected version; a number may follow.
const CORRECTED: [&str; 6] = ["修改", "修订", "更正", "改正", "补正", "订正"];

/// Words before the number of a version.
const NUMBERED: [&str; 3] = ["改", "v", "版"];

/// What the name of a file says about its version.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::batch) struct NamedVersion {
    is_final: bool,
    number: u32,
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
    if own != others {
        return (own > others).then(|| format!("看文件名,{} 比 {} 新", one.name, other.name));
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
    for word in CORRECTED.iter().chain(&NUMBERED).chain(&["("]) {
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
    if stem.trim_end_matches(')').ends_with(NUMBERED[0]) {
        number = number.max(Some(1));
    }
    NamedVersion {
        is_final: FINAL.iter().any(|word| stem.contains(word)),
        number: number.unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_in_the_names_of_files() {
        let is_newer = |one: &str, other: &str| named_version(one) > named_version(other);
        for (one, other) in [
            ("水务局(改).xlsx", "水务局.xlsx"),
            ("水务局改2.xlsx", "水务局改.xlsx"),
            ("水务局(2).xlsx", "水务局.xlsx"),
            ("水务局(2).xlsx", "水务局.xlsx"),
            ("水务局-修改3.xlsx", "水务局-修改.xlsx"),
            ("水务局V2.xlsx", "水务局v1.xlsx"),
            ("水务局定稿.xlsx", "水务局改9.xlsx"),
        ] {
            assert!(is_newer(one, other), "{one} {other}");
            assert!(!is_newer(other, one), "{other} {one}");
        }
        for (one, other) in [
            ("发展改革局.xlsx", "001.xlsx"),
            ("局(2026).xlsx", "局.xlsx"),
        ] {
            assert_eq!(named_version(one), named_version(other), "{one} {other}");
        }
    }
}
