//! Full-width punctuation set closer (标点挤压): half of its square is white, and where two such halves meet one is enough.
//!
//! W3C 《中文排版需求》 (clreq) §3.1.6: of adjacent marks the white between them is reduced to half a square or none; a closing mark at a line's end,
//! an opening one at its start may lose its white half. Only where a mark stands and how much room it takes is changed: the text stays as it was typed.

use super::FontSet;
use super::measure::Sort;
use crate::grid::Punctuation;

/// Where a mark's ink is in its square.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ink {
    Left,
    Right,
}

/// Marks whose ink is at the left: what closes, and what ends or divides a sentence.
const CLOSING: &str = "、。，．；：！？）》〉」』】〕〗〙〛］｝”’";

/// Marks whose ink is at the right: what opens.
const OPENING: &str = "（《〈「『【〔〖〘〚［｛“‘";

/// Narrowest mark that has a white half, in thousandths of the type size.
const FULL: u16 = 900;

/// How far ink may reach over the middle, in thousandths of the type size.
const OVERHANG: f32 = 20.0;

/// Sets the marks of a paragraph closer; its width becomes less by what is returned, in thousandths of the type size.
pub(super) fn squeeze(sorts: &mut [Sort], how: Punctuation, fonts: &FontSet) -> f64 {
    if how == Punctuation::Full {
        return 0.0;
    }
    let mut saved = 0.0;
    let mut last: Option<(usize, Ink)> = None;
    for index in 0..sorts.len() {
        let ink = ink_of(&sorts[index], fonts);
        let half = sorts[index].glyph.advance / 2;
        let before = last.filter(|(place, _)| place + 1 == index);
        match (before, ink) {
            (Some((before, Ink::Left)), Some(_)) => {
                let white = sorts[before].glyph.advance / 2;
                sorts[before].after = white;
                sorts[before].trail = 0;
                saved += f64::from(white);
            }
            (Some((_, Ink::Right)), Some(Ink::Right)) => {
                sorts[index].before = half;
                saved += f64::from(half);
            }
            _ => {}
        }
        if how == Punctuation::Squeezed {
            match ink {
                Some(Ink::Left) => sorts[index].trail = half,
                Some(Ink::Right) => sorts[index].lead = half - sorts[index].before,
                None => {}
            }
        }
        last = ink.map(|ink| (index, ink));
    }
    saved
}

/// Where the ink of a mark is, if it leaves half of its square white in this face: some set 、。，：；！？ in the middle.
fn ink_of(sort: &Sort, fonts: &FontSet) -> Option<Ink> {
    let character = sort.glyph.character;
    if sort.glyph.advance < FULL || character.is_ascii() {
        return None;
    }
    let wanted = if CLOSING.contains(character) {
        Ink::Left
    } else if OPENING.contains(character) {
        Ink::Right
    } else {
        return None;
    };
    let (left, right) = fonts.face(sort.face).ink(sort.glyph.id)?;
    let middle = f32::from(sort.glyph.advance / 2);
    let is_there = match wanted {
        Ink::Left => right <= middle + OVERHANG,
        Ink::Right => left >= middle - OVERHANG,
    };
    is_there.then_some(wanted)
}
