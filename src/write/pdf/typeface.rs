//! The real fonts: which glyphs of a face a document uses, their codes, and the subset that is embedded.
//!
//! A code stands for a glyph *and* a character. Where two characters are drawn with one glyph (the substitute for missing ones), each
//! has its own code, and a map leads both to the glyph: what a reader copies is what was typed.

use std::io::Write;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Chunk, Finish, Name, Rect, Ref, Str};
use subsetter::GlyphRemapper;

use super::object::{ObjectFile, count};
use super::{Broken, Digest};
use crate::layout::{Face, FaceIndex, FontSet, Glyph};

/// The faces of a document and what is used of each, in the order of the [`FontSet`].
pub(super) struct Typefaces<'f> {
    faces: Vec<Typeface<'f>>,
}

/// A face, and the glyphs used of it: the code of a glyph is its place in the list, counted from 1.
pub(super) struct Typeface<'f> {
    face: &'f Face,
    glyphs: Vec<UsedGlyph>,
}

/// A glyph and the character it stands for; ordered by both.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct UsedGlyph {
    id: u16,
    character: char,
    advance: u16,
}

impl UsedGlyph {
    fn key(self) -> (u16, char) {
        (self.id, self.character)
    }
}

/// The objects of an embedded font.
#[derive(Clone, Copy)]
struct FontRefs {
    font: Ref,
    cid_font: Ref,
    descriptor: Ref,
    file: Ref,
    to_unicode: Ref,
    glyph_map: Ref,
}

impl<'f> Typefaces<'f> {
    /// Faces of which nothing is used yet.
    pub(super) fn new(fonts: &'f FontSet) -> Typefaces<'f> {
        Typefaces {
            faces: fonts
                .faces()
                .iter()
                .map(|face| Typeface {
                    face,
                    glyphs: Vec::new(),
                })
                .collect(),
        }
    }

    /// Notes the glyphs of a run as used.
    pub(super) fn collect(&mut self, face: FaceIndex, glyphs: &[Glyph]) -> Result<(), Broken> {
        let typeface = self.faces.get_mut(face.0).ok_or(Broken::Face(face.0))?;
        typeface.glyphs.extend(glyphs.iter().map(|glyph| UsedGlyph {
            id: glyph.id,
            character: glyph.character,
            advance: glyph.advance,
        }));
        Ok(())
    }

    /// Gives each glyph its code, once all are collected.
    pub(super) fn number(&mut self) -> Result<(), Broken> {
        for typeface in &mut self.faces {
            typeface.glyphs.sort_unstable();
            typeface.glyphs.dedup_by_key(|glyph| glyph.key());
            if typeface.glyphs.len() >= usize::from(u16::MAX) {
                return Err(Broken::Glyphs(typeface.face.name().to_owned()));
            }
        }
        Ok(())
    }

    /// The codes of a run whose glyphs were collected.
    pub(super) fn codes(&self, face: FaceIndex, glyphs: &[Glyph]) -> Vec<u16> {
        let used = &self.faces[face.0].glyphs;
        let place =
            |glyph: &Glyph| used.partition_point(|other| other.key() < (glyph.id, glyph.character));
        let code = |place| {
            u16::try_from(place + 1).expect("the number of codes was checked when they were given")
        };
        glyphs.iter().map(|glyph| code(place(glyph))).collect()
    }

    /// The faces that are used, with their names in a page's resources.
    pub(super) fn used(&self) -> impl Iterator<Item = (String, &Typeface<'f>)> {
        let faces = self.faces.iter().enumerate();
        faces
            .filter(|(_, typeface)| !typeface.glyphs.is_empty())
            .map(|(index, typeface)| (resource_name(index), typeface))
    }
}

/// The name of a face in a page's resources.
pub(super) fn resource_name(face: usize) -> String {
    format!("F{face}")
}

/// Adobe's identity ordering: a code is the number of a glyph.
pub(super) const IDENTITY: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// What a file holds of a face.
pub(super) struct Subset {
    /// Its name, which no other subset has.
    pub(super) name: String,
    /// The number in it of each glyph that was asked for.
    pub(super) places: Vec<u16>,
    /// The font.
    pub(super) bytes: Vec<u8>,
}

impl Subset {
    /// The subset with these glyphs.
    pub(super) fn of(face: &Face, glyphs: impl Iterator<Item = u16>) -> Result<Subset, Broken> {
        let mut remapper = GlyphRemapper::new();
        let places: Vec<u16> = glyphs.map(|glyph| remapper.remap(glyph)).collect();
        let bytes = subsetter::subset(face.data(), face.member(), &remapper).map_err(|reason| {
            Broken::Subset {
                face: face.name().to_owned(),
                reason,
            }
        })?;
        let name = subset_name(face, &bytes);
        Ok(Subset {
            name,
            places,
            bytes,
        })
    }
}

impl Typeface<'_> {
    /// Embeds the face; its object.
    pub(super) fn embed<W: Write>(&self, file: &mut ObjectFile<W>) -> Result<Ref, Broken> {
        let Subset {
            name,
            places,
            bytes,
        } = Subset::of(self.face, self.glyphs.iter().map(|glyph| glyph.id))?;
        let refs = FontRefs {
            font: file.take(),
            cid_font: file.take(),
            descriptor: file.take(),
            file: file.take(),
            to_unicode: file.take(),
            glyph_map: file.take(),
        };
        file.object(refs.font, |chunk, number| {
            chunk
                .type0_font(number)
                .base_font(Name(name.as_bytes()))
                .encoding_predefined(Name(b"Identity-H"))
                .descendant_font(refs.cid_font)
                .to_unicode(refs.to_unicode);
        })?;
        // A glyph's code is its place in the subset, but for those of several characters.
        let is_plain = places.iter().zip(1..).all(|(place, code)| *place == code);
        file.object(refs.cid_font, |chunk, _| {
            self.write_cid_font(chunk, refs, &name, is_plain);
        })?;
        if !is_plain {
            let map = [0].iter().chain(&places);
            let map: Vec<u8> = map.flat_map(|place| place.to_be_bytes()).collect();
            file.pack(refs.glyph_map, &map)?;
        }
        file.object(refs.descriptor, |chunk, _| {
            write_descriptor(chunk, self.face, &name, (refs.descriptor, refs.file));
        })?;
        let packed = file.packer().pack(&bytes);
        file.object(refs.file, |chunk, number| {
            write_file(chunk, number, (&packed, bytes.len()));
        })?;
        file.pack(refs.to_unicode, &self.unicode())?;
        Ok(refs.font)
    }

