//! Parent tree (`/ParentTree`): from the marked content of a page, or a link, to its element; and
//! the structure tree root.

use std::fmt::Write as _;
use std::io::{self, Write};

use pdf_writer::Ref;

use super::super::object::ObjectFile;
use super::element::put_reference;
use crate::write::infallible::CANNOT_FAIL;

/// Number of keys per node: readers find a key without reading all of them.
const NODE: i32 = 64;

/// Parent tree being written; only the values of the current node are in memory.
#[derive(Default)]
pub(in crate::write::pdf) struct ParentTree {
    next: i32,
    /// Keys from `next / NODE * NODE` on, with their values.
    waiting: String,
    /// Nodes that are written.
    nodes: Vec<Ref>,
}

impl ParentTree {
    /// The next key.
    pub(in crate::write::pdf) const fn next(&self) -> i32 {
        self.next
    }

    /// Adds a value of [`of_page`] or [`of_link`] under the next key.
    pub(in crate::write::pdf) fn add<W: Write>(
        &mut self,
        value: &str,
        file: &mut ObjectFile<W>,
    ) -> io::Result<i32> {
        let key = self.next;
        write!(self.waiting, "{key} {value} ").expect(CANNOT_FAIL);
        self.next += 1;
        if self.next % NODE == 0 {
            self.end_node(file)?;
        }
        Ok(key)
    }

    fn end_node<W: Write>(&mut self, file: &mut ObjectFile<W>) -> io::Result<()> {
        let entries = std::mem::take(&mut self.waiting);
        if entries.is_empty() {
            return Ok(());
        }
        let (first, last) = ((self.next - 1) / NODE * NODE, self.next - 1);
        let node = file.take();
        let object = format!("<</Limits[{first} {last}]/Nums[{}]>>", entries.trim_end());
        self.nodes.push(node);
        file.share(node, object.as_bytes())
    }

    /// Writes the structure tree root with its only kid, the document element.
    pub(in crate::write::pdf) fn finish<W: Write>(
        mut self,
        root: Ref,
        document: Ref,
        file: &mut ObjectFile<W>,
    ) -> io::Result<()> {
        self.end_node(file)?;
        let tree = file.take();
        let nodes = of_page(self.nodes.iter().copied());
        file.share(tree, format!("<</Kids{nodes}>>").as_bytes())?;
        let (document, tree, next) = (document.get(), tree.get(), self.next);
        let object = format!(
            "<</Type/StructTreeRoot/K {document} 0 R/ParentTree {tree} 0 R/ParentTreeNextKey {next}>>"
        );
        file.share(root, object.as_bytes())
    }
}

/// Parent tree value of a page: the elements of its marked content.
pub(in crate::write::pdf) fn of_page(elements: impl Iterator<Item = Ref>) -> String {
    let mut list = String::from("[");
    for element in elements {
        list.push(' ');
        put_reference(&mut list, element);
    }
    list.push(']');
    list
}

/// Parent tree value of a link: its element.
pub(in crate::write::pdf) fn of_link(element: Ref) -> String {
    let mut value = String::new();
    put_reference(&mut value, element);
    value
}
