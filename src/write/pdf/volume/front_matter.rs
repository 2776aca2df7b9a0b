//! Front matter of a volume: cover and contents; and its index, at the end.

use std::io;

use pdf_writer::Ref;

use super::super::error::PdfError;
use super::super::file::File;
use super::super::fonts::UsedFonts;
use super::super::numbering::Numbers;
use super::super::structure::element::holder;
use super::super::structure::tree::{ElementKind, Tree};
use super::foot::{draw_feet, other};
use super::matter::{Elements, Matter};
use crate::layout::{self, ContentsEntry, Cover, Page, PageNumber, RunKind};
use crate::write::paper::chapter::{self, Bound, Placed, placed};
use crate::write::paper::front::{self, feet_of, roman};

/// Cover and contents, drawn.
pub(super) struct FrontMatter<'a> {
    matter: Matter<'a>,
    /// Whether its last page is blank.
    ends_blank: bool,
}

impl<'a> FrontMatter<'a> {
    /// Lays out and draws the front matter of a volume with this number of other pages.
    pub(super) fn new(
        bound: &Bound<'a>,
        pages: usize,
        fonts: &mut UsedFonts<'_>,
    ) -> Result<FrontMatter<'a>, PdfError> {
        let (cover, set) = (bound.cover, fonts.set);
        let mut matter = Matter::new(cover.look);
        let page = layout::cover(cover, pages, set)?;
        matter.add(&page, cover.heading(), fonts)?;
        front::contents(bound, set, |page| matter.add(&page, 0, fonts))?;
        // The first department begins on the front of a leaf.
        let ends_blank = matter.pages() % 2 == 1;
        if ends_blank {
            matter.add(&Page::default(), 0, fonts)?;
        }
        Ok(FrontMatter { matter, ends_blank })
    }

    /// Number of pages.
    pub(super) const fn pages(&self) -> usize {
        self.matter.pages()
    }

    /// Writes the front matter.
    pub(super) fn write(
        &self,
        bound: &Bound<'_>,
        fonts: &mut UsedFonts<'_>,
        file: &mut File<'_>,
    ) -> io::Result<()> {
        let feet = self.feet(bound.cover, fonts).map_err(other)?;
        self.matter.write((0, &feet), file, |elements, file| {
            let cover = write_titles(bound.cover.heading(), elements, file)?;
            let contents = elements.list(file, |elements, list, file| {
                write_contents(bound, elements, list, file)
            })?;
            Ok(vec![cover, contents])
        })
    }

    /// Feet of its pages; the cover and a blank page have none. Their numbers are Roman, those of the
    /// tables' pages Arabic. A head belongs to the tables.
    fn feet(
        &self,
        cover: &Cover<'_>,
        fonts: &mut UsedFonts<'_>,
    ) -> Result<Vec<Option<Vec<u8>>>, PdfError> {
        let own = feet_of(cover, fonts.set)?;
        let count = roman(self.pages());
        let mut feet = vec![None];
        for number in 2..=self.pages() - usize::from(self.ends_blank) {
            let text = roman(number);
            let number = PageNumber {
                text: &text,
                count: &count,
                is_odd: number % 2 == 1,
            };
            feet.push(draw_feet(&own, number, self.matter.paper(), fonts)?);
        }
        Ok(feet)
    }
}

/// The index of departments by name, drawn.
pub(super) struct Index<'a> {
    matter: Matter<'a>,
    entries: Vec<ContentsEntry<'a>>,
    /// Number of its first page.
    pub(super) first: usize,
}

impl<'a> Index<'a> {
    /// Lays out and draws the index; a volume without chapters has none.
    pub(super) fn new(bound: &Bound<'a>, fonts: &mut UsedFonts<'_>) -> Result<Index<'a>, PdfError> {
        let mut index = Index {
            matter: Matter::new(bound.cover.look),
            entries: bound.index(),
            first: chapter::pages(bound.chapters) + 1,
        };
        if index.entries.is_empty() {
            return Ok(index);
        }
        let (set, matter) = (fonts.set, &mut index.matter);
        front::index(bound.cover, &index.entries, set, |page| {
            matter.add(&page, 0, fonts)
        })?;
        Ok(index)
    }

    /// Number of pages of the volume from the first chapter to the end of the index.
    pub(super) const fn last(&self) -> usize {
        self.first - 1 + self.matter.pages()
    }

    /// Writes the index, which follows the front matter and the chapters.
    pub(super) fn write(
        &self,
        (cover, front): (&Cover<'_>, usize),
        fonts: &mut UsedFonts<'_>,
        file: &mut File<'_>,
    ) -> io::Result<()> {
        if self.entries.is_empty() {
            return Ok(());
        }
        let own = feet_of(cover, fonts.set).map_err(other)?;
        let (count, paper) = (self.last().to_string(), self.matter.paper());
        let numbers = self.first..=self.last();
        let feet = numbers.map(|number| {
            let text = number.to_string();
            let number = PageNumber {
                text: &text,
                count: &count,
                is_odd: number % 2 == 1,
            };
            draw_feet(&own, number, paper, fonts)
        });
        let feet = feet.collect::<Result<Vec<_>, PdfError>>().map_err(other)?;
        let page = front + self.first - 1;
        self.matter.write((page, &feet), file, |elements, file| {
            let list = elements.list(file, |elements, list, file| {
                let mut written = Vec::new();
                for entry in &self.entries {
                    let numbers = elements.numbers(file.objects.take_many(3), list);
                    let mut tree = Tree::default();
                    let own = tree.add(ElementKind::Entry, None, Vec::new());
                    elements.refer((&mut tree, Some(own)), &numbers, entry, file)?;
                    written.extend(numbers.write(&tree, &mut file.objects)?);
                }
                Ok(written)
            })?;
            Ok(vec![list])
        })
    }
}

