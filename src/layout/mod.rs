//! Layout: Grid → positioned pages.
//!
//! | file | step |
//! | --- | --- |
//! | `font/` | font files: glyphs, metrics, information |
//! | `page.rs` | the result: pages of runs and rules |
//! | `column` | column positions |
//! | `glyph` | text → shaped glyphs |
//! | `kinsoku`, `punctuation`, `line` | line breaking and spacing of punctuation |
//! | `text_lines`, `text_block`, `typesetter` | typeset lines of all texts |
//! | `decimal` | alignment at the decimal point |
//! | `row` | row heights in one unbroken table |
//! | `pagination/` | page breaks, and the lines of each cell on each page |
//! | `draw`, `rule` | glyphs and rules at their positions |
//! | `table_pages`, `layout` | a laid-out table, whose pages are drawn on demand |
//! | `table` | all steps for a table |
//! | `foot` | page feet through all tables of a document |
//! | `front_matter` | cover and contents of a volume |
//! | `fallback` | characters drawn from another face |
//!
//! Nothing here knows a budget or a file format. Layout is a pure function of a [`Grid`] and a
//! [`FontSet`].

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

/// A laid-out table: its pages, and the heights of its rows on endless paper (for the workbook).
///
/// Pages are drawn on demand, so that memory holds the text of a table and not what is drawn of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// Height of each row of the Grid in one unbroken table.
    pub row_heights: Vec<Length>,
    /// Height of each title line.
    pub title_heights: Vec<Length>,
    /// Characters that no face has; they are drawn as [`SUBSTITUTE`]. In the order of the cells,
    /// each character once a cell.
    pub missing: Vec<MissingGlyph>,
    sheets: Sheets,
    /// Feet of its pages, if they were added.
    feet: Vec<Page>,
}

/// Source of the pages.
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

    /// A layout of these pages, without a table.
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

    /// Number of pages. A table has at least one.
    pub fn page_count(&self) -> usize {
        match &self.sheets {
            Sheets::Imposed(imposition) => imposition.page_count(),
            #[cfg(test)]
            Sheets::Drawn(pages) => pages.len(),
        }
    }

    /// Draws the pages one after the other, with their feet if they were added. `grid` is the table
    /// that was laid out.
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

/// Drawn where no face has a character: the geta mark (〓), the usual sign for a missing glyph in
/// Chinese and Japanese printing. The text of the PDF keeps the character.
pub const SUBSTITUTE: char = '〓';

/// A character that no face of the [`FontSet`] has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingGlyph {
    /// The cell; `None` for a title or the page foot.
    pub cell: Option<CellIndex>,
    /// The character.
    pub character: char,
}

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

    /// Text of a run, as a reader copies it.
    pub fn text_of(&self, run: &Run) -> String {
        self.glyphs_of(run)
            .iter()
            .map(|glyph| glyph.character)
            .collect()
    }

    /// Adds the texts of another page.
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
    /// What the text is.
    pub part: Part,
}

/// Kind of a run: what its text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
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
    /// The page foot.
    Foot,
}

/// A glyph. Its advance is the face's own: nothing is stretched, and closer glyphs begin another
/// run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph {
    /// Index of the glyph in the face.
    pub id: u16,
    /// Advance in thousandths of the type size.
    pub advance: u16,
    /// The character it stands for (not the substitute that is drawn).
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
