//! Differences between a user's edition and a built-in one, in words: by key for definitions, by
//! line for templates.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::base::{EDITION_FILE, Folder};
use super::definition::{Entry, EntryValue, entries_of};
use super::registry::{built_in_folder, built_in_ids, edition_folders, folder_files};
use crate::error::Error;
use crate::source::Source;
use crate::text;

/// Differences of an edition's folder from a built-in edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderDifferences {
    /// The folder.
    pub folder: PathBuf,
    /// Id of the built-in edition.
    pub base: String,
    /// The differences, by file and line.
    pub differences: Vec<Difference>,
}

/// A difference of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Name of the file.
    pub file: String,
    /// Line in the user's file, counted from 1; `None` if it is not there.
    pub line: Option<usize>,
    /// What differs, in Chinese.
    pub words: String,
}

type Files = BTreeMap<String, Source>;

/// Compares each edition of a folder with a built-in one: the given one, or the one with its id,
/// or the one it is built on, or else the one with most equal lines.
///
/// # Errors
/// [`Error::Read`] if a file cannot be read.
///
/// # Panics
/// If `base` is not the id of a built-in edition.
pub fn differences(folder: &Path, base: Option<&str>) -> Result<Vec<FolderDifferences>, Error> {
    let mut all = Vec::new();
    for folder in edition_folders(folder)? {
        let own = Folder::new(folder_files(&folder)?);
        let base = base.map_or_else(|| nearest(&own), str::to_owned);
        let files = built_in_folder(&base).expect("the edition is built in");
        let differences = compare(&own.files, &files, own.base().is_some());
        all.push(FolderDifferences {
            folder,
            base,
            differences,
        });
    }
    Ok(all)
}

/// Id of the built-in edition that an edition was probably copied from.
fn nearest(own: &Folder) -> String {
    let ids = built_in_ids();
    let named = [Some(own.id.as_str()), own.base()];
    let mut named = named.into_iter().flatten();
    if let Some(id) = named.find(|id| built_in_folder(id).is_some()) {
        return id.to_owned();
    }
    let equal_lines = |id: &String| -> usize {
        let files = built_in_folder(id).unwrap_or_default();
        let counts = files.iter().map(|(name, source)| {
            let lines: Vec<&str> = source.text().lines().collect();
            let own = own.files.get(name).map_or("", Source::text).lines();
            own.filter(|line| lines.contains(line)).count()
        });
        counts.sum()
    };
    ids.into_iter().max_by_key(equal_lines).unwrap_or_default()
}

/// `is_built_on`: what the folder lacks comes from the base and is no difference.
fn compare(own: &Files, base: &Files, is_built_on: bool) -> Vec<Difference> {
    let mut found = Vec::new();
    for (name, source) in own {
        let say = |line: Option<usize>, words: String| Difference {
            file: name.clone(),
            line,
            words,
        };
        let Some(other) = base.get(name) else {
            found.push(say(None, "内置的版本没有这个文件".to_owned()));
            continue;
        };
        if source.text() == other.text() {
            continue;
        }
        let changes = if is_definition(name) {
            let keeps = is_built_on && name == EDITION_FILE;
            let mut changes = Vec::new();
            keys(
                (&entries_of(other), &entries_of(source)),
                "",
                keeps,
                &mut changes,
            );
            changes
        } else {
            lines(other.text(), source.text())
        };
        found.extend(changes.into_iter().map(|(line, words)| say(line, words)));
    }
    let gone = base
        .keys()
        .filter(|name| !own.contains_key(*name) && !is_built_on);
    found.extend(gone.map(|name| Difference {
        file: name.clone(),
        line: None,
        words: "没有这个文件,内置的版本有".to_owned(),
    }));
    found
}

fn is_definition(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|extension| extension == "toml")
}

/// A line and what differs there.
type Change = (Option<usize>, String);

