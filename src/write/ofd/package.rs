//! The package of an OFD: a zip, written part by part in one direction, the same bytes for the same
//! parts. Memory contains the entry of each part, not its bytes.

use std::io::{self, Write};

use crate::write::paper::digest::Digest;
use crate::write::paper::pack::{Packing, deflate};

/// A part, packed.
pub(super) struct Part {
    packed: Vec<u8>,
    checksum: u32,
    length: usize,
}

impl Part {
    /// Packs a text.
    pub(super) fn new(bytes: &[u8]) -> Part {
        Part::packed(bytes, Packing::Text)
    }

    /// Packs a font.
    pub(super) fn font(bytes: &[u8]) -> Part {
        Part::packed(bytes, Packing::Font)
    }

    fn packed(bytes: &[u8], packing: Packing) -> Part {
        Part {
            packed: deflate(bytes, packing),
            checksum: crc32fast::hash(bytes),
            length: bytes.len(),
        }
    }
}

/// 1 January 1980, the first day that a zip can hold: the date of a document is in its metadata.
const DATE: u16 = 0x0021;

/// Versions of the format that a reader needs: for deflate, for large files.
const VERSION: u16 = 20;
const LARGE_VERSION: u16 = 45;

/// Numbers from which on fields of 64 bits are needed.
const LARGE: u64 = 0xFFFF_FFFF;
const MANY: u64 = 0xFFFF;

/// A zip being written.
pub(super) struct Package<W> {
    out: W,
    at: u64,
    /// Entries of the parts (central directory).
    entries: Vec<u8>,
    count: u64,
    /// Hash of the names and checksums of all parts.
    digest: Digest,
}

impl<W: Write> Package<W> {
    pub(super) fn new(out: W) -> Package<W> {
        Package {
            out,
            at: 0,
            entries: Vec::new(),
            count: 0,
            digest: Digest::of(&[]),
        }
    }

    /// Hash of the parts so far.
    pub(super) const fn digest(&self) -> u128 {
        self.digest.0
    }

