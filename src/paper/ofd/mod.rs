//! An OFD → the data that are attached to it, and what its pages show of them. Reads the files that
//! this program writes, also after another program has packed the same parts anew, and refuses all
//! others in words.
//!
//! | file | content |
//! | --- | --- |
//! | `file.rs` | the parts of a file and how they name each other: pages, fonts, tags, attachments |
//! | `page.rs` | a page → its texts by the numbers of their objects |
//! | `tags.rs` | the tags → tables |
//!
//! A character is written twice: as its code, and as the glyph that readers draw. Both are read, and
//! the fonts say whether they belong together.

mod file;
mod page;
mod tags;

use super::Paper;
use super::error::PaperError;
use crate::unzip::{has_entry, is_zip};
use file::{OfdFile, ROOT};

pub(crate) use file::MAX_PARTS;

/// Whether a file is an OFD.
pub(super) fn is_ofd(bytes: &[u8]) -> bool {
    is_zip(bytes) && has_entry(bytes, ROOT)
}

/// Whether an OFD has attached data, or may have: it cannot be read.
pub(super) fn has_data(bytes: &[u8]) -> bool {
    let attached = OfdFile::open(bytes).and_then(|mut file| file.attached());
    !attached.is_ok_and(|attached| attached.is_empty())
}

/// Reads an OFD.
pub(super) fn read(bytes: &[u8]) -> Result<Paper, PaperError> {
    let mut file = OfdFile::open(bytes)?;
    let attached = file.attached()?;
    if attached.is_empty() {
        return Err(PaperError::NoData);
    }
    let shown = tags::shown(&mut file, attached.len());
    Ok(Paper::new(&attached, shown))
}
