//! The faces of a file. **The code of a glyph is its character**, so that a page can be written before the others are known, and stands as it is in
//! any volume. Each face is embedded once, with what all pages use of it.
//!
//! A code has two bytes, a character up to 21 bits: each plane of Unicode is a font of its own, with the same file beneath. In one face a character is
//! always drawn with the same glyph: its own, or the substitute for a missing one. What a reader copies is what was typed.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::{self, Write};

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Chunk, Filter, Finish, Name, Rect, Ref, Str};
use subsetter::GlyphRemapper;

use super::object::{ObjectFile, count};
use super::pack::pack_fast;
use super::{Broken, Digest};
use crate::layout::{Face, FaceIndex, FontSet, Glyph, SUBSTITUTE};

/// Full width, in thousandths of the type size.
const FULL_WIDTH: u16 = 1000;

/// Adobe's identity ordering: a code is the number of a glyph.
const IDENTITY: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// What is used of each face of a set.
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
    characters: BTreeMap<char, Sort>,
}

/// The glyph of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sort {
    pub(super) id: u16,
    pub(super) advance: u16,
}

/// A face's subset.
pub(super) struct Cut {
    /// Its name, which no other subset has.
    name: String,
    /// The number in it of each glyph, in the order of the characters.
    places: Vec<u16>,
    packed: Vec<u8>,
    /// Bytes of it before it was packed.
    length: usize,
}

/// The plane of a character, and its code in the font of that plane.
pub(super) fn code(character: char) -> (u8, u16) {
    let number = u32::from(character);
    let plane = u8::try_from(number >> 16).expect("Unicode has 17 planes");
    let code = u16::try_from(number & 0xFFFF).expect("sixteen bits are left");
    (plane, code)
}

/// The name of a face's plane in the resources.
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

    /// Notes a character as used.
    pub(super) fn note(&mut self, face: usize, character: char, sort: Sort) -> Result<(), Broken> {
        let used = self.faces.get_mut(face).ok_or(Broken::Face(face))?;
        match used.characters.entry(character) {
            Entry::Vacant(entry) => {
                entry.insert(sort);
                Ok(())
            }
            Entry::Occupied(entry) if *entry.get() == sort => Ok(()),
            Entry::Occupied(_) => Err(Broken::Sort(character)),
        }
    }

    /// Whether a character of a face is noted.
    pub(super) fn has(&self, face: usize, character: char) -> bool {
        let face = self.faces.get(face);
        face.is_some_and(|face| face.characters.contains_key(&character))
    }

    /// Notes what others of the same set have noted.
    pub(super) fn note_all(&mut self, others: UsedFonts<'_>) {
        for (face, other) in self.faces.iter_mut().zip(others.faces) {
            face.characters.extend(other.characters);
        }
    }

    /// The face that is wanted for a character or has it, with its glyph; the substitute where none has it.
    pub(super) fn sort(&self, wanted: FaceIndex, character: char) -> (FaceIndex, Glyph) {
        let found = self.set.look_up(wanted, character);
        let found = found.or_else(|| self.set.look_up(wanted, SUBSTITUTE));
        let (face, id, advance) = found.map_or((wanted, 0, FULL_WIDTH), |(face, glyph)| {
            (face, glyph.id, glyph.advance)
        });
        let glyph = Glyph {
            id,
            advance,
            character,
        };
        (face, glyph)
    }

    /// The faces of which something is used.
    pub(super) fn faces(&self) -> impl Iterator<Item = &UsedFace<'f>> {
        self.faces.iter().filter(|face| !face.characters.is_empty())
    }
}

