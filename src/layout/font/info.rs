//! Information in a font file besides its glyphs: names, version, embedding permission.

use skrifa::raw::TableProvider;
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider};

/// Information about a font file, for people and for finding it by its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaceInfo {
    /// Family name, in Chinese if it has one: `仿宋_GB2312`.
    pub family: String,
    /// Its family and full names in all languages, each once.
    pub names: Vec<String>,
    /// Version, without the name of the program that made it: `2.003`.
    pub version: String,
    /// Number of glyphs.
    pub glyphs: u16,
    /// 400 regular, 700 bold.
    pub weight: u16,
    /// Embedding permission of the maker.
    pub embedding: Embedding,
}

/// Embedding permission of a font (`fsType` of table `OS/2`). It is not enforced; the user is
/// responsible for respecting it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Embedding {
    /// It may be embedded in a document.
    Allowed,
    /// Embedding is not allowed without the maker's permission.
    Restricted,
    /// Only the whole font may be embedded; a PDF contains a subset.
    WholeOnly,
    /// Only its bitmaps may be embedded, not its outlines.
    BitmapsOnly,
}

impl FaceInfo {
    /// Whether it has this name, ignoring case.
    pub fn bears(&self, name: &str) -> bool {
        let is_it = |own: &String| own.to_lowercase() == name.to_lowercase();
        self.names.iter().any(is_it)
    }

    pub(super) fn of(font: &FontRef<'_>) -> FaceInfo {
        const NAMES: [StringId; 4] = [
            StringId::TYPOGRAPHIC_FAMILY_NAME,
            StringId::FAMILY_NAME,
            StringId::FULL_NAME,
            StringId::POSTSCRIPT_NAME,
        ];
        let mut names = Vec::new();
        let mut families = Vec::new();
        for id in NAMES {
            let is_family = id == StringId::TYPOGRAPHIC_FAMILY_NAME || id == StringId::FAMILY_NAME;
            for name in font.localized_strings(id) {
                let name = plain(&name.to_string());
                if is_family && !name.is_empty() {
                    families.push(name.clone());
                }
                if !name.is_empty() && !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        let chinese = families.iter().find(|name| !name.is_ascii());
        let family = chinese.or(families.first()).cloned().unwrap_or_default();
        let version = font.localized_strings(StringId::VERSION_STRING);
        let version = version.english_or_first().map(|text| text.to_string());
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a weight is a number from 1 to 1000"
        )]
        let weight = font.attributes().weight.value() as u16;
        FaceInfo {
            family,
            names,
            version: version_number(&version.unwrap_or_default()),
            glyphs: font.maxp().map_or(0, |table| table.num_glyphs()),
            weight,
            embedding: embedding(font.os2().map_or(0, |table| table.fs_type())),
        }
    }
}

/// A name without control characters.
fn plain(name: &str) -> String {
    let shown = name.chars().filter(|character| !character.is_control());
    shown.collect::<String>().trim().to_owned()
}

/// `Version 2.003-H1;hotconv 1.1.1` → `2.003`.
fn version_number(text: &str) -> String {
    let start = text.find(|letter: char| letter.is_ascii_digit());
    let number = &text[start.unwrap_or(text.len())..];
    let is_part = |letter: &char| letter.is_ascii_digit() || *letter == '.';
    number.chars().take_while(is_part).take(16).collect()
}

/// The least restrictive of several permissions applies (`OpenType` 1.9, OS/2).
fn embedding(fs_type: u16) -> Embedding {
    const RESTRICTED: u16 = 0x2;
    const PERMISSIONS: u16 = 0xF;
    const NO_SUBSETTING: u16 = 0x100;
    const BITMAPS_ONLY: u16 = 0x200;
    if fs_type & PERMISSIONS == RESTRICTED {
        Embedding::Restricted
    } else if fs_type & BITMAPS_ONLY != 0 {
        Embedding::BitmapsOnly
    } else if fs_type & NO_SUBSETTING != 0 {
        Embedding::WholeOnly
    } else {
        Embedding::Allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_follow_the_specification() {
        let read = [
            (0x0, Embedding::Allowed),
            (0x2, Embedding::Restricted),
            (0x4, Embedding::Allowed),
            (0x8, Embedding::Allowed),
            (0xA, Embedding::Allowed),
            (0x104, Embedding::WholeOnly),
            (0x200, Embedding::BitmapsOnly),
            (0x302, Embedding::Restricted),
        ];
        for (fs_type, wanted) in read {
            assert_eq!(embedding(fs_type), wanted, "{fs_type:#x}");
        }
    }

    #[test]
    fn the_number_of_a_version_is_kept() {
        assert_eq!(version_number("Version 2.003-H1;hotconv 1.1.1"), "2.003");
        assert_eq!(version_number("5.15"), "5.15");
        assert_eq!(version_number("版本 一"), "");
    }
}
