//! The report as JSON for programs: schema `jixiao-report/1`. Keys keep their names and order
//! within a version; new keys may come at the end.
//!
//! It is part of the command and not of the library because it describes a run of the command: its
//! inputs and failures. Findings have the same form as in the report of a [`batch`](jixiao::batch).

use jixiao::finding::{Cause, Finding, Level, NumberedCause, NumberedFinding, Report, number};
use serde::Serialize;

use super::fixed::FixedFile;

/// Name and version of the format.
const SCHEMA: &str = "jixiao-report/1";

/// The document.
#[derive(Debug, Serialize)]
pub(super) struct Document {
    schema: &'static str,
    findings: Vec<NumberedFinding<'static>>,
    failures: Vec<Failure>,
    pub(super) summary: Summary,
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
#[derive(Debug, Default, Serialize)]
pub(super) struct Summary {
    pub(super) files: usize,
    pub(super) failures: usize,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) notes: usize,
    pub(super) listed: usize,
    pub(super) causes: usize,
}

impl Document {
    pub(super) fn new() -> Document {
        Document {
            schema: SCHEMA,
            findings: Vec::new(),
            failures: Vec::new(),
            summary: Summary::default(),
            marked: Vec::new(),
            fixed: Vec::new(),
            causes: Vec::new(),
        }
    }

    /// Counts the findings of a report.
    pub(super) fn count(&mut self, report: &Report) {
        self.summary.errors += report.count(Level::Error);
        self.summary.warnings += report.count(Level::Warning);
        self.summary.notes += report.count(Level::Note);
    }

    /// Lists findings, each cause with what follows from it.
    pub(super) fn list(&mut self, findings: &[Finding], causes: &[Cause]) {
        let (findings, grouped) = number(findings, causes, self.summary.listed);
        self.summary.listed += findings.len();
        self.summary.causes += causes.len();
        self.findings.extend(findings);
        self.causes.extend(grouped);
    }

    /// Adds a failure.
    pub(super) fn failure(&mut self, file: &str, message: String) {
        self.summary.failures += 1;
        self.failures.push(Failure {
            file: file.to_owned(),
            message,
        });
    }

    /// Adds an annotated copy.
    pub(super) fn marked(&mut self, file: &str, copy: &str) {
        let (file, copy) = (file.to_owned(), copy.to_owned());
        self.marked.push(Marked { file, copy });
    }

    /// Adds what was mended in a file.
    pub(super) fn fixed(&mut self, fixed: FixedFile) {
        self.fixed.push(fixed);
    }

    pub(super) fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).expect("a report always serializes to JSON")
    }
}
