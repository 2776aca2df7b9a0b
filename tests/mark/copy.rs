//! Content of an annotated copy: fills and comments, and everything else unchanged.

use std::collections::BTreeSet;
use std::io::{Cursor, Write};

use jixiao::finding::{Code, Finding, Level, Report};
use jixiao::mark::mark;
use jixiao::render::Renderer;
use jixiao::source::Place;
use jixiao::write::Format;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::book::{MAIN, errors, finding, inside, marked, relations, workbook};
use crate::rendered::rendered;
use crate::unzipped::{texts, unzipped};
use crate::zipped::zipped;

/// A rendered workbook.
fn example() -> Vec<u8> {
    let data = include_bytes!("../../examples/hezheng-2025.json");
    rendered(&Renderer::built_in(), data, Format::Xlsx)
}

/// A rendered workbook with parts unknown to the libraries of this program.
fn with_more_parts() -> Vec<u8> {
    let bytes = example();
    let mut writer = ZipWriter::new_append(Cursor::new(bytes)).unwrap();
    for (name, method) in [
        ("xl/vbaProject.bin", CompressionMethod::Stored),
        ("xl/media/image1.png", CompressionMethod::Stored),
        ("customXml/item1.xml", CompressionMethod::Deflated),
        ("xl/drawings/drawing1.xml", CompressionMethod::Deflated),
    ] {
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(name, options).unwrap();
        writer.write_all(&[0, 159, 146, 150, 1, 2, 3]).unwrap();
    }
    writer.set_comment("by hand").unwrap();
    writer.finish().unwrap().into_inner()
}

const TABLE: &str = "部门整体支出绩效目标表";

fn table(cell: &str) -> String {
    format!("{TABLE}!{cell}")
}

#[test]
fn unchanged_parts_are_copied_in_compressed_form() {
    let before = with_more_parts();
    let after = mark(&before, &errors(&[&table("F18"), &table("C8")]), "").unwrap();
    let (old, new) = (unzipped(&before), unzipped(&after));
    let names = |of: &std::collections::BTreeMap<String, Vec<u8>>| -> BTreeSet<String> {
        of.keys().cloned().collect()
    };
    let added: Vec<String> = names(&new).difference(&names(&old)).cloned().collect();
    assert_eq!(
        added,
        [
            "xl/comments1.xml",
            "xl/drawings/vmlDrawing1.vml",
            "xl/worksheets/_rels/sheet1.xml.rels",
            "xl/worksheets/sheet3.xml"
        ]
    );
    assert!(names(&old).is_subset(&names(&new)));
    let changed: Vec<&String> = old.keys().filter(|name| old[*name] != new[*name]).collect();
    assert_eq!(
        changed,
        [
            "[Content_Types].xml",
            "xl/_rels/workbook.xml.rels",
            "xl/styles.xml",
            "xl/workbook.xml",
            "xl/worksheets/sheet1.xml"
        ]
    );
    let changed: BTreeSet<&String> = changed.into_iter().collect();
    let mut archives =
        [&before, &after].map(|bytes| ZipArchive::new(Cursor::new(bytes.as_slice())).unwrap());
    assert_eq!(archives[1].comment(), b"by hand");
    for index in 0..archives[0].len() {
        let [old, new] = archives.each_mut().map(|archive| {
            let entry = archive.by_index_raw(index).unwrap();
            let name = entry.name().unwrap().into_owned();
            let start = usize::try_from(entry.data_start().unwrap()).unwrap();
            let size = usize::try_from(entry.compressed_size()).unwrap();
            (name, entry.last_modified(), start..start + size)
        });
        assert_eq!(
            (&old.0, old.1),
            (&new.0, new.1),
            "the entries keep order and time"
        );
        if !changed.contains(&old.0) {
            assert!(before[old.2] == after[new.2], "{}", old.0);
        }
    }
}

