//! Font files: glyph and advance of each character.
//!
//! Only TrueType outlines, because the PDF writer embeds no others; each member of a collection
//! (`.ttc`) is a face. The bytes come from outside (built in, or a user's folder, through
//! `render`); this module opens no file. A file may be a pack, from which outlines were left out
//! (`pack.rs`).

mod error;
mod info;
mod pack;

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use self_cell::self_cell;
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::{GlyphMetrics, Metrics};
use skrifa::raw::{FileRef, TableProvider};
use skrifa::string::StringId;
use skrifa::{FontRef, GlyphId, MetadataProvider};

pub use error::{FontError, MAX_COLLECTION};
pub use info::{Embedding, FaceInfo};

use pack::Pack;

/// Index of a face in a [`FontSet`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FaceIndex(pub usize);

/// Faces that a document may use. For a character that the wanted face lacks, the fallbacks are
/// searched first, then all faces in order.
#[derive(Debug, Default)]
pub struct FontSet {
    faces: Vec<Face>,
    fallbacks: Vec<FaceIndex>,
}

/// One font file, parsed once.
pub struct Face {
    name: String,
    /// Index of the font in a collection.
    member: u32,
    /// Whether it is one of the program's own faces.
    is_built_in: bool,
    file: ParsedFile,
    metrics: Metrics,
}

/// Tables of a font that are read again and again.
struct Tables<'a> {
    font: FontRef<'a>,
    characters: Charmap<'a>,
    glyphs: GlyphMetrics<'a>,
    pack: Option<Pack<'a>>,
}

self_cell!(
    /// The bytes of a font file with the tables that borrow from them.
    struct ParsedFile {
        owner: FontData,

        #[covariant]
        dependent: Tables,
    }
);

/// The bytes of a font file: part of the program, or shared by the faces of the file.
#[derive(Debug, Clone)]
pub enum FontData {
    /// Built into the program.
    Static(&'static [u8]),
    /// Read at run time.
    Shared(Arc<[u8]>),
}

impl Deref for FontData {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            FontData::Static(bytes) => bytes,
            FontData::Shared(bytes) => bytes,
        }
    }
}

impl From<&'static [u8]> for FontData {
    fn from(bytes: &'static [u8]) -> FontData {
        FontData::Static(bytes)
    }
}

impl From<Arc<[u8]>> for FontData {
    fn from(bytes: Arc<[u8]>) -> FontData {
        FontData::Shared(bytes)
    }
}

/// Metrics for the descriptor of an embedded font; lengths in thousandths of the type size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct FontMetrics {
    /// Bounding box of all glyphs: left, bottom, right, top.
    pub(crate) bounds: [f32; 4],
    /// Height of capitals.
    pub(crate) cap_height: f32,
    /// Degrees counterclockwise from upright.
    pub(crate) italic_angle: f32,
    /// 400 regular, 700 bold.
    pub(crate) weight: f32,
    /// Whether all glyphs have one width.
    pub(crate) is_monospaced: bool,
}

/// Drawn if no face has a character: the geta mark (〓), the usual sign for a missing glyph in
/// Chinese and Japanese printing. The text of the PDF contains the original character.
pub const SUBSTITUTE: char = '〓';

/// A glyph. Its advance is the face's own: glyphs are not stretched, and a reduced distance begins
/// another run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph {
    /// Index of the glyph in the face.
    pub id: u16,
    /// Advance in thousandths of the type size.
    pub advance: u16,
    /// The character it represents (not the substitute that is drawn).
    pub character: char,
}

/// A glyph of a [`Face`] and its width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FaceGlyph {
    /// Index of the glyph in the face.
    pub id: u16,
    /// Advance in thousandths of the type size.
    pub advance: u16,
}

impl FontSet {
    /// A set without any face.
    pub fn new() -> FontSet {
        FontSet::default()
    }

    /// Adds a face with a name; for a collection, its first face. Replaces a face of that name, in
    /// the same position.
    ///
    /// # Errors
    /// [`FontError`] if the file is not a font whose outlines can be embedded.
    pub fn add(&mut self, name: &str, data: impl Into<FontData>) -> Result<FaceIndex, FontError> {
        self.add_member(name, data, 0)
    }

    /// Adds a member of a collection, counted from 0, as [`FontSet::add`] does.
    ///
    /// # Errors
    /// [`FontError`] if the file has no such font, or one whose outlines cannot be embedded.
    pub fn add_member(
        &mut self,
        name: &str,
        data: impl Into<FontData>,
        member: u32,
    ) -> Result<FaceIndex, FontError> {
        Ok(self.put(Face::parse(name, data.into(), member)?))
    }

    /// Adds one of the program's own faces, or a pack of it, as [`FontSet::add`] does.
    pub(crate) fn add_built_in(
        &mut self,
        name: &str,
        data: FontData,
    ) -> Result<FaceIndex, FontError> {
        let face = Face::parse(name, data, 0)?;
        Ok(self.put(Face {
            is_built_in: true,
            ..face
        }))
    }

