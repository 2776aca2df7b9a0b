//! A workbook's package: its parts by name, those that change, those that are new. What does not change is copied as it was compressed.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::error::MarkError;
use super::xml::{DECLARATION, Edits, Outline, escape};
use crate::workbook::limits::{MAX_FILE, MAX_PARTS, MAX_UNPACKED};
use crate::workbook::{Kind, kind_of};

/// What errors call the whole.
const WHOLE: &str = "压缩包";
/// The part with the kinds of all parts.
const TYPES: &str = "[Content_Types].xml";

/// A package that is being changed.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Part names, in lower case as they are compared, with the numbers of their entries.
    entries: BTreeMap<String, usize>,
    changed: BTreeMap<usize, String>,
    added: Vec<(String, String)>,
    unpacked: u64,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Package<'a>, MarkError> {
        is_package(bytes)?;
        let failed = |error| MarkError::broken(WHOLE, in_words(&error));
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(failed)?;
        if archive.len() > MAX_PARTS {
            return Err(MarkError::TooLarge(format!("部件超过 {MAX_PARTS} 个")));
        }
        let mut entries = BTreeMap::new();
        for index in 0..archive.len() {
            if let Some(name) = archive.name_for_index(index) {
                let name = name.map_err(failed)?;
                entries.entry(key(&name)).or_insert(index);
            }
        }
        Ok(Package {
            archive,
            entries,
            changed: BTreeMap::new(),
            added: Vec::new(),
            unpacked: 0,
        })
    }

    /// Whether there is a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        let key = key(name);
        self.entries.contains_key(&key)
            || self.added.iter().any(|(added, _)| self::key(added) == key)
    }

    /// The names of the parts that were there.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// A name that no part has: `before`, a number, `after`.
    pub(super) fn free_name(&self, before: &str, after: &str) -> String {
        let names = (1_u32..).map(|number| format!("{before}{number}{after}"));
        let mut free = names.filter(|name| !self.has(name));
        free.next()
            .expect("a package has fewer parts than there are numbers")
    }

    /// The text of a part as it is now, if there is the part.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, MarkError> {
        let key = key(name);
        if let Some((_, text)) = self.added.iter().find(|(added, _)| self::key(added) == key) {
            return Ok(Some(text.clone()));
        }
        let Some(&index) = self.entries.get(&key) else {
            return Ok(None);
        };
        match self.changed.get(&index) {
            Some(text) => Ok(Some(text.clone())),
            None => self.unpack(name, index).map(Some),
        }
    }

    /// The text of a part that must be there.
    pub(super) fn text_of(&mut self, name: &str) -> Result<String, MarkError> {
        let text = self.text(name)?;
        text.ok_or_else(|| MarkError::broken(name, "不在压缩包里"))
    }

    fn unpack(&mut self, name: &str, index: usize) -> Result<String, MarkError> {
        let broken = |why: String| MarkError::broken(name, why);
        let entry = self
            .archive
            .by_index(index)
            .map_err(|error| broken(in_words(&error)))?;
        let most = MAX_UNPACKED - self.unpacked;
        let mut bytes = Vec::new();
        let count = entry.take(most + 1).read_to_end(&mut bytes);
        let count = count.map_err(|error| broken(format!("解压不了:{error}")))? as u64;
        if count > most {
            let limit = MAX_UNPACKED / 1024 / 1024;
            return Err(MarkError::TooLarge(format!("解压后超过 {limit} MiB")));
        }
        self.unpacked += count;
        decoded(bytes).ok_or_else(|| broken("不是 UTF-8 或 UTF-16 的文本".to_owned()))
    }

    /// Changes a part, or adds it.
    pub(super) fn put(&mut self, name: &str, text: String) {
        let key = key(name);
        match self.entries.get(&key) {
            Some(&index) => drop(self.changed.insert(index, text)),
            None => match self
                .added
                .iter_mut()
                .find(|(added, _)| self::key(added) == key)
            {
                Some((_, old)) => *old = text,
                None => self.added.push((name.to_owned(), text)),
            },
        }
    }

    /// Says what kind a part is; of one whose ending says it, only that.
    pub(super) fn set_type(&mut self, name: &str, kind: &str) -> Result<(), MarkError> {
        let text = self.text_of(TYPES)?;
        let outline = Outline::read(&text).map_err(|why| MarkError::broken(TYPES, why))?;
        let ending = name.rsplit('.').next().unwrap_or_default();
        let mut defaults = outline.children(0).filter(|(_, element)| {
            let told = element.tag.value("Extension");
            told.is_some_and(|told| told.to_lowercase() == ending)
        });
        let by_ending = defaults
            .next()
            .map(|(_, element)| element.tag.value("ContentType"));
        let prefix = outline.root().tag.prefix();
        let line = match by_ending {
            Some(Some(told)) if told == kind => return Ok(()),
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
        self.put(TYPES, made);
        Ok(())
    }

    /// The package with all changes made.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, MarkError> {
        let failed = |error| MarkError::broken(WHOLE, in_words(&error));
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer
            .set_raw_comment(self.archive.comment().into())
            .map_err(failed)?;
        for index in 0..self.archive.len() {
            let entry = self.archive.by_index_raw(index).map_err(failed)?;
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
        .last_modified_time(modified);
    writer.start_file(name, options)?;
    writer.write_all(text.as_bytes())?;
    Ok(())
}

/// Part names as they are compared: without a slash in front, letters in one case.
fn key(name: &str) -> String {
    name.replace('\\', "/")
        .trim_start_matches('/')
        .to_lowercase()
}

/// Whether it is a package at all, and of a size that is marked.
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
    if entries_told(bytes).is_some_and(|count| count > MAX_PARTS) {
        return Err(MarkError::TooLarge(format!("部件超过 {MAX_PARTS} 个")));
    }
    Ok(())
}

/// How many entries the end of a zip file says there are: before a list of millions is read.
fn entries_told(bytes: &[u8]) -> Option<usize> {
    const LONGEST_COMMENT: usize = 22 + 65_535;
    let tail = &bytes[bytes.len().saturating_sub(LONGEST_COMMENT)..];
    let at = tail
        .windows(4)
        .rposition(|window| window == b"PK\x05\x06")?;
    let count = tail.get(at + 10..at + 12)?;
    Some(usize::from(u16::from_le_bytes([count[0], count[1]])))
}

/// A part's bytes as text, without a byte order mark. One in UTF-16 becomes one in UTF-8, and says so.
fn decoded(bytes: Vec<u8>) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes.get(..2) {
        Some([0xFF, 0xFE]) => u16::from_le_bytes,
        Some([0xFE, 0xFF]) => u16::from_be_bytes,
        _ => {
            let text = String::from_utf8(bytes).ok()?;
            return Some(match text.strip_prefix('\u{FEFF}') {
                Some(rest) => rest.to_owned(),
                None => text,
            });
        }
    };
    let units = bytes[2..]
        .chunks_exact(2)
        .map(|pair| unit([pair[0], pair[1]]));
    let text: String = char::decode_utf16(units).collect::<Result<_, _>>().ok()?;
    let rest = match text.strip_prefix("<?xml") {
        Some(rest) => rest.split_once("?>")?.1,
        None => &text,
    };
    Some(format!("{DECLARATION}{rest}"))
}

fn in_words(error: &zip::result::ZipError) -> String {
    use zip::result::ZipError;
    match error {
        ZipError::InvalidPassword | ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            "加了密码".to_owned()
        }
        ZipError::CompressionMethodNotSupported(_) => "压缩方法不认得".to_owned(),
        _ => "读不出".to_owned(),
    }
}
