//! The finished file: the canvas's drawing with the real fonts, sizes and widths, bookmarks, metadata, what an archive asks for.

use std::io::Write;

use pdf_writer::types::{OutputIntentSubtype, PageMode, TabOrder};
use pdf_writer::writers::Catalog;
use pdf_writer::{Chunk, Content, Name, Rect, Ref, Str, TextStr};

use super::object::{COMPACT, ObjectFile, count};
use super::pen::Pens;
use super::structure::mark::{Mark, Marked};
use super::structure::number::{self, Numbers};
use super::structure::parent::ParentTree;
use super::structure::tree::Tree;
use super::trace::{Trace, TracedText};
use super::typeface::{Typefaces, resource_name};
use super::{Broken, SheetSize, metadata, profile};
use crate::layout::FaceIndex;
use crate::length::Length;
use crate::write::{LANGUAGE, Properties};

/// Everything the finished file is made from.
pub(super) struct Assembly<'a> {
    pub(super) properties: &'a Properties,
    pub(super) typefaces: &'a Typefaces<'a>,
    pub(super) pens: &'a Pens,
    /// Height of the canvas, of which each sheet takes the upper left part.
    pub(super) canvas: Length,
    pub(super) pages: Vec<DrawnPage>,
    /// The elements of all tables.
    pub(super) structure: &'a Tree,
    /// Name and first page of each table.
    pub(super) bookmarks: Vec<(&'a str, usize)>,
}

/// A page as it is drawn.
pub(super) struct DrawnPage {
    pub(super) trace: Trace,
    pub(super) paper: SheetSize,
    /// Its texts, cut into stretches.
    pub(super) marked: Vec<Marked>,
}

/// The objects other objects point to.
struct Refs {
    catalog: Ref,
    info: Ref,
    tree: Ref,
    outline: Ref,
    metadata: Ref,
    profile: Ref,
    /// The root of the structure, and its only element.
    root: Ref,
    document: Ref,
    pages: Vec<Ref>,
}

impl Refs {
    /// The first number that none of these has.
    const NEXT: i32 = 9;

    fn new<W: Write>(pages: usize, file: &mut ObjectFile<W>) -> Refs {
        let first = file.take_many(pages).get();
        let [
            catalog,
            info,
            tree,
            outline,
            metadata,
            profile,
            root,
            document,
        ] = [1, 2, 3, 4, 5, 6, 7, 8].map(Ref::new);
        Refs {
            catalog,
            info,
            tree,
            outline,
            metadata,
            profile,
            root,
            document,
            pages: (first..first + count(pages)).map(Ref::new).collect(),
        }
    }
}

/// What an archive's reader asks of every file: a title, its language, its structure, and what black is.
pub(super) fn for_archives(catalog: &mut Catalog<'_>, profile: Ref, structure: Ref) {
    catalog.viewer_preferences().display_doc_title(true);
    catalog
        .lang(TextStr(LANGUAGE))
        .pair(Name(b"StructTreeRoot"), structure);
    catalog.mark_info().marked(true);
    let mut intents = catalog.output_intents();
    intents
        .push()
        .subtype(OutputIntentSubtype::PDFA)
        .output_condition_identifier(TextStr("sRGB"))
        .info(TextStr("sRGB IEC61966-2.1"))
        .dest_output_profile(profile);
}

