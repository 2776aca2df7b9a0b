//! Names the steps of the way and does none of them: files → submissions → their tables → the chosen files; and, beside that, empty forms and lists.
//!
//! | file | what it does |
//! | --- | --- |
//! | `reading.rs` | files of any kind → submissions, checked |
//! | `job.rs` | one submission's tables → its files |
//! | `blank.rs` | an edition → a workbook to be filled in |
//! | `listing.rs` | submissions → their flat list |
//! | `names.rs` | names of files and sheets |
//! | `fonts/` | the fonts at hand |
//! | `size.rs` | how large the tables of one submission may be |
//! | `stray.rs` | files that programs leave beside documents |
//! | `save.rs` | bytes → a file, whole or not at all |

mod blank;
mod fonts;
mod job;
mod listing;
mod names;
mod reading;
pub(crate) mod results;
mod save;
mod size;
mod stray;

use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::check::Checked;
use crate::error::Error;
use crate::finding::{Code, Finding, Levels, Report};
use crate::form::{EDITION_FILE, Edition, Registry, Typefaces, read_typefaces};
use crate::grid::{Font, Grid};
use crate::import::Forms;
use crate::layout::{FaceIndex, FontSet};
use crate::record::Submission;
use crate::source::{Place, Source};
use crate::template::Engine;
use crate::text;
use crate::write::{self, Date, Format};
use fonts::{Chooser, Chosen, Folder};
use job::Job;
use size::Size;

pub(crate) use crate::workbook::{HEAD, may_hold_data};
pub use blank::{BlankForm, BlankOptions};
pub(crate) use fonts::is_built_in;
pub use fonts::{
    Borrowed, FaceOrigin, FontUse, ListedFace, MAX_FONT_FILE, MAX_FONTS, Why, built_in_fonts,
};
pub use listing::{Encoding, ListFormat, Listed};
pub use names::{file_name, unique};
pub(crate) use reading::{Opening, What};
pub(crate) use save::{
    Written, name_before_set_aside, no_folder, save_all, save_lightly, write_unnamed,
};
pub use save::{save, save_with, set_changed_aside};
pub use size::{MAX_CELLS, MAX_CHARACTERS, MAX_PAGES};
pub(crate) use stray::{may_be_stray, stray};

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
    pub part: Option<Part>,
    /// All findings.
    pub report: Report,
}

/// Editions, their compiled templates, and fonts, made ready once for any number of submissions. Shared by threads.
#[derive(Debug)]
pub struct Renderer {
    registry: Registry,
    engines: Vec<OnceLock<Result<Engine, Report>>>,
    /// Whether a submission was of the edition.
    used: Vec<AtomicBool>,
    /// What filled forms are matched against; made when the first workbook is read.
    forms: OnceLock<Forms>,
    fonts: FontSet,
    /// Where the user's own faces come from.
    origins: Vec<(FaceIndex, FaceOrigin)>,
    /// Which of them are drawn with, and why.
    chosen: Vec<Chosen>,
    pdf_engine: write::pdf::Engine,
}

impl Renderer {
    /// The built-in editions and fonts.
    pub fn built_in() -> Renderer {
        Renderer::new(Registry::built_in(), built_in_fonts())
    }

    /// The given editions and fonts.
    pub fn new(registry: Registry, fonts: FontSet) -> Renderer {
        let engines = registry
            .editions()
            .iter()
            .map(|_| OnceLock::new())
            .collect();
        let used = registry.editions().iter();
        let used = used.map(|_| AtomicBool::new(false)).collect();
        Renderer {
            registry,
            engines,
            used,
            forms: OnceLock::new(),
            fonts,
            origins: Vec::new(),
            chosen: Vec::new(),
            pdf_engine: write::pdf::Engine::default(),
        }
    }

    /// Has PDFs of submissions laid down by this engine from now on.
    pub fn set_pdf_engine(&mut self, engine: write::pdf::Engine) {
        self.pdf_engine = engine;
    }

    /// The built-in editions and fonts, with the user's own before them: `templates` a folder of editions, `fonts` a folder of TrueType files, with
    /// a `fonts.toml` perhaps that says which is for what.
    ///
    /// A user's edition is tried with invented data at once; what is wrong with it is in the report, and no renderer is made then.
    ///
    /// # Errors
    /// [`Error::Read`] and [`Error::Unusable`] where a folder or file cannot be used; a font file in it that cannot be is a finding.
    pub fn with_folders(
        templates: Option<&Path>,
        fonts: Option<&Path>,
    ) -> Result<(Option<Renderer>, Report), Error> {
        let mut registry = Registry::built_in();
        let mut report = Report::new();
        if let Some(folder) = templates {
            report.append(registry.add_folder(folder)?);
        }
        let mut set = built_in_fonts();
        let (mut origins, mut chosen) = (Vec::new(), Vec::new());
        if let Some(folder) = fonts {
            let (folder, findings) = fonts::read_folder(&mut set, folder)?;
            report.append(findings);
            chosen = choose_faces(&mut registry, &mut set, &folder, &mut report);
            let faces = folder.faces.into_iter();
            origins = faces.map(|(face, origin, _)| (face, origin)).collect();
        }
        let renderer = Renderer {
            origins,
            chosen,
            ..Renderer::new(registry, set)
        };
        report.append(renderer.missing_faces());
        if templates.is_some() && !report.has_errors() {
            report.append(renderer.validate());
        }
        let usable = !report.has_errors();
        Ok((usable.then_some(renderer), report))
    }

