//! Typesetting: text → shaped glyphs and lines. Every character is looked up once, then the text is
//! broken to a width.

use std::ops::Range;
use std::sync::Arc;

use super::font::{FaceIndex, FontSet};
use super::glyph::{GlyphCache, ShapedGlyph, is_drawn};
use super::line::{self, Line};
use super::punctuation;
use super::text_block::{LineFormat, TextBlock};
use super::text_lines::TextLines;
use crate::grid::{Punctuation, Style};
use crate::length::Length;

/// Smallest type size of a number that is shrunk to one line: 小六号 is 6.5 pt, 七号 5.5 pt.
const SMALLEST_NUMBER: Length = Length::pt(5.5);

/// Capacity of the cache of line formats: more than a table has, except for shrunk numbers.
const FORMATS: usize = 16;

/// Sets the texts of a table one after the other into [`TextLines`].
#[derive(Debug)]
pub(super) struct Typesetter<'a> {
    cache: GlyphCache<'a>,
    /// Face of each font of the look.
    faces: &'a [FaceIndex],
    body_height: Length,
    punctuation: Punctuation,
    /// The next fields are those of the text being set.
    glyphs: Vec<ShapedGlyph>,
    lines: Vec<Line>,
    paragraphs: Vec<Paragraph>,
    /// Recently used line formats.
    formats: Vec<Arc<LineFormat>>,
    text_lines: TextLines,
}

#[derive(Debug)]
struct Paragraph {
    text: Range<usize>,
    glyphs: Range<usize>,
    width: f64,
}

