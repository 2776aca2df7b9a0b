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
//! | `ofd/` | the same as OFD |
//! | `paper/` | what both share: subset fonts, bookmarks, the order of a volume |
//! | `html/` | a page |
//! | `listing.rs` | a flat list (清单), the input of both its writers |
//! | `csv.rs` | a flat list as text |
//!
//! How to add a format: `docs/walks.md`. Command line, file names and batches take the formats
//! from [`Format::ALL`].

pub mod csv;
mod document;
mod error;
mod format;
pub mod html;
mod infallible;
mod listing;
pub mod ofd;
mod paper;
pub mod pdf;
pub mod xlsx;

pub use document::{
    Attachment, Date, Document, GENERATOR, LANGUAGE, Note, NoteKind, Properties, Table, WrittenFile,
};
pub use error::WriteError;
pub use format::{DocumentWriter, Format};
pub use listing::{
    Listing, ListingCell, ListingColumn, ListingNote, ListingNoteKind, ListingRow, ListingSum,
    RowKind,
};
pub use paper::parts::{VolumePaper, join_parts, part_of};
