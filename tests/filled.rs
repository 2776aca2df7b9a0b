//! Filled-in forms written by other programs, and the findings on them. Reports are next to the
//! files in `tests/filled/`.
//!
//! Renewed with `INSTA_UPDATE=always cargo test --test filled`; review each change.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

use jixiao::finding::{Code, Level, Levels, Read, Report};
use jixiao::form::Registry;
use jixiao::layout::FontSet;
use jixiao::render::{InputFile, Renderer};
use jixiao::workbook::limits::MAX_PARTS;
use jixiao::write::Format;

#[path = "support/compound.rs"]
mod compound;
#[path = "support/rendered.rs"]
mod rendered;
#[path = "support/small_workbook.rs"]
mod small_workbook;
#[path = "support/snapshot.rs"]
mod snapshot;
#[path = "support/zipped.rs"]
mod zipped;

use compound::compound;
use rendered::rendered;
use small_workbook::small_workbook;
use snapshot::assert_snapshot_in;
use zipped::zipped;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/filled")
}

fn file(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap()
}

fn renderer() -> Renderer {
    Renderer::new(Registry::built_in(), FontSet::new())
}

/// Compares the printed findings with a snapshot.
fn assert_report_snapshot(name: &str, report: &Report) {
    let mut report = report.clone();
    report.sort();
    let findings: Vec<String> = report.findings().iter().map(ToString::to_string).collect();
    let text = findings.join("\n\n");
    assert_snapshot_in("filled", name, &text);
}

#[test]
fn the_lock_file_of_excel_is_recognized() {
    let Read {
        value: sources,
        report,
    } = renderer().open("~$水务局.xlsx", &[b' '; 165]);
    assert!(sources.is_empty());
    assert_report_snapshot("a_file_that_excel_leaves", &report);
}

/// The data of the published tables, as the program reads them from its own workbook.
fn known() -> String {
    let data = include_bytes!("../examples/hezheng-2025.json");
    let bytes = rendered(&Renderer::built_in(), data, Format::Xlsx);
    let Read {
        value: sources,
        report,
    } = renderer().import(&[InputFile::new("a.xlsx", &bytes)], None);
    assert!(report.is_empty());
    sources[0].text().to_owned()
}

#[test]
fn workbooks_of_other_programs_are_read() {
    let renderer = renderer();
    let known = known();
    let mut read = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.extension().is_none_or(|ending| ending != "xlsx") {
            continue;
        }
        let Read {
            value: sources,
            report,
        } = renderer.import(&[InputFile::new(&name, &file(&name))], None);
        assert_eq!(sources.len(), 1, "{name}");
        assert_report_snapshot(name.trim_end_matches(".xlsx"), &report);
        if report.is_empty() {
            // Files without findings have the same values, except for blanks set by formulas.
            assert_eq!(sources[0].text(), known, "{name}");
        }
        read += 1;
    }
    assert!(read > 10);
}

#[test]
fn an_xls_workbook_reads_like_xlsx() {
    let renderer = renderer();
    let data = include_bytes!("../examples/minimal.json");
    let bytes = rendered(&Renderer::built_in(), data, Format::Xlsx);
    let new = renderer
        .import(&[InputFile::new("a.xlsx", &bytes)], None)
        .value;
    let Read { value: old, report } =
        renderer.import(&[InputFile::new("a.et", &file("old.xls"))], None);
    assert!(report.is_empty(), "{report:?}");
    assert_eq!(old[0].text(), new[0].text());
}

#[test]
fn tables_of_one_department_may_stand_in_several_files() {
    let renderer = renderer();
    let (one, old) = (file("plain_exceljs.xlsx"), file("old.xls"));
    // Two files from two departments, with a table that a submission has once.
    let Read {
        value: sources,
        report,
    } = renderer.import(
        &[
            InputFile::new("a.xlsx", &one),
            InputFile::new("b.xls", &old),
        ],
        None,
    );
    assert_eq!(sources.len(), 1);
    assert_report_snapshot("two-files", &report);
    let findings = renderer
        .read_source(&sources[0], &jixiao::finding::Levels::new())
        .report;
    let files: Vec<&str> = findings
        .findings()
        .iter()
        .map(|finding| finding.place.file.as_str())
        .collect();
    assert!(files.contains(&"a.xlsx"), "{files:?}");
}

/// A workbook of one sheet with some texts in its first column, and further parts.
fn workbook(texts: &[&str], more: &[(&str, &[u8])]) -> Vec<u8> {
    let rows: Vec<String> = texts
        .iter()
        .map(|text| format!("<row><c t=\"str\"><v>{text}</v></c></row>"))
        .collect();
    let rows = rows.concat();
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    small_workbook(&sheet, more)
}

#[test]
fn files_without_a_form_are_reported() {
    let renderer = renderer();
    let open = |name: &str, bytes: &[u8]| {
        let Read {
            value: sources,
            report,
        } = renderer.open("表.xlsx", bytes);
        assert!(sources.is_empty(), "{name}");
        assert_report_snapshot(name, &report);
    };
    open("no-form", &workbook(&["会议通知", "时间", "地点"], &[]));
    open(
        "nearly-a-form",
        &workbook(
            &["项目名称", "项目主管部门", "项目实施单位", "总体目标"],
            &[],
        ),
    );
    open(
        "macros",
        &workbook(
            &["会议通知"],
            &[
                ("xl/vbaProject.bin", b"x"),
                ("xl/externalLinks/externalLink1.xml", b"<a/>"),
            ],
        ),
    );
    let names: Vec<String> = (0..=MAX_PARTS)
        .map(|number| format!("xl/{number}.xml"))
        .collect();
    let parts: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), &b"<a/>"[..]))
        .collect();
    open("too-many-parts", &zipped(parts));
    let encrypted = compound(&[("/EncryptedPackage", &[1; 5000])]);
    open("encrypted", &encrypted);
    open("word", &zipped([("word/document.xml", b"<w/>")]));
}

