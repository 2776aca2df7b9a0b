//! Tags (`CustomTag`): which objects on the pages are the title, the rows and the cells of each table,
//! and which value of the submission a cell shows.
//!
//! Repeated texts (heads, group labels, 续), page feet and rules belong to no tag, as in a PDF.

use super::ids::Ids;
use super::page::TaggedObjects;
use super::xml::{DECLARED, HEAD, put_attribute, put_number};
use crate::grid::{Cell, CellIndex, Grid, Role};
use crate::layout::RunKind;

/// Namespace of the tags.
pub(super) const NAMESPACE: &str = "urn:jixiao:tables:1";

/// Schema of the tags.
pub(super) const SCHEMA: &str = include_str!("tags.xsd");

/// Folder of the files of tags, and the name of the schema in it.
pub(super) const FOLDER: &str = "Tags";
pub(super) const SCHEMA_FILE: &str = "tables.xsd";

/// An object on a page of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ObjectPlace {
    /// Index of its page among the pages of the tags.
    pub(super) page: usize,
    /// Its position on the page.
    pub(super) object: usize,
}

/// The elements of tables, without the numbers of their objects, which depend on the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Tags {
    pub(super) xml: String,
    /// References to objects, with the positions in the text where they belong.
    pub(super) places: Vec<(usize, ObjectPlace)>,
}

/// Owner of an object, in the order of the tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Title(usize),
    Cell(usize),
}

impl Owner {
    fn of(kind: RunKind) -> Option<Owner> {
        match kind {
            RunKind::Title(index) => Some(Owner::Title(index)),
            RunKind::Cell(CellIndex(index)) => Some(Owner::Cell(index)),
            _ => None,
        }
    }
}

impl Tags {
    /// Adds a table; `pages` are the texts of its pages, the first of which has the index `first`.
    pub(super) fn add_table(&mut self, grid: &Grid, first: usize, pages: &[TaggedObjects]) {
        let mut places = Vec::new();
        for (index, page) in pages.iter().enumerate() {
            let page_index = first + index;
            let own = page.iter().filter_map(|(kind, object)| {
                let (page, object) = (page_index, *object);
                Some((Owner::of(*kind)?, ObjectPlace { page, object }))
            });
            places.extend(own);
        }
        // A stable sort: for each owner in the order of the pages.
        places.sort_by_key(|(owner, _)| *owner);
        let mut rest = places.as_slice();
        self.xml.push_str("<t:Table");
        put_attribute(&mut self.xml, "Form", &grid.form);
        put_attribute(&mut self.xml, "Name", &grid.name);
        self.xml.push('>');
        for index in 0..grid.titles.len() {
            self.put_owner("<t:Title", "</t:Title>", Owner::Title(index), &mut rest);
        }
        let mut cells = grid.cells.iter().enumerate().peekable();
        for row in 0..grid.row_count() {
            self.xml.push_str("<t:Row Number=\"");
            put_number(&mut self.xml, row + 1);
            self.xml.push_str("\">");
            while let Some((index, cell)) = cells.next_if(|(_, cell)| cell.row == row) {
                let head = cell_head(cell);
                self.put_owner(&head, "</t:Cell>", Owner::Cell(index), &mut rest);
            }
            self.xml.push_str("</t:Row>");
        }
        self.xml.push_str("</t:Table>");
    }

    /// Writes an element with the references of its objects, which are the next ones.
    fn put_owner(
        &mut self,
        head: &str,
        end: &str,
        owner: Owner,
        rest: &mut &[(Owner, ObjectPlace)],
    ) {
        let own = rest.iter().take_while(|one| one.0 == owner).count();
        let (own, others) = rest.split_at(own);
        *rest = others;
        self.xml.push_str(head);
        if own.is_empty() {
            self.xml.push_str("/>");
            return;
        }
        self.xml.push('>');
        let at = self.xml.len();
        self.places
            .extend(own.iter().map(|(_, place)| (at, *place)));
        self.xml.push_str(end);
    }

    /// The file of the tags, of a department in a volume. The first of their pages has the index
    /// `first` in the file; `layers` are the numbers of the layers of their pages.
    pub(super) fn file(
        &self,
        department: Option<&str>,
        (ids, first): (Ids, usize),
        layers: &[usize],
    ) -> String {
        let mut xml = format!("{HEAD}<t:Tables xmlns:t=\"{NAMESPACE}\" {DECLARED}");
        if let Some(department) = department {
            put_attribute(&mut xml, "Department", department);
        }
        xml.push('>');
        xml.reserve(self.xml.len() + 64 * self.places.len());
        let mut done = 0;
        for (at, place) in &self.places {
            xml.push_str(&self.xml[done..*at]);
            done = *at;
            let layer = layers.get(place.page).copied().unwrap_or_default();
            xml.push_str("<ofd:ObjectRef PageRef=\"");
            put_number(&mut xml, ids.page(first + place.page));
            xml.push_str("\">");
            put_number(&mut xml, layer + 1 + place.object);
            xml.push_str("</ofd:ObjectRef>");
        }
        xml.push_str(&self.xml[done..]);
        xml.push_str("</t:Tables>");
        xml
    }

    /// Whether all references are to pages before `pages`, and are in the text in its order.
    pub(super) fn is_within(&self, pages: usize) -> bool {
        let is_in = |(at, place): &(usize, ObjectPlace)| {
            place.page < pages && self.xml.is_char_boundary(*at)
        };
        self.places.iter().all(is_in) && self.places.is_sorted_by_key(|(at, _)| *at)
    }
}

/// Start of the element of a cell.
fn cell_head(cell: &Cell) -> String {
    let mut head = String::from("<t:Cell Column=\"");
    put_number(&mut head, cell.col + 1);
    head.push('"');
    for (name, span) in [("RowSpan", cell.rowspan), ("ColSpan", cell.colspan)] {
        if span > 1 {
            put_attribute(&mut head, name, &span.to_string());
        }
    }
    head.push_str(match cell.role {
        Role::Label => " Kind=\"label\"",
        Role::Data => " Kind=\"data\"",
    });
    if !cell.pointer.is_empty() {
        put_attribute(&mut head, "Field", &cell.pointer);
    }
    head
}

/// The list of the files of tags (`CustomTags.xml`), by their names in the folder. A file for archives
/// has the schema of the tags.
pub(super) fn list(files: &[String], has_schema: bool) -> String {
    let mut xml = super::xml::begin("CustomTags");
    for file in files {
        xml.push_str("<ofd:CustomTag");
        put_attribute(&mut xml, "NameSpace", NAMESPACE);
        xml.push('>');
        if has_schema {
            super::xml::put_element(&mut xml, "SchemaLoc", SCHEMA_FILE);
        }
        super::xml::put_element(&mut xml, "FileLoc", file);
        xml.push_str("</ofd:CustomTag>");
    }
    xml.push_str("</ofd:CustomTags>");
    xml
}
