//! The built-in editions besides the first: each has complete data without findings and wrong data
//! with reviewed ones in `tests/editions/<id>/`. Their tables are reviewed as text, render in every
//! format, and are read back from the workbook.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failed step fails the test"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use jixiao::batch::{Batch, SUMMARY, find_inputs};
use jixiao::finding::{Code, Finding, Level, Read, Report};
use jixiao::form::{Edition, Fields, Registry, built_in_folder};
use jixiao::grid::Grid;
use jixiao::record::{Record, Submission};
use jixiao::render::{BlankOptions, InputFile, OnErrors, Options, Renderer};
use jixiao::schema::schema;
use jixiao::write::Format;
use serde_json::{Value, json};

#[path = "support/rendered.rs"]
mod rendered;
#[path = "support/small_workbook.rs"]
mod small_workbook;
#[path = "support/snapshot.rs"]
mod snapshot;
#[path = "support/unzipped.rs"]
mod unzipped;
#[path = "support/zipped.rs"]
mod zipped;

use rendered::rendered;
use small_workbook::small_workbook;
use snapshot::assert_snapshot_in;
use unzipped::texts;
use zipped::zipped;

fn folder(id: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/editions")
        .join(id)
}

/// The editions with data in `tests/editions`.
fn ids() -> Vec<String> {
    let registry = Registry::built_in();
    let ids = registry.ids().filter(|id| folder(id).is_dir());
    ids.map(str::to_owned).collect()
}

fn data(id: &str) -> Vec<u8> {
    fs::read(folder(id).join("data.json")).unwrap_or_else(|error| panic!("{id}: {error}"))
}

#[test]
fn every_edition_but_the_default_one_has_its_data() {
    let registry = Registry::built_in();
    let all: Vec<&str> = registry.ids().skip(1).collect();
    assert_eq!(ids(), all);
    assert!(all.len() >= 8, "{all:?}");
}

#[test]
fn every_edition_is_clean() {
    let report = Renderer::built_in().validate();
    assert!(report.is_empty(), "{:?}", report.findings());
}

#[test]
fn complete_data_have_no_warning_and_their_tables_were_reviewed() {
    let renderer = Renderer::built_in();
    for id in ids() {
        let Read {
            value: submission,
            report,
        } = renderer.read("data.json", &data(&id));
        let report = report.at_least(Level::Warning);
        assert!(report.is_empty(), "{id}: {:?}", report.findings());
        let grids = renderer.grids(&submission.unwrap()).unwrap();
        let text: Vec<String> = grids.iter().map(Grid::dump).collect();
        assert_snapshot_in(format!("editions/{id}"), "tables", &text.join("\n"));
    }
}

