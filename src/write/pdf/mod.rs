//! PDF: laid-out pages → a file for print and archive: subset fonts, text as typed, one bookmark
//! per table, tagged tables, PDF/A-2b.
//!
//! ```text
//! layout::Page (runs, rules) ── draw ──▶ content stream, packed ── body, file ──▶ objects
//!                                │                                   ▲
//!                                ├─ fonts: used glyphs ──────────────┤ subsets, at the end
//!                                └─ structure: tags ─────────────────┘
//! ```
//!
//! | file | contents |
//! | --- | --- |
//! | `error.rs`, `sheet.rs` | failures, page sizes |
//! | `numbering.rs` | object numbers |
//! | `object.rs` | objects and cross-reference stream of a file |
//! | `fonts.rs` | used glyphs, subsets, font objects |
//! | `structure/` | structure elements, marked content, parent tree |
//! | `draw.rs` | a page → its content stream |
//! | `drawn.rs` | the pages of tables, drawn once for document and volume |
//! | `body.rs` | page objects and their elements |
//! | `attachment.rs` | attached files: the data of the tables |
//! | `metadata.rs` | document information and XMP |
//! | `file.rs` | catalog, page tree, outline, output intent |
//! | `document.rs` | the PDF of a submission |
//! | `volume/` | the volume of many departments |
//!
//! Pages do not depend on PDF: `ofd` is another writer of the same [`Page`](crate::layout::Page)s, and
//! `paper` has what both share. Document and volume share their code: a document is a volume
//! without cover and contents. A page is drawn and packed once for both, because **the code of a
//! glyph is its character** (`fonts`). The page foot depends on the file and is a separate stream.
//! Object numbers are determined by the number of pages (`numbering`). Memory contains the packed
//! pages, the used characters and the structure elements; objects are written one after the other
//! with `pdf-writer`.

mod attachment;
mod body;
mod document;
mod draw;
mod drawn;
mod error;
mod file;
mod fonts;
#[cfg(feature = "genpdf")]
mod genpdf;
mod metadata;
mod numbering;
mod object;
mod sheet;
mod structure;
mod volume;

#[cfg(test)]
mod tests;

use super::document::{Document, Properties, WrittenFile};
use super::error::WriteError;
use crate::layout::FontSet;

pub use super::paper::chapter::{Bound, Chapter};
pub use super::paper::claim::Claim;
pub use crate::layout::{Cover, Spine};
pub use drawn::DrawnTables;
pub use volume::{write_spine, write_volume};

/// Backend that writes the PDF of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Engine {
    /// This module: tagged PDF/A-2b, the same bytes for the same data.
    #[default]
    Direct,
    /// genpdf: type sizes in whole points, no PDF/A, no tags, other bytes each time.
    #[cfg(feature = "genpdf")]
    Genpdf,
}

impl Engine {
    /// Writes the document of tables.
    ///
    /// # Errors
    /// As `DrawnTables::document`.
    pub fn write(
        self,
        drawn: &DrawnTables<'_>,
        properties: &Properties,
    ) -> Result<WrittenFile, WriteError> {
        match self {
            Engine::Direct => drawn.document(properties),
            #[cfg(feature = "genpdf")]
            Engine::Genpdf if drawn.attached.is_some() || drawn.claim != Claim::Archive => {
                Err(error::PdfError::PlainEngine.into())
            }
            #[cfg(feature = "genpdf")]
            Engine::Genpdf => genpdf::write(drawn, properties),
        }
    }
}

/// Writes all tables of a document into one PDF.
///
/// # Errors
/// [`WriteError::Pdf`] if a layout does not match the fonts or its paper, or if a font cannot be
/// subset.
#[cfg(any(test, feature = "stages"))]
pub fn write(document: &Document<'_>, fonts: &FontSet) -> Result<WrittenFile, WriteError> {
    DrawnTables::new(document.tables, fonts)?.document(document.properties)
}
