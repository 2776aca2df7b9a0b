//! Kinds of fields and their keys `format`, `pattern`, `max_length`, `min`, `max`, and conditional
//! rows: an invented edition with all of them (`tests/kinds/`), by every way in and out.

#![expect(clippy::too_many_lines, reason = "a table is as long as it has rows")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed step fails the test"
)]

use std::collections::BTreeMap;
use std::fs;

use jixiao::finding::{Finding, Levels, Read, Report};
use jixiao::form::built_in_folder;
use jixiao::grid::Grid;
use jixiao::record::Submission;
use jixiao::render::{BlankForm, BlankOptions, InputFile, Renderer};
use jixiao::write::Format;
use serde_json::{Value, json};

#[path = "support/rendered.rs"]
mod rendered;
#[path = "support/unzipped.rs"]
mod unzipped;
#[path = "support/zipped.rs"]
mod zipped;

use rendered::rendered;
use unzipped::{texts, unzipped};
use zipped::zipped;

const EDITION: &str = include_str!("kinds/edition.toml");
const FORM: &str = include_str!("kinds/plan.toml");
const TEMPLATE: &str = include_str!("kinds/plan.tera");

/// Reads the edition with another text of its form and its template; paper, fonts and styles are the
/// built-in ones.
fn read_with(form: &str, template: &str) -> Read<Option<Renderer>> {
    let folder = tempfile::tempdir().unwrap();
    for (name, source) in built_in_folder("gansu-2025").unwrap() {
        match &*name {
            "edition.toml" => {
                let look = source.text().find("[paper]").unwrap();
                let text = format!("{EDITION}\n{}", &source.text()[look..]);
                fs::write(folder.path().join(name), text).unwrap();
            }
            name if name.starts_with("department") || name.starts_with("project") => {}
            name if name.starts_with('_') => {}
            name => fs::write(folder.path().join(name), source.text()).unwrap(),
        }
    }
    fs::write(folder.path().join("plan.toml"), form).unwrap();
    fs::write(folder.path().join("plan.tera"), template).unwrap();
    Renderer::with_folders(Some(folder.path()), None).unwrap()
}

fn renderer() -> Renderer {
    let Read { value, report } = read_with(FORM, TEMPLATE);
    assert!(report.is_empty(), "{:?}", report.findings());
    value.unwrap()
}

fn data() -> Value {
    json!({
        "edition": "kinds-2026", "year": 2026, "code": "012345",
        "plan": {
            "name": "河道清淤",
            "approved_on": "2026年3月1日", "filled_on": "2026/3/9",
            "period": "2026.3-2027.2", "phone": "（0931）6622315转801",
            "means": ["以奖代补", "政府采购"],
            "change": -3, "area": 12_345.6, "rate": "95.5%",
            "funds": { "fiscal": 1_234_567.5, "other": 0 },
            "items": [
                { "name": "完成情况", "weight": 60, "score": 58.5, "on": "2026-12-01" },
                { "name": "满意度", "weight": 40, "score": 40 }
            ]
        }
    })
}

/// The same data in the normal forms, as a workbook gives it back.
fn normal() -> Value {
    let mut data = data();
    let plan = &mut data["plan"];
    plan["approved_on"] = json!("2026-03-01");
    plan["filled_on"] = json!("2026-03-09");
    plan["period"] = json!("2026年3月—2027年2月");
    plan["phone"] = json!("0931-6622315-801");
    plan["means"] = json!("政府采购、以奖代补");
    data
}

fn read(renderer: &Renderer, data: &Value) -> (Submission, Report) {
    let Read { value, report } = renderer.read("a.json", data.to_string().as_bytes());
    let submission: &Submission = &value.unwrap();
    (submission.clone(), report)
}

/// The values of the only table by pointer, as data.
fn values(renderer: &Renderer, submission: &Submission) -> BTreeMap<String, String> {
    let edition = renderer.registry().find("kinds-2026").unwrap();
    let fields = &edition.tables[0].form.fields;
    let record = &submission.tables[0].record;
    let mut values = BTreeMap::new();
    // 0.00 and 0, 95.50% and 95.5% are the same.
    let number = |text: String| match text.trim_end_matches('%').parse::<f64>() {
        Ok(number) => number.to_string(),
        Err(_) => text,
    };
    for (index, field) in fields.iter() {
        let shown = number(record.get(index).display().into_owned());
        values.insert(record.pointer_of(fields, index), shown);
        for row in record.rows(index) {
            for (column, _) in field.rows().unwrap().iter() {
                let columns = field.rows().unwrap();
                let shown = number(row.get(column).display().into_owned());
                values.insert(row.pointer_of(columns, column), shown);
            }
        }
    }
    values
}

