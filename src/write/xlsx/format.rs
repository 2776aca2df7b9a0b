//! Cell formats: one for each style, content, border and protection, made once and shared.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

use crate::grid::{Align, Look, VerticalAlign};

use super::defaults::CHARSET_CHINESE;
use super::number::{NumberFormat, Padding};

/// The number format 文本.
const TEXT: &str = "@";

/// All properties that distinguish cell formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FormatKey {
    /// Index in [`Look::styles`].
    pub(super) style: usize,
    /// Kind of content.
    pub(super) kind: ContentKind,
    /// Protection once the sheet is protected.
    pub(super) protection: Protection,
    /// Its borders.
    pub(super) borders: Borders,
}

/// Kind of a cell's content: the properties that its format depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ContentKind {
    /// Text, or nothing.
    Text,
    /// Text that would become a formula if a user opened the cell and left it again.
    QuotedText,
    /// Text that is typed later and stored as typed: `001`, `3-5`, `=`.
    AsTyped,
    /// Text over several sheet rows, or a chunk of one that continues in the cell below.
    TextChunk,
    /// A number.
    Number(NumberFormat),
    /// A number aligned at the decimal point of its column.
    AlignedNumber(NumberFormat, Padding),
}

/// Whether a cell is locked when the sheet is protected. Sheets of filled-in tables are not
/// protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Protection {
    /// Labels, titles and totals.
    Locked,
    /// Data of the department.
    Unlocked,
}

/// The borders of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Borders {
    /// Above it.
    pub(super) top: Border,
    /// Right of it.
    pub(super) right: Border,
    /// Below it.
    pub(super) bottom: Border,
    /// Left of it.
    pub(super) left: Border,
}

impl Borders {
    /// No borders.
    pub(super) const NONE: Borders = Borders {
        top: Border::None,
        right: Border::None,
        bottom: Border::None,
        left: Border::None,
    };
}

/// Border line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Border {
    /// No line.
    None,
    /// 细线
    Thin,
    /// 粗线, of the frame
    Medium,
}

impl Border {
    const fn line(self) -> FormatBorder {
        match self {
            Border::None => FormatBorder::None,
            Border::Thin => FormatBorder::Thin,
            Border::Medium => FormatBorder::Medium,
        }
    }
}

/// Cell formats of a sheet.
#[derive(Debug)]
pub(super) struct Formats<'a> {
    look: &'a Look,
    indices: BTreeMap<FormatKey, usize>,
    made: Vec<Format>,
}

impl<'a> Formats<'a> {
    /// No formats yet.
    pub(super) fn new(look: &'a Look) -> Formats<'a> {
        Formats {
            look,
            indices: BTreeMap::new(),
            made: Vec::new(),
        }
    }

    /// Number of formats made.
    pub(super) fn count(&self) -> usize {
        self.made.len()
    }

    /// Index of the format with these properties, made for its first cell.
    pub(super) fn index(&mut self, key: FormatKey) -> usize {
        *self.indices.entry(key).or_insert_with(|| {
            self.made.push(make(self.look, key));
            self.made.len() - 1
        })
    }

    /// The format at an index.
    pub(super) fn at(&self, index: usize) -> &Format {
        &self.made[index]
    }

    /// The format with these properties.
    pub(super) fn get(&mut self, key: FormatKey) -> &Format {
        let index = self.index(key);
        self.at(index)
    }
}

fn make(look: &Look, key: FormatKey) -> Format {
    let style = &look.styles[key.style];
    let font = &look.fonts[style.font];
    let mut format = Format::new()
        .set_font_name(&font.workbook)
        .set_font_size(style.size.to_pt())
        .set_font_family(0)
        .set_font_charset(CHARSET_CHINESE)
        .set_align(horizontal(style.align))
        .set_align(if key.kind == ContentKind::TextChunk {
            FormatAlign::Top
        } else {
            vertical(style.vertical)
        })
        .set_border_top(key.borders.top.line())
        .set_border_right(key.borders.right.line())
        .set_border_bottom(key.borders.bottom.line())
        .set_border_left(key.borders.left.line());
    if font.bold {
        format = format.set_bold();
    }
    if key.protection == Protection::Unlocked {
        format = format.set_unlocked();
    }
    hold(format, key.kind)
}

/// Texts wrap. Numbers do not: a number too wide for its column is shrunk, because Excel would
/// print `####`.
fn hold(format: Format, kind: ContentKind) -> Format {
    match kind {
        ContentKind::Text | ContentKind::TextChunk => format.set_text_wrap(),
        ContentKind::AsTyped => format.set_text_wrap().set_num_format(TEXT),
        ContentKind::QuotedText => format.set_text_wrap().set_quote_prefix(),
        ContentKind::Number(number_format) => match number_format.code() {
            Some(code) => format.set_shrink().set_num_format(code),
            None => format.set_shrink(),
        },
        ContentKind::AlignedNumber(number_format, padding) => format
            .set_shrink()
            .set_num_format(number_format.padded_code(padding)),
    }
}

/// Horizontal alignment in a workbook.
pub(super) const fn horizontal(align: Align) -> FormatAlign {
    match align {
        Align::Left => FormatAlign::Left,
        // The number format makes all numbers of a column equally wide.
        Align::Center | Align::Decimal => FormatAlign::Center,
        Align::Right => FormatAlign::Right,
    }
}

const fn vertical(align: VerticalAlign) -> FormatAlign {
    match align {
        VerticalAlign::Top => FormatAlign::Top,
        VerticalAlign::Middle => FormatAlign::VerticalCenter,
        VerticalAlign::Bottom => FormatAlign::Bottom,
    }
}
