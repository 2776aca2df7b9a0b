//! Fonts of a file. **The code of a glyph is its character**: a page can be written before the
//! others are known and is valid in any volume. Each face is embedded once, with the glyphs of all
//! pages.
//!
//! A code has two bytes, a character up to 21 bits: each plane of Unicode is a font of its own on
//! the same font file. Within a face a character always has the same glyph: its own, or the
//! substitute for a missing one. Copied text is the typed text and is determined by the code alone,
//! so all fonts of a plane share one `ToUnicode` map.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Write};

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo};
use pdf_writer::{Chunk, Finish, Name, Rect, Ref, Str};

use super::error::PdfError;
use super::object::ObjectFile;
use crate::layout::{Face, FontSet, Glyph};
use crate::write::infallible::CANNOT_FAIL;
use crate::write::paper::digest::Digest;
use crate::write::paper::font_name::plain_name;
use crate::write::paper::pack::pack;
use crate::write::paper::subset::{Subset, subset};

/// Full width in thousandths of the type size.
const FULL_WIDTH: u16 = 1000;

/// Adobe's Identity ordering: a code is a glyph number.
const IDENTITY: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// Used glyphs of each face of a set.
#[derive(Clone)]
pub(super) struct UsedFonts<'f> {
    pub(super) set: &'f FontSet,
    faces: Vec<UsedFace<'f>>,
}

/// A face and the characters drawn with it.
#[derive(Clone)]
pub(super) struct UsedFace<'f> {
    index: usize,
    face: &'f Face,
    characters: BTreeMap<char, UsedGlyph>,
}

/// Glyph of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct UsedGlyph {
    id: u16,
    advance: u16,
}

/// Subset of a face.
pub(super) struct FontSubset {
    /// Unique name of the subset.
    name: String,
    /// Glyph number within the subset for each character, in the order of the characters.
    glyph_ids: Vec<u16>,
    packed: Vec<u8>,
    /// Length before packing, in bytes.
    length: usize,
}

impl FontSubset {
    /// Length in the file, in bytes.
    pub(super) const fn length(&self) -> usize {
        self.packed.len()
    }
}

/// Maximum number of characters that a message names.
const NAMED: usize = 40;

const PLANES: &str = "Unicode has 17 planes";

/// Plane of a character, and its code in the font of that plane.
pub(super) fn code(character: char) -> (u8, u16) {
    let number = u32::from(character);
    let plane = u8::try_from(number >> 16).expect(PLANES);
    let code = u16::try_from(number & 0xFFFF).expect("16 bits remain");
    (plane, code)
}

/// Resource name of the font for a plane of a face.
pub(super) fn resource_name(face: usize, plane: u8) -> String {
    format!("F{face}p{plane}")
}

impl<'f> UsedFonts<'f> {
    pub(super) fn new(set: &'f FontSet) -> UsedFonts<'f> {
        let faces = set.faces().iter().enumerate();
        let faces = faces.map(|(index, face)| UsedFace {
            index,
            face,
            characters: BTreeMap::new(),
        });
        UsedFonts {
            set,
            faces: faces.collect(),
        }
    }

    /// Records a character as used.
    pub(super) fn note(&mut self, face: usize, glyph: Glyph) -> Result<(), PdfError> {
        let used = self.faces.get_mut(face).ok_or(PdfError::Face(face))?;
        let Glyph { id, advance, .. } = glyph;
        let used_glyph = UsedGlyph { id, advance };
        match used.characters.entry(glyph.character) {
            Entry::Vacant(entry) => {
                entry.insert(used_glyph);
                Ok(())
            }
            Entry::Occupied(entry) if *entry.get() == used_glyph => Ok(()),
            Entry::Occupied(_) => Err(PdfError::TwoGlyphs(glyph.character)),
        }
    }

    /// Whether a character of a face is recorded.
    pub(super) fn has(&self, face: usize, character: char) -> bool {
        let face = self.faces.get(face);
        face.is_some_and(|face| face.characters.contains_key(&character))
    }

    /// Records the characters that another one of the same set has recorded.
    pub(super) fn note_all(&mut self, others: UsedFonts<'_>) {
        for (face, other) in self.faces.iter_mut().zip(others.faces) {
            face.characters.extend(other.characters);
        }
    }

    /// Embeds the subset of each used face with a font for each plane; returns their resource
    /// names.
    pub(super) fn embed<W: Write>(
        &self,
        subsets: Vec<FontSubset>,
        file: &mut ObjectFile<W>,
    ) -> io::Result<Vec<(String, Ref)>> {
        let unicode = self.write_unicode(file)?;
        let mut resources = Vec::new();
        for (face, subset) in self.faces().zip(subsets) {
            resources.extend(face.embed(subset, &unicode, file)?);
        }
        Ok(resources)
    }

    /// Writes the `ToUnicode` map of each used plane.
    fn write_unicode<W: Write>(&self, file: &mut ObjectFile<W>) -> io::Result<BTreeMap<u8, Ref>> {
        let characters = self.faces().flat_map(|face| face.characters.keys());
        let rows: BTreeSet<u32> = characters.map(|one| u32::from(*one) >> 8).collect();
        let rows: Vec<u32> = rows.into_iter().collect();
        let mut planes = BTreeMap::new();
        for rows in rows.chunk_by(|one, next| one >> 8 == next >> 8) {
            let map = file.take();
            file.pack(map, to_unicode(rows).as_bytes())?;
            planes.insert(u8::try_from(rows[0] >> 8).expect(PLANES), map);
        }
        Ok(planes)
    }

    /// Characters drawn with any face.
    pub(super) fn characters(&self) -> impl Iterator<Item = char> {
        self.faces().flat_map(UsedFace::characters)
    }

    /// Faces with used glyphs.
    pub(super) fn faces(&self) -> impl Iterator<Item = &UsedFace<'f>> {
        self.faces.iter().filter(|face| !face.characters.is_empty())
    }
}

