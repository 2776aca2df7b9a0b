//! Lays out a table: titles, columns, rows, pages; each step is in the file of its name.

use super::draw::{self, Frame};
use super::forme::Forme;
use super::measure::{Galley, ROUNDING, Setting};
use super::page::{self, Body, Piece, PieceKind, Plan, Start};
use super::{FaceIndex, FontSet, Layout, MissingGlyph, Page, Part, column, figure, row, rule};
use crate::grid::{CellIndex, Grid, Look, Paper, Punctuation};
use crate::length::Length;

/// A look names a face that is not in the font set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("没有名为 {face} 的字体;已有的是 {known}")]
pub struct UnknownFace {
    /// The face that was named.
    pub face: String,
    /// Names of the faces in the set, joined.
    pub known: String,
}

/// Lays out a table on pages, without feet: those count through all tables of a document, see
/// [`add_feet`](super::add_feet).
///
/// # Errors
/// [`UnknownFace`] when the look names a face that is not in `fonts`.
pub fn lay_out(grid: &Grid, fonts: &FontSet) -> Result<Layout, UnknownFace> {
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
    let mut cells: Vec<Setting> = set_cells(grid, &edges, &mut galley, &mut missing);
    figure::align(grid, &edges, galley.forme(), &mut cells);
    let heights = row::heights(grid, cells.iter().map(Setting::height));
    let label = set_continued(grid, &mut galley, &mut missing);
    let title_heights = titles.iter().map(Setting::height).collect();
    let (title_lines, y) = place_titles(&titles, body);
    let start = Start {
        y,
        under_titles: y > body.top,
    };
    let plans = page::paginate(grid, &heights, &cells, below(body, label.as_ref()), start);
    let imposition = Imposition {
        forme: galley.into_forme(),
        titles,
        title_lines,
        cells,
        label,
        edges,
        plans,
    };
    let heights = workbook_heights(grid, (fonts, &faces), &imposition.edges, heights);
    Ok(Layout::new(imposition, heights, title_heights, missing))
}

/// Source of a table's pages.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Imposition {
    forme: Forme,
    titles: Vec<Setting>,
    title_lines: Vec<TitleLine>,
    cells: Vec<Setting>,
    /// Label of continuation pages.
    label: Option<Setting>,
    /// Edges of the columns.
    pub(super) edges: Vec<Length>,
    /// Page plans; the first page begins below the titles.
    pub(super) plans: Vec<Plan>,
}

/// Position of a line of a title.
#[derive(Debug, Clone, PartialEq)]
struct TitleLine {
    page: usize,
    title: usize,
    line: u32,
    top: Length,
}

/// Face of each font of a look.
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

/// Text block below the label of a continuation page; the whole block if the label would take more
/// than half of it.
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

/// Sets the label of continuation pages.
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

/// Row heights for the workbook, which sets punctuation in full squares, whatever the PDF does.
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
    let mut missing = Vec::new();
    let texts = (0..grid.cells.len()).map(|index| {
        let height = set_cell(grid, index, edges, &mut galley, &mut missing).height();
        galley.clear();
        height
    });
    row::heights(grid, texts)
}

/// The text block, with some height in any case.
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
    for index in 0..grid.cells.len() {
        settings.push(set_cell(grid, index, edges, galley, &mut characters));
        let cell = Some(CellIndex(index));
        missing.extend(
            characters
                .drain(..)
                .map(|character| MissingGlyph { cell, character }),
        );
    }
    settings
}

fn set_cell(
    grid: &Grid,
    index: usize,
    edges: &[Length],
    galley: &mut Galley<'_>,
    missing: &mut Vec<char>,
) -> Setting {
    let cell = &grid.cells[index];
    let cols = cell.cols();
    let width = edges[cols.end] - edges[cols.start];
    let (text, style) = (&cell.text, grid.style(cell));
    if cell.number.is_some() {
        galley.set_number(text, style, width, missing)
    } else {
        galley.set(text, style, width, missing)
    }
}

/// Lines of the titles on as many pages as they need (nearly always one), and where the table
/// begins on the last of them.
fn place_titles(titles: &[Setting], body: Body) -> (Vec<TitleLine>, Length) {
    let (mut lines, mut page) = (Vec::new(), 0);
    let mut y = body.top;
    for (title, setting) in titles.iter().enumerate() {
        y += setting.padding_y;
        for line in setting.lines.clone() {
            if y + setting.pitch > body.bottom + ROUNDING {
                page += 1;
                y = body.top;
            }
            lines.push(TitleLine {
                page,
                title,
                line,
                top: y,
            });
            y += setting.pitch;
        }
        y += setting.padding_y
            + if setting.lines.is_empty() {
                setting.pitch
            } else {
                Length::ZERO
            };
    }
    (lines, y)
}

impl Imposition {
    /// Number of pages before the first plan, which are full of titles.
    pub(super) fn title_pages(&self) -> usize {
        self.title_lines.last().map_or(0, |line| line.page)
    }

    pub(super) fn page_count(&self) -> usize {
        self.title_pages() + self.plans.len().max(1)
    }

    /// Draws a page, without its foot.
    pub(super) fn page(&self, grid: &Grid, index: usize) -> Page {
        let mut page = Page::default();
        let paper = &grid.look.paper;
        for place in self.title_lines.iter().filter(|line| line.page == index) {
            let setting = &self.titles[place.title];
            let frame = Frame {
                left: paper.left,
                right: paper.width - paper.right,
                top: place.top,
            };
            let line = self.forme.line(place.line, setting.size);
            page.draw_line(line, setting, frame, Part::Title(place.title));
        }
        let number = index.checked_sub(self.title_pages());
        if let Some((number, plan)) =
            number.and_then(|number| Some((number, self.plans.get(number)?)))
        {
            self.draw_plan(grid, number, plan, &mut page);
        }
        page
    }

    fn draw_plan(&self, grid: &Grid, number: usize, plan: &Plan, page: &mut Page) {
        if number > 0 && !plan.strips.is_empty() {
            self.draw_continued(grid, page);
        }
        for piece in &plan.pieces {
            self.draw_piece(grid, page, piece);
        }
        page.rules = rule::rules(grid, &plan.strips, &self.edges);
    }

    /// Draws the label of a continuation page at its top, if it fits.
    fn draw_continued(&self, grid: &Grid, page: &mut Page) {
        let Some(label) = &self.label else {
            return;
        };
        let paper = &grid.look.paper;
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
            let line = self.forme.line(line, label.size);
            page.draw_line(line, label, frame, Part::Continued);
            frame.top += label.pitch;
        }
    }

    fn draw_piece(&self, grid: &Grid, page: &mut Page, piece: &Piece) {
        let setting = &self.cells[piece.cell.0];
        let part = match piece.kind {
            PieceKind::Whole | PieceKind::Part => Part::Cell(piece.cell),
            PieceKind::Repeated => Part::Repeated(piece.cell),
        };
        let cols = grid.cell(piece.cell).cols();
        let mut frame = Frame {
            left: self.edges[cols.start],
            right: self.edges[cols.end],
            top: draw::first_line(piece, setting),
        };
        for line in piece.lines.clone() {
            let line = self.forme.line(line, setting.size);
            page.draw_line(line, setting, frame, part);
            frame.top += setting.pitch;
        }
    }
}
