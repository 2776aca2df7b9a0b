//! Reading workbooks as sheets of cells: contents, and refused files.

#![expect(clippy::unwrap_used, reason = "a failed precondition fails the test")]

use std::fmt::Write as _;
use std::fs;
use std::time::Instant;

use jixiao::finding::{Code, Read};
use jixiao::record::MAX_PROJECTS;
use jixiao::render::Renderer;
use jixiao::workbook::limits::{MAX_FILLED, MAX_PARTS, MAX_SHEETS, MAX_TEXTS, MAX_UNPACKED};
use jixiao::workbook::{self, CellContent, SkippedKind};
use jixiao::write::Format;

#[path = "support/compound.rs"]
mod compound;
#[path = "support/rendered.rs"]
mod rendered;
#[path = "support/small_workbook.rs"]
mod small_workbook;
#[path = "support/zipped.rs"]
mod zipped;

use compound::compound;
use rendered::rendered;
use small_workbook::{BOOK, BOOK_RELS, RELS, small_workbook};
use zipped::zipped;

fn example(data: &[u8]) -> Vec<u8> {
    rendered(&Renderer::built_in(), data, Format::Xlsx)
}

#[test]
fn a_rendered_workbook_is_read() {
    let Read {
        value: workbook,
        report,
    } = workbook::read(
        "a.xlsx",
        &example(include_bytes!("../examples/hezheng-2025.json")),
    );
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

// Refused files: each within a second, without allocating memory by sizes stated in the file.

fn cells(inner: &str) -> String {
    format!(
        "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>{inner}</sheetData></worksheet>"
    )
}

/// Code of the only finding, within the time limit.
fn refused(name: &str, bytes: &[u8]) -> (Code, String) {
    let begun = Instant::now();
    let Read {
        value: workbook,
        report,
    } = workbook::read("a.xlsx", bytes);
    let seconds = begun.elapsed().as_secs_f64();
    // A debug build on a busy machine is slow; a release build takes less than a second.
    let most = if cfg!(debug_assertions) { 20.0 } else { 1.0 };
    assert!(seconds < most, "{name}: {seconds} s");
    assert!(workbook.is_none(), "{name}");
    assert_eq!(report.findings().len(), 1, "{name}: {report:?}");
    let finding = &report.findings()[0];
    (finding.code, finding.seen.clone())
}

#[test]
fn a_file_that_is_no_workbook_is_reported_by_its_kind() {
    let word = zipped([("_rels/.rels", ""), ("word/document.xml", "<w/>")]);
    assert!(refused("docx", &word).1.contains("Word"));
    let plain = zipped([("a.txt", "a")]);
    assert!(refused("zip", &plain).1.contains("压缩文件"));
    let ods = zipped([("mimetype", "a"), ("content.xml", "<a/>")]);
    assert!(refused("ods", &ods).1.contains("OpenDocument"));
    assert_eq!(refused("text", b"abc").0, Code::WorkbookUnreadable);
    assert_eq!(refused("cut", b"PK\x03\x04abc").0, Code::WorkbookUnreadable);
    let whole = example(include_bytes!("../examples/minimal.json"));
    for cut in (0..whole.len()).step_by(whole.len() / 40) {
        let Read {
            value: workbook,
            report,
        } = workbook::read("a.xlsx", &whole[..cut]);
        assert!(workbook.is_none() && report.has_errors(), "{cut}");
    }
}

#[test]
fn a_workbook_with_a_password_is_reported() {
    let encrypted = compound(&[
        ("/EncryptedPackage", &[1; 5000]),
        ("/EncryptionInfo", &[1; 100]),
    ]);
    assert_eq!(refused("encrypted", &encrypted).0, Code::WorkbookEncrypted);
    let stream = [
        0x09, 8, 4, 0, 0, 6, 5, 0, 0x2F, 0, 2, 0, 1, 0, 0x0A, 0, 0, 0,
    ];
    let old = compound(&[("/Workbook", &stream)]);
    assert_eq!(refused("xls", &old).0, Code::WorkbookEncrypted);
    let word = compound(&[("/WordDocument", &[1; 100])]);
    assert!(refused("doc", &word).1.contains("Word"));
}

#[test]
fn excel_97_is_recognised_by_version_not_by_stream_name() {
    let bare = fs::read("tests/cases/xls-bare-stream/raw.xls").unwrap();
    let cells = |bytes: &[u8]| {
        let Read {
            value: workbook,
            report,
        } = workbook::read("a.xls", bytes);
        let sheets = workbook.unwrap_or_else(|| panic!("{report:?}")).sheets;
        sheets.iter().map(|sheet| sheet.cells.len()).sum::<usize>()
    };
    for name in ["/Book", "/BOOK", "/WORKBOOK"] {
        assert_eq!(cells(&compound(&[(name, &bare)])), cells(&bare), "{name}");
    }
    let mut old = bare.clone();
    old[5] = 5;
    assert!(
        refused("95", &compound(&[("/Book", &old)]))
            .1
            .contains("Excel 95")
    );
    let headless = refused("headless", &compound(&[("/Workbook", &bare[8..])]));
    assert!(headless.1.contains("没有开头"), "{headless:?}");
}

#[test]
fn a_cell_at_the_far_end_takes_no_memory() {
    let far = small_workbook(
        &cells(
            "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>",
        ),
        &[],
    );
    let begun = Instant::now();
    let Read {
        value: workbook,
        report,
    } = workbook::read("a.xlsx", &far);
    assert!(report.is_empty(), "{report:?}");
    assert_eq!(workbook.unwrap().sheets[0].cells.len(), 2);
    assert!(begun.elapsed().as_secs() < 1);
    let beyond = small_workbook(
        &cells("<row r=\"9999999\"><c r=\"A9999999\"><v>1</v></c></row>"),
        &[],
    );
    assert_eq!(refused("beyond", &beyond).0, Code::WorkbookUnreadable);
}

#[test]
fn bombs_are_refused() {
    let zeros = vec![b' '; usize::try_from(MAX_UNPACKED).unwrap() + 1];
    let bomb = small_workbook(&cells(""), &[("xl/sharedStrings.xml", &zeros)]);
    assert!(bomb.len() < 1 << 20);
    assert_eq!(refused("unpacked", &bomb).0, Code::WorkbookTooLarge);
    // A part that nothing refers to is never unpacked.
    let orphan = small_workbook(&cells(""), &[("xl/worksheets/sheet2.xml", &zeros)]);
    assert!(workbook::read("a.xlsx", &orphan).value.is_some());
    let names: Vec<String> = (0..=MAX_PARTS)
        .map(|number| format!("xl/{number}.xml"))
        .collect();
    let parts: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), &b"<a/>"[..]))
        .collect();
    assert_eq!(refused("parts", &zipped(parts)).0, Code::WorkbookTooLarge);
    let texts = b"<sst uniqueCount=\"99999999999999\"><si><t>a</t></si></sst>";
    let boast = small_workbook(&cells(""), &[("xl/sharedStrings.xml", texts)]);
    assert!(workbook::read("a.xlsx", &boast).value.is_some());
    let texts = format!("<sst>{}</sst>", "<si/>".repeat(MAX_TEXTS + 1));
    let bomb = small_workbook(&cells(""), &[("xl/sharedStrings.xml", texts.as_bytes())]);
    assert_eq!(refused("texts", &bomb).0, Code::WorkbookTooLarge);
    let long = format!("<sst><si><t>{}</t></si></sst>", "长".repeat(100_000));
    let row = "<row><c t=\"s\"><v>0</v></c></row>".repeat(300);
    let bomb = small_workbook(&cells(&row), &[("xl/sharedStrings.xml", long.as_bytes())]);
    assert_eq!(
        refused("one text in many cells", &bomb).0,
        Code::WorkbookTooLarge
    );
    let styles = format!(
        "<styleSheet><cellXfs>{}</cellXfs></styleSheet>",
        "<xf/>".repeat(600_000)
    );
    let bomb = small_workbook(&cells(""), &[("xl/styles.xml", styles.as_bytes())]);
    assert_eq!(refused("formats", &bomb).0, Code::WorkbookTooLarge);
    let shared = small_workbook(
        &cells(
            "<row r=\"1\"><c r=\"A1\"><f t=\"shared\" si=\"18446744073709551615\" ref=\"A1:B2\">1</f><v>1</v></c></row>",
        ),
        &[],
    );
    assert!(workbook::read("a.xlsx", &shared).value.is_some());
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
        refused("cells", &small_workbook(&cells(&rows), &[])).0,
        Code::WorkbookTooLarge
    );
}

