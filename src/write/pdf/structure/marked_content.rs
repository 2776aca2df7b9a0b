//! Marked content: sections of a page's text that belong together, and the operators around them.

use std::ops::Range;

use pdf_writer::types::{ArtifactAttachment, ArtifactSubtype, ArtifactType};
use pdf_writer::{Content, Name};

use super::super::error::PdfError;
use super::tree::ElementKind;
use crate::layout::{Page, Run, RunKind};

/// Consecutive runs of text with one tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::write::pdf) struct MarkedContent {
    /// Range among the non-empty runs of the page.
    pub(in crate::write::pdf) runs: Range<usize>,
    /// Kind of the text.
    pub(in crate::write::pdf) kind: RunKind,
    pub(in crate::write::pdf) tag: ContentTag,
}

/// Tag of marked content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::write::pdf) enum ContentTag {
    /// Content of a structure element, with its number on the page (MCID).
    Element { kind: ElementKind, number: usize },
    /// Artifact: repeated on each page.
    Repeated,
    /// Artifact: page head.
    Head,
    /// Artifact: page foot.
    Foot,
    /// Artifact: rules or leader dots.
    Ornament,
}

/// The non-empty runs of a page.
pub(in crate::write::pdf) fn non_empty_runs(page: &Page) -> impl Iterator<Item = &Run> {
    page.runs.iter().filter(|run| run.glyphs.0 < run.glyphs.1)
}

/// Marked content of a page. `kind` gives the element kind of a run, `None` for artifacts.
pub(in crate::write::pdf) fn marked_content(
    page: &Page,
    kind: impl Fn(RunKind) -> Result<Option<ElementKind>, PdfError>,
) -> Result<Vec<MarkedContent>, PdfError> {
    let kinds: Vec<RunKind> = non_empty_runs(page).map(|run| run.kind).collect();
    let (mut contents, mut start, mut number) = (Vec::new(), 0, 0);
    for equal in kinds.chunk_by(|one, other| one == other) {
        let run_kind = equal[0];
        let tag = match (kind(run_kind)?, run_kind) {
            (Some(kind), _) => {
                number += 1;
                ContentTag::Element {
                    kind,
                    number: number - 1,
                }
            }
            (None, RunKind::Head) => ContentTag::Head,
            (None, RunKind::Foot) => ContentTag::Foot,
            (None, RunKind::Leader) => ContentTag::Ornament,
            (None, _) => ContentTag::Repeated,
        };
        let runs = start..start + equal.len();
        start = runs.end;
        contents.push(MarkedContent {
            runs,
            kind: run_kind,
            tag,
        });
    }
    Ok(contents)
}

impl ContentTag {
    /// Begins the marked content; `EMC` ends it.
    pub(in crate::write::pdf) fn begin(self, content: &mut Content) {
        if let ContentTag::Element { kind, number } = self {
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
            ContentTag::Element { .. } | ContentTag::Ornament => {
                artifact.kind(ArtifactType::Layout)
            }
            ContentTag::Repeated => artifact.kind(ArtifactType::Pagination),
            ContentTag::Head => artifact
                .kind(ArtifactType::Pagination)
                .attached([ArtifactAttachment::Top])
                .subtype(ArtifactSubtype::Header),
            ContentTag::Foot => artifact
                .kind(ArtifactType::Pagination)
                .attached([ArtifactAttachment::Bottom])
                .subtype(ArtifactSubtype::Footer),
        };
    }
}
