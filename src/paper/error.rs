//! Why a paper cannot be read, in words for a clerk.

/// Why the data of a paper cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PaperError {
    #[error("加了密")]
    Encrypted,
    #[error("读不出:{0}")]
    Damaged(&'static str),
    #[error("{what}超过 {most}")]
    TooLarge { what: &'static str, most: String },
    #[error("里面没有附着申报数据")]
    NoData,
}

impl From<PaperError> for String {
    /// In words: why it cannot be told what a paper shows.
    fn from(error: PaperError) -> String {
        error.to_string()
    }
}

/// A part that is not as it has to be.
pub(super) const fn damaged(words: &'static str) -> PaperError {
    PaperError::Damaged(words)
}