#[test]
fn macros_and_links_are_skipped_and_reported() {
    let with = small_workbook(
        &cells("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"),
        &[
            ("xl/vbaProject.bin", b"x"),
            ("xl/externalLinks/externalLink1.xml", b"<a/>"),
        ],
    );
    let Read {
        value: workbook,
        report,
    } = workbook::read("a.xlsm", &with);
    assert!(workbook.is_some());
    let codes: Vec<Code> = report
        .findings()
        .iter()
        .map(|finding| finding.code)
        .collect();
    assert_eq!(codes, [Code::WorkbookAside; 2]);
}

#[test]
fn a_sheet_with_invalid_references_is_not_read() {
    for inner in [
        "<row><c r=\"99999999999999999999\"><v>1</v></c></row>",
        "<row r=\"-1\"><c r=\"\"><v>1</v></c></row>",
        "<row r=\"0\"><c><v>1</v></c></row>",
        "<row r=\"9999999\"><c><v>1</v></c></row>",
        "<row><c><v>1",
    ] {
        let Read {
            value: workbook,
            report,
        } = workbook::read("a.xlsx", &small_workbook(&cells(inner), &[]));
        assert!(workbook.is_none() && report.has_errors(), "{inner}");
    }
}

/// Contents of a sheet's cells, and its other notes.
fn read(inner: &str, more: &[(&str, &[u8])]) -> (Vec<(String, CellContent)>, Vec<SkippedKind>) {
    let Read {
        value: workbook,
        report,
    } = workbook::read("a.xlsx", &small_workbook(&cells(inner), more));
    assert!(report.is_empty(), "{inner}: {report:?}");
    let sheet = workbook.unwrap().sheets.remove(0);
    let place = |row, col| sheet.cell_at(row, col).name();
    let contents = sheet.cells.iter();
    let contents = contents.map(|cell| (place(cell.row, cell.col), cell.content.clone()));
    let asides = sheet.skipped.iter().map(|aside| aside.what.clone());
    (contents.collect(), asides.collect())
}

