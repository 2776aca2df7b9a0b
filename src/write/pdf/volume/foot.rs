//! The foot of a volume's pages, which alone depends on the whole.

use pdf_writer::Content;

use super::super::draw::{Texts, width};
use super::super::fonts::UsedFonts;
use super::super::object::COMPACT;
use super::super::structure::mark::Mark;
use super::super::{Broken, measured};
use crate::grid::{Align, Look};
use crate::layout::{FaceIndex, FontSet, Glyph};
use crate::length::Length;

/// A foot; `{page}` and `{pages}` in its text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Foot {
    pub(super) text: String,
    pub(super) face: usize,
    pub(super) size: Length,
    pub(super) align: Align,
    pub(super) left: Length,
    pub(super) right: Length,
    /// From the sheet's lower edge to the baseline.
    pub(super) baseline: Length,
}

/// The foot of the pages of a look.
pub(super) fn foot(look: &Look, fonts: &FontSet) -> Result<Option<Foot>, Broken> {
    let paper = &look.paper;
    let Some(foot) = &paper.foot else {
        return Ok(None);
    };
    let style = &look.styles[foot.style];
    let face = fonts.find(&look.fonts[style.font].face);
    let FaceIndex(face) = face.ok_or(Broken::Face(usize::MAX))?;
    Ok(Some(Foot {
        text: foot.text.clone(),
        face,
        size: measured(style.size)?,
        align: style.align,
        left: paper.left,
        right: paper.width - paper.right,
        baseline: foot.height,
    }))
}

/// The content of a page's foot.
pub(super) fn draw_foot(
    foot: &Foot,
    text: &str,
    fonts: &mut UsedFonts<'_>,
) -> Result<Vec<u8>, Broken> {
    let sorts: Vec<(FaceIndex, Glyph)> = text
        .chars()
        .map(|character| fonts.sort(FaceIndex(foot.face), character))
        .collect();
    let all: Vec<Glyph> = sorts.iter().map(|(_, glyph)| *glyph).collect();
    let wide = width(&all, foot.size);
    let mut x = match foot.align {
        Align::Left => foot.left,
        Align::Center | Align::Decimal => (foot.left + foot.right - wide) / 2.0,
        Align::Right => foot.right - wide,
    };
    let mut texts = Texts::new(Content::with_settings(COMPACT));
    texts.begin(Mark::Foot);
    for row in sorts.chunk_by(|one, next| one.0 == next.0) {
        let glyphs: Vec<Glyph> = row.iter().map(|(_, glyph)| *glyph).collect();
        texts.show((row[0].0, foot.size), (x, foot.baseline), &glyphs, fonts)?;
        x += width(&glyphs, foot.size);
    }
    texts.end();
    Ok(texts.finish())
}
