//! Files made again: one that was changed since, or that this program did not make, is renamed and
//! not overwritten.
//!
//! A hidden file of each folder has the checksums of the files that were made there. Without it, a
//! file that differs counts as changed. They guard against oversight, not against tampering.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::save::{move_changed_aside, save_lightly, write_pending};
use crate::error::Error;

/// Hidden file with the checksums: a line for each file, with CRC-32, length and name.
const SUMS: &str = ".jixiao-sums";

/// Maximum size of that file in bytes; a larger one is of something else.
const MAX_SUMS: u64 = 1 << 24;

/// Number of lines from which on repeated ones are dropped.
const KEPT_LINES: usize = 64;

/// CRC-32 and length of a file. A cryptographic digest of an example's files would take 4 % of the
/// instructions that make them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Checksum {
    crc: u32,
    length: usize,
}

impl Checksum {
    fn of(bytes: &[u8]) -> Checksum {
        Checksum {
            crc: crc32fast::hash(bytes),
            length: bytes.len(),
        }
    }

    fn parse(text: &str) -> Option<Checksum> {
        let (crc, length) = text.split_once(' ')?;
        Some(Checksum {
            crc: u32::from_str_radix(crc, 16).ok()?,
            length: length.parse().ok()?,
        })
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:08x} {}", self.crc, self.length)
    }
}

/// A file that was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Its path.
    pub path: PathBuf,
    /// New name of a changed file that had this name.
    pub moved_to: Option<String>,
}

/// A folder in which files are made again.
#[derive(Debug)]
pub struct Resaver {
    folder: PathBuf,
    /// Checksums of the files that were made there.
    sums: BTreeMap<String, Checksum>,
}

impl Resaver {
    /// A folder, which may not exist yet.
    pub fn new(folder: &Path) -> Resaver {
        let text = sums_text(folder);
        let lines = text.lines().filter_map(|line| {
            let (checksum, name) = line.split_once("  ")?;
            Some((name.to_owned(), Checksum::parse(checksum)?))
        });
        let sums: BTreeMap<String, Checksum> = lines.collect();
        let folder = folder.to_owned();
        let resaver = Resaver { folder, sums };
        if text.lines().count() > resaver.sums.len() * 2 + KEPT_LINES {
            // It only makes the file shorter: the next run tries again.
            let _ = resaver.shorten();
        }
        resaver
    }

    /// Like [`save`](super::save()), but renames an existing file with other bytes, unless it is as this program
    /// made it.
    ///
    /// # Errors
    /// [`Error::Write`]; an existing file with that name is then unchanged, perhaps renamed.
    pub fn save(&mut self, name: &str, bytes: &[u8]) -> Result<Saved, Error> {
        let new = Checksum::of(bytes);
        let old = self.present(name)?;
        let made = self.sums.get(name).copied();
        let is_changed = old.is_some_and(|old| old != new && made != Some(old));
        // The old file keeps its name until the new one is complete.
        let written = write_pending(&self.folder, name, |file| file.write_all(bytes))?;
        let moved_to = if is_changed {
            Some(move_changed_aside(&self.folder, name)?)
        } else {
            None
        };
        let path = written.name()?;
        if made != Some(new) {
            self.note(name, new)?;
        }
        Ok(Saved { path, moved_to })
    }

    /// Checksum of an existing file; none of devices and pipes, which are not read.
    fn present(&self, name: &str) -> Result<Option<Checksum>, Error> {
        let path = self.folder.join(name);
        if !path.is_file() {
            return Ok(None);
        }
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(Checksum::of(&bytes))),
            Err(source) => Err(Error::Write { path, source }),
        }
    }

    /// Appends the checksum of a file.
    fn note(&mut self, name: &str, checksum: Checksum) -> Result<(), Error> {
        self.sums.insert(name.to_owned(), checksum);
        let path = self.folder.join(SUMS);
        let opened = OpenOptions::new().append(true).create(true).open(&path);
        let written = opened.and_then(|mut file| writeln!(file, "{checksum}  {name}"));
        written.map_err(|source| Error::Write { path, source })
    }

    /// Writes each checksum once.
    fn shorten(&self) -> Result<(), Error> {
        let sums = self.sums.iter();
        let lines: Vec<String> = sums
            .map(|(name, checksum)| format!("{checksum}  {name}"))
            .collect();
        let text = lines.join("\n") + "\n";
        save_lightly(&self.folder, SUMS, text.as_bytes()).map(|_| ())
    }
}

fn sums_text(folder: &Path) -> String {
    let path = folder.join(SUMS);
    let is_ours = path
        .symlink_metadata()
        .is_ok_and(|about| about.is_file() && about.len() <= MAX_SUMS);
    if is_ours {
        fs::read_to_string(&path).unwrap_or_default()
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_changed_files_are_renamed() {
        let folder = tempfile::tempdir().unwrap();
        let save = |bytes: &[u8]| {
            let saved = Resaver::new(folder.path()).save("a.json", bytes).unwrap();
            saved.moved_to
        };
        let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
        assert_eq!(save(b"1"), None);
        assert_eq!(save(b"2"), None, "its own file, unchanged");
        fs::write(folder.path().join("a.json"), b"edited").unwrap();
        assert_eq!(save(b"edited"), None, "the same bytes");
        fs::write(folder.path().join("a.json"), b"edited again").unwrap();
        assert_eq!(save(b"3").as_deref(), Some("a(改动过).json"));
        assert_eq!(read("a(改动过).json"), b"edited again");
        assert_eq!(save(b"4"), None);
        for number in 0..200 {
            assert_eq!(save(format!("{number}").as_bytes()), None);
        }
        assert_eq!(save(b"4"), None);
        assert!(
            fs::read_to_string(folder.path().join(SUMS))
                .unwrap()
                .lines()
                .count()
                < 100
        );
        fs::remove_file(folder.path().join(SUMS)).unwrap();
        assert_eq!(save(b"5").as_deref(), Some("a(改动过2).json"));
        assert_eq!(
            (read("a.json"), read("a(改动过2).json")),
            (b"5".to_vec(), b"4".to_vec())
        );
    }
}
