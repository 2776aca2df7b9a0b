//! Tree of structure elements, before they are written as objects.

use pdf_writer::Ref;

/// Structure type of an element (ISO 32000-1, 14.8.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::write::pdf) enum ElementKind {
    /// A department in a volume.
    Part,
    /// A table with its titles; the cover or the contents of a volume.
    Section,
    /// A title.
    Heading,
    /// A line below the title.
    Paragraph,
    Table,
    Row,
    /// A label that is the head of the cells below it.
    ColumnHead,
    /// A label that is the head of the cells to the right of it.
    RowHead,
    Data,
    /// A list of contents.
    Contents,
    /// An entry of a list of contents.
    Entry,
    /// Text of an entry.
    Reference,
    Link,
}

impl ElementKind {
    /// All kinds.
    pub(in crate::write::pdf) const ALL: [ElementKind; 13] = [
        ElementKind::Part,
        ElementKind::Section,
        ElementKind::Heading,
        ElementKind::Paragraph,
        ElementKind::Table,
        ElementKind::Row,
        ElementKind::ColumnHead,
        ElementKind::RowHead,
        ElementKind::Data,
        ElementKind::Contents,
        ElementKind::Entry,
        ElementKind::Reference,
        ElementKind::Link,
    ];

    /// Name in the file.
    pub(in crate::write::pdf) fn name(self) -> &'static str {
        match self {
            ElementKind::Part => "Part",
            ElementKind::Section => "Sect",
            ElementKind::Heading => "H1",
            ElementKind::Paragraph => "P",
            ElementKind::Table => "Table",
            ElementKind::Row => "TR",
            ElementKind::ColumnHead | ElementKind::RowHead => "TH",
            ElementKind::Data => "TD",
            ElementKind::Contents => "TOC",
            ElementKind::Entry => "TOCI",
            ElementKind::Reference => "Reference",
            ElementKind::Link => "Link",
        }
    }
}

/// Kid of an element on a page, with the page's index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::write::pdf) enum Item {
    /// Marked content, by its number on the page.
    Content { page: usize, number: usize },
    /// Link annotation, by its object number.
    Link { page: usize, number: Ref },
}

/// An element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::write::pdf) struct Element {
    pub(in crate::write::pdf) kind: ElementKind,
    /// Index of the parent; `None` for outermost elements.
    pub(in crate::write::pdf) parent: Option<usize>,
    pub(in crate::write::pdf) rowspan: usize,
    pub(in crate::write::pdf) colspan: usize,
    /// Title, if it has one.
    pub(in crate::write::pdf) title: Option<String>,
    /// Kids on pages, in reading order.
    pub(in crate::write::pdf) items: Vec<Item>,
}

/// Elements in reading order, each after its parent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::write::pdf) struct Tree {
    pub(in crate::write::pdf) elements: Vec<Element>,
}

impl Tree {
    /// Adds an element of one row and column; returns its index.
    pub(in crate::write::pdf) fn add(
        &mut self,
        kind: ElementKind,
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

    /// Appends the elements of another tree, whose pages follow `pages` pages of this one.
    pub(in crate::write::pdf) fn append(&mut self, other: &Tree, pages: usize) {
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

    /// Sets the titles of the sections, in their order.
    pub(in crate::write::pdf) fn name_sections(&mut self, names: &[String]) {
        let elements = self.elements.iter_mut();
        let sections = elements.filter(|element| element.kind == ElementKind::Section);
        for (section, name) in sections.zip(names) {
            section.title = Some(name.clone());
        }
    }

    /// Whether all kids are on the first `pages` pages.
    pub(in crate::write::pdf) fn is_within(&self, pages: usize) -> bool {
        let mut items = self.elements.iter().flat_map(|element| &element.items);
        items.all(|item| match item {
            Item::Content { page, .. } | Item::Link { page, .. } => *page < pages,
        })
    }

    /// For each of `pages` pages: the element of each marked content, in the order of the numbers.
    pub(in crate::write::pdf) fn owners(&self, pages: usize) -> Vec<Vec<usize>> {
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
