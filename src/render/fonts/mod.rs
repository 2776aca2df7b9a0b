//! Fonts: built into the binary or from the user's folder, and the face of each font of an edition.
//!
//! | file | content |
//! | --- | --- |
//! | `folder.rs` | the files of a folder → faces |
//! | `choice.rs` | the face of each font of an edition, and the reason |

mod choice;
mod folder;

use crate::layout::{Face, FontSet};

pub use choice::FaceReason;
pub use folder::{FaceOrigin, MAX_FONT_FILE, MAX_FONTS};

pub(super) use choice::{Chooser, ChosenFace};
pub(super) use folder::{Folder, embedding_limit, read_folder};

/// The built-in faces by name: Noto under the SIL Open Font License, which is in the same folder.
static BUILT_IN: [(&str, &[u8]); 4] = [
    (
        "NotoSerifSC-Regular",
        include_bytes!("../../../fonts/NotoSerifSC-Regular.ttf"),
    ),
    (
        "NotoSansSC-Medium",
        include_bytes!("../../../fonts/NotoSansSC-Medium.ttf"),
    ),
    (
        "NotoSerifSC-Bold",
        include_bytes!("../../../fonts/NotoSerifSC-Bold.ttf"),
    ),
    // Boxes to tick (☐ ☑ ☒ ✔), which the others lack.
    (
        "NotoSansSymbols2-Regular",
        include_bytes!("../../../fonts/NotoSansSymbols2-Regular.ttf"),
    ),
];

/// Whether a face is built in.
pub(crate) fn is_built_in(face: &Face) -> bool {
    BUILT_IN
        .iter()
        .any(|(_, data)| std::ptr::eq(*data, face.data()))
}

/// The built-in faces.
///
/// # Panics
/// If a built-in font is damaged, which the tests rule out.
pub fn built_in_fonts() -> FontSet {
    let mut fonts = FontSet::new();
    for (name, data) in &BUILT_IN {
        fonts
            .add(name, *data)
            .expect("the built-in fonts are valid");
    }
    fonts
}
