//! Page heads and feet (页眉、页脚), numbered through all tables of a document.

use super::faces::{UnknownFace, faces_of};
use super::font::{FaceIndex, FontSet};
use super::glyph::is_drawn;
use super::laid_out::{Layout, MissingGlyph};
use super::page::{Page, Run, RunKind};
use crate::grid::{Align, Edge, Foot, Grid, Look, OddStart};
use crate::length::Length;

/// Head or foot of the pages of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct PageFoot {
    /// Whether it is the head of the pages.
    pub is_head: bool,
    /// Its text, with `{page}` and `{pages}`.
    pub text: String,
    /// Its face.
    pub face: FaceIndex,
    /// Its type size.
    pub size: Length,
    /// Alignment between the edges.
    pub align: Align,
    /// Side of the page, if it is not that of the alignment.
    pub edge: Edge,
    /// Left edge of the text block.
    pub left: Length,
    /// Right edge of the text block.
    pub right: Length,
    /// From the upper edge of the page to the baseline.
    pub baseline: Length,
}

/// Number of a page.
#[derive(Debug, Clone, Copy)]
pub struct PageNumber<'a> {
    /// As printed.
    pub text: &'a str,
    /// Number of pages, as printed.
    pub count: &'a str,
    /// Whether it is the front of a sheet printed on both sides (单页).
    pub is_odd: bool,
}

impl PageFoot {
    /// Head and foot of the pages of a table with this name, those that the look has.
    ///
    /// # Errors
    /// [`UnknownFace`] if the look refers to a face that is not in `fonts`.
    pub fn of(look: &Look, title: &str, fonts: &FontSet) -> Result<Vec<PageFoot>, UnknownFace> {
        let paper = &look.paper;
        let of = |foot: &Foot, is_head: bool| {
            let style = &look.styles[foot.style];
            Ok(PageFoot {
                is_head,
                text: foot.text.replace("{title}", title),
                face: faces_of(look, fonts)?[style.font],
                size: style.size,
                align: style.align,
                edge: foot.edge,
                left: paper.left,
                right: paper.width - paper.right,
                baseline: if is_head {
                    foot.height
                } else {
                    paper.height - foot.height
                },
            })
        };
        let head = paper.head.iter().map(|head| of(head, true));
        let foot = paper.foot.iter().map(|foot| of(foot, false));
        head.chain(foot).collect()
    }

    /// Draws it for a page number on an empty page. Characters that no face has are added to
    /// `missing`.
    pub fn draw(&self, number: PageNumber<'_>, fonts: &FontSet, missing: &mut Vec<char>) -> Page {
        let text = self.text.replace("{pages}", number.count);
        let text = text.replace("{page}", number.text);
        let kind = if self.is_head {
            RunKind::Head
        } else {
            RunKind::Foot
        };
        let mut page = Page::default();
        let mut wide = Length::ZERO;
        for character in text.trim_end().chars().filter(|one| is_drawn(*one)) {
            let (face, glyph, is_missing) = fonts.drawn(self.face, character);
            if is_missing && !missing.contains(&character) {
                missing.push(character);
            }
            if page.runs.last().is_none_or(|run| run.face != face) {
                page.runs.push(Run {
                    x: wide,
                    baseline: self.baseline,
                    face,
                    size: self.size,
                    glyphs: (page.glyphs.len(), page.glyphs.len()),
                    kind,
                });
            }
            page.glyphs.push(glyph);
            wide += self.size * (f64::from(glyph.advance) / 1000.0);
            if let Some(run) = page.runs.last_mut() {
                run.glyphs.1 = page.glyphs.len();
            }
        }
        let start = match (self.edge, self.align) {
            (Edge::Outer, _) if number.is_odd => self.right - self.size - wide,
            (Edge::Outer, _) => self.left + self.size,
            (Edge::Fixed, Align::Left) => self.left,
            (Edge::Fixed, Align::Center | Align::Decimal) => (self.left + self.right - wide) / 2.0,
            (Edge::Fixed, Align::Right) => self.right - wide,
        };
        for run in &mut page.runs {
            run.x += start;
        }
        page
    }
}

/// Adds head and foot to each page of a document's tables; pages are numbered through all tables.
/// A blank page, which is numbered but has neither, precedes a table that begins on an odd page.
///
/// # Errors
/// [`UnknownFace`] if a look refers to a face that is not in `fonts`.
pub fn add_feet(tables: &mut [(&Grid, &mut Layout)], fonts: &FontSet) -> Result<(), UnknownFace> {
    let mut before = 0;
    for index in 0..tables.len() {
        let next = tables.get(index + 1).map(|(grid, _)| &grid.look.paper);
        let starts_odd = next.is_some_and(|paper| paper.odd_start == Some(OddStart::Table));
        let layout = &mut *tables[index].1;
        before += layout.page_count();
        layout.blank_after = starts_odd && before % 2 == 1;
        before += usize::from(layout.blank_after);
    }
    let pages = tables.iter().map(|(_, layout)| layout.page_count());
    let count = pages.sum::<usize>().to_string();
    let mut number = 0;
    for (grid, layout) in tables {
        let feet = PageFoot::of(&grid.look, &grid.name, fonts)?;
        let mut missing = Vec::new();
        for _ in 0..layout.page_count() - usize::from(layout.blank_after) {
            number += 1;
            let text = number.to_string();
            let number = PageNumber {
                text: &text,
                count: &count,
                is_odd: number % 2 == 1,
            };
            let mut all = Page::default();
            for foot in &feet {
                all.append_page(&foot.draw(number, fonts, &mut missing));
            }
            layout.feet.push(all);
        }
        number += usize::from(layout.blank_after);
        for character in missing {
            let glyph = MissingGlyph {
                cell: None,
                character,
            };
            if !layout.missing.contains(&glyph) {
                layout.missing.push(glyph);
            }
        }
    }
    Ok(())
}
