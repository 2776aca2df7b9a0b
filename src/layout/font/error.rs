//! Reasons why a font file cannot be used, as messages for the user.

use skrifa::raw::ReadError;

/// Maximum number of fonts of a collection; the largest known ones have about forty.
pub const MAX_COLLECTION: u32 = 64;

/// Reason why a font file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    /// The file is not a font, or is damaged.
    #[error("不是可读的字体文件:{0}")]
    Unreadable(String),
    /// The file has CFF outlines (`.otf`).
    #[error(
        "是 CFF 轮廓(多为 .otf);只能嵌入 TrueType 轮廓的字体(多为 .ttf、.ttc),请换用同一字体的 TrueType 文件"
    )]
    Cff,
    /// The collection has too many fonts.
    #[error("字体集里有 {0} 个字体,至多 {MAX_COLLECTION} 个")]
    TooMany(u32),
}

/// An error of the library as a message.
pub(super) fn unreadable(error: &ReadError) -> FontError {
    let words = match error {
        ReadError::InvalidSfnt(_) | ReadError::InvalidTtc(_) => "开头不是字体文件的样子".to_owned(),
        ReadError::OutOfBounds => "文件不完整,内容在中间断了".to_owned(),
        ReadError::TableIsMissing(tag) => format!("缺少 {tag} 表"),
        ReadError::InvalidCollectionIndex(index) => {
            format!("字体集里没有第 {} 个字体", index.saturating_add(1))
        }
        _ => "文件已损坏".to_owned(),
    };
    FontError::Unreadable(words)
}