#[test]
fn a_sheet_differs_in_marked_cells_only() {
    let before = example();
    let cells = ["F18", "C8", "H40", "B23"];
    let places = cells.map(table);
    let places: Vec<&str> = places.iter().map(String::as_str).collect();
    let after = mark(&before, &errors(&places), "").unwrap();
    let [before, after] =
        [before, after].map(|bytes| texts(&bytes)["xl/worksheets/sheet1.xml"].clone());
    let mut undone = after.replacen("<legacyDrawing r:id=\"rId2\"/>", "", 1);
    assert!(undone != after);
    for cell in cells {
        let style = |text: &str| {
            let start = text.find(&format!("<c r=\"{cell}\" s=\"")).unwrap()
                + "<c r=\"\" s=\"".len()
                + cell.len();
            start..start + text[start..].find('"').unwrap()
        };
        let own = before[style(&before)].to_owned();
        assert_ne!(own, undone[style(&undone)], "{cell}");
        let place = style(&undone);
        undone.replace_range(place, &own);
    }
    assert!(undone == before);
    assert!(after.ends_with("</ignoredErrors><legacyDrawing r:id=\"rId2\"/></worksheet>"));
}

/// Rows of a sheet after annotating B3. Format 3 is the first new one, shown as `#`.
#[test]
fn missing_cells_are_inserted_in_order() {
    let cases = [
        // The cell exists.
        (
            r#"<sheetData><row r="3"><c r="B3" s="1" t="s"><v>0</v></c></row></sheetData>"#,
            r##"<sheetData><row r="3"><c r="B3" s="#" t="s"><v>0</v></c></row></sheetData>"##,
        ),
        // Without a format; empty; with other quotes.
        (
            "<sheetData><row r='3'><c r='B3'/></row></sheetData>",
            r##"<sheetData><row r='3'><c s="#" r='B3'/></row></sheetData>"##,
        ),
        // Between two cells.
        (
            r#"<sheetData><row r="3" spans="1:3"><c r="A3"/><c r="C3"/></row></sheetData>"#,
            r##"<sheetData><row r="3" spans="1:3"><c r="A3"/><c r="B3" s="#"/><c r="C3"/></row></sheetData>"##,
        ),
        // After the last cell, outside `spans`.
        (
            r#"<sheetData><row r="3" spans="1:1"><c r="A3"/></row><row r="4"/></sheetData>"#,
            r##"<sheetData><row r="3" spans="1:2"><c r="A3"/><c r="B3" s="#"/></row><row r="4"/></sheetData>"##,
        ),
        // Rows and cells without references.
        (
            "<sheetData><row/><row/><row><c/><c><v>1</v></c></row></sheetData>",
            r##"<sheetData><row/><row/><row><c/><c s="#"><v>1</v></c></row></sheetData>"##,
        ),
        (
            r#"<sheetData><row r="2"/><row><c/></row><row/></sheetData>"#,
            r##"<sheetData><row r="2"/><row><c/><c r="B3" s="#"/></row><row/></sheetData>"##,
        ),
        // An empty row.
        (
            r#"<sheetData><row r="3" ht="20" /></sheetData>"#,
            r##"<sheetData><row r="3" ht="20" ><c r="B3" s="#"/></row></sheetData>"##,
        ),
        // No row: between others, after them, without any rows.
        (
            r#"<sheetData><row r="2"/><row r="4"/></sheetData>"#,
            r##"<sheetData><row r="2"/><row r="3"><c r="B3" s="#"/></row><row r="4"/></sheetData>"##,
        ),
        (
            r#"<sheetData><row r="1"/></sheetData>"#,
            r##"<sheetData><row r="1"/><row r="3"><c r="B3" s="#"/></row></sheetData>"##,
        ),
        (
            "<sheetData/>",
            r##"<sheetData><row r="3"><c r="B3" s="#"/></row></sheetData>"##,
        ),
        // The same names in comments, texts and other namespaces.
        (
            r#"<sheetData><!-- <c r="B3"/> --><row r="3"><x:c xmlns:x="urn:x" r="B3"/><c r="B3" t="inlineStr"><is><t>&lt;c r="B3"></t></is></c></row></sheetData>"#,
            r##"<sheetData><!-- <c r="B3"/> --><row r="3"><x:c xmlns:x="urn:x" r="B3"/><c s="#" r="B3" t="inlineStr"><is><t>&lt;c r="B3"></t></is></c></row></sheetData>"##,
        ),
    ];
    for (before, after) in cases {
        let copy = marked(&workbook(before), &errors(&["表!B3"]));
        let seen = inside(&copy).replace("<legacyDrawing r:id=\"rId2\"/>", "");
        let number = (3..60).find(|number| seen.contains(&format!(" s=\"{number}\"")));
        let number = number.unwrap_or_else(|| panic!("{before}: nothing is marked: {seen}"));
        assert_eq!(seen, after.replace('#', &number.to_string()), "{before}");
    }
}