/// Relationships of a part.
fn relations(all: &[(&str, &str)]) -> String {
    let mut text = String::from("<Relationships>");
    for (id, (kind, target)) in all.iter().enumerate() {
        let kind =
            format!("http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}");
        write!(
            text,
            r#"<Relationship Id="rId{id}" Type="{kind}" Target="{target}"/>"#
        )
        .unwrap();
    }
    text + "</Relationships>"
}

#[test]
fn what_is_typed_in_charts_and_diagrams_is_told() {
    let words = |text: &str| format!("<a:p><a:r><a:t>{text}</a:t></a:r></a:p>");
    let chart = format!(
        "<c:chartSpace><c:chart><c:title><c:tx><c:rich>{}</c:rich></c:tx></c:title>\
        <c:plotArea><c:ser><c:tx><c:strRef><c:f>A1</c:f><c:v>格里的</c:v></c:strRef></c:tx></c:ser>\
        <c:valAx><c:title><c:tx><c:rich>{}</c:rich></c:tx></c:title></c:valAx></c:plotArea></c:chart></c:chartSpace>",
        words("目标2：完工率"),
        words("单位：元"),
    );
    let drawn = format!(
        "<c:userShapes><cdr:sp><cdr:txBody>{}</cdr:txBody></cdr:sp></c:userShapes>",
        words("图上写的")
    );
    let diagram = format!(
        "<dgm:dataModel><dgm:t>{}</dgm:t></dgm:dataModel>",
        words("第一步")
    );
    let newer = "<cx:chartSpace><cx:chart><cx:title><cx:tx><cx:rich><a:p><a:r><a:t>新式的</a:t></a:r></a:p></cx:rich></cx:tx></cx:title></cx:chart></cx:chartSpace>";
    let of_sheet = relations(&[("drawing", "../drawings/drawing1.xml")]);
    let of_drawing = relations(&[
        ("chart", "../charts/chart1.xml"),
        ("diagramData", "../diagrams/data1.xml"),
        ("chartEx", "../charts/chartEx1.xml"),
    ]);
    let of_chart = relations(&[("chartUserShapes", "../drawings/drawing2.xml")]);
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><drawing r:id="rId0"/></worksheet>"#;
    let workbook = small_workbook(
        sheet,
        &[
            ("xl/worksheets/_rels/sheet1.xml.rels", of_sheet.as_bytes()),
            ("xl/drawings/drawing1.xml", b"<xdr:wsDr/>"),
            ("xl/drawings/_rels/drawing1.xml.rels", of_drawing.as_bytes()),
            ("xl/charts/chart1.xml", chart.as_bytes()),
            ("xl/charts/chartEx1.xml", newer.as_bytes()),
            ("xl/charts/_rels/chart1.xml.rels", of_chart.as_bytes()),
            ("xl/drawings/drawing2.xml", drawn.as_bytes()),
            ("xl/diagrams/data1.xml", diagram.as_bytes()),
        ],
    );
    let Read { value, report } = workbook::read("a.xlsx", &workbook);
    assert!(report.is_empty(), "{report:?}");
    let sheet = value.unwrap().sheets.remove(0);
    let said: Vec<_> = sheet.skipped.into_iter().map(|aside| aside.what).collect();
    let expected = ["第一步", "目标2：完工率", "单位：元", "图上写的", "新式的"];
    assert_eq!(
        said,
        expected.map(|words| SkippedKind::TextBox(words.to_owned()))
    );
}

