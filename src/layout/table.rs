//! Lays out a table: titles, columns, rows, pages, each step in the file of its name.

use super::draw::{self, Frame};
use super::measure::{Galley, Setting};
use super::page::{self, Body, PieceKind, Plan};
use super::{FaceIndex, FontSet, Layout, MissingGlyph, Page, Part, column, row, rule};
use crate::grid::{CellIndex, Grid, Look, Paper};
use crate::length::Length;

/// A look names a face that no font has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("没有名为 {face} 的字体;已有的是 {known}")]
pub struct UnknownFace {
    /// The face asked for.
    pub face: String,
    /// The names of the faces there are, listed.
    pub known: String,
}

/// Lays out a table on pages, without their feet: those count through all tables of a document, see [`add_feet`](super::add_feet).
///
/// # Errors
/// [`UnknownFace`] when the look names a face that is not in `fonts`.
pub fn lay_out(grid: &Grid, fonts: &FontSet) -> Result<Layout, UnknownFace> {
    let faces = faces_of(&grid.look, fonts)?;
    let body = body_of(&grid.look.paper);
    let mut galley = Galley::new(fonts, &faces, body.height());
    let mut missing = Vec::new();
    let titles = set_titles(grid, &mut galley, &mut missing);
    let paper = &grid.look.paper;
    let edges = column::edges(
        &grid.columns,
        paper.left,
        paper.text_width().max(Length::ZERO),
    );
    let cells = set_cells(grid, &edges, &mut galley, &mut missing);
    let row_heights = row::heights(grid, &cells);
    let title_heights = titles.iter().map(Setting::height).collect();
    let composer = Composer {
        grid,
        galley: &galley,
        cells: &cells,
        edges: &edges,
    };
    let (mut pages, start) = composer.title_pages(&titles, body);
    let plans = page::paginate(grid, &row_heights, &cells, body, start);
    composer.add_tables(&mut pages, &plans);
    Ok(Layout {
        pages,
        row_heights,
        title_heights,
        missing,
    })
}

/// The face of each font of a look.
pub(super) fn faces_of(look: &Look, fonts: &FontSet) -> Result<Vec<FaceIndex>, UnknownFace> {
    let known = || {
        fonts
            .faces()
            .iter()
            .map(super::Face::name)
            .collect::<Vec<_>>()
            .join("、")
    };
    let face = |font: &crate::grid::Font| {
        fonts.find(&font.face).ok_or_else(|| UnknownFace {
            face: font.face.clone(),
            known: known(),
        })
    };
    look.fonts.iter().map(face).collect()
}

/// The text block; never without any height.
fn body_of(paper: &Paper) -> Body {
    Body {
        top: paper.top,
        bottom: paper.top + paper.text_height().max(Length::pt(1.0)),
    }
}

fn set_titles(
    grid: &Grid,
    galley: &mut Galley<'_>,
    missing: &mut Vec<MissingGlyph>,
) -> Vec<Setting> {
    let width = grid.look.paper.text_width().max(Length::ZERO);
    let mut characters = Vec::new();
    let titles = grid
        .titles
        .iter()
        .map(|title| {
            galley.set(
                &title.text,
                &grid.look.styles[title.style],
                width,
                &mut characters,
            )
        })
        .collect();
    missing.extend(characters.into_iter().map(|character| MissingGlyph {
        cell: None,
        character,
    }));
    titles
}

fn set_cells(
    grid: &Grid,
    edges: &[Length],
    galley: &mut Galley<'_>,
    missing: &mut Vec<MissingGlyph>,
) -> Vec<Setting> {
    let mut characters = Vec::new();
    let mut settings = Vec::with_capacity(grid.cells.len());
    for (index, cell) in grid.cells.iter().enumerate() {
        let cols = cell.cols();
        settings.push(galley.set(
            &cell.text,
            grid.style(cell),
            edges[cols.end] - edges[cols.start],
            &mut characters,
        ));
        let cell = Some(CellIndex(index));
        missing.extend(
            characters
                .drain(..)
                .map(|character| MissingGlyph { cell, character }),
        );
    }
    settings
}

/// Draws what was set and planned.
struct Composer<'a> {
    grid: &'a Grid,
    galley: &'a Galley<'a>,
    cells: &'a [Setting],
    edges: &'a [Length],
}

impl Composer<'_> {
    /// The titles on as many pages as they need (one, but for the strangest), and where the table begins on the last of them.
    fn title_pages(&self, titles: &[Setting], body: Body) -> (Vec<Page>, Length) {
        let paper = &self.grid.look.paper;
        let mut pages = vec![Page::default()];
        let mut y = body.top;
        for (index, setting) in titles.iter().enumerate() {
            y += setting.padding_y;
            for line in setting.lines.clone() {
                if y + setting.pitch > body.bottom + super::measure::ROUNDING {
                    pages.push(Page::default());
                    y = body.top;
                }
                let frame = Frame {
                    left: paper.left,
                    right: paper.width - paper.right,
                    first_line: y,
                };
                self.draw_line(&mut pages, line, setting, &frame, Part::Title(index));
                y += setting.pitch;
            }
            y += setting.padding_y
                + if setting.lines.is_empty() {
                    setting.pitch
                } else {
                    Length::ZERO
                };
        }
        (pages, y)
    }

    /// Adds the planned pages; the first goes below the titles.
    fn add_tables(&self, pages: &mut Vec<Page>, plans: &[Plan]) {
        for (number, plan) in plans.iter().enumerate() {
            if number > 0 {
                pages.push(Page::default());
            }
            for piece in &plan.pieces {
                let setting = &self.cells[piece.cell.0];
                let part = match piece.kind {
                    PieceKind::Whole | PieceKind::Part => Part::Cell(piece.cell),
                    PieceKind::Repeated => Part::Repeated(piece.cell),
                };
                let cols = self.grid.cell(piece.cell).cols();
                let first_line = draw::first_line(piece, setting);
                let mut frame = Frame {
                    left: self.edges[cols.start],
                    right: self.edges[cols.end],
                    first_line,
                };
                for line in piece.lines.clone() {
                    self.draw_line(pages, line, setting, &frame, part);
                    frame.first_line += setting.pitch;
                }
            }
            if let Some(page) = pages.last_mut() {
                page.rules = rule::rules(self.grid, &plan.strips, self.edges);
            }
        }
    }

    /// Draws a line of the galley on the last page.
    fn draw_line(
        &self,
        pages: &mut [Page],
        line: usize,
        setting: &Setting,
        frame: &Frame,
        part: Part,
    ) {
        let line = &self.galley.lines[line];
        let width = setting.size * (line.width / 1000.0);
        if let Some(page) = pages.last_mut() {
            page.draw_line(
                &self.galley.sorts[line.sorts.clone()],
                width,
                setting,
                frame,
                part,
            );
        }
    }
}
