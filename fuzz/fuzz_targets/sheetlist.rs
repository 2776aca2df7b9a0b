//! Parts of a workbook (as in `sheet`) below valid heads, so that each is read as a flat list. The
//! result is JSON and can be written as a list again.
//!
//! `cargo +nightly fuzz run sheetlist fuzz/corpus/sheetlist fuzz/seeds/sheetlist --
//! -dict=fuzz/sheet.dict -timeout=10 -rss_limit_mb=2048`

#![no_main]

use std::sync::LazyLock;

use jixiao::export::Subtotals;
use jixiao::finding::{Code, Read};
use jixiao::form::Registry;
use jixiao::render::{Encoding, ListFormat, Renderer};
use jixiao_fuzz::{bare, divided, workbook};
use libfuzzer_sys::fuzz_target;

static RENDERER: LazyLock<Renderer> = LazyLock::new(|| bare(Registry::built_in()));

/// Heads of a list.
const HEADS: [&str; 11] = [
    "单位名称",
    "项目名称",
    "预算数",
    "年度目标",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标性质",
    "指标值",
    "度量单位",
    "指标方向性",
];

/// The bytes are rows after the first one, which has the heads.
fn list(bytes: &[u8]) -> Vec<u8> {
    let parts = divided(bytes);
    let mut sheet = String::from(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">"#,
    )
    .into_bytes();
    for (column, head) in ('A'..).zip(HEADS) {
        sheet.extend(
            format!("<c r=\"{column}1\" t=\"inlineStr\"><is><t>{head}</t></is></c>").bytes(),
        );
    }
    sheet.extend(b"</row>");
    sheet.extend(parts[0]);
    sheet.extend(b"</sheetData></worksheet>");
    for part in &parts[1..] {
        sheet.extend(b"\n====\n");
        sheet.extend(*part);
    }
    workbook(&sheet)
}

fuzz_target!(|bytes: &[u8]| {
    let Read {
        value: sources,
        report: _,
    } = RENDERER.open("清单.xlsx", &list(bytes));
    let mut submissions = Vec::new();
    for source in &sources {
        let Read {
            value: submission,
            report,
        } = RENDERER.read_for_list(source);
        let broken = (report.findings().iter()).find(|finding| finding.code == Code::JsonSyntax);
        assert!(broken.is_none(), "{broken:?}\n{}", source.text());
        submissions.extend(submission);
    }
    if submissions.is_empty() {
        return;
    }
    for format in [ListFormat::Xlsx, ListFormat::Csv(Encoding::Utf8)] {
        RENDERER
            .list(&submissions, format, Subtotals::With, "清单")
            .expect("a list can be written");
    }
});
