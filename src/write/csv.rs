//! Flat list as comma-separated values (RFC 4180), heads in the first line.

use csv::{Terminator, WriterBuilder};

use super::error::WriteError;
use super::listing::{Listing, ListingCell};

/// Byte order mark, by which Excel recognises a text file as UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// Writes a list as text, without a byte order mark.
///
/// # Errors
/// [`WriteError::Csv`] if the library fails, which is not expected when writing to memory.
pub fn write(listing: &Listing) -> Result<String, WriteError> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    let failed = |error: csv::Error| WriteError::Csv(Box::new(error));
    let heads = listing.columns.iter().map(|column| column.head.as_str());
    writer.write_record(heads).map_err(failed)?;
    for row in &listing.rows {
        let texts = row.cells.iter().map(ListingCell::text);
        writer.write_record(texts).map_err(failed)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| WriteError::Csv(Box::new(error.into_error())))?;
    String::from_utf8(bytes).map_err(|error| WriteError::Csv(Box::new(error)))
}
