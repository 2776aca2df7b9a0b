//! Findings and files that need many departments: duplicates, a different year, an order; and two
//! runs in one folder.

#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

use std::fs;
use std::path::Path;
use std::process::Stdio;

use jixiao::batch::{Manifest, SUMMARY};
use jixiao::finding::Read;
use jixiao::workbook::{self, Cell};
use serde_json::json;
use tempfile::TempDir;

#[path = "support/messages.rs"]
mod messages;
#[path = "support/program.rs"]
mod program;
#[path = "support/results.rs"]
mod results;
#[path = "support/snapshot.rs"]
mod snapshot;
#[path = "support/submissions.rs"]
mod submissions;

use messages::messages;
use program::{command, run};
use results::{findings_of, texts};
use snapshot::assert_snapshot_in;
use submissions::{department, folder_of};

/// A county of submissions: file, code, name, year, amount.
fn county(departments: &[(&str, &str, &str, u16, &str)]) -> TempDir {
    let submissions = departments.iter().map(|(file, code, name, year, money)| {
        let mut data = department(code, name);
        data["year"] = (*year).into();
        data["department"]["income"] = json!({ "local_fiscal": money });
        data["department"]["expenditure"] = json!({ "personnel": money });
        (*file, data)
    });
    folder_of(submissions)
}

/// The cells of the summary's first sheet.
fn summary(out: &Path) -> Vec<Cell> {
    let bytes = fs::read(out.join(SUMMARY)).unwrap();
    let Read {
        value: book,
        report,
    } = workbook::read(SUMMARY, &bytes);
    assert!(!report.has_errors(), "{report:?}");
    book.unwrap().sheets.swap_remove(0).cells
}

/// The total below the column with this head.
fn total<'a>(cells: &'a [Cell], head: &str) -> &'a Cell {
    let head = cells.iter().find(|cell| cell.text() == head).unwrap();
    let below = cells.iter().filter(|cell| cell.col == head.col);
    below.max_by_key(|cell| cell.row).unwrap()
}

const RUN: [&str; 4] = ["batch", "申报", "-o", "out"];

#[test]
fn a_duplicate_department_counts_once() {
    let folder = county(&[
        ("a.json", "001", "甲局", 2025, "10"),
        ("b.json", "001", "甲局", 2025, "20.5"),
        ("c.json", "002", "乙局", 2025, "3"),
    ]);
    let out = folder.path().join("out");
    let output = run(folder.path(), &RUN);
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
    let cells = summary(&out);
    let sum = total(&cells, "本级财政安排(万元)");
    assert_eq!(sum.text(), "13.00");
    let formula = sum.formula.as_deref().unwrap_or_default();
    assert!(
        formula.starts_with("SUMIF(") && formula.contains("(重复)"),
        "{formula}"
    );
    // If duplicates are switched off both are in the sum, a plain `SUM`.
    let words = [&RUN[..], &["--level", "same-department=off"]].concat();
    assert_eq!(run(folder.path(), &words).status.code(), Some(0));
    let cells = summary(&out);
    assert_eq!(total(&cells, "本级财政安排(万元)").text(), "33.50");
    assert!(cells.iter().all(|cell| !cell.text().contains("重复")));
}

#[test]
fn a_total_of_too_many_digits_is_left_out() {
    let folder = county(&[
        (
            "a.json",
            "001",
            "甲局",
            2025,
            "99999999999999999999999999.99",
        ),
        ("b.json", "002", "乙局", 2025, "0.001"),
    ]);
    let words = [&RUN[..], &["--force"]].concat();
    let output = run(folder.path(), &words);
    let cells = summary(&folder.path().join("out"));
    let sum = total(&cells, "本级财政安排(万元)");
    assert_eq!(sum.text(), "超过 28 位,没有加", "{}", messages(&output));
    assert_eq!(sum.formula, None);
    let own = "99999999999999999999999999.99";
    assert!(cells.iter().any(|cell| cell.text() == own));
}

#[test]
fn of_two_duplicates_the_one_that_was_made_counts() {
    let folder = county(&[
        ("a.json", "001", "甲局", 2025, "10"),
        ("b.json", "001", "甲局", 2025, "20.5"),
    ]);
    let path = folder.path().join("申报/a.json");
    let broken = fs::read_to_string(&path)
        .unwrap()
        .replace("\"personnel\":\"10\"", "\"personnel\":\"11\"");
    fs::write(&path, broken).unwrap();
    let output = run(folder.path(), &RUN);
    assert_eq!(output.status.code(), Some(1), "{}", messages(&output));
    let out = folder.path().join("out");
    assert_eq!(total(&summary(&out), "本级财政安排(万元)").text(), "20.50");
    assert_eq!(findings_of(&out, "same-department").len(), 1);
    assert_eq!(findings_of(&out, "same-department")[0]["file"], "a.json");
}

