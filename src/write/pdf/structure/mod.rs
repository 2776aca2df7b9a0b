//! Logical structure of a file (tagged PDF): the elements of its tables for screen readers and
//! programs that extract tables.
//!
//! ```text
//! Document
//!   Sect  (a table of the document, with its name)
//!     H1  the title   P  the other lines, rows above the frame
//!     Table › TR › TH (Scope) · TD, each with RowSpan and ColSpan   in grid order, empty ones too
//!     P  rows below the frame: notes, signatures
//! ```
//!
//! [`marked_content`] splits the text of a page into sections that belong to one title or cell;
//! each has a number on the page, to which the element of its title or cell refers
//! ([`TableElements`]). A cell that continues over pages is one element with a section on each.
//! Repeated text (heads, group labels, 续), page feet and rules belong to no element: they are
//! *artifacts*. `element` writes elements as objects, `parent_tree` the mapping from marked content
//! to elements.
//!
//! There is no `THead`: it would have to consist of the first rows of a table, but a form has its
//! repeated head in the middle.

pub(super) mod element;
pub(super) mod marked_content;
pub(super) mod parent_tree;
pub(super) mod tree;

use self::marked_content::{ContentTag, MarkedContent, marked_content};
use self::tree::{ElementKind, Item, Tree};
use super::error::PdfError;
use crate::grid::{Cell, Grid, Role, Scope};
use crate::layout::{Page, RunKind};

impl ElementKind {
    /// Element kind of a line above a table.
    fn of_line(grid: &Grid, index: usize) -> ElementKind {
        if grid.heading() == Some(index) {
            ElementKind::Heading
        } else {
            ElementKind::Paragraph
        }
    }

    fn of_cell(grid: &Grid, cell: &Cell) -> ElementKind {
        if !grid.is_framed(cell.row) {
            return ElementKind::Paragraph;
        }
        match cell.role {
            Role::Data => ElementKind::Data,
            Role::Label => match grid.scope(cell) {
                Scope::Column => ElementKind::ColumnHead,
                Scope::Row => ElementKind::RowHead,
            },
        }
    }
}

/// Builds the elements of tables from their pages, given one after the other. It stores only the
/// page data that belong to elements.
#[derive(Default)]
pub(super) struct TableElements {
    tree: Tree,
    /// Number of pages so far.
    pages: usize,
    /// Marked content of the current table: owner, page, number on the page.
    items: Vec<(Owner, u32, u32)>,
}

/// Owner of marked content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Title(u32),
    Cell(u32),
}

impl TableElements {
    /// Marked content of the next page of a table.
    pub(super) fn page(
        &mut self,
        grid: &Grid,
        page: &Page,
    ) -> Result<Vec<MarkedContent>, PdfError> {
        let contents = marked_content(page, |kind| match kind {
            RunKind::Title(index) => Ok(Some(ElementKind::of_line(grid, index))),
            RunKind::Cell(index) => {
                let cell = grid.cells.get(index.0).ok_or(PdfError::Structure)?;
                Ok(Some(ElementKind::of_cell(grid, cell)))
            }
            _ => Ok(None),
        })?;
        for content in &contents {
            let ContentTag::Element { number, .. } = content.tag else {
                continue;
            };
            let owner = match content.kind {
                RunKind::Title(index) if index < grid.titles.len() => Owner::Title(short(index)),
                RunKind::Cell(index) if index.0 < grid.cells.len() => Owner::Cell(short(index.0)),
                _ => return Err(PdfError::Structure),
            };
            self.items.push((owner, short(self.pages), short(number)));
        }
        self.pages += 1;
        Ok(contents)
    }

    /// Adds the section of a table after all its pages.
    pub(super) fn end_table(&mut self, grid: &Grid, label: &str) {
        let mut items = std::mem::take(&mut self.items);
        // A stable sort: for each owner in the order of the pages.
        items.sort_by_key(|(owner, ..)| *owner);
        let mut rest = items.as_slice();
        let mut of = |wanted| -> Vec<Item> {
            let own = taken(&mut rest, |(owner, ..)| *owner == wanted);
            let item = |(_, page, number): &(Owner, u32, u32)| Item::Content {
                page: *page as usize,
                number: *number as usize,
            };
            own.iter().map(item).collect()
        };
        let tree = &mut self.tree;
        tree.elements
            .reserve(2 + grid.titles.len() + grid.row_count() + grid.cells.len());
        let section = tree.add(ElementKind::Section, None, Vec::new());
        tree.elements[section].title = Some(label.to_owned());
        for index in 0..grid.titles.len() {
            let items = of(Owner::Title(short(index)));
            if !items.is_empty() {
                tree.add(ElementKind::of_line(grid, index), Some(section), items);
            }
        }
        if grid.row_count() > 0 {
            add_rows(tree, section, grid, |index| of(Owner::Cell(short(index))));
        }
    }

    /// Elements of all tables.
    pub(super) fn finish(self) -> Tree {
        self.tree
    }
}

/// Splits off the first items that satisfy the condition.
pub(super) fn taken<'r, T>(rest: &mut &'r [T], is_own: impl Fn(&T) -> bool) -> &'r [T] {
    let own = rest.iter().take_while(|one| is_own(one)).count();
    let (own, others) = rest.split_at(own);
    *rest = others;
    own
}

/// Index or number in 32 bits; there are far fewer than fit.
fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn add_rows(
    tree: &mut Tree,
    section: usize,
    grid: &Grid,
    mut items: impl FnMut(usize) -> Vec<Item>,
) {
    let mut cells = grid.cells.iter().enumerate().peekable();
    let mut table = None;
    for row in 0..grid.row_count() {
        if !grid.is_framed(row) {
            while let Some((index, cell)) = cells.next_if(|(_, cell)| cell.row == row) {
                let items = items(index);
                if !items.is_empty() {
                    tree.add(ElementKind::of_cell(grid, cell), Some(section), items);
                }
            }
            continue;
        }
        let table =
            *table.get_or_insert_with(|| tree.add(ElementKind::Table, Some(section), Vec::new()));
        let parent = tree.add(ElementKind::Row, Some(table), Vec::new());
        while let Some((index, cell)) = cells.next_if(|(_, cell)| cell.row == row) {
            let element = tree.add(ElementKind::of_cell(grid, cell), Some(parent), items(index));
            let element = &mut tree.elements[element];
            (element.rowspan, element.colspan) = (cell.rowspan, cell.colspan);
        }
    }
}
