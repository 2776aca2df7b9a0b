//! Invented editions with the look of the built-in one.

use std::collections::BTreeMap;

use jixiao::form::{Registry, built_in_folder};
use jixiao::source::Source;

/// The files of an edition: `edition.toml` up to its look, and the others by name.
pub(crate) fn files(edition: &str, others: &[(&str, &str)]) -> BTreeMap<String, Source> {
    let built_in = built_in_folder("gansu-2025").expect("it is built in");
    let look = built_in["edition.toml"].text();
    let start = look.find("\n[paper]").expect("it has a look");
    let edition = format!("{edition}{}", &look[start..]);
    let all = std::iter::once(("edition.toml", &*edition)).chain(others.iter().copied());
    let sources = all.map(|(name, text)| (name.to_owned(), Source::new(name, text)));
    sources.collect()
}

/// The built-in editions and one with these files, which have no finding.
pub(crate) fn registry_with(files: BTreeMap<String, Source>) -> Registry {
    let mut registry = Registry::built_in();
    let report = registry.add_files("表样", files);
    assert!(report.is_empty(), "{:?}", report.findings());
    registry
}