    /// Packs and writes a text.
    pub(super) fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.put(name, &Part::new(text.as_bytes()))
    }

    /// Writes a part. Its name has only ASCII characters.
    pub(super) fn put(&mut self, name: &str, part: &Part) -> io::Result<()> {
        let large = || io::Error::other("a part of the OFD has more than 4 GB");
        let [packed, length] = [part.packed.len(), part.length]
            .map(|size| u32::try_from(size).ok().filter(|size| *size < u32::MAX));
        let (packed, length) = (packed.ok_or_else(large)?, length.ok_or_else(large)?);
        let name_length = u16::try_from(name.len()).ok().ok_or_else(large)?;
        let mut common = Vec::new();
        // Flags, method, time, date.
        for field in [0, 8, 0, DATE] {
            common.extend(u16::to_le_bytes(field));
        }
        for field in [part.checksum, packed, length] {
            common.extend(field.to_le_bytes());
        }
        common.extend(name_length.to_le_bytes());
        let start = self.at;
        let mut head = b"PK\x03\x04".to_vec();
        head.extend(VERSION.to_le_bytes());
        head.extend(&common);
        head.extend([0; 2]);
        head.extend(name.as_bytes());
        self.raw(&head)?;
        self.raw(&part.packed)?;
        self.add_entry(name, &common, start);
        for bytes in [name.as_bytes(), &part.checksum.to_be_bytes()] {
            self.digest = self.digest.and(bytes);
        }
        self.digest = self.digest.and(&(part.length as u64).to_be_bytes());
        Ok(())
    }

    fn add_entry(&mut self, name: &str, common: &[u8], start: u64) {
        let entries = &mut self.entries;
        entries.extend(b"PK\x01\x02");
        let version = if start < LARGE {
            VERSION
        } else {
            LARGE_VERSION
        };
        entries.extend([version, version].map(u16::to_le_bytes).as_flattened());
        entries.extend(common);
        let further: &[u8] = if start < LARGE { &[] } else { &[1, 0, 8, 0] };
        let further_length = if start < LARGE { 0 } else { 12_u16 };
        entries.extend(further_length.to_le_bytes());
        // No comment, the first disk, attributes.
        entries.extend([0; 10]);
        let offset = u32::try_from(start).unwrap_or(u32::MAX);
        entries.extend(offset.to_le_bytes());
        entries.extend(name.as_bytes());
        entries.extend(further);
        if start >= LARGE {
            entries.extend(start.to_le_bytes());
        }
        self.count += 1;
    }

    fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.at += bytes.len() as u64;
        Ok(())
    }

    /// Writes the entries and ends the file.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let (start, size) = (self.at, self.entries.len() as u64);
        let entries = std::mem::take(&mut self.entries);
        self.raw(&entries)?;
        if start >= LARGE || size >= LARGE || self.count >= MANY {
            self.end_large(start, size)?;
        }
        let count = u16::try_from(self.count).unwrap_or(u16::MAX);
        let [size, start] = [size, start].map(|one| u32::try_from(one).unwrap_or(u32::MAX));
        let mut end = b"PK\x05\x06\0\0\0\0".to_vec();
        end.extend([count, count].map(u16::to_le_bytes).as_flattened());
        end.extend([size, start].map(u32::to_le_bytes).as_flattened());
        end.extend([0; 2]);
        self.raw(&end)?;
        self.out.flush()
    }

    /// Writes the end of a large file, which precedes the usual one.
    fn end_large(&mut self, start: u64, size: u64) -> io::Result<()> {
        let here = self.at;
        let mut end = b"PK\x06\x06".to_vec();
        end.extend(44_u64.to_le_bytes());
        end.extend(
            [LARGE_VERSION, LARGE_VERSION]
                .map(u16::to_le_bytes)
                .as_flattened(),
        );
        end.extend([0; 8]);
        for field in [self.count, self.count, size, start] {
            end.extend(field.to_le_bytes());
        }
        end.extend(b"PK\x06\x07\0\0\0\0");
        end.extend(here.to_le_bytes());
        end.extend(1_u32.to_le_bytes());
        self.raw(&end)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    fn written(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut package = Package::new(&mut out);
        for (name, bytes) in parts {
            package.put(name, &Part::new(bytes)).unwrap();
        }
        package.finish().unwrap();
        out
    }

    #[test]
    fn another_library_reads_every_part() {
        let part = |number: usize| (format!("Folder/{number}.xml"), vec![b'x'; number * 7]);
        let parts: Vec<_> = (0..300).map(part).collect();
        let bytes = written(&parts);
        assert_eq!(bytes, written(&parts));
        let mut read = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        assert_eq!(read.len(), parts.len());
        for (name, bytes) in parts {
            let mut content = Vec::new();
            read.by_name(&name)
                .unwrap()
                .read_to_end(&mut content)
                .unwrap();
            assert_eq!(content, bytes, "{name}");
        }
    }

    /// More parts than 16 bits can count.
    #[test]
    fn a_large_package_is_read_too() {
        let parts: Vec<_> = (0..70_000)
            .map(|number| (number.to_string(), Vec::new()))
            .collect();
        let bytes = written(&parts);
        let mut read = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        assert_eq!(read.len(), parts.len());
        assert_eq!(read.by_name("69999").unwrap().size(), 0);
    }

    #[test]
    fn entries_behind_four_gigabytes_have_their_offset_in_64_bits() {
        let mut package = Package::new(io::sink());
        package.at = LARGE + 5;
        package.text("a", "b").unwrap();
        let entry = &package.entries;
        let end = entry.len() - 12;
        assert_eq!(entry[end - 5..end - 1], [0xFF; 4]);
        assert_eq!(entry[end..end + 4], [1, 0, 8, 0]);
        assert_eq!(entry[end + 4..], (LARGE + 5).to_le_bytes());
    }
}