/// The format of an annotated cell.
fn format_of(parts: &crate::book::Parts, cell: &str) -> String {
    let sheet = inside(parts);
    let tag = &sheet[sheet.find(&format!("<c r=\"{cell}\"")).unwrap()..];
    let tag = &tag[..tag.find('>').unwrap()];
    let number = &tag[tag.find(" s=\"").unwrap() + 4..];
    let number: usize = number[..number.find('"').unwrap()].parse().unwrap();
    let styles = &parts["xl/styles.xml"];
    let list = &styles[styles.find("<cellXfs").unwrap()..styles.find("</cellXfs>").unwrap()];
    list.match_indices("<xf ")
        .map(|(at, _)| &list[at..])
        .nth(number)
        .unwrap()
        .to_owned()
}

#[test]
fn a_marked_cell_keeps_its_format_except_the_fill() {
    let rows = r#"<cols><col min="4" max="5" style="2"/></cols><sheetData><row r="1"><c r="A1" s="1"/><c r="B1" s="99"/></row><row r="2" s="1" customFormat="1"/><row r="3" s="1"/></sheetData>"#;
    let mut report = errors(&["表!A1", "表!B1", "表!D2", "表!D3", "表!F3"]);
    report.push(finding("表!C1", Level::Note));
    let copy = marked(&workbook(rows), &report);
    let own = "<xf numFmtId=\"2\" fontId=\"0\" fillId=\"#\" borderId=\"0\" applyFill='1'><alignment wrapText=\"1\"/><protection locked=\"0\"/></xf>";
    let plain = "<xf applyFill=\"1\" numFmtId=\"0\" fontId=\"0\" fillId=\"#\" borderId=\"0\"/>";
    let percent = "<xf fillId=\"#\" applyFill=\"1\" numFmtId=\"9\" fontId=\"0\" borderId=\"0\"/>";
    // A missing format becomes the plain one. A new cell gets its row's, its column's, or the plain
    // one.
    let fills = &copy["xl/styles.xml"];
    let fill = |colour: &str| {
        let end = fills.find(colour).unwrap();
        (fills[..end].matches("<fill>").count() - 1).to_string()
    };
    let (red, blue) = (fill("FFFFB0A8"), fill("FFCFE6F7"));
    for (cell, expected, fill) in [
        ("A1", own, &red),
        ("B1", plain, &red),
        ("C1", plain, &blue),
        ("D2", own, &red),
        ("D3", percent, &red),
        ("F3", plain, &red),
    ] {
        let expected = expected.replace('#', fill);
        let seen = format_of(&copy, cell);
        assert!(seen.starts_with(&expected), "{cell}: {seen}");
    }
    let counted = fills.matches("<fill>").count();
    assert!(fills.contains(&format!("<fills count=\"{counted}\">")));
    // The existing formats keep their indexes.
    assert!(
        fills
            .contains("<xf numFmtId=\"2\" fontId=\"0\" fillId=\"1\" borderId=\"0\" applyFill='0'>")
    );
}

