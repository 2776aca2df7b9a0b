//! Cells that mix words and values, and boxes to tick: printed, read back, filled in.
//!
//! The edition in `tests/patterns/` is invented; its look is the built-in one's.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::fs;

use jixiao::finding::{Code, Level, Levels, Read, Report};
use jixiao::form::built_in_folder;
use jixiao::render::{BlankOptions, InputFile, Renderer};
use jixiao::write::Format;
use serde_json::Value;

#[path = "support/rendered.rs"]
mod rendered;
#[path = "support/unzipped.rs"]
mod unzipped;
#[path = "support/zipped.rs"]
mod zipped;

use rendered::rendered;
use unzipped::texts;
use zipped::zipped;

const DATA: &str = include_str!("patterns/data.json");
const TEMPLATE: &str = include_str!("patterns/monitor.tera");

/// A renderer with the edition; `change` gets its template.
fn renderer_with(change: impl Fn(&str) -> String, head: &str) -> Read<Option<Renderer>> {
    let folder = tempfile::tempdir().unwrap();
    let built_in = built_in_folder("gansu-2025").unwrap();
    let look = built_in["edition.toml"].text();
    let look = &look[look.find("[paper]").unwrap()..];
    let edition = format!("{head}\n{}\n{look}", include_str!("patterns/head.toml"));
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("edition.toml", &edition);
    write("monitor.toml", include_str!("patterns/monitor.toml"));
    write("monitor.tera", &change(TEMPLATE));
    Renderer::with_folders(Some(folder.path()), None).unwrap()
}

fn renderer() -> Renderer {
    let read = renderer_with(str::to_owned, "");
    assert!(read.report.is_empty(), "{:?}", read.report.findings());
    read.value.unwrap()
}

fn imported(renderer: &Renderer, bytes: &[u8]) -> (Value, Report) {
    let Read {
        value: sources,
        report,
    } = renderer.import(&[InputFile::new("a.xlsx", bytes)], None);
    (serde_json::from_str(sources[0].text()).unwrap(), report)
}

fn data() -> Value {
    serde_json::from_str(DATA).unwrap()
}

/// A workbook with a part changed.
fn changed(bytes: &[u8], part: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut parts = texts(bytes);
    let text = change(&parts[part]);
    parts.insert(part.to_owned(), text);
    zipped(parts)
}

/// The workbook of the data with a text replaced.
fn with_words(renderer: &Renderer, words: &str, instead: &str) -> Vec<u8> {
    let bytes = rendered(renderer, DATA.as_bytes(), Format::Xlsx);
    changed(&bytes, "xl/sharedStrings.xml", |text| {
        assert!(text.contains(words), "{words}");
        text.replace(words, instead)
    })
}

/// Types texts and numbers into cells of a sheet.
fn typed(sheet: &str, values: &[(&str, &str)]) -> String {
    let mut sheet = sheet.to_owned();
    for (cell, value) in values {
        let start = sheet.find(&format!("<c r=\"{cell}\"")).unwrap();
        let tag = start + sheet[start..].find('>').unwrap();
        let is_empty = sheet[..tag].ends_with('/');
        let end = if is_empty {
            tag + 1
        } else {
            start + sheet[start..].find("</c>").unwrap() + "</c>".len()
        };
        let style = sheet[start..tag].split("s=\"").nth(1).unwrap();
        let style = style.split('"').next().unwrap();
        let own = if value.parse::<f64>().is_ok() {
            format!("<c r=\"{cell}\" s=\"{style}\"><v>{value}</v></c>")
        } else {
            format!("<c r=\"{cell}\" s=\"{style}\" t=\"inlineStr\"><is><t>{value}</t></is></c>")
        };
        sheet.replace_range(start..end, &own);
    }
    sheet
}

#[test]
fn words_and_values_are_printed() {
    let renderer = renderer();
    let submission = renderer.read("a.json", DATA.as_bytes()).value.unwrap();
    let grid = &renderer.grids(&submission).unwrap()[0];
    let texts: Vec<&str> = grid.cells.iter().map(|cell| cell.text.as_str()).collect();
    for text in [
        "1-7月执行数（万元）",
        "中期目标（2025—2027年）",
        "计划2025年3月至12月",
        "☐是 ☑否",
        "☐新增",
        "☑延续",
        "☑财政拨款 ☐自有资金 ☑其他",
        "4月至",
        "注：本表由王芳填报，截至2026年7月。",
    ] {
        assert!(texts.contains(&text), "{text}: {texts:?}");
    }
    assert_eq!(grid.titles[1].text, "（2026年1-7月）");
}

