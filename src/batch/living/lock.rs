//! One run at a time in a folder of results.
//!
//! The operating system's lock, on a file that is not removed: it ends with the process, even if
//! that crashes.

use std::path::Path;

use super::super::observer::{Event, Observer};
use super::super::paths::{LOCK, records_folder, refuse_links};
use crate::disk::{self, LockFile, Locking};
use crate::error::{Error, Unusable};
use crate::render::no_folder;

/// Locks the folder until it is dropped.
#[derive(Debug)]
pub(in crate::batch) struct Lock {
    #[cfg_attr(not(test), expect(dead_code, reason = "unlocks when it is dropped"))]
    held: LockFile,
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
        create(out)?;
        create(&folder)?;
        match disk::lock(&path) {
            Ok(Locking::Held(held)) => Ok(Lock { held }),
            Ok(Locking::ByAnother) => Err(Error::unusable(out, Unusable::Locked)),
            Ok(Locking::Unsupported(held)) => {
                observer.on_event(Event::Unlocked);
                Ok(Lock { held })
            }
            Err(source) => Err(Error::Write {
                path: folder,
                source,
            }),
        }
    }
}

fn create(folder: &Path) -> Result<(), Error> {
    disk::create_dir_all(folder).map_err(|error| no_folder(folder, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A copy of the file, as a process started by another thread has until its program runs.
    #[test]
    fn a_dropped_lock_is_free_while_a_copy_of_its_file_is_open() {
        let folder = tempfile::tempdir().unwrap();
        let lock = Lock::take(folder.path(), &()).unwrap();
        let copy = lock.held.copy().unwrap();
        assert!(Lock::take(folder.path(), &()).is_err());
        drop(lock);
        Lock::take(folder.path(), &()).unwrap();
        drop(copy);
    }
}