/// Compares the keys of two tables, the base's and the user's; `keeps` if what the user's lacks
/// comes from the base.
fn keys((base, own): (&[Entry], &[Entry]), path: &str, keeps: bool, found: &mut Vec<Change>) {
    for entry in own {
        let path = joined(path, &entry.key);
        let same = base.iter().find(|other| other.key == entry.key);
        match same.map(|other| (&other.value, &entry.value)) {
            None => found.push((
                Some(entry.line),
                format!("加了 {path}{}", shown(&entry.value)),
            )),
            Some((EntryValue::Table(base), EntryValue::Table(own))) => {
                keys((base, own), &path, keeps, found);
            }
            Some((base, own)) if base == own => {}
            Some((EntryValue::Texts(base), EntryValue::Texts(own))) => {
                found.push((Some(entry.line), format!("{path}:{}", words(base, own))));
            }
            Some((base, own)) => {
                let change = format!("{path}:{} → {}", plain(base), plain(own));
                found.push((Some(entry.line), change));
            }
        }
    }
    let gone = base
        .iter()
        .filter(|entry| !own.iter().any(|other| other.key == entry.key));
    for entry in gone.filter(|_| !keeps) {
        let path = joined(path, &entry.key);
        found.push((None, format!("去了 {path}{}", shown(&entry.value))));
    }
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path} › {key}")
    }
}

/// A value after its key; the keys of a table.
fn shown(value: &EntryValue) -> String {
    match value {
        EntryValue::Table(entries) => {
            let keys = entries.iter().map(|entry| entry.key.as_str());
            format!("({})", text::list(keys))
        }
        value => format!(" = {}", plain(value)),
    }
}

fn plain(value: &EntryValue) -> String {
    match value {
        EntryValue::Table(entries) => format!("{} 个键", entries.len()),
        EntryValue::Texts(texts) => format!("[{}]", text::list(texts.iter().map(String::as_str))),
        EntryValue::Value(value) => text::clip(value),
    }
}

/// Words that one list has and the other has not.
fn words(base: &[String], own: &[String]) -> String {
    let others = |of: &[String], known: &[String]| -> Vec<String> {
        let others = of.iter().filter(|word| !known.contains(word));
        others.map(|word| text::quote(word)).collect()
    };
    let (added, gone) = (others(own, base), others(base, own));
    let list = |words: &[String]| text::list(words.iter().map(String::as_str));
    match (added.is_empty(), gone.is_empty()) {
        (true, true) => "次序不同".to_owned(),
        (false, true) => format!("加了 {}", list(&added)),
        (true, false) => format!("去了 {}", list(&gone)),
        (false, false) => format!("加了 {},去了 {}", list(&added), list(&gone)),
    }
}

/// Maximum number of pairs of lines that are compared.
const MAX_PAIRS: usize = 4_000_000;

/// Compares the lines of two texts.
fn lines(base: &str, own: &str) -> Vec<Change> {
    let (base, own): (Vec<&str>, Vec<&str>) = (base.lines().collect(), own.lines().collect());
    let start = base
        .iter()
        .zip(&own)
        .take_while(|(one, other)| one == other)
        .count();
    let rest = base[start..].iter().rev().zip(own[start..].iter().rev());
    let end = rest.take_while(|(one, other)| one == other).count();
    let (base, own) = (&base[start..base.len() - end], &own[start..own.len() - end]);
    if base.len().saturating_mul(own.len()) > MAX_PAIRS {
        return vec![(Some(start + 1), format!("从此 {} 行不同", own.len()))];
    }
    let mut found = Vec::new();
    let (mut gone, mut added): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    let (mut at, mut other) = (0, 0);
    for (next, next_other) in common(base, own)
        .into_iter()
        .chain([(base.len(), own.len())])
    {
        gone.extend(&base[at..next]);
        added.extend(&own[other..next_other]);
        hunk((&gone, &added), start + other + 1, &mut found);
        (gone, added) = (Vec::new(), Vec::new());
        (at, other) = (next + 1, next_other + 1);
    }
    found
}

/// Indexes of the longest common subsequence of two lists of lines.
fn common(base: &[&str], own: &[&str]) -> Vec<(usize, usize)> {
    let width = own.len() + 1;
    let mut lengths = vec![0_u32; (base.len() + 1) * width];
    for at in (0..base.len()).rev() {
        for other in (0..own.len()).rev() {
            lengths[at * width + other] = if base[at] == own[other] {
                lengths[(at + 1) * width + other + 1] + 1
            } else {
                lengths[(at + 1) * width + other].max(lengths[at * width + other + 1])
            };
        }
    }
    let (mut at, mut other, mut pairs) = (0, 0, Vec::new());
    while at < base.len() && other < own.len() {
        if base[at] == own[other] {
            pairs.push((at, other));
            (at, other) = (at + 1, other + 1);
        } else if lengths[(at + 1) * width + other] >= lengths[at * width + other + 1] {
            at += 1;
        } else {
            other += 1;
        }
    }
    pairs
}

