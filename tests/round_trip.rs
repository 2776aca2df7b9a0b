//! JSON → workbook → JSON: what is rendered and read back is the same data.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

use jixiao::diag::Levels;
use jixiao::form::{Edition, Fields};
use jixiao::record::{Content, Record, Submission};
use jixiao::render::{OnErrors, Options, Renderer};
use jixiao::write::Format;

fn options() -> Options {
    Options {
        formats: vec![Format::Xlsx],
        errors: OnErrors::GoOn,
        ..Options::default()
    }
}

fn read(renderer: &Renderer, name: &str, bytes: &[u8]) -> (Submission, String) {
    let (sources, report) = renderer.open(name, bytes);
    let findings: String = report
        .findings()
        .iter()
        .map(|finding| format!("{finding}\n"))
        .collect();
    assert_eq!(sources.len(), 1, "{name}: {findings}");
    let (submission, _) = renderer.read_source(&sources[0], &Levels::new());
    (
        submission.unwrap_or_else(|| panic!("{name}: {findings}\n{}", sources[0].text())),
        findings,
    )
}

/// What differs between two submissions, field by field.
fn differences(edition: &Edition, left: &Submission, right: &Submission) -> Vec<String> {
    let mut all = Vec::new();
    if left.tables.len() != right.tables.len() {
        all.push(format!(
            "{} tables, {}",
            left.tables.len(),
            right.tables.len()
        ));
    }
    for (left, right) in left.tables.iter().zip(&right.tables) {
        let form = &edition.tables[left.table].form;
        assert_eq!(left.table, right.table);
        compare(&form.fields, &left.record, &right.record, &mut all);
    }
    let year = edition.year.unwrap();
    if left.fields.get(year).content != right.fields.get(year).content {
        all.push("year".to_owned());
    }
    all
}

fn compare(fields: &Fields, left: &Record, right: &Record, all: &mut Vec<String>) {
    for (index, field) in fields.iter() {
        let (a, b) = (&left.get(index).content, &right.get(index).content);
        if let Some(columns) = field.rows() {
            let (a, b) = (left.rows(index), right.rows(index));
            if a.len() != b.len() {
                all.push(format!(
                    "{}/{}: {} rows, {}",
                    left.pointer,
                    field.path,
                    a.len(),
                    b.len()
                ));
            }
            for (a, b) in a.iter().zip(b) {
                compare(columns, a, b, all);
            }
            continue;
        }
        // Nothing is printed of a value that could not be read, and spaces alone are nothing.
        // Derivations are done: what is blank now is printed blank, whatever kind of blank it is.
        let is_blank = |content: &Content| match content {
            Content::Absent | Content::Null => true,
            Content::Text(text) => text.trim().is_empty(),
            Content::Number(_) | Content::Percent(_) | Content::Rows(_) => false,
        };
        if a != b && !(is_blank(a) && is_blank(b)) {
            all.push(format!("{}/{}: {a:?}, {b:?}", left.pointer, field.path));
        }
    }
}

fn submissions() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["examples", "tests/corpus", "tests/golden"] {
        let entries = fs::read_dir(root.join(folder)).unwrap();
        let own = entries.map(|entry| entry.unwrap().path());
        files.extend(own.filter(|path| {
            path.extension().is_some_and(|ending| ending == "json")
                && !path.to_str().unwrap().contains("schema")
        }));
    }
    files.sort();
    files
}

#[test]
fn what_is_rendered_is_read_back() {
    let renderer = Renderer::built_in();
    let mut wrong = Vec::new();
    for path in submissions() {
        let name = path.file_name().unwrap().to_str().unwrap();
        let data = fs::read(&path).unwrap();
        let (first, _) = read(&renderer, name, &data);
        let rendered = renderer.render(name, &data, &options()).unwrap();
        let (second, findings) = read(&renderer, "a.xlsx", &rendered.files[0].bytes);
        let edition = renderer.registry().find(&first.edition).unwrap();
        let all = differences(edition, &first, &second);
        if !all.is_empty() || !findings.is_empty() {
            wrong.push(format!("{name}: {all:#?} {findings}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
