//! Files that a run made, each known by its size and SHA-256.

use std::path::Path;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::super::paths::{is_below, path_of};
use crate::digest::Digest;
use crate::disk as fs;
use crate::text;

/// A file that a run made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "UncheckedFile")]
pub struct ResultFile {
    /// Its path below the folder of results, with `/`.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its SHA-256.
    pub sha256: Digest,
    /// Its stamp in this run, taken after it was written or compared with its SHA-256.
    #[serde(skip)]
    pub(in crate::batch) stamp: Option<Stamp>,
}

/// Size and modification time: show whether a file was written since, without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::batch) struct Stamp {
    size: u64,
    written: SystemTime,
}

impl Stamp {
    /// The stamp of a file; `None` for a link, or if the system has no modification time.
    pub(in crate::batch) fn of(path: &Path) -> Option<Stamp> {
        let about = fs::symlink_metadata(path).ok()?;
        about.is_file().then_some(())?;
        Some(Stamp {
            size: about.len(),
            written: about.modified().ok()?,
        })
    }
}

impl ResultFile {
    /// A file of this size and digest.
    pub(in crate::batch) fn new(path: String, size: u64, sha256: Digest) -> ResultFile {
        ResultFile {
            path,
            size,
            sha256,
            stamp: None,
        }
    }

    /// A file of these bytes.
    pub(in crate::batch) fn of_bytes(path: String, bytes: &[u8]) -> ResultFile {
        ResultFile::new(path, bytes.len() as u64, Digest::of(bytes))
    }

    /// Its name in its folder.
    pub(in crate::batch) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Takes the stamp of the file as it is now.
    pub(in crate::batch) fn take_stamp(&mut self, out: &Path) {
        self.stamp = Stamp::of(&path_of(out, &self.path)).filter(|stamp| stamp.size == self.size);
    }

    /// Whether the file still has its stamp of this run; without a stamp, whether it is intact.
    pub(in crate::batch) fn is_untouched(&self, out: &Path) -> bool {
        match self.stamp {
            Some(stamp) => Stamp::of(&path_of(out, &self.path)) == Some(stamp),
            None => self.is_intact(out),
        }
    }

    /// Whether the file exists with this size and SHA-256. A link to such a file is not one.
    pub fn is_intact(&self, out: &Path) -> bool {
        let path = out.join(&self.path);
        let about = fs::symlink_metadata(&path);
        about.is_ok_and(|about| about.is_file() && about.len() == self.size)
            && Digest::of_file(&path).is_ok_and(|(digest, _)| digest == self.sha256)
    }
}

/// A [`ResultFile`] whose path is not checked yet: a record may come from another machine.
#[derive(Deserialize)]
struct UncheckedFile {
    path: String,
    size: u64,
    sha256: Digest,
}

impl TryFrom<UncheckedFile> for ResultFile {
    type Error = String;

    fn try_from(file: UncheckedFile) -> Result<ResultFile, String> {
        if !is_below(&file.path) {
            return Err(format!(
                "{} 不是成果文件夹里的路径",
                text::quote(&file.path)
            ));
        }
        Ok(ResultFile::new(file.path, file.size, file.sha256))
    }
}
