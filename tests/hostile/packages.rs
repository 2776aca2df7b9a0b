//! Workbooks that exhaust resources, mislead, or refer to external content.

use jixiao::finding::{Read, Report};
use jixiao::mark::mark;
use jixiao::workbook;

use super::small_workbook::{BOOK, small_workbook};
use super::{Row, codes, seen, soon};

const SHEET: &str = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData></worksheet>";
const TEXTS: &str = "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><si><t>甲</t></si></sst>";

/// Nested entities, each ten times the preceding one.
fn laughs(root: &str, inner: &str) -> String {
    let mut entities = "<!ENTITY lol0 \"哈哈哈哈哈哈哈哈哈哈\">".to_owned();
    for level in 1..10 {
        let before = format!("&lol{};", level - 1).repeat(10);
        entities += &format!("<!ENTITY lol{level} \"{before}\">");
    }
    format!("<?xml version=\"1.0\"?><!DOCTYPE {root} [{entities}]>{inner}")
}

/// A package with replaced and additional parts.
fn package(instead: &[(&str, &str)]) -> Vec<u8> {
    let mut parts: Vec<(&str, &[u8])> = vec![("xl/sharedStrings.xml", TEXTS.as_bytes())];
    parts.extend(instead.iter().map(|(name, text)| (*name, text.as_bytes())));
    small_workbook(SHEET, &parts)
}

