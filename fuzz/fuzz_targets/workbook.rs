//! Bytes as a workbook: read without a panic, quickly, and as JSON that can be read again.
//!
//! `cargo +nightly fuzz run workbook fuzz/corpus/workbook fuzz/seeds/workbook -- -timeout=5
//! -rss_limit_mb=1024`

#![no_main]

use std::sync::LazyLock;

use jixiao::finding::{Code, Levels, Read};
use jixiao::form::Registry;
use jixiao::layout::FontSet;
use jixiao::render::Renderer;
use jixiao::workbook;
use libfuzzer_sys::fuzz_target;

static RENDERER: LazyLock<Renderer> =
    LazyLock::new(|| Renderer::new(Registry::built_in(), FontSet::new()));

fuzz_target!(|bytes: &[u8]| {
    if workbook::kind_of(bytes).is_none() {
        return;
    }
    let Read {
        value: sources,
        report: _,
    } = RENDERER.open("表.xlsx", bytes);
    for source in &sources {
        let Read { value: _, report } = RENDERER.read_source(source, &Levels::new());
        let broken = (report.findings().iter()).find(|finding| finding.code == Code::JsonSyntax);
        assert!(broken.is_none(), "{broken:?}\n{}", source.text());
    }
});
