//! Parts of a workbook: the sheet's XML, the shared strings, the styles, separated by a divider.
//! They are zipped here, so that the fuzzer need not generate a valid zip.
//!
//! `cargo +nightly fuzz run sheet fuzz/corpus/sheet fuzz/seeds/sheet -- -dict=fuzz/sheet.dict
//! -timeout=5 -rss_limit_mb=1024`

#![no_main]

use std::sync::LazyLock;

use jixiao::finding::{Code, Levels, Read};
use jixiao::form::Registry;
use jixiao::render::Renderer;
use jixiao_fuzz::{bare, workbook};
use libfuzzer_sys::fuzz_target;

static RENDERER: LazyLock<Renderer> = LazyLock::new(|| bare(Registry::built_in()));

fuzz_target!(|bytes: &[u8]| {
    let Read {
        value: sources,
        report: _,
    } = RENDERER.open("表.xlsx", &workbook(bytes));
    for source in &sources {
        let Read { value: _, report } = RENDERER.read_source(source, &Levels::new());
        let broken = (report.findings().iter()).find(|finding| finding.code == Code::JsonSyntax);
        assert!(broken.is_none(), "{broken:?}\n{}", source.text());
    }
});
