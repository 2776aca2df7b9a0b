//! What a paper claims to be.

/// What a PDF claims to be, in its metadata. The file is otherwise the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Claim {
    /// An archive file, PDF/A level U.
    #[default]
    Archive,
    /// An archive file that is accessible too: PDF/A level A and PDF/UA-1. Refused for characters
    /// without a meaning of their own.
    Accessible,
}

impl Claim {
    /// Whether a character may be in a file that claims this: Unicode gives private use characters
    /// and noncharacters no meaning, so that nothing can read them aloud.
    pub fn allows(self, character: char) -> bool {
        let number = u32::from(character);
        let is_private = matches!(number, 0xE000..=0xF8FF | 0xF_0000..=0x10_FFFF);
        let is_none = matches!(number, 0xFDD0..=0xFDEF) || number & 0xFFFE == 0xFFFE;
        self == Claim::Archive || !(is_private || is_none)
    }
}