fn imported(renderer: &Renderer, bytes: &[u8]) -> (Submission, Report) {
    let Read {
        value: sources,
        mut report,
    } = renderer.import(&[InputFile::new("表.xlsx", bytes)], None);
    assert_eq!(sources.len(), 1, "{report:?}");
    let read = renderer.read_source(&sources[0], &Levels::new());
    report.append(read.report);
    let submission: &Submission = &read.value.unwrap();
    (submission.clone(), report)
}

fn grid(renderer: &Renderer, data: &Value) -> Grid {
    let (submission, _) = read(renderer, data);
    renderer.grids(&submission).unwrap().remove(0)
}

fn cell(grid: &Grid, pointer: &str) -> String {
    let mut cells = grid.cells.iter();
    let cell = cells.find(|cell| cell.pointer == pointer);
    cell.unwrap_or_else(|| panic!("no cell shows {pointer}"))
        .text
        .clone()
}

#[test]
fn values_are_kept_in_one_form_and_printed_in_the_fields_format() {
    let renderer = renderer();
    let (submission, report) = read(&renderer, &data());
    assert!(report.is_empty(), "{:?}", report.findings());
    let (same, report) = read(&renderer, &normal());
    assert!(report.is_empty(), "{:?}", report.findings());
    assert_eq!(submission.tables[0].record, same.tables[0].record);
    let grid = grid(&renderer, &data());
    for (pointer, text) in [
        ("/plan/approved_on", "2026年3月1日"),
        ("/plan/filled_on", "2026-03-09"),
        ("/plan/period", "2026年3月—2027年2月"),
        ("/plan/phone", "0931-6622315-801"),
        ("/plan/means", "政府采购、以奖代补"),
        ("/plan/change", "-3"),
        ("/plan/area", "12,345.6"),
        ("/plan/rate", "95.50%"),
        ("/plan/funds/fiscal", "1,234,567.50"),
        ("/plan/funds/other", "0.00"),
        ("/plan/funds/total", "1,234,567.50"),
        ("/plan/items/0/weight", "60"),
        ("/plan/items/0/score", "58.50"),
        ("/plan/items/0/on", "2026年12月1日"),
    ] {
        assert_eq!(cell(&grid, pointer), text, "{pointer}");
    }
}

#[test]
fn all_formats_show_them_and_a_workbook_gives_them_back() {
    let renderer = renderer();
    let bytes = data().to_string().into_bytes();
    let html = rendered(&renderer, &bytes, Format::Html);
    let html = String::from_utf8(html).unwrap();
    for text in ["2026年3月1日", "1,234,567.50", "0.00", "政府采购、以奖代补"] {
        assert!(html.contains(text), "{text}");
    }
    let pdf = rendered(&renderer, &bytes, Format::Pdf);
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 10_000);
    let workbook = rendered(&renderer, &bytes, Format::Xlsx);
    let styles = &texts(&workbook)["xl/styles.xml"];
    for code in ["#,##0.00", "#,##0.0"] {
        assert!(
            styles.contains(&format!("formatCode=\"{code}\"")),
            "{styles}"
        );
    }
    let (expected, _) = read(&renderer, &data());
    let (found, report) = imported(&renderer, &workbook);
    let codes: Vec<&str> = codes(&report);
    assert!(codes.is_empty(), "{:?}", report.findings());
    assert_eq!(values(&renderer, &found), values(&renderer, &expected));
}

fn codes(report: &Report) -> Vec<&str> {
    let findings = report.findings().iter();
    findings.map(|finding| finding.code.as_str()).collect()
}

fn blank(renderer: &Renderer) -> BlankForm {
    let edition = renderer.registry().find("kinds-2026").unwrap();
    let mut options = BlankOptions::all(edition, 1);
    options.rows = 2;
    let Read { value, report } = renderer.blank(edition, &options).unwrap();
    assert!(report.is_empty(), "{:?}", report.findings());
    value.unwrap()
}

