//! Many departments in one run: equal bytes for any number of jobs and shards, resuming after edits
//! and kills, bad inputs among good ones, names, full disks.
//!
//! The county comes from `examples/county.rs`. `tests/outside/county.py` opens the results with
//! other programs.

#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::process::Command;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use jixiao::batch::{
    Batch, DEPARTMENTS, Difference, Event, Input, MANIFEST, Manifest, Merge, OVERVIEW, Observer,
    Origin, Others, REPORT, REPORT_JSON, Rerun, RunOutcome, SUMMARY, Shard, VOLUME, Volume,
    find_inputs, verify,
};
use jixiao::render::Renderer;
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
#[path = "support/unzipped.rs"]
mod unzipped;

#[path = "support/county.rs"]
#[expect(dead_code, reason = "its main is not used here")]
mod county;

use bookmarks::bookmarks;
use messages::messages;
use results::{findings_of, texts};
use snapshot::assert_snapshot_in;
use submissions::{department, folder_of, write};
use tree::tree;

static RENDERER: std::sync::LazyLock<Renderer> = std::sync::LazyLock::new(Renderer::built_in);

/// Enough departments for several kinds of errors.
const SOME: usize = 10;

/// A folder with the submissions of some departments.
fn county(departments: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    county::run(&folder.path().join("申报"), departments).unwrap();
    folder
}

fn inputs(folder: &Path) -> Vec<Input> {
    let found = find_inputs(&[folder.to_owned()], Path::new("no such folder")).unwrap();
    found.inputs
}

/// A batch with a volume that resumes, and covers all inputs.
fn whole() -> Batch {
    Batch {
        volume: Volume::With,
        others: Others::Remove,
        rerun: Rerun::Resume,
        ..Batch::default()
    }
}

/// A shard of [`whole`].
fn shard(number: u32, of: u32) -> Batch {
    Batch {
        shard: Shard::new(number, of),
        ..whole()
    }
}

fn run(batch: &Batch, inputs: &[Input], out: &Path) -> RunOutcome {
    batch.run(&RENDERER, inputs, out, &()).unwrap()
}

fn merge(parts: &[PathBuf], out: &Path) -> Result<RunOutcome, jixiao::Error> {
    Merge::default().run(&RENDERER, parts, out, &())
}

/// Asserts that files are equal; prints the names of those that differ, not their bytes.
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

/// Counts departments that were made or reused; may stop the run after some.
struct Count {
    made: Mutex<Vec<String>>,
    reused: AtomicUsize,
    most: usize,
}

impl Count {
    fn new(most: usize) -> Count {
        Count {
            made: Mutex::new(Vec::new()),
            reused: AtomicUsize::new(0),
            most,
        }
    }

    fn made(&self) -> Vec<String> {
        let mut made = self.made.lock().unwrap().clone();
        made.sort();
        made
    }
}

impl Observer for Count {
    fn on_event(&self, event: Event<'_>) {
        match event {
            Event::Department(department, Origin::Made) => {
                self.made.lock().unwrap().push(department.input.clone());
            }
            Event::Department(_, Origin::Reused) => {
                self.reused.fetch_add(1, Ordering::Relaxed);
            }
            _ => {}
        }
    }

    fn should_stop(&self) -> bool {
        self.made.lock().unwrap().len() >= self.most
    }
}

/// Resumes a run and counts its departments.
fn resumed(inputs: &[Input], out: &Path) -> Count {
    let count = Count::new(usize::MAX);
    whole().run(&RENDERER, inputs, out, &count).unwrap();
    count
}

/// `rust_xlsxwriter` 0.102 writes the last row of a sheet on disk twice if it has a height.
#[test]
fn summary_and_report_have_each_row_once() {
    let folder = county(SOME);
    let out = folder.path().join("out");
    run(
        &Batch::default(),
        &inputs(&folder.path().join("申报")),
        &out,
    );
    for name in [SUMMARY, REPORT] {
        let parts = unzipped::texts(&fs::read(out.join(name)).unwrap());
        for (part, xml) in parts {
            let rows = xml.split("<row r=\"").skip(1);
            let rows: Vec<&str> = rows.filter_map(|row| row.split('"').next()).collect();
            let distinct: BTreeSet<&&str> = rows.iter().collect();
            assert_eq!(rows.len(), distinct.len(), "{name}, {part}: {rows:?}");
        }
    }
}

