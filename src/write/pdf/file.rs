//! Objects of a file around its pages: catalog, page tree, outline, fonts, metadata.
//!
//! Objects are written one after the other with numbers that are determined by the numbers of
//! pages. A volume has front matter (cover, contents) before its tables; the document of a
//! submission has none.

use std::io::{self, Write};

use pdf_writer::types::{NumberingStyle, OutputIntentSubtype, PageMode};
use pdf_writer::writers::{Catalog, PageLabel, Resources};
use pdf_writer::{Chunk, Filter, Finish, Name, Ref, TextStr};

use super::Claim;
use super::attachment;
use super::body::PageStart;
use super::draw::points;
use super::fonts::{FontSubset, UsedFonts};
use super::metadata::Part;
use super::numbering::{NODE, Numbers};
use super::object::{ObjectFile, count};
use super::structure::parent_tree::ParentTree;
use super::{metadata, structure};
use crate::write::document::{LANGUAGE, Properties};
use crate::write::paper::SRGB;
use crate::write::paper::bookmark::Bookmark;
use crate::write::paper::pack::pack;

/// A file being written.
pub(super) struct File<'a> {
    pub(super) objects: ObjectFile<&'a mut (dyn Write + Send)>,
    numbers: Numbers,
    parents: ParentTree,
    /// Children of the document element: front matter, then tables or departments.
    sections: Vec<Ref>,
    /// Number of top-level bookmarks.
    bookmarks: usize,
    /// File specifications of the attached files.
    attached: Vec<Ref>,
}

