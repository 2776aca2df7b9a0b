//! Which record of a department counts if several inputs have it, and why: one of those whose tables
//! were made, or else any; of these the newest ([`versions`]); of these the first by its path.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::record::brief::DepartmentBrief;
use super::super::record::records::{Contents, DepartmentState, InputRecord};
use super::matching::RosterIndex;
use super::versions;
use crate::digest::Digest;
use crate::finding::{Code, Finding};
use crate::render::Renderer;
use crate::source::Place;
use crate::text::{self, name_key};

/// What identifies departments among others.
#[derive(Default)]
pub(in crate::batch) struct Identities<'a> {
    roster: Option<&'a RosterIndex<'a>>,
    /// The first code of each name that has one. A record without a code belongs to that
    /// department.
    codes: BTreeMap<String, String>,
}

impl<'a> Identities<'a> {
    /// Identities among these departments, each with its code and its name.
    pub(in crate::batch) fn of<'d>(
        departments: impl Iterator<Item = (&'d str, &'d str)>,
        roster: Option<&'a RosterIndex<'a>>,
    ) -> Identities<'a> {
        let mut codes = BTreeMap::new();
        for (code, name) in departments.filter(|(code, name)| !code.is_empty() && !name.is_empty())
        {
            let first = codes.entry(name_key(name));
            first.or_insert_with(|| name_key(code));
        }
        Identities { roster, codes }
    }

    /// Code and name that identify a department; those of the roster if it is in the roster.
    pub(in crate::batch) fn key(&self, code: &str, name: &str) -> (String, String) {
        let listed = self.roster.and_then(|roster| {
            let own = &roster.roster.departments[roster.identity(code, name)?];
            Some((name_key(&own.code), name_key(&own.name)))
        });
        if let Some(key) = listed {
            return key;
        }
        let (code, name) = (name_key(code), name_key(name));
        match self.codes.get(&name) {
            Some(known) if code.is_empty() => (known.clone(), name),
            _ => (code, name),
        }
    }
}

/// Of each of these departments, given by code and name, whether another may be a version of it.
pub(in crate::batch) fn may_have_versions(
    departments: &[(&str, &str)],
    roster: Option<&RosterIndex<'_>>,
) -> Vec<bool> {
    let (mut names, mut listed) = (BTreeMap::new(), BTreeMap::new());
    let keys = departments.iter().map(|(code, name)| {
        let identity = roster.and_then(|roster| roster.identity(code, name));
        (name_key(name), identity)
    });
    let keys: Vec<(String, Option<usize>)> = keys.collect();
    for (name, identity) in keys.iter().filter(|(name, _)| !name.is_empty()) {
        *names.entry(name.as_str()).or_insert(0_usize) += 1;
        if let Some(identity) = identity {
            *listed.entry(*identity).or_insert(0_usize) += 1;
        }
    }
    let is_shared = |(name, identity): &(String, Option<usize>)| {
        let with_name = names.get(name.as_str());
        let with_identity = identity.and_then(|identity| listed.get(&identity));
        with_name.max(with_identity).is_some_and(|count| *count > 1)
    };
    keys.iter().map(is_shared).collect()
}

/// The record that counts if a department has several: of those whose tables were made, or else of
/// all, the newest; the first of these by path.
#[derive(Default)]
pub(in crate::batch) struct Originals<'r, 'a> {
    identities: Identities<'r>,
    /// By code and name.
    by_name: BTreeMap<(String, String), &'a DepartmentBrief>,
    /// The newest by code and name, also if its tables were not made.
    newest: BTreeMap<(String, String), &'a DepartmentBrief>,
    /// By the bytes of the file and the index in it.
    by_bytes: BTreeMap<(Digest, usize), &'a DepartmentBrief>,
}