impl<'a> Typesetter<'a> {
    /// A typesetter for pages with a text block of height `body_height`.
    pub(super) fn new(
        fonts: &'a FontSet,
        faces: &'a [FaceIndex],
        body_height: Length,
    ) -> Typesetter<'a> {
        Typesetter {
            cache: GlyphCache::new(fonts),
            faces,
            body_height,
            punctuation: Punctuation::Full,
            glyphs: Vec::new(),
            lines: Vec::new(),
            paragraphs: Vec::new(),
            formats: Vec::new(),
            text_lines: TextLines::default(),
        }
    }

    /// The typesetter with this spacing of punctuation.
    pub(super) fn with_punctuation(self, punctuation: Punctuation) -> Typesetter<'a> {
        Typesetter {
            punctuation,
            ..self
        }
    }

    /// Lines set so far.
    pub(super) fn text_lines(&self) -> &TextLines {
        &self.text_lines
    }

    /// All lines set.
    pub(super) fn into_lines(mut self) -> TextLines {
        self.text_lines.shrink();
        self.text_lines
    }

    /// Removes the lines set so far.
    pub(super) fn clear(&mut self) {
        self.text_lines.clear();
    }

    /// Sets a text in a cell of the given width. Characters that no face has are added to
    /// `missing`.
    pub(super) fn set(
        &mut self,
        text: &str,
        style: &Style,
        width: Length,
        missing: &mut Vec<char>,
    ) -> TextBlock {
        let padding_x = self.arrange(text, style, width, missing);
        self.finish(style, padding_x)
    }

    /// Sets a number: as a text, but shrunk if it is a little too wide for one line, as workbooks
    /// do (缩小字体填充), since a number on two lines reads as two. One that would be smaller than
    /// [`SMALLEST_NUMBER`] is wrapped.
    pub(super) fn set_number(
        &mut self,
        text: &str,
        style: &Style,
        width: Length,
        missing: &mut Vec<char>,
    ) -> TextBlock {
        let padding_x = self.arrange(text, style, width, missing);
        let [paragraph] = self.paragraphs.as_slice() else {
            return self.finish(style, padding_x);
        };
        let available = (width - padding_x * 2.0) / style.size * 1000.0;
        let share = available / paragraph.width;
        if self.lines.len() <= 1 || style.size * share < SMALLEST_NUMBER {
            return self.finish(style, padding_x);
        }
        let smaller = Style {
            size: style.size * share,
            line_height: style.line_height / share,
            ..style.clone()
        };
        self.set(text, &smaller, width, missing)
    }

    /// Sets a title: as the text of a cell, but with lines of about equal length. GB/T 9704—2012
    /// §7.3.1 requires titles of several lines to be 排列对称, 长短适宜.
    pub(super) fn set_title(
        &mut self,
        text: &str,
        style: &Style,
        width: Length,
        missing: &mut Vec<char>,
    ) -> TextBlock {
        let padding_x = self.arrange(text, style, width, missing);
        let available = (width - padding_x * 2.0) / style.size * 1000.0;
        self.lines.clear();
        for paragraph in &self.paragraphs {
            let balanced = line::balanced_width(&mut self.glyphs, &paragraph.glyphs, available);
            let glyphs = paragraph.glyphs.clone();
            line::break_lines(&mut self.glyphs, glyphs, balanced, &mut self.lines);
        }
        self.finish(style, padding_x)
    }

    /// Shapes a text and breaks it into lines; returns the horizontal padding.
    fn arrange(
        &mut self,
        text: &str,
        style: &Style,
        width: Length,
        missing: &mut Vec<char>,
    ) -> Length {
        let face = self.faces[style.font];
        self.glyphs.clear();
        self.lines.clear();
        self.compose(text, face, missing);
        for paragraph in &mut self.paragraphs {
            let glyphs = &mut self.glyphs[paragraph.glyphs.clone()];
            paragraph.width -= punctuation::squeeze(glyphs, self.punctuation, self.cache.fonts);
        }
        let widest = (self.glyphs.iter())
            .filter(|shaped| !shaped.is_space)
            .map(|shaped| shaped.glyph.advance)
            .max()
            .unwrap_or(0);
        let widest = style.size * (f64::from(widest) / 1000.0);
        let padding_x = style
            .padding_x
            .min((width - widest) / 2.0)
            .max(Length::ZERO);
        let available = (width - padding_x * 2.0) / style.size * 1000.0;
        for paragraph in &self.paragraphs {
            if paragraph.width > available {
                line::mark_breaks(
                    &text[paragraph.text.clone()],
                    &mut self.glyphs[paragraph.glyphs.clone()],
                );
            }
            let glyphs = paragraph.glyphs.clone();
            line::break_lines(&mut self.glyphs, glyphs, available, &mut self.lines);
        }
        padding_x
    }

    /// Stores the lines of the text.
    fn finish(&mut self, style: &Style, padding_x: Length) -> TextBlock {
        TextBlock {
            lines: self.text_lines.add(&self.glyphs, &self.lines),
            format: self.format(style, padding_x),
        }
    }

    /// Line format of a style. A line is never higher than a page, and the padding leaves space for
    /// one line.
    fn format(&mut self, style: &Style, padding_x: Length) -> Arc<LineFormat> {
        let face = self.cache.fonts.face(self.faces[style.font]);
        let pitch = (style.size * style.line_height).min(self.body_height);
        let padding_y = style
            .padding_y
            .min((self.body_height - pitch) / 2.0)
            .max(Length::ZERO);
        let (ascent, descent) = (style.size * face.ascent(), style.size * face.descent());
        let rise = (pitch - ascent - descent) / 2.0 + ascent;
        let Style {
            size,
            align,
            vertical,
            ..
        } = *style;
        let format = LineFormat {
            size,
            pitch,
            rise,
            padding_x,
            padding_y,
            align,
            vertical,
            from_middle: None,
        };
        if let Some(known) = self.formats.iter().find(|known| ***known == format) {
            return Arc::clone(known);
        }
        if self.formats.len() == FORMATS {
            self.formats.clear();
        }
        let format = Arc::new(format);
        self.formats.push(Arc::clone(&format));
        format
    }

    /// Shapes a text into glyphs and paragraphs.
    fn compose(&mut self, text: &str, wanted: FaceIndex, missing: &mut Vec<char>) {
        self.paragraphs.clear();
        let mut paragraph = Paragraph {
            text: 0..0,
            glyphs: 0..0,
            width: 0.0,
        };
        let mut characters = text.char_indices().peekable();
        while let Some((position, character)) = characters.next() {
            if is_line_end(character) {
                paragraph.text.end = position;
                let is_crlf =
                    character == '\r' && characters.next_if(|(_, next)| *next == '\n').is_some();
                let next = position + character.len_utf8() + usize::from(is_crlf);
                let glyphs = self.glyphs.len();
                self.paragraphs.push(Paragraph {
                    glyphs: paragraph.glyphs.start..glyphs,
                    ..paragraph
                });
                paragraph = Paragraph {
                    text: next..next,
                    glyphs: glyphs..glyphs,
                    width: 0.0,
                };
            } else if is_drawn(character) {
                let entry = self.cache.get(wanted, character);
                if entry.is_missing && !missing.contains(&character) {
                    missing.push(character);
                }
                let shaped = entry.shaped();
                paragraph.width += shaped.advance();
                self.glyphs.push(shaped);
            }
        }
        if paragraph.text.start < text.len() {
            paragraph.text.end = text.len();
            paragraph.glyphs.end = self.glyphs.len();
            self.paragraphs.push(paragraph);
        }
    }
}

/// Characters that end a line: LF, VT, FF, CR, NEL, and the line and paragraph separators.
pub(super) fn is_line_end(character: char) -> bool {
    matches!(
        character,
        '\n' | '\u{B}' | '\u{C}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}
