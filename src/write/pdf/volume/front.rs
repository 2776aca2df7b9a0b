//! A volume's first pages: cover and contents, in the fonts and on the paper of an edition's look.
//!
//! They are set twice: once to count their pages, from which the numbers of all pages follow, and once to write them.

use std::io;

use super::super::file::{File, Numbers};
use super::super::fonts::UsedFonts;
use super::super::structure::tree::Kind;
use super::setter::{Belongs, LEADING, Setter, face_of, wide};
use super::{Chapter, Cover};
use crate::layout::FaceIndex;
use crate::length::Length;

/// Type sizes: 一号, 二号, 三号, 四号, 五号.
const TITLE: Length = Length::pt(26.0);
const KIND: Length = Length::pt(22.0);
const IMPRINT: Length = Length::pt(16.0);
const LINE: Length = Length::pt(14.0);
const ENTRY: Length = Length::pt(10.5);

/// Where things stand on the cover, in parts of the text block's height: from its upper edge the title and the kind, from its lower one the last line.
const TITLE_AT: f64 = 0.2;
const KIND_AT: f64 = 0.48;
const IMPRINT_AT: f64 = 0.06;

/// How far a table's entry stands in from its department's.
const INDENT: Length = Length::pt(18.0);

/// What an entry's words leave to its page number and the dots before it.
const NUMBERS: Length = Length::pt(48.0);