impl<'r, 'a> Originals<'r, 'a> {
    /// Departments are in the order of their inputs.
    pub(in crate::batch) fn of(
        departments: &[&'a DepartmentBrief],
        roster: Option<&'r RosterIndex<'r>>,
        inputs: &BTreeMap<&str, &InputRecord>,
    ) -> Originals<'r, 'a> {
        let all = departments.iter().map(|one| (&*one.code, &*one.name));
        let mut originals = Originals {
            identities: Identities::of(all, roster),
            ..Originals::default()
        };
        let is_made = |department: &&DepartmentBrief| department.state == DepartmentState::Made;
        let named = || {
            let departments = departments.iter().copied();
            departments.filter(|one| !one.name.is_empty())
        };
        let rest = named().filter(|one| !is_made(one));
        for department in named().filter(is_made).chain(rest) {
            let key = originals.identities.key(&department.code, &department.name);
            let known = originals.by_name.entry(key).or_insert(department);
            let is_other =
                is_made(&department) == is_made(known) && known.sha256 != department.sha256;
            if is_other && newer(inputs, department, known).is_some() {
                *known = department;
            }
            let bytes = (department.sha256, department.index);
            originals.by_bytes.entry(bytes).or_insert(department);
        }
        originals.newest = originals.by_name.clone();
        for department in named() {
            let key = originals.identities.key(&department.code, &department.name);
            let known = originals.newest.entry(key).or_insert(department);
            if known.sha256 != department.sha256 && newer(inputs, department, known).is_some() {
                *known = department;
            }
        }
        originals
    }

    /// Whether another version of a department is sent back instead of this one, if anything is: the
    /// newest, also if it does not count because its tables were not made.
    pub(in crate::batch) fn is_superseded(
        &self,
        department: &DepartmentBrief,
        input: Option<&InputRecord>,
    ) -> bool {
        if department.name.is_empty() || input.is_none_or(|one| one.same_department.is_none()) {
            return false;
        }
        let key = self.identities.key(&department.code, &department.name);
        let newest = self.newest.get(&key);
        newest.is_some_and(|newest| !std::ptr::eq(*newest, department))
    }

    /// Reports a department whose original is another record.
    pub(in crate::batch) fn duplicate(
        &self,
        department: &DepartmentBrief,
        (input, inputs): (Option<&InputRecord>, &BTreeMap<&str, &InputRecord>),
        (out, renderer): (&Path, Option<&Renderer>),
    ) -> Option<(Finding, Duplicate<'a>)> {
        if department.name.is_empty() {
            return None;
        }
        let bytes = (department.sha256, department.index);
        let is_other = |one: &&&DepartmentBrief| !std::ptr::eq(**one, department);
        let same = self.by_bytes.get(&bytes).filter(is_other);
        let first = self
            .by_name
            .get(&self.identities.key(&department.code, &department.name))
            .filter(is_other);
        let input = input?;
        let level = input.same_department?;
        // One that counts may have the bytes of one before it.
        let counted = *first?;
        let others = first.and_then(|first| inputs.get(&*first.input)?.read_contents(out));
        let both: Vec<Box<Contents>> = others.into_iter().chain(input.read_contents(out)).collect();
        let both: Vec<&Contents> = both.iter().map(AsRef::as_ref).collect();
        let are_parts = both.len() == 2 && Contents::are_complementary(&both);
        let kind = match same {
            Some(_) => DuplicateKind::SameBytes,
            None if are_parts => DuplicateKind::OtherTables,
            None => DuplicateKind::Version,
        };
        let expected = expected((same, first), department)?;
        let expected = match (same, first) {
            (None, Some(first)) => {
                let why = why(inputs, first, department);
                let differences = renderer
                    .filter(|_| !are_parts)
                    .and_then(|renderer| differences(renderer, out, (department, first)));
                expected + &why + &differences.unwrap_or_default()
            }
            _ => expected,
        };
        let seen = [&*department.code, &*department.name];
        let finding = Finding::new(Code::SameDepartment, Place::file(&department.input))
            .seen(text::quote(seen.join(" ").trim()))
            .expected(expected)
            .correction(if are_parts {
                "两份里是不同的表,移出去哪一份都会少表:把两份的表放进一个文件(都是工作簿的,用 jixiao import 一起给出,合成一份),再运行"
            } else {
                "只留一份,另一份移出去,再运行;现在汇总表的合计、合订本只算另一份"
            });
        let duplicate = Duplicate {
            counted,
            why: reason(inputs, counted, department),
            kind,
        };
        Some((Finding { level, ..finding }, duplicate))
    }
}

/// What is said of a department of which another record has the same bytes, or is the first.
fn expected(
    (same, first): (Option<&&DepartmentBrief>, Option<&&DepartmentBrief>),
    department: &DepartmentBrief,
) -> Option<String> {
    let words = match (same, first) {
        (Some(same), _) => format!("一个部门一份;这个文件与 {} 一字不差", same.input),
        (None, Some(first)) if first.input == department.input => {
            "一个部门一份;同一个文件里还有一次这个部门".to_owned()
        }
        (None, Some(first)) if name_key(&first.name) != name_key(&department.name) => format!(
            "一个部门一份;{} 里的 {} 按名册是同一个部门",
            first.input,
            text::quote(&first.name)
        ),
        (None, Some(first)) if first.name != department.name => format!(
            "一个部门一份;{} 里的 {} 看上去是同一个名称,只差看不见的字符、空格或全角半角",
            first.input,
            text::quote(&first.name)
        ),
        (None, Some(first)) if first.code.is_empty() != department.code.is_empty() => format!(
            "一个部门一份;{} 里已有这个名称的部门,只是一份有编码、一份没有",
            first.input
        ),
        (None, Some(first)) => format!("一个部门一份;{} 里已有这个部门", first.input),
        (None, None) => return None,
    };
    Some(words)
}

/// A department that does not count because another record of it does.
pub(in crate::batch) struct Duplicate<'a> {
    /// The record that counts.
    pub(in crate::batch) counted: &'a DepartmentBrief,
    /// Why that one counts.
    pub(in crate::batch) why: String,
    pub(in crate::batch) kind: DuplicateKind,
}

