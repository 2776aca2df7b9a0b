//! Paths of output files, and saving them.

use std::path::{Path, PathBuf};

use jixiao::Error;
use jixiao::render::{Resaver, Saved, unique};

use super::language::said;
use super::usage::with_advice;
use super::{report, usage};

/// Whether a path denotes a folder that exists or is to be created.
pub(super) fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.to_string_lossy().ends_with(['/', '\\'])
}

/// What is wrong with the name of an output file, with the command line in which it has an ending.
pub(super) fn wrong_ending(what: &str, path: &Path, ending: &str) -> String {
    elsewhere(what, path, &path.with_extension(ending))
}

/// What is wrong with a place of results, with the command line in which it is another one: a name
/// that no file has, or a folder, which ends with `/`.
pub(super) fn elsewhere(what: &str, from: &Path, to: &Path) -> String {
    let to = if to.as_os_str().to_string_lossy().ends_with('/') {
        to.to_owned()
    } else {
        free(to)
    };
    let line = usage::again_with_output_at(from, &to, &[]);
    with_advice(what, line)
}

/// A path like this one at which there is nothing yet: what is proposed is pasted, and must not cost
/// anybody a file.
pub(super) fn free(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut path = path.to_owned();
    let mut taken: Vec<String> = Vec::new();
    // A broken link is there too.
    while path.symlink_metadata().is_ok() && !name.is_empty() {
        taken.push(
            path.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
        );
        let all: Vec<&str> = taken.iter().map(String::as_str).collect();
        path.set_file_name(unique(&name, &all));
    }
    path
}

/// A path like this one that is a folder, or will be one.
pub(super) fn free_folder(path: &Path) -> PathBuf {
    if path.is_dir() {
        path.to_owned()
    } else {
        free(path)
    }
}

/// Endings of files. A folder with such a name would be taken for a file.
const FILE_ENDINGS: [&str; 17] = [
    "xlsx", "xlsm", "xls", "et", "csv", "tsv", "json", "pdf", "ofd", "html", "htm", "txt", "doc",
    "docx", "wps", "zip", "rar",
];

/// Whether a path is named like a file, and is no folder.
pub(super) fn is_named_as_file(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default();
    let mut endings = FILE_ENDINGS.iter();
    !is_folder(path) && endings.any(|own| ending.eq_ignore_ascii_case(own))
}

/// What is wrong with a folder that is named like a file.
pub(super) fn no_folder_words(name: &str) -> String {
    said!(
        "要写的是文件夹,{name} 像是文件的名称;真要叫这个名称的文件夹,先建好它",
        "a folder is wanted, and {name} is named like a file; to have such a folder, make it before"
    )
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
