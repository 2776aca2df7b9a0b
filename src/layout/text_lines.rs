//! Typeset lines of all texts of a table, ready to be drawn.
//!
//! Pages are drawn on demand; until then only these lines stay in memory, about ten bytes a
//! character. Data for line breaking is dropped.

use std::ops::Range;

use super::font::{FaceIndex, Glyph};
use super::glyph::ShapedGlyph;
use super::line::Line;
use crate::length::Length;

/// Typeset lines.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct TextLines {
    glyphs: Vec<Glyph>,
    segments: Vec<Segment>,
    lines: Vec<StoredLine>,
}

/// Glyphs of a line with one face and without reduced space between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Segment {
    /// One past its last glyph; the first is the end of the previous segment.
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
struct StoredLine {
    /// First glyph and segment; the last are those before the next line.
    glyph: u32,
    segment: u32,
    /// Width without trailing spaces, in thousandths of the type size.
    width: f64,
    /// Indent, in thousandths of the type size.
    indent: f64,
}

/// A line of a text, to be drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct TypesetLine<'a> {
    glyphs: &'a [Glyph],
    segments: &'a [Segment],
    /// Index of its first glyph, as segments count them.
    first: u32,
    /// Width without trailing spaces.
    pub(super) width: Length,
    /// Indent of the first line of a paragraph.
    pub(super) indent: Length,
}

impl TextLines {
    /// Adds the lines of a text; returns their indices.
    pub(super) fn add(&mut self, glyphs: &[ShapedGlyph], lines: &[Line]) -> Range<u32> {
        let first = count(self.lines.len());
        let continues = |one: &ShapedGlyph, next: &ShapedGlyph| {
            one.face == next.face && one.after == 0 && next.before == 0
        };
        for line in lines {
            self.lines.push(StoredLine {
                glyph: count(self.glyphs.len()),
                segment: count(self.segments.len()),
                width: line.width,
                indent: line.indent,
            });
            for glyphs in glyphs[line.glyphs.clone()].chunk_by(continues) {
                self.glyphs.extend(glyphs.iter().map(|shaped| shaped.glyph));
                self.segments.push(Segment {
                    end: count(self.glyphs.len()),
                    face: u16::try_from(glyphs[0].face.0).unwrap_or(u16::MAX),
                    before: glyphs[0].before,
                    after: glyphs[glyphs.len() - 1].after,
                    lead: glyphs[0].lead,
                });
            }
        }
        first..count(self.lines.len())
    }

    /// Removes all lines.
    pub(super) fn clear(&mut self) {
        self.glyphs.clear();
        self.segments.clear();
        self.lines.clear();
    }

    /// Frees spare capacity.
    pub(super) fn shrink(&mut self) {
        self.glyphs.shrink_to_fit();
        self.segments.shrink_to_fit();
        self.lines.shrink_to_fit();
    }

    /// A line by its index among the lines of all texts, in a type size.
    pub(super) fn line(&self, index: u32, size: Length) -> TypesetLine<'_> {
        let line = &self.lines[index as usize];
        let next = self.lines.get(index as usize + 1);
        let glyphs = next.map_or(self.glyphs.len(), |next| next.glyph as usize);
        let segments = next.map_or(self.segments.len(), |next| next.segment as usize);
        TypesetLine {
            glyphs: &self.glyphs[line.glyph as usize..glyphs],
            segments: &self.segments[line.segment as usize..segments],
            first: line.glyph,
            width: size * (line.width / 1000.0),
            indent: size * (line.indent / 1000.0),
        }
    }
}

impl<'a> TypesetLine<'a> {
    /// Its segments, each with its face and glyphs.
    pub(super) fn segments(self) -> impl Iterator<Item = (&'a Segment, FaceIndex, &'a [Glyph])> {
        let mut start = 0;
        self.segments.iter().map(move |segment| {
            let end = (segment.end - self.first) as usize;
            let glyphs = &self.glyphs[start..end];
            start = end;
            (segment, FaceIndex(usize::from(segment.face)), glyphs)
        })
    }

    /// Width of its first `count` glyphs.
    pub(super) fn width_of(self, count: usize, size: Length) -> Length {
        let (mut left, mut width) = (count, 0.0);
        for (segment, _, glyphs) in self.segments() {
            let here = glyphs.len().min(left);
            if here == 0 {
                break;
            }
            width -= f64::from(segment.before);
            width += glyphs[..here]
                .iter()
                .map(|glyph| f64::from(glyph.advance))
                .sum::<f64>();
            if here == glyphs.len() {
                width -= f64::from(segment.after);
            }
            left -= here;
        }
        size * (width / 1000.0)
    }
}

/// An index in 32 bits; documents have far fewer items (`limits`).
fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
