//! Failures of the OFD writer.

use crate::layout::UnknownFace;
use crate::write::error::WriteError;
use crate::write::paper::stored::Damaged;

/// A violated contract of this writer, or a damaged font.
#[derive(Debug, thiserror::Error)]
pub(super) enum OfdError {
    #[error("a run of text has face {0}, which the font set lacks")]
    Face(usize),
    #[error("a run of text has glyphs {0:?}, which its page lacks")]
    Run((usize, usize)),
    #[error("a text, a rule or a sheet is where no page reaches")]
    Position,
    #[error("the character {0:?} is drawn with two glyphs of one face")]
    TwoGlyphs(char),
    #[error("the character {0:?} is on a page, but not among those of its font")]
    Unnoted(char),
    #[error("字体 {0} 里用到的字取不出来,字体文件已损坏")]
    Subset(String),
    #[error("字体 {face} 是不带全部字形的,里面没有这些字的字形:{characters}")]
    Outlines { face: String, characters: String },
    #[error(transparent)]
    Unknown(#[from] UnknownFace),
    #[error("a part of the volume is not what was written for it")]
    ChapterFile,
    #[error("the file cannot be written")]
    File(#[from] std::io::Error),
}

impl From<OfdError> for WriteError {
    fn from(error: OfdError) -> WriteError {
        WriteError::Ofd(Box::new(error))
    }
}

impl From<Damaged> for OfdError {
    fn from(_: Damaged) -> OfdError {
        OfdError::ChapterFile
    }
}

/// A failure as an I/O error.
pub(super) fn other(failed: impl Into<OfdError>) -> std::io::Error {
    std::io::Error::other(failed.into())
}
