//! The roster of a batch: who has handed in, in which order, by which section; a year; the roster
//! that `jixiao roster` makes.
//!
//! `tests/outside/county.py` opens the sheet with openpyxl.

#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use jixiao::batch::{
    Batch, Difference, Event, HandInState, Input, MANIFEST, Manifest, Merge, Observer, Origin,
    RECORDS_FOLDER, REPORT_JSON, Rerun, Roster, RunOutcome, SUMMARY, Shard, VOLUME, Volume,
    find_inputs, verify,
};
use jixiao::finding::{Code, Level, Report};
use jixiao::render::{Audience, Renderer};
use jixiao::workbook::{self, Cell, Sheet};
use serde_json::Value;
use tempfile::TempDir;

#[path = "support/bookmarks.rs"]
mod bookmarks;
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
#[path = "support/tree.rs"]
mod tree;

use bookmarks::bookmarks;
use messages::messages;
use results::{findings_of, texts};
use snapshot::assert_snapshot_in;
use submissions::{department, folder_of};
use tree::tree;

static RENDERER: std::sync::LazyLock<Renderer> = std::sync::LazyLock::new(Renderer::built_in);

const ROSTER: &str = "\
2025 年度部门名册
单位代码,单位名称,曾用名,股室,联系人,截止日期,地址
004,云岭县教育局,,教科文股,张某某 138****0000,2025-03-15,东街
3,云岭县林草局,云岭县林业局;林业局,农业股,李某,2025-03-15,
002,云岭县水务局,县水务局、水利局|云岭县水利局,农业股,,2025-03-15,
001,云岭县档案馆,,教科文股,,2025-03-20,
005,云岭县司法局,,,,2025-03-20,
006,云岭县民政局,民政局,社保股,,2025-03-20,
007,云岭县商务局,,社保股,,2025-03-20,
008,云岭县审计局,,社保股,,2025-03-20,
";

/// The submission of a department with this year and amount.
fn submission(code: &str, name: &str, year: u16, amount: f64) -> Value {
    let mut data = department(code, name);
    data["year"] = year.into();
    data["department"]["income"] = serde_json::json!({ "local_fiscal": amount });
    data["department"]["expenditure"] = serde_json::json!({ "personnel": amount });
    data
}

/// Submissions in each state: by code and name, alias, old name; returned; with the code of one
/// department and the name of another; not in the roster; of another year; unreadable.
fn county() -> TempDir {
    let mut returned = submission("004", "云岭县教育局", 2025, 10.0);
    returned["department"]["income"]["local_fiscal"] = "八万".into();
    let folder = folder_of([
        ("a.json", submission("001", "云岭县档案馆", 2025, 1.5)),
        ("b.json", submission("", "县水务局", 2025, 20.0)),
        ("c.json", submission("003", "云岭县林业局", 2025, 300.25)),
        ("d.json", returned),
        ("e.json", submission("001", "云岭县司法局", 2025, 4000.0)),
        ("f.json", submission("099", "云岭县司发局", 2025, 50_000.0)),
        ("g.json", submission("007", "云岭县商务局", 2024, 600_000.0)),
    ]);
    for name in ["云岭县民政局2025.json", "x.json"] {
        fs::write(folder.path().join("申报").join(name), "{ \"edition\": ").unwrap();
    }
    fs::write(folder.path().join("名册.csv"), ROSTER).unwrap();
    folder
}

fn roster(text: &str) -> Roster {
    let read = Roster::read("名册.csv", text.as_bytes());
    assert!(!read.report.has_errors(), "{:?}", read.report);
    read.value.unwrap()
}

fn inputs(folder: &Path) -> Vec<Input> {
    let found = find_inputs(&[folder.join("申报")], Path::new("no such folder")).unwrap();
    found.inputs
}

/// A batch with the roster that resumes.
fn batch(text: &str) -> Batch {
    Batch {
        roster: Some(roster(text)),
        rerun: Rerun::Resume,
        ..Batch::default()
    }
}

fn run(batch: &Batch, folder: &Path, out: &str) -> RunOutcome {
    let outcome = batch.run(&RENDERER, &inputs(folder), &folder.join(out), &());
    outcome.unwrap()
}

fn sheet(out: &Path, name: &str) -> Option<Sheet> {
    let bytes = fs::read(out.join(SUMMARY)).unwrap();
    let book = workbook::read(SUMMARY, &bytes).value.unwrap();
    book.sheets.into_iter().find(|sheet| &*sheet.name == name)
}

