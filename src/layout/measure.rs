//! Text → sorts and lines: every character is looked up once, then the text is broken to a width.
//!
//! Words from the printing house: a *sort* is one piece of type, the *case* is where it is taken from, the *galley* is where set text waits to be
//! made up into pages.

use std::ops::Range;

use super::line::{self, Line};
use super::punctuation;
use super::{FaceGlyph, FaceIndex, FontSet, Glyph, SUBSTITUTE};
use crate::grid::{Align, Punctuation, Style, VerticalAlign};
use crate::length::Length;

/// A character of a text, with the glyph that is drawn for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sort {
    pub(super) face: FaceIndex,
    pub(super) glyph: Glyph,
    /// A space; at a line's end it takes no width.
    pub(super) is_space: bool,
    /// Whether a line may end before it; set by [`line::mark_breaks`] where it matters.
    pub(super) may_start_line: bool,
    /// White taken away at its left and right, where punctuation is set closer; in thousandths of the type size, like what follows.
    pub(super) before: u16,
    pub(super) after: u16,
    /// White that is taken away besides where it is the first or the last of a line.
    pub(super) lead: u16,
    pub(super) trail: u16,
}

impl Sort {
    /// Its advance in thousandths of the type size.
    pub(super) fn advance(&self) -> f64 {
        f64::from(self.glyph.advance) - f64::from(self.before) - f64::from(self.after)
    }
}

/// How a text is set: its lines and all that is needed to place them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Setting {
    /// Its lines, as indexes into those of all texts; none for an empty text.
    pub(super) lines: Range<usize>,
    pub(super) size: Length,
    /// From one baseline to the next.
    pub(super) pitch: Length,
    /// From the upper edge of a line to its baseline.
    pub(super) rise: Length,
    pub(super) padding_x: Length,
    pub(super) padding_y: Length,
    pub(super) align: Align,
    pub(super) vertical: VerticalAlign,
    /// From the middle of the cell to the left edge of a figure that is aligned at its point.
    pub(super) from_middle: Option<Length>,
}

impl Setting {
    /// Height of that many of its lines with the space above and below.
    pub(super) fn height_of(&self, lines: usize) -> Length {
        self.pitch * as_float(lines) + self.padding_y * 2.0
    }

    /// Height of the whole text; an empty one is as high as one line.
    pub(super) fn height(&self) -> Length {
        self.height_of(self.lines.len().max(1))
    }

    /// How many of its lines have room in a height.
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

/// The smallest type that a number is set in to stay in one line: 小六号 is 6.5 pt, 七号 5.5 pt.
const SMALLEST_NUMBER: Length = Length::pt(5.5);

/// A difference of heights that is none.
pub(super) const ROUNDING: Length = Length::pt(0.001);

fn as_float(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// All texts of a table, set. Sorts and lines of all of them share two vectors.
#[derive(Debug)]
pub(super) struct Galley<'a> {
    case: Case<'a>,
    /// The face of each font of the look.
    faces: &'a [FaceIndex],
    body_height: Length,
    punctuation: Punctuation,
    sorts: Vec<Sort>,
    lines: Vec<Line>,
    /// Those of the text that was set last.
    paragraphs: Vec<Paragraph>,
}

#[derive(Debug)]
struct Paragraph {
    text: Range<usize>,
    sorts: Range<usize>,
    width: f64,
}

/// A line of a text, to be drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct SetLine<'a> {
    pub(super) sorts: &'a [Sort],
    /// Width without the spaces at its end.
    pub(super) width: Length,
}

impl SetLine<'_> {
    /// Width of the first so many of its sorts.
    pub(super) fn width_of(&self, count: usize, size: Length) -> Length {
        let sorts = self.sorts.iter().take(count);
        size * (sorts.map(Sort::advance).sum::<f64>() / 1000.0)
    }
}

