//! Front matter of a volume: a cover and a list of contents (目录), in the fonts and on the paper
//! of a look.

use super::draw::LineBox;
use super::faces::{UnknownFace, faces_of};
use super::font::{FaceIndex, FontSet};
use super::page::{Page, RunKind};
use super::text_block::TextBlock;
use super::typesetter::Typesetter;
use crate::grid::{Align, Look, Style, VerticalAlign};
use crate::length::Length;

/// Type sizes: 一号, 二号, 三号, 四号, 五号.
const TITLE: Length = Length::pt(26.0);
const KIND: Length = Length::pt(22.0);
const IMPRINT: Length = Length::pt(16.0);
const LINE: Length = Length::pt(14.0);
const ENTRY: Length = Length::pt(10.5);

/// Line height, as a multiple of the type size.
const LEADING: f64 = 1.7;

/// Positions on the cover, as fractions of the text block's height: title and kind from its upper
/// edge, the last line from its lower edge.
const TITLE_AT: f64 = 0.2;
const KIND_AT: f64 = 0.48;
const IMPRINT_AT: f64 = 0.06;

/// Indent of a subentry.
const INDENT: Length = Length::pt(18.0);

/// Space for page number and leader dots.
const NUMBERS: Length = Length::pt(48.0);

/// Width of a text that is not wrapped.
const UNBROKEN: Length = Length::pt(f64::INFINITY);

/// Content of the front matter.
#[derive(Debug, Clone, Copy)]
pub struct Cover<'a> {
    /// Look whose paper and fonts are used.
    pub look: &'a Look,
    /// The title.
    pub title: &'a str,
    /// Smaller line below the title: the year. May be empty.
    pub subtitle: &'a str,
    /// Kind of volume, in large type: 合订本.
    pub kind: &'a str,
    /// Lines below that.
    pub lines: &'a [String],
    /// Lines at the foot: compiler and date.
    pub imprint: &'a [String],
    /// Heading of the contents: 目录.
    pub contents: &'a str,
}

/// Entry of a list of contents.
#[derive(Debug, Clone, Copy)]
pub struct ContentsEntry<'a> {
    /// Text of the entry.
    pub words: &'a str,
    /// Number of the target page.
    pub page: usize,
    /// Whether it is a subentry.
    pub is_below: bool,
}

/// Lays out a cover. Its texts are [`RunKind::Title`]s, in their order.
///
/// # Errors
/// [`UnknownFace`] if the look refers to a face that is not in `fonts`.
pub fn cover(cover: &Cover<'_>, fonts: &FontSet) -> Result<Page, UnknownFace> {
    let faces = faces_of(cover.look, fonts)?;
    let mut setter = Setter::new(cover.look, fonts, &faces);
    let paper = &cover.look.paper;
    let high = paper.text_height();
    setter.y = paper.top + high * TITLE_AT;
    setter.block(&[cover.title], ("title", TITLE));
    setter.block(&[cover.subtitle], ("body", IMPRINT));
    setter.y = setter.y.max(paper.top + high * KIND_AT);
    setter.block(&[cover.kind], ("title", KIND));
    setter.block(cover.lines, ("body", LINE));
    let imprint = setter.set_block(cover.imprint, ("body", IMPRINT));
    let imprint: Length = imprint.iter().map(TextBlock::height).sum();
    let last = paper.height - paper.bottom - high * IMPRINT_AT;
    setter.y = setter.y.max(last - imprint);
    setter.block(cover.imprint, ("body", IMPRINT));
    Ok(setter.page)
}

/// Lays out a list of contents: its heading on each page; for each entry its text
/// ([`RunKind::Entry`]), leader dots, and page number. Each full page is passed to `give`.
///
/// # Errors
/// [`UnknownFace`] if the look refers to a face that is not in `fonts`; failures of `give`.
pub fn contents<'e, E: From<UnknownFace>>(
    (look, head): (&Look, &str),
    entries: impl Iterator<Item = ContentsEntry<'e>>,
    fonts: &FontSet,
    mut give: impl FnMut(Page) -> Result<(), E>,
) -> Result<(), E> {
    let faces = faces_of(look, fonts)?;
    let mut setter = Setter::new(look, fonts, &faces);
    let (outer, right) = setter.edges();
    setter.begin(head, RunKind::Title(0));
    for (index, entry) in entries.enumerate() {
        // A page never ends between an entry and its first subentry.
        let (role, indent, together) = if entry.is_below {
            ("body", INDENT, 1.0)
        } else {
            ("label", Length::ZERO, 3.0)
        };
        let (edges, kind) = ((outer + indent, right), RunKind::Entry(index));
        setter.typesetter.clear();
        let text = if entry.words.is_empty() {
            " "
        } else {
            entry.words
        };
        let width = right - edges.0 - NUMBERS;
        let words = setter.set(text, (role, ENTRY), Align::Left, width);
        for line in words.lines.clone() {
            let room = if line == words.lines.start {
                together
            } else {
                1.0
            };
            if setter.y + words.pitch * (room - 1.0) > look.paper.height - look.paper.bottom {
                give(std::mem::take(&mut setter.page))?;
                setter.begin(head, RunKind::Continued);
            }
            let end = edges.0 + setter.draw(line, &words, edges, kind);
            if line + 1 == words.lines.end {
                let number = entry.page.to_string();
                let number = setter.set(&number, (role, ENTRY), Align::Right, UNBROKEN);
                let line = number.lines.start;
                let wide = setter.typesetter.text_lines().line(line, ENTRY).width;
                setter.dots(end + ENTRY / 2.0, right - wide - ENTRY / 2.0);
                setter.draw(line, &number, edges, kind);
            }
            setter.y += words.pitch;
        }
    }
    give(setter.page)
}

