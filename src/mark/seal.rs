//! Seal of an annotated or mended copy: identifies the program's own copy and its original, and detects
//! changes.
//!
//! It is an XML comment at the end of the findings sheet's part, or of a changed sheet's, which is the
//! last entry of the package. It contains the digest of the origin, and the digest of that and of all preceding parts. Programs
//! that save the copy drop the comment or change a part; then the copy is treated as edited by a
//! user.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipArchive, ZipWriter};

use super::error::MarkError;
use crate::digest::{Digest, SequenceHash};
use crate::workbook::limits::MAX_UNPACKED;

const END: &str = "-->";

/// Kind of a sealed copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SealKind {
    /// An annotated copy, with the data of its original.
    Annotated,
    /// A mended copy, with other data.
    Mended,
}

impl SealKind {
    const fn begin(self) -> &'static str {
        match self {
            SealKind::Annotated => "<!--jixiao-mark/2 ",
            SealKind::Mended => "<!--jixiao-fix/1 ",
        }
    }
}

/// Length and signature of the zip's end record, without its comment.
const PACKAGE_END: (usize, &[u8]) = (22, b"PK\x05\x06");

/// Writes the seal into a part of a package, which becomes its last entry.
pub(super) fn seal(
    bytes: &[u8],
    part: &str,
    (kind, origin): (SealKind, &str),
) -> Result<Vec<u8>, MarkError> {
    let failed = |error: zip::result::ZipError| MarkError::broken(part, error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(failed)?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len() + 256)));
    let comment = archive.comment().into();
    writer.set_raw_comment(comment).map_err(failed)?;
    let mut feed = SequenceHash::default();
    let mut sealed = None;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(failed)?;
        if sealed.is_none() && entry.name().is_ok_and(|name| name == part) {
            sealed = Some(index);
        } else {
            feed_entry(&mut feed, &entry);
            writer.raw_copy_file(entry).map_err(failed)?;
        }
    }
    let index = sealed.ok_or_else(|| MarkError::broken(part, "不在压缩包里"))?;
    let text = text(&mut archive, index).ok_or_else(|| MarkError::broken(part, "读不出"))?;
    feed.add(&text);
    let origin = Digest::of(origin.as_bytes()).to_string();
    feed.add(&origin);
    let digest = feed.finish();
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        // on every system, so that the bytes are the same
        .system(System::Unix)
        .last_modified_time(DateTime::default());
    writer.start_file(part, options).map_err(failed)?;
    let begin = kind.begin();
    write!(writer, "{text}{begin}{origin} {digest}{END}").map_err(|error| failed(error.into()))?;
    Ok(writer.finish().map_err(failed)?.into_inner())
}

/// Whether the bytes are an annotated copy as written, without any change or addition.
pub fn is_untouched(bytes: &[u8]) -> bool {
    origin(bytes, SealKind::Annotated).is_some()
}

/// Whether the bytes are a mended copy as written, without any change or addition.
pub fn is_mended(bytes: &[u8]) -> bool {
    origin(bytes, SealKind::Mended).is_some()
}

/// Whether the bytes are an annotated copy as written, of the workbook with this origin.
pub fn is_copy_of(bytes: &[u8], of: &str) -> bool {
    is_of(bytes, SealKind::Annotated, of)
}

/// Whether the bytes are a mended copy as written, of the workbook with this origin.
pub fn is_mended_copy_of(bytes: &[u8], of: &str) -> bool {
    is_of(bytes, SealKind::Mended, of)
}

fn is_of(bytes: &[u8], kind: SealKind, of: &str) -> bool {
    origin(bytes, kind).is_some_and(|origin| origin == Digest::of(of.as_bytes()).to_string())
}

/// Digest of the origin in an unchanged copy of a kind.
fn origin(bytes: &[u8], kind: SealKind) -> Option<String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let (length, sign) = PACKAGE_END;
    let end = bytes.len().checked_sub(length + archive.comment().len())?;
    if !bytes[end..].starts_with(sign) {
        return None;
    }
    let last = archive.len().checked_sub(1)?;
    let mut feed = SequenceHash::default();
    for index in 0..last {
        feed_entry(&mut feed, &archive.by_index_raw(index).ok()?);
    }
    let sealed = text(&mut archive, last)?;
    let (text, seal) = sealed.rsplit_once(kind.begin())?;
    let (origin, digest) = seal.strip_suffix(END)?.split_once(' ')?;
    feed.add(text);
    feed.add(origin);
    (digest == feed.finish().to_string()).then(|| origin.to_owned())
}

/// Identity of an entry: name, size and checksum.
fn feed_entry<R: Read>(feed: &mut SequenceHash, entry: &zip::read::ZipFile<'_, R>) {
    feed.add(entry.name_raw());
    feed.add(entry.size().to_be_bytes());
    feed.add(entry.crc32().to_be_bytes());
}

fn text(archive: &mut ZipArchive<Cursor<&[u8]>>, index: usize) -> Option<String> {
    let mut text = String::new();
    let entry = archive.by_index(index).ok()?;
    entry.take(MAX_UNPACKED).read_to_string(&mut text).ok()?;
    Some(text)
}
