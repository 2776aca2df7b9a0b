//! PDF: laid-out pages → a file for print and archive: subset fonts, text as typed, a bookmark a
//! table, tagged tables, PDF/A-2b.
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
//! | `error.rs`, `sheet.rs`, `digest.rs`, `numbering.rs`, `pack.rs` | failures, page sizes, a hash, object numbers, deflate |
//! | `object.rs` | objects and cross-reference stream of a file |
//! | `fonts.rs` | used glyphs, subsets, font objects |
//! | `structure/` | structure elements, marked content, parent tree |
//! | `draw.rs` | a page → its content stream |
//! | `drawn.rs` | the pages of tables, drawn once for document and volume |
//! | `body.rs` | page objects and their elements |
//! | `metadata.rs` | document information and XMP |
//! | `file.rs` | catalog, page tree, outline, output intent (`sRGB.icc`) |
//! | `document.rs` | the PDF of a submission |
//! | `volume/` | the volume of many departments |
//!
//! The pages know no PDF: a second paper format is another writer of the same [`Page`]s. Document
//! and volume share one path: a document is a volume without cover and contents. A page is drawn
//! and packed once for both, since **the code of a glyph is its character** (`fonts`). The page
//! foot depends on the file and is a stream of its own. Object numbers follow from the number of
//! pages (`numbering`). Memory holds the packed pages, the used characters and the structure
//! elements; objects are written one after the other with `pdf-writer`.

mod body;
mod draw;
mod drawn;
mod file;
mod fonts;
#[cfg(feature = "genpdf")]
mod genpdf;
mod metadata;
mod object;
mod pack;
mod structure;
mod volume;

#[cfg(test)]
mod tests;

use self::body::WholePage;
use self::draw::draw_page;
use self::drawn::DrawnPage;
use self::file::{Bookmark, File, Numbers};
use self::fonts::UsedFonts;
use self::pack::Packer;
use super::{Document, Properties, Table, WriteError, WrittenFile};
use crate::layout::{FontSet, Page, UnknownFace};
use crate::length::Length;

pub use crate::layout::Cover;
pub use drawn::Drawn;
pub use volume::{Chapter, write_volume};

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
    /// As [`DrawnTables::document`].
    pub fn write(
        self,
        drawn: &Drawn<'_>,
        properties: &Properties,
    ) -> Result<WrittenFile, WriteError> {
        match self {
            Engine::Direct => drawn.document(properties),
            #[cfg(feature = "genpdf")]
            Engine::Genpdf => genpdf::write(drawn, properties),
        }
    }
}

/// Writes all tables of a document into one PDF.
///
/// # Errors
/// [`WriteError::Pdf`] when a layout does not fit the fonts or its paper, or when a font cannot be
/// subset.
pub fn write(document: &Document<'_>, fonts: &FontSet) -> Result<WrittenFile, WriteError> {
    Drawn::new(document.tables, fonts)?.document(document.properties)
}

