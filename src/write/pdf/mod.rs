//! PDF: laid-out pages → a file for print and archive. Fonts subset, text as it was typed, a bookmark a table, tables tagged, PDF/A-2b.
//!
//! ```text
//! layout's drawing steps ── draw ──▶ content of a page, packed ── body, file ──▶ objects
//!          (Page: runs, rules)          │                            ▲
//!                                       └─ fonts: what was used ─────┤ subsets, at the end
//!                                          structure: tags ──────────┘
//! ```
//!
//! The steps know no PDF: a second paper format is another writer of the same [`Page`]s. One way for all files: the document of a submission is a
//! volume (`volume`) without cover and contents. A page is drawn, packed and written before the next, since **the code of a glyph is its character**
//! (`fonts`) and the numbers of objects follow from the number of pages (`file`); what stays in memory is which characters were used, and the elements
//! of the structure (`structure`). Metadata (`metadata`) and output intent (`profile`) make it an archive file; objects go out one after the other
//! (`object`), packed (`pack`), by way of `pdf-writer`.

mod body;
mod draw;
mod file;
mod fonts;
#[cfg(feature = "genpdf")]
mod genpdf;
mod metadata;
mod object;
mod pack;
mod profile;
mod structure;
mod volume;

#[cfg(test)]
mod tests;

use self::draw::draw_page;
use self::file::{Bookmark, File, Numbers};
use self::fonts::UsedFonts;
use self::pack::Packer;
use super::{Document, Table, WriteError, Written};
use crate::layout::{FontSet, Page};
use crate::length::Length;

pub use volume::{Chapter, Cover, write_part, write_volume};

/// What lays down the pages of a submission's PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Engine {
    /// This module: tagged PDF/A-2b, the same bytes for the same data.
    #[default]
    Direct,
    /// genpdf, whose file it is: type sizes in whole points, no PDF/A, no tags, other bytes each time.
    #[cfg(feature = "genpdf")]
    Genpdf,
}

impl Engine {
    /// Writes all tables of a document into one PDF.
    ///
    /// # Errors
    /// [`WriteError::Pdf`] as for [`write()`].
    pub fn write(self, document: &Document<'_>, fonts: &FontSet) -> Result<Written, WriteError> {
        match self {
            Engine::Direct => write(document, fonts),
            #[cfg(feature = "genpdf")]
            Engine::Genpdf => genpdf::write(document, fonts),
        }
    }
}

/// Writes all tables of a document into one PDF.
///
/// # Errors
/// [`WriteError::Pdf`] when a layout does not fit the fonts or its paper, or when a font cannot be subset.
pub fn write(document: &Document<'_>, fonts: &FontSet) -> Result<Written, WriteError> {
    let bytes = file(document, fonts).map_err(|broken| WriteError::Pdf(Box::new(broken)))?;
    Ok(Written {
        bytes,
        notes: Vec::new(),
    })
}

/// A promise to this writer, or of a library, that was not kept.
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
    #[error("a part of the volume is not what was written for it")]
    Part,
    #[cfg(feature = "genpdf")]
    #[error("genpdf cannot draw the pages")]
    Genpdf(#[source] ::genpdf::error::Error),
    #[error("the file cannot be written")]
    File(#[from] std::io::Error),
}

/// Width and height of a sheet.
#[derive(Debug, Clone, Copy)]
struct SheetSize {
    width: Length,
    height: Length,
}

impl SheetSize {
    /// The size, if readers hold a sheet of it.
    fn measured(self) -> Result<SheetSize, Broken> {
        Ok(SheetSize {
            width: measured(self.width)?,
            height: measured(self.height)?,
        })
    }
}

/// What stands in for the sheets of a document that has none: a PDF has a page at least.
const A4: SheetSize = SheetSize {
    width: Length::mm(210.0),
    height: Length::mm(297.0),
};

fn file(document: &Document<'_>, fonts: &FontSet) -> Result<Vec<u8>, Broken> {
    let mut used = UsedFonts::new(fonts);
    let mut structure = structure::Tables::default();
    let pages = document
        .tables
        .iter()
        .map(|table| table.layout.page_count());
    let pages = pages.sum::<usize>();
    let mut out = Vec::new();
    let mut file = File::new(&mut out, Numbers::of_document(pages.max(1)))?;
    let (mut body, mut packer) = (file.body(), Packer::new());
    let mut index = 0;
    for table in document.tables {
        let paper = sheet_of(table).measured()?;
        for page in table.layout.pages(table.grid) {
            let marked = structure.page(table.grid, &page)?;
            let content = draw_page(&page, marked.iter(), paper.height, &mut used)?;
            body.write_page(index, paper, &packer.pack(&content), None)?;
            index += 1;
        }
        structure.end_table(table.grid, table.label);
    }
    if pages == 0 {
        let content = draw_page(&Page::default(), [].iter(), A4.height, &mut used)?;
        body.write_page(0, A4, &packer.pack(&content), None)?;
    }
    let elements = body.write_elements(&structure.finish(), pages.max(1), Numbers::document())?;
    file.add_sections(&elements.outermost);
    file.add_parents(&elements.parents)?;
    file.write_outline(&bookmarks(document))?;
    let cuts = used.faces().map(fonts::UsedFace::cut);
    file.write_fonts(&used, cuts.collect::<Result<_, _>>()?)?;
    file.finish(document.properties)?;
    Ok(out)
}

/// The sheets of a table.
fn sheet_of(table: &Table<'_>) -> SheetSize {
    let paper = &table.grid.look.paper;
    SheetSize {
        width: paper.width,
        height: paper.height,
    }
}

/// All pages of all tables, and the paper of each.
#[cfg(feature = "genpdf")]
fn pages_of<'a>(tables: &'a [Table<'a>]) -> impl Iterator<Item = (Page, SheetSize)> + 'a {
    tables.iter().flat_map(|table| {
        let size = sheet_of(table);
        let pages = table.layout.pages(table.grid);
        pages.map(move |page| (page, size))
    })
}

/// The label of each table, which leads to its first page.
fn bookmarks<'a>(document: &Document<'a>) -> Vec<Bookmark<'a>> {
    let mut bookmarks = Vec::new();
    let mut first = 0;
    for table in document.tables {
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

/// The 200 inches that readers hold a sheet to, in points.
const LARGEST: f64 = 14_400.0;

/// A length from nothing to the 200 inches that readers hold a sheet to.
fn measured(length: Length) -> Result<Length, Broken> {
    if (0.0..=LARGEST).contains(&length.to_pt()) {
        Ok(length)
    } else {
        Err(Broken::Length)
    }
}

/// A number that tells contents apart, the same on every machine and in every version (FNV-1a of 128 bits).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Digest(u128);

impl Digest {
    fn of(bytes: &[u8]) -> Digest {
        const BASIS: u128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D;
        Digest(BASIS).and(bytes)
    }

    /// With more contents behind those it tells.
    fn and(self, bytes: &[u8]) -> Digest {
        const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013B;
        Digest(bytes.iter().fold(self.0, |digest, byte| {
            (digest ^ u128::from(*byte)).wrapping_mul(PRIME)
        }))
    }
}
