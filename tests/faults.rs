//! Each command under failures of the system: a full disk, no permission, an occupied name, a file
//! or a reader that disappears. `tests/faults.md` is the table of exit codes and messages.
//!
//! After any failure the old file or the new one is complete, no incomplete file has a final name,
//! nothing panics, and the message contains the file's name. Renew the table with
//! `INSTA_UPDATE=always cargo test --test faults`, and review the difference.

#![cfg(all(unix, feature = "cli"))]
#![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use jixiao::batch::{Batch, Event, Observer, find_inputs};
use jixiao::render::Renderer;
use tempfile::TempDir;

#[path = "support/stored.rs"]
mod stored;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/minimal.json");

/// The content of an existing file.
const OLD: &str = "以前的文件";

/// Commands that write files, with the file of each; in a folder with `数据.json`, `表.xlsx` and a
/// finished run `成果`.
const WRITERS: [(&str, &str); 10] = [
    (
        "render 数据.json -o out --format xlsx",
        "云岭县档案馆-绩效目标表.xlsx",
    ),
    (
        "render 数据.json -o out --format pdf",
        "云岭县档案馆-绩效目标表.pdf",
    ),
    (
        "render 数据.json -o out --format html",
        "云岭县档案馆-绩效目标表.html",
    ),
    ("blank --all --force -o out/空白.xlsx", "空白.xlsx"),
    ("import 表.xlsx -o out/读出.json", "读出.json"),
    ("list 数据.json -o out/清单.xlsx", "清单.xlsx"),
    ("list 数据.json -o out/清单.csv", "清单.csv"),
    ("roster 数据.json -o out/名册.xlsx", "名册.xlsx"),
    ("check --mark 表.xlsx -o out", "表.检查.xlsx"),
    ("batch 数据.json -o out", "汇总表.xlsx"),
];

/// Commands that print their result.
const PRINTERS: [&str; 8] = [
    "--help",
    "explain",
    "explain --markdown",
    "licenses",
    "schema",
    "fonts",
    "check 数据.json --format json",
    "import 表.xlsx",
];

/// A user without permissions: a test run by root must switch to another user.
const NOBODY: u32 = 65_534;

struct Place {
    root: TempDir,
    program: PathBuf,
}

impl Place {
    fn new() -> Place {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        fs::create_dir(at("out")).unwrap();
        fs::copy(EXAMPLE, at("数据.json")).unwrap();
        let place = Place {
            program: PathBuf::from(env!("CARGO_BIN_EXE_jixiao")),
            root,
        };
        let made = place.run("render 数据.json -o 做好 --format xlsx");
        assert!(made.status.success(), "{made:?}");
        let book = place.at("做好/云岭县档案馆-绩效目标表.xlsx");
        fs::rename(book, place.at("表.xlsx")).unwrap();
        place
    }

    fn at(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn command(&self, words: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(self.root.path()).args(words.split(' '));
        command
    }

    fn run(&self, words: &str) -> Output {
        self.command(words).output().unwrap()
    }

    /// Runs in a shell that sets a limit first.
    fn run_within(&self, limit: &str, words: &str) -> Output {
        let line = format!("{limit}; exec '{}' {words}", self.program.display());
        let mut command = Command::new("sh");
        command.current_dir(self.root.path()).args(["-c", &line]);
        command.output().unwrap()
    }

    /// Every file below the output folder that has a final name, with its bytes.
    fn finals(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let files = walkdir::WalkDir::new(self.at("out"));
        let files = files.into_iter().flatten();
        let files = files.filter(|entry| entry.file_type().is_file());
        files
            .filter(|entry| !entry.file_name().to_string_lossy().starts_with(".jixiao-"))
            .map(|entry| (entry.path().to_owned(), fs::read(entry.path()).unwrap()))
            .collect()
    }
}

/// A row of the table: exit code, and the last message.
fn row(fault: &str, words: &str, output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("panicked"), "{fault}: {words}: {said}");
    let failure = said.lines().find(|line| line.contains("失败"));
    let last = failure.or(said.lines().last()).unwrap_or_default();
    let code = output
        .status
        .code()
        .map_or("信号".to_owned(), |code| code.to_string());
    let cell = |text: &str| text.replace('|', "\\|");
    format!(
        "| {fault} | `jixiao {}` | {code} | {} |\n",
        cell(words),
        cell(last)
    )
}

