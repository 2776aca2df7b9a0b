//! Font files: which glyph a character has and how wide it is. TrueType outlines only, for the PDF canvas embeds no others.
//!
//! The bytes come from outside (built in, or the user's folder, by way of `render`); nothing here opens a file.

use ttf_parser::GlyphId;

/// Index of a [`Face`] in a [`FontSet`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FaceIndex(pub usize);

/// The faces a document may use, in the order they are searched for a character that the wanted one lacks.
#[derive(Debug, Default)]
pub struct FontSet {
    faces: Vec<Face>,
}

/// One font file, parsed once.
#[derive(Debug)]
pub struct Face {
    name: String,
    data: &'static [u8],
    parsed: ttf_parser::Face<'static>,
    ascent: f64,
    descent: f64,
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

    /// Adds a face under a name; one that has this name already is replaced in its place.
    ///
    /// # Errors
    /// [`FontError`] when the file is no font whose outlines can be embedded.
    pub fn add(&mut self, name: &str, data: &'static [u8]) -> Result<FaceIndex, FontError> {
        let face = Face::parse(name, data)?;
        if let Some(index) = self.find(name) {
            self.faces[index.0] = face;
            return Ok(index);
        }
        self.faces.push(face);
        Ok(FaceIndex(self.faces.len() - 1))
    }

    /// Names of all faces.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.faces.iter().map(|face| face.name.as_str())
    }

    /// The face of a name.
    pub fn find(&self, name: &str) -> Option<FaceIndex> {
        self.faces
            .iter()
            .position(|face| face.name == name)
            .map(FaceIndex)
    }

    /// The face of an index.
    pub fn face(&self, index: FaceIndex) -> &Face {
        &self.faces[index.0]
    }

    /// All faces, in the order they are searched.
    pub fn faces(&self) -> &[Face] {
        &self.faces
    }

    /// The glyph of a character: in the wanted face, else in the first face that has it.
    pub fn look_up(&self, wanted: FaceIndex, character: char) -> Option<(FaceIndex, FaceGlyph)> {
        let found = self
            .face(wanted)
            .glyph(character)
            .map(|glyph| (wanted, glyph));
        found.or_else(|| {
            let mut others = self
                .faces
                .iter()
                .enumerate()
                .filter(|(index, _)| *index != wanted.0);
            others.find_map(|(index, face)| {
                face.glyph(character).map(|glyph| (FaceIndex(index), glyph))
            })
        })
    }
}

impl Face {
    /// Reads a font file.
    fn parse(name: &str, data: &'static [u8]) -> Result<Face, FontError> {
        if data.starts_with(b"ttcf") {
            return Err(FontError::Collection);
        }
        if data.starts_with(b"OTTO") {
            return Err(FontError::Cff);
        }
        let parsed = ttf_parser::Face::parse(data, 0)
            .map_err(|error| FontError::Unreadable(error.to_string()))?;
        if parsed.tables().glyf.is_none() || parsed.tables().cmap.is_none() {
            return Err(FontError::Unreadable("no glyf or no cmap table".to_owned()));
        }
        let units = f64::from(parsed.units_per_em());
        let (ascent, descent) = (
            f64::from(parsed.ascender()) / units,
            -f64::from(parsed.descender()) / units,
        );
        Ok(Face {
            name: name.to_owned(),
            data,
            parsed,
            ascent,
            descent,
        })
    }

    /// The face's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The font file.
    pub fn data(&self) -> &'static [u8] {
        self.data
    }

    /// The parsed file, for what only an embedded font has to say of itself.
    pub(crate) fn parsed(&self) -> &ttf_parser::Face<'static> {
        &self.parsed
    }

    /// The name the file gives itself for use in documents (PostScript name), if it has one.
    pub(crate) fn postscript_name(&self) -> Option<String> {
        let mut names = self.parsed.names().into_iter();
        let name = names.find(|name| {
            name.name_id == ttf_parser::name_id::POST_SCRIPT_NAME && name.is_unicode()
        });
        name.and_then(|name| name.to_string())
    }

    /// Height above the baseline, as a part of the type size.
    pub fn ascent(&self) -> f64 {
        self.ascent
    }

    /// Depth below the baseline, as a part of the type size; positive.
    pub fn descent(&self) -> f64 {
        self.descent
    }

    /// The glyph of a character, if this face has it.
    pub fn glyph(&self, character: char) -> Option<FaceGlyph> {
        let id = self
            .parsed
            .glyph_index(character)
            .filter(|id| *id != GlyphId(0))?;
        let units = u32::from(self.parsed.units_per_em());
        let advance = (u32::from(self.parsed.glyph_hor_advance(id)?) * 1000 + units / 2) / units;
        Some(FaceGlyph {
            id: id.0,
            advance: u16::try_from(advance).ok()?,
        })
    }

    /// The glyph drawn where nothing else can be (`.notdef`).
    pub fn notdef(&self) -> FaceGlyph {
        let units = u32::from(self.parsed.units_per_em());
        let advance = self
            .parsed
            .glyph_hor_advance(GlyphId(0))
            .map(|advance| u32::from(advance) * 1000 / units);
        FaceGlyph {
            id: 0,
            advance: advance
                .and_then(|advance| u16::try_from(advance).ok())
                .unwrap_or(1000),
        }
    }
}

/// Why a font file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    /// The file is no font, or is damaged.
    #[error("不是可读的字体文件:{0}")]
    Unreadable(String),
    /// The file has CFF outlines (`.otf`).
    #[error("是 CFF 轮廓(.otf);只能嵌入 TrueType 轮廓的字体(.ttf)")]
    Cff,
    /// The file is a collection (`.ttc`).
    #[error("是字体集(.ttc);请先拆成单个 TrueType 文件(.ttf)")]
    Collection,
}
