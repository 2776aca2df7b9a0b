//! Faults: the findings that a department has to correct or to look at.

use super::super::record::records::{DepartmentRecord, DepartmentState, Findings};
use crate::finding::{Code, Finding, Level};

/// Whether a finding concerns a department, and not the bureau that runs the program: its forms,
/// settings and fonts.
pub(in crate::batch) fn is_of_department(finding: &Finding) -> bool {
    let of_bureau = [Code::GlyphMissing, Code::TomlSyntax];
    of_bureau
        .iter()
        .all(|code| code.family() != finding.code.family())
}

/// Numbers of the findings that a department has to know.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::batch) struct Counts {
    pub(in crate::batch) errors: usize,
    pub(in crate::batch) warnings: usize,
    pub(in crate::batch) notes: usize,
    /// Errors and warnings that are not listed.
    pub(in crate::batch) unlisted: usize,
}

impl Counts {
    pub(in crate::batch) fn of(findings: &Findings) -> Counts {
        let [mut errors, mut warnings, mut notes] = findings.counts();
        let mut listed = 0;
        for finding in &findings.list {
            let count = match finding.level {
                Level::Error => &mut errors,
                Level::Warning => &mut warnings,
                Level::Note => &mut notes,
            };
            if !is_of_department(finding) {
                *count -= 1;
            } else if finding.level > Level::Note {
                listed += 1;
            }
        }
        Counts {
            errors,
            warnings,
            notes,
            unlisted: errors + warnings - listed,
        }
    }
}

/// Whether something is sent back about a department with these findings.
pub(in crate::batch) fn is_due(department: &DepartmentRecord, findings: &Findings) -> bool {
    let counts = Counts::of(findings);
    !department.folder.is_empty()
        && match department.state {
            DepartmentState::Returned => counts.errors > 0,
            DepartmentState::Made => counts.errors + counts.warnings > 0,
            DepartmentState::Failed => false,
        }
}
