//! `jixiao check` for programs: its JSON, exit codes and streams. Output for people is in
//! `tests/cmd/check.trycmd`.

#![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

#[path = "support/editions.rs"]
mod editions;
#[path = "support/piped.rs"]
mod piped;
#[path = "support/program.rs"]
mod program;

use editions::write_built_in;
use piped::run_with_input;
use program::run;

/// A submission with several errors, on several lines.
const WRONG: &str = r#"{
  "edition": "gansu-2025",
  "year": 2025,
  "department": {
    "name": "云溪县档案馆",
    "income": { "local_fiscal": "约80" },
    "regulations": "各项\u0007制度",
    "anual_target": "做好档案保管"
  }
}
"#;

/// A submission whose only error is an unknown key.
const EXTRA: &str = r#"{
  "edition": "gansu-2025",
  "year": 2025,
  "department": { "name": "云溪县档案馆", "annual_target": "做好档案保管", "export_id": 17,
    "indicators": [{ "level1": "基本运行指标", "level2": "预算管理", "name": "执行率", "comparison": "≥", "value": 95, "unit": "%" }] }
}
"#;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Writes the built-in edition with the level warning for a code.
fn write_with_level(folder: &Path, code: &str) {
    write_built_in(folder, |_, text| {
        let levels = format!("[levels]\n{code} = \"警告\"\n\n[submission]\n");
        text.replace("[submission]\n", &levels)
    });
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The codes of a report with their levels, in their order.
fn codes(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap();
    findings
        .iter()
        .map(|finding| {
            format!(
                "{} {}",
                finding["level"].as_str().unwrap(),
                finding["code"].as_str().unwrap()
            )
        })
        .collect()
}

#[test]
fn json_lists_every_finding_by_place_with_all_its_keys() {
    let folder = folder(&[("a.json", WRONG)]);
    let output = run(folder.path(), &["check", "a.json", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stderr.is_empty());
    let report = json(&output);
    assert_eq!(report["schema"], "jixiao-report/1");
    let findings = report["findings"].as_array().unwrap();
    let lines: Vec<u64> = findings
        .iter()
        .map(|finding| finding["line"].as_u64().unwrap())
        .collect();
    assert!(lines.is_sorted() && lines.len() >= 3, "{lines:?}");
    let number = findings
        .iter()
        .find(|finding| finding["code"] == "value-not-number")
        .unwrap();
    assert_eq!(number["file"], "a.json");
    assert_eq!(
        (&number["line"], &number["column"]),
        (&6.into(), &33.into())
    );
    assert_eq!(number["pointer"], "/department/income/local_fiscal");
    assert_eq!(number["label"], "当年预算构成 › 本级财政安排");
    assert_eq!(number["seen"], "文本 \"约80\"");
    for finding in findings {
        let proposes = usize::from(finding.get("changes").is_some());
        assert_eq!(
            finding.as_object().unwrap().len(),
            12 + proposes,
            "{finding}"
        );
    }
    let numbers: Vec<u64> = findings
        .iter()
        .map(|finding| finding["number"].as_u64().unwrap())
        .collect();
    assert!(
        numbers.iter().copied().eq(1..=findings.len() as u64),
        "{numbers:?}"
    );
    assert_eq!(
        groups(&report).len(),
        findings.len() + 1,
        "no two of one cause"
    );
    let summary = &report["summary"];
    assert_eq!(summary["files"], 1);
    assert_eq!(summary["listed"], findings.len());
}

/// A total is wrong because an operand is in 元: the finding of the operand causes that of the total.
#[test]
fn a_total_is_under_the_operand_that_makes_it_wrong() {
    const DATA: &str = r#"{ "edition": "gansu-2025", "year": 2025, "projects": [
        { "name": "数字化", "funds": { "fiscal": 1200000, "other": 20, "total": 140 } } ] }"#;
    let folder = folder(&[("a.json", DATA)]);
    let report = json(&run(
        folder.path(),
        &["check", "a.json", "--format", "json"],
    ));
    let findings = report["findings"].as_array().unwrap();
    let of_code = |code: &str| {
        let mut found = findings.iter().filter(|finding| finding["code"] == code);
        found.next().unwrap()
    };
    let (operand, total) = (of_code("amount-in-yuan"), of_code("total-mismatch"));
    assert_eq!(total["follows"], operand["number"]);
    assert!(report["summary"]["causes"].as_u64() < report["summary"]["listed"].as_u64());
    // People see the project, not the pointer, unless they ask for it.
    let text = |more: &[&str]| {
        let words = [&["check", "a.json"], more].concat();
        String::from_utf8(run(folder.path(), &words).stdout).unwrap()
    };
    let (brief, verbose) = (text(&[]), text(&["--verbose"]));
    assert!(brief.contains("\n    错误[total-mismatch]"), "{brief}");
    assert!(
        brief.contains("位置  数字化 › 项目资金 › 财政资金\n"),
        "{brief}"
    );
    assert!(!brief.contains("/projects/"), "{brief}");
    assert!(verbose.contains("/projects/0/funds/total"), "{verbose}");
}

