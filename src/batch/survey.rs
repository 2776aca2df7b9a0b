//! Reading through the inputs before anything is made: which departments are in them, and what of an earlier run still holds.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::digest::{Digest, Feed};
use super::inputs::Input;
use super::kept::{self, Findings, KeptDepartment, KeptInput, Level};
use super::{Rerun, Run};
use crate::diag::{Code, Levels, Report, Source};
use crate::error::Error;
use crate::record::MAX_INPUT;
use crate::render::OnErrors;

/// An input that was read through.
pub(super) struct Surveyed {
    pub(super) input: Input,
    pub(super) kept: KeptInput,
    /// Its departments.
    pub(super) units: Vec<Unit>,
    /// The submissions while they are worked on, and how many are left.
    pub(super) opened: Mutex<Opened>,
}

/// The submissions of an input that is open.
#[derive(Default)]
pub(super) struct Opened {
    pub(super) sources: Option<Arc<Vec<Source>>>,
    pub(super) left: usize,
}

/// A department, as far as it is known before it is worked on.
pub(super) struct Unit {
    pub(super) index: usize,
    pub(super) code: String,
    pub(super) name: String,
    /// Id of its edition; empty where the submission could not be read.
    pub(super) edition: String,
    /// What is kept of it, if that still holds; whether its files are still there is seen later.
    pub(super) kept: Option<Box<KeptDepartment>>,
}

impl Run<'_> {
    /// Reads an input through; none where the run is stopped.
    pub(super) fn survey(&self, input: &Input) -> Option<Surveyed> {
        if self.is_stopped() {
            return None;
        }
        let made_with = self.made_with(input);
        let read = match &input.trouble {
            Some(trouble) => Err(trouble.clone()),
            None => read(&input.path).map_err(|error| error.cause_in_words()),
        };
        let (kept, units) = match read {
            Ok(bytes) => self.open(input, &bytes, made_with),
            Err(failure) => (unreadable(input, made_with, failure), Vec::new()),
        };
        if kept != KeptInput::read(self.out, &input.name).unwrap_or_else(|| nothing(&kept)) {
            self.writing(|| kept.keep(self.out))?;
        }
        let left = units.len();
        Some(Surveyed {
            input: input.clone(),
            kept,
            units,
            opened: Mutex::new(Opened {
                sources: None,
                left,
            }),
        })
    }

    /// What an input's results depend on, beside its bytes.
    fn made_with(&self, input: &Input) -> Digest {
        let levels = self.levels(input);
        if levels.is_empty() && input.beside.is_empty() {
            return self.made_with.clone();
        }
        let mut feed = Feed::default();
        feed.piece(self.made_with.as_str());
        feed.piece(format!("{levels:?}"));
        feed.piece(format!("{:?}", Findings::of(&input.beside)));
        feed.finish()
    }

    fn open(&self, input: &Input, bytes: &[u8], made_with: Digest) -> (KeptInput, Vec<Unit>) {
        let sha256 = Digest::of(bytes);
        if self.batch.rerun == Rerun::Resume
            && let Some(known) = self.known(input, &sha256, &made_with)
        {
            return known;
        }
        let (sources, mut report) = self.renderer.open(&input.name, bytes);
        report = report.with_levels(&self.levels(input));
        let mut beside = input.beside.clone();
        let stops = beside.has_errors() && self.batch.options.errors == OnErrors::Stop;
        beside.append(report);
        let units: Vec<Unit> = if stops {
            Vec::new()
        } else {
            let sources = sources.iter().enumerate();
            sources
                .map(|(index, source)| self.unit(input, index, source))
                .collect()
        };
        let kept = KeptInput {
            name: input.name.clone(),
            size: bytes.len() as u64,
            sha256,
            made_with,
            findings: Findings::of(&beside),
            failure: None,
            departments: units.len(),
            same_department: level_of(&self.levels(input), Code::SameDepartment),
            year_apart: level_of(&self.levels(input), Code::YearApart),
        };
        (kept, units)
    }

    /// What is kept of an input of this digest, if all of it is.
    fn known(
        &self,
        input: &Input,
        sha256: &Digest,
        made_with: &Digest,
    ) -> Option<(KeptInput, Vec<Unit>)> {
        let kept = KeptInput::read(self.out, &input.name)?;
        if (&kept.sha256, &kept.made_with) != (sha256, made_with) || kept.failure.is_some() {
            return None;
        }
        let units = (0..kept.departments).map(|index| {
            let kept = kept::read_department(self.out, &input.name, index)?;
            let holds = (&kept.sha256, &kept.made_with) == (sha256, made_with);
            holds.then(|| Unit {
                index,
                code: kept.code.clone(),
                name: kept.name.clone(),
                edition: kept.edition.clone(),
                kept: Some(Box::new(kept)),
            })
        });
        let units = units.collect::<Option<Vec<_>>>()?;
        Some((kept, units))
    }

    fn unit(&self, input: &Input, index: usize, source: &Source) -> Unit {
        let (submission, _) = self.renderer.read_source(source, &self.levels(input));
        let (code, name, edition) = submission.map_or_else(Default::default, |submission| {
            let edition = self.renderer.edition_of(&submission);
            let code = edition
                .code
                .map(|field| submission.fields.get(field).display().trim().to_owned());
            let name = submission.department(edition).trim().to_owned();
            (code.unwrap_or_default(), name, edition.id.clone())
        });
        Unit {
            index,
            code,
            name,
            edition,
            kept: None,
        }
    }
}

/// The bytes of an input, no more than it may have and one.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let failed = |source| Error::Read {
        path: path.to_owned(),
        source,
    };
    let mut bytes = Vec::new();
    File::open(path)
        .map_err(failed)?
        .take(MAX_INPUT as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    Ok(bytes)
}

/// The level of what only all departments together show.
fn level_of(levels: &Levels, code: Code) -> Option<Level> {
    levels.level_of(code).map(Level::of)
}

/// An input that cannot be read.
fn unreadable(input: &Input, made_with: Digest, failure: String) -> KeptInput {
    KeptInput {
        name: input.name.clone(),
        size: 0,
        sha256: Digest::default(),
        made_with,
        findings: Findings::of(&Report::new()),
        failure: Some(failure),
        departments: 0,
        same_department: None,
        year_apart: None,
    }
}

/// Unlike whatever is kept.
fn nothing(kept: &KeptInput) -> KeptInput {
    KeptInput {
        name: String::new(),
        ..kept.clone()
    }
}
