//! Look of a table: paper, fonts by role, named cell styles. An edition sets it; `layout` and all
//! writers read it.

use crate::length::Length;

/// Look of all tables of an edition (版式), shared by every [`Grid`](super::Grid) made from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Paper, margins, page head and foot.
    pub paper: Paper,
    /// Fonts by role; [`Style::font`] is an index into this list.
    pub fonts: Vec<Font>,
    /// Named cell styles; [`Cell::style`](super::Cell::style) is an index into this list.
    pub styles: Vec<Style>,
    /// Width of the rules between cells.
    pub inner_rule: Length,
    /// Width of the frame around the table.
    pub outer_rule: Length,
    /// Spacing of full-width punctuation in a PDF.
    pub punctuation: Punctuation,
    /// Label above the table on continuation pages, if there is one.
    pub continued: Option<Continued>,
    /// Where titles and labels break.
    pub words: Words,
    /// How much closer a table may be set that takes one page too many; not at all without it.
    pub fit: Option<Fit>,
}

/// Word boundaries that an edition declares, because Chinese text has no spaces.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// Words that no line break tears, sorted: in titles and labels, and as units after a number.
    pub whole: Vec<String>,
    /// Endings of words, sorted: a title breaks after them rather than elsewhere.
    pub endings: Vec<String>,
}

impl Words {
    /// Words in their order, each once; blank ones are left out.
    pub fn new(whole: Vec<String>, endings: Vec<String>) -> Words {
        let sorted = |mut words: Vec<String>| {
            words.retain(|word| !word.trim().is_empty());
            words.sort();
            words.dedup();
            words
        };
        Words {
            whole: sorted(whole),
            endings: sorted(endings),
        }
    }
}

/// Floors for setting a table closer so that it takes one page less.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Smallest type size.
    pub size: Length,
    /// Smallest padding above and below a text.
    pub padding: Length,
}

/// Spacing of full-width punctuation (标点挤压).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Punctuation {
    /// Each punctuation character takes a full square (全角).
    Full,
    /// Adjacent punctuation characters share the space between them (相邻挤压).
    Adjacent,
    /// The same, and punctuation at the ends of a line loses its outer half (相邻与行首行尾挤压).
    Squeezed,
}

/// Label above a table on continuation pages (续表).
#[derive(Debug, Clone, PartialEq)]
pub struct Continued {
    /// Its text; `{title}` stands for the table's name.
    pub text: String,
    /// Index of its style in [`Look::styles`].
    pub style: usize,
}

/// Paper, margins, page head and foot.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    /// Width of the page as displayed: 210 mm for A4 portrait.
    pub width: Length,
    /// Height of the page as displayed: 297 mm for A4 portrait.
    pub height: Length,
    /// Margin above the text block.
    pub top: Length,
    /// Margin right of the text block.
    pub right: Length,
    /// Margin below the text block; it contains the foot.
    pub bottom: Length,
    /// Margin left of the text block, the binding side (订口).
    pub left: Length,
    /// The page head, if there is one.
    pub head: Option<Foot>,
    /// The page foot, if there is one.
    pub foot: Option<Foot>,
    /// What begins on an odd page, if anything does: a blank page is inserted before it.
    pub odd_start: Option<OddStart>,
}

/// What begins on an odd page, for print on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OddStart {
    /// Each table.
    Table,
    /// Each department of a volume.
    Department,
}

/// Size of a page and its margins, without head and foot: what a form may have of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PaperSize {
    /// See [`Paper::width`].
    pub width: Length,
    /// See [`Paper::height`].
    pub height: Length,
    /// See [`Paper::top`].
    pub top: Length,
    /// See [`Paper::right`].
    pub right: Length,
    /// See [`Paper::bottom`].
    pub bottom: Length,
    /// See [`Paper::left`].
    pub left: Length,
}

impl Paper {
    /// Width between the side margins.
    pub fn text_width(&self) -> Length {
        self.width - self.left - self.right
    }

    /// The same head and foot on another size of paper.
    #[must_use]
    pub fn of_size(&self, size: PaperSize) -> Paper {
        Paper {
            width: size.width,
            height: size.height,
            top: size.top,
            right: size.right,
            bottom: size.bottom,
            left: size.left,
            ..self.clone()
        }
    }

    /// Distance between the upper and lower margins.
    pub fn text_height(&self) -> Length {
        self.height - self.top - self.bottom
    }
}

/// Head or foot of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Foot {
    /// Its text; `{page}` and `{pages}` stand for the page number and the number of pages,
    /// `{title}` for the table's name.
    pub text: String,
    /// Index of its style in [`Look::styles`]; only the horizontal alignment is used, within the
    /// width of the text block.
    pub style: usize,
    /// From the edge of the page (upper edge for a head, lower edge for a foot) to the baseline.
    pub height: Length,
    /// Side of the page on which it is.
    pub edge: Edge,
}

/// Side of the page on which a head or foot is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// As its style is aligned.
    Fixed,
    /// The outer edge of pages printed on both sides, one character from the edge of the text
    /// block: right on odd pages, left on even ones (单页码居右空一字,双页码居左空一字).
    Outer,
}

/// A font role with its faces in each format.
#[derive(Debug, Clone, PartialEq)]
pub struct Font {
    /// Name of the role in the edition: `title`, `label`, `body`.
    pub role: String,
    /// Name of the face embedded in a PDF, a face of the [`FontSet`](crate::layout::FontSet).
    pub face: String,
    /// Name of the typeface in a workbook.
    pub workbook: String,
    /// Typefaces named in HTML, as a CSS `font-family` list.
    pub css: String,
    /// Whether the workbook and HTML use the bold weight (the face of the PDF has its own weight).
    pub bold: bool,
}

/// A named style of cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Style {
    /// Name that templates use in `class`.
    pub name: String,
    /// Index of its font in [`Look::fonts`].
    pub font: usize,
    /// Type size.
    pub size: Length,
    /// Line height, as a multiple of the type size.
    pub line_height: f64,
    /// Horizontal alignment of the lines in the cell.
    pub align: Align,
    /// Vertical alignment of the text in the cell.
    pub vertical: VerticalAlign,
    /// Space between the left or right rule and the text.
    pub padding_x: Length,
    /// Space between the upper or lower rule and the text.
    pub padding_y: Length,
    /// Smallest type size, if a number with its unit or a date may be set smaller to stay on one
    /// line.
    pub min_size: Option<Length>,
    /// Indent of the first line of each paragraph, in characters; for left-aligned text.
    pub indent: f64,
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
    /// 小数点对齐: numbers of one column are aligned at the decimal point, the widest centred;
    /// other texts are centred.
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
