//! Editions built into the binary and editions of the user's folders.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::base::{EDITION_FILE, Folder};
use super::edition::{Edition, read_edition};
use crate::error::Error;
use crate::finding::{Code, Finding, Read, Report};
use crate::grid::Font;
use crate::source::{Place, Source};

/// A folder built into the program.
struct BuiltIn {
    id: &'static str,
    /// Name and text of each file.
    files: &'static [(&'static str, &'static str)],
}

// Editions, and letters, which are written like editions, but are no forms of a submission.
include!(concat!(env!("OUT_DIR"), "/folders.rs"));

/// Id of the built-in letter.
const LETTER: &str = "letter";

/// Largest file of an edition, in bytes.
pub const MAX_DEFINITION: usize = 1024 * 1024;

/// All available editions. A built-in one is read when it is first asked for.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    entries: Vec<Entry>,
}

/// An edition, or a built-in one that was not read yet.
#[derive(Debug, Clone)]
struct Entry {
    id: String,
    is_own: bool,
    edition: OnceLock<Edition>,
}

impl Entry {
    fn edition(&self) -> &Edition {
        self.edition.get_or_init(|| read_built_in(&self.id))
    }
}

/// Reads a built-in edition.
///
/// # Panics
/// If it has errors; tests rule this out.
fn read_built_in(id: &str) -> Edition {
    let folder_of = |id: &str| {
        let files = built_in_folder(id).expect("a built-in edition has a folder");
        Folder::built_in(id, files)
    };
    let folder = folder_of(id);
    // Only those it is built on are read too.
    let mut known = Vec::new();
    let mut base = folder.base().map(folder_of);
    while let Some(next) = base {
        base = next.base().map(folder_of);
        known.push(next);
    }
    let Read {
        value: edition,
        report,
    } = read_folder(id, &folder, &known);
    assert!(
        report.is_empty(),
        "the built-in edition {id} has findings: {report:?}"
    );
    edition.expect("an edition without findings was read")
}

impl Registry {
    /// The editions built into the program.
    pub fn built_in() -> Registry {
        let entries = built_in_ids().into_iter().map(|id| Entry {
            id,
            is_own: false,
            edition: OnceLock::new(),
        });
        Registry {
            entries: entries.collect(),
        }
    }

    /// The letter that a batch sends back with a submission: the built-in one, or that of a folder,
    /// which may be built on it. No letter if it has errors.
    ///
    /// # Errors
    /// As of [`Registry::add_folder`].
    pub(crate) fn letter(folder: Option<&Path>) -> Result<Read<Option<Registry>>, Error> {
        let mut registry = Registry {
            entries: vec![Entry {
                id: LETTER.to_owned(),
                is_own: false,
                edition: OnceLock::new(),
            }],
        };
        let Some(folder) = folder else {
            return Ok(Read::new(Some(registry), Report::new()));
        };
        let mut report = registry.add_folder(folder)?;
        registry.entries.retain(|entry| entry.is_own);
        if registry.entries.len() > 1 {
            let ids = registry.ids().collect::<Vec<_>>().join("、");
            report.push(
                Finding::new(
                    Code::DefinitionValue,
                    Place::file(&folder.to_string_lossy()),
                )
                .seen(format!("{} 份通知:{ids}", registry.entries.len()))
                .expected("一份通知")
                .correction("--letter 给出放着 edition.toml 的那个文件夹"),
            );
        }
        let is_usable = !report.has_errors() && registry.entries.len() == 1;
        Ok(Read::new(is_usable.then_some(registry), report))
    }

    /// Adds the editions of a folder: the folder itself if it contains `edition.toml`, otherwise
    /// each of its subfolders that does. An edition replaces an earlier one with the same id. It may
    /// be built on another one of the folder, in any order.
    ///
    /// Returns the findings; an edition with errors is not added.
    ///
    /// # Errors
    /// [`Error::Read`] when a file cannot be read or is not UTF-8.
    pub fn add_folder(&mut self, folder: &Path) -> Result<Report, Error> {
        let mut folders = Vec::new();
        for folder in edition_folders(folder)? {
            let files = folder_files(&folder)?;
            folders.push((folder.to_string_lossy().into_owned(), files));
        }
        Ok(self.add_folders(folders))
    }

