//! A bureau's season: sixty departments that hand in over four weeks, late, twice, for another year,
//! in parts, under an old name, encrypted, and one that is not in the roster. Each week's run gets
//! only what came that week. What is expected is written down beside what was handed in.

#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::Instant;

use calamine::{Data, Reader, Xlsx, open_workbook};
use jixiao::batch::{MANIFEST, Manifest, REPORT_JSON, SUMMARY, VOLUME, verify};
use serde_json::{Value, json};
use tempfile::TempDir;

#[path = "support/messages.rs"]
mod messages;
#[path = "support/program.rs"]
mod program;
#[path = "support/submissions.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod submissions;
#[path = "support/tree.rs"]
mod tree;

use messages::messages;
use program::run;
use submissions::{department, write};
use tree::tree;

const DEPARTMENTS: u32 = 60;
const SECTIONS: [&str; 3] = ["教科文股", "农业股", "社保股"];
const HANDED_IN: &str = "已报送";
const RETURNED: &str = "退回";
const UNREAD: &str = "读不出";
const MISSING: &str = "未报送";

/// Interrupted runs of each week.
const KILLS: u32 = 3;

/// The tenth department was renamed; its first submission has the old name.
const RENAMED: u32 = 10;
const OLD_NAME: &str = "云岭县旧名局";

fn code(number: u32) -> String {
    format!("{number:03}")
}

fn name(number: u32) -> String {
    const LETTERS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
    let [tens, ones] = [number / 10, number % 10].map(|digit| LETTERS[digit as usize]);
    format!("云岭县{tens}{ones}局")
}

/// A correct submission; its budget is 131 万元 and as many as its number.
fn correct(number: u32) -> Value {
    let name = name(number);
    let mut data = department(&code(number), &name);
    data["department"]["income"]["local_fiscal"] = json!(f64::from(1286 + 10 * number) / 10.0);
    data["department"]["expenditure"]["personnel"] = json!(96 + number);
    data["projects"][0]["supervising_department"] = name.into();
    data
}

/// One with a wrong total.
fn wrong(number: u32) -> Value {
    let mut data = correct(number);
    data["department"]["expenditure"]["total"] = json!(1);
    data
}

/// One of the year before.
fn of_last_year(number: u32) -> Value {
    let mut data = correct(number);
    data["year"] = json!(2024);
    data
}

/// A workbook that asks for a password.
fn encrypted() -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    let mut stream = file.create_stream("/EncryptedPackage").unwrap();
    std::io::Write::write_all(&mut stream, &[1; 5000]).unwrap();
    drop(stream);
    file.into_inner().into_inner()
}

struct Season {
    folder: TempDir,
    /// The state of each department of the roster.
    states: BTreeMap<u32, &'static str>,
    /// Budgets of the submissions that count, by department; 0 is the one not in the roster.
    budgets: BTreeMap<u32, u32>,
}

impl Season {
    fn new() -> Season {
        let folder = tempfile::tempdir().unwrap();
        let mut roster = "单位代码,单位名称,曾用名,股室\n".to_owned();
        for number in 1..=DEPARTMENTS {
            let old = if number == RENAMED { OLD_NAME } else { "" };
            let section = SECTIONS[number as usize % SECTIONS.len()];
            let row = [&code(number), &name(number), old, section].join(",");
            roster.push_str(&row);
            roster.push('\n');
        }
        fs::write(folder.path().join("名册.csv"), roster).unwrap();
        Season {
            folder,
            states: (1..=DEPARTMENTS).map(|one| (one, MISSING)).collect(),
            budgets: BTreeMap::new(),
        }
    }

    fn path(&self, week: &str, file: &str) -> std::path::PathBuf {
        let folder = self.folder.path().join("收").join(week);
        fs::create_dir_all(&folder).unwrap();
        folder.join(file)
    }

    /// A department hands in what is made.
    fn hand_in(&mut self, week: &str, number: u32) {
        write(
            &self.path(week, &format!("{}.json", code(number))),
            &correct(number),
        );
        self.states.insert(number, HANDED_IN);
        self.budgets.insert(number, 131 + number);
    }

    /// A department hands in what is returned.
    fn hand_in_wrong(&mut self, week: &str, number: u32, data: &Value) {
        write(&self.path(week, &format!("{}.json", code(number))), data);
        self.states.insert(number, RETURNED);
        self.budgets.remove(&number);
    }

