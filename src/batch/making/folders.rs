//! Names of the departments' folders: `<code>-<name>`, assigned in the order of the inputs, so that
//! they do not depend on which department is finished first.

use std::collections::BTreeMap;

use super::super::across::matching::RosterIndex;
use super::super::across::originals::may_have_versions;
use super::super::record::brief::DepartmentBrief;
use super::survey::{SurveyedDepartment, SurveyedInput};
use crate::render::file_name;
use crate::text::file_name_key;

/// Maximum length of a folder name, in UTF-16 units. Windows programs accept paths of 260 units,
/// including the file in the folder and the folders above.
const MAX_FOLDER: usize = 60;

/// Maximum length of a file name, in UTF-16 units.
const MAX_FILE: usize = 110;

/// A department to be worked on, with its folder.
pub(in crate::batch) struct Assignment<'a> {
    pub(in crate::batch) input: &'a SurveyedInput<'a>,
    pub(in crate::batch) department: &'a SurveyedDepartment,
    /// Name of its folder; empty if the submission could not be read.
    pub(in crate::batch) folder: String,
    /// Whether other inputs may have versions of it: which one is sent back is decided once all are
    /// done.
    pub(in crate::batch) may_have_versions: bool,
}

/// Assigns a folder to every department. Departments that are kept have theirs already.
pub(in crate::batch) fn assign<'a>(
    surveyed: &'a [SurveyedInput<'a>],
    kept: &[DepartmentBrief],
    roster: Option<&RosterIndex<'_>>,
) -> Vec<Assignment<'a>> {
    let given = surveyed.iter().flat_map(|input| &input.departments);
    let given = given.map(|one| (one.code.as_str(), one.name.as_str()));
    let names = given.chain(kept.iter().map(|one| (&*one.code, &*one.name)));
    let versions = may_have_versions(&names.collect::<Vec<_>>(), roster);
    let mut folders = Folders::default();
    for department in kept {
        folders
            .0
            .entry(file_name_key(&department.folder))
            .or_insert(1);
    }
    let departments = surveyed
        .iter()
        .flat_map(|input| input.departments.iter().map(move |one| (input, one)));
    let departments = departments.zip(versions);
    let assignments = departments.map(|((input, department), may_have_versions)| Assignment {
        input,
        department,
        may_have_versions,
        folder: folders.give(&department.edition, &department.code, &department.name),
    });
    assignments.collect()
}

/// The number last given to each name so far, by its key on file systems ([`file_name_key`]).
#[derive(Default)]
pub(in crate::batch) struct Folders(BTreeMap<String, usize>);

/// Text in place of a blank name of a department.
const NAMELESS: &str = "未填名称";

impl Folders {
    /// A name that no other department has. It is empty for a submission that could not be read,
    /// which has no edition and no files.
    pub(in crate::batch) fn give(&mut self, edition: &str, code: &str, name: &str) -> String {
        if edition.is_empty() {
            return String::new();
        }
        let name = if name.is_empty() { NAMELESS } else { name };
        let words = [code, name].into_iter().filter(|word| !word.is_empty());
        self.unique(&words.collect::<Vec<_>>().join("-"))
    }

    /// A name made of these words that was not given before.
    pub(in crate::batch) fn unique(&mut self, words: &str) -> String {
        let base = safe(words, MAX_FOLDER);
        let key = file_name_key(&base);
        let mut number = self.0.get(&key).copied().unwrap_or(0);
        loop {
            number += 1;
            let folder = if number == 1 {
                base.clone()
            } else {
                format!("{base}({number})")
            };
            self.0.insert(key.clone(), number);
            let own = file_name_key(&folder);
            if number == 1 || !self.0.contains_key(&own) {
                self.0.entry(own).or_insert(1);
                return folder;
            }
        }
    }
}

/// A name that every system accepts, of at most `most` UTF-16 units.
fn safe(words: &str, most: usize) -> String {
    const ENDING: &str = "x";
    let name = file_name(&clip(words.trim(), most), ENDING);
    name.strip_suffix(".x")
        .map_or_else(|| name.clone(), ToOwned::to_owned)
}

/// Shortens a file's name to [`MAX_FILE`]; its ending stays.
pub(in crate::batch) fn short(name: &str) -> String {
    if name.encode_utf16().count() <= MAX_FILE {
        return name.to_owned();
    }
    match name.rsplit_once('.') {
        Some((stem, ending)) => {
            let room = MAX_FILE.saturating_sub(ending.len() + 1);
            format!("{}.{ending}", clip(stem, room).trim_end_matches([' ', '.']))
        }
        None => clip(name, MAX_FILE),
    }
}

fn clip(text: &str, most: usize) -> String {
    let mut units = 0;
    let fitting = text.chars().take_while(|character| {
        units += character.len_utf16();
        units <= most
    });
    fitting.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn departments_of_one_name_have_different_folders() {
        let mut folders = Folders::default();
        let mut give = |code: &str, name: &str| folders.give("e", code, name);
        assert_eq!(give("001", "甲局"), "001-甲局");
        assert_eq!(give("001", "甲局"), "001-甲局(2)");
        assert_eq!(give("", "甲局"), "甲局");
        assert_eq!(give("", "乙局(2)"), "乙局(2)");
        assert_eq!(give("", "乙局"), "乙局");
        assert_eq!(give("", "乙局"), "乙局(3)");
        assert_eq!(give("", "ABC局"), "ABC局");
        assert_eq!(give("", "abc局"), "abc局(2)");
        assert_eq!(give("", "Straße"), "Straße");
        assert_eq!(give("", "STRASSE"), "STRASSE(2)");
        assert_eq!(give("", "甲局(2)."), "甲局(2)");
        assert_eq!(give("", ""), "未填名称");
        assert_eq!(give("", ""), "未填名称(2)");
        assert_eq!(give("001", ""), "001-未填名称");
        assert_eq!(folders.give("", "001", "甲局"), "");
    }

    #[test]
    fn every_folder_has_a_name() {
        let mut folders = Folders::default();
        let mut keys = std::collections::BTreeSet::new();
        for name in [
            "", " ", ".", "...", "\u{200B}", "/", "\u{3000}", "NUL", "nul.", "~", "(2)", "_",
            "_(2)",
        ] {
            let folder = folders.give("e", "", name);
            assert!(!folder.trim_matches(['.', ' ']).is_empty(), "{name:?}");
            assert!(keys.insert(file_name_key(&folder)), "{name:?} {folder:?}");
        }
    }

    #[test]
    fn names_are_valid_on_windows() {
        let mut folders = Folders::default();
        assert_eq!(folders.give("e", "", "con"), "_con");
        assert_eq!(folders.give("e", "", "a/b:c"), "a_b_c");
        assert_eq!(folders.give("e", "", ".."), "_");
        assert_eq!(folders.give("e", "", "甲. "), "甲");
        assert_eq!(
            folders.give("e", "1", &"长".repeat(300)).chars().count(),
            MAX_FOLDER
        );
        let long = short(&format!("{}.xlsx", "x".repeat(300)));
        assert!(long.len() == MAX_FILE && long.to_lowercase().ends_with("x.xlsx"));
    }
}
