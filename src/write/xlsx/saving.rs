//! A finished workbook as bytes, the same on every system.
//!
//! The library lets the zip name the system that it was made on: MS-DOS on Windows, Unix elsewhere.
//! It cannot be told otherwise, so the byte of each entry is set here.

use std::io::{self, Write};

use rust_xlsxwriter::{Workbook, XlsxError};
use zip::System;

/// The system that entries are made on, as far as a zip knows.
pub(super) const SYSTEM: System = System::Unix;

/// An entry of the zip's directory: its signature, its length without name, extra field and
/// comment, the places of their lengths, and that of the system.
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_LENGTH: usize = 46;
const LENGTHS: [usize; 3] = [28, 30, 32];
const SYSTEM_AT: usize = 5;

/// The end of a zip without a comment: its signature, its length, and the places of the number of
/// entries and of the directory's offset.
const END: &[u8] = b"PK\x05\x06";
const END_LENGTH: usize = 22;
const COUNT_AT: usize = 10;
const OFFSET_AT: usize = 16;

/// The bytes of a workbook.
pub(super) fn bytes(workbook: &mut Workbook) -> Result<Vec<u8>, XlsxError> {
    let mut bytes = workbook.save_to_buffer()?;
    set_system(&mut bytes)?;
    Ok(bytes)
}

/// Writes a workbook. Where the library would name another system, the packed workbook is in
/// memory for a moment; its rows are not.
pub(super) fn write(workbook: &mut Workbook, mut out: impl Write + Send) -> Result<(), XlsxError> {
    if cfg!(windows) {
        out.write_all(&bytes(workbook)?)?;
        return Ok(());
    }
    workbook.save_to_writer(out)
}

/// Sets the system of each entry.
fn set_system(bytes: &mut [u8]) -> io::Result<()> {
    let malformed = || io::Error::new(io::ErrorKind::InvalidData, "the directory of the zip");
    let end = bytes.len().checked_sub(END_LENGTH).ok_or_else(malformed)?;
    if !bytes[end..].starts_with(END) {
        return Err(malformed());
    }
    let count = number(bytes, end + COUNT_AT, 2);
    let mut entry = number(bytes, end + OFFSET_AT, 4);
    for _ in 0..count {
        let is_entry = bytes
            .get(entry..end)
            .is_some_and(|rest| rest.len() >= ENTRY_LENGTH && rest.starts_with(ENTRY));
        if !is_entry {
            return Err(malformed());
        }
        bytes[entry + SYSTEM_AT] = SYSTEM as u8;
        let lengths = LENGTHS.map(|place| number(bytes, entry + place, 2));
        entry += ENTRY_LENGTH + lengths.iter().sum::<usize>();
    }
    if entry == end {
        Ok(())
    } else {
        Err(malformed())
    }
}

/// A number of some bytes, the lowest first.
fn number(bytes: &[u8], at: usize, length: usize) -> usize {
    let bytes = bytes[at..at + length].iter().rev();
    bytes.fold(0, |number, byte| number << 8 | usize::from(*byte))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn package(system: System) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default()
            .unix_permissions(0o600)
            .system(system);
        // A part with the signature of an entry, which must stay as it is.
        for (name, text) in [("a.xml", "1"), ("甲/b.xml", "PK\u{1}\u{2}\u{14}\u{0}")] {
            writer.start_file(name, options).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn a_package_made_on_windows_gets_the_bytes_of_other_systems() {
        let (mut windows, unix) = (package(System::Dos), package(System::Unix));
        assert_ne!(windows, unix);
        set_system(&mut windows).unwrap();
        assert_eq!(windows, unix);
    }

    #[test]
    fn what_is_no_package_is_an_error() {
        let mut cut = package(System::Dos);
        let end = cut.len() - END_LENGTH;
        cut.remove(end - 1);
        assert!(set_system(&mut cut).is_err());
        assert!(set_system(&mut []).is_err());
        assert!(set_system(&mut [b'P'; 40]).is_err());
    }
}