/// Writes the texts of the first page in a section; the one of this index is the heading.
pub(super) fn write_titles(
    heading: usize,
    elements: &mut Elements<'_>,
    file: &mut File<'_>,
) -> io::Result<Ref> {
    let titles = elements.titles();
    let first = file.objects.take_many(1 + titles);
    let numbers = elements.numbers(first, Numbers::document());
    let mut tree = Tree::default();
    let section = tree.add(ElementKind::Section, None, Vec::new());
    for index in 0..titles {
        let items = elements.items(RunKind::Title(index), numbers.element(1 + index));
        let kind = if index == heading {
            ElementKind::Heading
        } else {
            ElementKind::Paragraph
        };
        tree.add(kind, Some(section), items);
    }
    numbers.write(&tree, &mut file.objects)?;
    Ok(first)
}

/// The entry of a division while its chapters are written: its own element, its reference, the list
/// in it, and the entries of that list.
struct OpenDivision {
    own: Ref,
    reference: Vec<Ref>,
    list: Ref,
    entries: Vec<Ref>,
}

impl OpenDivision {
    /// Writes the entry in the list `around`.
    fn close(self, around: Ref, file: &mut File<'_>) -> io::Result<Ref> {
        let list = holder(ElementKind::Contents.name(), None, self.own, &self.entries);
        file.objects.share(self.list, list.as_bytes())?;
        let kids = [self.reference, vec![self.list]].concat();
        let own = holder(ElementKind::Entry.name(), None, around, &kids);
        file.objects.share(self.own, own.as_bytes())?;
        Ok(self.own)
    }
}

/// Writes the entries of the contents in the element `list`: those of the chapters, which are in
/// lists of their divisions if there are any.
fn write_contents(
    bound: &Bound<'_>,
    elements: &mut Elements<'_>,
    list: Ref,
    file: &mut File<'_>,
) -> io::Result<Vec<Ref>> {
    let mut entries = Vec::new();
    let mut open: Option<OpenDivision> = None;
    for place in placed(bound.chapters) {
        if let Some(entry) = place.division() {
            if let Some(before) = open.take() {
                entries.push(before.close(list, file)?);
            }
            open = Some(open_division(&entry, elements, file)?);
        }
        match &mut open {
            Some(division) => {
                let own = write_chapter(&place, elements, division.list, file)?;
                division.entries.extend(own);
            }
            None => entries.extend(write_chapter(&place, elements, list, file)?),
        }
    }
    if let Some(last) = open {
        entries.push(last.close(list, file)?);
    }
    Ok(entries)
}

fn open_division(
    entry: &ContentsEntry<'_>,
    elements: &mut Elements<'_>,
    file: &mut File<'_>,
) -> io::Result<OpenDivision> {
    let [own, list] = [(); 2].map(|()| file.objects.take());
    let numbers = elements.numbers(file.objects.take_many(2), own);
    let mut tree = Tree::default();
    elements.refer((&mut tree, None), &numbers, entry, file)?;
    Ok(OpenDivision {
        own,
        reference: numbers.write(&tree, &mut file.objects)?,
        list,
        entries: Vec::new(),
    })
}

/// Writes the entry of a department, and in it the entries of its tables.
fn write_chapter(
    place: &Placed<'_, '_>,
    elements: &mut Elements<'_>,
    around: Ref,
    file: &mut File<'_>,
) -> io::Result<Vec<Ref>> {
    let tables = place.chapter.tables.len();
    let count = 3 * (1 + tables) + usize::from(tables > 0);
    let numbers = elements.numbers(file.objects.take_many(count), around);
    let mut tree = Tree::default();
    let mut list = None;
    for (index, entry) in place.entries().enumerate() {
        if index > 0 && list.is_none() {
            list = Some(tree.add(ElementKind::Contents, Some(0), Vec::new()));
        }
        let own = tree.add(ElementKind::Entry, list, Vec::new());
        elements.refer((&mut tree, Some(own)), &numbers, &entry, file)?;
    }
    numbers.write(&tree, &mut file.objects)
}
