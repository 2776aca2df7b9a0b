//! `[summary]`: the columns of the summary of many departments and their totals, with an invented
//! edition (`tests/summary/`), read back with another library than the one that wrote them; and
//! `[list]` of editions with one kind of table.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed step fails the test"
)]

use std::fs;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use jixiao::batch::{Batch, SUMMARY, find_inputs};
use jixiao::derive::Derived;
use jixiao::export::Subtotals;
use jixiao::finding::{Read, Report};
use jixiao::form::built_in_folder;
use jixiao::render::{Encoding, ListFormat, Renderer};
use jixiao::source::Source;
use serde_json::{Value, json};

#[path = "support/snapshot.rs"]
mod snapshot;

use snapshot::assert_snapshot_in;

const EDITION: &str = include_str!("summary/edition.toml");

/// Reads the edition with another text of its `edition.toml`; paper, fonts and styles are the
/// built-in ones.
fn read_with(edition: &str) -> Read<Option<Renderer>> {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let built_in = built_in_folder("gansu-2025").unwrap();
    let look = built_in["edition.toml"].text();
    let look = &look[look.find("[paper]").unwrap()..];
    write("edition.toml", &format!("{edition}\n{look}"));
    write("unit.toml", include_str!("summary/unit.toml"));
    write("unit.tera", include_str!("summary/unit.tera"));
    write("task.toml", include_str!("summary/task.toml"));
    write("task.tera", include_str!("summary/task.tera"));
    Renderer::with_folders(Some(folder.path()), None).unwrap()
}

fn renderer(edition: &str) -> Renderer {
    let Read { value, report } = read_with(edition);
    assert!(report.is_empty(), "{:?}", report.findings());
    value.unwrap()
}

/// The edition without `[summary]`.
fn without_summary() -> &'static str {
    EDITION.split("# 汇总表的各列。").next().unwrap()
}

/// The edition with the columns of these lines.
fn with_columns(columns: &[&str]) -> String {
    let columns = columns.iter();
    let columns = columns.map(|column| format!("\n[[summary.columns]]\n{column}\n"));
    without_summary().to_owned() + &columns.collect::<String>()
}

fn departments() -> [Value; 3] {
    let edition = "summary-2026";
    let item = |level1: &str, weight: u32, score: f64| json!({ "level1": level1, "name": "按时完成", "weight": weight, "score": score });
    let (output, effect) = ("产出指标", "效益指标");
    [
        json!({ "edition": edition, "year": 2026, "code": "001",
            "unit": { "name": "甲局", "leader": "张三", "weight": 100, "score": 95.5,
                "funds": { "budget": 200.5, "spent": 100.25 } },
            "tasks": [
                { "name": "修路", "budget": 30, "spent": 29.5,
                    "items": [item(output, 60, 58.0), item(effect, 40, 40.0)] },
                { "name": "架桥", "budget": 10.25, "spent": 10.25,
                    "items": [item(output, 50, 50.0), item(output, 50, 45.0)] }
            ] }),
        json!({ "edition": edition, "year": 2026, "code": "002",
            "unit": { "name": "乙局", "leader": "李四", "weight": 100, "score": 80,
                "funds": { "budget": 99.5, "spent": 50 } },
            "tasks": [] }),
        // Without the table of the department.
        json!({ "edition": edition, "year": 2026, "code": "003", "department": "丙局",
            "tasks": [{ "name": "种树", "budget": 5, "spent": 2,
                "items": [item(effect, 100, 70.0)] }] }),
    ]
}

/// The sheet of a batch's summary: its rows, and the formulas of the row of totals.
fn summary(renderer: &Renderer, departments: &[Value]) -> (Vec<Vec<Data>>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("申报");
    fs::create_dir(&source).unwrap();
    for (index, data) in departments.iter().enumerate() {
        fs::write(source.join(format!("{index}.json")), data.to_string()).unwrap();
    }
    let inputs = find_inputs(&[source], Path::new("no such folder")).unwrap();
    let out = folder.path().join("out");
    let batch = Batch::default();
    batch.run(renderer, &inputs.inputs, &out, &()).unwrap();
    let mut workbook: Xlsx<_> = open_workbook(out.join(SUMMARY)).unwrap();
    let sheet = workbook.worksheet_range("summary-2026").unwrap();
    let rows: Vec<Vec<Data>> = sheet.rows().map(<[Data]>::to_vec).collect();
    let formulas = workbook.worksheet_formula("summary-2026").unwrap();
    let formulas = formulas.rows().next_back().unwrap().to_vec();
    (rows, formulas)
}

/// The cells of columns, joined.
fn cells(row: &[Data]) -> String {
    let cells = row.iter().map(|cell| match cell {
        Data::Float(number) => number.to_string(),
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        other => panic!("{other:?}"),
    });
    cells.collect::<Vec<_>>().join(" | ")
}

