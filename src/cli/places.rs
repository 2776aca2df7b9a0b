//! Names of places for results: which are of folders, and which are free.

use std::path::{Path, PathBuf};

use jixiao::render::unique;

use super::language::said;

/// Whether a path denotes a folder that exists or is to be created.
pub(super) fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.to_string_lossy().ends_with(['/', '\\'])
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

/// A folder without an ending like that of this path, written as a folder.
pub(super) fn folder_named_by(path: &Path) -> PathBuf {
    with_slash(&free_folder(&path.with_extension("")))
}

/// The path written as one of a folder, also on Windows.
pub(super) fn with_slash(folder: &Path) -> PathBuf {
    let name = folder.to_string_lossy();
    PathBuf::from(format!("{}/", name.trim_end_matches(['/', '\\'])))
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
