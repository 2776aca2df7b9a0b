//! Where fonts come from: built into the binary, or the user's own folder; and which face each font of an edition is drawn with.
//!
//! | file | what it does |
//! | --- | --- |
//! | `folder.rs` | the files of a folder → faces; what cannot be used is told |
//! | `choice.rs` | the face of each font of an edition, and why it |

mod choice;
mod folder;

use crate::layout::{Face, FontSet};

pub use choice::Why;
pub use folder::{FaceOrigin, MAX_FONT_FILE, MAX_FONTS};

pub(super) use choice::{Chooser, Chosen};
pub(super) use folder::{Folder, embedding_limit, read_folder};

/// The built-in faces by name; Noto under the SIL Open Font License (the licences stand beside the files).
static BUILT_IN: [(&str, &[u8]); 3] = [
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
];

/// Whether a face is one of those built into the program.
pub(crate) fn is_built_in(face: &Face) -> bool {
    BUILT_IN
        .iter()
        .any(|(_, data)| std::ptr::eq(*data, face.data()))
}

/// The faces built into the program.
///
/// # Panics
/// When a built-in font is damaged, which the tests rule out.
pub fn built_in_fonts() -> FontSet {
    let mut fonts = FontSet::new();
    for (name, data) in &BUILT_IN {
        fonts.add(name, data).expect("the built-in fonts are sound");
    }
    fonts
}
