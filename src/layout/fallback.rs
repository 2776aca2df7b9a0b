//! Characters that the face of their text lacks: drawn from another face, or as the substitute
//! glyph.

use super::faces::{UnknownFace, faces_of};
use super::font::{FaceIndex, FontSet};
use super::glyph::is_drawn;
use crate::grid::{CellIndex, Grid};

/// A character that the face of its text lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FallbackCharacter {
    /// The cell; `None` for a title.
    pub cell: Option<CellIndex>,
    /// The character.
    pub character: char,
    /// Face of the text.
    pub wanted: FaceIndex,
    /// Face that it is drawn from; `None` if no face has it.
    pub from: Option<FaceIndex>,
}

/// Characters of a table that the faces of their texts lack, each once per text. Whitespace is
/// omitted.
///
/// # Errors
/// [`UnknownFace`] if the look refers to a face that is not in `fonts`.
pub fn fallback_characters(
    grid: &Grid,
    fonts: &FontSet,
) -> Result<Vec<FallbackCharacter>, UnknownFace> {
    let faces = faces_of(&grid.look, fonts)?;
    let titles = grid
        .titles
        .iter()
        .map(|title| (None, &title.text, title.style));
    let cells = grid
        .cells
        .iter()
        .enumerate()
        .map(|(index, cell)| (Some(CellIndex(index)), &cell.text, cell.style));
    let mut found: Vec<FallbackCharacter> = Vec::new();
    for (cell, text, style) in titles.chain(cells) {
        let wanted = faces[grid.look.styles[style].font];
        let first = found.len();
        let drawn = text
            .chars()
            .filter(|character| is_drawn(*character) && !character.is_whitespace());
        for character in drawn {
            let from = fonts.look_up(wanted, character).map(|(face, _)| face);
            let is_known = found[first..].iter().any(|one| one.character == character);
            if from != Some(wanted) && !is_known {
                found.push(FallbackCharacter {
                    cell,
                    character,
                    wanted,
                    from,
                });
            }
        }
    }
    Ok(found)
}
