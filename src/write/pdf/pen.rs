//! The faces, sizes and widths of a document by number, for the canvas to draw with.

use super::canvas::Pen;
use super::{Broken, measured};
use crate::layout::FaceIndex;
use crate::length::Length;

/// The pens of a document: those of text and those of rules, each counted from 0 in the order of their first use.
#[derive(Debug, Default)]
pub(super) struct Pens {
    texts: Vec<(FaceIndex, Length)>,
    widths: Vec<Length>,
}

impl Pens {
    /// The pen of a face and size.
    pub(super) fn for_text(&mut self, face: FaceIndex, size: Length) -> Result<Pen, Broken> {
        measured(size).map(|size| number(&mut self.texts, (face, size)))
    }

    /// The pen of a rule's width.
    pub(super) fn for_rule(&mut self, width: Length) -> Result<Pen, Broken> {
        measured(width).map(|width| number(&mut self.widths, width))
    }

    /// Face and size of a pen.
    pub(super) fn text(&self, pen: Pen) -> Result<(FaceIndex, Length), Broken> {
        self.texts.get(pen.0).copied().ok_or(Broken::Pen)
    }

    /// Width of a pen.
    pub(super) fn width(&self, pen: Pen) -> Result<Length, Broken> {
        self.widths.get(pen.0).copied().ok_or(Broken::Pen)
    }
}

/// The place of a value in the list, to which it is added when new; a form has a handful of them.
fn number<T: PartialEq>(known: &mut Vec<T>, wanted: T) -> Pen {
    let place = known.iter().position(|value| *value == wanted);
    Pen(place.unwrap_or_else(|| {
        known.push(wanted);
        known.len() - 1
    }))
}
