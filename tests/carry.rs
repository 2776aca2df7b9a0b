//! Data carried from one edition to another: what is carried, what is said to be left out, the
//! workbook in which only the rest is typed, and wrong mappings.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed step fails the test"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use jixiao::finding::{Level, Levels, Read, Report};
use jixiao::render::{Carried, InputFile, Renderer};
use jixiao::source::Source;

#[cfg(feature = "cli")]
#[path = "support/program.rs"]
mod program;

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The built-in editions and those of `tests/carry`.
fn renderer() -> Renderer {
    let read = Renderer::with_folders(Some(&path("tests/carry")), None).unwrap();
    assert!(read.report.is_empty(), "{}", said(&read.report));
    read.value.unwrap()
}

fn said(report: &Report) -> String {
    let mut all = String::new();
    for finding in report.findings() {
        writeln!(all, "{finding}").unwrap();
    }
    all
}

/// Carries the submissions of a file.
fn carried(renderer: &Renderer, name: &str, bytes: &[u8], to: &str) -> (Vec<Carried>, Report) {
    let Read {
        value: sources,
        mut report,
    } = renderer.open(name, bytes);
    let to = renderer.registry().find(to).unwrap();
    let mut all = Vec::new();
    for source in &sources {
        let read = renderer.read_for_list(source);
        report.append(read.report);
        let Some(submission) = read.value else {
            continue;
        };
        let read = renderer.carry(source, &submission, to);
        report.append(read.report);
        all.push(read.value);
    }
    (all, report)
}

/// The one submission that a JSON makes, and what is left out.
fn one(renderer: &Renderer, data: &str, to: &str) -> (Source, Vec<String>) {
    let (carried, report) = carried(renderer, "a.json", data.as_bytes(), to);
    assert!(report.is_empty(), "{}", said(&report));
    let [Carried { sources, left_out }] = &carried[..] else {
        panic!("one submission");
    };
    let [source] = &sources[..] else {
        panic!("one result, not {}", sources.len());
    };
    (source.clone(), left_out.clone())
}

fn example() -> String {
    fs::read_to_string(path("examples/hezheng-2025.json")).unwrap()
}

const DATA: &str = r#"{
  "edition": "gansu-2025", "year": 2025, "code": "001",
  "department": {
    "name": "云溪县水务局", "annual_target": "供水",
    "income": { "local_fiscal": 200.950 },
    "expenditure": { "personnel": 100.950, "operating": 50, "projects": 50.0 },
    "indicators": [
      { "level1": "基本运行指标", "level2": "预算管理", "name": "预算执行率", "comparison": ">=", "value": 95.0, "unit": "%", "remark": "按月" },
      { "level1": "重点履职指标", "level2": "供水", "name": "水质", "comparison": "定性", "value": "达标" },
      { "level1": "重点履职指标", "level2": "供水", "name": "未定" }
    ] },
  "projects": [
    { "name": "河道", "supervising_department": "水务局", "funds": { "fiscal": 40.0, "other": 10 }, "overall_target": "通",
      "indicators": [
        { "level1": "产出指标", "level2": "数量指标", "name": "长度", "comparison": "≥", "value": 12.50, "unit": "公里" },
        { "level1": "产出指标", "level2": "质量指标", "name": "合格", "comparison": "定量（其他）", "value": "全部" },
        { "level1": "产出指标", "level2": "质量指标", "name": "检查", "comparison": "定性", "content": "按计划检查" },
        { "level1": "产出指标", "level2": "时效指标", "name": "按时", "content": "≥95%" } ] },
    { "name": "管网", "supervising_department": "水务局", "overall_target": "换" }
  ]
}"#;

#[test]
fn values_are_carried_with_their_digits_and_the_rest_is_null() {
    let (source, left_out) = one(&renderer(), DATA, "evaluation");
    let mut all = source.text().to_owned();
    write!(all, "没有带过去的:\n{}\n", left_out.join("\n")).unwrap();
    insta::assert_snapshot!("values", all);
}

