//! The results of a run, from which summary, reports, volume and manifest are made.
//!
//! They add to the records the findings that need all departments: duplicates, a year that differs
//! from the others, a code shared by several departments. They are computed from the records each
//! time, so that merged shards give the same results as one run.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::super::given::options::ResultOptions;
use super::super::given::order::Order;
use super::super::given::roster::Roster;
use super::super::given::shard::Shard;
use super::super::record::brief::DepartmentBrief;
use super::super::record::records::{
    self, DepartmentRecord, DepartmentState, InputRecord, LetterRecord, Role,
};
use super::faults::is_due;
use super::matching::{Match, RosterIndex};
use super::originals::{Duplicate, Originals};
use crate::finding::{Code, Finding, Level};
use crate::form::Edition;
use crate::render::Renderer;
use crate::source::Place;
use crate::text::{self, name_key};
use crate::write::Format;
use crate::write::ofd::OfdProfile;

/// The results of a run.
pub(in crate::batch) struct Results<'a> {
    /// All inputs.
    pub(in crate::batch) inputs: &'a [InputRecord],
    /// Inputs that no submission was read from.
    pub(in crate::batch) unread: Vec<&'a InputRecord>,
    /// Inputs whose own findings are reported under the input: all but those of one department.
    pub(in crate::batch) reported_inputs: Vec<&'a InputRecord>,
    /// The departments with all their findings.
    pub(in crate::batch) departments: Vec<Department<'a>>,
    /// The roster.
    pub(in crate::batch) roster: Option<RosterIndex<'a>>,
    /// Whether they are those of all inputs, not of a shard.
    pub(in crate::batch) is_whole: bool,
    /// Whether submissions are sent back.
    pub(in crate::batch) sends_back: bool,
    /// The year that the run is for.
    year: Option<String>,
    /// The formats of the departments' files, on which those of the volume depend.
    pub(in crate::batch) formats: Vec<Format>,
    /// What OFD files claim to be.
    pub(in crate::batch) ofd: OfdProfile,
}

/// What the results depend on besides the records.
#[derive(Clone, Copy)]
pub(in crate::batch) struct Given<'a> {
    pub(in crate::batch) roster: Option<&'a Roster>,
    pub(in crate::batch) options: &'a ResultOptions,
    pub(in crate::batch) shard: Option<Shard>,
    /// Whether submissions are sent back.
    pub(in crate::batch) sends_back: bool,
    /// Reads the versions of departments to compare them; without it they are not compared.
    pub(in crate::batch) renderer: Option<&'a Renderer>,
}

/// A department with the findings that its record does not contain.
pub(in crate::batch) struct Department<'a> {
    pub(in crate::batch) brief: &'a DepartmentBrief,
    /// Its input, if that has findings and no other department.
    input: Option<&'a InputRecord>,
    /// Findings that need all departments.
    added: Vec<Finding>,
    /// Index of the department of the roster that it is of.
    pub(in crate::batch) listed: Option<usize>,
    /// What counts instead, if anything does.
    pub(in crate::batch) duplicate_of: Option<Box<Duplicate<'a>>>,
    /// Whether another version of it is sent back instead, if anything is.
    pub(in crate::batch) is_superseded: bool,
}

