//! `batch --compare`: the departments of two runs, by code and name, in the summary, the report and
//! the manifest; what cannot be compared with is refused before anything is written.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::fs;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use jixiao::batch::{Batch, EarlierResults, Merge, Rerun, SUMMARY, Shard, find_inputs};
use jixiao::render::Renderer;
use serde_json::{Value, json};

/// A department with local money, a project and its indicators.
fn department(code: &str, name: &str, money: f64, indicators: usize) -> Value {
    let rows: Vec<Value> = (0..indicators)
        .map(|number| {
            json!({ "level1": "产出指标", "level2": "数量指标", "name": format!("河道{number}"),
                    "comparison": "≥", "value": 5, "unit": "公里" })
        })
        .collect();
    json!({ "edition": "gansu-2025", "year": 2025, "code": code,
        "department": { "name": name, "annual_target": "完成年度任务",
            "income": { "local_fiscal": money }, "expenditure": { "personnel": money } },
        "projects": [{ "name": "河道治理", "overall_target": "治理河道", "indicators": rows }] })
}

fn write(folder: &Path, departments: &[Value]) {
    fs::create_dir_all(folder).unwrap();
    for (number, one) in departments.iter().enumerate() {
        let file = folder.join(format!("{number:03}.json"));
        fs::write(file, serde_json::to_vec(one).unwrap()).unwrap();
    }
}

fn earlier(folder: &Path) -> EarlierResults {
    EarlierResults::read(folder, &Renderer::built_in()).unwrap()
}

fn run(batch: &Batch, source: &Path, out: &Path) {
    let mut batch = batch.clone();
    batch.options.formats = Vec::new();
    // Whether the invented departments have findings is not what is tested here.
    batch.options.errors = jixiao::render::OnErrors::Continue;
    let found = find_inputs(&[source.to_owned()], out).unwrap();
    let outcome = batch.run(&Renderer::built_in(), &found.inputs, out, &());
    assert!(outcome.unwrap().failures.is_empty());
}

/// The texts of the sheet of the comparison, and its formulas.
fn sheet(out: &Path) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
    let mut book: Xlsx<_> = open_workbook(out.join(SUMMARY)).unwrap();
    let cells = book.worksheet_range("对比").unwrap();
    let text = |cell: &Data| cell.to_string();
    let values = cells.rows().map(|row| row.iter().map(text).collect());
    let values = values.collect();
    let formulas = book.worksheet_formula("对比").unwrap();
    let formulas = formulas.rows().map(<[String]>::to_vec).collect();
    (values, formulas)
}

/// The column of a group and a label.
fn column(values: &[Vec<String>], group: &str, label: &str) -> usize {
    let first = values[2].iter().position(|one| one == group).unwrap();
    let own = values[3][first..].iter().position(|one| one == label);
    first + own.unwrap()
}

fn last_and_now(folder: &Path) {
    let (last, now) = (folder.join("申报1"), folder.join("申报2"));
    write(
        &last,
        &[
            department("017", "水务局", 100.0, 2),
            department("", "林业局", 50.5, 1),
            department("030", "统计局", 20.0, 1),
        ],
    );
    write(
        &now,
        &[
            department("040", "审计局", 10.0, 1),
            department("17", "水利局", 120.0, 3),
            department("", "林 业局", 50.5, 1),
        ],
    );
    run(&Batch::default(), &last, &folder.join("成果1"));
    let compared = Batch {
        earlier: Some(earlier(&folder.join("成果1"))),
        ..Batch::default()
    };
    run(&compared, &now, &folder.join("成果2"));
}

