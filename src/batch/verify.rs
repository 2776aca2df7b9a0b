//! Compares a folder of results with its manifest: listed files, unlisted files, and the inputs if
//! they are given.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use super::across::hand_in::listed_roster;
use super::across::results::{Given, Results};
use super::given::listed_roster::ListedRoster;
use super::given::order::Order;
use super::living::inputs::Input;
use super::living::manifest::{ListedInput, Manifest};
use super::paths::{
    DEPARTMENTS, LOCK, MANIFEST, PENDING, PREVIOUS_MANIFEST, RECORDS_FOLDER, REMADE, REMADE_NOTE,
    path_of, records_folder, relative,
};
use super::pool::parallel_map;
use super::record::brief::DepartmentBrief;
use super::record::files::ResultFile;
use super::record::records::{DepartmentRecord, InputRecord};
use crate::digest::Digest;
use crate::disk as fs;
use crate::error::{Error, Unusable};
use crate::render::{may_be_stray, name_before_move, stray};

/// The result of comparing a folder with its manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Number of files that were compared.
    pub files: usize,
    /// Number of inputs that were compared.
    pub inputs: usize,
    /// Names of inputs that are not compared: they were not given, and not to the last run either,
    /// which kept their departments.
    pub not_compared: Vec<String>,
    /// Differences from the manifest; sorted.
    pub differences: Vec<Difference>,
    /// Stray files of programs and systems, each with its description; they are no differences.
    pub strays: Vec<(String, String)>,
}

/// A difference from the manifest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// A listed file is missing.
    Missing(String),
    /// A listed file has other bytes.
    Changed(String),
    /// A link to a file or folder at the path of a result.
    Link(String),
    /// A file is not listed.
    Unknown(String),
    /// An edited file that a run renamed.
    SetAside(String),
    /// An empty folder that this program did not make.
    UnknownFolder(String),
    /// An input has other bytes than the run read.
    InputChanged(String),
    /// An input is missing.
    InputMissing(String),
    /// An input is not listed.
    InputNew(String),
    /// The manifest was edited.
    Manifest,
    /// The counts of the manifest, or the states of its roster, are not those of the records.
    Counts,
}

/// Compares a folder of results with its manifest, and the inputs if they are given.
///
/// # Errors
/// [`Error::Read`] and [`Error::Unusable`] if there is no manifest of this program, or the run was
/// interrupted.
pub fn verify(out: &Path, inputs: Option<&[Input]>) -> Result<Verification, Error> {
    let manifest = Manifest::read(out).map_err(|error| match error {
        // A run moves the manifest aside before its first change, and writes it last.
        Error::Read { source, .. }
            if source.kind() == io::ErrorKind::NotFound && fs::is_dir(&records_folder(out)) =>
        {
            Error::unusable(out, Unusable::RunUnfinished)
        }
        error => error,
    })?;
    let compared = parallel_map(&manifest.files, |file| compare(out, file));
    let mut differences: Vec<Difference> = compared.into_iter().flatten().collect();
    let (strays, unknown) = unknown(out, &manifest);
    differences.extend(unknown);
    let is_link = fs::symlink_metadata(out.join(MANIFEST)).is_ok_and(|about| about.is_symlink());
    differences.extend(is_link.then(|| Difference::Link(MANIFEST.to_owned())));
    if !manifest.is_sealed() || fs::read(out.join(MANIFEST)).ok() != Some(manifest.to_bytes()) {
        differences.push(Difference::Manifest);
    }
    if differences.is_empty() && !counts_hold(out, &manifest) {
        differences.push(Difference::Counts);
    }
    let mut not_compared = Vec::new();
    if let Some(inputs) = inputs {
        let (of_inputs, kept) = compare_inputs(inputs, &manifest);
        differences.extend(of_inputs);
        not_compared = kept;
    }
    differences.sort();
    Ok(Verification {
        files: manifest.files.len(),
        inputs: inputs.map_or(0, <[Input]>::len),
        not_compared,
        differences,
        strays,
    })
}

fn compare(out: &Path, file: &ResultFile) -> Option<Difference> {
    let path = file.path.clone();
    match fs::symlink_metadata(path_of(out, &path)) {
        Ok(about) if about.is_symlink() => return Some(Difference::Link(path)),
        Ok(about) if about.is_file() => {}
        _ => return Some(Difference::Missing(path)),
    }
    (!file.is_intact(out)).then(|| Difference::Changed(file.path.clone()))
}

