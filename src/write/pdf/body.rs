//! Page objects and their structure elements, for a file or for a segment that is inserted into one
//! later.

use std::io::{self, Write};
use std::ops::Range;

use pdf_writer::types::TabOrder;
use pdf_writer::{Name, Ref};

use super::draw::sheet;
use super::numbering::{NODE, Numbers};
use super::object::{ObjectFile, count};
use super::sheet::SheetSize;
use super::structure::element::ElementRefs;
use super::structure::parent_tree;
use super::structure::tree::Tree;

/// Position of pages in their file.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageStart {
    pub(super) numbers: Numbers,
    /// Index of the first page.
    pub(super) page: usize,
    /// Parent tree key of that page.
    pub(super) key: i32,
}

/// A page to be written.
pub(super) struct WholePage<'a> {
    pub(super) paper: SheetSize,
    /// Packed content stream.
    pub(super) content: &'a [u8],
    pub(super) foot: Option<&'a [u8]>,
    /// Object numbers of its link annotations.
    pub(super) links: Range<i32>,
}

/// Structure elements that are written.
pub(super) struct Elements {
    pub(super) outermost: Vec<Ref>,
    /// Parent tree value of each page.
    pub(super) parents: Vec<String>,
}

impl PageStart {
    /// Writes pages and their elements; `around` is the parent of the outermost elements.
    pub(super) fn write<W: Write>(
        self,
        objects: &mut ObjectFile<W>,
        tree: &Tree,
        around: Ref,
        pages: &[WholePage<'_>],
    ) -> io::Result<Elements> {
        let elements = ElementRefs {
            first: objects.take_many(tree.elements.len()),
            around,
            page: self.page,
        };
        let outermost = elements.write(tree, objects)?;
        let owners = tree.owners(pages.len()).into_iter();
        let of_page = |page: Vec<usize>| {
            parent_tree::of_page(page.into_iter().map(|one| elements.element(one)))
        };
        let parents = owners.map(of_page).collect();
        self.write_pages(objects, pages)?;
        Ok(Elements { outermost, parents })
    }

    /// Writes pages.
    pub(super) fn write_pages<W: Write>(
        self,
        objects: &mut ObjectFile<W>,
        pages: &[WholePage<'_>],
    ) -> io::Result<()> {
        let PageStart { numbers, key, .. } = self;
        for (index, page) in pages.iter().enumerate() {
            let page_index = self.page + index;
            let content = numbers.content(page_index);
            let foot = page.foot.map(|foot| (numbers.foot(page_index), foot));
            objects.share_object(Numbers::page(page_index), |chunk, number| {
                let mut object = chunk.page(number);
                object
                    .parent(numbers.node(page_index / NODE))
                    .media_box(sheet(page.paper))
                    .struct_parents(key + count(index))
                    .tab_order(TabOrder::StructureOrder)
                    .pair(Name(b"Resources"), Ref::new(Numbers::RESOURCES));
                let mut streams = object.insert(Name(b"Contents")).array();
                streams.item(content).items(foot.map(|(number, _)| number));
                drop(streams);
                if !page.links.is_empty() {
                    object.annotations(page.links.clone().map(Ref::new));
                }
            })?;
            objects.packed(content, page.content)?;
            if let Some((number, foot)) = foot {
                objects.object(number, |chunk, number| {
                    chunk.stream(number, foot);
                })?;
            }
        }
        Ok(())
    }
}