impl UsedFace<'_> {
    /// Index among all faces.
    pub(super) const fn index(&self) -> usize {
        self.index
    }

    /// Characters drawn with the face, in order.
    pub(super) fn characters(&self) -> impl Iterator<Item = char> {
        self.characters.keys().copied()
    }

    /// Characters whose outlines are not in the file of the face, a pack.
    pub(super) fn without_outline(&self) -> impl Iterator<Item = char> {
        let used = self.characters.iter();
        let lacking = used.filter(|(_, glyph)| !self.face.has_outline(glyph.id));
        lacking.map(|(character, _)| *character)
    }

    /// Subset of the face as a font file, and the glyph number within it for each character.
    pub(super) fn subset(&self) -> Result<Subset, PdfError> {
        let characters: String = self.without_outline().take(NAMED).collect();
        if !characters.is_empty() {
            let face = self.face.name().to_owned();
            return Err(PdfError::Outlines { face, characters });
        }
        let glyphs = self.characters.values().map(|glyph| glyph.id);
        subset(self.face.data(), self.face.member(), glyphs)
            .ok_or_else(|| PdfError::Subset(self.face.name().to_owned()))
    }

    /// Subset of the face, packed. This is slow, but does not depend on the file.
    pub(super) fn pack_subset(&self) -> Result<FontSubset, PdfError> {
        let Subset { bytes, glyph_ids } = self.subset()?;
        Ok(FontSubset {
            name: subset_name(self.face, &bytes),
            glyph_ids,
            packed: pack(&bytes),
            length: bytes.len(),
        })
    }

    /// Embeds the subset and a font for each plane; returns their resource names.
    fn embed<W: Write>(
        &self,
        subset: FontSubset,
        unicode: &BTreeMap<u8, Ref>,
        file: &mut ObjectFile<W>,
    ) -> io::Result<Vec<(String, Ref)>> {
        let (descriptor, font_file) = (file.take(), file.take());
        file.object(descriptor, |chunk, number| {
            write_descriptor(chunk, self.face, &subset.name, (number, font_file));
        })?;
        let more = format!("/Filter/FlateDecode/Length1 {}", subset.length);
        file.stream(font_file, &more, &subset.packed)?;
        let glyphs: Vec<(char, UsedGlyph, u16)> = self
            .characters
            .iter()
            .zip(subset.glyph_ids)
            .map(|((character, glyph), glyph_id)| (*character, *glyph, glyph_id))
            .collect();
        let mut resources = Vec::new();
        for glyphs in glyphs.chunk_by(|one, next| code(one.0).0 == code(next.0).0) {
            let plane = code(glyphs[0].0).0;
            let font = embed_plane(glyphs, &subset.name, (descriptor, unicode[&plane]), file)?;
            resources.push((resource_name(self.index, plane), font));
        }
        Ok(resources)
    }
}

