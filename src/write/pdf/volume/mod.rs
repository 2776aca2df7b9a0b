//! Volume (合订本): the tables of many departments in one archive file, written while it is assembled.
//!
//! ```text
//! a department's tables ── chapter_file ──▶ its pages, drawn and packed, without feet      (on disk)
//!                                              ▼
//!                                           section: several at a time: elements, pages with feet
//!                                              │  one after the other
//! cover, contents (front_matter) ──────────────┴──▶ file ──▶ fonts, outline, page tree, xref
//! ```
//!
//! This works because **the code of a glyph is its character** (`fonts`), the same in every chapter
//! file: its pages are valid in any volume, and each face is embedded once, with the glyphs of all
//! chapters. A page foot depends on the volume and is a stream of its own. Object numbers follow
//! from the numbers of pages, which are known in advance; memory holds only the positions of
//! objects. The structure elements of a chapter file have no numbers until they are inserted; each
//! department is an element around them.

mod front;
mod part;
mod section;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use pdf_writer::Ref;
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

use super::body::Spot;
use super::draw::draw_page;
use super::drawn::Drawn;
use super::file::{Bookmark, File, Numbers};
use super::fonts::{UsedFace, UsedFonts};
use super::object::count;
use super::pack::Packer;
use super::structure::mark::stretches;
use super::{Broken, SheetSize};
use crate::layout::{Cover, FontSet, PageFoot};
use crate::write::{Properties, WriteError};

use self::front::Front;
use self::part::ReadPart;
use self::section::Section;

/// A department in a volume.
#[derive(Debug, Clone, Copy)]
pub struct Chapter<'a> {
    /// Name of the department.
    pub title: &'a str,
    /// Name and number of pages of each table, in the order of the chapter file.
    pub tables: &'a [(String, usize)],
}

impl Chapter<'_> {
    /// Number of its pages.
    fn pages(&self) -> usize {
        self.tables.iter().map(|(_, pages)| pages).sum()
    }
}

impl Drawn<'_> {
    /// The chapter file with the tables of these documents in their order, under these titles; for
    /// [`write_volume`].
    ///
    /// # Errors
    /// [`WriteError::Pdf`] when the font of a foot is not in the set.
    pub fn part(drawn: &[Drawn<'_>], titles: &[String]) -> Result<Vec<u8>, WriteError> {
        Ok(part::write(drawn, titles)?)
    }
}

/// Writes a volume: cover, contents, and the chapters. `chapter_file` returns the file of a chapter
/// by index; it is called for several at a time if rayon has several threads. The bytes are the
/// same for any number of threads.
///
/// # Errors
/// Failures of `out` or `chapter_file`; a chapter file that does not match its chapter; a font that
/// cannot be subset.
pub fn write_volume(
    out: &mut (dyn Write + Send),
    (cover, chapters): (&Cover<'_>, &[Chapter<'_>]),
    part: impl Fn(usize) -> io::Result<Vec<u8>> + Sync,
    properties: &Properties,
    fonts: &FontSet,
) -> io::Result<()> {
    let mut set = UsedFonts::new(fonts);
    let front = Front::new(cover, chapters, &mut set).map_err(other)?;
    let body = chapters.iter().map(Chapter::pages).sum();
    let front_pages = front.pages();
    let mut file = File::new(
        out,
        Numbers {
            front: front_pages,
            body,
        },
    )?;
    front.write((cover, chapters), &mut set, &mut file)?;
    drop(front);
    let (mut next, mut spot) = (0, file.spot(front_pages));
    let mut made = Vec::new();
    while next < chapters.len() || !made.is_empty() {
        let some = next..next + at_a_time(&chapters[next..]);
        next = some.end;
        // Finished sections are written while the next chapter files are read.
        let (written, read) = rayon::join(
            || put_all(&mut file, std::mem::take(&mut made), &mut set),
            || each(some, |index| read_part(&chapters[index], part(index)?)),
        );
        written?;
        let placed: Vec<(&str, ReadPart, (Spot, Ref))> = read?
            .into_iter()
            .map(|(chapter, part)| {
                let here = spot;
                spot.page += part.pages;
                spot.key += count(part.pages);
                let first = file.objects.take_many(section::objects(&part));
                (chapter.title, part, (here, first))
            })
            .collect();
        made = each(placed, |(title, part, spot)| {
            Section::new(title, &part, spot, &set)
        })?;
    }
    file.write_outline(&bookmarks(cover, chapters, front_pages))?;
    let faces: Vec<&UsedFace<'_>> = set.faces().collect();
    let cuts = each(&faces, |face| face.cut(&mut Packer::new()).map_err(other))?;
    file.write_fonts(&set, cuts)?;
    file.finish(properties)
}