#[test]
fn the_order_of_keys_is_fixed() {
    let folder = folder(&[("a.json", WRONG)]);
    let output = run(folder.path(), &["check", "a.json", "--format", "json"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let first: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter_map(|line| line.strip_prefix('"')?.split('"').next())
        .take(13)
        .collect();
    assert_eq!(
        first,
        [
            "schema", "findings", "code", "level", "file", "line", "column", "cell", "pointer",
            "label", "seen", "expected", "mend"
        ]
    );
}

#[test]
fn a_file_that_cannot_be_read_is_in_the_document() {
    let folder = folder(&[("a.json", WRONG)]);
    let output = run(
        folder.path(),
        &["check", "没有.json", "a.json", "--format", "json"],
    );
    assert_eq!(output.status.code(), Some(3));
    let report = json(&output);
    assert_eq!(report["failures"][0]["file"], "没有.json");
    assert_eq!(report["summary"]["failures"], 1);
    assert_eq!(report["summary"]["files"], 1);
    assert!(!report["findings"].as_array().unwrap().is_empty());
}

#[test]
fn findings_that_are_not_listed_are_counted() {
    let folder = folder(&[("a.json", WRONG)]);
    let all = json(&run(
        folder.path(),
        &["check", "a.json", "--format", "json"],
    ));
    let errors = json(&run(
        folder.path(),
        &["check", "a.json", "--format", "json", "--at-least", "error"],
    ));
    assert_eq!(all["summary"]["warnings"], errors["summary"]["warnings"]);
    assert!(all["summary"]["warnings"].as_u64() > Some(0));
    assert_eq!(errors["summary"]["listed"], errors["summary"]["errors"]);
    assert!(codes(&errors).iter().all(|code| code.starts_with("error ")));
}

#[test]
fn standard_input_is_checked_too() {
    let folder = folder(&[("jixiao.toml", "[levels]\nunknown-key = \"off\"\n")]);
    let output = run_with_input(
        folder.path(),
        &["check", "-", "--format", "json"],
        EXTRA.as_bytes(),
    );
    // Standard input is in no folder, so there is no file beside it.
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(codes(&json(&output)), ["error unknown-key"]);
    let output = run_with_input(
        folder.path(),
        &["check", "-", "--level", "unknown-key=关"],
        EXTRA.as_bytes(),
    );
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "-:没有发现问题\n"
    );
}

/// Levels of the code, the edition, the file next to the data and the command line; each overrides
/// the preceding one.
#[test]
fn levels_override_one_another() {
    let folder = folder(&[("数据/a.json", EXTRA), ("b.json", EXTRA)]);
    let edition = folder.path().join("表样");
    write_with_level(&edition, "unknown-key");
    let reported = |words: &[&str]| {
        let words = [&["check", "--format", "json"], words].concat();
        codes(&json(&run(folder.path(), &words)))
    };
    let (data, own) = ("数据/a.json", ["--templates", "表样"]);
    assert_eq!(reported(&[data]), ["error unknown-key"]);
    assert_eq!(reported(&[data, own[0], own[1]]), ["warning unknown-key"]);
    fs::write(
        folder.path().join("数据/jixiao.toml"),
        "[levels]\nunknown-key = \"note\"\n",
    )
    .unwrap();
    assert_eq!(reported(&[data, own[0], own[1]]), ["note unknown-key"]);
    assert_eq!(
        reported(&[data, own[0], own[1], "--level", "unknown-key=错误"]),
        ["error unknown-key"]
    );
    // The file applies to its own folder; the last argument has precedence.
    assert_eq!(
        reported(&[data, "b.json"]),
        ["note unknown-key", "error unknown-key"]
    );
    let twice = ["--level", "unknown-key=错误", "--level", "unknown-key=off"];
    assert!(reported(&[&[data][..], &twice].concat()).is_empty());
}

/// An edition with an invalid level is not used.
#[test]
fn an_edition_with_a_wrong_level_is_reported() {
    let folder = folder(&[("a.json", EXTRA)]);
    write_with_level(folder.path(), "unknown-kei");
    let output = run(
        folder.path(),
        &["check", "a.json", "--templates", ".", "--format", "json"],
    );
    assert_eq!(output.status.code(), Some(1));
    let report = json(&output);
    assert_eq!(codes(&report), ["error definition-unknown-key"]);
    assert_eq!(report["summary"]["files"], 0);
}

#[test]
fn errors_stop_render_and_force_makes_the_files() {
    let folder = folder(&[("a.json", WRONG)]);
    let words = ["render", "a.json", "-o", "成果", "--format", "xlsx,html"];
    let output = run(folder.path(), &words);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    assert!(!folder.path().join("成果").exists());
    let output = run(folder.path(), &[&words[..], &["--force"]].concat());
    assert_eq!(output.status.code(), Some(1));
    let made = fs::read_dir(folder.path().join("成果")).unwrap();
    let made = made.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(made.filter(|name| !name.starts_with('.')).count(), 2);
    let reported = String::from_utf8(output.stderr).unwrap();
    assert!(
        reported.lines().last().unwrap().contains("--force"),
        "{reported}"
    );
}

#[test]
fn force_cannot_make_a_table_of_what_cannot_be_read() {
    let folder = folder(&[("a.json", "{ \"edition\": ")]);
    let words = ["render", "a.json", "-o", "成果", "--force"];
    let output = run(folder.path(), &words);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let reported = String::from_utf8(output.stderr).unwrap();
    assert!(
        reported.contains("用了 --force 也生成不了文件"),
        "{reported}"
    );
}

/// A level that turns a warning about writing into an error prevents the files too.
#[test]
fn an_error_found_while_the_file_is_made_stops_it() {
    let data = EXTRA.replace(
        ", \"export_id\": 17",
        ", \"regulations\": \"\u{4DAE}\u{2B9A7}\"",
    );
    let folder = folder(&[("a.json", &data)]);
    let words = ["render", "a.json", "-o", "成果", "--format", "pdf"];
    let output = run(folder.path(), &words);
    assert_eq!(output.status.code(), Some(0));
    let output = run(
        folder.path(),
        &[
            "render",
            "a.json",
            "-o",
            "乙",
            "--format",
            "pdf",
            "--level",
            "glyph-missing=错误",
        ],
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(!folder.path().join("乙").exists());
}

#[test]
fn a_report_outside_a_terminal_has_no_colour() {
    let folder = folder(&[("a.json", WRONG)]);
    let output = run(folder.path(), &["check", "a.json"]);
    assert!(!output.stdout.contains(&0x1B));
    assert!(output.stderr.is_empty());
}

/// Asserts the order of cells: `None` first, the cells of each sheet together, then by row and
/// column.
fn assert_in_order(file: &str, cells: &[Option<String>]) {
    let keys: Vec<Option<(&str, u32, usize, &str)>> = cells
        .iter()
        .map(|cell| {
            let cell = cell.as_ref()?;
            let (sheet, name) = cell.rsplit_once('!').unwrap_or(("", cell));
            let digits = name.find(|letter: char| letter.is_ascii_digit()).unwrap();
            let (column, row) = name.split_at(digits);
            Some((sheet, row.parse().unwrap(), column.len(), column))
        })
        .collect();
    let mut sheets: Vec<Option<&str>> = keys.iter().map(|key| key.map(|key| key.0)).collect();
    sheets.dedup();
    let mut names = sheets.clone();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), sheets.len(), "{file}: {cells:?}");
    for pair in keys.windows(2) {
        let [Some(one), Some(next)] = pair else {
            continue;
        };
        assert!(one.0 != next.0 || one <= next, "{file}: {cells:?}");
    }
}

