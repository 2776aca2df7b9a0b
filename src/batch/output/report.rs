//! 检查报告: all findings, by department. JSON for programs; the workbook for people is made by
//! [`report_workbook`](super::report_workbook).

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use serde::ser::{Error as _, SerializeSeq};
use serde::{Serialize, Serializer};

use super::super::across::budget_missing::WithoutSubmission;
use super::super::across::hand_in::{HandIn, HandInRow};
use super::super::across::results::{Counts, Department, Results};
use super::super::given::budget::ListedBudgetDepartment;
use super::super::given::listed_roster::HandInState;
use super::super::record::records::{Findings, InputRecord, Role};
use super::comparison::{self, ReportedComparison};
use super::overall::Target;
use crate::finding::{NumberedCause, NumberedFinding};

/// Name and version of the format.
const SCHEMA: &str = "jixiao-batch-report/1";

/// The subject of findings: a department, or an input as a whole.
#[derive(Clone, Copy)]
pub(in crate::batch) enum Subject<'a> {
    Department(&'a Department<'a>),
    Input(&'a InputRecord),
}

impl<'a> Subject<'a> {
    pub(in crate::batch) fn input(self) -> &'a str {
        match self {
            Subject::Department(department) => &department.brief.input,
            Subject::Input(input) => &input.name,
        }
    }

    pub(in crate::batch) fn code(self) -> &'a str {
        match self {
            Subject::Department(department) => &department.brief.code,
            Subject::Input(_) => "",
        }
    }

    pub(in crate::batch) fn name(self) -> &'a str {
        match self {
            Subject::Department(department) => department.brief.title(),
            Subject::Input(input) => &input.name,
        }
    }

    pub(in crate::batch) fn state(self) -> &'static str {
        match self {
            Subject::Department(department) => department.brief.state_in_words(),
            Subject::Input(input) => match (input.role, input.departments) {
                (Role::Skipped, _) => "略过",
                (Role::Own, 0) => "读不出",
                (Role::Own | Role::Joined, _) => "",
            },
        }
    }

    pub(in crate::batch) fn failure(self) -> Option<&'a str> {
        match self {
            Subject::Department(department) => department.brief.failure.as_deref(),
            Subject::Input(input) => input.failure.as_deref(),
        }
    }

    /// Numbers of errors, warnings and notes.
    pub(in crate::batch) fn counts(self) -> [usize; 3] {
        match self {
            Subject::Department(department) => department.findings(),
            Subject::Input(input) => input.findings.counts(),
        }
    }

    pub(in crate::batch) fn has_findings(self) -> bool {
        self.counts().iter().sum::<usize>() > 0
    }

    pub(in crate::batch) fn is_clean(self) -> bool {
        !self.has_findings() && self.failure().is_none()
    }

    /// Number of its findings that are listed.
    pub(in crate::batch) fn listed(self) -> usize {
        match self {
            Subject::Department(department) => department.listed(),
            Subject::Input(input) => input.findings.list.len(),
        }
    }

    /// Its findings; those of a department are read from its record.
    pub(in crate::batch) fn findings(self, out: &Path) -> io::Result<Cow<'a, Findings>> {
        Ok(match self {
            Subject::Department(department) => Cow::Owned(department.read(out)?.findings),
            Subject::Input(input) => Cow::Borrowed(&input.findings),
        })
    }
}

/// All inputs and departments with findings or failures: inputs first, then departments in the
/// order of the summary.
pub(in crate::batch) fn subjects<'a>(results: &'a Results<'_>) -> Vec<Subject<'a>> {
    let inputs = results
        .reported_inputs
        .iter()
        .map(|input| Subject::Input(input));
    let departments = results.departments.iter().map(Subject::Department);
    inputs
        .chain(departments)
        .filter(|subject| !subject.is_clean())
        .collect()
}

