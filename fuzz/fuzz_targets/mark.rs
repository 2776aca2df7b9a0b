//! Parts of a package (sheet, styles, comments, boxes, …: `jixiao_fuzz::package`) annotated with
//! findings at several cells: a copy that opens like the original, or an error.
//!
//! `cargo +nightly fuzz run mark fuzz/corpus/mark fuzz/seeds/mark -- -dict=fuzz/sheet.dict
//! -timeout=10 -rss_limit_mb=2048`

#![no_main]

use jixiao::finding::{Code, Finding, Report};
use jixiao::mark::mark;
use jixiao::source::{Place, SheetCell};
use jixiao_fuzz::package;
use libfuzzer_sys::fuzz_target;

/// Annotated cells.
const CELLS: [(u32, u32); 6] = [(0, 0), (1, 1), (3, 2), (9, 5), (40, 1), (1_048_575, 16_383)];

fn report() -> Report {
    let mut report = Report::new();
    for (row, col) in CELLS {
        let place = Place {
            cell: Some(SheetCell {
                sheet: "表".into(),
                number: 0,
                row,
                col,
            }),
            ..Place::file("表.xlsx")
        };
        report.push(
            Finding::new(Code::WrongType, place)
                .seen("=1 <b>&")
                .expected("2")
                .correction("改"),
        );
    }
    report.push(Finding::new(Code::JsonSyntax, Place::file("表.xlsx")).seen("甲"));
    report
}

fuzz_target!(|bytes: &[u8]| {
    let bytes = package(bytes);
    let Ok(marked) = mark(&bytes, &report(), "") else {
        return;
    };
    let before = jixiao::workbook::read("表.xlsx", &bytes).report;
    let after = jixiao::workbook::read("表.xlsx", &marked).report;
    // A readable workbook is readable after annotating.
    assert!(before.has_errors() || !after.has_errors(), "{after:?}");
    mark(&marked, &report(), "").expect("an annotated workbook can be annotated");
});