impl Department<'_> {
    /// Numbers of errors, warnings and notes.
    pub(in crate::batch) fn findings(&self) -> [usize; 3] {
        let mut counts = self.brief.findings;
        if let Some(input) = self.input {
            let own = input.findings.counts();
            counts
                .iter_mut()
                .zip(own)
                .for_each(|(all, own)| *all += own);
        }
        for finding in &self.added {
            let level = match finding.level {
                Level::Error => 0,
                Level::Warning => 1,
                Level::Note => 2,
            };
            counts[level] += 1;
        }
        counts
    }

    /// Number of findings that are listed in its record and in this program's memory.
    pub(in crate::batch) fn listed(&self) -> usize {
        let of_input = self.input.map_or(0, |input| input.findings.list.len());
        self.brief.listed + of_input + self.added.len()
    }

    pub(in crate::batch) fn has_findings(&self) -> bool {
        self.findings().iter().sum::<usize>() > 0
    }

    /// Whether it is a duplicate of another department: it has a [`Code::SameDepartment`].
    pub(in crate::batch) fn is_duplicate(&self) -> bool {
        let mut added = self.added.iter();
        added.any(|finding| finding.code == Code::SameDepartment)
    }

    /// Reads its record; adds the findings that it does not contain.
    ///
    /// # Errors
    /// As of [`DepartmentBrief::read`].
    pub(in crate::batch) fn read(&self, out: &Path) -> io::Result<DepartmentRecord> {
        let mut record = self.read_own(out)?;
        for finding in &self.added {
            record.findings.push(finding.clone());
        }
        Ok(record)
    }
}

impl Department<'_> {
    /// Reads its record; adds the findings of its input, but not those that need all departments.
    ///
    /// # Errors
    /// As of [`DepartmentBrief::read`].
    pub(in crate::batch) fn read_own(&self, out: &Path) -> io::Result<DepartmentRecord> {
        let mut record = self.brief.read(out)?;
        if let Some(input) = self.input {
            let own = std::mem::take(&mut record.findings);
            record.findings = input.findings.clone();
            record.findings.append(own);
        }
        Ok(record)
    }

    /// Whether it may have to correct or to look at something.
    pub(in crate::batch) fn has_faults(&self) -> bool {
        let [errors, warnings, _] = self.findings();
        errors + warnings > 0
    }
}