/// The texts between two words, in their order.
fn between<'x>(xml: &'x str, before: &str, after: &str) -> Vec<&'x str> {
    let texts = xml.split(before).skip(1);
    texts.filter_map(|text| text.split(after).next()).collect()
}

/// The links of the counts lead to the headings, which begin pages; the findings under a cause are
/// on the page of their department.
#[test]
fn each_department_has_a_page_in_the_report() {
    let folder = county(30);
    let damaged = folder.path().join("申报/损坏.json");
    fs::write(damaged, "{\"edition\": ").unwrap();
    let out = folder.path().join("out");
    run(
        &Batch::default(),
        &inputs(&folder.path().join("申报")),
        &out,
    );
    let parts = unzipped::texts(&fs::read(out.join(REPORT)).unwrap());
    let (counts, pages) = (
        &parts["xl/worksheets/sheet1.xml"],
        &parts["xl/worksheets/sheet2.xml"],
    );
    let linked: Vec<usize> = between(counts, "location=\"'逐个部门'!A", "\"")
        .iter()
        .map(|row| row.parse().unwrap())
        .collect();
    let ends: Vec<usize> = between(pages, "<brk id=\"", "\"")
        .iter()
        .map(|row| row.parse().unwrap())
        .collect();
    assert!(linked.len() > 5, "{linked:?}");
    assert_eq!(linked[0], 4);
    let begun: Vec<usize> = ends.iter().map(|end| end + 1).collect();
    assert_eq!(linked[1..], begun, "pages begin with the headings");
    let report = fs::read(out.join(REPORT_JSON)).unwrap();
    let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
    let departments = report["departments"].as_array().unwrap();
    let rows: Vec<&str> = between(pages, "<row r=\"", "</row>");
    for (one, row) in departments.iter().zip(&linked) {
        let heading = rows
            .iter()
            .find(|text| text.starts_with(&format!("{row}\"")));
        let name = one["name"].as_str().unwrap();
        assert!(heading.unwrap().contains(name), "row {row} has no {name}");
        let findings = one["findings"].as_array().unwrap().len();
        let of_causes = one["causes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|cause| 1 + cause["followers"].as_array().unwrap().len());
        assert_eq!(of_causes.sum::<usize>(), findings, "{name}");
    }
}

/// Each link of the overview leads to a file or folder, each department and file has a row, and the
/// page loads nothing.
#[test]
fn the_overview_shows_all_departments_and_its_links_lead_somewhere() {
    let folder = county(30);
    let data = folder.path().join("申报");
    fs::write(data.join("坏#50%.json"), "{\"edition\": <b>").unwrap();
    let mut odd = department("", "云岭县<b>档案馆</b>\"#?%");
    odd["department"]["annual_target"] = "</script><script>".into();
    write(&data.join("odd.json"), &odd);
    let out = folder.path().join("out");
    let outcome = run(&Batch::default(), &inputs(&data), &out);
    let page = fs::read_to_string(out.join(OVERVIEW)).unwrap();
    let counts = outcome.counts;
    let rows = between(&page, "<tr data-state=\"", "\"");
    assert_eq!(rows.len(), counts.inputs);
    let made = rows.iter().filter(|state| **state == "made");
    assert_eq!(made.count(), counts.made);
    let links = between(&page, "<a href=\"", "\"");
    assert!(links.len() > counts.made, "{links:?}");
    for link in links {
        let path = link
            .replace("%23", "#")
            .replace("%3F", "?")
            .replace("%25", "%");
        assert!(out.join(&path).exists(), "{path} is not there");
    }
    for outside in ["http:", "https:", " src=", "@import", "url("] {
        assert!(!page.contains(outside), "the page has {outside}");
    }
    assert!(page.contains("云岭县&lt;b&gt;档案馆&lt;/b&gt;&quot;"));
    assert_eq!(page.matches("<script>").count(), 1);
    assert_eq!(page.matches("</script>").count(), 1);
}

#[test]
fn any_number_of_jobs_and_shards_gives_the_same_bytes() {
    let folder = county(SOME);
    let inputs = inputs(&folder.path().join("申报"));
    let out = |name: &str| folder.path().join(name);
    let whole = || Batch {
        order: vec!["007".to_owned()],
        imprint: vec!["云岭县财政局".to_owned()],
        ..whole()
    };
    for jobs in [1, 2, 4] {
        let batch = Batch { jobs, ..whole() };
        run(&batch, &inputs, &out(&jobs.to_string()));
    }
    assert_same(&out("1"), &out("2"), "2 jobs");
    assert_same(&out("1"), &out("4"), "4 jobs");
    let parts: Vec<PathBuf> = (1..=5)
        .map(|number| out(&format!("part{number}")))
        .collect();
    for (number, part) in (1..).zip(&parts) {
        let batch = Batch {
            shard: Shard::new(number, 5),
            ..whole()
        };
        run(&batch, &inputs, part);
    }
    merge(&parts, &out("merged")).unwrap();
    assert_same(&out("1"), &out("merged"), "5 shards");
}

#[test]
fn shards_of_different_runs_are_refused() {
    let folder = county(3);
    let inputs = inputs(&folder.path().join("申报"));
    let out = |name: &str| folder.path().join(name);
    let part = |number, volume, name: &str| {
        let batch = Batch {
            shard: Shard::new(number, 2),
            volume,
            ..Batch::default()
        };
        run(&batch, &inputs, &out(name));
    };
    part(1, Volume::Without, "1");
    part(2, Volume::Without, "2");
    part(2, Volume::With, "bound");
    let covered = Batch {
        shard: Shard::new(2, 2),
        imprint: vec!["云岭县财政局".to_owned()],
        ..Batch::default()
    };
    run(&covered, &inputs, &out("covered"));
    run(&Batch::default(), &inputs, &out("all"));
    let refused = |parts: &[&str]| {
        let parts: Vec<PathBuf> = parts.iter().map(|name| out(name)).collect();
        merge(&parts, &out("x")).unwrap_err().in_a_line()
    };
    assert!(refused(&["1"]).contains("缺分片 2/2"));
    assert!(refused(&["1", "1"]).contains("给了两次"));
    assert!(refused(&["1", "bound"]).contains("选项"));
    assert!(refused(&["1", "covered"]).contains("写上 --cover"));
    assert!(refused(&["1", "all"]).contains("不是分片"));
    assert!(refused(&["1", "none"]).contains("没有这个文件"));
    let taken = inputs
        .iter()
        .find(|input| Shard::new(2, 2).unwrap().has(&input.name));
    assert!(taken.is_some());
    let some = tree(&out("2"))
        .into_keys()
        .find(|name| name.starts_with("部门/"));
    fs::write(out("2").join(some.unwrap()), "changed").unwrap();
    assert!(refused(&["1", "2"]).contains("被改动过"));
}

#[test]
fn after_edits_only_what_changed_is_made_again() {
    let folder = county(SOME);
    let source = folder.path().join("申报");
    let (out, fresh) = (folder.path().join("out"), folder.path().join("fresh"));
    run(&whole(), &inputs(&source), &out);
    let before = tree(&out);
    let nothing = resumed(&inputs(&source), &out);
    assert_eq!(
        (nothing.made(), nothing.reused.load(Ordering::Relaxed)),
        (vec![], SOME)
    );
    assert!(tree(&out) == before);

    // An edited file (with a new name), a missing one, a new one, a damaged result, a missing
    // result, and a file of another program.
    let all = inputs(&source);
    let edited = fs::read_to_string(&all[0].path).unwrap();
    fs::write(
        &all[0].path,
        edited.replace("云岭县人大办", "云岭县人大办公室"),
    )
    .unwrap();
    fs::remove_file(&all[1].path).unwrap();
    fs::copy(&all[2].path, source.join("新来的.json")).unwrap();
    let files = |prefix: &str| {
        let mut names = tree(&out).into_keys();
        names.find(|name| name.starts_with(prefix)).unwrap()
    };
    let damaged = files("部门/00005-");
    fs::write(out.join(&damaged), "damaged").unwrap();
    fs::remove_file(out.join(files("部门/00006-"))).unwrap();
    let changed = resumed(&inputs(&source), &out);
    let wanted = [
        "001/00001.json",
        "001/00005.json",
        "001/00006.json",
        "新来的.json",
    ];
    assert_eq!(changed.made(), wanted);
    // The damaged file is renamed: a user may have edited it.
    let (stem, ending) = damaged.rsplit_once('.').unwrap();
    let aside = out.join(format!("{stem}(改动过).{ending}"));
    assert_eq!(fs::read(&aside).unwrap(), b"damaged");
    fs::remove_file(aside).unwrap();
    run(&whole(), &inputs(&source), &fresh);
    assert_same(&out, &fresh, "after edits");
    assert!(
        verify(&out, Some(&inputs(&source)))
            .unwrap()
            .differences
            .is_empty()
    );

    // Other options require making everything again.
    let open = Count::new(usize::MAX);
    let mut batch = whole();
    batch.options.audience = jixiao::render::Audience::Public;
    batch.run(&RENDERER, &inputs(&source), &out, &open).unwrap();
    assert_eq!(open.made().len(), SOME);
}

#[test]
fn a_run_without_resume_makes_everything_and_removes_old_files() {
    let folder = county(3);
    let source = folder.path().join("申报");
    let (out, fresh) = (folder.path().join("out"), folder.path().join("fresh"));
    run(&whole(), &inputs(&source), &out);
    fs::write(out.join("部门/说明.txt"), "放在这里的").unwrap();
    fs::remove_file(&inputs(&source)[0].path).unwrap();
    let anew = Batch {
        others: Others::Remove,
        ..Batch::default()
    };
    run(&anew, &inputs(&source), &out);
    run(&anew, &inputs(&source), &fresh);
    // Other programs' files stay, and are reported.
    let verified = verify(&out, None).unwrap();
    assert_eq!(
        verified.differences,
        [Difference::Unknown("部门/说明.txt".to_owned())]
    );
    fs::remove_file(out.join("部门/说明.txt")).unwrap();
    assert_same(&out, &fresh, "anew");
    assert!(!out.join(VOLUME).exists());
}

#[test]
fn a_stopped_run_resumes() {
    let folder = county(SOME);
    let source = inputs(&folder.path().join("申报"));
    let (out, fresh) = (folder.path().join("out"), folder.path().join("fresh"));
    let stopped = whole()
        .run(&RENDERER, &source, &out, &Count::new(3))
        .unwrap();
    assert!(stopped.stopped);
    assert!(!out.join(MANIFEST).exists());
    let unfinished = verify(&out, None).unwrap_err().in_a_line();
    assert!(unfinished.contains("--resume"), "{unfinished}");
    let rest = resumed(&source, &out);
    assert!(rest.reused.load(Ordering::Relaxed) >= 3);
    run(&whole(), &source, &fresh);
    assert_same(&out, &fresh, "stopped and gone on");
}

#[test]
fn a_run_killed_at_any_moment_resumes_to_the_same_bytes() {
    const KILLS: u32 = 50;
    let folder = county(4);
    let words = ["batch", "申报", "--volume", "--resume", "-o"];
    let with = |out: &'static str| [&words[..], &[out]].concat();
    let begun = Instant::now();
    assert_eq!(
        program::run(folder.path(), &with("whole")).status.code(),
        Some(1)
    );
    let took = begun.elapsed();
    let whole = folder.path().join("whole");
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
        assert_eq!(
            program::run(folder.path(), &with("out")).status.code(),
            Some(1)
        );
        assert_same(&whole, &out, &format!("kill {kill}"));
    }
    assert!(broken_off > KILLS / 2, "{broken_off}");
}

