//! A folder of results that lives: runs over some of the inputs update these departments and keep
//! the rest, take over the options of the last run, and say what they made anew.

#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use calamine::{Reader, Xlsx, open_workbook};
use jixiao::batch::{
    GivenFolders, MANIFEST, Manifest, OVERVIEW, REMADE, SUMMARY, VOLUME, find_inputs, verify,
};
use serde_json::Value;
use tempfile::TempDir;

#[path = "support/messages.rs"]
mod messages;
#[path = "support/program.rs"]
mod program;
#[path = "support/results.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod results;
#[path = "support/submissions.rs"]
mod submissions;
#[path = "support/tree.rs"]
mod tree;
#[path = "support/unzipped.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod unzipped;

use messages::messages;
use program::run;
use submissions::{department, folder_of, write};
use tree::tree;

const THREE: [(&str, &str, &str); 3] = [
    ("a.json", "001", "甲局"),
    ("b.json", "002", "乙局"),
    ("c.json", "003", "丙局"),
];

/// A folder with submissions of three departments and their results in `out`.
fn county(words: &[&str]) -> TempDir {
    let submissions = THREE.iter();
    let folder = folder_of(submissions.map(|(file, code, name)| (*file, department(code, name))));
    fs::create_dir(folder.path().join("补")).unwrap();
    let (code, said) = batch(folder.path(), "申报", words);
    assert_eq!(code, Some(0), "{said}");
    folder
}

/// Runs a batch over a path into `out`; returns its exit code and its messages.
fn batch(folder: &Path, input: &str, words: &[&str]) -> (Option<i32>, String) {
    let words = [&["batch", input, "-o", "out"], words].concat();
    let output = run(folder, &words);
    (output.status.code(), messages(&output))
}

/// Other data of a department: another target.
fn corrected(code: &str, name: &str) -> Value {
    let mut data = department(code, name);
    data["department"]["annual_target"] = "接收进馆档案不少于4000卷。".into();
    data
}

fn departments(out: &Path) -> Vec<String> {
    let entries = fs::read_dir(out.join("部门")).unwrap();
    let names = entries.map(|one| one.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

fn remade(out: &Path) -> String {
    let text = fs::read_to_string(out.join(REMADE)).unwrap();
    assert!(text.starts_with('\u{FEFF}') && text.contains("\r\n"));
    text.replace("\r\n", "\n")
}

fn line<'s>(said: &'s str, part: &str) -> &'s str {
    let line = said.lines().find(|line| line.contains(part));
    assert!(line.is_some(), "no {part} in {said}");
    line.unwrap()
}

#[test]
fn a_run_over_some_inputs_keeps_the_other_departments() {
    let folder = county(&["--volume"]);
    let out = folder.path().join("out");
    assert!(remade(&out).contains("【新增】001-甲局"));
    let kept = tree(&out);
    write(
        &folder.path().join("申报/b.json"),
        &corrected("002", "乙局"),
    );
    let (code, said) = batch(folder.path(), "申报/b.json", &["--resume"]);
    assert_eq!(code, Some(0), "{said}");
    let words = line(&said, "照旧保留");
    assert!(
        words.contains("2 个") && words.contains("甲局、丙局"),
        "{words}"
    );
    assert_eq!(departments(&out), ["001-甲局", "002-乙局", "003-丙局"]);
    let now = tree(&out);
    for name in now
        .keys()
        .filter(|name| name.contains("001-") || name.contains("003-"))
    {
        assert!(now[name] == kept[name], "{name}");
    }
    let list = remade(&out);
    assert!(list.contains("【改动】002-乙局"), "{list}");
    assert!(
        !list.contains("001-甲局") && list.contains("合订本.pdf"),
        "{list}"
    );
    let manifest = Manifest::read(&out).unwrap();
    assert_eq!((manifest.counts.inputs, manifest.counts.made), (3, 3));

    // Except for the note of what was given, the results are those of a run over everything.
    let whole = ["batch", "申报", "-o", "fresh", "--volume"];
    assert_eq!(run(folder.path(), &whole).status.code(), Some(0));
    let mut fresh = tree(&folder.path().join("fresh"));
    let mut now = now;
    assert!(now.remove(MANIFEST) != fresh.remove(MANIFEST));
    assert!(now == fresh);
    let (code, _) = batch(folder.path(), "申报", &["--resume"]);
    assert_eq!(code, Some(0));
    assert!(tree(&out) == tree(&folder.path().join("fresh")));
}

#[test]
fn verify_does_not_compare_inputs_that_were_not_given() {
    let folder = county(&[]);
    let out = folder.path().join("out");
    batch(folder.path(), "申报/b.json", &["--resume"]);
    let some = find_inputs(&[folder.path().join("申报/b.json")], &out).unwrap();
    let verified = verify(&out, Some(&some.inputs)).unwrap();
    assert_eq!(verified.differences, []);
    assert_eq!(verified.not_compared, ["a.json", "c.json"]);
    let all = find_inputs(&[folder.path().join("申报")], &out).unwrap();
    let verified = verify(&out, Some(&all.inputs)).unwrap();
    assert_eq!(
        (verified.differences, verified.not_compared),
        (vec![], vec![])
    );
    let other = find_inputs(&[folder.path().join("申报/a.json")], &out).unwrap();
    let verified = verify(&out, Some(&other.inputs)).unwrap();
    assert_eq!(
        verified.differences.len(),
        1,
        "b.json was given and is missing"
    );
}

