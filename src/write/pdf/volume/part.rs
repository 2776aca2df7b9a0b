//! A department's pages in a file of their own, until the volume is put together. The form is ours alone and may change with any version.
//!
//! ```text
//! magic · faces: index, characters with glyph and advance · structure · pages: paper, foot, content (packed)
//! ```

use super::super::drawn::Drawn;
use super::super::fonts::{Sort, UsedFace, UsedFonts};
use super::super::structure::tree::Tree;
use super::super::{Broken, SheetSize};
use super::carried;
use super::foot::{Foot, foot};
use crate::grid::Align;
use crate::length::Length;

const MAGIC: &[u8] = b"jixiao part 3\n";

/// The part of tables, which stand in several documents perhaps; the volume has other titles for them.
pub(super) fn write(drawn: &[Drawn<'_>], titles: &[String]) -> Result<Vec<u8>, Broken> {
    let (mut pages, mut count) = (Vec::new(), 0);
    let mut structure = Tree::default();
    let mut fonts: Option<UsedFonts<'_>> = None;
    for document in drawn {
        structure.append(&document.structure, count);
        count += document.pages.len();
        let mut drawn = document.pages.iter();
        for table in document.tables {
            let foot = foot(&table.grid.look, document.fonts.set)?;
            for page in drawn.by_ref().take(table.layout.page_count()) {
                put_length(&mut pages, page.paper.width);
                put_length(&mut pages, page.paper.height);
                put_foot(&mut pages, foot.as_ref());
                put_bytes(&mut pages, &page.content);
            }
        }
        match &mut fonts {
            Some(fonts) => fonts.note_all(document.fonts.clone()),
            None => fonts = Some(document.fonts.clone()),
        }
    }
    structure.name_sections(titles);
    let mut part = MAGIC.to_vec();
    let faces = fonts.iter().flat_map(UsedFonts::faces);
    let faces: Vec<_> = faces.map(UsedFace::used).collect();
    put(&mut part, faces.len());
    for (index, characters) in faces {
        put(&mut part, index);
        put(&mut part, characters.len());
        for (character, sort) in characters {
            part.extend(u32::from(*character).to_be_bytes());
            part.extend(sort.id.to_be_bytes());
            part.extend(sort.advance.to_be_bytes());
        }
    }
    carried::put_tree(&mut part, &structure);
    put(&mut part, count);
    part.append(&mut pages);
    Ok(part)
}

/// Puts a number, seven bits a byte, the low ones first; all bytes but the last have the eighth set.
pub(super) fn put(bytes: &mut Vec<u8>, number: usize) {
    let mut rest = number;
    while rest >= 0x80 {
        bytes.push(rest.to_le_bytes()[0] | 0x80);
        rest >>= 7;
    }
    bytes.push(rest.to_le_bytes()[0]);
}

pub(super) fn put_bytes(bytes: &mut Vec<u8>, content: &[u8]) {
    put(bytes, content.len());
    bytes.extend(content);
}

fn put_length(bytes: &mut Vec<u8>, length: Length) {
    bytes.extend(length.to_pt().to_be_bytes());
}

fn put_foot(bytes: &mut Vec<u8>, foot: Option<&Foot>) {
    let Some(foot) = foot else {
        bytes.push(0);
        return;
    };
    bytes.push(match foot.align {
        Align::Left => 1,
        Align::Center | Align::Decimal => 2,
        Align::Right => 3,
    });
    put_bytes(bytes, foot.text.as_bytes());
    put(bytes, foot.face);
    for length in [foot.size, foot.left, foot.right, foot.baseline] {
        put_length(bytes, length);
    }
}

/// A page of a part.
pub(super) struct PartPage<'a> {
    pub(super) paper: SheetSize,
    pub(super) foot: Option<Foot>,
    /// Its content, packed.
    pub(super) content: &'a [u8],
}

/// A part that was read: all but its pages, which are read one after the other.
pub(super) struct ReadPart {
    bytes: Vec<u8>,
    /// Where its pages begin.
    at: usize,
    faces: Vec<(usize, Vec<(char, Sort)>)>,
    structure: Tree,
    pages: usize,
}