/// The rows of a sheet from this row, with the texts of their cells.
fn rows(sheet: &Sheet, from: u32) -> String {
    let mut lines = String::new();
    for cells in sheet.rows().filter(|cells| cells[0].row >= from) {
        let mut texts: BTreeMap<u32, String> = BTreeMap::new();
        for cell in cells {
            texts.insert(cell.col, cell.text().into_owned());
        }
        let last = texts.keys().max().copied().unwrap_or(0);
        let texts = (0..=last).map(|col| texts.get(&col).cloned().unwrap_or_default());
        writeln!(lines, "{}", texts.collect::<Vec<_>>().join(" | ")).unwrap();
    }
    lines
}

fn cell(sheet: &Sheet, row: u32, col: u32) -> &Cell {
    sheet.get(row, col).unwrap()
}

fn assert_same(one: &Path, other: &Path, what: &str) {
    let (one, other) = (tree(one), tree(other));
    let names = |tree: &BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&one), names(&other), "{what}");
    let differ: Vec<&String> = one
        .iter()
        .filter(|(name, bytes)| other[*name] != **bytes)
        .map(|(name, _)| name)
        .collect();
    assert!(differ.is_empty(), "{what}: {differ:?}");
}

#[test]
fn each_department_has_its_state() {
    let folder = county();
    let outcome = run(&batch(ROSTER), folder.path(), "out");
    let out = folder.path().join("out");
    assert_snapshot_in(
        "roster",
        "sheet",
        &rows(&sheet(&out, "报送情况").unwrap(), 0),
    );
    let handed_in = outcome.roster.unwrap();
    let counts = handed_in.counts;
    assert_eq!((counts.departments, counts.unlisted), (8, 2));
    let states = [
        counts.made,
        counts.returned,
        counts.failed,
        counts.unreadable,
        counts.missing,
    ];
    assert_eq!(states, [4, 1, 0, 1, 2]);
    assert_eq!(handed_in.missing, ["云岭县司法局", "云岭县审计局"]);
    assert_eq!(handed_in.returned, ["云岭县教育局"]);
    let unreadable = (
        "云岭县民政局".to_owned(),
        "云岭县民政局2025.json".to_owned(),
    );
    assert_eq!(handed_in.unreadable, [unreadable]);
    assert_eq!(handed_in.unlisted, ["云岭县司发局"]);
    assert_eq!(handed_in.conflicts.len(), 1);
    assert_eq!(handed_in.conflicts[0].0, "e.json");

    let manifest = Manifest::read(&out).unwrap();
    let listed = manifest.roster.unwrap();
    assert_eq!(listed.counts, Some(counts));
    assert_eq!(listed.departments[2].state, Some(HandInState::Made));
    assert_eq!(listed.departments[2].files, ["b.json"]);
    assert_eq!(
        verify(&out, Some(&inputs(folder.path())))
            .unwrap()
            .differences,
        []
    );
    let report = fs::read(out.join(REPORT_JSON)).unwrap();
    let report: Value = serde_json::from_slice(&report).unwrap();
    assert_eq!(report["roster"][5]["state"], "读不出");
    assert_eq!(report["roster"][5]["errors"], 1);
    assert_eq!(report["roster"].as_array().unwrap().len(), 11);
}

#[test]
fn codes_and_names_that_differ_from_the_roster_are_reported() {
    let folder = county();
    fs::write(
        folder.path().join("申报/h.json"),
        submission("044", "云岭县审计局", 2025, 1.0).to_string(),
    )
    .unwrap();
    fs::write(
        folder.path().join("申报/i.json"),
        submission("006", "云岭县民政事务中心", 2025, 1.0).to_string(),
    )
    .unwrap();
    run(&batch(ROSTER), folder.path(), "out");
    let out = folder.path().join("out");
    let mut said = String::new();
    for code in ["roster-differs", "not-in-roster"] {
        for finding in findings_of(&out, code) {
            let [level, file, seen, expected, mend] =
                texts(&finding, ["level", "file", "seen", "expected", "mend"]);
            writeln!(
                said,
                "{level}[{code}] {file} | {seen} | {expected} | {mend}"
            )
            .unwrap();
        }
    }
    assert_snapshot_in("roster", "differs", &said);
    // Levels are those of the user, also if the records are reused.
    let mut quiet = batch(ROSTER);
    quiet.options.levels.set(Code::RosterDiffers, None);
    quiet
        .options
        .levels
        .set(Code::NotInRoster, Some(Level::Error));
    run(&quiet, folder.path(), "out");
    assert_eq!(findings_of(&out, "roster-differs").len(), 0);
    assert_eq!(findings_of(&out, "not-in-roster")[0]["level"], "error");
}

