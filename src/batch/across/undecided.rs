//! Which inputs have versions of a department that neither their properties nor their names tell apart:
//! the times of their files may decide.

use std::collections::{BTreeMap, BTreeSet};

use super::super::record::records::InputRecord;
use super::matching::RosterIndex;
use super::versions::{NamedVersion, named_version};
use crate::digest::Digest;
use crate::text::name_key;

/// A department with its input.
pub(in crate::batch) struct Version<'a> {
    pub(in crate::batch) code: &'a str,
    pub(in crate::batch) name: &'a str,
    pub(in crate::batch) input: &'a InputRecord,
}

/// Names of the inputs that have a version of a department which neither the properties nor the
/// names of the files tell from that of another input.
pub(in crate::batch) fn undecided(
    versions: &[Version<'_>],
    roster: Option<&RosterIndex<'_>>,
) -> BTreeSet<String> {
    let named = versions.iter().filter(|one| !one.name.is_empty());
    let keyed = named.map(|one| {
        let listed = roster.and_then(|roster| {
            let identity = roster.identity(one.code, one.name)?;
            Some(name_key(&roster.roster.departments[identity].name))
        });
        let key = listed.unwrap_or_else(|| name_key(one.name));
        (key, named_version(&one.input.name), one.input)
    });
    let keyed: Vec<(String, NamedVersion, &InputRecord)> = keyed.collect();
    let mut departments: BTreeMap<&str, Vec<&NamedVersion>> = BTreeMap::new();
    for (key, version, _) in &keyed {
        departments.entry(key).or_default().push(version);
    }
    let mut groups: BTreeMap<(&str, NamedVersion), Group<'_>> = BTreeMap::new();
    for (key, version, input) in &keyed {
        let by_date = NamedVersion::are_dated_alike(&departments[key.as_str()]);
        let version = if by_date {
            *version
        } else {
            version.without_date()
        };
        let group = groups.entry((key.as_str(), version));
        group.or_default().add(input);
    }
    let groups = groups.into_values();
    groups.flat_map(Group::undecided).collect()
}

/// The inputs of one department whose names say the same about the version.
#[derive(Default)]
struct Group<'a> {
    inputs: Vec<&'a InputRecord>,
    /// Different files by the date in their properties.
    files: BTreeMap<Option<&'a str>, BTreeSet<Digest>>,
}

impl<'a> Group<'a> {
    fn add(&mut self, input: &'a InputRecord) {
        let files = self.files.entry(input.modified.as_deref()).or_default();
        files.insert(input.sha256);
        self.inputs.push(input);
    }

    fn undecided(self) -> Vec<String> {
        let count = |modified: Option<&str>| self.files.get(&modified).map_or(0, BTreeSet::len);
        let all: usize = self.files.values().map(BTreeSet::len).sum();
        let has_rival = |input: &&&InputRecord| match input.modified.as_deref() {
            None => all > 1,
            modified => count(modified) > 1 || count(None) > 0,
        };
        let undecided = self.inputs.iter().filter(has_rival);
        undecided.map(|input| input.name.clone()).collect()
    }
}
