//! One run at a time in a folder of results.
//!
//! The operating system's lock, on a file that is not removed: it ends with the process, even if
//! that crashes.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use super::super::observer::{Event, Observer};
use super::super::paths::{LOCK, records_folder, refuse_links};
use crate::error::{Error, Unusable};
use crate::render::no_folder;

/// Locks the folder until it is dropped.
#[derive(Debug)]
pub(in crate::batch) struct Lock {
    held: File,
}

impl Drop for Lock {
    /// Unlocks explicitly: a process started meanwhile by another thread holds a copy of the file
    /// until it runs its own program, and closing ours would leave the folder locked until then.
    fn drop(&mut self) {
        // The system unlocks when the last copy is closed.
        let _ = self.held.unlock();
    }
}

impl Lock {
    /// Locks the folder. If the disk has no locks, reports [`Event::Unlocked`] instead.
    ///
    /// # Errors
    /// [`Error::Unusable`] if another run has locked it, [`Error::Write`] if it cannot be written
    /// to.
    pub(in crate::batch) fn take(out: &Path, observer: &dyn Observer) -> Result<Lock, Error> {
        let folder = records_folder(out);
        refuse_links(out, &folder)?;
        let path = folder.join(LOCK);
        let failed = |source| Error::Write {
            path: folder.clone(),
            source,
        };
        create(out)?;
        create(&folder)?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { held: file }),
            Err(TryLockError::WouldBlock) => Err(Error::unusable(out, Unusable::Locked)),
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                observer.on_event(Event::Unlocked);
                Ok(Lock { held: file })
            }
            Err(TryLockError::Error(source)) => Err(Error::Write { path, source }),
        }
    }
}

fn create(folder: &Path) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(|error| no_folder(folder, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A copy of the file, as a process started by another thread has until its program runs.
    #[test]
    fn a_dropped_lock_is_free_while_a_copy_of_its_file_is_open() {
        let folder = tempfile::tempdir().unwrap();
        let lock = Lock::take(folder.path(), &()).unwrap();
        let copy = lock.held.try_clone().unwrap();
        assert!(Lock::take(folder.path(), &()).is_err());
        drop(lock);
        Lock::take(folder.path(), &()).unwrap();
        drop(copy);
    }
}
