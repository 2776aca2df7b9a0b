//! The submissions that results were made from, as they are stored beside the records.

use std::fs;
use std::path::Path;

use super::manifest::Manifest;
use super::paths::path_of;
use super::records::{DepartmentRecord, InputRecord};
use crate::digest::Digest;
use crate::error::{Error, Unusable};
use crate::source::Source;

/// The submissions of the departments in a folder of results.
#[derive(Debug, Default)]
pub struct StoredSubmissions {
    /// The submissions, named after their inputs, in the order of these.
    pub sources: Vec<Source>,
    /// Departments without a submission: it could not be read, or the results are for the public.
    pub missing: Vec<String>,
}

impl StoredSubmissions {
    /// Reads the submissions of a folder of results.
    ///
    /// # Errors
    /// As of [`Manifest::read`]; [`Error::Unusable`] if a submission was changed or removed.
    pub fn read(out: &Path) -> Result<StoredSubmissions, Error> {
        let manifest = Manifest::read(out)?;
        let mut stored = StoredSubmissions::default();
        for input in &manifest.inputs {
            let Some(record) = InputRecord::read(out, &input.name) else {
                let name = input.name.clone();
                return Err(Error::unusable(out, Unusable::NoRecord { name }));
            };
            for department in record.recorded_departments(out) {
                match read(out, &department)? {
                    Some(source) => stored.sources.push(source),
                    None => stored.missing.push(department.title().to_owned()),
                }
            }
        }
        Ok(stored)
    }
}

/// The submission of a department; `None` if none is stored.
pub(super) fn read(out: &Path, department: &DepartmentRecord) -> Result<Option<Source>, Error> {
    let Some(file) = &department.data else {
        return Ok(None);
    };
    let path = path_of(out, &file.path);
    let bytes = fs::read(&path).map_err(|source| Error::Read {
        path: path.clone(),
        source,
    })?;
    if Digest::of(&bytes) != file.sha256 {
        return Err(Error::unusable(&path, Unusable::NotAsListed));
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(Some(Source::new(&department.input, text)))
}
