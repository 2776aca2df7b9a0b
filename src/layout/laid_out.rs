//! A laid-out table, whose pages are drawn on demand.

use super::page::Page;
use super::table_pages::TablePages;
use crate::grid::{CellIndex, Grid};
use crate::length::Length;

/// A laid-out table: its pages, and the heights of its rows on endless paper (for the workbook).
///
/// Pages are drawn on demand, so that memory contains only the text of a table, not its drawn
/// pages.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// Height of each row of the grid in one unbroken table.
    pub row_heights: Vec<Length>,
    /// Height of each title line.
    pub title_heights: Vec<Length>,
    /// Characters that no face has; they are drawn as `SUBSTITUTE`. In the order of the cells, each
    /// character once per cell.
    pub missing: Vec<MissingGlyph>,
    source: PageSource,
    /// Heads and feet of its pages, if they were added.
    pub(super) feet: Vec<Page>,
    /// Whether a blank page follows, so that the next table begins on an odd page.
    pub(super) blank_after: bool,
}

/// Source of the pages.
#[derive(Debug, Clone, PartialEq)]
enum PageSource {
    Table(Box<TablePages>),
    #[cfg(test)]
    Drawn(Vec<Page>),
}

impl Layout {
    pub(super) fn new(
        table_pages: TablePages,
        row_heights: Vec<Length>,
        title_heights: Vec<Length>,
        missing: Vec<MissingGlyph>,
    ) -> Layout {
        Layout {
            row_heights,
            title_heights,
            missing,
            source: PageSource::Table(Box::new(table_pages)),
            feet: Vec::new(),
            blank_after: false,
        }
    }

    /// A layout of these pages, without a table.
    #[cfg(test)]
    pub(crate) fn drawn(pages: Vec<Page>) -> Layout {
        Layout {
            row_heights: Vec::new(),
            title_heights: Vec::new(),
            missing: Vec::new(),
            source: PageSource::Drawn(pages),
            feet: Vec::new(),
            blank_after: false,
        }
    }

    /// Number of pages, including a blank one after it. A table has at least one.
    pub fn page_count(&self) -> usize {
        self.drawn_count() + usize::from(self.blank_after)
    }

    fn drawn_count(&self) -> usize {
        match &self.source {
            PageSource::Table(table_pages) => table_pages.page_count(),
            #[cfg(test)]
            PageSource::Drawn(pages) => pages.len(),
        }
    }

    /// Draws the pages one after the other, with heads and feet if they were added. `grid` is the table
    /// that was laid out.
    pub fn pages<'a>(&'a self, grid: &'a Grid) -> impl ExactSizeIterator<Item = Page> + 'a {
        (0..self.page_count()).map(|index| {
            if index == self.drawn_count() {
                return Page::default();
            }
            let mut page = match &self.source {
                PageSource::Table(table_pages) => table_pages.page(grid, index),
                #[cfg(test)]
                PageSource::Drawn(pages) => pages[index].clone(),
            };
            if let Some(foot) = self.feet.get(index) {
                page.append_page(foot);
            }
            page
        })
    }

    #[cfg(test)]
    pub(super) fn table_pages(&self) -> &TablePages {
        match &self.source {
            PageSource::Table(table_pages) => table_pages,
            PageSource::Drawn(_) => panic!("pages of no table"),
        }
    }
}

/// A character that no face of the `FontSet` has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingGlyph {
    /// The cell; `None` for a title or the page foot.
    pub cell: Option<CellIndex>,
    /// The character.
    pub character: char,
}
