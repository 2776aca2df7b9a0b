//! Parts of an OFD with attached data, replaced by the sections of the input (document, page, tags,
//! fonts, list of attachments, data): read without a panic, quickly; what is read is a submission's
//! text or has a finding.
//!
//! Seeds: `cargo run --example ofd_parts` in this folder writes `seeds/ofd` from the minimal example.
//!
//! `cargo +nightly fuzz run ofd fuzz/corpus/ofd fuzz/seeds/ofd -- -timeout=5 -rss_limit_mb=1024
//! -max_len=200000`

#![no_main]

use std::sync::LazyLock;

use jixiao::finding::{Levels, Read};
use jixiao::form::Registry;
use jixiao::layout::FontSet;
use jixiao::render::Renderer;
use jixiao_fuzz::{OfdParts, divided};
use libfuzzer_sys::fuzz_target;

static RENDERER: LazyLock<Renderer> =
    LazyLock::new(|| Renderer::new(Registry::built_in(), FontSet::new()));
static PARTS: LazyLock<OfdParts> = LazyLock::new(OfdParts::of_example);

fuzz_target!(|bytes: &[u8]| {
    let ofd = PARTS.with(&divided(bytes));
    let Read {
        value: sources,
        report,
    } = RENDERER.open("表.ofd", &ofd);
    assert!(!sources.is_empty() || report.has_errors());
    for source in &sources {
        RENDERER.read_source(source, &Levels::new());
    }
});
