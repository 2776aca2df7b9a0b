//! Approved budgets (预算批复): the bytes of a file → the amounts of its departments; a submission
//! compared with them.

use super::options::merged_levels;
use super::reading::titles;
use super::renderer::Renderer;
use super::table_file::{failed, read_table_file};
use crate::compare::{self, ApprovedBudget};
use crate::finding::{Finding, Levels, Read, Report};
use crate::form::Edition;
use crate::import::list::{no_approved_head, read_approved_text, read_approved_workbook};
use crate::record::{ApprovedDepartment, Submission};

/// The departments of a table as read with the columns of an edition; `None` if it is none of it.
type ReadTable = Option<Read<Vec<ApprovedDepartment>>>;

impl Renderer {
    /// Reads approved budgets from a workbook or a text of comma-separated values, with the columns
    /// of every edition that it has a head of; `None` if a finding is an error.
    pub fn read_budget(&self, name: &str, bytes: &[u8]) -> Read<Option<ApprovedBudget>> {
        read_table_file(
            name,
            bytes,
            |source| self.read_tables(name, |edition| read_approved_text(source, edition)),
            |workbook| {
                self.read_tables(name, |edition| {
                    read_approved_workbook(name, workbook, edition)
                })
            },
        )
    }

    fn read_tables(
        &self,
        name: &str,
        read: impl Fn(&Edition) -> ReadTable,
    ) -> Read<Option<ApprovedBudget>> {
        let editions = self.registry.editions();
        let tables = editions
            .iter()
            .filter_map(|edition| Some((edition, read(edition)?)));
        let mut report = Report::new();
        let mut found = Vec::new();
        for (edition, table) in tables {
            // Editions with the same columns have the same findings.
            let is_new = |finding: &&Finding| !report.findings().contains(finding);
            let new: Vec<Finding> = table
                .report
                .findings()
                .iter()
                .filter(is_new)
                .cloned()
                .collect();
            report.extend(new);
            found.push((edition.id.clone(), table.value));
        }
        if found.is_empty() {
            return failed(no_approved_head(name, &editions));
        }
        report.sort();
        if report.has_errors() {
            return Read::new(None, report);
        }
        let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let approved = ApprovedBudget::new(file.to_owned(), found.into_iter());
        Read::new(Some(approved), report)
    }

    /// Reports the amounts of a submission that are not the approved ones, and approved projects
    /// without a table. `levels` override those of the edition.
    pub fn apart_from_budget(
        &self,
        approved: &ApprovedBudget,
        submission: &Submission,
        levels: &Levels,
    ) -> Report {
        let edition = self.edition_of(submission);
        let mut report = compare::apart((edition, submission), approved);
        report.name_tables(&titles(submission));
        report.with_levels(&merged_levels(edition, levels))
    }
}