impl UsedFace<'_> {
    /// What is used, for a part.
    pub(super) fn used(&self) -> (usize, &BTreeMap<char, Sort>) {
        (self.index, &self.characters)
    }

    /// The subset of the face, and the number in it of each glyph, in the order of the characters.
    pub(super) fn subset(&self) -> Result<(Vec<u8>, Vec<u16>), Broken> {
        let mut remapper = GlyphRemapper::new();
        let glyphs = self.characters.values().map(|sort| sort.id);
        let places = glyphs.map(|glyph| remapper.remap(glyph)).collect();
        let (data, member) = (self.face.data(), self.face.member());
        let subset = subsetter::subset(data, member, &remapper);
        let bytes = subset.map_err(|reason| Broken::Subset {
            face: self.face.name().to_owned(),
            reason,
        })?;
        Ok((bytes, places))
    }

    /// The subset of the face, packed: what takes long and needs nothing of the file.
    pub(super) fn cut(&self) -> Result<Cut, Broken> {
        let (bytes, places) = self.subset()?;
        Ok(Cut {
            name: subset_name(self.face, &bytes),
            places,
            packed: pack_fast(&bytes),
            length: bytes.len(),
        })
    }

    /// Embeds the subset, and a font for each plane: the names of these in the resources.
    pub(super) fn embed<W: Write>(
        &self,
        cut: Cut,
        file: &mut ObjectFile<W>,
    ) -> io::Result<Vec<(String, Ref)>> {
        let (descriptor, font_file) = (file.take(), file.take());
        file.object(descriptor, |chunk, number| {
            write_descriptor(chunk, self.face, &cut.name, (number, font_file));
        })?;
        file.object(font_file, |chunk, number| {
            chunk
                .stream(number, &cut.packed)
                .filter(Filter::FlateDecode)
                .pair(Name(b"Length1"), count(cut.length));
        })?;
        let sorts: Vec<(char, Sort, u16)> = self
            .characters
            .iter()
            .zip(cut.places)
            .map(|((character, sort), place)| (*character, *sort, place))
            .collect();
        let mut resources = Vec::new();
        for plane in sorts.chunk_by(|one, next| code(one.0).0 == code(next.0).0) {
            let font = embed_plane(plane, &cut.name, descriptor, file)?;
            resources.push((resource_name(self.index, code(plane[0].0).0), font));
        }
        Ok(resources)
    }
}

/// Embeds the font of a plane: the sorts of its characters, in their order.
fn embed_plane<W: Write>(
    sorts: &[(char, Sort, u16)],
    name: &str,
    descriptor: Ref,
    file: &mut ObjectFile<W>,
) -> io::Result<Ref> {
    let [font, cid_font, map, unicode] = [(); 4].map(|()| file.take());
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
        let narrow: Vec<(u16, u16)> = sorts
            .iter()
            .filter(|(_, sort, _)| sort.advance != FULL_WIDTH)
            .map(|(character, sort, _)| (code(*character).1, sort.advance))
            .collect();
        for row in narrow.chunk_by(|one, next| next.0 - one.0 == 1) {
            let advances = row.iter().map(|(_, advance)| f32::from(*advance));
            widths.consecutive(row[0].0, advances);
        }
        widths.finish();
    })?;
    file.packed(map, &pack_fast(&glyph_map(sorts)))?;
    file.pack(unicode, &to_unicode(sorts))?;
    Ok(font)
}

/// From codes to glyphs of the subset.
fn glyph_map(sorts: &[(char, Sort, u16)]) -> Vec<u8> {
    let last = sorts
        .last()
        .map_or(0, |(character, ..)| usize::from(code(*character).1));
    let mut map = vec![0; 2 * (last + 1)];
    for (character, _, place) in sorts {
        let at = 2 * usize::from(code(*character).1);
        map[at..at + 2].copy_from_slice(&place.to_be_bytes());
    }
    map
}

/// What a reader copies for each code.
fn to_unicode(sorts: &[(char, Sort, u16)]) -> Vec<u8> {
    let info = SystemInfo {
        registry: Str(b"Adobe"),
        ordering: Str(b"UCS"),
        supplement: 0,
    };
    let mut map = UnicodeCmap::new(Name(b"Adobe-Identity-UCS"), info);
    for (character, ..) in sorts {
        map.pair(code(*character).1, *character);
    }
    map.finish().to_vec()
}

/// The name of the face with six letters before it that tell its subset from others.
fn subset_name(face: &Face, subset: &[u8]) -> String {
    let mut number = Digest::of(subset).0;
    let letters = (0..6).map(|_| {
        let letter = (number % 26) as u8 + b'A';
        number /= 26;
        char::from(letter)
    });
    format!("{}+{}", letters.collect::<String>(), plain_name(face))
}

/// The name the font file gives itself, else the one the set knows it by, in the letters every reader takes.
fn plain_name(face: &Face) -> String {
    let plain = |name: &str| -> Option<String> {
        let letters = name
            .chars()
            .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-');
        Some(letters.collect()).filter(|name: &String| !name.is_empty())
    };
    let given = face.postscript_name().and_then(|name| plain(&name));
    given
        .or_else(|| plain(face.name()))
        .unwrap_or_else(|| "Font".to_owned())
}

/// Writes what a font says of itself: its descriptor, which points to its file.
fn write_descriptor(pdf: &mut Chunk, face: &Face, name: &str, (descriptor, file): (Ref, Ref)) {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "thousandths of an em lie far inside f32"
    )]
    let part = |part: f64| (part * 1000.0).round() as f32;
    let about = face.description();
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
        // No font says how thick its stems are; viewers use this only to find a likeness for a font that is not embedded.
        .stem_v((about.weight / 5.0).round())
        .font_file2(file);
}