#[test]
fn an_invalid_cell_is_empty_and_never_loses_the_sheet() {
    let number = |text: &str| CellContent::Number(text.parse().unwrap());
    let text = |text: &str| CellContent::Text(text.to_owned());
    for (inner, content) in [
        ("<c><v> 18.5\n</v></c>", number("18.5")),
        ("<c t=\"n\"><v>1.5E3</v></c>", number("1500")),
        ("<c t=\"b\"><v>1</v></c>", CellContent::Bool(true)),
        ("<c t=\"b\"><v>x</v></c>", text("x")),
        ("<c t=\"zz\"><v>1</v></c>", number("1")),
        ("<c><v>abc</v></c>", text("abc")),
        ("<c><v>inf</v></c>", text("inf")),
        ("<c t=\"s\"><v> 1 </v></c>", text("乙")),
        ("<c t=\"str\"><f>A9</f><v>a&amp;b</v></c>", text("a&b")),
        ("<c t=\"str\"><f>A9</f><v/></c>", CellContent::Blank),
        ("<c t=\"str\"><f>A9</f></c>", CellContent::NoResult),
        ("<c><f>A9</f></c>", CellContent::NoResult),
        ("<c><f>A9</f><v/></c>", CellContent::NoResult),
        ("<c><f>A9</f><v></v></c>", CellContent::NoResult),
        (
            "<c t=\"e\"><v>#SPILL!</v></c>",
            CellContent::Error("#SPILL!".to_owned()),
        ),
        ("<c t=\"inlineStr\"><is><t>甲</t></is></c>", text("甲")),
    ] {
        let texts = "<sst><si><t>甲</t></si><si><t>乙</t></si></sst>";
        let row = format!("<row>{inner}</row>");
        let (cells, asides) = read(&row, &[("xl/sharedStrings.xml", texts.as_bytes())]);
        assert_eq!(cells, [("A1".to_owned(), content)], "{inner}");
        assert!(asides.is_empty(), "{inner}");
    }
    for index in ["9", "-1", "x", "99999999999999999999"] {
        let row = format!("<row><c t=\"s\"><v>{index}</v></c><c><v>1</v></c></row>");
        let (cells, asides) = read(&row, &[]);
        assert_eq!(cells, [("B1".to_owned(), number("1"))]);
        assert_eq!(asides, [SkippedKind::MissingText]);
    }
}

#[test]
fn cells_without_references_follow_the_previous_one() {
    let inner = "<row><c><v>1</v></c></row><row r=\"5\"><c r=\"C5\"><v>2</v></c><c><v>3</v></c></row><row><c/><c><v>4</v></c></row>";
    let (cells, _) = read(inner, &[]);
    let places: Vec<&str> = cells.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(places, ["A1", "C5", "D5", "B6"]);
}

#[test]
fn the_last_of_duplicate_cells_counts_and_the_other_is_noted() {
    let inner = "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>5</v></c><c r=\"A1\"><v>2</v></c><c r=\"B1\"><v>5</v></c></row>";
    let (cells, asides) = read(inner, &[]);
    let number = |text: &str| CellContent::Number(text.parse().unwrap());
    assert_eq!(
        cells,
        [
            ("A1".to_owned(), number("2")),
            ("B1".to_owned(), number("5"))
        ]
    );
    assert_eq!(asides, [SkippedKind::Duplicate("1".to_owned())]);
}

