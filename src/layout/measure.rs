//! Typesetting: text → shaped glyphs and lines. Every character is looked up once, then the text is
//! broken to a width.

use std::ops::{Deref, Range};
use std::sync::Arc;

use super::forme::Forme;
use super::line::{self, Line};
use super::punctuation;
use super::{FaceIndex, FontSet, Glyph};
use crate::grid::{Align, Punctuation, Style, VerticalAlign};
use crate::length::Length;

/// A character of a text with its glyph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sort {
    pub(super) face: FaceIndex,
    pub(super) glyph: Glyph,
    /// A space, which takes no width at a line end.
    pub(super) is_space: bool,
    /// Whether a line may begin with it; set by [`line::mark_breaks`] where it matters.
    pub(super) may_start_line: bool,
    /// Space removed before and after it, where punctuation is compressed; in thousandths of the
    /// type size, like the next fields.
    pub(super) before: u16,
    pub(super) after: u16,
    /// Further space removed if it is the first or the last of a line.
    pub(super) lead: u16,
    pub(super) trail: u16,
}

impl Sort {
    /// Advance in thousandths of the type size.
    pub(super) fn advance(&self) -> f64 {
        f64::from(self.glyph.advance) - f64::from(self.before) - f64::from(self.after)
    }
}

/// A typeset text: its lines and their format.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Setting {
    /// Its lines, as indices into those of all texts; none for an empty text.
    pub(super) lines: Range<u32>,
    manner: Arc<Manner>,
}

/// Metrics and alignment of the lines of a text; shared by many texts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Manner {
    pub(super) size: Length,
    /// Line height.
    pub(super) pitch: Length,
    /// From the upper edge of a line to its baseline.
    pub(super) rise: Length,
    pub(super) padding_x: Length,
    pub(super) padding_y: Length,
    pub(super) align: Align,
    pub(super) vertical: VerticalAlign,
    /// From the middle of the cell to the left edge of a number that is aligned at the decimal
    /// point.
    pub(super) from_middle: Option<Length>,
}

impl Deref for Setting {
    type Target = Manner;

    fn deref(&self) -> &Manner {
        &self.manner
    }
}

impl Setting {
    /// Aligns the number at its decimal point, with its left edge this far from the middle of the
    /// cell.
    pub(super) fn align_from_middle(&mut self, from_middle: Length) {
        Arc::make_mut(&mut self.manner).from_middle = Some(from_middle);
    }

    /// Height of so many lines with padding.
    pub(super) fn height_of(&self, lines: usize) -> Length {
        self.pitch * as_float(lines) + self.padding_y * 2.0
    }

    /// Height of the whole text; an empty one is as high as one line.
    pub(super) fn height(&self) -> Length {
        self.height_of(self.lines.len().max(1))
    }

    /// How many of its lines fit in a height.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the number of lines"
    )]
    pub(super) fn lines_in(&self, height: Length) -> usize {
        let count = self.lines.len();
        let room = height - self.padding_y * 2.0 + ROUNDING;
        if room >= self.pitch * as_float(count) {
            return count;
        }
        (room / self.pitch).floor().clamp(0.0, as_float(count)) as usize
    }
}

/// Smallest type size of a number that is shrunk to one line: 小六号 is 6.5 pt, 七号 5.5 pt.
const SMALLEST_NUMBER: Length = Length::pt(5.5);

/// Capacity of the cache of line formats: more than a table has, except for shrunk numbers.
const MANNERS: usize = 16;

/// Tolerance for comparing heights.
pub(super) const ROUNDING: Length = Length::pt(0.001);

fn as_float(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// Sets the texts of a table one after the other into [`TextLines`].
#[derive(Debug)]
pub(super) struct Galley<'a> {
    case: Case<'a>,
    /// Face of each font of the look.
    faces: &'a [FaceIndex],
    body_height: Length,
    punctuation: Punctuation,
    /// The next fields are those of the text being set.
    sorts: Vec<Sort>,
    lines: Vec<Line>,
    paragraphs: Vec<Paragraph>,
    /// Line formats used lately.
    manners: Vec<Arc<Manner>>,
    forme: Forme,
}

