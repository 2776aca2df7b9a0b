//! Wildcards in paths, for systems whose shells leave them to the program: Windows.
//!
//! Only `*` and `?`, which no file name of Windows has: `表[1].xlsx` is always a name.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Component, Path, PathBuf};

const WILD: [char; 2] = ['*', '?'];

/// Paths of devices and long paths, whose `?` is none of a pattern.
const VERBATIM: [&str; 2] = [r"\\?\", r"\\.\"];

/// The paths that match a word, in order; the word itself if it has no wildcard or matches nothing.
pub(super) fn expand(word: OsString) -> Vec<OsString> {
    let Some(pattern) = word.to_str().filter(|text| is_pattern(text)) else {
        return vec![word];
    };
    let mut paths = vec![PathBuf::new()];
    for component in Path::new(pattern).components() {
        paths = match component {
            Component::Normal(name) if is_wild(name) => below(&paths, &name.to_string_lossy()),
            other => paths.iter().map(|path| path.join(other)).collect(),
        };
    }
    paths.retain(|path| path.symlink_metadata().is_ok());
    if paths.is_empty() {
        return vec![word];
    }
    paths.into_iter().map(PathBuf::into_os_string).collect()
}

fn is_pattern(text: &str) -> bool {
    text.contains(WILD) && !VERBATIM.iter().any(|start| text.starts_with(start))
}

fn is_wild(name: &OsStr) -> bool {
    name.to_string_lossy().contains(WILD)
}

/// The entries of folders whose names match a pattern, sorted; hidden ones only if it begins with a
/// dot, as in a shell.
fn below(folders: &[PathBuf], pattern: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in folders {
        let here = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        // A folder that cannot be read has no entries; the word then stays, and its command says so.
        let entries = fs::read_dir(here).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let is_shown = |name: &String| !name.starts_with('.') || pattern.starts_with('.');
        let mut names: Vec<String> = names
            .filter(|name| is_shown(name) && matches(pattern, name))
            .collect();
        names.sort();
        found.extend(names.into_iter().map(|name| folder.join(name)));
    }
    found
}

/// Whether a name matches a pattern, ignoring case. After a mismatch only the last `*` takes one
/// character more, so the time is at most the product of the lengths.
fn matches(pattern: &str, name: &str) -> bool {
    let [pattern, name] = [pattern, name].map(|text| {
        let characters = text.chars().flat_map(char::to_lowercase);
        characters.collect::<Vec<char>>()
    });
    let (mut at, mut seen) = (0, 0);
    let mut last_star = None;
    while seen < name.len() {
        match pattern.get(at) {
            Some('*') => {
                last_star = Some((at, seen));
                at += 1;
            }
            Some(wanted) if *wanted == '?' || *wanted == name[seen] => {
                at += 1;
                seen += 1;
            }
            _ => {
                let Some((star, taken)) = last_star else {
                    return false;
                };
                last_star = Some((star, taken + 1));
                (at, seen) = (star + 1, taken + 1);
            }
        }
    }
    pattern[at..].iter().all(|rest| *rest == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_names() {
        for (pattern, name) in [
            ("*", "甲.xlsx"),
            ("*.XLSX", "甲.xlsx"),
            ("?.xlsx", "甲.xlsx"),
            ("*表*.json", "001-表-表2.json"),
            ("a*b*c", "aXbXbc"),
            ("[1]*", "[1].xlsx"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("?.xlsx", "甲乙.xlsx"),
            ("*.xls", "甲.xlsx"),
            ("a*b*c", "aXbX"),
            ("[1].xlsx", "1.xlsx"),
            ("", "甲"),
        ] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn a_pattern_with_many_stars_ends_soon() {
        assert!(!matches(&"*a".repeat(200), &"a".repeat(100_000)[..199]));
        assert!(!matches(&"*a*b".repeat(50), &"a".repeat(20_000)));
    }

    #[test]
    fn words_become_paths() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in ["乙.json", "甲[1].json", ".藏.json", "甲1.json", "a.xlsx"] {
            fs::write(root.join(name), "").unwrap();
        }
        fs::create_dir(root.join("内")).unwrap();
        fs::write(root.join("内/丙.JSON"), "").unwrap();
        let expanded = |pattern: &str| -> Vec<PathBuf> {
            let words = expand(root.join(pattern).into_os_string());
            let words = words.iter().map(Path::new);
            let below = words.map(|word| word.strip_prefix(root).unwrap().to_owned());
            below.collect()
        };
        let paths = |names: &[&str]| names.iter().map(PathBuf::from).collect::<Vec<_>>();
        assert_eq!(
            expanded("*.json"),
            paths(&["乙.json", "甲1.json", "甲[1].json"])
        );
        // A name with brackets is a name.
        assert_eq!(expanded("甲[1].json"), paths(&["甲[1].json"]));
        assert_eq!(expanded("*/*.json"), paths(&["内/丙.JSON"]));
        // What matches nothing stays, for the message of the command.
        assert_eq!(expanded("*.csv"), paths(&["*.csv"]));
        assert_eq!(expand(r"\\?\C:\甲".into()), [r"\\?\C:\甲"]);
    }
}