#[test]
fn a_bad_input_stops_nothing_and_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("申报");
    county::run(&source, 1).unwrap();
    for (name, bytes) in [
        ("空.json", b"".to_vec()),
        ("垃圾.json", vec![0xFF; 4096]),
        ("半截.json", b"{\"edition\": \"gansu-2025\"".to_vec()),
        ("深.json", "[".repeat(100_000).into_bytes()),
        ("图片.xlsx", b"\x89PNG\r\n".to_vec()),
        ("压缩.xlsx", b"PK\x03\x04".to_vec()),
        ("旧.xls", b"\xD0\xCF\x11\xE0".to_vec()),
        ("表.csv", b"a,b\n1,2\n".to_vec()),
    ] {
        fs::write(source.join(name), bytes).unwrap();
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&source, source.join("回到自己")).unwrap();
        std::os::unix::fs::symlink("nowhere", source.join("断链.json")).unwrap();
        let pipe = Command::new("mkfifo")
            .arg(source.join("管道.json"))
            .status();
        assert!(pipe.unwrap().success());
    }
    let output = program::run(folder.path(), &["batch", "申报", "-o", "out"]);
    // The broken link and the pipe are failures, the rest are findings.
    let code = if cfg!(unix) { 3 } else { 1 };
    assert_eq!(output.status.code(), Some(code), "{}", messages(&output));
    let manifest = Manifest::read(&folder.path().join("out")).unwrap();
    assert_eq!(manifest.counts.made, 1);
    let counts = &manifest.counts;
    assert_eq!(counts.unread, if cfg!(unix) { 11 } else { 8 });
    assert_eq!((counts.departments, counts.returned), (1, 0));
    assert_inputs_add_up(&manifest, &messages(&output));
    let report = fs::read_to_string(folder.path().join("out").join(REPORT_JSON)).unwrap();
    for name in [
        "空",
        "垃圾",
        "半截",
        "深",
        "图片",
        "压缩",
        "旧",
        "表",
        "回到自己",
        "断链",
        "管道",
    ] {
        assert!(!cfg!(unix) || report.contains(name), "{name}: {report}");
    }
    assert!(
        verify(&folder.path().join("out"), None)
            .unwrap()
            .differences
            .is_empty()
    );
}

