//! Golden files: the output of each case as text for review. Renewed with `cargo insta test
//! --review` (or `INSTA_UPDATE=always`).
//!
//! `<case>.<table>.grid.txt` one line per cell · `.pages.txt` lines of text and rules by page, in
//! points · `.xlsx.txt` the parts of the package, one element per line · `.html` unchanged ·
//! `.report.txt` the findings. Dates come from the data; nothing is masked.

#![expect(clippy::unwrap_used, reason = "a failed precondition fails the test")]

use std::fmt::Write;

use jixiao::grid::Grid;
use jixiao::layout::{Layout, RunKind, add_feet, lay_out};
use jixiao::render::{Options, Renderer, built_in_fonts};
use jixiao::write::Format;

#[path = "support/snapshot.rs"]
mod snapshot;
#[path = "support/unzipped.rs"]
mod unzipped;

use snapshot::assert_snapshot_in;
use unzipped::texts;

const CASES: [(&str, &str); 2] = [
    (
        "hezheng-2025",
        include_str!("../examples/hezheng-2025.json"),
    ),
    ("breaks", include_str!("golden/breaks.json")),
];

#[test]
fn reports() {
    let renderer = Renderer::built_in();
    for (name, data) in CASES {
        let report = renderer.read(name, data.as_bytes()).report;
        let lines: Vec<String> = report
            .findings()
            .iter()
            .map(|finding| format!("{finding}\n"))
            .collect();
        assert_snapshot_in("golden", &format!("{name}.report"), &lines.join("\n"));
    }
}

#[test]
fn grids_and_pages() {
    let (renderer, fonts) = (Renderer::built_in(), built_in_fonts());
    for (name, data) in CASES {
        let submission = renderer.read(name, data.as_bytes()).value;
        let grids = renderer.grids(&submission.unwrap()).unwrap();
        let mut layouts: Vec<Layout> = grids
            .iter()
            .map(|grid| lay_out(grid, &fonts).unwrap())
            .collect();
        let mut numbered: Vec<(&Grid, &mut Layout)> = grids.iter().zip(&mut layouts).collect();
        add_feet(&mut numbered, &fonts).unwrap();
        for (grid, layout) in grids.iter().zip(&layouts) {
            assert_snapshot_in(
                "golden",
                &format!("{name}.{}.grid", grid.form),
                &grid.dump(),
            );
            assert_snapshot_in(
                "golden",
                &format!("{name}.{}.pages", grid.form),
                &pages(grid, layout),
            );
        }
    }
}

#[test]
fn workbooks_and_html() {
    let renderer = Renderer::built_in();
    let options = Options {
        formats: vec![Format::Xlsx, Format::Html],
        ..Options::default()
    };
    for (name, data) in CASES {
        let made = renderer.render(name, data.as_bytes(), &options).unwrap();
        assert_snapshot_in(
            "golden",
            &format!("{name}.xlsx"),
            &parts(&made.files[0].bytes),
        );
        assert_snapshot_in(
            "golden",
            &format!("{name}.html"),
            std::str::from_utf8(&made.files[1].bytes).unwrap(),
        );
    }
}

/// Lines of text and rules of all pages, in points from the upper left corner, with their run
/// kinds.
fn pages(grid: &Grid, layout: &Layout) -> String {
    let mut out = String::new();
    for (number, page) in layout.pages(grid).enumerate() {
        writeln!(out, "page {}", number + 1).unwrap();
        for run in &page.runs {
            let part = match run.kind {
                RunKind::Title(index) => format!("title {}", index + 1),
                RunKind::Cell(index) => format!(
                    "cell {} {}",
                    grid.cell(index).row + 1,
                    grid.cell(index).col + 1
                ),
                RunKind::Repeated(index) => format!(
                    "repeated {} {}",
                    grid.cell(index).row + 1,
                    grid.cell(index).col + 1
                ),
                RunKind::Continued => "continued".to_owned(),
                RunKind::Head => "head".to_owned(),
                RunKind::Foot => "foot".to_owned(),
                RunKind::Entry(_) | RunKind::Leader => unreachable!("a table has no contents"),
            };
            let (x, baseline, size) = (run.x.to_pt(), run.baseline.to_pt(), run.size.to_pt());
            writeln!(
                out,
                "{x:.2}\t{baseline:.2}\t{size:.2}\tface {}\t{part}\t{}",
                run.face.0,
                page.text_of(run)
            )
            .unwrap();
        }
        for rule in &page.rules {
            let ((x1, y1), (x2, y2)) = (rule.from, rule.to);
            let ends = [x1, y1, x2, y2]
                .map(|length| format!("{:.2}", length.to_pt()))
                .join("\t");
            writeln!(out, "rule\t{ends}\t{:.2}", rule.width.to_pt()).unwrap();
        }
    }
    out
}

/// Parts of a workbook's package by name, one element per line.
fn parts(bytes: &[u8]) -> String {
    let mut out = String::new();
    for (name, text) in texts(bytes) {
        writeln!(out, "=== {name}\n{}", text.replace("><", ">\n<")).unwrap();
    }
    out
}
