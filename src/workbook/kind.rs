//! What a file is, told by its first bytes, never by its name: `.et` of WPS is one of these under another name.

use super::compound;

/// A kind of workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `.xlsx`, and any other zip: what is in it is seen when it is opened.
    Xlsx,
    /// `.xls`, and any other compound file: `.doc`, a workbook with a password.
    Xls,
}

/// What begins a zip.
const ZIP: &[u8] = b"PK\x03\x04";

/// The kind of workbook that a file may be; none where it is surely none.
pub fn kind_of(bytes: &[u8]) -> Option<Kind> {
    if bytes.starts_with(ZIP) {
        Some(Kind::Xlsx)
    } else if bytes.starts_with(compound::MAGIC) {
        Some(Kind::Xls)
    } else {
        None
    }
}
