//! A PDF → the data that are attached to it, and what its pages show of them. Reads the files that
//! this program writes, also after another program has saved them with the same pages (qpdf,
//! pikepdf), and refuses all others in words.
//!
//! | file | content |
//! | --- | --- |
//! | `syntax.rs` | bytes → objects and operators |
//! | `unpack.rs` | packed streams, within limits |
//! | `file.rs` | the objects of a file by their numbers |
//! | `attached.rs` | the attached files |
//! | `page.rs` | a page → the texts of its marked content |
//! | `tags.rs` | the logical structure → tables |
//!
//! No library for PDFs is used: those at hand unpack streams without limit (lopdf, pdf-syntax), and
//! little of the format is needed. Everything is bounded: bytes unpacked in all, depth, objects, the
//! elements of the structure; each object of a tree is visited once.

mod attached;
mod file;
mod page;
mod syntax;
mod tags;
mod unpack;

use super::Paper;
use super::error::PaperError;
use file::PdfFile;

pub(crate) use file::MAX_OBJECTS;

/// The first bytes of a PDF.
const MAGIC: &[u8] = b"%PDF-";

/// What metadata, which are not packed, call the program.
const PRODUCER: &[u8] = b"jixiao";

/// Whether a file is a PDF.
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Whether a PDF has attached data, or had when this program wrote it: others are scans and documents.
pub(super) fn has_data(bytes: &[u8]) -> bool {
    let read = PdfFile::open(bytes).and_then(|mut file| attached::first(&mut file));
    let is_own = || bytes.windows(PRODUCER.len()).any(|words| words == PRODUCER);
    read.map_or_else(|_damaged| is_own(), |first| first.is_some())
}

/// Reads a PDF.
pub(super) fn read(bytes: &[u8]) -> Result<Paper, PaperError> {
    let mut file = PdfFile::open(bytes)?;
    let attached = attached::all(&mut file)?;
    if attached.is_empty() {
        return Err(PaperError::NoData);
    }
    let shown = tags::shown(&mut file, attached.len());
    Ok(Paper::new(&attached, shown))
}
