//! Sets lines on the volume's first pages. A page is written when it is full, the elements of what is on it when they are complete: of a province's
//! contents no more than that is in memory. Without a file to write to, pages are only counted.

use std::io;

use pdf_writer::{Content, Ref};

use super::super::draw::{Texts, points, width};
use super::super::file::{File, FrontPage, Link};
use super::super::fonts::UsedFonts;
use super::super::object::COMPACT;
use super::super::structure::mark::Mark;
use super::super::structure::tree::{Element, Item, Kind, Tree};
use super::super::{Broken, SheetSize};
use super::foot::{Foot, draw_foot, foot};
use super::other;
use crate::grid::Look;
use crate::layout::{FaceIndex, Glyph};
use crate::length::Length;

/// From one baseline to the next, as a multiple of the type size.
pub(super) const LEADING: f64 = 1.7;

/// What a line of text is of.
#[derive(Clone, Copy)]
pub(super) enum Belongs {
    /// This one of the elements that are open.
    To(usize),
    /// No element: it was said on a page before.
    Again,
    /// No element: it leads the eye.
    Ornament,
}

/// A text's glyphs with their faces.
pub(super) type Sorts = Vec<(FaceIndex, Glyph)>;

pub(super) struct Setter<'s, 'f, 'o> {
    pub(super) look: &'s Look,
    fonts: &'s mut UsedFonts<'f>,
    /// The baseline of the next line, from the sheet's lower edge.
    pub(super) y: Length,
    /// Pages that are full.
    pages: usize,
    /// What stands at the foot of pages; `{page}` and `{pages}` in its text.
    foot: Option<Foot>,
    /// None while pages are only counted.
    press: Option<Press<'s, 'o>>,
}

/// What draws and writes.
struct Press<'s, 'o> {
    file: &'s mut File<'o>,
    /// The page's texts, its links, and the elements of its stretches.
    texts: Texts,
    links: Vec<Link>,
    owners: Vec<Ref>,
    /// The drawing of its foot.
    foot: Vec<u8>,
    /// The elements that are open, and the number of the first.
    tree: Tree,
    first: Ref,
}

impl Press<'_, '_> {
    fn number_of(&self, element: usize) -> Ref {
        let index = i32::try_from(element).unwrap_or(i32::MAX);
        Ref::new(self.first.get() + index)
    }
}

