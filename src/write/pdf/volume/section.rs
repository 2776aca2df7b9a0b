//! Section of a volume for one department: its elements and pages, written to memory so that
//! several are made in parallel.

use std::io;

use pdf_writer::Ref;

use super::super::attachment;
use super::super::body::{PageStart, WholePage};
use super::super::draw::draw_page;
use super::super::fonts::UsedFonts;
use super::super::numbering::Numbers;
use super::super::object::{ObjectFile, ObjectSegment, count, streams};
use super::super::sheet::SheetSize;
use super::super::structure::element::holder;
use super::super::structure::marked_content::{ContentTag, marked_content};
use super::super::structure::tree::{ElementKind, Item, Tree};
use super::chapter_file::ChapterFile;
use super::foot::{draw_feet, other};
use crate::grid::Look;
use crate::layout::{self, Page, PageNumber, RunKind};
use crate::write::paper::chapter::{Chapter, DIVIDER};
use crate::write::paper::pack::pack;

/// Objects of a department.
pub(super) struct Section<'f> {
    /// Elements: that of the divider before it, if there is one, and the one around its tables.
    pub(super) own: Vec<Ref>,
    pub(super) segment: ObjectSegment,
    /// Parent tree value of each page.
    pub(super) parents: Vec<String>,
    /// Used glyphs that were not known before.
    pub(super) fonts: UsedFonts<'f>,
    /// File specifications of its attached files.
    pub(super) attached: Vec<Ref>,
}

/// Where a department is put into a volume.
pub(super) struct Place<'a> {
    pub(super) chapter: &'a Chapter<'a>,
    /// Look of the divider before it, if there is one.
    pub(super) divider: Option<&'a Look>,
    /// Start of its pages, with those of the divider.
    pub(super) start: PageStart,
    /// Its first object number.
    pub(super) first: Ref,
}

/// Elements of a divider.
const DIVIDER_ELEMENTS: usize = 2;

/// Object numbers that a department takes: for the element around its tables, its elements, and the
/// object streams that these share with its pages; with those of the divider before it.
pub(super) fn objects(chapter: &Chapter<'_>, file: &ChapterFile, has_divider: bool) -> usize {
    let (elements, pages) = if has_divider {
        (DIVIDER_ELEMENTS, DIVIDER)
    } else {
        (0, 0)
    };
    let elements = 1 + file.structure.elements.len() + elements;
    let shared = elements + chapter.whole_pages() + pages + file.attached.len();
    elements + file.attached.len() * attachment::OBJECTS + streams(shared)
}

impl<'f> Section<'f> {
    /// Makes the section; `known` are the used glyphs so far.
    pub(super) fn new(
        place: &Place<'_>,
        file: &ChapterFile,
        known: &UsedFonts<'f>,
    ) -> io::Result<Section<'f>> {
        let mut fonts = UsedFonts::new(known.set);
        file.collect(known, &mut fonts).map_err(other)?;
        let mut parts = Parts {
            own: Vec::new(),
            parents: Vec::new(),
            fonts,
        };
        let mut objects = ObjectFile::segment(place.first);
        let mut start = place.start;
        if let Some(look) = place.divider {
            let title = place.chapter.division;
            parts.add_divider((look, title), start, &mut objects)?;
            start.page += DIVIDER;
            start.key += count(DIVIDER);
        }
        parts.add_tables(place.chapter, file, start, &mut objects)?;
        let mut attached = Vec::with_capacity(file.attached.len());
        for one in &file.attached {
            let first = objects.take_many(attachment::OBJECTS);
            one.write(first, &mut objects)?;
            attached.push(first);
        }
        let segment = objects.into_segment()?;
        let Parts {
            own,
            parents,
            fonts,
        } = parts;
        Ok(Section {
            own,
            segment,
            parents,
            fonts,
            attached,
        })
    }
}

/// A section while its objects are written.
struct Parts<'f> {
    own: Vec<Ref>,
    parents: Vec<String>,
    fonts: UsedFonts<'f>,
}

impl Parts<'_> {
    /// Writes a divider: its title on the front of a leaf, whose back is empty.
    fn add_divider(
        &mut self,
        (look, title): (&Look, &str),
        start: PageStart,
        objects: &mut ObjectFile<Vec<u8>>,
    ) -> io::Result<()> {
        let page = layout::divider(look, title, self.fonts.set).map_err(other)?;
        let contents = marked_content(&page, |kind| match kind {
            RunKind::Title(_) => Ok(Some(ElementKind::Heading)),
            _ => Ok(None),
        });
        let contents = contents.map_err(other)?;
        let paper = SheetSize {
            width: look.paper.width,
            height: look.paper.height,
        };
        let front = draw_page(&page, &contents, paper.height, &mut self.fonts).map_err(other)?;
        let faces = [pack(&front), blank(paper, &mut self.fonts)?];
        let items = contents.iter().filter_map(|content| match content.tag {
            ContentTag::Element { number, .. } => Some(Item::Content { page: 0, number }),
            _ => None,
        });
        let mut tree = Tree::default();
        let around = tree.add(ElementKind::Section, None, Vec::new());
        tree.add(ElementKind::Heading, Some(around), items.collect());
        let pages = faces.each_ref().map(|content| WholePage {
            paper,
            content,
            foot: None,
            links: 0..0,
        });
        let elements = start.write(objects, &tree, Numbers::document(), &pages)?;
        self.own.extend(elements.outermost);
        self.parents.extend(elements.parents);
        Ok(())
    }

    /// Writes the tables of a department with their feet, and the empty page at the end.
    fn add_tables(
        &mut self,
        chapter: &Chapter<'_>,
        file: &ChapterFile,
        start: PageStart,
        objects: &mut ObjectFile<Vec<u8>>,
    ) -> io::Result<()> {
        let count = start.numbers.body.to_string();
        let (mut pages, mut feet) = (Vec::new(), Vec::new());
        let mut reader = file.reader();
        for index in 0..file.pages {
            let page = reader.page().map_err(other)?;
            let number = start.page + index + 1 - start.numbers.front;
            let text = number.to_string();
            let number = PageNumber {
                text: &text,
                count: &count,
                is_odd: number % 2 == 1,
            };
            let foot = draw_feet(&page.feet, number, page.paper, &mut self.fonts);
            feet.push(foot.map_err(other)?);
            pages.push((page.paper, page.content));
        }
        let empty;
        if let (true, Some((paper, _))) = (chapter.whole_pages() > file.pages, pages.last()) {
            empty = blank(*paper, &mut self.fonts)?;
            pages.push((*paper, &empty));
            feet.push(None);
        }
        let pages = pages.into_iter().zip(&feet);
        let pages = pages.map(|((paper, content), foot)| WholePage {
            paper,
            content,
            foot: foot.as_deref(),
            links: 0..0,
        });
        let pages: Vec<WholePage<'_>> = pages.collect();
        let own = objects.take();
        let elements = start.write(objects, &file.structure, own, &pages)?;
        let (kind, kids) = (ElementKind::Part.name(), &elements.outermost);
        let whole = holder(kind, Some(chapter.title), Numbers::document(), kids);
        objects.share(own, whole.as_bytes())?;
        self.own.push(own);
        self.parents.extend(elements.parents);
        Ok(())
    }
}

/// Packed content stream of an empty page.
fn blank(paper: SheetSize, fonts: &mut UsedFonts<'_>) -> io::Result<Vec<u8>> {
    let nothing = draw_page(&Page::default(), &[], paper.height, fonts);
    let nothing = nothing.map_err(other)?;
    Ok(pack(&nothing))
}