    /// Adds editions, each with its folder's name in findings and its files by name, like
    /// [`Registry::add_folder`].
    pub fn add_folders(&mut self, given: Vec<(String, BTreeMap<String, Source>)>) -> Report {
        let mut report = Report::new();
        let mut folders = Vec::new();
        for (folder, files) in given {
            let too_large = too_large(&files);
            if too_large.is_empty() {
                folders.push((folder, Folder::new(files)));
            }
            report.append(too_large);
        }
        let mut known: Vec<Folder> = folders.iter().map(|(_, folder)| folder.clone()).collect();
        known.extend(self.known());
        for (path, folder) in &folders {
            for finding in self.add(path, folder, &known).findings() {
                // What is wrong with a base is found with each edition built on it.
                if !report.findings().iter().any(|known| known.is_same(finding)) {
                    report.push(finding.clone());
                }
            }
        }
        let ids: Vec<&str> = folders.iter().map(|(_, one)| one.id.as_str()).collect();
        report.append(self.check_carries(&ids));
        report
    }

    /// Adds an edition from files by name, like [`Registry::add_folder`]. `folder` is their origin,
    /// used in findings.
    pub fn add_files(&mut self, folder: &str, files: BTreeMap<String, Source>) -> Report {
        let too_large = too_large(&files);
        if !too_large.is_empty() {
            return too_large;
        }
        let known: Vec<Folder> = self.known().collect();
        let mut report = self.add(folder, &Folder::new(files), &known);
        report.append(self.check_carries(&[]));
        report
    }

    /// Checks what the user's own editions take over from data of others, which may come in any
    /// order, and removes those with errors. `given` are the ids of editions that may be missing
    /// because of errors of their own.
    fn check_carries(&mut self, given: &[&str]) -> Report {
        let mut report = Report::new();
        let mut wrong = Vec::new();
        let editions = self.editions();
        for edition in editions.iter().filter(|edition| edition.is_own) {
            let findings = edition.check_carries(&editions, given);
            if findings.has_errors() {
                wrong.push(edition.id.clone());
            }
            report.append(findings);
        }
        self.entries.retain(|entry| !wrong.contains(&entry.id));
        report
    }

    /// Folders of the editions so far, the user's own first, then all built-in ones.
    fn known(&self) -> impl Iterator<Item = Folder> {
        let own = self.entries.iter().filter(|entry| entry.is_own);
        own.map(|entry| Folder::new(entry.edition().files.clone()))
            .chain(built_in())
    }

    fn add(&mut self, name: &str, folder: &Folder, known: &[Folder]) -> Report {
        let Read {
            value: edition,
            report,
        } = read_folder(name, folder, known);
        if let Some(edition) = edition {
            let id = edition.id.clone();
            let edition = Edition {
                is_own: true,
                ..edition
            };
            let own = Entry {
                id,
                is_own: true,
                edition: OnceLock::from(edition),
            };
            // It takes the place of one with the same id, also in the order.
            match self.entries.iter_mut().find(|known| known.id == own.id) {
                Some(known) => *known = own,
                None => self.entries.push(own),
            }
        }
        report
    }

    /// Sets the fonts embedded in PDF: `face` gets each font of each edition with the edition's id.
    pub(crate) fn set_faces(&mut self, mut face: impl FnMut(&str, &Font) -> Option<String>) {
        for entry in &mut self.entries {
            entry.edition();
            let Some(edition) = entry.edition.get_mut() else {
                continue;
            };
            for font in &mut Arc::make_mut(&mut edition.look).fonts {
                if let Some(name) = face(&edition.id, font) {
                    font.face = name;
                }
            }
            edition.set_own_looks();
        }
    }

    /// The edition with an id.
    pub fn find(&self, id: &str) -> Option<&Edition> {
        let mut entries = self.entries.iter();
        entries.find(|entry| entry.id == id).map(Entry::edition)
    }

    /// All editions; reads those that were not read yet.
    pub fn editions(&self) -> Vec<&Edition> {
        self.entries.iter().map(Entry::edition).collect()
    }

    /// The edition at an index, in the order of [`Registry::ids`].
    pub fn edition(&self, index: usize) -> &Edition {
        self.entries[index].edition()
    }

    /// Index of the edition with an id.
    pub fn index_of(&self, id: &str) -> Option<usize> {
        self.entries.iter().position(|entry| entry.id == id)
    }

    /// Names of all editions' own checks.
    pub fn check_names(&self) -> Vec<&str> {
        let editions = self.entries.iter().map(Entry::edition);
        let all = editions.flat_map(Edition::all_checks);
        all.filter_map(|check| check.name.as_deref()).collect()
    }

    /// Ids of the editions that are not built in, in the order in which they were added.
    pub fn own_ids(&self) -> impl Iterator<Item = &str> + Clone {
        let own = self.entries.iter().filter(|entry| entry.is_own);
        own.map(|entry| entry.id.as_str())
    }

    /// Ids of all editions.
    pub fn ids(&self) -> impl Iterator<Item = &str> + Clone {
        self.entries.iter().map(|entry| entry.id.as_str())
    }
}

/// The folders of the built-in editions, and of the letter.
fn built_in() -> Vec<Folder> {
    let folders = BUILT_IN.iter().chain(LETTERS);
    folders
        .map(|folder| Folder::built_in(folder.id, built_in_files(folder)))
        .collect()
}

