//! Accessible PDFs (`--accessible`): PDF/UA-1 and PDF/A level A are claimed, the rules that we can
//! check hold, and what stands against them is named.
//!
//! `tests/tags.rs` checks the structure itself: every text is the content of one element or an
//! artifact, heads have a scope, rows are whole. Here: what else ISO 14289-1 asks.

#![expect(clippy::unwrap_used, reason = "a failed precondition fails the test")]

use jixiao::PdfClaim;
use jixiao::finding::{Code, Report};
use jixiao::render::{Attach, OnErrors, Options, Rendered, Renderer, Volume};
use jixiao::write::Format;
use jixiao::write::pdf::{Bound, Chapter, Cover, write_volume};
use jixiao::write::{Date, Properties, VolumePaper, part_of};
use lopdf::{Dictionary, Document, Object};

const MINIMAL: &str = include_str!("../examples/minimal.json");

fn options(claim: PdfClaim) -> Options {
    Options {
        formats: vec![Format::Pdf],
        errors: OnErrors::Continue,
        claim,
        ..Options::default()
    }
}

fn made(data: &str, options: &Options) -> Rendered {
    let renderer = Renderer::built_in();
    renderer.render("a.json", data.as_bytes(), options).unwrap()
}

/// A volume of one department.
fn volume(cover_line: &str) -> std::io::Result<Vec<u8>> {
    let renderer = Renderer::built_in();
    let read = renderer.read("a.json", MINIMAL.as_bytes()).value.unwrap();
    let options = options(PdfClaim::Accessible);
    let made = renderer.render_read(&read, Report::new(), &options, Volume::With);
    let part = made.unwrap().pages.unwrap();
    let chapters = [Chapter {
        title: "某局",
        name: "某局",
        division: "",
        tables: &part.tables,
    }];
    let cover = Cover {
        look: &renderer.registry().edition(0).look,
        bureau: "云岭县财政局",
        title: "绩效目标表",
        subtitle: "",
        kind: "合订本",
        lines: &[cover_line.to_owned()],
        imprint: &[],
        contents: "目录",
        index: "分部门页码",
    };
    let properties = Properties {
        title: "合订本".to_owned(),
        author: String::new(),
        subject: String::new(),
        date: Date::new(2025, 1, 1).unwrap(),
    };
    let bound = Bound {
        cover: &cover,
        chapters: &chapters,
        by_name: &[0],
        claim: PdfClaim::Accessible,
    };
    let mut bytes = Vec::new();
    let pages = part_of(part.bytes, VolumePaper::Pdf).unwrap();
    let given = |_| Ok(pages.clone());
    write_volume(&mut bytes, &bound, given, &properties, renderer.fonts())?;
    Ok(bytes)
}

fn catalog(file: &Document) -> Dictionary {
    file.catalog().unwrap().clone()
}

/// What ISO 14289-1 asks of a file besides its structure.
fn assert_accessible(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    assert!(text.contains("<pdfuaid:part>1</pdfuaid:part>"));
    assert!(text.contains("<pdfaid:conformance>A</pdfaid:conformance>"));
    // A schema that PDF/A does not know is described.
    assert!(text.contains("<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"));
    let xmp = &text[text.find("<x:xmpmeta").unwrap()..];
    let xmp = &xmp[..xmp.find("</x:xmpmeta>").unwrap() + "</x:xmpmeta>".len()];
    assert!(xmp.contains("<dc:title>"), "7.1: a title");
    assert_eq!(xmp.matches("<rdf:Description").count(), 2);
    assert_eq!(xmp.matches("</rdf:Description>").count(), 2);
    let file = Document::load_mem(bytes).unwrap();
    let catalog = catalog(&file);
    let shown = catalog
        .get(b"ViewerPreferences")
        .unwrap()
        .as_dict()
        .unwrap();
    let shown = shown.get(b"DisplayDocTitle").unwrap();
    assert!(matches!(shown, Object::Boolean(true)), "7.1: it is shown");
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"zh-CN");
    assert!(!catalog.has(b"AcroForm") && !catalog.has(b"OCProperties"));
    for page in file.get_pages().into_values() {
        let page = file.get_dictionary(page).unwrap();
        assert_eq!(
            page.get(b"Tabs").unwrap().as_name().unwrap(),
            b"S",
            "7.18.3"
        );
        assert!(page.has(b"StructParents"));
    }
    for object in file.objects.values() {
        let Ok(dict) = object.as_dict() else { continue };
        let is = |key: &[u8], name: &str| {
            let value = dict.get(key).and_then(Object::as_name);
            value.is_ok_and(|value| value == name.as_bytes())
        };
        if is(b"Subtype", "Link") {
            assert!(dict.has(b"Contents"), "7.18.5: a description");
            assert!(dict.has(b"StructParent"), "7.18.1: within an element");
        }
        if is(b"Subtype", "Type0") {
            assert!(dict.has(b"ToUnicode"), "7.21.7");
        }
        if is(b"Type", "FontDescriptor") {
            assert!(dict.has(b"FontFile2") && !dict.has(b"CIDSet"), "7.21.4");
        }
        if is(b"Type", "Filespec") {
            assert!(dict.has(b"F") && dict.has(b"UF"), "7.11");
        }
    }
}

#[test]
fn an_accessible_paper_claims_it_and_keeps_the_rules() {
    let plain = made(MINIMAL, &options(PdfClaim::Archive))
        .files
        .remove(0)
        .bytes;
    let plain = String::from_utf8_lossy(&plain);
    assert!(plain.contains("<pdfaid:conformance>U</pdfaid:conformance>"));
    assert!(!plain.contains("pdfuaid"));
    assert_accessible(&made(MINIMAL, &options(PdfClaim::Accessible)).files[0].bytes);
    let with_data = Options {
        attach: Attach::Data,
        ..options(PdfClaim::Accessible)
    };
    assert_accessible(&made(MINIMAL, &with_data).files[0].bytes);
    assert_accessible(&volume("一个部门").unwrap());
}

#[test]
fn characters_without_a_meaning_are_named_and_refused() {
    for character in [
        '\u{E000}',
        '\u{F8FF}',
        '\u{F0001}',
        '\u{10FFFD}',
        '\u{FDD0}',
    ] {
        let data = MINIMAL.replacen("云岭县档案馆", &format!("云岭{character}档案馆"), 1);
        let refused = made(&data, &options(PdfClaim::Accessible));
        assert!(refused.files.is_empty());
        let found = refused.report.findings().iter();
        let mut found = found.filter(|one| one.code == Code::PaperInaccessible);
        let first = found.next().unwrap();
        assert_eq!(first.seen, format!("U+{:04X}", u32::from(character)));
        assert!(
            first.place.position.is_some() || !first.place.label.is_empty(),
            "{first:?}"
        );
        let plain = made(&data, &options(PdfClaim::Archive));
        assert_eq!(plain.files.len(), 1, "without the option it is made");
    }
    let error = volume("造字\u{E000}").unwrap_err();
    assert!(error.to_string().contains("U+E000"), "{error}");
}
