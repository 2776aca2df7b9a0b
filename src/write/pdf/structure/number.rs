//! Elements → objects, numbered one after the other.

use std::fmt::Write as _;
use std::io::{self, Write};

use pdf_writer::Ref;

use super::super::object::ObjectFile;
use super::tree::{Element, Item, Kind, Tree};

/// The numbers a tree's objects have and name.
pub(in super::super) struct Numbers<'a> {
    /// Of the first element; the others follow.
    pub(in super::super) first: Ref,
    /// Of the element around the outermost ones.
    pub(in super::super) around: Ref,
    /// Of each page.
    pub(in super::super) page: &'a dyn Fn(usize) -> Ref,
    /// Of each link.
    pub(in super::super) link: &'a dyn Fn(usize) -> Ref,
}

const TO_STRING: &str = "writing to a String cannot fail";

impl Numbers<'_> {
    pub(in super::super) fn element(&self, index: usize) -> Ref {
        Ref::new(self.first.get() + i32::try_from(index).unwrap_or(i32::MAX))
    }

    /// Writes the elements of a tree; the outermost ones are returned.
    pub(in super::super) fn write<W: Write>(
        &self,
        tree: &Tree,
        file: &mut ObjectFile<W>,
    ) -> io::Result<Vec<Ref>> {
        let elements = tree.elements();
        let mut kids: Vec<Vec<Ref>> = vec![Vec::new(); elements.len()];
        let mut outermost = Vec::new();
        for (index, element) in elements.iter().enumerate() {
            let siblings = element.parent.and_then(|parent| kids.get_mut(parent));
            siblings.unwrap_or(&mut outermost).push(self.element(index));
        }
        for (index, (element, kids)) in elements.iter().zip(&kids).enumerate() {
            let parent = element
                .parent
                .map_or(self.around, |parent| self.element(parent));
            file.share(
                self.element(index),
                self.object(element, parent, kids).as_bytes(),
            )?;
        }
        Ok(outermost)
    }

    fn object(&self, element: &Element, parent: Ref, kids: &[Ref]) -> String {
        let page = element.items.first().map(|item| match item {
            Item::Content { page, .. } | Item::Link { page, .. } => *page,
        });
        let mut children: Vec<String> = element
            .items
            .iter()
            .map(|item| self.item(*item, page))
            .collect();
        children.extend(kids.iter().map(|kid| reference(*kid)));
        let mut object = begin(element.kind.name(), parent);
        if let Some(page) = page {
            write!(object, "/Pg {}", reference((self.page)(page))).expect(TO_STRING);
        }
        if let Some(title) = &element.title {
            write!(object, "/T{}", text(title)).expect(TO_STRING);
        }
        object.push_str(&attributes(element));
        match children.as_slice() {
            [] => {}
            [only] => write!(object, "/K {only}").expect(TO_STRING),
            all => write!(object, "/K[{}]", all.join(" ")).expect(TO_STRING),
        }
        object.push_str(">>");
        object
    }

    /// What an element has on a page, where `page` is the one it names itself.
    fn item(&self, item: Item, own: Option<usize>) -> String {
        let of_page = |page: usize| reference((self.page)(page));
        match item {
            Item::Content { page, number } if own == Some(page) => number.to_string(),
            Item::Content { page, number } => {
                format!("<</Type/MCR/Pg {}/MCID {number}>>", of_page(page))
            }
            Item::Link { page, link } => {
                let link = reference((self.link)(link));
                format!("<</Type/OBJR/Pg {}/Obj {link}>>", of_page(page))
            }
        }
    }
}

/// An element that holds others and has nothing of its own.
pub(in super::super) fn holder(
    name: &str,
    title: Option<&str>,
    parent: Ref,
    kids: &[Ref],
) -> String {
    let mut object = begin(name, parent);
    if let Some(title) = title {
        write!(object, "/T{}", text(title)).expect(TO_STRING);
    }
    let kids: Vec<String> = kids.iter().map(|kid| reference(*kid)).collect();
    write!(object, "/K[{}]>>", kids.join(" ")).expect(TO_STRING);
    object
}

fn begin(name: &str, parent: Ref) -> String {
    format!("<</Type/StructElem/S/{name}/P {}", reference(parent))
}

/// What a cell says of itself: how far it reaches, and what it is the head of.
fn attributes(element: &Element) -> String {
    let mut said = String::new();
    for (name, span) in [("RowSpan", element.rowspan), ("ColSpan", element.colspan)] {
        if span > 1 {
            write!(said, "/{name} {span}").expect(TO_STRING);
        }
    }
    match element.kind {
        Kind::ColumnHead => said.push_str("/Scope/Column"),
        Kind::RowHead => said.push_str("/Scope/Row"),
        _ => {}
    }
    if said.is_empty() {
        said
    } else {
        format!("/A<</O/Table{said}>>")
    }
}

pub(in super::super) fn reference(number: Ref) -> String {
    format!("{} 0 R", number.get())
}

/// A text for people, in UTF-16 with its mark.
fn text(text: &str) -> String {
    let mut hex = String::from("<FEFF");
    for unit in text.encode_utf16() {
        write!(hex, "{unit:04X}").expect(TO_STRING);
    }
    hex.push('>');
    hex
}
