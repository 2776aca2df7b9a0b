//! Writers: grids and laid-out pages → bytes of a file.
//!
//! A decision that affects several formats is made before the writers, and no writer accesses the
//! disk.
//!
//! | file | contents |
//! | --- | --- |
//! | `format.rs` | the output formats in one table: name, media type, writer |
//! | `document.rs` | input and output of every writer |
//! | `xlsx/` | workbooks: tables, blanks, flat lists, summaries and reports |
//! | `pdf/` | the document of a submission; the volume of many |
//! | `html/` | a page |
//! | `listing.rs` | a flat list (清单), the input of both its writers |
//! | `csv.rs` | a flat list as text |
//!
//! # Adding an output format
//!
//! 1. A file or folder here with `write(&Document) -> Result<WrittenFile, WriteError>`, and its
//!    `mod` line below.
//! 2. `format.rs`: a variant of [`Format`], in [`Format::ALL`], and its description.
//! 3. `error.rs`: a variant, if a library of the writer can fail.
//!
//! Command line, file names and batches take the format from [`Format::ALL`].

pub mod csv;
mod document;
mod error;
mod format;
pub mod html;
mod listing;
pub mod pdf;
mod text;
pub mod xlsx;

pub use document::{
    Date, Document, GENERATOR, LANGUAGE, Note, NoteKind, Properties, Table, WrittenFile,
};
pub use error::WriteError;
pub use format::{DocumentWriter, Format};
pub use listing::{
    Listing, ListingCell, ListingColumn, ListingNote, ListingNoteKind, ListingRow, ListingSum,
    RowKind,
};