/// Entries that are not listed: stray files, and other files, links and empty folders.
fn unknown(out: &Path, manifest: &Manifest) -> (Vec<(String, String)>, Vec<Difference>) {
    let listed: BTreeSet<&str> = manifest
        .files
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    let own = [LOCK, PREVIOUS_MANIFEST, PENDING, REMADE_NOTE]
        .map(|name| relative(&[RECORDS_FOLDER, name]));
    let mut strays = Vec::new();
    let entries = fs::WalkDir::new(out).min_depth(1).sort_by_file_name();
    let differences = entries.into_iter().flatten().filter_map(|entry| {
        let parts = entry.path().strip_prefix(out).ok()?.components();
        let parts = parts.map(|part| part.as_os_str().to_string_lossy());
        let path = parts.collect::<Vec<_>>().join("/");
        let kind = entry.file_type();
        if kind.is_dir() {
            let is_own = path == DEPARTMENTS || path == RECORDS_FOLDER;
            let is_empty = fs::read_dir(entry.path()).is_ok_and(|mut inner| inner.next().is_none());
            return (is_empty && !is_own).then_some(Difference::UnknownFolder(path));
        }
        let is_own = [MANIFEST, REMADE].contains(&path.as_str()) && kind.is_file();
        if is_own || own.contains(&path) || listed.contains(path.as_str()) {
            return None;
        }
        if kind.is_file() && may_be_stray(&path) {
            let bytes = fs::read(entry.path()).unwrap_or_default();
            if let Some(what) = stray(&path, &bytes) {
                strays.push((path, what));
                return None;
            }
        }
        Some(if kind.is_symlink() {
            Difference::Link(path)
        } else if name_before_move(&path).is_some_and(|path| listed.contains(path.as_str())) {
            Difference::SetAside(path)
        } else {
            Difference::Unknown(path)
        })
    });
    let differences = differences.collect();
    (strays, differences)
}

/// Whether the counts of the manifest, and the states of its roster, are those of the records.
fn counts_hold(out: &Path, manifest: &Manifest) -> bool {
    let mut inputs: Vec<InputRecord> = Vec::new();
    let mut departments: Vec<DepartmentBrief> = Vec::new();
    for listed in &manifest.inputs {
        let Some(input) = InputRecord::read(out, &listed.name) else {
            return false;
        };
        for index in input.indices() {
            let Some(department) = DepartmentRecord::read(out, &listed.name, index) else {
                return false;
            };
            departments.push(DepartmentBrief::of(department, out));
        }
        inputs.push(input);
    }
    let roster = manifest.roster.as_ref().map(ListedRoster::roster);
    let given = Given {
        roster: roster.as_ref(),
        options: &manifest.options,
        shard: manifest.shard,
        sends_back: manifest.send_back.is_some(),
        renderer: None,
    };
    let results = Results::of(out, &inputs, &departments, given);
    let results = results.in_order(&Order::of(&manifest.order));
    results.counts() == manifest.counts && listed_roster(&results) == manifest.roster
}

fn last_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// Differences of the inputs, and the names of those that are not compared because the last run was
/// not given them either.
fn compare_inputs(inputs: &[Input], manifest: &Manifest) -> (Vec<Difference>, Vec<String>) {
    let mut differences = Vec::new();
    let by_name: BTreeMap<&str, &ListedInput> = manifest
        .inputs
        .iter()
        .map(|listed| (listed.name.as_str(), listed))
        .collect();
    let listed = manifest.inputs.iter();
    let copies: BTreeSet<(Digest, &str)> = listed
        .map(|one| (one.sha256, last_name(&one.name)))
        .collect();
    let found = parallel_map(inputs, |input| {
        let listed = by_name.get(input.name.as_str());
        let digest =
            Digest::of_file(&input.path).map_or_else(|_| Digest::default(), |(digest, _)| digest);
        let Some(listed) = listed else {
            // A later run of some inputs may name the same file from another folder.
            if digest != Digest::default() && copies.contains(&(digest, last_name(&input.name))) {
                return (digest, None);
            }
            // The roster may be among the inputs.
            let roster = manifest.roster.as_ref();
            let is_roster = roster.is_some_and(|roster| roster.sha256 == digest);
            let new = (!is_roster).then(|| Difference::InputNew(input.name.clone()));
            return (digest, new);
        };
        let changed = digest != listed.sha256;
        let changed = changed.then(|| Difference::InputChanged(input.name.clone()));
        (digest, changed)
    });
    let there: BTreeSet<(Digest, &str)> = inputs
        .iter()
        .zip(&found)
        .map(|(input, (digest, _))| (*digest, last_name(&input.name)))
        .collect();
    differences.extend(found.into_iter().filter_map(|(_, difference)| difference));
    let names: BTreeSet<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
    let gone = manifest.inputs.iter().filter(|listed| {
        !names.contains(listed.name.as_str())
            && !there.contains(&(listed.sha256, last_name(&listed.name)))
    });
    let (kept, gone): (Vec<_>, Vec<_>) = gone.partition(|listed| listed.kept);
    differences.extend(
        gone.into_iter()
            .map(|listed| Difference::InputMissing(listed.name.clone())),
    );
    let kept = kept.into_iter().map(|listed| listed.name.clone());
    (differences, kept.collect())
}
