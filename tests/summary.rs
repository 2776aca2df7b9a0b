//! `[summary]`: the columns of the summary of many departments and their totals, with an invented
//! edition (`tests/summary/`), read back with another library than the one that wrote them.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed step fails the test"
)]

use std::fs;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use jixiao::batch::{Batch, SUMMARY, find_inputs};
use jixiao::finding::Read;
use jixiao::form::built_in_folder;
use jixiao::render::Renderer;
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
    let item = |level1: &str, weight: u32, score: f64| {
        json!({ "level1": level1, "name": "按时完成", "weight": weight, "score": score })
    };
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
