//! Papers that keep their data (`--attach-data`): the data that are attached to a paper, and what a
//! paper shows, compared with the tables of its data.
//!
//! | file | content |
//! | --- | --- |
//! | `data.rs` | the data of a paper: submission, edition and digests ⇄ the bytes to be attached |
//! | `shown.rs` | what a paper shows of a submission: its tables as texts |
//! | `compare.rs` | what a paper shows, compared with the tables of its data |
//! | `error.rs` | why a paper cannot be read |
//! | `pdf/` | a PDF → its attached data and what it shows |
//!
//! Only `pdf/` knows PDF: another kind of paper has another reader, which makes the same [`Paper`].
//! A digest within a file proves nothing about its pages, as whoever changes a page leaves the digest
//! as it is. So the texts of the pages are compared with the tables, made anew from the data.

mod compare;
mod data;
mod error;
mod pdf;
mod shown;

pub(crate) use compare::{Difference, differences};
pub(crate) use data::{DataError, MEDIA_TYPE, PaperData, edition_digest, is_paper_data};
pub(crate) use error::PaperError;
pub(crate) use pdf::{MAX_OBJECTS, MAX_STREAM, MAX_UNPACKED, has_data, is_pdf, read_pdf};
pub(crate) use shown::{Margin, Shown, ShownTable, ShownText, TextKind};

/// The most submissions that a paper may have attached.
pub(crate) const MAX_ATTACHED: usize = 2000;

/// A paper with attached data.
pub(crate) struct Paper {
    /// The submissions, in the order of the pages.
    pub(crate) submissions: Vec<PaperSubmission>,
}

/// A submission that is attached to a paper.
pub(crate) struct PaperSubmission {
    /// The data.
    pub(crate) data: Result<PaperData, DataError>,
    /// What the paper shows of it, or in words why that cannot be told.
    pub(crate) shown: Result<Shown, String>,
}