#[test]
fn a_code_alone_is_not_taken_from_the_department_with_the_name() {
    let folder = folder_of([
        ("a.json", submission("001", "云岭县档案馆", 2025, 1.0)),
        ("b.json", submission("001", "云岭县马术协会", 2025, 1.0)),
    ]);
    let outcome = run(&batch(ROSTER), folder.path(), "out").roster.unwrap();
    assert_eq!(outcome.counts.made, 1);
    assert_eq!(outcome.unlisted, ["云岭县马术协会"]);
}

#[test]
fn an_old_name_and_a_new_one_are_one_department() {
    let folder = folder_of([
        ("a.json", submission("003", "云岭县林业局", 2025, 10.0)),
        ("b.json", submission("003", "云岭县林草局", 2025, 200.0)),
    ]);
    let out = folder.path().join("out");
    run(&batch(ROSTER), folder.path(), "out");
    let findings = findings_of(&out, "same-department");
    assert_eq!(findings.len(), 1);
    let [file, expected] = texts(&findings[0], ["file", "expected"]);
    assert_eq!(file, "b.json");
    assert!(expected.contains("按名册是同一个部门"), "{expected}");
    assert_eq!(findings_of(&out, "code-apart").len(), 0);
    let cells = sheet(&out, "gansu-2025").unwrap();
    // The first file counts; the row of the other says so.
    assert!(rows(&cells, 4).contains("(重复)"), "{}", rows(&cells, 4));
    let hand_in = rows(&sheet(&out, "报送情况").unwrap(), 3);
    assert!(hand_in.contains("a.json、b.json"), "{hand_in}");
    assert!(hand_in.contains("报了 2 份"), "{hand_in}");
    // Without the roster nothing says that they are one.
    let alone = Batch::default();
    run(&alone, folder.path(), "alone");
    assert_eq!(
        findings_of(&folder.path().join("alone"), "same-department").len(),
        0
    );
}

#[test]
fn departments_follow_the_roster_in_every_overall_file() {
    let folder = county();
    let out = folder.path().join("out");
    let bound = Batch {
        volume: Volume::With,
        ..batch(ROSTER)
    };
    run(&bound, folder.path(), "out");
    let summary = sheet(&out, "gansu-2025").unwrap();
    let names: Vec<String> = (4..11)
        .map(|row| cell(&summary, row, 2).text().into_owned())
        .collect();
    let wanted = [
        "云岭县教育局",
        "云岭县林业局",
        "县水务局",
        "云岭县档案馆",
        "云岭县商务局",
        "云岭县司法局",
        "云岭县司发局",
    ];
    assert_eq!(names, wanted);
    let report: Value = serde_json::from_slice(&fs::read(out.join(REPORT_JSON)).unwrap()).unwrap();
    let reported = report["departments"].as_array().unwrap().iter();
    let reported: Vec<&str> = reported.filter_map(|one| one["name"].as_str()).collect();
    let places = |names: &[&str]| {
        let places = names
            .iter()
            .filter_map(|name| wanted.iter().position(|one| one == name));
        places.collect::<Vec<_>>()
    };
    assert!(places(&reported).is_sorted(), "{reported:?}");
    let volume = lopdf::Document::load(out.join(VOLUME)).unwrap();
    // The volume has the departments by section; `tests/volume.rs` has their order in each.
    let divisions = [
        "目录",
        "教科文股",
        "农业股",
        "社保股",
        "未分股室",
        "分部门页码",
    ];
    assert_eq!(bookmarks(&volume), divisions);
    // A given order precedes.
    let ordered = Batch {
        order: vec!["099".to_owned()],
        ..batch(ROSTER)
    };
    run(&ordered, folder.path(), "out");
    let summary = sheet(&out, "gansu-2025").unwrap();
    assert_eq!(cell(&summary, 4, 2).text(), "云岭县司发局");
    assert_eq!(cell(&summary, 5, 2).text(), "云岭县教育局");
}

