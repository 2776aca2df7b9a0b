//! Text as a flat list: read without a panic, quickly, and as JSON that can be read again.
//!
//! glibc retains memory at the end of a thread, which looks like a leak; hence `-detect_leaks=0`.
//!
//! `cargo +nightly fuzz run list fuzz/corpus/list fuzz/seeds/list -- -dict=fuzz/list.dict
//! -timeout=5 -rss_limit_mb=1024 -detect_leaks=0`

#![no_main]

use std::sync::LazyLock;

use jixiao::export::Subtotals;
use jixiao::finding::{Code, Read};
use jixiao::form::Registry;
use jixiao::layout::FontSet;
use jixiao::render::{Encoding, ListFormat, Renderer};
use libfuzzer_sys::fuzz_target;

static RENDERER: LazyLock<Renderer> =
    LazyLock::new(|| Renderer::new(Registry::built_in(), FontSet::new()));

fuzz_target!(|bytes: &[u8]| {
    // Workbooks have a target of their own.
    if bytes.starts_with(b"PK") || bytes.starts_with(b"\xD0\xCF") {
        return;
    }
    let Read {
        value: sources,
        report: _,
    } = RENDERER.open("清单.csv", bytes);
    let is_list = sources.iter().any(|source| source.cell(0).is_some());
    if !is_list {
        return;
    }
    let mut submissions = Vec::new();
    for source in &sources {
        let Read {
            value: submission,
            report,
        } = RENDERER.read_for_list(source);
        let broken = (report.findings().iter()).find(|finding| finding.code == Code::JsonSyntax);
        assert!(broken.is_none(), "{broken:?}\n{}", source.text());
        submissions.push(submission.expect("a list gives submissions"));
    }
    if submissions.is_empty() {
        return;
    }
    // Written again in both formats, with subtotals.
    for format in [ListFormat::Xlsx, ListFormat::Csv(Encoding::Utf8)] {
        RENDERER
            .list(&submissions, format, Subtotals::With, "清单")
            .expect("a list can be written");
    }
});
