//! Common parts of the files about all departments (summary, reports, volume).

use std::io::{self, Write};
use std::path::Path;

use super::budget::ListedBudget;
use super::earlier::EarlierResults;
use super::files::ResultFile;
use crate::digest::{Digest, DigestWriter};
use crate::error::Error;
use crate::render::{NO_DATE, PendingFile, Renderer, write_pending};
use crate::write::{Date, Properties};

/// A file about all departments that is written but does not have its final name yet.
pub(super) struct OverallFile {
    pub(super) file: ResultFile,
    pub(super) written: PendingFile,
}

impl OverallFile {
    /// Writes a file without its final name.
    pub(super) fn write(
        out: &Path,
        name: &str,
        write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<OverallFile, Error> {
        let mut digested = (Digest::default(), 0);
        let written = write_pending(out, name, |file| {
            let mut file = DigestWriter::new(file);
            write(&mut file)?;
            digested = file.finish();
            Ok(())
        })?;
        let (sha256, size) = digested;
        let file = ResultFile::new(name.to_owned(), size, sha256);
        Ok(OverallFile { file, written })
    }
}

/// Folder and common options of the files about all departments.
pub(super) struct Target<'a> {
    pub(super) renderer: &'a Renderer,
    /// The folder of results.
    pub(super) out: &'a Path,
    /// Lines at the foot of the volume's cover.
    pub(super) imprint: &'a [String],
    /// Date in the files' properties.
    pub(super) date: Option<Date>,
    /// The results of an earlier batch, to compare with.
    /// The departments of the approved budgets.
    pub(super) budget: Option<&'a ListedBudget>,
    pub(super) earlier: Option<&'a EarlierResults>,
}

impl Target<'_> {
    /// The properties of a file. Without a date they have a fixed day, because equal inputs give
    /// equal bytes.
    pub(super) fn properties(&self, title: &str) -> Properties {
        Properties {
            title: title.to_owned(),
            author: String::new(),
            subject: title.to_owned(),
            date: self.date.unwrap_or(NO_DATE),
        }
    }
}
