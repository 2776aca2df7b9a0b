//! Elements of a document's structure before they are objects.

use pdf_writer::Ref;

/// What an element is; in the terms of ISO 32000-1, 14.8.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Kind {
    /// A department in a volume.
    Part,
    /// A table with its titles; a volume's cover, its contents.
    Section,
    /// A title.
    Heading,
    /// A line below a title.
    Paragraph,
    Table,
    Row,
    /// A label that speaks of what is below it.
    ColumnHead,
    /// A label that speaks of what is beside it.
    RowHead,
    Data,
    /// A list of contents.
    Contents,
    /// An entry of it.
    Entry,
    /// What an entry says.
    Reference,
    Link,
}

impl Kind {
    /// All kinds.
    pub(in super::super) const ALL: [Kind; 13] = [
        Kind::Part,
        Kind::Section,
        Kind::Heading,
        Kind::Paragraph,
        Kind::Table,
        Kind::Row,
        Kind::ColumnHead,
        Kind::RowHead,
        Kind::Data,
        Kind::Contents,
        Kind::Entry,
        Kind::Reference,
        Kind::Link,
    ];

    /// Its name in the file.
    pub(in super::super) fn name(self) -> &'static str {
        match self {
            Kind::Part => "Part",
            Kind::Section => "Sect",
            Kind::Heading => "H1",
            Kind::Paragraph => "P",
            Kind::Table => "Table",
            Kind::Row => "TR",
            Kind::ColumnHead | Kind::RowHead => "TH",
            Kind::Data => "TD",
            Kind::Contents => "TOC",
            Kind::Entry => "TOCI",
            Kind::Reference => "Reference",
            Kind::Link => "Link",
        }
    }
}

/// What an element has on a page, by the index of that page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Item {
    /// A marked stretch of the page's text, by its number on the page.
    Content { page: usize, number: usize },
    /// A link that can be clicked, by the number of its object.
    Link { page: usize, number: Ref },
}

/// An element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Element {
    pub(in super::super) kind: Kind,
    /// The index of the element it is in; none for the outermost.
    pub(in super::super) parent: Option<usize>,
    pub(in super::super) rowspan: usize,
    pub(in super::super) colspan: usize,
    /// A name for people, where it has one.
    pub(in super::super) title: Option<String>,
    /// What it has on pages, in reading order.
    pub(in super::super) items: Vec<Item>,
}

/// Elements in reading order, each behind the one it is in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in super::super) struct Tree {
    pub(in super::super) elements: Vec<Element>,
}

impl Tree {
    /// Adds an element of one row and column; its index.
    pub(in super::super) fn add(
        &mut self,
        kind: Kind,
        parent: Option<usize>,
        items: Vec<Item>,
    ) -> usize {
        self.elements.push(Element {
            kind,
            parent,
            rowspan: 1,
            colspan: 1,
            title: None,
            items,
        });
        self.elements.len() - 1
    }

    /// Adds the elements of another tree, before whose first page stand so many of this one.
    pub(in super::super) fn append(&mut self, other: &Tree, pages: usize) {
        let first = self.elements.len();
        self.elements.extend(other.elements.iter().cloned());
        for element in &mut self.elements[first..] {
            element.parent = element.parent.map(|parent| first + parent);
            for item in &mut element.items {
                let (Item::Content { page, .. } | Item::Link { page, .. }) = item;
                *page += pages;
            }
        }
    }

    /// Gives the sections these names, in their order.
    pub(in super::super) fn name_sections(&mut self, names: &[String]) {
        let elements = self.elements.iter_mut();
        let sections = elements.filter(|element| element.kind == Kind::Section);
        for (section, name) in sections.zip(names) {
            section.title = Some(name.clone());
        }
    }

    /// Whether nothing is on other than so many pages.
    pub(in super::super) fn is_within(&self, pages: usize) -> bool {
        let mut items = self.elements.iter().flat_map(|element| &element.items);
        items.all(|item| match item {
            Item::Content { page, .. } | Item::Link { page, .. } => *page < pages,
        })
    }

    /// For each of so many pages: the element of each stretch, in the order of their numbers.
    pub(in super::super) fn owners(&self, pages: usize) -> Vec<Vec<usize>> {
        let mut owners = vec![Vec::new(); pages];
        for (index, element) in self.elements.iter().enumerate() {
            for item in &element.items {
                if let Item::Content { page, number } = *item
                    && let Some(owners) = owners.get_mut(page)
                {
                    owners.push((number, index));
                }
            }
        }
        let in_order = |mut page: Vec<(usize, usize)>| {
            page.sort_unstable();
            page.into_iter().map(|(_, element)| element).collect()
        };
        owners.into_iter().map(in_order).collect()
    }
}
