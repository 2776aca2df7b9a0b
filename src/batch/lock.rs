//! One run at a time in a folder with results.
//!
//! The lock is the system's, on a file that stays: it is gone with the process that holds it, however that ends.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use super::{Event, Watch, kept, refuse_links};
use crate::error::{Error, Unusable};
use crate::render::no_folder;

/// The file that is locked, in the folder with what is kept.
pub(super) const LOCK: &str = "lock";

/// Holds the folder until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _held: File,
}

impl Lock {
    /// Takes the folder; a disk that knows no locks is told to the watch.
    ///
    /// # Errors
    /// [`Error::Unusable`] where another run has it, [`Error::Write`] where nothing can be written there.
    pub(super) fn take(out: &Path, watch: &dyn Watch) -> Result<Lock, Error> {
        let folder = kept::folder(out);
        refuse_links(out, &folder)?;
        let path = folder.join(LOCK);
        let failed = |source| Error::Write {
            path: folder.clone(),
            source,
        };
        make(out)?;
        make(&folder)?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _held: file }),
            Err(TryLockError::WouldBlock) => Err(Error::unusable(out, Unusable::Locked)),
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                watch.see(Event::Unlocked);
                Ok(Lock { _held: file })
            }
            Err(TryLockError::Error(source)) => Err(Error::Write { path, source }),
        }
    }
}

fn make(folder: &Path) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(|error| no_folder(folder, error))
}
