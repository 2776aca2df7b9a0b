//! What a paper shows of a submission, independent of the kind of paper.

/// What a paper shows of a submission.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Shown {
    /// Its tables, in order.
    pub(crate) tables: Vec<ShownTable>,
    /// Texts of its pages that belong to no table: repeated heads, page numbers.
    pub(crate) margins: Vec<Margin>,
    /// The sizes of its pages.
    pub(crate) papers: Vec<ShownPaper>,
}

/// The size of a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ShownPaper {
    /// Number of the page, from 1.
    pub(crate) page: usize,
    /// Width and height, in points.
    pub(crate) size: (f64, f64),
}

/// A table as shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ShownTable {
    /// Its texts, in reading order.
    pub(crate) texts: Vec<ShownText>,
    /// Whether the paper calls the cells of lines above and below the frame cells too; empty ones are
    /// then shown.
    pub(crate) has_only_cells: bool,
}

/// A text that is shown, without the white space at which lines end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShownText {
    pub(crate) kind: TextKind,
    pub(crate) text: String,
}

/// Kind of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextKind {
    /// A line above or below the frame. Empty ones are not shown.
    Line,
    /// A cell within the frame, also an empty one.
    Cell,
}

/// A line of text that belongs to no table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Margin {
    /// Number of the page, from 1.
    pub(crate) page: usize,
    /// Height of its baseline above the lower edge of the page, in points.
    pub(crate) height: f64,
    pub(crate) text: String,
}
