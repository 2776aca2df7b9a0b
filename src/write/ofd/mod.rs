//! OFD (GB/T 33190-2016): laid-out pages → a fixed-layout file for archives: embedded subset fonts,
//! text as typed, one bookmark per table, tags that name tables, rows, cells and their fields.
//!
//! ```text
//! layout::Page (runs, rules) ── page ──▶ a page's XML ──▶ file ──▶ package (zip)
//!                                │                         ▲
//!                                ├─ fonts: used glyphs ────┤ subsets, at the end
//!                                └─ tags: titles, cells ───┘
//! ```
//!
//! | file | contents |
//! | --- | --- |
//! | `error.rs`, `xml.rs` | failures; numbers and texts in XML |
//! | `package.rs` | the zip, written part by part |
//! | `ids.rs` | the numbers of fonts, pages and objects |
//! | `fonts.rs` | used glyphs, subsets |
//! | `page.rs` | a page → its XML |
//! | `tags.rs`, `attachment.rs` | the tags of tables; attached values and data |
//! | `file.rs`, `info.rs` | pages, outlines, resources; the metadata |
//! | `document.rs` | the OFD of a submission |
//! | `volume/` | the volume of many departments |
//!
//! It is a writer of the same [`Page`](crate::layout::Page)s as `pdf`, and draws the same glyphs at the
//! same positions. A glyph is numbered within its subset when it is first used, so that each page is
//! written before the next one is known. The rules that the files keep are in `docs/ofd.md`.

mod attachment;
mod document;
mod error;
mod file;
mod fonts;
mod ids;
mod info;
mod package;
mod page;
mod tags;
mod volume;
mod xml;

pub use document::OfdTables;
pub use volume::{chapter_file, write_volume};

use super::document::Properties;
#[cfg(any(test, feature = "stages"))]
use super::document::{Document, WrittenFile};
#[cfg(any(test, feature = "stages"))]
use super::error::WriteError;
#[cfg(any(test, feature = "stages"))]
use crate::layout::FontSet;

/// What an OFD claims to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OfdProfile {
    /// OFD (GB/T 33190-2016).
    #[default]
    Plain,
    /// OFD-A (GB/T 42133-2022), for archives: with a colour profile, the metadata of archives, and
    /// the values of the tables as an XML file.
    Archive,
}

/// What a file says about itself.
#[derive(Debug, Clone, Copy)]
pub struct OfdAbout<'a> {
    /// Its properties.
    pub properties: &'a Properties,
    /// What it claims to be.
    pub profile: OfdProfile,
}

/// Writes all tables of a document into one OFD.
///
/// # Errors
/// [`WriteError::Ofd`] if a layout does not match the fonts or its paper, or if a font cannot be
/// subset.
#[cfg(any(test, feature = "stages"))]
pub fn write(
    document: &Document<'_>,
    fonts: &FontSet,
    profile: OfdProfile,
) -> Result<WrittenFile, WriteError> {
    let properties = document.properties;
    let about = OfdAbout {
        properties,
        profile,
    };
    OfdTables::new(document.tables, fonts)?.document(&about)
}
