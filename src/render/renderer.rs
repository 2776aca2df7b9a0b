//! The [`Renderer`]: editions, their templates and fonts, prepared once.

use std::path::Path;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::additions::Additions;
#[cfg(feature = "fonts")]
use super::fonts::built_in_fonts;
use super::fonts::{self, Chooser, ChosenFace, FaceOrigin, Folder, PackError, fonts_of_packs};
use super::size::Size;
use crate::error::Error;
use crate::finding::{Code, Finding, Read, Report};
use crate::form::{EDITION_FILE, Edition, Registry, Typefaces, read_typefaces};
use crate::grid::{Font, Grid};
use crate::import::{Forms, TemplateLabels};
use crate::layout::{FaceIndex, FontSet, adapt};
use crate::record::{Submission, TableRecord};
use crate::source::Place;
use crate::template::{Engine, PatternGrid, check_language};
use crate::text;
use crate::write;

/// Editions, their compiled templates, and fonts, prepared once for any number of submissions and
/// shared by threads.
#[derive(Debug)]
pub struct Renderer {
    pub(super) registry: Registry,
    engines: Vec<OnceLock<Result<Engine, Report>>>,
    /// Whether any submission used the edition, by index.
    used: Vec<AtomicBool>,
    /// Blank forms of all editions, to name the one that an unknown table resembles.
    pub(super) forms: OnceLock<Forms>,
    /// Labels in the templates of each edition.
    pub(super) template_labels: OnceLock<Vec<TemplateLabels>>,
    /// The same of each edition, by index.
    pub(super) own_forms: Vec<OnceLock<Forms>>,
    pub(super) fonts: FontSet,
    /// The files of the user's own faces.
    pub(super) origins: Vec<(FaceIndex, FaceOrigin)>,
    /// The reasons for the faces of the editions' fonts.
    pub(super) chosen: Vec<ChosenFace>,
    pub(super) pdf_engine: write::pdf::Engine,
}

impl Renderer {
    /// The built-in editions and fonts.
    #[cfg(feature = "fonts")]
    pub fn built_in() -> Renderer {
        Renderer::new(Registry::built_in(), built_in_fonts())
    }

    /// The built-in editions, with the program's own fonts from packs, as of [`fonts_of_packs`].
    /// Outputs are the same as of `built_in`, but PDFs need outlines that a pack may not have.
    ///
    /// # Errors
    /// As of [`fonts_of_packs`].
    pub fn with_packs(packs: Vec<(String, Arc<[u8]>)>) -> Result<Renderer, PackError> {
        Ok(Renderer::new(Registry::built_in(), fonts_of_packs(packs)?))
    }

    /// The given editions and fonts.
    pub fn new(registry: Registry, fonts: FontSet) -> Renderer {
        let engines = registry.ids().map(|_| OnceLock::new()).collect();
        let used = registry.ids().map(|_| AtomicBool::new(false)).collect();
        let own_forms = registry.ids().map(|_| OnceLock::new()).collect();
        Renderer {
            registry,
            engines,
            used,
            forms: OnceLock::new(),
            template_labels: OnceLock::new(),
            own_forms,
            fonts,
            origins: Vec::new(),
            chosen: Vec::new(),
            pdf_engine: write::pdf::Engine::default(),
        }
    }

    /// Sets the engine that writes PDFs of submissions.
    pub fn set_pdf_engine(&mut self, engine: write::pdf::Engine) {
        self.pdf_engine = engine;
    }

    /// The built-in editions and fonts, after the user's own: `templates` is a folder of editions;
    /// `fonts` is a folder of TrueType files, perhaps with a `fonts.toml` that assigns them.
    ///
    /// A user's edition is tested with invented data immediately. If it has errors, they are in the
    /// report, and there is no renderer.
    ///
    /// # Errors
    /// [`Error::Read`] and [`Error::Unusable`] if a folder or file cannot be used; a font file that
    /// cannot be used is a finding.
    #[cfg(feature = "fonts")]
    pub fn with_folders(
        templates: Option<&Path>,
        fonts: Option<&Path>,
    ) -> Result<Read<Option<Renderer>>, Error> {
        Renderer::with_folders_and(built_in_fonts(), templates, fonts)
    }

