//! Pages of a volume besides the tables: cover, list of contents (目录), dividers and index, in the
//! fonts and on the paper of a look.

use super::draw::LineBox;
use super::faces::{UnknownFace, faces_of};
use super::font::{FaceIndex, FontSet};
use super::page::{Page, RunKind};
use super::text_block::TextBlock;
use super::typesetter::Typesetter;
use crate::grid::{Align, Look, Style, VerticalAlign};
use crate::length::Length;

/// Type sizes: 一号, 二号, 三号, 四号, 小四, 五号.
const TITLE: Length = Length::pt(26.0);
const KIND: Length = Length::pt(22.0);
const IMPRINT: Length = Length::pt(16.0);
const LINE: Length = Length::pt(14.0);
const DIVISION: Length = Length::pt(12.0);
const ENTRY: Length = Length::pt(10.5);

/// Line height, as a multiple of the type size.
const LEADING: f64 = 1.7;

/// Positions on the cover, as fractions of the text block's height: bureau, title and kind from its
/// upper edge, the last line from its lower edge.
const BUREAU_AT: f64 = 0.08;
const TITLE_AT: f64 = 0.2;
const KIND_AT: f64 = 0.48;
const IMPRINT_AT: f64 = 0.06;

/// Position of the title on a divider, as on the cover.
const DIVIDER_AT: f64 = 0.36;

/// Space between columns of a list.
const GUTTER: Length = Length::pt(24.0);

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
    /// Name of the bureau, above the title. May be empty.
    pub bureau: &'a str,
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
    /// Heading of the index: 分部门页码.
    pub index: &'a str,
}

impl Cover<'_> {
    /// Index of the title among the texts of the cover.
    pub fn heading(&self) -> usize {
        usize::from(!self.bureau.is_empty())
    }
}

/// A list of entries with page numbers.
#[derive(Debug, Clone, Copy)]
pub struct List<'a> {
    /// Look whose paper and fonts are used.
    pub look: &'a Look,
    /// Its heading, on each page.
    pub head: &'a str,
    /// Number of its columns.
    pub columns: u8,
    /// Number of its entries if they are divided evenly between the columns of its last page;
    /// otherwise each column is filled.
    pub balanced: Option<usize>,
}

/// The column that a list is at.
struct Column {
    index: u8,
    /// Index of its first entry.
    first: usize,
    /// Maximum number of its entries.
    rows: usize,
    /// Baseline of its first line.
    top: Length,
}

impl Column {
    /// The first column of a page that begins with the entry of this index.
    fn first(list: &List<'_>, entry: usize, top: Length) -> Column {
        let rows = list.balanced.map_or(usize::MAX, |entries| {
            let rest = entries.saturating_sub(entry);
            rest.div_ceil(usize::from(list.columns.max(1)))
        });
        Column {
            index: 0,
            first: entry,
            rows,
            top,
        }
    }
}

/// Entry of a list of contents.
#[derive(Debug, Clone, Copy)]
pub struct ContentsEntry<'a> {
    /// Text of the entry.
    pub words: &'a str,
    /// Number of the target page.
    pub page: usize,
    /// Its level.
    pub level: EntryLevel,
}

/// Level of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryLevel {
    /// A division of the volume, which contains chapters.
    Division,
    /// A chapter, which contains tables.
    Chapter,
    /// A table of a chapter.
    Table,
    /// An entry of a list without levels.
    Single,
}

/// How entries of a level are set.
struct EntryStyle {
    role: &'static str,
    size: Length,
    indent: Length,
    /// Number of lines that stay together from its first line on: a page never ends between an
    /// entry and its first subentry.
    together: f64,
    /// Space above it, unless it is the first of its column.
    above: Length,
}

impl EntryLevel {
    const fn style(self) -> EntryStyle {
        let plain = EntryStyle {
            role: "body",
            size: ENTRY,
            indent: Length::ZERO,
            together: 1.0,
            above: Length::ZERO,
        };
        match self {
            EntryLevel::Division => EntryStyle {
                role: "title",
                size: DIVISION,
                together: 5.0,
                above: Length::pt(9.0),
                ..plain
            },
            EntryLevel::Chapter => EntryStyle {
                role: "label",
                together: 3.0,
                ..plain
            },
            EntryLevel::Table => EntryStyle {
                indent: INDENT,
                ..plain
            },
            EntryLevel::Single => plain,
        }
    }
}

/// Lays out a cover. Its texts are [`RunKind::Title`]s, in their order; `{pages}` in its lines is
/// the number of pages.
///
/// # Errors
/// [`UnknownFace`] if the look refers to a face that is not in `fonts`.
pub fn cover(cover: &Cover<'_>, pages: usize, fonts: &FontSet) -> Result<Page, UnknownFace> {
    let faces = faces_of(cover.look, fonts)?;
    let mut setter = Setter::new(cover.look, fonts, &faces);
    let paper = &cover.look.paper;
    let high = paper.text_height();
    setter.y = paper.top + high * BUREAU_AT;
    setter.block(&[cover.bureau], ("title", KIND));
    setter.y = setter.y.max(paper.top + high * TITLE_AT);
    setter.block(&[cover.title], ("title", TITLE));
    setter.block(&[cover.subtitle], ("body", IMPRINT));
    setter.y = setter.y.max(paper.top + high * KIND_AT);
    setter.block(&[cover.kind], ("title", KIND));
    let lines = cover.lines.iter();
    let lines = lines.map(|line| line.replace("{pages}", &pages.to_string()));
    setter.block(&lines.collect::<Vec<_>>(), ("body", LINE));
    let imprint = setter.set_block(cover.imprint, ("body", IMPRINT));
    let imprint: Length = imprint.iter().map(TextBlock::height).sum();
    let last = paper.height - paper.bottom - high * IMPRINT_AT;
    setter.y = setter.y.max(last - imprint);
    setter.block(cover.imprint, ("body", IMPRINT));
    Ok(setter.page)
}

