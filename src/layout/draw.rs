//! Set lines → runs of glyphs at their places on a page.

use super::measure::{SetLine, Setting, Sort};
use super::page::{Piece, PieceKind};
use super::{Page, Part, Run};
use crate::grid::{Align, VerticalAlign};
use crate::length::Length;

/// Where a line of text is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) left: Length,
    pub(super) right: Length,
    /// Upper edge of the line.
    pub(super) top: Length,
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
    /// Draws one line of a text.
    pub(super) fn draw_line(
        &mut self,
        line: &SetLine<'_>,
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
        x -= part_of_size(line.sorts.first().map_or(0, |sort| sort.lead));
        let baseline = frame.top + setting.rise;
        let go_on =
            |one: &Sort, next: &Sort| one.face == next.face && one.after == 0 && next.before == 0;
        for sorts in line.sorts.chunk_by(go_on) {
            x -= part_of_size(sorts[0].before);
            let first = self.glyphs.len();
            self.glyphs.extend(sorts.iter().map(|sort| sort.glyph));
            let glyphs = (first, self.glyphs.len());
            self.runs.push(Run {
                x,
                baseline,
                face: sorts[0].face,
                size: setting.size,
                glyphs,
                part,
            });
            let advances = sorts.iter().map(|sort| f64::from(sort.glyph.advance));
            x += setting.size * (advances.sum::<f64>() / 1000.0);
            x -= part_of_size(sorts[sorts.len() - 1].after);
        }
    }
}
