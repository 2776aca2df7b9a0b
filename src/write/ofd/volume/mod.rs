//! Volume (合订本): the tables of many departments in one OFD, written while it is assembled.
//!
//! ```text
//! a department's tables ── chapter_file ──▶ its pages without feet, its tags (on disk)
//!                                              ▼
//!                                           several at a time: feet, numbers, pages packed
//!                                              │  one after the other
//! cover, contents, index ──────────────────────┴──▶ file ──▶ fonts, tags, outlines
//! ```
//!
//! The pages are those of the volume as a PDF (`write::paper`): the same order, blank pages, numbers
//! and feet. The glyphs of a chapter are numbered when it is read, in the order of the chapters, so
//! that its pages can be drawn in parallel. Entries of contents and index lead to their pages.

mod chapter_file;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use self::chapter_file::{ChapterFile, characters_of};
use super::OfdAbout;
use super::attachment::{Attached, PackedAttachment};
use super::error::{OfdError, other};
use super::file::File;
use super::fonts::Fonts;
use super::ids::Ids;
use super::package::Part;
use super::page::{NO_LINKS, PageSize, Pen, count};
use crate::layout::{self, ContentsEntry, FontSet, Glyph, Page, PageNumber};
use crate::write::paper::bookmark;
use crate::write::paper::chapter::{self, Bound, DIVIDER, Placed, at_a_time, parallel_map, placed};
use crate::write::paper::front::{self, contents_entries, feet_of, feet_page, roman};

pub use chapter_file::chapter_file;

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
    about: &OfdAbout<'_>,
    fonts: &FontSet,
) -> io::Result<usize> {
    let plan = Plan::new(bound, fonts).map_err(other)?;
    let ids = Ids {
        faces: fonts.faces().len(),
        pages: plan.front + plan.body(),
    };
    let paper = &bound.cover.look.paper;
    let usual = PageSize {
        width: paper.width,
        height: paper.height,
    };
    let mut volume = Volume {
        bound,
        plan,
        fonts: Fonts::new(fonts),
        usual,
        file: File::new(out, ids, usual),
        layer: ids.first_layer(),
    };
    volume.write_front()?;
    volume.write_chapters(chapter_file)?;
    volume.write_index()?;
    let Volume {
        plan,
        fonts,
        file,
        layer,
        ..
    } = volume;
    let bookmarks = bookmark::of_volume(bound, plan.front, plan.index_first);
    let words = [bound.cover.bureau, bound.cover.title];
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let last = layer.saturating_sub(1);
    let used: Vec<usize> = fonts.used().collect();
    let subsets = parallel_map(&used, |index| fonts.subset(*index).map_err(other))?;
    file.finish((&bookmarks, &words), (&fonts, &subsets), about, last)?;
    Ok(ids.pages)
}

/// The numbers of pages of a volume.
struct Plan<'a> {
    /// Pages before the chapters: cover and contents, and a blank one if their number is odd.
    front: usize,
    has_blank: bool,
    /// Entries of the index, its first page's number, its number of pages.
    index: Vec<ContentsEntry<'a>>,
    index_first: usize,
    index_pages: usize,
}

impl<'a> Plan<'a> {
    fn new(bound: &Bound<'a>, fonts: &FontSet) -> Result<Plan<'a>, OfdError> {
        let mut pages = 1;
        front::contents(bound, fonts, |_| {
            pages += 1;
            Ok::<(), OfdError>(())
        })?;
        let index = bound.index();
        let mut index_pages = 0;
        if !index.is_empty() {
            front::index(bound.cover, &index, fonts, |_| {
                index_pages += 1;
                Ok::<(), OfdError>(())
            })?;
        }
        // The first department begins on the front of a leaf.
        let has_blank = pages % 2 == 1;
        Ok(Plan {
            front: pages + usize::from(has_blank),
            has_blank,
            index,
            index_first: chapter::pages(bound.chapters) + 1,
            index_pages,
        })
    }

    /// Number of pages from the first chapter to the end of the index.
    const fn body(&self) -> usize {
        self.index_first - 1 + self.index_pages
    }
}

/// A volume while it is written.
struct Volume<'b, 'f, W> {
    bound: &'b Bound<'b>,
    plan: Plan<'b>,
    fonts: Fonts<'f>,
    usual: PageSize,
    file: File<W>,
    /// Number of the layer of the next page.
    layer: usize,
}

impl<W: Write + Send> Volume<'_, '_, W> {
    /// Draws and writes a page of the volume's own paper.
    fn page(&mut self, page: &Page, link: &dyn Fn(usize) -> Option<usize>) -> Result<(), OfdError> {
        let pen = Pen {
            fonts: self.fonts.set,
            usual: self.usual,
            link,
        };
        let (layer, fonts) = (self.layer, &mut self.fonts);
        let drawn = pen.draw(page, self.usual, layer, &mut |face, glyph| {
            fonts.note(face, glyph)
        })?;
        self.layer += 1 + drawn.objects;
        self.file.page(&Part::new(drawn.xml.as_bytes()))?;
        Ok(())
    }