#[test]
fn wrong_data_have_their_findings() {
    let renderer = Renderer::built_in();
    for id in ids() {
        let mut files: Vec<PathBuf> = fs::read_dir(folder(&id).join("wrong"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        assert!(files.len() >= 6, "{id}: {} wrong inputs", files.len());
        let mut text = String::new();
        for file in files {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            let report = renderer.read(&name, &fs::read(&file).unwrap()).report;
            assert!(!report.findings().is_empty(), "{id}/{name}");
            for finding in report.findings() {
                writeln!(text, "{finding}\n").unwrap();
            }
        }
        assert_snapshot_in(format!("editions/{id}"), "wrong", &text);
    }
}

/// What differs between two submissions: paths with both values.
fn differences(edition: &Edition, left: &Submission, right: &Submission) -> Vec<String> {
    let mut all = Vec::new();
    assert_eq!(left.tables.len(), right.tables.len());
    for (one, other) in left.tables.iter().zip(&right.tables) {
        assert_eq!(one.table, other.table);
        let fields = &edition.tables[one.table].form.fields;
        compare(fields, &one.record, &other.record, &mut all);
    }
    all
}

fn compare(fields: &Fields, left: &Record, right: &Record, all: &mut Vec<String>) {
    for (index, field) in fields.iter() {
        if let Some(columns) = field.rows() {
            let (one, other) = (left.rows(index), right.rows(index));
            assert_eq!(one.len(), other.len(), "{}", field.path);
            for (one, other) in one.iter().zip(other) {
                compare(columns, one, other, all);
            }
            continue;
        }
        let printed = |record: &Record| record.get(index).printed(field.format).into_owned();
        let (one, other) = (printed(left), printed(right));
        if one != other {
            all.push(format!("{} {}: {one} | {other}", left.pointer, field.path));
        }
    }
}

#[test]
fn every_format_is_made_and_the_workbook_is_read_back() {
    let renderer = Renderer::built_in();
    for id in ids() {
        let options = Options {
            formats: vec![Format::Xlsx, Format::Pdf, Format::Html],
            errors: OnErrors::Stop,
            ..Options::default()
        };
        let made = renderer.render("data.json", &data(&id), &options).unwrap();
        assert!(made.files.len() >= 3, "{id}");
        let workbook = made.files.iter().find(|file| {
            Path::new(&file.name)
                .extension()
                .is_some_and(|end| end == "xlsx")
        });
        let read = renderer.read("data.xlsx", &workbook.unwrap().bytes);
        let errors = read.report.at_least(Level::Warning);
        assert!(errors.is_empty(), "{id}: {:?}", errors.findings());
        let own = renderer.read("data.json", &data(&id)).value.unwrap();
        let edition = renderer.registry().find(&id).unwrap();
        let differences = differences(edition, &own, &read.value.unwrap());
        assert_eq!(differences, [""; 0], "{id}");
    }
}

#[test]
fn the_schema_takes_the_data() {
    let registry = Registry::built_in();
    for id in ids() {
        let schema = schema(registry.find(&id).unwrap());
        let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
        assert_eq!(schema["type"], "object", "{id}");
        let data: serde_json::Value = serde_json::from_slice(&data(&id)).unwrap();
        for key in data.as_object().unwrap().keys() {
            assert!(!schema["properties"][key].is_null(), "{id}: {key}");
        }
    }
}

#[test]
fn a_batch_of_each_edition_has_its_summary() {
    let renderer = Renderer::built_in();
    for id in ids() {
        let root = tempfile::tempdir().unwrap();
        let inputs = root.path().join("申报");
        fs::create_dir(&inputs).unwrap();
        fs::write(inputs.join("a.json"), data(&id)).unwrap();
        let found = find_inputs(&[inputs], &root.path().join("结果")).unwrap();
        let out = root.path().join("结果");
        let outcome = Batch::default()
            .run(&renderer, &found.inputs, &out, &())
            .unwrap();
        assert_eq!(outcome.counts.errors, 0, "{id}");
        assert!(out.join(SUMMARY).is_file(), "{id}");
    }
}

#[test]
fn targets_are_carried_to_the_evaluations() {
    let renderer = Renderer::built_in();
    let targets = include_bytes!("../examples/hezheng-2025.json");
    for (id, least) in [("selfeval-2020", 1), ("department-selfeval", 1)] {
        let to = renderer.registry().find(id).unwrap();
        let opened = renderer.open("a.json", targets);
        let derived = renderer.read_for_list(&opened.value[0]).value.unwrap();
        let Read {
            value: carried,
            report,
        } = renderer.carry(&opened.value[0], &derived, to);
        assert!(!report.has_errors(), "{id}: {:?}", report.findings());
        assert!(carried.sources.len() >= least, "{id}");
    }
}

/// A renderer with a built-in edition under another id; `change` gets each of its files.
fn with_changed(id: &str, change: impl Fn(&str, String) -> String) -> Renderer {
    let folder = tempfile::tempdir().unwrap();
    for (name, source) in built_in_folder(id).unwrap() {
        let text = match name.as_str() {
            "edition.toml" => source.text().replacen(id, "own-1", 1),
            _ => source.text().to_owned(),
        };
        fs::write(folder.path().join(&name), change(&name, text)).unwrap();
    }
    let read = Renderer::with_folders(Some(folder.path()), None).unwrap();
    assert!(!read.report.has_errors(), "{:?}", read.report.findings());
    read.value.unwrap()
}

/// A workbook of one sheet: a line a row, `|` between cells; numbers are numbers. `merges` are
/// merged ranges.
fn typed_workbook(rows: &str, merges: &[&str]) -> Vec<u8> {
    let mut sheet = String::new();
    for (row, line) in (1..).zip(rows.lines()) {
        let cells = line.split('|').map(str::trim).zip('A'..);
        write!(sheet, "<row r=\"{row}\">").unwrap();
        for (text, col) in cells.filter(|(text, _)| !text.is_empty()) {
            if text.parse::<f64>().is_ok() {
                write!(sheet, "<c r=\"{col}{row}\"><v>{text}</v></c>").unwrap();
                continue;
            }
            let text = format!("<is><t>{text}</t></is>");
            write!(sheet, "<c r=\"{col}{row}\" t=\"inlineStr\">{text}</c>").unwrap();
        }
        sheet += "</row>";
    }
    let merges = merges
        .iter()
        .map(|merge| format!("<mergeCell ref=\"{merge}\"/>"));
    let merges: String = merges.collect();
    let merges = match merges.as_str() {
        "" => String::new(),
        merges => format!("<mergeCells>{merges}</mergeCells>"),
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let sheet =
        format!("<worksheet xmlns=\"{main}\"><sheetData>{sheet}</sheetData>{merges}</worksheet>");
    small_workbook(&sheet, &[])
}

fn imported(renderer: &Renderer, bytes: &[u8]) -> (Value, Report) {
    let read = renderer.import(&[InputFile::new("a.xlsx", bytes)], None);
    let data = read.value.first().map_or("null", |source| source.text());
    (serde_json::from_str(data).unwrap(), read.report)
}

fn of_code(report: &Report, code: Code) -> Vec<&Finding> {
    let findings = report.findings().iter();
    findings.filter(|finding| finding.code == code).collect()
}

/// The self-evaluation of a project as counties publish it: the target in one column.
const FOREIGN: &str = "项目支出绩效自评表
（2025年度）
项目名称|退化林修复
主管部门|云溪县林业和草原局|||实施单位|云溪县林业工作站
项目资金（万元）||年初预算数|全年预算数（A）|全年执行数（B）|分值|执行率（B/A）|得分
|年度资金总额|378.6|421.1|402.59|10|95.60%|9.56
|其中：本年财政拨款|300|342.5|324|—|94.60%|—
|上年结转资金|78.6|78.6|78.59|—|99.99%|—
|其他资金|0|0|0|—||—
年度总体目标|预期目标||||实际完成情况
|修复退化林||||修复退化林1260亩
绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施
|产出指标|数量指标|修复面积|≥1200亩|1260|10|10|
|产出指标|质量指标|成活率|≥85%|88.4|10|10|
|效益指标|生态效益指标|水土流失减轻|比修复前减轻|达成预期指标|10|9|
总分||||||30|29
";

/// The same with another column beside that of the target.
fn widened(sheet: &str) -> String {
    let rows = sheet.lines().enumerate().map(|(row, line)| {
        let mut cells: Vec<&str> = line.split('|').collect();
        if (11..15).contains(&row) {
            cells.insert(5, "");
        }
        cells.join("|")
    });
    rows.collect::<Vec<_>>().join("\n")
}

/// The form with one row of heads: 年度指标值 over sign, value and unit.
fn one_head(name: &str, text: String) -> String {
    if name != "project-selfeval.tera" {
        return text;
    }
    let second = "    <tr><th>符号</th><th>指标值</th><th>单位</th></tr>\n";
    assert!(text.contains(second));
    let (above, head) = text.split_at(text.find("<tbody head=\"2\">").unwrap());
    let head = head
        .replace(second, "")
        .replacen("head=\"2\"", "head=\"1\"", 1)
        .replacen("length + 2", "length + 1", 1)
        .replace(" rowspan=\"2\"", "");
    format!("{above}{head}")
}

#[test]
fn a_target_in_one_column_is_divided_below_the_head_of_its_parts() {
    let merged = ["E12:F12", "E13:F13", "E14:F14", "E15:F15"];
    let sheets = [
        typed_workbook(FOREIGN, &[]),
        typed_workbook(&widened(FOREIGN), &merged),
    ];
    for renderer in [
        Renderer::built_in(),
        with_changed("selfeval-2020", one_head),
    ] {
        for sheet in &sheets {
            let (data, report) = imported(&renderer, sheet);
            let rows = &data["projects"][0]["indicators"];
            let parts = |row: usize| {
                let keys = ["name", "comparison", "value", "unit", "actual", "weight"];
                keys.map(|key| rows[row][key].clone())
            };
            let all = [parts(0), parts(1), parts(2)].map(Value::from);
            let expected = [
                json!(["修复面积", "≥", 1200, "亩", 1260, 10]),
                json!(["成活率", "≥", 85, "%", 88.4, 10]),
                json!([
                    "水土流失减轻",
                    null,
                    "比修复前减轻",
                    null,
                    "达成预期指标",
                    10
                ]),
            ];
            assert_eq!(all, expected, "{:?}", report.findings());
            let labels = of_code(&report, Code::LabelMissing);
            assert_eq!(labels.len(), 1, "{:?}", report.findings());
            assert!(labels[0].seen.contains("年度指标值"), "{}", labels[0]);
            assert!(labels[0].correction.contains("分开读"), "{}", labels[0]);
            assert!(of_code(&report, Code::LabelUnknown).is_empty());
        }
    }
}

#[test]
fn columns_that_may_be_any_of_a_heads_are_left_unread() {
    let rows = widened(FOREIGN).replace("≥1200亩|", "≥|1200亩");
    let sheet = typed_workbook(&rows, &[]);
    let (data, report) = imported(&with_changed("selfeval-2020", one_head), &sheet);
    let row = &data["projects"][0]["indicators"][0];
    assert_eq!(row["name"], "修复面积");
    assert_eq!(row["actual"], 1260);
    for part in ["comparison", "value", "unit"] {
        assert_eq!(row[part], Value::Null, "{part}");
    }
    let labels = of_code(&report, Code::LabelUnknown);
    assert_eq!(labels.len(), 1, "{:?}", report.findings());
    assert!(labels[0].correction.contains("分不清"), "{}", labels[0]);
}

/// The self-evaluation of a department with other words for the labels of its amounts.
const OTHER_WORDS: &str = "部门整体支出绩效自评表
（2025年度）
部门名称|云溪县应急管理局
部门职能|应急管理
部门整体支出|年初预算数|调整数|小计|实际拨付|支出实现率|结余|结余率
|612.4|86.15|698.55|684.32|97.96%|14.23|2.04%
年度总体目标|预期目标||||实际完成情况
|完成||||完成
绩效指标|一级指标|二级指标|三级指标|目标值|完成值|分值|得分|偏差原因及改进措施
|产出指标|数量指标|演练次数|≥12次|12|10|10|
总分||||||10|10
";

#[test]
fn synonyms_count_as_labels() {
    let (data, report) = imported(&Renderer::built_in(), &typed_workbook(OTHER_WORDS, &[]));
    assert_eq!(data["edition"], "department-selfeval");
    let department = &data["department"];
    assert_eq!(department["name"], "云溪县应急管理局");
    let funds = json!({
        "initial": 612.4, "adjustment": 86.15, "total": 698.55, "paid": 684.32,
        "rate": "97.96%", "balance": 14.23, "balance_rate": "2.04%",
    });
    assert_eq!(department["funds"], funds, "{:?}", report.findings());
    let noted = of_code(&report, Code::LabelMissing);
    let is_noted = |word: &str| noted.iter().any(|finding| finding.seen.contains(word));
    for word in ["部门名称", "调整数", "小计", "结余率", "完成值"] {
        assert!(is_noted(word), "{word}: {:?}", report.findings());
    }
    assert!(!report.has_errors(), "{:?}", report.findings());
}

#[test]
fn a_synonym_of_a_label_of_the_fixed_part_is_read_and_noted() {
    let renderer = Renderer::built_in();
    let bytes = rendered(&renderer, &data("shanghai-2026"), Format::Xlsx);
    let mut parts = texts(&bytes);
    let strings = parts.get_mut("xl/sharedStrings.xml").unwrap();
    assert!(strings.contains("实施单位"));
    *strings = strings.replace(">实施单位<", ">项目实施单位<");
    let (read, report) = imported(&renderer, &zipped(parts));
    let (own, _) = imported(&renderer, &bytes);
    assert_eq!(read, own);
    let noted = of_code(&report, Code::LabelMissing);
    assert!(!noted.is_empty() && noted.len() == report.findings().len());
    for finding in noted {
        assert!(finding.seen.contains("项目实施单位"), "{finding}");
    }
}

/// The sheet of the first table in a workbook.
fn first_sheet(bytes: &[u8], marker: &str) -> String {
    let parts = texts(bytes).into_iter();
    let mut sheets = parts.filter(|(name, _)| name.starts_with("xl/worksheets/sheet"));
    let found = sheets.find(|(_, text)| text.contains(marker));
    found.map(|(_, text)| text).unwrap_or_default()
}

#[test]
fn boxes_that_tick_a_derived_value_are_computed() {
    let renderer = Renderer::built_in();
    let bytes = rendered(&renderer, &data("department-selfeval"), Format::Xlsx);
    let ticked = ",8)&gt;=0,\"☑优 ☐良 ☐中 ☐差\",IF(";
    let sheet = first_sheet(&bytes, ticked);
    assert!(sheet.contains("\"☐优 ☐良 ☐中 ☑差\")))</f>"), "{sheet}");
    // What a program that did not compute it left behind is not read.
    let mut parts = texts(&bytes);
    for (name, text) in &mut parts {
        if name.starts_with("xl/worksheets/sheet") {
            *text = text.replace("<v>☑优 ☐良 ☐中 ☐差</v>", "<v>☐优 ☐良 ☐中 ☑差</v>");
        }
    }
    let stale = zipped(parts);
    assert_ne!(stale, bytes);
    for bytes in [&bytes, &stale] {
        let read = renderer.read("data.xlsx", bytes);
        let findings = read.report.at_least(Level::Warning);
        assert!(findings.is_empty(), "{:?}", findings.findings());
    }
    let edition = renderer.registry().find("department-selfeval").unwrap();
    let blank = renderer
        .blank(edition, &BlankOptions::all(edition, 1))
        .unwrap();
    let sheet = first_sheet(&blank.value.unwrap().file.bytes, "☑优");
    assert!(sheet.contains(")=0,\"☐优 ☐良 ☐中 ☐差\",IF("), "{sheet}");
    assert!(
        !sheet.contains("☑优 ☐良 ☐中 ☐差,"),
        "nothing is chosen by hand"
    );
}

#[test]
fn values_and_brackets_above_the_frame_are_read_beside_a_value() {
    let renderer = with_changed("budget-2026", |_, text| {
        text.replace(
            "部门代码：{{ submission.code }}　编制部门：{{ name }}",
            "[{{ submission.code }}]{{ name }}",
        )
        .replace(
            "预算年度：{{ submission.year }}",
            "{{ submission.year }}年度",
        )
    });
    let own = String::from_utf8(data("budget-2026")).unwrap();
    let own = own.replace("budget-2026", "own-1");
    let bytes = rendered(&renderer, own.as_bytes(), Format::Xlsx);
    let (read, report) = imported(&renderer, &bytes);
    let own: Value = serde_json::from_str(&own).unwrap();
    assert_eq!(read["code"], own["code"], "{:?}", report.findings());
    assert_eq!(read["year"], own["year"]);
    let names = |data: &Value| data.pointer("/budget/name").cloned();
    assert_eq!(names(&read), names(&own));
    let outside = of_code(&report, Code::OutsideCell);
    assert!(outside.is_empty(), "{outside:?}");
}
