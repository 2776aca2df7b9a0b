//! A submission whose tables are too large for memory is refused with its file name, and a batch
//! continues with the other departments.

#![expect(clippy::unwrap_used, reason = "a failed precondition fails the test")]

use std::fs;
use std::path::Path;

use jixiao::batch::{Batch, DEPARTMENTS, REPORT_JSON, VOLUME, Volume, find_inputs};
use jixiao::finding::{Code, Level};
use jixiao::render::{MAX_CHARACTERS, MAX_PAGES, OnErrors, Options, Renderer};
use jixiao::write::Format;

#[path = "support/editions.rs"]
mod editions;
#[path = "support/own_edition.rs"]
mod own_edition;

use own_edition::renderer_with;

/// How often the changed template prints a text.
const REPETITIONS: usize = 60;

/// The built-in edition, with more rows before the last one of the department's own section.
fn edition_with(rows: &str) -> Renderer {
    let place = "<tr><th>年度绩效目标</th>";
    renderer_with(|_, text| text.replace(place, &format!("{rows}{place}")))
}

fn department(name: &str, target: usize) -> String {
    let target = "保障供水".repeat(target / 4);
    format!(
        r#"{{"edition": "gansu-2025", "year": 2025, "department": {{"name": "{name}", "annual_target": "{target}",
            "income": {{"local_fiscal": 10}}, "expenditure": {{"personnel": 10}}, "indicators": []}}}}"#
    )
}

fn repeating_renderer() -> Renderer {
    edition_with(&format!(
        "{{% for again in range(end={REPETITIONS}) %}}<tr><th colspan=\"9\">{{{{ annual_target }}}}</th></tr>{{% endfor %}}"
    ))
}

/// Finding for a submission that is too large, even with `--force`.
fn refused(renderer: &Renderer, data: &str) -> String {
    let options = Options {
        formats: Format::ALL.to_vec(),
        errors: OnErrors::Continue,
        ..Options::default()
    };
    let made = renderer
        .render("大局.json", data.as_bytes(), &options)
        .unwrap();
    assert!(made.files.is_empty());
    let mut findings = made.report.findings().iter();
    let finding = findings.find(|finding| finding.code == Code::DocumentTooLarge);
    let finding = finding.unwrap();
    assert_eq!(finding.level, Level::Error);
    assert_eq!(finding.place.file, "大局.json");
    finding.to_string()
}

#[test]
fn too_many_characters_are_refused_and_fewer_are_not() {
    let renderer = repeating_renderer();
    let told = refused(&renderer, &department("大局", MAX_CHARACTERS / REPETITIONS));
    assert!(
        told.contains(&format!("至多 {MAX_CHARACTERS} 个字符")),
        "{told}"
    );
    assert!(told.contains("大局") && told.contains("分成几份"), "{told}");
    let submission = renderer
        .read("大局.json", department("大局", 5_000).as_bytes())
        .value;
    assert_eq!(renderer.grids(&submission.unwrap()).unwrap().len(), 1);
}

#[test]
fn too_many_pages_are_refused() {
    let rows = MAX_PAGES;
    let renderer = edition_with(&format!(
        "{{% for again in range(end={rows}) %}}<tr height=\"900\"><th colspan=\"9\"/></tr>{{% endfor %}}"
    ));
    let told = refused(&renderer, &department("大局", 40));
    assert!(told.contains(&format!("至多 {MAX_PAGES} 页")), "{told}");
}

#[test]
fn a_batch_continues_with_the_other_departments() {
    let root = tempfile::tempdir().unwrap();
    let data = root.path().join("申报");
    fs::create_dir(&data).unwrap();
    for (name, target) in [
        ("甲局", 40),
        ("乙局", MAX_CHARACTERS / REPETITIONS),
        ("丙局", 4_000),
    ] {
        fs::write(data.join(format!("{name}.json")), department(name, target)).unwrap();
    }
    let inputs = find_inputs(&[data], Path::new("no such folder"))
        .unwrap()
        .inputs;
    let batch = Batch {
        volume: Volume::With,
        ..Batch::default()
    };
    let out = root.path().join("成果");
    batch
        .run(&repeating_renderer(), &inputs, &out, &())
        .unwrap();
    let folders = fs::read_dir(out.join(DEPARTMENTS)).unwrap();
    let mut folders: Vec<String> = folders
        .map(|folder| folder.unwrap().file_name().into_string().unwrap())
        .collect();
    folders.sort();
    assert_eq!(folders, ["丙局", "甲局"]);
    assert!(out.join(VOLUME).exists());
    let report = fs::read_to_string(out.join(REPORT_JSON)).unwrap();
    assert!(report.contains("document-too-large") && report.contains("乙局.json"));
}