/// How a duplicate relates to the record that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::batch) enum DuplicateKind {
    /// The same bytes.
    SameBytes,
    /// Other tables of the department, which should be in one file.
    OtherTables,
    /// Another version of it.
    Version,
}

/// Why one of two versions is newer; `None` if it is not.
fn newer(
    inputs: &BTreeMap<&str, &InputRecord>,
    one: &DepartmentBrief,
    other: &DepartmentBrief,
) -> Option<String> {
    versions::newer(inputs.get(&*one.input)?, inputs.get(&*other.input)?)
}

/// Why the first of two versions counts, after other words; empty if only its path decides.
fn why(
    inputs: &BTreeMap<&str, &InputRecord>,
    first: &DepartmentBrief,
    other: &DepartmentBrief,
) -> String {
    let are_made = [first, other].map(|one| one.state == DepartmentState::Made);
    match (newer(inputs, first, other), newer(inputs, other, first)) {
        (Some(why), _) => format!(";算较新的 {}:{why}", first.input),
        (None, Some(why)) if are_made == [true, false] => {
            format!(";这一份较新({why}),但没有生成,算已生成的 {}", first.input)
        }
        (None, _) => String::new(),
    }
}

/// Why the first of two versions counts, as a sentence of its own.
fn reason(
    inputs: &BTreeMap<&str, &InputRecord>,
    first: &DepartmentBrief,
    other: &DepartmentBrief,
) -> String {
    let is_only_made = first.state == DepartmentState::Made && other.state != DepartmentState::Made;
    match (newer(inputs, first, other), newer(inputs, other, first)) {
        (Some(why), _) => format!("较新:{why}"),
        (None, Some(why)) if is_only_made => format!("另一份较新({why}),但没有生成"),
        (None, _) if is_only_made => "另一份没有生成".to_owned(),
        (None, _) => "分不出新旧,算按路径在前的".to_owned(),
    }
}

/// What differs between two versions of a department, after other words.
fn differences(
    renderer: &Renderer,
    out: &Path,
    (other, first): (&DepartmentBrief, &DepartmentBrief),
) -> Option<String> {
    /// Maximum number of differences that are listed.
    const MOST: usize = 20;
    let read = |brief: &DepartmentBrief| brief.read(out).ok()?.read_data(out).ok()?;
    let lines = renderer.differences(&read(other)?, &read(first)?)?;
    if lines.is_empty() {
        return Some(";两份里的数据一样".to_owned());
    }
    let shown = lines.iter().take(MOST).map(String::as_str);
    let shown: Vec<&str> = shown.collect();
    let more = match lines.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!(";另有 {more} 处,用 jixiao diff 看"),
    };
    Some(format!(
        ";两份不同的 {} 处(这一份 → {}):{}{more}",
        lines.len(),
        first.input,
        shown.join(";")
    ))
}
