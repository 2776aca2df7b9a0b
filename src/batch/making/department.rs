//! One department: its submission → the files in its folder, its pages for the volume, its record.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, PoisonError};

use super::super::observer::{Event, Origin};
use super::super::paths::{
    DEPARTMENTS, RECORDS_FOLDER, SEND_BACK, path_of, records_folder, refuse_links, relative,
};
use super::super::record::brief::DepartmentBrief;
use super::super::record::columns::values_of;
use super::super::record::files::ResultFile;
use super::super::record::records::{DepartmentRecord, DepartmentState, Findings, RecordedPages};
use super::copies::Copies;
use super::folders::{Assignment, short};
use super::run::{CHANGED_MEANWHILE, Run};
use super::survey::{SurveyedDepartment, SurveyedInput};
use crate::digest::Digest;
use crate::error::Error;
use crate::finding::{Code, Finding, Levels, Read, Report};
use crate::form::Edition;
use crate::record::Submission;
use crate::render::{
    Audience, InputFile, Options, OutputFile, VolumePages, read_input, save_all, save_lightly,
    unique,
};
use crate::source::Source;

/// Why no file was made, apart from findings.
enum Halt {
    /// This department fails, with the reason.
    Department(String),
    /// Results cannot be written: the run ends.
    Run(Error),
}

