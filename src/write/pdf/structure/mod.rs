//! What a file says of its own order (tagged PDF): the elements of its tables, as a reader for the blind or a program that takes tables out sees them.
//!
//! ```text
//! Document
//!   Sect  (a table of the document, with its name)
//!     H1  first title   P  the others
//!     Table › TR › TH (Scope) · TD, each with RowSpan and ColSpan      in the order of the Grid, empty cells too
//! ```
//!
//! [`mark`] cuts the text of a page into stretches that belong to one title or cell: each is marked in the page's drawing by a number, which the element of
//! that title or cell names ([`of_tables`]). A cell that goes on over pages is one element with a stretch on each. What is printed again (heads, group labels, 续),
//! page feet and rules belong to no element: they are *artifacts*. `number` writes elements as objects, `parent` the way back, from stretch to element.
//!
//! There is no `THead`: that would have to be the first rows of a table, and a form has its repeated head in the middle.

pub(super) mod mark;
pub(super) mod number;
pub(super) mod parent;
pub(super) mod tree;

use self::mark::Marked;
use self::tree::{Element, Item, Kind, Tree};
use super::Broken;
use crate::grid::{Cell, Grid, Role, Scope};
use crate::layout::Part;
use crate::write::Table;

impl Kind {
    /// What a title line is: the first is the table's head.
    fn of_title(index: usize) -> Kind {
        if index == 0 {
            Kind::Heading
        } else {
            Kind::Paragraph
        }
    }

    fn of_cell(grid: &Grid, cell: &Cell) -> Kind {
        match cell.role {
            Role::Data => Kind::Data,
            Role::Label => match grid.scope(cell) {
                Scope::Column => Kind::ColumnHead,
                Scope::Row => Kind::RowHead,
            },
        }
    }
}

/// The elements of tables, and the stretches of each of their pages.
pub(super) fn of_tables(tables: &[Table<'_>]) -> Result<(Tree, Vec<Vec<Marked>>), Broken> {
    let (mut tree, mut all) = (Tree::default(), Vec::new());
    for table in tables {
        let pages = table.layout.pages.iter();
        let marked = pages.map(|page| mark::stretches(table.grid, page));
        let marked = marked.collect::<Result<Vec<_>, _>>()?;
        add_table(&mut tree, (table.grid, table.label), &marked, all.len())?;
        all.extend(marked);
    }
    Ok((tree, all))
}

/// Adds the section of a table whose pages are marked like this; `first` is the number of its first page.
fn add_table(
    tree: &mut Tree,
    (grid, label): (&Grid, &str),
    pages: &[Vec<Marked>],
    first: usize,
) -> Result<(), Broken> {
    let (mut titles, mut cells) = (
        vec![Vec::new(); grid.titles.len()],
        vec![Vec::new(); grid.cells.len()],
    );
    for (page, marked) in (first..).zip(pages) {
        for stretch in marked {
            let Some(number) = stretch.number else {
                continue;
            };
            let items: Option<&mut Vec<Item>> = match stretch.part {
                Part::Title(index) => titles.get_mut(index),
                Part::Cell(index) => cells.get_mut(index.0),
                Part::Repeated(_) | Part::Continued | Part::Foot => None,
            };
            let item = Item::Content { page, number };
            items.ok_or(Broken::Structure)?.push(item);
        }
    }
    let section = tree.add(Element::new(Kind::Section, None).with_title(label));
    for (index, items) in titles
        .into_iter()
        .enumerate()
        .filter(|(_, items)| !items.is_empty())
    {
        tree.add(Element::new(Kind::of_title(index), Some(section)).with_items(items));
    }
    if grid.row_count() > 0 {
        add_rows(tree, section, grid, cells);
    }
    Ok(())
}

fn add_rows(tree: &mut Tree, section: usize, grid: &Grid, items: Vec<Vec<Item>>) {
    let table = tree.add(Element::new(Kind::Table, Some(section)));
    let mut cells = grid.cells.iter().zip(items).peekable();
    for row in 0..grid.row_count() {
        let parent = tree.add(Element::new(Kind::Row, Some(table)));
        while let Some((cell, items)) = cells.next_if(|(cell, _)| cell.row == row) {
            let kind = Kind::of_cell(grid, cell);
            let element = Element::new(kind, Some(parent)).with_items(items);
            tree.add(element.with_spans(cell.rowspan, cell.colspan));
        }
    }
}
