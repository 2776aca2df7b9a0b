//! Submissions of the repository.

use std::fs;
use std::path::{Path, PathBuf};

/// The submissions in folders of the repository, in order.
pub(crate) fn data_files(folders: &[&str]) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = folders
        .iter()
        .flat_map(|folder| fs::read_dir(root.join(folder)).expect("the folder can be read"));
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    files.retain(|path| {
        let name = path.to_string_lossy();
        name.ends_with(".json") && !name.ends_with("schema.json")
    });
    files.sort();
    files
}