    /// Runs the week, also after interruptions, and checks the results.
    fn run(&self, week: &str, options: &[&str]) {
        let at = self.folder.path();
        let input = format!("收/{week}");
        let words = |out: &str| -> Vec<String> {
            let given = ["batch", &input, "-o", out, "--resume"].into_iter();
            given
                .chain(options.iter().copied())
                .map(str::to_owned)
                .collect()
        };
        let copy = |from: &Path, to: &Path| {
            let _ = fs::remove_dir_all(to);
            fs::create_dir_all(to).unwrap();
            for (file, bytes) in tree(from) {
                let file = to.join(file);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, bytes).unwrap();
            }
        };
        let [out, before, killed] = ["out", "before", "killed"].map(|name| at.join(name));
        fs::create_dir_all(&out).unwrap();
        copy(&out, &before);
        let begun = Instant::now();
        let output = run(at, &words("out"));
        let takes = begun.elapsed();
        let said = messages(&output);
        assert!(
            output.status.code().is_some_and(|code| code < 2),
            "{week}: {said}"
        );
        for kill in 1..=KILLS {
            copy(&before, &killed);
            let mut child = program::command(at, &words("killed"))
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            thread::sleep(takes * kill / (KILLS + 1));
            child.kill().unwrap();
            child.wait().unwrap();
            run(at, &words("killed"));
            let (one, other) = (tree(&out), tree(&killed));
            let differ = one
                .iter()
                .filter(|(file, bytes)| other.get(*file) != Some(*bytes));
            let differ: Vec<&String> = differ.map(|(file, _)| file).collect();
            assert_eq!(differ, [] as [&String; 0], "{week}, kill {kill}");
            assert_eq!(one.len(), other.len(), "{week}, kill {kill}");
        }
        self.check(week, &out);
    }

    fn check(&self, week: &str, out: &Path) {
        let report: Value =
            serde_json::from_slice(&fs::read(out.join(REPORT_JSON)).unwrap()).unwrap();
        let rows = report["roster"].as_array().unwrap().iter();
        // The last rows are those of a department that is not listed and of a file that was replaced.
        let listed = rows.filter(|row| row["state"] != "不在名册" && row["code"] != "");
        let states: BTreeMap<u32, &str> = listed
            .map(|row| {
                let code = row["code"].as_str().unwrap();
                (code.parse().unwrap(), row["state"].as_str().unwrap())
            })
            .collect();
        for (number, state) in &self.states {
            assert_eq!(states.get(number), Some(state), "{week}: {number}");
        }
        assert_eq!(states.len(), self.states.len(), "{week}");
        let counts = Manifest::read(out).unwrap().counts;
        assert_eq!(counts.made, self.budgets.len(), "{week}");
        let sum: u32 = self.budgets.values().sum();
        assert_eq!(total(out, "收入预算合计"), sum.to_string(), "{week}");
        assert_eq!(sent_back(out), self.due(), "{week}: letters");
        assert_eq!(verify(out, None).unwrap().differences, [], "{week}");
        assert!(out.join(VOLUME).is_file() && out.join(MANIFEST).is_file());
    }

    /// Departments that have to get one.
    fn due(&self) -> BTreeSet<String> {
        let returned = self.states.iter().filter(|(_, state)| **state == RETURNED);
        returned
            .map(|(number, _)| format!("{}-{}", code(*number), name(*number)))
            .collect()
    }
}

/// Departments with a folder of what is sent back, which has a letter.
fn sent_back(out: &Path) -> BTreeSet<String> {
    let folders = fs::read_dir(out.join("退回"))
        .into_iter()
        .flatten()
        .flatten();
    let names = folders.map(|one| {
        assert!(one.path().join("退回通知.pdf").is_file(), "{one:?}");
        one.file_name().to_string_lossy().into_owned()
    });
    names.collect()
}

/// The total of a column of the summary.
fn total(out: &Path, head: &str) -> String {
    let mut book: Xlsx<_> = open_workbook(out.join(SUMMARY)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let text = |cell: &Data| cell.to_string();
    let mut heads = sheet.rows().take(6).flat_map(|row| row.iter().enumerate());
    let (column, _) = heads.find(|(_, cell)| text(cell).contains(head)).unwrap();
    let mut rows = sheet.rows();
    let row = rows
        .find(|row| row.iter().any(|cell| text(cell) == "合计"))
        .unwrap();
    text(&row[column])
}

#[test]
fn four_weeks_of_a_bureau() {
    let mut season = Season::new();
    for number in (1..=30).filter(|one| ![5, 6, 7].contains(one)) {
        season.hand_in("一", number);
    }
    let mut renamed = correct(RENAMED);
    renamed["code"] = Value::Null;
    renamed["department"]["name"] = OLD_NAME.into();
    write(&season.path("一", "010.json"), &renamed);
    season.hand_in_wrong("一", 5, &wrong(5));
    season.hand_in_wrong("一", 6, &of_last_year(6));
    fs::write(season.path("一", &format!("{}.xlsx", name(7))), encrypted()).unwrap();
    season.states.insert(7, UNREAD);
    let mut stranger = correct(0);
    stranger["code"] = "999".into();
    stranger["department"]["name"] = "云岭县外来局".into();
    write(&season.path("一", "外.json"), &stranger);
    season.budgets.insert(0, 131);
    let options = [
        "--roster",
        "名册.csv",
        "--year",
        "2025",
        "--volume",
        "--send-back",
        "--bureau",
        "云岭县财政局",
    ];
    season.run("一", &options);

    // Late ones, a correction, and a second version beside the first.
    for number in 31..=50 {
        season.hand_in("二", number);
    }
    season.hand_in("二", 5);
    write(&season.path("二", "008.json"), &wrong(8));
    write(&season.path("二", "008改2.json"), &correct(8));
    season.run("二", &[]);

    // What was encrypted comes again, another one in two workbooks.
    for number in (51..=58).chain([7]) {
        season.hand_in("三", number);
    }
    let whole = season.folder.path().join("059.json");
    write(&whole, &correct(59));
    let words = [
        "render", "059.json", "--split", "--format", "xlsx", "-o", "收/三",
    ];
    assert_eq!(run(season.folder.path(), &words).status.code(), Some(0));
    season.states.insert(59, HANDED_IN);
    season.budgets.insert(59, 131 + 59);
    season.run("三", &[]);

    // The right year; one that was correct comes again with a mistake. The last never hands in.
    season.hand_in("四", 6);
    season.hand_in_wrong("四", 12, &wrong(12));
    season.run("四", &[]);
    assert_eq!(season.states[&60], MISSING);
}
