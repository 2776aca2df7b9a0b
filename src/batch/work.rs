//! One department: its submission → its files in its folder, its part of the volume, and what is kept of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, PoisonError};

use super::figures::{figures, figures_of};
use super::folders::{Assigned, short};
use super::kept::{self, Findings, KeptDepartment, KeptPart, MadeFile, State, made};
use super::survey::{Surveyed, read};
use super::{
    DEPARTMENTS, Event, KEPT_FOLDER, Origin, Run, Volume, path_of, refuse_links, relative,
};
use crate::digest::Digest;
use crate::error::Error;
use crate::finding::Report;
use crate::form::Edition;
use crate::record::Submission;
use crate::render::{InVolume, Options, OutputFile, Part, save_all, save_lightly, unique};
use crate::source::Source;

/// Why nothing was made, if not for findings.
enum Halt {
    /// This department alone cannot be done; the words say why.
    Here(String),
    /// Nothing can be written any more.
    Everywhere(Error),
}

/// Why an input is not worked on that was read through before.
const CHANGED_MEANWHILE: &str = "处理的时候文件被改了;请加 --resume 再运行一次";

impl Run<'_> {
    /// Does a department, or finds it done; none where the run is stopped.
    pub(super) fn work(&self, assigned: &Assigned<'_>) -> Option<KeptDepartment> {
        if self.is_stopped() {
            return None;
        }
        let (department, origin) = match self.still_right(assigned) {
            Some(kept) => {
                self.renderer.note_use(&kept.edition);
                source_done(assigned);
                (kept, Origin::Kept)
            }
            None => (self.anew(assigned)?, Origin::Made),
        };
        self.watch.see(Event::Department(&department, origin));
        Some(department)
    }

    /// What is kept of a department, if its files are there as they were made and its folder is still the same.
    fn still_right(&self, assigned: &Assigned<'_>) -> Option<KeptDepartment> {
        let kept = assigned.unit.kept.as_deref()?;
        let is_right = kept.folder == assigned.folder
            && kept.state != State::Failed
            && kept.all_files().all(|file| file.is_whole(self.out));
        is_right.then(|| {
            let mut kept = kept.clone();
            kept.look_at_files(self.out);
            kept
        })
    }

    fn anew(&self, assigned: &Assigned<'_>) -> Option<KeptDepartment> {
        let made = catch_unwind(AssertUnwindSafe(|| self.make(assigned)));
        let made = made.unwrap_or_else(|_| {
            Err(Halt::Here(
                "程序出错:请把这份数据交给程序的维护者".to_owned(),
            ))
        });
        let department = match made {
            Ok(department) => department,
            Err(Halt::Here(failure)) => KeptDepartment {
                state: State::Failed,
                failure: Some(failure),
                ..nothing_yet(assigned)
            },
            Err(Halt::Everywhere(error)) => {
                self.fail(error);
                return None;
            }
        };
        if department.state != State::Made {
            self.writing(|| self.keep(&department))?;
        }
        Some(department)
    }

    /// Keeps what is known of a department.
    fn keep(&self, department: &KeptDepartment) -> Result<(), Error> {
        kept::set_aside(self.out, department)?;
        department.keep(self.out)?;
        Ok(())
    }

    fn make(&self, assigned: &Assigned<'_>) -> Result<KeptDepartment, Halt> {
        let source = self.source(assigned).map_err(Halt::Here)?;
        let levels = self.levels(assigned.surveyed.input);
        let mut department = nothing_yet(assigned);
        let (submission, report) = self.renderer.read_source(&source, &levels);
        let Some(submission) = submission else {
            department.findings = Findings::of(&report);
            return Ok(department);
        };
        let options = Options {
            levels,
            ..self.batch.options.clone()
        };
        let submission = self.renderer.for_audience(submission, options.audience);
        let edition = self.renderer.edition_of(&submission);
        department.edition.clone_from(&edition.id);
        department.year = year_of(edition, &submission);
        let volume = match self.batch.volume {
            Volume::With => InVolume::Yes,
            Volume::Without => InVolume::No,
        };
        let rendered = self
            .renderer
            .render_read(&submission, report, &options, volume);
        let rendered = rendered.map_err(|error| Halt::Here(error.in_a_line()))?;
        department.findings = Findings::of(&rendered.report);
        if rendered.files.is_empty() && !options.formats.is_empty() {
            return Ok(department);
        }
        department.state = State::Made;
        department.tables = submission.tables.len();
        department.figures = figures_of(&figures(edition), &submission);
        department.files = to_be_made(assigned, &rendered.files);
        let part = rendered.part.map(|part| self.keep_part(assigned, part));
        department.part = part.transpose()?;
        // First what they are, so that a run that goes on after this one was broken off knows them for its own.
        self.save(&kept::folder(self.out), || self.keep(&department))?;
        self.save_files(assigned, &department.files, &rendered.files)?;
        department.look_at_files(self.out);
        Ok(department)
    }

    /// Writes a department's files, all of them or none. One of their names that people changed since it was made is kept.
    fn save_files(
        &self,
        assigned: &Assigned<'_>,
        made: &[MadeFile],
        files: &[OutputFile],
    ) -> Result<(), Halt> {
        let folder = path_of(self.out, &relative(&[DEPARTMENTS, &assigned.folder]));
        let names = made.iter().map(MadeFile::name);
        let bytes = files.iter().map(|file| file.bytes.as_slice());
        let contents: Vec<(&str, &[u8])> = names.zip(bytes).collect();
        self.save(&folder, || {
            made.iter()
                .try_for_each(|file| self.earlier.make_room(self.out, file))?;
            save_all(&folder, &contents)
        })
    }

    /// Keeps a department's part of the volume.
    fn keep_part(&self, assigned: &Assigned<'_>, part: Part) -> Result<KeptPart, Halt> {
        let Part { bytes, tables } = part;
        let name = kept::department_file(&assigned.surveyed.kept.name, assigned.unit.index);
        let name = format!("{name}.part");
        let folder = kept::folder(self.out);
        self.save(&folder, || save_lightly(&folder, &name, &bytes).map(|_| ()))?;
        let file = made(relative(&[KEPT_FOLDER, &name]), &bytes);
        Ok(KeptPart { file, tables })
    }

    /// Writes something into a folder.
    fn save(&self, folder: &Path, write: impl FnOnce() -> Result<(), Error>) -> Result<(), Halt> {
        refuse_links(self.out, folder)
            .and_then(|()| self.will_change())
            .and_then(|()| write())
            .map_err(Halt::Everywhere)
    }

    /// The submission of a department. The input is opened by the first of its departments, and given up with the last.
    fn source(&self, assigned: &Assigned<'_>) -> Result<Source, String> {
        let Assigned { surveyed, unit, .. } = assigned;
        let mut opened = surveyed
            .opened
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if opened.sources.is_none() {
            opened.sources = Some(Arc::new(self.sources(surveyed)?));
        }
        let sources = opened.sources.clone().unwrap_or_default();
        opened.left = opened.left.saturating_sub(1);
        if opened.left == 0 {
            opened.sources = None;
        }
        drop(opened);
        let source = sources.get(unit.index).cloned();
        source.ok_or_else(|| CHANGED_MEANWHILE.to_owned())
    }

    /// The submissions of an input, read with those that belong to it.
    fn sources(&self, surveyed: &Surveyed<'_>) -> Result<Vec<Source>, String> {
        let own = (surveyed.input, &surveyed.kept.sha256);
        let others = surveyed.with.iter().map(|(input, sha256)| (*input, sha256));
        let mut files = Vec::new();
        for (input, sha256) in std::iter::once(own).chain(others) {
            let bytes = read(&input.path).map_err(|error| error.cause_in_words())?;
            if Digest::of(&bytes) != *sha256 {
                return Err(CHANGED_MEANWHILE.to_owned());
            }
            files.push((input.name.as_str(), bytes));
        }
        let files: Vec<(&str, &[u8])> = files
            .iter()
            .map(|(name, bytes)| (*name, bytes.as_slice()))
            .collect();
        let (sources, _) = match files[..] {
            [(name, bytes)] => self.renderer.open(name, bytes),
            _ => self.renderer.import(&files, None),
        };
        Ok(sources)
    }
}

