//! Pages of a volume that no department has: cover, contents and index, which `layout` typesets.
//!
//! They are drawn and packed before anything is written, because the numbers of all pages depend on
//! theirs. Only the marked content of entries is stored from their text; the elements of a
//! department's entries are made when they are written.

use std::io;

use pdf_writer::types::{ActionType, AnnotationFlags, AnnotationType};
use pdf_writer::{Rect, Ref, TextStr};

use super::super::body::{PageStart, WholePage};
use super::super::draw::{draw_page, points};
use super::super::error::PdfError;
use super::super::file::File;
use super::super::fonts::UsedFonts;
use super::super::numbering::Numbers;
use super::super::object::count;
use super::super::sheet::SheetSize;
use super::super::structure::element::{ElementRefs, holder};
use super::super::structure::marked_content::{ContentTag, marked_content};
use super::super::structure::parent_tree::{of_link, of_page};
use super::super::structure::taken;
use super::super::structure::tree::{ElementKind, Item, Tree};
use crate::grid::Look;
use crate::layout::{ContentsEntry, Page, Run, RunKind};
use crate::length::Length;
use crate::write::paper::pack::pack;

/// Pages, drawn.
pub(super) struct Matter<'a> {
    look: &'a Look,
    /// Packed content stream of each page.
    contents: Vec<Vec<u8>>,
    /// Marked content of elements, page by page.
    marked: Vec<OwnedContent>,
    /// Lines of entries, page by page.
    lines: Vec<Line>,
}

/// Marked content: its page, its number there, and the kind of the text.
struct OwnedContent {
    page: usize,
    number: usize,
    kind: RunKind,
}

/// Line of an entry: left, bottom, right, top.
struct Line {
    page: usize,
    entry: usize,
    area: [f32; 4],
}

