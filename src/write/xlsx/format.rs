//! Cell formats: one for each style, content, border and protection, made once and shared.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

use crate::grid::{Align, Look, VerticalAlign};

use super::CHARSET_CHINESE;
use super::number::{Padding, Shown};

/// The number format 文本.
const TEXT: &str = "@";

/// All properties that distinguish cell formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Facet {
    /// Index in [`Look::styles`].
    pub(super) style: usize,
    /// Kind of content.
    pub(super) holds: Holds,
    /// Protection once the sheet is protected.
    pub(super) lock: Lock,
    /// Its borders.
    pub(super) edges: Edges,
}

/// Kind of a cell's content, as far as its format depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holds {
    /// Text, or nothing.
    Text,
    /// Text that would become a formula if a person opened the cell and left it again.
    MarkedText,
    /// Text that is typed later and stays as typed: `001`, `3-5`, `=`.
    AsTyped,
    /// Chunk of a text that continues in the cell below.
    PartOfText,
    /// A number.
    Number(Shown),
    /// A number aligned at the decimal point of its column.
    Figure(Shown, Padding),
}

/// Whether a cell is locked once the sheet is protected. Sheets of filled tables are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lock {
    /// Labels, titles and totals.
    Locked,
    /// Data of the department.
    Open,
}

/// The borders of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edges {
    /// Above it.
    pub(super) top: Edge,
    /// Right of it.
    pub(super) right: Edge,
    /// Below it.
    pub(super) bottom: Edge,
    /// Left of it.
    pub(super) left: Edge,
}

impl Edges {
    /// No borders.
    pub(super) const NONE: Edges = Edges {
        top: Edge::None,
        right: Edge::None,
        bottom: Edge::None,
        left: Edge::None,
    };
}

/// Border line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edge {
    /// No line.
    None,
    /// 细线
    Thin,
    /// 粗线, of the frame
    Medium,
}

impl Edge {
    const fn border(self) -> FormatBorder {
        match self {
            Edge::None => FormatBorder::None,
            Edge::Thin => FormatBorder::Thin,
            Edge::Medium => FormatBorder::Medium,
        }
    }
}

/// Cell formats of a sheet.
#[derive(Debug)]
pub(super) struct Formats<'a> {
    look: &'a Look,
    made: BTreeMap<Facet, Format>,
}

impl<'a> Formats<'a> {
    /// No formats yet.
    pub(super) fn new(look: &'a Look) -> Formats<'a> {
        Formats {
            look,
            made: BTreeMap::new(),
        }
    }

    /// Whether a cell had this format before.
    pub(super) fn has(&self, facet: Facet) -> bool {
        self.made.contains_key(&facet)
    }

    /// The format with these properties.
    pub(super) fn get(&mut self, facet: Facet) -> &Format {
        let look = self.look;
        self.made.entry(facet).or_insert_with(|| make(look, facet))
    }
}

fn make(look: &Look, facet: Facet) -> Format {
    let style = &look.styles[facet.style];
    let font = &look.fonts[style.font];
    let mut format = Format::new()
        .set_font_name(&font.workbook)
        .set_font_size(style.size.to_pt())
        .set_font_family(0)
        .set_font_charset(CHARSET_CHINESE)
        .set_align(horizontal(style.align))
        .set_align(if facet.holds == Holds::PartOfText {
            FormatAlign::Top
        } else {
            vertical(style.vertical)
        })
        .set_border_top(facet.edges.top.border())
        .set_border_right(facet.edges.right.border())
        .set_border_bottom(facet.edges.bottom.border())
        .set_border_left(facet.edges.left.border());
    if font.bold {
        format = format.set_bold();
    }
    if facet.lock == Lock::Open {
        format = format.set_unlocked();
    }
    hold(format, facet.holds)
}

/// Texts wrap. Numbers cannot: a number too wide for its column is shrunk, since Excel would print
/// `####`.
fn hold(format: Format, holds: Holds) -> Format {
    match holds {
        Holds::Text | Holds::PartOfText => format.set_text_wrap(),
        Holds::AsTyped => format.set_text_wrap().set_num_format(TEXT),
        Holds::MarkedText => format.set_text_wrap().set_quote_prefix(),
        Holds::Number(shown) => match shown.code() {
            Some(code) => format.set_shrink().set_num_format(code),
            None => format.set_shrink(),
        },
        Holds::Figure(shown, padding) => format
            .set_shrink()
            .set_num_format(shown.padded_code(padding)),
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
