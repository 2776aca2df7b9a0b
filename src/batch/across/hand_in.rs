//! 报送情况: which departments of the roster have handed in, computed from the results each time.

use super::super::given::listed_roster::{
    HandInCounts, HandInState, ListedDepartment, ListedRoster,
};
use super::super::given::roster::RosterDepartment;
use super::super::record::records::{DepartmentState, InputRecord};
use super::matching::{Match, RosterIndex};
use super::results::{Department, Results};

/// Which departments have handed in.
pub(in crate::batch) struct HandIn<'a> {
    /// The departments of the roster in its order, then what belongs to none of them.
    pub(in crate::batch) rows: Vec<HandInRow<'a>>,
}

/// A department of the roster, or a submission or an unread file that belongs to none.
pub(in crate::batch) struct HandInRow<'a> {
    /// The department of the roster.
    pub(in crate::batch) listed: Option<&'a RosterDepartment>,
    pub(in crate::batch) code: &'a str,
    pub(in crate::batch) name: &'a str,
    pub(in crate::batch) state: HandInState,
    pub(in crate::batch) section: Option<&'a str>,
    /// The inputs it is known by.
    pub(in crate::batch) files: Vec<&'a str>,
    /// Numbers of errors, warnings and notes.
    pub(in crate::batch) findings: [usize; 3],
    pub(in crate::batch) remark: String,
    /// Whether its code and its name are those of different departments.
    is_conflict: bool,
}

/// Departments by name, for the end of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RosterOutcome {
    /// Number of departments in each state.
    pub counts: HandInCounts,
    /// Departments of the roster that were returned.
    pub returned: Vec<String>,
    /// Departments of the roster a file of which cannot be read, by its name, each with the file.
    pub unreadable: Vec<(String, String)>,
    /// Departments of the roster that have not handed in.
    pub missing: Vec<String>,
    /// Submissions of departments that are not in the roster.
    pub unlisted: Vec<String>,
    /// Submissions with the code of one department and the name of another, by file, each with a
    /// description.
    pub conflicts: Vec<(String, String)>,
}

/// What the results have of each department of the roster.
struct Found<'r, 'a> {
    /// Its submissions, duplicates last.
    submissions: Vec<&'r Department<'a>>,
    /// Files that cannot be read, by their names.
    unread: Vec<&'a InputRecord>,
    /// Files with its code and the name of another department, or the other way round.
    conflicts: Vec<&'a str>,
}

impl<'a> HandIn<'a> {
    /// `None` without a roster, and for a shard, which does not have the others' submissions.
    pub(in crate::batch) fn of(results: &Results<'a>) -> Option<HandIn<'a>> {
        let index = results.roster.as_ref().filter(|_| results.is_whole)?;
        let listed = &index.roster.departments;
        let mut found: Vec<Found<'_, 'a>> = (listed.iter())
            .map(|_| Found {
                submissions: Vec::new(),
                unread: Vec::new(),
                conflicts: Vec::new(),
            })
            .collect();
        let mut others = Vec::new();
        for department in &results.departments {
            match department.listed {
                Some(own) => found[own].submissions.push(department),
                None if results.is_read(department.brief) => {
                    if let Match::Conflict(code, name) = index.find(department.brief) {
                        found[code].conflicts.push(&department.brief.input);
                        found[name].conflicts.push(&department.brief.input);
                    }
                    others.push(unlisted(index, department));
                }
                None => {}
            }
        }
        for input in &results.unread {
            let meant = index.in_file_name(&input.name);
            match meant {
                Some(own) if found[own].submissions.is_empty() => found[own].unread.push(input),
                _ => others.push(unread(results, input, meant.map(|own| &listed[own]))),
            }
        }
        let rows = listed.iter().zip(found).enumerate();
        let rows = rows.map(|(own, (department, found))| {
            let section = index.section(Some(own));
            row_of(results, (department, section), found)
        });
        let rows = rows.chain(others).collect();
        Some(HandIn { rows })
    }

    /// The departments of the roster.
    fn listed(&self) -> impl Iterator<Item = &HandInRow<'a>> {
        self.rows.iter().filter(|row| row.listed.is_some())
    }

    pub(in crate::batch) fn counts(&self) -> HandInCounts {
        let of = |state| self.listed().filter(|row| row.state == state).count();
        let unlisted = self.rows.iter();
        HandInCounts {
            departments: self.listed().count(),
            made: of(HandInState::Made),
            returned: of(HandInState::Returned),
            failed: of(HandInState::Failed),
            unreadable: of(HandInState::Unreadable),
            missing: of(HandInState::Missing),
            unlisted: unlisted
                .filter(|row| row.state == HandInState::Unlisted)
                .count(),
        }
    }

    /// The departments by name.
    pub(in crate::batch) fn outcome(&self) -> RosterOutcome {
        let names = |state| {
            let rows = self.rows.iter().filter(move |row| row.state == state);
            rows.map(|row| row.name.to_owned()).collect()
        };
        let unreadable = self.listed();
        let unreadable = unreadable.filter(|row| row.state == HandInState::Unreadable);
        RosterOutcome {
            counts: self.counts(),
            returned: names(HandInState::Returned),
            unreadable: unreadable
                .map(|row| (row.name.to_owned(), row.files.join("、")))
                .collect(),
            missing: names(HandInState::Missing),
            unlisted: (self.rows.iter())
                .filter(|row| row.state == HandInState::Unlisted && !row.is_conflict)
                .map(|row| row.name.to_owned())
                .collect(),
            conflicts: (self.rows.iter())
                .filter(|row| row.is_conflict)
                .map(|row| (row.files.join("、"), row.remark.clone()))
                .collect(),
        }
    }
}

