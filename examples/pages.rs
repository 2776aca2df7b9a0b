//! Positions of all lines of text on the pages of a submission's tables, as JSON, one line per
//! file: `cargo run --example pages -- examples/minimal.json`.
//!
//! The PDF is drawn from the same layout. The checks in `tests/outside` compare PDFs read by other
//! programs with this output: cell, position and width of each text.

use std::error::Error;
use std::fs;

use jixiao::grid::Grid;
use jixiao::layout::{Layout, Page, RunKind, add_feet, lay_out};
use jixiao::render::Renderer;
use serde_json::{Value, json};

/// Tables of a submission, including erroneous ones: text of each cell, and lines of each page.
/// Lengths in points, from the upper left corner.
pub(crate) fn run(renderer: &Renderer, input: &str) -> Result<String, Box<dyn Error>> {
    let submission = renderer.read(input, &fs::read(input)?).value;
    let submission = submission.ok_or_else(|| format!("{input} cannot be read"))?;
    let grids = renderer
        .grids(&submission)
        .map_err(|report| format!("the template has errors: {:?}", report.findings()))?;
    let mut layouts: Vec<Layout> = grids
        .iter()
        .map(|grid| lay_out(grid, renderer.fonts()))
        .collect::<Result<_, _>>()?;
    let mut both: Vec<(&Grid, &mut Layout)> = grids.iter().zip(&mut layouts).collect();
    add_feet(&mut both, renderer.fonts())?;
    let tables: Vec<Value> = grids
        .iter()
        .zip(&layouts)
        .map(|(grid, layout)| table(grid, layout))
        .collect();
    Ok(json!({ "file": input, "tables": tables }).to_string() + "\n")
}

fn table(grid: &Grid, layout: &Layout) -> Value {
    let titles: Vec<&str> = (grid.titles.iter())
        .map(|title| title.text.as_str())
        .collect();
    let cells: Vec<&str> = grid.cells.iter().map(|cell| cell.text.as_str()).collect();
    let pages: Vec<Value> = layout.pages(grid).map(page).collect();
    json!({ "name": grid.name, "titles": titles, "cells": cells, "pages": pages })
}

#[expect(clippy::needless_pass_by_value, reason = "a page is drawn once")]
fn page(page: Page) -> Value {
    let runs = page.runs.iter().map(|run| {
        let (part, index) = match run.kind {
            RunKind::Title(index) => ("title", index),
            RunKind::Cell(index) => ("cell", index.0),
            RunKind::Repeated(index) => ("repeated", index.0),
            RunKind::Continued => ("continued", 0),
            RunKind::Head => ("head", 0),
            RunKind::Foot => ("foot", 0),
            RunKind::Entry(index) => ("entry", index),
            RunKind::Leader => ("leader", 0),
        };
        let advances = page.glyphs_of(run).iter();
        let thousandths: f64 = advances.map(|glyph| f64::from(glyph.advance)).sum();
        json!({
            "part": part, "index": index, "text": page.text_of(run),
            "x": run.x.to_pt(), "baseline": run.baseline.to_pt(), "size": run.size.to_pt(),
            "width": run.size.to_pt() * thousandths / 1000.0,
        })
    });
    Value::Array(runs.collect())
}

#[expect(clippy::print_stdout, reason = "an example prints its result")]
fn main() -> Result<(), Box<dyn Error>> {
    let renderer = Renderer::built_in();
    for input in std::env::args().skip(1) {
        print!("{}", run(&renderer, &input)?);
    }
    Ok(())
}
