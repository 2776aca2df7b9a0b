//! The disk of the machine.

#[cfg(unix)]
use std::fs;
use std::fs::{OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::Path;
use std::thread;
use std::time::Duration;

use tempfile::NamedTempFile;

pub(crate) use std::fs::{
    File, canonicalize, create_dir_all, metadata, read, read_dir, remove_dir, remove_file, rename,
    symlink_metadata,
};
pub(crate) use walkdir::{DirEntry as WalkEntry, Error as WalkError, WalkDir};

/// Pauses before a file is renamed again that another program has open: on Windows, virus scanners
/// and indexes look into new files for a moment.
const PAUSES: [Duration; 6] = {
    const fn pause(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }
    [
        pause(10),
        pause(20),
        pause(40),
        pause(80),
        pause(160),
        pause(320),
    ]
};

/// Whether an error of renaming is one of a file that another program has open: access denied,
/// sharing violation, lock violation. Only Windows has such.
fn is_in_use(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32 | 33))
}

/// Whether a path leads to a file.
pub(crate) fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether a path leads to a folder.
pub(crate) fn is_dir(path: &Path) -> bool {
    path.is_dir()
}

/// A new file in a folder that has no final name yet; it goes if it gets none.
pub(crate) struct NewFile(NamedTempFile);

impl NewFile {
    pub(crate) fn in_folder(folder: &Path) -> io::Result<NewFile> {
        let mut builder = tempfile::Builder::new();
        let builder = builder.prefix(".jixiao-").suffix(".tmp");
        Ok(NewFile(
            with_usual_permissions(builder).tempfile_in(folder)?,
        ))
    }

    /// Flushes the disk.
    pub(crate) fn sync_all(&self) -> io::Result<()> {
        self.0.as_file().sync_all()
    }

    /// Gives the file its final name, and the permissions of an existing file with that name.
    pub(crate) fn name(self, path: &Path) -> io::Result<()> {
        keep_permissions(&self.0, path)?;
        let mut file = self.0;
        let mut pauses = PAUSES.iter();
        loop {
            let Err(error) = file.persist(path) else {
                return Ok(());
            };
            let pause = pauses.next().filter(|_| is_in_use(&error.error));
            let Some(pause) = pause else {
                return Err(error.error);
            };
            thread::sleep(*pause);
            file = error.file;
        }
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Gives a file the permissions of the one that it replaces.
#[cfg(unix)]
fn keep_permissions(file: &NamedTempFile, replaced: &Path) -> io::Result<()> {
    match fs::symlink_metadata(replaced) {
        Ok(about) if about.is_file() => file.as_file().set_permissions(about.permissions()),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "the function has the same signature on every system"
)]
fn keep_permissions(_: &NamedTempFile, _: &Path) -> io::Result<()> {
    Ok(())
}

/// Gives a temporary file the usual permissions, not those of its owner alone.
#[cfg(unix)]
fn with_usual_permissions<'a, 'b>(
    builder: &'a mut tempfile::Builder<'b, 'b>,
) -> &'a mut tempfile::Builder<'b, 'b> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn with_usual_permissions<'a, 'b>(
    builder: &'a mut tempfile::Builder<'b, 'b>,
) -> &'a mut tempfile::Builder<'b, 'b> {
    builder
}

/// A file that is locked until it is dropped.
#[derive(Debug)]
pub(crate) struct LockFile(File);

/// How a lock was taken.
#[derive(Debug)]
pub(crate) enum Locking {
    Held(LockFile),
    ByAnother,
    /// The disk has no locks.
    Unsupported(LockFile),
}

/// Locks a file, which is created if missing.
pub(crate) fn lock(path: &Path) -> io::Result<Locking> {
    let mut options = OpenOptions::new();
    let file = options
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Locking::Held(LockFile(file))),
        Err(TryLockError::WouldBlock) => Ok(Locking::ByAnother),
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
            Ok(Locking::Unsupported(LockFile(file)))
        }
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(test)]
impl LockFile {
    /// A copy of the file, as a process started by another thread has until its program runs.
    pub(crate) fn copy(&self) -> io::Result<File> {
        self.0.try_clone()
    }
}

impl Drop for LockFile {
    /// Unlocks explicitly: a process started meanwhile by another thread holds a copy of the file
    /// until it runs its own program, and closing ours would leave the folder locked until then.
    fn drop(&mut self) {
        // The system unlocks when the last copy is closed.
        let _ = self.0.unlock();
    }
}
