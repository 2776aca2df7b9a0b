//! What to make of submissions, and what is made.

use crate::finding::{Levels, Report};
use crate::form::Edition;
use crate::write::{Date, Format};

/// What to make of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The formats, each made once.
    pub formats: Vec<Format>,
    /// How tables are put into files.
    pub files: Files,
    /// What becomes of personal data.
    pub audience: Audience,
    /// Date in the files' properties; without one, the first day of the table's year.
    pub date: Option<Date>,
    /// What findings of level error do.
    pub errors: OnErrors,
    /// Levels of findings, over those of the edition.
    pub levels: Levels,
}

/// What findings of level error do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnErrors {
    /// No file is made.
    Stop,
    /// The files are made as far as they can be; the report has the errors all the same.
    GoOn,
}

/// How tables are put into files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Files {
    /// All tables of a submission in one file.
    Together,
    /// Each table in a file of its own.
    EachTable,
}

/// Who the tables are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The finance bureau: as filled in.
    Bureau,
    /// The public: private fields (the contact's name and number) are left blank.
    Public,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            formats: vec![Format::Xlsx, Format::Pdf],
            files: Files::Together,
            audience: Audience::Bureau,
            date: None,
            errors: OnErrors::Stop,
            levels: Levels::new(),
        }
    }
}

/// A file that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// Its name: code, department, table; safe on Windows.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What became of a submission.
#[derive(Debug, Clone, Default)]
pub struct Rendered {
    /// The files; none where a finding is an error, unless [`OnErrors::GoOn`] asks for them.
    pub files: Vec<OutputFile>,
    /// Its part of a volume, where one was asked for and there are files.
    pub part: Option<VolumePart>,
    /// All findings.
    pub report: Report,
}

/// A submission's part of a volume: the pages of all its tables, without feet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumePart {
    /// Its pages, in the form that [`write::pdf::write_volume`] puts together.
    pub bytes: Vec<u8>,
    /// Name and number of pages of each table.
    pub tables: Vec<(String, usize)>,
}

/// Whether a submission's tables are bound into a volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InVolume {
    /// Yes.
    Yes,
    /// No.
    No,
}

/// The edition's levels, with others over them.
pub(super) fn laid(edition: &Edition, over: &Levels) -> Levels {
    let mut levels = edition.levels.clone();
    levels.lay(over);
    levels
}
