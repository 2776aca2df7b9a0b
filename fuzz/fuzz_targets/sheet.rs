//! Parts of a workbook: the bytes are the sheet's XML, the shared texts, the formats, divided by a mark; they are zipped here, so that the fuzzer need
//! not learn to make a zip.
//!
//! `cargo +nightly fuzz run sheet fuzz/corpus/sheet fuzz/seeds/sheet -- -dict=fuzz/sheet.dict -timeout=5 -rss_limit_mb=1024`

#![no_main]

use std::io::{Cursor, Write};
use std::sync::LazyLock;

use jixiao::diag::{Code, Levels};
use jixiao::form::Registry;
use jixiao::layout::FontSet;
use jixiao::render::Renderer;
use libfuzzer_sys::fuzz_target;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

static RENDERER: LazyLock<Renderer> = LazyLock::new(|| {
    // The library that reads sheets panics on some damaged ones; that is caught and told. Any other panic ends the run.
    let abort = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !(panic.location()).is_some_and(|location| location.file().contains("calamine")) {
            abort(panic);
        }
    }));
    Renderer::new(Registry::built_in(), FontSet::new())
});

/// Divides the parts.
const MARK: &[u8] = b"\n====\n";

const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const WORKBOOK_RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        writer.start_file(*name, options).expect("memory can be written");
        writer.write_all(bytes).expect("memory can be written");
    }
    writer.finish().expect("memory can be written").into_inner()
}

fn divided(bytes: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(MARK.len()).position(|window| window == MARK) {
        parts.push(&rest[..at]);
        rest = &rest[at + MARK.len()..];
    }
    parts.push(rest);
    parts
}

fuzz_target!(|bytes: &[u8]| {
    let parts = divided(bytes);
    let names = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"];
    let mut all: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", RELS.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", WORKBOOK_RELS.as_bytes()),
    ];
    all.extend(names.into_iter().zip(parts));
    let (sources, _) = RENDERER.open("表.xlsx", &zipped(&all));
    for source in &sources {
        let (_, report) = RENDERER.read_source(source, &Levels::new());
        let broken = (report.findings().iter()).find(|finding| finding.code == Code::JsonSyntax);
        assert!(broken.is_none(), "{broken:?}\n{}", source.text());
    }
});