impl<'s, 'f, 'o> Setter<'s, 'f, 'o> {
    pub(super) fn new(
        look: &'s Look,
        fonts: &'s mut UsedFonts<'f>,
        file: Option<&'s mut File<'o>>,
    ) -> io::Result<Setter<'s, 'f, 'o>> {
        let press = file.map(|file| Press {
            file,
            texts: new_texts(),
            links: Vec::new(),
            owners: Vec::new(),
            foot: Vec::new(),
            tree: Tree::default(),
            first: Ref::new(1),
        });
        Ok(Setter {
            look,
            foot: foot(look, fonts.set).map_err(other)?,
            fonts,
            y: Length::ZERO,
            pages: 0,
            press,
        })
    }

    /// Pages that are full.
    pub(super) const fn pages(&self) -> usize {
        self.pages
    }

    /// The file, where there is one.
    pub(super) fn file(&mut self) -> Option<&mut File<'o>> {
        self.press.as_mut().map(|press| &mut *press.file)
    }

    /// Opens so many elements: none of them is written before all are there.
    pub(super) fn open(&mut self, elements: usize) {
        if let Some(press) = &mut self.press {
            press.first = press.file.take_many(elements);
            press.tree = Tree::default();
        }
    }

    /// Adds an element to those that are open; its index.
    pub(super) fn element(&mut self, kind: Kind, parent: Option<usize>) -> usize {
        let tree = self.press.as_mut().map(|press| &mut press.tree);
        tree.map_or(0, |tree| tree.add(Element::new(kind, parent)))
    }

    /// Writes the elements that are open into another one; the numbers of the outermost.
    pub(super) fn close(&mut self, around: Ref) -> io::Result<Vec<Ref>> {
        let Some(press) = &mut self.press else {
            return Ok(Vec::new());
        };
        let tree = std::mem::take(&mut press.tree);
        press.file.write_elements(&tree, press.first, around)
    }

    /// Texts one below the other in the middle, each an element; lines of one are of about the same length.
    pub(super) fn block(
        &mut self,
        texts: &[impl AsRef<str>],
        (face, size): (FaceIndex, Length),
        (section, kind): (usize, Kind),
    ) -> io::Result<()> {
        let texts = texts.iter().map(AsRef::as_ref);
        for words in texts.filter(|words| !words.is_empty()) {
            let element = self.element(kind, Some(section));
            for line in self.balanced(words, face, size) {
                self.centred(&line, size, Belongs::To(element))?;
            }
        }
        Ok(())
    }

    /// How many lines such texts take.
    pub(super) fn lines_of(&self, texts: &[String], face: FaceIndex, size: Length) -> usize {
        let lines = |words: &String| self.balanced(words, face, size).len();
        let texts = texts.iter().filter(|words| !words.is_empty());
        texts.map(lines).sum()
    }

    /// Draws a line in the middle, and goes on to the next.
    pub(super) fn centred(
        &mut self,
        line: &Sorts,
        size: Length,
        belongs: Belongs,
    ) -> io::Result<()> {
        let paper = &self.look.paper;
        let left = (paper.left + paper.width - paper.right - wide(line, size)) / 2.0;
        self.draw(line, (left, size), belongs)?;
        self.y -= size * LEADING;
        Ok(())
    }

    /// Draws a line from its left edge.
    pub(super) fn draw(
        &mut self,
        line: &Sorts,
        (left, size): (Length, Length),
        belongs: Belongs,
    ) -> io::Result<()> {
        let Some(press) = &mut self.press else {
            return Ok(());
        };
        let mark = match belongs {
            Belongs::To(element) => {
                let (page, number) = (self.pages, press.owners.len());
                let kind = press.tree.add_item(element, Item::Content { page, number });
                press.owners.push(press.number_of(element));
                Mark::Content { kind, number }
            }
            Belongs::Again => Mark::Again,
            Belongs::Ornament => Mark::Ornament,
        };
        press.texts.begin(mark);
        let mut x = left;
        for row in line.chunk_by(|one, next| one.0 == next.0) {
            let glyphs: Vec<Glyph> = row.iter().map(|(_, glyph)| *glyph).collect();
            let shown = press
                .texts
                .show((row[0].0, size), (x, self.y), &glyphs, self.fonts);
            shown.map_err(other)?;
            x += width(&glyphs, size);
        }
        press.texts.end();
        Ok(())
    }

    /// Dots between two places, those of all lines below one another.
    pub(super) fn dots(
        &mut self,
        (from, to): (Length, Length),
        (face, size): (FaceIndex, Length),
    ) -> io::Result<()> {
        let space = self.sorts(". ", face);
        let step = wide(&space, size);
        if step.to_pt() <= 0.0 || self.press.is_none() {
            return Ok(());
        }
        let mut row = Sorts::new();
        let mut start = to;
        while start - step > from {
            start -= step;
            row.extend(&space);
        }
        self.draw(&row, (start, size), Belongs::Ornament)
    }

    /// Makes the line at this place a link of an element to a page of the tables.
    pub(super) fn link(
        &mut self,
        element: usize,
        (left, right): (Length, Length),
        size: Length,
        (words, target): (&str, usize),
    ) {
        let (page, y) = (self.pages, self.y);
        let Some(press) = &mut self.press else {
            return;
        };
        let number = press.file.take_many(1);
        let link = usize::try_from(number.get()).unwrap_or_default();
        press.tree.add_item(element, Item::Link { page, link });
        press.links.push(Link {
            number,
            element: press.number_of(element),
            area: [left, y - size * 0.3, right, y + size].map(points),
            page: target,
            words: words.to_owned(),
        });
    }

    /// Ends the page, with the foot that the tables' pages have: their numbers are Arabic, these Roman.
    pub(super) fn end_page_with_foot(&mut self) -> io::Result<()> {
        if let (Some(press), Some(foot)) = (&mut self.press, &self.foot) {
            let text = foot
                .text
                .replace("{pages}", &roman(press.file.front_pages()))
                .replace("{page}", &roman(self.pages + 1));
            press.foot = draw_foot(foot, &text, self.fonts).map_err(other)?;
        }
        self.end_page()
    }

    /// Ends the page.
    pub(super) fn end_page(&mut self) -> io::Result<()> {
        let index = self.pages;
        self.pages += 1;
        let Some(press) = &mut self.press else {
            return Ok(());
        };
        let texts = std::mem::replace(&mut press.texts, new_texts());
        let paper = &self.look.paper;
        let mut content = texts.finish();
        if !press.foot.is_empty() {
            content.push(b'\n');
            content.append(&mut press.foot);
        }
        let page = FrontPage {
            paper: SheetSize {
                width: paper.width,
                height: paper.height,
            },
            content,
            links: std::mem::take(&mut press.links),
            owners: std::mem::take(&mut press.owners),
        };
        press.file.write_front_page(index, &page)
    }

    /// The glyphs of a text; controls are spaces.
    pub(super) fn sorts(&self, words: &str, face: FaceIndex) -> Sorts {
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

    /// As [`Setter::broken`] over the whole width, in as few lines, none much shorter than the others.
    fn balanced(&self, words: &str, face: FaceIndex, size: Length) -> Vec<Sorts> {
        let most = self.look.paper.text_width();
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

    /// A text in lines of at most a width; nothing of it is left out.
    pub(super) fn broken(
        &self,
        words: &str,
        face: FaceIndex,
        size: Length,
        most: Length,
    ) -> Vec<Sorts> {
        let mut lines = vec![Sorts::new()];
        let mut taken = Length::ZERO;
        for sort in self.sorts(words, face) {
            let advance = width(&[sort.1], size);
            let last = lines.len() - 1;
            if !lines[last].is_empty() && taken + advance > most {
                lines.push(vec![sort]);
                taken = advance;
            } else {
                lines[last].push(sort);
                taken += advance;
            }
        }
        lines
    }
}

/// A number as the labels of these pages write it: in small Roman digits.
fn roman(number: usize) -> String {
    const DIGITS: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut left = number;
    let mut digits = String::new();
    for (worth, digit) in DIGITS {
        while left >= worth {
            digits.push_str(digit);
            left -= worth;
        }
    }
    digits
}

fn new_texts() -> Texts {
    Texts::new(Content::with_settings(COMPACT))
}

pub(super) fn wide(sorts: &Sorts, size: Length) -> Length {
    let advance: f64 = sorts
        .iter()
        .map(|(_, glyph)| f64::from(glyph.advance))
        .sum();
    size * (advance / 1000.0)
}

/// The face of a role, which every edition of ours has; else that of the first font.
pub(super) fn face_of(look: &Look, role: &str, fonts: &UsedFonts<'_>) -> io::Result<FaceIndex> {
    let font = look.fonts.iter().find(|font| font.role == role);
    let font = font.or(look.fonts.first());
    let face = font.and_then(|font| fonts.set.find(&font.face));
    face.ok_or_else(|| other(Broken::Face(usize::MAX)))
}

#[cfg(test)]
mod tests {
    use super::roman;

    #[test]
    fn roman_numbers_are_as_they_are_written() {
        for (number, written) in [
            (1, "i"),
            (4, "iv"),
            (9, "ix"),
            (14, "xiv"),
            (40, "xl"),
            (1999, "mcmxcix"),
            (4001, "mmmmi"),
        ] {
            assert_eq!(roman(number), written);
        }
    }
}
