//! What the targets share: inputs of several parts in one text, small workbooks and editions made of them.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use jixiao::diag::Source;
use jixiao::form::Registry;
use jixiao::layout::FontSet;
use jixiao::render::Renderer;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Divides the parts of an input.
const MARK: &[u8] = b"\n====\n";

/// The parts of an input.
pub fn divided(bytes: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(MARK.len()).position(|window| window == MARK) {
        parts.push(&rest[..at]);
        rest = &rest[at + MARK.len()..];
    }
    parts.push(rest);
    parts
}

const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const WORKBOOK_RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// A workbook of one sheet from the parts of an input: the sheet's XML, the shared texts, the formats.
pub fn workbook(bytes: &[u8]) -> Vec<u8> {
    let names = [
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
    ];
    let mut all: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", RELS.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", WORKBOOK_RELS.as_bytes()),
    ];
    all.extend(names.into_iter().zip(divided(bytes)));
    zipped(&all)
}

/// Parts, zipped without compression.
pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(*name, options)
            .expect("memory can be written");
        writer.write_all(bytes).expect("memory can be written");
    }
    writer.finish().expect("memory can be written").into_inner()
}

/// A registry with the edition of these texts alone; none where they are no edition.
pub fn edition(files: &[(&str, &str)]) -> Option<Registry> {
    let files: BTreeMap<String, Source> = (files.iter())
        .map(|(name, text)| ((*name).to_owned(), Source::new(name, *text)))
        .collect();
    let mut registry = Registry::default();
    let report = registry.add_files("表样", files);
    for finding in report.findings() {
        let _ = finding.to_string();
    }
    let is_usable = !registry.editions().is_empty();
    assert_eq!(is_usable, !report.has_errors(), "{:?}", report.findings());
    is_usable.then_some(registry)
}

/// A renderer without faces, which nothing that is not laid out needs.
pub fn bare(registry: Registry) -> Renderer {
    Renderer::new(registry, FontSet::new())
}

/// The library that reads sheets panics on some damaged ones; that is caught and told. Any other panic ends the run.
pub fn allow_panics_of_the_sheet_reader() {
    let abort = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !(panic.location()).is_some_and(|location| location.file().contains("calamine")) {
            abort(panic);
        }
    }));
}