/// The findings of a report that are causes, and those that follow from each of them.
fn groups(report: &Value) -> Vec<Value> {
    let findings = report["findings"].as_array().unwrap();
    let at =
        |number: &Value| findings[usize::try_from(number.as_u64().unwrap()).unwrap() - 1].clone();
    let (mut roots, mut groups, mut count) = (Vec::new(), Vec::new(), 0);
    for cause in report["causes"].as_array().unwrap() {
        let root = at(&cause["number"]);
        assert_eq!(root["follows"], Value::Null);
        roots.push(root);
        let followers: Vec<Value> = cause["followers"]
            .as_array()
            .unwrap()
            .iter()
            .map(at)
            .collect();
        for follower in &followers {
            let of = at(&follower["follows"]);
            assert!(
                of == roots[roots.len() - 1] || followers.contains(&of),
                "{follower}"
            );
        }
        count += 1 + followers.len();
        groups.push(Value::from(followers));
    }
    assert_eq!(count, findings.len(), "each finding is in one cause");
    assert_eq!(report["summary"]["causes"], roots.len());
    groups.push(Value::from(roots));
    groups
}

/// The cells of findings in a report.
fn cells(findings: &Value) -> Vec<Option<String>> {
    let findings = findings.as_array().unwrap().iter();
    findings
        .map(|finding| finding["cell"].as_str().map(str::to_owned))
        .collect()
}