    /// The same with the program's own fonts from packs, as of [`fonts_of_packs`].
    ///
    /// # Errors
    /// As of `with_folders`.
    pub fn with_folders_and(
        own: FontSet,
        templates: Option<&Path>,
        fonts: Option<&Path>,
    ) -> Result<Read<Option<Renderer>>, Error> {
        let mut registry = Registry::built_in();
        let mut report = Report::new();
        if let Some(folder) = templates {
            report.append(registry.add_folder(folder)?);
        }
        Renderer::with_fonts((registry, report), templates.is_some(), own, fonts)
    }

    /// The editions of a registry, which has the user's own if `has_own`, with the program's `own`
    /// fonts after those of a folder.
    ///
    /// # Errors
    /// As of [`Renderer::with_folders_and`].
    pub(crate) fn with_fonts(
        (registry, mut report): (Registry, Report),
        has_own: bool,
        own: FontSet,
        fonts: Option<&Path>,
    ) -> Result<Read<Option<Renderer>>, Error> {
        let mut set = own;
        let mut folder = None;
        if let Some(path) = fonts {
            let (read, findings) = fonts::read_folder(&mut set, path)?;
            report.append(findings);
            folder = Some(read);
        }
        Ok(Renderer::of((registry, report), has_own, (set, folder)))
    }

    /// The editions of a registry and the faces of a set, among them those of the user's `folder`.
    fn of(
        (mut registry, mut report): (Registry, Report),
        has_own: bool,
        (mut set, folder): (FontSet, Option<Folder>),
    ) -> Read<Option<Renderer>> {
        let has_fonts = folder.is_some();
        let (mut origins, mut chosen) = (Vec::new(), Vec::new());
        if let Some(folder) = folder {
            chosen = choose_faces(&mut registry, &mut set, &folder, &mut report);
            let faces = folder.faces.into_iter();
            origins = faces.map(|(face, origin, _)| (face, origin)).collect();
        }
        let renderer = Renderer {
            origins,
            chosen,
            ..Renderer::new(registry, set)
        };
        if has_own || has_fonts {
            report.append(renderer.missing_faces());
        }
        if has_own && !report.has_errors() {
            report.append(renderer.validate_those(|edition| edition.is_own));
        }
        let usable = !report.has_errors();
        Read::new(usable.then_some(renderer), report)
    }

    /// The built-in editions and the program's `own` fonts, after what the user adds, as of
    /// [`Renderer::with_folders`].
    pub fn with_additions(own: FontSet, additions: &Additions) -> Read<Option<Renderer>> {
        let mut registry = Registry::built_in();
        let mut report = registry.add_folders(additions.editions.clone());
        let has_own = !additions.editions.is_empty();
        let (mut set, mut folder) = (own, None);
        if !additions.fonts.is_empty() {
            let (read, findings) = fonts::read_files(&mut set, &additions.fonts);
            report.append(findings);
            folder = Some(read);
        }
        Renderer::of((registry, report), has_own, (set, folder))
    }