impl Run<'_> {
    /// Makes a department, or reuses its results; `None` if the run is stopped.
    pub(in crate::batch) fn work(&self, assignment: &Assignment<'_>) -> Option<DepartmentBrief> {
        if self.is_stopped() {
            return None;
        }
        let (department, origin) = match self.reusable(assignment) {
            Some(record) => {
                self.renderer.note_use(&record.edition);
                release_source(assignment);
                (record, Origin::Reused)
            }
            None => (self.make_caught(assignment)?, Origin::Made),
        };
        self.observer
            .on_event(Event::Department(&department, origin));
        Some(DepartmentBrief::of(department, self.out))
    }

    /// The record of a department whose folder is the same and whose files are intact.
    fn reusable(&self, assignment: &Assignment<'_>) -> Option<DepartmentRecord> {
        let SurveyedDepartment {
            index, is_recorded, ..
        } = assignment.department;
        let input = &assignment.input.record.name;
        let read = || DepartmentRecord::read(self.out, input, *index);
        let mut record = is_recorded.then(read).flatten()?;
        let is_sent_back = self.is_to_send_back(assignment, &record);
        // The fonts of this run may have the outlines.
        let lacks_pdf = |finding: &Finding| finding.code == Code::OutlineMissing;
        // Which of several versions is sent back is decided later (`send_newest`).
        let may_differ = self.decides_later(assignment) && self.batch.send_back.is_some();
        let is_right = record.folder == assignment.folder
            && !record.findings.list.iter().any(lacks_pdf)
            && (may_differ || record.sent_back.is_some() == is_sent_back)
            && record.state != DepartmentState::Failed
            && record.is_written(self.out)
            && record.all_files().all(|file| file.is_intact(self.out));
        record.take_stamps(self.out);
        is_right.then_some(record)
    }

    /// Makes a department; a panic is a failure of this department.
    fn make_caught(&self, assignment: &Assignment<'_>) -> Option<DepartmentRecord> {
        let made = catch_unwind(AssertUnwindSafe(|| self.make(assignment)));
        let made = made.unwrap_or_else(|_| {
            Err(Halt::Department(
                "程序出错:请把这份数据交给程序的维护者".to_owned(),
            ))
        });
        let department = match made {
            Ok(department) => department,
            Err(Halt::Department(failure)) => DepartmentRecord {
                state: DepartmentState::Failed,
                failure: Some(failure),
                ..surveyed_record(assignment)
            },
            Err(Halt::Run(error)) => {
                self.fail(error);
                return None;
            }
        };
        if department.state != DepartmentState::Made {
            self.writing(|| self.record(&department))?;
        }
        Some(department)
    }

    /// Writes the record of a department.
    fn record(&self, department: &DepartmentRecord) -> Result<(), Error> {
        department.keep_previous(self.out)?;
        department.write(self.out)?;
        Ok(())
    }

    fn make(&self, assignment: &Assignment<'_>) -> Result<DepartmentRecord, Halt> {
        let source = self.source(assignment).map_err(Halt::Department)?;
        let (mut department, files) = self.make_tables(assignment, &source)?;
        let copies = if self.decides_later(assignment) {
            Vec::new()
        } else {
            self.add_copies(assignment, &mut department, &source)?
        };
        if files.is_empty() && copies.is_empty() && department.state != DepartmentState::Made {
            return Ok(department);
        }
        // The record is written before the files, so that a run that resumes after an interruption
        // recognizes the files as results.
        self.save(&records_folder(self.out), || self.record(&department))?;
        let bytes = files.iter().map(|file| file.bytes.as_slice());
        let folder = [DEPARTMENTS, &assignment.folder];
        self.save_files(&relative(&folder), department.files.iter().zip(bytes))?;
        self.save_copies(&department, &copies)?;
        department.take_stamps(self.out);
        Ok(department)
    }

    /// Whether it is decided later whether a department is sent back: it may have other versions. A
    /// shard does not have all of them; what it sends back is decided when shards are merged.
    pub(in crate::batch) fn decides_later(&self, assignment: &Assignment<'_>) -> bool {
        assignment.may_have_versions && self.batch.shard.is_none()
    }

    /// Adds the copies that are sent back to the record of a department; returns their bytes.
    fn add_copies(
        &self,
        assignment: &Assignment<'_>,
        department: &mut DepartmentRecord,
        source: &Source,
    ) -> Result<Vec<Vec<u8>>, Halt> {
        let copies = self.copies(assignment, department, source);
        let (sent_back, bytes) = match copies.map_err(Halt::Department)? {
            Some(Copies { record, bytes }) => (Some(record), bytes),
            None => (None, Vec::new()),
        };
        department.sent_back = sent_back;
        Ok(bytes)
    }

    fn save_copies(&self, department: &DepartmentRecord, bytes: &[Vec<u8>]) -> Result<(), Halt> {
        let folder = [SEND_BACK, &department.folder];
        let bytes = bytes.iter().map(Vec::as_slice);
        self.save_files(&relative(&folder), department.copies().zip(bytes))
    }

    /// Sends back a department that is done, or does not. Returns its new brief; `None` if nothing
    /// changed, or if the run stops.
    pub(in crate::batch) fn send_or_not(
        &self,
        assignment: &Assignment<'_>,
        (brief, is_superseded): (&DepartmentBrief, bool),
    ) -> Option<DepartmentBrief> {
        let mut department = self.read_again(brief)?;
        let is_sent = !is_superseded && self.is_to_send_back(assignment, &department);
        if is_sent == department.sent_back.is_some() {
            return None;
        }
        match self.change_copies(assignment, &mut department, is_sent) {
            Ok(()) => {}
            Err(Halt::Run(error)) => self.fail(error),
            Err(Halt::Department(failure)) => {
                department.state = DepartmentState::Failed;
                department.failure = Some(failure);
                self.writing(|| self.record(&department))?;
            }
        }
        department.take_stamps(self.out);
        Some(DepartmentBrief::of(department, self.out))
    }

    /// Leaves out the copies of a department that is kept; as [`Run::send_or_not`].
    pub(in crate::batch) fn leave_out_copies(
        &self,
        brief: &DepartmentBrief,
    ) -> Option<DepartmentBrief> {
        let mut department = self.read_again(brief)?;
        department.sent_back.take()?;
        self.writing(|| self.record(&department))?;
        department.take_stamps(self.out);
        Some(DepartmentBrief::of(department, self.out))
    }

    /// Reads the record of a department again; `None` if it is gone: the run stops.
    fn read_again(&self, brief: &DepartmentBrief) -> Option<DepartmentRecord> {
        let read = brief.read(self.out).map_err(|source| {
            let path = path_of(self.out, RECORDS_FOLDER);
            self.fail(Error::Write { path, source });
        });
        read.ok()
    }

    /// Adds the copies of a department and makes them, or leaves them out. Those that are left out
    /// are removed at the end of the run.
    fn change_copies(
        &self,
        assignment: &Assignment<'_>,
        department: &mut DepartmentRecord,
        is_sent: bool,
    ) -> Result<(), Halt> {
        let copies = if is_sent {
            let source = self.source(assignment).map_err(Halt::Department)?;
            self.add_copies(assignment, department, &source)?
        } else {
            department.sent_back = None;
            Vec::new()
        };
        self.save(&records_folder(self.out), || self.record(department))?;
        self.save_copies(department, &copies)
    }

    /// The record of a department and the bytes of its files, which are not written yet; its pages
    /// are.
    fn make_tables(
        &self,
        assignment: &Assignment<'_>,
        source: &Source,
    ) -> Result<(DepartmentRecord, Vec<OutputFile>), Halt> {
        let levels = self.levels(assignment.input.input);
        let mut department = surveyed_record(assignment);
        let Read {
            value: submission,
            mut report,
        } = self.renderer.read_source(source, &levels);
        let opening = &assignment.input.record.opening;
        report.extend(opening.of(assignment.department.index, self.batch.options.errors));
        report.sort();
        let Some(submission) = submission else {
            department.findings = Findings::of(&report);
            if let Some(words) = &assignment.input.lost {
                department.findings.add_to_first(words);
            }
            return Ok((department, Vec::new()));
        };
        let options = Options {
            levels,
            ..self.batch.options.clone()
        };
        let submission = self.renderer.for_audience(submission, options.audience);
        let edition = self.renderer.edition_of(&submission);
        department.edition.clone_from(&edition.id);
        department.year = year_of(edition, &submission);
        if options.audience == Audience::Bureau {
            department.data = Some(self.save_data(assignment, source.text())?);
        }
        if let Some(finding) = self.other_year(&department, edition, &submission) {
            let mut report = report;
            report.push(finding);
            department.findings = Findings::of(&report);
            return Ok((department, Vec::new()));
        }
        let report = self.compared(&submission, report, &options.levels);
        let rendered = self
            .renderer
            .render_read(&submission, report, &options, self.batch.volume);
        let rendered = rendered.map_err(|error| Halt::Department(error.in_a_line()))?;
        department.findings = Findings::of(&rendered.report);
        if rendered.files.is_empty() && !options.formats.is_empty() {
            return Ok((department, Vec::new()));
        }
        department.state = DepartmentState::Made;
        department.tables = submission.tables.len();
        department.values = values_of(&edition.summary, &submission);
        department.files = files_of(assignment, &rendered.files);
        let pages = rendered
            .pages
            .map(|pages| self.save_pages(assignment, pages));
        department.pages = pages.transpose()?;
        Ok((department, rendered.files))
    }

    /// The report with the findings that compare a submission with other data.
    fn compared(&self, submission: &Submission, mut report: Report, levels: &Levels) -> Report {
        if let Some(last_year) = &self.batch.last_year {
            let unchanged = self.renderer.unchanged_since(last_year, submission, levels);
            report.append(unchanged);
        }
        if let Some(budget) = &self.batch.budget {
            let apart = self
                .renderer
                .apart_from_budget(&budget.approved, submission, levels);
            report.append(apart);
        }
        if self.batch.last_year.is_some() || self.batch.budget.is_some() {
            report.sort();
            report.leave_out_repeats();
        }
        report
    }

    /// Reports a submission of another year than the run is for. A submission without a year has
    /// another finding, or its edition has none.
    fn other_year(
        &self,
        department: &DepartmentRecord,
        edition: &Edition,
        submission: &Submission,
    ) -> Option<Finding> {
        let wanted = self.batch.year?.to_string();
        let own = &department.year;
        if own.is_empty() || *own == wanted {
            return None;
        }
        let fields = &edition.fields;
        let place = submission.place(&submission.fields, fields, edition.year?);
        let finding = Finding::new(Code::OtherSubmissionYear, place)
            .seen(format!("{own} 年度"))
            .expected(format!("{wanted} 年度"))
            .correction("看是不是交了别的年度的表;年度写错了的,改正后重新报送");
        Some(finding)
    }

    /// Writes files of a department to a folder, all of them or none. Renames edited files with the same names.
    fn save_files<'f>(
        &self,
        folder: &str,
        files: impl Iterator<Item = (&'f ResultFile, &'f [u8])>,
    ) -> Result<(), Halt> {
        let folder = path_of(self.out, folder);
        let files: Vec<(&ResultFile, &[u8])> = files.collect();
        if files.is_empty() {
            return Ok(());
        }
        let contents = files.iter().map(|(file, bytes)| (file.name(), *bytes));
        let contents: Vec<(&str, &[u8])> = contents.collect();
        self.save(&folder, || {
            let mut made = files.iter();
            made.try_for_each(|(file, _)| self.previous.make_room(self.out, file))?;
            save_all(&folder, &contents)
        })
    }

    /// Writes a department's submission.
    fn save_data(&self, assignment: &Assignment<'_>, text: &str) -> Result<ResultFile, Halt> {
        let input = &assignment.input.record.name;
        let stem = DepartmentRecord::stem(input, assignment.department.index);
        let name = format!("{stem}.data");
        let folder = records_folder(self.out);
        let bytes = without_spaces(text).into_bytes();
        self.save(&folder, || save_lightly(&folder, &name, &bytes).map(|_| ()))?;
        Ok(ResultFile::of_bytes(
            relative(&[RECORDS_FOLDER, &name]),
            &bytes,
        ))
    }

    /// Writes a department's pages for the volume.
    fn save_pages(
        &self,
        assignment: &Assignment<'_>,
        pages: VolumePages,
    ) -> Result<RecordedPages, Halt> {
        let VolumePages { bytes, tables } = pages;
        let input = &assignment.input.record.name;
        let stem = DepartmentRecord::stem(input, assignment.department.index);
        let name = format!("{stem}.part");
        let folder = records_folder(self.out);
        self.save(&folder, || save_lightly(&folder, &name, &bytes).map(|_| ()))?;
        let file = ResultFile::of_bytes(relative(&[RECORDS_FOLDER, &name]), &bytes);
        Ok(RecordedPages { file, tables })
    }

    /// Writes into a folder after the checks that precede every change.
    fn save(&self, folder: &Path, write: impl FnOnce() -> Result<(), Error>) -> Result<(), Halt> {
        refuse_links(self.out, folder)
            .and_then(|()| self.prepare_change())
            .and_then(|()| write())
            .map_err(Halt::Run)
    }

    /// The submission of a department. The first department of an input opens it; the last closes
    /// it.
    fn source(&self, assignment: &Assignment<'_>) -> Result<Source, String> {
        let Assignment {
            input, department, ..
        } = assignment;
        let mut opened = input.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if opened.sources.is_none() {
            opened.sources = Some(Arc::new(self.sources(input)?));
        }
        let sources = opened.sources.clone().unwrap_or_default();
        opened.left = opened.left.saturating_sub(1);
        if opened.left == 0 {
            opened.sources = None;
        }
        drop(opened);
        let source = sources.get(department.index).cloned();
        source.ok_or_else(|| CHANGED_MEANWHILE.to_owned())
    }

    /// The submissions of an input, read with the inputs that are joined with it.
    fn sources(&self, surveyed: &SurveyedInput<'_>) -> Result<Vec<Source>, String> {
        let own = (surveyed.input, &surveyed.record.sha256);
        let others = surveyed.with.iter().map(|(input, sha256)| (*input, sha256));
        let mut files = Vec::new();
        for (input, sha256) in std::iter::once(own).chain(others) {
            let bytes = read_input(&input.path).map_err(|error| error.cause_in_words())?;
            if Digest::of(&bytes) != *sha256 {
                return Err(CHANGED_MEANWHILE.to_owned());
            }
            files.push((input.name.as_str(), bytes));
        }
        let files: Vec<InputFile<'_>> = files
            .iter()
            .map(|(name, bytes)| InputFile::new(name, bytes))
            .collect();
        let read = match files[..] {
            [InputFile { name, bytes }] => self.renderer.open(name, bytes),
            _ => self.renderer.import(&files, None),
        };
        Ok(read.value)
    }
}