    /// Fonts of the editions whose face is not at hand.
    fn missing_faces(&self) -> Report {
        let mut report = Report::new();
        for edition in self.registry.editions() {
            let unknown = edition
                .look
                .fonts
                .iter()
                .filter(|font| self.fonts.find(&font.face).is_none());
            for font in unknown {
                let finding = Finding::new(Code::DefinitionValue, face_place(edition, font));
                let known = self.fonts.names();
                report.push(
                    finding
                        .seen(format!("face = {}", text::quote(&font.face)))
                        .expected(text::list(known.clone()))
                        .mend(format!(
                            "{};用自己的字体,就用 --fonts 给出它所在的文件夹",
                            text::did_you_mean(&font.face, known)
                        )),
                );
            }
        }
        report
    }

    /// The fonts at hand.
    pub fn fonts(&self) -> &FontSet {
        &self.fonts
    }

    /// The editions at hand.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Notes that there is a submission of an edition.
    pub(crate) fn note_use(&self, id: &str) {
        for (edition, used) in self.registry.editions().iter().zip(&self.used) {
            if edition.id == id {
                used.store(true, Ordering::Relaxed);
            }
        }
    }

    /// Ids of the editions that submissions were of so far.
    pub fn used_editions(&self) -> impl Iterator<Item = &str> + Clone {
        let editions = self.registry.editions().iter().zip(&self.used);
        editions
            .filter(|(_, used)| used.load(Ordering::Relaxed))
            .map(|(edition, _)| edition.id.as_str())
    }

    /// Tries every template with invented data; returns what is wrong with them.
    pub fn validate(&self) -> Report {
        let mut report = Report::new();
        for (index, edition) in self.registry.editions().iter().enumerate() {
            match self.engine(index, edition) {
                Ok(engine) => report.append(engine.validate(edition)),
                Err(findings) => report.append(findings.clone()),
            }
        }
        report
    }

    fn engine(&self, index: usize, edition: &Edition) -> Result<&Engine, &Report> {
        self.engines[index]
            .get_or_init(|| Engine::new(edition))
            .as_ref()
    }

    /// The tables of a submission that was read.
    ///
    /// # Errors
    /// Findings about the edition's templates, or that the tables are too large for memory.
    ///
    /// # Panics
    /// When another renderer read the submission, and this one has no such edition.
    pub fn grids(&self, submission: &Submission) -> Result<Vec<Grid>, Report> {
        let index = self
            .registry
            .editions()
            .iter()
            .position(|edition| edition.id == submission.edition);
        let index = index.expect("a submission that was read names an edition of this registry");
        let edition = &self.registry.editions()[index];
        let engine = self.engine(index, edition).map_err(Clone::clone)?;
        let (mut grids, mut size) = (Vec::new(), Size::default());
        for table in &submission.tables {
            let grid = engine.grid(edition, submission, table)?;
            size.add(&grid);
            grids.push(grid);
            if let Some(finding) = size.beyond(submission, edition) {
                let mut report = Report::new();
                report.push(finding);
                return Err(report);
            }
        }
        Ok(grids)
    }

    /// A file's bytes → the chosen files of each of its submissions, in memory. Where a finding of a submission is an error it has no files, unless
    /// the options say otherwise.
    ///
    /// # Errors
    /// A font that is not there, or a writer that failed.
    pub fn render(&self, name: &str, bytes: &[u8], options: &Options) -> Result<Rendered, Error> {
        let (sources, report) = self.open(name, bytes);
        self.render_sources(&sources, report, options)
    }

    /// The same of a file that was opened ([`Renderer::open`]), whose bytes are needed no longer; `report` has what was found then.
    ///
    /// # Errors
    /// As [`Renderer::render`].
    pub fn render_sources(
        &self,
        sources: &[Source],
        report: Report,
        options: &Options,
    ) -> Result<Rendered, Error> {
        let mut all = Rendered {
            report,
            ..Rendered::default()
        };
        for source in sources {
            let rendered = self.render_source(source, options)?;
            all.report.append(rendered.report);
            for file in rendered.files {
                let taken: Vec<&str> = all.files.iter().map(|file| file.name.as_str()).collect();
                let name = unique(&file.name, &taken);
                all.files.push(OutputFile { name, ..file });
            }
        }
        all.report.sort();
        all.report.leave_out_repeats();
        Ok(all)
    }

