//! One run at a time in a folder with results.
//!
//! The lock is the system's, on a file that stays: it is gone with the process that holds it, however that ends.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use super::kept;
use super::refuse_links;
use crate::error::Error;

/// The file that is locked, in the folder with what is kept.
pub(super) const LOCK: &str = "lock";

/// Holds the folder until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    /// None where the disk knows no locks.
    held: Option<File>,
}

impl Lock {
    /// Takes the folder.
    ///
    /// # Errors
    /// [`Error::Unfit`] where another run has it, [`Error::Write`] where nothing can be written there.
    pub(super) fn take(out: &Path) -> Result<Lock, Error> {
        let folder = kept::folder(out);
        refuse_links(out, &folder)?;
        let path = folder.join(LOCK);
        let failed = |source| Error::Write {
            path: folder.clone(),
            source,
        };
        fs::create_dir_all(&folder).map_err(failed)?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { held: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(Error::Unfit {
                path: out.to_owned(),
                reason: "另一个 jixiao 正在往里面写;等它做完,或者换一个文件夹".to_owned(),
            }),
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                Ok(Lock { held: None })
            }
            Err(TryLockError::Error(source)) => Err(Error::Write { path, source }),
        }
    }

    /// Whether the disk knows locks at all.
    pub(super) const fn is_held(&self) -> bool {
        self.held.is_some()
    }
}
