//! Object numbers of a file.

use pdf_writer::Ref;

use super::object::count;

/// Number of pages per node of the page tree: readers find a page of a long document without
/// reading the whole tree.
pub(super) const NODE: usize = 64;

/// Object numbers, determined by the numbers of pages alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers {
    /// Pages of the front matter.
    pub(super) front: usize,
    /// Pages of the tables.
    pub(super) body: usize,
}

impl Numbers {
    pub(super) const CATALOG: i32 = 1;
    pub(super) const INFO: i32 = 2;
    pub(super) const TREE: i32 = 3;
    pub(super) const OUTLINE: i32 = 4;
    pub(super) const METADATA: i32 = 5;
    pub(super) const PROFILE: i32 = 6;
    pub(super) const RESOURCES: i32 = 7;
    pub(super) const FRONT_LABEL: i32 = 8;
    pub(super) const BODY_LABEL: i32 = 9;
    pub(super) const ROOT: i32 = 10;
    pub(super) const DOCUMENT: i32 = 11;
    pub(super) const FIRST: i32 = 12;

    /// The document element, which contains all others.
    pub(super) fn document() -> Ref {
        Ref::new(Numbers::DOCUMENT)
    }

    pub(super) const fn pages(self) -> usize {
        self.front + self.body
    }

    /// Object of a page; the front matter comes first.
    pub(super) fn page(index: usize) -> Ref {
        Ref::new(Numbers::FIRST + count(index))
    }

    pub(super) fn content(self, index: usize) -> Ref {
        Numbers::page(self.pages() + index)
    }

    /// Foot of a page.
    pub(super) fn foot(self, index: usize) -> Ref {
        Numbers::page(2 * self.pages() + index)
    }

    /// A node of the page tree.
    pub(super) fn node(self, index: usize) -> Ref {
        Numbers::page(3 * self.pages() + index)
    }

    pub(super) fn nodes(self) -> usize {
        self.pages().div_ceil(NODE)
    }

    /// First free number.
    pub(super) fn rest(self) -> i32 {
        self.node(self.nodes()).get()
    }
}
