//! Looking through the inputs before anything is made: which departments are in them, and what of an earlier run still holds.
//!
//! Of a submission no more is read than whose it is and which tables are in it. A text is read once more when its departments are worked on; what was
//! read from a workbook or a list, which takes longer, is held until then, up to [`MAX_HELD`] of all together.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use super::inputs::Input;
use super::kept::{self, Findings, KeptDepartment, KeptInput, Marked, Piece, Role, WrittenLevel};
use super::{Rerun, Run};
use crate::digest::{Digest, Feed};
use crate::error::Error;
use crate::finding::{Code, Levels, Report};
use crate::form::{Count, FieldIndex};
use crate::record::{MAX_INPUT, Submission};
use crate::render::{OnErrors, Opening, What};
use crate::source::Source;

/// Most bytes of text that are held of what was read from workbooks and lists; with its places it takes about four times as much memory.
const MAX_HELD: usize = 4 * 1024 * 1024;

/// An input that was looked through.
pub(super) struct Surveyed<'a> {
    pub(super) input: &'a Input,
    pub(super) kept: KeptInput,
    /// The inputs that are read together with it, and their digests.
    pub(super) with: Vec<(&'a Input, Digest)>,
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
    pub(super) fn survey<'a>(&self, input: &'a Input) -> Option<Surveyed<'a>> {
        if self.is_stopped() {
            return None;
        }
        let made_with = self.made_with(input);
        let read = match &input.trouble {
            Some(trouble) => Err(trouble.clone()),
            None => read(&input.path).map_err(|error| error.cause_in_words()),
        };
        let (kept, units, sources) = match read {
            Ok(bytes) => self.open(input, &bytes, made_with),
            Err(failure) => (
                unreadable(input, made_with, failure),
                Vec::new(),
                Vec::new(),
            ),
        };
        Some(Surveyed {
            input,
            kept,
            with: Vec::new(),
            opened: Mutex::new(Opened {
                sources: self.held(sources),
                left: units.len(),
            }),
            units,
        })
    }

    /// Holds submissions until they are worked on, where that saves much and has room.
    pub(super) fn held(&self, sources: Vec<Source>) -> Option<Arc<Vec<Source>>> {
        if !sources.iter().any(Source::is_of_workbook) {
            return None;
        }
        let bytes: usize = sources.iter().map(|source| source.text().len()).sum();
        let before = self.held.fetch_add(bytes, Ordering::Relaxed);
        (before.saturating_add(bytes) <= MAX_HELD).then(|| Arc::new(sources))
    }

    /// Keeps what is known of an input, now that it is known what it is to the run; none where that cannot be written.
    pub(super) fn keep_input(&self, surveyed: &Surveyed<'_>) -> Option<()> {
        let kept = &surveyed.kept;
        if KeptInput::read(self.out, &kept.name).as_ref() != Some(kept) {
            self.writing(|| kept.keep(self.out))?;
        }
        Some(())
    }

    /// What an input's results depend on, beside its bytes.
    fn made_with(&self, input: &Input) -> Digest {
        let levels = self.levels(input);
        if levels.is_empty() && input.beside.is_empty() {
            return self.made_with;
        }
        let mut feed = Feed::default();
        feed.piece(self.made_with.to_string());
        feed.piece(format!("{levels:?}"));
        feed.piece(format!("{:?}", Findings::of(&input.beside)));
        feed.finish()
    }

    fn open(
        &self,
        input: &Input,
        bytes: &[u8],
        made_with: Digest,
    ) -> (KeptInput, Vec<Unit>, Vec<Source>) {
        let sha256 = Digest::of(bytes);
        if self.batch.rerun == Rerun::Resume
            && let Some((kept, units)) = self.known(input, &sha256, &made_with)
        {
            return (kept, units, Vec::new());
        }
        let Opening {
            sources,
            report,
            what,
        } = self.renderer.open_knowing(&input.name, bytes);
        let levels = self.levels(input);
        let report = report.with_levels(&levels);
        let mut beside = input.beside.clone();
        let stops = beside.has_errors() && self.batch.options.errors == OnErrors::Stop;
        beside.append(report);
        let read: Vec<(Unit, Option<Piece>)> = if stops {
            Vec::new()
        } else {
            let sources = sources.iter().enumerate();
            sources
                .map(|(index, source)| self.unit(index, source))
                .collect()
        };
        let (units, mut pieces): (Vec<Unit>, Vec<Option<Piece>>) = read.into_iter().unzip();
        let kept = KeptInput {
            name: input.name.clone(),
            size: bytes.len() as u64,
            sha256,
            made_with,
            findings: Findings::of(&beside),
            failure: None,
            departments: units.len(),
            same_department: level_of(&levels, Code::SameDepartment),
            year_apart: level_of(&levels, Code::YearApart),
            code_apart: level_of(&levels, Code::CodeApart),
            role: match what {
                What::Results => Role::Passed,
                What::Data | What::MarkedCopy { .. } => Role::Own,
            },
            with: Vec::new(),
            marked: state_of(what),
            piece: if pieces.len() == 1 {
                pieces.remove(0)
            } else {
                None
            },
        };
        (kept, units, sources)
    }

    /// What is kept of an input of this digest, if all of it is.
    fn known(
        &self,
        input: &Input,
        sha256: &Digest,
        made_with: &Digest,
    ) -> Option<(KeptInput, Vec<Unit>)> {
        let kept = KeptInput::read(self.out, &input.name)?;
        let is_alone = kept.role == Role::Own && kept.with.is_empty();
        if (&kept.sha256, &kept.made_with) != (sha256, made_with)
            || kept.failure.is_some()
            || !is_alone
        {
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

    /// A department of an input, and what is in it.
    pub(super) fn unit(&self, index: usize, source: &Source) -> (Unit, Option<Piece>) {
        let submission = self.renderer.identify(source);
        let piece = submission.map(|submission| self.piece(source, &submission));
        let part = |part: fn(&Piece) -> &str| piece.as_ref().map_or("", part).to_owned();
        let unit = Unit {
            index,
            code: part(|piece| &piece.code),
            name: part(|piece| &piece.name),
            edition: part(|piece| &piece.edition),
            kept: None,
        };
        (unit, piece)
    }

    fn piece(&self, source: &Source, submission: &Submission) -> Piece {
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
        Piece {
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

/// The bytes of an input, no more than it may have and one.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    read_first(path, MAX_INPUT + 1)
}

/// The first bytes of a file, as many as are wanted.
pub(super) fn read_first(path: &Path, wanted: usize) -> Result<Vec<u8>, Error> {
    let failed = |source| Error::Read {
        path: path.to_owned(),
        source,
    };
    let mut bytes = Vec::new();
    File::open(path)
        .map_err(failed)?
        .take(wanted as u64)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    Ok(bytes)
}

/// The level of what only all departments together show.
fn level_of(levels: &Levels, code: Code) -> Option<WrittenLevel> {
    levels.level_of(code).map(WrittenLevel::of)
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
        code_apart: None,
        role: Role::Own,
        with: Vec::new(),
        marked: None,
        piece: None,
    }
}

impl Surveyed<'_> {
    /// What its departments depend on: its bytes, and those of the inputs that are read with it.
    pub(super) fn sha256(&self) -> Digest {
        if self.with.is_empty() {
            return self.kept.sha256;
        }
        let mut feed = Feed::default();
        feed.piece(self.kept.sha256.to_string());
        for (input, sha256) in &self.with {
            feed.piece(&input.name);
            feed.piece(sha256.to_string());
        }
        feed.finish()
    }
}

/// The state of a file, if it is a marked copy.
const fn state_of(what: What) -> Option<Marked> {
    match what {
        What::MarkedCopy { is_untouched: true } => Some(Marked::Untouched),
        What::MarkedCopy {
            is_untouched: false,
        } => Some(Marked::Changed),
        What::Data | What::Results => None,
    }
}
