//! Fingerprint of the program's sources. `jixiao batch --resume` compares it, because the version
//! number does not change with every change of the sources.
//!
//! It does not protect against tampering: it differs if the sources differ, and is the same if the
//! same compiler builds the same sources.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

/// Files that determine the results. The fonts are included by their list of digests; a test
/// compares the files.
const PARTS: [&str; 6] = [
    "build",
    "src",
    "templates",
    "letters",
    "fonts/SHA256SUMS",
    "Cargo.lock",
];

/// Sets the environment variable `JIXIAO_SOURCES` for the crate.
pub(crate) fn fingerprint() {
    let mut hasher = DefaultHasher::new();
    for part in PARTS {
        println!("cargo::rerun-if-changed={part}");
        let mut files = Vec::new();
        collect(Path::new(part), &mut files);
        files.sort();
        for file in files {
            file.hash(&mut hasher);
            fs::read(&file)
                .expect("a source can be read")
                .hash(&mut hasher);
        }
    }
    println!("cargo::rustc-env=JIXIAO_SOURCES={:016x}", hasher.finish());
}

/// Adds the files of a folder, or the file itself, if it exists (a package has no lock file).
pub(crate) fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let entries = fs::read_dir(path).expect("a folder of sources can be read");
        for entry in entries {
            collect(
                &entry.expect("a folder of sources can be read").path(),
                files,
            );
        }
    } else if path.is_file() {
        files.push(path.to_owned());
    }
}
