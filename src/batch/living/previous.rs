//! The previous contents of a folder of results: files of previous runs, and users' changes to
//! them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::super::paths::{
    MANIFEST, OFD_VOLUME, OVERVIEW, PENDING, PREVIOUS_MANIFEST, RECORDS_FOLDER, REMADE,
    REMADE_NOTE, REPORT, REPORT_JSON, SPINE, SUMMARY, VOLUME, is_of_section, path_of,
    records_folder, remove, remove_with_folder,
};
use super::super::record::files::ResultFile;
use super::super::record::records::{self, DepartmentRecord, LetterRecord};
use super::manifest::Manifest;
use crate::digest::Digest;
use crate::disk as fs;
use crate::error::{Error, Unusable};
use crate::render::{move_changed_aside, save};

/// Files that users may edit in their own programs.
const FOR_PEOPLE: [&str; 6] = [SUMMARY, REPORT, OVERVIEW, VOLUME, OFD_VOLUME, SPINE];

/// Files that previous runs made for people: those of the last manifest, and those of later
/// interrupted runs.
#[derive(Debug, Default)]
pub(in crate::batch) struct PreviousRun {
    /// By path; a path has several entries if runs were interrupted.
    files: BTreeMap<String, Vec<ResultFile>>,
    /// Paths in the last manifest, with their digests.
    listed: BTreeMap<String, Digest>,
    /// Overall files that interrupted runs may have given their final names.
    pending: Vec<ResultFile>,
    /// The manifest of the last run that was finished.
    last: Option<Manifest>,
    /// Whether no later run was interrupted: the manifest was at its place.
    is_finished: bool,
    /// Edited files that this run renamed, with their new paths.
    set_aside: Mutex<Vec<(String, String)>>,
}

impl PreviousRun {
    /// Reads the manifest of a folder, or the one that an interrupted run moved aside.
    ///
    /// # Errors
    /// [`Error::Unusable`] if no run wrote to the folder, and a file has the name of a result: the
    /// run would replace it.
    pub(in crate::batch) fn read(out: &Path) -> Result<PreviousRun, Error> {
        let folder = records_folder(out);
        let current = Manifest::read(out).ok();
        let is_finished = current.is_some();
        let last = current.or_else(|| Manifest::read_aside(out).ok());
        let pending: Vec<ResultFile> = records::read(out, PENDING).unwrap_or_default();
        let mut previous = PreviousRun::default();
        let is_known = last.is_some();
        let files = last.iter().flat_map(|manifest| &manifest.files);
        let listed = files.filter(|file| !file.path.starts_with(RECORDS_FOLDER));
        let listed: Vec<ResultFile> = listed.cloned().collect();
        (previous.last, previous.is_finished) = (last, is_finished);
        let paths = listed.iter().map(|file| (file.path.clone(), file.sha256));
        previous.listed = paths.collect();
        let (unfinished, letters) = if fs::is_file(&out.join(MANIFEST)) {
            (Vec::new(), Vec::new())
        } else {
            (DepartmentRecord::read_all(out), LetterRecord::read_all(out))
        };
        let made = unfinished.into_iter().flat_map(|record| {
            let copies = record.sent_back.map(|sent_back| sent_back.files);
            record.files.into_iter().chain(copies.unwrap_or_default())
        });
        let made = made.chain(letters.into_iter().flat_map(|letter| letter.files));
        for file in listed.into_iter().chain(made).chain(pending.clone()) {
            let files = previous.files.entry(file.path.clone()).or_default();
            files.push(file);
        }
        previous.pending = pending;
        if is_known {
            return Ok(previous);
        }
        let names = [
            SUMMARY,
            REPORT,
            REPORT_JSON,
            OVERVIEW,
            VOLUME,
            OFD_VOLUME,
            SPINE,
            REMADE,
            MANIFEST,
        ];
        let foreign = names.iter().find(|name| fs::is_file(&out.join(name)));
        match foreign {
            Some(name) if !fs::is_dir(&folder) => {
                Err(Error::unusable(out.join(name), Unusable::NameTaken))
            }
            _ => Ok(previous),
        }
    }

    /// The manifest of the last run that was finished, even if a later one was interrupted.
    pub(in crate::batch) const fn last(&self) -> Option<&Manifest> {
        self.last.as_ref()
    }

    /// The manifest of the last run if no later one was interrupted, and this one changed nothing
    /// yet.
    pub(in crate::batch) fn current(&self, out: &Path) -> Option<&Manifest> {
        let is_there = self.is_finished && fs::is_file(&out.join(MANIFEST));
        self.last.as_ref().filter(|_| is_there)
    }

