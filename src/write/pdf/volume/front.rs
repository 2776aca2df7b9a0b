//! A volume's first pages: cover and contents, in the fonts and on the paper of an edition's look.

use pdf_writer::Content;

use super::super::assembly::points;
use super::super::object::COMPACT;
use super::super::pack::Packer;
use super::super::structure::mark::Mark;
use super::super::structure::tree::{Element, Item, Kind, Tree};
use super::super::{Broken, SheetSize};
use super::draw::{Texts, width};
use super::font::VolumeFonts;
use super::{Chapter, Cover};
use crate::grid::Look;
use crate::layout::{FaceIndex, Glyph};
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

/// From one baseline to the next, as a multiple of the type size.
const LEADING: f64 = 1.7;

/// How far a table's entry stands in from its department's.
const INDENT: Length = Length::pt(18.0);

/// What an entry's words leave to its page number and the dots before it.
const NUMBERS: Length = Length::pt(48.0);

/// Cover and contents, laid out.
pub(super) struct Front {
    pub(super) paper: SheetSize,
    pub(super) pages: Vec<FrontPage>,
    /// A section each; the contents are a list of links, a department's tables a list within its entry.
    pub(super) structure: Tree,
}

/// A page of them.
pub(super) struct FrontPage {
    /// Packed: a province's contents have thousands of pages.
    pub(super) content: Vec<u8>,
    pub(super) links: Vec<Link>,
}

/// An area that leads to a page of the tables, counted from 0.
pub(super) struct Link {
    /// Left, bottom, right, top.
    pub(super) area: [f32; 4],
    pub(super) page: usize,
    /// What is said of it where it cannot be seen.
    pub(super) words: String,
    /// Its element.
    pub(super) element: usize,
}

/// Sets cover and contents.
pub(super) fn set(
    cover: &Cover<'_>,
    chapters: &[Chapter<'_>],
    fonts: &mut VolumeFonts<'_>,
) -> Result<Front, Broken> {
    let paper = &cover.look.paper;
    let faces = Faces::of(cover.look, fonts)?;
    let mut setter = Setter {
        look: cover.look,
        faces,
        fonts,
        texts: Texts::new(Content::with_settings(COMPACT)),
        links: Vec::new(),
        y: Length::ZERO,
        pages: Vec::new(),
        structure: Tree::default(),
        packer: Packer::new(),
        stretches: 0,
        links_before: 0,
    };
    setter.cover(cover)?;
    setter.contents(cover.contents, chapters)?;
    Ok(Front {
        paper: SheetSize {
            width: paper.width,
            height: paper.height,
        },
        pages: setter.pages,
        structure: setter.structure,
    })
}

/// The faces of the front: by the roles that every edition of ours has, else the first one.
#[derive(Clone, Copy)]
struct Faces {
    title: FaceIndex,
    label: FaceIndex,
    body: FaceIndex,
}

impl Faces {
    fn of(look: &Look, fonts: &VolumeFonts<'_>) -> Result<Faces, Broken> {
        let find = |role: &str| {
            let font = look.fonts.iter().find(|font| font.role == role);
            let font = font.or(look.fonts.first());
            font.and_then(|font| fonts.set.find(&font.face))
                .ok_or(Broken::Face(usize::MAX))
        };
        Ok(Faces {
            title: find("title")?,
            label: find("label")?,
            body: find("body")?,
        })
    }
}

/// What a line of text is of.
#[derive(Clone, Copy)]
enum Belongs {
    /// This element.
    To(usize),
    /// None: it was said on a page before.
    Again,
    /// None: it leads the eye.
    Ornament,
}

/// A text's glyphs with their faces.
type Sorts = Vec<(FaceIndex, Glyph)>;

struct Setter<'a, 'f> {
    look: &'a Look,
    faces: Faces,
    fonts: &'a mut VolumeFonts<'f>,
    texts: Texts,
    links: Vec<Link>,
    /// The baseline of the next line, from the sheet's lower edge.
    y: Length,
    pages: Vec<FrontPage>,
    structure: Tree,
    packer: Packer,
    /// Stretches of text on this page that belong to elements.
    stretches: usize,
    /// Links on the pages before this one.
    links_before: usize,
}

/// An entry of the contents.
struct Entry<'a> {
    words: &'a str,
    face: FaceIndex,
    indent: Length,
    /// The page it leads to.
    page: usize,
    /// The list of entries it is in.
    list: usize,
}

