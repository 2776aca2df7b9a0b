//! Bytes → a file: written to a temporary file in the target folder, then renamed. The old file is
//! unchanged until then.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::disk as fs;
use crate::error::Error;

/// Size in bytes of the write buffer.
const BUFFER: usize = 64 * 1024;

/// Writes a file into a folder, which is created if missing. Returns its path.
///
/// # Errors
/// [`Error::Write`]; an existing file with that name is then unchanged.
pub fn save(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, Error> {
    save_with(folder, name, |file| file.write_all(bytes))
}

/// Like [`save`], for several files of a folder: all are written before the disk is flushed, once
/// for all of them.
pub(crate) fn save_all(folder: &Path, files: &[(&str, &[u8])]) -> Result<(), Error> {
    let write = |(name, bytes): &(&str, &[u8])| {
        PendingFile::new(folder, name, |file: &mut (dyn Write + Send)| {
            file.write_all(bytes)
        })
    };
    let written = files.iter().map(write).collect::<Result<Vec<_>, _>>()?;
    written.iter().try_for_each(PendingFile::flush)?;
    for file in written {
        file.name()?;
    }
    Ok(())
}

/// Like [`save`], for a file that is made again if it is damaged: the disk is not flushed, so a
/// power cut may lose the file.
pub(crate) fn save_lightly(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, Error> {
    save_as(folder, name, Safety::Kill, |file| file.write_all(bytes))
}

/// Like [`save`], with a function that writes the bytes: for a file too large for memory.
///
/// # Errors
/// [`Error::Write`]; an existing file with that name is then unchanged.
pub fn save_with(
    folder: &Path,
    name: &str,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<PathBuf, Error> {
    save_as(folder, name, Safety::PowerCut, write)
}

/// Events that a file with its final name must survive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Safety {
    /// Termination of the program at any moment.
    Kill,
    /// Also a power cut.
    PowerCut,
}

fn save_as(
    folder: &Path,
    name: &str,
    safety: Safety,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<PathBuf, Error> {
    let written = PendingFile::new(folder, name, write)?;
    if safety == Safety::PowerCut {
        written.flush()?;
    }
    written.name()
}

/// Like [`save_with`], but the file gets its name by [`PendingFile::name`].
pub(crate) fn write_pending(
    folder: &Path,
    name: &str,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<PendingFile, Error> {
    let written = PendingFile::new(folder, name, write)?;
    written.flush()?;
    Ok(written)
}

/// A file that is written but does not have its final name yet.
pub(crate) struct PendingFile {
    file: fs::NewFile,
    path: PathBuf,
}

impl PendingFile {
    fn new(
        folder: &Path,
        name: &str,
        write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<PendingFile, Error> {
        let path = folder.join(name);
        let failed = |source| Error::Write {
            path: path.clone(),
            source,
        };
        fs::create_dir_all(folder).map_err(|error| no_folder(folder, error))?;
        if is_no_file(&path) {
            let words = "是设备或管道,不是文件";
            return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, words)));
        }
        let mut file = fs::NewFile::in_folder(folder).map_err(failed)?;
        let mut buffered = BufWriter::with_capacity(BUFFER, &mut file);
        write(&mut buffered)
            .and_then(|()| buffered.flush())
            .map_err(failed)?;
        drop(buffered);
        Ok(PendingFile { file, path })
    }

    /// Flushes the disk.
    fn flush(&self) -> Result<(), Error> {
        let flushed = self.file.sync_all();
        flushed.map_err(|source| Error::Write {
            path: self.path.clone(),
            source,
        })
    }

    /// Gives the file its final name, and the permissions of an existing file with that name.
    pub(crate) fn name(self) -> Result<PathBuf, Error> {
        let PendingFile { file, path } = self;
        match file.name(&path) {
            Ok(()) => Ok(path),
            Err(source) => Err(Error::Write { path, source }),
        }
    }
}

/// Renames an edited file before the program writes it again: `甲(改动过).xlsx`,
/// `甲(改动过2).xlsx`. Returns the new name.
///
/// # Errors
/// [`Error::Write`]; the file is then unchanged.
pub fn move_changed_aside(folder: &Path, name: &str) -> Result<String, Error> {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let numbered = |number: usize| {
        let number = if number == 1 {
            String::new()
        } else {
            number.to_string()
        };
        format!("{stem}(改动过{number}).{ending}")
    };
    let mut names = (1..).map(numbered);
    let free = names
        .find(|name| fs::symlink_metadata(folder.join(name)).is_err())
        .unwrap_or_else(|| numbered(0));
    let path = folder.join(name);
    match fs::rename(&path, folder.join(&free)) {
        Ok(()) => Ok(free),
        Err(source) => Err(Error::Write { path, source }),
    }
}

/// The name of a file before [`move_changed_aside`]; `None` if it was not renamed by that.
pub(crate) fn name_before_move(name: &str) -> Option<String> {
    let (stem, ending) = name.rsplit_once('.')?;
    let (stem, number) = stem.strip_suffix(')')?.rsplit_once("(改动过")?;
    let is_number = number.chars().all(|digit| digit.is_ascii_digit());
    is_number.then(|| format!("{stem}.{ending}"))
}

/// Whether the path leads to a device or pipe; replacing it by a file would break its users.
fn is_no_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir())
}

/// Returns an error about the file in place of a folder: the system only reports that it already
/// exists.
pub(crate) fn no_folder(folder: &Path, error: io::Error) -> Error {
    let source = match error.kind() {
        io::ErrorKind::AlreadyExists => io::Error::from(io::ErrorKind::NotADirectory),
        _ => error,
    };
    Error::Write {
        path: folder.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    #[test]
    fn a_replaced_file_hands_its_permissions_on() {
        use std::fs;
        use std::os::unix::fs::PermissionsExt;

        use super::{save, save_all, save_lightly};

        let folder = tempfile::tempdir().unwrap();
        let mode = |name: &str| {
            let about = fs::metadata(folder.path().join(name)).unwrap();
            about.permissions().mode() & 0o777
        };
        save(folder.path(), "a", b"1").unwrap();
        save(folder.path(), "b", b"1").unwrap();
        let usual = mode("b");
        for wanted in [0o600, 0o640, 0o664, 0o444] {
            fs::set_permissions(folder.path().join("a"), fs::Permissions::from_mode(wanted))
                .unwrap();
            save(folder.path(), "a", b"2").unwrap();
            save_all(folder.path(), &[("a", b"3"), ("c", b"3")]).unwrap();
            save_lightly(folder.path(), "a", b"4").unwrap();
            assert_eq!(mode("a"), wanted);
            assert_eq!(mode("c"), usual);
        }
        assert_eq!(fs::read(folder.path().join("a")).unwrap(), b"4");
    }
}
