//! Common parts of the files about all departments (summary, reports, volume).

use std::io::{self, Write};
use std::path::Path;

use super::super::given::binding::Binding;
use super::super::given::budget::ListedBudget;
use super::super::given::earlier::EarlierResults;
use super::super::paths::{path_of, refuse_links};
use super::super::record::files::ResultFile;
use super::overview_figures::ComputedFigures;
use crate::digest::{Digest, DigestWriter};
use crate::error::Error;
use crate::render::{NO_DATE, PendingFile, Renderer, write_pending};
use crate::write::pdf::Claim;
use crate::write::{Date, Properties};

/// A file about all departments that is written but does not have its final name yet.
pub(in crate::batch) struct OverallFile {
    pub(in crate::batch) file: ResultFile,
    pub(in crate::batch) written: PendingFile,
}

impl OverallFile {
    /// Writes a file, whose path may have a folder, without its final name.
    pub(in crate::batch) fn write(
        out: &Path,
        path: &str,
        write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<OverallFile, Error> {
        let mut digested = (Digest::default(), 0);
        let (folder, name) = match path.rsplit_once('/') {
            Some((folder, name)) => (path_of(out, folder), name),
            None => (out.to_owned(), path),
        };
        refuse_links(out, &folder)?;
        let written = write_pending(&folder, name, |file| {
            let mut file = DigestWriter::new(file);
            write(&mut file)?;
            digested = file.finish();
            Ok(())
        })?;
        let (sha256, size) = digested;
        let file = ResultFile::new(path.to_owned(), size, sha256);
        Ok(OverallFile { file, written })
    }
}

/// Folder and common options of the files about all departments.
pub(in crate::batch) struct Target<'a> {
    pub(in crate::batch) renderer: &'a Renderer,
    /// The folder of results.
    pub(in crate::batch) out: &'a Path,
    /// Lines at the foot of the volume's cover.
    pub(in crate::batch) imprint: &'a [String],
    /// How the volume is bound.
    pub(in crate::batch) binding: &'a Binding,
    /// What the volume claims to be.
    pub(in crate::batch) claim: Claim,
    /// Date in the files' properties.
    pub(in crate::batch) date: Option<Date>,
    /// The results of an earlier batch, to compare with.
    pub(in crate::batch) earlier: Option<&'a EarlierResults>,
    /// The departments of the approved budgets.
    pub(in crate::batch) budget: Option<&'a ListedBudget>,
    /// The figures of the summary and of the overview.
    pub(in crate::batch) figures: ComputedFigures,
}

impl Target<'_> {
    /// The properties of a file. Without a date they have a fixed day, because equal inputs give
    /// equal bytes.
    pub(in crate::batch) fn properties(&self, title: &str) -> Properties {
        Properties {
            title: title.to_owned(),
            author: String::new(),
            subject: title.to_owned(),
            date: self.date.unwrap_or(NO_DATE),
        }
    }
}
