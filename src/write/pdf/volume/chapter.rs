//! A chapter of a volume: a department, with its entries in the contents.

use crate::layout::ContentsEntry;

/// A department in a volume.
#[derive(Debug, Clone, Copy)]
pub struct Chapter<'a> {
    /// Name of the department.
    pub title: &'a str,
    /// Name and number of pages of each table, in the order of the chapter file.
    pub tables: &'a [(String, usize)],
}

impl Chapter<'_> {
    /// Number of its pages.
    pub(super) fn pages(&self) -> usize {
        self.tables.iter().map(|(_, pages)| pages).sum()
    }
}

impl<'a> Chapter<'a> {
    /// Its entries in the contents if its first page has this number: its own, then those of its
    /// tables.
    pub(super) fn entries(
        &self,
        first: usize,
    ) -> impl Iterator<Item = ContentsEntry<'a>> + use<'a> {
        let own = ContentsEntry {
            words: self.title,
            page: first,
            is_below: false,
        };
        let mut next = first;
        let tables = self.tables.iter().map(move |(words, pages)| {
            next += pages;
            ContentsEntry {
                words,
                page: next - pages,
                is_below: true,
            }
        });
        std::iter::once(own).chain(tables)
    }
}
