//! `check --budget` and `batch --budget`: amounts compared with a table of approved budgets, which is
//! a workbook or a text; who in it has not handed in.

#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::fs;
use std::path::Path;

use jixiao::finding::{Code, Levels, Read};
use jixiao::render::Renderer;
use rust_xlsxwriter::{Format, Workbook};
use serde_json::{Value, json};
use tempfile::TempDir;

#[path = "support/messages.rs"]
mod messages;
#[path = "support/program.rs"]
mod program;
#[path = "support/results.rs"]
mod results;
#[path = "support/submissions.rs"]
mod submissions;
#[path = "support/tree.rs"]
mod tree;

use messages::messages;
use program::run;
use results::{findings_of, texts};
use submissions::{department, folder_of};
use tree::tree;

/// Amounts of `examples/minimal.json`: income and expenditure 131 万元, one project of 20 万元.
const BUDGET: &str = "\
单位编码,单位名称,项目名称,收入预算合计（元）,预算数（元）
001,甲局,,1310000,\"1,310,000.00\"
1,甲局,馆藏档案数字化,,200000
,乙局,,1410000,1310000
03,丙局,,5,5
合计,,,2720005,2620005
";

fn county() -> TempDir {
    let folder = folder_of([
        ("a.json", department("001", "甲局")),
        ("b.json", department("", "乙 局")),
        ("c.json", department("009", "丁局")),
    ]);
    fs::write(folder.path().join("申报/预算批复.csv"), BUDGET).unwrap();
    folder
}

fn batch(folder: &Path, words: &[&str]) -> (Option<i32>, String) {
    let words = [&["batch", "申报", "--format", "html"], words].concat();
    let output = run(folder, &words);
    (output.status.code(), messages(&output))
}

const GIVEN: [&str; 2] = ["--budget", "申报/预算批复.csv"];

#[test]
fn a_batch_reports_what_differs_and_who_is_missing() {
    let county = county();
    let folder = county.path();
    let (code, said) = batch(folder, &[&["-o", "out"], &GIVEN[..]].concat());
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("预算批复里的部门 3 个:没有报送的 1 个"),
        "{said}"
    );
    assert!(said.contains("预算批复里有而没有报送:03 丙局"), "{said}");
    let out = folder.join("out");
    let differing = findings_of(&out, "budget-differs");
    let [one] = &differing[..] else {
        panic!("{differing:?}")
    };
    let [seen, expected] = texts(one, ["seen", "expected"]);
    assert_eq!(seen, "131 万元");
    assert_eq!(
        expected,
        "141 万元,预算批复是 1410000 元(预算批复.csv 的 D4)"
    );
    assert_eq!(one["pointer"], "/department/income/total");
    assert_eq!(findings_of(&out, "not-in-budget").len(), 1);
    assert_eq!(findings_of(&out, "budget-project-missing").len(), 0);
    let read = |name: &str| -> Value {
        serde_json::from_slice(&fs::read(out.join(name)).unwrap()).unwrap()
    };
    let wanted = json!({ "file": "预算批复.csv", "departments": 3,
        "missing": [{ "code": "03", "name": "丙局" }] });
    assert_eq!(read("检查报告.json")["budget"], wanted);
    let listed = &read("manifest.json")["budget"]["departments"];
    assert_eq!(listed[1], json!({ "name": "乙局" }));
}

#[test]
fn another_table_remakes_the_results() {
    let county = county();
    let folder = county.path();
    let words = [&["-o", "out", "--resume", "-v"], &GIVEN[..]].concat();
    batch(folder, &words);
    let first = tree(&folder.join("out"));
    let (_, said) = batch(folder, &words);
    assert_eq!(said.matches("没有变,不重做").count(), 3, "{said}");
    let file = folder.join("申报/预算批复.csv");
    fs::write(&file, BUDGET.replace("1410000", "1310000")).unwrap();
    batch(folder, &words);
    assert_eq!(
        findings_of(&folder.join("out"), "budget-differs"),
        [] as [Value; 0]
    );
    fs::write(&file, BUDGET).unwrap();
    batch(folder, &words);
    assert_eq!(tree(&folder.join("out")), first);
}

