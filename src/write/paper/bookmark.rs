//! Bookmarks: one for each table of a document; in a volume, contents, departments with their
//! tables, and index.

use super::chapter::{Bound, placed};
use crate::length::Length;
use crate::write::document::Table;

/// Bookmark; its children are collapsed.
pub(in crate::write) struct Bookmark<'a> {
    pub(in crate::write) title: &'a str,
    /// Target page; the front matter comes first.
    pub(in crate::write) page: usize,
    /// Height of the target page, to whose upper edge the view scrolls; `None` fits the whole page.
    pub(in crate::write) height: Option<Length>,
    pub(in crate::write) below: Vec<Bookmark<'a>>,
}

/// Bookmarks of the tables of a document, each to its first page.
pub(in crate::write) fn of_tables<'a>(tables: &[Table<'a>]) -> Vec<Bookmark<'a>> {
    let mut bookmarks = Vec::new();
    let mut first = 0;
    for table in tables {
        let pages = table.layout.page_count();
        if pages > 0 {
            bookmarks.push(Bookmark {
                title: table.label,
                page: first,
                height: Some(table.grid.look.paper.height),
                below: Vec::new(),
            });
        }
        first += pages;
    }
    bookmarks
}

/// Bookmarks of a volume: the contents; every department with its tables, in its division if there
/// is one; the index. `front` is the number of pages before the chapters, `index` the number of the
/// first page of the index.
pub(in crate::write) fn of_volume<'a>(
    bound: &Bound<'a>,
    front: usize,
    index: usize,
) -> Vec<Bookmark<'a>> {
    let bookmark = |title, page| Bookmark {
        title,
        page,
        height: None,
        below: Vec::new(),
    };
    let of_number = |title, number: usize| bookmark(title, front + number - 1);
    let mut bookmarks = vec![bookmark(bound.cover.contents, front.min(1))];
    for place in placed(bound.chapters) {
        if let Some(division) = place.division() {
            bookmarks.push(of_number(division.words, division.page));
        }
        let entries = place.entries();
        let mut entries = entries.map(|entry| of_number(entry.words, entry.page));
        let Some(mut chapter) = entries.next() else {
            continue;
        };
        chapter.below = entries.collect();
        match bookmarks.last_mut() {
            Some(division) if !place.chapter.division.is_empty() => division.below.push(chapter),
            _ => bookmarks.push(chapter),
        }
    }
    if !bound.chapters.is_empty() {
        bookmarks.push(of_number(bound.cover.index, index));
    }
    bookmarks
}
