//! Handmade workbooks for the tests, part by part, and findings for them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jixiao::finding::{Code, Finding, Level, Report};
use jixiao::mark::mark;
use jixiao::source::{Place, SheetCell};

use crate::unzipped::texts;
use crate::zipped::zipped;

pub(crate) const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
pub(crate) const RELATIONSHIPS: &str =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The parts of a workbook by name.
pub(crate) type Parts = BTreeMap<String, String>;

/// A workbook of one sheet 表 with the given content of `worksheet`.
pub(crate) fn workbook(inside: &str) -> Parts {
    let parts = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>".to_owned(),
        ),
        (
            "_rels/.rels",
            relations(&[("rId1", "officeDocument", "xl/workbook.xml")]),
        ),
        (
            "xl/workbook.xml",
            format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONSHIPS}\"><sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"rId1\"/></sheets><calcPr calcId=\"1\"/></workbook>"),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relations(&[("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml")]),
        ),
        (
            "xl/styles.xml",
            format!("<styleSheet xmlns=\"{MAIN}\"><fonts count=\"1\"><font><sz val=\"11\"/></font></fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border/></borders><cellXfs count=\"3\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/><xf numFmtId=\"2\" fontId=\"0\" fillId=\"1\" borderId=\"0\" applyFill='0'><alignment wrapText=\"1\"/><protection locked=\"0\"/></xf><xf numFmtId=\"9\" fontId=\"0\" borderId=\"0\"/></cellXfs></styleSheet>"),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONSHIPS}\">{inside}</worksheet>"),
        ),
    ];
    parts
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text))
        .collect()
}

/// A `.rels` part: id, type, target.
pub(crate) fn relations(all: &[(&str, &str, &str)]) -> String {
    let lines = all.iter().map(|(id, kind, target)| {
        format!("<Relationship Id=\"{id}\" Type=\"{RELATIONSHIPS}/{kind}\" Target=\"{target}\"/>")
    });
    let lines = lines.collect::<Vec<_>>().concat();
    format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{lines}</Relationships>"
    )
}

/// A finding at a cell: `表!B3`.
pub(crate) fn finding(cell: &str, level: Level) -> Finding {
    let (sheet, name) = cell.split_once('!').unwrap();
    let letter = name.bytes().next().unwrap();
    let place = Place {
        cell: Some(SheetCell {
            sheet: Arc::from(sheet),
            number: usize::MAX,
            row: name[1..].parse::<u32>().unwrap() - 1,
            col: u32::from(letter - b'A'),
        }),
        label: "栏目甲".to_owned(),
        ..Place::file("目标表.xlsx")
    };
    let mut finding = Finding::new(Code::TotalMismatch, place)
        .seen("113 <万元>")
        .expected("131 & 更多")
        .correction("改正");
    finding.level = level;
    finding
}

/// Findings of level error at cells.
pub(crate) fn errors(cells: &[&str]) -> Report {
    let mut report = Report::new();
    report.extend(cells.iter().map(|cell| finding(cell, Level::Error)));
    report
}

/// The annotated copy of a workbook, as text by part.
pub(crate) fn marked(parts: &Parts, report: &Report) -> Parts {
    texts(&mark(&zipped(parts), report, "").unwrap())
}

/// Content of the sheet of [`workbook`].
pub(crate) fn inside(parts: &Parts) -> &str {
    let text = &parts["xl/worksheets/sheet1.xml"];
    let start = text.find('>').unwrap() + 1;
    &text[start..text.rfind("</").unwrap()]
}