fn line(rows: &mut String, row: std::fmt::Arguments<'_>) {
    writeln!(rows, "{row}").unwrap();
}

/// Runs each writer with an old file in place and a fault made by `run`. The old file must stay
/// complete, and the message must contain the file's name.
fn each_writer(fault: &str, run: impl Fn(&Place, &str, &str) -> Output) -> String {
    let mut rows = String::new();
    for (words, name) in WRITERS {
        let place = Place::new();
        let file = place.at("out").join(name);
        if words.starts_with("check --mark") {
            // Its own copy from before: it does not change files of other programs.
            place.run(words);
        } else {
            fs::write(&file, OLD).unwrap();
        }
        let old = fs::read(&file).unwrap();
        if words.starts_with("batch") {
            // A folder of a previous run: a batch does not change folders of other programs.
            fs::create_dir(place.at("out/.jixiao")).unwrap();
        }
        let output = run(&place, words, name);
        assert_eq!(
            output.status.code(),
            Some(3),
            "{fault}: {words}: {output:?}"
        );
        assert!(fs::read(&file).unwrap() == old, "{fault}: {words}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("out"), "{fault}: {words}: {said}");
        rows += &row(fault, words, &output);
    }
    rows
}

/// A limit on the size of files, which every user can set, simulates a full disk.
fn full_disk() -> String {
    each_writer("磁盘写满", |place, words, _| {
        place.run_within("trap '' XFSZ; ulimit -f 0", words)
    })
}

fn no_permission() -> String {
    each_writer("没有写的权限", |place, words, _| {
        fs::set_permissions(place.at("out"), Permissions::from_mode(0o555)).unwrap();
        let output = as_nobody(place, words);
        fs::set_permissions(place.at("out"), Permissions::from_mode(0o755)).unwrap();
        output
    })
}

/// Runs without permissions: as this user unless that is root, otherwise as nobody with a copy of
/// the program that nobody may run.
fn as_nobody(place: &Place, words: &str) -> Output {
    if fs::metadata(place.root.path()).unwrap().uid() != 0 {
        return place.run(words);
    }
    fs::set_permissions(place.root.path(), Permissions::from_mode(0o755)).unwrap();
    let program = place.at("jixiao");
    fs::copy(&place.program, &program).unwrap();
    fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new(program);
    command
        .current_dir(place.root.path())
        .args(words.split(' '));
    command.uid(NOBODY).gid(NOBODY).output().unwrap()
}

/// A folder has the name of the file. Commands whose `-o` takes a folder write into it.
fn taken_by_a_folder() -> String {
    let mut rows = String::new();
    let takes_folders = |words: &str| words.starts_with("blank") || words.starts_with("import");
    for (words, name) in WRITERS.iter().filter(|(words, _)| !takes_folders(words)) {
        let place = Place::new();
        let folder = place.at("out").join(name);
        fs::create_dir_all(folder.join("里面")).unwrap();
        let output = place.run(words);
        assert_eq!(output.status.code(), Some(3), "{words}: {output:?}");
        assert!(folder.join("里面").is_dir(), "{words}");
        assert!(
            String::from_utf8_lossy(&output.stderr).contains(name),
            "{words}"
        );
        rows += &row("同名的文件夹", words, &output);
    }
    rows
}

/// A file has the name of the folder.
fn folder_taken_by_a_file() -> String {
    let mut rows = String::new();
    for (words, _) in WRITERS {
        let place = Place::new();
        fs::remove_dir(place.at("out")).unwrap();
        fs::write(place.at("out"), OLD).unwrap();
        let words = words.replace(
            "check --mark 表.xlsx -o out",
            "check --mark 表.xlsx -o out/",
        );
        let output = place.run(&words);
        assert_eq!(output.status.code(), Some(3), "{words}: {output:?}");
        assert_eq!(fs::read_to_string(place.at("out")).unwrap(), OLD, "{words}");
        rows += &row("文件夹处有同名的文件", &words, &output);
    }
    rows
}

/// Inputs that do not exist, are folders, or must not be read.
fn unreadable_inputs() -> String {
    let mut rows = String::new();
    for (words, _) in WRITERS
        .iter()
        .filter(|(words, _)| !words.starts_with("blank"))
    {
        let input = words.split(' ').find(|word| word.contains('.')).unwrap();
        let place = Place::new();
        fs::remove_file(place.at(input)).unwrap();
        let output = place.run(words);
        assert_eq!(output.status.code(), Some(3), "{words}: {output:?}");
        assert!(
            String::from_utf8_lossy(&output.stderr).contains(input),
            "{words}"
        );
        assert!(place.finals().is_empty(), "{words}");
        rows += &row("没有要读的文件", words, &output);
        // They read folders.
        if words.starts_with("batch") || words.starts_with("roster") {
            continue;
        }
        fs::create_dir(place.at(input)).unwrap();
        let output = place.run(words);
        // `check` reads folders too; this one has no data.
        let code = if words.starts_with("check") { 2 } else { 3 };
        assert_eq!(output.status.code(), Some(code), "{words}: {output:?}");
        assert!(place.finals().is_empty(), "{words}");
        rows += &row("要读的是文件夹", words, &output);
    }
    let place = Place::new();
    fs::set_permissions(place.at("out"), Permissions::from_mode(0o777)).unwrap();
    fs::set_permissions(place.at("数据.json"), Permissions::from_mode(0o000)).unwrap();
    for (words, _) in WRITERS
        .iter()
        .filter(|(words, _)| words.contains("数据.json"))
    {
        let output = as_nobody(&place, words);
        let is_batch = words.starts_with("batch");
        assert_eq!(output.status.code(), Some(3), "{words}: {output:?}");
        assert!(
            String::from_utf8_lossy(&output.stderr).contains("数据.json"),
            "{words}"
        );
        assert_eq!(place.finals().is_empty(), !is_batch, "{words}");
        rows += &row("没有读的权限", words, &output);
    }
    rows
}

/// Output that cannot be printed: a full disk behind `>`; a reader that stopped reading.
fn standard_output() -> String {
    let mut rows = String::new();
    let place = Place::new();
    for words in PRINTERS {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = place.command(words).stdout(full).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{words}: {said}");
        assert!(
            said.contains("标准输出") && said.contains("磁盘已满"),
            "{words}: {said}"
        );
        rows += &row("标准输出写满", words, &output);
    }
    for words in PRINTERS {
        let as_usual = place.run(words).status.code();
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = place.command(words).stdout(writer).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), as_usual, "{words}: {said}");
        assert!(
            !said.contains("失败") && !said.contains("pipe"),
            "{words}: {said}"
        );
        rows += &row("读的一方走了", words, &output);
    }
    rows
}