#[test]
fn columns_and_totals_are_those_of_the_edition() {
    let (rows, formulas) = summary(&renderer(EDITION), &departments());
    let shown: Vec<String> = rows.iter().map(|row| cells(&row[2..19])).collect();
    assert_snapshot_in("summary", "columns", &shown.join("\n"));
    assert_snapshot_in("summary", "columns-formulas", &formulas.join("\n"));
}

#[test]
fn a_duplicate_is_in_no_mean() {
    let mut departments = departments();
    departments[1] = departments[0].clone();
    let (rows, formulas) = summary(&renderer(EDITION), &departments);
    let last = rows.last().unwrap();
    assert_snapshot_in("summary", "duplicate", &cells(&last[2..19]));
    assert_snapshot_in("summary", "duplicate-formulas", &formulas.join("\n"));
}

#[test]
fn without_a_definition_numbers_are_columns_and_weights_are_not_summed() {
    let (rows, _) = summary(&renderer(without_summary()), &departments());
    let shown: Vec<String> = rows.iter().map(|row| cells(&row[2..16])).collect();
    assert_snapshot_in("summary", "default", &shown.join("\n"));
}

#[test]
fn wrong_definitions_are_reported() {
    let mut shown = Vec::new();
    for columns in [
        &["label = \"甲\""][..],
        &["value = \"unit.scor\""],
        &["value = \"tasks.budget\""],
        &["value = \"count(tasks.item)\"\nlabel = \"甲\""],
        &["value = \"unit.score > 1\"\nlabel = \"甲\""],
        &["value = \"sum(tasks.budget)\""],
        &["value = \"unit.funds.spent / unit.funds.budget\"\nlabel = \"甲\""],
        &["value = \"unit.score\"\ntotal = \"means\""],
        &["value = \"unit.leader\"\ntotal = \"sum\""],
        &["value = \"unit.leader\"\ntype = \"number\""],
        &["value = \"unit.funds.rate\"\ntotal = \"sum\""],
        &["value = \"unit.funds.rate\"\ntotal = \"rate\""],
        &[
            "value = \"unit.funds.spent\"",
            "value = \"unit.funds.budget\"\ntotal = \"none\"",
            "value = \"unit.funds.rate\"\ntotal = \"rate\"",
        ],
        &["value = \"unit.score\"\ntotal = \"rate\""],
        &["value = \"unit.score * unit.score\"\nlabel = \"甲\"\ntype = \"persent\""],
        &["value = \"unit.score\"\nheads = [\"甲\"]"],
    ] {
        shown.push(reported(&with_columns(columns)));
    }
    shown.push(reported(&format!("{}\n[summary]\n", without_summary())));
    assert_snapshot_in("summary", "wrong", &shown.join("\n"));
}

fn reported(edition: &str) -> String {
    let Read { value, report } = read_with(edition);
    assert!(value.is_none(), "{edition}");
    findings(&report)
}

fn findings(report: &Report) -> String {
    let findings = report.findings().iter().map(|finding| {
        format!(
            "{} {} | {} | {} | {}",
            finding.place.head().rsplit('/').next().unwrap(),
            finding.code.as_str(),
            finding.seen,
            finding.expected,
            finding.correction
        )
    });
    findings.collect::<Vec<_>>().join("\n")
}

/// An edition with projects only: no table of the department.
const PROJECTS: &str = r#"
edition = "projects-2026"
title = "项目自评(2026年度)"
source = "为测试编的"

[[tables]]
form = "task"
key = "tasks"
many = true
title = "name"

[submission]
document = "自评表"
name = ["department"]

[submission.fields]
"year" = { label = "年度", type = "year", required = true }
"department" = { label = "填报单位" }

[list]
name = "项目自评清单"
subtotal = ["小计"]
total = ["合计"]
none = ["无"]

[[list.columns]]
heads = ["单位名称"]
fields = ["department"]

[[list.columns]]
heads = ["项目名称"]
fields = ["tasks.name"]

[[list.columns]]
heads = ["预算数"]
fields = ["tasks.budget"]

[[list.columns]]
heads = ["支出数"]
fields = ["tasks.spent"]

[[list.columns]]
heads = ["一级指标"]
fields = ["tasks.items.level1"]

[[list.columns]]
heads = ["指标名称"]
fields = ["tasks.items.name"]

[[list.columns]]
heads = ["权重"]
fields = ["tasks.items.weight"]

[[list.columns]]
heads = ["年度"]
fields = ["year"]
"#;

/// An edition with one table of a department, without indicators.
const UNITS: &str = r#"
edition = "units-2026"
title = "部门自评(2026年度)"
source = "为测试编的"

[[tables]]
form = "unit"
key = "unit"

[submission]
document = "自评表"
name = ["unit.name"]

[submission.fields]
"year" = { label = "年度", type = "year", required = true }

[list]
name = "部门自评清单"
subtotal = ["小计"]
total = ["合计"]

[[list.columns]]
heads = ["部门名称"]
fields = ["unit.name"]

[[list.columns]]
heads = ["负责人"]
fields = ["unit.leader"]

[[list.columns]]
heads = ["预算数"]
fields = ["unit.funds.budget"]