#[test]
fn what_is_printed_is_read_back() {
    let renderer = renderer();
    let bytes = rendered(&renderer, DATA.as_bytes(), Format::Xlsx);
    let (read, report) = imported(&renderer, &bytes);
    assert!(report.is_empty(), "{:?}", report.findings());
    assert_eq!(read, data());
}

#[test]
fn boxes_have_the_signs_of_the_edition_and_are_drawn() {
    for (signs, printed) in [("\"■\", \"□\"", "□是 ■否"), ("\"√\", \"\"", "是 √否")]
    {
        let read = renderer_with(str::to_owned, &format!("boxes = [{signs}]"));
        let renderer = read.value.unwrap();
        let submission = renderer.read("a.json", DATA.as_bytes()).value.unwrap();
        let grid = &renderer.grids(&submission).unwrap()[0];
        assert!(
            grid.cells.iter().any(|cell| cell.text == printed),
            "{printed}"
        );
        let bytes = rendered(&renderer, DATA.as_bytes(), Format::Xlsx);
        assert_eq!(imported(&renderer, &bytes).0, data(), "{printed}");
    }
    let renderer = renderer();
    let submission = renderer.read("a.json", DATA.as_bytes()).value.unwrap();
    let borrowed = renderer.borrowed(&submission).unwrap().value;
    let signs: Vec<(char, Option<&str>)> = borrowed
        .iter()
        .map(|one| (one.character, one.from.as_deref()))
        .collect();
    assert!(
        signs.contains(&('☑', Some("NotoSansSymbols2-Regular"))),
        "{signs:?}"
    );
    assert!(signs.iter().all(|(_, from)| from.is_some()), "{signs:?}");
    let wrong = renderer_with(str::to_owned, "boxes = [\"☑\"]").report;
    assert_eq!(wrong.findings()[0].code, Code::DefinitionValue);
}

#[test]
fn a_blank_is_filled_in_and_read_back() {
    let renderer = renderer();
    let edition = renderer.registry().find("monitor-test").unwrap();
    let mut options = BlankOptions::all(edition, 1);
    options.rows = 3;
    let blank = renderer.blank(edition, &options).unwrap().value.unwrap();
    let parts = texts(&blank.file.bytes);
    let (form, guide) = if parts["xl/worksheets/sheet1.xml"].contains("submission.year") {
        ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml")
    } else {
        ("xl/worksheets/sheet2.xml", "xl/worksheets/sheet1.xml")
    };
    let sheet = &parts[form];
    let title = "&quot;年1-&quot;&amp;TRIM(MID(D5,3,MAX(0,LEN(D5)-10)))&amp;";
    let title = title.replace("&quot;", "\"");
    assert!(sheet.contains(&title), "{sheet}");
    assert!(sheet.contains("☑是 ☐否,☐是 ☑否,☐是 ☐否"));
    assert!(
        sheet.contains("必填;格里的字不要改,只填其间空着的地方:1-〔截至月份〕月执行数（万元）")
    );
    let (untouched, _) = imported(&renderer, &blank.file.bytes);
    assert_eq!(untouched["monitor"]["until"], Value::Null);
    assert_eq!(untouched["monitor"]["indicators"], Value::Array(Vec::new()));
    let filled = changed(&blank.file.bytes, form, |sheet| {
        typed(
            sheet,
            &[
                ("B3", "供水管网改造"),
                ("B4", "云溪县水务局"),
                ("B5", "300"),
                ("D5", "1-7月执行数（万元）"),
                ("F5", "120.5"),
                ("A6", "中期目标(2025—2027年)"),
                ("B6", "完成管网改造"),
                ("B7", "计划 2025年3月 至 12月"),
                ("E7", "增减：-5.2万元"),
                ("B8", "☐是 ☑否"),
                ("D8", "☐新增"),
                ("E8", "√延续"),
                ("B9", "√财政拨款 自有资金 √其他"),
                ("A12", "改造里程"),
                ("B12", "3月至9月"),
                ("C12", "☑是 ☐否"),
                ("D12", "√"),
                ("A13", "验收合格率"),
                ("B13", "4月至    "),
                ("C13", "否"),
                ("F13", "☑"),
                ("A15", "注：本表由王芳填报，截至2026年7月。"),
            ],
        )
    });
    let filled = changed(&filled, guide, |sheet| typed(sheet, &[("B4", "2026")]));
    let (read, report) = imported(&renderer, &filled);
    assert!(report.is_empty(), "{:?}", report.findings());
    assert_eq!(read, data());
}