#[test]
fn shared_formulas_are_translated_to_their_cells() {
    let inner = "<row r=\"1\"><c r=\"A1\"><f t=\"shared\" ref=\"A1:A2\" si=\"0\">B1*2</f><v>2</v></c></row>\
        <row r=\"2\"><c r=\"A2\"><f t=\"shared\" si=\"0\"/><v>4</v></c><c r=\"B2\"><f></f><v>0</v></c></row>";
    let workbook = workbook::read("a.xlsx", &small_workbook(&cells(inner), &[])).value;
    let workbook = workbook.unwrap();
    let formulas = workbook.sheets[0].cells.iter();
    let formulas: Vec<_> = formulas.map(|cell| cell.formula.as_deref()).collect();
    assert_eq!(formulas, [Some("B1*2"), Some("B2*2"), Some("")]);
}

#[test]
fn hidden_rows_and_columns_are_recognised() {
    let xml = "<worksheet><cols><col min=\"2\" max=\"3\" hidden=\"1\"/><col min=\"4\" max=\"4\" width=\"0\"/><col min=\"6\" max=\"6\" width=\"9\"/></cols>\
        <sheetData><row r=\"2\" hidden=\"true\"/><row r=\"3\" ht=\"0\" customHeight=\"1\"/><row r=\"5\" ht=\"15\" hidden=\"0\"/></sheetData></worksheet>";
    let workbook = workbook::read("a.xlsx", &small_workbook(xml, &[])).value;
    let sheet = workbook.unwrap().sheets.remove(0);
    assert_eq!(sheet.hidden_rows, [1..=2]);
    assert_eq!(sheet.hidden_cols, [1..=3]);
}

#[test]
fn parts_are_found_by_their_relationships() {
    let one = cells("<row><c s=\"1\"><v>0.5</v></c></row>");
    let styles = "<styleSheet><cellXfs><xf/><xf numFmtId=\"9\"/></cellXfs></styleSheet>".to_owned();
    let root = |target: &str| RELS.replace("xl/workbook.xml", target);
    let book_rels = |sheet: &str, styles: &str| {
        let rels = BOOK_RELS.replace("worksheets/sheet1.xml", sheet);
        rels.replace("\"styles.xml\"", &format!("\"{styles}\""))
    };
    let strict = |text: String| {
        text.replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
            "http://purl.oclc.org/ooxml/officeDocument/relationships/",
        )
    };
    for (name, parts) in [
        (
            "at the root, strict",
            [
                ("_rels/.rels", strict(root("/workbook.xml"))),
                ("workbook.xml", BOOK.to_owned()),
                (
                    "_rels/workbook.xml.rels",
                    strict(book_rels("/表 1.xml", "样.xml")),
                ),
                ("表 1.xml", one.clone()),
                ("样.xml", styles.clone()),
            ],
        ),
        (
            "percent signs, backslashes, letters in other cases",
            [
                ("_RELS/.rels", root("a\\Book.XML")),
                ("A/book.xml", BOOK.to_owned()),
                (
                    "a/_rels/Book.xml.rels",
                    book_rels("..\\b\\%E8%A1%A8.xml", "../b/./c.xml"),
                ),
                ("b/表.xml", one.clone()),
                ("b/C.xml", styles.clone()),
            ],
        ),
        (
            "from the root without a slash; a folder in UTF-16",
            [
                ("_rels/.rels", root("xl/workbook.xml")),
                ("xl/workbook.xml", BOOK.to_owned()),
                (
                    "xl/_rels/workbook.xml.rels",
                    book_rels("xl/a.xml", "xl/b.xml"),
                ),
                ("xl/a.xml", one.clone()),
                ("xl/b.xml", styles.clone()),
            ],
        ),
    ] {
        let read = workbook::read("a.xlsx", &zipped(parts));
        assert!(read.value.is_some(), "{name}: {:?}", read.report);
        let workbook = read.value.unwrap();
        assert_eq!(workbook.sheets[0].cells[0].text(), "50%", "{name}");
    }
}

