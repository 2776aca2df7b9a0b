//! Front matter of a volume: cover and contents, which `layout` typesets.
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
use super::super::pack::Packer;
use super::super::sheet::SheetSize;
use super::super::structure::element::{ElementRefs, holder};
use super::super::structure::marked_content::{ContentTag, marked_content};
use super::super::structure::parent_tree::{of_link, of_page};
use super::super::structure::taken;
use super::super::structure::tree::{ElementKind, Item, Tree};
use super::chapter::Chapter;
use super::foot::{draw_feet, other};
use crate::layout::{self, ContentsEntry, Cover, Page, PageFoot, PageNumber, RunKind};
use crate::length::Length;

/// Cover and contents, drawn.
pub(super) struct FrontMatter {
    /// Packed content stream of each page; the first is the cover.
    contents: Vec<Vec<u8>>,
    /// Marked content of elements, page by page.
    marked: Vec<OwnedContent>,
    /// Lines of entries, page by page.
    lines: Vec<Line>,
    /// Whether its last page is blank.
    ends_blank: bool,
    packer: Packer,
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

impl FrontMatter {
    /// Lays out and draws the front matter.
    pub(super) fn new(
        cover: &Cover<'_>,
        chapters: &[Chapter<'_>],
        fonts: &mut UsedFonts<'_>,
    ) -> Result<FrontMatter, PdfError> {
        let mut front = FrontMatter {
            contents: Vec::new(),
            marked: Vec::new(),
            lines: Vec::new(),
            ends_blank: false,
            packer: Packer::new(),
        };
        let set = fonts.set;
        front.add(&layout::cover(cover, set)?, cover, fonts)?;
        let mut next = 1;
        let entries = chapters.iter().flat_map(|chapter| {
            let first = next;
            next += chapter.pages();
            chapter.entries(first)
        });
        let head = (cover.look, cover.contents);
        layout::contents(head, entries, set, |page| front.add(&page, cover, fonts))?;
        // The first department begins on the front of a sheet.
        if cover.look.paper.odd_start.is_some() && front.pages() % 2 == 1 {
            front.add(&Page::default(), cover, fonts)?;
            front.ends_blank = true;
        }
        Ok(front)
    }

    /// Number of pages.
    pub(super) const fn pages(&self) -> usize {
        self.contents.len()
    }

    fn add(
        &mut self,
        page: &Page,
        cover: &Cover<'_>,
        fonts: &mut UsedFonts<'_>,
    ) -> Result<(), PdfError> {
        let index = self.pages();
        let paper = &cover.look.paper;
        let contents = marked_content(page, |kind| match kind {
            RunKind::Title(index) => Ok(Some(ElementKind::of_title(index))),
            RunKind::Entry(_) => Ok(Some(ElementKind::Link)),
            _ => Ok(None),
        })?;
        let content = draw_page(page, &contents, paper.height, fonts)?;
        self.contents.push(self.packer.pack(&content));
        for content in contents {
            if let ContentTag::Element { number, .. } = content.tag {
                let (page, kind) = (index, content.kind);
                self.marked.push(OwnedContent { page, number, kind });
            }
        }
        let runs = page.runs.as_slice();
        for line in runs.chunk_by(|one, next| one.baseline == next.baseline) {
            if let RunKind::Entry(entry) = line[0].kind {
                let (x, size) = (line[0].x, line[0].size);
                let (right, y) = (paper.width - paper.right, paper.height - line[0].baseline);
                let area = [x, y - size * 0.3, right, y + size].map(points);
                let page = index;
                self.lines.push(Line { page, entry, area });
            }
        }
        Ok(())
    }

    /// Writes the front matter.
    pub(super) fn write(
        &self,
        (cover, chapters): (&Cover<'_>, &[Chapter<'_>]),
        fonts: &mut UsedFonts<'_>,
        file: &mut File<'_>,
    ) -> io::Result<()> {
        let start = file.start(0);
        let links = file.objects.take_many(self.lines.len()).get();
        let feet = self.feet(cover, fonts).map_err(other)?;
        let (mut rest, mut next) = (self.lines.as_slice(), links);
        let pages = self.contents.iter().enumerate().map(|(index, content)| {
            let first = next;
            next += count(taken(&mut rest, |line| line.page == index).len());
            WholePage {
                paper: paper(cover),
                content,
                foot: feet.get(index).and_then(Option::as_deref),
                links: first..next,
            }
        });
        let pages: Vec<WholePage<'_>> = pages.collect();
        start.write_pages(&mut file.objects, &pages)?;
        let mut elements = Elements {
            start,
            links,
            height: cover.look.paper.height,
            marked: &self.marked,
            lines: &self.lines,
            entries: 0,
            of_contents: Vec::new(),
            of_links: Vec::new(),
        };
        let sections = [elements.cover(file)?, elements.contents(chapters, file)?];
        let (mut marked, mut owners) = (self.marked.as_slice(), elements.of_contents.iter());
        let parents = (0..self.pages()).map(|page| {
            let marked = taken(&mut marked, |content| content.page == page);
            of_page(owners.by_ref().take(marked.len()).copied())
        });
        let parents: Vec<String> = parents.chain(elements.of_links).collect();
        file.add(&sections, &parents)
    }

