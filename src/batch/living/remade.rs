//! 本次重做: which files differ from the last finished run, for people who print or send them. It
//! depends on the run and not only on its data, so the manifest does not list it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::super::others::Superseded;
use super::super::paths::{
    DEPARTMENTS, RECORDS_FOLDER, REMADE, REMADE_NOTE, SEND_BACK, records_folder,
};
use super::super::record::files::ResultFile;
use super::super::record::records;
use super::previous::PreviousRun;
use crate::disk as fs;
use crate::error::Error;
use crate::render::save;

/// The files for people that differ from the last finished run; paths below the folder of results,
/// sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remade {
    /// Files that there were not.
    pub new: Vec<String>,
    /// Files with other bytes.
    pub changed: Vec<String>,
    /// Files that there are no longer.
    pub removed: Vec<String>,
}

impl Remade {
    pub(in crate::batch) fn of<'f>(
        previous: &PreviousRun,
        files: impl Iterator<Item = &'f ResultFile>,
    ) -> Remade {
        let mut remade = Remade::default();
        let mut files: Vec<&ResultFile> = files.collect();
        files.sort_unstable_by(|one, next| one.path.cmp(&next.path));
        for file in files.iter().filter(|file| !is_record(&file.path)) {
            match previous.digest(&file.path) {
                None => remade.new.push(file.path.clone()),
                Some(digest) if *digest != file.sha256 => remade.changed.push(file.path.clone()),
                Some(_) => {}
            }
        }
        remade.removed = previous.gone(&files);
        remade
    }

    /// The new and the changed files, sorted.
    pub fn made(&self) -> Vec<&str> {
        let made = self.new.iter().chain(&self.changed);
        let mut made: Vec<&str> = made.map(String::as_str).collect();
        made.sort_unstable();
        made
    }

    /// Writes the list, unless it is there already.
    pub(in crate::batch) fn write(
        &self,
        out: &Path,
        superseded: &[Superseded],
    ) -> Result<(), Error> {
        let text = self.text(superseded);
        let is_there = fs::read(out.join(REMADE)).is_ok_and(|there| there == text.as_bytes());
        if !is_there {
            save(out, REMADE, text.as_bytes())?;
        }
        Ok(())
    }

    /// The list as a text that every editor on Windows opens.
    fn text(&self, superseded: &[Superseded]) -> String {
        let mut text = format!(
            "\u{FEFF}与上一次做完的成果相比:新增 {} 个文件,改动 {} 个,删去 {} 个\r\n",
            self.new.len(),
            self.changed.len(),
            self.removed.len()
        );
        for (title, paths) in [
            ("新增", &self.new),
            ("改动", &self.changed),
            ("删去", &self.removed),
        ] {
            for (folder, paths) in by_folder(paths) {
                let _ = write!(text, "\r\n【{title}】{folder}\r\n");
                for path in paths {
                    text.push_str(path);
                    text.push_str("\r\n");
                }
            }
        }
        if !superseded.is_empty() {
            text.push_str("\r\n【由这次给出的取代】\r\n");
        }
        for Superseded {
            name,
            old,
            new,
            older,
        } in superseded
        {
            let _ = write!(text, "{name}:{old} 由 {new} 取代");
            if let Some(why) = older {
                let _ = write!(text, "(取代它的看来较旧:{why})");
            }
            text.push_str("\r\n");
        }
        text
    }
}

fn is_record(path: &str) -> bool {
    path.split('/').next() == Some(RECORDS_FOLDER)
}

/// What a run says it made, from its last changes until it is finished: a run that is interrupted
/// then has removed what it replaced, so that one that resumes would not find it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(in crate::batch) struct RemadeNote {
    pub(in crate::batch) remade: Remade,
    pub(in crate::batch) superseded: Vec<Superseded>,
}

impl RemadeNote {
    /// The note of a run that was interrupted while it ended.
    pub(in crate::batch) fn read(out: &Path) -> Option<RemadeNote> {
        records::read(out, REMADE_NOTE)
    }

    pub(in crate::batch) fn write(&self, out: &Path) -> Result<(), Error> {
        let bytes = serde_json::to_vec(self).expect("a note is always representable in JSON");
        save(&records_folder(out), REMADE_NOTE, &bytes)?;
        Ok(())
    }
}

/// Paths by the name of their department's folder; those about all departments last.
fn by_folder(paths: &[String]) -> Vec<(&str, Vec<&str>)> {
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut overall = Vec::new();
    for path in paths {
        let mut parts = path.split('/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(DEPARTMENTS | SEND_BACK), Some(folder), Some(_)) => {
                folders.entry(folder).or_default().push(path);
            }
            _ => overall.push(path.as_str()),
        }
    }
    let mut folders: Vec<_> = folders.into_iter().collect();
    if !overall.is_empty() {
        folders.push(("全部部门", overall));
    }
    folders
}