#[test]
fn a_damaged_part_loses_only_its_own_content() {
    let book = BOOK.replace(
        "</sheets>",
        "<sheet name=\"坏\" sheetId=\"2\" r:id=\"rId7\"/><sheet name=\"缺\" sheetId=\"3\" r:id=\"rId8\"/><sheet name=\"无\" sheetId=\"4\" r:id=\"rId9\"/><sheet name=\"宏\" sheetId=\"5\" r:id=\"rId10\"/></sheets>",
    );
    let relation = |id: &str, kind: &str, target: &str| {
        format!(
            "<Relationship Id=\"{id}\" Type=\"http://schemas.microsoft.com/office/2006/relationships/{kind}\" Target=\"{target}\"/>"
        )
    };
    let more = [
        relation("rId7", "worksheet", "bad.xml"),
        relation("rId8", "worksheet", "gone.xml"),
        relation("rId10", "xlMacrosheet", "macrosheets/sheet1.xml"),
    ];
    let rels = BOOK_RELS.replace("</Relationships>", &(more.concat() + "</Relationships>"));
    let bytes = zipped([
        ("_rels/.rels", RELS.to_owned()),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", rels),
        (
            "xl/worksheets/sheet1.xml",
            cells("<row><c t=\"s\"><v>0</v></c><c s=\"1\"><v>0.5</v></c></row>"),
        ),
        (
            "xl/bad.xml",
            "<worksheet><sheetData><row><c><v>1</c>".to_owned(),
        ),
        ("xl/macrosheets/sheet1.xml", "<macrosheet/>".to_owned()),
        (
            "xl/sharedStrings.xml",
            "<sst><si><t>甲</t></si><si>".to_owned(),
        ),
        ("xl/styles.xml", "<styleSheet><cellXfs><xf".to_owned()),
    ]);
    let Read {
        value: workbook,
        report,
    } = workbook::read("a.xlsx", &bytes);
    let workbook = workbook.unwrap();
    let texts: Vec<_> = workbook.sheets[0]
        .cells
        .iter()
        .map(|cell| &cell.content)
        .collect();
    let unknown = CellContent::Unclear("0.5".to_owned());
    assert_eq!(texts, [&CellContent::Text("甲".to_owned()), &unknown]);
    assert_eq!(workbook.sheets.len(), 1);
    let count = |code| {
        report
            .findings()
            .iter()
            .filter(|finding| finding.code == code)
            .count()
    };
    assert_eq!(count(Code::PartUnreadable), 2, "{report:?}");
    assert_eq!(count(Code::SheetUnreadable), 3);
    assert_eq!(count(Code::SheetAside), 1);
    assert_eq!(count(Code::WorkbookAside), 1);
    assert_eq!(report.findings().len(), 7);
}

#[test]
fn a_workbook_of_as_many_projects_as_a_submission_may_have_is_read() {
    const { assert!(MAX_SHEETS > MAX_PROJECTS + 10 && MAX_PARTS > 5 * MAX_PROJECTS) };
    let numbers = 1..=MAX_PROJECTS + 1;
    let names: Vec<String> = numbers
        .clone()
        .map(|number| format!("xl/{number}.xml"))
        .collect();
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet";
    let (mut sheets, mut relations) = (String::new(), String::new());
    for number in numbers {
        write!(
            sheets,
            "<sheet name=\"{number}\" sheetId=\"{number}\" r:id=\"s{number}\"/>"
        )
        .unwrap();
        write!(
            relations,
            "<Relationship Id=\"s{number}\" Type=\"{kind}\" Target=\"{number}.xml\"/>"
        )
        .unwrap();
    }
    let book = BOOK.replace("</sheets>", &(sheets + "</sheets>"));
    let rels = BOOK_RELS.replace("</Relationships>", &(relations + "</Relationships>"));
    let sheet = cells("<row><c><v>1</v></c></row>");
    let mut parts = vec![
        ("_rels/.rels", RELS.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", rels.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/styles.xml", b"<styleSheet/>"),
    ];
    parts.extend(names.iter().map(|name| (name.as_str(), sheet.as_bytes())));
    let Read {
        value: workbook,
        report,
    } = workbook::read("a.xlsx", &zipped(parts));
    assert!(report.is_empty(), "{report:?}");
    assert_eq!(workbook.unwrap().sheets.len(), MAX_PROJECTS + 2);
}
