//! Where fonts come from: built into the binary, or the user's own folder.

use std::fs;
use std::path::Path;

use crate::error::Error;
use crate::grid::Font;
use crate::layout::FontSet;

/// The built-in faces by name; Noto under the SIL Open Font License (the licences stand beside the files).
const BUILT_IN: [(&str, &[u8]); 3] = [
    (
        "NotoSerifSC-Regular",
        include_bytes!("../../fonts/NotoSerifSC-Regular.ttf"),
    ),
    (
        "NotoSansSC-Medium",
        include_bytes!("../../fonts/NotoSansSC-Medium.ttf"),
    ),
    (
        "NotoSerifSC-Bold",
        include_bytes!("../../fonts/NotoSerifSC-Bold.ttf"),
    ),
];

/// The faces built into the program.
///
/// # Panics
/// When a built-in font is damaged, which the tests rule out.
pub fn built_in_fonts() -> FontSet {
    let mut fonts = FontSet::new();
    for (name, data) in BUILT_IN {
        fonts.add(name, data).expect("the built-in fonts are sound");
    }
    fonts
}

/// Adds the TrueType files of a folder, each under its file name without ending, in the order of their names.
pub(super) fn add_folder(fonts: &mut FontSet, folder: &Path) -> Result<(), Error> {
    let failed = |source| Error::Read {
        path: folder.to_owned(),
        source,
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.sort();
    for path in paths.into_iter().filter(|path| is_font(path)) {
        let data = fs::read(&path).map_err(|source| Error::Read {
            path: path.clone(),
            source,
        })?;
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        // Faces live as long as the program: leaked once, never copied.
        fonts
            .add(&name, Box::leak(data.into_boxed_slice()))
            .map_err(|source| Error::Font {
                path: path.clone(),
                source,
            })?;
    }
    Ok(())
}

fn is_font(path: &Path) -> bool {
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| matches!(ending.as_str(), "ttf" | "otf" | "ttc"))
}

/// The user's own face for a font of the look: a file named after its role (`body.ttf`), or after its typeface (`仿宋_GB2312.ttf`).
pub(super) fn own_face(fonts: &FontSet, font: &Font) -> Option<String> {
    [&font.role, &font.workbook]
        .into_iter()
        .find(|name| fonts.find(name).is_some())
        .cloned()
}
