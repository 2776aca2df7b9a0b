//! Workbooks read as sheets of cells: what is in them, and what is refused.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::{Cursor, Write};
use std::time::Instant;

use jixiao::diag::Code;
use jixiao::render::{Options, Renderer};
use jixiao::workbook::limits::{MAX_FILLED, MAX_PARTS, MAX_UNPACKED};
use jixiao::workbook::{self, CellContent};
use jixiao::write::Format;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn rendered(name: &str) -> Vec<u8> {
    let data = fs::read(format!("{}/examples/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let options = Options {
        formats: vec![Format::Xlsx],
        errors: jixiao::render::OnErrors::GoOn,
        ..Options::default()
    };
    let mut rendered = Renderer::built_in().render(name, &data, &options).unwrap();
    rendered.files.remove(0).bytes
}

#[test]
fn a_workbook_of_ours_is_read() {
    let (workbook, report) = workbook::read("a.xlsx", &rendered("hezheng-2025.json"));
    assert!(report.is_empty(), "{report:?}");
    let workbook = workbook.unwrap();
    let sheet = &workbook.sheets[0];
    let texts: Vec<_> = sheet.cells.iter().map(|cell| cell.text()).collect();
    assert!(texts.iter().any(|text| text == "100%"), "{texts:?}");
    assert!(texts.iter().any(|text| text == "200.95"), "{texts:?}");
    let totals = sheet.cells.iter().filter(|cell| cell.formula.is_some());
    assert!(totals.clone().count() > 2);
    assert!(
        totals
            .clone()
            .any(|cell| matches!(cell.content, CellContent::Percent(_)))
    );
    assert!(sheet.merges.len() > 30);
    assert!(sheet.cells.is_sorted_by_key(|cell| (cell.row, cell.col)));
}

// What is refused: each within a second and without taking memory by what the file says of itself.

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let options = SimpleFileOptions::default().compression_level(Some(9));
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

fn sheet(xml: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", RELS.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS.as_bytes()),
        ("xl/worksheets/sheet1.xml", xml.as_bytes()),
    ];
    parts.extend_from_slice(more);
    zipped(&parts)
}

fn cells(inner: &str) -> String {
    format!(
        "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>{inner}</sheetData></worksheet>"
    )
}

/// The code of the one finding, in good time.
fn refused(name: &str, bytes: &[u8]) -> (Code, String) {
    let begun = Instant::now();
    let (workbook, report) = workbook::read("a.xlsx", bytes);
    let seconds = begun.elapsed().as_secs_f64();
    // A debug build on a busy machine is slow; a release build keeps to a second.
    let most = if cfg!(debug_assertions) { 20.0 } else { 1.0 };
    assert!(seconds < most, "{name}: {seconds} s");
    assert!(workbook.is_none(), "{name}");
    assert_eq!(report.findings().len(), 1, "{name}: {report:?}");
    let finding = &report.findings()[0];
    (finding.code, finding.seen.clone())
}

#[test]
fn what_is_no_workbook_is_told_by_what_it_is() {
    let word = zipped(&[("_rels/.rels", b""), ("word/document.xml", b"<w/>")]);
    assert!(refused("docx", &word).1.contains("Word"));
    let plain = zipped(&[("a.txt", b"a")]);
    assert!(refused("zip", &plain).1.contains("压缩文件"));
    let ods = zipped(&[("mimetype", b"a"), ("content.xml", b"<a/>")]);
    assert!(refused("ods", &ods).1.contains("OpenDocument"));
    assert_eq!(refused("text", b"abc").0, Code::WorkbookUnreadable);
    assert_eq!(refused("cut", b"PK\x03\x04abc").0, Code::WorkbookUnreadable);
    let whole = rendered("minimal.json");
    for cut in (0..whole.len()).step_by(whole.len() / 40) {
        let (workbook, report) = workbook::read("a.xlsx", &whole[..cut]);
        assert!(workbook.is_none() && report.has_errors(), "{cut}");
    }
}

#[test]
fn a_workbook_with_a_password_is_told() {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("/EncryptedPackage")
        .unwrap()
        .write_all(&[1; 5000])
        .unwrap();
    file.create_stream("/EncryptionInfo")
        .unwrap()
        .write_all(&[1; 100])
        .unwrap();
    assert_eq!(
        refused("encrypted", &file.into_inner().into_inner()).0,
        Code::WorkbookEncrypted
    );
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let stream = [
        0x09, 8, 4, 0, 0, 6, 5, 0, 0x2F, 0, 2, 0, 1, 0, 0x0A, 0, 0, 0,
    ];
    file.create_stream("/Workbook")
        .unwrap()
        .write_all(&stream)
        .unwrap();
    assert_eq!(
        refused("xls", &file.into_inner().into_inner()).0,
        Code::WorkbookEncrypted
    );
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("/WordDocument")
        .unwrap()
        .write_all(&[1; 100])
        .unwrap();
    assert!(
        refused("doc", &file.into_inner().into_inner())
            .1
            .contains("Word")
    );
}

