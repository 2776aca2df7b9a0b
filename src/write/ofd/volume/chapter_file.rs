//! Chapter file: the pages of a department, stored until the volume is assembled. The format is
//! internal and may change with any version.
//!
//! ```text
//! magic · faces: index, characters
//! tags: text, references · attached files
//! pages: size, head and foot, rules, runs
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::super::OfdProfile;
use super::super::attachment::Attached;
use super::super::document::size_of;
use super::super::error::OfdError;
use super::super::page::{PageSize, tagged};
use super::super::tags::{ObjectPlace, Tags};
use crate::grid::OddStart;
use crate::layout::{FaceIndex, FontSet, Glyph, Page, PageFoot, Rule, Run, RunKind};
use crate::write::document::{Attachment, Table};
use crate::write::error::WriteError;
use crate::write::paper::stored::{StoredReader, put, put_bytes, put_foot, put_length};

const MAGIC: &[u8] = b"jixiao ofd part 1\n";

/// Chapter file of the tables of documents with the data of their submission, and the number of pages of each table in it; for
/// [`write_volume`](super::write_volume).
///
/// # Errors
/// [`WriteError::Ofd`] if a layout does not match the fonts.
pub fn chapter_file(
    documents: &[&[Table<'_>]],
    data: Option<&Attachment>,
    fonts: &FontSet,
    profile: OfdProfile,
) -> Result<(Vec<u8>, Vec<usize>), WriteError> {
    Ok(write(documents, data, fonts, profile)?)
}

/// A chapter file while it is written.
#[derive(Default)]
struct Stored {
    /// Index of each face in the file, and of each character drawn with it.
    faces: BTreeMap<usize, BTreeMap<char, usize>>,
    pages: Vec<u8>,
    count: usize,
    tags: Tags,
    attached: Vec<Attached>,
}

fn write(
    documents: &[&[Table<'_>]],
    data: Option<&Attachment>,
    fonts: &FontSet,
    profile: OfdProfile,
) -> Result<(Vec<u8>, Vec<usize>), OfdError> {
    let mut stored = Stored::default();
    let mut counts = Vec::new();
    for (index, tables) in documents.iter().enumerate() {
        for table in *tables {
            let before = stored.count;
            stored.add_table(table, fonts)?;
            counts.push(stored.count - before);
        }
        let is_end = index + 1 == documents.len();
        if let (1, Some(size), Some(tables)) =
            (stored.count % 2, padding(tables, is_end), counts.last_mut())
        {
            stored.add_page(&Page::default(), size, &[])?;
            *tables += 1;
        }
    }
    if profile == OfdProfile::Archive {
        stored.attached.push(Attached::values(documents));
    }
    stored.attached.extend(data.map(Attached::data));
    Ok((stored.into_bytes(), counts))
}

/// Size of the blank page after a document with an odd number of pages, if its look asks for one;
/// `is_end`: it is the last one of the department.
fn padding(tables: &[Table<'_>], is_end: bool) -> Option<PageSize> {
    let last = tables.last()?;
    let is_padded = match last.grid.look.paper.odd_start? {
        OddStart::Table => true,
        OddStart::Department => is_end,
    };
    is_padded.then(|| size_of(last))
}

impl Stored {
    /// Adds the pages of a table and its tags.
    fn add_table(&mut self, table: &Table<'_>, fonts: &FontSet) -> Result<(), OfdError> {
        let feet = PageFoot::of(&table.grid.look, &table.grid.name, fonts)?;
        let size = size_of(table);
        let (first, mut owned) = (self.count, Vec::new());
        for mut page in table.layout.pages(table.grid) {
            let is_blank = page.runs.is_empty() && page.rules.is_empty();
            // Heads and feet depend on the volume, and follow the other texts.
            page.runs
                .retain(|run| !matches!(run.kind, RunKind::Head | RunKind::Foot));
            owned.push(tagged(&page));
            self.add_page(&page, size, if is_blank { &[] } else { &feet })?;
        }
        self.tags.add_table(table.grid, first, &owned);
        Ok(())
    }

    fn add_page(&mut self, page: &Page, size: PageSize, feet: &[PageFoot]) -> Result<(), OfdError> {
        self.count += 1;
        let bytes = &mut self.pages;
        put_length(bytes, size.width);
        put_length(bytes, size.height);
        put(bytes, feet.len());
        for foot in feet {
            put_foot(bytes, foot);
        }
        put(bytes, page.rules.len());
        for rule in &page.rules {
            let ends = [rule.from.0, rule.from.1, rule.to.0, rule.to.1];
            for length in ends.into_iter().chain([rule.width]) {
                put_length(bytes, length);
            }
        }
        put(bytes, page.runs.len());
        for run in &page.runs {
            for length in [run.x, run.baseline, run.size] {
                put_length(bytes, length);
            }
            put(bytes, run.face.0);
            let glyphs = page.glyphs.get(run.glyphs.0..run.glyphs.1);
            let glyphs = glyphs.ok_or(OfdError::Run(run.glyphs))?;
            put(bytes, glyphs.len());
            let characters = self.faces.entry(run.face.0).or_default();
            for glyph in glyphs {
                let next = characters.len();
                let index = *characters.entry(glyph.character).or_insert(next);
                put(bytes, index);
            }
        }
        Ok(())
    }

    fn into_bytes(mut self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        put(&mut bytes, self.faces.len());
        for (face, characters) in &self.faces {
            put(&mut bytes, *face);
            let mut in_order: Vec<(usize, char)> = characters
                .iter()
                .map(|(one, index)| (*index, *one))
                .collect();
            in_order.sort_unstable();
            let characters: String = in_order.into_iter().map(|(_, one)| one).collect();
            put_bytes(&mut bytes, characters.as_bytes());
        }
        put_bytes(&mut bytes, self.tags.xml.as_bytes());
        put(&mut bytes, self.tags.places.len());
        for (at, place) in &self.tags.places {
            for number in [*at, place.page, place.object] {
                put(&mut bytes, number);
            }
        }
        put(&mut bytes, self.attached.len());
        for attached in &self.attached {
            attached.store(&mut bytes);
        }
        put(&mut bytes, self.count);
        bytes.append(&mut self.pages);
        bytes
    }
}

/// A page that was stored.
pub(super) struct StoredPage {
    pub(super) size: PageSize,
    pub(super) feet: Vec<PageFoot>,
    pub(super) page: Page,
}

/// Chapter file that was read.
pub(super) struct ChapterFile {
    /// Characters drawn with each face, in the order of their first use.
    pub(super) characters: Vec<(usize, Vec<Glyph>)>,
    pub(super) tags: Tags,
    /// Its attached files.
    pub(super) attached: Vec<Attached>,
    pub(super) pages: Vec<StoredPage>,
}

impl ChapterFile {
    pub(super) fn read(bytes: &[u8], fonts: &FontSet) -> Result<ChapterFile, OfdError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(OfdError::ChapterFile)?;
        let mut reader = StoredReader { rest };
        let mut characters = Vec::new();
        for _ in 0..reader.number()? {
            let (face, text) = (reader.number()?, reader.text()?);
            if face >= fonts.faces().len() {
                return Err(OfdError::Face(face));
            }
            let glyphs = text.chars().map(|character| {
                let (found, glyph, _) = fonts.drawn(FaceIndex(face), character);
                (found.0 == face)
                    .then_some(glyph)
                    .ok_or(OfdError::ChapterFile)
            });
            characters.push((face, glyphs.collect::<Result<Vec<Glyph>, _>>()?));
        }
        let mut tags = Tags {
            xml: reader.text()?,
            places: Vec::new(),
        };
        for _ in 0..reader.number()? {
            let (at, page, object) = (reader.number()?, reader.number()?, reader.number()?);
            tags.places.push((at, ObjectPlace { page, object }));
        }
        let attached = (0..reader.number()?).map(|_| Attached::read(&mut reader));
        let attached = attached.collect::<Result<_, _>>()?;
        let mut pages = Vec::new();
        for _ in 0..reader.number()? {
            pages.push(read_page(&mut reader, &characters)?);
        }
        if !reader.rest.is_empty() || !tags.is_within(pages.len()) {
            return Err(OfdError::ChapterFile);
        }
        Ok(ChapterFile {
            characters,
            tags,
            attached,
            pages,
        })
    }
}

fn read_page(
    reader: &mut StoredReader<'_>,
    characters: &[(usize, Vec<Glyph>)],
) -> Result<StoredPage, OfdError> {
    let size = PageSize {
        width: reader.length()?,
        height: reader.length()?,
    };
    let mut feet = Vec::new();
    for _ in 0..reader.number()? {
        feet.push(reader.foot()?);
    }
    let mut page = Page::default();
    for _ in 0..reader.number()? {
        page.rules.push(Rule {
            from: (reader.length()?, reader.length()?),
            to: (reader.length()?, reader.length()?),
            width: reader.length()?,
        });
    }
    for _ in 0..reader.number()? {
        let (x, baseline, size) = (reader.length()?, reader.length()?, reader.length()?);
        let face = reader.number()?;
        let known = characters.iter().find(|(known, _)| *known == face);
        let (_, known) = known.ok_or(OfdError::ChapterFile)?;
        let first = page.glyphs.len();
        for _ in 0..reader.number()? {
            let glyph = known.get(reader.number()?);
            page.glyphs.push(*glyph.ok_or(OfdError::ChapterFile)?);
        }
        page.runs.push(Run {
            x,
            baseline,
            face: FaceIndex(face),
            size,
            glyphs: (first, page.glyphs.len()),
            // Which cell a text belongs to is in the tags.
            kind: RunKind::Continued,
        });
    }
    Ok(StoredPage { size, feet, page })
}

/// Characters of feet, each once with its face.
pub(super) fn characters_of(feet: &[&Page]) -> Vec<(usize, Glyph)> {
    let mut known = BTreeSet::new();
    let mut characters = Vec::new();
    for page in feet {
        for run in &page.runs {
            for glyph in page.glyphs_of(run) {
                if known.insert((run.face.0, glyph.character)) {
                    characters.push((run.face.0, *glyph));
                }
            }
        }
    }
    characters
}
