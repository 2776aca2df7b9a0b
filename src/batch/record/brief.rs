//! What stays in memory of a department's record once it is written: a few hundred bytes. What is
//! large (findings, values, files) is read again from the record, one department at a time.

use std::io;
use std::path::Path;

use super::super::paths::{path_of, records_folder};
use super::files::Stamp;
use super::records::{DepartmentRecord, DepartmentState, title};
use crate::digest::Digest;

/// The part of a [`DepartmentRecord`] that the results of all departments depend on. Its fields are
/// those of the record.
#[derive(Debug)]
pub(in crate::batch) struct DepartmentBrief {
    pub(in crate::batch) input: Box<str>,
    pub(in crate::batch) index: usize,
    pub(in crate::batch) sha256: Digest,
    pub(in crate::batch) code: Box<str>,
    pub(in crate::batch) name: Box<str>,
    pub(in crate::batch) edition: Box<str>,
    pub(in crate::batch) year: Box<str>,
    pub(in crate::batch) folder: Box<str>,
    pub(in crate::batch) state: DepartmentState,
    pub(in crate::batch) failure: Option<Box<str>>,
    /// Numbers of errors, warnings and notes.
    pub(in crate::batch) findings: [usize; 3],
    /// Number of findings that are listed.
    pub(in crate::batch) listed: usize,
    pub(in crate::batch) tables: usize,
    /// Number of its files.
    pub(in crate::batch) files: usize,
    pub(in crate::batch) has_pages: bool,
    /// Stamp of the written record.
    record: Option<Stamp>,
    /// Stamps of its files, and of the file with its pages.
    stamps: Box<[Option<Stamp>]>,
}

impl DepartmentBrief {
    /// The brief of a record that is written to the folder of results.
    pub(in crate::batch) fn of(record: DepartmentRecord, out: &Path) -> DepartmentBrief {
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
    pub(in crate::batch) fn read(&self, out: &Path) -> io::Result<DepartmentRecord> {
        Ok(self.read_with_bytes(out)?.0)
    }

    /// Reads the record again; also returns its bytes.
    ///
    /// # Errors
    /// As of [`DepartmentBrief::read`].
    pub(in crate::batch) fn read_with_bytes(
        &self,
        out: &Path,
    ) -> io::Result<(DepartmentRecord, Vec<u8>)> {
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
    pub(in crate::batch) fn bytes(&self, out: &Path) -> io::Result<Vec<u8>> {
        let path = DepartmentRecord::path(out, &self.input, self.index);
        let bytes = crate::disk::read(&path)?;
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
    pub(in crate::batch) fn title(&self) -> &str {
        title(&self.name, &self.input)
    }

    /// Its state in Chinese.
    pub(in crate::batch) const fn state_in_words(&self) -> &'static str {
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
