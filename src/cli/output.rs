//! Paths of output files.

use std::path::{Path, PathBuf};

/// Whether a path denotes a folder that exists or is to be created.
pub(super) fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.to_string_lossy().ends_with(['/', '\\'])
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
