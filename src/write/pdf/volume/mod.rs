//! Volume (合订本): the tables of many departments in one archive file, written while it is
//! assembled.
//!
//! ```text
//! a department's tables ── chapter_file ──▶ its pages, drawn and packed, without feet (on disk)
//!                                              ▼
//!                                           section: several at a time: elements, pages with feet
//!                                              │  one after the other
//! cover, contents (front_matter) ──────────────┴──▶ file ──▶ fonts, outline, page tree, xref
//! ```
//!
//! This works because **the code of a glyph is its character** (`fonts`), the same in every chapter
//! file: its pages are valid in any volume, and each face is embedded once, with the glyphs of all
//! chapters. A page foot depends on the volume and is a separate stream. Object numbers are
//! determined by the numbers of pages, which are known in advance; memory contains only the
//! positions of objects. The structure elements of a chapter file have no numbers until they are
//! inserted; each department is an element around them.

mod chapter;
mod chapter_file;
mod foot;
mod front_matter;
mod section;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use pdf_writer::Ref;
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

use super::body::PageStart;
use super::drawn::DrawnTables;
use super::error::PdfError;
use super::file::{Bookmark, File};
use super::fonts::{UsedFace, UsedFonts};
use super::numbering::Numbers;
use super::object::count;
use super::pack::Packer;
use crate::layout::{Cover, FontSet};
use crate::write::document::Properties;
use crate::write::error::WriteError;

use self::chapter_file::ChapterFile;
use self::foot::other;
use self::front_matter::FrontMatter;
use self::section::Section;

pub use chapter::Chapter;

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
    chapter_file: impl Fn(usize) -> io::Result<Vec<u8>> + Sync,
    properties: &Properties,
    fonts: &FontSet,
) -> io::Result<()> {
    let mut set = UsedFonts::new(fonts);
    let front = FrontMatter::new(cover, chapters, &mut set).map_err(other)?;
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
    let (mut next, mut start) = (0, file.start(front_pages));
    let mut made = Vec::new();
    while next < chapters.len() || !made.is_empty() {
        let some = next..next + at_a_time(&chapters[next..]);
        next = some.end;
        // Finished sections are written while the next chapter files are read.
        let (written, read) = rayon::join(
            || put_all(&mut file, std::mem::take(&mut made), &mut set),
            || {
                parallel_map(some, |index| {
                    read_chapter(&chapters[index], chapter_file(index)?)
                })
            },
        );
        written?;
        let numbered: Vec<(&str, ChapterFile, (PageStart, Ref))> = read?
            .into_iter()
            .map(|(chapter, stored)| {
                let here = start;
                start.page += stored.pages;
                start.key += count(stored.pages);
                let first = file.objects.take_many(section::objects(&stored));
                (chapter.title, stored, (here, first))
            })
            .collect();
        made = parallel_map(numbered, |(title, stored, start)| {
            Section::new(title, &stored, start, &set)
        })?;
    }
    file.write_outline(&bookmarks(cover, chapters, front_pages))?;
    let faces: Vec<&UsedFace<'_>> = set.faces().collect();
    let subsets = parallel_map(&faces, |face| {
        face.pack_subset(&mut Packer::new()).map_err(other)
    })?;
    file.write_fonts(&set, subsets)?;
    file.finish(properties)
}

/// Inserts departments, in the order of their pages.
fn put_all<'f>(
    file: &mut File<'_>,
    sections: Vec<Section<'f>>,
    fonts: &mut UsedFonts<'f>,
) -> io::Result<()> {
    for section in sections {
        file.objects.put(section.segment)?;
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

/// Number of the next chapters that are made at a time. Independent of the number of threads,
/// because objects are numbered from one batch to the next.
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
fn parallel_map<T: Send, R: Send>(
    things: impl IntoParallelIterator<Item = T, Iter: IndexedParallelIterator>,
    run: impl Fn(T) -> io::Result<R> + Sync + Send,
) -> io::Result<Vec<R>> {
    let results: Vec<io::Result<R>> = things.into_par_iter().map(run).collect();
    results.into_iter().collect()
}

/// Reads and checks the file of a chapter.
fn read_chapter<'c, 't>(
    chapter: &'c Chapter<'t>,
    bytes: Vec<u8>,
) -> io::Result<(&'c Chapter<'t>, ChapterFile)> {
    let file = ChapterFile::new(bytes).map_err(other)?;
    if file.pages == chapter.pages() {
        Ok((chapter, file))
    } else {
        Err(other(PdfError::ChapterFile))
    }
}
