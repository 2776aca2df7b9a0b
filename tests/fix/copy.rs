//! A mended copy compared with its original by JSON values and findings.

use std::collections::BTreeMap;

use jixiao::finding::{Code, Levels, Report};
use jixiao::fix::{Fixed, Settings, fix};
use jixiao::render::{InputFile, Renderer};
use serde_json::Value;

/// Mends a file.
pub(crate) fn mended(renderer: &Renderer, name: &str, bytes: &[u8]) -> Fixed {
    let settings = Settings {
        edition: None,
        levels: &Levels::new(),
        origin: name,
    };
    fix(renderer, &InputFile::new(name, bytes), &settings).unwrap()
}

/// The values of all submissions of a file by pointer, and all findings on it.
pub(crate) fn read(
    renderer: &Renderer,
    name: &str,
    bytes: &[u8],
) -> (BTreeMap<String, Value>, Report) {
    let opened = renderer.open(name, bytes);
    let mut report = opened.report;
    let mut values = BTreeMap::new();
    for (part, source) in opened.value.iter().enumerate() {
        report.append(renderer.read_source(source, &Levels::new()).report);
        if let Ok(value) = serde_json::from_str(source.text()) {
            collect(&value, part.to_string(), &mut values);
        }
    }
    (values, report)
}

fn collect(value: &Value, pointer: String, values: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                collect(member, format!("{pointer}/{key}"), values);
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                collect(element, format!("{pointer}/{index}"), values);
            }
        }
        Value::Null => {}
        other => drop(values.insert(pointer, other.clone())),
    }
}

/// Code, pointer and seen value of each finding.
fn findings(report: &Report) -> Vec<(Code, String, String)> {
    let found = report.findings().iter();
    let found = found.map(|one| (one.code, one.place.pointer.clone(), one.seen.clone()));
    found.collect()
}

/// Checks a mended copy of a file with one submission: only the told values differ, their findings
/// are gone, and it is not mended again. Returns the number of changes.
pub(crate) fn check_copy(renderer: &Renderer, name: &str, bytes: &[u8], fixed: &Fixed) -> usize {
    let (before, old) = read(renderer, name, bytes);
    let (after, new) = read(renderer, name, &fixed.bytes);
    if fixed.changes.is_empty() {
        assert!(fixed.bytes == bytes, "{name}");
        return 0;
    }
    let told: BTreeMap<String, &str> = fixed
        .changes
        .iter()
        .map(|one| (format!("0{}", one.place.pointer), one.new.as_str()))
        .collect();
    let mut pointers: Vec<&String> = before.keys().chain(after.keys()).collect();
    pointers.sort();
    pointers.dedup();
    let cells: Vec<_> = fixed.changes.iter().map(|one| &one.place.cell).collect();
    for pointer in pointers {
        if before.get(pointer) == after.get(pointer) {
            continue;
        }
        match (told.get(pointer), after.get(pointer)) {
            (Some(new), Some(value)) => {
                assert!(is_shown_as(value, new), "{name}: {pointer} {value}");
            }
            // The other rows of a merged cell.
            (None, Some(value)) if cells.iter().any(|cell| cell.is_some()) => {
                let is_of_cell = fixed.changes.iter().any(|one| is_shown_as(value, &one.new));
                assert!(is_of_cell, "{name}: {pointer} {value} was not told");
            }
            // A total without the saved result of its formula is computed.
            (None, None) => assert!(cells[0].is_some(), "{name}: {pointer} is gone"),
            (told, value) => panic!("{name}: {pointer} {value:?}, told {told:?}"),
        }
    }
    let new_findings = findings(&new);
    for change in &fixed.changes {
        let Some(code) = change.code else { continue };
        let is_same = |one: &&(Code, String, String)| {
            one.0 == code
                && one.1 == change.place.pointer
                && change.old.as_ref().is_some_and(|old| one.2.contains(old))
        };
        let left = new_findings.iter().find(is_same);
        assert!(left.is_none(), "{name}: {left:?} is still there");
    }
    assert!(
        new.count(jixiao::finding::Level::Error) <= old.count(jixiao::finding::Level::Error),
        "{name}: {new:#?}"
    );
    let again = mended(renderer, name, &fixed.bytes);
    assert!(again.changes.is_empty(), "{name}: {:#?}", again.changes);
    assert!(again.bytes == fixed.bytes, "{name}");
    fixed.changes.len()
}

fn is_shown_as(value: &Value, text: &str) -> bool {
    match value {
        Value::String(own) => own == text,
        other => {
            let own: Result<f64, _> = other.to_string().parse();
            let text: Result<f64, _> = text.parse();
            matches!((own, text), (Ok(own), Ok(text)) if (own - text).abs() < 1e-9)
        }
    }
}