#[test]
fn sums_of_sections_are_live_and_add_up() {
    let folder = county();
    let out = folder.path().join("out");
    run(&batch(ROSTER), folder.path(), "out");
    let summary = sheet(&out, "gansu-2025").unwrap();
    let heads = summary.cells.iter().filter(|cell| cell.row == 3);
    let head = |text: &str| heads.clone().find(|cell| cell.text() == text).unwrap().col;
    let (money, section) = (head("本级财政安排(万元)"), head("股室"));
    assert_eq!(section, 4);
    let lines: Vec<(String, String)> = (11..16)
        .map(|row| {
            let label = cell(&summary, row, 2).text().into_owned();
            (label, cell(&summary, row, money).text().into_owned())
        })
        .collect();
    let lines: Vec<(&str, &str)> = lines.iter().map(|(one, two)| (&**one, &**two)).collect();
    assert_eq!(
        lines,
        [
            ("教科文股 小计", "1.50"),
            ("农业股 小计", "320.25"),
            ("社保股 小计", "600000.00"),
            ("未分股室 小计", "54000.00"),
            ("合计", "654321.75"),
        ]
    );
    let formula = cell(&summary, 12, money).formula.as_deref().unwrap();
    assert_eq!(
        formula,
        "SUMIF(E5:E11,\"=农业股\",P5:P11)".replace('P', &letter(money))
    );
    // With a duplicate both conditions are in the formula.
    fs::copy(
        folder.path().join("申报/a.json"),
        folder.path().join("申报/z.json"),
    )
    .unwrap();
    run(&batch(ROSTER), folder.path(), "out");
    let summary = sheet(&out, "gansu-2025").unwrap();
    let formula = cell(&summary, 12, money).formula.as_deref().unwrap();
    let wanted = format!(
        "SUMIFS({0}5:{0}12,D5:D12,\"<>*(重复)\",E5:E12,\"=教科文股\")",
        letter(money)
    );
    assert_eq!(formula, wanted);
    assert_eq!(cell(&summary, 12, money).text(), "1.50");
}

fn letter(col: u32) -> String {
    jixiao::source::column_name(col)
}

#[test]
fn a_section_may_have_any_characters() {
    let text = "名称,股室\n甲局,*股\"?~\n乙局,一股\n";
    let folder = folder_of([
        ("a.json", submission("", "甲局", 2025, 1.0)),
        ("b.json", submission("", "乙局", 2025, 2.0)),
    ]);
    run(&batch(text), folder.path(), "out");
    let summary = sheet(&folder.path().join("out"), "gansu-2025").unwrap();
    let formulas = summary.cells.iter().filter(|cell| cell.row == 6);
    let mut formulas = formulas.filter_map(|cell| cell.formula.as_deref());
    let formula = formulas.next().unwrap();
    assert!(formula.contains("\"=~*股\"\"~?~~\""), "{formula}");
}

#[test]
fn another_year_is_returned() {
    let folder = county();
    let out = folder.path().join("out");
    let mut of_year = Batch {
        year: Some(2025),
        ..batch(ROSTER)
    };
    // Errors do not stop the others, but a submission of another year is never made.
    of_year.options.errors = jixiao::render::OnErrors::Continue;
    let outcome = run(&of_year, folder.path(), "out");
    let findings = findings_of(&out, "other-submission-year");
    assert_eq!(findings.len(), 1);
    let [level, file, pointer, seen] = texts(&findings[0], ["level", "file", "pointer", "seen"]);
    let said = [&*level, &*file, &*pointer, &*seen];
    assert_eq!(said, ["error", "g.json", "/year", "2024 年度"]);
    let words = texts(&findings[0], ["level", "code", "seen", "expected", "mend"]);
    let [level, code, seen, expected, mend] = words;
    let shown = format!("{level}[{code}] {file} | {seen} | {expected} | {mend}");
    assert_snapshot_in("roster", "year", &shown);
    assert_eq!(outcome.counts.returned, 1);
    assert_eq!(outcome.roster.unwrap().returned, ["云岭县商务局"]);
    assert!(!tree(&out).keys().any(|name| name.contains("商务局")));
    let summary = sheet(&out, "gansu-2025").unwrap();
    assert!(cell(&summary, 0, 0).text().contains("2025年度)"));
    assert!(!cell(&summary, 0, 0).text().contains("2024"));
    // The year of most is not the one that is wanted: only that finding.
    let other = Batch {
        year: Some(2024),
        ..Batch::default()
    };
    let outcome = run(&other, folder.path(), "other");
    assert_eq!(outcome.counts.made, 1);
    let other = folder.path().join("other");
    assert_eq!(findings_of(&other, "year-apart").len(), 0);
    assert_eq!(findings_of(&other, "other-submission-year").len(), 6);
    assert_eq!(Manifest::read(&other).unwrap().options.year, Some(2024));
}

