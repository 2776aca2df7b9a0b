//! Values between commas (CSV, RFC 4180): the flat list as text, with the head in its first line.

use csv::{Terminator, WriterBuilder};

use super::{Listing, WriteError};

/// The mark by which Excel knows that a file of values is UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// Writes a list as text, without a byte order mark.
///
/// # Errors
/// [`WriteError::Csv`] where the library refuses; it has no reason to.
pub fn write(listing: &Listing) -> Result<String, WriteError> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    let failed = |error: csv::Error| WriteError::Csv(Box::new(error));
    let heads = listing.columns.iter().map(|column| column.head.as_str());
    writer.write_record(heads).map_err(failed)?;
    for row in &listing.rows {
        let texts = row.cells.iter().map(super::ListingCell::text);
        writer.write_record(texts).map_err(failed)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| WriteError::Csv(Box::new(error.into_error())))?;
    String::from_utf8(bytes).map_err(|error| WriteError::Csv(Box::new(error)))
}