#[test]
fn another_year_than_the_rest_is_reported() {
    let folder = county(&[
        ("a.json", "001", "甲局", 2025, "10"),
        ("b.json", "002", "乙局", 2024, "10"),
        ("c.json", "003", "丙局", 2025, "10"),
        ("d.json", "004", "丁局", 2026, "10"),
    ]);
    let out = folder.path().join("out");
    let output = run(folder.path(), &RUN);
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
    let findings = findings_of(&out, "year-apart");
    let lines = findings.iter().map(|finding| {
        let [level, file, seen, expected] = texts(finding, ["level", "file", "seen", "expected"]);
        format!("{level}[year-apart] {file} | {seen} | {expected}")
    });
    let lines: Vec<String> = lines.collect();
    assert_snapshot_in("batch", "year-apart", &lines.join("\n"));
    let level = |level: &str| {
        let level = format!("year-apart={level}");
        run(folder.path(), &[&RUN[..], &["--level", &level]].concat())
    };
    assert_eq!(level("error").status.code(), Some(1));
    assert_eq!(level("off").status.code(), Some(0));
    assert_eq!(findings_of(&out, "year-apart").len(), 0);
}

#[test]
fn an_order_may_be_two_columns_of_a_table() {
    let folder = county(&[
        ("a.json", "001", "甲局（本级）", 2025, "10"),
        ("b.json", "002", "乙局", 2025, "10"),
        ("c.json", "003", "丙局", 2025, "10"),
        ("d.json", "004", "丁局", 2025, "10"),
    ]);
    let order = "003\t丙局\r\n002，乙局\r\n９９９ 没有的局\r\n甲局(本级)\r\n";
    fs::write(folder.path().join("次序.txt"), order).unwrap();
    let words = [&RUN[..], &["--order", "次序.txt"]].concat();
    let output = run(folder.path(), &words);
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
    let said = messages(&output);
    assert!(said.contains("９９９ 没有的局 没有对应的部门"), "{said}");
    assert!(said.contains("没有写到的部门 1 个"), "{said}");
    assert!(!said.contains("乙局"), "{said}");
    let cells = summary(&folder.path().join("out"));
    let row = |name: &str| cells.iter().find(|cell| cell.text() == name).unwrap().row;
    let places = ["丙局", "乙局", "甲局（本级）", "丁局"].map(row);
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn a_second_run_in_one_folder_is_refused() {
    let folder = county(&[("a.json", "001", "甲局", 2025, "10")]);
    let lock = folder.path().join("out/.jixiao/lock");
    fs::create_dir_all(lock.parent().unwrap()).unwrap();
    let held = fs::File::create(&lock).unwrap();
    held.lock().unwrap();
    let resumed = [&RUN[..], &["--resume"]].concat();
    let merged = ["merge", "other", "-o", "out"];
    for words in [&RUN[..], &resumed] {
        let output = run(folder.path(), words);
        assert_eq!(output.status.code(), Some(3), "{words:?}");
        assert!(
            messages(&output).contains("out") && messages(&output).contains("另一个 jixiao"),
            "{}",
            messages(&output)
        );
    }
    assert!(!folder.path().join("out/部门").exists());
    // A shard to be merged, elsewhere.
    let part = ["batch", "申报", "-o", "other", "--shard", "1/1"];
    assert_eq!(run(folder.path(), &part).status.code(), Some(0));
    let output = run(folder.path(), &merged);
    assert_eq!(output.status.code(), Some(3));
    assert!(
        messages(&output).contains("另一个 jixiao"),
        "{}",
        messages(&output)
    );
    drop(held);
    for words in [&merged[..], &RUN, &resumed, &["verify", "out"]] {
        let output = run(folder.path(), words);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{words:?}: {}",
            messages(&output)
        );
    }
    assert!(Manifest::read(&folder.path().join("out")).is_ok());
}

/// The lock of a killed run is released.
#[cfg(unix)]
#[test]
fn a_killed_run_leaves_no_lock() {
    let departments: Vec<(String, String)> = (0..200)
        .map(|number| (format!("{number:03}.json"), format!("{number:03}")))
        .collect();
    let departments: Vec<_> = departments
        .iter()
        .map(|(file, code)| (file.as_str(), code.as_str(), "甲局", 2025, "10"))
        .collect();
    let folder = county(&departments);
    let mut child = command(folder.path(), &RUN)
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while !folder.path().join("out/部门").exists() {
        assert!(child.try_wait().unwrap().is_none(), "over too soon");
    }
    let output = run(folder.path(), &RUN);
    assert_eq!(
        output.status.code(),
        Some(3),
        "while the other runs: {}",
        messages(&output)
    );
    child.kill().unwrap();
    child.wait().unwrap();
    let resumed = [&RUN[..], &["--resume"]].concat();
    let output = run(folder.path(), &resumed);
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
}

