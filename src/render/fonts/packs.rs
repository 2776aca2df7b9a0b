//! The program's own faces from bytes that are handed in: whole files, or packs of them without all
//! outlines. Whichever they are, layouts and the bytes of all outputs are the same; a PDF whose
//! outlines are not there is refused.

use std::sync::Arc;

use super::OWN;
use crate::layout::{FontData, FontError, FontSet};

/// Reason why packs cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// A face is missing.
    #[error("缺少字体 {0}")]
    Missing(&'static str),
    /// There are two of one name.
    #[error("字体 {0} 给了两次")]
    Twice(String),
    /// The name is none of the program's own faces.
    #[error("程序没有名为 {0} 的字体")]
    Unknown(String),
    /// The file, or that of which it is a pack, is not the one of this version of the program.
    #[error("字体 {0} 不是与这份程序同版的")]
    OtherFile(String),
    /// The file is no font.
    #[error("字体 {name} {reason}")]
    Font {
        /// Name of the face.
        name: String,
        /// The reason.
        reason: FontError,
    },
}

/// The program's own faces from packs or whole files, each with its name (`NotoSerifSC-Regular`), in
/// any order.
///
/// # Errors
/// [`PackError`] unless each face is there once, and made from the file of this program.
pub fn fonts_of_packs(packs: Vec<(String, Arc<[u8]>)>) -> Result<FontSet, PackError> {
    let mut given: [Option<Arc<[u8]>>; OWN.len()] = [const { None }; OWN.len()];
    for (name, bytes) in packs {
        let Some(index) = OWN.iter().position(|own| own.name == name) else {
            return Err(PackError::Unknown(name));
        };
        if given[index].replace(bytes).is_some() {
            return Err(PackError::Twice(name));
        }
    }
    let mut fonts = FontSet::new();
    for (own, bytes) in OWN.iter().zip(given) {
        let bytes = bytes.ok_or(PackError::Missing(own.name))?;
        let added = fonts.add_built_in(own.name, FontData::Shared(bytes));
        let index = added.map_err(|reason| PackError::Font {
            name: own.name.to_owned(),
            reason,
        })?;
        if fonts.face(index).checksum() != own.checksum {
            return Err(PackError::OtherFile(own.name.to_owned()));
        }
    }
    Ok(fonts)
}
