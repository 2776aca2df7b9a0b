//! Papers that keep their data (`--attach-data`): the data that are attached to a paper, and what a
//! paper shows, compared with the tables of its data.
//!
//! | file | content |
//! | --- | --- |
//! | `attached.rs` | the attached data of a file, within their limits |
//! | `data.rs` | the data of a paper: submission, edition and digests ⇄ the bytes to be attached |
//! | `shown.rs` | what a paper shows of a submission: its tables as texts |
//! | `compare.rs` | what a paper shows, compared with the tables of its data |
//! | `error.rs` | why a paper cannot be read |
//! | `pdf/`, `ofd/` | a PDF, an OFD → its attached data and what it shows |
//!
//! Only `pdf/` knows PDF and `ofd/` OFD: each reads its kind of paper and makes the same [`Paper`].
//! A digest within a file proves nothing about its pages, as whoever changes a page leaves the digest
//! as it is. So the texts of the pages are compared with the tables, made anew from the data.

mod attached;
mod compare;
mod data;
mod error;
mod ofd;
mod pdf;
mod shown;

use crate::unzip::is_zip;

pub(crate) use compare::{Difference, differences};
pub(crate) use data::{DataError, MEDIA_TYPE, PaperData, edition_digest, is_paper_data};
pub(crate) use error::PaperError;
pub(crate) use ofd::MAX_PARTS;
pub(crate) use pdf::MAX_OBJECTS;
pub(crate) use shown::{Margin, Shown, ShownPaper, ShownTable, ShownText, TextKind};

/// The most submissions that a paper may have attached.
pub(crate) const MAX_ATTACHED: usize = 2000;

/// Maximum size of a stream of a PDF, and of all attached data, in bytes.
pub(crate) const MAX_STREAM: u64 = 32 * 1024 * 1024;

/// Maximum size of all parts that are unpacked, in bytes; one that is needed again counts again.
pub(crate) const MAX_UNPACKED: u64 = 512 * 1024 * 1024;

/// A kind of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PaperKind {
    Pdf,
    Ofd,
}

impl PaperKind {
    /// The kind of a file, by its bytes; `None` for other files.
    pub(crate) fn of(bytes: &[u8]) -> Option<PaperKind> {
        if pdf::is_pdf(bytes) {
            Some(PaperKind::Pdf)
        } else {
            ofd::is_ofd(bytes).then_some(PaperKind::Ofd)
        }
    }

    /// The kind of a file, by its bytes, or by its name if it is a zip whose end is lost.
    pub(crate) fn of_named(name: &str, bytes: &[u8]) -> Option<PaperKind> {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let is_named = ending.eq_ignore_ascii_case("ofd") && is_zip(bytes);
        PaperKind::of(bytes).or_else(|| is_named.then_some(PaperKind::Ofd))
    }

    /// Whether a file may be a paper, by its first bytes.
    pub(crate) fn may_be(first: &[u8]) -> bool {
        pdf::is_pdf(first) || is_zip(first)
    }

    /// Its name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            PaperKind::Pdf => "PDF",
            PaperKind::Ofd => "OFD",
        }
    }

    /// Whether a file of this kind has attached data: others are scans and documents.
    pub(crate) fn has_data(self, bytes: &[u8]) -> bool {
        match self {
            PaperKind::Pdf => pdf::has_data(bytes),
            PaperKind::Ofd => ofd::has_data(bytes),
        }
    }

    /// Reads a file of this kind.
    pub(crate) fn read(self, bytes: &[u8]) -> Result<Paper, PaperError> {
        match self {
            PaperKind::Pdf => pdf::read(bytes),
            PaperKind::Ofd => ofd::read(bytes),
        }
    }
}

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

impl Paper {
    /// A paper with these attached data, and what it shows of each, in words if that cannot be told.
    fn new(attached: &[Vec<u8>], mut shown: Result<Vec<Shown>, String>) -> Paper {
        let submissions = attached.iter().enumerate();
        let submissions = submissions.map(|(index, bytes)| PaperSubmission {
            data: PaperData::read(bytes),
            shown: match &mut shown {
                Ok(shown) => Ok(std::mem::take(&mut shown[index])),
                Err(words) => Err(words.clone()),
            },
        });
        Paper {
            submissions: submissions.collect(),
        }
    }
}
