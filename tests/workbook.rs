//! Workbooks read as sheets of cells: what is in them, and what is refused.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;

use jixiao::render::{Options, Renderer};
use jixiao::workbook::{self, CellContent};
use jixiao::write::Format;

fn rendered(name: &str) -> Vec<u8> {
    let data = fs::read(format!("{}/examples/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let options = Options {
        formats: vec![Format::Xlsx],
        errors: jixiao::render::OnErrors::GoOn,
        ..Options::default()
    };
    let mut rendered = Renderer::built_in().render(name, &data, &options).unwrap();
    rendered.files.remove(0).bytes
}

#[test]
fn a_workbook_of_ours_is_read() {
    let (workbook, report) = workbook::read("a.xlsx", &rendered("hezheng-2025.json"));
    assert!(report.is_empty(), "{report:?}");
    let workbook = workbook.unwrap();
    let sheet = &workbook.sheets[0];
    let texts: Vec<_> = sheet.cells.iter().map(|cell| cell.text()).collect();
    assert!(texts.iter().any(|text| text == "100%"), "{texts:?}");
    assert!(texts.iter().any(|text| text == "200.95"), "{texts:?}");
    let totals = sheet.cells.iter().filter(|cell| cell.formula.is_some());
    assert!(totals.clone().count() > 2);
    assert!(
        totals
            .clone()
            .any(|cell| matches!(cell.content, CellContent::Percent(_)))
    );
    assert!(sheet.merges.len() > 30);
    assert!(sheet.cells.is_sorted_by_key(|cell| (cell.row, cell.col)));
}