/// The build's digest of the program covers the fonts by their list of digests.
#[test]
fn the_fonts_have_the_listed_digests() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
    let list = fs::read_to_string(folder.join("SHA256SUMS")).unwrap();
    let mut listed: Vec<&str> = Vec::new();
    for line in list.lines() {
        let (digest, name) = line.split_once("  ").unwrap();
        let bytes = fs::read(folder.join(name)).unwrap();
        assert_eq!(
            jixiao::batch::Digest::of(&bytes).to_string(),
            *digest,
            "{name}"
        );
        listed.push(name);
    }
    let fonts = fs::read_dir(&folder).unwrap().flatten();
    let names = fonts.map(|entry| entry.file_name().into_string().unwrap());
    let mut fonts: Vec<String> = names.filter(|name| name.ends_with("ttf")).collect();
    fonts.sort();
    listed.retain(|name| name.ends_with("ttf"));
    assert_eq!(fonts, listed);
}

/// The results of another shard are not removed as old results.
#[test]
fn a_shard_does_not_replace_other_results() {
    let folder = county(&[
        ("a.json", "001", "甲局", 2025, "10"),
        ("b.json", "002", "乙局", 2025, "10"),
    ]);
    assert_eq!(run(folder.path(), &RUN).status.code(), Some(0));
    let manifest = fs::read(folder.path().join("out/manifest.json")).unwrap();
    for more in [&["--shard", "1/2"][..], &["--shard", "1/2", "--resume"]] {
        let output = run(folder.path(), &[&RUN[..], more].concat());
        assert_eq!(output.status.code(), Some(3), "{}", messages(&output));
        assert!(
            messages(&output).contains("分片 1/2"),
            "{}",
            messages(&output)
        );
    }
    assert_eq!(
        fs::read(folder.path().join("out/manifest.json")).unwrap(),
        manifest
    );
}

/// Results are never inputs, under any path; a folder cannot be both.
#[test]
fn results_are_no_inputs() {
    let folder = county(&[("a.json", "001", "甲局", 2025, "10")]);
    assert_eq!(run(folder.path(), &RUN).status.code(), Some(0));
    let output = run(folder.path(), &["batch", "申报", "out", "-o", "again"]);
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
    assert!(
        messages(&output).contains("部门 1 个"),
        "{}",
        messages(&output)
    );
    let output = run(folder.path(), &["batch", "申报", "-o", "申报"]);
    assert_eq!(output.status.code(), Some(3), "{}", messages(&output));
    assert!(
        messages(&output).contains("写到别的文件夹"),
        "{}",
        messages(&output)
    );
    let there = fs::read_dir(folder.path().join("申报")).unwrap().count();
    assert_eq!(there, 1);
}

/// The number of jobs is limited.
#[test]
fn jobs_have_a_limit() {
    let folder = county(&[("a.json", "001", "甲局", 2025, "10")]);
    let output = run(folder.path(), &[&RUN[..], &["--jobs", "99999"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
}

/// No command overwrites its input.
#[test]
fn no_command_overwrites_its_input() {
    let folder = county(&[("a.json", "", "甲局", 2025, "10")]);
    let words = ["render", "申报/a.json", "-o", ".", "--format", "xlsx"];
    assert_eq!(run(folder.path(), &words).status.code(), Some(0));
    let book = "甲局-绩效目标表.xlsx";
    let before = fs::read(folder.path().join(book)).unwrap();
    let words = [
        "render",
        book,
        "-o",
        ".",
        "--publish",
        "--format",
        "html,xlsx",
    ];
    let output = run(folder.path(), &words);
    assert_eq!(output.status.code(), Some(3), "{}", messages(&output));
    assert!(messages(&output).contains(book), "{}", messages(&output));
    assert_eq!(fs::read(folder.path().join(book)).unwrap(), before);
    assert!(!folder.path().join("甲局-绩效目标表.html").exists());
    let list = ["list", "申报/a.json", "-o", "清单.csv"];
    assert_eq!(run(folder.path(), &list).status.code(), Some(0));
    let before = fs::read(folder.path().join("清单.csv")).unwrap();
    let list = ["list", "清单.csv", "-o", "清单.csv", "--force"];
    assert_eq!(run(folder.path(), &list).status.code(), Some(3));
    assert_eq!(fs::read(folder.path().join("清单.csv")).unwrap(), before);
}