/// The blank with values at the cells of some pointers; numbers are stored as numbers.
fn filled(blank: &BlankForm, values: &[(&str, Value)]) -> Vec<u8> {
    let mut parts = unzipped(&blank.file.bytes);
    let book = String::from_utf8(parts["xl/workbook.xml"].clone()).unwrap();
    let names: Vec<&str> = book
        .split("<sheet name=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    for (pointer, value) in values {
        let mut places = blank.places.iter();
        let place = places.find(|place| place.pointer == *pointer);
        let place = place.unwrap_or_else(|| panic!("{pointer} can be filled in"));
        let number = names.iter().position(|name| *name == place.sheet).unwrap() + 1;
        let part = parts
            .get_mut(&format!("xl/worksheets/sheet{number}.xml"))
            .unwrap();
        let sheet = String::from_utf8(part.clone()).unwrap();
        let start = sheet.find(&format!("<c r=\"{}\"", place.cell)).unwrap();
        let end = start + sheet[start..].find('>').unwrap();
        assert!(sheet[..end].ends_with('/'), "{pointer} is empty");
        let tag = sheet[start..end].trim_end_matches('/');
        let filled = match value {
            Value::String(text) => format!("{tag} t=\"inlineStr\"><is><t>{text}</t></is></c>"),
            number => format!("{tag}><v>{number}</v></c>"),
        };
        *part = format!("{}{filled}{}", &sheet[..start], &sheet[end + 1..]).into_bytes();
    }
    zipped(parts)
}

#[test]
fn a_blank_filled_in_gives_the_same_data() {
    let renderer = renderer();
    let blank = blank(&renderer);
    let typed = [
        ("/year", json!(2026)),
        ("/code", json!("012345")),
        ("/plan/name", json!("河道清淤")),
        ("/plan/approved_on", json!("2026/3/1")),
        ("/plan/filled_on", json!("2026-3-9")),
        ("/plan/period", json!("2026年3月至2027年2月")),
        ("/plan/phone", json!("0931-6622315-801")),
        ("/plan/means", json!("以奖代补，政府采购")),
        ("/plan/change", json!(-3)),
        ("/plan/area", json!(12345.6)),
        ("/plan/rate", json!(0.955)),
        ("/plan/funds/fiscal", json!(1_234_567.5)),
        ("/plan/funds/other", json!(0)),
        ("/plan/items/0/name", json!("完成情况")),
        ("/plan/items/0/weight", json!(60)),
        ("/plan/items/0/score", json!(58.5)),
        ("/plan/items/0/on", json!("2026-12-01")),
        ("/plan/items/1/name", json!("满意度")),
        ("/plan/items/1/weight", json!(40)),
        ("/plan/items/1/score", json!(40)),
    ];
    let (found, report) = imported(&renderer, &filled(&blank, &typed));
    assert!(report.is_empty(), "{:?}", report.findings());
    let (expected, _) = read(&renderer, &data());
    assert_eq!(values(&renderer, &found), values(&renderer, &expected));
}

#[test]
fn dates_and_numbers_of_excel_are_read_as_they_are_shown() {
    let renderer = renderer();
    let blank = blank(&renderer);
    let typed = [
        ("/year", json!(2026)),
        ("/plan/name", json!("河道清淤")),
        ("/plan/approved_on", json!(46082)),
        ("/plan/phone", json!(9_316_622_315_u64)),
        ("/plan/change", json!(2)),
    ];
    let mut parts = unzipped(&filled(&blank, &typed));
    // The date in the format of Excel's short date.
    let styles = String::from_utf8(parts["xl/styles.xml"].clone()).unwrap();
    let (before, formats) = styles.split_once("<cellXfs").unwrap();
    let (formats, after) = formats.split_once("</cellXfs>").unwrap();
    let count = formats.matches("<xf ").count();
    let date = "<xf numFmtId=\"14\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>";
    let styles = format!("{before}<cellXfs{formats}{date}</cellXfs>{after}");
    parts.insert("xl/styles.xml".to_owned(), styles.into_bytes());
    for part in parts.values_mut() {
        let Ok(text) = String::from_utf8(part.clone()) else {
            continue;
        };
        let Some((before, after)) = text.split_once("><v>46082</v>") else {
            continue;
        };
        let style = before.rfind(" s=\"").unwrap();
        *part = format!("{} s=\"{count}\"><v>46082</v>{after}", &before[..style]).into_bytes();
    }
    let (found, report) = imported(&renderer, &zipped(parts));
    let values = values(&renderer, &found);
    assert_eq!(values["/plan/approved_on"], "2026-03-01");
    let [finding] = report.findings() else {
        panic!("{:?}", report.findings());
    };
    assert_eq!(finding.place.pointer, "/plan/phone");
    assert!(
        finding.correction.contains("填 0931-6622315"),
        "{}",
        finding.correction
    );
}

