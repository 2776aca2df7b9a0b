//! What stands in the folder before a run: the results of an earlier one, what others did to them, and what is nobody's of ours.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::kept::{self, MadeFile};
use super::manifest::Manifest;
use super::{KEPT_FOLDER, MANIFEST, REPORT, REPORT_JSON, SUMMARY, VOLUME};
use crate::error::Error;

/// The manifest of an earlier run while a new one is under way, in the folder with what is kept.
pub(super) const OLD: &str = "manifest.old";

/// The files that people work on in their own programs.
const FOR_PEOPLE: [&str; 3] = [SUMMARY, REPORT, VOLUME];

/// What an earlier run made.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    files: Vec<MadeFile>,
}

impl Earlier {
    /// Looks at a folder; a manifest that was put aside by a run that was broken off is as good.
    ///
    /// # Errors
    /// [`Error::Unfit`] where no run of ours was, and a file has the name of one of ours: it would be replaced.
    pub(super) fn look(out: &Path) -> Result<Earlier, Error> {
        let folder = kept::folder(out);
        let manifest = Manifest::read(out).or_else(|_| Manifest::read_file(&folder.join(OLD)));
        if let Ok(manifest) = manifest {
            return Ok(Earlier {
                files: manifest.files,
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
            _ => Ok(Earlier::default()),
        }
    }

    /// Keeps the files that people changed since, before they are made again: each under another name, with the name it had.
    pub(super) fn set_changed_aside(&self, out: &Path) -> Result<Vec<(String, String)>, Error> {
        let mut aside = Vec::new();
        for file in &self.files {
            let path = out.join(&file.path);
            let is_for_people = FOR_PEOPLE.contains(&file.path.as_str());
            if !is_for_people || !path.is_file() || file.is_whole(out) {
                continue;
            }
            let name = free_name(out, &file.path);
            fs::rename(&path, out.join(&name)).map_err(|source| Error::Write { path, source })?;
            aside.push((file.path.clone(), name));
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

/// Removes what was put aside.
pub(super) fn forget(out: &Path) -> Result<(), Error> {
    kept::remove(&kept::folder(out).join(OLD))
}

/// A name for a changed file that nothing has: `甲(改动过).xlsx`, `甲(改动过2).xlsx`.
fn free_name(out: &Path, name: &str) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let numbered = |number: usize| {
        let number = if number == 1 {
            String::new()
        } else {
            number.to_string()
        };
        format!("{stem}(改动过{number}).{ending}")
    };
    let mut names = (1..).map(numbered);
    names
        .find(|name| !out.join(name).exists())
        .unwrap_or_else(|| numbered(0))
}