impl Assembly<'_> {
    /// Writes the file.
    pub(super) fn finish(&self) -> Result<Vec<u8>, Broken> {
        let mut file = ObjectFile::new(Vec::new(), Refs::NEXT)?;
        let refs = Refs::new(self.pages.len(), &mut file);
        file.object(refs.catalog, |chunk, number| {
            self.write_catalog(chunk, number, &refs);
        })?;
        file.share_object(refs.tree, |chunk, number| {
            chunk
                .pages(number)
                .kids(refs.pages.iter().copied())
                .count(count(self.pages.len()));
        })?;
        file.object_of_file(refs.info, |pdf, number| {
            metadata::write_info(pdf, number, self.properties);
        })?;
        self.write_outline(&mut file, &refs)?;
        file.object(refs.metadata, |chunk, number| {
            chunk.metadata(number, metadata::xmp(self.properties).as_bytes());
        })?;
        profile::write(&mut file, refs.profile)?;
        let mut fonts = Vec::new();
        for (name, face) in self.typefaces.used() {
            fonts.push((name, face.embed(&mut file)?));
        }
        let keys = self.write_structure(&mut file, &refs)?;
        for (index, key) in keys.into_iter().enumerate() {
            self.write_page(&mut file, &refs, &fonts, (index, key))?;
        }
        Ok(file.finish(refs.catalog, refs.info)?)
    }

    fn write_catalog(&self, chunk: &mut Chunk, number: Ref, refs: &Refs) {
        let mut catalog = chunk.indirect(number).start::<Catalog<'_>>();
        catalog.pages(refs.tree).metadata(refs.metadata);
        if !self.bookmarks.is_empty() {
            catalog.outlines(refs.outline);
        }
        if self.bookmarks.len() > 1 {
            catalog.page_mode(PageMode::UseOutlines);
        }
        for_archives(&mut catalog, refs.profile, refs.root);
    }

    fn write_outline(&self, file: &mut ObjectFile<Vec<u8>>, refs: &Refs) -> Result<(), Broken> {
        let items: Vec<Ref> = self.bookmarks.iter().map(|_| file.take()).collect();
        let (Some(first), Some(last)) = (items.first(), items.last()) else {
            return Ok(());
        };
        file.share_object(refs.outline, |chunk, number| {
            chunk
                .outline(number)
                .first(*first)
                .last(*last)
                .count(count(items.len()));
        })?;
        for (index, (label, page)) in self.bookmarks.iter().enumerate() {
            file.share_object(items[index], |chunk, number| {
                let mut item = chunk.outline_item(number);
                item.title(TextStr(label)).parent(refs.outline);
                if let Some(previous) = index.checked_sub(1) {
                    item.prev(items[previous]);
                }
                if let Some(next) = items.get(index + 1) {
                    item.next(*next);
                }
                let top = points(self.pages[*page].paper.height);
                item.dest().page(refs.pages[*page]).xyz(0.0, top, None);
            })?;
        }
        Ok(())
    }

    /// Writes the elements of all tables; a key for each page.
    fn write_structure(
        &self,
        file: &mut ObjectFile<Vec<u8>>,
        refs: &Refs,
    ) -> Result<Vec<i32>, Broken> {
        let numbers = Numbers {
            first: file.take_many(self.structure.elements().len()),
            around: refs.document,
            page: &|page| refs.pages[page],
            // Only a volume's contents have links.
            link: &|_| refs.document,
        };
        let sections = numbers.write(self.structure, file)?;
        let document = number::holder("Document", None, refs.root, &sections);
        file.share(refs.document, document.as_bytes())?;
        let mut parents = ParentTree::default();
        let mut keys = Vec::new();
        for owners in self.structure.owners(self.pages.len()) {
            let owners = owners.iter().map(|element| numbers.element(*element));
            keys.push(parents.page(owners, file)?);
        }
        parents.finish(refs.root, refs.document, file)?;
        Ok(keys)
    }

    fn write_page(
        &self,
        file: &mut ObjectFile<Vec<u8>>,
        refs: &Refs,
        fonts: &[(String, Ref)],
        (index, key): (usize, i32),
    ) -> Result<(), Broken> {
        let page = &self.pages[index];
        let contents = file.take();
        file.share_object(refs.pages[index], |chunk, number| {
            let mut object = chunk.page(number);
            object
                .parent(refs.tree)
                .media_box(sheet(page.paper))
                .struct_parents(key)
                .tab_order(TabOrder::StructureOrder)
                .contents(contents);
            let mut resources = object.resources();
            let mut dictionary = resources.fonts();
            for (name, font) in fonts {
                dictionary.pair(Name(name.as_bytes()), *font);
            }
        })?;
        Ok(file.pack(contents, &self.content(page)?)?)
    }

    /// The page's drawing again, moved to its own paper. Nothing names a colour: a page begins with black.
    fn content(&self, page: &DrawnPage) -> Result<Vec<u8>, Broken> {
        let trace = &page.trace;
        let below = to_hundredths(self.canvas - page.paper.height);
        let place = |at: [i64; 2]| [hundredths(at[0]), hundredths(at[1] - below)];
        let mut content = Content::with_settings(COMPACT);
        if !trace.lines.is_empty() {
            Mark::Ornament.begin(&mut content);
        }
        for lines in trace.lines.chunk_by(|one, next| one.pen == next.pen) {
            content.set_line_width(points(self.pens.width(lines[0].pen)?));
            for line in lines {
                let ([from_x, from_y], [to_x, to_y]) = (place(line.from), place(line.to));
                content.move_to(from_x, from_y).line_to(to_x, to_y);
            }
            content.stroke();
        }
        if !trace.lines.is_empty() {
            Mark::end(&mut content);
        }
        content.begin_text();
        let mut last = None;
        for stretch in &page.marked {
            stretch.mark.begin(&mut content);
            for text in trace.texts.get(stretch.runs.clone()).unwrap_or_default() {
                let codes = &trace.codes[text.codes.clone()];
                self.write_text(&mut content, (text, codes), (last, below))?;
                last = Some(text);
            }
            Mark::end(&mut content);
        }
        content.end_text();
        Ok(content.finish().to_vec())
    }

    /// Writes a text behind the last one, from which its place is told.
    fn write_text(
        &self,
        content: &mut Content,
        (text, codes): (&TracedText, &[u16]),
        (last, below): (Option<&TracedText>, i64),
    ) -> Result<(), Broken> {
        if last.is_none_or(|last| last.pen != text.pen) {
            let (FaceIndex(face), size) = self.pens.text(text.pen)?;
            content.set_font(Name(resource_name(face).as_bytes()), points(size));
        }
        let from = last.map_or([0, below], |last| last.at);
        content.next_line(
            hundredths(text.at[0] - from[0]),
            hundredths(text.at[1] - from[1]),
        );
        let codes: Vec<u8> = codes.iter().flat_map(|code| code.to_be_bytes()).collect();
        content.show(Str(&codes));
        Ok(())
    }
}

/// A sheet's box.
pub(super) fn sheet(paper: SheetSize) -> Rect {
    Rect::new(0.0, 0.0, points(paper.width), points(paper.height))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "sheets are far smaller than what f32 holds"
)]
pub(super) fn points(length: Length) -> f32 {
    length.to_pt() as f32
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "sheets are far smaller than what f32 holds"
)]
pub(super) fn hundredths(number: i64) -> f32 {
    (number as f64 / 100.0) as f32
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "sheets are far smaller than what i64 holds"
)]
pub(super) fn to_hundredths(length: Length) -> i64 {
    (length.to_pt() * 100.0).round() as i64
}
