//! Page feet (页脚), numbered through all tables of a document.

use super::draw::Frame;
use super::forme::Forme;
use super::measure::{Galley, Setting};
use super::table::{UnknownFace, faces_of};
use super::{FontSet, Layout, MissingGlyph, Page, Part};
use crate::grid::{Foot, Grid};
use crate::length::Length;

/// Gives each page of a document's tables its foot; pages are numbered from the first table's first to the last table's last.
///
/// # Errors
/// [`UnknownFace`] when a look names a face that is not in `fonts`.
pub fn add_feet(tables: &mut [(&Grid, &mut Layout)], fonts: &FontSet) -> Result<(), UnknownFace> {
    let pages = tables.iter().map(|(_, layout)| layout.page_count()).sum();
    let mut before = 0;
    for (grid, layout) in tables {
        if let Some(foot) = &grid.look.paper.foot {
            add_to(grid, layout, foot, (before, pages), fonts)?;
        }
        before += layout.page_count();
    }
    Ok(())
}

/// The feet of a table's pages, set.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Feet {
    forme: Forme,
    /// One a page, with where it is drawn.
    feet: Vec<(Setting, Frame)>,
}

impl Feet {
    /// Draws the foot of a page.
    pub(super) fn draw(&self, index: usize, page: &mut Page) {
        let Some((setting, frame)) = self.feet.get(index) else {
            return;
        };
        for line in setting.lines.clone() {
            let line = self.forme.line(line, setting.size);
            page.draw_line(line, setting, *frame, Part::Foot);
        }
    }
}

/// Sets the feet of one table, before which `count.0` of the document's `count.1` pages stand.
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
    let mut feet = Vec::with_capacity(layout.page_count());
    for index in 0..layout.page_count() {
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
        feet.push((setting, frame));
    }
    layout.set_feet(Feet {
        forme: galley.into_forme(),
        feet,
    });
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
