//! SHA-256 digests, by which files are recognized. Only this file and `workbook/crypt.rs` use the
//! hash.

use std::fmt;
use std::io::{self, BufReader, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::disk::File;

/// Bytes read at a time.
const BUFFER: usize = 256 * 1024;

/// The SHA-256 of some bytes; `None` if a file could not be read. As text: 64 hexadecimal digits in
/// lower case, or an empty text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(Option<[u8; 32]>);

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.0.iter().flatten();
        bytes.try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.to_string()
    }
}

impl TryFrom<String> for Digest {
    type Error = String;

    fn try_from(digits: String) -> Result<Digest, String> {
        if digits.is_empty() {
            return Ok(Digest(None));
        }
        let mut bytes = [0; 32];
        let pairs = digits.as_bytes().chunks(2);
        let read = pairs.zip(&mut bytes).try_for_each(|(pair, byte)| {
            let pair = std::str::from_utf8(pair).ok()?;
            *byte = u8::from_str_radix(pair, 16).ok()?;
            Some(())
        });
        let digest = Digest(Some(bytes));
        // Refuses digits in upper case and signs.
        match read {
            Some(()) if digest.to_string() == digits => Ok(digest),
            _ => Err(format!("{digits} is no SHA-256")),
        }
    }
}

impl Digest {
    /// The digest of bytes in memory.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest::finish(Sha256::new_with_prefix(bytes))
    }

    /// The digest and size in bytes of a file.
    ///
    /// # Errors
    /// The system's error.
    pub fn of_file(path: &Path) -> io::Result<(Digest, u64)> {
        let mut file = BufReader::with_capacity(BUFFER, File::open(path)?);
        let mut writer = DigestWriter::new(io::sink());
        io::copy(&mut file, &mut writer)?;
        Ok(writer.finish())
    }

    fn finish(hash: Sha256) -> Digest {
        Digest(Some(hash.finalize().into()))
    }

    /// Its first eight bytes as a number; 0 without a digest.
    pub(crate) fn number(self) -> u64 {
        let bytes = self.0.and_then(|bytes| bytes.first_chunk().copied());
        bytes.map_or(0, u64::from_be_bytes)
    }

    /// Its first 24 digits, enough for a file name.
    pub(crate) fn short(self) -> String {
        self.to_string().chars().take(24).collect()
    }
}

/// A hash of a sequence of byte strings; it depends on their boundaries.
#[derive(Default)]
pub(crate) struct SequenceHash(Sha256);

impl SequenceHash {
    pub(crate) fn add(&mut self, bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref();
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    pub(crate) fn finish(self) -> Digest {
        Digest::finish(self.0)
    }
}

/// A writer that computes the digest and size of everything written, so that the file need not be
/// read again.
pub(crate) struct DigestWriter<W> {
    inner: W,
    hash: Sha256,
    size: u64,
}

impl<W: Write> DigestWriter<W> {
    pub(crate) fn new(inner: W) -> DigestWriter<W> {
        DigestWriter {
            inner,
            hash: Sha256::new(),
            size: 0,
        }
    }

    /// The digest and size in bytes of everything written.
    pub(crate) fn finish(self) -> (Digest, u64) {
        (Digest::finish(self.hash), self.size)
    }
}

impl<W: Write> Write for DigestWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.hash.update(&bytes[..count]);
        self.size += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_the_published_one() {
        // FIPS 180-2, appendix B.1.
        let digest = Digest::of(b"abc");
        assert_eq!(
            digest.to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(digest.number(), 0xBA78_16BF_8F01_CFEA);
    }

    #[test]
    fn a_digest_is_read_as_it_is_written_and_nothing_else_is() {
        let digest = Digest::of(b"abc");
        let digits = digest.to_string();
        assert_eq!(Digest::try_from(digits.clone()), Ok(digest));
        assert_eq!(Digest::try_from(String::new()), Ok(Digest::default()));
        assert_eq!(Digest::default().to_string(), "");
        for wrong in [
            digits.to_uppercase(),
            digits[1..].to_owned(),
            format!("{digits}00"),
            digits.replace('f', "文"),
            "+1".repeat(32),
        ] {
            assert!(Digest::try_from(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_digest_writer_digests_what_it_writes() {
        let mut written = Vec::new();
        let mut writer = DigestWriter::new(&mut written);
        for piece in [b"ab".as_slice(), b"", b"c"] {
            writer.write_all(piece).unwrap();
        }
        let (digest, size) = writer.finish();
        assert_eq!((digest, size), (Digest::of(b"abc"), 3));
        assert_eq!(written, b"abc");
    }

    #[test]
    fn boundaries_of_pieces_count() {
        let of = |pieces: &[&str]| {
            let mut hash = SequenceHash::default();
            for piece in pieces {
                hash.add(piece);
            }
            hash.finish()
        };
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
    }
}
