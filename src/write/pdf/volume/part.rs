//! A department's pages in a file of their own, until the volume is put together. The form is ours alone and may change with any version.
//!
//! ```text
//! magic · faces: index, characters with glyph and advance · structure · pages: paper, foot, content (packed)
//! ```

use super::super::draw::draw_page;
use super::super::fonts::{Sort, UsedFace, UsedFonts};
use super::super::pack::Packer;
use super::super::structure::tree::Tree;
use super::super::{Broken, SheetSize, measured, structure};
use super::carried;
use super::foot::{Foot, foot};
use crate::grid::Align;
use crate::layout::{FontSet, Part};
use crate::length::Length;
use crate::write::Table;

const MAGIC: &[u8] = b"jixiao part 2\n";

/// The part of tables.
pub(super) fn write(tables: &[Table<'_>], fonts: &FontSet) -> Result<Vec<u8>, Broken> {
    let mut set = UsedFonts::new(fonts);
    let mut structure = structure::Tables::default();
    let (mut pages, mut count) = (Vec::new(), 0);
    let mut packer = Packer::new();
    for table in tables {
        let paper = &table.grid.look.paper;
        let foot = foot(&table.grid.look, fonts)?;
        for page in table.layout.pages(table.grid) {
            let marked = structure.page(table.grid, &page)?;
            put_length(&mut pages, measured(paper.width)?);
            put_length(&mut pages, measured(paper.height)?);
            put_foot(&mut pages, foot.as_ref());
            // The volume draws its own.
            let stretches = marked.iter().filter(|stretch| stretch.part != Part::Foot);
            let content = draw_page(&page, stretches, paper.height, &mut set)?;
            put_bytes(&mut pages, &packer.pack(&content));
            count += 1;
        }
        structure.end_table(table.grid, table.label);
    }
    let mut part = MAGIC.to_vec();
    let faces: Vec<_> = set.faces().map(UsedFace::used).collect();
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
    carried::put_tree(&mut part, &structure.finish());
    put(&mut part, count);
    part.append(&mut pages);
    Ok(part)
}

pub(super) fn put(bytes: &mut Vec<u8>, number: usize) {
    bytes.extend(u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes());
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
        let number = u32::from_be_bytes(self.take()?);
        usize::try_from(number).ok().ok_or(Broken::Part)
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
