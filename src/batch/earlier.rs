//! What stands in the folder before a run: the results of an earlier one, what others did to them, and what is nobody's of ours.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::finish::LastFile;
use super::kept::{self, KeptDepartment, MadeFile};
use super::manifest::Manifest;
use super::{KEPT_FOLDER, MANIFEST, REPORT, REPORT_JSON, SUMMARY, VOLUME, path_of};
use crate::error::{Error, Unusable};
use crate::render::{save, set_changed_aside};

/// The manifest of an earlier run while a new one is under way, in the folder with what is kept.
pub(super) const OLD: &str = "manifest.old";

/// What a run is about to give the names of the last files, in the folder with what is kept.
pub(super) const ANNOUNCED: &str = "last.json";

/// The files that people work on in their own programs.
const FOR_PEOPLE: [&str; 3] = [SUMMARY, REPORT, VOLUME];

/// What earlier runs made for people, by path: the files of the last manifest, and those of runs that were broken off after it.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    files: BTreeMap<String, Vec<MadeFile>>,
    /// Paths in the last manifest.
    listed: BTreeSet<String>,
    /// What runs that were broken off may have written of the last files.
    announced: Vec<MadeFile>,
    /// Files that were changed since they were made, with the name that they have now.
    set_aside: Mutex<Vec<(String, String)>>,
}

impl Earlier {
    /// Looks at a folder; a manifest that was put aside by a run that was broken off is as good.
    ///
    /// # Errors
    /// [`Error::Unusable`] where no run of ours was, and a file has the name of one of ours: it would be replaced.
    pub(super) fn look(out: &Path) -> Result<Earlier, Error> {
        let folder = kept::folder(out);
        let manifest = Manifest::read(out).or_else(|_| Manifest::read_file(&folder.join(OLD)));
        let announced: Vec<MadeFile> = kept::read(out, ANNOUNCED).unwrap_or_default();
        let mut earlier = Earlier::default();
        let is_known = manifest.is_ok();
        let mut listed = manifest.map_or_else(|_| Vec::new(), |manifest| manifest.files);
        listed.retain(|file| !file.path.starts_with(KEPT_FOLDER));
        earlier.listed = listed.iter().map(|file| file.path.clone()).collect();
        let unfinished = if out.join(MANIFEST).is_file() {
            Vec::new()
        } else {
            kept::departments(out)
        };
        let made = unfinished.into_iter().flat_map(KeptDepartment::into_files);
        for file in listed.into_iter().chain(made).chain(announced.clone()) {
            let files = earlier.files.entry(file.path.clone()).or_default();
            files.push(file);
        }
        earlier.announced = announced;
        if is_known {
            return Ok(earlier);
        }
        let names = [SUMMARY, REPORT, REPORT_JSON, VOLUME, MANIFEST];
        let foreign = names.iter().find(|name| out.join(name).is_file());
        match foreign {
            Some(name) if !folder.is_dir() => {
                Err(Error::unusable(out.join(name), Unusable::NameTaken))
            }
            _ => Ok(earlier),
        }
    }

    /// Notes which bytes the last files are about to have, beside what is there of earlier notes: a run that goes on after this one was broken off
    /// takes them for the program's own, not for somebody's changes.
    pub(super) fn announce(&self, out: &Path, last: &[LastFile]) -> Result<(), Error> {
        let there = self.announced.iter().filter(|file| file.is_whole(out));
        let files: Vec<&MadeFile> = there.chain(last.iter().map(|last| &last.file)).collect();
        let bytes =
            serde_json::to_vec(&files).expect("serializing strings and numbers cannot fail");
        save(&kept::folder(out), ANNOUNCED, &bytes)?;
        Ok(())
    }

    /// Keeps those of the last files that people changed since, before they are made again.
    pub(super) fn make_room_for_last(&self, out: &Path) -> Result<(), Error> {
        let known = FOR_PEOPLE
            .iter()
            .filter(|name| self.files.contains_key(**name));
        { known }.try_for_each(|name| self.set_changed_aside(out, name))
    }

    /// Keeps a file that stands where one is about to be written, unless it is the same or one of ours.
    pub(super) fn make_room(&self, out: &Path, new: &MadeFile) -> Result<(), Error> {
        // What is kept is nobody's to work on.
        if new.path.starts_with(KEPT_FOLDER) || new.is_whole(out) {
            return Ok(());
        }
        self.set_changed_aside(out, &new.path)
    }

    /// Gives a file another name that is not as an earlier run made it: somebody worked on it.
    fn set_changed_aside(&self, out: &Path, path: &str) -> Result<(), Error> {
        let made = self.files.get(path).into_iter().flatten();
        if !path_of(out, path).is_file() || { made }.any(|file| file.is_whole(out)) {
            return Ok(());
        }
        let (folder, name) = path
            .rsplit_once('/')
            .map_or((None, path), |(folder, name)| (Some(folder), name));
        let to = set_changed_aside(
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

    /// Files that got another name in this run, and that name, by path.
    pub(super) fn all_set_aside(self) -> Vec<(String, String)> {
        let mut all = self
            .set_aside
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        all.sort();
        all
    }

    /// What was made then and is not among these files: gone now.
    pub(super) fn without(&self, files: &[MadeFile]) -> Vec<String> {
        let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        let gone = self
            .listed
            .iter()
            .filter(|path| !paths.contains(path.as_str()));
        gone.cloned().collect()
    }
}

/// Takes the manifest from its place: what it says is about to be no longer so. It is kept until a new one is there.
pub(super) fn put_manifest_aside(out: &Path) -> Result<(), Error> {
    let path = out.join(MANIFEST);
    if Manifest::read(out).is_err() {
        return kept::remove(&path);
    }
    let to = kept::folder(out).join(OLD);
    fs::rename(&path, to).map_err(|source| Error::Write { path, source })
}

/// Removes what was put aside and announced.
pub(super) fn forget(out: &Path) -> Result<(), Error> {
    kept::remove(&kept::folder(out).join(ANNOUNCED))?;
    kept::remove(&kept::folder(out).join(OLD))
}