/// Inserts departments, in the order of their pages.
fn put_all<'f>(
    file: &mut File<'_>,
    sections: Vec<Section<'f>>,
    fonts: &mut UsedFonts<'f>,
) -> io::Result<()> {
    for section in sections {
        file.objects.put(section.piece)?;
        file.add(&[section.own], &section.parents)?;
        fonts.note_all(section.fonts);
    }
    Ok(())
}

/// Bookmarks: the contents, then every department with its tables.
fn bookmarks<'a>(cover: &Cover<'a>, chapters: &[Chapter<'a>], front: usize) -> Vec<Bookmark<'a>> {
    let bookmark = |title, page| Bookmark {
        title,
        page,
        height: None,
        below: Vec::new(),
    };
    let mut bookmarks = vec![bookmark(cover.contents, front.min(1))];
    let mut page = front;
    for chapter in chapters {
        let first = page;
        let tables = chapter.tables.iter().map(|(title, pages)| {
            page += pages;
            bookmark(title, page - pages)
        });
        let below = tables.collect();
        bookmarks.push(Bookmark {
            below,
            ..bookmark(chapter.title, first)
        });
    }
    bookmarks
}

/// How many of the next chapters are made at a time. Independent of the number of threads, since
/// objects are numbered from one batch to the next.
fn at_a_time(chapters: &[Chapter<'_>]) -> usize {
    /// Enough work for several threads; about twenty kilobytes of memory a page.
    const PAGES: usize = 96;
    let mut pages = 0;
    let fit = chapters.iter().take_while(|chapter| {
        pages += chapter.pages();
        pages <= PAGES
    });
    fit.count().max(1).min(chapters.len())
}

/// Maps items in parallel; the results are in their order, or the first failure.
fn each<T: Send, R: Send>(
    things: impl IntoParallelIterator<Item = T, Iter: IndexedParallelIterator>,
    run: impl Fn(T) -> io::Result<R> + Sync + Send,
) -> io::Result<Vec<R>> {
    let results: Vec<io::Result<R>> = things.into_par_iter().map(run).collect();
    results.into_iter().collect()
}

/// Reads and checks the file of a chapter.
fn read_part<'c, 't>(
    chapter: &'c Chapter<'t>,
    part: Vec<u8>,
) -> io::Result<(&'c Chapter<'t>, ReadPart)> {
    let part = ReadPart::new(part).map_err(other)?;
    if part.pages == chapter.pages() {
        Ok((chapter, part))
    } else {
        Err(other(Broken::Part))
    }
}

/// Content stream of a page foot.
fn draw_foot(
    foot: &PageFoot,
    numbers: (&str, &str),
    paper: SheetSize,
    fonts: &mut UsedFonts<'_>,
) -> Result<Vec<u8>, Broken> {
    if foot.face.0 >= fonts.set.faces().len() {
        return Err(Broken::Face(foot.face.0));
    }
    let page = foot.draw(numbers, fonts.set, &mut Vec::new());
    let stretches = stretches(&page, |_| Ok(None))?;
    draw_page(&page, &stretches, paper.height, fonts)
}

/// A failure as an I/O error.
fn other(failed: impl Into<Broken>) -> io::Error {
    io::Error::other(failed.into())
}
