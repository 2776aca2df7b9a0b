//! Typeset lines → runs of glyphs at their positions on a page.

use super::forme::SetLine;
use super::measure::Setting;
use super::page::{Piece, PieceKind};
use super::{Page, Part, Run};
use crate::grid::{Align, VerticalAlign};
use crate::length::Length;

/// Box of a line of text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub(super) left: Length,
    pub(super) right: Length,
    /// Upper edge of the line.
    pub(super) top: Length,
}

/// Upper edge of the first line of a cell fragment: aligned as its style says, or at the top if the
/// text is split.
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
    /// Draws one line of a text.
    pub(super) fn draw_line(
        &mut self,
        line: SetLine<'_>,
        setting: &Setting,
        frame: Frame,
        part: Part,
    ) {
        let mut x = match setting.align {
            Align::Left => frame.left + setting.padding_x,
            Align::Center => (frame.left + frame.right - line.width) / 2.0,
            Align::Right => frame.right - setting.padding_x - line.width,
            Align::Decimal => {
                let from_middle = setting.from_middle.unwrap_or(line.width / -2.0);
                (frame.left + frame.right) / 2.0 + from_middle
            }
        };
        let part_of_size = |thousandths: u16| setting.size * (f64::from(thousandths) / 1000.0);
        let baseline = frame.top + setting.rise;
        for (index, (stretch, face, glyphs)) in line.stretches().enumerate() {
            if index == 0 {
                x -= part_of_size(stretch.lead);
            }
            x -= part_of_size(stretch.before);
            let first = self.glyphs.len();
            self.glyphs.extend_from_slice(glyphs);
            self.runs.push(Run {
                x,
                baseline,
                face,
                size: setting.size,
                glyphs: (first, self.glyphs.len()),
                part,
            });
            let advances = glyphs.iter().map(|glyph| f64::from(glyph.advance));
            x += setting.size * (advances.sum::<f64>() / 1000.0);
            x -= part_of_size(stretch.after);
        }
    }
}