/// The report as JSON.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    counts: &'a Counts,
    failures: Vec<Failure<'a>>,
    departments: Entries<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    roster: Option<Vec<RosterEntry<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compare: Option<Vec<ReportedComparison<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    budget: Option<ReportedBudget<'a>>,
}

/// The departments of the approved budgets that have not handed in.
#[derive(Serialize)]
struct ReportedBudget<'a> {
    file: &'a str,
    departments: usize,
    missing: Vec<&'a ListedBudgetDepartment>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    apart: Vec<&'a ListedBudgetDepartment>,
}

/// A department of the roster, or what belongs to none.
#[derive(Serialize)]
struct RosterEntry<'a> {
    code: &'a str,
    name: &'a str,
    section: Option<&'a str>,
    state: HandInState,
    files: Vec<&'a str>,
    errors: usize,
    warnings: usize,
    notes: usize,
    deadline: &'a str,
    remark: String,
}

impl<'a> RosterEntry<'a> {
    fn of(row: HandInRow<'a>) -> RosterEntry<'a> {
        let [errors, warnings, notes] = row.findings;
        RosterEntry {
            code: row.code,
            name: row.name,
            section: row.section,
            state: row.state,
            files: row.files,
            errors,
            warnings,
            notes,
            deadline: row.listed.map_or("", |listed| &listed.deadline),
            remark: row.remark,
        }
    }
}

#[derive(Serialize)]
struct Failure<'a> {
    file: &'a str,
    message: &'a str,
}

/// The subjects with findings; they are read one at a time while they are written.
struct Entries<'a> {
    subjects: &'a [Subject<'a>],
    out: &'a Path,
}

#[derive(Serialize)]
struct Entry<'a> {
    file: &'a str,
    code: &'a str,
    name: &'a str,
    state: &'a str,
    errors: usize,
    warnings: usize,
    notes: usize,
    findings: Vec<NumberedFinding<'a>>,
    causes: Vec<NumberedCause>,
}

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entries = serializer.serialize_seq(None)?;
        for subject in self.subjects.iter().filter(|one| one.has_findings()) {
            let findings = subject.findings(self.out).map_err(S::Error::custom)?;
            let [errors, warnings, notes] = subject.counts();
            let listed = findings.list.iter().enumerate();
            let listed = listed.map(|(index, finding)| NumberedFinding {
                finding: Cow::Borrowed(finding),
                number: index + 1,
                follows: findings.followed(index).map(|followed| followed + 1),
            });
            let causes = findings.causes().into_iter().map(|cause| {
                let followers = cause.followers.iter();
                NumberedCause {
                    number: cause.finding + 1,
                    followers: followers.map(|one| one.finding + 1).collect(),
                }
            });
            entries.serialize_element(&Entry {
                file: subject.input(),
                code: subject.code(),
                name: subject.name(),
                state: subject.state(),
                errors,
                warnings,
                notes,
                findings: listed.collect(),
                causes: causes.collect(),
            })?;
        }
        entries.end()
    }
}

/// Writes the JSON.
pub(in crate::batch) fn write_json(
    target: &Target<'_>,
    results: &Results<'_>,
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    let subjects = subjects(results);
    let failures = subjects.iter().filter_map(|subject| {
        let message = subject.failure()?;
        let file = subject.input();
        Some(Failure { file, message })
    });
    let document = Document {
        schema: SCHEMA,
        counts: &results.counts(),
        failures: failures.collect(),
        departments: Entries {
            subjects: &subjects,
            out: target.out,
        },
        roster: HandIn::of(results)
            .map(|hand_in| hand_in.rows.into_iter().map(RosterEntry::of).collect()),
        compare: comparison::reported(target, results)?,
        budget: target.budget.and_then(|budget| {
            let WithoutSubmission { missing, apart } = budget.without_submission(results)?;
            Some(ReportedBudget {
                file: &budget.name,
                departments: budget.departments.len(),
                missing,
                apart,
            })
        }),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}