#[test]
fn other_words_are_found() {
    let renderer = renderer();
    let all = "☑财政拨款 ☐自有资金 ☑其他";
    for (words, instead, seen, expected, path) in [
        (
            "计划2025年3月至12月",
            "3月到12月",
            "3月到12月",
            "计划…至…",
            "start",
        ),
        (
            "计划2025年3月至12月",
            "计划3月至6月至12月",
            "计划3月至6月至12月",
            "计划…至…",
            "end",
        ),
        (
            "1-7月执行数（万元）",
            "1-7月份执行数（万元）",
            "1-7月份执行数",
            "1-…月执行数（万元）",
            "until",
        ),
        ("☐是 ☑否", "☑是 ☑否", "☑是 ☑否", "☐是 ☐否", "major_change"),
        ("☐是 ☑否", "不清楚", "不清楚", "☐是 ☐否", "major_change"),
        ("☐新增", "☑新增", "新增、延续", "只有一项打勾", "nature"),
        (
            all,
            "财政√自有",
            "财政√自有",
            "☐财政拨款 ☐自有资金 ☐其他",
            "sources",
        ),
        ("3月至9月", "3月到9月", "3月到9月", "…至…", "indicators"),
        (
            "增减：-5.2万元",
            "增减-5.2元",
            "增减-5.2元",
            "增减：…万元",
            "balance",
        ),
    ] {
        let (read, report) = imported(&renderer, &with_words(&renderer, words, instead));
        let finding = report
            .findings()
            .iter()
            .find(|finding| finding.seen.contains(seen) && finding.expected.contains(expected));
        assert!(finding.is_some(), "{instead}: {:?}", report.findings());
        assert!(finding.unwrap().level >= Level::Warning, "{instead}");
        let value = match path {
            "indicators" => &read["monitor"]["indicators"][0]["start"],
            _ => &read["monitor"][path],
        };
        let other_place = path == "until";
        assert!(other_place || *value == Value::Null, "{instead}: {value}");
    }
}

#[test]
fn one_value_in_two_places_must_agree() {
    let renderer = renderer();
    let bytes = with_words(&renderer, "截至2026年7月", "截至2026年8月");
    let (read, report) = imported(&renderer, &bytes);
    assert_eq!(read["monitor"]["until"], 7);
    let finding = &report.findings()[0];
    assert_eq!(finding.code, Code::TitleDiffers, "{finding}");
    assert!(
        finding.seen.contains('8') && finding.expected.contains('7'),
        "{finding}"
    );
    let bytes = with_words(&renderer, "2026年预算数", "2025年预算数");
    let (read, report) = imported(&renderer, &bytes);
    let finding = report
        .findings()
        .iter()
        .find(|finding| finding.code == Code::TitleDiffers);
    assert!(finding.is_some(), "{read} {:?}", report.findings());
}

#[test]
fn data_are_checked_as_before() {
    let renderer = renderer();
    let bytes = rendered(&renderer, DATA.as_bytes(), Format::Xlsx);
    let sources = renderer
        .import(&[InputFile::new("a.xlsx", &bytes)], None)
        .value;
    let own = DATA.replace("\"否\",\n    \"nature\"", "\"或许\",\n    \"nature\"");
    assert_ne!(own, DATA);
    let report = renderer.read("a.json", own.as_bytes()).report;
    let codes: Vec<Code> = report
        .findings()
        .iter()
        .map(|finding| finding.code)
        .collect();
    assert!(codes.contains(&Code::UnknownChoice), "{codes:?}");
    assert!(
        !renderer
            .read_source(&sources[0], &Levels::new())
            .report
            .has_errors()
    );
}