#[test]
fn the_rules_of_a_blanks_cells_are_the_limits_of_the_fields() {
    let blank = blank(&renderer());
    let sheets = texts(&blank.file.bytes);
    let sheets: String = sheets
        .iter()
        .filter(|(name, _)| name.starts_with("xl/worksheets/"))
        .map(|(_, text)| text.as_str())
        .collect();
    for part in [
        "type=\"textLength\" operator=\"lessThanOrEqual\"",
        "<formula1>12</formula1>",
        "<formula1>-50</formula1><formula2>50</formula2>",
        "<formula1>2020</formula1><formula2>2030</formula2>",
        "<formula1>0</formula1><formula2>100</formula2>",
        "<formula1>0</formula1><formula2>1</formula2>",
        "至多 12 个字",
        "6 位数字的编码",
        "2024年1月1日 到 2026年12月31日",
        "政府采购、政府购买服务、以奖代补",
    ] {
        assert!(
            sheets.contains(part) || texts_of(&blank).contains(part),
            "{part}"
        );
    }
}

fn texts_of(blank: &BlankForm) -> String {
    texts(&blank.file.bytes)["xl/sharedStrings.xml"].clone()
}

/// A sheet in which the row of a condition is missing has nothing to report.
#[test]
fn a_conditional_row_is_in_the_blank_and_may_be_missing_in_a_table() {
    let renderer = renderer();
    let mut data = data();
    data["plan"]["funds"] = json!({ "fiscal": 5 });
    let without = grid(&renderer, &data);
    assert!(
        without
            .cells
            .iter()
            .all(|cell| cell.text != "其他资金（元）")
    );
    let workbook = rendered(&renderer, data.to_string().as_bytes(), Format::Xlsx);
    let (found, report) = imported(&renderer, &workbook);
    assert!(report.is_empty(), "{:?}", report.findings());
    let (expected, _) = read(&renderer, &data);
    assert_eq!(values(&renderer, &found), values(&renderer, &expected));
    let places = blank(&renderer).places;
    assert!(
        places
            .iter()
            .any(|place| place.pointer == "/plan/funds/other")
    );
    // With another label in the row, something is missing that every table has.
    let template = TEMPLATE
        .replace("{% if funds.other %}<tr>", "<tr>")
        .replace("{% endif %}\n  </tbody>", "</tbody>");
    let strict = read_with(FORM, &template).value.unwrap();
    let (_, report) = imported(&strict, &workbook);
    assert!(codes(&report).contains(&"label-missing"), "{report:?}");
}

#[test]
fn a_condition_within_a_row_of_a_list_is_rendered_in_the_blank() {
    let template = TEMPLATE.replace(
        "<td field=\"{{ row.path }}.on\">{{ row.on }}</td>",
        "{% if row.on %}<td field=\"{{ row.path }}.on\">{{ row.on }}</td>{% else %}<td>未评</td>{% endif %}",
    );
    let renderer = read_with(FORM, &template).value.unwrap();
    let places = blank(&renderer).places;
    let rows = places.iter().filter(|place| place.pointer.ends_with("/on"));
    assert_eq!(rows.count(), 2);
}