#[test]
fn findings_of_workbooks_and_lists_are_in_the_order_of_places() {
    const LIST: &str = "单位名称,项目名称,预算数,年度目标,一级,二级,三级,指标性质,指标值,度量单位,权重,主管部门,年度\n\
        水务局,,1500000,完成任务,基本运行指标,预算管理,执行率,≥,九成,%,5,水务局,2025\n\
        水务局,河道巡查,10,巡查,产出指标,数量指标,次数,≥,2,,5,,2025\n\
        气象局,,20,完成任务,基本指标,预算管理,执行率,≥,95,%,5,,2025\n\
        气象局,人工增雨,10,增雨,产出指标,数量指标,#REF!,≥,2,次,5,气象局,2025\n";
    let folder = folder(&[("清单.csv", LIST)]);
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/filled");
    let mut names = vec!["清单.csv".to_owned()];
    for below in ["", "clerk"] {
        for entry in fs::read_dir(source.join(below)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "xlsx") {
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                fs::copy(&path, folder.path().join(&name)).unwrap();
                names.push(name);
            }
        }
    }
    let mut several = 0;
    for name in &names {
        let report = json(&run(folder.path(), &["check", "--format", "json", name]));
        let reported = cells(&report["findings"]);
        several += usize::from(reported.iter().flatten().nth(2).is_some());
        for group in groups(&report) {
            assert_in_order(name, &cells(&group));
        }
        let imported = run(folder.path(), &["import", name, "-o", "数据/"]);
        let words = String::from_utf8(imported.stderr).unwrap();
        let heads = words
            .lines()
            // What follows from another finding is below that, indented.
            .filter(|line| line.contains(&format!("] {name}")) && !line.starts_with(' '));
        let reported = heads.map(|head| Some(head.split_once('!')?.1.to_owned()));
        assert_in_order(name, &reported.collect::<Vec<_>>());
    }
    assert!(several > 5, "{several} of {}", names.len());
    // Findings of reading and checking a department are reported together.
    run(folder.path(), &["batch", ".", "-o", "成果"]);
    let report = fs::read(folder.path().join("成果/检查报告.json")).unwrap();
    let report: Value = serde_json::from_slice(&report).unwrap();
    for one in report["departments"].as_array().unwrap() {
        // Findings of all departments together come last.
        let mut reported = cells(&one["findings"]);
        reported.retain(Option::is_some);
        assert_in_order(&one.to_string(), &reported);
    }
}

#[test]
fn a_folder_is_checked_and_render_names_the_command_for_it() {
    let folder = folder(&[("申报/a.json", EXTRA), ("申报/水利/b.json", EXTRA)]);
    let checked = run(folder.path(), &["check", "申报/", "--format", "json"]);
    let report = json(&checked);
    assert_eq!(report["summary"]["files"], 2, "{report}");
    // A file of the folder that is given by its name too is checked once.
    let both = json(&run(
        folder.path(),
        &["check", "申报/a.json", "申报", "--format", "json"],
    ));
    assert_eq!(both["summary"]["files"], 2, "{both}");
    let output = run(folder.path(), &["render", "申报/"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("jixiao batch 申报/ -o 成果"), "{said}");
}
