//! Every file in `examples/` runs: submissions render without errors, programs work as described in
//! their headers.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::fs;
use std::path::{Path, PathBuf};

use jixiao::Format;
use jixiao::render::{Options, Renderer};

#[path = "../examples/batch.rs"]
#[expect(dead_code, reason = "main is unused here")]
mod batch;
#[path = "../examples/blank.rs"]
#[expect(dead_code, reason = "main is unused here")]
mod blank;
#[path = "support/county.rs"]
#[expect(dead_code, reason = "main is unused here")]
mod county;
#[path = "../examples/findings.rs"]
#[expect(dead_code, reason = "main is unused here")]
mod findings;
#[path = "../examples/grid.rs"]
#[expect(dead_code, reason = "main is unused here")]
mod grid;
#[path = "../examples/mark.rs"]
#[expect(dead_code, reason = "main is unused here")]
mod mark;
#[path = "../examples/pages.rs"]
#[expect(dead_code, reason = "main is unused here")]
mod pages;
#[path = "../examples/render.rs"]
#[expect(dead_code, reason = "main is unused here")]
mod render;
#[path = "support/stress.rs"]
#[expect(dead_code, reason = "main is unused here")]
mod stress;

/// Files of `examples/` with an extension, in order.
fn examples(ending: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == ending));
    paths.retain(|path| !path.to_string_lossy().ends_with(".schema.json"));
    paths.sort();
    paths
}

fn path(name: &str) -> String {
    format!("{}/examples/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_program_is_run_below() {
    let names: Vec<String> = examples("rs")
        .iter()
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    let run = [
        "batch.rs",
        "blank.rs",
        "findings.rs",
        "grid.rs",
        "mark.rs",
        "pages.rs",
        "render.rs",
    ];
    assert_eq!(names, run);
}

#[test]
fn every_submission_renders_without_error() {
    let renderer = Renderer::built_in();
    let files = examples("json");
    assert_eq!(files.len(), 3);
    for file in files {
        let name = file.to_string_lossy();
        let made = renderer
            .render(&name, &fs::read(&file).unwrap(), &Options::default())
            .unwrap();
        assert!(
            !made.report.has_errors(),
            "{name}: {:?}",
            made.report.findings()
        );
        assert_eq!(made.files.len(), 2, "{name}");
    }
}

#[test]
fn minimal_shows_what_is_derived() {
    let tables: serde_json::Value =
        serde_json::from_str(&grid::run(&path("minimal.json")).unwrap()).unwrap();
    let text = |table: usize, pointer: &str| {
        let cells = tables[table]["cells"].as_array().unwrap();
        let cell = cells.iter().find(|cell| cell["pointer"] == pointer);
        cell.unwrap()["text"].as_str().unwrap().to_owned()
    };
    assert_eq!(text(0, "/department/income/total"), "131");
    assert_eq!(text(0, "/department/expenditure/total"), "131");
    assert_eq!(text(0, "/department/indicators/0/content"), "≥20万页");
    assert_eq!(text(1, "/projects/0/funds/total"), "20");
    assert_eq!(text(1, "/projects/0/indicators/1/content"), "=20万页");
    assert_eq!(text(1, "/projects/0/indicators/3/content"), "明显提高");
}

#[test]
fn pages_prints_the_position_of_each_line() {
    let told = pages::run(&Renderer::built_in(), &path("minimal.json")).unwrap();
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let first = &told["tables"][0];
    let runs = first["pages"][0].as_array().unwrap();
    assert_eq!(runs[0]["part"], "title");
    assert!(
        first["titles"][0]
            .as_str()
            .unwrap()
            .starts_with(runs[0]["text"].as_str().unwrap())
    );
    assert!(runs.iter().all(|run| run["width"].as_f64().unwrap() > 0.0));
}

#[test]
fn findings_prints_each_finding() {
    let told = findings::run(&path("minimal.json")).unwrap();
    assert!(told.ends_with("0 errors, 0 warnings\n"), "{told}");
    assert!(findings::run("no-such-file.json").is_err());
}

#[test]
fn render_writes_a_file_a_format() {
    let folder = tempfile::tempdir().unwrap();
    let told = render::run(&path("minimal.json"), folder.path().to_str().unwrap()).unwrap();
    let paths: Vec<&Path> = told.lines().map(Path::new).collect();
    assert_eq!(paths.len(), Format::ALL.len());
    for path in paths {
        assert!(
            fs::metadata(path).unwrap().len() > 1000,
            "{}",
            path.display()
        );
    }
}

#[test]
fn blank_prints_the_cell_of_each_value() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("空白.xlsx");
    let told = blank::run(file.to_str().unwrap(), "gansu-2025", 2, 3).unwrap();
    let places: serde_json::Value = serde_json::from_str(&told).unwrap();
    let cell = |pointer: &str| {
        let mut places = places.as_array().unwrap().iter();
        let place = places.find(|place| place["pointer"] == pointer).unwrap();
        format!(
            "{}!{}",
            place["sheet"].as_str().unwrap(),
            place["cell"].as_str().unwrap()
        )
    };
    assert_eq!(cell("/year"), "填报说明!B4");
    assert_eq!(
        cell("/projects/1/indicators/2/name"),
        "项目支出绩效目标表(2)!D12"
    );
    assert!(fs::metadata(file).unwrap().len() > 1000);
}

#[test]
fn mark_makes_a_copy() {
    let folder = tempfile::tempdir().unwrap();
    render::run(&path("minimal.json"), folder.path().to_str().unwrap()).unwrap();
    let files = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut books = files.filter(|path| path.extension().is_some_and(|ending| ending == "xlsx"));
    let book = books.next().unwrap().to_str().unwrap().to_owned();
    let copy = format!("{book}.copy");
    let words = [&book, &copy, "部门整体支出绩效目标表!C5=警告"].map(ToString::to_string);
    mark::run(&words).unwrap();
    assert!(fs::metadata(&copy).unwrap().len() > fs::metadata(&book).unwrap().len());
    assert!(mark::run(&words[..1]).is_err());
}

#[test]
fn stress_json_is_up_to_date() {
    let kept = fs::read_to_string(path("stress.json")).unwrap();
    assert!(
        kept == stress::run(),
        "renew it: cargo run --example stress > examples/stress.json"
    );
    assert!(kept.len() < 1_000_000);
}

#[test]
fn batch_runs_and_resumes() {
    let folder = tempfile::tempdir().unwrap();
    let (source, out) = (folder.path().join("in"), folder.path().join("out"));
    let tables = county::run(&source, 3).unwrap();
    assert_eq!(tables, 3 * 13);
    let run = || batch::run(source.to_str().unwrap(), out.to_str().unwrap()).unwrap();
    let (first, second) = (run(), run());
    assert!(first.contains("云岭县人大办: made, 0 errors"), "{first}");
    assert!(second.contains("云岭县人大办: kept, 0 errors"), "{second}");
    assert!(
        first.ends_with("3 departments, 2 made, 1 returned, 19 tables\n"),
        "{first}"
    );
}
