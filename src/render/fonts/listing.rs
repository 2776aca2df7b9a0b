//! What fonts there are, what each is used for, and which characters of a submission are missing or borrowed.

use super::{FaceOrigin, Why};
use crate::error::Error;
use crate::finding::Report;
use crate::form::Edition;
use crate::layout::{FaceIndex, FaceInfo, fallback_characters};
use crate::record::Submission;
use crate::render::Renderer;
use crate::render::job::place_of_cell;
use crate::source::Place;

/// A face that is at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFace {
    /// Its name among the faces.
    pub name: String,
    /// Where it comes from; none for one that is built in.
    pub origin: Option<FaceOrigin>,
    /// What its file says of itself.
    pub facts: FaceInfo,
}

impl ListedFace {
    /// What its maker does not allow, in words.
    pub fn forbids(&self) -> Option<&'static str> {
        super::folder::in_words(self.facts.embedding)
    }
}

/// What a font of an edition is drawn with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FontUse {
    /// The role: `title`.
    pub role: String,
    /// The typeface that the workbook names.
    pub workbook: String,
    /// The face that is embedded in a PDF.
    pub face: String,
    /// Why it.
    pub why: Why,
    /// Whether it is another typeface than the workbook's.
    pub is_substitute: bool,
}

/// A character that is not in the face of its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Borrowed {
    /// The character.
    pub character: char,
    /// Where it stands first.
    pub place: Place,
    /// The face of its text.
    pub wanted: String,
    /// The face that it is taken from; none where no face has it.
    pub from: Option<String>,
    /// How many cells and titles have it.
    pub count: usize,
}

impl Renderer {
    /// The faces at hand, in the order in which they are searched for a character that the wanted one lacks.
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

    /// What each font of an edition is drawn with.
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
                why: chosen.map_or(Why::Edition, |chosen| chosen.why.clone()),
                is_substitute: !bears && !matches!(chosen, Some(chosen) if is_by_name(&chosen.why)),
            }
        });
        uses.collect()
    }

    /// The characters of a submission that are not in the face of their text, each once a face, in the order of the tables; and what is wrong with the
    /// edition's templates.
    ///
    /// # Errors
    /// A font that is not there.
    ///
    /// # Panics
    /// When another renderer read the submission, and this one has no such edition.
    pub fn borrowed(&self, submission: &Submission) -> Result<(Vec<Borrowed>, Report), Error> {
        let edition = self.edition_of(submission);
        let grids = match self.grids(submission) {
            Ok(grids) => grids,
            Err(findings) => return Ok((Vec::new(), findings)),
        };
        let mut all: Vec<Borrowed> = Vec::new();
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
                all.push(Borrowed {
                    character: found.character,
                    place: place_of_cell(submission, edition, grid, found.cell),
                    wanted,
                    from: found.from.map(name),
                    count: 1,
                });
            }
        }
        Ok((all, Report::new()))
    }
}

/// A name that the edition asks for, in another language perhaps.
fn is_by_name(why: &Why) -> bool {
    matches!(why, Why::OwnName(_))
}
