//! Volume (合订本): the tables of many departments in one archive file, written while it is
//! assembled.
//!
//! ```text
//! a department's tables ── chapter_file ──▶ its pages, drawn and packed, without feet (on disk)
//!                                              ▼
//!                                           section: several at a time: elements, pages with feet
//!                                              │  one after the other
//! cover, contents, index (front_matter) ───────┴──▶ file ──▶ fonts, outline, page tree, xref
//! ```
//!
//! A volume is printed on both sides and bound: each department begins on the front of a leaf
//! ([`Chapter::whole_pages`]), and page numbers are at the outer edge (`foot`). A volume whose
//! chapters have divisions has a divider before each, and a level more of contents and bookmarks.
//!
//! This works because **the code of a glyph is its character** (`fonts`), the same in every chapter
//! file: its pages are valid in any volume, and each face is embedded once, with the glyphs of all
//! chapters. A page foot depends on the volume and is a separate stream. Object numbers are
//! determined by the numbers of pages, which are known in advance; memory contains only the
//! positions of objects. The structure elements of a chapter file have no numbers until they are
//! inserted; each department is an element around them.

mod chapter_file;
mod foot;
mod front_matter;
mod matter;
mod section;
mod spine;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use super::drawn::DrawnTables;
use super::error::PdfError;
use super::file::File;
use super::fonts::{UsedFace, UsedFonts};
use super::numbering::Numbers;
use super::object::count;
use crate::layout::FontSet;
use crate::write::document::Properties;
use crate::write::error::WriteError;
use crate::write::paper::bookmark;
use crate::write::paper::chapter::{Bound, DIVIDER, Placed, at_a_time, parallel_map, placed};

use self::chapter_file::ChapterFile;
use self::foot::other;
use self::front_matter::{FrontMatter, Index};
use self::section::{Place, Section};

pub use spine::write_spine;

impl DrawnTables<'_> {
    /// The chapter file with the tables of these documents in their order, under these titles, and
    /// the number of pages of each table in it; for [`write_volume`].
    ///
    /// # Errors
    /// [`WriteError::Pdf`] if the font of a foot is not in the set.
    pub fn chapter_file(
        drawn: &[DrawnTables<'_>],
        titles: &[String],
    ) -> Result<(Vec<u8>, Vec<usize>), WriteError> {
        Ok(chapter_file::write(drawn, titles)?)
    }
}

/// Writes a volume: cover, contents, the chapters, and the index. `chapter_file` returns the file of
/// a chapter by index; it is called for several at a time if rayon has several threads. The bytes are
/// the same for any number of threads. Returns the number of pages.
///
/// # Errors
/// Failures of `out` or `chapter_file`; a chapter file that does not match its chapter; a font that
/// cannot be subset.
pub fn write_volume(
    out: &mut (dyn Write + Send),
    bound: &Bound<'_>,
    chapter_file: impl Fn(usize) -> io::Result<Vec<u8>> + Sync,
    properties: &Properties,
    fonts: &FontSet,
) -> io::Result<usize> {
    let mut set = UsedFonts::new(fonts);
    let index = Index::new(bound, &mut set).map_err(other)?;
    let front = FrontMatter::new(bound, index.last(), &mut set).map_err(other)?;
    let numbers = Numbers {
        front: front.pages(),
        body: index.last(),
    };
    let mut file = File::new(out, numbers)?;
    front.write(bound, &mut set, &mut file)?;
    drop(front);
    write_chapters(bound, chapter_file, (&mut file, numbers), &mut set)?;
    index.write((bound.cover, numbers.front), &mut set, &mut file)?;
    file.write_outline(&bookmark::of_volume(bound, numbers.front, index.first))?;
    let faces: Vec<&UsedFace<'_>> = set.faces().collect();
    let subsets = parallel_map(&faces, |face| face.pack_subset().map_err(other))?;
    file.write_fonts(&set, subsets)?;
    if let Some(character) = set.characters().find(|one| !bound.claim.allows(*one)) {
        return Err(other(PdfError::Disallowed(character)));
    }
    file.finish(properties, bound.claim)?;
    Ok(numbers.pages())
}

/// Writes the chapters, several at a time.
fn write_chapters(
    bound: &Bound<'_>,
    chapter_file: impl Fn(usize) -> io::Result<Vec<u8>> + Sync,
    (file, numbers): (&mut File<'_>, Numbers),
    set: &mut UsedFonts<'_>,
) -> io::Result<()> {
    let chapters = bound.chapters;
    let places: Vec<Placed<'_, '_>> = placed(chapters).collect();
    let (mut next, mut start) = (0, file.start(numbers.front));
    let mut made = Vec::new();
    while next < chapters.len() || !made.is_empty() {
        let some = next..next + at_a_time(&chapters[next..]);
        next = some.end;
        // Finished sections are written while the next chapter files are read.
        let (written, read) = rayon::join(
            || put_all(file, std::mem::take(&mut made), set),
            || {
                parallel_map(some, |index| {
                    read_chapter(&places[index], chapter_file(index)?)
                })
            },
        );
        written?;
        let numbered = read?.into_iter().map(|(place, stored)| {
            let chapter = place.chapter;
            let divider = place.opens.then_some(bound.cover.look);
            let here = start;
            let pages = chapter.whole_pages() + if place.opens { DIVIDER } else { 0 };
            start.page += pages;
            start.key += count(pages);
            let objects = section::objects(chapter, &stored, place.opens);
            let first = file.objects.take_many(objects);
            let place = Place {
                chapter,
                divider,
                start: here,
                first,
            };
            (place, stored)
        });
        let numbered: Vec<(Place<'_>, ChapterFile)> = numbered.collect();
        made = parallel_map(numbered, |(place, stored)| {
            Section::new(&place, &stored, set)
        })?;
    }
    Ok(())
}

/// Inserts departments, in the order of their pages.
fn put_all<'f>(
    file: &mut File<'_>,
    sections: Vec<Section<'f>>,
    fonts: &mut UsedFonts<'f>,
) -> io::Result<()> {
    for section in sections {
        file.objects.put(section.segment)?;
        file.add(&section.own, &section.parents)?;
        file.attach(&section.attached);
        fonts.note_all(section.fonts);
    }
    Ok(())
}

/// Reads and checks the file of a chapter.
fn read_chapter<'c, 't>(
    place: &Placed<'c, 't>,
    bytes: Vec<u8>,
) -> io::Result<(Placed<'c, 't>, ChapterFile)> {
    let file = ChapterFile::new(bytes).map_err(other)?;
    if file.pages == place.chapter.pages() {
        Ok((*place, file))
    } else {
        Err(other(PdfError::ChapterFile))
    }
}
