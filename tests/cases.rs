//! Inputs that a former version misread, each in a folder of `tests/cases/` with commands and
//! expected results.
//!
//! `case.toml` contains the reason for the case and its steps. The steps run the program one after
//! the other in a fresh copy of the folder.
//!
//! | key of a `[[step]]` | meaning |
//! | --- | --- |
//! | `copy` | before: pairs of files; the first is copied to the second |
//! | `append` | before: pairs of a file and a text that is appended to it |
//! | `folder` | before: folders to create |
//! | `remove` | before: files or folders to remove |
//! | `run` | arguments of `jixiao` |
//! | `exit` | exit code, 0 by default |
//! | `stdout`, `stderr` | texts that must be printed there |
//! | `not_stdout`, `not_stderr` | texts that must not |
//! | `report`, `not_report` | texts that must, or must not, be in `检查报告.json` after `-o` |
//! | `same` | pairs of files that must be equal afterwards |
//! | `files` | paths that must exist afterwards |
//! | `not_files` | paths that must not |

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

#[path = "support/program.rs"]
mod program;

use program::run;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    why: String,
    step: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    #[serde(default)]
    copy: Vec<[String; 2]>,
    #[serde(default)]
    append: Vec<[String; 2]>,
    #[serde(default)]
    folder: Vec<String>,
    #[serde(default)]
    remove: Vec<String>,
    run: Vec<String>,
    #[serde(default)]
    exit: i32,
    #[serde(default)]
    stdout: Vec<String>,
    #[serde(default)]
    stderr: Vec<String>,
    #[serde(default)]
    not_stdout: Vec<String>,
    #[serde(default)]
    not_stderr: Vec<String>,
    #[serde(default)]
    report: Vec<String>,
    #[serde(default)]
    not_report: Vec<String>,
    #[serde(default)]
    same: Vec<[String; 2]>,
    #[serde(default)]
    files: Vec<String>,
    #[serde(default)]
    not_files: Vec<String>,
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else if path.file_name().unwrap() != "case.toml" {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// Prepares the folder for a step.
fn prepare(step: &Step, folder: &Path) {
    for name in &step.remove {
        let path = folder.join(name);
        if path.is_dir() {
            fs::remove_dir_all(path).unwrap();
        } else {
            fs::remove_file(path).unwrap();
        }
    }
    for name in &step.folder {
        fs::create_dir_all(folder.join(name)).unwrap();
    }
    for [from, to] in &step.copy {
        fs::copy(folder.join(from), folder.join(to)).unwrap();
    }
    for [file, text] in &step.append {
        let path = folder.join(file);
        let mut bytes = fs::read(&path).unwrap_or_default();
        bytes.extend(text.as_bytes());
        fs::write(path, bytes).unwrap();
    }
}

/// The report made by a step; empty if the step does not check it.
fn reported(step: &Step, folder: &Path) -> String {
    if step.report.is_empty() && step.not_report.is_empty() {
        return String::new();
    }
    let mut words = step.run.iter().skip_while(|word| *word != "-o");
    let out = words.nth(1).unwrap();
    fs::read_to_string(folder.join(out).join("检查报告.json")).unwrap()
}

/// Runs a step and returns its failures; empty if there are none.
fn wrong(step: &Step, folder: &Path) -> String {
    prepare(step, folder);
    let output = run(folder, &step.run);
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    let mut wrong = String::new();
    if output.status.code() != Some(step.exit) {
        writeln!(
            wrong,
            "exit {:?}, expected {}",
            output.status.code(),
            step.exit
        )
        .unwrap();
    }
    let report = reported(step, folder).into();
    for (printed, name, wanted, unwanted) in [
        (&report, "检查报告.json", &step.report, &step.not_report),
        (&stdout, "stdout", &step.stdout, &step.not_stdout),
        (&stderr, "stderr", &step.stderr, &step.not_stderr),
    ] {
        for text in wanted.iter().filter(|text| !printed.contains(*text)) {
            writeln!(wrong, "{name} lacks {text:?}").unwrap();
        }
        for text in unwanted.iter().filter(|text| printed.contains(*text)) {
            writeln!(wrong, "{name} has {text:?}").unwrap();
        }
    }
    for [one, other] in &step.same {
        let [one_bytes, other_bytes] = [one, other].map(|file| fs::read(folder.join(file)).ok());
        if one_bytes.is_none() || one_bytes != other_bytes {
            writeln!(wrong, "{one} is not {other}").unwrap();
        }
    }
    let is_there = |file: &String| folder.join(file).exists();
    for file in step.files.iter().filter(|file| !is_there(file)) {
        writeln!(wrong, "no file {file}").unwrap();
    }
    for file in step.not_files.iter().filter(|file| is_there(file)) {
        writeln!(wrong, "file {file} is there").unwrap();
    }
    if !wrong.is_empty() {
        writeln!(wrong, "--- stdout\n{stdout}--- stderr\n{stderr}").unwrap();
    }
    wrong
}

#[test]
fn every_case_passes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut folders: Vec<PathBuf> = fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    let mut failures = String::new();
    for folder in &folders {
        let name = folder.file_name().unwrap().to_string_lossy();
        let text = fs::read_to_string(folder.join("case.toml")).unwrap();
        let case: Case = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!case.why.is_empty() && !case.step.is_empty(), "{name}");
        let sandbox = tempfile::tempdir().unwrap();
        copy(folder, sandbox.path());
        for step in &case.step {
            let wrong = wrong(step, sandbox.path());
            if !wrong.is_empty() {
                writeln!(failures, "== {name}: {}\n{:?}\n{wrong}", case.why, step.run).unwrap();
            }
        }
    }
    assert!(!folders.is_empty() && failures.is_empty(), "{failures}");
}
