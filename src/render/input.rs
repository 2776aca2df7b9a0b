//! Reading of input files, each up to a limit.

use std::io::Read;
use std::path::Path;

use crate::disk::File;
use crate::error::Error;
use crate::record::MAX_INPUT;
use crate::workbook;

/// A file that was read into memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InputFile<'a> {
    /// Its name in findings.
    pub name: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

impl<'a> InputFile<'a> {
    /// A file's name and content.
    pub const fn new(name: &'a str, bytes: &'a [u8]) -> InputFile<'a> {
        InputFile { name, bytes }
    }
}

/// Reads an input file, up to one byte more than the limit: [`Renderer::open`] reports longer ones.
///
/// # Errors
/// [`Error::Read`].
///
/// [`Renderer::open`]: super::Renderer::open
pub fn read_input(path: &Path) -> Result<Vec<u8>, Error> {
    read_first(path, MAX_INPUT as u64 + 1)
}

/// When a workbook was last saved, by its properties: `2026-03-02 10:15:00`. `None` for other files
/// and without the property.
pub(crate) fn modified(bytes: &[u8]) -> Option<String> {
    workbook::modified(bytes)
}

/// Reads at most `most` bytes of a file.
pub(crate) fn read_first(path: &Path, most: u64) -> Result<Vec<u8>, Error> {
    let failed = |source| Error::Read {
        path: path.to_owned(),
        source,
    };
    let mut bytes = Vec::new();
    File::open(path)
        .map_err(failed)?
        .take(most)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    Ok(bytes)
}
