//! A chapter of a volume: a department, with its entries in the contents; and where chapters begin.

use std::io;

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

use super::claim::Claim;
use crate::layout::{ContentsEntry, Cover, EntryLevel};

/// What is bound into a volume.
#[derive(Debug, Clone, Copy)]
pub struct Bound<'a> {
    /// Cover, and headings of the lists.
    pub cover: &'a Cover<'a>,
    /// The chapters, in their order.
    pub chapters: &'a [Chapter<'a>],
    /// Indexes of the chapters in the order of the index at the end.
    pub by_name: &'a [usize],
    /// What the volume claims to be.
    pub claim: Claim,
}

/// A department in a volume.
#[derive(Debug, Clone, Copy)]
pub struct Chapter<'a> {
    /// Title in the contents: code and name of the department.
    pub title: &'a str,
    /// Name in the index.
    pub name: &'a str,
    /// Title of the division that it belongs to; empty if the volume has none. Chapters of one
    /// division follow each other.
    pub division: &'a str,
    /// Name and number of pages of each table, in the order of the chapter file.
    pub tables: &'a [(String, usize)],
}

/// Pages of a divider: its title, and the empty back of the leaf.
pub(in crate::write) const DIVIDER: usize = 2;

/// A chapter with its place.
#[derive(Clone, Copy)]
pub(in crate::write) struct Placed<'c, 'a> {
    pub(in crate::write) chapter: &'c Chapter<'a>,
    /// Number of its first page.
    pub(in crate::write) first: usize,
    /// Whether a divider precedes it: it is the first of its division.
    pub(in crate::write) opens: bool,
}

impl Chapter<'_> {
    /// Number of its own pages.
    pub(in crate::write) fn pages(&self) -> usize {
        self.tables.iter().map(|(_, pages)| pages).sum()
    }

    /// Number of its pages with the empty page at its end, if it needs one: the next chapter begins
    /// on the front of a leaf.
    pub(in crate::write) fn whole_pages(&self) -> usize {
        self.pages().next_multiple_of(2)
    }
}

/// The chapters with their places.
pub(in crate::write) fn placed<'c, 'a>(
    chapters: &'c [Chapter<'a>],
) -> impl Iterator<Item = Placed<'c, 'a>> + use<'c, 'a> {
    let (mut next, mut division) = (1, "");
    chapters.iter().map(move |chapter| {
        let opens = chapter.division != division;
        division = chapter.division;
        let opens = opens && !division.is_empty();
        let first = next + if opens { DIVIDER } else { 0 };
        next = first + chapter.whole_pages();
        Placed {
            chapter,
            first,
            opens,
        }
    })
}

/// Number of pages of all chapters and dividers.
pub(in crate::write) fn pages(chapters: &[Chapter<'_>]) -> usize {
    let last = placed(chapters).last();
    last.map_or(0, |last| last.first - 1 + last.chapter.whole_pages())
}

impl<'a> Placed<'_, 'a> {
    /// The entry of the division that it opens.
    pub(in crate::write) fn division(&self) -> Option<ContentsEntry<'a>> {
        self.opens.then(|| ContentsEntry {
            words: self.chapter.division,
            page: self.first - DIVIDER,
            level: EntryLevel::Division,
        })
    }

    /// Its entries in the contents: its own, then those of its tables.
    pub(in crate::write) fn entries(&self) -> impl Iterator<Item = ContentsEntry<'a>> + use<'a> {
        let own = ContentsEntry {
            words: self.chapter.title,
            page: self.first,
            level: EntryLevel::Chapter,
        };
        let mut next = self.first;
        let tables = self.chapter.tables.iter().map(move |(words, pages)| {
            next += pages;
            ContentsEntry {
                words,
                page: next - pages,
                level: EntryLevel::Table,
            }
        });
        std::iter::once(own).chain(tables)
    }
}

impl<'a> Bound<'a> {
    /// The entries of the index.
    pub(in crate::write) fn index(&self) -> Vec<ContentsEntry<'a>> {
        let places: Vec<Placed<'_, 'a>> = placed(self.chapters).collect();
        let named = self.by_name.iter().filter_map(|index| places.get(*index));
        named
            .map(|place| ContentsEntry {
                words: place.chapter.name,
                page: place.first,
                level: EntryLevel::Single,
            })
            .collect()
    }
}

/// Number of the next chapters that are made at a time. Independent of the number of threads,
/// because objects are numbered from one batch to the next.
pub(in crate::write) fn at_a_time(chapters: &[Chapter<'_>]) -> usize {
    /// Enough work for several threads; about twenty kilobytes of memory a page.
    const PAGES: usize = 96;
    let mut pages = 0;
    let fit = chapters.iter().take_while(|chapter| {
        pages += chapter.pages();
        pages <= PAGES
    });
    fit.count().max(1).min(chapters.len())
}

/// Maps items in parallel; the results are in their order, or the first failure.
pub(in crate::write) fn parallel_map<T: Send, R: Send>(
    things: impl IntoParallelIterator<Item = T, Iter: IndexedParallelIterator>,
    run: impl Fn(T) -> io::Result<R> + Sync + Send,
) -> io::Result<Vec<R>> {
    let results: Vec<io::Result<R>> = things.into_par_iter().map(run).collect();
    results.into_iter().collect()
}