    /// Reports fonts of the editions whose face does not exist.
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
                        .correction(format!(
                            "{};用自己的字体,就用 --fonts 给出它所在的文件夹",
                            text::did_you_mean(&font.face, known)
                        )),
                );
            }
        }
        report
    }

    /// Whether all faces have outlines, at least of common characters: PDFs need them.
    pub fn has_outlines(&self) -> bool {
        self.fonts.has_outlines()
    }

    /// The available fonts.
    pub fn fonts(&self) -> &FontSet {
        &self.fonts
    }

    /// The available editions.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Records that a submission uses an edition.
    pub(crate) fn note_use(&self, id: &str) {
        if let Some(index) = self.registry.index_of(id) {
            self.used[index].store(true, Ordering::Relaxed);
        }
    }

    /// Ids of the editions of all submissions so far.
    pub fn used_editions(&self) -> impl Iterator<Item = &str> + Clone {
        let ids = self.registry.ids().zip(&self.used);
        ids.filter(|(_, used)| used.load(Ordering::Relaxed))
            .map(|(id, _)| id)
    }

    /// Checks the language of every template, then renders it with invented data; returns findings
    /// about the templates.
    pub fn validate(&self) -> Report {
        self.validate_those(|_| true)
    }

    fn validate_those(&self, is_wanted: impl Fn(&Edition) -> bool) -> Report {
        let mut report = Report::new();
        for (index, edition) in self.registry.editions().into_iter().enumerate() {
            if !is_wanted(edition) {
                continue;
            }
            let language = check_language(edition);
            let is_wrong = language.has_errors();
            report.append(language);
            if is_wrong {
                continue;
            }
            match self.engine(index, edition) {
                Ok(engine) => {
                    report.append(engine.validate(edition));
                    report.append(Forms::check_synonyms(edition, engine));
                }
                Err(findings) => report.append(findings.clone()),
            }
        }
        report
    }

    pub(super) fn engine(&self, index: usize, edition: &Edition) -> Result<&Engine, &Report> {
        self.engines[index]
            .get_or_init(|| Engine::new(edition))
            .as_ref()
    }

    /// The tables of a submission.
    ///
    /// # Errors
    /// Findings about the edition's templates, or a finding that the tables are too large for
    /// memory.
    ///
    /// # Panics
    /// If another renderer read the submission, and this one has no such edition.
    pub fn grids(&self, submission: &Submission) -> Result<Vec<Grid>, Report> {
        let index = self.registry.index_of(&submission.edition);
        let index =
            index.expect("the edition of a submission was found in this registry when it was read");
        let edition = self.registry.edition(index);
        let engine = self.engine(index, edition).map_err(Clone::clone)?;
        let (mut grids, mut size) = (Vec::new(), Size::default());
        for table in &submission.tables {
            let mut grid = engine.grid(edition, submission, table)?;
            // A missing face is reported when the table is laid out.
            let _ = adapt(&mut grid, &self.fonts);
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

    /// Patterns of a table's texts; `None` if its template has errors.
    pub(crate) fn patterns(
        &self,
        submission: &Submission,
        table: &TableRecord,
    ) -> Option<PatternGrid> {
        let index = self.registry.index_of(&submission.edition)?;
        let edition = self.registry.edition(index);
        let engine = self.engine(index, edition).ok()?;
        engine.patterns(edition, submission, table).ok()
    }

    /// The edition of a submission.
    ///
    /// # Panics
    /// If another renderer read the submission, and this one has no such edition.
    pub fn edition_of(&self, submission: &Submission) -> &Edition {
        self.note_use(&submission.edition);
        self.registry
            .find(&submission.edition)
            .expect("the edition of a submission was found in this registry when it was read")
    }
}

/// Sets the user's own faces in the editions: by `fonts.toml`, or else by the names of files and
/// fonts.
fn choose_faces(
    registry: &mut Registry,
    set: &mut FontSet,
    folder: &Folder,
    report: &mut Report,
) -> Vec<ChosenFace> {
    let mut known: Vec<String> = Vec::new();
    let editions = registry.editions().into_iter();
    let fonts = editions.flat_map(|edition| &edition.look.fonts);
    for name in fonts.flat_map(|font| [&font.role, &font.face, &font.workbook]) {
        if !known.contains(name) {
            known.push(name.clone());
        }
    }
    let mut map = Typefaces::default();
    if let Some(source) = &folder.map {
        let read = read_typefaces(source, &known.iter().map(String::as_str));
        map = read.value;
        report.append(read.report);
    }
    let (chooser, fallbacks, findings) = Chooser::new(set, folder, &map);
    report.append(findings);
    let mut chosen = Vec::new();
    registry.set_faces(|edition, font| {
        let (face, why) = chooser.choose(font)?;
        let (edition, role) = (edition.to_owned(), font.role.clone());
        chosen.push(ChosenFace { edition, role, why });
        Some(face)
    });
    set.set_fallbacks(fallbacks);
    chosen
}

/// The place of a font's face in the definition of an edition.
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
