//! Each rule on wrong inputs and on right ones that look alike.
//!
//! `tests/rules/base.json` is a right submission. `<code>/wrong.json` and `<code>/right.json` name cases, each a few values set in it by JSON
//! Pointer (`-` for one more row). The whole reports of the wrong ones stand in `<code>/report.snap`; a right one has no finding at all.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jixiao::diag::{Code, Report};
use jixiao::render::Renderer;
use serde_json::Value;

static RENDERER: LazyLock<Renderer> = LazyLock::new(Renderer::built_in);

/// Codes without a folder here, whose findings stand in the reports of these folders: reading, definitions, templates.
const REPORTS_ELSEWHERE: [&str; 3] = ["tests/bad_input", "tests/bad_edition", "tests/filled"];

/// Codes of the making of files, and the test that has them.
const TESTED_ELSEWHERE: [(Code, &str); 3] = [
    (Code::GlyphMissing, "tests/extremes.rs"),
    (Code::XlsxTextSplit, "tests/extremes.rs"),
    (Code::XlsxNumberAsText, "tests/extremes.rs"),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules")
}

fn codes_with_folder() -> Vec<Code> {
    let folders = fs::read_dir(folder()).unwrap();
    let names = folders.map(|entry| entry.unwrap().path());
    let mut codes: Vec<Code> = names
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .map(|name| Code::find(&name).unwrap_or_else(|| panic!("{name} is no code")))
        .collect();
    codes.sort();
    codes
}

type Cases = BTreeMap<String, BTreeMap<String, Value>>;

fn cases(code: Code, file: &str) -> Cases {
    let path = folder().join(code.as_str()).join(file);
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn base() -> Value {
    serde_json::from_str(include_str!("rules/base.json")).unwrap()
}

fn set(root: &mut Value, pointer: &str, value: &Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match root
        .pointer_mut(parent)
        .unwrap_or_else(|| panic!("{pointer}"))
    {
        Value::Object(members) => drop(members.insert(key.to_owned(), value.clone())),
        Value::Array(items) if key == "-" => items.push(value.clone()),
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value.clone(),
        other => panic!("{pointer}: {other}"),
    }
}

fn report(case: &str, changes: &BTreeMap<String, Value>) -> Report {
    let mut submission = base();
    for (pointer, value) in changes {
        set(&mut submission, pointer, value);
    }
    let text = serde_json::to_string_pretty(&submission).unwrap();
    RENDERER.read(case, text.as_bytes()).1
}

#[test]
fn the_base_has_no_finding() {
    let report = report("base", &BTreeMap::new());
    assert!(report.is_empty(), "{:#?}", report.findings());
}

#[test]
fn wrong_inputs_are_found_and_told() {
    for code in codes_with_folder() {
        let wrong = cases(code, "wrong.json");
        assert!(wrong.len() >= 2, "{code:?}: two wrong inputs at least");
        let mut told = String::new();
        for (case, changes) in &wrong {
            let report = report(case, changes);
            let found = report.findings();
            assert!(
                found.iter().any(|finding| finding.code == code),
                "{code:?} {case}: {found:#?}"
            );
            for finding in found {
                writeln!(told, "{finding}\n").unwrap();
            }
        }
        insta::with_settings!({ snapshot_path => folder().join(code.as_str()), prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("report", told);
        });
    }
}

#[test]
fn right_inputs_that_look_alike_have_no_finding() {
    let mut wrong = Vec::new();
    for code in codes_with_folder() {
        let right = cases(code, "right.json");
        assert!(right.len() >= 3, "{code:?}: three right inputs at least");
        for (case, changes) in &right {
            let report = report(case, changes);
            let own = |finding: &&jixiao::diag::Diagnostic| finding.code == code;
            let others_matter = !MAY_LACK_OTHERS.contains(&code);
            let found: Vec<String> = report
                .findings()
                .iter()
                .filter(|finding| others_matter || own(finding))
                .map(ToString::to_string)
                .collect();
            if !found.is_empty() {
                wrong.push(format!("{} › {case}\n{}", code.as_str(), found.join("\n")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Codes whose right inputs leave out what other rules ask for.
const MAY_LACK_OTHERS: [Code; 2] = [Code::CustomaryFamily, Code::NotComputable];

#[test]
fn every_code_is_tested() {
    let here: BTreeSet<Code> = codes_with_folder().into_iter().collect();
    let mut reports = String::new();
    for folder in REPORTS_ELSEWHERE {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension == "snap")
            {
                reports.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    let is_tested = |code: &Code| {
        here.contains(code)
            || TESTED_ELSEWHERE.iter().any(|(tested, _)| tested == code)
            || reports.contains(&format!("[{}]", code.as_str()))
    };
    let untested: Vec<&Code> = Code::ALL.iter().filter(|code| !is_tested(code)).collect();
    assert!(
        untested.is_empty(),
        "tests/rules/<code>/ or a report in {REPORTS_ELSEWHERE:?} lacks {untested:?}"
    );
    let folders = here.iter().map(|code| (code, "rules"));
    assert!(folders.count() > 30);
}
