//! A laid-out page: runs of glyphs and straight rules at their positions.

use super::font::{FaceIndex, Glyph};
use crate::grid::CellIndex;
use crate::length::Length;

/// A page: runs and rules. The origin is the upper left corner, y points downwards.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// Runs of text, in reading order.
    pub runs: Vec<Run>,
    /// Glyphs of all runs; a [`Run`] owns a range of them.
    pub glyphs: Vec<Glyph>,
    /// Straight rules: horizontal ones, then vertical ones.
    pub rules: Vec<Rule>,
}

impl Page {
    /// The glyphs of a run.
    pub fn glyphs_of(&self, run: &Run) -> &[Glyph] {
        &self.glyphs[run.glyphs.0..run.glyphs.1]
    }

    /// Text of a run, as copied from a PDF viewer.
    pub fn text_of(&self, run: &Run) -> String {
        self.glyphs_of(run)
            .iter()
            .map(|glyph| glyph.character)
            .collect()
    }

    /// Adds the texts of another page.
    pub(crate) fn append_page(&mut self, other: &Page) {
        let first = self.glyphs.len();
        self.glyphs.extend(&other.glyphs);
        self.runs.extend(other.runs.iter().map(|run| Run {
            glyphs: (first + run.glyphs.0, first + run.glyphs.1),
            ..run.clone()
        }));
    }
}

/// Glyphs on one baseline, of one face and size.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Left edge of the first glyph.
    pub x: Length,
    /// The baseline.
    pub baseline: Length,
    /// The face.
    pub face: FaceIndex,
    /// The type size.
    pub size: Length,
    /// First and one past the last glyph in [`Page::glyphs`].
    pub glyphs: (usize, usize),
    /// Kind of the text.
    pub kind: RunKind,
}

/// Kind of a run's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunKind {
    /// A title line above the table, by its index.
    Title(usize),
    /// A cell.
    Cell(CellIndex),
    /// A cell repeated on a continuation page (repeated head or open group label).
    Repeated(CellIndex),
    /// Label above a table on a continuation page (续表).
    Continued,
    /// Entry of a list of contents, by index.
    Entry(usize),
    /// Leader dots between the text of an entry and its page number.
    Leader,
    /// The page head.
    Head,
    /// The page foot.
    Foot,
}

/// A straight rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// One end: x, y.
    pub from: (Length, Length),
    /// The other end: x, y.
    pub to: (Length, Length),
    /// Its width.
    pub width: Length,
}
