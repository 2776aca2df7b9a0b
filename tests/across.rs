//! Formulas across the sheets of a workbook: an invented edition (`tests/across/`) whose tables
//! compute with each other's values.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use jixiao::finding::Read;
use jixiao::form::built_in_folder;
use jixiao::render::{BlankOptions, Files, Options, Renderer};
use jixiao::workbook;
use jixiao::write::Format;

#[path = "support/rendered.rs"]
mod rendered;

use rendered::rendered;

/// Start of the look in the built-in `edition.toml`.
const LOOK: &str = "# 纸张与页边距";

const DATA: &str = include_str!("across/data.json");

fn renderer() -> Renderer {
    let folder = tempfile::tempdir().unwrap();
    let built_in = built_in_folder("gansu-2025").unwrap();
    let look = built_in["edition.toml"].text();
    let look = &look[look.find(LOOK).unwrap()..];
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/across");
    for name in [
        "department.toml",
        "department.tera",
        "project.toml",
        "project.tera",
    ] {
        fs::copy(own.join(name), folder.path().join(name)).unwrap();
    }
    let edition = fs::read_to_string(own.join("edition.toml")).unwrap();
    fs::write(
        folder.path().join("edition.toml"),
        format!("{edition}\n{look}"),
    )
    .unwrap();
    let read = Renderer::with_folders(Some(folder.path()), None).unwrap();
    assert!(read.report.is_empty(), "{:?}", read.report.findings());
    read.value.unwrap()
}

/// The formulas of a workbook with their saved results, one a line.
fn formulas(bytes: &[u8]) -> String {
    let Read { value, report } = workbook::read("a.xlsx", bytes);
    assert!(report.is_empty(), "{report:?}");
    let mut lines = String::new();
    for sheet in &value.unwrap().sheets {
        for cell in &sheet.cells {
            let Some(formula) = &cell.formula else {
                continue;
            };
            let place = format!("{}!{}", sheet.name, cell_name(cell.row, cell.col));
            writeln!(lines, "{place} ={formula} → {}", cell.text()).unwrap();
        }
    }
    lines
}

fn cell_name(row: u32, col: u32) -> String {
    format!("{}{}", jixiao::source::column_name(col), row + 1)
}

fn workbook_of(data: &str) -> String {
    formulas(&rendered(&renderer(), data.as_bytes(), Format::Xlsx))
}

#[test]
fn the_data_have_no_findings() {
    let report = renderer().read("a.json", DATA.as_bytes()).report;
    assert!(report.is_empty(), "{:?}", report.findings());
}

#[test]
fn values_of_other_tables_are_cells_of_other_sheets() {
    insta::assert_snapshot!(workbook_of(DATA));
}

#[test]
fn a_workbook_is_read_back() {
    let renderer = renderer();
    let bytes = rendered(&renderer, DATA.as_bytes(), Format::Xlsx);
    let read = renderer.read("a.xlsx", &bytes);
    assert!(read.report.is_empty(), "{:?}", read.report.findings());
}

#[test]
fn what_the_workbook_lacks_is_a_value() {
    // A name of a sheet with an apostrophe, which other programs do not read.
    let quoted = workbook_of(&DATA.replacen("节水宣传", "节水'宣传", 1));
    assert!(
        !quoted.contains("宣传'!") && !quoted.contains("部门表!D3 ="),
        "{quoted}"
    );
    // Each table in a workbook of its own.
    let options = Options {
        formats: vec![Format::Xlsx],
        files: Files::EachTable,
        ..Options::default()
    };
    let made = renderer()
        .render("a.json", DATA.as_bytes(), &options)
        .unwrap();
    assert_eq!(made.files.len(), 4);
    for file in made.files {
        let formulas = formulas(&file.bytes);
        assert!(
            !formulas.contains('!') || !formulas.contains("'!"),
            "{formulas}"
        );
    }
    // A number too long for a workbook.
    let long = workbook_of(&DATA.replacen("400.5", "1234567890123456.5", 1));
    assert!(!long.contains("部门表'!D3"), "{long}");
}

#[test]
fn a_blank_refers_to_tables_that_occur_once() {
    let renderer = renderer();
    let edition = renderer.registry().find("across-2026").unwrap();
    let whole = renderer
        .blank(edition, &BlankOptions::all(edition, 2))
        .unwrap();
    insta::assert_snapshot!(formulas(&whole.value.unwrap().file.bytes));
    // Alone, a project's table has no department.
    let alone = renderer.blank(edition, &BlankOptions::one(1, 1)).unwrap();
    let alone = formulas(&alone.value.unwrap().file.bytes);
    assert!(!alone.contains("部门表"), "{alone}");
}