#[test]
fn a_workbook_without_styles_gets_some() {
    let rows = "<sheetData><row r=\"3\"><c r=\"B3\"/></row></sheetData>";
    let mut parts = workbook(rows);
    parts.insert(
        "xl/styles.xml".to_owned(),
        format!("<s:styleSheet xmlns:s=\"{MAIN}\"><s:cellStyles/></s:styleSheet>"),
    );
    let copy = marked(&parts, &errors(&["表!B3"]));
    let styles = &copy["xl/styles.xml"];
    let order: Vec<usize> = [
        "<s:fonts ",
        "<s:fills ",
        "<s:borders ",
        "<s:cellXfs ",
        "<s:cellStyles/>",
    ]
    .iter()
    .map(|name| {
        styles
            .find(name)
            .unwrap_or_else(|| panic!("{name}: {styles}"))
    })
    .collect();
    assert!(order.is_sorted(), "{styles}");
    // Excel reserves the first two fills.
    assert!(styles.contains("<s:fill><s:patternFill patternType=\"none\"/></s:fill><s:fill><s:patternFill patternType=\"gray125\"/></s:fill>"));

    parts.remove("xl/styles.xml");
    parts.insert(
        "xl/_rels/workbook.xml.rels".to_owned(),
        relations(&[("rId1", "worksheet", "/xl/worksheets/sheet1.xml")]),
    );
    let copy = marked(&parts, &errors(&["表!B3"]));
    assert!(copy["xl/_rels/workbook.xml.rels"].contains("/styles\" Target=\"styles.xml\""));
    assert!(copy["[Content_Types].xml"].contains("PartName=\"/xl/styles.xml\""));
    assert!(copy["xl/styles.xml"].contains("<cellXfs "));
}