#[test]
fn published_results_name_no_person() {
    let folder = county();
    let mut public = batch(ROSTER);
    run(&public, folder.path(), "own");
    public.options.audience = Audience::Public;
    run(&public, folder.path(), "public");
    let is_named = |out: &str| {
        let out = folder.path().join(out);
        let hand_in = rows(&sheet(&out, "报送情况").unwrap(), 0);
        let manifest = fs::read_to_string(out.join(MANIFEST)).unwrap();
        [
            hand_in.contains("张某某"),
            hand_in.contains("联系人"),
            manifest.contains("138****"),
        ]
    };
    assert_eq!(is_named("own"), [true; 3]);
    assert_eq!(is_named("public"), [false; 3]);
}

#[test]
fn without_sections_there_are_no_sums_of_them() {
    let folder = county();
    run(&batch("名称\n云岭县档案馆\n"), folder.path(), "out");
    let out = folder.path().join("out");
    let summary = rows(&sheet(&out, "gansu-2025").unwrap(), 0);
    assert!(
        !summary.contains("股室") && !summary.contains("小计"),
        "{summary}"
    );
    let hand_in = rows(&sheet(&out, "报送情况").unwrap(), 0);
    assert!(
        !hand_in.contains("联系人") && !hand_in.contains("截止日期"),
        "{hand_in}"
    );
    assert!(
        hand_in.contains("应报 1:已报送 1,退回 0,读不出 0,未报送 0"),
        "{hand_in}"
    );
}

/// Counts departments that were made.
#[derive(Default)]
struct Made(Mutex<usize>);

impl Observer for Made {
    fn on_event(&self, event: Event<'_>) {
        if let Event::Department(_, Origin::Made) = event {
            *self.0.lock().unwrap() += 1;
        }
    }
}

#[test]
fn a_changed_roster_makes_only_the_overall_files_again() {
    let folder = county();
    let (source, out) = (inputs(folder.path()), folder.path().join("out"));
    let bare = Batch {
        rerun: Rerun::Resume,
        volume: Volume::With,
        ..Batch::default()
    };
    let with = |text: &str| Batch {
        roster: Some(roster(text)),
        ..bare.clone()
    };
    let other = ROSTER.replace("008,云岭县审计局", "008,云岭县统计局");
    bare.run(&RENDERER, &source, &out, &()).unwrap();
    let before = tree(&out);
    for (index, batch) in [with(ROSTER), with(&other), bare.clone()]
        .iter()
        .enumerate()
    {
        let made = Made::default();
        batch.run(&RENDERER, &source, &out, &made).unwrap();
        assert_eq!(*made.0.lock().unwrap(), 0, "run {index}");
        let fresh = folder.path().join(format!("fresh{index}"));
        batch.run(&RENDERER, &source, &fresh, &()).unwrap();
        assert_same(&fresh, &out, &format!("run {index}"));
    }
    // Records are the same with and without a roster.
    assert!(tree(&out) == before);
    with(ROSTER).run(&RENDERER, &source, &out, &()).unwrap();
    let records = |tree: BTreeMap<String, Vec<u8>>| {
        let records = tree.into_iter();
        records
            .filter(|(name, _)| name.starts_with(RECORDS_FOLDER))
            .collect::<Vec<_>>()
    };
    assert!(records(tree(&out)) == records(before));
}