/// Findings about duplicates, as in the report.
fn duplicates_in(out: &Path) -> String {
    said(out, "same-department")
}

/// The findings of a code, as in the report.
fn said(out: &Path, code: &str) -> String {
    let line = |finding| {
        let [level, file, seen, expected, correction] =
            texts(finding, ["level", "file", "seen", "expected", "mend"]);
        format!("{level}[{code}] {file}: {seen} | {expected} | {correction}")
    };
    let findings = findings_of(out, code);
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_duplicate_department_is_reported() {
    let folder = folder_of([
        ("a.json", department("001", "甲局")),
        ("b.json", department("001", "甲局")),
        // Neither is a duplicate: one has another code, the other another name.
        ("d.json", department("002", "甲局")),
        ("e.json", department("001", "乙局")),
    ]);
    // The same department in other bytes.
    let other = format!("{}\n", department("001", "甲局"));
    fs::write(folder.path().join("申报/c.json"), other).unwrap();
    let words = ["batch", "申报", "-o", "out"];
    let output = program::run(folder.path(), &words);
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
    let out = folder.path().join("out");
    for code in ["same-department", "code-apart"] {
        assert_snapshot_in("batch", code, &said(&out, code));
    }
    let manifest = Manifest::read(&out).unwrap();
    assert_eq!((manifest.counts.warnings, manifest.counts.made), (7, 5));
    assert!(verify(&out, None).unwrap().differences.is_empty());
    // At level error it is one; switched off, it is not reported.
    let level = |level: &str| {
        let level = format!("same-department={level}");
        program::run(folder.path(), &[&words[..], &["--level", &level]].concat())
    };
    assert_eq!(level("error").status.code(), Some(1));
    assert_eq!(level("off").status.code(), Some(0));
    assert_eq!(duplicates_in(&out), "");
}

/// The inputs of a case of `tests/cases/`.
fn inputs_of_case(name: &str) -> TempDir {
    let folder = folder_of([]);
    let source = folder.path().join("申报");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    for entry in fs::read_dir(root.join(name).join("in")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, source.join(path.file_name().unwrap())).unwrap();
    }
    folder
}

