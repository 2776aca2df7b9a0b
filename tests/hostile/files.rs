//! Existing entries of the output folder: links, and entries that are not files.

#![cfg(all(unix, feature = "cli"))]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::Row;
use super::program::run;

const MINIMAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/minimal.json");
const MADE: &str = "云岭县档案馆-绩效目标表.xlsx";
const PRECIOUS: &str = "不要动";

/// An output folder, and a file outside it that must not change.
struct Place {
    root: TempDir,
}

impl Place {
    fn new() -> Place {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("out")).unwrap();
        fs::create_dir(root.path().join("outside")).unwrap();
        fs::write(root.path().join("outside/precious"), PRECIOUS).unwrap();
        Place { root }
    }

    fn out(&self) -> std::path::PathBuf {
        self.root.path().join("out")
    }

    fn precious(&self) -> std::path::PathBuf {
        self.root.path().join("outside/precious")
    }

    fn run(&self, words: &[&str]) -> Output {
        run(self.root.path(), words)
    }

    /// Outcome as text; asserts that nothing outside has changed.
    fn ended(&self, case: &str, made: &Output, file: &Path) -> String {
        assert_eq!(
            fs::read_to_string(self.precious()).unwrap(),
            PRECIOUS,
            "{case}"
        );
        let outside = fs::read_dir(self.root.path().join("outside"))
            .unwrap()
            .count();
        assert_eq!(outside, 1, "{case}: something was written outside");
        let about = fs::symlink_metadata(self.root.path().join(file));
        let now = match about {
            Err(_) => "没有",
            Ok(about) if about.is_symlink() => "链接",
            Ok(about) if about.is_dir() => "文件夹",
            Ok(about) if about.is_file() => "文件",
            Ok(_) => "别的",
        };
        let said = String::from_utf8_lossy(&made.stderr).into_owned();
        let said = said
            .lines()
            .find(|line| line.contains("链接") || line.contains("文件夹"))
            .unwrap_or_default();
        let said = said.replace(&*self.root.path().to_string_lossy(), "…");
        let leftovers = fs::read_dir(self.out()).map_or(0, |entries| {
            entries
                .flatten()
                .filter(|entry| entry.file_name().to_string_lossy().ends_with(".tmp"))
                .count()
        });
        assert_eq!(leftovers, 0, "{case}");
        format!("退出码 {};现在是{now};{said}", made.status.code().unwrap())
    }
}

/// Creates an entry at the path of an output file.
type Put = fn(&Place, &Path);

pub(super) fn rows() -> Vec<Row> {
    let render: &[&str] = &["render", MINIMAL, "-o", "out", "--format", "xlsx"];
    let batch: &[&str] = &["batch", MINIMAL, "-o", "out", "--format", "xlsx"];
    let department = "out/部门/云岭县档案馆";
    let in_department = format!("{department}/{MADE}");
    let in_out = format!("out/{MADE}");
    let to_precious: Put = |place, at| symlink(place.precious(), at).unwrap();
    let to_outside: Put = |place, at| symlink(place.root.path().join("outside"), at).unwrap();
    let to_nothing: Put = |_, at| symlink("/no/such/place", at).unwrap();
    let to_itself: Put = |_, at| symlink(at, at).unwrap();
    let to_parent: Put = |_, at| symlink("..", at).unwrap();
    let hard: Put = |place, at| fs::hard_link(place.precious(), at).unwrap();
    let folder: Put = |_, at| fs::create_dir(at).unwrap();
    let fifo: Put = |_, at| assert!(Command::new("mkfifo").arg(at).status().unwrap().success());
    let cases: Vec<(&str, &str, Put, &[&str])> = vec![
        ("链接到别处的文件", &in_out, to_precious, render),
        ("链接到没有的地方", &in_out, to_nothing, render),
        ("链接到自己", &in_out, to_itself, render),
        ("硬链接到别处的文件", &in_out, hard, render),
        ("同名的文件夹", &in_out, folder, render),
        ("管道", &in_out, fifo, render),
        ("链接到文件夹", &in_out, to_outside, render),
        ("成批:部门的文件是链接", &in_department, to_precious, batch),
        ("成批:部门的文件夹是链接", department, to_outside, batch),
        (
            "成批:部门的文件夹链接到上一级",
            department,
            to_parent,
            batch,
        ),
        ("成批:放各部门的文件夹是链接", "out/部门", to_outside, batch),
        ("成批:汇总表是链接", "out/汇总表.xlsx", to_precious, batch),
        ("成批:清单是链接", "out/manifest.json", to_precious, batch),
        ("成批:记录的文件夹是链接", "out/.jixiao", to_outside, batch),
        ("成批:清单是文件夹", "out/manifest.json", folder, batch),
        (
            "空白表是链接",
            "out/空白.xlsx",
            to_precious,
            &["blank", "gansu-2025", "-o", "out/空白.xlsx", "--force"],
        ),
        (
            "清单是链接",
            "out/清单.xlsx",
            to_precious,
            &["list", MINIMAL, "-o", "out/清单.xlsx"],
        ),
        (
            "表样的文件是链接",
            "out/edition.toml",
            to_precious,
            &["template", "copy", "gansu-2025", "out", "--force"],
        ),
    ];
    let mut rows: Vec<Row> = cases
        .into_iter()
        .map(|(case, at, put, words)| {
            let place = Place::new();
            let target = place.root.path().join(at);
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            put(&place, &target);
            let made = place.run(words);
            Row::new(case, at, place.ended(case, &made, Path::new(at)))
        })
        .collect();
    rows.push(marked());
    rows.extend(records_that_lead_away());
    rows
}

fn marked() -> Row {
    let place = Place::new();
    let made = place.run(&["render", MINIMAL, "-o", ".", "--format", "xlsx"]);
    assert!(made.status.success());
    let at = "out/检查.xlsx";
    symlink(place.precious(), place.root.path().join(at)).unwrap();
    let made = place.run(&["check", MADE, "--mark", "-o", at]);
    Row::new(
        "标记的副本是链接",
        at,
        place.ended("标记", &made, Path::new(at)),
    )
}

/// Records of a run on another machine with paths elsewhere: nothing is read or written there.
fn records_that_lead_away() -> Vec<Row> {
    let paths = [
        "../outside/evil",
        "/tmp/evil",
        "a/../../outside/evil",
        "C:/evil",
        "a\\..\\evil",
        "",
        "./a",
    ];
    let rows = paths.iter().map(|path| {
        let place = Place::new();
        let made = place.run(&["batch", MINIMAL, "-o", "out", "--format", "xlsx"]);
        assert!(made.status.success());
        let manifest = place.out().join("manifest.json");
        let text = fs::read_to_string(&manifest).unwrap();
        let own = format!("\"path\": \"部门/云岭县档案馆/{MADE}\"");
        assert!(text.contains(&own));
        let path = serde_json::to_string(path).unwrap();
        fs::write(&manifest, text.replace(&own, &format!("\"path\": {path}"))).unwrap();
        let verified = place.run(&["verify", "out"]);
        assert!(!verified.status.success(), "{path}");
        let case = "成果清单里的路径指到外面";
        Row::new(
            case,
            &path,
            place.ended(case, &verified, Path::new("out/manifest.json")),
        )
    });
    rows.collect()
}