/// Ended by a signal: files with a final name are complete, and a second run makes all of them.
fn ended_by_a_signal() -> String {
    let mut rows = String::new();
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/stress.json");
    let data = fs::read_to_string(data).unwrap();
    let name = serde_json::from_str::<serde_json::Value>(&data).unwrap();
    let name = name["department"]["name"].as_str().unwrap().to_owned();
    // Several departments, so that the run lasts until the signal.
    let folder = tempfile::tempdir().unwrap();
    let inputs = (1..=6).map(|number| {
        let path = folder.path().join(format!("{number}.json"));
        fs::write(&path, data.replace(&name, &format!("{name}{number}"))).unwrap();
        path.display().to_string()
    });
    let inputs: Vec<String> = inputs.collect();
    let words = format!(
        "render {} -o out --force --split --format pdf",
        inputs.join(" ")
    );
    let whole = Place::new();
    whole.run(&words);
    let whole: BTreeMap<PathBuf, Vec<u8>> = by_name(&whole);
    assert!(whole.len() > 10);
    // On a busy machine the program may be over before the signal is sent.
    let interrupted = |signal: &str| {
        let place = Place::new();
        let mut child = place
            .command(&words)
            .stdout(Stdio::null())
            .stderr(File::create(place.at("said")).unwrap())
            .spawn()
            .unwrap();
        while place.finals().is_empty() && child.try_wait().unwrap().is_none() {}
        let kill = Command::new("kill")
            .args([&format!("-{signal}"), &child.id().to_string()])
            .status();
        kill.unwrap();
        let status = child.wait().unwrap();
        (status.code() != Some(0)).then_some((place, status))
    };
    for signal in ["INT", "TERM", "KILL"] {
        let stopped = (0..50).find_map(|_| interrupted(signal));
        let (place, status) = stopped.expect("one of many runs is not over too soon");
        let half = by_name(&place);
        assert!(
            half.iter()
                .all(|(name, bytes)| whole.get(name) == Some(bytes)),
            "{signal}"
        );
        place.run(&words);
        assert_eq!(by_name(&place), whole, "{signal}: the second run");
        let code = status
            .code()
            .map_or("由信号结束".to_owned(), |code| code.to_string());
        line(
            &mut rows,
            format_args!(
                "| 中途 SIG{signal} | `jixiao render …` | {code} | 有名称的文件都完整;再运行一次就齐全 |"
            ),
        );
    }
    rows
}