#[test]
fn workbooks_of_one_department_are_joined_in_every_shard() {
    let folder = inputs_of_case("two-files");
    let source = folder.path().join("申报");
    for number in 0..4 {
        let data = department(&format!("10{number}"), &format!("甲{number}局"));
        write(&source.join(format!("{number}.json")), &data);
    }
    let all = inputs(&source);
    let out = folder.path().join("out");
    let outcome = run(&whole(), &all, &out);
    assert_eq!((outcome.counts.departments, outcome.counts.unread), (5, 0));
    assert_snapshot_in("batch", "files-joined", &said(&out, "files-joined"));
    let parts: Vec<_> = (1..=3)
        .map(|number| folder.path().join(format!("part{number}")))
        .collect();
    for (number, part) in (1..).zip(&parts) {
        run(&shard(number, 3), &all, part);
        assert!(verify(part, None).unwrap().differences.is_empty());
    }
    let merged = folder.path().join("merged");
    merge(&parts, &merged).unwrap();
    assert_same(&merged, &out, "merged");
    assert!(resumed(&all, &out).made().is_empty());
    // One of the two is gone: the department is made again, as in a fresh run.
    let table = all
        .iter()
        .find(|input| input.name.contains("项目表"))
        .unwrap();
    fs::remove_file(&table.path).unwrap();
    let rest = inputs(&source);
    run(&whole(), &rest, &out);
    let fresh = folder.path().join("fresh");
    run(&whole(), &rest, &fresh);
    assert_same(&out, &fresh, "one workbook less");
}

