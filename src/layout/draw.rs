//! Typeset lines → runs of glyphs at their positions on a page.

use super::page::{Page, Run, RunKind};
use super::pagination::{CellFragment, CellFragmentKind};
use super::text_block::TextBlock;
use super::text_lines::TypesetLine;
use crate::grid::{Align, VerticalAlign};
use crate::length::Length;

/// Box of a line of text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LineBox {
    pub(super) left: Length,
    pub(super) right: Length,
    /// Upper edge of the line.
    pub(super) top: Length,
}

/// Upper edge of the first line of a cell fragment: aligned according to its style, or at the top
/// if the text is split.
pub(super) fn first_line(cell_fragment: &CellFragment, block: &TextBlock) -> Length {
    let text = block.height_of(cell_fragment.lines.len()) - block.padding_y * 2.0;
    let vertical = match cell_fragment.kind {
        CellFragmentKind::Split => VerticalAlign::Top,
        CellFragmentKind::Whole | CellFragmentKind::Repeated => block.vertical,
    };
    match vertical {
        VerticalAlign::Top => cell_fragment.top + block.padding_y,
        VerticalAlign::Middle => {
            cell_fragment.top + (cell_fragment.bottom - cell_fragment.top - text) / 2.0
        }
        VerticalAlign::Bottom => cell_fragment.bottom - block.padding_y - text,
    }
}

impl Page {
    /// Draws one line of a text.
    pub(super) fn draw_line(
        &mut self,
        line: TypesetLine<'_>,
        block: &TextBlock,
        line_box: LineBox,
        kind: RunKind,
    ) {
        let mut x = match block.align {
            Align::Left => line_box.left + block.padding_x + line.indent,
            Align::Center => (line_box.left + line_box.right - line.width) / 2.0,
            Align::Right => line_box.right - block.padding_x - line.width,
            Align::Decimal => {
                let from_middle = block.from_middle.unwrap_or(line.width / -2.0);
                (line_box.left + line_box.right) / 2.0 + from_middle
            }
        };
        let of_size = |thousandths: u16| block.size * (f64::from(thousandths) / 1000.0);
        let baseline = line_box.top + block.rise;
        for (index, (segment, face, glyphs)) in line.segments().enumerate() {
            if index == 0 {
                x -= of_size(segment.lead);
            }
            x -= of_size(segment.before);
            let first = self.glyphs.len();
            self.glyphs.extend_from_slice(glyphs);
            self.runs.push(Run {
                x,
                baseline,
                face,
                size: block.size,
                glyphs: (first, self.glyphs.len()),
                kind,
            });
            let advances = glyphs.iter().map(|glyph| f64::from(glyph.advance));
            x += block.size * (advances.sum::<f64>() / 1000.0);
            x -= of_size(segment.after);
        }
    }
}