[[list.columns]]
heads = ["支出数"]
fields = ["unit.funds.spent"]

[[list.columns]]
heads = ["得分"]
fields = ["unit.score"]

[[list.columns]]
heads = ["年度"]
fields = ["year"]
"#;

fn read(renderer: &Renderer, source: &Source) -> Derived {
    let Read { value, report } = renderer.read_for_list(source);
    value.unwrap_or_else(|| panic!("{report:?}\n{}", source.text()))
}

fn text_list(renderer: &Renderer, submissions: &[Derived]) -> String {
    let format = ListFormat::Csv(Encoding::Utf8);
    let listed = renderer.list(submissions, format, Subtotals::With, "清单.csv");
    let listed = listed.unwrap();
    let bytes = listed
        .bytes
        .unwrap_or_else(|| panic!("{:?}", listed.report));
    String::from_utf8(bytes).unwrap()
}

/// Writes data as a list in each format, and reads it back; returns the text of the list.
fn round_trip(edition: &str, data: &[Value]) -> String {
    let renderer = renderer(edition);
    let data = data.iter().enumerate();
    let data = data.map(|(index, data)| Source::new(&format!("{index}.json"), data.to_string()));
    let submissions: Vec<Derived> = data.map(|source| read(&renderer, &source)).collect();
    let text = text_list(&renderer, &submissions);
    for format in [ListFormat::Xlsx, ListFormat::Csv(Encoding::Utf8)] {
        for subtotals in [Subtotals::With, Subtotals::Without] {
            let listed = renderer.list(&submissions, format, subtotals, "清单");
            let bytes = listed.unwrap().bytes.unwrap();
            let Read { value, report } = renderer.open("清单", &bytes);
            assert!(report.is_empty(), "{format:?}: {:?}", report.findings());
            let again: Vec<Derived> = value.iter().map(|one| read(&renderer, one)).collect();
            assert_eq!(text_list(&renderer, &again), text, "{format:?}");
        }
    }
    text
}

#[test]
fn projects_without_a_department_have_a_list() {
    let mut data = departments();
    for (one, name) in data.iter_mut().zip(["甲局", "乙局", "丙局"]) {
        one["edition"] = "projects-2026".into();
        one["department"] = name.into();
        let fields = one.as_object_mut().unwrap();
        fields.remove("unit");
        fields.remove("code");
    }
    let [first, _, third] = data;
    assert_snapshot_in(
        "summary",
        "projects-list",
        &round_trip(PROJECTS, &[first, third]),
    );
}

#[test]
fn tables_without_titles_and_rows_have_a_list() {
    let data: Vec<Value> = departments()
        .into_iter()
        .take(2)
        .map(|one| json!({ "edition": "units-2026", "year": 2026, "unit": one["unit"] }))
        .collect();
    assert_snapshot_in("summary", "units-list", &round_trip(UNITS, &data));
}

#[test]
fn mistakes_in_lists_of_one_kind_are_reported() {
    let projects = "单位名称,项目名称,预算数,支出数,一级指标,指标名称,权重,年度\n\
        甲局,修路,30,29,产出指标,里程,60,2026\n\
        甲局,无,5,5,产出指标,座数,50,2026\n\
        乙局,,7,6,效益指标,受益人数,50,2026\n\
        丙局,种树,1,1,产出指标,棵数,100,2026\n\
        合计,,32,30,,,,\n";
    let units = "部门名称,负责人,预算数,支出数,得分,年度\n\
        甲局,张三,10,9,90,2026\n\
        甲局,李四,10,9,90,2026\n\
        乙局,王五,5,5,80,2026\n\
        合计,,16,14,,\n";
    let mut shown = Vec::new();
    for (edition, text) in [(PROJECTS, projects), (UNITS, units)] {
        let Read { value, report } = renderer(edition).open("清单.csv", text.as_bytes());
        shown.extend(value.iter().map(|source| source.text().to_owned()));
        shown.push(findings(&report));
    }
    assert_snapshot_in("summary", "list-mistakes", &shown.join("\n"));
}

#[test]
fn wrong_lists_are_reported() {
    let both = EDITION.replace("[summary]\n", "[list]\nname = \"清单\"\nsubtotal = [\"小计\"]\ntotal = [\"合计\"]\n[[list.columns]]\nheads = [\"部门\"]\nfields = [\"unit.name\"]\n[[list.columns]]\nheads = [\"项目\"]\nfields = [\"tasks.name\"]\n[summary]\n");
    let shown = [
        PROJECTS.replace("fields = [\"department\"]\n", ""),
        PROJECTS.replace("fields = [\"tasks.name\"]\n", ""),
        UNITS.replace("fields = [\"unit.name\"]\n", ""),
        UNITS.replace(
            "fields = [\"unit.score\"]\n",
            "fields = [\"unit.scores\"]\n",
        ),
        both,
    ];
    let shown = shown.map(|edition| reported(&edition));
    assert_snapshot_in("summary", "wrong-lists", &shown.join("\n"));
}