#[test]
fn each_department_is_compared_with_what_it_was() {
    let folder = tempfile::tempdir().unwrap();
    last_and_now(folder.path());
    let (values, formulas) = sheet(&folder.path().join("成果2"));
    let names: Vec<[&str; 2]> = values[4..8]
        .iter()
        .map(|row| [row[2].as_str(), row[3].as_str()])
        .collect();
    assert_eq!(
        names,
        [
            ["审计局", "新增"],
            ["水利局", "两次都有"],
            ["林 业局", "两次都有"],
            ["统计局", "这次没有"]
        ]
    );
    assert!(values[1][0].contains("两次都有 2,新增 1,这次没有 1"));
    let budget = "当年预算构成 › 支出预算合计(万元)";
    let at = |label: &str| column(&values, budget, label);
    let row =
        |row: usize| ["上次", "这次", "增减", "增减%"].map(|label| values[row][at(label)].as_str());
    assert_eq!(row(4), ["", "10", "10", ""]);
    assert_eq!(row(5), ["100", "120", "20", "0.2"]);
    assert_eq!(row(6), ["50.5", "50.5", "0", "0"]);
    assert_eq!(row(7), ["20", "", "-20", "-1"]);
    assert_eq!(values[8][2], "合计");
    assert_eq!(row(8), ["170.5", "180.5", "10", "0.0587"]);
    let outputs = "项目支出绩效目标表 绩效指标 › 产出指标";
    let at = |label: &str| column(&values, outputs, label);
    assert_eq!(
        ["上次", "这次", "增减"].map(|label| values[5][at(label)].as_str()),
        ["2", "3", "1"]
    );
    let texts: Vec<&String> = formulas
        .iter()
        .flatten()
        .filter(|one| !one.is_empty())
        .collect();
    assert!(texts.iter().any(|one| one.contains("ABS(")), "{texts:?}");
    assert!(texts.iter().any(|one| one.starts_with("SUM(")), "{texts:?}");
}

#[test]
fn what_differs_is_a_sheet_as_wide_as_a_page() {
    let folder = tempfile::tempdir().unwrap();
    last_and_now(folder.path());
    let mut book: Xlsx<_> = open_workbook(folder.path().join("成果2").join(SUMMARY)).unwrap();
    let cells = book.worksheet_range("对比明细").unwrap();
    let rows: Vec<Vec<String>> = (cells.rows().skip(3))
        .map(|row| row.iter().map(Data::to_string).collect())
        .collect();
    let budget = "当年预算构成 › 支出预算合计(万元)";
    let of = |name: &str| -> Vec<&[String]> {
        let own = rows.iter().filter(|row| row[2] == name);
        own.map(|row| &row[3..]).collect()
    };
    let of_budget = |name: &str| {
        let own = of(name).into_iter().find(|row| row[1] == budget);
        own.map(<[String]>::to_vec).unwrap_or_default()
    };
    assert_eq!(
        of_budget("水利局"),
        ["两次都有", budget, "100", "120", "20", "0.2"]
    );
    assert_eq!(of_budget("审计局"), ["新增", budget, "", "10", "10", ""]);
    assert_eq!(
        of_budget("统计局"),
        ["这次没有", budget, "20", "", "-20", "-1"]
    );
    // What is the same is not listed.
    assert_eq!(
        of("林 业局"),
        [["两次都有", "没有不同", "", "", "", ""].map(str::to_owned)]
    );
    assert!(of("水利局").iter().all(|row| row[2] != row[3]));
    assert!(cells.width() <= 9);
}

