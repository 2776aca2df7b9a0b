//! All files of a folder of results.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jixiao::batch::REMADE;

/// Every file below a folder, hidden ones too, by its path with `/`, with its bytes; without the list of what a run made
/// anew, which depends on the run before.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.expect("the folder can be read");
        if entry.file_type().is_file() && entry.file_name() != REMADE {
            let name = entry.path().strip_prefix(folder);
            let name = name.expect("it is in the folder").to_string_lossy();
            let bytes = fs::read(entry.path()).expect("the file can be read");
            files.insert(name.replace('\\', "/"), bytes);
        }
    }
    files
}