impl Setter<'_, '_> {
    fn cover(&mut self, cover: &Cover<'_>) -> Result<(), Broken> {
        let paper = &self.look.paper;
        let (top, bottom) = (paper.height - paper.top, paper.bottom);
        let high = paper.text_height();
        let section = self.element(Kind::Section, None);
        let (title, body) = (self.faces.title, self.faces.body);
        self.y = top - high * TITLE_AT;
        self.block(&[cover.title], (title, TITLE), (section, Kind::Heading))?;
        self.block(
            &[cover.subtitle],
            (body, IMPRINT),
            (section, Kind::Paragraph),
        )?;
        self.y = self.y.min(top - high * KIND_AT);
        self.block(&[cover.kind], (title, KIND), (section, Kind::Paragraph))?;
        self.block(cover.lines, (body, LINE), (section, Kind::Paragraph))?;
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        let imprint = IMPRINT * LEADING * cover.imprint.len() as f64;
        self.y = self.y.min(bottom + high * IMPRINT_AT + imprint);
        self.block(cover.imprint, (body, IMPRINT), (section, Kind::Paragraph))?;
        self.end_page();
        Ok(())
    }

    /// Texts one below the other in the middle, each an element; lines of one are of about the same length.
    fn block(
        &mut self,
        texts: &[impl AsRef<str>],
        (face, size): (FaceIndex, Length),
        (section, kind): (usize, Kind),
    ) -> Result<(), Broken> {
        let most = self.look.paper.text_width();
        let texts = texts.iter().map(AsRef::as_ref);
        for words in texts.filter(|words| !words.is_empty()) {
            let element = self.element(kind, Some(section));
            for line in self.balanced(words, face, size, most) {
                self.centred(&line, size, Belongs::To(element))?;
            }
        }
        Ok(())
    }

