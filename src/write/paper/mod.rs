//! What the writers of paper (`pdf`, `ofd`) share.
//!
//! | file | contents |
//! | --- | --- |
//! | `subset.rs`, `character_map.rs` | subset of a font file; its characters and names |
//! | `claim.rs` | what a paper claims to be |
//! | `font_name.rs` | the name of a font file that every reader accepts |
//! | `pack.rs`, `digest.rs` | deflate compression, a hash |
//! | `bookmark.rs` | the bookmarks of a document and of a volume |
//! | `chapter.rs`, `front.rs` | where the chapters of a volume begin; numbers and feet of its pages |
//! | `for_tests.rs` | a font and small tables for tests |
//! | `stored.rs` | numbers, texts and feet in the stored pages of a department |
//! | `parts.rs` | the pages of a department for the volumes of several formats, in one file |

pub(super) mod bookmark;
pub(super) mod chapter;
pub(super) mod character_map;
pub(super) mod claim;
pub(super) mod digest;
pub(super) mod font_name;
#[cfg(test)]
pub(super) mod for_tests;
pub(super) mod front;
pub(super) mod pack;
pub(super) mod parts;
pub(super) mod stored;
pub(super) mod subset;

/// sRGB profile made from its published numbers (IEC 61966-2-1, ICC.1:2010), free of rights. PDF/A
/// requires an output intent, OFD-A advises a profile.
pub(super) const SRGB: &[u8] = include_bytes!("sRGB.icc");
