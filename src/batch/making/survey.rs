//! Survey of the inputs before anything is made: their departments, and records of the previous run
//! that are still valid.
//!
//! It reads only the department and the tables of a submission. A text is read again when its
//! departments are worked on. Submissions from workbooks and lists take longer to read and stay in
//! memory until then, up to [`MAX_HELD`] bytes for all inputs.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use super::super::given::options::Rerun;
use super::super::living::inputs::Input;
use super::super::record::file_time::FileTime;
use super::super::record::records::{
    Contents, CopyState, DepartmentRecord, Findings, InputRecord, OpeningErrors, Role, RosterLevels,
};
use super::run::Run;
use crate::digest::{Digest, SequenceHash};
use crate::finding::{Code, Report};
use crate::form::{Count, FieldIndex};
use crate::record::Submission;
use crate::render::{InputKind, OnErrors, OpenedFile, modified, read_input};
use crate::source::Source;

/// Maximum size in bytes of the texts of submissions in memory. With their places they take about
/// four times as much memory.
const MAX_HELD: usize = 4 * 1024 * 1024;

/// An input after the survey.
pub(in crate::batch) struct SurveyedInput<'a> {
    pub(in crate::batch) input: &'a Input,
    pub(in crate::batch) record: InputRecord,
    /// The inputs that are joined with it, and their digests.
    pub(in crate::batch) with: Vec<(&'a Input, Digest)>,
    /// Its departments.
    pub(in crate::batch) departments: Vec<SurveyedDepartment>,
    /// Which departments lose their results because it cannot be read any more, in words.
    pub(in crate::batch) lost: Option<String>,
    /// Its submissions while they are worked on.
    pub(in crate::batch) opened: Mutex<OpenInput>,
}

/// The submissions of an open input.
#[derive(Default)]
pub(in crate::batch) struct OpenInput {
    pub(in crate::batch) sources: Option<Arc<Vec<Source>>>,
    /// Number of departments that are not done yet.
    pub(in crate::batch) left: usize,
}

/// A department before it is worked on.
pub(in crate::batch) struct SurveyedDepartment {
    pub(in crate::batch) index: usize,
    pub(in crate::batch) code: String,
    pub(in crate::batch) name: String,
    /// Id of its edition; empty if the submission could not be read.
    pub(in crate::batch) edition: String,
    /// Whether its record of the previous run is still valid; whether its files are intact is
    /// checked later.
    pub(in crate::batch) is_recorded: bool,
}