    fn put(&mut self, face: Face) -> FaceIndex {
        if let Some(index) = self.find(&face.name) {
            self.faces[index.0] = face;
            return index;
        }
        self.faces.push(face);
        FaceIndex(self.faces.len() - 1)
    }

    /// Sets the faces that are searched first for a character that the wanted face lacks.
    pub fn set_fallbacks(&mut self, faces: Vec<FaceIndex>) {
        self.fallbacks = faces;
    }

    /// The faces searched first for a character that the wanted face lacks.
    pub fn fallbacks(&self) -> &[FaceIndex] {
        &self.fallbacks
    }

    /// Names of all faces.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.faces.iter().map(|face| face.name.as_str())
    }

    /// The face with a name.
    pub fn find(&self, name: &str) -> Option<FaceIndex> {
        self.faces
            .iter()
            .position(|face| face.name == name)
            .map(FaceIndex)
    }

    /// The face at an index.
    pub fn face(&self, index: FaceIndex) -> &Face {
        &self.faces[index.0]
    }

    /// All faces, in the order they are searched.
    pub fn faces(&self) -> &[Face] {
        &self.faces
    }

    /// The glyph of a character: in the wanted face, or else in the first fallback that has it, or
    /// else in the first face. If that face is a pack in which the outline of this glyph was left
    /// out, but others were not: in a face of the user, if one has it.
    pub fn look_up(&self, wanted: FaceIndex, character: char) -> Option<(FaceIndex, FaceGlyph)> {
        let mut searched = std::iter::once(wanted).chain(self.search_order());
        let found = searched.find_map(|index| {
            let glyph = self.face(index).glyph(character);
            glyph.map(|glyph| (index, glyph))
        });
        let (index, glyph) = found?;
        let face = self.face(index);
        if face.has_outline(glyph.id) || !face.has_outlines() {
            return found;
        }
        let mut own = self
            .search_order()
            .filter(|index| !self.face(*index).is_built_in);
        let drawn = own.find_map(|index| {
            let face = self.face(index);
            let glyph = face.glyph(character);
            let glyph = glyph.filter(|glyph| face.has_outline(glyph.id));
            glyph.map(|glyph| (index, glyph))
        });
        drawn.or(found)
    }

    /// The fallbacks, then all faces.
    fn search_order(&self) -> impl Iterator<Item = FaceIndex> {
        let all = (0..self.faces.len()).map(FaceIndex);
        self.fallbacks.iter().copied().chain(all)
    }

    /// Whether every face has outlines, though perhaps not of all glyphs. Otherwise no PDF can be
    /// made.
    pub fn has_outlines(&self) -> bool {
        self.faces.iter().all(Face::has_outlines)
    }
}

impl FontSet {
    /// Glyph for a character in a wanted face, and whether it is the [`SUBSTITUTE`]; whitespace is
    /// never substituted.
    pub(crate) fn drawn(&self, wanted: FaceIndex, character: char) -> (FaceIndex, Glyph, bool) {
        let sought = if character == '\t' { ' ' } else { character };
        let stand_in = if character.is_whitespace() {
            ' '
        } else {
            SUBSTITUTE
        };
        let found = self.look_up(wanted, sought);
        let is_missing = found.is_none() && stand_in != ' ';
        let found = found.or_else(|| self.look_up(wanted, stand_in));
        let (face, glyph) = found.unwrap_or_else(|| (wanted, self.face(wanted).notdef()));
        let glyph = Glyph {
            id: glyph.id,
            advance: glyph.advance,
            character,
        };
        (face, glyph, is_missing)
    }
}

/// Number of fonts in a file: more than one only in a collection.
///
/// # Errors
/// [`FontError`] if the file is not a font.
pub fn members(data: &[u8]) -> Result<u32, FontError> {
    match FileRef::new(data).map_err(|error| error::unreadable(&error))? {
        FileRef::Font(_) => Ok(1),
        FileRef::Collection(collection) if collection.len() > MAX_COLLECTION => {
            Err(FontError::TooMany(collection.len()))
        }
        FileRef::Collection(collection) => Ok(collection.len()),
    }
}

fn unreadable(reason: &str) -> FontError {
    FontError::Unreadable(reason.to_owned())
}

impl<'a> Tables<'a> {
    fn parse(data: &'a [u8], member: u32) -> Result<Tables<'a>, FontError> {
        let font = FontRef::from_index(data, member).map_err(|error| error::unreadable(&error))?;
        if font.cff().is_ok() || font.cff2().is_ok() {
            return Err(FontError::Cff);
        }
        let pack = Pack::of(&font)?;
        let has_outlines = pack.is_none_or(|pack| pack.has_outlines());
        let lacks_outlines = has_outlines && (font.glyf().is_err() || font.loca(None).is_err());
        if lacks_outlines || font.cmap().is_err() {
            return Err(unreadable("没有 glyf、loca 或 cmap 表"));
        }
        Ok(Tables {
            characters: font.charmap(),
            glyphs: font.glyph_metrics(Size::unscaled(), LocationRef::default()),
            pack,
            font,
        })
    }
}

impl Face {
    /// Reads a font of a file.
    fn parse(name: &str, data: FontData, member: u32) -> Result<Face, FontError> {
        let file = ParsedFile::try_new(data, |data| Tables::parse(data, member))?;
        let font = &file.borrow_dependent().font;
        let metrics = font.metrics(Size::unscaled(), LocationRef::default());
        if metrics.units_per_em == 0 {
            return Err(unreadable("没有 head 表,或其中的字身为 0"));
        }
        Ok(Face {
            name: name.to_owned(),
            member,
            is_built_in: false,
            file,
            metrics,
        })
    }