impl<'a> File<'a> {
    pub(super) fn new(out: &'a mut (dyn Write + Send), numbers: Numbers) -> io::Result<File<'a>> {
        Ok(File {
            objects: ObjectFile::new(out, numbers.rest())?,
            numbers,
            parents: ParentTree::default(),
            sections: Vec::new(),
            bookmarks: 0,
            attached: Vec::new(),
        })
    }

    /// Adds attached files that were written, by their file specifications.
    pub(super) fn attach(&mut self, files: &[Ref]) {
        self.attached.extend_from_slice(files);
    }

    fn object(&mut self, number: i32, write: impl FnOnce(&mut Chunk, Ref)) -> io::Result<()> {
        self.objects.object(Ref::new(number), write)
    }

    fn share(&mut self, number: Ref, write: impl FnOnce(&mut Chunk, Ref)) -> io::Result<()> {
        self.objects.share_object(number, write)
    }

    /// Position of the next pages; the first has this index, and all pages before it are
    /// written.
    pub(super) const fn start(&self, page: usize) -> PageStart {
        PageStart {
            numbers: self.numbers,
            page,
            key: self.parents.next(),
        }
    }

    /// Adds the outermost elements of the next pages, and the parent tree values of these pages.
    pub(super) fn add(&mut self, sections: &[Ref], parents: &[String]) -> io::Result<()> {
        self.sections.extend(sections);
        for page in parents {
            self.parents.add(page, &mut self.objects)?;
        }
        Ok(())
    }

    /// Writes all bookmarks.
    pub(super) fn write_outline(&mut self, bookmarks: &[Bookmark<'_>]) -> io::Result<()> {
        self.bookmarks = bookmarks.len();
        let root = Ref::new(Numbers::OUTLINE);
        let row: Vec<Ref> = bookmarks.iter().map(|_| self.objects.take()).collect();
        let (Some(first), Some(last)) = (row.first(), row.last()) else {
            return Ok(());
        };
        self.share(root, |chunk, number| {
            chunk
                .outline(number)
                .first(*first)
                .last(*last)
                .count(count(row.len()));
        })?;
        for (position, bookmark) in bookmarks.iter().enumerate() {
            self.write_bookmark(root, (&row, position), bookmark)?;
        }
        Ok(())
    }

    /// Writes a bookmark with its siblings' links, and its children.
    fn write_bookmark(
        &mut self,
        parent: Ref,
        (row, position): (&[Ref], usize),
        bookmark: &Bookmark<'_>,
    ) -> io::Result<()> {
        let last_page = self.numbers.pages().saturating_sub(1);
        let target = Numbers::page(bookmark.page.min(last_page));
        let below: Vec<Ref> = bookmark.below.iter().map(|_| self.objects.take()).collect();
        self.share(row[position], |chunk, number| {
            let mut item = chunk.outline_item(number);
            item.title(TextStr(bookmark.title)).parent(parent);
            if let Some(previous) = position.checked_sub(1) {
                item.prev(row[previous]);
            }
            if let Some(next) = row.get(position + 1) {
                item.next(*next);
            }
            if let (Some(first), Some(last)) = (below.first(), below.last()) {
                item.first(*first).last(*last).count(-count(below.len()));
            }
            let destination = item.dest().page(target);
            match bookmark.height {
                Some(height) => destination.xyz(0.0, points(height), None),
                None => destination.fit(),
            }
        })?;
        for (index, bookmark) in bookmark.below.iter().enumerate() {
            self.write_bookmark(row[position], (&below, index), bookmark)?;
        }
        Ok(())
    }

    /// Embeds the subset of each used face.
    pub(super) fn write_fonts(
        &mut self,
        fonts: &UsedFonts<'_>,
        subsets: Vec<FontSubset>,
    ) -> io::Result<()> {
        let resources = fonts.embed(subsets, &mut self.objects)?;
        self.share(Ref::new(Numbers::RESOURCES), |chunk, number| {
            let mut object = chunk.indirect(number).start::<Resources<'_>>();
            let mut dictionary = object.fonts();
            for (name, font) in &resources {
                dictionary.pair(Name(name.as_bytes()), *font);
            }
        })
    }

    fn write_tree(&mut self) -> io::Result<()> {
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

    /// Writes the remaining objects and ends the file.
    pub(super) fn finish(mut self, properties: &Properties, claim: Claim) -> io::Result<()> {
        self.write_tree()?;
        let part = if self.attached.is_empty() {
            Part::Two
        } else {
            Part::Three
        };
        let xmp = metadata::xmp(properties, part, claim);
        self.object(Numbers::METADATA, |chunk, number| {
            chunk.metadata(number, xmp.as_bytes());
        })?;
        let packed = pack(SRGB);
        self.object(Numbers::PROFILE, |chunk, number| {
            let mut profile = chunk.icc_profile(number, &packed);
            profile.n(3).filter(Filter::FlateDecode);
        })?;
        self.objects
            .object_of_file(Ref::new(Numbers::INFO), |pdf, number| {
                metadata::write_info(pdf, number, properties);
            })?;
        let (root, document) = (Ref::new(Numbers::ROOT), Numbers::document());
        let object = structure::element::holder("Document", None, root, &self.sections);
        self.objects.share(document, object.as_bytes())?;
        std::mem::take(&mut self.parents).finish(root, document, &mut self.objects)?;
        let names = attachment::write_names(&self.attached, &mut self.objects)?;
        self.write_catalog(names)?;
        if self.numbers.front > 0 {
            self.write_labels()?;
        }
        let (catalog, info) = (Ref::new(Numbers::CATALOG), Ref::new(Numbers::INFO));
        self.objects.finish(catalog, info).map(|_| ())
    }

    /// Writes the catalog; `names` is the name tree of the attached files.
    fn write_catalog(&mut self, names: Option<Ref>) -> io::Result<()> {
        let (numbers, bookmarks) = (self.numbers, self.bookmarks);
        let attached = self.attached.clone();
        self.object(Numbers::CATALOG, |chunk, number| {
            let mut catalog = chunk.indirect(number).start::<Catalog<'_>>();
            catalog
                .pages(Ref::new(Numbers::TREE))
                .metadata(Ref::new(Numbers::METADATA));
            if bookmarks > 0 {
                catalog.outlines(Ref::new(Numbers::OUTLINE));
            }
            if bookmarks > 1 || numbers.front > 0 {
                catalog.page_mode(PageMode::UseOutlines);
            }
            if numbers.front > 0 {
                let mut labels = catalog.page_labels();
                let mut entries = labels.nums();
                entries.insert(0, Ref::new(Numbers::FRONT_LABEL));
                if numbers.body > 0 {
                    entries.insert(count(numbers.front), Ref::new(Numbers::BODY_LABEL));
                }
                entries.finish();
                labels.finish();
            }
            for_archives(&mut catalog);
            if let Some(names) = names {
                catalog.names().pair(Name(b"EmbeddedFiles"), names);
                catalog.insert(Name(b"AF")).array().items(attached);
            }
        })
    }

    /// Page labels: Roman numbers for the front matter, Arabic ones from 1 for the tables.
    fn write_labels(&mut self) -> io::Result<()> {
        for (number, style) in [
            (Numbers::FRONT_LABEL, NumberingStyle::LowerRoman),
            (Numbers::BODY_LABEL, NumberingStyle::Arabic),
        ] {
            self.share(Ref::new(number), |chunk, number| {
                chunk.indirect(number).start::<PageLabel<'_>>().style(style);
            })?;
        }
        Ok(())
    }
}

/// Entries of the catalog that PDF/A requires: title display, language, structure, output intent.
fn for_archives(catalog: &mut Catalog<'_>) {
    catalog.viewer_preferences().display_doc_title(true);
    catalog
        .lang(TextStr(LANGUAGE))
        .pair(Name(b"StructTreeRoot"), Ref::new(Numbers::ROOT));
    catalog.mark_info().marked(true);
    let mut intents = catalog.output_intents();
    intents
        .push()
        .subtype(OutputIntentSubtype::PDFA)
        .output_condition_identifier(TextStr("sRGB"))
        .info(TextStr("sRGB IEC61966-2.1"))
        .dest_output_profile(Ref::new(Numbers::PROFILE));
}