#[test]
fn each_table_makes_a_submission_if_the_edition_has_one_a_submission() {
    let renderer = renderer();
    let (carried, report) = carried(&renderer, "a.json", DATA.as_bytes(), "single");
    assert!(report.is_empty(), "{}", said(&report));
    let sources: Vec<&str> = carried[0].sources.iter().map(Source::text).collect();
    insta::assert_snapshot!("single", sources.concat());
    assert_eq!(
        carried[0].left_out,
        [
            "单位编码",
            "部门整体支出绩效目标表",
            "项目资金 › 财政资金",
            "项目资金 › 其他资金",
            "总体目标",
            "绩效指标 › 一级指标",
            "绩效指标 › 二级指标",
            "指标值类型 \"定量（其他）\""
        ]
    );

    // And on to the next edition: a target becomes its sign, number and unit.
    let (source, _) = one(&renderer, sources[0], "evaluation");
    let row = r#""name": "长度", "sign": "≥", "value": 12.50, "unit": "公里", "actual": null"#;
    assert!(source.text().contains(row), "{}", source.text());
    let words = r#""name": "合格", "sign": null, "value": "全部", "unit": null"#;
    assert!(source.text().contains(words), "{}", source.text());
}

#[test]
fn carried_data_needs_only_what_is_to_be_typed() {
    let renderer = renderer();
    let (source, _) = one(&renderer, &example(), "evaluation");
    let read = renderer.read_source(&source, &Levels::new());
    let findings = read.report.findings().iter();
    let findings: Vec<_> = findings.filter(|one| one.level == Level::Error).collect();
    let codes: Vec<&str> = findings.iter().map(|one| one.code.as_str()).collect();
    assert!(!codes.is_empty());
    assert!(
        codes.iter().all(|code| *code == "missing-required"),
        "{}",
        said(&read.report)
    );
    let labels: Vec<&str> = findings
        .iter()
        .filter_map(|one| one.place.pointer.rsplit('/').next())
        .collect();
    let typed = ["spent", "actual"];
    assert!(
        labels.iter().all(|label| typed.contains(label)),
        "{labels:?}"
    );
}

#[test]
fn the_workbook_has_the_carried_values_and_is_read_back() {
    let renderer = renderer();
    for data in [DATA.to_owned(), example()] {
        let (source, _) = one(&renderer, &data, "evaluation");
        let read = renderer.filled_blank(&source).unwrap();
        assert!(read.report.is_empty(), "{}", said(&read.report));
        let filled = read.value.unwrap();
        assert_eq!(filled.unplaced, Vec::<String>::new());
        let file = InputFile::new("a.xlsx", &filled.form.file.bytes);
        let back = renderer.import(&[file], None).value;
        let [back] = &back[..] else {
            panic!("one submission");
        };
        let levels = Levels::new();
        let [carried, back] = [&source, back].map(|source| {
            let read = renderer.read_source(source, &levels);
            read.value.unwrap()
        });
        let words = |checked: &jixiao::check::Checked| {
            let tables = checked.tables.iter().map(|table| {
                let edition = renderer.registry().find("evaluation").unwrap();
                values(&edition.tables[table.table].form.fields, &table.record)
            });
            let edition = renderer.registry().find("evaluation").unwrap();
            values(&edition.fields, &checked.fields) + &tables.collect::<String>()
        };
        assert!(words(&carried).contains("预算执行率"));
        assert_eq!(words(&carried), words(&back));
    }
}

/// The values of a record and of its rows, in lines.
fn values(fields: &jixiao::form::Fields, record: &jixiao::record::Record) -> String {
    let mut lines = String::new();
    for (index, field) in fields.iter() {
        match field.rows() {
            Some(columns) => {
                for row in record.rows(index) {
                    lines += &values(columns, row);
                }
            }
            None => writeln!(lines, "{} {}", field.path, record.get(index).display()).unwrap(),
        }
    }
    lines
}

#[test]
fn a_workbook_and_a_list_are_carried_like_their_data() {
    let renderer = renderer();
    let blank = {
        let read = renderer.open("a.json", DATA.as_bytes()).value;
        renderer.filled_blank(&read[0]).unwrap().value.unwrap()
    };
    let (carried_workbook, report) = carried(&renderer, "a.xlsx", &blank.form.file.bytes, "single");
    assert!(!report.has_errors(), "{}", said(&report));
    let (carried_data, _) = carried(&renderer, "a.json", DATA.as_bytes(), "single");
    let names = |all: &[Carried]| -> Vec<bool> {
        let sources = all.iter().flat_map(|one| &one.sources);
        sources
            .map(|one| one.text().contains("≥12.50公里"))
            .collect()
    };
    assert_eq!(names(&carried_data), [true, false]);
    assert_eq!(names(&carried_workbook), [true, false]);

    let list = "单位名称,项目名称,预算数,年度目标,一级指标,二级指标,三级指标,指标性质,指标值,度量单位\n\
                甲局,河道,10,通,产出指标,数量指标,长度,≥,12.50,公里\n\
                乙局,管网,20,换,产出指标,数量指标,长度,≥,3,公里\n";
    let (lists, report) = carried(&renderer, "清单.csv", list.as_bytes(), "single");
    assert!(!report.has_errors(), "{}", said(&report));
    assert_eq!(names(&lists), [true, false]);
}