#[test]
fn shards_merged_are_one_run() {
    let folder = county();
    let bound = Batch {
        volume: Volume::With,
        year: Some(2025),
        ..batch(ROSTER)
    };
    run(&bound, folder.path(), "whole");
    let parts: Vec<PathBuf> = (1..=3)
        .map(|part| folder.path().join(format!("p{part}")))
        .collect();
    for (number, part) in (1..).zip(&parts) {
        let shard = Batch {
            shard: Shard::new(number, 3),
            ..bound.clone()
        };
        let outcome = shard
            .run(&RENDERER, &inputs(folder.path()), part, &())
            .unwrap();
        // A shard does not know who has handed in to the others.
        assert_eq!(outcome.roster, None);
        assert!(sheet(part, "报送情况").is_none());
        assert_eq!(verify(part, None).unwrap().differences, []);
        let listed = Manifest::read(part).unwrap().roster.unwrap();
        assert_eq!((listed.counts, listed.departments[0].state), (None, None));
    }
    let merged = folder.path().join("merged");
    let outcome = Merge::default()
        .run(&RENDERER, &parts, &merged, &())
        .unwrap();
    assert_eq!(outcome.roster.unwrap().counts.departments, 8);
    assert_same(&folder.path().join("whole"), &merged, "merged");
    assert_eq!(
        verify(&merged, Some(&inputs(folder.path())))
            .unwrap()
            .differences,
        []
    );
}

#[test]
fn another_roster_may_be_given_and_different_ones_are_refused() {
    let folder = county();
    let parts: Vec<PathBuf> = (1..=2)
        .map(|part| folder.path().join(format!("p{part}")))
        .collect();
    let shard = |number: usize, text: &str| {
        let shard = Batch {
            shard: Shard::new(u32::try_from(number).unwrap(), 2),
            ..batch(text)
        };
        let part = &parts[number - 1];
        shard
            .run(&RENDERER, &inputs(folder.path()), part, &())
            .unwrap();
    };
    shard(1, ROSTER);
    shard(2, ROSTER);
    let merged = folder.path().join("merged");
    let other = ROSTER.replace("008,云岭县审计局", "008,云岭县统计局");
    let given = Merge {
        roster: Some(roster(&other)),
        ..Merge::default()
    };
    given.run(&RENDERER, &parts, &merged, &()).unwrap();
    let listed = Manifest::read(&merged).unwrap().roster.unwrap();
    assert_eq!(listed.departments[7].department.name, "云岭县统计局");
    shard(2, &other);
    let refused = Merge::default().run(&RENDERER, &parts, &merged, &());
    let refused = refused.unwrap_err().in_a_line();
    assert!(refused.contains("--roster"), "{refused}");
}

