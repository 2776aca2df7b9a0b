//! `batch --last-year`: tables that are last year's word for word, in the report of a batch.

#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

#[path = "support/messages.rs"]
mod messages;
#[path = "support/program.rs"]
mod program;
#[path = "support/submissions.rs"]
mod submissions;
#[path = "support/tree.rs"]
mod tree;

use messages::messages;
use program::run;
use submissions::{department, folder_of, write};
use tree::tree;

/// Two departments: the first has last year's targets, the second has none of last year.
fn county() -> TempDir {
    let folder = folder_of([
        ("a.json", department("001", "甲局")),
        ("b.json", department("002", "乙局")),
    ]);
    write(&folder.path().join("上年.json"), &last("001", "甲局"));
    folder
}

fn last(code: &str, name: &str) -> Value {
    let mut last = department(code, name);
    last["year"] = (last["year"].as_i64().unwrap() - 1).into();
    last
}

fn batch(folder: &Path, words: &[&str]) -> (Option<i32>, String) {
    let words = [&["batch", "申报", "--format", "html"], words].concat();
    let output = run(folder, &words);
    (output.status.code(), messages(&output))
}

/// The codes of the findings of each department, by its name.
fn codes(folder: &Path, out: &str) -> BTreeMap<String, Vec<String>> {
    let report = fs::read(folder.join(out).join("检查报告.json")).unwrap();
    let report: Value = serde_json::from_slice(&report).unwrap();
    let departments = report["departments"].as_array().unwrap().iter();
    let of = |one: &Value| {
        let findings = one["findings"].as_array().unwrap().iter();
        let codes = findings.map(|finding| finding["code"].as_str().unwrap().to_owned());
        codes.collect::<Vec<String>>()
    };
    departments
        .map(|one| (one["name"].as_str().unwrap().to_owned(), of(one)))
        .collect()
}

#[test]
fn unchanged_tables_are_reported_by_department() {
    let county = county();
    let folder = county.path();
    let (code, said) = batch(folder, &["-o", "out", "--last-year", "上年.json"]);
    assert_eq!(code, Some(0), "{said}");
    let found = codes(folder, "out");
    assert_eq!(found["乙局"], ["last-year-missing"]);
    let unchanged = |code: &String| code == "unchanged-since-last-year";
    assert!(found["甲局"].iter().any(unchanged), "{found:?}");
    // The same words as of `check`.
    let report = fs::read_to_string(folder.join("out/检查报告.json")).unwrap();
    let words = [
        "check",
        "申报/a.json",
        "--last-year",
        "上年.json",
        "--format",
        "json",
    ];
    let checked: Value = serde_json::from_slice(&run(folder, &words).stdout).unwrap();
    let first = &checked["findings"][0]["seen"];
    assert!(report.contains(first.as_str().unwrap()), "{first}");
    // A level of the command line.
    let level = ["--level", "last-year-missing=关"];
    batch(
        folder,
        &[&["-o", "out2", "--last-year", "上年.json"], &level[..]].concat(),
    );
    assert!(!codes(folder, "out2").contains_key("乙局"));
}

#[test]
fn other_data_of_last_year_remake_the_results() {
    let county = county();
    let folder = county.path();
    let resume = ["-o", "out", "--last-year", "上年.json", "--resume", "-v"];
    batch(folder, &resume);
    let (_, said) = batch(folder, &resume);
    assert_eq!(said.matches("没有变,不重做").count(), 2, "{said}");
    let first = tree(&folder.join("out"));
    write(&folder.join("上年.json"), &last("002", "乙局"));
    batch(folder, &resume);
    let found = codes(folder, "out");
    assert_eq!(found["甲局"], ["last-year-missing"]);
    assert_ne!(found["乙局"], ["last-year-missing"]);
    // Without it, and with the first data again.
    batch(folder, &["-o", "out", "--resume", "--fresh-options"]);
    assert_eq!(codes(folder, "out"), BTreeMap::new());
    write(&folder.join("上年.json"), &last("001", "甲局"));
    batch(folder, &resume);
    assert_eq!(tree(&folder.join("out")), first);
}

#[test]
fn shards_are_merged_to_the_same_bytes() {
    let county = county();
    let folder = county.path();
    let last = ["--last-year", "上年.json"];
    batch(folder, &[&["-o", "whole"], &last[..]].concat());
    for number in ["1", "2"] {
        let shard = format!("{number}/2");
        let words = ["-o", number, "--shard", &shard];
        let (code, said) = batch(folder, &[&words, &last[..]].concat());
        assert!(matches!(code, Some(0 | 2)), "{said}");
    }
    let merged = run(folder, &["merge", "1", "2", "-o", "merged"]);
    assert_eq!(merged.status.code(), Some(0), "{}", messages(&merged));
    assert_eq!(tree(&folder.join("merged")), tree(&folder.join("whole")));
}

#[test]
fn what_cannot_be_read_ends_the_run_before_anything_is_written() {
    let county = county();
    let folder = county.path();
    fs::write(folder.join("坏.json"), "{").unwrap();
    fs::create_dir(folder.join("空")).unwrap();
    for (path, status) in [("没有.json", 3), ("坏.json", 1), ("空", 2)] {
        let (code, said) = batch(folder, &["-o", "out", "--last-year", path]);
        assert_eq!(code, Some(status), "{path}: {said}");
        assert!(said.contains(path), "{said}");
        assert!(!folder.join("out").exists(), "{path}");
    }
}