#[test]
fn a_template_is_told_what_cannot_be_read_back() {
    let boxes = "<td><boxes field=\"major_change\"/></td>";
    let hand = "<td field=\"major_change\">{% if major_change == \"是\" %}☑是{% else %}☐是{% endif %}</td>";
    let cut = "计划{{ start | truncate(length=2) }}至{{ end }}";
    for (words, instead, code, seen) in [
        (boxes, hand, Code::CellNotField, "而 field 是是否调整"),
        (
            "计划{{ start }}至{{ end }}",
            cut,
            Code::FieldNotShown,
            "开始",
        ),
        (
            "计划{{ start }}至{{ end }}",
            "计划{{ start }}{{ end }}",
            Code::FieldNotFillable,
            "开始",
        ),
        (
            "<boxes field=\"nature\" only=\"新增\"/>",
            "<boxes field=\"nature\" only=\"新曾\"/>",
            Code::TemplateMarkup,
            "only=\"新曾\"",
        ),
        (
            "<boxes field=\"major_change\"/>",
            "<boxes/>",
            Code::TemplateMarkup,
            "没有 field",
        ),
        (
            " choices=\"财政拨款 自有资金 其他\"",
            "",
            Code::TemplateMarkup,
            "没有选项",
        ),
        (
            "<boxes field=\"major_change\"/>",
            "<boxes field=\"major_chance\"/>",
            Code::UnknownPath,
            "major_chance",
        ),
    ] {
        let change = |template: &str| {
            assert!(template.contains(words), "{words}");
            template.replacen(words, instead, 1)
        };
        let report = renderer_with(change, "").report;
        let mut findings = report.findings().iter();
        let is_it = findings.any(|finding| finding.code == code && finding.seen.contains(seen));
        assert!(is_it, "{instead}: {:?}", report.findings());
    }
}

#[test]
fn words_that_a_condition_omits_with_a_value_may_be_missing() {
    let plan = "计划{{ start }}至{{ end }}";
    let coded = "{% if start %}[{{ start }}]{% endif %}{{ end }}";
    let read = renderer_with(|template| template.replacen(plan, coded, 1), "");
    assert!(read.report.is_empty(), "{:?}", read.report.findings());
    let renderer = read.value.unwrap();
    let data = |start: &str| {
        let start = format!("\"start\": {start}");
        let data = DATA.replacen("\"start\": \"2025年3月\"", &start, 1);
        data.replacen("\"end\": \"12月\"", "\"end\": \"供水处\"", 1)
    };
    for start in ["\"104\"", "null"] {
        let bytes = rendered(&renderer, data(start).as_bytes(), Format::Xlsx);
        let (read, report) = imported(&renderer, &bytes);
        assert!(report.is_empty(), "{start}: {:?}", report.findings());
        let expected: Value = serde_json::from_str(&data(start)).unwrap();
        assert_eq!(read, expected, "{start}");
    }
    // A bracket that was typed is not part of a value.
    let bytes = rendered(&renderer, data("\"104\"").as_bytes(), Format::Xlsx);
    let bytes = changed(&bytes, "xl/sharedStrings.xml", |text| {
        assert!(text.contains("[104]供水处"), "{text}");
        text.replace("[104]供水处", "[104供水处")
    });
    let (read, report) = imported(&renderer, &bytes);
    assert_eq!(read["monitor"]["end"], Value::Null);
    assert_eq!(report.findings()[0].code, Code::LabelUnknown);
}

#[test]
fn missing_words_are_named() {
    let plan = "计划{{ start }}至{{ end }}";
    let coded = "[{{ start }}]{{ end }}";
    let read = renderer_with(|template| template.replacen(plan, coded, 1), "");
    let renderer = read.value.unwrap();
    let bytes = rendered(&renderer, DATA.as_bytes(), Format::Xlsx);
    let bytes = changed(&bytes, "xl/sharedStrings.xml", |text| {
        assert!(text.contains("[2025年3月]12月"), "{text}");
        text.replace("[2025年3月]12月", "供水处")
    });
    let (_, report) = imported(&renderer, &bytes);
    let finding = &report.findings()[0];
    assert_eq!(finding.code, Code::LabelUnknown);
    assert!(
        finding.correction.contains("格里缺了表样的字 […]"),
        "{finding}"
    );
}