#[test]
fn the_edition_option_settles_a_tie() {
    let copy = tempfile::tempdir().unwrap();
    for (name, source) in &Registry::built_in().edition(0).files {
        let text = source
            .text()
            .replace("edition = \"gansu-2025\"", "edition = \"copy-2025\"");
        fs::write(copy.path().join(name), text).unwrap();
    }
    let mut registry = Registry::built_in();
    assert!(!registry.add_folder(copy.path()).unwrap().has_errors());
    let renderer = Renderer::new(registry, FontSet::new());
    let bytes = file("plain_exceljs.xlsx");
    let Read {
        value: sources,
        report,
    } = renderer.import(&[InputFile::new("a.xlsx", &bytes)], None);
    assert_report_snapshot("two-editions", &report);
    assert_eq!(report.count(Level::Note), 1);
    // The user's own edition is meant.
    assert!(sources[0].text().contains("\"copy-2025\""));
    let Read {
        value: sources,
        report,
    } = renderer.import(&[InputFile::new("a.xlsx", &bytes)], Some("gansu-2025"));
    assert!(report.is_empty());
    assert!(sources[0].text().contains("\"gansu-2025\""));
}

/// A workbook with one project of a unit.
fn project_of(unit: &str, name: &str) -> Vec<u8> {
    let projects = format!(
        r#"{{ "name": "{name}", "implementing_unit": "{unit}", "overall_target": "完成", "indicators": [] }}"#
    );
    workbook_of(&projects)
}

/// A workbook with projects.
fn workbook_of(projects: &str) -> Vec<u8> {
    let data =
        format!(r#"{{ "edition": "gansu-2025", "year": 2025, "projects": [ {projects} ] }}"#);
    rendered(&Renderer::built_in(), data.as_bytes(), Format::Xlsx)
}

#[test]
fn files_of_other_departments_are_left_out() {
    let (one, other) = (project_of("甲局", "某项目"), project_of("乙局", "某项目"));
    let Read {
        value: sources,
        report,
    } = renderer().import(
        &[
            InputFile::new("甲.xlsx", &one),
            InputFile::new("乙.xlsx", &other),
        ],
        None,
    );
    assert_eq!(sources[0].text().matches("某项目").count(), 1);
    assert_report_snapshot("two-departments", &report);
    let same = project_of("甲局", "又一项目");
    let report = renderer()
        .import(
            &[
                InputFile::new("甲.xlsx", &one),
                InputFile::new("又.xlsx", &same),
            ],
            None,
        )
        .report;
    assert!(report.is_empty(), "{report:?}");
}

#[test]
fn untouched_tables_are_left_out_unless_all_are() {
    let projects = |projects: &str| {
        let bytes = workbook_of(projects);
        let Read {
            value: sources,
            report,
        } = renderer().import(&[InputFile::new("a.xlsx", &bytes)], None);
        assert!(report.is_empty(), "{report:?}");
        sources[0].text().matches("\"overall_target\"").count()
    };
    assert_eq!(projects(r#"{}, { "name": "某项目" }, {}"#), 1);
    assert_eq!(projects(r#"{ "funds": { "fiscal": 0 } }, {}"#), 1);
    assert_eq!(projects("{}, {}"), 2);
}

/// Blanks as filled in by clerks, each file with one mistake; the snapshot is the whole report.
#[test]
fn each_mistake_is_one_finding_at_its_cell() {
    let renderer = renderer();
    let mut read = 0;
    for entry in fs::read_dir(folder().join("clerk")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.extension().is_none_or(|ending| ending != "xlsx") {
            continue;
        }
        let Read {
            value: sources,
            mut report,
        } = renderer.open(&name, &fs::read(&path).unwrap());
        assert_eq!(sources.len(), 1, "{name}");
        report.append(renderer.read_source(&sources[0], &Levels::default()).report);
        // One clerk left the money of the project blank, too.
        let findings = report.findings().iter();
        let mistakes = findings.filter(|one| one.code != jixiao::finding::Code::FundsMissing);
        assert!(mistakes.count() <= 1, "{name}: {report:?}");
        assert_report_snapshot(
            &format!("clerk/{}", name.trim_end_matches(".xlsx")),
            &report,
        );
        read += 1;
    }
    assert_eq!(read, 7);
}

#[test]
fn bytes_decide_whether_a_file_is_a_workbook() {
    let seen = |name: &str, bytes: &[u8]| {
        let Read {
            value: sources,
            report,
        } = renderer().open(name, bytes);
        assert!(sources.is_empty(), "{name}");
        let finding = &report.findings()[0];
        assert_eq!(finding.code, Code::WorkbookUnreadable, "{name}");
        finding.seen.clone()
    };
    assert!(seen("a.xls", b"<html><table><tr><td>1</td></tr></table></html>").contains("网页"));
    assert!(seen("a.XLSX", b"").contains("空文件"));
    assert_eq!(seen("a.xls", b"\xFF\xFE\x00\xD8"), "不是 Excel 工作簿");
    assert_eq!(seen("a.xlsx", "随便".as_bytes()), "不是 Excel 工作簿");
    // The bytes decide: JSON under such a name is read.
    let Read {
        value: sources,
        report,
    } = renderer().open("a.xlsx", b"{}");
    assert_eq!((sources.len(), report.is_empty()), (1, true));
}
