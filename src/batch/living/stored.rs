//! The submissions that results were made from, as they are stored beside the records.

use std::path::Path;

use super::super::record::records::InputRecord;
use super::manifest::Manifest;
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
                match department.read_data(out)? {
                    Some(source) => stored.sources.push(source),
                    None => stored.missing.push(department.title().to_owned()),
                }
            }
        }
        Ok(stored)
    }
}