impl Run<'_> {
    /// Surveys an input; `None` if the run is stopped.
    pub(in crate::batch) fn survey<'a>(&self, input: &'a Input) -> Option<SurveyedInput<'a>> {
        if self.is_stopped() {
            return None;
        }
        let made_with = self.made_with(input);
        let read = match &input.unreadable {
            Some(reason) => Err(reason.clone()),
            None => read_input(&input.path).map_err(|error| error.cause_in_words()),
        };
        let (record, departments, sources) = match read {
            Ok(bytes) => self.open(input, &bytes, made_with),
            Err(failure) => (
                unreadable(input, (made_with, self.common), failure),
                Vec::new(),
                Vec::new(),
            ),
        };
        Some(SurveyedInput {
            input,
            record,
            with: Vec::new(),
            lost: None,
            opened: Mutex::new(OpenInput {
                sources: self.held(sources),
                left: departments.len(),
            }),
            departments,
        })
    }

    /// Keeps submissions in memory until they are worked on, if reading them again takes long and
    /// [`MAX_HELD`] permits.
    pub(in crate::batch) fn held(&self, sources: Vec<Source>) -> Option<Arc<Vec<Source>>> {
        if !sources.iter().any(Source::is_of_workbook) {
            return None;
        }
        let bytes: usize = sources.iter().map(|source| source.text().len()).sum();
        let before = self.held.fetch_add(bytes, Ordering::Relaxed);
        (before.saturating_add(bytes) <= MAX_HELD).then(|| Arc::new(sources))
    }

    /// Writes the record of an input once its role is known; `None` if that fails.
    pub(in crate::batch) fn record_input(&self, surveyed: &SurveyedInput<'_>) -> Option<()> {
        let record = &surveyed.record;
        if !record.is_written(self.out) {
            self.writing(|| record.write(self.out))?;
        }
        Some(())
    }

    /// Digest of everything besides its bytes that the results of an input depend on.
    fn made_with(&self, input: &Input) -> Digest {
        let levels = self.levels(input);
        if levels.is_empty() && input.beside.is_empty() {
            return self.made_with;
        }
        let mut hash = SequenceHash::default();
        hash.add(self.made_with.to_string());
        hash.add(format!("{levels:?}"));
        hash.add(serde_json::to_vec(&Findings::of(&input.beside)).unwrap_or_default());
        hash.finish()
    }

    fn open(
        &self,
        input: &Input,
        bytes: &[u8],
        made_with: Digest,
    ) -> (InputRecord, Vec<SurveyedDepartment>, Vec<Source>) {
        let sha256 = Digest::of(bytes);
        if self.batch.rerun == Rerun::Resume
            && let Some((record, departments)) = self.recorded(input, &sha256, &made_with)
        {
            return (record, departments, Vec::new());
        }
        let OpenedFile {
            sources,
            report,
            kind,
        } = self.renderer.open_file(&input.name, bytes);
        let levels = self.levels(input);
        let mut report = report.with_levels(&levels);
        let opening = OpeningErrors::take(&input.name, &sources, &mut report);
        let mut beside = input.beside.clone();
        let stops = beside.has_errors() && self.batch.options.errors == OnErrors::Stop;
        beside.append(report);
        let read: Vec<(SurveyedDepartment, Option<Contents>)> = if stops {
            Vec::new()
        } else {
            let sources = sources.iter().enumerate();
            sources
                .map(|(index, source)| self.department(index, source))
                .collect()
        };
        let (departments, mut contents): (Vec<_>, Vec<Option<Contents>>) = read.into_iter().unzip();
        let record = InputRecord {
            name: input.name.clone(),
            size: bytes.len() as u64,
            sha256,
            made_with,
            common: self.common,
            findings: Findings::of(&beside),
            opening,
            failure: None,
            modified: modified(bytes),
            file_time: FileTime::of(&input.path),
            departments: departments.len(),
            superseded: Vec::new(),
            same_department: levels.level_of(Code::SameDepartment),
            // With a given year, submissions of another one are returned.
            year_apart: (levels.level_of(Code::YearApart)).filter(|_| self.batch.year.is_none()),
            code_apart: levels.level_of(Code::CodeApart),
            roster: RosterLevels {
                differs: levels.level_of(Code::RosterDiffers),
                unlisted: levels.level_of(Code::NotInRoster),
            },
            role: match kind {
                InputKind::Results => Role::Skipped,
                InputKind::Data | InputKind::AnnotatedCopy { .. } => Role::Own,
            },
            with: Vec::new(),
            annotated: state_of(kind),
            contents: if contents.len() == 1 {
                contents.remove(0).map(Box::new)
            } else {
                None
            },
        };
        (record, departments, sources)
    }

    /// The records of an input and of all its departments, if they are valid for these digests.
    fn recorded(
        &self,
        input: &Input,
        sha256: &Digest,
        made_with: &Digest,
    ) -> Option<(InputRecord, Vec<SurveyedDepartment>)> {
        let mut record = InputRecord::read(self.out, &input.name)?;
        let is_alone = record.role == Role::Own && record.with.is_empty();
        let is_whole = record.superseded.is_empty() && record.common == self.common;
        if (&record.sha256, &record.made_with) != (sha256, made_with)
            || record.failure.is_some()
            || !is_alone
            || !is_whole
        {
            return None;
        }
        let departments = (0..record.departments).map(|index| {
            let record = DepartmentRecord::read(self.out, &input.name, index)?;
            let holds = (&record.sha256, &record.made_with) == (sha256, made_with);
            holds.then_some(SurveyedDepartment {
                index,
                code: record.code,
                name: record.name,
                edition: record.edition,
                is_recorded: true,
            })
        });
        let departments = departments.collect::<Option<Vec<_>>>()?;
        // The one that an earlier run saw, so that it decides the same.
        record.file_time = record.file_time.or_else(|| FileTime::of(&input.path));
        Some((record, departments))
    }

    /// A department of an input, and its contents.
    pub(in crate::batch) fn department(
        &self,
        index: usize,
        source: &Source,
    ) -> (SurveyedDepartment, Option<Contents>) {
        let submission = self.renderer.identify(source);
        let contents = submission.map(|submission| self.contents(source, &submission));
        let text = |text: fn(&Contents) -> &str| contents.as_ref().map_or("", text).to_owned();
        let department = SurveyedDepartment {
            index,
            code: text(|contents| &contents.code),
            name: text(|contents| &contents.name),
            edition: text(|contents| &contents.edition),
            is_recorded: false,
        };
        (department, contents)
    }

    fn contents(&self, source: &Source, submission: &Submission) -> Contents {
        let edition = self.renderer.edition_of(submission);
        let shown = |field: FieldIndex| submission.fields.get(field).display().trim().to_owned();
        let tables = submission.tables.iter().map(|table| {
            let may_repeat = edition.tables[table.table].count == Count::Many;
            (
                table.table,
                may_repeat,
                table.record.title.trim().to_owned(),
            )
        });
        Contents {
            is_of_forms: source.is_of_workbook() && !source.is_of_list(),
            edition: edition.id.clone(),
            code: edition.code.map(shown).unwrap_or_default(),
            name: submission.department(edition).trim().to_owned(),
            year: edition.year.map(shown).unwrap_or_default(),
            names: (edition.name.iter())
                .map(|path| submission.text_at(*path).trim().to_owned())
                .collect(),
            tables: tables.collect(),
        }
    }
}

/// The record of an input that cannot be read.
fn unreadable(
    input: &Input,
    (made_with, common): (Digest, Digest),
    failure: String,
) -> InputRecord {
    InputRecord {
        name: input.name.clone(),
        size: 0,
        sha256: Digest::default(),
        made_with,
        common,
        findings: Findings::of(&Report::new()),
        opening: OpeningErrors::default(),
        failure: Some(failure),
        modified: None,
        file_time: None,
        departments: 0,
        superseded: Vec::new(),
        same_department: None,
        year_apart: None,
        code_apart: None,
        roster: RosterLevels::default(),
        role: Role::Own,
        with: Vec::new(),
        annotated: None,
        contents: None,
    }
}

impl SurveyedInput<'_> {
    /// Digest of its bytes and of the inputs that are joined with it.
    pub(in crate::batch) fn sha256(&self) -> Digest {
        if self.with.is_empty() {
            return self.record.sha256;
        }
        let mut hash = SequenceHash::default();
        hash.add(self.record.sha256.to_string());
        for (input, sha256) in &self.with {
            hash.add(&input.name);
            hash.add(sha256.to_string());
        }
        hash.finish()
    }
}

/// The state of an annotated copy; `None` for any other file.
const fn state_of(kind: InputKind) -> Option<CopyState> {
    match kind {
        InputKind::AnnotatedCopy { is_untouched: true } => Some(CopyState::Untouched),
        InputKind::AnnotatedCopy {
            is_untouched: false,
        } => Some(CopyState::Changed),
        InputKind::Data | InputKind::Results => None,
    }
}
