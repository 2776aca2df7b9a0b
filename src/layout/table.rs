//! Lays out a table: titles, columns, rows, pages, each step in the file of its name.

use super::draw::{self, Frame};
use super::measure::{Galley, ROUNDING, Setting};
use super::page::{self, Body, Piece, PieceKind, Plan, Start};
use super::{FaceIndex, FontSet, Layout, MissingGlyph, Page, Part, column, figure, row, rule};
use crate::grid::{CellIndex, Grid, Look, Paper, Punctuation};
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
    impose(grid, fonts).map(|imposition| imposition.layout)
}

/// A layout and the plans it was drawn from; the last plan belongs to the last page.
pub(super) struct Imposition {
    pub(super) layout: Layout,
    #[cfg_attr(
        not(test),
        expect(
            dead_code,
            reason = "tests hold each run against the cell it belongs to"
        )
    )]
    pub(super) plans: Vec<Plan>,
    #[cfg_attr(
        not(test),
        expect(
            dead_code,
            reason = "tests hold each run against the cell it belongs to"
        )
    )]
    pub(super) edges: Vec<Length>,
}

/// Lays out a table.
pub(super) fn impose(grid: &Grid, fonts: &FontSet) -> Result<Imposition, UnknownFace> {
    let faces = faces_of(&grid.look, fonts)?;
    let body = body_of(&grid.look.paper);
    let punctuation = grid.look.punctuation;
    let mut galley = Galley::new(fonts, &faces, body.height()).with_punctuation(punctuation);
    let mut missing = Vec::new();
    let titles = set_titles(grid, &mut galley, &mut missing);
    let paper = &grid.look.paper;
    let edges = column::edges(
        &grid.columns,
        paper.left,
        paper.text_width().max(Length::ZERO),
    );
    let mut cells = set_cells(grid, &edges, &mut galley, &mut missing);
    figure::align(grid, &edges, &galley, &mut cells);
    let heights = row::heights(grid, &cells);
    let label = set_continued(grid, &mut galley, &mut missing);
    let title_heights = titles.iter().map(Setting::height).collect();
    let composer = Composer {
        grid,
        galley: &galley,
        cells: &cells,
        edges: &edges,
    };
    let (mut pages, y) = composer.title_pages(&titles, body);
    let start = Start {
        y,
        under_titles: y > body.top,
    };
    let plans = page::paginate(grid, &heights, &cells, below(body, label.as_ref()), start);
    composer.add_table(&mut pages, &plans, label.as_ref());
    let layout = Layout {
        pages,
        row_heights: workbook_heights(grid, (fonts, &faces), &edges, heights),
        title_heights,
        missing,
    };
    Ok(Imposition {
        layout,
        plans,
        edges,
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

/// The text block below the label of a table that goes on; where the label would take half of it, as if there were none.
fn below(body: Body, label: Option<&Setting>) -> Body {
    let height = label.map_or(Length::ZERO, Setting::height);
    if height > body.height() / 2.0 {
        return body;
    }
    Body {
        top: body.top + height,
        ..body
    }
}

/// Sets the label of a table that goes on.
fn set_continued(
    grid: &Grid,
    galley: &mut Galley<'_>,
    missing: &mut Vec<MissingGlyph>,
) -> Option<Setting> {
    let continued = grid.look.continued.as_ref()?;
    let width = grid.look.paper.text_width().max(Length::ZERO);
    let text = continued.text.replace("{title}", &grid.name);
    let mut characters = Vec::new();
    let style = &grid.look.styles[continued.style];
    let setting = galley.set(&text, style, width, &mut characters);
    for character in characters {
        let glyph = MissingGlyph {
            cell: None,
            character,
        };
        if !missing.contains(&glyph) {
            missing.push(glyph);
        }
    }
    Some(setting)
}

/// Heights of the rows for the workbook, which sets each mark of punctuation in a square of its own, whatever the PDF does.
fn workbook_heights(
    grid: &Grid,
    (fonts, faces): (&FontSet, &[FaceIndex]),
    edges: &[Length],
    heights: Vec<Length>,
) -> Vec<Length> {
    if grid.look.punctuation == Punctuation::Full {
        return heights;
    }
    let body = body_of(&grid.look.paper);
    let mut galley = Galley::new(fonts, faces, body.height());
    row::heights(grid, &set_cells(grid, edges, &mut galley, &mut Vec::new()))
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
            galley.set_title(
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
        let width = edges[cols.end] - edges[cols.start];
        let (text, style) = (&cell.text, grid.style(cell));
        settings.push(if cell.number.is_some() {
            galley.set_number(text, style, width, &mut characters)
        } else {
            galley.set(text, style, width, &mut characters)
        });
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
        let (mut pages, mut page) = (Vec::new(), Page::default());
        let mut y = body.top;
        for (index, setting) in titles.iter().enumerate() {
            y += setting.padding_y;
            for line in setting.lines.clone() {
                if y + setting.pitch > body.bottom + ROUNDING {
                    pages.push(std::mem::take(&mut page));
                    y = body.top;
                }
                let frame = Frame {
                    left: paper.left,
                    right: paper.width - paper.right,
                    top: y,
                };
                page.draw_line(
                    &self.galley.line(line, setting),
                    setting,
                    frame,
                    Part::Title(index),
                );
                y += setting.pitch;
            }
            y += setting.padding_y
                + if setting.lines.is_empty() {
                    setting.pitch
                } else {
                    Length::ZERO
                };
        }
        pages.push(page);
        (pages, y)
    }

    /// Draws the planned pages; the first of them goes below the titles.
    fn add_table(&self, pages: &mut Vec<Page>, plans: &[Plan], label: Option<&Setting>) {
        let mut page = pages.pop().unwrap_or_default();
        for (number, plan) in plans.iter().enumerate() {
            if number > 0 {
                pages.push(std::mem::take(&mut page));
                if let Some(label) = label.filter(|_| !plan.strips.is_empty()) {
                    self.draw_continued(&mut page, label);
                }
            }
            for piece in &plan.pieces {
                self.draw_piece(&mut page, piece);
            }
            page.rules = rule::rules(self.grid, &plan.strips, self.edges);
        }
        pages.push(page);
    }

    /// The label of a table that goes on, at the top of the page, if it has room there.
    fn draw_continued(&self, page: &mut Page, label: &Setting) {
        let paper = &self.grid.look.paper;
        let body = body_of(paper);
        if below(body, Some(label)) == body {
            return;
        }
        let mut frame = Frame {
            left: paper.left,
            right: paper.width - paper.right,
            top: body.top + label.padding_y,
        };
        for line in label.lines.clone() {
            let line = self.galley.line(line, label);
            page.draw_line(&line, label, frame, Part::Continued);
            frame.top += label.pitch;
        }
    }

    fn draw_piece(&self, page: &mut Page, piece: &Piece) {
        let setting = &self.cells[piece.cell.0];
        let part = match piece.kind {
            PieceKind::Whole | PieceKind::Part => Part::Cell(piece.cell),
            PieceKind::Repeated => Part::Repeated(piece.cell),
        };
        let cols = self.grid.cell(piece.cell).cols();
        let mut frame = Frame {
            left: self.edges[cols.start],
            right: self.edges[cols.end],
            top: draw::first_line(piece, setting),
        };
        for line in piece.lines.clone() {
            page.draw_line(&self.galley.line(line, setting), setting, frame, part);
            frame.top += setting.pitch;
        }
    }
}
