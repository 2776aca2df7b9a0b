//! The letters to departments. They are made at the end of a run from the records, so that merged
//! shards have the same ones; each has a small record too, with a digest of its data, so that it is
//! made again only if something in it differs.

use std::io;

use super::super::across::results::{Department, Results};
use super::super::given::send_back::SendBack;
use super::super::living::previous::PreviousRun;
use super::super::paths::{
    RECORDS_FOLDER, SEND_BACK, path_of, refuse_links, relative, remove_with_folder,
};
use super::super::pool::parallel_map;
use super::super::record::files::ResultFile;
use super::super::record::records::{self, DepartmentRecord, LetterRecord};
use super::letter_words::{Addressed, data};
use super::overall::Target;
use crate::digest::{Digest, SequenceHash};
use crate::error::Error;
use crate::render::{OutputFile, save_all};

/// Makes the letters of a run.
pub(in crate::batch) struct Letters<'a> {
    pub(in crate::batch) target: &'a Target<'a>,
    pub(in crate::batch) results: &'a Results<'a>,
    pub(in crate::batch) send_back: &'a SendBack,
    pub(in crate::batch) previous: &'a PreviousRun,
}

impl Letters<'_> {
    /// Makes the letters, unless they exist and are up to date; returns their files and records.
    pub(in crate::batch) fn make(&self) -> Result<Vec<ResultFile>, Error> {
        let departments = &self.results.departments;
        let made = parallel_map(departments, |department| self.of_department(department));
        let made = made.into_iter().collect::<Result<Vec<_>, Error>>()?;
        Ok(made.into_iter().flatten().flatten().collect())
    }

    fn of_department(&self, department: &Department<'_>) -> Result<Option<Vec<ResultFile>>, Error> {
        if !department.has_faults() {
            return Ok(None);
        }
        let failed = |source: io::Error| Error::Write {
            path: path_of(
                self.target.out,
                &relative(&[SEND_BACK, &department.brief.folder]),
            ),
            source,
        };
        let record = department.read_own(self.target.out).map_err(failed)?;
        if !self.results.is_sent_back(department, &record) {
            return Ok(None);
        }
        self.letter(department, &record).map(Some)
    }

    /// The letter about a record, which has all findings of the department.
    fn letter(
        &self,
        department: &Department<'_>,
        record: &DepartmentRecord,
    ) -> Result<Vec<ResultFile>, Error> {
        let out = self.target.out;
        let letter = &self.send_back.letter;
        let json = letter.json(&data(record, &self.addressed(department, record)));
        let key = self.key(&json, &record.folder);
        let name = LetterRecord::record_name(&record.input, record.index);
        let old = records::read::<LetterRecord>(out, &name);
        let is_same =
            |old: &LetterRecord| old.key == key && old.files.iter().all(|file| file.is_intact(out));
        let mut there = match old {
            Some(old) if is_same(&old) => old,
            old => {
                let made = letter.files(&json, self.target.date)?;
                self.save((&name, key), old.as_ref(), (&record.folder, &made))?
            }
        };
        for file in &mut there.files {
            file.take_stamp(out);
        }
        let bytes = there.bytes();
        let mut own = ResultFile::of_bytes(relative(&[RECORDS_FOLDER, &name]), &bytes);
        own.take_stamp(out);
        there.files.push(own);
        Ok(there.files)
    }

    fn addressed<'b>(
        &'b self,
        department: &Department<'_>,
        record: &DepartmentRecord,
    ) -> Addressed<'b> {
        let edition = self.target.renderer.registry().find(&record.edition);
        let roster = self.results.roster.as_ref();
        let listed = department.listed.and_then(|own| {
            let departments = &roster?.roster.departments;
            departments.get(own)
        });
        Addressed {
            send_back: self.send_back,
            date: self.target.date,
            document: edition.map_or("", |edition| &edition.document),
            section: self.results.section(department),
            contact: listed.map_or("", |listed| &listed.contact),
        }
    }

    /// Digest of everything that a letter depends on.
    fn key(&self, json: &str, folder: &str) -> Digest {
        let mut hash = SequenceHash::default();
        hash.add(self.send_back.letter.digest().to_string());
        hash.add(json);
        hash.add(folder);
        hash.add(format!("{:?}", self.target.date));
        hash.finish()
    }

    /// Writes a letter. Its record is written first, so that a run that resumes after an
    /// interruption recognizes the files as results.
    fn save(
        &self,
        (name, key): (&str, Digest),
        old: Option<&LetterRecord>,
        (folder, made): (&str, &[OutputFile]),
    ) -> Result<LetterRecord, Error> {
        let out = self.target.out;
        let path = relative(&[SEND_BACK, folder]);
        let files = made.iter().map(|file| {
            ResultFile::of_bytes(relative(&[SEND_BACK, folder, &file.name]), &file.bytes)
        });
        let files: Vec<ResultFile> = files.collect();
        let old = old.iter().flat_map(|old| &old.files);
        for gone in old.filter(|old| files.iter().all(|file| file.path != old.path)) {
            self.previous.make_room(out, gone)?;
            remove_with_folder(out, &gone.path)?;
        }
        let record = LetterRecord { key, files };
        let target = path_of(out, &path);
        refuse_links(out, &target)?;
        record.write(out, name)?;
        for file in &record.files {
            self.previous.make_room(out, file)?;
        }
        let contents = made
            .iter()
            .map(|file| (file.name.as_str(), file.bytes.as_slice()));
        save_all(&target, &contents.collect::<Vec<_>>())?;
        Ok(record)
    }
}
