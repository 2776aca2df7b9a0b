//! Mended copies: what is mended and gone, and everything else as it was.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed step fails the test"
)]

#[path = "fix/cells.rs"]
mod cells;
#[path = "fix/copy.rs"]
mod copy;
#[path = "fix/json.rs"]
mod json;
#[path = "fix/sheets.rs"]
mod sheets;

#[path = "support/data_files.rs"]
mod data_files;
#[path = "support/rendered.rs"]
mod rendered;
#[path = "support/unzipped.rs"]
mod unzipped;
#[path = "support/zipped.rs"]
mod zipped;
