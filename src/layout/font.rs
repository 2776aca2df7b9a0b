//! Font files: which glyph a character has and how wide it is. TrueType outlines only, for the PDF canvas embeds no others.
//!
//! The bytes come from outside (`registry` or the user's folder); nothing here opens a file.

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
}

impl FontSet {
    /// The face of an index.
    pub fn face(&self, index: FaceIndex) -> &Face {
        &self.faces[index.0]
    }
}

impl Face {
    /// The face's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The font file.
    pub fn data(&self) -> &'static [u8] {
        self.data
    }
}

/// Why a font file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    /// The file is no font, or is damaged.
    #[error("not a readable font file: {0}")]
    Unreadable(String),
    /// The file has CFF outlines (`.otf`).
    #[error("a font with CFF outlines; only TrueType outlines can be embedded")]
    Cff,
    /// The file is a collection (`.ttc`).
    #[error("a font collection; only single TrueType files can be embedded")]
    Collection,
}