impl<'a> Matter<'a> {
    pub(super) fn new(look: &'a Look) -> Matter<'a> {
        Matter {
            look,
            contents: Vec::new(),
            marked: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// Number of pages.
    pub(super) const fn pages(&self) -> usize {
        self.contents.len()
    }

    /// Size of the pages.
    pub(super) fn paper(&self) -> SheetSize {
        SheetSize {
            width: self.look.paper.width,
            height: self.look.paper.height,
        }
    }

    /// Draws a page; `heading` is the index of the title that is a heading.
    pub(super) fn add(
        &mut self,
        page: &Page,
        heading: usize,
        fonts: &mut UsedFonts<'_>,
    ) -> Result<(), PdfError> {
        let index = self.pages();
        let paper = &self.look.paper;
        let contents = marked_content(page, |kind| match kind {
            RunKind::Title(title) if title == heading => Ok(Some(ElementKind::Heading)),
            RunKind::Title(_) => Ok(Some(ElementKind::Paragraph)),
            RunKind::Entry(_) => Ok(Some(ElementKind::Link)),
            _ => Ok(None),
        })?;
        let content = draw_page(page, &contents, paper.height, fonts)?;
        self.contents.push(pack(&content));
        for content in contents {
            if let ContentTag::Element { number, .. } = content.tag {
                let (page, kind) = (index, content.kind);
                self.marked.push(OwnedContent { page, number, kind });
            }
        }
        let runs = page.runs.as_slice();
        for line in runs.chunk_by(are_of_one_line) {
            if let (RunKind::Entry(entry), Some(last)) = (line[0].kind, line.last()) {
                let (x, size) = (line[0].x, line[0].size);
                let (right, y) = (end_of(page, last), paper.height - line[0].baseline);
                let area = [x, y - size * 0.3, right, y + size].map(points);
                let page = index;
                self.lines.push(Line { page, entry, area });
            }
        }
        Ok(())
    }

    /// Writes the pages, which are the next of the file, with their feet, and the elements that
    /// `elements` returns.
    pub(super) fn write(
        &self,
        (page, feet): (usize, &[Option<Vec<u8>>]),
        file: &mut File<'_>,
        elements: impl FnOnce(&mut Elements<'_>, &mut File<'_>) -> io::Result<Vec<Ref>>,
    ) -> io::Result<()> {
        let start = file.start(page);
        let links = file.objects.take_many(self.lines.len()).get();
        let (mut rest, mut next) = (self.lines.as_slice(), links);
        let pages = self.contents.iter().enumerate().map(|(index, content)| {
            let first = next;
            next += count(taken(&mut rest, |line| line.page == index).len());
            WholePage {
                paper: self.paper(),
                content,
                foot: feet.get(index).and_then(Option::as_deref),
                links: first..next,
            }
        });
        let pages: Vec<WholePage<'_>> = pages.collect();
        start.write_pages(&mut file.objects, &pages)?;
        let mut owned = Elements {
            start,
            links,
            first_key: start.key + count(self.pages()),
            height: self.look.paper.height,
            marked: &self.marked,
            lines: &self.lines,
            entries: 0,
            of_contents: Vec::new(),
            of_links: Vec::new(),
        };
        let sections = elements(&mut owned, file)?;
        let (mut marked, mut owners) = (self.marked.as_slice(), owned.of_contents.iter());
        let parents = (0..self.pages()).map(|page| {
            let marked = taken(&mut marked, |content| content.page == page);
            of_page(owners.by_ref().take(marked.len()).copied())
        });
        let parents: Vec<String> = parents.chain(owned.of_links).collect();
        file.add(&sections, &parents)
    }
}

/// Whether runs that follow each other are on one line of one entry.
fn are_of_one_line(one: &Run, next: &Run) -> bool {
    let is_other = match (one.kind, next.kind) {
        (RunKind::Entry(entry), RunKind::Entry(other)) => entry != other,
        _ => false,
    };
    one.baseline == next.baseline && !is_other
}

/// Right edge of a run.
fn end_of(page: &Page, run: &Run) -> Length {
    let advances = page.glyphs_of(run).iter();
    let wide: f64 = advances.map(|glyph| f64::from(glyph.advance)).sum();
    run.x + run.size * (wide / 1000.0)
}

/// Elements of drawn pages while they are written, in the order of marked content and lines.
pub(super) struct Elements<'a> {
    start: PageStart,
    /// Object number of the first link, and its parent tree key.
    links: i32,
    first_key: i32,
    /// Height of the page.
    height: Length,
    /// Marked content and lines that follow.
    marked: &'a [OwnedContent],
    lines: &'a [Line],
    /// Number of entries written.
    entries: usize,
    /// Element of each marked content, and parent tree value of each link.
    of_contents: Vec<Ref>,
    of_links: Vec<String>,
}

impl Elements<'_> {
    /// Numbers of elements from `first` on.
    pub(super) fn numbers(&self, first: Ref, around: Ref) -> ElementRefs {
        ElementRefs {
            first,
            around,
            page: self.start.page,
        }
    }

    /// Number of titles on the first page.
    pub(super) fn titles(&self) -> usize {
        self.marked.iter().take_while(|one| one.page == 0).count()
    }

    /// The next marked content of this run kind, assigned to an element.
    pub(super) fn items(&mut self, kind: RunKind, element: Ref) -> Vec<Item> {
        let own = taken(&mut self.marked, |content| content.kind == kind);
        self.of_contents.extend(own.iter().map(|_| element));
        let item = |content: &OwnedContent| Item::Content {
            page: content.page,
            number: content.number,
        };
        own.iter().map(item).collect()
    }

    /// Writes a list in a section: its heading, and the entries that `entries` writes in the given
    /// element.
    pub(super) fn list(
        &mut self,
        file: &mut File<'_>,
        entries: impl FnOnce(&mut Self, Ref, &mut File<'_>) -> io::Result<Vec<Ref>>,
    ) -> io::Result<Ref> {
        let [section, head, list] = [(); 3].map(|()| file.objects.take());
        let mut tree = Tree::default();
        tree.add(
            ElementKind::Heading,
            None,
            self.items(RunKind::Title(0), head),
        );
        let numbers = self.numbers(head, section);
        numbers.write(&tree, &mut file.objects)?;
        let entries = entries(self, list, file)?;
        let (document, kids) = (Numbers::document(), [head, list]);
        let contents = holder(ElementKind::Contents.name(), None, section, &entries);
        file.objects.share(list, contents.as_bytes())?;
        let whole = holder(ElementKind::Section.name(), None, document, &kids);
        file.objects.share(section, whole.as_bytes())?;
        Ok(section)
    }

    /// Adds the reference of the next entry, with its link, to a tree; `numbers` are those of the
    /// tree.
    pub(super) fn refer(
        &mut self,
        (tree, around): (&mut Tree, Option<usize>),
        numbers: &ElementRefs,
        entry: &ContentsEntry<'_>,
        file: &mut File<'_>,
    ) -> io::Result<()> {
        let reference = tree.add(ElementKind::Reference, around, Vec::new());
        let element = numbers.element(reference + 1);
        let mut items = self.items(RunKind::Entry(self.entries), element);
        for line in taken(&mut self.lines, |line| line.entry == self.entries) {
            items.push(self.link(line, element, entry, file)?);
        }
        tree.add(ElementKind::Link, Some(reference), items);
        self.entries += 1;
        Ok(())
    }

    /// Writes the link annotation of a line to the page of its entry.
    fn link(
        &mut self,
        line: &Line,
        element: Ref,
        entry: &ContentsEntry<'_>,
        file: &mut File<'_>,
    ) -> io::Result<Item> {
        let index = count(self.of_links.len());
        self.of_links.push(of_link(element));
        let key = self.first_key + index;
        let target = Numbers::page(self.start.numbers.front + entry.page - 1);
        let number = Ref::new(self.links + index);
        file.objects.share_object(number, |chunk, number| {
            let [left, bottom, right, top] = line.area;
            let mut annotation = chunk.annotation(number);
            annotation
                .subtype(AnnotationType::Link)
                .rect(Rect::new(left, bottom, right, top))
                .flags(AnnotationFlags::PRINT)
                .contents(TextStr(entry.words))
                .struct_parent(key)
                .border(0.0, 0.0, 0.0, None);
            annotation
                .action()
                .action_type(ActionType::GoTo)
                .destination()
                .page(target)
                .xyz(0.0, points(self.height), None);
        })?;
        Ok(Item::Link {
            page: line.page,
            number,
        })
    }
}