impl<'a> Results<'a> {
    /// Departments are in the order of the inputs.
    pub(in crate::batch) fn of(
        out: &Path,
        inputs: &'a [InputRecord],
        departments: &'a [DepartmentBrief],
        given: Given<'a>,
    ) -> Results<'a> {
        let roster = given.roster.map(RosterIndex::of);
        let listed = listed(roster.as_ref(), departments);
        let count = departments.len();
        let read = names_read(departments);
        let by_name: BTreeMap<&str, &InputRecord> = inputs
            .iter()
            .map(|input| (input.name.as_str(), input))
            .collect();
        let all: Vec<&DepartmentBrief> = departments.iter().collect();
        let originals = Originals::of(&all, roster.as_ref(), &by_name);
        let usual = UsualYear::of(departments);
        let codes = Codes::of(departments, roster.as_ref());
        let in_roster = |department: &DepartmentBrief, input: Option<&InputRecord>| {
            let finding = roster.as_ref()?.finding(department, count)?;
            let level = input?.roster.level_of(finding.code)?;
            Some(at_level(level, finding))
        };
        let departments = departments.iter().zip(listed).map(|(department, listed)| {
            let input = by_name.get(&*department.input).copied();
            let duplicate =
                originals.duplicate(department, (input, &by_name), (out, given.renderer));
            let year = usual.apart(department, input);
            let code = codes.apart(department, input);
            let (duplicate, duplicate_of) = duplicate.unzip();
            let added = [duplicate, year, code, in_roster(department, input)];
            Department {
                brief: department,
                input: input.filter(|input| input.departments == 1 && !input.findings.is_empty()),
                added: added.into_iter().flatten().collect(),
                listed,
                duplicate_of: duplicate_of.map(Box::new),
                is_superseded: originals.is_superseded(department, input),
            }
        });
        let departments = departments.collect();
        Results {
            inputs,
            unread: inputs
                .iter()
                .filter(|input| input.role == Role::Own && !read.contains(input.name.as_str()))
                .collect(),
            departments,
            reported_inputs: inputs
                .iter()
                .filter(|input| input.departments != 1)
                .collect(),
            roster,
            is_whole: given.shard.is_none(),
            sends_back: given.sends_back,
            year: given.options.year.map(|year| year.to_string()),
            formats: given.options.formats.clone(),
            ofd: given.options.ofd,
        }
    }

    /// Sorts the departments: first those that the order lists, then those of the roster, then the
    /// others.
    pub(in crate::batch) fn in_order(mut self, order: &Order<'_>) -> Results<'a> {
        self.departments.sort_by_cached_key(|department| {
            let rank = order.rank(department.brief).unwrap_or(usize::MAX);
            (rank, department.listed.unwrap_or(usize::MAX))
        });
        self
    }

    /// The section of the bureau that is responsible for a department; `None` without a roster that
    /// has sections.
    pub(in crate::batch) fn section(&self, department: &Department<'_>) -> Option<&'a str> {
        self.roster.as_ref()?.section(department.listed)
    }

    /// Whether a department is sent back; `record` has all of its own findings.
    pub(in crate::batch) fn is_sent_back(
        &self,
        department: &Department<'_>,
        record: &DepartmentRecord,
    ) -> bool {
        // Of several versions of a department only the newest is sent back.
        self.sends_back && !department.is_superseded && is_due(record, &record.findings)
    }

    /// The letter to a department, once the letters are made; `None` if it is not sent back.
    ///
    /// # Errors
    /// As of [`DepartmentBrief::read`].
    pub(in crate::batch) fn letter(
        &self,
        department: &Department<'_>,
        out: &Path,
    ) -> io::Result<Option<LetterRecord>> {
        if !self.sends_back || !department.has_faults() {
            return Ok(None);
        }
        let record = department.read_own(out)?;
        let name = LetterRecord::record_name(&record.input, record.index);
        let is_sent_back = self.is_sent_back(department, &record);
        Ok(is_sent_back.then(|| records::read(out, &name)).flatten())
    }

    /// Every input is either read or unread; an unread input is no department.
    pub(in crate::batch) fn counts(&self) -> Counts {
        let read = || {
            let read = self.departments.iter();
            read.filter(|one| self.is_read(one.brief))
        };
        let in_state = |state| read().filter(move |one| one.brief.state == state);
        let inputs = self.reported_inputs.iter();
        let inputs = inputs.map(|input| input.findings.counts());
        let findings = inputs.chain(self.departments.iter().map(Department::findings));
        let [errors, warnings, notes] = findings.fold([0; 3], |sums, counts| {
            let mut sum = sums.into_iter().zip(counts).map(|(sum, count)| sum + count);
            std::array::from_fn(|_| sum.next().unwrap_or_default())
        });
        let made = in_state(DepartmentState::Made);
        Counts {
            inputs: self.inputs.len(),
            unread: self.unread.len(),
            departments: read().count(),
            made: in_state(DepartmentState::Made).count(),
            made_with_findings: made.filter(|one| one.has_findings()).count(),
            returned: in_state(DepartmentState::Returned).count(),
            failed: in_state(DepartmentState::Failed).count(),
            tables: read().map(|department| department.brief.tables).sum(),
            errors,
            warnings,
            notes,
        }
    }

    /// Names of the departments that are returned, without those of which another record counts.
    pub(in crate::batch) fn returned(&self) -> Vec<String> {
        let departments = self.departments.iter().filter(|one| {
            let is_returned = one.brief.state == DepartmentState::Returned;
            is_returned && one.duplicate_of.is_none() && self.is_read(one.brief)
        });
        departments
            .map(|one| one.brief.title().to_owned())
            .collect()
    }

    /// The title of an edition with the years of its departments in place of its own year.
    pub(in crate::batch) fn title(&self, edition: &Edition) -> String {
        let departments = self.departments.iter().map(|one| one.brief);
        let own = departments.filter(|one| *one.edition == *edition.id);
        let years = own.map(|one| &*one.year);
        let years: BTreeSet<&str> = match &self.year {
            // Submissions of other years were returned.
            Some(year) => BTreeSet::from([year.as_str()]),
            None => years.filter(|year| !year.is_empty()).collect(),
        };
        let years: Vec<&str> = years.into_iter().collect();
        with_years(&edition.title, &years)
    }

    /// Whether a submission was read from the input of a department.
    pub(in crate::batch) fn is_read(&self, department: &DepartmentBrief) -> bool {
        let is_input = |input: &&InputRecord| *input.name == *department.input;
        !department.edition.is_empty() || !self.unread.iter().any(is_input)
    }
}

/// Counts of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Inputs.
    pub inputs: usize,
    /// Inputs that no submission was read from; at least one was read from each of the others.
    pub unread: usize,
    /// Departments.
    pub departments: usize,
    /// Departments whose tables were made.
    pub made: usize,
    /// Departments among these that have findings.
    pub made_with_findings: usize,
    /// Departments with errors to be corrected first.
    pub returned: usize,
    /// Departments for which the program failed.
    pub failed: usize,
    /// Tables that were made.
    pub tables: usize,
    /// Findings of level error.
    pub errors: usize,
    /// Findings of level warning.
    pub warnings: usize,
    /// Findings of level note.
    pub notes: usize,
}

