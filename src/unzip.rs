//! A zip whose entries are unpacked on demand, within limits: the sizes in a zip may be wrong, and a
//! small file may unpack to any size.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

/// Whether a file is a zip, by its first bytes.
pub(crate) fn is_zip(first: &[u8]) -> bool {
    first.starts_with(b"PK\x03\x04")
}

/// How much is read of a zip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ZipLimits {
    /// Maximum number of entries.
    pub(crate) entries: usize,
    /// Maximum size of an entry, in bytes.
    pub(crate) entry: u64,
    /// Maximum size of all entries that are unpacked, in bytes; one that is needed again counts again.
    pub(crate) unpacked: u64,
}

/// Why a zip, or an entry of it, cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ZipFault {
    /// It needs a password.
    Encrypted,
    /// A limit is exceeded.
    TooLarge { what: &'static str, most: String },
    /// The list of entries is broken.
    Damaged,
    /// This entry cannot be read; the reason in words.
    Entry(&'static str),
}

/// An open zip.
pub(crate) struct Zip<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    limits: ZipLimits,
    unpacked: u64,
}

impl<'a> Zip<'a> {
    /// Opens a zip and lists its entries.
    pub(crate) fn open(bytes: &'a [u8], limits: ZipLimits) -> Result<Zip<'a>, ZipFault> {
        let too_many = || ZipFault::TooLarge {
            what: "压缩包里的文件",
            most: format!("{} 个", limits.entries),
        };
        // A list of millions is rejected before it is read.
        if Ending::find(bytes).is_some_and(|ending| ending.entries > limits.entries as u64) {
            return Err(too_many());
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| of_zip(&error))?;
        if archive.len() > limits.entries {
            return Err(too_many());
        }
        Ok(Zip {
            archive,
            limits,
            unpacked: 0,
        })
    }

    /// The zip itself.
    pub(crate) fn archive(&mut self) -> &mut ZipArchive<Cursor<&'a [u8]>> {
        &mut self.archive
    }

    /// The names of the entries, in their order.
    pub(crate) fn names(&self) -> Result<Vec<String>, ZipFault> {
        let names = self.archive.file_names();
        let names = names.map(|name| name.map(Cow::into_owned));
        names
            .collect::<Result<_, _>>()
            .map_err(|error| of_zip(&error))
    }

    /// Whether no two entries have one name, and each has the name that the list gives it: all readers
    /// then see the same parts, in whichever way they look for them.
    pub(crate) fn has_one_name_each(&mut self, bytes: &[u8]) -> bool {
        /// Length of the header before the name of an entry.
        const HEADER: usize = 30;
        let is_whole =
            Ending::find(bytes).is_some_and(|ending| ending.entries == self.archive.len() as u64);
        is_whole
            && (0..self.archive.len()).all(|index| {
                let Ok(entry) = self.archive.by_index_raw(index) else {
                    return false;
                };
                let start = usize::try_from(entry.header_start()).unwrap_or(usize::MAX);
                let rest = start.checked_add(HEADER).and_then(|name| bytes.get(name..));
                rest.is_some_and(|rest| rest.starts_with(entry.name_raw()))
            })
    }

    /// Unpacks an entry.
    pub(crate) fn unpack(&mut self, index: usize) -> Result<Vec<u8>, ZipFault> {
        let entry = self.archive.by_index(index);
        let entry = entry.map_err(|error| match error {
            ZipError::CompressionMethodNotSupported(_) => ZipFault::Entry("压缩方法不认得"),
            _ if of_zip(&error) == ZipFault::Encrypted => ZipFault::Encrypted,
            _ => ZipFault::Entry("读不出"),
        })?;
        let left = self.limits.unpacked - self.unpacked;
        let most = left.min(self.limits.entry);
        let mut bytes = Vec::new();
        let read = entry.take(most + 1).read_to_end(&mut bytes);
        self.unpacked += (bytes.len() as u64).min(left);
        if bytes.len() as u64 > most {
            let limit = if most < left {
                self.limits.entry
            } else {
                self.limits.unpacked
            };
            return Err(ZipFault::TooLarge {
                what: "解压后的内容",
                most: format!("{} MiB", limit / 1024 / 1024),
            });
        }
        read.map_err(|_broken| ZipFault::Entry("解压不了"))?;
        Ok(bytes)
    }
}