    /// Moves the manifest aside before its contents become stale, until a new one is written. One
    /// that cannot be read is removed.
    pub(in crate::batch) fn set_manifest_aside(&self, out: &Path) -> Result<(), Error> {
        let path = out.join(MANIFEST);
        if !self.is_finished {
            return remove(&path);
        }
        let to = records_folder(out).join(PREVIOUS_MANIFEST);
        match fs::rename(&path, to) {
            Ok(()) => Ok(()),
            // It was moved already.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(source) => Err(Error::Write { path, source }),
        }
    }

    /// Writes the digests of the overall files that are about to be renamed, together with earlier
    /// ones that are still valid. A run that resumes after an interruption then recognizes these
    /// files as results, not as edited files.
    pub(in crate::batch) fn note_pending(
        &self,
        out: &Path,
        overall: &[&ResultFile],
    ) -> Result<(), Error> {
        let there = self.pending.iter().filter(|file| file.is_intact(out));
        let files: Vec<&ResultFile> = there.chain(overall.iter().copied()).collect();
        let bytes = serde_json::to_vec(&files).expect("a list of files always serializes to JSON");
        save(&records_folder(out), PENDING, &bytes)?;
        Ok(())
    }

    /// Renames overall files that were edited, before new ones are made.
    pub(in crate::batch) fn set_overall_aside(&self, out: &Path) -> Result<(), Error> {
        let known = FOR_PEOPLE
            .iter()
            .filter(|name| self.files.contains_key(**name));
        { known }.try_for_each(|name| self.set_edited_aside(out, name))?;
        let mut volumes = self.files.keys().filter(|path| is_of_section(path));
        volumes.try_for_each(|path| self.set_edited_aside(out, path))
    }

    /// Removes the volumes of previous runs that are not among these files.
    pub(in crate::batch) fn remove_volumes(
        &self,
        out: &Path,
        files: &[ResultFile],
    ) -> Result<(), Error> {
        let is_volume = |path: &&String| {
            [VOLUME, OFD_VOLUME, SPINE].contains(&path.as_str()) || is_of_section(path)
        };
        let is_gone = |path: &&String| !files.iter().any(|file| file.path == **path);
        let mut gone = self.files.keys().filter(is_volume).filter(is_gone);
        gone.try_for_each(|path| remove_with_folder(out, path))
    }

    /// Renames the file at the path of a new one, unless it has the same bytes or a previous run
    /// made it.
    pub(in crate::batch) fn make_room(&self, out: &Path, new: &ResultFile) -> Result<(), Error> {
        // Records are not edited by users.
        if new.path.starts_with(RECORDS_FOLDER) || new.is_intact(out) {
            return Ok(());
        }
        self.set_edited_aside(out, &new.path)
    }

    /// Renames a file unless it is unchanged since a previous run made it.
    fn set_edited_aside(&self, out: &Path, path: &str) -> Result<(), Error> {
        let made = self.files.get(path).into_iter().flatten();
        if !fs::is_file(&path_of(out, path)) || { made }.any(|file| file.is_intact(out)) {
            return Ok(());
        }
        let (folder, name) = path
            .rsplit_once('/')
            .map_or((None, path), |(folder, name)| (Some(folder), name));
        let to = move_changed_aside(
            &folder.map_or_else(|| out.to_owned(), |folder| path_of(out, folder)),
            name,
        )?;
        let to = folder.map_or_else(|| to.clone(), |folder| format!("{folder}/{to}"));
        let mut set_aside = self
            .set_aside
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        set_aside.push((path.to_owned(), to));
        Ok(())
    }

    /// Paths of files that this run renamed, with their new paths; sorted.
    pub(in crate::batch) fn into_set_aside(self) -> Vec<(String, String)> {
        let mut all = self
            .set_aside
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        all.sort();
        all
    }

    /// Paths of the last manifest that are not among these files.
    pub(in crate::batch) fn gone(&self, files: &[&ResultFile]) -> Vec<String> {
        let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        let gone = self.listed.keys();
        gone.filter(|path| !paths.contains(path.as_str()))
            .cloned()
            .collect()
    }

    /// The digest of a file in the last manifest.
    pub(in crate::batch) fn digest(&self, path: &str) -> Option<&Digest> {
        self.listed.get(path)
    }
}

/// Removes the manifest that was moved aside, the digests of pending overall files, and the list of
/// what was made anew.
pub(in crate::batch) fn forget(out: &Path) -> Result<(), Error> {
    for name in [PENDING, PREVIOUS_MANIFEST, REMADE_NOTE] {
        remove(&records_folder(out).join(name))?;
    }
    Ok(())
}
