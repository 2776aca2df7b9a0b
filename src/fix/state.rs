//! A file as read: its submissions with their findings and values.

use std::collections::BTreeMap;
use std::ops::Range;

use super::values::{FieldAt, field_at};
use crate::check::Checked;
use crate::finding::{Levels, Read, Report};
use crate::form::Edition;
use crate::record::{Scalar, scalars};
use crate::render::Renderer;
use crate::source::{Place, SheetCell, Source};

/// A value by the index of its submission and its JSON Pointer.
pub(super) type Pointer = (usize, String);

/// A file as read.
pub(super) struct State<'r> {
    /// Findings of opening it.
    pub(super) report: Report,
    pub(super) parts: Vec<Part<'r>>,
}

/// A submission as read.
pub(super) struct Part<'r> {
    pub(super) source: Source,
    /// Its edition and data, if it could be read.
    pub(super) read: Option<(&'r Edition, Checked)>,
    /// All findings on it, repeated ones too: each proposes the changes of its own place.
    pub(super) report: Report,
    /// Its values by pointer.
    pub(super) scalars: BTreeMap<String, (Range<usize>, Scalar)>,
}

impl<'r> State<'r> {
    pub(super) fn new(
        renderer: &'r Renderer,
        opened: Read<Vec<Source>>,
        levels: &Levels,
    ) -> State<'r> {
        let Read {
            value: sources,
            report,
        } = opened;
        let parts = sources.into_iter().map(|source| {
            let Read {
                value: checked,
                report,
            } = renderer.all_findings(&source, levels);
            let read = checked.and_then(|checked| {
                let edition = renderer.registry().find(&checked.edition)?;
                Some((edition, checked))
            });
            Part {
                scalars: scalars(source.text()),
                source,
                read,
                report,
            }
        });
        State {
            report,
            parts: parts.collect(),
        }
    }

    /// The value at a pointer; `Null` if there is none.
    pub(super) fn scalar(&self, (part, pointer): &Pointer) -> &Scalar {
        let found = self
            .parts
            .get(*part)
            .and_then(|part| part.scalars.get(pointer));
        found.map_or(&Scalar::Null, |(_, scalar)| scalar)
    }

    /// The cell of its own that the value at a pointer has.
    pub(super) fn cell(&self, (part, pointer): &Pointer) -> Option<&SheetCell> {
        let part = self.parts.get(*part)?;
        let (range, _) = part.scalars.get(pointer)?;
        part.source.own_cell(range.start)
    }

    /// The place of the value at a pointer.
    pub(super) fn place(&self, (part, pointer): &Pointer) -> Place {
        let place = self.field((*part, pointer)).map(|at| {
            let (_, read) = self.parts[*part].read.as_ref()?;
            Some(read.place(at.record, at.fields, at.field))
        });
        let place = place.flatten().unwrap_or_else(|| Place {
            pointer: pointer.clone(),
            ..Place::default()
        });
        // A value that could not be read has the place of its row, but the cell is its own.
        match self.cell(&(*part, pointer.clone())) {
            Some(cell) => Place {
                cell: Some(cell.clone()),
                ..place
            },
            None => place,
        }
    }

    /// The field at a pointer.
    pub(super) fn field(&self, (part, pointer): (usize, &str)) -> Option<FieldAt<'_>> {
        let (edition, read) = self.parts.get(part)?.read.as_ref()?;
        field_at(edition, read, pointer)
    }
}
