//! PDF: laid-out pages → a file for print and archive. Fonts subset, text as it was typed, a bookmark a table, tables tagged, PDF/A-2b.
//!
//! Two steps. **The canvas** (`canvas`) is genpdf: one custom element prints every run as a positioned string and every rule as a
//! line, page after page. **The finishing** reads genpdf's drawing back (`trace`) and writes it again with the real fonts
//! (`typeface`), exact sizes and widths (`pen`), what each text belongs to (`structure`), bookmarks, metadata (`metadata`) and output
//! intent (`profile`) by way of `pdf-writer` (`assembly`), object after object (`object`), packed (`pack`).
//!
//! Why not genpdf's file as it is: genpdf embeds whole fonts, four at least, and asks each of them for all 1.1 million characters; its
//! type sizes are whole points and its lines have no width; ids and dates are random; layers, builtin fonts and wrong font bounds keep
//! the file out of archives. So genpdf gets a font of one empty glyph that stands for a builtin one (`standin`), which it neither
//! walks nor embeds, and what it cannot say in its own terms is spelled in terms it has: the code of a glyph by its hexadecimal digits,
//! a face and size or a rule's width by the number of a colour. Places are genpdf's own, to the hundredth of a point.

mod assembly;
mod canvas;
mod metadata;
mod object;
mod pack;
mod pen;
mod profile;
mod standin;
mod structure;
mod trace;
mod typeface;
mod volume;

#[cfg(test)]
mod tests;

use self::assembly::{Assembly, DrawnPage};
use self::canvas::{Line, Sheet, Text};
use self::pen::Pens;
use self::trace::{Trace, TraceError};
use self::typeface::Typefaces;
use super::{Document, WriteError, Written};
use crate::layout::{FontSet, Glyph, Page, Run};
use crate::length::Length;

pub use volume::{Chapter, Cover, write_part, write_volume};

/// Writes all tables of a document into one PDF.
///
/// # Errors
/// [`WriteError::Pdf`] when a layout does not fit the fonts or its paper, when a font cannot be subset, or when genpdf fails.
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
    #[error("more than 65,534 glyphs of the face {0} are used")]
    Glyphs(String),
    #[error("字体 {face} 里用到的字取不出来,字体文件已损坏({reason:?})")]
    Subset {
        face: String,
        reason: subsetter::Error,
    },
    #[error("genpdf cannot draw the pages")]
    Canvas(#[source] genpdf::error::Error),
    #[error("genpdf's drawing cannot be read back")]
    Trace(#[from] TraceError),
    #[error("genpdf was given texts and rules a page as {given:?} and wrote {written:?}")]
    Lost {
        given: Vec<(usize, usize)>,
        written: Vec<(usize, usize)>,
    },
    #[error("genpdf's drawing has a colour that was not given to it")]
    Pen,
    #[error("a run of text belongs to a title or cell that its table lacks")]
    Structure,
    #[error("a part of the volume is not what was written for it")]
    Part,
    #[error("the file cannot be written")]
    File(#[from] std::io::Error),
}

/// Width and height of a sheet.
#[derive(Debug, Clone, Copy)]
struct SheetSize {
    width: Length,
    height: Length,
}

/// What stands in for the sheets of a document that has none: a PDF has a page at least.
const A4: SheetSize = SheetSize {
    width: Length::mm(210.0),
    height: Length::mm(297.0),
};

fn file(document: &Document<'_>, fonts: &FontSet) -> Result<Vec<u8>, Broken> {
    let pages = pages(document);
    let typefaces = typefaces(&pages, fonts)?;
    let mut pens = Pens::default();
    let sheets = pages
        .iter()
        .map(|(page, _)| sheet(page, &typefaces, &mut pens));
    let mut sheets = sheets.collect::<Result<Vec<_>, _>>()?;
    let mut sizes: Vec<SheetSize> = pages.iter().map(|(_, size)| *size).collect();
    let (structure, mut marked) = structure::of_tables(document.tables)?;
    if sizes.is_empty() {
        sheets.push(Sheet::default());
        sizes.push(A4);
        marked.push(Vec::new());
    }
    let canvas = canvas_size(&sizes)?;
    let drawn = draw(sheets, canvas)?.into_iter().zip(sizes).zip(marked);
    let pages = drawn.map(|((trace, paper), marked)| DrawnPage {
        trace,
        paper,
        marked,
    });
    Assembly {
        properties: document.properties,
        typefaces: &typefaces,
        pens: &pens,
        canvas: canvas.height,
        pages: pages.collect(),
        structure: &structure,
        bookmarks: bookmarks(document),
    }
    .finish()
}

/// The faces, each with all its glyphs that stand on the pages.
fn typefaces<'f>(
    pages: &[(&Page, SheetSize)],
    fonts: &'f FontSet,
) -> Result<Typefaces<'f>, Broken> {
    let mut typefaces = Typefaces::new(fonts);
    for (page, _) in pages {
        for run in &page.runs {
            typefaces.collect(run.face, glyphs(page, run)?)?;
        }
    }
    typefaces.number()?;
    Ok(typefaces)
}

