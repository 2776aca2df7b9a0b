//! What was found in files, as JSON for programs: schema `jixiao-report/1`. Keys keep their names and
//! order within a version; new keys may come at the end. `jixiao check --format json` prints it.
//!
//! Findings have the same form as in the report of a [`batch`](crate::batch).

use serde::Serialize;

use crate::finding::{Cause, Code, Finding, Level, NumberedCause, NumberedFinding, Report, number};
use crate::fix::{Fixed, FixedValue, LeftOut};
use crate::source::Place;

/// Name and version of the format.
const SCHEMA: &str = "jixiao-report/1";

/// The document: findings of any number of files, and the files that failed.
///
/// ```
/// use jixiao::finding::{Level, causes};
/// use jixiao::render::Renderer;
/// use jixiao::report::ReportDocument;
///
/// let read = Renderer::built_in().read("表.json", br#"{ "edition": "gansu-2025" }"#);
/// let mut document = ReportDocument::new();
/// document.add_file();
/// document.count(&read.report);
/// let listed = read.report.at_least(Level::Warning);
/// document.list(listed.findings(), &causes(listed.findings()));
/// assert_eq!(document.summary().files, 1);
/// assert!(document.to_text().contains("\"schema\": \"jixiao-report/1\""));
/// ```
#[derive(Debug, Serialize)]
pub struct ReportDocument {
    schema: &'static str,
    findings: Vec<NumberedFinding<'static>>,
    failures: Vec<Failure>,
    summary: ReportSummary,
    /// Present only if copies were requested.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    marked: Vec<Marked>,
    /// Present only if mended copies were requested.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixed: Vec<FixedFile>,
    /// The findings grouped by what causes them.
    causes: Vec<NumberedCause>,
}

/// An input that could not be read or annotated.
#[derive(Debug, Serialize)]
struct Failure {
    file: String,
    message: String,
}

/// An input and its annotated copy.
#[derive(Debug, Serialize)]
struct Marked {
    file: String,
    copy: String,
}

/// Counts of files, failures and findings, including findings that are not listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ReportSummary {
    /// Files that were checked.
    pub files: usize,
    /// Files that could not be read or copied.
    pub failures: usize,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
    /// Findings that are listed.
    pub listed: usize,
    /// Their causes.
    pub causes: usize,
}

impl Default for ReportDocument {
    fn default() -> ReportDocument {
        ReportDocument::new()
    }
}

impl ReportDocument {
    /// A document about no file.
    pub fn new() -> ReportDocument {
        ReportDocument {
            schema: SCHEMA,
            findings: Vec::new(),
            failures: Vec::new(),
            summary: ReportSummary::default(),
            marked: Vec::new(),
            fixed: Vec::new(),
            causes: Vec::new(),
        }
    }

    /// The counts.
    pub fn summary(&self) -> &ReportSummary {
        &self.summary
    }

    /// Counts a file that was checked.
    pub fn add_file(&mut self) {
        self.summary.files += 1;
    }

    /// Counts the findings of a report.
    pub fn count(&mut self, report: &Report) {
        self.summary.errors += report.count(Level::Error);
        self.summary.warnings += report.count(Level::Warning);
        self.summary.notes += report.count(Level::Note);
    }

    /// Lists findings, each cause with what follows from it: `causes` are those of these findings.
    pub fn list(&mut self, findings: &[Finding], causes: &[Cause]) {
        let (findings, grouped) = number(findings, causes, self.summary.listed);
        self.summary.listed += findings.len();
        self.summary.causes += causes.len();
        self.findings.extend(findings);
        self.causes.extend(grouped);
    }

    /// Adds a failure.
    pub fn failure(&mut self, file: &str, message: String) {
        self.summary.failures += 1;
        self.failures.push(Failure {
            file: file.to_owned(),
            message,
        });
    }

    /// Adds an annotated copy.
    pub fn marked(&mut self, file: &str, copy: &str) {
        let (file, copy) = (file.to_owned(), copy.to_owned());
        self.marked.push(Marked { file, copy });
    }

    /// Adds what was mended in a file; `copy` is `None` if nothing was changed.
    pub fn fixed(&mut self, file: &str, copy: Option<&str>, fixed: &Fixed) {
        self.fixed.push(FixedFile::new(file, copy, fixed));
    }

    /// The document as text.
    ///
    /// # Panics
    /// Never: these values always serialize.
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).expect("a report always serializes to JSON")
    }
}

/// A file and its mended copy.
#[derive(Debug, Serialize)]
struct FixedFile {
    file: String,
    /// `null` if nothing was changed.
    copy: Option<String>,
    changes: Vec<FlatChange>,
    left_out: Vec<FlatChange>,
    notices: Vec<String>,
}

/// A change; the keys of the place are those of a finding.
#[derive(Debug, Serialize)]
struct FlatChange {
    code: Option<&'static str>,
    line: Option<usize>,
    column: Option<usize>,
    cell: Option<String>,
    pointer: String,
    label: String,
    old: Option<String>,
    new: String,
    why: String,
    /// Why it was left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl FixedFile {
    fn new(file: &str, copy: Option<&str>, fixed: &Fixed) -> FixedFile {
        let left_out = fixed.left_out.iter();
        let left_out = left_out.map(|LeftOut { value, reason }| FlatChange {
            reason: Some(reason.to_string()),
            ..FlatChange::new(value)
        });
        FixedFile {
            file: file.to_owned(),
            copy: copy.map(str::to_owned),
            changes: fixed.changes.iter().map(FlatChange::new).collect(),
            left_out: left_out.collect(),
            notices: fixed.notices.clone(),
        }
    }
}

impl FlatChange {
    fn new(value: &FixedValue) -> FlatChange {
        let Place {
            position,
            cell,
            pointer,
            label,
            ..
        } = value.place.clone();
        FlatChange {
            code: value.code.map(Code::as_str),
            line: position.map(|position| position.line),
            column: position.map(|position| position.column),
            cell: cell.map(|cell| cell.to_string()),
            pointer,
            label,
            old: value.old.clone(),
            new: value.new.clone(),
            why: value.why.clone(),
            reason: None,
        }
    }
}
