//! Options and results of rendering.

use crate::finding::{Levels, Report};
use crate::form::Edition;
use crate::write::ofd::OfdProfile;
use crate::write::pdf::Claim;
use crate::write::{Date, Format};

/// Options of rendering a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The formats, each made once.
    pub formats: Vec<Format>,
    /// How tables are distributed over files.
    pub files: Files,
    /// Who the tables are for.
    pub audience: Audience,
    /// Whether the data are attached to the papers.
    pub attach: Attach,
    /// What the PDFs claim to be.
    pub claim: Claim,
    /// Date in the files' properties; by default the first day of the table's year.
    pub date: Option<Date>,
    /// How findings of level error are treated.
    pub errors: OnErrors,
    /// Levels of findings; they override those of the edition.
    pub levels: Levels,
    /// What OFD files claim to be.
    pub ofd: OfdProfile,
}

/// How findings of level error are treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnErrors {
    /// No file is made.
    Stop,
    /// The files are made as far as possible; the report contains the errors nevertheless.
    Continue,
}

/// How tables are distributed over files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Files {
    /// All tables of a submission in one file.
    Together,
    /// Each table in a file of its own.
    EachTable,
}

/// Whether the data that the tables show are attached to the files that can carry them (PDF), and to
/// the volume, so that these can be read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attach {
    /// Nothing is attached.
    Nothing,
    /// The data for the audience, if all tables are in one file: a file of one table does not show
    /// the others' data, so nothing could tell whether they belong to it.
    Data,
}

/// Who the tables are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The finance bureau: as filled in.
    Bureau,
    /// The public: private fields (name and number of the contact) are blank.
    Public,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            formats: vec![Format::Xlsx, Format::Pdf],
            files: Files::Together,
            audience: Audience::Bureau,
            attach: Attach::Nothing,
            claim: Claim::Archive,
            date: None,
            errors: OnErrors::Stop,
            levels: Levels::new(),
            ofd: OfdProfile::Plain,
        }
    }
}

/// A file that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// Its name: code, department, table; valid on Windows.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The files and findings of a submission.
#[derive(Debug, Clone, Default)]
pub struct Rendered {
    /// The files; none if there are errors, unless [`OnErrors::Continue`] is set. Without the
    /// outlines of the characters only PDFs and OFDs are not made.
    pub files: Vec<OutputFile>,
    /// Its pages for a volume, if requested and there are files.
    pub pages: Option<VolumePages>,
    /// All findings.
    pub report: Report,
}

/// The pages of all tables of a submission for a volume, without page numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumePages {
    /// The pages for each format of the volume, in the formats that the writers of volumes read.
    pub bytes: Vec<u8>,
    /// Name and number of pages of each table.
    pub tables: Vec<(String, usize)>,
}

/// Whether the tables are bound into a volume (合订本).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Volume {
    /// No.
    Without,
    /// Yes.
    With,
}

/// The edition's levels, overridden by others.
pub(super) fn merged_levels(edition: &Edition, over: &Levels) -> Levels {
    let mut levels = edition.levels.clone();
    levels.lay(over);
    levels
}