pub(super) fn rows() -> Vec<Row> {
    let laughing_texts = laughs("sst", "<sst><si><t>&lol9;</t></si></sst>");
    let laughing_sheet = laughs(
        "worksheet",
        "<worksheet><sheetData><row><c t=\"str\"><v>&lol9;</v></c></row></sheetData></worksheet>",
    );
    let laughing_styles = laughs(
        "styleSheet",
        "<styleSheet><cellXfs>&lol9;</cellXfs></styleSheet>",
    );
    let laughing_book = laughs("workbook", BOOK);
    let deep = "<a>".repeat(200_000);
    let deep_sheet = SHEET.replace("<sheetData>", &format!("{deep}<sheetData>"));
    let attributes = (0..100_000)
        .map(|number| format!("a{number}=\"1\" "))
        .collect::<String>();
    let many_attributes = SHEET.replace("<row ", &format!("<row {attributes}"));
    let spaces = SHEET.replace(
        "<sheetData>",
        &format!("{}<sheetData>", " ".repeat(90 << 20)),
    );
    let columns = SHEET.replace(
        "<sheetData>",
        "<dimension ref=\"A1:XFD1048576\"/><sheetData>",
    );
    let file =
        "<!DOCTYPE sst [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><sst><si><t>&a;</t></si></sst>";
    let net = "<!DOCTYPE sst [<!ENTITY % a SYSTEM \"http://127.0.0.1:9/a.dtd\"> %a;]><sst><si><t>甲</t></si></sst>";
    let cases: Vec<(&str, Vec<(&str, &str)>)> = vec![
        (
            "十亿个哈:共用文本",
            vec![("xl/sharedStrings.xml", &laughing_texts)],
        ),
        (
            "十亿个哈:工作表",
            vec![("xl/worksheets/sheet1.xml", &laughing_sheet)],
        ),
        ("十亿个哈:格式", vec![("xl/styles.xml", &laughing_styles)]),
        ("十亿个哈:工作簿", vec![("xl/workbook.xml", &laughing_book)]),
        ("外部实体:文件", vec![("xl/sharedStrings.xml", file)]),
        ("外部实体:网络", vec![("xl/sharedStrings.xml", net)]),
        (
            "二十万层的元素",
            vec![("xl/worksheets/sheet1.xml", &deep_sheet)],
        ),
        (
            "十万个属性",
            vec![("xl/worksheets/sheet1.xml", &many_attributes)],
        ),
        ("九十兆空格", vec![("xl/worksheets/sheet1.xml", &spaces)]),
        (
            "说有一百七十亿格",
            vec![("xl/worksheets/sheet1.xml", &columns)],
        ),
        ("名字往上走的部件", vec![("../../../tmp/evil.xml", "<a/>")]),
        (
            "绝对路径的部件",
            vec![("/etc/cron.d/evil", "* * * * * root id")],
        ),
        ("反斜杠的部件", vec![("..\\..\\evil.bat", "calc")]),
        (
            "关系指到包外",
            vec![(
                "xl/_rels/workbook.xml.rels",
                r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="../../../../etc/passwd"/></Relationships>"#,
            )],
        ),
        (
            "关系指到网上",
            vec![(
                "xl/_rels/workbook.xml.rels",
                r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="http://127.0.0.1:9/s.xml" TargetMode="External"/></Relationships>"#,
            )],
        ),
        (
            "关系指回自己",
            vec![(
                "xl/_rels/workbook.xml.rels",
                r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="workbook.xml"/></Relationships>"#,
            )],
        ),
        ("宏", vec![("xl/vbaProject.bin", "x")]),
        (
            "外部链接",
            vec![("xl/externalLinks/externalLink1.xml", "<a/>")],
        ),
        ("嵌入的对象", vec![("xl/embeddings/oleObject1.bin", "x")]),
        (
            "没有的共用文本",
            vec![(
                "xl/worksheets/sheet1.xml",
                "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>99999999999</v></c></row></sheetData></worksheet>",
            )],
        ),
        (
            "负的共用文本",
            vec![(
                "xl/worksheets/sheet1.xml",
                "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>-1</v></c></row></sheetData></worksheet>",
            )],
        ),
        (
            "第零行",
            vec![(
                "xl/worksheets/sheet1.xml",
                "<worksheet><sheetData><row r=\"0\"><c r=\"A0\"><v>1</v></c></row></sheetData></worksheet>",
            )],
        ),
        (
            "溢出的行",
            vec![(
                "xl/worksheets/sheet1.xml",
                "<worksheet><sheetData><row r=\"4294967297\"><c r=\"A4294967297\"><v>1</v></c></row></sheetData></worksheet>",
            )],
        ),
        (
            "溢出的列",
            vec![(
                "xl/worksheets/sheet1.xml",
                "<worksheet><sheetData><row r=\"1\"><c r=\"ZZZZZZZZZZZZZZ1\"><v>1</v></c></row></sheetData></worksheet>",
            )],
        ),
        (
            "倒着的合并",
            vec![(
                "xl/worksheets/sheet1.xml",
                "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref=\"C3:A1\"/></mergeCells></worksheet>",
            )],
        ),
        (
            "全表合并",
            vec![(
                "xl/worksheets/sheet1.xml",
                "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells></worksheet>",
            )],
        ),
        (
            "公式没有结果",
            vec![(
                "xl/worksheets/sheet1.xml",
                "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><f>WEBSERVICE(\"http://127.0.0.1:9\")</f></c></row></sheetData></worksheet>",
            )],
        ),
        (
            "不是 UTF-8",
            vec![(
                "xl/worksheets/sheet1.xml",
                "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><worksheet><sheetData/></worksheet>",
            )],
        ),
        (
            "工作表名改变方向",
            vec![(
                "xl/workbook.xml",
                "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"\u{202E}表&#x200B;\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
            )],
        ),
    ];
    let mut rows: Vec<Row> = cases
        .iter()
        .map(|(case, parts)| {
            let bytes = package(parts);
            Row::new(case, parts[0].0, outcome(case, &bytes))
        })
        .collect();
    let whole = package(&[]);
    let twice = [whole.clone(), whole.clone()].concat();
    let raw: Vec<(&str, Vec<u8>)> = vec![
        ("包里还有一个包", package(&[("a.xlsx", "PK\u{3}\u{4}")])),
        ("一个包接着一个包", twice),
        ("截去一半", whole[..whole.len() / 2].to_vec()),
        (
            "目录说有四十亿个文件",
            patched(&whole, b"PK\x05\x06", 10, &[0xFF; 2]),
        ),
        (
            "目录在文件之外",
            patched(&whole, b"PK\x05\x06", 16, &[0xFF; 4]),
        ),
        (
            "大小是假的",
            patched(&whole, b"PK\x01\x02", 24, &[0xFF, 0xFF, 0xFF, 0x7F]),
        ),
        (
            "不认识的压缩",
            patched(&whole, b"PK\x01\x02", 10, &[0x63, 0]),
        ),
    ];
    rows.extend(raw.iter().map(|(case, bytes)| {
        Row::new(case, &format!("{} 字节", bytes.len()), outcome(case, bytes))
    }));
    rows
}

/// A package with bytes changed at an offset from a pattern.
fn patched(bytes: &[u8], mark: &[u8], after: usize, instead: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = bytes
        .windows(mark.len())
        .position(|window| window == mark)
        .unwrap()
        + after;
    bytes[at..at + instead.len()].copy_from_slice(instead);
    bytes
}

/// Findings of the reader, content of the first cell, and whether a copy can be annotated.
fn outcome(case: &str, bytes: &[u8]) -> String {
    let Read {
        value: book,
        report,
    } = soon(case, || workbook::read("a.xlsx", bytes));
    let marked = match soon(case, || mark(bytes, &Report::new(), "")) {
        Ok(_) => "可以标记",
        Err(_) => "不能标记",
    };
    let read = match book {
        None => {
            assert!(report.has_errors(), "{case}");
            format!("{},不读", seen(&report, report.findings()[0].code))
        }
        Some(book) => {
            let sheet = book.sheets.first();
            let cell = sheet.and_then(|sheet| sheet.cells.first());
            let text =
                cell.map_or_else(|| "空".to_owned(), |cell| jixiao::text::quote(&cell.text()));
            assert!(!text.contains("root:"), "{case}");
            format!("第一格 {text}")
        }
    };
    format!("{};{read};{marked}", codes(&report))
}
