//! Marked content: sections of a page's text that belong together, and the operators around them.

use std::ops::Range;

use pdf_writer::types::{ArtifactAttachment, ArtifactSubtype, ArtifactType};
use pdf_writer::{Content, Name};

use super::tree::Kind;
use crate::layout::{Page, Part, Run};
use crate::write::pdf::Broken;

/// Consecutive runs of text with one tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Marked {
    /// Range among the non-empty runs of the page.
    pub(in super::super) runs: Range<usize>,
    /// What the text is.
    pub(in super::super) part: Part,
    pub(in super::super) mark: Mark,
}

/// Tag of marked content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Mark {
    /// Content of a structure element, with its number on the page (MCID).
    Content { kind: Kind, number: usize },
    /// Artifact: repeated on each page.
    Again,
    /// Artifact: page foot.
    Foot,
    /// Artifact: rules or leader dots.
    Ornament,
}

/// The non-empty runs of a page.
pub(in super::super) fn drawn(page: &Page) -> impl Iterator<Item = &Run> {
    page.runs.iter().filter(|run| run.glyphs.0 < run.glyphs.1)
}

/// Marked content of a page. `kind` gives the element kind of a run, `None` for artifacts.
pub(in super::super) fn stretches(
    page: &Page,
    kind: impl Fn(Part) -> Result<Option<Kind>, Broken>,
) -> Result<Vec<Marked>, Broken> {
    let parts: Vec<Part> = drawn(page).map(|run| run.kind).collect();
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
            (None, RunKind::Foot) => Mark::Foot,
            (None, RunKind::Leader) => Mark::Ornament,
            (None, _) => Mark::Again,
        };
        let runs = start..start + equal.len();
        start = runs.end;
        marked.push(Marked { runs, part, mark });
    }
    Ok(marked)
}

impl Mark {
    /// Begins the marked content; `EMC` ends it.
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
