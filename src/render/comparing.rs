//! Submissions → what differs between them, or is the same as last year.

use std::path::Path;

use super::job::NO_DATE;
use super::options::merged_levels;
use super::reading::titles;
use super::renderer::Renderer;
use crate::compare::{
    self, ComparedDepartment, Comparison, Departments, Identity, LastYear, Sides,
    compare_departments,
};
use crate::error::Error;
use crate::finding::{Levels, Report};
use crate::record::Submission;
use crate::source::Source;
use crate::write::Properties;
use crate::write::xlsx::Value;

impl Renderer {
    /// Compares an earlier and a later submission, both read by this renderer.
    pub fn compare(&self, old: &Submission, new: &Submission) -> Comparison {
        compare::compare((self.edition_of(old), old), (self.edition_of(new), new))
    }

    /// What identifies the department of a submission.
    pub fn identity_of(&self, submission: &Submission) -> Identity {
        Identity::of(self.edition_of(submission), submission)
    }

    /// What differs between two submissions, a line for each value, row and table, as `old → new`.
    /// `None` if one of them cannot be read.
    pub(crate) fn differences(&self, old: &Source, new: &Source) -> Option<Vec<String>> {
        let old = self.read_for_list(old).value?;
        let new = self.read_for_list(new).value?;
        Some(self.compare(&old, &new).lines())
    }

    /// What differs between two submissions, as rows of a workbook: table, row, field, how it
    /// differs, the old and the new value, the increase and its percentage. `None` as of
    /// [`Renderer::differences`].
    pub(crate) fn difference_rows(&self, old: &Source, new: &Source) -> Option<Vec<[Value; 8]>> {
        let old = self.read_for_list(old).value?;
        let new = self.read_for_list(new).value?;
        Some(compare::rows_of_comparison(&self.compare(&old, &new)))
    }

    /// Compares the departments of two sets of submissions.
    pub fn compare_departments(
        &self,
        old: &Departments,
        new: &Departments,
    ) -> Vec<ComparedDepartment> {
        compare_departments(&self.registry, Sides { old, new })
    }

    /// The workbook of a comparison: 概览 and 明细. `names` are those of the two sides. `folder` must
    /// be writable; nothing stays in it.
    ///
    /// # Errors
    /// [`Error::Write`] if `folder` is not writable, or the workbook has too many rows.
    pub fn comparison_workbook(
        &self,
        departments: &[ComparedDepartment],
        sides: Sides<(&str, &Departments)>,
        folder: &Path,
    ) -> Result<Vec<u8>, Error> {
        let properties = Properties {
            title: "申报数据对比".to_owned(),
            author: String::new(),
            subject: "申报数据对比".to_owned(),
            date: NO_DATE,
        };
        let names = sides.map(|(name, _)| name);
        let sides = sides.map(|(_, side)| side);
        let mut bytes = Vec::new();
        let about = (&properties, folder);
        compare::write_workbook(departments, (sides, names), about, &mut bytes).map_err(
            |source| Error::Write {
                path: folder.to_owned(),
                source,
            },
        )?;
        Ok(bytes)
    }

    /// The submissions of last year, for [`Renderer::unchanged_since`].
    pub fn last_year(&self, departments: Departments) -> LastYear {
        LastYear::new(&self.registry, departments)
    }

    /// Reports the tables of a submission whose targets and indicators are last year's word for
    /// word. `levels` override those of the edition.
    pub fn unchanged_since(
        &self,
        last_year: &LastYear,
        submission: &Submission,
        levels: &Levels,
    ) -> Report {
        let edition = self.edition_of(submission);
        let mut report = compare::unchanged(&self.registry, (edition, submission), last_year);
        report.name_tables(&titles(submission));
        report.with_levels(&merged_levels(edition, levels))
    }
}
