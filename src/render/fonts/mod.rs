//! Fonts: built into the binary or from the user's folder, and the face of each font of an edition.
//!
//! | file | content |
//! | --- | --- |
//! | `folder.rs` | the files of a folder → faces |
//! | `choice.rs` | the face of each font of an edition, and the reason |
//! | `packs.rs` | the program's own faces from packs |

mod choice;
mod folder;
mod packs;

#[cfg(feature = "fonts")]
use crate::layout::FontSet;

pub use choice::FaceReason;
pub use folder::{FaceOrigin, MAX_FONT_FILE, MAX_FONTS};
pub use packs::{PackError, fonts_of_packs};

pub(super) use choice::{Chooser, ChosenFace};
pub(super) use folder::{Folder, embedding_limit, is_font, read_files, read_folder};

/// A face of the program: Noto under the SIL Open Font License, which is in the same folder.
#[derive(Debug)]
struct OwnFace {
    name: &'static str,
    /// The checksum in the file (`checkSumAdjustment` in `head`), which tells it from other files
    /// and from packs of other files.
    checksum: u32,
}

/// The program's own faces, in the order in which they are searched for a character that another
/// lacks.
static OWN: [OwnFace; 4] = [
    OwnFace {
        name: "NotoSerifSC-Regular",
        checksum: 0x6475_44F5,
    },
    OwnFace {
        name: "NotoSansSC-Medium",
        checksum: 0xA158_7D2C,
    },
    OwnFace {
        name: "NotoSerifSC-Bold",
        checksum: 0x2B03_4536,
    },
    // Boxes to tick (☐ ☑ ☒ ✔), which the others lack.
    OwnFace {
        name: "NotoSansSymbols2-Regular",
        checksum: 0xA15D_742B,
    },
];

/// Their files.
#[cfg(feature = "fonts")]
static FILES: [&[u8]; OWN.len()] = [
    include_bytes!("../../../fonts/NotoSerifSC-Regular.ttf"),
    include_bytes!("../../../fonts/NotoSansSC-Medium.ttf"),
    include_bytes!("../../../fonts/NotoSerifSC-Bold.ttf"),
    include_bytes!("../../../fonts/NotoSansSymbols2-Regular.ttf"),
];

/// The built-in faces.
///
/// # Panics
/// If a built-in font is damaged, which the tests rule out.
#[cfg(feature = "fonts")]
pub fn built_in_fonts() -> FontSet {
    let mut fonts = FontSet::new();
    for (face, data) in OWN.iter().zip(FILES) {
        fonts
            .add_built_in(face.name, data.into())
            .expect("the built-in fonts are valid");
    }
    fonts
}

#[cfg(all(test, feature = "fonts"))]
mod tests {
    use super::*;

    #[test]
    fn the_checksums_are_those_of_the_files() {
        for (own, face) in OWN.iter().zip(built_in_fonts().faces()) {
            assert_eq!((own.name, own.checksum), (face.name(), face.checksum()));
        }
    }
}