#[test]
fn data_without_a_mapping_or_without_a_table_is_reported() {
    let renderer = renderer();
    let (none, report) = carried(&renderer, "a.json", DATA.as_bytes(), "gansu-2025");
    assert!(none[0].sources.is_empty());
    let mut all = said(&report);
    let only = r#"{ "edition": "gansu-2025", "year": 2025, "department": { "name": "甲局" } }"#;
    let (none, report) = carried(&renderer, "a.json", only.as_bytes(), "single");
    assert!(none[0].sources.is_empty());
    all += &said(&report);
    insta::assert_snapshot!("nothing", all.replace(&*path("").to_string_lossy(), ""));
}

/// Wrong mappings: a text in files of the edition `evaluation`, and what stands instead.
const WRONG: &[(&str, &str)] = &[
    ("from = \"gansu-2025\"", "from = \"gansu-2024\""),
    ("from = \"single\"", "from = \"gansu-2025\""),
    ("from = \"single\"\n", ""),
    (
        "\"year\" = \"year\"\n\"code\"",
        "\"yeer\" = \"year\"\n\"code\"",
    ),
    ("\"code\" = \"code\"", "\"code\" = \"cod\""),
    ("\"code\" = \"code\"", "\"code\" = \"projects.name\""),
    (
        "\"year\" = \"year\"\n\"code\"",
        "\"year\" = \"code\"\n\"code\"",
    ),
    (
        "\"contact\" = \"department.contact.name\"",
        "\"contact\" = 3",
    ),
    ("from = \"department\"\n", "from = \"departments\"\n"),
    ("to = \"office\"", "to = \"offices\""),
    ("to = \"office\"", "to = \"projects\""),
    ("from = \"department\"\nto", "form = \"department\"\nto"),
    (
        "\"budget\" = \"expenditure.total\"",
        "\"budgets\" = \"expenditure.total\"",
    ),
    (
        "\"budget\" = \"expenditure.total\"",
        "\"budget\" = \"expenditure.totl\"",
    ),
    (
        "\"budget\" = \"expenditure.total\"",
        "\"budget\" = \"annual_target\"",
    ),
    (
        "\"budget\" = \"expenditure.total\"",
        "\"budget\" = \"staffing.actual\"",
    ),
    (
        "\"budget\" = \"expenditure.total\"",
        "\"rate\" = \"expenditure.total\"",
    ),
    (
        "\"budget\" = \"expenditure.total\"",
        "\"budget\" = \"indicators\"",
    ),
    (
        "\"indicators\" = \"indicators\"\n\"indicators.level1\" = \"indicators.level1\"\n\"indicators.name\" = \"indicators.name\"\n\"indicators.target\"",
        "\"indicators.target\"",
    ),
    (
        "\"indicators.target\" = \"indicators.value\"",
        "\"indicators.target\" = \"indicators.valu\"",
    ),
    (
        "\"indicators.target\" = \"indicators.value\"",
        "\"indicators.target\" = \"name\"",
    ),
    (
        "\"indicators.target\" = \"indicators.value\"",
        "\"indicators.targe\" = \"indicators.value\"",
    ),
    (
        "\"indicators.sign\" = \"indicators.comparison\"",
        "\"indicators.sign\" = \"indicators.name\"",
    ),
    ("\"indicators\" = \"goals\"", "\"indicators\" = \"name\""),
    (
        "\"office\" = \"department.name\"",
        "\"offices\" = { from = \"department.name\" }",
    ),
    (
        "key = \"projects\"\nmany = true\ntitle = \"name\"",
        "key = \"projects\"",
    ),
    ("unit = \"万元\"", "unit = \"元\""),
    (
        "[carry.fields]\n\"year\" = \"year\"\n\n[[carry.tables]]\nfrom = \"project\"",
        "[carry.field]\n\"year\" = \"year\"\n\n[[carry.tables]]\nfrom = \"project\"",
    ),
];

