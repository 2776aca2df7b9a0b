//! Set lines → runs of glyphs at their places on a page.

use std::ops::Range;

use super::measure::{Setting, Sort};
use super::page::{Piece, PieceKind};
use super::{Page, Part, Run};
use crate::grid::{Align, VerticalAlign};
use crate::length::Length;

/// A stretch of lines to be drawn in a box.
pub(super) struct Frame {
    pub(super) left: Length,
    pub(super) right: Length,
    /// Upper edge of the first line.
    pub(super) first_line: Length,
}

/// Upper edge of the first line of a piece: as its style aligns it, or from the top where the text is in parts.
pub(super) fn first_line(piece: &Piece, setting: &Setting) -> Length {
    let text = setting.height_of(piece.lines.len()) - setting.padding_y * 2.0;
    let vertical = match piece.kind {
        PieceKind::Part => VerticalAlign::Top,
        PieceKind::Whole | PieceKind::Repeated => setting.vertical,
    };
    match vertical {
        VerticalAlign::Top => piece.top + setting.padding_y,
        VerticalAlign::Middle => piece.top + (piece.bottom - piece.top - text) / 2.0,
        VerticalAlign::Bottom => piece.bottom - setting.padding_y - text,
    }
}

impl Page {
    /// Draws one line of a text: its sorts, `width` wide without the spaces at its end, on the line whose upper edge is `frame.first_line`.
    pub(super) fn draw_line(
        &mut self,
        sorts: &[Sort],
        width: Length,
        setting: &Setting,
        frame: &Frame,
        part: Part,
    ) {
        let mut x = match setting.align {
            Align::Left => frame.left + setting.padding_x,
            Align::Center => (frame.left + frame.right - width) / 2.0,
            Align::Right => frame.right - setting.padding_x - width,
        };
        let baseline = frame.first_line + setting.rise;
        for sorts in sorts.chunk_by(|one, next| one.face == next.face) {
            let glyphs = self.add_glyphs(sorts);
            self.runs.push(Run {
                x,
                baseline,
                face: sorts[0].face,
                size: setting.size,
                glyphs,
                part,
            });
            x += setting.size * (sorts.iter().map(Sort::advance).sum::<f64>() / 1000.0);
        }
    }

    fn add_glyphs(&mut self, sorts: &[Sort]) -> (usize, usize) {
        let Range { start, end } = self.glyphs.len()..self.glyphs.len() + sorts.len();
        self.glyphs.extend(sorts.iter().map(|sort| sort.glyph));
        (start, end)
    }
}
