//! A file's bytes → the disk: written to a temporary file in the target folder, then renamed. The old file stays whole until then.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::Error;

/// Bytes gathered before they go to the disk.
const BUFFER: usize = 64 * 1024;

/// Writes a file into a folder, which is made where it is missing. Returns its path.
///
/// # Errors
/// [`Error::Write`]; a file of that name that was there before is then unchanged.
pub fn save(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, Error> {
    save_with(folder, name, |file| file.write_all(bytes))
}

/// As [`save`], for several files of a folder: all are written before the disk is waited for, which then is done with them at once.
pub(crate) fn save_all(folder: &Path, files: &[(&str, &[u8])]) -> Result<(), Error> {
    let write = |(name, bytes): &(&str, &[u8])| {
        Written::new(folder, name, |file: &mut (dyn Write + Send)| {
            file.write_all(bytes)
        })
    };
    let written = files.iter().map(write).collect::<Result<Vec<_>, _>>()?;
    written.iter().try_for_each(Written::flush)?;
    for file in written {
        file.name()?;
    }
    Ok(())
}

/// As [`save`], for what is made again where it is damaged: a power cut may lose it, and the disk is not waited for.
pub(crate) fn save_lightly(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, Error> {
    put(folder, name, Safety::Kill, |file| file.write_all(bytes))
}

/// As [`save`], the bytes written by a function: for a file too large for the memory.
///
/// # Errors
/// [`Error::Write`]; a file of that name that was there before is then unchanged.
pub fn save_with(
    folder: &Path,
    name: &str,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<PathBuf, Error> {
    put(folder, name, Safety::PowerCut, write)
}

/// What a file under its final name is whole after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Safety {
    /// The end of the program at any moment.
    Kill,
    /// The end of the machine, too.
    PowerCut,
}

fn put(
    folder: &Path,
    name: &str,
    safety: Safety,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<PathBuf, Error> {
    let written = Written::new(folder, name, write)?;
    if safety == Safety::PowerCut {
        written.flush()?;
    }
    written.name()
}

/// A file that is written and has not got its name yet.
struct Written {
    file: NamedTempFile,
    path: PathBuf,
}

impl Written {
    fn new(
        folder: &Path,
        name: &str,
        write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<Written, Error> {
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
        let mut builder = tempfile::Builder::new();
        let builder = builder.prefix(".jixiao-").suffix(".tmp");
        let mut file = with_usual_permissions(builder)
            .tempfile_in(folder)
            .map_err(failed)?;
        let mut buffered = BufWriter::with_capacity(BUFFER, &mut file);
        write(&mut buffered)
            .and_then(|()| buffered.flush())
            .map_err(failed)?;
        drop(buffered);
        Ok(Written { file, path })
    }

    /// Waits for the disk.
    fn flush(&self) -> Result<(), Error> {
        let flushed = self.file.as_file().sync_all();
        flushed.map_err(|source| Error::Write {
            path: self.path.clone(),
            source,
        })
    }

    /// Gives the file its name.
    fn name(self) -> Result<PathBuf, Error> {
        let Written { file, path } = self;
        match file.persist(&path) {
            Ok(_) => Ok(path),
            Err(error) => Err(Error::Write {
                path,
                source: error.error,
            }),
        }
    }
}

/// Whether something that is neither file nor folder has the name, or a link leads to it: to put a file in its place would break what uses it.
fn is_no_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir())
}

/// The system says "there already" of a file that stands where a folder is to be.
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

/// A temporary file is its owner's alone; what it becomes is a file like any other.
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