    fn write_cid_font(&self, pdf: &mut Chunk, refs: FontRefs, name: &str, is_plain: bool) {
        const FULL_WIDTH: u16 = 1000;
        let mut font = pdf.cid_font(refs.cid_font);
        font.subtype(CidFontType::Type2)
            .base_font(Name(name.as_bytes()))
            .system_info(IDENTITY);
        font.font_descriptor(refs.descriptor)
            .default_width(f32::from(FULL_WIDTH));
        let mut widths = font.widths();
        let mut code = 1;
        for equal in self
            .glyphs
            .chunk_by(|one, next| (one.advance == FULL_WIDTH) == (next.advance == FULL_WIDTH))
        {
            if equal[0].advance != FULL_WIDTH {
                widths.consecutive(code, equal.iter().map(|glyph| f32::from(glyph.advance)));
            }
            code += u16::try_from(equal.len())
                .expect("the number of codes was checked when they were given");
        }
        widths.finish();
        if is_plain {
            font.cid_to_gid_map_predefined(Name(b"Identity"));
        } else {
            font.cid_to_gid_map_stream(refs.glyph_map);
        }
    }

    /// What a reader copies for each code.
    fn unicode(&self) -> Vec<u8> {
        let info = SystemInfo {
            registry: Str(b"Adobe"),
            ordering: Str(b"UCS"),
            supplement: 0,
        };
        let mut map = UnicodeCmap::new(Name(b"Adobe-Identity-UCS"), info);
        for (glyph, code) in self.glyphs.iter().zip(1_u16..) {
            map.pair(code, glyph.character);
        }
        map.finish().to_vec()
    }
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
pub(super) fn write_descriptor(
    pdf: &mut Chunk,
    face: &Face,
    name: &str,
    (descriptor, file): (Ref, Ref),
) {
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

/// Writes a font's file, packed, and how long it is when it is not.
pub(super) fn write_file(pdf: &mut Chunk, file: Ref, (packed, length): (&[u8], usize)) {
    pdf.stream(file, packed)
        .filter(pdf_writer::Filter::FlateDecode)
        .pair(Name(b"Length1"), count(length));
}
