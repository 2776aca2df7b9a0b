//! Compression of full-width punctuation (标点挤压): half of a character's square is blank, and if
//! two blank halves meet, one suffices.
//!
//! W3C 《中文排版需求》 (clreq) §3.1.6: the space between adjacent punctuation characters is
//! reduced to half a square or none; a closing one at a line end and an opening one at a line start
//! may lose their blank half. Only position and advance change: the text stays as typed.

use super::font::FontSet;
use super::glyph::ShapedGlyph;
use crate::grid::Punctuation;

/// Side of its square on which a punctuation character has its ink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ink {
    Left,
    Right,
}

/// Characters with ink at the left: closing punctuation and stops.
const CLOSING: &str = "、。，．；：！？）》〉」』】〕〗〙〛］｝”’";

/// Characters with ink at the right: opening punctuation.
const OPENING: &str = "（《〈「『【〔〖〘〚［｛“‘";

/// The characters with a blank half, whose ink decides whether they are compressed. A font file
/// without outlines has the extents of their glyphs.
#[cfg(any(test, feature = "stages"))]
pub fn squeezable() -> impl Iterator<Item = char> {
    CLOSING.chars().chain(OPENING.chars())
}

/// Minimum advance of a character with a blank half, in thousandths of the type size.
const FULL: u16 = 900;

/// Maximum extent of ink over the middle, in thousandths of the type size.
const OVERHANG: f32 = 20.0;

/// Compresses the punctuation of a paragraph; returns the width saved, in thousandths of the type
/// size.
pub(super) fn squeeze(glyphs: &mut [ShapedGlyph], how: Punctuation, fonts: &FontSet) -> f64 {
    if how == Punctuation::Full {
        return 0.0;
    }
    let mut saved = 0.0;
    let mut last: Option<(usize, Ink)> = None;
    for index in 0..glyphs.len() {
        let ink = ink_of(&glyphs[index], fonts);
        let half = glyphs[index].glyph.advance / 2;
        let before = last.filter(|(position, _)| position + 1 == index);
        match (before, ink) {
            (Some((before, Ink::Left)), Some(_)) => {
                let white = glyphs[before].glyph.advance / 2;
                glyphs[before].after = white;
                glyphs[before].trail = 0;
                saved += f64::from(white);
            }
            (Some((_, Ink::Right)), Some(Ink::Right)) => {
                glyphs[index].before = half;
                saved += f64::from(half);
            }
            _ => {}
        }
        if how == Punctuation::Squeezed {
            match ink {
                Some(Ink::Left) => glyphs[index].trail = half,
                Some(Ink::Right) => glyphs[index].lead = half - glyphs[index].before,
                None => {}
            }
        }
        last = ink.map(|ink| (index, ink));
    }
    saved
}

/// Side of a character's ink, if it leaves half of its square blank in this face: some faces centre
/// 、。，：；！？.
fn ink_of(shaped: &ShapedGlyph, fonts: &FontSet) -> Option<Ink> {
    let character = shaped.glyph.character;
    if shaped.glyph.advance < FULL || character.is_ascii() {
        return None;
    }
    let wanted = if CLOSING.contains(character) {
        Ink::Left
    } else if OPENING.contains(character) {
        Ink::Right
    } else {
        return None;
    };
    let (left, right) = fonts.face(shaped.face).ink(shaped.glyph.id)?;
    let middle = f32::from(shaped.glyph.advance / 2);
    let is_there = match wanted {
        Ink::Left => right <= middle + OVERHANG,
        Ink::Right => left >= middle - OVERHANG,
    };
    is_there.then_some(wanted)
}