/// The findings on data with one value changed: code, pointer, seen, expected, correction.
fn finding_on(renderer: &Renderer, pointer: &str, value: Value) -> Finding {
    let mut data = data();
    let mut at = &mut data;
    for part in pointer[1..].split('/') {
        at = match part.parse::<usize>() {
            Ok(index) => &mut at[index],
            Err(_) => &mut at[part],
        };
    }
    *at = value;
    let Read { report, .. } = renderer.read("a.json", data.to_string().as_bytes());
    let [finding] = report.findings() else {
        panic!("{pointer}: one finding, not {:?}", report.findings());
    };
    finding.clone()
}

#[test]
fn each_wrong_value_has_its_finding() {
    let renderer = renderer();
    for (pointer, value, code, seen, expected, correction) in [
        (
            "/year",
            json!(2019),
            "value-unfit",
            "2019",
            "年度 2020 到 2030",
            "核对此数",
        ),
        (
            "/code",
            json!("12345"),
            "value-unfit",
            "\"12345\"",
            "6 位数字的编码",
            "单位编码照这样写",
        ),
        (
            "/code",
            json!("0123456"),
            "value-unfit",
            "\"0123456\"",
            "6 位数字的编码",
            "单位编码照这样写",
        ),
        (
            "/plan/name",
            json!("河道清淤与沿岸绿化整治提升"),
            "value-unfit",
            "13 个字:\"河道清淤与沿岸绿化整治提升\"",
            "至多 12 个字",
            "删去至少 1 个字",
        ),
        (
            "/plan/approved_on",
            json!("2025年2月29日"),
            "value-unfit",
            "\"2025年2月29日\"",
            "日期,如 2025年3月1日",
            "没有这一天:核对年、月、日",
        ),
        (
            "/plan/approved_on",
            json!("3月1日"),
            "value-unfit",
            "\"3月1日\"",
            "日期,如 2025年3月1日",
            "写全年、月、日,年份四位:2025年3月1日、2025-03-01 或 2025/3/1",
        ),
        (
            "/plan/approved_on",
            json!("2023-12-31"),
            "value-unfit",
            "2023年12月31日",
            "批复日期 2024年1月1日 到 2026年12月31日",
            "核对日期",
        ),
        (
            "/plan/approved_on",
            json!(20_260_301),
            "wrong-type",
            "数 20260301",
            "文本",
            "写在双引号里,如 \"20260301\"",
        ),
        (
            "/plan/period",
            json!("全年"),
            "value-unfit",
            "\"全年\"",
            "起止时间,如 2025年3月—12月",
            "写成 2025年3月—12月、2025年3月—2026年2月 或 2025年3月1日—12月31日",
        ),
        (
            "/plan/period",
            json!("2026年12月—3月"),
            "value-unfit",
            "\"2026年12月—3月\"",
            "起止时间,如 2025年3月—12月",
            "结束早于开始:核对起止",
        ),
        (
            "/plan/phone",
            json!("9316622315"),
            "value-unfit",
            "\"9316622315\"",
            "带区号的电话或手机号码,如 0931-6622315、13812345678",
            "像是丢了开头的 0:填 0931-6622315,单元格格式改成“文本”",
        ),
        (
            "/plan/phone",
            json!("6622315"),
            "value-unfit",
            "\"6622315\"",
            "带区号的电话或手机号码,如 0931-6622315、13812345678",
            "补上区号,如 0931-6622315",
        ),
        (
            "/plan/means",
            json!(["政府采购", "招标"]),
            "unknown-choice",
            "文本 \"招标\"",
            "政府采购、政府购买服务、以奖代补 中的几个",
            "填其中之一,写在双引号里",
        ),
        (
            "/plan/means",
            json!("政府购卖服务、以奖代补"),
            "unknown-choice",
            "文本 \"政府购卖服务\"",
            "政府采购、政府购买服务、以奖代补 中的几个",
            "可能是 \"政府购买服务\"",
        ),
        (
            "/plan/means",
            json!(3),
            "wrong-type",
            "数 3",
            "选项的列表 [ \"…\" ],或以顿号隔开的文本",
            "改成选项的列表 [ \"…\" ],或以顿号隔开的文本",
        ),
        (
            "/plan/change",
            json!(2.5),
            "value-not-number",
            "数 2.5",
            "整数",
            "填整数",
        ),
        (
            "/plan/change",
            json!(51),
            "value-unfit",
            "51",
            "人数增减 -50 到 50",
            "核对此数",
        ),
        (
            "/plan/area",
            json!(-1),
            "value-unfit",
            "-1.0",
            "面积 不小于 0",
            "核对此数",
        ),
        (
            "/plan/area",
            json!(1.25),
            "value-unfit",
            "1.25",
            "至多 1 位小数:表上只印这么多",
            "核对此数;四舍五入是 1.3",
        ),
        (
            "/plan/area",
            json!("12平方米"),
            "value-not-number",
            "文本 \"12平方米\"",
            "数,如 200.95(单位:平方米)",
            "填 12",
        ),
        (
            "/plan/rate",
            json!("100.5%"),
            "value-unfit",
            "100.50%",
            "执行率 不大于 100%",
            "核对此数",
        ),
        (
            "/plan/rate",
            json!("95.555%"),
            "value-unfit",
            "95.555%",
            "至多 2 位小数:表上只印这么多",
            "核对此数;四舍五入是 95.56%",
        ),
        (
            "/plan/funds/fiscal",
            json!("1,234,567,5"),
            "value-not-number",
            "文本 \"1,234,567,5\"",
            "数,如 200.95(单位:元)",
            "逗号或空格不是千分位:是小数点就写成小数点,是两个数就只填一个",
        ),
        (
            "/plan/items/0/weight",
            json!(-1),
            "value-unfit",
            "-1",
            "权重 0 到 100",
            "核对此数",
        ),
        (
            "/plan/items/1/score",
            json!(-0.5),
            "value-unfit",
            "-0.50",
            "得分 不小于 0",
            "核对此数",
        ),
        (
            "/plan/items/0/on",
            json!("2026-13-01"),
            "value-unfit",
            "\"2026-13-01\"",
            "日期,如 2025年3月1日",
            "没有这一天:核对年、月、日",
        ),
    ] {
        let finding = finding_on(&renderer, pointer, value);
        assert_eq!(
            (
                finding.code.as_str(),
                finding.seen.as_str(),
                finding.expected.as_str(),
                finding.correction.as_str()
            ),
            (code, seen, expected, correction),
            "{pointer}"
        );
        let place = &finding.place.pointer;
        assert!(place.starts_with(pointer), "{place}");
    }
    // What is printed is read.
    let mut grouped = data();
    grouped["plan"]["funds"]["fiscal"] = json!("1,234,567.50");
    assert!(read(&renderer, &grouped).1.is_empty());
}

