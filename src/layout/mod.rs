//! Grid → positioned pages: fonts, line breaking, row heights, page breaks.
//!
//! One file a step, in the order of the work: `column` (where columns stand), `measure` (text → sorts, looked up once) with `line` and `kinsoku`
//! (where lines end), `punctuation` (marks set closer), `forme` (what is set), `figure` (points below one another), `row` (heights in one unbroken
//! table), `page` (where pages end, what of each cell stands on which), `draw` and `rule` (glyphs and lines at their places), `foot` (numbers through
//! all tables). `table` calls them; `front` sets a volume's first pages in the same way; `foreign` tells characters that another face lends.
//!
//! Nothing here knows a budget or a file format. Laying out is a pure function of a [`Grid`] and a [`FontSet`].

mod column;
mod draw;
mod figure;
mod font;
mod foot;
mod foreign;
mod forme;
mod front;
mod kinsoku;
mod line;
mod measure;
mod page;
mod punctuation;
mod row;
mod rule;
mod table;
#[cfg(test)]
mod tests;

use crate::grid::{CellIndex, Grid};
use crate::length::Length;

pub use font::{
    Embedding, Face, FaceFacts, FaceGlyph, FaceIndex, FontError, FontSet, MAX_COLLECTION, members,
};
pub use foot::{PageFoot, add_feet};
pub use foreign::{Foreign, foreign};
pub use front::{Cover, Entry, contents, cover};
pub use table::{UnknownFace, lay_out};

use table::Imposition;

/// A table laid out: what stands on which page, and the heights of its rows as if paper had no end (for the workbook).
///
/// Pages are drawn when they are asked for, so that a table's text stays in memory and not what is drawn of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// Height of each row of the Grid in one unbroken table.
    pub row_heights: Vec<Length>,
    /// Height of each title line.
    pub title_heights: Vec<Length>,
    /// Characters that no face has; they are drawn as [`SUBSTITUTE`]. In order of the cells, each character once a cell.
    pub missing: Vec<MissingGlyph>,
    sheets: Sheets,
    /// The feet of its pages, where they were added.
    feet: Vec<Page>,
}

/// What pages are drawn from.
#[derive(Debug, Clone, PartialEq)]
enum Sheets {
    Imposed(Box<Imposition>),
    #[cfg(test)]
    Drawn(Vec<Page>),
}

impl Layout {
    fn new(
        imposition: Imposition,
        row_heights: Vec<Length>,
        title_heights: Vec<Length>,
        missing: Vec<MissingGlyph>,
    ) -> Layout {
        Layout {
            row_heights,
            title_heights,
            missing,
            sheets: Sheets::Imposed(Box::new(imposition)),
            feet: Vec::new(),
        }
    }

    /// A layout of these pages, whatever the table.
    #[cfg(test)]
    pub(crate) fn drawn(pages: Vec<Page>) -> Layout {
        Layout {
            row_heights: Vec::new(),
            title_heights: Vec::new(),
            missing: Vec::new(),
            sheets: Sheets::Drawn(pages),
            feet: Vec::new(),
        }
    }

    /// Number of its pages. A table has at least one.
    pub fn page_count(&self) -> usize {
        match &self.sheets {
            Sheets::Imposed(imposition) => imposition.page_count(),
            #[cfg(test)]
            Sheets::Drawn(pages) => pages.len(),
        }
    }

    /// Draws the pages of the Grid that was laid out, one after the other, with their feet where they were added.
    pub fn pages<'a>(&'a self, grid: &'a Grid) -> impl ExactSizeIterator<Item = Page> + 'a {
        (0..self.page_count()).map(|index| {
            let mut page = match &self.sheets {
                Sheets::Imposed(imposition) => imposition.page(grid, index),
                #[cfg(test)]
                Sheets::Drawn(pages) => pages[index].clone(),
            };
            if let Some(foot) = self.feet.get(index) {
                page.lay_over(foot);
            }
            page
        })
    }

    #[cfg(test)]
    fn imposition(&self) -> &Imposition {
        match &self.sheets {
            Sheets::Imposed(imposition) => imposition,
            Sheets::Drawn(_) => panic!("pages of no table"),
        }
    }
}

/// Drawn where no face has a character: the geta mark (〓), which Chinese and Japanese printing sets for a missing sort. The character itself stays in the text of the PDF.
pub const SUBSTITUTE: char = '〓';

/// A character that no face of the [`FontSet`] has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingGlyph {
    /// The cell it is in; none for a title or the page foot.
    pub cell: Option<CellIndex>,
    /// The character.
    pub character: char,
}

/// A page: what is drawn where. Origin at the sheet's upper left corner, y downwards.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// Lines of text, in reading order.
    pub runs: Vec<Run>,
    /// Glyphs of all runs of the page; a [`Run`] owns a range of them.
    pub glyphs: Vec<Glyph>,
    /// Straight rules; horizontal ones first, then vertical ones.
    pub rules: Vec<Rule>,
}

impl Page {
    /// The glyphs of a run.
    pub fn glyphs_of(&self, run: &Run) -> &[Glyph] {
        &self.glyphs[run.glyphs.0..run.glyphs.1]
    }

    /// The text of a run, as a reader copies it from the page.
    pub fn text_of(&self, run: &Run) -> String {
        self.glyphs_of(run)
            .iter()
            .map(|glyph| glyph.character)
            .collect()
    }

    /// Draws the texts of another page on this one.
    fn lay_over(&mut self, other: &Page) {
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
    /// What the text belongs to.
    pub part: Part,
}

/// What a run of text belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A title line above the table, by its index.
    Title(usize),
    /// A cell.
    Cell(CellIndex),
    /// A cell printed again on a continuation page (repeated head or open group label).
    Repeated(CellIndex),
    /// The label above a table that goes on on this page (续表).
    Continued,
    /// An entry of a list of contents, by its index.
    Entry(usize),
    /// What leads the eye from an entry's words to its number.
    Leader,
    /// The page foot.
    Foot,
}

/// A glyph. Its advance is the face's own: nothing is stretched, and where the next glyph stands closer another run begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph {
    /// Index of the glyph in the face.
    pub id: u16,
    /// Advance in thousandths of the type size.
    pub advance: u16,
    /// The character it stands for (not the substitute, where one is drawn).
    pub character: char,
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