    /// Feet of its pages; the cover and a blank page have none. Their numbers are Roman, those of the
    /// tables' pages Arabic. A head belongs to the tables.
    fn feet(
        &self,
        cover: &Cover<'_>,
        fonts: &mut UsedFonts<'_>,
    ) -> Result<Vec<Option<Vec<u8>>>, PdfError> {
        let mut own = PageFoot::of(cover.look, cover.title, fonts.set)?;
        own.retain(|foot| !foot.is_head);
        let count = roman(self.pages());
        let mut feet = vec![None];
        for number in 2..=self.pages() - usize::from(self.ends_blank) {
            let text = roman(number);
            let number = PageNumber {
                text: &text,
                count: &count,
                is_odd: number % 2 == 1,
            };
            feet.push(draw_feet(&own, number, paper(cover), fonts)?);
        }
        Ok(feet)
    }
}

/// Page size of the front matter.
fn paper(cover: &Cover<'_>) -> SheetSize {
    let paper = &cover.look.paper;
    SheetSize {
        width: paper.width,
        height: paper.height,
    }
}

/// Elements of the front matter while they are written, in the order of marked content and lines.
struct Elements<'a> {
    start: PageStart,
    /// Object number of the first link.
    links: i32,
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
    fn numbers(&self, first: Ref, around: Ref) -> ElementRefs {
        ElementRefs {
            first,
            around,
            page: self.start.page,
        }
    }

    /// The next marked content of this run kind, assigned to an element.
    fn items(&mut self, kind: RunKind, element: Ref) -> Vec<Item> {
        let own = taken(&mut self.marked, |content| content.kind == kind);
        self.of_contents.extend(own.iter().map(|_| element));
        let item = |content: &OwnedContent| Item::Content {
            page: content.page,
            number: content.number,
        };
        own.iter().map(item).collect()
    }

    /// Writes the titles of the cover in a section.
    fn cover(&mut self, file: &mut File<'_>) -> io::Result<Ref> {
        let titles = self.marked.iter().take_while(|one| one.page == 0);
        let titles = titles.count();
        let first = file.objects.take_many(1 + titles);
        let numbers = self.numbers(first, Numbers::document());
        let mut tree = Tree::default();
        let section = tree.add(ElementKind::Section, None, Vec::new());
        for index in 0..titles {
            let items = self.items(RunKind::Title(index), numbers.element(1 + index));
            tree.add(ElementKind::of_title(index), Some(section), items);
        }
        numbers.write(&tree, &mut file.objects)?;
        Ok(first)
    }

    /// Writes heading and entries of the contents in a section.
    fn contents(&mut self, chapters: &[Chapter<'_>], file: &mut File<'_>) -> io::Result<Ref> {
        let [section, head, list] = [(); 3].map(|()| file.objects.take());
        let mut tree = Tree::default();
        tree.add(
            ElementKind::Heading,
            None,
            self.items(RunKind::Title(0), head),
        );
        let numbers = self.numbers(head, section);
        numbers.write(&tree, &mut file.objects)?;
        let (mut entries, mut page) = (Vec::new(), 1);
        for chapter in chapters {
            entries.extend(self.chapter((chapter, page), list, file)?);
            page += chapter.pages();
        }
        let (document, kids) = (Numbers::document(), [head, list]);
        let contents = holder(ElementKind::Contents.name(), None, section, &entries);
        file.objects.share(list, contents.as_bytes())?;
        let whole = holder(ElementKind::Section.name(), None, document, &kids);
        file.objects.share(section, whole.as_bytes())?;
        Ok(section)
    }

    /// Writes the entry of a department, and in it the entries of its tables.
    fn chapter(
        &mut self,
        (chapter, page): (&Chapter<'_>, usize),
        around: Ref,
        file: &mut File<'_>,
    ) -> io::Result<Vec<Ref>> {
        let tables = chapter.tables.len();
        let elements = 3 * (1 + tables) + usize::from(tables > 0);
        let numbers = self.numbers(file.objects.take_many(elements), around);
        let mut tree = Tree::default();
        let mut list = None;
        for entry in chapter.entries(page) {
            if entry.is_below && list.is_none() {
                list = Some(tree.add(ElementKind::Contents, Some(0), Vec::new()));
            }
            let own = tree.add(ElementKind::Entry, list, Vec::new());
            let reference = tree.add(ElementKind::Reference, Some(own), Vec::new());
            let element = numbers.element(reference + 1);
            let mut items = self.items(RunKind::Entry(self.entries), element);
            for line in taken(&mut self.lines, |line| line.entry == self.entries) {
                items.push(self.link(line, element, &entry, file)?);
            }
            tree.add(ElementKind::Link, Some(reference), items);
            self.entries += 1;
        }
        numbers.write(&tree, &mut file.objects)
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
        let PageStart { numbers, key, .. } = self.start;
        let key = key + count(numbers.front) + index;
        let target = Numbers::page(numbers.front + entry.page - 1);
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

/// Number in lower-case Roman digits, as in the page labels.
fn roman(number: usize) -> String {
    const DIGITS: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut left = number;
    let mut digits = String::new();
    for (worth, digit) in DIGITS {
        while left >= worth {
            digits.push_str(digit);
            left -= worth;
        }
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::roman;

    #[test]
    fn roman_numbers_follow_the_subtractive_rule() {
        for (number, written) in [
            (1, "i"),
            (4, "iv"),
            (9, "ix"),
            (14, "xiv"),
            (40, "xl"),
            (1999, "mcmxcix"),
            (4001, "mmmmi"),
        ] {
            assert_eq!(roman(number), written);
        }
    }
}