/// Embeds the font of a plane with these characters.
fn embed_plane<W: Write>(
    glyphs: &[(char, UsedGlyph, u16)],
    name: &str,
    (descriptor, unicode): (Ref, Ref),
    file: &mut ObjectFile<W>,
) -> io::Result<Ref> {
    let [font, cid_font, map] = [(); 3].map(|()| file.take());
    let name = Name(name.as_bytes());
    file.object(font, |chunk, number| {
        chunk
            .type0_font(number)
            .base_font(name)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid_font)
            .to_unicode(unicode);
    })?;
    file.object(cid_font, |chunk, number| {
        let mut object = chunk.cid_font(number);
        object
            .subtype(CidFontType::Type2)
            .base_font(name)
            .system_info(IDENTITY)
            .font_descriptor(descriptor)
            .default_width(f32::from(FULL_WIDTH))
            .cid_to_gid_map_stream(map);
        let mut widths = object.widths();
        let narrow: Vec<(u16, u16)> = glyphs
            .iter()
            .filter(|(_, glyph, _)| glyph.advance != FULL_WIDTH)
            .map(|(character, glyph, _)| (code(*character).1, glyph.advance))
            .collect();
        for row in narrow.chunk_by(|one, next| next.0 - one.0 == 1) {
            let advances = row.iter().map(|(_, advance)| f32::from(*advance));
            widths.consecutive(row[0].0, advances);
        }
        widths.finish();
    })?;
    let packed = pack(&glyph_map(glyphs));
    file.stream(map, "/Filter[/FlateDecode/RunLengthDecode]", &packed)?;
    Ok(font)
}

/// Map from codes to glyphs of the subset (`CIDToGIDMap`), run-length encoded: two bytes a code,
/// 131,072 in all, nearly all zero.
fn glyph_map(glyphs: &[(char, UsedGlyph, u16)]) -> Vec<u8> {
    /// Maximum length of a run of zeros; its length byte is 257 minus the length.
    const MAX_LENGTH: usize = 128;
    const END: u8 = 128;
    let mut map = Vec::new();
    let mut next = 0;
    for (character, _, glyph_id) in glyphs {
        let code = usize::from(code(*character).1);
        let zeros = 2 * (code - next);
        map.extend([129, 0].repeat(zeros / MAX_LENGTH));
        if zeros % MAX_LENGTH > 0 {
            map.extend([u8::try_from(257 - zeros % MAX_LENGTH).unwrap_or(END), 0]);
        }
        let [high, low] = glyph_id.to_be_bytes();
        // Two literal bytes.
        map.extend([1, high, low]);
        next = code + 1;
    }
    map.push(END);
    map
}

/// `ToUnicode` map: each code is its character, in these rows of 256 of one plane.
fn to_unicode(rows: &[u32]) -> String {
    /// Maximum number of ranges of a `beginbfrange` section.
    const TOGETHER: usize = 100;
    let mut map = String::from(
        "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n\
         /CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n",
    );
    for rows in rows.chunks(TOGETHER) {
        writeln!(map, "{} beginbfrange", rows.len()).expect(CANNOT_FAIL);
        for row in rows {
            let code = row & 0xFF;
            let first = char::from_u32(row << 8).unwrap_or(char::REPLACEMENT_CHARACTER);
            write!(map, "<{code:02X}00><{code:02X}FF><").expect(CANNOT_FAIL);
            for unit in first.encode_utf16(&mut [0; 2]) {
                write!(map, "{unit:04X}").expect(CANNOT_FAIL);
            }
            map.push_str(">\n");
        }
        map.push_str("endbfrange\n");
    }
    map.push_str("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n");
    map
}

/// Name of the face with a subset tag of six letters.
fn subset_name(face: &Face, subset: &[u8]) -> String {
    // Table directory of the font, which contains a checksum of each table.
    const HEAD: usize = 256;
    let mut number = Digest::of(&subset[..subset.len().min(HEAD)]).0;
    let letters = (0..6).map(|_| {
        let letter = (number % 26) as u8 + b'A';
        number /= 26;
        char::from(letter)
    });
    format!("{}+{}", letters.collect::<String>(), plain_name(face))
}

/// Writes the font descriptor.
fn write_descriptor(pdf: &mut Chunk, face: &Face, name: &str, (descriptor, file): (Ref, Ref)) {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "thousandths of an em are exact in f32"
    )]
    let part = |part: f64| (part * 1000.0).round() as f32;
    let about = face.font_metrics();
    let [left, bottom, right, top] = about.bounds;
    let mut flags = FontFlags::SYMBOLIC;
    flags.set(FontFlags::FIXED_PITCH, about.is_monospaced);
    flags.set(FontFlags::ITALIC, about.italic_angle != 0.0);
    pdf.font_descriptor(descriptor)
        .name(Name(name.as_bytes()))
        .flags(flags)
        .bbox(Rect::new(left, bottom, right, top))
        .italic_angle(about.italic_angle)
        .ascent(part(face.ascent()))
        .descent(-part(face.descent()))
        .cap_height(about.cap_height)
        // Fonts do not state their stem width; viewers use it only to substitute a font that is not
        // embedded.
        .stem_v((about.weight / 5.0).round())
        .font_file2(file);
}
