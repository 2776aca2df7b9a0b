//! How a table looks: paper, fonts by role, named cell styles. Set by an edition, read by `layout` and by every writer.

use crate::length::Length;

/// The look of all tables of one edition (版式). Shared by every [`Grid`](super::Grid) made from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// The paper and what stands at its edges.
    pub paper: Paper,
    /// Fonts by role; [`Style::font`] is an index into this list.
    pub fonts: Vec<Font>,
    /// Named cell styles; [`Cell::style`](super::Cell::style) is an index into this list.
    pub styles: Vec<Style>,
    /// Width of the rules between cells.
    pub inner_rule: Length,
    /// Width of the frame around the table.
    pub outer_rule: Length,
    /// How full-width punctuation is set in a PDF.
    pub punctuation: Punctuation,
    /// What stands above the table on the pages on which it goes on, if anything does.
    pub continued: Option<Continued>,
}

/// How full-width punctuation is set (标点挤压).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Punctuation {
    /// Each mark in a square of its own (全角).
    Full,
    /// Marks beside one another share the white between them (相邻挤压).
    Adjacent,
    /// That, and none at the ends of a line has its white half (相邻与行首行尾挤压).
    Squeezed,
}

/// The label above a table on the pages on which it goes on (续表).
#[derive(Debug, Clone, PartialEq)]
pub struct Continued {
    /// Its text; `{title}` stands for the table's name.
    pub text: String,
    /// Index of its style in [`Look::styles`].
    pub style: usize,
}

/// Paper, margins, foot.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    /// Width of the sheet as it is read: 210 mm for A4 upright.
    pub width: Length,
    /// Height of the sheet as it is read: 297 mm for A4 upright.
    pub height: Length,
    /// Margin above the text block.
    pub top: Length,
    /// Margin right of the text block.
    pub right: Length,
    /// Margin below the text block; the foot stands in it.
    pub bottom: Length,
    /// Margin left of the text block, the binding side (订口).
    pub left: Length,
    /// The page foot, if there is one.
    pub foot: Option<Foot>,
}

impl Paper {
    /// Width between the side margins.
    pub fn text_width(&self) -> Length {
        self.width - self.left - self.right
    }

    /// Height between the upper and the lower margin.
    pub fn text_height(&self) -> Length {
        self.height - self.top - self.bottom
    }
}

/// The line at a page's foot.
#[derive(Debug, Clone, PartialEq)]
pub struct Foot {
    /// Its text; `{page}` and `{pages}` stand for the page's number and their count, as in `第{page}页 共{pages}页`.
    pub text: String,
    /// Index of its style in [`Look::styles`]; the horizontal alignment counts, within the text block's width.
    pub style: usize,
    /// From the sheet's lower edge to the text's baseline.
    pub height: Length,
}

/// A font by its role in the table (标题, 标签, 正文).
#[derive(Debug, Clone, PartialEq)]
pub struct Font {
    /// The role's name in the edition: `title`, `label`, `body`.
    pub role: String,
    /// Name of the face embedded in a PDF, as [`FontSet`](crate::layout::FontSet) knows it.
    pub face: String,
    /// Typeface named in the workbook: 方正小标宋简体, 黑体, `仿宋_GB2312`.
    pub workbook: String,
    /// Typefaces named in HTML, as a CSS `font-family` list.
    pub css: String,
    /// Whether the workbook and HTML ask for the bold weight of the typeface (the face of the PDF has its own weight).
    pub bold: bool,
}

/// A named cell style.
#[derive(Debug, Clone, PartialEq)]
pub struct Style {
    /// The name templates use in `class`.
    pub name: String,
    /// Index of the font in [`Look::fonts`].
    pub font: usize,
    /// Type size.
    pub size: Length,
    /// From one baseline to the next, as a multiple of the type size.
    pub line_height: f64,
    /// Where lines stand between the cell's left and right edge.
    pub align: Align,
    /// Where the text stands between the cell's top and bottom edge.
    pub vertical: VerticalAlign,
    /// Space between the left or right rule and the text.
    pub padding_x: Length,
    /// Space between the upper or lower rule and the text.
    pub padding_y: Length,
}

/// Horizontal alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// 左对齐
    Left,
    /// 居中
    Center,
    /// 右对齐
    Right,
    /// 小数点对齐: figures of one column have their points below one another, the widest in the middle; other texts are centred.
    Decimal,
}

/// Vertical alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerticalAlign {
    /// 顶端对齐
    Top,
    /// 垂直居中
    Middle,
    /// 底端对齐
    Bottom,
}
