//! The volume's file as it is written: objects one after the other, each at a number that follows from the numbers of pages.

use std::io::{self, Write};

use pdf_writer::types::{
    ActionType, AnnotationFlags, AnnotationType, NumberingStyle, PageMode, TabOrder,
};
use pdf_writer::writers::{Catalog, PageLabel, Resources};
use pdf_writer::{Chunk, Finish, Name, Rect, Ref, TextStr};

use super::super::assembly::{for_archives, points, sheet};
use super::super::object::{ObjectFile, count};
use super::super::structure::parent::ParentTree;
use super::super::structure::tree::{Kind, Tree};
use super::super::{SheetSize, metadata, profile, structure};
use super::font::VolumeFonts;
use super::part::ReadPart;
use super::section::{self, Section, Spot};
use super::{Chapter, Cover, other};
use crate::length::Length;
use crate::write::Properties;

/// Pages of a node of the page tree: readers find a page of a long document without reading all of it.
pub(super) const NODE: usize = 64;

/// Numbers of objects; they follow from the numbers of pages alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers {
    /// Pages of cover and contents.
    pub(super) front: usize,
    /// Pages of the tables.
    pub(super) body: usize,
}

impl Numbers {
    const CATALOG: i32 = 1;
    const INFO: i32 = 2;
    const TREE: i32 = 3;
    const OUTLINE: i32 = 4;
    const METADATA: i32 = 5;
    const PROFILE: i32 = 6;
    pub(super) const RESOURCES: i32 = 7;
    const FRONT_LABEL: i32 = 8;
    const BODY_LABEL: i32 = 9;
    const ROOT: i32 = 10;
    const DOCUMENT: i32 = 11;
    const FIRST: i32 = 12;

    pub(super) fn new(front: usize, body: usize) -> Numbers {
        Numbers { front, body }
    }

    /// The element that holds all others.
    pub(super) fn document() -> Ref {
        Ref::new(Numbers::DOCUMENT)
    }

    const fn pages(self) -> usize {
        self.front + self.body
    }

    /// A page, those of the front first.
    pub(super) fn page(index: usize) -> Ref {
        Ref::new(Numbers::FIRST + count(index))
    }

    pub(super) fn content(self, index: usize) -> Ref {
        Numbers::page(self.pages() + index)
    }

    /// The foot of a page of the body.
    pub(super) fn foot(self, index: usize) -> Ref {
        Numbers::page(2 * self.pages() + index)
    }

    /// A node of the page tree.
    pub(super) fn node(self, index: usize) -> Ref {
        Numbers::page(2 * self.pages() + self.body + index)
    }

    fn nodes(self) -> usize {
        self.pages().div_ceil(NODE)
    }

    /// The first number that nothing has.
    fn rest(self) -> i32 {
        self.node(self.nodes()).get()
    }
}

/// A page of the front, drawn.
pub(super) struct FrontPage {
    pub(super) paper: SheetSize,
    /// Its content, packed.
    pub(super) content: Vec<u8>,
    pub(super) links: Vec<Link>,
    /// The elements of its stretches.
    pub(super) owners: Vec<Ref>,
}

/// An area that leads to a page of the tables.
pub(super) struct Link {
    pub(super) number: Ref,
    /// Its element.
    pub(super) element: Ref,
    /// Left, bottom, right, top.
    pub(super) area: [f32; 4],
    /// The page, counted from 0.
    pub(super) page: usize,
    /// What is said of it where it cannot be seen.
    pub(super) words: String,
}

/// The file as it is written.
pub(super) struct File<'a> {
    objects: ObjectFile<&'a mut (dyn Write + Send)>,
    numbers: Numbers,
    parents: ParentTree,
    /// The elements below the document's: those of the front, then the departments.
    sections: Vec<Ref>,
    /// The key, in the way back to the elements, of the body's first page.
    body_key: i32,
}