#[test]
fn shards_are_merged_to_the_same_bytes() {
    let county = county();
    let folder = county.path();
    batch(folder, &[&["-o", "whole"], &GIVEN[..]].concat());
    for number in ["1", "2"] {
        let shard = format!("{number}/2");
        let (_, said) = batch(
            folder,
            &[&["-o", number, "--shard", &shard], &GIVEN[..]].concat(),
        );
        assert!(!said.contains("没有报送的"), "{said}");
    }
    let merged = run(folder, &["merge", "1", "2", "-o", "merged"]);
    let said = messages(&merged);
    assert_eq!(merged.status.code(), Some(0), "{said}");
    assert!(said.contains("预算批复里有而没有报送:03 丙局"), "{said}");
    assert_eq!(tree(&folder.join("merged")), tree(&folder.join("whole")));
}

#[test]
fn a_bad_table_ends_the_run_before_anything_is_written() {
    let county = county();
    let folder = county.path();
    let bad = "单位编码,单位名称,收入预算合计（元）\n1,甲局,许多\n01,甲局,许多\n,,7\n";
    fs::write(folder.join("坏.csv"), bad).unwrap();
    let (code, said) = batch(folder, &["-o", "out", "--budget", "坏.csv"]);
    assert_eq!(code, Some(1), "{said}");
    // All findings at once.
    assert_eq!(said.matches("[budget-row]").count(), 2, "{said}");
    assert_eq!(said.matches("[budget-duplicate]").count(), 1, "{said}");
    assert!(!folder.join("out").exists());
    let (code, said) = batch(folder, &["-o", "out", "--budget", "没有.csv"]);
    assert_eq!(
        (code, folder.join("out").exists()),
        (Some(3), false),
        "{said}"
    );
    let checked = run(folder, &["check", "申报/a.json", "--budget", "坏.csv"]);
    assert_eq!(checked.status.code(), Some(1));
    assert!(
        !String::from_utf8(checked.stdout)
            .unwrap()
            .contains("a.json")
    );
}

#[test]
fn a_table_without_rows_is_an_error() {
    let county = county();
    let folder = county.path();
    let head = "单位编码,单位名称,收入预算合计（元）,预算数（元）\n";
    for (name, text) in [
        ("空.csv", head.to_owned()),
        ("合计.csv", format!("{head}合计,,5,5\n")),
    ] {
        fs::write(folder.join(name), text).unwrap();
        let (code, said) = batch(folder, &["-o", "out", "--budget", name]);
        assert_eq!(
            (code, folder.join("out").exists()),
            (Some(1), false),
            "{said}"
        );
        assert!(said.contains("[budget-row]"), "{said}");
        assert!(said.contains("表头下面没有部门"), "{said}");
    }
}

#[test]
fn a_code_of_one_department_and_a_name_of_another_are_told() {
    let folder = folder_of([
        ("a.json", department("101", "甲局")),
        ("b.json", department("102", "乙局")),
        ("c.json", department("103", "丙局")),
    ]);
    let folder = folder.path();
    let swapped = "单位编码,单位名称,收入预算合计（元）\n\
        102,甲局,1310000\n101,乙局,1310000\n103,丙局,1310000\n104,丁局,5\n";
    fs::write(folder.join("批复.csv"), swapped).unwrap();
    let (_, said) = batch(folder, &["-o", "out", "--budget", "批复.csv"]);
    assert!(
        said.contains("预算批复里的部门 4 个:没有报送的 1 个,编码与名称对不上的 2 个"),
        "{said}"
    );
    assert!(said.contains("预算批复里有而没有报送:104 丁局"), "{said}");
    let apart =
        "预算批复里编码与名称对不上(报来的编码是一个部门的,名称是另一个的):102 甲局、101 乙局";
    assert!(said.contains(apart), "{said}");
    let report = fs::read_to_string(folder.join("out/检查报告.json")).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    let wanted = json!([{ "code": "102", "name": "甲局" }, { "code": "101", "name": "乙局" }]);
    assert_eq!(report["budget"]["apart"], wanted);
}

