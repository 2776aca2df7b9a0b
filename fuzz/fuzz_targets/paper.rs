//! Bytes as a PDF with attached data: read without a panic, quickly; what is read is a submission's
//! text or has a finding.
//!
//! Seeds: `jixiao render examples/*.json --format pdf --attach-data -o fuzz/seeds/paper`, also saved by
//! `qpdf --qdf --object-streams=disable`, whose text a mutation reaches.
//!
//! `cargo +nightly fuzz run paper fuzz/corpus/paper fuzz/seeds/paper -- -timeout=5
//! -rss_limit_mb=1024`

#![no_main]

use std::sync::LazyLock;

use jixiao::finding::{Levels, Read};
use jixiao::form::Registry;
use jixiao::layout::FontSet;
use jixiao::render::Renderer;
use libfuzzer_sys::fuzz_target;

static RENDERER: LazyLock<Renderer> =
    LazyLock::new(|| Renderer::new(Registry::built_in(), FontSet::new()));

fuzz_target!(|bytes: &[u8]| {
    if !bytes.starts_with(b"%PDF-") {
        return;
    }
    let Read {
        value: sources,
        report,
    } = RENDERER.open("表.pdf", bytes);
    assert!(!sources.is_empty() || report.has_errors());
    for source in &sources {
        RENDERER.read_source(source, &Levels::new());
    }
});
