//! The attached data of a file, within their limits.

use super::data::is_paper_data;
use super::error::PaperError;
use super::{MAX_ATTACHED, MAX_STREAM};

/// The attached data that were read so far.
#[derive(Debug, Default)]
pub(super) struct Attached {
    all: Vec<Vec<u8>>,
    size: u64,
}

impl Attached {
    /// Adds an attached file if it is data; others are left out.
    pub(super) fn add(&mut self, bytes: Vec<u8>) -> Result<(), PaperError> {
        if !is_paper_data(&bytes) {
            return Ok(());
        }
        self.size += bytes.len() as u64;
        if self.size > MAX_STREAM {
            return Err(PaperError::TooLarge {
                what: "所附的数据",
                most: format!("{} MiB", MAX_STREAM / 1024 / 1024),
            });
        }
        self.all.push(bytes);
        if self.all.len() > MAX_ATTACHED {
            return Err(too_many());
        }
        Ok(())
    }

    /// The data, in the order in which they were added.
    pub(super) fn into_all(self) -> Vec<Vec<u8>> {
        self.all
    }
}

/// More files are attached than are looked at.
pub(super) fn too_many() -> PaperError {
    PaperError::TooLarge {
        what: "附件的个数",
        most: MAX_ATTACHED.to_string(),
    }
}
