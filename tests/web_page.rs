//! `jixiao page` writes the page that was built with the program, or says how to build it.

#![cfg(feature = "cli")]

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn the_page_is_written_and_nothing_else_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| {
        let program = Command::new(env!("CARGO_BIN_EXE_jixiao"))
            .args(words)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8(program.stderr).unwrap();
        (program.status.code(), said)
    };
    let written = folder.path().join("绩效目标表.html");
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("page/dist/绩效目标表.html");
    let (code, said) = run(&["page"]);
    if code == Some(3) {
        assert!(said.contains("page/build-engine.sh"), "{said}");
        assert!(!written.exists());
        return;
    }
    assert_eq!(code, Some(0), "{said}");
    let page = fs::read(&written).unwrap();
    assert!(page.starts_with(b"<!doctype html>"));
    if built.exists() {
        assert_eq!(page.len(), fs::read(&built).unwrap().len());
    }
    assert_eq!(run(&["page"]).0, Some(0), "the same file again");
    fs::write(&written, "我的").unwrap();
    let (code, said) = run(&["page"]);
    assert_eq!(code, Some(3), "{said}");
    assert_eq!(fs::read(&written).unwrap(), "我的".as_bytes());
    assert_eq!(run(&["page", "--force"]).0, Some(0));
    assert_eq!(fs::read(&written).unwrap(), page);
}