/// Replaces the year in a title: four digits before 年, not those of a document number (〔2015〕).
fn with_years(title: &str, years: &[&str]) -> String {
    /// Digits of a year.
    const DIGITS: usize = 4;
    let is_digit = |character: char| character.is_ascii_digit();
    let year = title.match_indices('年').find_map(|(end, _)| {
        let start = title[..end].trim_end_matches(is_digit).len();
        (end - start == DIGITS).then_some(start..end)
    });
    let mut title = title.to_owned();
    if let Some(year) = year.filter(|_| !years.is_empty()) {
        title.replace_range(year, &years.join("、"));
    }
    title
}

/// The department of the roster that each submission is of: by its name, or by its code if the name
/// is unknown and no other submission has the name.
fn listed(roster: Option<&RosterIndex<'_>>, departments: &[DepartmentBrief]) -> Vec<Option<usize>> {
    let Some(roster) = roster else {
        return vec![None; departments.len()];
    };
    let found: Vec<Match> = departments.iter().map(|one| roster.find(one)).collect();
    let named = found.iter().filter_map(|found| match found {
        Match::Named(index) => Some(*index),
        Match::Coded(_) | Match::Conflict(..) | Match::Unlisted => None,
    });
    let named: BTreeSet<usize> = named.collect();
    let listed = found.iter().map(|found| match found {
        Match::Named(index) => Some(*index),
        Match::Coded(index) => Some(*index).filter(|index| !named.contains(index)),
        Match::Conflict(..) | Match::Unlisted => None,
    });
    listed.collect()
}

/// Names of the inputs that a submission was read from.
pub(in crate::batch) fn names_read(departments: &[DepartmentBrief]) -> BTreeSet<&str> {
    departments
        .iter()
        .filter(|department| !department.edition.is_empty())
        .map(|department| &*department.input)
        .collect()
}

/// The departments of each code by name, and of each name by code.
#[derive(Default)]
struct Codes<'a> {
    roster: Option<&'a RosterIndex<'a>>,
    by_code: BTreeMap<String, BTreeMap<String, &'a DepartmentBrief>>,
    by_name: BTreeMap<String, BTreeMap<String, &'a DepartmentBrief>>,
}