#[test]
fn report_and_manifest_have_the_comparison() {
    let folder = tempfile::tempdir().unwrap();
    last_and_now(folder.path());
    let read = |name: &str| {
        let bytes = fs::read(folder.path().join("成果2").join(name)).unwrap();
        serde_json::from_slice::<Value>(&bytes).unwrap()
    };
    let report = read("检查报告.json");
    let compared = &report["compare"][0];
    let columns = compared["columns"].as_array().unwrap();
    let budget = "当年预算构成 › 支出预算合计(万元)";
    let at = columns.iter().position(|one| one == budget).unwrap();
    let departments = compared["departments"].as_array().unwrap();
    let seen: Vec<_> = departments
        .iter()
        .map(|one| {
            let number = |key: &str| one[key][at].as_str().unwrap_or("-").to_owned();
            let words = |key: &str| one[key].as_str().unwrap().to_owned();
            [
                words("code"),
                words("state"),
                number("earlier"),
                number("now"),
            ]
        })
        .collect();
    assert_eq!(
        seen,
        [
            ["040", "new", "-", "10"],
            ["17", "both", "100", "120"],
            ["", "both", "50.5", "50.5"],
            ["030", "gone", "20", "-"]
        ]
    );
    let manifest = read("manifest.json");
    let bytes = fs::read(folder.path().join("成果1/manifest.json")).unwrap();
    let old: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(manifest["compared"], old["key"]);
    assert!(old["compared"].is_null());
}

#[test]
fn a_run_without_the_comparison_is_the_same_as_before() {
    let folder = tempfile::tempdir().unwrap();
    last_and_now(folder.path());
    let out = folder.path().join("成果2");
    let plain = folder.path().join("成果3");
    run(&Batch::default(), &folder.path().join("申报2"), &plain);
    let resumed = Batch {
        rerun: Rerun::Resume,
        ..Batch::default()
    };
    run(&resumed, &folder.path().join("申报2"), &out);
    for name in [SUMMARY, "检查报告.json", "manifest.json"] {
        let read = |folder: &Path| fs::read(folder.join(name)).unwrap();
        assert!(read(&out) == read(&plain), "{name}");
    }
}

#[test]
fn merged_shards_have_the_same_comparison() {
    let folder = tempfile::tempdir().unwrap();
    last_and_now(folder.path());
    let path = |name: &str| folder.path().join(name);
    let parts = [1, 2].map(|number| {
        let batch = Batch {
            shard: Some(Shard { number, count: 2 }),
            ..Batch::default()
        };
        let out = path(&format!("片{number}"));
        run(&batch, &path("申报2"), &out);
        out
    });
    let merge = Merge {
        earlier: Some(earlier(&path("成果1"))),
        ..Merge::default()
    };
    merge
        .run(&Renderer::built_in(), &parts, &path("合"), &())
        .unwrap();
    for name in [SUMMARY, "检查报告.json", "manifest.json"] {
        let read = |folder: &str| fs::read(path(folder).join(name)).unwrap();
        assert!(read("合") == read("成果2"), "{name}");
    }
    let renderer = Renderer::built_in();
    let refused = EarlierResults::read(&path("片1"), &renderer).unwrap_err();
    assert!(refused.to_string().contains("分片"), "{refused}");
}

#[test]
fn what_cannot_be_compared_with_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    last_and_now(folder.path());
    let (renderer, last) = (Renderer::built_in(), folder.path().join("成果1"));
    let refused = |words: &str| {
        let error = EarlierResults::read(&last, &renderer)
            .unwrap_err()
            .to_string();
        assert!(error.contains(words), "{error}");
    };
    let records = || {
        let entries = fs::read_dir(last.join(".jixiao")).unwrap().flatten();
        let mut paths: Vec<_> = entries.map(|one| one.path()).collect();
        paths.retain(|path| path.to_string_lossy().ends_with("-00000.json"));
        paths.sort();
        paths
    };
    let record = records().remove(0);
    let kept = fs::read(&record).unwrap();
    // A value that somebody changed.
    let text = String::from_utf8(kept.clone()).unwrap();
    fs::write(&record, text.replace("\"index\":0", "\"index\": 0")).unwrap();
    refused("被改动过");
    fs::remove_file(&record).unwrap();
    refused("读不出");
    fs::write(&record, kept).unwrap();
    let manifest = last.join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("\"made\": 3", "\"made\": 4")).unwrap();
    refused("文件清单被改动过");
    fs::remove_file(&manifest).unwrap();
    refused("manifest.json");
}