    fn contents(&mut self, head: &str, chapters: &[Chapter<'_>]) -> Result<(), Broken> {
        let section = self.element(Kind::Section, None);
        let title = self.element(Kind::Heading, Some(section));
        self.begin_contents(head, Belongs::To(title))?;
        let list = self.element(Kind::Contents, Some(section));
        let (label, body) = (self.faces.label, self.faces.body);
        let mut page = 0;
        for chapter in chapters {
            // A department never stands at a page's end without its first table.
            self.room(3, head)?;
            let entry = Entry {
                words: chapter.title,
                face: label,
                indent: Length::ZERO,
                page,
                list,
            };
            let own = self.entry(&entry, head)?;
            if chapter.tables.is_empty() {
                continue;
            }
            let list = self.element(Kind::Contents, Some(own));
            for (title, pages) in chapter.tables {
                let entry = Entry {
                    words: title,
                    face: body,
                    indent: INDENT,
                    page,
                    list,
                };
                self.entry(&entry, head)?;
                page += pages;
            }
        }
        self.end_page();
        Ok(())
    }

    fn begin_contents(&mut self, head: &str, belongs: Belongs) -> Result<(), Broken> {
        let paper = &self.look.paper;
        self.y = paper.height - paper.top - LINE;
        let line = self.sorts(head, self.faces.title);
        self.centred(&line, LINE, belongs)?;
        self.y -= ENTRY;
        Ok(())
    }

    fn element(&mut self, kind: Kind, parent: Option<usize>) -> usize {
        self.structure.add(Element::new(kind, parent))
    }

    /// Begins a stretch of text.
    fn begin(&mut self, belongs: Belongs) {
        let mark = match belongs {
            Belongs::To(element) => {
                let (page, number) = (self.pages.len(), self.stretches);
                let kind = self
                    .structure
                    .add_item(element, Item::Content { page, number });
                self.stretches += 1;
                Mark::Content { kind, number }
            }
            Belongs::Again => Mark::Again,
            Belongs::Ornament => Mark::Ornament,
        };
        self.texts.begin(mark);
    }

    /// Begins another page where so many lines have no room.
    fn room(&mut self, lines: usize, head: &str) -> Result<(), Broken> {
        #[expect(clippy::cast_precision_loss, reason = "an entry has a few lines")]
        let needed = ENTRY * LEADING * (lines as f64 - 1.0);
        if self.y - needed < self.look.paper.bottom {
            self.end_page();
            self.begin_contents(head, Belongs::Again)?;
        }
        Ok(())
    }

    /// An entry of the contents: its words, dots, and the number of its page. Its element.
    fn entry(&mut self, entry: &Entry<'_>, head: &str) -> Result<usize, Broken> {
        let own = self.element(Kind::Entry, Some(entry.list));
        let reference = self.element(Kind::Reference, Some(own));
        let element = self.element(Kind::Link, Some(reference));
        let paper = &self.look.paper;
        let (left, right) = (paper.left + entry.indent, paper.width - paper.right);
        let lines = self.broken(entry.words, entry.face, ENTRY, right - left - NUMBERS);
        let last = lines.len().saturating_sub(1);
        for (index, line) in lines.iter().enumerate() {
            self.room(1, head)?;
            self.draw(line, (left, ENTRY), Belongs::To(element))?;
            if index == last {
                let number = self.sorts(&(entry.page + 1).to_string(), entry.face);
                let start = right - wide(&number, ENTRY);
                let from = left + wide(line, ENTRY) + ENTRY / 2.0;
                self.dots(from, start - ENTRY / 2.0)?;
                self.draw(&number, (start, ENTRY), Belongs::To(element))?;
            }
            let link = self.links_before + self.links.len();
            let page = self.pages.len();
            self.structure.add_item(element, Item::Link { page, link });
            self.links.push(Link {
                area: [left, self.y - ENTRY * 0.3, right, self.y + ENTRY].map(points),
                page: entry.page,
                words: entry.words.to_owned(),
                element,
            });
            self.y -= ENTRY * LEADING;
        }
        Ok(own)
    }

    /// Dots between two places, those of all entries below one another.
    fn dots(&mut self, from: Length, to: Length) -> Result<(), Broken> {
        let dot = self.sorts(".", self.faces.body);
        let step = wide(&dot, ENTRY) * 2.0;
        if step.to_pt() <= 0.0 {
            return Ok(());
        }
        let mut row = Sorts::new();
        let mut start = to;
        let space = self.sorts(". ", self.faces.body);
        let step = wide(&space, ENTRY);
        while start - step > from {
            start -= step;
            row.extend(&space);
        }
        self.draw(&row, (start, ENTRY), Belongs::Ornament)
    }

    fn centred(&mut self, line: &Sorts, size: Length, belongs: Belongs) -> Result<(), Broken> {
        let paper = &self.look.paper;
        let left = (paper.left + paper.width - paper.right - wide(line, size)) / 2.0;
        self.draw(line, (left, size), belongs)?;
        self.y -= size * LEADING;
        Ok(())
    }

    fn draw(
        &mut self,
        line: &Sorts,
        (left, size): (Length, Length),
        belongs: Belongs,
    ) -> Result<(), Broken> {
        let mut x = left;
        self.begin(belongs);
        for row in line.chunk_by(|one, next| one.0 == next.0) {
            let glyphs: Vec<Glyph> = row.iter().map(|(_, glyph)| *glyph).collect();
            self.texts
                .show((row[0].0, size), (x, self.y), &glyphs, self.fonts)?;
            x += width(&glyphs, size);
        }
        self.texts.end();
        Ok(())
    }

    fn end_page(&mut self) {
        let next = Texts::new(Content::with_settings(COMPACT));
        let texts = std::mem::replace(&mut self.texts, next);
        self.stretches = 0;
        self.links_before += self.links.len();
        self.pages.push(FrontPage {
            content: self.packer.pack(&texts.finish()),
            links: std::mem::take(&mut self.links),
        });
    }

    fn sorts(&self, words: &str, face: FaceIndex) -> Sorts {
        let printed = words.chars().map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        });
        printed
            .map(|character| self.fonts.sort(face, character))
            .collect()
    }

    /// A text in lines of at most a width; nothing of it is left out.
    /// As [`Setter::broken`], in as few lines, none much shorter than the others.
    fn balanced(&self, words: &str, face: FaceIndex, size: Length, most: Length) -> Vec<Sorts> {
        let lines = self.broken(words, face, size, most);
        let all: Length = lines.iter().map(|line| wide(line, size)).sum();
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        let even = all / lines.len() as f64 + size;
        let even = self.broken(words, face, size, even.min(most));
        if even.len() == lines.len() {
            even
        } else {
            lines
        }
    }

    fn broken(&self, words: &str, face: FaceIndex, size: Length, most: Length) -> Vec<Sorts> {
        let mut lines = vec![Sorts::new()];
        for sort in self.sorts(words, face) {
            let last = lines.len() - 1;
            if !lines[last].is_empty() && wide(&lines[last], size) + width(&[sort.1], size) > most {
                lines.push(Sorts::new());
            }
            let last = lines.len() - 1;
            lines[last].push(sort);
        }
        lines
    }
}

fn wide(sorts: &Sorts, size: Length) -> Length {
    let advance: f64 = sorts
        .iter()
        .map(|(_, glyph)| f64::from(glyph.advance))
        .sum();
    size * (advance / 1000.0)
}
