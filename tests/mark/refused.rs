//! Files that cannot be annotated, each with its reason and without a panic.

use std::time::{Duration, Instant};

use jixiao::mark::{MarkError, mark};
use jixiao::workbook::limits::MAX_PARTS;

use crate::book::{Parts, errors, relations, workbook};
use crate::zipped::zipped;

fn refusal(bytes: &[u8]) -> MarkError {
    mark(bytes, &errors(&["表!B3"]), "").unwrap_err()
}

/// A workbook with one changed part.
fn with(name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut parts = workbook("<sheetData/>");
    let text = parts.get_mut(name).unwrap();
    *text = change(text);
    zipped(&parts)
}

#[test]
fn other_kinds_of_files_are_rejected_by_kind() {
    assert_eq!(refusal(b""), MarkError::NotAWorkbook);
    assert_eq!(refusal(b"{\"year\": 2025}"), MarkError::NotAWorkbook);
    let ole = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    assert_eq!(refusal(&ole), MarkError::OldFormat);
    let mut encrypted = ole.to_vec();
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(refusal(&encrypted), MarkError::Encrypted);
    // A zip that is no workbook, a text document, a binary workbook.
    assert_eq!(refusal(&zipped(&Parts::new())), MarkError::NotAWorkbook);
    let document = with("xl/workbook.xml", |_| {
        "<w:document xmlns:w=\"urn:w\"/>".to_owned()
    });
    assert_eq!(refusal(&document), MarkError::NotAWorkbook);
    let binary = with("_rels/.rels", |_| {
        relations(&[("rId1", "officeDocument", "xl/workbook.bin")])
    });
    assert_eq!(refusal(&binary), MarkError::Binary);
}

#[test]
fn broken_parts_are_named() {
    let sheet = "xl/worksheets/sheet1.xml";
    for (bytes, part) in [
        (with(sheet, |_| String::new()), sheet),
        (with(sheet, |text| text.replace("</worksheet>", "")), sheet),
        (
            with(sheet, |text| {
                text.replace("<sheetData/>", "<sheetData></row>")
            }),
            sheet,
        ),
        (with(sheet, |text| text.replace("<sheetData/>", "")), sheet),
        (
            with(sheet, |text| {
                format!("<!DOCTYPE a [<!ENTITY b \"c\">]>{text}")
            }),
            sheet,
        ),
        (with(sheet, |text| format!("{text}{text}")), sheet),
        (with("xl/styles.xml", |_| "<".to_owned()), "xl/styles.xml"),
        (
            with("xl/workbook.xml", |text| text.replace("sheets", "sheet")),
            "xl/workbook.xml",
        ),
        (
            with("[Content_Types].xml", |_| "no".to_owned()),
            "[Content_Types].xml",
        ),
        (
            with("xl/_rels/workbook.xml.rels", |_| "<a>".to_owned()),
            "xl/_rels/workbook.xml.rels",
        ),
        (
            with("xl/_rels/workbook.xml.rels", |text| {
                text.replace("styles.xml", "elsewhere.xml")
            }),
            "xl/elsewhere.xml",
        ),
        (
            with(sheet, |text| {
                text.replace("<sheetData/>", "<sheetData/><legacyDrawing r:id=\"rId9\"/>")
            }),
            sheet,
        ),
    ] {
        match refusal(&bytes) {
            MarkError::Broken { part: seen, .. } => assert_eq!(seen, part),
            other => panic!("{part}: {other:?}"),
        }
    }
    let whole = zipped(&workbook("<sheetData/>"));
    assert!(matches!(
        refusal(&whole[..whole.len() / 2]),
        MarkError::Broken { .. }
    ));
}

/// Refused within a second, regardless of the size of the unpacked content.
#[test]
fn bombs_are_refused_quickly() {
    let parts = workbook("");
    let blank = " ".repeat(100 << 20);
    let unpacked = zipped(parts.iter().map(|(name, text)| {
        let more = if name.contains("sheet1") { &*blank } else { "" };
        (name, format!("{text}{more}"))
    }));
    let entries = zipped((0..=MAX_PARTS).map(|number| (number.to_string(), "")));
    let mut large = zipped(&parts);
    large.resize(33 * 1024 * 1024, 0);
    for bytes in [unpacked, entries, large] {
        let begun = Instant::now();
        assert!(matches!(refusal(&bytes), MarkError::TooLarge(_)));
        assert!(
            begun.elapsed() < Duration::from_secs(5),
            "{:?}",
            begun.elapsed()
        );
    }
}

/// Truncated, duplicated and scrambled parts: a copy or an error.
#[test]
fn no_package_makes_a_panic() {
    let mut parts = workbook(
        "<cols><col min=\"1\" max=\"3\" width=\"9\"/></cols><sheetData><row r=\"3\" spans=\"1:2\"><c r=\"A3\" s=\"1\"/></row></sheetData><mergeCells><mergeCell ref=\"A3:B4\"/></mergeCells><legacyDrawing r:id=\"rId2\"/>",
    );
    parts.insert(
        "xl/worksheets/_rels/sheet1.xml.rels".to_owned(),
        relations(&[
            ("rId1", "comments", "../c.xml"),
            ("rId2", "vmlDrawing", "../d.vml"),
        ]),
    );
    parts.insert("xl/c.xml".to_owned(), format!("<comments xmlns=\"{}\"><authors/><commentList><comment ref=\"A3\"><text><t>字</t></text></comment></commentList></comments>", crate::book::MAIN));
    parts.insert("xl/d.vml".to_owned(), "<xml><o:idmap data=\"1\"/><v:shape id=\"_x0000_s9\"><x:ClientData ObjectType=\"Note\"><x:Anchor>1, 2, 3, 4, 5, 6, 7, 8</x:Anchor><x:Row>2</x:Row><x:Column>0</x:Column></x:ClientData></v:shape></xml>".to_owned());
    let report = errors(&["表!B3", "表!D9"]);
    assert!(mark(&zipped(&parts), &report, "").is_ok());
    let odd = [
        "<",
        ">",
        "\"",
        "/",
        "&",
        "字",
        "<!--",
        "<![CDATA[",
        "4294967295",
        "-1",
        "xmlns:x=\"a\"",
        "]]>",
        "<?",
        "\0",
    ];
    let mut made = 0;
    for name in parts.keys() {
        let text = &parts[name];
        for (number, (at, _)) in text.char_indices().enumerate().step_by(3) {
            let odd = odd[number % odd.len()];
            let mut end = (at + number % 7).min(text.len());
            while !text.is_char_boundary(end) {
                end += 1;
            }
            for new in [
                text[..at].to_owned(),
                format!("{}{odd}{}", &text[..at], &text[end..]),
            ] {
                let mut changed = parts.clone();
                changed.insert(name.clone(), new);
                made += usize::from(mark(&zipped(&changed), &report, "").is_ok());
            }
        }
    }
    assert!(made > 100, "{made}");
}

/// A scrambled package: wrong lists of entries, sizes and offsets.
#[test]
fn no_zip_makes_a_panic() {
    let whole = zipped(&workbook("<sheetData/>"));
    let report = errors(&["表!B3"]);
    let mut made = 0;
    for at in 0..whole.len() {
        for new in [0, 0xFF, whole[at] ^ 0x10] {
            let mut bytes = whole.clone();
            bytes[at] = new;
            made += usize::from(mark(&bytes, &report, "").is_ok());
        }
        let _ = mark(&whole[..at], &report, "");
    }
    assert!(made > 100, "{made}");
}
