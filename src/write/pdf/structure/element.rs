//! Structure elements → objects with consecutive numbers.

use std::fmt::Write as _;
use std::io::{self, Write};

use pdf_writer::Ref;

use super::super::numbering::Numbers as PageNumbers;
use super::super::object::{ObjectFile, count};
use super::tree::{Element, ElementKind, Item, Tree};
use crate::write::infallible::CANNOT_FAIL;

/// Object numbers of elements.
pub(in crate::write::pdf) struct ElementRefs {
    /// Number of the first element; the others follow.
    pub(in crate::write::pdf) first: Ref,
    /// Element around the outermost ones.
    pub(in crate::write::pdf) around: Ref,
    /// Index of their first page in the file.
    pub(in crate::write::pdf) page: usize,
}

impl ElementRefs {
    pub(in crate::write::pdf) fn element(&self, index: usize) -> Ref {
        Ref::new(self.first.get() + count(index))
    }

    /// Writes the elements of a tree; returns the outermost ones.
    pub(in crate::write::pdf) fn write<W: Write>(
        &self,
        tree: &Tree,
        file: &mut ObjectFile<W>,
    ) -> io::Result<Vec<Ref>> {
        let elements = &tree.elements;
        let mut kids: Vec<Vec<Ref>> = vec![Vec::new(); elements.len()];
        let mut outermost = Vec::new();
        for (index, element) in elements.iter().enumerate() {
            let siblings = element.parent.and_then(|parent| kids.get_mut(parent));
            siblings.unwrap_or(&mut outermost).push(self.element(index));
        }
        let mut object = String::new();
        for (index, (element, kids)) in elements.iter().zip(&kids).enumerate() {
            let parent = element
                .parent
                .map_or(self.around, |parent| self.element(parent));
            object.clear();
            self.put(&mut object, element, parent, kids);
            file.share(self.element(index), object.as_bytes())?;
        }
        Ok(outermost)
    }

    /// Appends the object of an element.
    fn put(&self, object: &mut String, element: &Element, parent: Ref, kids: &[Ref]) {
        let page = element.items.first().map(|item| match item {
            Item::Content { page, .. } | Item::Link { page, .. } => *page,
        });
        begin(object, element.kind.name(), parent);
        if let Some(page) = page {
            object.push_str("/Pg ");
            put_reference(object, PageNumbers::page(self.page + page));
        }
        if let Some(title) = &element.title {
            put_title(object, title);
        }
        put_attributes(object, element);
        let children = element.items.len() + kids.len();
        if children > 0 {
            object.push_str(if children > 1 { "/K[" } else { "/K" });
            for item in &element.items {
                self.put_item(object, *item, page);
            }
            put_references(object, kids);
            object.push_str(if children > 1 { "]" } else { "" });
        }
        object.push_str(">>");
    }

    /// Appends a kid of an element; `own` is the page in the element's own object.
    fn put_item(&self, object: &mut String, item: Item, own: Option<usize>) {
        match item {
            Item::Content { page, number } if own == Some(page) => {
                object.push(' ');
                put_number(object, number);
            }
            Item::Content { page, number } => {
                object.push_str("<</Type/MCR/Pg ");
                put_reference(object, PageNumbers::page(self.page + page));
                object.push_str("/MCID ");
                put_number(object, number);
                object.push_str(">>");
            }
            Item::Link { page, number } => {
                object.push_str("<</Type/OBJR/Pg ");
                put_reference(object, PageNumbers::page(self.page + page));
                object.push_str("/Obj ");
                put_reference(object, number);
                object.push_str(">>");
            }
        }
    }
}

/// Object of an element that only contains others.
pub(in crate::write::pdf) fn holder(
    name: &str,
    title: Option<&str>,
    parent: Ref,
    kids: &[Ref],
) -> String {
    let mut object = String::new();
    begin(&mut object, name, parent);
    if let Some(title) = title {
        put_title(&mut object, title);
    }
    object.push_str("/K[");
    put_references(&mut object, kids);
    object.push_str("]>>");
    object
}

fn begin(object: &mut String, name: &str, parent: Ref) {
    object.push_str("<</Type/StructElem/S/");
    object.push_str(name);
    object.push_str("/P ");
    put_reference(object, parent);
}

/// Appends span and scope attributes of a cell.
fn put_attributes(object: &mut String, element: &Element) {
    let scope = match element.kind {
        ElementKind::ColumnHead => "/Scope/Column",
        ElementKind::RowHead => "/Scope/Row",
        _ => "",
    };
    let spans = [("RowSpan", element.rowspan), ("ColSpan", element.colspan)];
    let mut spans = spans.into_iter().filter(|(_, span)| *span > 1).peekable();
    if scope.is_empty() && spans.peek().is_none() {
        return;
    }
    object.push_str("/A<</O/Table");
    for (name, span) in spans {
        for text in ["/", name, " "] {
            object.push_str(text);
        }
        put_number(object, span);
    }
    object.push_str(scope);
    object.push_str(">>");
}

/// Appends a reference to an object.
pub(super) fn put_reference(object: &mut String, number: Ref) {
    put_number(object, number.get());
    object.push_str(" 0 R");
}

/// Appends a number.
fn put_number(object: &mut String, number: impl itoa::Integer) {
    object.push_str(itoa::Buffer::new().format(number));
}

/// Appends references, each after a space.
pub(super) fn put_references(object: &mut String, numbers: &[Ref]) {
    for number in numbers {
        object.push(' ');
        put_reference(object, *number);
    }
}

/// Appends a title as a UTF-16 string with byte order mark.
fn put_title(object: &mut String, title: &str) {
    object.push_str("/T<FEFF");
    for unit in title.encode_utf16() {
        write!(object, "{unit:04X}").expect(CANNOT_FAIL);
    }
    object.push('>');
}