/// JSON text without the white space between its tokens.
fn without_spaces(text: &str) -> String {
    let (mut is_text, mut is_escaped) = (false, false);
    let kept = text.chars().filter(|character| {
        let is_space = !is_text && matches!(character, ' ' | '\t' | '\r' | '\n');
        match character {
            '"' if !is_escaped => is_text = !is_text,
            _ => {}
        }
        is_escaped = is_text && *character == '\\' && !is_escaped;
        !is_space
    });
    kept.collect()
}

/// A department's files, with unique names in the folder.
fn files_of(assignment: &Assignment<'_>, files: &[OutputFile]) -> Vec<ResultFile> {
    let mut names: Vec<String> = Vec::new();
    for file in files {
        let taken: Vec<&str> = names.iter().map(String::as_str).collect();
        names.push(unique(&short(&file.name), &taken));
    }
    let paths = names
        .iter()
        .map(|name| relative(&[DEPARTMENTS, &assignment.folder, name]));
    let files = paths.zip(files);
    files
        .map(|(path, file)| ResultFile::of_bytes(path, &file.bytes))
        .collect()
}

/// The year of a submission.
fn year_of(edition: &Edition, submission: &Submission) -> String {
    let year = edition.year.map(|field| submission.fields.get(field));
    year.map_or_else(String::new, |year| year.display().trim().to_owned())
}