/// Reads an edition over those it is built on. `name` is the folder's name in findings.
fn read_folder(name: &str, folder: &Folder, known: &[Folder]) -> Read<Option<Edition>> {
    match folder.bases(known) {
        Ok(bases) => {
            let bases: Vec<_> = bases.iter().map(|base| &base.files).collect();
            read_edition(name, folder.files.clone(), &bases)
        }
        Err(finding) => {
            let mut report = Report::new();
            report.push(*finding);
            Read::new(None, report)
        }
    }
}

/// Reports files that are too large.
fn too_large(files: &BTreeMap<String, Source>) -> Report {
    let mut report = Report::new();
    let large = files
        .values()
        .filter(|file| file.text().len() > MAX_DEFINITION);
    for source in large {
        let most = MAX_DEFINITION / 1024 / 1024;
        report.push(
            Finding::new(Code::InputTooLarge, Place::file(source.name()))
                .seen(format!("大于 {most} MiB"))
                .expected(format!("版本的文件至多 {most} MiB"))
                .correction("检查是否选错了文件夹"),
        );
    }
    report
}

/// The files of a built-in edition or of the letter, by name.
pub fn built_in_folder(id: &str) -> Option<BTreeMap<String, Source>> {
    let mut folders = BUILT_IN.iter().chain(LETTERS);
    folders.find(|folder| folder.id == id).map(built_in_files)
}

/// Line of `edition.toml`, above its first section, that makes an edition the default one.
const DEFAULT: &str = "default = true";

/// Ids of the built-in editions: the default one, which is used where none is named, before the
/// others by name.
pub fn built_in_ids() -> Vec<String> {
    let is_default = |folder: &BuiltIn| {
        let definition = folder.files.iter().find(|(name, _)| *name == EDITION_FILE);
        definition.is_some_and(|(_, text)| {
            let lines = text.split('\n');
            let mut head = lines.take_while(|line| !line.starts_with('['));
            head.any(|line| line == DEFAULT)
        })
    };
    let mut folders: Vec<&BuiltIn> = BUILT_IN.iter().collect();
    folders.sort_by_cached_key(|folder| (!is_default(folder), folder.id));
    let ids = folders.iter();
    ids.map(|folder| folder.id.to_owned()).collect()
}

fn built_in_files(folder: &BuiltIn) -> BTreeMap<String, Source> {
    let files = folder.files.iter().map(|(name, text)| {
        let source = Source::new(&format!("{}/{name}", folder.id), *text);
        ((*name).to_owned(), source)
    });
    files.collect()
}

/// The folders of editions in a folder, which may be one itself.
pub(super) fn edition_folders(folder: &Path) -> Result<Vec<std::path::PathBuf>, Error> {
    if folder.join(EDITION_FILE).is_file() {
        return Ok(vec![folder.to_owned()]);
    }
    let mut folders = Vec::new();
    for entry in read_dir(folder)? {
        if entry.join(EDITION_FILE).is_file() {
            folders.push(entry);
        }
    }
    // A folder without any edition is read as one, so that its missing edition.toml is reported.
    Ok(if folders.is_empty() {
        vec![folder.to_owned()]
    } else {
        folders
    })
}

fn read_dir(folder: &Path) -> Result<Vec<std::path::PathBuf>, Error> {
    let failed = |source| Error::Read {
        path: folder.to_owned(),
        source,
    };
    let entries = fs::read_dir(folder).map_err(failed)?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(failed)?;
    paths.sort();
    Ok(paths)
}

/// Reads a file's text, at most enough to detect that it is too large.
fn read_text(path: &Path) -> io::Result<String> {
    // A character has at most four bytes: even if the last one is cut, the text is still too large.
    let most = MAX_DEFINITION as u64 + 8;
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
    if let Err(error) = std::str::from_utf8(&bytes)
        && bytes.len() as u64 == most
        && error.error_len().is_none()
    {
        bytes.truncate(error.valid_up_to());
    }
    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// The files of an edition's folder, by name.
pub(super) fn folder_files(folder: &Path) -> Result<BTreeMap<String, Source>, Error> {
    let mut files = BTreeMap::new();
    for path in read_dir(folder)? {
        let wanted = path
            .extension()
            .is_some_and(|extension| extension == "toml" || extension == "tera");
        let Some(name) = path.file_name().filter(|_| wanted && path.is_file()) else {
            continue;
        };
        let text = read_text(&path).map_err(|source| Error::Read {
            path: path.clone(),
            source,
        })?;
        files.insert(
            name.to_string_lossy().into_owned(),
            Source::new(&path.to_string_lossy(), text),
        );
    }
    Ok(files)
}