/// Changes the results during the run.
struct FileChanger<'a> {
    out: &'a Path,
    changes: fn(&Path),
}

impl Observer for FileChanger<'_> {
    fn on_event(&self, event: Event<'_>) {
        if matches!(event, Event::Making(name) if name == SUMMARY) {
            (self.changes)(self.out);
        }
    }
}

#[test]
fn files_that_vanish_under_a_run_are_a_failure() {
    let changes: [fn(&Path); 3] = [
        |out| fs::remove_dir_all(out.join(DEPARTMENTS)).unwrap(),
        |out| {
            let mut files = tree(&out.join(DEPARTMENTS)).into_keys();
            let file = files.find(|name| name.contains(".xlsx")).unwrap();
            fs::write(out.join(DEPARTMENTS).join(file), "other bytes").unwrap();
        },
        |out| {
            let folder = fs::read_dir(out.join(DEPARTMENTS)).unwrap().next();
            fs::remove_dir_all(folder.unwrap().unwrap().path()).unwrap();
        },
    ];
    for changes in changes {
        let folder = county(2);
        let all = inputs(&folder.path().join("申报"));
        let out = folder.path().join("out");
        let observer = FileChanger { out: &out, changes };
        let error = whole().run(&RENDERER, &all, &out, &observer).unwrap_err();
        assert!(error.to_string().contains("被删去或改动"), "{error}");
        assert!(!out.join(MANIFEST).exists());
        run(&whole(), &all, &out);
        // Changed files are moved aside.
        let differences = verify(&out, Some(&all)).unwrap().differences;
        let is_aside = |difference: &Difference| matches!(difference, Difference::SetAside(path) if path.ends_with("(改动过).xlsx"));
        assert!(differences.iter().all(is_aside), "{differences:?}");
    }
}

#[cfg(unix)]
#[test]
fn links_in_place_of_results_are_reported() {
    let folder = county(2);
    let all = inputs(&folder.path().join("申报"));
    let out = folder.path().join("out");
    run(&whole(), &all, &out);
    fs::rename(out.join(SUMMARY), folder.path().join("elsewhere.xlsx")).unwrap();
    std::os::unix::fs::symlink("../elsewhere.xlsx", out.join(SUMMARY)).unwrap();
    let departments = folder.path().join("departments");
    fs::rename(out.join(DEPARTMENTS), &departments).unwrap();
    std::os::unix::fs::symlink(&departments, out.join(DEPARTMENTS)).unwrap();
    let differences = verify(&out, None).unwrap().differences;
    let links = [SUMMARY, DEPARTMENTS].map(|name| Difference::Link(name.to_owned()));
    assert_eq!(differences, links);
}

