//! Editions built into the binary and editions of the user's folders.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use super::edition::{EDITION_FILE, Edition, read_edition};
use crate::error::Error;
use crate::finding::{Code, Finding, Read, Report};
use crate::grid::Font;
use crate::source::{Place, Source};

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Largest file of an edition, in bytes.
pub const MAX_DEFINITION: usize = 1024 * 1024;

/// All available editions.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    editions: Vec<Edition>,
    /// Ids of the editions from the user's folders.
    own: Vec<String>,
}

impl Registry {
    /// The editions built into the program.
    ///
    /// # Panics
    /// If a built-in edition has errors; tests rule this out.
    pub fn built_in() -> Registry {
        let mut registry = Registry::default();
        for folder in BUILT_IN.dirs() {
            let name = folder.path().to_string_lossy();
            let Read {
                value: edition,
                report,
            } = read_edition(&name, built_in_files(folder));
            assert!(
                report.is_empty(),
                "the built-in edition {name} has findings: {report:?}"
            );
            registry.editions.extend(edition);
        }
        registry
    }

    /// Adds the editions of a folder: the folder itself if it contains `edition.toml`, otherwise
    /// each of its subfolders that does. An edition replaces an earlier one with the same id.
    ///
    /// Returns the findings; an edition with errors is not added.
    ///
    /// # Errors
    /// [`Error::Read`] when a file cannot be read or is not UTF-8.
    pub fn add_folder(&mut self, folder: &Path) -> Result<Report, Error> {
        let mut report = Report::new();
        for folder in edition_folders(folder)? {
            report.append(self.add_files(&folder.to_string_lossy(), folder_files(&folder)?));
        }
        Ok(report)
    }

    /// Adds an edition from files by name, like [`Registry::add_folder`]. `folder` is their origin,
    /// used in findings.
    pub fn add_files(&mut self, folder: &str, files: BTreeMap<String, Source>) -> Report {
        let mut too_large = Report::new();
        for source in files
            .values()
            .filter(|file| file.text().len() > MAX_DEFINITION)
        {
            too_large.push(
                Finding::new(Code::InputTooLarge, Place::file(source.name()))
                    .seen(format!("大于 {} MiB", MAX_DEFINITION / 1024 / 1024))
                    .expected(format!(
                        "版本的文件至多 {} MiB",
                        MAX_DEFINITION / 1024 / 1024
                    ))
                    .correction("检查是否选错了文件夹"),
            );
        }
        if !too_large.is_empty() {
            return too_large;
        }
        let Read {
            value: edition,
            report,
        } = read_edition(folder, files);
        if let Some(edition) = edition {
            self.editions.retain(|known| known.id != edition.id);
            self.own.push(edition.id.clone());
            self.editions.push(edition);
        }
        report
    }

    /// Sets the fonts embedded in PDF: `face` gets each font of each edition with the edition's id.
    pub(crate) fn set_faces(&mut self, mut face: impl FnMut(&str, &Font) -> Option<String>) {
        for edition in &mut self.editions {
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
        self.editions.iter().find(|edition| edition.id == id)
    }

    /// All editions.
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// Ids of the editions that are not built in, in the order in which they were added.
    pub fn own_ids(&self) -> impl Iterator<Item = &str> + Clone {
        self.own.iter().map(String::as_str)
    }

    /// Ids of all editions.
    pub fn ids(&self) -> impl Iterator<Item = &str> + Clone {
        self.editions.iter().map(|edition| edition.id.as_str())
    }
}

/// The files of a built-in edition, by name.
pub fn built_in_folder(id: &str) -> Option<BTreeMap<String, Source>> {
    BUILT_IN.get_dir(id).map(built_in_files)
}

/// Ids of the built-in editions.
pub fn built_in_ids() -> Vec<String> {
    BUILT_IN
        .dirs()
        .map(|folder| folder.path().to_string_lossy().into_owned())
        .collect()
}

fn built_in_files(folder: &Dir<'static>) -> BTreeMap<String, Source> {
    let files = folder.files().filter_map(|file| {
        let name = file.path().file_name()?.to_string_lossy().into_owned();
        let source = Source::new(&file.path().to_string_lossy(), file.contents_utf8()?);
        Some((name, source))
    });
    files.collect()
}

fn edition_folders(folder: &Path) -> Result<Vec<std::path::PathBuf>, Error> {
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

fn folder_files(folder: &Path) -> Result<BTreeMap<String, Source>, Error> {
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