#[test]
fn check_reports_the_same() {
    let county = county();
    let folder = county.path();
    let words = ["check", "申报/b.json", "--budget", "申报/预算批复.csv"];
    let found = String::from_utf8(run(folder, &words).stdout).unwrap();
    assert!(
        found.starts_with("警告[budget-differs] 申报/b.json:"),
        "{found}"
    );
    assert!(
        found.contains("应为  141 万元,预算批复是 1410000 元"),
        "{found}"
    );
    let level = [&words[..], &["--level", "budget-differs=错误"]].concat();
    assert_eq!(run(folder, &level).status.code(), Some(1));
}

/// The codes on a department next to a table, and those on the table.
fn codes(name: &str, table: &[u8], data: &Value) -> (Vec<Code>, Vec<Code>) {
    let renderer = Renderer::built_in();
    let codes = |report: &jixiao::finding::Report| -> Vec<Code> {
        report.findings().iter().map(|one| one.code).collect()
    };
    let Read { value, report } = renderer.read_budget(name, table);
    assert_eq!(value.is_none(), report.has_errors());
    let read = renderer
        .read("a.json", data.to_string().as_bytes())
        .value
        .unwrap();
    let apart = value.map(|one| renderer.apart_from_budget(&one, &read, &Levels::new()));
    (
        codes(&report),
        apart.map_or_else(Vec::new, |report| codes(&report)),
    )
}

#[test]
fn a_workbook_is_read_as_it_is_seen() {
    let data = department("001", "甲局");
    let table = |format: &str, income: f64, spending: f64| {
        let mut book = Workbook::new();
        let format = Format::new().set_num_format(format);
        let sheet = book.add_worksheet();
        sheet.set_name("批复").unwrap();
        sheet
            .write(0, 0, "2025年部门预算批复表(单位：万元)")
            .unwrap();
        for (col, head) in (0..).zip(["单位编码", "单位名称", "项目名称", "收入预算", "预算数"])
        {
            sheet.write(1, col, head).unwrap();
        }
        let merged = Format::new();
        sheet.merge_range(2, 0, 3, 0, "001", &merged).unwrap();
        sheet.merge_range(2, 1, 3, 1, "甲局", &merged).unwrap();
        sheet.write_with_format(2, 3, income, &format).unwrap();
        sheet.write_with_format(2, 4, spending, &format).unwrap();
        sheet.write(3, 2, "馆藏档案数字化").unwrap();
        sheet.write_with_format(3, 4, 20, &format).unwrap();
        book.save_to_buffer().unwrap()
    };
    let none = (Vec::new(), Vec::new());
    assert_eq!(
        codes("a.xlsx", &table("#,##0.00", 131.0, 131.0), &data),
        none
    );
    assert_eq!(
        codes("a.xlsx", &table("0.00\"万元\"", 131.0, 131.0), &data),
        none
    );
    let found = codes("a.xlsx", &table("0.00", 131.0, 132.5), &data);
    assert_eq!(found, (Vec::new(), vec![Code::BudgetDiffers]));
    // A thousandth is displayed, and words of another unit.
    for format in ["0,", "0.00\"元\"", ";;;"] {
        let (found, _) = codes("a.xlsx", &table(format, 131.0, 131.0), &data);
        assert!(found.contains(&Code::BudgetRow), "{format}: {found:?}");
    }
}

#[test]
fn a_computed_sum_is_as_exact_as_its_parts() {
    // 128.6 + 2.4: the sum 131 was not typed.
    let data = department("001", "甲局");
    let with = |amount: &str| format!("单位编码,收入预算合计（元）\n001,{amount}\n");
    let found = |amount: &str| codes("a.csv", with(amount).as_bytes(), &data).1;
    assert_eq!(found("1310499"), []);
    assert_eq!(found("1310501"), [Code::BudgetDiffers]);
    let mut typed = data.clone();
    typed["department"]["income"]["total"] = 131.into();
    assert_eq!(codes("a.csv", with("1310501").as_bytes(), &typed).1, []);
}

