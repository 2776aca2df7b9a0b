//! Bytes as the JSON of a submission: read, derived, checked, and rendered if possible. No panic,
//! no endless run; findings have texts and a place.
//!
//! `cargo +nightly fuzz run record fuzz/corpus/record fuzz/seeds/record -- -dict=fuzz/record.dict
//! -timeout=10 -rss_limit_mb=2048`

#![no_main]

use std::sync::LazyLock;

use jixiao::finding::{Levels, Read};
use jixiao::form::Registry;
use jixiao::render::{Audience, Renderer};
use jixiao_fuzz::bare;
use libfuzzer_sys::fuzz_target;

static RENDERER: LazyLock<Renderer> = LazyLock::new(|| bare(Registry::built_in()));

fuzz_target!(|bytes: &[u8]| {
    // Workbooks and lists have targets of their own.
    let is_json = String::from_utf8_lossy(bytes)
        .trim_start()
        .starts_with(['{', '[', '\u{FEFF}']);
    if !is_json {
        return;
    }
    let Read {
        value: sources,
        report: _,
    } = RENDERER.open("数据.json", bytes);
    for source in &sources {
        let Read {
            value: submission,
            report,
        } = RENDERER.read_source(source, &Levels::new());
        for finding in report.findings() {
            assert!(!finding.to_string().is_empty());
        }
        let Some(submission) = submission else {
            assert!(report.has_errors(), "what cannot be read has an error");
            continue;
        };
        let public = RENDERER.for_audience(submission.clone(), Audience::Public);
        for submission in [submission, public] {
            if let Err(report) = RENDERER.grids(&submission) {
                panic!("a built-in template fails: {:?}", report.findings());
            }
        }
    }
});