#[test]
fn a_run_killed_at_any_moment_resumes_to_the_same_bytes() {
    const KILLS: u32 = 16;
    let folder = county();
    let words = [
        "batch",
        "申报",
        "--roster",
        "名册.csv",
        "--volume",
        "--resume",
        "-o",
    ];
    let with = |out: &'static str| [&words[..], &[out]].concat();
    let begun = Instant::now();
    assert_eq!(
        program::run(folder.path(), &with("whole")).status.code(),
        Some(1)
    );
    let took = begun.elapsed();
    let mut broken_off = 0;
    for kill in 0..KILLS {
        let out = folder.path().join("out");
        let _ = fs::remove_dir_all(&out);
        let mut child = program::command(folder.path(), &with("out"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(took * kill / KILLS + Duration::from_micros(u64::from(kill * 7919 % 997)));
        child.kill().unwrap();
        broken_off += u32::from(!child.wait().unwrap().success());
        program::run(folder.path(), &with("out"));
        assert_same(&folder.path().join("whole"), &out, &format!("kill {kill}"));
    }
    assert!(broken_off > KILLS / 4, "{broken_off}");
}

#[test]
fn an_edited_state_is_a_difference() {
    let folder = county();
    run(&batch(ROSTER), folder.path(), "out");
    let out = folder.path().join("out");
    let manifest = fs::read_to_string(out.join(MANIFEST)).unwrap();
    fs::write(out.join(MANIFEST), manifest.replace("未报送", "已报送")).unwrap();
    let differences = verify(&out, None).unwrap().differences;
    assert!(
        differences.contains(&Difference::Manifest),
        "{differences:?}"
    );
    assert!(differences.contains(&Difference::Counts) || differences.len() == 1);
}

/// The findings on a roster, one a line.
fn said(report: &Report) -> String {
    let lines = report.findings().iter().map(|finding| {
        let place = match (&finding.place.cell, &*finding.place.file) {
            (Some(cell), _) => cell.to_string(),
            (None, file) => file.to_owned(),
        };
        let level = finding.level.as_str();
        let (code, seen) = (finding.code.as_str(), &finding.seen);
        let (expected, mend) = (&finding.expected, &finding.correction);
        format!("{level}[{code}] {place} | {seen} | {expected} | {mend}\n")
    });
    lines.collect()
}

#[test]
fn every_error_of_a_roster_is_reported_at_once() {
    let long = "长".repeat(101);
    let text = format!(
        "名册\n编码,单位名称,部门名称,别名,科室,归哪个股\n\
         001,甲局,,,一股,x\n\
         1,乙局,,,一股,x\n\
         002,,,,一股,x\n\
         003,甲局,,,一股,x\n\
         004,丙局,,丁局,一股,x\n\
         005,戊局,,丁局;己局,一股,x\n\
         006,己局,,,一股,x\n\
         007,庚局,,,{long},x\n\
         008,\u{200B},,,,x\n\
         009,辛局,,#REF!,,x\n\
         010,壬局,,壬局|壬　局,,x\n"
    );
    let read = Roster::read("名册.csv", text.as_bytes());
    assert_eq!(read.value, None);
    assert_snapshot_in("roster", "broken", &said(&read.report));
}

#[test]
fn files_that_are_no_roster_are_reported() {
    let mut all = String::new();
    for (name, bytes) in [
        ("空.csv", &b""[..]),
        ("没有名称.csv", "编码,股室\n1,一股\n".as_bytes()),
        ("数据.json", br#"{ "edition": "gansu-2025" }"#),
        ("图片.xlsx", b"\x89PNG\r\n"),
        ("压缩.xlsx", b"PK\x03\x04"),
        (
            "引号.csv",
            "编码,名称\n1,\"甲局\n2,乙局\n3,丙局\n".as_bytes(),
        ),
    ] {
        let read = Roster::read(name, bytes);
        writeln!(
            all,
            "{name}: {:?}",
            read.value.map(|one| one.departments.len())
        )
        .unwrap();
        all += &said(&read.report);
    }
    assert_snapshot_in("roster", "no-roster", &all);
}

#[test]
fn a_roster_is_read_from_every_kind_of_file() {
    let text = "编码;名称;曾用名;股室\n015;青石县司法局;县司法局、老局;一股\n";
    let utf8 = roster(text);
    let (gb18030, _, _) = encoding_rs::GB18030.encode(text);
    let read = Roster::read("名册.csv", &gb18030).value.unwrap();
    assert_eq!(read.departments, utf8.departments);
    let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    assert_eq!(
        Roster::read("a.csv", &marked).value.unwrap().departments,
        utf8.departments
    );
    let tabs = text.replace(';', "\t");
    assert_eq!(roster(&tabs).departments, utf8.departments);
}

#[test]
fn a_workbook_is_read_as_it_is_displayed() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let (code, day) = (
        Format::new().set_num_format("000"),
        Format::new().set_num_format("yyyy-mm-dd"),
    );
    sheet
        .merge_range(0, 0, 0, 3, "云岭县部门名册", &Format::new())
        .unwrap();
    for (col, head) in (0..).zip(["编码", "单位名称", "股室", "截止日期"]) {
        sheet.write(2, col, head).unwrap();
    }
    for (row, name) in (3..).zip(["云岭县档案馆", "云岭县\n水务局", "云岭县林草局"])
    {
        sheet.write_with_format(row, 0, row - 2, &code).unwrap();
        sheet.write(row, 1, name).unwrap();
        let date = ExcelDateTime::from_ymd(2025, 3, 15).unwrap();
        sheet.write_with_format(row, 3, &date, &day).unwrap();
    }
    sheet
        .merge_range(3, 2, 4, 2, "一股", &Format::new())
        .unwrap();
    sheet.write(5, 2, "二股").unwrap();
    book.add_worksheet()
        .set_name("说明")
        .unwrap()
        .write(0, 0, "怎样填")
        .unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let read = Roster::read("名册.xlsx", &bytes);
    assert_snapshot_in("roster", "workbook", &said(&read.report));
    let departments = read.value.unwrap().departments;
    let texts = departments.iter().map(|one| {
        let words = [&*one.code, &*one.name, &*one.section, &*one.deadline];
        words.join(" ")
    });
    let wanted = [
        "001 云岭县档案馆 一股 2025-03-15",
        "002 云岭县水务局 一股 2025-03-15",
        "003 云岭县林草局 二股 2025-03-15",
    ];
    assert_eq!(texts.collect::<Vec<_>>(), wanted);
}

#[test]
fn a_roster_on_several_sheets_is_not_read_by_half() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for name in ["云岭县档案馆", "云岭县水务局"] {
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "单位名称").unwrap();
        sheet.write(1, 0, name).unwrap();
    }
    let read = Roster::read("名册.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!(read.value, None);
    let said = said(&read.report);
    assert!(
        said.starts_with("错误[roster-head] 名册.xlsx | 工作表 \"Sheet2\""),
        "{said}"
    );
}

#[test]
fn a_roster_with_errors_writes_nothing() {
    let folder = county();
    fs::write(folder.path().join("错.csv"), "名称\n甲局\n甲局\n").unwrap();
    let words = ["batch", "申报", "-o", "out", "--roster", "错.csv"];
    let output = program::run(folder.path(), &words);
    let said = messages(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("[roster-duplicate]"), "{said}");
    assert!(said.contains("什么也没有做"), "{said}");
    assert!(!folder.path().join("out").exists());
}

#[test]
fn the_names_of_many_missing_departments_fit_a_screen() {
    let folder = county();
    let names = (0..200).map(|number| format!("云岭县第{number}办公室\n"));
    let text = format!("名称\n{}", names.collect::<String>());
    fs::write(folder.path().join("名册.csv"), text).unwrap();
    let words = ["batch", "申报", "-o", "out", "--roster", "名册.csv"];
    let said = messages(&program::run(folder.path(), &words));
    let line = said
        .lines()
        .find(|line| line.starts_with("未报送:"))
        .unwrap();
    assert!(
        line.ends_with("等 200 个,见 out/汇总表.xlsx 的“报送情况”"),
        "{line}"
    );
    assert_eq!(line.matches("办公室").count(), 30);
}

#[test]
fn a_roster_among_the_inputs_is_no_submission() {
    let folder = county();
    fs::rename(
        folder.path().join("名册.csv"),
        folder.path().join("申报/名册.csv"),
    )
    .unwrap();
    let words = ["batch", "申报", "-o", "out", "--roster", "申报/名册.csv"];
    let said = messages(&program::run(folder.path(), &words));
    assert!(said.contains("申报数据 9 个:读出 7,读不出 2"), "{said}");
    let verified = program::run(folder.path(), &["verify", "out", "申报"]);
    assert_eq!(verified.status.code(), Some(0), "{}", messages(&verified));
}

/// Runs `jixiao roster`; returns the roster as text and the messages.
fn made(folder: &Path, words: &[&str]) -> (String, String) {
    let words = [&["roster"], words, &["-o", "新.csv"]].concat();
    let output = program::run(folder, &words);
    let text = fs::read_to_string(folder.join("新.csv")).unwrap();
    (text, messages(&output))
}

#[test]
fn a_roster_is_made_from_inputs_and_from_results() {
    let folder = county();
    run(&Batch::default(), folder.path(), "out");
    let (of_inputs, said) = made(folder.path(), &["申报"]);
    let (of_results, again) = made(folder.path(), &["out"]);
    assert_eq!(of_inputs, of_results);
    assert!(said.contains("读不出 2 个"), "{said}");
    assert!(again.contains("读不出 2 个"), "{again}");
    assert_snapshot_in("roster", "made", &of_inputs);
    // It is a roster, with every department handed in except the one whose code is another's.
    let handed_in = run(&batch(&of_inputs), folder.path(), "again")
        .roster
        .unwrap();
    assert_eq!(handed_in.counts.departments, 7);
    assert_eq!(handed_in.unlisted, Vec::<String>::new());
}

#[test]
fn an_existing_roster_is_kept_and_completed() {
    let folder = county();
    let (text, said) = made(folder.path(), &["申报", "--roster", "名册.csv"]);
    assert_snapshot_in("roster", "completed", &text);
    assert!(said.contains("名册里原有 8 个部门,新增 1 个"), "{said}");
    // Completed once more nothing is added; the workbook has the same.
    fs::write(folder.path().join("补.csv"), &text).unwrap();
    let words = ["roster", "申报", "--roster", "补.csv", "-o", "补.xlsx"];
    program::run(folder.path(), &words);
    let bytes = fs::read(folder.path().join("补.xlsx")).unwrap();
    let of_workbook = Roster::read("补.xlsx", &bytes).value.unwrap();
    assert_eq!(of_workbook.departments, roster(&text).departments);
}
