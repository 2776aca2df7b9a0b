//! A typeset text: its lines, their metrics and alignment.

use std::ops::{Deref, Range};
use std::sync::Arc;

use crate::grid::{Align, VerticalAlign};
use crate::length::Length;

/// Tolerance for comparing heights.
pub(super) const ROUNDING: Length = Length::pt(0.001);

fn as_float(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// A typeset text: its lines and their format.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TextBlock {
    /// Its lines, as indices into those of all texts; none for an empty text.
    pub(super) lines: Range<u32>,
    pub(super) format: Arc<LineFormat>,
}

/// Metrics and alignment of the lines of a text; shared by many texts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LineFormat {
    pub(super) size: Length,
    /// Line height.
    pub(super) pitch: Length,
    /// From the upper edge of a line to its baseline.
    pub(super) rise: Length,
    pub(super) padding_x: Length,
    pub(super) padding_y: Length,
    pub(super) align: Align,
    pub(super) vertical: VerticalAlign,
    /// From the middle of the cell to the left edge of a number that is aligned at the decimal
    /// point.
    pub(super) from_middle: Option<Length>,
}

impl Deref for TextBlock {
    type Target = LineFormat;

    fn deref(&self) -> &LineFormat {
        &self.format
    }
}

impl TextBlock {
    /// Aligns the number at its decimal point, with its left edge this far from the middle of the
    /// cell.
    pub(super) fn align_from_middle(&mut self, from_middle: Length) {
        Arc::make_mut(&mut self.format).from_middle = Some(from_middle);
    }

    /// Height of this number of lines with padding.
    pub(super) fn height_of(&self, lines: usize) -> Length {
        self.pitch * as_float(lines) + self.padding_y * 2.0
    }

    /// Height of the whole text; an empty one is as high as one line.
    pub(super) fn height(&self) -> Length {
        self.height_of(self.lines.len().max(1))
    }

    /// Number of its lines that fit in a height.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the number of lines"
    )]
    pub(super) fn lines_in(&self, height: Length) -> usize {
        let count = self.lines.len();
        let room = height - self.padding_y * 2.0 + ROUNDING;
        if room >= self.pitch * as_float(count) {
            return count;
        }
        (room / self.pitch).floor().clamp(0.0, as_float(count)) as usize
    }
}
