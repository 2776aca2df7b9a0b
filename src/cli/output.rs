//! Paths of output files, and saving them.

use std::path::{Path, PathBuf};

use jixiao::Error;
use jixiao::render::{Resaver, Saved};

use super::places::free;
use super::usage::with_advice;
use super::{report, usage};

/// What is wrong with the name of an output file, with the command line in which it has an ending.
pub(super) fn wrong_ending(what: &str, path: &Path, ending: &str) -> String {
    elsewhere(what, path, &path.with_extension(ending))
}

/// What is wrong with a place of results, with the command line in which it is another one: a name
/// that no file has, or a folder, which ends with `/`.
pub(super) fn elsewhere(what: &str, from: &Path, to: &Path) -> String {
    let to = if to.to_string_lossy().ends_with('/') {
        to.to_owned()
    } else {
        free(to)
    };
    let line = usage::again_with_output_at(from, &to, &[]);
    with_advice(what, line)
}

/// Saves a file, and prints where a changed one with its name was moved.
pub(super) fn save_keeping(
    resaver: &mut Resaver,
    name: &str,
    bytes: &[u8],
) -> Result<PathBuf, Error> {
    let Saved { path, moved_to } = resaver.save(name, bytes)?;
    if let Some(moved_to) = moved_to {
        report::message(&format!(
            "{} 不是上次做出的样子(改动过,或不是本程序做的):原来的另存为 {moved_to}",
            path.display()
        ));
    }
    Ok(path)
}

/// The folder and the name of a file; the folder of a name without one is `.`.
pub(super) fn folder_and_name(path: &Path) -> (PathBuf, String) {
    let parent = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = parent.unwrap_or(Path::new(".")).to_owned();
    let name = path.file_name().unwrap_or(path.as_os_str());
    (folder, name.to_string_lossy().into_owned())
}