#[test]
fn several_rows_of_a_department_are_summed() {
    let data = department("001", "甲局");
    let head = "单位编码,单位名称,功能科目,项目名称,收入预算合计（元）,预算数（元）";
    let found = |rows: &[&str]| {
        let table = [&[head][..], rows].concat().join("\n");
        let found = codes("a.csv", table.as_bytes(), &data);
        let of_table = found.0.into_iter();
        let of_table = of_table.filter(|code| *code != Code::BudgetUnused);
        (of_table.collect::<Vec<_>>(), found.1)
    };
    let summed = vec![Code::BudgetSummed];
    // By subject, and a project by source.
    let rows = [
        "001,甲局,行政,,1000000,1000000",
        "1,甲 局,档案,,310000,310000",
        "001,甲局,行政,馆藏档案数字化,,150000",
        "001,甲局,档案,馆藏档案数字化,,50000",
    ];
    assert_eq!(found(&rows), (summed.clone(), Vec::new()));
    let wrong = [rows[0], "001,甲局,档案,,310000,320000", rows[2], rows[3]];
    assert_eq!(found(&wrong), (summed.clone(), vec![Code::BudgetDiffers]));
    let wrong = [rows[0], rows[1], rows[2], "001,甲局,档案,馆藏档案数字化,,5"];
    assert_eq!(found(&wrong), (summed.clone(), vec![Code::BudgetDiffers]));
    // A row that is the total of the others.
    let total = ["001,甲局,,,1310000,1310000", rows[0], rows[1]];
    assert_eq!(found(&total), (summed, Vec::new()));
    // The same row twice is a mistake; twice the same amount of different subjects is not.
    let (of_table, _) = found(&[rows[0], rows[0]]);
    assert_eq!(of_table, [Code::BudgetDuplicate]);
    // The cells of the sum are named.
    let table = [head, rows[0], "001,甲局,档案,,300000,310000"].join("\n");
    let renderer = Renderer::built_in();
    let budget = renderer
        .read_budget("b.csv", table.as_bytes())
        .value
        .unwrap();
    let read = renderer.read("a.json", data.to_string().as_bytes()).value;
    let report = renderer.apart_from_budget(&budget, &read.unwrap(), &Levels::new());
    let words = &report.findings()[0].expected;
    assert!(
        words.contains("130 万元,预算批复是 1300000 元,E2、E3 相加"),
        "{words}"
    );
}

#[test]
fn an_edition_of_ones_own_has_its_columns_and_tolerance() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own");
    fs::create_dir(&own).unwrap();
    let definition = "edition = \"own-2025\"\nextends = \"gansu-2025\"\ntitle = \"自己的\"\n\
        source = \"虚构\"\n[budget]\ntolerance = 0.5\n[[budget.columns]]\nheads = [\"总盘子\"]\n\
        fields = [\"department.income.total\"]\n";
    fs::write(own.join("edition.toml"), definition).unwrap();
    let mut data = department("001", "甲局");
    data["edition"] = "own-2025".into();
    fs::write(folder.path().join("a.json"), data.to_string()).unwrap();
    for (amount, head, code) in [
        ("1315000", "总盘子", ""),
        ("1305000", "总盘子", ""),
        ("1315001", "总盘子", "[budget-differs]"),
        // The columns of the built-in edition are not its own.
        ("1310000", "收入预算合计", "[not-in-budget]"),
    ] {
        let table = format!("单位编码,{head}（元）\n001,{amount}\n");
        fs::write(folder.path().join("b.csv"), table).unwrap();
        let words = ["check", "a.json", "--budget", "b.csv", "--templates", "own"];
        let output = run(folder.path(), &words);
        let found = String::from_utf8(output.stdout).unwrap();
        assert_eq!(found.contains("budget"), !code.is_empty(), "{found}");
        assert!(found.contains(code), "{found}");
    }
}