/// Typesets lines one below the other.
struct Setter<'a> {
    look: &'a Look,
    fonts: &'a FontSet,
    faces: &'a [FaceIndex],
    typesetter: Typesetter<'a>,
    page: Page,
    /// Number of titles on the page.
    titles: usize,
    /// Baseline of the next line.
    y: Length,
}

impl<'a> Setter<'a> {
    fn new(look: &'a Look, fonts: &'a FontSet, faces: &'a [FaceIndex]) -> Setter<'a> {
        Setter {
            look,
            fonts,
            faces,
            typesetter: Typesetter::new(fonts, faces, look.paper.height).with_words(&look.words),
            page: Page::default(),
            titles: 0,
            y: Length::ZERO,
        }
    }

    /// Left and right edge of the text block.
    fn edges(&self) -> (Length, Length) {
        let paper = &self.look.paper;
        (paper.left, paper.width - paper.right)
    }

    /// Style with the font of a role, which every built-in edition has; otherwise with the first
    /// font.
    fn style(&self, (role, size): (&str, Length), align: Align) -> Style {
        let mut fonts = self.look.fonts.iter();
        Style {
            name: String::new(),
            font: fonts.position(|font| font.role == role).unwrap_or(0),
            size,
            line_height: LEADING,
            align,
            vertical: VerticalAlign::Top,
            padding_x: Length::ZERO,
            padding_y: Length::ZERO,
            min_size: None,
            indent: 0.0,
        }
    }

    fn set(&mut self, text: &str, font: (&str, Length), align: Align, width: Length) -> TextBlock {
        let style = self.style(font, align);
        self.typesetter.set(text, &style, width, &mut Vec::new())
    }

    /// Draws a line at the baseline; returns its width.
    fn draw(
        &mut self,
        line: u32,
        block: &TextBlock,
        (left, right): (Length, Length),
        kind: RunKind,
    ) -> Length {
        let line = self.typesetter.text_lines().line(line, block.size);
        let top = self.y - block.rise;
        let line_box = LineBox { left, right, top };
        self.page.draw_line(line, block, line_box, kind);
        line.width
    }

    /// Sets the non-empty texts, centred.
    fn set_block(&mut self, texts: &[impl AsRef<str>], font: (&str, Length)) -> Vec<TextBlock> {
        let style = self.style(font, Align::Center);
        let width = self.look.paper.text_width().max(Length::ZERO);
        let texts = texts.iter().map(AsRef::as_ref);
        let texts = texts.filter(|text: &&str| !text.is_empty());
        let typesetter = &mut self.typesetter;
        let set = |text| typesetter.set_title((text, &[]), &style, width, &mut Vec::new());
        texts.map(set).collect()
    }

    /// Draws the non-empty texts one below the other.
    fn block(&mut self, texts: &[impl AsRef<str>], font: (&str, Length)) {
        for block in self.set_block(texts, font) {
            for line in block.lines.clone() {
                self.draw(line, &block, self.edges(), RunKind::Title(self.titles));
                self.y += block.pitch;
            }
            self.titles += 1;
        }
    }

    /// Begins a page of contents with its heading.
    fn begin(&mut self, head: &str, kind: RunKind) {
        self.y = self.look.paper.top + LINE;
        let head = self.set(head, ("title", LINE), Align::Center, UNBROKEN);
        for line in head.lines.clone() {
            self.draw(line, &head, self.edges(), kind);
        }
        self.y += LINE * LEADING + ENTRY;
    }

    /// Draws leader dots between two positions, aligned across all lines.
    fn dots(&mut self, from: Length, to: Length) {
        let face = self.faces[self.style(("body", ENTRY), Align::Left).font];
        let advance = |character| self.fonts.drawn(face, character).1.advance;
        let step = ENTRY * (f64::from(advance('.') + advance(' ')) / 1000.0);
        let (mut dots, mut start) = (String::new(), to);
        while step > Length::ZERO && start - step > from {
            start -= step;
            dots.push_str(". ");
        }
        let dots = self.set(&dots, ("body", ENTRY), Align::Left, UNBROKEN);
        for line in dots.lines.clone() {
            self.draw(line, &dots, (start, to), RunKind::Leader);
        }
    }
}
