//! Typesetting: text → shaped glyphs and lines. Every character is looked up once, then the text is
//! broken to a width.

use std::ops::Range;
use std::sync::Arc;

use super::font::{FaceIndex, FontSet};
use super::glyph::{GlyphCache, ShapedGlyph, is_drawn};
use super::line::{self, Line};
use super::text_block::{LineFormat, TextBlock};
use super::text_lines::TextLines;
use super::{punctuation, quantity, title};
use crate::grid::{Align, Punctuation, Style, Words};
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
    /// Words of the edition.
    words: Option<&'a Words>,
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
    /// Width without indent, in thousandths of the type size, as the next field.
    width: f64,
    /// Indent of the first line.
    indent: f64,
    /// Whether it takes more than one line.
    wraps: bool,
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
            words: None,
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

    /// The typesetter with the words of an edition.
    pub(super) fn with_words(self, words: &'a Words) -> Typesetter<'a> {
        Typesetter {
            words: Some(words),
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

    /// Sets a label, or a text whose line breaks the template permits at these byte offsets: words
    /// of the edition, phrases, and texts between two permitted breaks stay whole.
    pub(super) fn set_label(
        &mut self,
        (text, permitted): (&str, &[usize]),
        style: &Style,
        width: Length,
        missing: &mut Vec<char>,
    ) -> TextBlock {
        let (padding_x, available) = self.shape(text, style, width, missing);
        let permitted = glyphs_at(text, permitted);
        for paragraph in &self.paragraphs {
            let (glyphs, indent) = (paragraph.glyphs.clone(), paragraph.indent);
            if paragraph.wraps && !permitted.is_empty() {
                line::confine(&mut self.glyphs, glyphs.clone(), available, &permitted);
            }
            let lines = &mut self.lines;
            line::break_lines(
                &mut self.glyphs,
                glyphs,
                (available, indent),
                self.words,
                lines,
            );
        }
        self.finish(style, padding_x)
    }

    /// Largest type size, in half points, at which the numbers with units and the dates of a text
    /// stay whole, or else the pieces between their separators; `None` if they do already, or
    /// only below the style's smallest size.
    pub(super) fn size_for_quantities(
        &mut self,
        text: &str,
        style: &Style,
        width: Length,
    ) -> Option<Length> {
        let smallest = style.min_size?;
        // No glyph is wider than a square.
        let count = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        if style.size * f64::from(count) <= width - style.padding_x * 2.0 {
            return None;
        }
        let (_, available) = self.shape(text, style, width, &mut Vec::new());
        let (mut whole, mut broken) = (0.0, 0.0);
        for paragraph in &self.paragraphs {
            let glyphs = &mut self.glyphs[paragraph.glyphs.clone()];
            line::mark_breaks(&text[paragraph.text.clone()], glyphs);
            let needed = quantity::widths(glyphs, self.words);
            whole = f64::max(whole, needed.0);
            broken = f64::max(broken, needed.1);
        }
        let size_for = |needed: f64| {
            let size = style.size.to_pt() * (available / needed).min(1.0);
            Length::pt((size * 2.0 + line::TOLERANCE).floor() / 2.0)
        };
        let size = Some(size_for(whole)).filter(|size| *size >= smallest);
        let size = size.or_else(|| Some(size_for(broken)).filter(|size| *size >= smallest));
        size.filter(|size| *size < style.size)
    }

    /// Width of the widest line of a text that is not wrapped, without padding, and of its widest
    /// part that is not torn.
    pub(super) fn extent(&mut self, text: &str, style: &Style) -> (Length, Length) {
        let face = self.faces[style.font];
        self.glyphs.clear();
        self.compose(text, face, &mut Vec::new());
        let (mut line, mut part) = (0.0, 0.0);
        for paragraph in &self.paragraphs {
            let glyphs = &mut self.glyphs[paragraph.glyphs.clone()];
            line = f64::max(line, paragraph.width);
            line::mark_breaks(&text[paragraph.text.clone()], glyphs);
            quantity::hold(glyphs, self.words, f64::INFINITY);
            for segment in glyphs.chunk_by(|_, next| !next.may_start_line) {
                part = f64::max(part, segment.iter().map(ShapedGlyph::advance).sum());
            }
        }
        let length = |thousandths: f64| style.size * (thousandths / 1000.0);
        (length(line), length(part))
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

    /// Sets a title: as the text of a cell, but with lines of about equal length that end where a
    /// value or a word ends. The template permits breaks at these byte offsets.
    pub(super) fn set_title(
        &mut self,
        (text, permitted): (&str, &[usize]),
        style: &Style,
        width: Length,
        missing: &mut Vec<char>,
    ) -> TextBlock {
        let (padding_x, available) = self.shape(text, style, width, missing);
        let permitted = glyphs_at(text, permitted);
        for paragraph in &self.paragraphs {
            let (glyphs, lines) = (paragraph.glyphs.clone(), &mut self.lines);
            if paragraph.wraps {
                let hints = (permitted.as_slice(), self.words);
                title::break_lines(&mut self.glyphs, glyphs, available, hints, lines);
            } else {
                line::break_lines(&mut self.glyphs, glyphs, (available, 0.0), None, lines);
            }
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
        let (padding_x, available) = self.shape(text, style, width, missing);
        for paragraph in &self.paragraphs {
            let (glyphs, indent) = (paragraph.glyphs.clone(), paragraph.indent);
            let lines = &mut self.lines;
            line::break_lines(&mut self.glyphs, glyphs, (available, indent), None, lines);
        }
        padding_x
    }

    /// Shapes a text and finds where its lines may break; returns the horizontal padding and the
    /// width between, in thousandths of the type size.
    fn shape(
        &mut self,
        text: &str,
        style: &Style,
        width: Length,
        missing: &mut Vec<char>,
    ) -> (Length, f64) {
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
        for paragraph in &mut self.paragraphs {
            let glyphs = &mut self.glyphs[paragraph.glyphs.clone()];
            if style.indent > 0.0 && style.align == Align::Left {
                paragraph.indent = indent(glyphs, style.indent, available);
            }
            paragraph.wraps = paragraph.width + paragraph.indent > available;
            if paragraph.wraps {
                line::mark_breaks(&text[paragraph.text.clone()], glyphs);
                quantity::hold(glyphs, self.words, available);
            }
        }
        (padding_x, available)
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
            indent: 0.0,
            wraps: false,
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
                    indent: 0.0,
                    wraps: false,
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

/// Indent of a paragraph's first line in thousandths of the type size, from one in characters. A
/// paragraph that begins with a space has its own indent; in a narrow cell there is none.
fn indent(glyphs: &[ShapedGlyph], characters: f64, available: f64) -> f64 {
    let indent = characters * 1000.0;
    let is_own = glyphs.first().is_none_or(|first| first.is_space);
    if is_own || available < indent * 2.0 {
        0.0
    } else {
        indent
    }
}

/// Glyphs of a text at byte offsets inside of it.
fn glyphs_at(text: &str, offsets: &[usize]) -> Vec<usize> {
    let is_glyph = |character: &char| is_drawn(*character) && !is_line_end(*character);
    let count = |text: &str| text.chars().filter(is_glyph).count();
    let inside = offsets
        .iter()
        .filter(|offset| 0 < **offset && **offset < text.len());
    let heads = inside.filter_map(|offset| text.get(..*offset));
    heads.map(count).collect()
}

/// Characters that end a line: LF, VT, FF, CR, NEL, and the line and paragraph separators.
pub(super) fn is_line_end(character: char) -> bool {
    matches!(
        character,
        '\n' | '\u{B}' | '\u{C}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}
