//! Chapter file: the drawn pages of a department, stored until the volume is assembled. The format
//! is internal and may change with any version.
//!
//! ```text
//! magic · faces: index, characters
//! elements: kind, parent (plus one, 0 for none), spans, title, marked content
//! attached files: name, description, media type, date, length, packed content
//! pages: size, head and foot, packed content
//! ```

use super::super::attachment::PackedAttachment;
use super::super::draw::draw_page;
use super::super::drawn::DrawnTables;
use super::super::error::PdfError;
use super::super::fonts::UsedFonts;
use super::super::sheet::{SheetSize, sheet_of};
use super::super::structure::tree::{ElementKind, Item, Tree};
use crate::grid::OddStart;
use crate::layout::{FaceIndex, Page, PageFoot};
use crate::write::document::Date;
use crate::write::paper::pack::pack;
use crate::write::paper::stored::{Damaged, StoredReader, put, put_bytes, put_foot, put_length};

const MAGIC: &[u8] = b"jixiao part 5\n";

/// Chapter file of tables, which may be in several documents, and the number of pages of each table;
/// `titles` are those of the volume. A blank page at the end of a document makes the next one begin
/// on an odd page, if the look asks for it.
pub(super) fn write(
    drawn: &[DrawnTables<'_>],
    titles: &[String],
) -> Result<(Vec<u8>, Vec<usize>), PdfError> {
    let (mut pages, mut count) = (Vec::new(), 0);
    let mut structure = Tree::default();
    let mut fonts: Option<UsedFonts<'_>> = None;
    let mut counts = Vec::new();
    for (index, document) in drawn.iter().enumerate() {
        structure.append(&document.structure, count);
        count += document.pages.len();
        counts.extend(
            document
                .tables
                .iter()
                .map(|table| table.layout.page_count()),
        );
        let mut drawn = document.pages.iter();
        for table in document.tables {
            let feet = PageFoot::of(&table.grid.look, &table.grid.name, document.fonts.set)?;
            for page in drawn.by_ref().take(table.layout.page_count()) {
                let feet = if page.is_blank { &[][..] } else { &feet };
                put_page(&mut pages, page.paper, feet, &page.content);
            }
        }
        let is_end = index + 1 == drawn.len();
        if let (1, Some(size), Some(tables)) =
            (count % 2, padding(document, is_end), counts.last_mut())
        {
            let fonts = &mut UsedFonts::new(document.fonts.set);
            let nothing = draw_page(&Page::default(), &[], size.height, fonts)?;
            put_page(&mut pages, size, &[], &pack(&nothing));
            *tables += 1;
            count += 1;
        }
        match &mut fonts {
            Some(fonts) => fonts.note_all(document.fonts.clone()),
            None => fonts = Some(document.fonts.clone()),
        }
    }
    structure.name_sections(titles);
    let mut part = MAGIC.to_vec();
    let faces: Vec<_> = fonts.iter().flat_map(UsedFonts::faces).collect();
    put(&mut part, faces.len());
    for face in faces {
        put(&mut part, face.index());
        let characters: String = face.characters().collect();
        put_bytes(&mut part, characters.as_bytes());
    }
    put_tree(&mut part, &structure);
    let attached: Vec<_> = drawn.iter().flat_map(|one| &one.attached).collect();
    put(&mut part, attached.len());
    for file in attached {
        put_attached(&mut part, file);
    }
    put(&mut part, count);
    part.append(&mut pages);
    Ok((part, counts))
}

/// Size of the blank page after a document with an odd number of pages, if its look asks for one;
/// `is_end`: it is the last one of the department.
fn padding(document: &DrawnTables<'_>, is_end: bool) -> Option<SheetSize> {
    let last = document.tables.last()?;
    let is_padded = match last.grid.look.paper.odd_start? {
        OddStart::Table => true,
        OddStart::Department => is_end,
    };
    is_padded.then(|| sheet_of(last))
}

fn put_page(bytes: &mut Vec<u8>, paper: SheetSize, feet: &[PageFoot], content: &[u8]) {
    put_length(bytes, paper.width);
    put_length(bytes, paper.height);
    put(bytes, feet.len());
    for foot in feet {
        put_foot(bytes, foot);
    }
    put_bytes(bytes, content);
}

fn put_attached(bytes: &mut Vec<u8>, file: &PackedAttachment) {
    for text in [&file.name, &file.description, &file.media_type] {
        put_bytes(bytes, text.as_bytes());
    }
    let Date { year, month, day } = file.date;
    for number in [year.into(), month.into(), day.into(), file.length] {
        put(bytes, number);
    }
    put_bytes(bytes, &file.packed);
}

fn put_tree(bytes: &mut Vec<u8>, tree: &Tree) {
    put(bytes, tree.elements.len());
    for element in &tree.elements {
        put(bytes, element.kind as usize);
        put(bytes, element.parent.map_or(0, |parent| parent + 1));
        put(bytes, element.rowspan);
        put(bytes, element.colspan);
        let title = element.title.as_deref().unwrap_or_default();
        put_bytes(bytes, title.as_bytes());
        put(bytes, element.items.len());
        for item in &element.items {
            // The tables of a department have no links.
            if let Item::Content { page, number } = item {
                put(bytes, *page);
                put(bytes, *number);
            }
        }
    }
}

/// A page of a chapter file.
pub(super) struct ChapterPage<'a> {
    pub(super) paper: SheetSize,
    pub(super) feet: Vec<PageFoot>,
    /// Packed content stream.
    pub(super) content: &'a [u8],
}

