//! A custom writer: each table of a submission as JSON, cell by cell. `cargo run --example grid --
//! examples/minimal.json`
//!
//! The built-in writers use a [`Grid`] too. The checks in `tests/outside` compare written files
//! with this output.

use std::error::Error;
use std::fs;

use jixiao::grid::{Cell, Grid, Notation, Role};
use jixiao::render::Renderer;
use serde_json::{Value, json};

/// Tables of a submission as JSON, in order; rows and columns from 1. `heading` is the index of the
/// title that names the table, `framed` the first and last row inside the frame.
pub(crate) fn run(input: &str) -> Result<String, Box<dyn Error>> {
    let renderer = Renderer::built_in();
    let read = renderer.read(input, &fs::read(input)?);
    let (submission, report) = (read.value, read.report);
    let submission = submission
        .filter(|_| !report.has_errors())
        .ok_or_else(|| format!("{input} has errors: see the example `findings`"))?;
    let grids = renderer
        .grids(&submission)
        .map_err(|report| format!("the template has errors: {:?}", report.findings()))?;
    let tables: Vec<Value> = grids.iter().map(table).collect();
    Ok(serde_json::to_string(&tables)? + "\n")
}

fn table(grid: &Grid) -> Value {
    let titles: Vec<&str> = grid
        .titles
        .iter()
        .map(|title| title.text.as_str())
        .collect();
    let heads: Vec<[usize; 2]> = grid
        .groups
        .iter()
        .map(|group| [group.head.start + 1, group.head.end])
        .collect();
    let cells: Vec<Value> = grid.cells.iter().map(|one| cell(grid, one)).collect();
    let paper = &grid.look.paper;
    json!({
        "form": grid.form, "name": grid.name, "titles": titles, "heading": grid.heading(),
        "heads": heads, "framed": [grid.framed.start + 1, grid.framed.end],
        "landscape": paper.width > paper.height,
        "rows": grid.row_count(), "cols": grid.col_count(), "cells": cells,
    })
}

fn cell(grid: &Grid, cell: &Cell) -> Value {
    let style = grid.style(cell);
    let font = &grid.look.fonts[style.font];
    // As text: a JSON number would become a double.
    let number = cell.number.map(|number| number.value.to_string());
    let notation = cell.number.map(|number| match number.notation {
        Notation::Plain { decimals } => ("plain", decimals),
        Notation::Percent { decimals } => ("percent", decimals),
        Notation::Thousands { decimals } => ("thousands", decimals),
    });
    json!({
        "row": cell.row + 1, "col": cell.col + 1, "rowspan": cell.rowspan, "colspan": cell.colspan,
        "text": cell.text, "number": number, "notation": notation, "formula": cell.formula.is_some(),
        "label": cell.role == Role::Label, "pointer": cell.pointer,
        "font": font.workbook, "bold": font.bold, "size": style.size.to_pt(),
    })
}

#[expect(clippy::print_stdout, reason = "an example prints its result")]
fn main() -> Result<(), Box<dyn Error>> {
    let input = std::env::args()
        .nth(1)
        .ok_or("usage: grid FILE (a submission)")?;
    print!("{}", run(&input)?);
    Ok(())
}