    /// One submission → the chosen files, in memory. Where a finding is an error there are no files, unless the options say otherwise.
    ///
    /// # Errors
    /// A font that is not there, or a writer that failed.
    ///
    /// # Panics
    /// Never: the edition was found when the submission was read.
    pub fn render_source(&self, source: &Source, options: &Options) -> Result<Rendered, Error> {
        let (submission, report) = self.read_source(source, &options.levels);
        match submission {
            Some(submission) => {
                let submission = self.for_audience(submission, options.audience);
                self.render_read(&submission, report, options, InVolume::No)
            }
            None => Ok(Rendered {
                report,
                ..Rendered::default()
            }),
        }
    }

    /// A submission as an audience may see it.
    ///
    /// # Panics
    /// When another renderer read the submission, and this one has no such edition.
    #[must_use]
    pub fn for_audience(&self, submission: Checked, audience: Audience) -> Checked {
        match audience {
            Audience::Public => {
                let edition = self.edition_of(&submission);
                submission.without_private(edition)
            }
            Audience::Bureau => submission,
        }
    }

    /// The edition of a submission that was read.
    ///
    /// # Panics
    /// When another renderer read the submission, and this one has no such edition.
    pub fn edition_of(&self, submission: &Submission) -> &Edition {
        self.note_use(&submission.edition);
        self.registry
            .find(&submission.edition)
            .expect("a submission that was read names an edition of this registry")
    }

    /// What was read of a submission and is for this audience → the chosen files, and its part of a volume (合订本) where one is wanted; `report` has
    /// what was found when it was read.
    ///
    /// # Errors
    /// A font that is not there, or a writer that failed.
    ///
    /// # Panics
    /// When another renderer read the submission, and this one has no such edition.
    pub fn render_read(
        &self,
        submission: &Checked,
        mut report: Report,
        options: &Options,
        volume: InVolume,
    ) -> Result<Rendered, Error> {
        let stops = |report: &Report| options.errors == OnErrors::Stop && report.has_errors();
        let nothing = |report| {
            Ok(Rendered {
                report,
                ..Rendered::default()
            })
        };
        if stops(&report) {
            return nothing(report);
        }
        let edition = self.edition_of(submission);
        let grids = match self.grids(submission) {
            Ok(grids) => grids,
            Err(findings) => {
                report.append(findings);
                return nothing(report);
            }
        };
        let mut job = Job {
            renderer: self,
            edition,
            submission,
            grids: &grids,
            options,
            report,
        };
        let (files, part) = job.files(volume)?;
        let report = job.report.with_levels(&laid(edition, &options.levels));
        if stops(&report) {
            return nothing(report);
        }
        Ok(Rendered {
            files,
            part,
            report,
        })
    }
}

/// A submission's part of a volume: the pages of all its tables, without feet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
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
fn laid(edition: &Edition, over: &Levels) -> Levels {
    let mut levels = edition.levels.clone();
    levels.lay(over);
    levels
}

/// Has the editions draw with the user's own faces: as `fonts.toml` says, else by the names of files and fonts.
fn choose_faces(
    registry: &mut Registry,
    set: &mut FontSet,
    folder: &Folder,
    report: &mut Report,
) -> Vec<Chosen> {
    let mut known: Vec<String> = Vec::new();
    let fonts = registry
        .editions()
        .iter()
        .flat_map(|edition| &edition.look.fonts);
    for name in fonts.flat_map(|font| [&font.role, &font.face, &font.workbook]) {
        if !known.contains(name) {
            known.push(name.clone());
        }
    }
    let mut map = Typefaces::default();
    if let Some(source) = &folder.map {
        let findings;
        (map, findings) = read_typefaces(source, &known.iter().map(String::as_str));
        report.append(findings);
    }
    let (chooser, fallbacks, findings) = Chooser::new(set, folder, &map);
    report.append(findings);
    let mut chosen = Vec::new();
    registry.set_faces(|edition, font| {
        let (face, why) = chooser.choose(font)?;
        let (edition, role) = (edition.to_owned(), font.role.clone());
        chosen.push(Chosen { edition, role, why });
        Some(face)
    });
    set.set_fallbacks(fallbacks);
    chosen
}

/// Where the definition of an edition names a font's face.
fn face_place(edition: &Edition, font: &Font) -> Place {
    let Some(source) = edition.files.get(EDITION_FILE) else {
        return Place::file(EDITION_FILE);
    };
    let name = format!("\"{}\"", font.face);
    match source.text().find(&name) {
        Some(start) => source.place(start..start + name.len()),
        None => Place::file(source.name()),
    }
}