/// Whether a zip has an entry with this name, judged by its list alone. A file that is no zip has none.
pub(crate) fn has_entry(bytes: &[u8], name: &str) -> bool {
    let list = Ending::find(bytes).and_then(|ending| {
        let start = usize::try_from(ending.list).ok()?;
        bytes.get(start..ending.at)
    });
    let entries = list.unwrap_or_default().windows(ENTRY + name.len());
    // The length of the name is in the entry before it.
    let length = u16::try_from(name.len()).unwrap_or_default().to_le_bytes();
    let is_it = |entry: &[u8]| {
        entry.ends_with(name.as_bytes())
            && entry.starts_with(b"PK\x01\x02")
            && entry[NAME_LENGTH..NAME_LENGTH + 2] == length
    };
    entries.into_iter().any(is_it)
}

/// Length of an entry of the list before its name, and the position of the name's length in it.
const ENTRY: usize = 46;
const NAME_LENGTH: usize = 28;

/// What the end of a zip states.
struct Ending {
    /// Its position.
    at: usize,
    entries: u64,
    /// Position of the list of entries.
    list: u64,
}

impl Ending {
    fn find(bytes: &[u8]) -> Option<Ending> {
        const MAX_LENGTH: usize = 22 + 65_535;
        let before = bytes.len().saturating_sub(MAX_LENGTH);
        let tail = &bytes[before..];
        let find = |part: &[u8], mark: &[u8]| part.windows(4).rposition(|window| window == mark);
        let at = find(tail, b"PK\x05\x06")?;
        let number = |from: usize, length: usize| {
            let digits = tail.get(from..from + length)?;
            let add = |number: u64, digit: &u8| number << 8 | u64::from(*digit);
            Some(digits.iter().rev().fold(0, add))
        };
        let (mut entries, mut list) = (number(at + 10, 2)?, number(at + 16, 4)?);
        // The true numbers then are in a preceding record (zip64).
        if entries == u64::from(u16::MAX) || list == u64::from(u32::MAX) {
            let record = find(&tail[..at], b"PK\x06\x06")?;
            (entries, list) = (number(record + 32, 8)?, number(record + 48, 8)?);
        }
        Some(Ending {
            at: before + at,
            entries,
            list,
        })
    }
}

/// The fault that an error of the library is.
pub(crate) fn of_zip(error: &ZipError) -> ZipFault {
    match error {
        ZipError::InvalidPassword | ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            ZipFault::Encrypted
        }
        _ => ZipFault::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    const LIMITS: ZipLimits = ZipLimits {
        entries: 3,
        entry: 80,
        unpacked: 100,
    };

    fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn entries_are_found_by_their_whole_name() {
        let bytes = zip(&[("a/OFD.xml", b""), ("OFD.xml.bak", b""), ("表.xml", b"")]);
        assert!(!has_entry(&bytes, "OFD.xml"));
        assert!(has_entry(&bytes, "表.xml"));
        assert!(has_entry(&zip(&[("OFD.xml", b"OFD")]), "OFD.xml"));
        assert!(!has_entry(b"OFD.xml", "OFD.xml"));
        let mut open = Zip::open(&bytes, LIMITS).unwrap();
        assert_eq!(
            open.names().unwrap(),
            ["a/OFD.xml", "OFD.xml.bak", "表.xml"]
        );
        assert_eq!(open.unpack(2), Ok(Vec::new()));
    }

    #[test]
    fn limits_hold_over_all_entries() {
        let bytes = zip(&[("a", &[0; 60]), ("b", &[0; 60])]);
        let mut open = Zip::open(&bytes, LIMITS).unwrap();
        assert_eq!(open.unpack(0), Ok(vec![0; 60]));
        assert!(matches!(open.unpack(1), Err(ZipFault::TooLarge { .. })));
        let many = zip(&[("a", b""), ("b", b""), ("c", b""), ("d", b"")]);
        let fault = Zip::open(&many, LIMITS).err();
        assert!(matches!(fault, Some(ZipFault::TooLarge { .. })));
        assert_eq!(
            Zip::open(&many[..40], LIMITS).err(),
            Some(ZipFault::Damaged)
        );
    }
}