impl<'a> Codes<'a> {
    fn of(departments: &'a [DepartmentBrief], roster: Option<&'a RosterIndex<'a>>) -> Codes<'a> {
        let mut codes = Codes {
            roster,
            ..Codes::default()
        };
        for department in departments {
            let (code, name) = (name_key(&department.code), name_key(&department.name));
            if code.is_empty() || name.is_empty() {
                continue;
            }
            let names = codes.by_code.entry(code.clone()).or_default();
            names.entry(name.clone()).or_insert(department);
            let own = codes.by_name.entry(name).or_default();
            own.entry(code).or_insert(department);
        }
        codes
    }

    /// Reports a department whose code others have, or whose name has other codes.
    fn apart(&self, department: &DepartmentBrief, input: Option<&InputRecord>) -> Option<Finding> {
        let level = input?.code_apart?;
        let (code, name) = (name_key(&department.code), name_key(&department.name));
        if code.is_empty() || name.is_empty() {
            return None;
        }
        let others = |all: Option<&BTreeMap<String, &'a DepartmentBrief>>, own: &str| {
            let others = all.into_iter().flatten().filter(|(key, _)| *key != own);
            let mut others: Vec<&DepartmentBrief> = others.map(|(_, other)| *other).collect();
            // Another name of the same department is a duplicate instead.
            others.retain(|other| {
                let roster = self.roster;
                !roster.is_some_and(|roster| roster.are_same(department, other))
            });
            others.sort_by(|one, next| one.input.cmp(&next.input));
            others
        };
        let names = others(self.by_code.get(&code), &name);
        let codes = others(self.by_name.get(&name), &code);
        let mut words = Vec::new();
        for (others, what) in [(&names, "一个编码一个部门"), (&codes, "一个部门一个编码")]
        {
            let others = others
                .iter()
                .map(|other| format!("{} 里是 {} {}", other.input, other.code, other.name));
            let others: Vec<String> = others.collect();
            if !others.is_empty() {
                words.push(format!(
                    "{what};{}",
                    text::list(others.iter().map(String::as_str))
                ));
            }
        }
        if words.is_empty() {
            return None;
        }
        let finding = Finding::new(Code::CodeApart, Place::file(&department.input))
            .seen(text::quote(&format!("{} {}", department.code, department.name)))
            .expected(words.join(";"))
            .correction("改正写错的编码或名称;是同一个部门的(改了名、编码换过),只留一份,另一份移出去。现在两份都算进合计");
        Some(at_level(level, finding))
    }
}

/// The year of most departments.
struct UsualYear<'a> {
    year: &'a str,
    departments: usize,
}

impl<'a> UsualYear<'a> {
    /// The later year in a tie.
    fn of(departments: &'a [DepartmentBrief]) -> UsualYear<'a> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for department in departments.iter().filter(|one| !one.year.is_empty()) {
            *counts.entry(&*department.year).or_default() += 1;
        }
        let most = counts
            .into_iter()
            .max_by_key(|(year, count)| (*count, *year));
        let (year, departments) = most.unwrap_or_default();
        UsualYear { year, departments }
    }

    /// Reports a department with another year.
    fn apart(&self, department: &DepartmentBrief, input: Option<&InputRecord>) -> Option<Finding> {
        let level = input?.year_apart?;
        if department.year.is_empty() || *department.year == *self.year {
            return None;
        }
        let finding = Finding::new(Code::YearApart, Place::file(&department.input))
            .seen(format!("{} 年度", department.year))
            .expected(format!(
                "{} 年度,与 {} 个部门相同",
                self.year, self.departments
            ))
            .correction("看是不是交了别的年度的表;年度没有错的,分开来做");
        Some(at_level(level, finding))
    }
}

fn at_level(level: Level, finding: Finding) -> Finding {
    Finding { level, ..finding }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_of_a_title_is_that_of_the_data() {
        assert_eq!(with_years("甲表(2025年度)", &["2026"]), "甲表(2026年度)");
        assert_eq!(
            with_years("甲表(2025年度)", &["2025", "2026"]),
            "甲表(2025、2026年度)"
        );
        assert_eq!(with_years("甲表(2025年度)", &[]), "甲表(2025年度)");
        assert_eq!(with_years("第 12 号表", &["2026"]), "第 12 号表");
        assert_eq!(
            with_years("甲表(财预〔2015〕88号)", &["2026"]),
            "甲表(财预〔2015〕88号)"
        );
    }
}
