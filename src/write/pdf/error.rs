//! Failures of the PDF writer.

use crate::layout::UnknownFace;
use crate::write::error::WriteError;
use crate::write::paper::stored::Damaged;

/// A violated contract of this writer, or a failed library.
#[derive(Debug, thiserror::Error)]
pub(super) enum PdfError {
    #[error("a run of text has face {0}, which the font set lacks")]
    Face(usize),
    #[error("a run of text has glyphs {0:?}, which its page lacks")]
    Run((usize, usize)),
    #[error("a type size, a rule's width or a sheet is no length a PDF can hold")]
    Length,
    #[error("a text or a rule stands where no sheet reaches")]
    Position,
    #[error("the character {0:?} is drawn with two glyphs of one face")]
    TwoGlyphs(char),
    #[error("字体 {0} 里用到的字取不出来,字体文件已损坏")]
    Subset(String),
    #[error("字体 {face} 是不带全部字形的,里面没有这些字的字形:{characters}")]
    Outlines { face: String, characters: String },
    #[error("a run of text belongs to a title or cell that its table lacks")]
    Structure,
    #[error(transparent)]
    Unknown(#[from] UnknownFace),
    #[error("合订本里有 Unicode 没有规定意思的字符 U+{:04X},不能按 PDF/UA 写", u32::from(*.0))]
    Disallowed(char),
    #[error("a part of the volume is not what was written for it")]
    ChapterFile,
    #[cfg(feature = "genpdf")]
    #[error("genpdf 不能附数据,也不能按 PDF/UA 写;用 --pdf-engine direct")]
    PlainEngine,
    #[cfg(feature = "genpdf")]
    #[error("genpdf cannot draw the pages")]
    Genpdf(#[source] ::genpdf::error::Error),
    #[error("the file cannot be written")]
    File(#[from] std::io::Error),
}

impl From<PdfError> for WriteError {
    fn from(error: PdfError) -> WriteError {
        WriteError::Pdf(Box::new(error))
    }
}

impl From<Damaged> for PdfError {
    fn from(_: Damaged) -> PdfError {
        PdfError::ChapterFile
    }
}
