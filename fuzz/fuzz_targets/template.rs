//! Text as a form's template (a second section is `_part.tera`, for includes), rendered with
//! invented data and with a submission: a grid or a finding, soon and within the limits.
//!
//! `cargo +nightly fuzz run template fuzz/corpus/template fuzz/seeds/template --
//! -dict=fuzz/template.dict -timeout=10 -rss_limit_mb=2048`

#![no_main]

use jixiao::finding::{Levels, Read};
use jixiao_fuzz::{bare, divided, edition};
use libfuzzer_sys::fuzz_target;

const EDITION: &str = include_str!("../seeds/small/edition.toml");
const FORM: &str = include_str!("../seeds/small/form.toml");
const DATA: &[u8] = include_bytes!("../seeds/small/data.json");

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let parts = divided(text.as_bytes());
    let part = |index: usize| {
        let part = parts.get(index).copied().unwrap_or_default();
        std::str::from_utf8(part).expect("the divider is ASCII")
    };
    let files = [
        ("edition.toml", EDITION),
        ("form.toml", FORM),
        ("form.tera", part(0)),
        ("_part.tera", part(1)),
    ];
    let registry = edition(&files).expect("the definitions are valid");
    let renderer = bare(registry);
    for finding in renderer.validate().findings() {
        assert!(!finding.to_string().is_empty());
    }
    let Read {
        value: submission,
        report,
    } = renderer.read("数据.json", DATA);
    assert!(!report.has_errors(), "{:?}", report.findings());
    let submission = submission.expect("the data are valid");
    if let Ok(grids) = renderer.grids(&submission) {
        for grid in grids {
            let slots = grid.row_count() * grid.col_count();
            let covered: usize = (grid.cells.iter())
                .map(|cell| cell.rowspan * cell.colspan)
                .sum();
            assert_eq!(slots, covered);
        }
    }
    let _ = renderer.read_source(
        &jixiao::source::Source::new("数据.json", std::str::from_utf8(DATA).expect("text")),
        &Levels::new(),
    );
});
