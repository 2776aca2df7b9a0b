//! A folder of results against its manifest: every file, what is there and should not be, and the inputs where they are given.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use walkdir::WalkDir;

use super::earlier::{ANNOUNCED, OLD};
use super::inputs::Input;
use super::kept::{KeptDepartment, KeptInput, MadeFile};
use super::lock::LOCK;
use super::manifest::Manifest;
use super::told::Told;
use super::{DEPARTMENTS, KEPT_FOLDER, MANIFEST, each, kept, path_of, relative};
use crate::digest::Digest;
use crate::error::{Error, Unusable};
use crate::render::{may_be_stray, name_before_set_aside, stray};

/// What verifying came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Files that were compared.
    pub files: usize,
    /// Inputs that were compared.
    pub inputs: usize,
    /// What is not as the manifest says.
    pub troubles: Vec<Trouble>,
    /// Files that programs and systems left there, and what each is in words: no trouble.
    pub strays: Vec<(String, String)>,
}

/// Something that is not as the manifest says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// A file that is gone.
    Missing(String),
    /// A file with other bytes.
    Changed(String),
    /// A link, to a file or to a folder, in the place of what was made.
    Link(String),
    /// A file that the manifest does not know.
    Unknown(String),
    /// A file that someone changed, and that was kept beside the one made anew.
    SetAside(String),
    /// An empty folder that the manifest does not know.
    UnknownFolder(String),
    /// An input with other bytes than the tables were made from.
    InputChanged(String),
    /// An input that is gone.
    InputMissing(String),
    /// An input of which nothing was made.
    InputNew(String),
    /// The manifest is not as it was written.
    Manifest,
    /// The numbers in the manifest are not those of the files.
    Counts,
}

/// Compares a folder of results with its manifest; the inputs too, where they are given.
///
/// # Errors
/// [`Error::Read`] and [`Error::Unusable`] where there is no manifest of ours: none at all, or the run was broken off.
pub fn verify(out: &Path, inputs: Option<&[Input]>) -> Result<Verified, Error> {
    let manifest = Manifest::read(out).map_err(|error| match error {
        // The list goes before anything is changed, and is written last.
        Error::Read { source, .. }
            if source.kind() == io::ErrorKind::NotFound && kept::folder(out).is_dir() =>
        {
            Error::unusable(out, Unusable::RunUnfinished)
        }
        error => error,
    })?;
    let looked = each(&manifest.files, |file| look(out, file));
    let mut troubles: Vec<Trouble> = looked.into_iter().flatten().collect();
    let (strays, unknown) = unknown(out, &manifest);
    troubles.extend(unknown);
    let is_link = out
        .join(MANIFEST)
        .symlink_metadata()
        .is_ok_and(|about| about.is_symlink());
    troubles.extend(is_link.then(|| Trouble::Link(MANIFEST.to_owned())));
    if !manifest.is_sealed() || fs::read(out.join(MANIFEST)).ok() != Some(manifest.to_bytes()) {
        troubles.push(Trouble::Manifest);
    }
    if troubles.is_empty() && !counts_hold(out, &manifest) {
        troubles.push(Trouble::Counts);
    }
    if let Some(inputs) = inputs {
        troubles.extend(look_at_inputs(inputs, &manifest));
    }
    troubles.sort();
    Ok(Verified {
        files: manifest.files.len(),
        inputs: inputs.map_or(0, <[Input]>::len),
        troubles,
        strays,
    })
}

fn look(out: &Path, file: &MadeFile) -> Option<Trouble> {
    let path = file.path.clone();
    match path_of(out, &path).symlink_metadata() {
        Ok(about) if about.is_symlink() => return Some(Trouble::Link(path)),
        Ok(about) if about.is_file() => {}
        _ => return Some(Trouble::Missing(path)),
    }
    (!file.is_whole(out)).then(|| Trouble::Changed(file.path.clone()))
}

/// What is there and not listed: the files that programs leave beside documents, and apart from them files, links, empty folders.
fn unknown(out: &Path, manifest: &Manifest) -> (Vec<(String, String)>, Vec<Trouble>) {
    let listed: BTreeSet<&str> = manifest
        .files
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    let own = [LOCK, OLD, ANNOUNCED].map(|name| relative(&[KEPT_FOLDER, name]));
    let mut strays = Vec::new();
    let entries = WalkDir::new(out).min_depth(1).sort_by_file_name();
    let troubles = entries.into_iter().flatten().filter_map(|entry| {
        let parts = entry.path().strip_prefix(out).ok()?.components();
        let parts = parts.map(|part| part.as_os_str().to_string_lossy());
        let path = parts.collect::<Vec<_>>().join("/");
        let kind = entry.file_type();
        if kind.is_dir() {
            let is_own = path == DEPARTMENTS || path == KEPT_FOLDER;
            let is_empty = fs::read_dir(entry.path()).is_ok_and(|mut inner| inner.next().is_none());
            return (is_empty && !is_own).then_some(Trouble::UnknownFolder(path));
        }
        if path == MANIFEST || own.contains(&path) || listed.contains(path.as_str()) {
            return None;
        }
        if kind.is_file() && may_be_stray(&path) {
            let bytes = fs::read(entry.path()).unwrap_or_default();
            if let Some(what) = stray(&path, &bytes) {
                strays.push((path, what));
                return None;
            }
        }
        Some(if kind.is_symlink() {
            Trouble::Link(path)
        } else if name_before_set_aside(&path).is_some_and(|path| listed.contains(path.as_str())) {
            Trouble::SetAside(path)
        } else {
            Trouble::Unknown(path)
        })
    });
    let troubles = troubles.collect();
    (strays, troubles)
}

/// Whether the numbers are those of what is kept.
fn counts_hold(out: &Path, manifest: &Manifest) -> bool {
    let mut inputs: Vec<KeptInput> = Vec::new();
    let mut departments: Vec<KeptDepartment> = Vec::new();
    for listed in &manifest.inputs {
        let Some(input) = KeptInput::read(out, &listed.name) else {
            return false;
        };
        for index in 0..input.departments {
            let Some(department) = kept::read_department(out, &listed.name, index) else {
                return false;
            };
            departments.push(department);
        }
        inputs.push(input);
    }
    Told::of(&inputs, &departments).counts() == manifest.counts
}

fn look_at_inputs(inputs: &[Input], manifest: &Manifest) -> Vec<Trouble> {
    let mut troubles = Vec::new();
    let found = each(inputs, |input| {
        let listed = manifest.inputs.iter().find(|one| one.name == input.name);
        let Some(listed) = listed else {
            return Some(Trouble::InputNew(input.name.clone()));
        };
        let digest =
            Digest::of_file(&input.path).map_or_else(|_| Digest::default(), |(digest, _)| digest);
        (digest != listed.sha256).then(|| Trouble::InputChanged(input.name.clone()))
    });
    troubles.extend(found.into_iter().flatten());
    let names: BTreeSet<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
    let gone = manifest
        .inputs
        .iter()
        .filter(|listed| !names.contains(listed.name.as_str()));
    troubles.extend(gone.map(|listed| Trouble::InputMissing(listed.name.clone())));
    troubles
}