/// Has genpdf draw the sheets and reads its drawing back; nothing may get lost.
fn draw(sheets: Vec<Sheet>, canvas: SheetSize) -> Result<Vec<Trace>, Broken> {
    let given: Vec<_> = sheets
        .iter()
        .map(|sheet| (sheet.texts.len(), sheet.lines.len()))
        .collect();
    let drawing = canvas::paint(sheets, canvas.width, canvas.height).map_err(Broken::Canvas)?;
    let traces = trace::trace(&drawing)?;
    let written: Vec<_> = traces
        .iter()
        .map(|trace| (trace.texts.len(), trace.lines.len()))
        .collect();
    if given == written {
        Ok(traces)
    } else {
        Err(Broken::Lost { given, written })
    }
}

/// All pages of all tables, and the paper of each.
fn pages<'a>(document: &Document<'a>) -> Vec<(&'a Page, SheetSize)> {
    let tables = document.tables.iter();
    let pages = tables.flat_map(|table| {
        let paper = &table.grid.look.paper;
        let size = SheetSize {
            width: paper.width,
            height: paper.height,
        };
        table.layout.pages.iter().map(move |page| (page, size))
    });
    pages.collect()
}

/// The label of each table and its first page.
fn bookmarks<'a>(document: &Document<'a>) -> Vec<(&'a str, usize)> {
    let mut bookmarks = Vec::new();
    let mut first = 0;
    for table in document.tables {
        let count = table.layout.pages.len();
        if count > 0 {
            bookmarks.push((table.label, first));
        }
        first += count;
    }
    bookmarks
}

/// A size that holds every sheet: genpdf's pages are all alike.
fn canvas_size(sizes: &[SheetSize]) -> Result<SheetSize, Broken> {
    for size in sizes {
        measured(size.width)?;
        measured(size.height)?;
    }
    let width = sizes
        .iter()
        .map(|size| size.width)
        .fold(Length::ZERO, Length::max);
    let height = sizes
        .iter()
        .map(|size| size.height)
        .fold(Length::ZERO, Length::max);
    Ok(SheetSize { width, height })
}

/// A length from nothing to the 200 inches that readers hold a sheet to.
fn measured(length: Length) -> Result<Length, Broken> {
    if (0.0..=14_400.0).contains(&length.to_pt()) {
        Ok(length)
    } else {
        Err(Broken::Length)
    }
}

/// A page as the canvas draws it.
fn sheet(page: &Page, typefaces: &Typefaces<'_>, pens: &mut Pens) -> Result<Sheet, Broken> {
    let mut sheet = Sheet::default();
    for run in structure::mark::drawn(page) {
        let pen = pens.for_text(run.face, run.size)?;
        let codes = typefaces.codes(run.face, glyphs(page, run)?);
        sheet.texts.push(Text {
            x: run.x,
            baseline: run.baseline,
            pen,
            codes,
        });
    }
    for rule in &page.rules {
        let pen = pens.for_rule(rule.width)?;
        sheet.lines.push(Line {
            from: rule.from,
            to: rule.to,
            pen,
        });
    }
    Ok(sheet)
}

/// The glyphs of a run, if its page has them.
fn glyphs<'a>(page: &'a Page, run: &Run) -> Result<&'a [Glyph], Broken> {
    page.glyphs
        .get(run.glyphs.0..run.glyphs.1)
        .ok_or(Broken::Run(run.glyphs))
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
