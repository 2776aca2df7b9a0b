//! Page feet (页脚), numbered through all tables of a document.

use super::faces::{UnknownFace, faces_of};
use super::font::{FaceIndex, FontSet};
use super::glyph::is_drawn;
use super::laid_out::{Layout, MissingGlyph};
use super::page::{Page, Run, RunKind};
use crate::grid::{Align, Grid, Look};
use crate::length::Length;

/// Foot of the pages of a look.
#[derive(Debug, Clone, PartialEq)]
pub struct PageFoot {
    /// Its text, with `{page}` and `{pages}`.
    pub text: String,
    /// Its face.
    pub face: FaceIndex,
    /// Its type size.
    pub size: Length,
    /// Alignment between the edges.
    pub align: Align,
    /// Left edge of the text block.
    pub left: Length,
    /// Right edge of the text block.
    pub right: Length,
    /// From the upper edge of the page to the baseline.
    pub baseline: Length,
}

impl PageFoot {
    /// The foot of a look, if it has one.
    ///
    /// # Errors
    /// [`UnknownFace`] if the look refers to a face that is not in `fonts`.
    pub fn of(look: &Look, fonts: &FontSet) -> Result<Option<PageFoot>, UnknownFace> {
        let paper = &look.paper;
        let Some(foot) = &paper.foot else {
            return Ok(None);
        };
        let style = &look.styles[foot.style];
        Ok(Some(PageFoot {
            text: foot.text.clone(),
            face: faces_of(look, fonts)?[style.font],
            size: style.size,
            align: style.align,
            left: paper.left,
            right: paper.width - paper.right,
            baseline: paper.height - foot.height,
        }))
    }

    /// Draws the foot for a page number and page count on an empty page. Characters that no face
    /// has are added to `missing`.
    pub fn draw(
        &self,
        (number, count): (&str, &str),
        fonts: &FontSet,
        missing: &mut Vec<char>,
    ) -> Page {
        let text = self.text.replace("{pages}", count);
        let text = text.replace("{page}", number);
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
                    kind: RunKind::Foot,
                });
            }
            page.glyphs.push(glyph);
            wide += self.size * (f64::from(glyph.advance) / 1000.0);
            if let Some(run) = page.runs.last_mut() {
                run.glyphs.1 = page.glyphs.len();
            }
        }
        let start = match self.align {
            Align::Left => self.left,
            Align::Center | Align::Decimal => (self.left + self.right - wide) / 2.0,
            Align::Right => self.right - wide,
        };
        for run in &mut page.runs {
            run.x += start;
        }
        page
    }
}

/// Adds a foot to each page of a document's tables; pages are numbered through all tables.
///
/// # Errors
/// [`UnknownFace`] if a look refers to a face that is not in `fonts`.
pub fn add_feet(tables: &mut [(&Grid, &mut Layout)], fonts: &FontSet) -> Result<(), UnknownFace> {
    let pages = tables.iter().map(|(_, layout)| layout.page_count());
    let count = pages.sum::<usize>().to_string();
    let mut number = 0;
    for (grid, layout) in tables {
        let foot = PageFoot::of(&grid.look, fonts)?;
        let mut missing = Vec::new();
        for _ in 0..layout.page_count() {
            number += 1;
            let foot = foot.as_ref();
            let numbers = (number.to_string(), &count);
            let foot = foot.map(|foot| foot.draw((&numbers.0, numbers.1), fonts, &mut missing));
            layout.feet.extend(foot);
        }
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
