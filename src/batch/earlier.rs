//! What stands in the folder before a run: the results of an earlier one, what others did to them, and what is nobody's of ours.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::finish::LastFile;
use super::kept::{self, MadeFile};
use super::manifest::Manifest;
use super::{KEPT_FOLDER, MANIFEST, REPORT, REPORT_JSON, SUMMARY, VOLUME};
use crate::error::Error;
use crate::render::{save, set_changed_aside};

/// The manifest of an earlier run while a new one is under way, in the folder with what is kept.
pub(super) const OLD: &str = "manifest.old";

/// What a run is about to give the names of the last files, in the folder with what is kept.
pub(super) const ANNOUNCED: &str = "last.json";

/// The files that people work on in their own programs.
const FOR_PEOPLE: [&str; 3] = [SUMMARY, REPORT, VOLUME];

/// What an earlier run made.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    files: Vec<MadeFile>,
    /// What runs that were broken off may have written.
    announced: Vec<MadeFile>,
}

impl Earlier {
    /// Looks at a folder; a manifest that was put aside by a run that was broken off is as good.
    ///
    /// # Errors
    /// [`Error::Unfit`] where no run of ours was, and a file has the name of one of ours: it would be replaced.
    pub(super) fn look(out: &Path) -> Result<Earlier, Error> {
        let folder = kept::folder(out);
        let manifest = Manifest::read(out).or_else(|_| Manifest::read_file(&folder.join(OLD)));
        let announced = kept::read(out, ANNOUNCED).unwrap_or_default();
        if let Ok(manifest) = manifest {
            return Ok(Earlier {
                files: manifest.files,
                announced,
            });
        }
        let names = [SUMMARY, REPORT, REPORT_JSON, VOLUME, MANIFEST];
        let foreign = names.iter().find(|name| out.join(name).is_file());
        match foreign {
            Some(name) if !folder.is_dir() => Err(Error::Unfit {
                path: out.join(name),
                reason: "它不是 jixiao batch 做的,成果要用这个文件名;换一个成果文件夹,或先移走它"
                    .to_owned(),
            }),
            _ => Ok(Earlier {
                announced,
                ..Earlier::default()
            }),
        }
    }

    /// Notes which bytes the last files are about to have, beside what is there of earlier notes: a run that goes on after this one was broken off
    /// takes them for the program's own, not for somebody's changes.
    pub(super) fn announce(&self, out: &Path, last: &[LastFile]) -> Result<(), Error> {
        let there = self.announced.iter().filter(|file| file.is_whole(out));
        let files: Vec<&MadeFile> = there.chain(last.iter().map(|last| &last.file)).collect();
        let bytes = serde_json::to_vec(&files).expect("texts and numbers can always be written");
        save(&kept::folder(out), ANNOUNCED, &bytes)?;
        Ok(())
    }

    /// Keeps the files that people changed since, before they are made again: each under another name, with the name it had.
    pub(super) fn set_changed_aside(&self, out: &Path) -> Result<Vec<(String, String)>, Error> {
        let mut aside = Vec::new();
        for name in FOR_PEOPLE {
            let made = || {
                let all = self.files.iter().chain(&self.announced);
                all.filter(|file| file.path == name)
            };
            let is_known = made().next().is_some();
            if is_known && out.join(name).is_file() && !made().any(|file| file.is_whole(out)) {
                let to = set_changed_aside(out, name)?;
                aside.push((name.to_owned(), to));
            }
        }
        Ok(aside)
    }

    /// What was made then and is not among these files: gone now.
    pub(super) fn without(&self, files: &[MadeFile]) -> Vec<String> {
        let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        let hidden = format!("{KEPT_FOLDER}/");
        let gone = self
            .files
            .iter()
            .map(|file| &file.path)
            .filter(|path| !paths.contains(path.as_str()) && !path.starts_with(&hidden));
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
