//! Lays out a table: titles, columns, rows, pages; each step is in a file of its own.

use super::faces::{UnknownFace, faces_of};
use super::font::{FaceIndex, FontSet};
use super::laid_out::{Layout, MissingGlyph};
use super::pagination::{self, Body, Start};
use super::table_pages::{TablePages, TitleLine, below, body_of};
use super::text_block::{ROUNDING, TextBlock};
use super::typesetter::Typesetter;
use super::{column, decimal, row};
use crate::grid::{CellIndex, Grid, Punctuation, Role};
use crate::length::Length;

/// Lays out a table on pages, without feet: their numbers count through all tables of a document,
/// see [`add_feet`](super::add_feet).
///
/// # Errors
/// [`UnknownFace`] if the look refers to a face that is not in `fonts`.
pub fn lay_out(grid: &Grid, fonts: &FontSet) -> Result<Layout, UnknownFace> {
    let faces = faces_of(&grid.look, fonts)?;
    let body = body_of(&grid.look.paper);
    let punctuation = grid.look.punctuation;
    let mut typesetter = Typesetter::new(fonts, &faces, body.height())
        .with_punctuation(punctuation)
        .with_words(&grid.look.words);
    let mut missing = Vec::new();
    let titles = set_titles(grid, &mut typesetter, &mut missing);
    let paper = &grid.look.paper;
    let edges = column::edges(
        &grid.columns,
        paper.left,
        paper.text_width().max(Length::ZERO),
    );
    let mut cells: Vec<TextBlock> = set_cells(grid, &edges, &mut typesetter, &mut missing);
    decimal::align(grid, &edges, typesetter.text_lines(), &mut cells);
    let heights = row::heights(grid, cells.iter().map(TextBlock::height));
    let label = set_continued(grid, &mut typesetter, &mut missing);
    let title_heights = titles.iter().map(TextBlock::height).collect();
    let (title_lines, y) = place_titles(&titles, body);
    let start = Start {
        y,
        under_titles: y > body.top,
    };
    let plans = pagination::paginate(grid, &heights, &cells, below(body, label.as_ref()), start);
    let table_pages = TablePages {
        text_lines: typesetter.into_lines(),
        titles,
        title_lines,
        cells,
        label,
        edges,
        plans,
    };
    let heights = workbook_heights(grid, (fonts, &faces), &table_pages.edges, heights);
    Ok(Layout::new(table_pages, heights, title_heights, missing))
}

/// Sets the label of continuation pages.
fn set_continued(
    grid: &Grid,
    typesetter: &mut Typesetter<'_>,
    missing: &mut Vec<MissingGlyph>,
) -> Option<TextBlock> {
    let continued = grid.look.continued.as_ref()?;
    let width = grid.look.paper.text_width().max(Length::ZERO);
    let text = continued.text.replace("{title}", &grid.name);
    let mut characters = Vec::new();
    let style = &grid.look.styles[continued.style];
    let block = typesetter.set(&text, style, width, &mut characters);
    for character in characters {
        let glyph = MissingGlyph {
            cell: None,
            character,
        };
        if !missing.contains(&glyph) {
            missing.push(glyph);
        }
    }
    Some(block)
}

/// Row heights for the workbook, which sets punctuation in full squares, regardless of the PDF.
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
    let mut typesetter = Typesetter::new(fonts, faces, body.height()).with_words(&grid.look.words);
    let mut missing = Vec::new();
    let texts = (0..grid.cells.len()).map(|index| {
        let height = set_cell(grid, index, edges, &mut typesetter, &mut missing).height();
        typesetter.clear();
        height
    });
    row::heights(grid, texts)
}

fn set_titles(
    grid: &Grid,
    typesetter: &mut Typesetter<'_>,
    missing: &mut Vec<MissingGlyph>,
) -> Vec<TextBlock> {
    let width = grid.look.paper.text_width().max(Length::ZERO);
    let mut characters = Vec::new();
    let titles = grid
        .titles
        .iter()
        .enumerate()
        .map(|(index, title)| {
            let permitted = grid.breaks.titles.get(&index);
            typesetter.set_title(
                (&title.text, permitted.map_or(&[], Vec::as_slice)),
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
    typesetter: &mut Typesetter<'_>,
    missing: &mut Vec<MissingGlyph>,
) -> Vec<TextBlock> {
    let mut characters = Vec::new();
    let mut blocks = Vec::with_capacity(grid.cells.len());
    for index in 0..grid.cells.len() {
        blocks.push(set_cell(grid, index, edges, typesetter, &mut characters));
        let cell = Some(CellIndex(index));
        missing.extend(
            characters
                .drain(..)
                .map(|character| MissingGlyph { cell, character }),
        );
    }
    blocks
}

fn set_cell(
    grid: &Grid,
    index: usize,
    edges: &[Length],
    typesetter: &mut Typesetter<'_>,
    missing: &mut Vec<char>,
) -> TextBlock {
    let cell = &grid.cells[index];
    let cols = cell.cols();
    let width = edges[cols.end] - edges[cols.start];
    let (text, style) = (&cell.text, grid.style(cell));
    let permitted = grid.breaks.cells.get(&CellIndex(index));
    if cell.number.is_some() {
        typesetter.set_number(text, style, width, missing)
    } else if cell.role == Role::Label || permitted.is_some() {
        let permitted = permitted.map_or(&[][..], Vec::as_slice);
        typesetter.set_label((text, permitted), style, width, missing)
    } else {
        typesetter.set(text, style, width, missing)
    }
}

/// Lines of the titles on as many pages as they need (nearly always one), and the position of the
/// table on the last of them.
fn place_titles(titles: &[TextBlock], body: Body) -> (Vec<TitleLine>, Length) {
    let (mut lines, mut page) = (Vec::new(), 0);
    let mut y = body.top;
    for (title, block) in titles.iter().enumerate() {
        y += block.padding_y;
        for line in block.lines.clone() {
            if y + block.pitch > body.bottom + ROUNDING {
                page += 1;
                y = body.top;
            }
            lines.push(TitleLine {
                page,
                title,
                line,
                top: y,
            });
            y += block.pitch;
        }
        y += block.padding_y
            + if block.lines.is_empty() {
                block.pitch
            } else {
                Length::ZERO
            };
    }
    (lines, y)
}
