//! Submissions as workbooks: findings are at their cells, and an annotated copy is read like its
//! original.

use std::collections::BTreeSet;
use std::fs;

use jixiao::finding::{Code, Finding};
use jixiao::mark::mark;
use jixiao::render::Renderer;
use jixiao::write::Format;

use crate::book::Parts;
use crate::data_files::data_files;
use crate::findings::findings_on;
use crate::rendered::rendered;
use crate::unzipped::texts;

/// Target cells of the links in the sheet of findings, as `1!F18` with the sheet's number.
fn linked(parts: &Parts, names: &[String]) -> Vec<String> {
    let list = &parts[&format!("xl/worksheets/sheet{}.xml", names.len() + 1)];
    let links = list.split("location=\"'").skip(1);
    let cells = links.map(|link| {
        let (name, rest) = link.split_once("'!").unwrap();
        let number = names.iter().position(|own| own == name).unwrap() + 1;
        format!("{number}!{}", rest.split('"').next().unwrap())
    });
    cells.collect()
}

fn sheet_names(parts: &Parts) -> Vec<String> {
    let sheets = parts["xl/workbook.xml"].split("<sheet name=\"").skip(1);
    sheets
        .map(|sheet| sheet.split('"').next().unwrap().to_owned())
        .collect()
}

/// Cells with comments, in the form of [`linked`].
fn commented(parts: &Parts, sheets: usize) -> BTreeSet<String> {
    let mut cells = BTreeSet::new();
    for number in 1..=sheets {
        let Some(relations) = parts.get(&format!("xl/worksheets/_rels/sheet{number}.xml.rels"))
        else {
            continue;
        };
        let target = relations.split("Target=\"../comments").nth(1).unwrap();
        let comments = &parts[&format!("xl/comments{}", target.split('"').next().unwrap())];
        let refs = comments.split("<comment ref=\"").skip(1);
        cells.extend(refs.map(|cell| format!("{number}!{}", cell.split('"').next().unwrap())));
    }
    cells
}

#[test]
fn every_finding_of_a_cell_is_at_its_cell_and_the_copy_reads_as_the_original() {
    let renderer = Renderer::built_in();
    let (mut marks, files) = (0, data_files(&["tests/corpus"]));
    assert!(files.len() >= 25);
    for path in files {
        let name = path.display().to_string();
        let data = fs::read(&path).unwrap();
        let original = rendered(&renderer, &data, Format::Xlsx);
        let report = findings_on(&renderer, "目标表.xlsx", &original);
        let copy = mark(&original, &report, "").unwrap();
        let parts = texts(&copy);
        let names = sheet_names(&texts(&original));
        let links = linked(&parts, &names);
        let with_cell = |finding: &&Finding| finding.place.cell.is_some();
        assert_eq!(
            links.len(),
            report.findings().iter().filter(with_cell).count(),
            "{name}"
        );
        let targets: BTreeSet<String> = links.into_iter().collect();
        assert_eq!(commented(&parts, names.len()), targets, "{name}");
        marks += targets.len();

        let again = findings_on(&renderer, "目标表.xlsx", &copy);
        let others = again
            .findings()
            .iter()
            .filter(|finding| finding.code != Code::SheetAside);
        assert!(others.eq(report.findings()), "{name}");
    }
    assert!(marks > 30, "{marks}");
}
