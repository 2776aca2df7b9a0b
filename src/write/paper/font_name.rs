//! The name of a font file.

use crate::layout::Face;

/// PostScript name of the font file, or else the name in the set, reduced to letters that every
/// reader accepts: some read a name with other signs as a list of names.
pub(in crate::write) fn plain_name(face: &Face) -> String {
    let plain = |name: &str| -> Option<String> {
        let letters = name
            .chars()
            .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-');
        Some(letters.collect()).filter(|name: &String| !name.is_empty())
    };
    let given = face.postscript_name().and_then(|name| plain(&name));
    given
        .or_else(|| plain(face.name()))
        .unwrap_or_else(|| "Font".to_owned())
}