    /// Writes cover and contents. Their pages have Roman numbers, the cover and a blank page none.
    fn write_front(&mut self) -> io::Result<()> {
        let (bound, set) = (self.bound, self.fonts.set);
        let cover = layout::cover(bound.cover, self.plan.body(), set).map_err(other)?;
        self.page(&cover, NO_LINKS).map_err(other)?;
        let (ids, front) = (self.file.ids, self.plan.front);
        let targets: Vec<usize> = contents_entries(bound).map(|entry| entry.page).collect();
        let link = |entry: usize| {
            let page = targets.get(entry)?;
            Some(ids.page(front + page - 1))
        };
        let feet = feet_of(bound.cover, set).map_err(other)?;
        let (total, mut number) = (roman(front), 1);
        front::contents(bound, set, |mut page| {
            number += 1;
            let text = roman(number);
            let number = PageNumber {
                text: &text,
                count: &total,
                is_odd: number % 2 == 1,
            };
            page.append_page(&feet_page(&feet, number, set));
            self.page(&page, &link)
        })
        .map_err(other)?;
        if self.plan.has_blank {
            self.page(&Page::default(), NO_LINKS).map_err(other)?;
        }
        Ok(())
    }

    fn write_index(&mut self) -> io::Result<()> {
        if self.plan.index.is_empty() {
            return Ok(());
        }
        let (cover, set) = (self.bound.cover, self.fonts.set);
        let (ids, front) = (self.file.ids, self.plan.front);
        let entries = std::mem::take(&mut self.plan.index);
        let targets: Vec<usize> = entries.iter().map(|entry| entry.page).collect();
        let link = |entry: usize| {
            let page = targets.get(entry)?;
            Some(ids.page(front + page - 1))
        };
        let feet = feet_of(cover, set).map_err(other)?;
        let total = self.plan.body().to_string();
        let mut number = self.plan.index_first;
        let written = front::index(cover, &entries, set, |mut page| {
            let text = number.to_string();
            let own = PageNumber {
                text: &text,
                count: &total,
                is_odd: number % 2 == 1,
            };
            page.append_page(&feet_page(&feet, own, set));
            number += 1;
            self.page(&page, &link)
        });
        written.map_err(other)
    }

    /// Writes the chapters, several at a time.
    fn write_chapters(
        &mut self,
        chapter_file: impl Fn(usize) -> io::Result<Vec<u8>> + Sync,
    ) -> io::Result<()> {
        let bound = self.bound;
        let places: Vec<Placed<'_, '_>> = placed(bound.chapters).collect();
        let total = self.plan.body().to_string();
        let reading = Reading {
            bound,
            set: self.fonts.set,
            usual: self.usual,
            total: &total,
        };
        let (mut next, mut first) = (0, self.plan.front);
        let mut made: Vec<DrawnChapter> = Vec::new();
        while next < places.len() || !made.is_empty() {
            let some = next..next + at_a_time(&bound.chapters[next..]);
            next = some.end;
            let (file, drawn) = (&mut self.file, std::mem::take(&mut made));
            // Finished chapters are written while the next chapter files are read.
            let (written, read) = rayon::join(
                || drawn.iter().try_for_each(|chapter| chapter.write(file)),
                || {
                    parallel_map(some, |index| {
                        reading.read(&places[index], &chapter_file(index)?)
                    })
                },
            );
            written?;
            let mut numbered = Vec::new();
            for chapter in read? {
                let (page, layer) = (first, self.layer);
                first += chapter.pages.len();
                let own = chapter.pages.iter().map(|(page, _)| 1 + count(page));
                self.layer += own.sum::<usize>();
                self.note(&chapter).map_err(other)?;
                numbered.push((chapter, page, layer));
            }
            let (fonts, ids, usual) = (&self.fonts, self.file.ids, self.usual);
            made = parallel_map(numbered, |(chapter, page, layer)| {
                chapter
                    .draw(fonts, usual, (ids, page, layer))
                    .map_err(other)
            })?;
        }
        Ok(())
    }