/// The record of a department with what the survey found.
fn surveyed_record(assignment: &Assignment<'_>) -> DepartmentRecord {
    let (input, department) = (&assignment.input.record, assignment.department);
    DepartmentRecord {
        input: input.name.clone(),
        index: department.index,
        sha256: assignment.input.sha256(),
        made_with: input.made_with,
        code: department.code.clone(),
        name: department.name.clone(),
        edition: department.edition.clone(),
        year: String::new(),
        folder: assignment.folder.clone(),
        state: DepartmentState::Returned,
        failure: None,
        findings: Findings::of(&Report::new()),
        values: Vec::new(),
        tables: 0,
        files: Vec::new(),
        data: None,
        pages: None,
        sent_back: None,
    }
}

/// Releases the submission of a department that is reused.
fn release_source(assignment: &Assignment<'_>) {
    let opened = assignment.input.opened.lock();
    let mut opened = opened.unwrap_or_else(PoisonError::into_inner);
    opened.left = opened.left.saturating_sub(1);
    if opened.left == 0 {
        opened.sources = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_white_space_between_tokens_is_left_out() {
        let text = r#"{ "a b" : [ 1.50 , "c \\\" d\\\\" ] ,
  "e" : " " }"#;
        let wanted = r#"{"a b":[1.50,"c \\\" d\\\\"],"e":" "}"#;
        assert_eq!(without_spaces(text), wanted);
    }
}