/// Replaces a part of the form, and returns the only finding on it: the rest of the line from its
/// place on, seen, expected, correction.
fn definition(part: &str, instead: &str) -> (String, String, String, String) {
    assert!(FORM.contains(part), "{part}");
    let form = FORM.replacen(part, instead, 1);
    let Read { report, .. } = read_with(&form, TEMPLATE);
    let [finding] = report.findings() else {
        panic!("{instead}: one finding, not {:?}", report.findings());
    };
    let position = finding.place.position.unwrap();
    let line = form.lines().nth(position.line - 1).unwrap();
    let at: String = line.chars().skip(position.column - 1).collect();
    (
        at,
        finding.seen.clone(),
        finding.expected.clone(),
        finding.correction.clone(),
    )
}

#[test]
fn each_wrong_key_of_a_definition_has_its_finding() {
    let same = |part: &str, instead: &str, told: [&str; 4]| {
        let (at, seen, expected, correction) = definition(part, instead);
        let [start, told @ ..] = told;
        assert!(at.starts_with(start), "{instead}: {at}");
        assert_eq!([&seen[..], &expected, &correction], told, "{instead}");
    };
    same(
        "min = -50, max = 50",
        "min = 50, max = -50",
        ["-50", "max = -50", "max 不小于 min", "改正 min 或 max"],
    );
    same(
        "min = -50, max = 50",
        "min = 0.5",
        ["0.5", "min = 0.5", "整数", "改正此值"],
    );
    same(
        "min = \"2024-01-01\"",
        "min = \"2024-02-30\"",
        [
            "\"2024-02-30\"",
            "min = 2024-02-30",
            "日期,如 \"2025-03-01\"",
            "改正此值",
        ],
    );
    same(
        "max = \"100%\"",
        "max = \"全部\"",
        [
            "\"全部\"",
            "max = 全部",
            "百分数,如 \"95%\",或比率,如 0.95",
            "改正此值",
        ],
    );
    same(
        "max_length = 12",
        "max_length = 0",
        ["0", "max_length = 0", "1 到 32767 的整数", "改正此值"],
    );
    same(
        "max_length = 12",
        "format = { decimals = 2 }",
        [
            "{ decimals = 2 }",
            "type = \"text\" 的栏目写了 format",
            "format 用于 type 是 amount、count、percent、integer、number、weight、score、date 的栏目",
            "删去 format,或改 type",
        ],
    );
    same(
        "type = \"date\", format = { date = \"yyyy-mm-dd\" }",
        "type = \"date\", format = { decimals = 2 }",
        [
            "2",
            "format 里写了 decimals",
            "这样的栏目的 format 里只有 date",
            "删去 decimals",
        ],
    );
    same(
        "date = \"yyyy-mm-dd\"",
        "date = \"yyyy-m-d\"",
        [
            "\"yyyy-m-d\"",
            "date = \"yyyy-m-d\"",
            "yyyy年m月d日、yyyy年mm月dd日、yyyy-mm-dd、yyyy/m/d、yyyy/mm/dd、yyyy.m.d、yyyy.mm.dd",
            "可能是 yyyy-mm-dd",
        ],
    );
    same(
        "decimals = 1, thousands",
        "decimals = 11, thousands",
        ["11", "decimals = 11", "0 到 10 的整数", "改正此值"],
    );
    same(
        "max_length = 12",
        "pattern = \"(甲|乙\", pattern_words = \"甲或乙\"",
        [
            "\"(甲|乙\"",
            "pattern = \"(甲|乙\":圆括号没有结束",
            "合法的正则表达式",
            "改正 pattern",
        ],
    );
    same(
        "max_length = 12",
        "pattern = \"a)(b\", pattern_words = \"甲\"",
        [
            "\"a)(b\"",
            "pattern = \"a)(b\":多了一个右圆括号",
            "合法的正则表达式",
            "改正 pattern",
        ],
    );
    same(
        "max_length = 12",
        "pattern = \"(?=甲)\", pattern_words = \"甲\"",
        [
            "\"(?=甲)\"",
            "pattern = \"(?=甲)\":不支持环视 (?=…) (?!…)",
            "合法的正则表达式",
            "改正 pattern",
        ],
    );
    same(
        "max_length = 12",
        "pattern = \"[0-9]+\"",
        [
            "\"[0-9]+\"",
            "写了 pattern,没有 pattern_words",
            "用 pattern_words 告诉填表的人该写成什么样",
            "补上 pattern_words = \"…\",如 \"6 位数字的编码\"",
        ],
    );
    same(
        "max_length = 12",
        "pattern_words = \"数字\"",
        [
            "\"数字\"",
            "写了 pattern_words,没有 pattern",
            "pattern_words 说明 pattern",
            "补上 pattern,或删去 pattern_words",
        ],
    );
    same(
        "type = \"choices\", choices = [\"政府采购\", \"政府购买服务\", \"以奖代补\"]",
        "type = \"choices\"",
        [
            "\"choices\"",
            "type = \"choices\",没有 choices",
            "有 choices:可以选的词",
            "补上 choices = [\"…\"]",
        ],
    );
}