/// Lines that were replaced, added or removed before a line that is the same.
fn hunk((gone, added): (&[&str], &[&str]), line: usize, found: &mut Vec<Change>) {
    let pairs = gone.len().min(added.len());
    for (index, (old, new)) in gone.iter().zip(added).enumerate() {
        let (old, new) = middle(old.trim(), new.trim());
        if old == new {
            found.push((Some(line + index), "行首、行尾的空格不同".to_owned()));
        } else {
            found.push((Some(line + index), format!("{old} → {new}")));
        }
    }
    for (index, new) in added.iter().enumerate().skip(pairs) {
        found.push((
            Some(line + index),
            format!("加了 {}", text::clip(new.trim())),
        ));
    }
    for old in &gone[pairs..] {
        found.push((None, format!("去了 {}", text::clip(old.trim()))));
    }
}

/// Characters shown before and after the part of a line that differs.
const AROUND: usize = 8;

/// The parts of two lines that differ, with a few characters around.
fn middle(old: &str, new: &str) -> (String, String) {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let start = old
        .iter()
        .zip(&new)
        .take_while(|(one, other)| one == other)
        .count();
    let rest = old[start..].iter().rev().zip(new[start..].iter().rev());
    let end = rest.take_while(|(one, other)| one == other).count();
    let from = if start > AROUND + 1 {
        start - AROUND
    } else {
        0
    };
    let part = |line: &[char]| {
        let least = line.len() - end;
        let to = if end > AROUND + 1 {
            least + AROUND
        } else {
            line.len()
        };
        let (before, after) = (
            if from > 0 { "…" } else { "" },
            if to < line.len() { "…" } else { "" },
        );
        let shown: String = line[from..to].iter().collect();
        format!("{before}{}{after}", text::clip_to(&shown, 80))
    };
    (part(&old), part(&new))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(base: &str, own: &str) -> Vec<Change> {
        lines(base, own)
    }

    #[test]
    fn lines_are_paired() {
        let base = "<a>\n<td>甲</td>\n<b>\n<c>\n";
        let own = "<a>\n<td>乙</td>\n<b>\n<d>\n<c>\n<e>\n";
        assert_eq!(
            changes(base, own),
            [
                (Some(2), "<td>甲</td> → <td>乙</td>".to_owned()),
                (Some(4), "加了 <d>".to_owned()),
                (Some(6), "加了 <e>".to_owned()),
            ]
        );
        assert_eq!(changes(own, base)[1], (None, "去了 <d>".to_owned()));
    }

    #[test]
    fn the_part_that_differs_is_shown() {
        let (old, new) = middle(
            "<tr><th>联系人</th><td colspan=\"2\" field=\"contact.name\">",
            "<tr><th>联系人</th><td colspan=\"3\" field=\"contact.name\">",
        );
        assert_eq!(old, "…olspan=\"2\" field=…");
        assert_eq!(new, "…olspan=\"3\" field=…");
    }

    #[test]
    fn keys_are_compared_by_their_path() {
        let entries = |text: &str| entries_of(&Source::new("a.toml", text));
        let base = entries(
            "[paper]\ntop = 37\nleft = 28\n[[tables]]\nkey = \"a\"\nmany = true\n[w]\nx = [\"甲\", \"乙\"]\n",
        );
        let own = entries(
            "[paper]\ntop = 30\n[[tables]]\nkey = \"a\"\n[[tables]]\nkey = \"b\"\n[w]\nx = [\"乙\", \"丙\"]\n",
        );
        let mut found = Vec::new();
        keys((&base, &own), "", false, &mut found);
        found.sort();
        assert_eq!(
            found,
            [
                (None, "去了 paper › left = 28".to_owned()),
                (None, "去了 tables › a › many = true".to_owned()),
                (Some(2), "paper › top:37 → 30".to_owned()),
                (Some(5), "加了 tables › b(key)".to_owned()),
                (Some(8), "w › x:加了 \"丙\",去了 \"甲\"".to_owned()),
            ]
        );
        let mut found = Vec::new();
        keys((&base, &own), "", true, &mut found);
        assert!(found.iter().all(|(line, _)| line.is_some()), "{found:?}");
    }
}
