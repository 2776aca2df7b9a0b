//! Faces of a look: the face in the font set for each of its fonts.

use super::font::{Face, FaceIndex, FontSet};
use crate::grid::{Font, Look};

/// A look refers to a face that is not in the font set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("没有名为 {face} 的字体;已有的是 {known}")]
pub struct UnknownFace {
    /// Name of the missing face.
    pub face: String,
    /// Names of the faces in the set, joined.
    pub known: String,
}

/// Face of each font of a look.
pub(super) fn faces_of(look: &Look, fonts: &FontSet) -> Result<Vec<FaceIndex>, UnknownFace> {
    let known = || {
        fonts
            .faces()
            .iter()
            .map(Face::name)
            .collect::<Vec<_>>()
            .join("、")
    };
    let face = |font: &Font| {
        fonts.find(&font.face).ok_or_else(|| UnknownFace {
            face: font.face.clone(),
            known: known(),
        })
    };
    look.fonts.iter().map(face).collect()
}
