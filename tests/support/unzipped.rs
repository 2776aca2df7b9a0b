//! Parts of packages.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use zip::ZipArchive;

/// The parts of a package by name.
pub(crate) fn unzipped(package: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(package)).expect("it is a package");
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part can be read");
        let name = part.name().expect("the name is a text").into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("a part can be read");
        assert!(
            parts.insert(name.clone(), content).is_none(),
            "{name} is there twice"
        );
    }
    parts
}

/// The parts of a package as texts, by name.
pub(crate) fn texts(package: &[u8]) -> BTreeMap<String, String> {
    let parts = unzipped(package).into_iter();
    parts
        .map(|(name, content)| (name, String::from_utf8_lossy(&content).into_owned()))
        .collect()
}