#[test]
fn an_edited_manifest_is_reported_and_not_merged() {
    let folder = county(2);
    let all = inputs(&folder.path().join("申报"));
    let out = folder.path().join("out");
    run(&shard(1, 1), &all, &out);
    let path = out.join(MANIFEST);
    let words = fs::read_to_string(&path).unwrap();
    for (from, to) in [
        (" volume\"", "\""),
        ("\"shard\": \"1/1\"", "\"shard\": null"),
    ] {
        assert!(words.contains(from), "{words}");
        fs::write(&path, words.replacen(from, to, 1)).unwrap();
        let differences = verify(&out, None).unwrap().differences;
        assert_eq!(differences, [Difference::Manifest], "{from}");
    }
    fs::write(&path, words.replacen(" volume\"", "\"", 1)).unwrap();
    let merged = folder.path().join("merged");
    let error = merge(&[out], &merged).unwrap_err();
    assert!(error.to_string().contains("被改动过"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_file_given_twice_is_read_once() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("申报");
    fs::create_dir_all(source.join("甲")).unwrap();
    write(&source.join("甲/a.json"), &department("001", "甲局"));
    std::os::unix::fs::symlink(source.join("甲"), source.join("乙")).unwrap();
    let output = program::run(
        folder.path(),
        &["batch", "申报", "申报/甲/a.json", "-o", "out"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
    assert!(
        messages(&output).contains("略过 2 个已经取过的文件"),
        "{}",
        messages(&output)
    );
    let out = folder.path().join("out");
    assert_eq!(Manifest::read(&out).unwrap().counts.inputs, 1);
    assert_eq!(duplicates_in(&out), "");
}

#[test]
fn a_folder_without_submissions_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("空的")).unwrap();
    let output = program::run(folder.path(), &["batch", "空的", "-o", "out"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        messages(&output).contains("没有找到申报数据:空的"),
        "{}",
        messages(&output)
    );
    assert!(!folder.path().join("out").exists());
}

/// Every input is read or unread, and all outputs agree on the numbers.
fn assert_inputs_add_up(manifest: &Manifest, reported: &str) {
    let counts = &manifest.counts;
    let departments = manifest.inputs.iter().map(|input| input.departments);
    let read = departments.filter(|departments| *departments > 0).count();
    assert_eq!(counts.inputs, read + counts.unread);
    let end = format!(
        "申报数据 {} 个:读出 {read},读不出 {}",
        counts.inputs, counts.unread
    );
    assert!(reported.contains(&end), "{reported}");
}

#[test]
fn names_are_valid_on_every_system() {
    let folder = folder_of([]);
    let source = folder.path().join("申报");
    let long = "名称很长的单位".repeat(30);
    let names = [
        "甲局",
        "甲局",
        "CON",
        "a/b\\c:d*e?",
        "..",
        "末尾点.",
        &long,
        &long,
        "甲局 ",
        "../../逃出去",
    ];
    for (number, name) in (1..).zip(names) {
        let file = source.join(format!("{number:02}.json"));
        write(&file, &department("", name));
    }
    // Far beyond 260 characters.
    let deep = (0..6).fold(folder.path().to_owned(), |path, _| {
        path.join("d".repeat(60))
    });
    let outcome = run(&whole(), &inputs(&source), &deep.join("out"));
    assert_eq!(outcome.counts.made, names.len());
    assert_eq!(outcome.namesakes.len(), 5);
    let out = deep.join("out");
    let mut folders: Vec<String> = fs::read_dir(out.join("部门"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    folders.sort();
    assert_eq!(folders.len(), names.len());
    for name in [
        "甲局",
        "甲局(2)",
        "甲局(3)",
        "_CON",
        "a_b_c_d_e_",
        "_",
        "末尾点",
        ".._.._逃出去",
    ] {
        let name = name.trim_start_matches("..");
        assert!(
            folders.iter().any(|folder| folder.ends_with(name)),
            "{name}: {folders:?}"
        );
    }
    for path in tree(&out).into_keys() {
        assert!(path.encode_utf16().count() <= 190, "{path}");
        assert!(
            !path.contains(['<', '>', ':', '"', '|', '?', '*']),
            "{path}"
        );
    }
    assert!(verify(&out, None).unwrap().differences.is_empty());
}

#[test]
fn a_missing_character_is_reported_for_the_volume_too() {
    let folder = tempfile::tempdir().unwrap();
    let data = department("", "甲\u{A015}局");
    write(&folder.path().join("甲.json"), &data);
    let words = [
        "batch", "甲.json", "-o", "out", "--format", "xlsx", "--volume",
    ];
    assert_eq!(program::run(folder.path(), &words).status.code(), Some(0));
    let report = fs::read_to_string(folder.path().join("out").join(REPORT_JSON)).unwrap();
    assert!(report.contains("glyph-missing"), "{report}");
}

#[test]
fn departments_are_in_the_given_order() {
    let folder = folder_of([
        ("001.json", department("001", "甲局")),
        ("002.json", department("002", "乙局")),
        ("003.json", department("003", "丙局")),
    ]);
    fs::write(
        folder.path().join("次序.txt"),
        "丙局 # 先\r\n\n002\n没有的局\n",
    )
    .unwrap();
    let words = [
        "batch",
        "申报",
        "-o",
        "out",
        "--volume",
        "--order",
        "次序.txt",
    ];
    let output = program::run(folder.path(), &words);
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
    assert!(
        messages(&output).contains("没有的局"),
        "{}",
        messages(&output)
    );
    let volume = lopdf::Document::load(folder.path().join("out").join(VOLUME)).unwrap();
    assert_eq!(
        bookmarks(&volume),
        ["目录", "003 丙局", "002 乙局", "001 甲局", "分部门页码"]
    );
}

#[test]
fn differences_from_the_manifest_are_reported() {
    let folder = county(3);
    let source = folder.path().join("申报");
    let out = folder.path().join("out");
    run(&whole(), &inputs(&source), &out);
    let reported = || {
        let output = program::run(folder.path(), &["verify", "out", "申报"]);
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
        )
    };
    assert_eq!(reported(), (Some(0), String::new()));
    let all = inputs(&source);
    fs::write(&all[0].path, "{}").unwrap();
    fs::rename(&all[1].path, source.join("改名.json")).unwrap();
    fs::write(out.join("多的.txt"), "").unwrap();
    fs::write(out.join(VOLUME), "not what it was").unwrap();
    fs::remove_file(out.join(REPORT_JSON)).unwrap();
    let wanted = "缺少 检查报告.json\n被改动 合订本.pdf\n文件清单里没有 多的.txt\n申报数据变了 001/00001.json\n\
        缺少申报数据 001/00002.json\n文件清单里没有的申报数据 改名.json\n";
    assert_eq!(reported(), (Some(1), wanted.to_owned()));
    fs::write(out.join(MANIFEST), "{}").unwrap();
    assert_eq!(reported().0, Some(3));
}

#[test]
fn an_unwritable_folder_is_reported_and_nothing_is_lost() {
    let folder = county(2);
    // A file stands where the folder is to go.
    fs::write(folder.path().join("out"), "有物").unwrap();
    let output = program::run(folder.path(), &["batch", "申报", "-o", "out"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(
        messages(&output).contains("那里有同名的文件"),
        "{}",
        messages(&output)
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("out")).unwrap(),
        "有物"
    );
    let output = program::run(folder.path(), &["batch", "没有的", "-o", "别处"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(!folder.path().join("别处").exists());
}

/// A limit on the size of files, which every user can set, simulates a full disk;
/// `tests/outside/county.py` fills a real one if it may mount one.
#[cfg(unix)]
#[test]
fn finished_departments_survive_a_full_disk() {
    let folder = county(4);
    let program = env!("CARGO_BIN_EXE_jixiao");
    // In blocks of 512 bytes: enough for small files, not for every one.
    let words = format!(
        "trap '' XFSZ; ulimit -f 100; exec '{program}' batch 申报 -o out --volume --resume"
    );
    let output = Command::new("sh")
        .current_dir(folder.path())
        .args(["-c", &words])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", messages(&output));
    assert!(
        messages(&output).contains("超过系统的限制"),
        "{}",
        messages(&output)
    );
    assert!(
        messages(&output).contains("--resume"),
        "{}",
        messages(&output)
    );
    let half = tree(&folder.path().join("out"));
    assert!(
        half.keys().all(|name| !name.contains(".jixiao-")),
        "{:?}",
        half.keys()
    );
    let words = |out: &'static str| ["batch", "申报", "--volume", "--resume", "-o", out];
    assert_eq!(
        program::run(folder.path(), &words("out")).status.code(),
        Some(1)
    );
    assert_eq!(
        program::run(folder.path(), &words("fresh")).status.code(),
        Some(1)
    );
    assert_same(
        &folder.path().join("out"),
        &folder.path().join("fresh"),
        "a full disk",
    );
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_cleanly_and_says_how_to_resume() {
    let folder = county(SOME);
    let child = program::command(
        folder.path(),
        &["batch", "申报", "-o", "out", "--jobs", "1", "--verbose"],
    )
    .stderr(Stdio::piped())
    .stdout(Stdio::null())
    .spawn()
    .unwrap();
    // When the first department is done.
    while !folder.path().join("out/部门").exists() {
        thread::sleep(Duration::from_millis(2));
    }
    let interrupt = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(interrupt.unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", messages(&output));
    assert!(
        messages(&output).contains("--resume"),
        "{}",
        messages(&output)
    );
    assert!(!folder.path().join("out").join(MANIFEST).exists());
}