/// A department's files as they will be: each has a name of its own in the folder.
fn to_be_made(assigned: &Assigned<'_>, files: &[OutputFile]) -> Vec<MadeFile> {
    let mut names: Vec<String> = Vec::new();
    for file in files {
        let taken: Vec<&str> = names.iter().map(String::as_str).collect();
        names.push(unique(&short(&file.name), &taken));
    }
    let paths = names
        .iter()
        .map(|name| relative(&[DEPARTMENTS, &assigned.folder, name]));
    let files = paths.zip(files);
    files.map(|(path, file)| made(path, &file.bytes)).collect()
}

/// The year of a submission.
fn year_of(edition: &Edition, submission: &Submission) -> String {
    let year = edition.year.map(|field| submission.fields.get(field));
    year.map_or_else(String::new, |year| year.display().trim().to_owned())
}

/// A department of which nothing is known but what the survey found.
fn nothing_yet(assigned: &Assigned<'_>) -> KeptDepartment {
    let (kept, unit) = (&assigned.surveyed.kept, assigned.unit);
    KeptDepartment {
        input: kept.name.clone(),
        index: unit.index,
        sha256: assigned.surveyed.sha256(),
        made_with: kept.made_with,
        code: unit.code.clone(),
        name: unit.name.clone(),
        edition: unit.edition.clone(),
        year: String::new(),
        folder: assigned.folder.clone(),
        state: State::Returned,
        failure: None,
        findings: Findings::of(&Report::new()),
        figures: Vec::new(),
        tables: 0,
        files: Vec::new(),
        part: None,
    }
}

/// A department whose submission is not needed.
fn source_done(assigned: &Assigned<'_>) {
    let opened = assigned.surveyed.opened.lock();
    let mut opened = opened.unwrap_or_else(PoisonError::into_inner);
    opened.left = opened.left.saturating_sub(1);
    if opened.left == 0 {
        opened.sources = None;
    }
}
