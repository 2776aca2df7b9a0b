//! Inputs that belong together: the tables of a department in several workbooks are joined, as
//! `import` joins the files it is given. An annotated copy is skipped if its original is an input.
//!
//! Which inputs belong together follows from the [`Contents`] of each, so that all shards of a run
//! agree: a shard surveys all workbooks, and does the groups whose first input is its own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;

use super::super::given::options::Rerun;
use super::super::living::inputs::Input;
use super::super::pool::parallel_map;
use super::super::record::records::{
    Contents, CopyState, DepartmentRecord, Findings, InputRecord, OpeningErrors, Role,
};
use super::run::Run;
use super::survey::{OpenInput, SurveyedInput};
use crate::digest::Digest;
use crate::finding::{Code, Finding, Read, Report};
use crate::mark;
use crate::render::{InputFile, read_input};
use crate::source::{Place, Source};
use crate::text::{self, name_key};

impl Run<'_> {
    /// Skips annotated copies and joins inputs; `None` if the run is stopped.
    pub(in crate::batch) fn join<'a>(
        &self,
        mut surveyed: Vec<SurveyedInput<'a>>,
    ) -> Option<Vec<SurveyedInput<'a>>> {
        let copies: Vec<(usize, usize)> = (0..surveyed.len())
            .filter_map(|copy| Some((copy, original(&surveyed, copy)?)))
            .collect();
        for (copy, original) in copies {
            let name = surveyed[original].input.name.clone();
            self.skip_copy(&mut surveyed[copy], &name);
        }
        let groups = groups(&surveyed);
        let read = parallel_map(&groups, |group| {
            let inputs: Vec<&SurveyedInput<'_>> =
                group.iter().map(|index| &surveyed[*index]).collect();
            self.read_group(&inputs)
        });
        if self.is_stopped() {
            return None;
        }
        for (group, read) in groups.iter().zip(read) {
            if let Some(read) = read {
                self.join_group(&mut surveyed, group, read);
            }
        }
        if let Some(shard) = self.batch.shard {
            let mut is_own = are_of_shard(&surveyed, |name| shard.has(name)).into_iter();
            surveyed.retain(|_| is_own.next().unwrap_or(false));
        }
        Some(surveyed)
    }

    /// Skips an annotated copy because its original is an input.
    fn skip_copy(&self, copy: &mut SurveyedInput<'_>, original: &str) {
        let is_untouched = copy.record.annotated != Some(CopyState::Changed);
        let finding = mark::skipped_copy(&copy.input.name, original, is_untouched);
        let mut report = Report::new();
        report.push(finding);
        let report = report.with_levels(&self.levels(copy.input));
        copy.record.findings = Findings::of(&report);
        clear(copy, Role::Skipped);
    }

    /// The submission of several workbooks; `None` if they contain none or several.
    fn read_group(&self, group: &[&SurveyedInput<'_>]) -> Option<(Source, Report)> {
        let bytes = group
            .iter()
            .map(|one| same_bytes(one.input, &one.record.sha256));
        let bytes = bytes.collect::<Option<Vec<_>>>()?;
        let names = group.iter().map(|one| one.input.name.as_str());
        let files = names.zip(&bytes);
        let files: Vec<InputFile<'_>> = files
            .map(|(name, bytes)| InputFile::new(name, bytes))
            .collect();
        let Read {
            value: mut sources,
            report,
        } = self.renderer.import(&files, None);
        let source = sources.pop().filter(|_| sources.is_empty())?;
        Some((source, report))
    }

    /// Makes the first input of a group the whole department; clears the others.
    fn join_group(
        &self,
        surveyed: &mut [SurveyedInput<'_>],
        group: &[usize],
        (source, report): (Source, Report),
    ) {
        let (first, others) = group
            .split_first()
            .expect("a group has at least two inputs");
        let mut report_of_all = Report::new();
        for index in group {
            report_of_all.append(surveyed[*index].input.beside.clone());
        }
        let names: Vec<String> = others
            .iter()
            .map(|index| surveyed[*index].input.name.clone())
            .collect();
        let with = others.iter().map(|index| {
            let other = &surveyed[*index];
            (other.input, other.record.sha256)
        });
        let with = with.collect();
        for index in others {
            surveyed[*index].record.findings = Findings::default();
            clear(&mut surveyed[*index], Role::Joined);
        }
        let leader = &mut surveyed[*first];
        let levels = self.levels(leader.input);
        let mut findings = report;
        let others = text::list(names.iter().map(String::as_str));
        findings.push(
            Finding::new(Code::FilesJoined, Place::file(&leader.input.name))
                .seen(format!("这个部门的表分在几个文件里:与 {others} 合成了一份")),
        );
        let mut findings = findings.with_levels(&levels);
        let sources = std::slice::from_ref(&source);
        leader.record.opening = OpeningErrors::take(&leader.input.name, sources, &mut findings);
        report_of_all.append(findings);
        leader.with = with;
        let (mut department, _) = self.department(0, &source);
        leader.opened = Mutex::new(OpenInput {
            sources: self.held(vec![source]),
            left: 1,
        });
        let sha256 = leader.sha256();
        department.is_recorded = self.batch.rerun == Rerun::Resume
            && DepartmentRecord::read(self.out, &leader.input.name, 0).is_some_and(|record| {
                (&record.sha256, &record.made_with) == (&sha256, &leader.record.made_with)
            });
        leader.record.findings = Findings::of(&report_of_all);
        leader.record.with = names;
        leader.departments = vec![department];
    }
}

/// The bytes of an input, if they still have this digest.
pub(in crate::batch) fn same_bytes(input: &Input, sha256: &Digest) -> Option<Vec<u8>> {
    let bytes = read_input(&input.path).ok()?;
    (Digest::of(&bytes) == *sha256).then_some(bytes)
}

/// Removes the departments of an input.
fn clear(surveyed: &mut SurveyedInput<'_>, role: Role) {
    surveyed.record.role = role;
    surveyed.record.departments = 0;
    surveyed.record.opening = OpeningErrors::default();
    surveyed.departments.clear();
    surveyed.opened = Mutex::default();
}

/// Whether each input belongs to a shard: by its own name, or the name of the input it is joined
/// with.
fn are_of_shard(surveyed: &[SurveyedInput<'_>], has: impl Fn(&str) -> bool) -> Vec<bool> {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    for one in surveyed {
        let others = one.record.with.iter();
        first.extend(others.map(|other| (other.as_str(), one.input.name.as_str())));
    }
    let names = surveyed.iter().map(|one| one.input.name.as_str());
    names
        .map(|name| has(first.get(name).unwrap_or(&name)))
        .collect()
}

/// The index of the original of an annotated copy, if it is an input: the file from whose name the
/// copy's name is formed, or the first with the same tables.
fn original(surveyed: &[SurveyedInput<'_>], copy: usize) -> Option<usize> {
    let own = &surveyed[copy].record;
    own.annotated?;
    let by_name = mark::original_name(&own.name).and_then(|name| {
        let mut others = surveyed.iter();
        // An input without departments cannot be an original.
        let is_read = |other: &InputRecord| other.departments > 0 || own.departments == 0;
        others.position(|other| other.input.name == name && is_read(&other.record))
    });
    let contents = own.contents.as_deref();
    let is_same = |other: &Contents| {
        let key = |contents: &Contents| {
            let words = [
                &contents.edition,
                &contents.name,
                &contents.code,
                &contents.year,
            ];
            let tables = contents
                .tables
                .iter()
                .map(|(form, _, title)| (*form, name_key(title)));
            (words.map(|word| name_key(word)), tables.collect::<Vec<_>>())
        };
        contents.is_some_and(|own| !own.name.is_empty() && key(own) == key(other))
    };
    by_name.or_else(|| {
        surveyed.iter().position(|other| {
            let other = &other.record;
            other.annotated.is_none() && other.contents.as_deref().is_some_and(is_same)
        })
    })
}

/// Groups of inputs that form one department each; each group is in the order of the inputs.
fn groups(surveyed: &[SurveyedInput<'_>]) -> Vec<Vec<usize>> {
    let all = surveyed.iter().enumerate().filter_map(|(index, one)| {
        let contents = one.record.contents.as_deref();
        let contents = contents.filter(|contents| contents.is_of_forms)?;
        (one.record.role == Role::Own).then_some((index, contents))
    });
    let all: Vec<(usize, &Contents)> = all.collect();
    let key = |contents: &Contents, name: &str| (contents.edition.clone(), name_key(name));
    let owners = all.iter().filter(|(_, contents)| contents.has_own_table());
    let owners: BTreeSet<(String, String)> = owners
        .map(|(_, contents)| key(contents, &contents.name))
        .collect();
    let mut by_name: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (index, contents) in all {
        // Without the department's own table, an input belongs to the department that files it,
        // which may be subordinate to the one named first.
        let mut names = contents.names.iter().rev().map(|name| key(contents, name));
        let owner = names.find(|name| !contents.has_own_table() && owners.contains(name));
        let name = owner.unwrap_or_else(|| key(contents, &contents.name));
        by_name.entry(name).or_default().push(index);
    }
    let contents_of = |group: &[usize]| -> Vec<&Contents> {
        let contents = group
            .iter()
            .map(|index| surveyed[*index].record.contents.as_deref());
        contents.flatten().collect()
    };
    let mut groups: Vec<Vec<usize>> = by_name
        .into_values()
        .filter(|group| group.len() > 1 && Contents::are_complementary(&contents_of(group)))
        .collect();
    groups.sort();
    groups
}

/// Whether an input may be joined with others, by the ending of its name.
pub(in crate::batch) fn may_be_joined(input: &Input) -> bool {
    const WORKBOOKS: [&str; 3] = ["xlsx", "xls", "et"];
    let ending = Path::new(&input.name).extension().unwrap_or_default();
    WORKBOOKS.iter().any(|own| ending.eq_ignore_ascii_case(own))
}