/// Lays out the divider before the chapters of a division. Its title is a [`RunKind::Title`].
///
/// # Errors
/// [`UnknownFace`] if the look refers to a face that is not in `fonts`.
pub fn divider(look: &Look, title: &str, fonts: &FontSet) -> Result<Page, UnknownFace> {
    let faces = faces_of(look, fonts)?;
    let mut setter = Setter::new(look, fonts, &faces);
    setter.y = look.paper.top + look.paper.text_height() * DIVIDER_AT;
    setter.block(&[title], ("title", TITLE));
    Ok(setter.page)
}

/// Lays out a list: its heading on each page; for each entry its text ([`RunKind::Entry`]), leader
/// dots, and page number. Each full page is passed to `give`.
///
/// # Errors
/// [`UnknownFace`] if the look refers to a face that is not in `fonts`; failures of `give`.
pub fn list<'e, E: From<UnknownFace>>(
    list: List<'_>,
    entries: impl Iterator<Item = ContentsEntry<'e>>,
    fonts: &FontSet,
    mut give: impl FnMut(Page) -> Result<(), E>,
) -> Result<(), E> {
    let faces = faces_of(list.look, fonts)?;
    let mut setter = Setter::new(list.look, fonts, &faces);
    let (outer, right) = setter.edges();
    let columns = f64::from(list.columns.max(1));
    let width = (right - outer - GUTTER * (columns - 1.0)) / columns;
    let top = setter.begin(list.head, RunKind::Title(0));
    let mut column = Column::first(&list, 0, top);
    for (index, entry) in entries.enumerate() {
        let style = entry.level.style();
        setter.typesetter.clear();
        let words = if entry.words.is_empty() {
            " "
        } else {
            entry.words
        };
        let font = (style.role, style.size);
        let words = setter.set(words, font, Align::Left, width - style.indent - NUMBERS);
        if setter.y > column.top {
            setter.y += style.above;
        }
        for line in words.lines.clone() {
            let is_first = line == words.lines.start;
            let room = if is_first { style.together } else { 1.0 };
            let bottom = list.look.paper.height - list.look.paper.bottom;
            let is_full = is_first && index - column.first >= column.rows;
            if is_full || setter.y + words.pitch * (room - 1.0) > bottom {
                column.index += 1;
                column.first = index;
                if column.index < list.columns {
                    setter.y = column.top;
                } else {
                    give(std::mem::take(&mut setter.page))?;
                    let top = setter.begin(list.head, RunKind::Continued);
                    column = Column::first(&list, index, top);
                }
            }
            let left = outer + (width + GUTTER) * f64::from(column.index);
            let edges = (left + style.indent, left + width);
            let is_last = line + 1 == words.lines.end;
            let page = is_last.then_some(entry.page);
            setter.entry_line((line, &words), (font, edges), (index, page));
            setter.y += words.pitch;
        }
    }
    give(setter.page)
}

/// Typesets lines one below the other.
pub(super) struct Setter<'a> {
    pub(super) look: &'a Look,
    fonts: &'a FontSet,
    faces: &'a [FaceIndex],
    typesetter: Typesetter<'a>,
    pub(super) page: Page,
    /// Number of titles on the page.
    titles: usize,
    /// Baseline of the next line.
    pub(super) y: Length,
}

impl<'a> Setter<'a> {
    pub(super) fn new(look: &'a Look, fonts: &'a FontSet, faces: &'a [FaceIndex]) -> Setter<'a> {
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
    pub(super) fn edges(&self) -> (Length, Length) {
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

    pub(super) fn set(
        &mut self,
        text: &str,
        font: (&str, Length),
        align: Align,
        width: Length,
    ) -> TextBlock {
        let style = self.style(font, align);
        self.typesetter.set(text, &style, width, &mut Vec::new())
    }

    /// Draws a line at the baseline; returns its width.
    pub(super) fn draw(
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

    /// Draws a line of an entry; its last line ends with leader dots and the page number.
    fn entry_line(
        &mut self,
        (line, words): (u32, &TextBlock),
        (font, edges): ((&str, Length), (Length, Length)),
        (index, page): (usize, Option<usize>),
    ) {
        let kind = RunKind::Entry(index);
        let end = edges.0 + self.draw(line, words, edges, kind);
        let Some(page) = page else {
            return;
        };
        let number = self.set(&page.to_string(), font, Align::Right, UNBROKEN);
        let line = number.lines.start;
        let wide = self.typesetter.text_lines().line(line, font.1).width;
        self.dots(end + ENTRY / 2.0, edges.1 - wide - ENTRY / 2.0);
        self.draw(line, &number, edges, kind);
    }

    /// Begins a page of a list with its heading; returns the baseline of the first entry.
    fn begin(&mut self, head: &str, kind: RunKind) -> Length {
        self.y = self.look.paper.top + LINE;
        let head = self.set(head, ("title", LINE), Align::Center, UNBROKEN);
        for line in head.lines.clone() {
            self.draw(line, &head, self.edges(), kind);
        }
        self.y += LINE * LEADING + ENTRY;
        self.y
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
