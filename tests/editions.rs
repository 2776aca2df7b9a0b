//! The built-in editions besides the first: each has complete data without findings and wrong data
//! with reviewed ones in `tests/editions/<id>/`. Their tables are reviewed as text, render in every
//! format, and are read back from the workbook.

#![expect(clippy::panic, reason = "a failed step fails the test")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use jixiao::batch::{Batch, SUMMARY, find_inputs};
use jixiao::finding::{Level, Read};
use jixiao::form::{Edition, Fields, Registry};
use jixiao::grid::Grid;
use jixiao::record::{Record, Submission};
use jixiao::render::{OnErrors, Options, Renderer};
use jixiao::schema::schema;
use jixiao::write::Format;

#[path = "support/snapshot.rs"]
mod snapshot;

use snapshot::assert_snapshot_in;

fn folder(id: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/editions")
        .join(id)
}

/// The editions with data in `tests/editions`.
fn ids() -> Vec<String> {
    let registry = Registry::built_in();
    let ids = registry.ids().filter(|id| folder(id).is_dir());
    ids.map(str::to_owned).collect()
}

fn data(id: &str) -> Vec<u8> {
    fs::read(folder(id).join("data.json")).unwrap_or_else(|error| panic!("{id}: {error}"))
}

#[test]
fn every_edition_but_the_default_one_has_its_data() {
    let registry = Registry::built_in();
    let all: Vec<&str> = registry.ids().skip(1).collect();
    assert_eq!(ids(), all);
    assert!(all.len() >= 8, "{all:?}");
}

#[test]
fn every_edition_is_clean() {
    let report = Renderer::built_in().validate();
    assert!(report.is_empty(), "{:?}", report.findings());
}

#[test]
fn complete_data_have_no_warning_and_their_tables_were_reviewed() {
    let renderer = Renderer::built_in();
    for id in ids() {
        let Read {
            value: submission,
            report,
        } = renderer.read("data.json", &data(&id));
        let report = report.at_least(Level::Warning);
        assert!(report.is_empty(), "{id}: {:?}", report.findings());
        let grids = renderer.grids(&submission.unwrap()).unwrap();
        let text: Vec<String> = grids.iter().map(Grid::dump).collect();
        assert_snapshot_in(format!("editions/{id}"), "tables", &text.join("\n"));
    }
}

#[test]
fn wrong_data_have_their_findings() {
    let renderer = Renderer::built_in();
    for id in ids() {
        let mut files: Vec<PathBuf> = fs::read_dir(folder(&id).join("wrong"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        assert!(files.len() >= 6, "{id}: {} wrong inputs", files.len());
        let mut text = String::new();
        for file in files {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            let report = renderer.read(&name, &fs::read(&file).unwrap()).report;
            assert!(!report.findings().is_empty(), "{id}/{name}");
            for finding in report.findings() {
                writeln!(text, "{finding}\n").unwrap();
            }
        }
        assert_snapshot_in(format!("editions/{id}"), "wrong", &text);
    }
}

/// What differs between two submissions: paths with both values.
fn differences(edition: &Edition, left: &Submission, right: &Submission) -> Vec<String> {
    let mut all = Vec::new();
    assert_eq!(left.tables.len(), right.tables.len());
    for (one, other) in left.tables.iter().zip(&right.tables) {
        assert_eq!(one.table, other.table);
        let fields = &edition.tables[one.table].form.fields;
        compare(fields, &one.record, &other.record, &mut all);
    }
    all
}

fn compare(fields: &Fields, left: &Record, right: &Record, all: &mut Vec<String>) {
    for (index, field) in fields.iter() {
        if let Some(columns) = field.rows() {
            let (one, other) = (left.rows(index), right.rows(index));
            assert_eq!(one.len(), other.len(), "{}", field.path);
            for (one, other) in one.iter().zip(other) {
                compare(columns, one, other, all);
            }
            continue;
        }
        let printed = |record: &Record| record.get(index).printed(field.format).into_owned();
        let (one, other) = (printed(left), printed(right));
        if one != other {
            all.push(format!("{} {}: {one} | {other}", left.pointer, field.path));
        }
    }
}

#[test]
fn every_format_is_made_and_the_workbook_is_read_back() {
    let renderer = Renderer::built_in();
    for id in ids() {
        let options = Options {
            formats: vec![Format::Xlsx, Format::Pdf, Format::Html],
            errors: OnErrors::Stop,
            ..Options::default()
        };
        let made = renderer.render("data.json", &data(&id), &options).unwrap();
        assert!(made.files.len() >= 3, "{id}");
        let workbook = made.files.iter().find(|file| {
            Path::new(&file.name)
                .extension()
                .is_some_and(|end| end == "xlsx")
        });
        let read = renderer.read("data.xlsx", &workbook.unwrap().bytes);
        let errors = read.report.at_least(Level::Warning);
        assert!(errors.is_empty(), "{id}: {:?}", errors.findings());
        let own = renderer.read("data.json", &data(&id)).value.unwrap();
        let edition = renderer.registry().find(&id).unwrap();
        let differences = differences(edition, &own, &read.value.unwrap());
        assert_eq!(differences, [""; 0], "{id}");
    }
}

#[test]
fn the_schema_takes_the_data() {
    let registry = Registry::built_in();
    for id in ids() {
        let schema = schema(registry.find(&id).unwrap());
        let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
        assert_eq!(schema["type"], "object", "{id}");
        let data: serde_json::Value = serde_json::from_slice(&data(&id)).unwrap();
        for key in data.as_object().unwrap().keys() {
            assert!(!schema["properties"][key].is_null(), "{id}: {key}");
        }
    }
}

#[test]
fn a_batch_of_each_edition_has_its_summary() {
    let renderer = Renderer::built_in();
    for id in ids() {
        let root = tempfile::tempdir().unwrap();
        let inputs = root.path().join("申报");
        fs::create_dir(&inputs).unwrap();
        fs::write(inputs.join("a.json"), data(&id)).unwrap();
        let found = find_inputs(&[inputs], &root.path().join("结果")).unwrap();
        let out = root.path().join("结果");
        let outcome = Batch::default()
            .run(&renderer, &found.inputs, &out, &())
            .unwrap();
        assert_eq!(outcome.counts.errors, 0, "{id}");
        assert!(out.join(SUMMARY).is_file(), "{id}");
    }
}

#[test]
fn targets_are_carried_to_the_evaluations() {
    let renderer = Renderer::built_in();
    let targets = include_bytes!("../examples/hezheng-2025.json");
    for (id, least) in [("selfeval-2020", 1), ("department-selfeval", 1)] {
        let to = renderer.registry().find(id).unwrap();
        let opened = renderer.open("a.json", targets);
        let derived = renderer.read_for_list(&opened.value[0]).value.unwrap();
        let Read {
            value: carried,
            report,
        } = renderer.carry(&opened.value[0], &derived, to);
        assert!(!report.has_errors(), "{id}: {:?}", report.findings());
        assert!(carried.sources.len() >= least, "{id}");
    }
}
