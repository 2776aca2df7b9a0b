//! Information about fonts: the available faces, the face of each font of an edition, and the
//! characters of a submission that the face of their text lacks.

use super::fonts::{FaceOrigin, FaceReason, embedding_limit};
use super::job::place_of_cell;
use super::renderer::Renderer;
use crate::error::Error;
use crate::finding::{Read, Report};
use crate::form::Edition;
use crate::layout::{FaceIndex, FaceInfo, fallback_characters};
use crate::record::Submission;
use crate::source::Place;

/// An available face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFace {
    /// Its name in the set of faces.
    pub name: String,
    /// Its file; `None` for a built-in face.
    pub origin: Option<FaceOrigin>,
    /// Information from its file.
    pub facts: FaceInfo,
}

impl ListedFace {
    /// The restriction on embedding by its maker, in Chinese.
    pub fn forbids(&self) -> Option<&'static str> {
        embedding_limit(self.facts.embedding)
    }
}

/// The face that a font of an edition is drawn with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FontUse {
    /// The role: `title`.
    pub role: String,
    /// The typeface in the workbook.
    pub workbook: String,
    /// The face that is embedded in a PDF.
    pub face: String,
    /// The reason for the face.
    pub why: FaceReason,
    /// Whether it is a different typeface than the workbook's.
    pub is_substitute: bool,
}

/// A character that the face of its text lacks.
#[derive(Debug, Clone, PartialEq)]
pub struct BorrowedCharacter {
    /// The character.
    pub character: char,
    /// Its first place.
    pub place: Place,
    /// The face of its text.
    pub wanted: String,
    /// The face that has it; `None` if no face has it.
    pub from: Option<String>,
    /// Number of cells and titles that have it.
    pub count: usize,
}

impl Renderer {
    /// The available faces, in the order in which they are searched for a character that another
    /// lacks.
    pub fn listed_faces(&self) -> Vec<ListedFace> {
        let all = (0..self.fonts.faces().len()).map(FaceIndex);
        let mut order: Vec<FaceIndex> = self.fonts.fallbacks().to_vec();
        order.extend(all.filter(|index| !self.fonts.fallbacks().contains(index)));
        let listed = order.into_iter().map(|index| {
            let face = self.fonts.face(index);
            let origin = self.origins.iter().find(|(own, _)| *own == index);
            ListedFace {
                name: face.name().to_owned(),
                origin: origin.map(|(_, origin)| origin.clone()),
                facts: face.info(),
            }
        });
        listed.collect()
    }

    /// The face of each font of an edition.
    pub fn font_uses(&self, edition: &Edition) -> Vec<FontUse> {
        let uses = edition.look.fonts.iter().map(|font| {
            let chosen = self
                .chosen
                .iter()
                .find(|chosen| chosen.edition == edition.id && chosen.role == font.role);
            let face = self.fonts.find(&font.face);
            let bears = face.is_some_and(|face| {
                let face = self.fonts.face(face);
                face.name() == font.workbook || face.info().bears(&font.workbook)
            });
            FontUse {
                role: font.role.clone(),
                workbook: font.workbook.clone(),
                face: font.face.clone(),
                why: chosen.map_or(FaceReason::Edition, |chosen| chosen.why.clone()),
                is_substitute: !bears && !matches!(chosen, Some(chosen) if is_by_name(&chosen.why)),
            }
        });
        uses.collect()
    }

    /// The characters of a submission that the face of their text lacks, each once per face, in the
    /// order of the tables; and findings about the edition's templates.
    ///
    /// # Errors
    /// A font that does not exist.
    ///
    /// # Panics
    /// If another renderer read the submission, and this one has no such edition.
    pub fn borrowed(&self, submission: &Submission) -> Result<Read<Vec<BorrowedCharacter>>, Error> {
        let edition = self.edition_of(submission);
        let grids = match self.grids(submission) {
            Ok(grids) => grids,
            Err(findings) => return Ok(Read::new(Vec::new(), findings)),
        };
        let mut all: Vec<BorrowedCharacter> = Vec::new();
        for grid in &grids {
            for found in fallback_characters(grid, &self.fonts)? {
                let name = |face: FaceIndex| self.fonts.face(face).name().to_owned();
                let wanted = name(found.wanted);
                let same = all
                    .iter_mut()
                    .find(|one| one.character == found.character && one.wanted == wanted);
                if let Some(same) = same {
                    same.count += 1;
                    continue;
                }
                all.push(BorrowedCharacter {
                    character: found.character,
                    place: place_of_cell(submission, edition, grid, found.cell),
                    wanted,
                    from: found.from.map(name),
                    count: 1,
                });
            }
        }
        Ok(Read::new(all, Report::new()))
    }
}

/// Whether the face was chosen by a name in the edition, perhaps in another language.
fn is_by_name(why: &FaceReason) -> bool {
    matches!(why, FaceReason::OwnName(_))
}
