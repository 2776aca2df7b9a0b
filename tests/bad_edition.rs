//! Broken editions: what the program does with one. Each way in which one can be broken, with its report: `tests/rules/`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;
#[cfg(feature = "cli")]
use std::process::Command;

use jixiao::Error;
use jixiao::form::built_in_folder;
use jixiao::render::Renderer;

const FORM: &str = "department-target.toml";
const TEMPLATE: &str = "department-target.tera";

/// Writes the built-in edition.
fn write_edition(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    for (name, source) in built_in_folder("gansu-2025").unwrap() {
        fs::write(folder.join(name), source.text()).unwrap();
    }
}

#[test]
fn a_definition_that_is_no_text_is_a_failure() {
    let root = tempfile::tempdir().unwrap();
    write_edition(root.path());
    fs::write(root.path().join(FORM), b"\xFF\xFE").unwrap();
    let failed = Renderer::with_folders(Some(root.path()), None).unwrap_err();
    assert!(matches!(failed, Error::Read { .. }), "{failed}");
}

#[test]
fn a_template_without_end_is_stopped() {
    let long = "{% for a in [1,2,3,4,5,6,7,8,9,10] %}{% for b in [1,2,3,4,5,6,7,8,9,10] %}甲{% endfor %}{% endfor %}";
    let deep = (0..3).fold("甲".to_owned(), |inner, _| long.replace('甲', &inner));
    let change = format!(
        "<table><colgroup><col width=\"20\"/></colgroup><tbody><tr><td>{deep}</td></tr></tbody></table>"
    );
    // A million characters are no trouble.
    let root = tempfile::tempdir().unwrap();
    write_edition(root.path());
    fs::write(root.path().join(TEMPLATE), change).unwrap();
    let (renderer, report) = Renderer::with_folders(Some(root.path()), None).unwrap();
    assert!(renderer.is_some(), "{:?}", report.findings());
}

#[cfg(feature = "cli")]
#[test]
fn the_program_ends_with_findings_and_writes_nothing() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("表样");
    write_edition(&folder);
    let template = fs::read_to_string(folder.join(TEMPLATE)).unwrap();
    let broken = template.replacen("{{ regulations }}", "{{ regulation }}", 1);
    assert_ne!(broken, template);
    fs::write(folder.join(TEMPLATE), broken).unwrap();
    let out = root.path().join("out");
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/hezheng-2025.json");
    let program = || Command::new(env!("CARGO_BIN_EXE_jixiao"));
    let rendered = program()
        .args(["render", data, "-o"])
        .arg(&out)
        .arg("--templates")
        .arg(&folder)
        .output()
        .unwrap();
    assert_eq!(rendered.status.code(), Some(1));
    assert!(rendered.stdout.is_empty() && !out.exists());
    let checked = program()
        .args(["template", "check"])
        .arg(&folder)
        .output()
        .unwrap();
    assert_eq!(checked.status.code(), Some(1));
    let said = String::from_utf8(checked.stderr).unwrap();
    assert!(
        said.contains("template-undefined") && said.contains("可能是 regulations"),
        "{said}"
    );
}
