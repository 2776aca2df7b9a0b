//! Typeset lines of all texts of a table, ready to be drawn.
//!
//! Pages are drawn on demand; until then this is what stays in memory, about ten bytes a character.
//! Data for line breaking is dropped.

use std::ops::Range;

use super::line::Line;
use super::measure::Sort;
use super::{FaceIndex, Glyph};
use crate::length::Length;

/// Typeset lines.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Forme {
    glyphs: Vec<Glyph>,
    stretches: Vec<Stretch>,
    lines: Vec<FormeLine>,
}

/// Glyphs of a line with one face and without reduced space between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stretch {
    /// One past its last glyph; the first is where the segment before ends.
    end: u32,
    face: u16,
    /// Space removed before its first and after its last glyph, in thousandths of the type size,
    /// like the next field.
    pub(super) before: u16,
    pub(super) after: u16,
    /// Further space removed if it begins a line.
    pub(super) lead: u16,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct FormeLine {
    /// First glyph and segment; the last are where the next line begins.
    glyph: u32,
    stretch: u32,
    /// Width without trailing spaces, in thousandths of the type size.
    width: f64,
}

/// A line of a text, to be drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct SetLine<'a> {
    glyphs: &'a [Glyph],
    stretches: &'a [Stretch],
    /// Index of its first glyph, as segments count them.
    first: u32,
    /// Width without trailing spaces.
    pub(super) width: Length,
}

impl Forme {
    /// Adds the lines of a text; returns their indices.
    pub(super) fn add(&mut self, sorts: &[Sort], lines: &[Line]) -> Range<u32> {
        let first = count(self.lines.len());
        let go_on =
            |one: &Sort, next: &Sort| one.face == next.face && one.after == 0 && next.before == 0;
        for line in lines {
            self.lines.push(FormeLine {
                glyph: count(self.glyphs.len()),
                stretch: count(self.stretches.len()),
                width: line.width,
            });
            for sorts in sorts[line.sorts.clone()].chunk_by(go_on) {
                self.glyphs.extend(sorts.iter().map(|sort| sort.glyph));
                self.stretches.push(Stretch {
                    end: count(self.glyphs.len()),
                    face: u16::try_from(sorts[0].face.0).unwrap_or(u16::MAX),
                    before: sorts[0].before,
                    after: sorts[sorts.len() - 1].after,
                    lead: sorts[0].lead,
                });
            }
        }
        first..count(self.lines.len())
    }

    /// Removes all lines.
    pub(super) fn clear(&mut self) {
        self.glyphs.clear();
        self.stretches.clear();
        self.lines.clear();
    }

    /// Frees spare capacity.
    pub(super) fn shrink(&mut self) {
        self.glyphs.shrink_to_fit();
        self.stretches.shrink_to_fit();
        self.lines.shrink_to_fit();
    }

    /// A line by its index among the lines of all texts, in a type size.
    pub(super) fn line(&self, index: u32, size: Length) -> SetLine<'_> {
        let line = &self.lines[index as usize];
        let next = self.lines.get(index as usize + 1);
        let glyphs = next.map_or(self.glyphs.len(), |next| next.glyph as usize);
        let stretches = next.map_or(self.stretches.len(), |next| next.stretch as usize);
        SetLine {
            glyphs: &self.glyphs[line.glyph as usize..glyphs],
            stretches: &self.stretches[line.stretch as usize..stretches],
            first: line.glyph,
            width: size * (line.width / 1000.0),
        }
    }
}

impl<'a> SetLine<'a> {
    /// Its segments, each with its face and glyphs.
    pub(super) fn stretches(self) -> impl Iterator<Item = (&'a Stretch, FaceIndex, &'a [Glyph])> {
        let mut start = 0;
        self.stretches.iter().map(move |stretch| {
            let end = (stretch.end - self.first) as usize;
            let glyphs = &self.glyphs[start..end];
            start = end;
            (stretch, FaceIndex(usize::from(stretch.face)), glyphs)
        })
    }

    /// Width of its first so many glyphs.
    pub(super) fn width_of(self, count: usize, size: Length) -> Length {
        let (mut left, mut width) = (count, 0.0);
        for (stretch, _, glyphs) in self.stretches() {
            let here = glyphs.len().min(left);
            if here == 0 {
                break;
            }
            width -= f64::from(stretch.before);
            width += glyphs[..here]
                .iter()
                .map(|glyph| f64::from(glyph.advance))
                .sum::<f64>();
            if here == glyphs.len() {
                width -= f64::from(stretch.after);
            }
            left -= here;
        }
        size * (width / 1000.0)
    }
}

/// An index in 32 bits; a document has far fewer (`limits`).
fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
