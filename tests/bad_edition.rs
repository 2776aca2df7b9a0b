//! Invalid editions: behaviour of the program. `tests/rules/` has each error of an edition with its
//! report.

use std::fs;
use std::path::Path;

use jixiao::Error;
use jixiao::finding::Read;
use jixiao::render::Renderer;

#[path = "support/editions.rs"]
mod editions;
#[cfg(feature = "cli")]
#[path = "support/program.rs"]
mod program;

use editions::write_built_in;
#[cfg(feature = "cli")]
use program::run;

const TEMPLATE: &str = "department-target.tera";

/// Writes the built-in edition with another text in one of its files.
fn write_with(folder: &Path, file: &str, change: impl Fn(&str) -> String) {
    write_built_in(folder, |name, text| {
        if name == file {
            change(text)
        } else {
            text.to_owned()
        }
    });
}

#[test]
fn a_definition_that_is_no_text_is_a_failure() {
    let root = tempfile::tempdir().unwrap();
    write_built_in(root.path(), |_, text| text.to_owned());
    fs::write(root.path().join("department-target.toml"), b"\xFF\xFE").unwrap();
    let failed = Renderer::with_folders(Some(root.path()), None).unwrap_err();
    assert!(matches!(failed, Error::Read { .. }), "{failed}");
}

#[test]
fn a_long_loop_within_the_limits_is_rendered() {
    let long = "{% for a in [1,2,3,4,5,6,7,8,9,10] %}{% for b in [1,2,3,4,5,6,7,8,9,10] %}甲{% endfor %}{% endfor %}";
    let deep = (0..3).fold("甲".to_owned(), |inner, _| long.replace('甲', &inner));
    let change = format!(
        "<table><colgroup><col width=\"20\"/></colgroup><tbody><tr><td>{deep}</td></tr></tbody></table>"
    );
    // A million characters are within the limits.
    let root = tempfile::tempdir().unwrap();
    write_with(root.path(), TEMPLATE, |_| change.clone());
    let Read {
        value: renderer,
        report,
    } = Renderer::with_folders(Some(root.path()), None).unwrap();
    assert!(renderer.is_some(), "{:?}", report.findings());
}

#[cfg(feature = "cli")]
#[test]
fn the_program_ends_with_findings_and_writes_nothing() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("表样");
    write_with(&folder, TEMPLATE, |template| {
        assert!(template.contains("{{ regulations }}"));
        template.replacen("{{ regulations }}", "{{ regulation }}", 1)
    });
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/hezheng-2025.json");
    let arguments = ["render", data, "-o", "out", "--templates", "表样"];
    let rendered = run(root.path(), &arguments);
    assert_eq!(rendered.status.code(), Some(1));
    assert!(rendered.stdout.is_empty() && !root.path().join("out").exists());
    let checked = run(root.path(), &["template", "check", "表样"]);
    assert_eq!(checked.status.code(), Some(1));
    let said = String::from_utf8(checked.stderr).unwrap();
    assert!(
        said.contains("template-undefined") && said.contains("可能是 regulations"),
        "{said}"
    );
}