/// The roster in the manifest of results.
pub(in crate::batch) fn listed_roster(results: &Results<'_>) -> Option<ListedRoster> {
    let roster = results.roster.as_ref()?.roster;
    let hand_in = HandIn::of(results);
    let of_row = |index: usize| hand_in.as_ref().map(|all| &all.rows[index]);
    let departments = roster.departments.iter().enumerate();
    Some(ListedRoster {
        name: roster.name.clone(),
        sha256: roster.sha256,
        counts: hand_in.as_ref().map(HandIn::counts),
        departments: departments
            .map(|(index, department)| ListedDepartment {
                department: department.clone(),
                state: of_row(index).map(|row| row.state),
                files: of_row(index).map_or_else(Vec::new, |row| {
                    row.files.iter().map(|file| (*file).to_owned()).collect()
                }),
            })
            .collect(),
    })
}

fn sum(counts: impl Iterator<Item = [usize; 3]>) -> [usize; 3] {
    counts.fold([0; 3], |[errors, warnings, notes], next| {
        [errors + next[0], warnings + next[1], notes + next[2]]
    })
}

/// The files of submissions, each once.
fn files_of<'a>(submissions: &[&Department<'a>]) -> Vec<&'a str> {
    let mut files: Vec<&str> = Vec::new();
    for one in submissions {
        if !files.contains(&&*one.brief.input) {
            files.push(&one.brief.input);
        }
    }
    files
}

/// A department of the roster.
fn row_of<'a>(
    results: &Results<'a>,
    (listed, section): (&'a RosterDepartment, Option<&'a str>),
    mut found: Found<'_, 'a>,
) -> HandInRow<'a> {
    found.submissions.sort_by_key(|one| one.is_duplicate());
    let states = found.submissions.iter().map(|one| match one.brief.state {
        DepartmentState::Made => HandInState::Made,
        DepartmentState::Returned => HandInState::Returned,
        DepartmentState::Failed => HandInState::Failed,
    });
    let state = states.min();
    let row = |state: HandInState, files, findings, remark| HandInRow {
        listed: Some(listed),
        code: &listed.code,
        name: &listed.name,
        state,
        section,
        files,
        findings,
        remark,
        is_conflict: false,
    };
    if let Some(state) = state {
        let findings = sum(found.submissions.iter().map(|one| one.findings()));
        let files = files_of(&found.submissions);
        return row(state, files, findings, names_in(listed, &found.submissions));
    }
    if found.unread.is_empty() {
        let remark = match &found.conflicts[..] {
            [] => String::new(),
            files => format!("{} 里的编码、名称只有一样是这个部门的", files.join("、")),
        };
        return row(HandInState::Missing, Vec::new(), [0; 3], remark);
    }
    let files = found.unread.iter().map(|input| input.name.as_str());
    let findings = sum(found.unread.iter().map(|input| findings_of(results, input)));
    let remark = "看文件名像是这个部门的".to_owned();
    row(HandInState::Unreadable, files.collect(), findings, remark)
}

/// A remark on submissions under another name, and on several of one department.
fn names_in(listed: &RosterDepartment, submissions: &[&Department<'_>]) -> String {
    let mut remarks = Vec::new();
    let mut names: Vec<&str> = submissions.iter().map(|one| &*one.brief.name).collect();
    names.retain(|name| !name.is_empty() && *name != listed.name);
    names.dedup();
    if !names.is_empty() {
        remarks.push(format!("报送的名称是 {}", names.join("、")));
    }
    if submissions.len() > 1 {
        remarks.push(format!("报了 {} 份", submissions.len()));
    }
    remarks.join(";")
}

/// A submission that belongs to no department of the roster.
fn unlisted<'a>(index: &RosterIndex<'a>, department: &Department<'a>) -> HandInRow<'a> {
    let brief = department.brief;
    let state = brief.state_in_words();
    let remark = match index.find(brief) {
        Match::Conflict(code, name) => {
            let name_of = |own: usize| &index.roster.departments[own].name;
            format!(
                "{state};编码是 {} 的,名称是 {} 的",
                name_of(code),
                name_of(name)
            )
        }
        Match::Coded(own) => format!(
            "{state};编码是 {} 的,那个部门另有一份",
            index.roster.departments[own].name
        ),
        Match::Named(_) | Match::Unlisted => state.to_owned(),
    };
    HandInRow {
        listed: None,
        code: &brief.code,
        name: &brief.name,
        state: if brief.edition.is_empty() {
            HandInState::Unreadable
        } else {
            HandInState::Unlisted
        },
        section: None,
        files: vec![&brief.input],
        findings: department.findings(),
        remark,
        is_conflict: matches!(index.find(brief), Match::Conflict(..)),
    }
}

/// A file that cannot be read, and belongs to no department that has nothing else.
fn unread<'a>(
    results: &Results<'a>,
    input: &'a InputRecord,
    meant: Option<&RosterDepartment>,
) -> HandInRow<'a> {
    HandInRow {
        listed: None,
        code: "",
        name: "",
        state: HandInState::Unreadable,
        section: None,
        files: vec![&input.name],
        findings: findings_of(results, input),
        remark: match meant {
            Some(listed) => format!("看文件名像是 {},那个部门另有一份", listed.name),
            None => "看不出是哪个部门的".to_owned(),
        },
        is_conflict: false,
    }
}

/// The findings of a file that cannot be read.
fn findings_of(results: &Results<'_>, input: &InputRecord) -> [usize; 3] {
    let mut departments = results.departments.iter();
    match departments.find(|one| *one.brief.input == *input.name) {
        Some(department) => department.findings(),
        None => input.findings.counts(),
    }
}
