//! Reads the results of an earlier batch: the values of its departments, from its manifest and its
//! records alone.

use std::path::Path;

use super::super::across::results::{Given, Results};
use super::super::given::earlier::{EarlierDepartment, EarlierResults};
use super::super::given::listed_roster::ListedRoster;
use super::super::given::order::Order;
use super::super::paths::RECORDS_FOLDER;
use super::super::record::brief::DepartmentBrief;
use super::super::record::columns::column_name;
use super::super::record::records::{DepartmentRecord, DepartmentState, InputRecord, SummaryValue};
use super::manifest::{Manifest, UsedEdition};
use crate::digest::Digest;
use crate::disk as fs;
use crate::error::{Error, Unusable};
use crate::render::{Identity, Renderer};

impl EarlierResults {
    /// Reads the folder of results of an earlier batch, which has to be whole and as it was made.
    /// The renderer has the editions of results that were made before manifests listed columns.
    ///
    /// # Errors
    /// [`Error::Read`] if the folder has no manifest; [`Error::Unusable`] if it has the results of a
    /// shard, was changed, or its columns are unknown.
    pub fn read(folder: &Path, renderer: &Renderer) -> Result<EarlierResults, Error> {
        let manifest = Manifest::read(folder)?;
        if !manifest.is_sealed() {
            return Err(Error::unusable(folder, Unusable::ManifestChanged));
        }
        if manifest.shard.is_some() {
            return Err(Error::unusable(folder, Unusable::EarlierShard));
        }
        let (inputs, records) = records(folder, &manifest)?;
        let columns = columns(folder, (&manifest, &records), renderer)?;
        let values: Vec<Vec<Option<SummaryValue>>> =
            records.iter().map(|one| one.values.clone()).collect();
        let briefs = records.into_iter();
        let briefs: Vec<DepartmentBrief> =
            briefs.map(|one| DepartmentBrief::of(one, folder)).collect();
        let roster = manifest.roster.as_ref().map(ListedRoster::roster);
        let given = Given {
            roster: roster.as_ref(),
            options: &manifest.options,
            shard: None,
            sends_back: false,
            renderer: None,
        };
        let order = Order::of(&manifest.order);
        let results = Results::of(folder, &inputs, &briefs, given).in_order(&order);
        let own = results.departments.iter().filter(|one| !one.is_duplicate());
        let departments = own.map(|one| {
            let at = briefs
                .iter()
                .position(|brief| std::ptr::eq(brief, one.brief));
            EarlierDepartment {
                identity: identity(one.brief),
                is_made: one.brief.state == DepartmentState::Made,
                values: at.map_or_else(Vec::new, |at| values[at].clone()),
            }
        });
        Ok(EarlierResults {
            key: manifest.key,
            departments: departments.collect(),
            columns,
        })
    }
}

/// What identifies a department.
pub(in crate::batch) fn identity(department: &DepartmentBrief) -> Identity {
    Identity {
        edition: department.edition.to_string(),
        code: department.code.to_string(),
        name: department.name.to_string(),
    }
}

/// The records of all inputs, and of the departments that could be read.
fn records(
    folder: &Path,
    manifest: &Manifest,
) -> Result<(Vec<InputRecord>, Vec<DepartmentRecord>), Error> {
    let (mut inputs, mut departments) = (Vec::new(), Vec::new());
    for listed in &manifest.inputs {
        let missing = || {
            let name = listed.name.clone();
            Error::unusable(folder, Unusable::NoRecord { name })
        };
        check(folder, manifest, &InputRecord::record_name(&listed.name))?;
        inputs.push(InputRecord::read(folder, &listed.name).ok_or_else(missing)?);
        for index in 0..listed.departments {
            let name = DepartmentRecord::record_name(&listed.name, index);
            check(folder, manifest, &name)?;
            let record = DepartmentRecord::read(folder, &listed.name, index);
            let record = record.ok_or_else(missing)?;
            if !record.edition.is_empty() {
                departments.push(record);
            }
        }
    }
    Ok((inputs, departments))
}

/// Refuses a record that is not the one in the manifest.
fn check(folder: &Path, manifest: &Manifest, name: &str) -> Result<(), Error> {
    let path = format!("{RECORDS_FOLDER}/{name}");
    let file = folder.join(RECORDS_FOLDER).join(name);
    let bytes = fs::read(&file).map_err(|source| Error::Read {
        path: file.clone(),
        source,
    })?;
    let digest = Digest::of(&bytes);
    let at = manifest
        .files
        .binary_search_by(|one| one.path.as_str().cmp(&path));
    match at {
        Ok(at) if manifest.files[at].sha256 == digest => Ok(()),
        _ => Err(Error::unusable(file, Unusable::NotAsListed)),
    }
}

/// The names of the columns of each edition that a department has.
fn columns(
    folder: &Path,
    (manifest, records): (&Manifest, &[DepartmentRecord]),
    renderer: &Renderer,
) -> Result<Vec<(String, Vec<String>)>, Error> {
    let used = |one: &&UsedEdition| records.iter().any(|record| record.edition == one.id);
    let editions = manifest.editions.iter().filter(used);
    let columns = editions.map(|used| {
        if !used.columns.is_empty() {
            return Ok((used.id.clone(), used.columns.clone()));
        }
        let same = renderer
            .registry()
            .find(&used.id)
            .filter(|edition| crate::paper::edition_digest(edition) == used.sha256);
        let same = same.ok_or_else(|| {
            let edition = used.id.clone();
            Error::unusable(folder, Unusable::UnknownColumns { edition })
        })?;
        let names = same.summary.iter().map(column_name);
        Ok((used.id.clone(), names.collect()))
    });
    columns.collect()
}
