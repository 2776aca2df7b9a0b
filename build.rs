//! A fingerprint of what the program is made of, so that a run that goes on (`jixiao batch --resume`) knows whether it is still the same program: a
//! version's number does not change with every change of the sources.
//!
//! Not a digest against anyone: it has to differ where the sources differ, and to be the same wherever the same sources are built by the same compiler.

#![expect(
    clippy::expect_used,
    reason = "a build that cannot read its sources ends"
)]

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

/// What shapes the results. Of the fonts their list of digests, which a test holds them to.
const PARTS: [&str; 4] = ["src", "templates", "fonts/SHA256SUMS", "Cargo.lock"];

fn main() {
    let mut hasher = DefaultHasher::new();
    for part in PARTS {
        println!("cargo::rerun-if-changed={part}");
        let mut files = Vec::new();
        gather(Path::new(part), &mut files);
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

/// The files of a folder, or the file itself; nothing where there is none (a package has no lock file).
fn gather(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let entries = fs::read_dir(path).expect("a folder of sources can be read");
        for entry in entries {
            gather(
                &entry.expect("a folder of sources can be read").path(),
                files,
            );
        }
    } else if path.is_file() {
        files.push(path.to_owned());
    }
}
