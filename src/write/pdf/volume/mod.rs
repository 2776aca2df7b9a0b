//! A volume (合订本): the tables of many departments in one archive file, written while it is put together.
//!
//! ```text
//! a department's tables ── part ──▶ its pages, drawn and packed, without feet      (kept on disk)
//!                                       ▼
//!                                    section: a few at a time, elements and pages with their feet, numbered
//!                                       │  one after the other
//! cover, contents (front) ──────────────┴──▶ file ──▶ fonts, outline, page tree, cross references
//! ```
//!
//! What makes this possible: **the code of a glyph is its character** (`fonts`), the same in every part, so that the pages of a part stand in any
//! volume as they are, and each face is embedded once, with what all parts use of it. A page's foot, which alone depends on the volume, is a stream
//! of its own. Numbers of objects follow from the numbers of pages, which are known before; only where objects stand is kept in memory. The elements of a
//! part's structure (`structure`) are kept in it without numbers, and get theirs when it is put in; each department is an element around them.
//!
//! A part is what was drawn for the document (`drawn`, `fonts`, `body`, `file` beside this folder): what is here is the front, which
//! `layout` sets, the parts, and their feet.

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
    /// Its name.
    pub title: &'a str,
    /// Name and number of pages of each of its tables, as they are in its part.
    pub tables: &'a [(String, usize)],
}

impl Chapter<'_> {
    /// Number of its pages.
    fn pages(&self) -> usize {
        self.tables.iter().map(|(_, pages)| pages).sum()
    }
}

impl Drawn<'_> {
    /// The part of a volume that has the tables of these documents, in their order, under these titles; for [`write_volume`].
    ///
    /// # Errors
    /// [`WriteError::Pdf`] when a foot's font is not at hand.
    pub fn part(drawn: &[Drawn<'_>], titles: &[String]) -> Result<Vec<u8>, WriteError> {
        Ok(part::write(drawn, titles)?)
    }
}

/// Writes a volume: cover, contents, and the chapters' parts. A part is asked for by its chapter's index, several at a time where rayon has several
/// threads; the bytes are the same for any number of them.
///
/// # Errors
/// What the system says of `out` or of a part; also a part that is not that of its chapter, or a font that cannot be subset.
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
        // What was made is written while the next parts are read.
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

/// Puts in departments, in the order of their pages.
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

/// The contents, then every department with its tables.
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

/// How many of the next chapters are made at a time. It does not follow from the number of threads: objects are numbered from one such row to the next.
fn at_a_time(chapters: &[Chapter<'_>]) -> usize {
    /// Enough work for several threads; in memory, about twenty kilobytes a page.
    const PAGES: usize = 96;
    let mut pages = 0;
    let fit = chapters.iter().take_while(|chapter| {
        pages += chapter.pages();
        pages <= PAGES
    });
    fit.count().max(1).min(chapters.len())
}

/// Runs something for each of many things, at a time; the results in their order, or the first failure in it.
fn each<T: Send, R: Send>(
    things: impl IntoParallelIterator<Item = T, Iter: IndexedParallelIterator>,
    run: impl Fn(T) -> io::Result<R> + Sync + Send,
) -> io::Result<Vec<R>> {
    let results: Vec<io::Result<R>> = things.into_par_iter().map(run).collect();
    results.into_iter().collect()
}

/// The part of a chapter.
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

/// The content of a page's foot.
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

/// What failed, as a failure to write.
fn other(failed: impl Into<Broken>) -> io::Error {
    io::Error::other(failed.into())
}
