//! A volume (合订本): the tables of many departments in one archive file, written while it is put together.
//!
//! ```text
//! a department's tables ── part ──▶ its pages, drawn and packed, without feet      (kept on disk)
//!                                       │  one part in memory at a time
//! cover, contents (front) ──────────────┴──▶ mod: page after page, each with its foot ──▶ fonts, outline, page tree, cross references
//! ```
//!
//! What makes this possible: **the code of a glyph is its character** (`font`), the same in every part, so that the pages of a part stand in any
//! volume as they are, and each face is embedded once, with what all parts use of it. A page's foot, which alone depends on the volume, is a stream
//! of its own. Numbers of objects follow from the numbers of pages, which are known before; only where objects stand is kept in memory. The elements of a
//! part's structure (`structure`) are kept in it without numbers (`carried`), and get theirs when it is put in; each department is an element around them.
//!
//! It draws straight from the layout, not by way of genpdf, whose document is one in memory; places are rounded to the same hundredths of a point.

mod carried;
mod draw;
mod file;
mod font;
mod front;
mod part;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use super::Broken;
use crate::grid::Look;
use crate::layout::FontSet;
use crate::write::{Properties, Table, WriteError};

use self::file::{File, Numbers};
use self::font::VolumeFonts;
use self::part::PartReader;

/// A volume's first pages.
#[derive(Debug, Clone, Copy)]
pub struct Cover<'a> {
    /// The look whose paper and fonts cover and contents take.
    pub look: &'a Look,
    /// The title.
    pub title: &'a str,
    /// What stands below it on a line of its own, smaller: the year. May be empty.
    pub subtitle: &'a str,
    /// What kind of volume it is, in large type: 合订本.
    pub kind: &'a str,
    /// Lines below that.
    pub lines: &'a [String],
    /// Lines at the foot: who compiled it, and when.
    pub imprint: &'a [String],
    /// The head of the contents: 目录.
    pub contents: &'a str,
}

/// A department in a volume.
#[derive(Debug, Clone, Copy)]
pub struct Chapter<'a> {
    /// Its name.
    pub title: &'a str,
    /// Name and number of pages of each of its tables, as they are in its part.
    pub tables: &'a [(String, usize)],
}

/// The pages of tables, drawn and packed, for [`write_volume`].
///
/// # Errors
/// [`WriteError::Pdf`] when a layout does not fit the fonts.
pub fn write_part(tables: &[Table<'_>], fonts: &FontSet) -> Result<Vec<u8>, WriteError> {
    part::write(tables, fonts).map_err(|broken| WriteError::Pdf(Box::new(broken)))
}

/// Writes a volume: cover, contents, and the chapters' parts, which come one after the other in the chapters' order.
///
/// # Errors
/// What the system says of `out` or of a part; also a part that is not that of its chapter, or a font that cannot be subset.
pub fn write_volume(
    out: &mut dyn Write,
    (cover, chapters): (&Cover<'_>, &[Chapter<'_>]),
    parts: impl IntoIterator<Item = io::Result<Vec<u8>>>,
    properties: &Properties,
    fonts: &FontSet,
) -> io::Result<()> {
    let mut set = VolumeFonts::new(fonts);
    let front = front::set(cover, chapters, &mut set).map_err(other)?;
    let body = chapters
        .iter()
        .flat_map(|chapter| chapter.tables.iter().map(|(_, pages)| pages))
        .sum();
    let numbers = Numbers::new(front.pages.len(), body);
    let mut file = File::new(out, numbers)?;
    file.write_front(&front)?;
    let mut number = 0;
    for (chapter, part) in chapters.iter().zip(parts) {
        let part = part?;
        let mut reader = PartReader::new(&part).map_err(other)?;
        reader.collect(&mut set).map_err(other)?;
        let wanted: usize = chapter.tables.iter().map(|(_, pages)| pages).sum();
        if reader.pages() != wanted {
            return Err(other(Broken::Part));
        }
        let pages = number..number + wanted;
        let owners = file.write_structure(chapter.title, reader.structure(), pages)?;
        for owners in &owners {
            let page = reader.page().map_err(other)?;
            file.write_page((number, owners), &page, &mut set)?;
            number += 1;
        }
    }
    if number != body {
        return Err(other(Broken::Part));
    }
    file.write_outline(cover, chapters)?;
    file.write_fonts(&set)?;
    file.write_tree()?;
    file.finish(properties)
}

/// A promise that was not kept, as a failure to write.
fn other(broken: Broken) -> io::Error {
    io::Error::other(broken)
}