impl<'a> File<'a> {
    pub(super) fn new(out: &'a mut (dyn Write + Send), numbers: Numbers) -> io::Result<File<'a>> {
        Ok(File {
            objects: ObjectFile::new(out, numbers.rest())?,
            numbers,
            parents: ParentTree::default(),
            sections: Vec::new(),
            body_key: 0,
        })
    }

    fn take(&mut self) -> Ref {
        self.objects.take()
    }

    fn object(&mut self, number: Ref, write: impl FnOnce(&mut Chunk, Ref)) -> io::Result<()> {
        self.objects.object(number, write)
    }

    fn share(&mut self, number: Ref, write: impl FnOnce(&mut Chunk, Ref)) -> io::Result<()> {
        self.objects.share_object(number, write)
    }

    /// Number of the front's pages.
    pub(super) const fn front_pages(&self) -> usize {
        self.numbers.front
    }

    /// The first of so many new numbers.
    pub(super) fn take_many(&mut self, wanted: usize) -> Ref {
        self.objects.take_many(wanted)
    }

    /// Writes elements of the front into another one; the numbers of the outermost.
    pub(super) fn write_elements(
        &mut self,
        tree: &Tree,
        first: Ref,
        around: Ref,
    ) -> io::Result<Vec<Ref>> {
        let elements = structure::number::Numbers {
            first,
            around,
            page: &Numbers::page,
            // A link of the front is told by its number.
            link: &|number| Ref::new(count(number)),
        };
        elements.write(tree, &mut self.objects)
    }

    /// Writes an element that holds others.
    pub(super) fn write_holder(
        &mut self,
        number: Ref,
        kind: Kind,
        around: Ref,
        kids: &[Ref],
    ) -> io::Result<()> {
        let object = structure::number::holder(kind.name(), None, around, kids);
        self.objects.share(number, object.as_bytes())
    }

    /// Elements that the document holds, after those that are there.
    pub(super) fn add_sections(&mut self, sections: &[Ref]) {
        self.sections.extend(sections);
    }

    /// Writes a page of the front; called for one after the other, before any department is put in.
    pub(super) fn write_front_page(&mut self, index: usize, page: &FrontPage) -> io::Result<()> {
        let numbers = self.numbers;
        let owners = page.owners.iter().copied();
        let key = self.parents.page(owners, &mut self.objects)?;
        self.share(Numbers::page(index), |chunk, number| {
            let mut object = chunk.page(number);
            object
                .parent(numbers.node(index / NODE))
                .media_box(sheet(page.paper))
                .struct_parents(key)
                .tab_order(TabOrder::StructureOrder)
                .contents(numbers.content(index))
                .pair(Name(b"Resources"), Ref::new(Numbers::RESOURCES));
            if !page.links.is_empty() {
                object.annotations(page.links.iter().map(|link| link.number));
            }
        })?;
        for link in &page.links {
            self.write_link(link, page.paper.height)?;
        }
        self.objects.packed(numbers.content(index), &page.content)?;
        self.body_key = self.parents.next();
        Ok(())
    }

    fn write_link(&mut self, link: &Link, height: Length) -> io::Result<()> {
        let target = Numbers::page(self.numbers.front + link.page);
        let key = self.parents.link(link.element, &mut self.objects)?;
        self.share(link.number, |chunk, number| {
            let [left, bottom, right, top] = link.area;
            let mut annotation = chunk.annotation(number);
            annotation
                .subtype(AnnotationType::Link)
                .rect(Rect::new(left, bottom, right, top))
                .flags(AnnotationFlags::PRINT)
                .contents(TextStr(&link.words))
                .struct_parent(key)
                .border(0.0, 0.0, 0.0, None);
            annotation
                .action()
                .action_type(ActionType::GoTo)
                .destination()
                .page(target)
                .xyz(0.0, points(height), None);
        })
    }

    /// Numbers for a department whose pages begin with this one of the body.
    pub(super) fn spot(&mut self, part: &ReadPart, page: usize) -> Spot {
        let objects = section::objects(part.structure().elements().len(), part.pages());
        Spot {
            numbers: self.numbers,
            first: self.objects.take_many(objects),
            page,
            key: self.body_key + count(page),
        }
    }

    /// Puts in departments, in the order of their pages.
    pub(super) fn put_all<'f>(
        &mut self,
        sections: Vec<Section<'f>>,
        fonts: &mut VolumeFonts<'f>,
    ) -> io::Result<()> {
        for section in sections {
            self.objects.put(section.piece)?;
            self.sections.push(section.own);
            for page in &section.parents {
                self.parents.add(page, &mut self.objects)?;
            }
            fonts.note_all(section.fonts);
        }
        Ok(())
    }

