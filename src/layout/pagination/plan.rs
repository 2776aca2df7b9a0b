//! Page plans: the rows and lines of cells on each page.

use std::ops::Range;

use crate::grid::CellIndex;
use crate::length::Length;

/// Content of a page, before it is drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::layout) struct PagePlan {
    /// Row fragments, top to bottom, without gaps.
    pub(in crate::layout) fragments: Vec<RowFragment>,
    /// Cell fragments, in reading order.
    pub(in crate::layout) cell_fragments: Vec<CellFragment>,
}

/// A row, or a vertical section of one, on a page.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::layout) struct RowFragment {
    pub(in crate::layout) row: usize,
    pub(in crate::layout) top: Length,
    pub(in crate::layout) bottom: Length,
    pub(in crate::layout) kind: RowFragmentKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::layout) enum RowFragmentKind {
    /// A repeated head row.
    Head,
    /// The row continues on the next page.
    Open,
    /// The row ends here.
    Closed,
}

/// Lines of a cell on a page.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::layout) struct CellFragment {
    pub(in crate::layout) cell: CellIndex,
    pub(in crate::layout) top: Length,
    pub(in crate::layout) bottom: Length,
    /// Indices into the lines of all texts.
    pub(in crate::layout) lines: Range<u32>,
    pub(in crate::layout) kind: CellFragmentKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::layout) enum CellFragmentKind {
    /// The whole text, for the first time.
    Whole,
    /// Some of its lines.
    Split,
    /// The whole text, repeated.
    Repeated,
}

/// Text block of a page; on a continuation page it begins below the label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::layout) struct Body {
    pub(in crate::layout) top: Length,
    pub(in crate::layout) bottom: Length,
}

/// Position of the table on its first page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::layout) struct Start {
    pub(in crate::layout) y: Length,
    /// Whether titles are above it.
    pub(in crate::layout) under_titles: bool,
}

impl Body {
    pub(in crate::layout) fn height(&self) -> Length {
        self.bottom - self.top
    }
}
