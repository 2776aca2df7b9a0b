//! The faces of a volume: the code of a glyph is its character, so that it is the same in every part; each face is embedded once.
//!
//! A code has two bytes, a character up to 21 bits: each plane of Unicode is a font of its own, with the same file beneath. In one face a character is
//! always drawn with the same glyph: its own, or the substitute for a missing one.

use std::collections::BTreeMap;

use pdf_writer::types::{CidFontType, SystemInfo, UnicodeCmap};
use pdf_writer::{Chunk, Filter, Finish, Name, Ref, Str};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::super::Broken;
use super::super::object::COMPACT;
use super::super::pack::deflate;
use super::super::typeface::{IDENTITY, Subset, write_descriptor, write_file};
use crate::layout::{Face, FaceIndex, FontSet, Glyph};

/// Full width, in thousandths of the type size.
const FULL_WIDTH: u16 = 1000;

/// What is used of each face of a set.
pub(super) struct VolumeFonts<'f> {
    pub(super) set: &'f FontSet,
    faces: Vec<UsedFace<'f>>,
}

/// A face and the characters drawn with it.
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
struct Cut {
    name: String,
    /// The number in it of each glyph, in the order of the characters.
    places: Vec<u16>,
    packed: Vec<u8>,
    /// Bytes of it before it was packed.
    length: usize,
}

/// A face's objects, and its names in the resources.
pub(super) struct Embedded {
    pub(super) objects: Vec<(Ref, Chunk)>,
    pub(super) resources: Vec<(String, Ref)>,
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

impl<'f> VolumeFonts<'f> {
    pub(super) fn new(set: &'f FontSet) -> VolumeFonts<'f> {
        let faces = set.faces().iter().enumerate();
        let faces = faces.map(|(index, face)| UsedFace {
            index,
            face,
            characters: BTreeMap::new(),
        });
        VolumeFonts {
            set,
            faces: faces.collect(),
        }
    }

    /// Notes a character as used.
    pub(super) fn note(&mut self, face: usize, character: char, sort: Sort) -> Result<(), Broken> {
        let used = self.faces.get_mut(face).ok_or(Broken::Face(face))?;
        used.characters.insert(character, sort);
        Ok(())
    }

    /// Whether a character of a face is noted.
    pub(super) fn has(&self, face: usize, character: char) -> bool {
        let face = self.faces.get(face);
        face.is_some_and(|face| face.characters.contains_key(&character))
    }

    /// Notes what others of the same set have noted.
    pub(super) fn note_all(&mut self, others: VolumeFonts<'_>) {
        for (face, other) in self.faces.iter_mut().zip(others.faces) {
            face.characters.extend(other.characters);
        }
    }

    /// The face that is wanted for a character or has it, with its glyph; the substitute where none has it.
    pub(super) fn sort(&self, wanted: FaceIndex, character: char) -> (FaceIndex, Glyph) {
        let found = self.set.look_up(wanted, character);
        let found = found.or_else(|| self.set.look_up(wanted, crate::layout::SUBSTITUTE));
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

    /// Embeds the faces, one after the other; their subsets are cut at a time.
    pub(super) fn embed(&self, mut take: impl FnMut() -> Ref) -> Result<Vec<Embedded>, Broken> {
        let faces: Vec<&UsedFace<'_>> = self.faces().collect();
        let cuts: Vec<Result<Cut, Broken>> = faces.par_iter().map(|face| face.cut()).collect();
        let embed = |(face, cut): (&&UsedFace<'_>, Result<Cut, Broken>)| {
            cut.map(|cut| face.embed(cut, &mut take))
        };
        faces.iter().zip(cuts).map(embed).collect()
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

    /// The subset of the face, packed: what takes long and needs nothing of the file.
    fn cut(&self) -> Result<Cut, Broken> {
        let Subset {
            name,
            places,
            bytes,
        } = Subset::of(self.face, self.characters.values().map(|sort| sort.id))?;
        Ok(Cut {
            name,
            places,
            packed: deflate(&bytes),
            length: bytes.len(),
        })
    }

    /// The subset of the face and a font for each plane.
    fn embed(&self, cut: Cut, take: &mut impl FnMut() -> Ref) -> Embedded {
        let Cut {
            name,
            places,
            packed,
            length,
        } = cut;
        let (descriptor, file) = (take(), take());
        let mut embedded = Embedded {
            objects: Vec::new(),
            resources: Vec::new(),
        };
        embedded.add(descriptor, |chunk| {
            write_descriptor(chunk, self.face, &name, (descriptor, file));
        });
        embedded.add(file, |chunk| {
            write_file(chunk, file, (&packed, length));
        });
        let sorts: Vec<(char, Sort, u16)> = self
            .characters
            .iter()
            .zip(places)
            .map(|((character, sort), place)| (*character, *sort, place))
            .collect();
        for plane in sorts.chunk_by(|one, next| code(one.0).0 == code(next.0).0) {
            let font = embedded.plane(plane, &name, descriptor, take);
            let resource = resource_name(self.index, code(plane[0].0).0);
            embedded.resources.push((resource, font));
        }
        embedded
    }
}

impl Embedded {
    fn add(&mut self, number: Ref, write: impl FnOnce(&mut Chunk)) {
        let mut chunk = Chunk::with_settings(COMPACT);
        write(&mut chunk);
        self.objects.push((number, chunk));
    }

    /// The font of a plane: the sorts of its characters, in their order.
    fn plane(
        &mut self,
        sorts: &[(char, Sort, u16)],
        name: &str,
        descriptor: Ref,
        take: &mut impl FnMut() -> Ref,
    ) -> Ref {
        let (font, cid_font, map, unicode) = (take(), take(), take(), take());
        let name = Name(name.as_bytes());
        self.add(font, |chunk| {
            chunk
                .type0_font(font)
                .base_font(name)
                .encoding_predefined(Name(b"Identity-H"))
                .descendant_font(cid_font)
                .to_unicode(unicode);
        });
        self.add(cid_font, |chunk| {
            let mut object = chunk.cid_font(cid_font);
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
        });
        self.add(map, |chunk| {
            let packed = deflate(&glyph_map(sorts));
            chunk.stream(map, &packed).filter(Filter::FlateDecode);
        });
        self.add(unicode, |chunk| {
            let packed = deflate(&to_unicode(sorts));
            chunk.stream(unicode, &packed).filter(Filter::FlateDecode);
        });
        font
    }
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
