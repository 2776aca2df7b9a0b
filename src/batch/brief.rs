//! What stays in memory of a department's record once it is written: a few hundred bytes. What is
//! large (findings, values, files) is read again from the record, one department at a time.

use std::io;
use std::path::Path;

use super::files::Stamp;
use super::paths::{path_of, records_folder};
use super::records::{DepartmentRecord, DepartmentState, title};
use crate::digest::Digest;

/// The part of a [`DepartmentRecord`] that the results of all departments depend on. Its fields are
/// those of the record.
#[derive(Debug)]
pub(super) struct DepartmentBrief {
    pub(super) input: Box<str>,
    pub(super) index: usize,
    pub(super) sha256: Digest,
    pub(super) code: Box<str>,
    pub(super) name: Box<str>,
    pub(super) edition: Box<str>,
    pub(super) year: Box<str>,
    pub(super) folder: Box<str>,
    pub(super) state: DepartmentState,
    pub(super) failure: Option<Box<str>>,
    /// Numbers of errors, warnings and notes.
    pub(super) findings: [usize; 3],
    /// Number of findings that are listed.
    pub(super) listed: usize,
    pub(super) tables: usize,
    /// Number of its files.
    pub(super) files: usize,
    pub(super) has_pages: bool,
    /// Stamp of the written record.
    record: Option<Stamp>,
    /// Stamps of its files, and of the file with its pages.
    stamps: Box<[Option<Stamp>]>,
}

impl DepartmentBrief {
    /// The brief of a record that is written to the folder of results.
    pub(super) fn of(record: DepartmentRecord, out: &Path) -> DepartmentBrief {
        let path = DepartmentRecord::path(out, &record.input, record.index);
        DepartmentBrief {
            record: Stamp::of(&path),
            stamps: record.all_files().map(|file| file.stamp).collect(),
            index: record.index,
            sha256: record.sha256,
            state: record.state,
            findings: record.findings.counts(),
            listed: record.findings.list.len(),
            tables: record.tables,
            files: record.files.len(),
            has_pages: record.pages.is_some(),
            input: record.input.into(),
            code: record.code.into(),
            name: record.name.into(),
            edition: record.edition.into(),
            year: record.year.into(),
            folder: record.folder.into(),
            failure: record.failure.map(Into::into),
        }
    }

    /// Reads the record again.
    ///
    /// # Errors
    /// It is missing, or was changed since it was written.
    pub(super) fn read(&self, out: &Path) -> io::Result<DepartmentRecord> {
        Ok(self.read_with_bytes(out)?.0)
    }

    /// Reads the record again; also returns its bytes.
    ///
    /// # Errors
    /// As of [`DepartmentBrief::read`].
    pub(super) fn read_with_bytes(&self, out: &Path) -> io::Result<(DepartmentRecord, Vec<u8>)> {
        let bytes = self.bytes(out)?;
        let read = serde_json::from_slice::<DepartmentRecord>(&bytes);
        let mut record = read.map_err(|_invalid| self.changed())?;
        for (file, stamp) in record.all_files_mut().zip(&self.stamps) {
            file.stamp = *stamp;
        }
        Ok((record, bytes))
    }

    /// The bytes of the record.
    ///
    /// # Errors
    /// As of [`DepartmentBrief::read`].
    pub(super) fn bytes(&self, out: &Path) -> io::Result<Vec<u8>> {
        let path = DepartmentRecord::path(out, &self.input, self.index);
        let bytes = std::fs::read(&path)?;
        if self.record.is_some() && Stamp::of(&path) != self.record {
            return Err(self.changed());
        }
        Ok(bytes)
    }

    fn changed(&self) -> io::Error {
        let name = DepartmentRecord::record_name(&self.input, self.index);
        io::Error::other(format!("{name} 被改动过;请加 --resume 再运行一次"))
    }

    /// As [`DepartmentRecord::title`].
    pub(super) fn title(&self) -> &str {
        title(&self.name, &self.input)
    }

    /// Its state in Chinese.
    pub(super) const fn state_in_words(&self) -> &'static str {
        match self.state {
            DepartmentState::Made => "已生成",
            DepartmentState::Returned if self.edition.is_empty() => "读不出",
            DepartmentState::Returned => "退回",
            DepartmentState::Failed => "失败",
        }
    }
}

impl DepartmentRecord {
    /// The path of the record of a department.
    fn path(out: &Path, input: &str, index: usize) -> std::path::PathBuf {
        path_of(
            &records_folder(out),
            &DepartmentRecord::record_name(input, index),
        )
    }
}
