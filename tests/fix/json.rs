//! JSON: all wrong inputs of the rules and the corpus.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jixiao::finding::Levels;
use jixiao::fix::fix_source;
use jixiao::render::Renderer;
use jixiao::source::Source;
use serde_json::{Map, Value};

use crate::copy::{check_copy, mended};
use crate::data_files::data_files;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn base() -> Value {
    serde_json::from_str(include_str!("../rules/base.json")).unwrap()
}

pub(crate) fn set(data: &mut Value, pointer: &str, value: &Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match data.pointer_mut(parent).unwrap() {
        Value::Array(items) if key == "-" => items.push(value.clone()),
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value.clone(),
        object => object[key] = value.clone(),
    }
}

/// The wrong inputs of each code that are changes of the base by pointer.
pub(crate) fn wrong_inputs() -> Vec<(String, Value)> {
    let mut inputs = Vec::new();
    let mut folders: Vec<_> = fs::read_dir(root().join("tests/rules"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    for folder in folders {
        let text = fs::read_to_string(folder.join("cases.json")).unwrap();
        let cases: BTreeMap<String, BTreeMap<String, Map<String, Value>>> =
            serde_json::from_str(&text).unwrap();
        for (name, members) in &cases["wrong"] {
            if !members.keys().all(|key| key.starts_with('/')) {
                continue;
            }
            let mut data = base();
            for (pointer, value) in members {
                set(&mut data, pointer, value);
            }
            let code = folder.file_name().unwrap().to_str().unwrap();
            inputs.push((format!("{code} {name}"), data));
        }
    }
    inputs
}

/// Checks that the bytes around the changed values are those of the original.
fn check_bytes(name: &str, before: &str, after: &str, changes: usize) {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (old, new) = (lines(before), lines(after));
    let differing = new.iter().filter(|line| !old.contains(line)).count();
    // A new member adds a comma to the line above it.
    assert!(differing <= 2 * changes, "{name}: {differing} lines differ");
    let is_added = new.len() >= old.len();
    assert!(is_added && new.len() - old.len() <= changes, "{name}");
}

#[test]
fn wrong_inputs_of_the_rules_are_mended() {
    let renderer = Renderer::built_in();
    let (mut changes, mut files) = (0, 0);
    for (name, data) in wrong_inputs() {
        let text = serde_json::to_string_pretty(&data).unwrap();
        let fixed = mended(&renderer, &name, text.as_bytes());
        let count = check_copy(&renderer, &name, text.as_bytes(), &fixed);
        let after = String::from_utf8(fixed.bytes).unwrap();
        check_bytes(&name, &text, &after, count);
        changes += count;
        files += usize::from(count > 0);
    }
    assert!(files > 20 && changes > 30, "{changes} in {files}");
}

#[test]
fn the_corpus_is_mended() {
    let renderer = Renderer::built_in();
    let mut changes = 0;
    for path in data_files(&["tests/corpus"]) {
        let name = path.display().to_string();
        let bytes = fs::read(&path).unwrap();
        let fixed = mended(&renderer, &name, &bytes);
        let count = check_copy(&renderer, &name, &bytes, &fixed);
        let (before, after) = (String::from_utf8(bytes), String::from_utf8(fixed.bytes));
        check_bytes(&name, &before.unwrap(), &after.unwrap(), count);
        changes += count;
    }
    assert!(changes > 20, "{changes}");
}

/// What the base becomes with a value, as text of the changed row.
fn row(renderer: &Renderer, members: &Value) -> (Value, usize) {
    let mut data = base();
    set(&mut data, "/projects/0/indicators/1", members);
    let bytes = serde_json::to_vec(&data).unwrap();
    let fixed = mended(renderer, "a.json", &bytes);
    let after: Value = serde_json::from_slice(&fixed.bytes).unwrap();
    let row = after.pointer("/projects/0/indicators/1").unwrap().clone();
    (row, fixed.changes.len())
}

#[test]
fn each_kind_of_slip_is_mended() {
    let renderer = Renderer::built_in();
    let rows = [
        (
            "一起写的",
            r#"">=""#,
            r#""９５％""#,
            r#""""#,
            r#""≥""#,
            "95",
            r#""%""#,
        ),
        (
            "文字的数",
            r#""≥""#,
            r#""120""#,
            r#""批次""#,
            r#""≥""#,
            "120",
            r#""批次""#,
        ),
        (
            "千分位",
            r#""不低于""#,
            r#""1,200""#,
            r#""批次""#,
            r#""≥""#,
            "1200",
            r#""批次""#,
        ),
        (
            "句号",
            r#""≧""#,
            r#""120批次。""#,
            r#""批次。""#,
            r#""≥""#,
            "120",
            r#""批次""#,
        ),
        (
            "百分比",
            r#""≥""#,
            "95",
            r#""百分比""#,
            r#""≥""#,
            "95",
            r#""%""#,
        ),
    ];
    for (name, sign, value, unit, new_sign, new_value, new_unit) in rows {
        let made = |sign: &str, value: &str, unit: &str| -> Value {
            let text = format!(
                r#"{{ "level1": "产出指标", "level2": "数量指标", "name": "水质检测批次", "comparison": {sign}, "value": {value}, "unit": {unit} }}"#
            );
            serde_json::from_str(&text).unwrap()
        };
        let (after, changes) = row(&renderer, &made(sign, value, unit));
        assert_eq!(after, made(new_sign, new_value, new_unit), "{name}");
        assert!(changes > 0);
    }
}

#[test]
fn what_is_ambiguous_is_not_touched() {
    let renderer = Renderer::built_in();
    for value in [
        "18,5",
        "3-5",
        "≥95%；≥90%",
        "12个、3次",
        "约100",
        "100+",
        "(123)",
        "1/3",
        "1 234",
    ] {
        let mut data = base();
        set(&mut data, "/projects/0/indicators/1/value", &value.into());
        set(&mut data, "/department/prior_budget/spent", &value.into());
        let bytes = serde_json::to_vec(&data).unwrap();
        let fixed = mended(&renderer, "a.json", &bytes);
        assert!(fixed.changes.is_empty(), "{value}: {:?}", fixed.changes);
        assert!(fixed.bytes == bytes);
    }
}

#[test]
fn encodings_and_layout_are_kept() {
    let renderer = Renderer::built_in();
    let mut data = base();
    set(&mut data, "/department/income/other", &"１０".into());
    let text = serde_json::to_string_pretty(&data)
        .unwrap()
        .replace('\n', "\r\n");
    let expected = text.replace("\"１０\"", "10");
    let mut with_mark = b"\xEF\xBB\xBF".to_vec();
    with_mark.extend(text.as_bytes());
    let fixed = mended(&renderer, "a.json", &with_mark);
    assert_eq!(fixed.bytes[..3], with_mark[..3]);
    assert_eq!(fixed.bytes[3..], *expected.as_bytes());
    assert!(fixed.notices.is_empty());
    let gb = jixiao::record::to_gb18030(&text).unwrap();
    let fixed = mended(&renderer, "a.json", &gb);
    assert_eq!(fixed.bytes, expected.as_bytes());
    assert_eq!(fixed.notices.len(), 1);
}

#[test]
fn a_check_that_is_off_mends_nothing() {
    let renderer = Renderer::built_in();
    let mut data = base();
    set(&mut data, "/projects/0/name", &"水质 监测".into());
    let source = Source::new("a.json", serde_json::to_string(&data).unwrap());
    let mut levels = Levels::new();
    let fixed = fix_source(&renderer, &source, &levels).unwrap();
    assert_eq!(fixed.changes.len(), 1);
    levels.set_in_words("stray-space", "关", &[]).unwrap();
    let fixed = fix_source(&renderer, &source, &levels).unwrap();
    assert!(fixed.changes.is_empty());
}
