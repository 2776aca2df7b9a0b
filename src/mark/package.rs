//! Package of a workbook with changed and new parts. Unchanged parts are copied in compressed form.

use std::io::{Cursor, Write};

use std::collections::BTreeMap;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::error::MarkError;
use super::xml::{Edits, Outline, escape};
use crate::unzip::of_zip;
use crate::workbook::limits::MAX_FILE;
use crate::workbook::package::{self as opc, CONTENT_TYPES, Relationship, key};
use crate::workbook::{Kind, ReadError, kind_of};

/// A package being changed.
pub(super) struct Package<'a> {
    original: opc::Package<'a>,
    /// New texts of parts, by zip entry.
    changed: BTreeMap<usize, String>,
    added: Vec<(String, String)>,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Package<'a>, MarkError> {
        is_package(bytes)?;
        Ok(Package {
            original: opc::Package::open(bytes)?,
            changed: BTreeMap::new(),
            added: Vec::new(),
        })
    }

    /// Whether a part exists.
    pub(super) fn has(&self, name: &str) -> bool {
        self.original.has(name) || self.added(name).is_some()
    }

    fn added(&self, name: &str) -> Option<usize> {
        let key = key(name);
        let mut added = self.added.iter();
        added.position(|(added, _)| self::key(added) == key)
    }

    /// The original package.
    pub(super) fn original(&mut self) -> &mut opc::Package<'a> {
        &mut self.original
    }

    /// A name that no part has: `before`, a number, `after`.
    pub(super) fn free_name(&self, before: &str, after: &str) -> String {
        let names = (1_u32..).map(|number| format!("{before}{number}{after}"));
        let mut free = names.filter(|name| !self.has(name));
        free.next().expect("there are fewer parts than numbers")
    }

    /// Current text of a part, if it exists.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, MarkError> {
        if let Some(added) = self.added(name) {
            return Ok(Some(self.added[added].1.clone()));
        }
        let changed = self.original.index(name);
        let changed = changed.and_then(|index| self.changed.get(&index));
        if let Some(text) = changed {
            return Ok(Some(text.clone()));
        }
        let text = self.original.text(name);
        text.map_err(|error| MarkError::of_part(name, error))
    }

    /// Current text of a part that must exist.
    pub(super) fn text_of(&mut self, name: &str) -> Result<String, MarkError> {
        let text = self.text(name)?;
        text.ok_or_else(|| MarkError::broken(name, "不在压缩包里"))
    }

    /// Original relationships of a part; those of the package itself for an empty name.
    pub(super) fn relations(&mut self, part: &str) -> Result<Vec<Relationship>, MarkError> {
        let relations = self.original.relations(part);
        relations.map_err(|error| MarkError::of_part(&opc::rels_of(part), error))
    }

    /// Changes or adds a part.
    pub(super) fn put(&mut self, name: &str, text: String) {
        match (self.original.index(name), self.added(name)) {
            (Some(index), _) => drop(self.changed.insert(index, text)),
            (None, Some(added)) => self.added[added].1 = text,
            (None, None) => self.added.push((name.to_owned(), text)),
        }
    }

    /// Sets the content type of a part, unless its extension implies it.
    pub(super) fn set_type(&mut self, name: &str, kind: &str) -> Result<(), MarkError> {
        let text = self.text_of(CONTENT_TYPES)?;
        let outline = Outline::read(&text).map_err(|why| MarkError::broken(CONTENT_TYPES, why))?;
        let ending = name.rsplit('.').next().unwrap_or_default();
        let mut defaults = outline.children(0).filter(|(_, element)| {
            let stated = element.tag.value("Extension");
            stated.is_some_and(|stated| stated.to_lowercase() == ending)
        });
        let by_ending = defaults
            .next()
            .map(|(_, element)| element.tag.value("ContentType"));
        let prefix = outline.root().tag.prefix();
        let line = match by_ending {
            Some(Some(stated)) if stated == kind => return Ok(()),
            None if ending != "xml" => {
                format!("<{prefix}Default Extension=\"{ending}\" ContentType=\"{kind}\"/>")
            }
            _ => {
                let name = escape(name);
                format!("<{prefix}Override PartName=\"/{name}\" ContentType=\"{kind}\"/>")
            }
        };
        let mut edits = Edits::default();
        edits.append(outline.root(), &line);
        let made = edits.apply(&text);
        self.put(CONTENT_TYPES, made);
        Ok(())
    }

    /// Bytes of the package with all changes.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, MarkError> {
        let failed = |error| MarkError::from(ReadError::from(of_zip(&error)));
        let archive = self.original.zip().archive();
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer
            .set_raw_comment(archive.comment().into())
            .map_err(failed)?;
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(failed)?;
            match self.changed.get(&index) {
                None => writer.raw_copy_file(entry).map_err(failed)?,
                Some(text) => {
                    let name = entry.name().map_err(failed)?.into_owned();
                    let modified = entry.last_modified().unwrap_or_default();
                    write_part(&mut writer, &name, text, modified).map_err(failed)?;
                }
            }
        }
        for (name, text) in &self.added {
            write_part(&mut writer, name, text, DateTime::default()).map_err(failed)?;
        }
        Ok(writer.finish().map_err(failed)?.into_inner())
    }
}

fn write_part(
    writer: &mut ZipWriter<Cursor<Vec<u8>>>,
    name: &str,
    text: &str,
    modified: DateTime,
) -> zip::result::ZipResult<()> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        // on every system, so that the bytes are the same
        .system(System::Unix)
        .last_modified_time(modified);
    writer.start_file(name, options)?;
    writer.write_all(text.as_bytes())?;
    Ok(())
}

/// Checks that the bytes are a package within the size limit.
fn is_package(bytes: &[u8]) -> Result<(), MarkError> {
    if bytes.len() > MAX_FILE {
        let limit = MAX_FILE / 1024 / 1024;
        return Err(MarkError::TooLarge(format!("超过 {limit} MiB")));
    }
    if kind_of(bytes) == Some(Kind::Xls) {
        let stream: Vec<u8> = "EncryptedPackage"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let is_encrypted = bytes.windows(stream.len()).any(|window| window == stream);
        return Err(if is_encrypted {
            MarkError::Encrypted
        } else {
            MarkError::OldFormat
        });
    }
    if !bytes.starts_with(b"PK") {
        return Err(MarkError::NotAWorkbook);
    }
    Ok(())
}
