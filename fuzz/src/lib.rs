//! Helpers of the targets: inputs with several sections, and small workbooks and editions built
//! from them.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write};

use jixiao::form::Registry;
use jixiao::layout::FontSet;
use jixiao::render::{Attach, Options, Renderer};
use jixiao::source::Source;
use jixiao::write::{Date, Format, Properties};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Divider between the sections of an input.
const DIVIDER: &[u8] = b"\n====\n";

/// The sections of an input.
pub fn divided(bytes: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest
        .windows(DIVIDER.len())
        .position(|window| window == DIVIDER)
    {
        parts.push(&rest[..at]);
        rest = &rest[at + DIVIDER.len()..];
    }
    parts.push(rest);
    parts
}

const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>"#;

/// A workbook of one sheet from the sections of an input: the sheet's XML, shared strings, styles.
pub fn workbook(bytes: &[u8]) -> Vec<u8> {
    let names = [
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
    ];
    let mut all: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", RELS.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", ALL_RELS.as_bytes()),
    ];
    all.extend(names.into_iter().zip(divided(bytes)));
    zipped(&all)
}

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
const ALL_RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
const SHEET_RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="../comments1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/></Relationships>"#;

/// A package from the sections of an input: sheet, styles, comments, comment boxes, shared strings,
/// workbook part, its relationships, content types. Blank or missing ones get a default or are
/// omitted.
pub fn package(bytes: &[u8]) -> Vec<u8> {
    let parts = divided(bytes);
    let part = |index: usize, usual: &'static str| match parts.get(index) {
        Some(part) if !part.is_empty() => part.to_vec(),
        _ => usual.as_bytes().to_vec(),
    };
    let mut all = vec![
        ("[Content_Types].xml", part(7, TYPES)),
        ("_rels/.rels", RELS.as_bytes().to_vec()),
        ("xl/workbook.xml", part(5, WORKBOOK)),
        ("xl/_rels/workbook.xml.rels", part(6, ALL_RELS)),
        ("xl/worksheets/sheet1.xml", part(0, "<worksheet/>")),
        ("xl/styles.xml", part(1, "<styleSheet/>")),
        ("xl/sharedStrings.xml", part(4, "<sst/>")),
    ];
    if parts.get(2).is_some_and(|part| !part.is_empty()) {
        all.push(("xl/comments1.xml", part(2, "")));
        all.push(("xl/drawings/vmlDrawing1.vml", part(3, "<xml/>")));
        all.push((
            "xl/worksheets/_rels/sheet1.xml.rels",
            SHEET_RELS.as_bytes().to_vec(),
        ));
    }
    let all: Vec<(&str, &[u8])> = (all.iter())
        .map(|(name, bytes)| (*name, bytes.as_slice()))
        .collect();
    zipped(&all)
}

/// An uncompressed zip of parts.
pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(*name, options)
            .expect("writing to memory succeeds");
        writer.write_all(bytes).expect("writing to memory succeeds");
    }
    writer
        .finish()
        .expect("writing to memory succeeds")
        .into_inner()
}

/// A registry with only the edition of these texts; `None` if they are not a valid edition.
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

/// Document properties with these texts.
pub fn properties(words: &str) -> Properties {
    Properties {
        title: words.to_owned(),
        author: words.to_owned(),
        subject: "表".to_owned(),
        date: Date {
            year: 2025,
            month: 1,
            day: 1,
        },
    }
}

/// A renderer without fonts, which only layout needs.
pub fn bare(registry: Registry) -> Renderer {
    Renderer::new(registry, FontSet::new())
}

/// The parts that an input replaces, in the order of its sections.
const OFD_SECTIONS: [&str; 6] = [
    "Doc_0/Document.xml",
    "Doc_0/Pages/Page_0/Content.xml",
    "Doc_0/Tags/Tag_0.xml",
    "Doc_0/PublicRes.xml",
    "Doc_0/Attachs/Attachments.xml",
    "Doc_0/Attachs/data_1.txt",
];

/// The parts of an OFD with attached data.
pub struct OfdParts(BTreeMap<String, Vec<u8>>);

impl OfdParts {
    /// The parts of the minimal example.
    ///
    /// # Panics
    /// If it cannot be rendered.
    pub fn of_example() -> OfdParts {
        let options = Options {
            formats: vec![Format::Ofd],
            attach: Attach::Data,
            ..Options::default()
        };
        let data = include_bytes!("../../examples/minimal.json");
        let made = Renderer::built_in().render("a.json", data, &options);
        let ofd = made.expect("it can be rendered").files.remove(0).bytes;
        let mut package = ZipArchive::new(Cursor::new(ofd)).expect("it is a zip");
        let mut parts = BTreeMap::new();
        for index in 0..package.len() {
            let mut part = package.by_index(index).expect("a part can be read");
            let name = part.name().expect("the name is a text").into_owned();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("a part can be read");
            parts.insert(name, bytes);
        }
        OfdParts(parts)
    }

    /// An OFD with these sections.
    ///
    /// # Panics
    /// If it cannot be packed.
    pub fn with(&self, sections: &[&[u8]]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for (name, bytes) in &self.0 {
            let index = OFD_SECTIONS.iter().position(|own| own == name);
            let given = index.and_then(|index| sections.get(index));
            writer
                .start_file(name, stored)
                .expect("a part can be begun");
            writer
                .write_all(given.copied().unwrap_or(bytes))
                .expect("a part can be written");
        }
        writer.finish().expect("it can be finished").into_inner()
    }

    /// The sections of the example.
    pub fn seed(&self) -> Vec<u8> {
        OFD_SECTIONS.map(|name| &self.0[name][..]).join(DIVIDER)
    }
}
