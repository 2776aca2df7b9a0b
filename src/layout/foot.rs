//! Page feet (页脚), numbered through all tables of a document.

use super::draw::Frame;
use super::measure::Galley;
use super::table::{UnknownFace, faces_of};
use super::{FontSet, Layout, MissingGlyph, Part};
use crate::grid::{Foot, Grid};
use crate::length::Length;

/// Draws the foot of each page of a document's tables; pages are numbered from the first table's first to the last table's last.
///
/// # Errors
/// [`UnknownFace`] when a look names a face that is not in `fonts`.
pub fn add_feet(tables: &mut [(&Grid, &mut Layout)], fonts: &FontSet) -> Result<(), UnknownFace> {
    let pages = tables.iter().map(|(_, layout)| layout.pages.len()).sum();
    let mut before = 0;
    for (grid, layout) in tables {
        if let Some(foot) = &grid.look.paper.foot {
            add_to(grid, layout, foot, (before, pages), fonts)?;
        }
        before += layout.pages.len();
    }
    Ok(())
}

/// Draws the feet of one table, before which `count.0` of the document's `count.1` pages stand.
fn add_to(
    grid: &Grid,
    layout: &mut Layout,
    foot: &Foot,
    count: (usize, usize),
    fonts: &FontSet,
) -> Result<(), UnknownFace> {
    let faces = faces_of(&grid.look, fonts)?;
    let paper = &grid.look.paper;
    let style = &grid.look.styles[foot.style];
    let mut galley = Galley::new(fonts, &faces, paper.height);
    let mut missing = Vec::new();
    for (index, page) in layout.pages.iter_mut().enumerate() {
        let number = (count.0 + index + 1).to_string();
        let text = foot
            .text
            .replace("{pages}", &count.1.to_string())
            .replace("{page}", &number);
        let setting = galley.set(&text, style, Length::pt(f64::INFINITY), &mut missing);
        let baseline = paper.height - foot.height;
        let (left, right) = (
            paper.left - setting.padding_x,
            paper.width - paper.right + setting.padding_x,
        );
        let frame = Frame {
            left,
            right,
            top: baseline - setting.rise,
        };
        for line in setting.lines.clone() {
            page.draw_line(&galley.line(line, &setting), &setting, frame, Part::Foot);
        }
    }
    for character in missing {
        let glyph = MissingGlyph {
            cell: None,
            character,
        };
        if !layout.missing.contains(&glyph) {
            layout.missing.push(glyph);
        }
    }
    Ok(())
}
