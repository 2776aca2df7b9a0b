//! Cell formats: one for each look, number format, border and lock, made once and shared.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

use crate::grid::{Align, Look, VerticalAlign};

use super::CHARSET_CHINESE;
use super::number::{Padding, Shown};

/// The number format 文本.
const TEXT: &str = "@";

/// All that tells one cell format from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Facet {
    /// Index in [`Look::styles`].
    pub(super) style: usize,
    /// What the cell holds.
    pub(super) holds: Holds,
    /// Whether it is locked once the sheet is protected.
    pub(super) lock: Lock,
    /// Its borders.
    pub(super) edges: Edges,
}

/// What a cell holds, as far as its format is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holds {
    /// Text, or nothing.
    Text,
    /// Text that would become something else if a person opened the cell and left it again.
    MarkedText,
    /// Text that is to be typed, and stays as it is typed: `001`, `3-5`, `=`.
    AsTyped,
    /// A part of a text that goes on in the cell below.
    PartOfText,
    /// A number.
    Number(Shown),
    /// A number whose point stands below those of its column.
    Figure(Shown, Padding),
}

/// Whether a cell is locked once the sheet is protected. (It is not: the officer goes on working.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lock {
    /// Labels, titles and totals.
    Locked,
    /// What the department fills in.
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

/// A border.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edge {
    /// None.
    None,
    /// 细线
    Thin,
    /// 粗线 of the frame
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

/// The formats of a sheet.
#[derive(Debug)]
pub(super) struct Formats<'a> {
    look: &'a Look,
    indices: BTreeMap<Facet, usize>,
    made: Vec<Format>,
}

impl<'a> Formats<'a> {
    /// None made yet.
    pub(super) fn new(look: &'a Look) -> Formats<'a> {
        Formats {
            look,
            indices: BTreeMap::new(),
            made: Vec::new(),
        }
    }

    /// How many formats were made.
    pub(super) fn count(&self) -> usize {
        self.made.len()
    }

    /// The index of the format of a facet; makes it for the first cell of the facet.
    pub(super) fn index(&mut self, facet: Facet) -> usize {
        *self.indices.entry(facet).or_insert_with(|| {
            self.made.push(make(self.look, facet));
            self.made.len() - 1
        })
    }

    /// The format of an index.
    pub(super) fn at(&self, index: usize) -> &Format {
        &self.made[index]
    }

    /// The format of a facet.
    pub(super) fn get(&mut self, facet: Facet) -> &Format {
        let index = self.index(facet);
        self.at(index)
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

/// Texts wrap. Numbers cannot: a number too wide for its column is set smaller, where Excel would else print `####`.
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

/// How a workbook aligns a cell.
pub(super) const fn horizontal(align: Align) -> FormatAlign {
    match align {
        Align::Left => FormatAlign::Left,
        // The format of a figure makes all of its column equally wide.
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
