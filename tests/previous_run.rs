//! Previous contents of a folder of results: files of a previous run, edited files, files of other
//! programs.

#![cfg(feature = "cli")]

use std::fs;
use std::path::Path;

use jixiao::batch::{MANIFEST, Manifest, REPORT, SUMMARY, VOLUME, verify};
use tempfile::TempDir;

#[path = "support/messages.rs"]
mod messages;
#[path = "support/program.rs"]
mod program;
#[path = "support/submissions.rs"]
mod submissions;

use messages::messages;
use program::run;
use submissions::{department, folder_of};

/// A folder with submissions of departments: file, code, name.
fn county(departments: &[(&str, &str, &str)]) -> TempDir {
    let submissions = departments.iter();
    folder_of(submissions.map(|(file, code, name)| (*file, department(code, name))))
}

const TWO: [(&str, &str, &str); 2] = [("a.json", "001", "甲局"), ("b.json", "002", "乙局")];

/// Runs a batch; returns its exit code and its messages.
fn batch(folder: &Path, words: &[&str]) -> (Option<i32>, String) {
    let words = [&["batch", "申报", "-o", "out", "--format", "xlsx"], words].concat();
    let output = run(folder, &words);
    (output.status.code(), messages(&output))
}

#[test]
fn files_that_are_no_longer_made_are_removed_and_reported() {
    let folder = county(&TWO);
    let out = folder.path().join("out");
    let (code, said) = batch(folder.path(), &["--volume"]);
    assert_eq!((code, said.contains("删去")), (Some(0), false), "{said}");
    fs::remove_file(folder.path().join("申报/b.json")).unwrap();
    let (code, said) = batch(folder.path(), &["--resume", "--prune", "--fresh-options"]);
    let removed = said.lines().find(|line| line.starts_with("删去")).unwrap();
    assert_eq!(code, Some(0));
    assert!(
        removed.starts_with("删去上次做出、这次没有的文件 2 个:"),
        "{removed}"
    );
    assert!(
        removed.contains(VOLUME) && removed.contains("002-乙局"),
        "{removed}"
    );
    assert!(!out.join(VOLUME).exists());
    assert_eq!(verify(&out, None).unwrap().differences, []);
    // No more files are removed now.
    let (_, said) = batch(folder.path(), &["--resume"]);
    assert!(!said.contains("删去"), "{said}");
}

#[test]
fn an_edited_summary_is_moved_aside() {
    let folder = county(&TWO);
    let out = folder.path().join("out");
    batch(folder.path(), &[]);
    let made = fs::read(out.join(SUMMARY)).unwrap();
    let with_notes = [made.as_slice(), b"notes"].concat();
    let aside = |number: &str| out.join(format!("汇总表(改动过{number}).xlsx"));
    fs::write(out.join(SUMMARY), &with_notes).unwrap();
    let (code, said) = batch(folder.path(), &["--resume"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("汇总表(改动过).xlsx"), "{said}");
    assert_eq!(fs::read(aside("")).unwrap(), with_notes);
    assert_eq!(fs::read(out.join(SUMMARY)).unwrap(), made);
    // Repeated without resuming, and after a run that was interrupted before it had a summary.
    fs::write(out.join(SUMMARY), b"other notes").unwrap();
    fs::rename(out.join(MANIFEST), out.join(".jixiao/manifest.old")).unwrap();
    let (_, said) = batch(folder.path(), &[]);
    assert!(said.contains("汇总表(改动过2).xlsx"), "{said}");
    assert_eq!(fs::read(aside("2")).unwrap(), b"other notes");
    assert_eq!(fs::read(aside("")).unwrap(), with_notes);
    assert!(!out.join(".jixiao/manifest.old").exists());
    // An unedited file is replaced.
    let (_, said) = batch(folder.path(), &[]);
    assert!(!said.contains("改动过"), "{said}");
    assert!(!aside("3").exists() && out.join(REPORT).is_file());
}

#[test]
fn a_file_of_another_program_is_not_replaced() {
    for name in [SUMMARY, MANIFEST] {
        let folder = county(&TWO);
        let out = folder.path().join("out");
        fs::create_dir(&out).unwrap();
        fs::write(out.join(name), "别人的").unwrap();
        for words in [&[][..], &["--resume"]] {
            let (code, said) = batch(folder.path(), words);
            assert_eq!(code, Some(3), "{said}");
            assert!(
                said.contains(name) && said.contains("换一个成果文件夹"),
                "{said}"
            );
            // There is no run to resume.
            assert!(!said.contains("--resume"), "{said}");
        }
        assert_eq!(fs::read_to_string(out.join(name)).unwrap(), "别人的");
        assert_eq!(fs::read_dir(&out).unwrap().count(), 1);
    }
}

#[test]
fn a_department_with_and_without_its_code_is_one() {
    let folder = county(&[
        ("a.json", "", "甲局"),
        ("b.json", "001", "甲局"),
        ("c.json", "002", "乙局"),
        // Another department of that name: it has a code of its own.
        ("d.json", "003", "乙局"),
    ]);
    let out = folder.path().join("out");
    let (code, _) = batch(folder.path(), &["--volume"]);
    let manifest = Manifest::read(&out).unwrap();
    // The third and fourth are one name with two codes.
    assert_eq!((code, manifest.counts.warnings), (Some(0), 3));
    let report = fs::read_to_string(out.join("检查报告.json")).unwrap();
    assert!(report.contains("一份有编码、一份没有"), "{report}");
    // It is bound once; each table takes one page.
    let volume = lopdf::Document::load(out.join(VOLUME)).unwrap();
    let pages = volume.get_pages().len();
    fs::remove_file(folder.path().join("申报/b.json")).unwrap();
    batch(folder.path(), &["--volume"]);
    let volume = lopdf::Document::load(out.join(VOLUME)).unwrap();
    assert_eq!(volume.get_pages().len(), pages);
}

#[test]
fn the_lines_of_the_cover_are_limited() {
    let folder = county(&TWO);
    let long = "长".repeat(61);
    let nine = ["--cover", "某"].repeat(9);
    for (words, error) in [
        (vec!["--cover", "某"], "缺少 --volume"),
        ([vec!["--volume"], nine].concat(), "至多 8 行"),
        (vec!["--volume", "--cover", &long], "至多 60 字"),
    ] {
        let (code, said) = batch(folder.path(), &words);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(error), "{said}");
        assert!(!folder.path().join("out").exists());
    }
}