/// A violated contract of this writer, or a failed library.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error("a run of text has face {0}, which the font set lacks")]
    Face(usize),
    #[error("a run of text has glyphs {0:?}, which its page lacks")]
    Run((usize, usize)),
    #[error("a type size, a rule's width or a sheet is no length a PDF can hold")]
    Length,
    #[error("a text or a rule stands where no sheet reaches")]
    Place,
    #[error("the character {0:?} is drawn with two glyphs of one face")]
    Sort(char),
    #[error("字体 {face} 里用到的字取不出来,字体文件已损坏({reason:?})")]
    Subset {
        face: String,
        reason: subsetter::Error,
    },
    #[error("a run of text belongs to a title or cell that its table lacks")]
    Structure,
    #[error(transparent)]
    Unknown(#[from] UnknownFace),
    #[error("a part of the volume is not what was written for it")]
    Part,
    #[cfg(feature = "genpdf")]
    #[error("genpdf cannot draw the pages")]
    Genpdf(#[source] ::genpdf::error::Error),
    #[error("the file cannot be written")]
    File(#[from] std::io::Error),
}

/// Width and height of a page.
#[derive(Debug, Clone, Copy)]
struct SheetSize {
    width: Length,
    height: Length,
}

impl SheetSize {
    /// The size, if PDF readers support it.
    fn measured(self) -> Result<SheetSize, Broken> {
        Ok(SheetSize {
            width: measured(self.width)?,
            height: measured(self.height)?,
        })
    }
}

/// Page size of a document without pages: a PDF has at least one.
const A4: SheetSize = SheetSize {
    width: Length::mm(210.0),
    height: Length::mm(297.0),
};

impl From<Broken> for WriteError {
    fn from(broken: Broken) -> WriteError {
        WriteError::Pdf(Box::new(broken))
    }
}

fn file(drawn: &Drawn<'_>, properties: &Properties) -> Result<Vec<u8>, Broken> {
    let empty;
    let mut pages = drawn.pages.as_slice();
    if pages.is_empty() {
        let fonts = &mut UsedFonts::new(drawn.fonts.set);
        let content = draw_page(&Page::default(), &[], A4.height, fonts)?;
        let (content, foot) = (Packer::new().pack(&content), None);
        empty = [DrawnPage {
            paper: A4,
            content,
            foot,
        }];
        pages = &empty;
    }
    let pages: Vec<WholePage<'_>> = pages.iter().map(DrawnPage::whole).collect();
    let mut out = Vec::new();
    let (front, body) = (0, pages.len());
    let mut file = File::new(&mut out, Numbers { front, body })?;
    let (spot, document) = (file.spot(0), Numbers::document());
    let elements = spot.write(&mut file.objects, &drawn.structure, document, &pages)?;
    file.add(&elements.outermost, &elements.parents)?;
    file.write_outline(&bookmarks(drawn.tables))?;
    let cuts = drawn
        .fonts
        .faces()
        .map(|face| face.cut(file.objects.packer()));
    let cuts = cuts.collect::<Result<_, _>>()?;
    file.write_fonts(&drawn.fonts, cuts)?;
    file.finish(properties)?;
    Ok(out)
}

/// Page size of a table.
fn sheet_of(table: &Table<'_>) -> SheetSize {
    let paper = &table.grid.look.paper;
    SheetSize {
        width: paper.width,
        height: paper.height,
    }
}

/// All pages of all tables with their sizes.
#[cfg(feature = "genpdf")]
fn pages_of<'a>(tables: &'a [Table<'a>]) -> impl Iterator<Item = (Page, SheetSize)> + 'a {
    tables.iter().flat_map(|table| {
        let size = sheet_of(table);
        let pages = table.layout.pages(table.grid);
        pages.map(move |page| (page, size))
    })
}

/// Bookmarks of the tables, each to its first page.
fn bookmarks<'a>(tables: &[Table<'a>]) -> Vec<Bookmark<'a>> {
    let mut bookmarks = Vec::new();
    let mut first = 0;
    for table in tables {
        let pages = table.layout.page_count();
        if pages > 0 {
            bookmarks.push(Bookmark {
                title: table.label,
                page: first,
                height: Some(table.grid.look.paper.height),
                below: Vec::new(),
            });
        }
        first += pages;
    }
    bookmarks
}

/// Largest page size of PDF readers in points: 200 inches.
const LARGEST: f64 = 14_400.0;

/// The length, if it is between 0 and [`LARGEST`].
fn measured(length: Length) -> Result<Length, Broken> {
    if (0.0..=LARGEST).contains(&length.to_pt()) {
        Ok(length)
    } else {
        Err(Broken::Length)
    }
}

/// 128-bit hash of contents, the same on every machine and in every version: FNV-1a by words of
/// eight bytes. The halves are swapped after each word, so that no bit of a word stays above all
/// others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Digest(u128);

impl Digest {
    fn of(bytes: &[u8]) -> Digest {
        const BASIS: u128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D;
        Digest(BASIS).and(bytes)
    }

    /// The hash of these contents followed by more.
    fn and(self, bytes: &[u8]) -> Digest {
        const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013B;
        let step = |digest: u128, word: [u8; 8]| {
            let mixed = digest ^ u128::from(u64::from_le_bytes(word));
            mixed.wrapping_mul(PRIME).rotate_left(64)
        };
        let (words, rest) = bytes.as_chunks();
        let digest = words.iter().copied().fold(self.0, step);
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        let length = (bytes.len() as u64).to_le_bytes();
        Digest(step(step(digest, last), length))
    }
}