/// The files with a final name, by name.
fn by_name(place: &Place) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = place.finals().into_iter();
    files
        .map(|(path, bytes)| (path.file_name().unwrap().into(), bytes))
        .collect()
}

/// Changes an input after the survey, before any department is done.
struct InputChanger<'a> {
    change: &'a (dyn Fn() + Sync),
}

impl Observer for InputChanger<'_> {
    fn on_event(&self, event: Event<'_>) {
        if let Event::Surveyed { .. } = event {
            (self.change)();
        }
    }
}

type Change = fn(&Path);

/// An input that changes or disappears between the survey and the work.
fn inputs_that_change() -> String {
    let mut rows = String::new();
    let renderer = Renderer::built_in();
    let changes: [(&str, Change); 3] = [
        ("做的时候文件没有了", |path| {
            fs::remove_file(path).unwrap();
        }),
        ("做的时候文件变了", |path| {
            let text = fs::read_to_string(path).unwrap();
            fs::write(path, text.replace("2025", "2026")).unwrap();
        }),
        ("做的时候文件短了", |path| {
            fs::write(path, "{").unwrap();
        }),
    ];
    for (fault, change) in changes {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (folder.path().join("甲.json"), folder.path().join("乙.json"));
        fs::copy(EXAMPLE, &one).unwrap();
        let text = fs::read_to_string(EXAMPLE).unwrap();
        fs::write(&other, text.replace("云岭县档案馆", "云岭县图书馆")).unwrap();
        let out = folder.path().join("out");
        let inputs = find_inputs(&[one.clone(), other], &out).unwrap().inputs;
        let observer = InputChanger {
            change: &|| change(&one),
        };
        Batch::default()
            .run(&renderer, &inputs, &out, &observer)
            .unwrap();
        let report = fs::read_to_string(out.join(jixiao::batch::REPORT_JSON)).unwrap();
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        let failed = report["failures"].as_array().unwrap();
        assert_eq!(failed.len(), 1, "{fault}: {report}");
        assert_eq!(failed[0]["file"], "甲.json", "{fault}");
        let said = failed[0]["message"].as_str().unwrap();
        let books = walkdir::WalkDir::new(out.join("部门"))
            .into_iter()
            .flatten();
        let books = books.filter(|entry| entry.file_type().is_file()).count();
        assert!(books > 0, "{fault}: the other department is made");
        line(
            &mut rows,
            format_args!("| {fault} | `jixiao batch …` | | 只有这个部门没有做:{said} |"),
        );
    }
    rows
}

#[test]
fn every_fault_of_every_command() {
    let mut page = "# 机器出了问题时\n\n`cargo test --test faults` 核对。每一例都核对过:原来的文件是完整的,没有写了一半的文件。\n\n\
        | 故障 | 命令 | 退出码 | 说了什么 |\n| --- | --- | ---: | --- |\n"
        .to_owned();
    page += &full_disk();
    page += &no_permission();
    page += &taken_by_a_folder();
    page += &folder_taken_by_a_file();
    page += &unreadable_inputs();
    page += &inputs_that_change();
    page += &standard_output();
    page += &ended_by_a_signal();
    stored::compare("tests/faults.md", &page);
}
