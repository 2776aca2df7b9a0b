//! Writes a blank workbook for programs: `cargo run --example blank -- 空白.xlsx gansu-2025 3 20`
//! writes the tables of a submission with three projects and twenty rows in each, and prints as
//! JSON the cell of each value.
//!
//! The checks in `tests/outside` fill in blanks according to this output.

use std::error::Error;
use std::fs;

use jixiao::finding::Read;
use jixiao::render::{BlankOptions, Renderer};
use serde_json::{Value, json};

/// Writes the workbook. Returns the places as JSON: pointer of the value, sheet, cell.
pub(crate) fn run(
    file: &str,
    edition: &str,
    projects: usize,
    rows: usize,
) -> Result<String, Box<dyn Error>> {
    let renderer = Renderer::built_in();
    let edition =
        (renderer.registry().find(edition)).ok_or_else(|| format!("no edition {edition}"))?;
    let mut options = BlankOptions::all(edition, projects);
    options.rows = rows;
    let Read {
        value: form,
        report,
    } = renderer.blank(edition, &options)?;
    let form = form.ok_or_else(|| format!("the template has errors: {:?}", report.findings()))?;
    fs::write(file, &form.file.bytes)?;
    let places: Vec<Value> = form
        .places
        .iter()
        .map(|place| json!({ "pointer": place.pointer, "sheet": place.sheet, "cell": place.cell }))
        .collect();
    Ok(serde_json::to_string(&places)? + "\n")
}

#[expect(clippy::print_stdout, reason = "an example prints its result")]
fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [file, edition, projects, rows] = &words[..] else {
        return Err("usage: blank FILE EDITION PROJECTS ROWS".into());
    };
    print!("{}", run(file, edition, projects.parse()?, rows.parse()?)?);
    Ok(())
}