#[test]
fn only_the_first_cell_of_a_merged_range_is_marked() {
    let rows = r#"<sheetData><row r="2"><c r="A2" s="1"/><c r="B2" s="2"/></row><row r="3"><c r="A3" s="1"/><c r="B3" s="2"/></row></sheetData><mergeCells count="1"><mergeCell ref="A2:B3"/></mergeCells>"#;
    let copy = marked(&workbook(rows), &errors(&["表!B3", "表!A2"]));
    assert!(format_of(&copy, "A2").contains("<protection locked=\"0\"/>"));
    let sheet = inside(&copy);
    assert!(
        sheet.contains(r#"<c r="B2" s="2"/></row><row r="3"><c r="A3" s="1"/><c r="B3" s="2"/>"#),
        "{sheet}"
    );
    let comments = &copy["xl/comments1.xml"];
    assert_eq!(comments.matches("<comment ").count(), 1);
    assert!(comments.contains("<comment ref=\"A2\""));
    // The sheet of findings has both findings, with a link to the annotated cell.
    let list = &copy["xl/worksheets/sheet2.xml"];
    assert_eq!(list.matches("location=\"'表'!A2\"").count(), 2, "{list}");
    assert!(list.contains(">B3<") && list.contains(">A2<"));
}

#[test]
fn prefixes_and_conformance_class_are_kept() {
    let mut parts = workbook("");
    let sheet = format!(
        "<x:worksheet xmlns:x=\"{MAIN}\"><x:sheetData><x:row r=\"3\"><x:c r=\"A3\"/></x:row></x:sheetData><x:tableParts/></x:worksheet>"
    );
    parts.insert("xl/worksheets/sheet1.xml".to_owned(), sheet);
    let copy = marked(&parts, &errors(&["表!B3"]));
    let sheet = &copy["xl/worksheets/sheet1.xml"];
    assert!(sheet.contains("<x:c r=\"B3\" s=\""), "{sheet}");
    let drawing = "</x:sheetData><x:legacyDrawing xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" r:id=\"rId2\"/><x:tableParts/>";
    assert!(sheet.contains(drawing), "{sheet}");

    let strict = "http://purl.oclc.org/ooxml/spreadsheetml/main";
    let kinds = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    let mut parts = workbook("<sheetData/>");
    for text in parts.values_mut() {
        *text = text
            .replace(MAIN, strict)
            .replace(crate::book::RELATIONSHIPS, kinds);
    }
    let copy = marked(&parts, &errors(&["表!B3"]));
    for (name, text) in copy.iter().filter(|(name, _)| !name.contains("vmlDrawing")) {
        assert!(
            !text.contains(MAIN) && !text.contains(crate::book::RELATIONSHIPS),
            "{name}: {text}"
        );
    }
    assert!(copy["xl/comments1.xml"].contains(strict));
    assert!(copy["xl/worksheets/_rels/sheet1.xml.rels"].contains(&format!("{kinds}/comments")));
}

#[test]
fn the_drawing_of_comments_is_named_where_the_schema_wants_it() {
    let cases = [
        (
            "<sheetData/><drawing r:id=\"rId1\"/><tableParts/>",
            "<drawing r:id=\"rId1\"/>@<tableParts/>",
        ),
        (
            "<sheetData/><pageMargins/><extLst/>",
            "<pageMargins/>@<extLst/>",
        ),
        (
            "<sheetData/><legacyDrawingHF r:id=\"rId1\"/>",
            "</sheetData>@<legacyDrawingHF",
        ),
        (
            "<sheetData/><mc:AlternateContent xmlns:mc=\"urn:mc\"><mc:Choice><controls/></mc:Choice></mc:AlternateContent>",
            "</sheetData>@<mc:AlternateContent",
        ),
        ("<sheetData/><pageMargins/>", "<pageMargins/>@"),
    ];
    for (before, expected) in cases {
        let copy = marked(&workbook(before), &errors(&["表!B3"]));
        let seen = inside(&copy);
        let place = seen.find("<legacyDrawing r:id=").unwrap();
        let end = place + seen[place..].find("/>").unwrap() + 2;
        let seen = format!("{}@{}", &seen[..place], &seen[end..]);
        assert!(seen.contains(expected), "{before}: {seen}");
    }
}

/// A sheet with comments of the sender: A1 plain, B3 in runs.
fn with_comments() -> crate::book::Parts {
    let mut parts = workbook(
        "<sheetData><row r=\"1\"><c r=\"A1\"/></row></sheetData><legacyDrawing r:id=\"rId2\"/>",
    );
    parts.insert(
        "xl/worksheets/_rels/sheet1.xml.rels".to_owned(),
        relations(&[
            ("rId1", "comments", "../comments7.xml"),
            ("rId2", "vmlDrawing", "/xl/drawings/a.vml"),
        ]),
    );
    parts.insert(
        "xl/comments7.xml".to_owned(),
        format!("<comments xmlns=\"{MAIN}\"><authors><author>甲</author></authors><commentList><comment ref=\"A1\" authorId=\"0\"><text><t>话一</t></text></comment><comment ref=\"C9\" authorId=\"0\"><text><r><t>话二</t></r></text></comment></commentList></comments>"),
    );
    // As Excel writes it: not well-formed.
    parts.insert(
        "xl/drawings/a.vml".to_owned(),
        "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\"\n xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"1\"/></o:shapelayout><v:shape id=\"_x0000_s1030\"><br><x:ClientData ObjectType=\"Note\"><x:Anchor>\n 1, 15, 0, 2, 3, 15, 2, 4</x:Anchor><x:Row>0</x:Row><x:Column>0</x:Column></x:ClientData></v:shape></xml>".to_owned(),
    );
    parts
}

#[test]
fn existing_comments_stay_and_new_ones_are_added() {
    let copy = marked(&with_comments(), &errors(&["表!A1", "表!B3"]));
    let comments = &copy["xl/comments7.xml"];
    assert!(comments.contains("<authors><author>甲</author><author>绩效检查</author></authors>"));
    // Plain text becomes a run, so that runs can follow.
    assert!(
        comments.contains("<comment ref=\"A1\" authorId=\"0\"><text><r><t>话一</t></r><r>"),
        "{comments}"
    );
    assert!(
        comments.contains(
            "<comment ref=\"C9\" authorId=\"0\"><text><r><t>话二</t></r></text></comment>"
        )
    );
    assert!(comments.contains("<comment ref=\"B3\" authorId=\"1\"><text><r><rPr><b/>"));
    assert!(comments.contains("113 &lt;万元&gt;"));
    let drawing = &copy["xl/drawings/a.vml"];
    assert!(drawing.contains("data=\"1,2\""), "{drawing}");
    assert!(drawing.contains("id=\"_x0000_s2049\""));
    assert_eq!(
        drawing.matches("<x:ClientData").count(),
        2,
        "the box of A1 is there already"
    );
    assert!(drawing.ends_with("</v:shape></xml>"));
    // It grew by seven lines of 16 pixels (the box is narrow), from 4 pixels below the second row
    // on; a row has 20.
    assert!(
        drawing.contains("<x:Anchor>1, 15, 0, 2, 3, 15, 7, 16</x:Anchor>"),
        "{drawing}"
    );
    assert_eq!(inside(&copy).matches("legacyDrawing").count(), 1);
    assert!(!copy.contains_key("xl/comments1.xml"));
}

/// A threaded comment stays unchanged; the finding is appended to the note that older programs
/// show.
#[test]
fn threaded_comments_stay() {
    let mut parts = with_comments();
    let relations = parts
        .get_mut("xl/worksheets/_rels/sheet1.xml.rels")
        .unwrap();
    let thread = "<Relationship Id=\"rId3\" Type=\"http://schemas.microsoft.com/office/2017/10/relationships/threadedComment\" Target=\"../threadedComments/threadedComment1.xml\"/></Relationships>";
    *relations = relations.replace("</Relationships>", thread);
    let kept = "<ThreadedComments><threadedComment ref=\"A1\" id=\"{1}\"><text>话一</text></threadedComment></ThreadedComments>";
    parts.insert(
        "xl/threadedComments/threadedComment1.xml".to_owned(),
        kept.to_owned(),
    );
    parts.insert(
        "xl/persons/person.xml".to_owned(),
        "<personList/>".to_owned(),
    );
    let copy = marked(&parts, &errors(&["表!A1"]));
    assert_eq!(copy["xl/threadedComments/threadedComment1.xml"], kept);
    assert_eq!(copy["xl/persons/person.xml"], "<personList/>");
    assert_eq!(
        copy["xl/worksheets/_rels/sheet1.xml.rels"],
        parts["xl/worksheets/_rels/sheet1.xml.rels"]
    );
    let note = &copy["xl/comments7.xml"];
    assert!(
        note.contains("<t>话一</t></r><r>") && note.contains("错误:"),
        "{note}"
    );
}

#[test]
fn the_findings_sheet_has_every_finding_and_its_place() {
    let mut report = errors(&["表!B3", "别的表!B3"]);
    report.push(finding("表!A1", Level::Note));
    report.push(Finding::new(Code::CostBudget, Place::file("目标表.xlsx")).seen("x_x0041_\u{1}y"));
    let copy = marked(&workbook("<sheetData/>"), &report);
    let list = &copy["xl/worksheets/sheet2.xml"];
    for text in [
        ">目标表.xlsx:错误 2 处,警告 1 处,提示 1 处<",
        ">整个文件<",
        ">表<",
        ">别的表<",
        ">B3<",
        "(total-mismatch)",
        ">栏目甲<",
        ">x_x005F_x0041_y<",
        "<pane ySplit=\"5\"",
    ] {
        assert!(list.contains(text), "{text}: {list}");
    }
    assert_eq!(
        list.matches("<hyperlink ").count(),
        2,
        "of a sheet that is not there, none"
    );
    let book = &copy["xl/workbook.xml"];
    assert!(
        book.contains(
            "<sheet name=\"检查结果\" sheetId=\"2\" r:id=\"rId3\"/></sheets><definedNames>"
        ),
        "{book}"
    );
    assert!(
        book.contains("localSheetId=\"1\">'检查结果'!$5:$5</definedName></definedNames><calcPr"),
        "{book}"
    );
    // A second copy has another name for its sheet.
    let again = marked(&copy, &report);
    assert!(again["xl/workbook.xml"].contains("<sheet name=\"检查结果(2)\" sheetId=\"3\""));
    assert!(again["xl/worksheets/sheet3.xml"].contains("以前检查时留下的"));
}

#[test]
fn a_copy_without_findings_says_so() {
    let before = workbook("<sheetData/>");
    let copy = marked(&before, &Report::new());
    assert!(copy["xl/worksheets/sheet2.xml"].contains("没有发现问题"));
    assert_eq!(inside(&copy), "<sheetData/>");
    assert!(!copy.contains_key("xl/comments1.xml"));
}

#[test]
fn signatures_and_locks_are_noted() {
    let mut parts = workbook("<sheetData/>");
    parts.insert("_xmlsignatures/sig1.xml".to_owned(), "<a/>".to_owned());
    let book = parts.get_mut("xl/workbook.xml").unwrap();
    *book = book.replace(
        "<sheets>",
        "<workbookProtection lockStructure=\"1\"/><sheets>",
    );
    *book = book.replace("name=\"表\"", "name=\"表\" state=\"hidden\"");
    let copy = marked(&parts, &errors(&["表!B3"]));
    let list = &copy["xl/worksheets/sheet2.xml"];
    for words in ["数字签名", "结构受保护", ">表(隐藏的页签)<"] {
        assert!(list.contains(words), "{words}");
    }
    assert_eq!(copy["_xmlsignatures/sig1.xml"], "<a/>");
}

#[test]
fn many_findings_of_a_cell_are_one_comment_and_the_worst_colours_it() {
    let mut report = Report::new();
    report.extend((0..15).map(|_| finding("表!B3", Level::Note)));
    report.push(finding("表!B3", Level::Error));
    report.push(finding("表!B3", Level::Warning));
    let copy = marked(&workbook("<sheetData/>"), &report);
    let comments = &copy["xl/comments1.xml"];
    assert_eq!(comments.matches("<comment ").count(), 1);
    assert!(
        comments.find("(16) 错误").unwrap() < comments.find("(17) 警告").unwrap(),
        "{comments}"
    );
    assert!(comments.contains("另有 5 处,见“检查结果”"));
}

#[test]
fn texts_in_utf_16_are_read_and_equal_input_gives_equal_bytes() {
    let parts = workbook("<sheetData/>");
    let bytes = zipped(parts.iter().map(|(name, text)| {
        let content = if name.contains("sheet1") {
            let text = format!("\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-16\"?>{text}");
            text.encode_utf16().flat_map(u16::to_le_bytes).collect()
        } else {
            format!("\u{FEFF}{text}").into_bytes()
        };
        (name, content)
    }));
    let report = errors(&["表!B3"]);
    let copy = mark(&bytes, &report, "").unwrap();
    let sheet = &texts(&copy)["xl/worksheets/sheet1.xml"];
    assert!(
        sheet.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\""),
        "{sheet}"
    );
    assert!(sheet.contains("<c r=\"B3\""), "{sheet}");
    assert!(copy == mark(&bytes, &report, "").unwrap());
    assert!(zipped(&parts) != copy);
}