#[test]
fn a_cell_at_the_far_end_takes_no_room() {
    let far = sheet(
        &cells(
            "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>",
        ),
        &[],
    );
    let begun = Instant::now();
    let (workbook, report) = workbook::read("a.xlsx", &far);
    assert!(report.is_empty(), "{report:?}");
    assert_eq!(workbook.unwrap().sheets[0].cells.len(), 2);
    assert!(begun.elapsed().as_secs() < 1);
    let beyond = sheet(
        &cells("<row r=\"9999999\"><c r=\"A9999999\"><v>1</v></c></row>"),
        &[],
    );
    assert_eq!(refused("beyond", &beyond).0, Code::WorkbookUnreadable);
}

#[test]
fn bombs_are_refused() {
    let zeros = vec![b' '; usize::try_from(MAX_UNPACKED).unwrap() + 1];
    let bomb = sheet(&cells(""), &[("xl/worksheets/sheet2.xml", &zeros)]);
    assert!(bomb.len() < 1 << 20);
    assert_eq!(refused("unpacked", &bomb).0, Code::WorkbookTooLarge);
    let names: Vec<String> = (0..=MAX_PARTS)
        .map(|number| format!("xl/{number}.xml"))
        .collect();
    let parts: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), &b"<a/>"[..]))
        .collect();
    assert_eq!(refused("parts", &zipped(&parts)).0, Code::WorkbookTooLarge);
    let texts = b"<sst uniqueCount=\"99999999999999\"><si><t>a</t></si></sst>";
    let bomb = sheet(&cells(""), &[("xl/sharedStrings.xml", texts)]);
    assert_eq!(refused("texts", &bomb).0, Code::WorkbookTooLarge);
    let long = format!("<sst><si><t>{}</t></si></sst>", "长".repeat(100_000));
    let row = "<row><c t=\"s\"><v>0</v></c></row>".repeat(300);
    let bomb = sheet(&cells(&row), &[("xl/sharedStrings.xml", long.as_bytes())]);
    assert_eq!(
        refused("one text in many cells", &bomb).0,
        Code::WorkbookTooLarge
    );
    let styles = format!(
        "<styleSheet><cellXfs>{}</cellXfs></styleSheet>",
        "<xf/>".repeat(600_000)
    );
    let bomb = sheet(&cells(""), &[("xl/styles.xml", styles.as_bytes())]);
    assert_eq!(refused("formats", &bomb).0, Code::WorkbookUnreadable);
    let shared = sheet(
        &cells(
            "<row r=\"1\"><c r=\"A1\"><f t=\"shared\" si=\"18446744073709551615\" ref=\"A1:B2\">1</f><v>1</v></c></row>",
        ),
        &[],
    );
    assert!(workbook::read("a.xlsx", &shared).0.is_some());
}

#[test]
fn too_many_cells_are_refused() {
    let mut rows = String::with_capacity(32 << 20);
    for _ in 0..=MAX_FILLED / 100 {
        rows.push_str("<row>");
        rows.push_str(&"<c><v>1</v></c>".repeat(100));
        rows.push_str("</row>");
    }
    assert_eq!(
        refused("cells", &sheet(&cells(&rows), &[])).0,
        Code::WorkbookTooLarge
    );
}

#[test]
fn macros_and_links_are_left_aside_and_told() {
    let with = sheet(
        &cells("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"),
        &[
            ("xl/vbaProject.bin", b"x"),
            ("xl/externalLinks/externalLink1.xml", b"<a/>"),
        ],
    );
    let (workbook, report) = workbook::read("a.xlsm", &with);
    assert!(workbook.is_some());
    let codes: Vec<Code> = report
        .findings()
        .iter()
        .map(|finding| finding.code)
        .collect();
    assert_eq!(codes, [Code::WorkbookAside; 2]);
}

#[test]
fn damaged_cells_are_findings_and_no_panic() {
    for inner in [
        "<row><c r=\"99999999999999999999\"><v>1</v></c></row>",
        "<row r=\"-1\"><c r=\"\"><v>1</v></c></row>",
        "<row><c t=\"s\"><v>9</v></c></row>",
        "<row><c t=\"b\"><v>x</v></c></row>",
        "<row><c t=\"zz\"><v>1</v></c></row>",
        "<row><c><v>1",
    ] {
        let (workbook, report) = workbook::read("a.xlsx", &sheet(&cells(inner), &[]));
        assert!(workbook.is_none() && report.has_errors(), "{inner}");
    }
}