    /// Numbers the glyphs of a chapter.
    fn note(&mut self, chapter: &ReadChapter<'_>) -> Result<(), OfdError> {
        for (face, glyphs) in &chapter.characters {
            for glyph in glyphs {
                self.fonts.note(*face, *glyph)?;
            }
        }
        for (face, glyph) in &chapter.further {
            self.fonts.note(*face, *glyph)?;
        }
        Ok(())
    }
}

/// What chapters are read with.
struct Reading<'r> {
    bound: &'r Bound<'r>,
    set: &'r FontSet,
    usual: PageSize,
    /// Number of pages, as printed.
    total: &'r str,
}

/// A chapter with its pages as they are in the volume: a divider before it, feet, a blank page at the
/// end.
struct ReadChapter<'p> {
    characters: Vec<(usize, Vec<Glyph>)>,
    /// Characters of the divider and the feet.
    further: Vec<(usize, Glyph)>,
    pages: Vec<(Page, PageSize)>,
    /// Number of pages before those of its tables.
    before: usize,
    /// Name of its department.
    name: &'p str,
    tags: super::tags::Tags,
    attached: Vec<Attached>,
}

impl Reading<'_> {
    fn read<'p>(&self, place: &Placed<'p, 'p>, bytes: &[u8]) -> io::Result<ReadChapter<'p>> {
        let stored = ChapterFile::read(bytes, self.set).map_err(other)?;
        if stored.pages.len() != place.chapter.pages() {
            return Err(other(OfdError::ChapterFile));
        }
        let (mut pages, mut further) = (Vec::new(), Vec::new());
        if place.opens {
            let look = self.bound.cover.look;
            let divider = layout::divider(look, place.chapter.division, self.set);
            let divider = divider.map_err(other)?;
            further.extend(characters_of(&[&divider]));
            pages.push((divider, self.usual));
            pages.push((Page::default(), self.usual));
        }
        let mut feet = Vec::new();
        for (index, stored) in stored.pages.into_iter().enumerate() {
            let number = place.first + index;
            let text = number.to_string();
            let number = PageNumber {
                text: &text,
                count: self.total,
                is_odd: number % 2 == 1,
            };
            if let Some(foot) = stored
                .feet
                .iter()
                .find(|foot| foot.face.0 >= self.set.faces().len())
            {
                return Err(other(OfdError::Face(foot.face.0)));
            }
            let own = feet_page(&stored.feet, number, self.set);
            let mut page = stored.page;
            page.append_page(&own);
            feet.push(own);
            pages.push((page, stored.size));
        }
        let feet: Vec<&Page> = feet.iter().collect();
        further.extend(characters_of(&feet));
        let is_padded = place.chapter.whole_pages() > place.chapter.pages();
        if let (true, Some((_, size))) = (is_padded, pages.last()) {
            let size = *size;
            pages.push((Page::default(), size));
        }
        Ok(ReadChapter {
            characters: stored.characters,
            further,
            pages,
            before: if place.opens { DIVIDER } else { 0 },
            name: place.chapter.name,
            tags: stored.tags,
            attached: stored.attached,
        })
    }
}

/// A chapter, drawn and packed.
struct DrawnChapter {
    pages: Vec<Part>,
    tags: Part,
    attached: Vec<PackedAttachment>,
}

impl ReadChapter<'_> {
    /// Draws the pages, the first of which has this index and this number of its layer.
    fn draw(
        self,
        fonts: &Fonts<'_>,
        usual: PageSize,
        (ids, first, mut layer): (Ids, usize, usize),
    ) -> Result<DrawnChapter, OfdError> {
        let pen = Pen {
            fonts: fonts.set,
            usual,
            link: NO_LINKS,
        };
        let (mut pages, mut layers) = (Vec::new(), Vec::new());
        for (page, size) in &self.pages {
            let number = &mut |face, glyph| fonts.number(face, glyph);
            let drawn = pen.draw(page, *size, layer, number)?;
            pages.push(Part::new(drawn.xml.as_bytes()));
            layers.push(layer);
            layer += 1 + drawn.objects;
        }
        let own = layers.get(self.before..).unwrap_or_default();
        let tags = self
            .tags
            .file(Some(self.name), (ids, first + self.before), own);
        Ok(DrawnChapter {
            pages,
            tags: Part::new(tags.as_bytes()),
            attached: self.attached.iter().map(Attached::packed).collect(),
        })
    }
}

impl DrawnChapter {
    fn write<W: Write>(&self, file: &mut File<W>) -> io::Result<()> {
        for page in &self.pages {
            file.page(page)?;
        }
        file.tags(&self.tags)?;
        self.attached.iter().try_for_each(|one| file.attach(one))
    }
}