impl ReadPart {
    pub(super) fn new(bytes: Vec<u8>) -> Result<ReadPart, Broken> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(Broken::Part)?;
        let mut reader = PartReader { rest };
        let mut faces = Vec::new();
        for _ in 0..reader.number()? {
            let index = reader.number()?;
            let count = reader.number()?;
            let mut sorts = Vec::new();
            for _ in 0..count {
                let character = u32::from_be_bytes(reader.take()?);
                let character = char::from_u32(character).ok_or(Broken::Part)?;
                let id = u16::from_be_bytes(reader.take()?);
                let advance = u16::from_be_bytes(reader.take()?);
                sorts.push((character, Sort { id, advance }));
            }
            faces.push((index, sorts));
        }
        let structure = carried::tree(&mut reader)?;
        let pages = reader.number()?;
        if !structure.is_within(pages) {
            return Err(Broken::Part);
        }
        Ok(ReadPart {
            at: bytes.len() - reader.rest.len(),
            bytes,
            faces,
            structure,
            pages,
        })
    }

    /// The elements of its tables.
    pub(super) const fn structure(&self) -> &Tree {
        &self.structure
    }

    /// Number of its pages.
    pub(super) const fn pages(&self) -> usize {
        self.pages
    }

    /// Notes what its pages use of the fonts and is not yet among what is known.
    pub(super) fn collect(
        &self,
        known: &UsedFonts<'_>,
        fonts: &mut UsedFonts<'_>,
    ) -> Result<(), Broken> {
        for (face, sorts) in &self.faces {
            for (character, sort) in sorts {
                if !known.has(*face, *character) {
                    fonts.note(*face, *character, *sort)?;
                }
            }
        }
        Ok(())
    }

    /// Reads its pages.
    pub(super) fn reader(&self) -> PartReader<'_> {
        PartReader {
            rest: self.bytes.get(self.at..).unwrap_or_default(),
        }
    }
}

/// Reads a part from its front to its end.
pub(super) struct PartReader<'a> {
    rest: &'a [u8],
}

impl<'a> PartReader<'a> {
    /// The next page.
    pub(super) fn page(&mut self) -> Result<PartPage<'a>, Broken> {
        Ok(PartPage {
            paper: SheetSize {
                width: self.length()?,
                height: self.length()?,
            },
            foot: self.foot()?,
            content: self.bytes()?,
        })
    }

    fn foot(&mut self) -> Result<Option<Foot>, Broken> {
        let align = match self.take::<1>()? {
            [0] => return Ok(None),
            [1] => Align::Left,
            [2] => Align::Center,
            [3] => Align::Right,
            _ => return Err(Broken::Part),
        };
        let text = String::from_utf8(self.bytes()?.to_vec())
            .ok()
            .ok_or(Broken::Part)?;
        Ok(Some(Foot {
            text,
            align,
            face: self.number()?,
            size: self.length()?,
            left: self.length()?,
            right: self.length()?,
            baseline: self.length()?,
        }))
    }

    pub(super) fn take<const COUNT: usize>(&mut self) -> Result<[u8; COUNT], Broken> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(Broken::Part)?;
        self.rest = rest;
        Ok(*taken)
    }

    pub(super) fn number(&mut self) -> Result<usize, Broken> {
        let (mut number, mut shift) = (0_usize, 0);
        loop {
            let [byte] = self.take()?;
            let bits = usize::from(byte & 0x7F);
            let shifted = bits.checked_shl(shift).ok_or(Broken::Part)?;
            number |= shifted;
            if byte < 0x80 {
                return Ok(number);
            }
            shift += 7;
        }
    }

    fn length(&mut self) -> Result<Length, Broken> {
        Ok(Length::pt(f64::from_be_bytes(self.take()?)))
    }

    pub(super) fn bytes(&mut self) -> Result<&'a [u8], Broken> {
        let length = self.number()?;
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(Broken::Part)?;
        self.rest = rest;
        Ok(taken)
    }
}