#[test]
fn the_schema_shows_the_limits() {
    let renderer = renderer();
    let edition = renderer.registry().find("kinds-2026").unwrap();
    let schema: Value = serde_json::from_str(&jixiao::schema(edition)).unwrap();
    let plan = &schema["$defs"]["plan"]["properties"];
    assert_eq!(schema["properties"]["code"]["pattern"], "^(?:[0-9]{6})?$");
    assert_eq!(schema["properties"]["year"]["minimum"], 2020);
    assert_eq!(schema["properties"]["year"]["maximum"], 2030);
    assert_eq!(plan["name"]["maxLength"], 12);
    assert_eq!(plan["change"]["minimum"], -50);
    assert_eq!(plan["rate"]["maximum"], 1);
    assert_eq!(plan["items"]["items"]["properties"]["weight"]["minimum"], 0);
    assert_eq!(
        plan["items"]["items"]["properties"]["weight"]["maximum"],
        100
    );
    assert_eq!(plan["means"]["type"], json!(["array", "string", "null"]));
    assert_eq!(
        plan["means"]["items"]["enum"],
        json!(["政府采购", "政府购买服务", "以奖代补"])
    );
    let words = plan["approved_on"]["description"].as_str().unwrap();
    assert!(words.contains("2024年1月1日 到 2026年12月31日"), "{words}");
}