    /// Bookmarks: the contents, then every department with its tables.
    pub(super) fn write_outline(
        &mut self,
        cover: &Cover<'_>,
        chapters: &[Chapter<'_>],
    ) -> io::Result<()> {
        let front = self.numbers.front;
        let own: Vec<Ref> = (0..=chapters.len()).map(|_| self.take()).collect();
        let (first, last) = (own[0], own[own.len() - 1]);
        self.share(Ref::new(Numbers::OUTLINE), |chunk, number| {
            chunk
                .outline(number)
                .first(first)
                .last(last)
                .count(count(own.len()));
        })?;
        let root = Ref::new(Numbers::OUTLINE);
        let contents = front.min(1);
        self.bookmark(root, (&own, 0), (cover.contents, contents), None)?;
        let mut page = front;
        for (index, chapter) in chapters.iter().enumerate() {
            let tables: Vec<Ref> = chapter.tables.iter().map(|_| self.take()).collect();
            self.bookmark(
                root,
                (&own, index + 1),
                (chapter.title, page),
                Some(&tables),
            )?;
            for (table, (title, pages)) in chapter.tables.iter().enumerate() {
                self.bookmark(own[index + 1], (&tables, table), (title, page), None)?;
                page += pages;
            }
        }
        Ok(())
    }

    /// A bookmark among its neighbours; those below it are shut.
    fn bookmark(
        &mut self,
        parent: Ref,
        (row, place): (&[Ref], usize),
        (title, page): (&str, usize),
        below: Option<&[Ref]>,
    ) -> io::Result<()> {
        let target = Numbers::page(page.min(self.numbers.pages().saturating_sub(1)));
        self.share(row[place], |chunk, number| {
            let mut item = chunk.outline_item(number);
            item.title(TextStr(title)).parent(parent);
            if let Some(previous) = place.checked_sub(1) {
                item.prev(row[previous]);
            }
            if let Some(next) = row.get(place + 1) {
                item.next(*next);
            }
            if let Some(below) = below
                && let (Some(first), Some(last)) = (below.first(), below.last())
            {
                item.first(*first).last(*last).count(-count(below.len()));
            }
            item.dest().page(target).fit();
        })
    }

    pub(super) fn write_fonts(&mut self, fonts: &VolumeFonts<'_>) -> io::Result<()> {
        let mut resources = Vec::new();
        for embedded in fonts.embed(|| self.take()).map_err(other)? {
            for (number, chunk) in &embedded.objects {
                self.object(*number, |target, _| target.extend(chunk))?;
            }
            resources.extend(embedded.resources);
        }
        self.share(Ref::new(Numbers::RESOURCES), |chunk, number| {
            let mut object = chunk.indirect(number).start::<Resources<'_>>();
            let mut dictionary = object.fonts();
            for (name, font) in &resources {
                dictionary.pair(Name(name.as_bytes()), *font);
            }
        })
    }

    pub(super) fn write_tree(&mut self) -> io::Result<()> {
        let numbers = self.numbers;
        for node in 0..numbers.nodes() {
            let pages = node * NODE..((node + 1) * NODE).min(numbers.pages());
            self.share(numbers.node(node), |chunk, number| {
                let length = count(pages.len());
                let kids = pages.map(Numbers::page);
                chunk
                    .pages(number)
                    .parent(Ref::new(Numbers::TREE))
                    .kids(kids)
                    .count(length);
            })?;
        }
        self.share(Ref::new(Numbers::TREE), |chunk, number| {
            let nodes = (0..numbers.nodes()).map(|node| numbers.node(node));
            chunk
                .pages(number)
                .kids(nodes)
                .count(count(numbers.pages()));
        })
    }

    /// What stands about the whole file, and where everything is.
    pub(super) fn finish(mut self, properties: &Properties) -> io::Result<()> {
        let numbers = self.numbers;
        self.object(Ref::new(Numbers::METADATA), |chunk, number| {
            chunk.metadata(number, metadata::xmp(properties).as_bytes());
        })?;
        profile::write(&mut self.objects, Ref::new(Numbers::PROFILE))?;
        self.objects
            .object_of_file(Ref::new(Numbers::INFO), |pdf, number| {
                metadata::write_info(pdf, number, properties);
            })?;
        let (root, document) = (Ref::new(Numbers::ROOT), Numbers::document());
        let object = structure::number::holder("Document", None, root, &self.sections);
        self.objects.share(document, object.as_bytes())?;
        std::mem::take(&mut self.parents).finish(root, document, &mut self.objects)?;
        self.object(Ref::new(Numbers::CATALOG), |chunk, number| {
            let mut catalog = chunk.indirect(number).start::<Catalog<'_>>();
            catalog
                .pages(Ref::new(Numbers::TREE))
                .metadata(Ref::new(Numbers::METADATA))
                .outlines(Ref::new(Numbers::OUTLINE))
                .page_mode(PageMode::UseOutlines);
            let mut labels = catalog.page_labels();
            let mut entries = labels.nums();
            entries.insert(0, Ref::new(Numbers::FRONT_LABEL));
            if numbers.body > 0 {
                entries.insert(count(numbers.front), Ref::new(Numbers::BODY_LABEL));
            }
            entries.finish();
            labels.finish();
            for_archives(&mut catalog, Ref::new(Numbers::PROFILE), root);
        })?;
        // The cover is i, the contents go on; the tables begin with 1.
        for (number, style) in [
            (Numbers::FRONT_LABEL, NumberingStyle::LowerRoman),
            (Numbers::BODY_LABEL, NumberingStyle::Arabic),
        ] {
            self.share(Ref::new(number), |chunk, number| {
                chunk.indirect(number).start::<PageLabel<'_>>().style(style);
            })?;
        }
        let (catalog, info) = (Ref::new(Numbers::CATALOG), Ref::new(Numbers::INFO));
        self.objects.finish(catalog, info).map(|_| ())
    }
}