#[derive(Debug)]
struct Paragraph {
    text: Range<usize>,
    sorts: Range<usize>,
    width: f64,
}

impl<'a> Galley<'a> {
    /// A typesetter for pages with a text block of height `body_height`.
    pub(super) fn new(
        fonts: &'a FontSet,
        faces: &'a [FaceIndex],
        body_height: Length,
    ) -> Galley<'a> {
        Galley {
            case: Case::new(fonts),
            faces,
            body_height,
            punctuation: Punctuation::Full,
            sorts: Vec::new(),
            lines: Vec::new(),
            paragraphs: Vec::new(),
            manners: Vec::new(),
            forme: Forme::default(),
        }
    }

    /// The typesetter with this spacing of punctuation.
    pub(super) fn with_punctuation(self, punctuation: Punctuation) -> Galley<'a> {
        Galley {
            punctuation,
            ..self
        }
    }

    /// Lines set so far.
    pub(super) fn forme(&self) -> &Forme {
        &self.forme
    }

    /// All lines set.
    pub(super) fn into_forme(mut self) -> Forme {
        self.forme.shrink();
        self.forme
    }

    /// Removes the lines set so far.
    pub(super) fn clear(&mut self) {
        self.forme.clear();
    }

    /// Sets a text in a cell of the given width. Characters that no face has are added to
    /// `missing`.
    pub(super) fn set(
        &mut self,
        text: &str,
        style: &Style,
        width: Length,
        missing: &mut Vec<char>,
    ) -> Setting {
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
    ) -> Setting {
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
    ) -> Setting {
        let padding_x = self.arrange(text, style, width, missing);
        let available = (width - padding_x * 2.0) / style.size * 1000.0;
        self.lines.clear();
        for paragraph in &self.paragraphs {
            let balanced = line::balanced_width(&mut self.sorts, &paragraph.sorts, available);
            let sorts = paragraph.sorts.clone();
            line::break_lines(&mut self.sorts, sorts, balanced, &mut self.lines);
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
        self.sorts.clear();
        self.lines.clear();
        self.compose(text, face, missing);
        for paragraph in &mut self.paragraphs {
            let sorts = &mut self.sorts[paragraph.sorts.clone()];
            paragraph.width -= punctuation::squeeze(sorts, self.punctuation, self.case.fonts);
        }
        let widest = (self.sorts.iter())
            .filter(|sort| !sort.is_space)
            .map(|sort| sort.glyph.advance)
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
                    &mut self.sorts[paragraph.sorts.clone()],
                );
            }
            let sorts = paragraph.sorts.clone();
            line::break_lines(&mut self.sorts, sorts, available, &mut self.lines);
        }
        padding_x
    }

    /// Stores the lines of the text.
    fn finish(&mut self, style: &Style, padding_x: Length) -> Setting {
        Setting {
            lines: self.forme.add(&self.sorts, &self.lines),
            manner: self.manner(style, padding_x),
        }
    }

    /// Line format of a style. A line is never higher than a page, and the padding leaves space for
    /// one line.
    fn manner(&mut self, style: &Style, padding_x: Length) -> Arc<Manner> {
        let face = self.case.fonts.face(self.faces[style.font]);
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
        let manner = Manner {
            size,
            pitch,
            rise,
            padding_x,
            padding_y,
            align,
            vertical,
            from_middle: None,
        };
        if let Some(known) = self.manners.iter().find(|known| ***known == manner) {
            return Arc::clone(known);
        }
        if self.manners.len() == MANNERS {
            self.manners.clear();
        }
        let manner = Arc::new(manner);
        self.manners.push(Arc::clone(&manner));
        manner
    }

    /// Shapes a text into glyphs and paragraphs.
    fn compose(&mut self, text: &str, wanted: FaceIndex, missing: &mut Vec<char>) {
        self.paragraphs.clear();
        let mut paragraph = Paragraph {
            text: 0..0,
            sorts: 0..0,
            width: 0.0,
        };
        let mut characters = text.char_indices().peekable();
        while let Some((place, character)) = characters.next() {
            if is_line_end(character) {
                paragraph.text.end = place;
                let is_crlf =
                    character == '\r' && characters.next_if(|(_, next)| *next == '\n').is_some();
                let next = place + character.len_utf8() + usize::from(is_crlf);
                let sorts = self.sorts.len();
                self.paragraphs.push(Paragraph {
                    sorts: paragraph.sorts.start..sorts,
                    ..paragraph
                });
                paragraph = Paragraph {
                    text: next..next,
                    sorts: sorts..sorts,
                    width: 0.0,
                };
            } else if is_drawn(character) {
                let drawer = self.case.take(wanted, character);
                if drawer.is_missing && !missing.contains(&character) {
                    missing.push(character);
                }
                let sort = drawer.sort();
                paragraph.width += sort.advance();
                self.sorts.push(sort);
            }
        }
        if paragraph.text.start < text.len() {
            paragraph.text.end = text.len();
            paragraph.sorts.end = self.sorts.len();
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

/// Whether a character is drawn: not controls (a tab is a space), nor default ignorable characters
/// (zero-width and bidirectional controls, variation selectors, tags).
pub(super) fn is_drawn(character: char) -> bool {
    let is_control = character.is_control() && character != '\t';
    let is_ignored = matches!(character,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}');
    !is_control && !is_ignored
}

/// Spaces that take no width at a line end; no-break spaces are excluded.
fn is_space(character: char) -> bool {
    character.is_whitespace() && !matches!(character, '\u{A0}' | '\u{2007}' | '\u{202F}')
}

/// Fonts with a cache of recent lookups.
#[derive(Debug)]
struct Case<'a> {
    fonts: &'a FontSet,
    drawers: Vec<Drawer>,
}

/// Result of looking up a character in a face.
#[derive(Debug, Clone, Copy)]
struct Drawer {
    wanted: FaceIndex,
    face: FaceIndex,
    glyph: Glyph,
    is_missing: bool,
}

impl Drawer {
    fn sort(&self) -> Sort {
        Sort {
            face: self.face,
            glyph: self.glyph,
            is_space: is_space(self.glyph.character),
            may_start_line: false,
            before: 0,
            after: 0,
            lead: 0,
            trail: 0,
        }
    }
}

impl<'a> Case<'a> {
    /// A power of two that holds the distinct characters of a table.
    const DRAWERS: usize = 1024;

    fn new(fonts: &'a FontSet) -> Case<'a> {
        let none = FaceIndex(usize::MAX);
        let glyph = Glyph {
            id: 0,
            advance: 0,
            character: '\0',
        };
        let empty = Drawer {
            wanted: none,
            face: none,
            glyph,
            is_missing: false,
        };
        Case {
            fonts,
            drawers: vec![empty; Case::DRAWERS],
        }
    }

    fn take(&mut self, wanted: FaceIndex, character: char) -> Drawer {
        let place = (character as usize + wanted.0 * 331) % Case::DRAWERS;
        let drawer = self.drawers[place];
        if drawer.wanted == wanted && drawer.glyph.character == character {
            return drawer;
        }
        let drawer = self.look_up(wanted, character);
        self.drawers[place] = drawer;
        drawer
    }

    fn look_up(&self, wanted: FaceIndex, character: char) -> Drawer {
        let (face, glyph, is_missing) = self.fonts.drawn(wanted, character);
        Drawer {
            wanted,
            face,
            glyph,
            is_missing,
        }
    }
}