impl<'a> Galley<'a> {
    /// An empty galley for pages whose text block is `body_height` high.
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
        }
    }

    /// The galley with punctuation set so from now on.
    pub(super) fn with_punctuation(self, punctuation: Punctuation) -> Galley<'a> {
        Galley {
            punctuation,
            ..self
        }
    }

    /// Sets a text in a cell of the given width. Characters that no face has are told to `missing`.
    pub(super) fn set(
        &mut self,
        text: &str,
        style: &Style,
        width: Length,
        missing: &mut Vec<char>,
    ) -> Setting {
        let face = self.faces[style.font];
        let first_sort = self.sorts.len();
        self.compose(text, face, missing);
        for paragraph in &mut self.paragraphs {
            let sorts = &mut self.sorts[paragraph.sorts.clone()];
            paragraph.width -= punctuation::squeeze(sorts, self.punctuation, self.case.fonts);
        }
        let widest = self.sorts[first_sort..]
            .iter()
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
        let first_line = self.lines.len();
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
        self.placing(style, padding_x, first_line..self.lines.len())
    }

    /// Sets a number: as a text, but smaller where it is a little too wide for a line, as workbooks do (缩小字体填充): a number in two lines reads as two.
    /// One that would be smaller than [`SMALLEST_NUMBER`] is broken.
    pub(super) fn set_number(
        &mut self,
        text: &str,
        style: &Style,
        width: Length,
        missing: &mut Vec<char>,
    ) -> Setting {
        let setting = self.set(text, style, width, missing);
        let [paragraph] = self.paragraphs.as_slice() else {
            return setting;
        };
        let available = (width - setting.padding_x * 2.0) / style.size * 1000.0;
        let share = available / paragraph.width;
        if setting.lines.len() <= 1 || style.size * share < SMALLEST_NUMBER {
            return setting;
        }
        let smaller = Style {
            size: style.size * share,
            line_height: style.line_height / share,
            ..style.clone()
        };
        self.lines.truncate(setting.lines.start);
        self.set(text, &smaller, width, missing)
    }

    /// Sets a title: as a cell's text, but with lines about equally long. GB/T 9704—2012 §7.3.1 asks of a title of several lines that they be
    /// 排列对称, 长短适宜.
    pub(super) fn set_title(
        &mut self,
        text: &str,
        style: &Style,
        width: Length,
        missing: &mut Vec<char>,
    ) -> Setting {
        let mut setting = self.set(text, style, width, missing);
        let available = (width - setting.padding_x * 2.0) / style.size * 1000.0;
        self.lines.truncate(setting.lines.start);
        for paragraph in &self.paragraphs {
            let balanced = line::balanced_width(&mut self.sorts, &paragraph.sorts, available);
            let sorts = paragraph.sorts.clone();
            line::break_lines(&mut self.sorts, sorts, balanced, &mut self.lines);
        }
        setting.lines.end = self.lines.len();
        setting
    }

    /// A line of a text, by its index among the lines of all texts.
    pub(super) fn line(&self, index: usize, setting: &Setting) -> SetLine<'_> {
        let line = &self.lines[index];
        SetLine {
            sorts: &self.sorts[line.sorts.clone()],
            width: setting.size * (line.width / 1000.0),
        }
    }

    /// What is needed to place lines set in a style. A line is never higher than a page, and the padding leaves room for one line.
    fn placing(&self, style: &Style, padding_x: Length, lines: Range<usize>) -> Setting {
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
        Setting {
            lines,
            size,
            pitch,
            rise,
            padding_x,
            padding_y,
            align,
            vertical,
            from_middle: None,
        }
    }

    /// Sorts and paragraphs of a text.
    fn compose(&mut self, text: &str, wanted: FaceIndex, missing: &mut Vec<char>) {
        self.paragraphs.clear();
        let mut paragraph = Paragraph {
            text: 0..0,
            sorts: self.sorts.len()..self.sorts.len(),
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

/// Whether something is drawn for a character: not for controls (a tab is a space), nor for what Unicode says to ignore when it is drawn
/// (zero-width and bidirectional controls, variation selectors, tags).
pub(super) fn is_drawn(character: char) -> bool {
    let is_control = character.is_control() && character != '\t';
    let is_ignored = matches!(character,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}');
    !is_control && !is_ignored
}

/// Spaces that take no width at a line's end; those that join what they stand between are none of them.
fn is_space(character: char) -> bool {
    character.is_whitespace() && !matches!(character, '\u{A0}' | '\u{2007}' | '\u{202F}')
}

/// Where sorts are taken from: the fonts, and what was looked up lately.
#[derive(Debug)]
struct Case<'a> {
    fonts: &'a FontSet,
    drawers: Vec<Drawer>,
}

/// What was found for a character wanted in a face.
#[derive(Debug, Clone, Copy)]
struct Drawer {
    wanted: FaceIndex,
    character: char,
    face: FaceIndex,
    glyph: FaceGlyph,
    is_missing: bool,
}

impl Drawer {
    fn sort(&self) -> Sort {
        let glyph = Glyph {
            id: self.glyph.id,
            advance: self.glyph.advance,
            character: self.character,
        };
        Sort {
            face: self.face,
            glyph,
            is_space: is_space(self.character),
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
        let empty = Drawer {
            wanted: none,
            character: '\0',
            face: none,
            glyph: FaceGlyph { id: 0, advance: 0 },
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
        if drawer.wanted == wanted && drawer.character == character {
            return drawer;
        }
        let drawer = self.look_up(wanted, character);
        self.drawers[place] = drawer;
        drawer
    }

    fn look_up(&self, wanted: FaceIndex, character: char) -> Drawer {
        let sought = if character == '\t' { ' ' } else { character };
        let stand_in = if character.is_whitespace() {
            ' '
        } else {
            SUBSTITUTE
        };
        let found = self.fonts.look_up(wanted, sought);
        let is_missing = found.is_none() && stand_in != ' ';
        let found = found.or_else(|| self.fonts.look_up(wanted, stand_in));
        let (face, glyph) = found.unwrap_or_else(|| (wanted, self.fonts.face(wanted).notdef()));
        Drawer {
            wanted,
            character,
            face,
            glyph,
            is_missing,
        }
    }
}
