//! Which department of the roster a submission is of: by its code, then by its name and the aliases.
//! A code of one department and a name of another are reported, not guessed.

use std::collections::{BTreeMap, BTreeSet};

use super::super::given::roster::{Roster, RosterDepartment};
use super::super::record::brief::DepartmentBrief;
use crate::finding::{Code, Finding};
use crate::source::Place;
use crate::text::{self, code_key, name_key};

/// Minimum length of a name that is searched in names of files, in characters.
const MIN_IN_FILE: usize = 2;

/// Maximum number of comparisons of names by similarity in a run: they take long.
const MAX_COMPARED: usize = 400_000;

/// Text in place of a blank section of the bureau.
const NO_SECTION: &str = "未分股室";

/// The departments of a roster by code and name.
pub(in crate::batch) struct RosterIndex<'a> {
    pub(in crate::batch) roster: &'a Roster,
    codes: BTreeMap<String, usize>,
    /// By names and aliases.
    names: BTreeMap<String, usize>,
    /// Length of the longest name, in characters.
    longest: usize,
    /// The section of each department, in one spelling; empty if the roster has none.
    sections: Vec<&'a str>,
}

/// The department of the roster that a submission is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::batch) enum Match {
    /// This one, by a name.
    Named(usize),
    /// This one, by its code only.
    Coded(usize),
    /// The code is that of the first, the name that of the second.
    Conflict(usize, usize),
    /// None.
    Unlisted,
}

impl<'a> RosterIndex<'a> {
    pub(in crate::batch) fn of(roster: &'a Roster) -> RosterIndex<'a> {
        let (mut codes, mut names) = (BTreeMap::new(), BTreeMap::new());
        for (index, department) in roster.departments.iter().enumerate() {
            codes.entry(code_key(&department.code)).or_insert(index);
            for name in std::iter::once(&department.name).chain(&department.aliases) {
                names.entry(name_key(name)).or_insert(index);
            }
        }
        codes.remove("");
        names.remove("");
        let longest = names.keys().map(|name| name.chars().count()).max();
        RosterIndex {
            roster,
            codes,
            longest: longest.unwrap_or(0),
            names,
            sections: sections(&roster.departments),
        }
    }

    pub(in crate::batch) fn find(&self, department: &DepartmentBrief) -> Match {
        self.find_by(&department.code, &department.name)
    }

    fn find_by(&self, code: &str, name: &str) -> Match {
        let by_code = self.codes.get(&code_key(code)).copied();
        let by_name = self.names.get(&name_key(name)).copied();
        match (by_code, by_name) {
            (Some(code), Some(name)) if code != name => Match::Conflict(code, name),
            (_, Some(index)) => Match::Named(index),
            (Some(index), None) => Match::Coded(index),
            (None, None) => Match::Unlisted,
        }
    }

    /// The department that a submission certainly is of: by its name.
    pub(in crate::batch) fn identity(&self, code: &str, name: &str) -> Option<usize> {
        match self.find_by(code, name) {
            Match::Named(index) => Some(index),
            Match::Coded(_) | Match::Conflict(..) | Match::Unlisted => None,
        }
    }

    /// Whether two submissions certainly are of one department.
    pub(in crate::batch) fn are_same(
        &self,
        one: &DepartmentBrief,
        other: &DepartmentBrief,
    ) -> bool {
        let identity = self.identity(&one.code, &one.name);
        identity.is_some() && identity == self.identity(&other.code, &other.name)
    }

    /// The department whose name, or an alias, is in the name of a file, or else of the nearest
    /// folder: the longest. `None` if several departments have one as long.
    pub(in crate::batch) fn in_file_name(&self, path: &str) -> Option<usize> {
        path.rsplit('/').find_map(|part| self.in_text(part))
    }

    fn in_text(&self, text: &str) -> Option<usize> {
        let key: Vec<char> = name_key(text).chars().collect();
        let lengths = (MIN_IN_FILE..=self.longest.min(key.len())).rev();
        for length in lengths {
            let parts = key
                .windows(length)
                .map(|part| part.iter().collect::<String>());
            let mut found: Vec<usize> = parts
                .filter_map(|part| self.names.get(&part).copied())
                .collect();
            found.sort_unstable();
            found.dedup();
            match found[..] {
                [] => {}
                [index] => return Some(index),
                _ => return None,
            }
        }
        None
    }

    /// The section of the bureau that is responsible for a department; `None` if the roster has no
    /// sections.
    pub(in crate::batch) fn section(&self, listed: Option<usize>) -> Option<&'a str> {
        if self.sections.is_empty() {
            return None;
        }
        let own = listed.and_then(|index| self.sections.get(index).copied());
        Some(own.unwrap_or(NO_SECTION))
    }