#[test]
fn the_same_department_in_another_file_replaces_it() {
    let folder = county(&[]);
    let out = folder.path().join("out");
    write(
        &folder.path().join("补/乙局改.json"),
        &corrected("002", "乙局"),
    );
    let (code, said) = batch(folder.path(), "补", &["--resume"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(line(&said, "取代"), "乙局:b.json 由这次的 乙局改.json 取代");
    assert_eq!(departments(&out), ["001-甲局", "002-乙局", "003-丙局"]);
    let manifest = Manifest::read(&out).unwrap();
    let names: Vec<&str> = manifest.inputs.iter().map(|one| &*one.name).collect();
    assert_eq!(names, ["a.json", "c.json", "乙局改.json"]);
    assert!(remade(&out).contains("乙局:b.json 由 乙局改.json 取代"));
    assert_eq!(verify(&out, None).unwrap().differences, []);
    // Another code is another department.
    write(&folder.path().join("补/d.json"), &department("009", "乙局"));
    fs::remove_file(folder.path().join("补/乙局改.json")).unwrap();
    let (_, said) = batch(folder.path(), "补", &["--resume"]);
    assert!(!said.contains("取代"), "{said}");
    assert_eq!(Manifest::read(&out).unwrap().counts.made, 4);
}

#[test]
fn one_department_of_a_list_is_replaced() {
    let folder = county(&[]);
    let out = folder.path().join("out");
    let files = THREE.map(|(file, _, _)| format!("申报/{file}"));
    let files = files.iter().map(String::as_str);
    let list: Vec<&str> = ["list", "-o", "清单.csv"]
        .into_iter()
        .chain(files)
        .collect();
    let listed = run(folder.path(), &list);
    assert_eq!(listed.status.code(), Some(0), "{}", messages(&listed));
    let words = ["--prune", "--force"];
    let (code, said) = batch(folder.path(), "清单.csv", &words);
    assert!(code < Some(2), "{said}");
    assert_eq!(departments(&out).len(), 3);
    let (code, said) = batch(folder.path(), "申报/b.json", &["--resume"]);
    assert!(code < Some(2), "{said}");
    assert_eq!(line(&said, "取代"), "乙局:清单.csv 由这次的 b.json 取代");
    assert_eq!(departments(&out).len(), 3);
    assert_eq!(Manifest::read(&out).unwrap().counts.made, 3);
    assert_eq!(verify(&out, None).unwrap().differences, []);
    let (_, said) = batch(folder.path(), "清单.csv", &["--resume"]);
    assert_eq!(line(&said, "取代"), "乙局:b.json 由这次的 清单.csv 取代");
    let manifest = Manifest::read(&out).unwrap();
    assert_eq!((manifest.counts.made, manifest.inputs.len()), (3, 1));
    assert_eq!(verify(&out, None).unwrap().differences, []);
}

#[test]
fn prune_says_what_it_removes_and_removes_it() {
    let folder = county(&[]);
    let out = folder.path().join("out");
    fs::remove_file(folder.path().join("申报/c.json")).unwrap();
    let (_, said) = batch(folder.path(), "申报", &["--resume"]);
    assert!(said.contains("照旧保留:丙局;要删去,加 --prune"), "{said}");
    let (code, said) = batch(folder.path(), "申报", &["--resume", "--prune"]);
    assert_eq!(code, Some(0), "{said}");
    let place = |part: &str| said.find(part).unwrap_or_else(|| panic!("{part}: {said}"));
    assert!(place("要删去这次没有给出的部门 1 个(--prune):丙局") < place("删去上次做出"));
    assert_eq!(departments(&out), ["001-甲局", "002-乙局"]);
    assert!(remade(&out).contains("【删去】003-丙局"));
}

#[test]
fn options_of_the_last_run_are_taken_over() {
    let words = [
        "--volume",
        "--cover",
        "某局编",
        "--format",
        "xlsx",
        "--publish",
        "--attach-data",
        "--accessible",
    ];
    let folder = county(&words);
    let out = folder.path().join("out");
    let before = tree(&out);
    let (code, said) = batch(folder.path(), "申报", &["--resume"]);
    assert_eq!(code, Some(0), "{said}");
    let taken = line(&said, "沿用上次的选项");
    for word in [
        "--volume",
        "--cover(1 行)",
        "--format xlsx",
        "--publish",
        "--attach-data",
        "--accessible",
    ] {
        assert!(taken.contains(word), "{taken}");
    }
    assert!(tree(&out) == before);
    let (code, said) = batch(folder.path(), "申报", &["--fresh-options"]);
    assert_eq!((code, said.contains("沿用")), (Some(0), false), "{said}");
    assert!(!out.join(VOLUME).exists());
    assert_eq!(
        Manifest::read(&out).unwrap().options.to_string(),
        "format xlsx,pdf"
    );
    let (code, said) = batch(folder.path(), "申报", &["--cover", "某局"]);
    assert_eq!(code, Some(2), "{said}");
}

#[test]
fn a_volume_with_data_is_an_input_for_the_same_results() {
    let folder = county(&["--volume", "--attach-data"]);
    let root = folder.path();
    fs::create_dir(root.join("存档")).unwrap();
    fs::copy(root.join("out").join(VOLUME), root.join("存档/合订本.pdf")).unwrap();
    fs::rename(root.join("out"), root.join("原来")).unwrap();
    let (code, said) = batch(root, "存档", &["--volume", "--attach-data"]);
    assert_eq!(code, Some(0), "{said}");
    let [before, after] = ["原来", "out"].map(|name| root.join(name));
    assert_eq!(departments(&after), departments(&before));
    assert!(tree(&after.join("部门")) == tree(&before.join("部门")));
    let [before, after] = [before, after].map(|out| fs::read(out.join(VOLUME)).unwrap());
    assert!(before == after, "the volume made from the volume");
    // Without a paper there is nothing to attach to.
    let (code, said) = batch(
        root,
        "申报",
        &["--attach-data", "--format", "xlsx", "--fresh-options"],
    );
    assert_eq!(code, Some(2), "{said}");
}

#[test]
fn folders_of_the_last_run_are_taken_over_or_missed() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    for (name, words) in [
        ("表样", "template copy gansu-2025"),
        ("通知", "template copy letter"),
    ] {
        let words: Vec<&str> = words.split(' ').chain([name]).collect();
        assert_eq!(run(at, &words).status.code(), Some(0));
    }
    let edition = at.join("表样/edition.toml");
    let text = fs::read_to_string(&edition).unwrap();
    fs::write(
        &edition,
        text.replace("甘肃省预算绩效目标表", "本县绩效目标表"),
    )
    .unwrap();
    fs::create_dir(at.join("申报")).unwrap();
    write(&at.join("申报/a.json"), &department("001", "甲局"));
    let given = [
        "--templates",
        "表样",
        "--letter",
        "通知",
        "--format",
        "xlsx",
    ];
    let (code, said) = batch(at, "申报", &given);
    assert_eq!(code, Some(0), "{said}");
    let before = tree(&at.join("out"));
    let (code, said) = batch(at, "申报", &["--resume", "-v"]);
    assert_eq!(code, Some(0), "{said}");
    let taken = line(&said, "沿用上次的选项");
    for word in ["--templates 表样", "--letter 通知"] {
        assert!(taken.contains(word), "{taken}");
    }
    assert!(said.contains("没有变,不重做"), "{said}");
    assert!(tree(&at.join("out")) == before);
    // Gone: nothing is done, and no other form or letter is taken in silence.
    fs::rename(at.join("表样"), at.join("新")).unwrap();
    fs::rename(at.join("通知"), at.join("新通知")).unwrap();
    let (code, said) = batch(at, "申报", &["--resume"]);
    assert_eq!(code, Some(3), "{said}");
    for word in ["上次的 --templates 是 表样", "上次的 --letter 是 通知"] {
        assert!(line(&said, word).contains("--fresh-options"), "{said}");
    }
    assert!(tree(&at.join("out")) == before);
    let moved = ["--resume", "-v", "--templates", "新", "--letter", "新通知"];
    let (code, said) = batch(at, "申报", &moved);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("没有变,不重做"), "{said}");
    let (code, said) = batch(at, "申报", &["--fresh-options"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(Manifest::read(&at.join("out")).unwrap().folders == GivenFolders::default());
}

const BUDGET: &str = "单位编码,单位名称,项目名称,预算数（元）\n001,甲局,,1310000\n";

#[test]
fn what_results_are_compared_with_is_taken_over_or_missed() {
    let folder = county(&["--format", "xlsx"]);
    let at = folder.path();
    let out = at.join("out");
    fs::rename(&out, at.join("旧")).unwrap();
    fs::create_dir(at.join("上年")).unwrap();
    write(&at.join("上年/a.json"), &corrected("001", "甲局"));
    fs::write(at.join("批复.csv"), BUDGET).unwrap();
    let given = [
        "--format",
        "xlsx",
        "--last-year",
        "上年",
        "--budget",
        "批复.csv",
        "--compare",
        "旧",
    ];
    let (_, said) = batch(at, "申报", &given);
    let before = tree(&out);
    let options = Manifest::read(&out).unwrap().options;
    assert!(options.budget.is_some() && options.last_year.is_some());
    for input in ["申报/b.json", "申报"] {
        let (code, said) = batch(at, input, &["--resume"]);
        assert_ne!(code, Some(3), "{said}");
        let taken = line(&said, "沿用上次的选项");
        for word in ["--last-year 上年", "--budget 批复.csv", "--compare 旧"] {
            assert!(taken.contains(word), "{taken}");
        }
        let manifest = Manifest::read(&out).unwrap();
        assert!(manifest.options == options && manifest.compared.is_some());
    }
    assert!(tree(&out) == before, "{said}");
    // Another table of budgets: what differs is said without digests.
    fs::write(at.join("另.csv"), BUDGET.replace("1310000", "1300000")).unwrap();
    let (code, said) = batch(at, "申报/b.json", &["--resume", "--budget", "另.csv"]);
    assert_eq!(code, Some(3), "{said}");
    let words = line(&said, "不能与这次的放在一起");
    assert!(words.contains("--budget 给出的文件"), "{words}");
    assert!(!words.contains("就接得上"), "{words}");
    let is_digest =
        |word: &str| word.len() >= 16 && word.chars().all(|one| one.is_ascii_hexdigit());
    assert!(!words.split([' ', ',']).any(is_digest), "{words}");
    let (code, said) = batch(at, "申报/b.json", &["--fresh-options", "--format", "xlsx"]);
    assert_eq!(code, Some(3), "{said}");
    let words = line(&said, "不能与这次的放在一起");
    assert!(words.contains("--budget(上次有,这次没有)"), "{words}");
    // Gone: nothing is done.
    for (name, option) in [
        ("上年", "--last-year"),
        ("批复.csv", "--budget"),
        ("旧", "--compare"),
    ] {
        fs::rename(at.join(name), at.join("别处")).unwrap();
        let (code, said) = batch(at, "申报", &["--resume"]);
        assert_eq!(code, Some(3), "{said}");
        let words = line(&said, &format!("上次的 {option} 是 {name}"));
        assert!(words.contains("什么也没有做"), "{words}");
        fs::rename(at.join("别处"), at.join(name)).unwrap();
    }
    assert!(tree(&out) == before);
}

#[test]
fn a_department_in_a_file_of_the_name_of_the_roster_is_no_roster() {
    let folder = county(&[]);
    let at = folder.path();
    let output = run(at, &["roster", "申报", "-o", "目标表.xlsx"]);
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
    fs::remove_dir_all(at.join("out")).unwrap();
    fs::remove_file(at.join("申报/c.json")).unwrap();
    workbook(
        at,
        "目标表.xlsx",
        &department("003", "丙局"),
        "2025-03-01T00:00:00Z",
    );
    let (code, said) = batch(at, "申报", &["--roster", "目标表.xlsx", "--format", "xlsx"]);
    assert_eq!(code, Some(0), "{said}");
    // The form has no code.
    let all = ["001-甲局", "002-乙局", "丙局"];
    for words in [&["--resume"][..], &["--resume", "--prune"]] {
        let (code, said) = batch(at, "申报", words);
        assert_eq!(code, Some(0), "{said}");
        assert!(
            line(&said, "沿用").contains("--roster 目标表.xlsx"),
            "{said}"
        );
        assert_eq!(departments(&at.join("out")), all);
    }
    // The roster as it was read, which is said; one that was moved among the inputs is no input.
    fs::create_dir(at.join("申报/名册")).unwrap();
    fs::rename(at.join("目标表.xlsx"), at.join("申报/名册/目标表.xlsx")).unwrap();
    for _ in 0..2 {
        let (code, said) = batch(at, "申报", &["--resume", "--prune"]);
        assert_eq!(code, Some(0), "{said}");
        line(&said, "名册 目标表.xlsx 现在没有了");
        assert!(said.contains("申报数据 3 个:读出 3"), "{said}");
        assert_eq!(departments(&at.join("out")), all);
    }
}

#[test]
fn a_roster_that_was_changed_is_read_again() {
    let folder = county(&[]);
    let at = folder.path();
    let out = at.join("out");
    let rows = "编码,部门名称\n001,甲局\n002,乙局\n003,丙局\n";
    fs::write(at.join("名册.csv"), rows).unwrap();
    let (code, said) = batch(at, "申报", &["--roster", "名册.csv"]);
    assert_eq!(code, Some(0), "{said}");
    let (_, said) = batch(at, "申报", &["--resume"]);
    assert!(!said.contains("改过"), "{said}");
    fs::write(at.join("名册.csv"), format!("{rows}004,丁局\n")).unwrap();
    let (code, said) = batch(at, "申报/a.json", &["--resume"]);
    assert_eq!(code, Some(0), "{said}");
    line(&said, "名册 名册.csv 在上次以后改过,按改过的");
    assert!(line(&said, "未报送:").contains("丁局"), "{said}");
    let roster = Manifest::read(&out).unwrap().roster.unwrap();
    assert_eq!(roster.departments.len(), 4);
    fs::write(at.join("名册.csv"), "编码,部门名称\n001,\n").unwrap();
    let before = tree(&out);
    let (code, said) = batch(at, "申报", &["--resume"]);
    assert_eq!(code, Some(1), "{said}");
    line(&said, "名册有错误,什么也没有做");
    assert!(tree(&out) == before);
}

#[test]
fn an_accepted_department_whose_file_is_damaged_is_named() {
    let folder = county(&["--format", "html"]);
    let at = folder.path();
    fs::write(at.join("补/b.json"), "{").unwrap();
    for input in ["补", "申报"] {
        let (code, said) = batch(at, input, &["--resume"]);
        assert_eq!(code, Some(1), "{said}");
        let words = line(&said, "它们的成果删去");
        assert!(
            words.contains("1 个") && words.contains("乙局(b.json)"),
            "{words}"
        );
        assert_eq!(departments(&at.join("out")), ["001-甲局", "003-丙局"]);
        let report = fs::read_to_string(at.join("out/检查报告.json")).unwrap();
        assert!(report.contains("上次从这个文件收下了 乙局,这次读不出,它的成果删去了"));
        // It is still said in the report of the next run, though nothing is removed in it.
        let (_, said) = batch(at, input, &["--resume"]);
        assert!(!said.contains("它们的成果删去"), "{said}");
        let report = fs::read_to_string(at.join("out/检查报告.json")).unwrap();
        assert!(report.contains("上次从这个文件收下了 乙局"));
        // Corrected, then damaged in the folder that was given first.
        write(&at.join("申报/b.json"), &department("002", "乙局"));
        let (code, said) = batch(at, "申报", &["--resume"]);
        assert_eq!(code, Some(0), "{said}");
        fs::write(at.join("申报/b.json"), "{").unwrap();
    }
}

#[test]
fn an_accepted_department_that_a_list_has_no_more_is_named() {
    let folder = county(&["--format", "html"]);
    let at = folder.path();
    fs::create_dir(at.join("单")).unwrap();
    let words = [
        "list",
        "申报/a.json",
        "申报/b.json",
        "申报/c.json",
        "-o",
        "单/清单.csv",
    ];
    assert!(run(at, &words).status.success());
    fs::remove_dir_all(at.join("out")).unwrap();
    let (code, said) = batch(at, "单", &["--format", "html"]);
    assert_ne!(code, Some(3), "{said}");
    assert_eq!(departments(&at.join("out")).len(), 3, "{said}");
    let list = fs::read_to_string(at.join("单/清单.csv")).unwrap();
    let shorter: Vec<&str> = list.lines().filter(|line| !line.contains("丙局")).collect();
    fs::write(at.join("单/清单.csv"), shorter.join("\n")).unwrap();
    let (_, said) = batch(at, "单", &["--resume"]);
    let words = line(&said, "清单里没有了的部门");
    assert!(
        words.contains("1 个") && words.contains("丙局(清单.csv)"),
        "{words}"
    );
    let (_, said) = batch(at, "单", &["--resume"]);
    assert!(!said.contains("清单里没有了的部门"), "{said}");
}

#[test]
fn what_is_unread_or_returned_is_named() {
    let folder = county(&["--format", "html"]);
    let at = folder.path();
    fs::write(at.join("申报/坏.json"), "{").unwrap();
    for number in 10..22 {
        let mut data = department(&number.to_string(), &format!("{number}局"));
        data["department"]["expenditure"]["total"] = 99.into();
        write(&at.join(format!("申报/{number}.json")), &data);
    }
    let (code, said) = batch(at, "申报", &["--resume"]);
    assert_eq!(code, Some(1), "{said}");
    assert_eq!(line(&said, "读不出的文件"), "读不出的文件:坏.json");
    let words = line(&said, "退回的部门");
    assert!(
        words.contains("10局、11局") && words.contains("19局,另有 2 个"),
        "{words}"
    );
    assert!(!words.contains("20局"), "{words}");
}

#[test]
fn an_older_version_that_replaces_a_newer_one_is_said() {
    let folder = county(&["--format", "html"]);
    let at = folder.path();
    write(&at.join("补/乙局终稿.json"), &corrected("002", "乙局"));
    let (_, said) = batch(at, "补", &["--resume"]);
    assert!(!said.contains("请核对"), "{said}");
    let (code, said) = batch(at, "申报", &["--resume"]);
    assert_eq!(code, Some(0), "{said}");
    let words = line(
        &said,
        "请核对:乙局 这次给出的 b.json 看来比上次收下的 乙局终稿.json 旧",
    );
    assert!(words.contains("看文件名"), "{words}");
    assert!(remade(&at.join("out")).contains("取代它的看来较旧"));
    // Both of them: the newer counts, which is said.
    fs::copy(at.join("补/乙局终稿.json"), at.join("申报/乙局终稿.json")).unwrap();
    let (_, said) = batch(at, "申报", &["--resume"]);
    let words = line(&said, "重复:乙局 2 份");
    assert!(
        words.contains("算 乙局终稿.json,不算 b.json(较新:看文件名"),
        "{words}"
    );
}

#[test]
fn results_of_different_options_are_not_mixed() {
    let folder = county(&["--format", "xlsx"]);
    let out = folder.path().join("out");
    let before = tree(&out);
    for (words, what) in [
        (
            ["--format", "html"],
            "选项(上次 --format xlsx,这次 --format html)",
        ),
        (
            ["--level", "unknown-key=关"],
            "--level(上次 没有写,这次 unknown-key=关)",
        ),
    ] {
        let (code, said) = batch(folder.path(), "申报/a.json", &words);
        assert_eq!(code, Some(3), "{said}");
        let words = line(&said, "不能与这次的放在一起");
        assert!(
            words.contains("2 个(乙局、丙局)") && words.contains(what),
            "{words}"
        );
        assert!(tree(&out) == before);
    }
    let (code, said) = batch(folder.path(), "申报", &["--format", "html"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn kept_departments_with_missing_or_edited_files_are_refused() {
    let folder = county(&["--format", "xlsx"]);
    let out = folder.path().join("out");
    let own = fs::read_dir(out.join("部门/003-丙局")).unwrap();
    let file = own.last().unwrap().unwrap().path();
    let made = fs::read(&file).unwrap();
    fs::write(&file, "edited").unwrap();
    let before = tree(&out);
    let (code, said) = batch(folder.path(), "申报/a.json", &[]);
    assert_eq!(code, Some(3), "{said}");
    let words = line(&said, "被改动过");
    let size = made.len();
    let path = file.strip_prefix(&out).unwrap().to_string_lossy();
    let path = path.replace('\\', "/");
    for part in [
        "1 个:丙局".to_owned(),
        // The file, what it was, and what it is.
        format!("{path} 应是做好时的 {size} 字节"),
        "现在是 6 字节".to_owned(),
        // Two ways out.
        "(c.json)一起给出".to_owned(),
        "--prune".to_owned(),
    ] {
        assert!(words.contains(&part), "{part}: {words}");
    }
    assert!(tree(&out) == before);
    fs::remove_file(&file).unwrap();
    let (code, said) = batch(folder.path(), "申报/a.json", &[]);
    assert_eq!(code, Some(3), "{said}");
    assert!(line(&said, "现在没有了").contains(&*path), "{said}");
    fs::write(&file, "edited").unwrap();
    let (code, said) = batch(folder.path(), "申报/c.json", &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("另存为"), "{said}");
}

#[test]
fn the_list_of_what_was_remade_is_printed() {
    let folder = county(&[]);
    write(
        &folder.path().join("申报/b.json"),
        &corrected("002", "乙局"),
    );
    let words = ["batch", "申报/b.json", "-o", "out", "--print-list"];
    let output = run(folder.path(), &words);
    let listed = String::from_utf8(output.stdout).unwrap();
    let paths: Vec<&str> = listed.lines().collect();
    assert!(
        paths.iter().all(|path| folder.path().join(path).is_file()),
        "{listed}"
    );
    assert!(paths.iter().any(|path| path.contains("002-乙局")));
    assert!(!listed.contains("001-甲局"), "{listed}");
    let output = run(folder.path(), &[&words[..], &["--resume"]].concat());
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "");
}

#[test]
fn an_unread_file_is_replaced_by_its_correction_from_another_folder() {
    let folder = county(&[]);
    fs::create_dir(folder.path().join("申报/乡")).unwrap();
    fs::write(folder.path().join("申报/乡/d.json"), "{").unwrap();
    let (code, _) = batch(folder.path(), "申报", &["--resume"]);
    assert_eq!(code, Some(1));
    write(
        &folder.path().join("申报/乡/d.json"),
        &department("004", "丁局"),
    );
    let (code, said) = batch(folder.path(), "申报/乡/d.json", &["--resume"]);
    assert_eq!(code, Some(0), "{said}");
    let counts = Manifest::read(&folder.path().join("out")).unwrap().counts;
    assert_eq!((counts.inputs, counts.unread, counts.made), (4, 0, 4));
}

#[test]
fn a_partial_run_killed_at_any_moment_resumes_to_the_same_bytes() {
    const KILLS: u32 = 12;
    let folder = county(&["--volume"]);
    let at = folder.path();
    write(&at.join("补/乙局改.json"), &corrected("002", "乙局"));
    write(&at.join("补/d.json"), &department("004", "丁局"));
    let copy = |to: &str| {
        for (name, bytes) in tree(&at.join("out")) {
            let path = at.join(to).join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    };
    copy("whole");
    let begun = Instant::now();
    let words = |out: &'static str| ["batch", "补", "--resume", "-o", out];
    assert_eq!(run(at, &words("whole")).status.code(), Some(0));
    let takes = begun.elapsed() + Duration::from_millis(20);
    let wanted = tree(&at.join("whole"));
    let list = remade(&at.join("whole"));
    for kill in 1..=KILLS {
        let _ = fs::remove_dir_all(at.join("killed"));
        copy("killed");
        let mut child = program::command(at, &words("killed"))
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(takes * kill / KILLS);
        child.kill().unwrap();
        child.wait().unwrap();
        let was_done = at.join("killed").join(MANIFEST).is_file();
        let output = run(at, &words("killed"));
        assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
        assert!(tree(&at.join("killed")) == wanted, "kill {kill}");
        if !was_done {
            assert_eq!(remade(&at.join("killed")), list, "kill {kill}");
        }
    }
}

#[test]
fn what_a_run_replaced_is_said_by_the_run_that_ends_it() {
    let folder = county(&[]);
    let at = folder.path();
    write(&at.join("补/乙局改.json"), &corrected("002", "乙局"));
    // The page cannot be replaced: the run fails after it has removed what it replaced.
    let page = at.join("out").join(OVERVIEW);
    fs::remove_file(&page).unwrap();
    fs::create_dir(&page).unwrap();
    fs::write(page.join("x"), "").unwrap();
    let (code, said) = batch(at, "补", &["--resume"]);
    assert_eq!(code, Some(3), "{said}");
    assert!(line(&said, "取代").contains("b.json"), "{said}");
    fs::remove_dir_all(&page).unwrap();
    for _ in 0..2 {
        let (code, said) = batch(at, "补", &["--resume"]);
        assert_eq!(code, Some(0), "{said}");
        assert!(!said.contains("没有做完"), "{said}");
    }
    let whole = county(&[]);
    let at = whole.path();
    write(&at.join("补/乙局改.json"), &corrected("002", "乙局"));
    assert_eq!(batch(at, "补", &["--resume"]).0, Some(0));
    let wanted = remade(&at.join("out"));
    assert!(
        wanted.contains("【由这次给出的取代】\n乙局:b.json 由 乙局改.json 取代"),
        "{wanted}"
    );
    assert!(tree(&at.join("out")) == tree(&folder.path().join("out")));
}

/// The only finding about versions of one department.
fn versions(out: &Path) -> Value {
    let findings = results::findings_of(out, "same-department");
    assert_eq!(findings.len(), 1, "{findings:?}");
    findings[0].clone()
}

/// A workbook of a department that was last saved at a time.
fn workbook(folder: &Path, name: &str, data: &Value, saved: &str) {
    let data_file = folder.join("数据.json");
    write(&data_file, data);
    let words = [
        "render",
        "数据.json",
        "--format",
        "xlsx",
        "--force",
        "-o",
        "表",
    ];
    let output = run(folder, &words);
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
    // Windows removes no folder whose entries are still being read.
    let made: Vec<_> = fs::read_dir(folder.join("表")).unwrap().collect();
    let mut made = made.into_iter().map(|one| one.unwrap().path());
    let made = made.find(|path| path.extension().is_some_and(|one| one == "xlsx"));
    let made = made.unwrap();
    let parts = unzipped::unzipped(&fs::read(&made).unwrap());
    let file = fs::File::create(folder.join("申报").join(name)).unwrap();
    let mut archive = zip::ZipWriter::new(file);
    for (part, content) in parts {
        archive
            .start_file(&part, zip::write::SimpleFileOptions::default())
            .unwrap();
        if part == "docProps/core.xml" {
            let text = String::from_utf8(content).unwrap();
            let (before, rest) = text.split_once("<dcterms:modified").unwrap();
            let (head, rest) = rest.split_once('>').unwrap();
            let (_, after) = rest.split_once("</dcterms:modified>").unwrap();
            let text = format!("{before}<dcterms:modified{head}>{saved}</dcterms:modified>{after}");
            archive.write_all(text.as_bytes()).unwrap();
        } else {
            archive.write_all(&content).unwrap();
        }
    }
    archive.finish().unwrap();
    fs::remove_dir_all(folder.join("表")).unwrap();
}

#[test]
fn of_two_versions_the_one_saved_later_counts() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::create_dir(at.join("申报")).unwrap();
    workbook(
        at,
        "a.xlsx",
        &corrected("001", "甲局"),
        "2026-03-02T10:15:00Z",
    );
    // The words in the name do not count if the properties decide.
    workbook(
        at,
        "b终稿.xlsx",
        &department("001", "甲局"),
        "2026-03-01T09:00:00Z",
    );
    let (code, said) = batch(at, "申报", &["--format", "xlsx"]);
    assert!(code < Some(2), "{said}");
    let found = versions(&at.join("out"));
    assert_eq!(found["file"], "b终稿.xlsx");
    let words = found["expected"].as_str().unwrap();
    assert!(
        words.contains("算较新的 a.xlsx:看文件属性里的修改时间,a.xlsx 是 2026-03-02 10:15:00"),
        "{words}"
    );
    assert!(words.contains("两份不同的 1 处"), "{words}");
    assert!(words.contains("收进馆档案不少于4000卷"), "{words}");
}

#[test]
fn of_two_versions_the_one_of_the_later_name_counts_in_every_shard() {
    let folder = folder_of([
        ("b.json", department("001", "甲局")),
        ("b改2.json", corrected("001", "甲局")),
        ("c.json", department("002", "乙局")),
    ]);
    let at = folder.path();
    let (code, said) = batch(at, "申报", &[]);
    assert!(code < Some(2), "{said}");
    let found = versions(&at.join("out"));
    assert_eq!(found["file"], "b.json");
    let words = found["expected"].as_str().unwrap();
    assert!(words.contains("看文件名,b改2.json 比 b.json 新"), "{words}");
    for shard in ["1/2", "2/2"] {
        let words = [
            "batch",
            "申报",
            "-o",
            &shard.replace('/', "-"),
            "--shard",
            shard,
        ];
        assert!(run(at, &words).status.code() < Some(2));
    }
    assert!(
        run(at, &["merge", "1-2", "2-2", "-o", "merged"])
            .status
            .code()
            < Some(2)
    );
    assert!(tree(&at.join("merged")) == tree(&at.join("out")));
}

/// The rows of the sheet of differences between versions, cell by cell, without its heads.
fn version_rows(out: &Path) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(out.join(SUMMARY)).unwrap();
    let Ok(sheet) = book.worksheet_range("两稿差异") else {
        return Vec::new();
    };
    let rows = sheet
        .rows()
        .map(|row| row.iter().map(ToString::to_string).collect());
    let rows: Vec<Vec<String>> = rows.collect();
    let head = rows.iter().position(|row| row[0] == "序号").unwrap();
    rows[head + 1..].to_vec()
}

#[test]
fn what_differs_between_versions_is_a_sheet_of_the_summary() {
    let mut newer = corrected("001", "甲局");
    newer["department"]["income"]["local_fiscal"] = 137.6.into();
    newer["department"]["expenditure"]["personnel"] = 105.into();
    let folder = folder_of([
        ("a.json", department("001", "甲局")),
        ("a改2.json", newer.clone()),
        ("z.json", newer),
        ("b.json", department("002", "乙局")),
    ]);
    let at = folder.path();
    let out = at.join("out");
    let (code, said) = batch(at, "申报", &["--format", "xlsx"]);
    assert!(code < Some(2), "{said}");
    let rows = version_rows(&out);
    let of_first: Vec<&Vec<String>> = rows.iter().filter(|row| row[3] == "a.json").collect();
    assert_eq!(
        of_first[0][1..7],
        [
            "001",
            "甲局",
            "a.json",
            "a改2.json",
            "较新:看文件名,a改2.json 比 a.json 新",
            ""
        ]
    );
    assert_eq!(of_first[0][9], format!("不同的 {} 处", of_first.len() - 1));
    let personnel = of_first.iter().find(|row| row[8].contains("人员")).unwrap();
    assert_eq!(personnel[10..13], ["96", "105", "9"], "{personnel:?}");
    assert!(personnel[8].contains("万元"), "{personnel:?}");
    let target = of_first.iter().find(|row| row[8].contains("目标")).unwrap();
    assert!(target[11].contains("4000"), "{target:?}");
    let copied: Vec<&Vec<String>> = rows.iter().filter(|row| row[3] == "z.json").collect();
    assert_eq!((copied.len(), copied[0][9].as_str()), (1, "一字不差"));
    assert_eq!(rows.len(), of_first.len() + copied.len());
    // For the public there are no data to compare, and no names of people in the sheet.
    let (code, said) = batch(at, "申报", &["--publish"]);
    assert!(code < Some(2), "{said}");
    let rows = version_rows(&out);
    assert!(rows[0][9].contains("没有存数据"), "{rows:?}");
    fs::remove_file(at.join("申报/a.json")).unwrap();
    fs::remove_file(at.join("申报/z.json")).unwrap();
    let (code, said) = batch(at, "申报", &["--prune"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(version_rows(&out), Vec::<Vec<String>>::new());
}

/// Sets the time of a file, in seconds since 1970.
fn set_time(file: &Path, seconds: u64) {
    let file = fs::File::options().append(true).open(file).unwrap();
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    file.set_modified(time).unwrap();
}

#[test]
fn of_two_versions_that_nothing_else_tells_apart_the_file_written_later_counts() {
    const DAY: u64 = 1_772_417_700;
    let folder = folder_of([
        ("a.json", department("001", "甲局")),
        ("b.json", corrected("001", "甲局")),
        ("c.json", department("002", "乙局")),
    ]);
    let at = folder.path();
    let times = |one: u64, other: u64| {
        set_time(&at.join("申报/a.json"), one);
        set_time(&at.join("申报/b.json"), other);
    };
    let counts = |words: &[&str], counted: &str| {
        let (code, said) = batch(at, "申报", words);
        assert!(code < Some(2), "{said}");
        let found = versions(&at.join("out"));
        assert_ne!(found["file"], counted);
        found["expected"].as_str().unwrap().to_owned()
    };
    times(DAY, DAY + 3600);
    let words = counts(&[], "b.json");
    assert!(
        words.contains(
            "算较新的 b.json:按文件时间,b.json 是 2026-03-02 11:15:00,a.json 是 2026-03-02 \
             10:15:00;文件时间会因复制改变"
        ),
        "{words}"
    );
    let whole = tree(&at.join("out"));
    // Shards see the same times, wherever the files are.
    for shard in ["1/2", "2/2"] {
        let folder = shard.replace('/', "-");
        let words = ["batch", "申报", "-o", &folder, "--shard", shard];
        assert!(run(at, &words).status.code() < Some(2));
    }
    let merged = run(at, &["merge", "1-2", "2-2", "-o", "merged"]);
    assert!(merged.status.code() < Some(2));
    assert!(tree(&at.join("merged")) == whole);
    // A run that resumes decides as before, whatever happened to the times since.
    times(DAY + 3600, DAY);
    counts(&["--resume"], "b.json");
    assert!(tree(&at.join("out")) == whole);
    let words = counts(&[], "a.json");
    assert!(words.contains("算较新的 a.json:按文件时间"), "{words}");
    // Files that were copied together are of one time: the path decides.
    times(DAY, DAY + 59);
    let words = counts(&[], "a.json");
    assert!(!words.contains("较新"), "{words}");
    // The words in the name come before the time.
    fs::rename(at.join("申报/a.json"), at.join("申报/a改2.json")).unwrap();
    set_time(&at.join("申报/b.json"), DAY + 36000);
    let words = counts(&["--prune"], "a改2.json");
    assert!(words.contains("看文件名"), "{words}");
}

#[test]
fn the_time_of_a_file_is_in_no_result_unless_it_decides() {
    let folder = county(&[]);
    let at = folder.path();
    let before = tree(&at.join("out"));
    set_time(&at.join("申报/a.json"), 1);
    assert_eq!(batch(at, "申报", &[]).0, Some(0));
    assert!(tree(&at.join("out")) == before);
}

#[test]
fn folders_of_results_are_compared() {
    let folder = county(&[]);
    let at = folder.path();
    write(&at.join("申报/b.json"), &corrected("002", "乙局"));
    let words = ["batch", "申报", "-o", "new"];
    assert_eq!(run(at, &words).status.code(), Some(0));
    let output = run(at, &["diff", "out", "new"]);
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("有变化 1,没有变化 2"), "{said}");
    assert!(said.contains("4000卷"), "{said}");
    // Results for the public have no data.
    assert_eq!(
        run(at, &[&words[..3], &["public", "--publish"]].concat())
            .status
            .code(),
        Some(0)
    );
    let stored = tree(&at.join("public"));
    assert!(!stored.keys().any(|name| name.contains(".data")));
    assert_eq!(run(at, &["diff", "out", "public"]).status.code(), Some(2));
}