    fn font(&self) -> &FontRef<'_> {
        &self.file.borrow_dependent().font
    }

    fn pack(&self) -> Option<&Pack<'_>> {
        self.file.borrow_dependent().pack.as_ref()
    }

    /// The face's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The font file.
    pub fn data(&self) -> &[u8] {
        self.file.borrow_owner()
    }

    /// Index of the font in its file; 0 unless the file is a collection.
    pub fn member(&self) -> u32 {
        self.member
    }

    /// Whether it is one of the program's own faces.
    pub(crate) const fn is_built_in(&self) -> bool {
        self.is_built_in
    }

    /// The checksum in the file, which tells it from other files; a pack has that of the whole file.
    pub(crate) fn checksum(&self) -> u32 {
        let head = self.font().head();
        head.map_or(0, |head| head.checksum_adjustment())
    }

    /// Whether the file has outlines: only packs may have none.
    pub fn has_outlines(&self) -> bool {
        self.pack().is_none_or(Pack::has_outlines)
    }

    /// Whether the outline of a glyph is in the file: it is left out in some packs.
    pub fn has_outline(&self, id: u16) -> bool {
        self.pack().is_none_or(|pack| pack.has_outline(id))
    }

    /// Information about the file, for people and for finding it by its names.
    pub fn info(&self) -> FaceInfo {
        FaceInfo::of(self.font())
    }

    /// Left and right edge of a glyph's ink in thousandths of the type size; `None` without ink.
    /// A pack has them for the characters of `squeezable`.
    pub(super) fn ink(&self, id: u16) -> Option<(f32, f32)> {
        let tables = self.file.borrow_dependent();
        let left_out = self.pack().filter(|pack| !pack.has_outline(id));
        let (left, right) = if let Some(pack) = left_out {
            let (left, right) = pack.extent(id)?;
            (f32::from(left), f32::from(right))
        } else {
            let bounds = tables.glyphs.bounds(GlyphId::from(id))?;
            (bounds.x_min, bounds.x_max)
        };
        Some((self.thousandths(left), self.thousandths(right)))
    }

    /// PostScript name, if the font has one.
    pub(crate) fn postscript_name(&self) -> Option<String> {
        let names = self.font().localized_strings(StringId::POSTSCRIPT_NAME);
        names.english_or_first().map(|name| name.to_string())
    }

    /// Metrics for the font descriptor.
    pub(crate) fn font_metrics(&self) -> FontMetrics {
        let bounds = self.metrics.bounds.unwrap_or_default();
        let ascent = self.metrics.ascent;
        FontMetrics {
            bounds: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max]
                .map(|edge| self.thousandths(edge)),
            cap_height: self.thousandths(self.metrics.cap_height.unwrap_or(ascent)),
            italic_angle: self.metrics.italic_angle,
            weight: self.font().attributes().weight.value(),
            is_monospaced: self.metrics.is_monospace,
        }
    }

    /// A length of the file in thousandths of the type size, rounded.
    fn thousandths(&self, units: f32) -> f32 {
        (units * 1000.0 / f32::from(self.metrics.units_per_em)).round()
    }

    /// Ascent as a fraction of the type size.
    pub fn ascent(&self) -> f64 {
        f64::from(self.metrics.ascent) / f64::from(self.metrics.units_per_em)
    }

    /// Descent as a fraction of the type size; positive.
    pub fn descent(&self) -> f64 {
        -f64::from(self.metrics.descent) / f64::from(self.metrics.units_per_em)
    }

    /// The glyph of a character, if this face has it.
    pub fn glyph(&self, character: char) -> Option<FaceGlyph> {
        let id = self.file.borrow_dependent().characters.map(character);
        self.metric(id.filter(|id| *id != GlyphId::NOTDEF)?)
    }

    /// The `.notdef` glyph.
    pub fn notdef(&self) -> FaceGlyph {
        self.metric(GlyphId::NOTDEF).unwrap_or(FaceGlyph {
            id: 0,
            advance: 1000,
        })
    }

    fn metric(&self, id: GlyphId) -> Option<FaceGlyph> {
        let advance = self.thousandths(self.file.borrow_dependent().glyphs.advance_width(id)?);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the range is checked"
        )]
        let advance = (0.0..=f32::from(u16::MAX))
            .contains(&advance)
            .then_some(advance as u16)?;
        Some(FaceGlyph {
            id: u16::try_from(id.to_u32()).ok()?,
            advance,
        })
    }
}

impl fmt::Debug for Face {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut face = formatter.debug_struct("Face");
        face.field("name", &self.name)
            .field("bytes", &self.data().len());
        face.finish_non_exhaustive()
    }
}
