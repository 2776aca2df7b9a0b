//! Where fonts come from: built into the binary, or the user's own folder.

use std::fs;
use std::io::{self, Read};
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

/// Most files of a folder of fonts.
pub const MAX_FONTS: usize = 64;

/// Largest file of a font, in bytes: a face with all characters of Unicode has some 30 MiB.
pub const MAX_FONT_FILE: u64 = 64 * 1024 * 1024;

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
    paths.retain(|path| is_font(path));
    if paths.len() > MAX_FONTS {
        return Err(unfit(
            folder,
            format!("里面有 {} 个字体文件,至多 {MAX_FONTS} 个", paths.len()),
        ));
    }
    for path in paths {
        let data = read_bounded(&path).map_err(|source| Error::Read {
            path: path.clone(),
            source,
        })?;
        if data.len() as u64 > MAX_FONT_FILE {
            let most = MAX_FONT_FILE / 1024 / 1024;
            return Err(unfit(&path, format!("字体文件大于 {most} MiB")));
        }
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

/// A file's bytes, no more than a font may have and one.
fn read_bounded(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = fs::File::open(path)?;
    file.take(MAX_FONT_FILE + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unfit(path: &Path, reason: String) -> Error {
    Error::Unfit {
        path: path.to_owned(),
        reason,
    }
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