#[test]
fn dates_and_choices_among_words_and_in_boxes_are_read_back() {
    let template = TEMPLATE
        .replace(
            "<td field=\"approved_on\">{{ approved_on }}</td>",
            "<td>自{{ approved_on }}起</td>",
        )
        .replace(
            "<td field=\"means\">{{ means }}</td>",
            "<td><boxes field=\"means\"/></td>",
        )
        .replace(
            "<td colspan=\"3\" field=\"funds.other\">{{ funds.other }}</td>",
            "<td colspan=\"3\">另有{{ funds.other }}元</td>",
        );
    let Read { value, report } = read_with(FORM, &template);
    assert!(report.is_empty(), "{:?}", report.findings());
    let renderer = value.unwrap();
    for other in [json!(0), json!(2500.5), json!(null)] {
        let mut data = data();
        data["plan"]["funds"]["other"] = other;
        let workbook = rendered(&renderer, data.to_string().as_bytes(), Format::Xlsx);
        let (found, report) = imported(&renderer, &workbook);
        assert!(report.is_empty(), "{:?}", report.findings());
        let (expected, _) = read(&renderer, &data);
        assert_eq!(values(&renderer, &found), values(&renderer, &expected));
    }
    let words = texts_of(&blank(&renderer));
    for part in ["自", "另有", "☐政府采购 ☐政府购买服务 ☐以奖代补"] {
        assert!(words.contains(part), "{part}: {words}");
    }
}

#[test]
fn expressions_compare_dates_and_join_them_as_printed() {
    let form = FORM.replace(
        "\"items\" = {",
        "\"words\" = { label = \"说明\", derive = '\"自\" & filled_on & \"起\"' }\n\
         \"late\" = { label = \"是否逾期\", derive = 'if(filled_on > \"2026/6/30\", \"是\", \"否\")' }\n\
         \"first\" = { label = \"较早日期\", type = \"date\", derive = 'if(approved_on < filled_on, approved_on, filled_on)' }\n\
         \"items\" = {",
    ) + "\n[[check]]\nname = \"filled-late\"\ntest = \"approved_on <= filled_on\"\n";
    let template = TEMPLATE.replace(
        "    {% if funds.other %}",
        "    <tr><th>说明</th><td field=\"words\">{{ words }}</td><th>是否逾期</th><td field=\"late\">{{ late }}</td></tr>\n\
         <tr><th>较早日期</th><td colspan=\"3\" field=\"first\">{{ first }}</td></tr>\n    {% if funds.other %}",
    );
    let Read { value, report } = read_with(&form, &template);
    assert!(report.is_empty(), "{:?}", report.findings());
    let renderer = value.unwrap();
    let grid = grid(&renderer, &data());
    for (pointer, text) in [
        ("/plan/words", "自2026-03-09起"),
        ("/plan/late", "否"),
        ("/plan/first", "2026年3月1日"),
    ] {
        assert_eq!(cell(&grid, pointer), text, "{pointer}");
    }
    let workbook = rendered(&renderer, data().to_string().as_bytes(), Format::Xlsx);
    let (found, report) = imported(&renderer, &workbook);
    assert!(report.is_empty(), "{:?}", report.findings());
    assert_eq!(values(&renderer, &found)["/plan/first"], "2026-03-01");
    let finding = finding_on(&renderer, "/plan/approved_on", json!("2026-10-09"));
    assert_eq!(finding.expected, "批复日期 ≤ 填表日期");
    // A blank date has its own findings, if it is required.
    let mut blank = data();
    blank["plan"]["filled_on"] = json!(null);
    let (_, report) = read(&renderer, &blank);
    assert!(report.is_empty(), "{:?}", report.findings());
    let wrong = form.replace("approved_on <= filled_on", "name <= filled_on");
    let report = read_with(&wrong, &template).report;
    assert_eq!(report.findings()[0].expected, "文本只用 = 或 != 比较");
}