/// Chapter file that was read, except for its pages, which are read one after the other.
pub(super) struct ChapterFile {
    bytes: Vec<u8>,
    /// Start of its pages.
    at: usize,
    /// Characters drawn with each face.
    faces: Vec<(FaceIndex, String)>,
    /// Elements of its tables.
    pub(super) structure: Tree,
    /// Files attached to it.
    pub(super) attached: Vec<PackedAttachment>,
    /// Number of its pages.
    pub(super) pages: usize,
}

impl ChapterFile {
    pub(super) fn new(bytes: Vec<u8>) -> Result<ChapterFile, PdfError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(PdfError::ChapterFile)?;
        let mut reader = StoredReader { rest };
        let mut faces = Vec::new();
        for _ in 0..reader.number()? {
            faces.push((FaceIndex(reader.number()?), reader.text()?));
        }
        let structure = read_tree(&mut reader)?;
        let attached = (0..reader.number()?).map(|_| read_attached(&mut reader));
        let attached = attached.collect::<Result<_, _>>()?;
        let pages = reader.number()?;
        if !structure.is_within(pages) {
            return Err(PdfError::ChapterFile);
        }
        Ok(ChapterFile {
            at: bytes.len() - reader.rest.len(),
            bytes,
            faces,
            structure,
            attached,
            pages,
        })
    }

    /// Records the glyphs of its pages that are not yet known.
    pub(super) fn collect(
        &self,
        known: &UsedFonts<'_>,
        fonts: &mut UsedFonts<'_>,
    ) -> Result<(), PdfError> {
        for (face, characters) in &self.faces {
            if face.0 >= fonts.set.faces().len() {
                return Err(PdfError::Face(face.0));
            }
            for character in characters.chars() {
                if !known.has(face.0, character) {
                    let (face, glyph, _) = fonts.set.drawn(*face, character);
                    fonts.note(face.0, glyph)?;
                }
            }
        }
        Ok(())
    }

    /// Reader of its pages.
    pub(super) fn reader(&self) -> ChapterReader<'_> {
        ChapterReader(StoredReader {
            rest: self.bytes.get(self.at..).unwrap_or_default(),
        })
    }
}

/// Sequential reader of a chapter file.
pub(super) struct ChapterReader<'a>(StoredReader<'a>);

impl<'a> ChapterReader<'a> {
    /// The next page.
    pub(super) fn page(&mut self) -> Result<ChapterPage<'a>, PdfError> {
        Ok(ChapterPage {
            paper: SheetSize {
                width: self.0.length()?,
                height: self.0.length()?,
            },
            feet: (0..self.0.number()?)
                .map(|_| self.0.foot())
                .collect::<Result<_, Damaged>>()?,
            content: self.0.bytes()?,
        })
    }
}

fn read_tree(reader: &mut StoredReader<'_>) -> Result<Tree, PdfError> {
    let mut tree = Tree::default();
    for index in 0..reader.number()? {
        let kind = ElementKind::ALL
            .get(reader.number()?)
            .ok_or(PdfError::ChapterFile)?;
        let parent = reader.number()?.checked_sub(1);
        if parent.is_some_and(|parent| parent >= index) {
            return Err(PdfError::ChapterFile);
        }
        tree.add(*kind, parent, Vec::new());
        let element = &mut tree.elements[index];
        (element.rowspan, element.colspan) = (reader.number()?, reader.number()?);
        element.title = Some(reader.text()?).filter(|title| !title.is_empty());
        for _ in 0..reader.number()? {
            let (page, number) = (reader.number()?, reader.number()?);
            // Most elements have one kid; a growing vector would reserve four.
            element.items.reserve_exact(1);
            element.items.push(Item::Content { page, number });
        }
    }
    Ok(tree)
}

fn read_attached(reader: &mut StoredReader<'_>) -> Result<PackedAttachment, PdfError> {
    let (name, description, media_type) = (reader.text()?, reader.text()?, reader.text()?);
    let (year, month, day) = (reader.number()?, reader.number()?, reader.number()?);
    let date = Date {
        year: year.try_into().or(Err(PdfError::ChapterFile))?,
        month: month.try_into().or(Err(PdfError::ChapterFile))?,
        day: day.try_into().or(Err(PdfError::ChapterFile))?,
    };
    Ok(PackedAttachment {
        name,
        description,
        media_type,
        date,
        length: reader.number()?,
        packed: reader.bytes()?.to_vec(),
    })
}
