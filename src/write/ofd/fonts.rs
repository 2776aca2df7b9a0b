//! Fonts of a file: each used face is embedded once, with the glyphs of all pages. A glyph is
//! numbered within the subset when it is first used.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::error::OfdError;
use super::ids::Ids;
use super::package::Part;
use super::xml::{begin, put_attribute, put_number};
use crate::layout::{FaceIndex, FontSet, Glyph};
use crate::write::paper::font_name::plain_name;
use crate::write::paper::subset::subset_with_characters;

/// Maximum number of characters that a message names.
const NAMED: usize = 40;

/// Used glyphs of each face of a set.
pub(super) struct Fonts<'f> {
    pub(super) set: &'f FontSet,
    faces: Vec<UsedFace>,
}

/// The characters drawn with a face.
#[derive(Default)]
struct UsedFace {
    /// Glyph in the face, and in the subset, of each character.
    glyphs: BTreeMap<char, (u16, u16)>,
    /// Glyph in the subset by that in the face.
    numbers: BTreeMap<u16, u16>,
    /// The characters with their glyphs in the face, in the order of their first use.
    characters: Vec<(char, u16)>,
}

impl<'f> Fonts<'f> {
    pub(super) fn new(set: &'f FontSet) -> Fonts<'f> {
        let faces = set.faces().iter().map(|_| UsedFace::default());
        Fonts {
            set,
            faces: faces.collect(),
        }
    }

    /// Records a character as used; returns its glyph in the subset.
    pub(super) fn note(&mut self, face: usize, glyph: Glyph) -> Result<u16, OfdError> {
        let used = self.faces.get_mut(face).ok_or(OfdError::Face(face))?;
        match used.glyphs.entry(glyph.character) {
            Entry::Occupied(entry) => {
                let (id, number) = *entry.get();
                (id == glyph.id)
                    .then_some(number)
                    .ok_or(OfdError::TwoGlyphs(glyph.character))
            }
            Entry::Vacant(entry) => {
                // As `subset` numbers them: after the glyph of missing characters, each once.
                let next = used.numbers.len() + 1;
                let next = u16::try_from(next).ok().ok_or(OfdError::Face(face))?;
                let number = match glyph.id {
                    0 => 0,
                    id => *used.numbers.entry(id).or_insert(next),
                };
                entry.insert((glyph.id, number));
                used.characters.push((glyph.character, glyph.id));
                Ok(number)
            }
        }
    }

    /// The glyph in the subset of a character that was recorded.
    pub(super) fn number(&self, face: usize, glyph: Glyph) -> Result<u16, OfdError> {
        let used = self.faces.get(face).ok_or(OfdError::Face(face))?;
        match used.glyphs.get(&glyph.character) {
            Some((id, number)) if *id == glyph.id => Ok(*number),
            Some(_) => Err(OfdError::TwoGlyphs(glyph.character)),
            None => Err(OfdError::Unnoted(glyph.character)),
        }
    }

    /// Indexes of the faces with used glyphs.
    pub(super) fn used(&self) -> impl Iterator<Item = usize> {
        let faces = self.faces.iter().enumerate();
        faces.filter_map(|(index, face)| (!face.characters.is_empty()).then_some(index))
    }

    /// The used characters whose outlines are not in the file of their face, a pack.
    pub(super) fn without_outline(&self) -> impl Iterator<Item = (FaceIndex, char)> {
        self.used().flat_map(|index| {
            let face = &self.set.faces()[index];
            let characters = self.faces[index].characters.iter();
            let lacking = characters.filter(|(_, glyph)| !face.has_outline(*glyph));
            lacking.map(move |(character, _)| (FaceIndex(index), *character))
        })
    }

    /// The subset of a face, packed.
    pub(super) fn subset(&self, index: usize) -> Result<Part, OfdError> {
        let (face, used) = (&self.set.faces()[index], &self.faces[index]);
        let lacking = used.characters.iter();
        let lacking = lacking.filter(|(_, glyph)| !face.has_outline(*glyph));
        let characters: String = lacking.map(|one| one.0).take(NAMED).collect();
        if !characters.is_empty() {
            let face = face.name().to_owned();
            return Err(OfdError::Outlines { face, characters });
        }
        let damaged = || OfdError::Subset(face.name().to_owned());
        let name = plain_name(face);
        let made = subset_with_characters(face.data(), face.member(), &used.characters, &name);
        let made = made.ok_or_else(damaged)?;
        let numbers = used.characters.iter().map(|(one, _)| used.glyphs[one].1);
        if !numbers.eq(made.glyph_ids) {
            return Err(damaged());
        }
        Ok(Part::font(&made.bytes))
    }

    /// The list of the used fonts (`PublicRes.xml`).
    pub(super) fn resources(&self, around: &str) -> String {
        let mut xml = begin("Res");
        xml.insert_str(xml.len() - 1, " BaseLoc=\"Res\"");
        xml.push_str(around);
        xml.push_str("<ofd:Fonts>");
        for index in self.used() {
            let face = &self.set.faces()[index];
            let metrics = face.font_metrics();
            xml.push_str("<ofd:Font ID=\"");
            put_number(&mut xml, Ids::font(index));
            xml.push('"');
            put_attribute(&mut xml, "FontName", &plain_name(face));
            let family = face.info().family;
            if !family.is_empty() {
                put_attribute(&mut xml, "FamilyName", &family);
            }
            for (is_set, name) in [
                (metrics.italic_angle != 0.0, "Italic"),
                (metrics.weight >= 700.0, "Bold"),
                (metrics.is_monospaced, "FixedWidth"),
            ] {
                if is_set {
                    put_attribute(&mut xml, name, "true");
                }
            }
            xml.push_str("><ofd:FontFile>");
            xml.push_str(&file_name(index));
            xml.push_str("</ofd:FontFile></ofd:Font>");
        }
        xml.push_str("</ofd:Fonts></ofd:Res>");
        xml
    }
}

/// Name of the file of a face's subset.
pub(super) fn file_name(index: usize) -> String {
    format!("font_{}.ttf", Ids::font(index))
}
