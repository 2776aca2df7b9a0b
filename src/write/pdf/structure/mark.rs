//! Stretches of a page's text that belong together, and the operators that mark them in its drawing.

use std::ops::Range;

use pdf_writer::types::{ArtifactAttachment, ArtifactSubtype, ArtifactType};
use pdf_writer::{Content, Name};

use super::tree::Kind;
use crate::layout::{Page, Part, Run};
use crate::write::pdf::Broken;

/// Runs of text, one after the other, that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Marked {
    /// Which of the page's runs that draw anything.
    pub(in super::super) runs: Range<usize>,
    /// What they belong to.
    pub(in super::super) part: Part,
    pub(in super::super) mark: Mark,
}

/// How a stretch of drawing is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Mark {
    /// As content of an element.
    Content { kind: Kind, number: usize },
    /// As what is printed again on each page.
    Again,
    /// As a page's foot.
    Foot,
    /// As rules, or dots that lead the eye.
    Ornament,
}

/// The runs of a page that draw anything.
pub(in super::super) fn drawn(page: &Page) -> impl Iterator<Item = &Run> {
    page.runs.iter().filter(|run| run.glyphs.0 < run.glyphs.1)
}

/// The stretches of a page, given the kind of the element that a part is, where it is one.
pub(in super::super) fn stretches(
    page: &Page,
    kind: impl Fn(Part) -> Result<Option<Kind>, Broken>,
) -> Result<Vec<Marked>, Broken> {
    let parts: Vec<Part> = drawn(page).map(|run| run.part).collect();
    let (mut marked, mut start, mut number) = (Vec::new(), 0, 0);
    for equal in parts.chunk_by(|one, other| one == other) {
        let part = equal[0];
        let mark = match (kind(part)?, part) {
            (Some(kind), _) => {
                number += 1;
                Mark::Content {
                    kind,
                    number: number - 1,
                }
            }
            (None, Part::Foot) => Mark::Foot,
            (None, Part::Leader) => Mark::Ornament,
            (None, _) => Mark::Again,
        };
        let runs = start..start + equal.len();
        start = runs.end;
        marked.push(Marked { runs, part, mark });
    }
    Ok(marked)
}

impl Mark {
    /// Begins a stretch, which ends where the marked content does.
    pub(in super::super) fn begin(self, content: &mut Content) {
        if let Mark::Content { kind, number } = self {
            let name = Name(kind.name().as_bytes());
            let number = i32::try_from(number).unwrap_or(i32::MAX);
            content
                .begin_marked_content_with_properties(name)
                .properties()
                .identify(number);
            return;
        }
        let mut operation = content.begin_marked_content_with_properties(Name(b"Artifact"));
        let mut artifact = operation.properties().artifact();
        match self {
            Mark::Content { .. } | Mark::Ornament => artifact.kind(ArtifactType::Layout),
            Mark::Again => artifact.kind(ArtifactType::Pagination),
            Mark::Foot => artifact
                .kind(ArtifactType::Pagination)
                .attached([ArtifactAttachment::Bottom])
                .subtype(ArtifactSubtype::Footer),
        };
    }
}