    /// Its sections in its order, the departments without one last.
    pub(in crate::batch) fn section_order(&self) -> Vec<&'a str> {
        let mut seen = BTreeSet::new();
        let sections = self.sections.iter().copied();
        let mut order: Vec<&str> = sections
            .filter(|section| *section != NO_SECTION && seen.insert(*section))
            .collect();
        order.push(NO_SECTION);
        order
    }

    /// Reports what a submission and the roster say differently. `departments` is the number of all
    /// submissions.
    pub(in crate::batch) fn finding(
        &self,
        department: &DepartmentBrief,
        departments: usize,
    ) -> Option<Finding> {
        let listed = |index: usize| &self.roster.departments[index];
        let both = format!("{} {}", department.code, department.name);
        let finding = |code: Code| {
            Finding::new(code, Place::file(&department.input)).seen(text::quote(both.trim()))
        };
        match self.find(department) {
            Match::Conflict(code, name) => {
                let (code, name) = (listed(code), listed(name));
                let expected = format!(
                    "名册上编码 {} 是 {};{}",
                    code.code,
                    code.name,
                    of_name(name)
                );
                Some(finding(Code::RosterDiffers).expected(expected).correction(
                    "改正写错的编码或名称;不猜是谁,报送情况里这两个部门都不算由这一份报送",
                ))
            }
            Match::Coded(index) if !name_key(&department.name).is_empty() => {
                let own = listed(index);
                let expected = format!("名册上编码 {} 是 {}", own.code, own.name);
                Some(finding(Code::RosterDiffers).expected(expected).correction(
                    "改正写错的编码或名称;改了名的,写进名册的别名。现在按编码算这个部门的",
                ))
            }
            Match::Named(index) => {
                let (own, key) = (listed(index), code_key(&department.code));
                let is_same = key.is_empty() || own.code.is_empty() || key == code_key(&own.code);
                (!is_same).then(|| {
                    finding(Code::RosterDiffers)
                        .expected(of_name(own))
                        .correction("改正写错的编码,或改名册。现在按名称算这个部门的")
                })
            }
            Match::Unlisted if !both.trim().is_empty() => {
                let correction = match self.meant(&department.name, departments) {
                    Some(name) => format!(
                        "可能是 {name}:名称写错了的改正,是另一种叫法的写进名册的别名;不是的,补进名册"
                    ),
                    None => "应当报送的,补进名册;是另一种叫法的,写进名册的别名".to_owned(),
                };
                Some(
                    finding(Code::NotInRoster)
                        .expected("名册上的部门")
                        .correction(correction),
                )
            }
            Match::Coded(_) | Match::Unlisted => None,
        }
    }

    /// The listed name that a name probably means.
    fn meant(&self, name: &str, departments: usize) -> Option<&'a str> {
        if let Some(index) = self.in_text(name) {
            return Some(&self.roster.departments[index].name);
        }
        let listed = &self.roster.departments;
        if listed.len().saturating_mul(departments) > MAX_COMPARED {
            return None;
        }
        text::nearest(name, listed.iter().map(|one| one.name.as_str()))
    }
}

fn of_name(department: &RosterDepartment) -> String {
    if department.code.is_empty() {
        format!("{} 在名册上没有编码", department.name)
    } else {
        format!("名册上 {} 的编码是 {}", department.name, department.code)
    }
}

/// The section of each department, in the spelling of its first; empty if all are blank.
fn sections(departments: &[RosterDepartment]) -> Vec<&str> {
    let mut known: BTreeMap<String, &str> = BTreeMap::new();
    let sections = departments.iter().map(|one| {
        let key = name_key(&one.section);
        if key.is_empty() {
            return NO_SECTION;
        }
        *known.entry(key).or_insert(&one.section)
    });
    let sections: Vec<&str> = sections.collect();
    if known.is_empty() {
        Vec::new()
    } else {
        sections
    }
}