/// How many pages cover and contents take.
pub(super) fn pages(
    cover: &Cover<'_>,
    chapters: &[Chapter<'_>],
    fonts: &mut UsedFonts<'_>,
) -> io::Result<usize> {
    set(cover, chapters, fonts, None)
}

/// Writes cover and contents.
pub(super) fn write(
    cover: &Cover<'_>,
    chapters: &[Chapter<'_>],
    fonts: &mut UsedFonts<'_>,
    file: &mut File<'_>,
) -> io::Result<()> {
    set(cover, chapters, fonts, Some(file)).map(|_| ())
}

fn set(
    cover: &Cover<'_>,
    chapters: &[Chapter<'_>],
    fonts: &mut UsedFonts<'_>,
    file: Option<&mut File<'_>>,
) -> io::Result<usize> {
    let faces = Faces {
        title: face_of(cover.look, "title", fonts)?,
        label: face_of(cover.look, "label", fonts)?,
        body: face_of(cover.look, "body", fonts)?,
    };
    let setter = Setter::new(cover.look, fonts, file)?;
    let mut front = Front {
        setter,
        faces,
        head: cover.contents,
    };
    front.cover(cover)?;
    front.contents(chapters)?;
    Ok(front.setter.pages())
}

/// The faces of the front.
#[derive(Clone, Copy)]
struct Faces {
    title: FaceIndex,
    label: FaceIndex,
    body: FaceIndex,
}

/// Cover and contents as they are set.
struct Front<'s, 'f, 'o> {
    setter: Setter<'s, 'f, 'o>,
    faces: Faces,
    /// The head of the contents.
    head: &'s str,
}

/// An entry of the contents.
struct Entry<'a> {
    words: &'a str,
    face: FaceIndex,
    indent: Length,
    /// The page it leads to.
    page: usize,
    /// The list of entries it is in; none for the list of all departments.
    list: Option<usize>,
}

/// Elements of an entry: itself, what it says, and the link that this is.
const OF_ENTRY: usize = 3;

/// Elements of a department's entries: its own, and in it a list of its tables.
fn elements(chapter: &Chapter<'_>) -> usize {
    let tables = chapter.tables.len();
    OF_ENTRY * (1 + tables) + usize::from(tables > 0)
}

impl Front<'_, '_, '_> {
    fn cover(&mut self, cover: &Cover<'_>) -> io::Result<()> {
        let Faces { title, body, .. } = self.faces;
        let setter = &mut self.setter;
        let paper = &setter.look.paper;
        let (top, bottom) = (paper.height - paper.top, paper.bottom);
        let high = paper.text_height();
        let lines = cover.lines.iter().chain(cover.imprint);
        let texts = [cover.title, cover.subtitle, cover.kind].into_iter();
        let texts = texts.chain(lines.map(String::as_str));
        setter.open(1 + texts.filter(|words| !words.is_empty()).count());
        let section = setter.element(Kind::Section, None);
        let line = (section, Kind::Paragraph);
        setter.y = top - high * TITLE_AT;
        setter.block(&[cover.title], (title, TITLE), (section, Kind::Heading))?;
        setter.block(&[cover.subtitle], (body, IMPRINT), line)?;
        setter.y = setter.y.min(top - high * KIND_AT);
        setter.block(&[cover.kind], (title, KIND), line)?;
        setter.block(cover.lines, (body, LINE), line)?;
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        let imprint = setter.lines_of(cover.imprint, body, IMPRINT) as f64;
        let imprint = bottom + high * IMPRINT_AT + IMPRINT * LEADING * imprint;
        setter.y = setter.y.min(imprint);
        setter.block(cover.imprint, (body, IMPRINT), line)?;
        setter.end_page()?;
        let sections = setter.close(Numbers::document())?;
        if let Some(file) = setter.file() {
            file.add_sections(&sections);
        }
        Ok(())
    }

    fn contents(&mut self, chapters: &[Chapter<'_>]) -> io::Result<()> {
        let (section, list) = match self.setter.file() {
            Some(file) => (file.take_many(1), file.take_many(1)),
            None => (Numbers::document(), Numbers::document()),
        };
        self.setter.open(1);
        let title = self.setter.element(Kind::Heading, None);
        self.begin_page(Belongs::To(title))?;
        let mut kids = self.setter.close(section)?;
        let mut entries = Vec::new();
        let mut page = 0;
        for chapter in chapters {
            self.setter.open(elements(chapter));
            self.chapter(chapter, page)?;
            entries.extend(self.setter.close(list)?);
            page += chapter.pages();
        }
        self.setter.end_page_with_foot()?;
        kids.push(list);
        if let Some(file) = self.setter.file() {
            file.write_holder(list, Kind::Contents, section, &entries)?;
            file.write_holder(section, Kind::Section, Numbers::document(), &kids)?;
            file.add_sections(&[section]);
        }
        Ok(())
    }

    /// The entries of a department whose tables begin on a page.
    fn chapter(&mut self, chapter: &Chapter<'_>, mut page: usize) -> io::Result<()> {
        // A department never stands at a page's end without its first table.
        self.room(3)?;
        let own = self.entry(&Entry {
            words: chapter.title,
            face: self.faces.label,
            indent: Length::ZERO,
            page,
            list: None,
        })?;
        if chapter.tables.is_empty() {
            return Ok(());
        }
        let list = self.setter.element(Kind::Contents, Some(own));
        for (title, pages) in chapter.tables {
            self.entry(&Entry {
                words: title,
                face: self.faces.body,
                indent: INDENT,
                page,
                list: Some(list),
            })?;
            page += pages;
        }
        Ok(())
    }

    /// Begins a page of the contents with their head.
    fn begin_page(&mut self, belongs: Belongs) -> io::Result<()> {
        let setter = &mut self.setter;
        let paper = &setter.look.paper;
        setter.y = paper.height - paper.top - LINE;
        let line = setter.sorts(self.head, self.faces.title);
        setter.centred(&line, LINE, belongs)?;
        setter.y -= ENTRY;
        Ok(())
    }

    /// Begins another page where so many lines have no room.
    fn room(&mut self, lines: usize) -> io::Result<()> {
        #[expect(clippy::cast_precision_loss, reason = "an entry has a few lines")]
        let needed = ENTRY * LEADING * (lines as f64 - 1.0);
        if self.setter.y - needed < self.setter.look.paper.bottom {
            self.setter.end_page_with_foot()?;
            self.begin_page(Belongs::Again)?;
        }
        Ok(())
    }

    /// An entry of the contents: its words, dots, and the number of its page. Its element.
    fn entry(&mut self, entry: &Entry<'_>) -> io::Result<usize> {
        let own = self.setter.element(Kind::Entry, entry.list);
        let reference = self.setter.element(Kind::Reference, Some(own));
        let element = self.setter.element(Kind::Link, Some(reference));
        let paper = &self.setter.look.paper;
        let (left, right) = (paper.left + entry.indent, paper.width - paper.right);
        let most = right - left - NUMBERS;
        let lines = self.setter.broken(entry.words, entry.face, ENTRY, most);
        let last = lines.len().saturating_sub(1);
        for (index, line) in lines.iter().enumerate() {
            self.room(1)?;
            let setter = &mut self.setter;
            setter.draw(line, (left, ENTRY), Belongs::To(element))?;
            if index == last {
                let number = setter.sorts(&(entry.page + 1).to_string(), entry.face);
                let start = right - wide(&number, ENTRY);
                let from = left + wide(line, ENTRY) + ENTRY / 2.0;
                setter.dots((from, start - ENTRY / 2.0), (self.faces.body, ENTRY))?;
                setter.draw(&number, (start, ENTRY), Belongs::To(element))?;
            }
            setter.link(element, (left, right), ENTRY, (entry.words, entry.page));
            setter.y -= ENTRY * LEADING;
        }
        Ok(own)
    }
}