#[test]
fn a_wrong_mapping_is_reported_when_the_edition_is_read() {
    let mut all = String::new();
    for (number, (part, instead)) in WRONG.iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let mut is_changed = false;
        for edition in ["evaluation", "single"] {
            fs::create_dir(folder.path().join(edition)).unwrap();
            for file in fs::read_dir(path("tests/carry").join(edition)).unwrap() {
                let file = file.unwrap().path();
                let mut text = fs::read_to_string(&file).unwrap();
                let name = file.file_name().unwrap();
                if edition == "evaluation" && text.contains(part) {
                    text = text.replacen(part, instead, 1);
                    is_changed = true;
                }
                fs::write(folder.path().join(edition).join(name), text).unwrap();
            }
        }
        assert!(is_changed, "{part}");
        let read = Renderer::with_folders(Some(folder.path()), None).unwrap();
        assert!(read.value.is_none(), "{instead}");
        let said = said(&read.report);
        let said = said.replace(&format!("{}/", folder.path().display()), "");
        writeln!(all, "— {}\n{said}", number + 1).unwrap();
    }
    insta::assert_snapshot!("wrong", all);
}

/// Runs the command with the editions of `tests/carry`: exit code, output, messages.
#[cfg(feature = "cli")]
fn run_carry(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let templates = path("tests/carry");
    let more = ["carry", "--templates", templates.to_str().unwrap()];
    let arguments: Vec<&str> = more.iter().chain(arguments).copied().collect();
    let output = program::run(folder, &arguments);
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (output.status.code().unwrap(), out, err)
}

#[cfg(feature = "cli")]
#[test]
fn the_command_writes_and_never_replaces_without_being_asked() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), DATA).unwrap();
    let run = |arguments: &[&str]| run_carry(folder.path(), arguments);
    let (code, out, err) = run(&["a.json", "--to", "evaluation"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.starts_with("{\n  \"edition\": \"evaluation\""), "{out}");
    assert!(err.contains("a.json:没有带过去的有 "), "{err}");

    let to = ["a.json", "--to", "evaluation", "-o", "b.json"];
    assert_eq!(run(&to).0, 0);
    fs::write(folder.path().join("b.json"), "mine").unwrap();
    let (code, _, err) = run(&to);
    assert_eq!(code, 3);
    assert!(err.contains("加 --force"), "{err}");
    let another = "-o 'b(2).json'";
    assert!(
        err.contains(another) && !err.contains("evaluation --force"),
        "{err}"
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("b.json")).unwrap(),
        "mine"
    );
    assert_eq!(run(&[&to[..], &["--force"]].concat()).0, 0);
    let written = fs::read_to_string(folder.path().join("b.json")).unwrap();
    assert_eq!(written, out);

    // Several results go to a folder, each with its name.
    let (code, _, err) = run(&["a.json", "--to", "single"]);
    assert_eq!(code, 2);
    assert!(err.contains("用法错误:带过去 2 份数据"), "{err}");
    let (code, out, _) = run(&["a.json", "--to", "single", "-o", "两份/"]);
    assert_eq!(code, 0);
    assert_eq!(out, "两份/水务局-单项表.json\n两份/水务局-单项表(2).json\n");
    let (code, out, err) = run(&["a.json", "--to", "evaluation", "--blank"]);
    assert_eq!(
        (code, out.as_str()),
        (0, "001-云溪县水务局-自评表.xlsx\n"),
        "{err}"
    );
    assert!(folder.path().join("001-云溪县水务局-自评表.xlsx").is_file());
}

#[cfg(feature = "cli")]
#[test]
fn wrong_words_are_a_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), DATA).unwrap();
    let run = |arguments: &[&str]| run_carry(folder.path(), arguments);
    for (wrong, words) in [
        (&["a.json", "--to", "evaluatio"][..], "可能是 evaluation"),
        (
            &["a.json", "--to", "evaluation", "-o", "b.xlsx"],
            "以 .json 结尾",
        ),
        (
            &["a.json", "--to", "evaluation", "--blank", "-o", "b.json"],
            "以 .xlsx 结尾",
        ),
        (&["a.json"], "缺少 --to"),
    ] {
        let (code, _, err) = run(wrong);
        assert_eq!(code, 2, "{err}");
        assert!(err.contains(words), "{err}");
    }
    let (code, _, err) = run(&["a.json", "--to", "gansu-2025"]);
    assert_eq!(code, 1);
    assert!(
        err.contains("没有从 gansu-2025 带数据的 [[carry]]"),
        "{err}"
    );
    let (code, _, err) = run(&["a.json", "--to", "evaluation", "-o", "a.json", "--force"]);
    assert_eq!(code, 3, "{err}");
    assert_eq!(
        fs::read_to_string(folder.path().join("a.json")).unwrap(),
        DATA
    );
}
