//! Typographic settings of an edition in the files: faces by role, compressed punctuation, decimal
//! alignment, the label of continuation pages.

#![expect(clippy::unwrap_used, reason = "a failed precondition fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jixiao::check::Checked;
use jixiao::finding::Levels;
use jixiao::layout::{Page, RunKind, lay_out};
use jixiao::length::Length;
use jixiao::render::Renderer;
use jixiao::write::Format;

#[path = "support/editions.rs"]
mod editions;
#[path = "support/own_edition.rs"]
mod own_edition;
#[path = "support/rendered.rs"]
mod rendered;
#[path = "support/unzipped.rs"]
mod unzipped;

use own_edition::renderer_with;
use rendered::rendered;
use unzipped::texts;

const EXAMPLE: &str = "examples/hezheng-2025.json";

/// The built-in edition with changes to its look.
fn edition_with(changes: &[(&str, &str)]) -> Renderer {
    renderer_with(|name, text| {
        let mut text = text.to_owned();
        for (part, instead) in changes.iter().filter(|_| name == "edition.toml") {
            assert_eq!(text.matches(part).count(), 1, "{part}");
            text = text.replacen(part, instead, 1);
        }
        text
    })
}

fn example() -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(EXAMPLE)).unwrap()
}

fn submission(renderer: &Renderer, name: &str, bytes: &[u8]) -> Checked {
    let sources = renderer.open(name, bytes).value;
    renderer
        .read_source(&sources[0], &Levels::new())
        .value
        .unwrap()
}

/// Pages of a table and the heights of its rows.
struct LaidOut {
    pages: Vec<Page>,
    row_heights: Vec<Length>,
}

fn layouts(renderer: &Renderer) -> Vec<LaidOut> {
    let submission = submission(renderer, EXAMPLE, &example());
    let grids = renderer.grids(&submission).unwrap();
    grids
        .iter()
        .map(|grid| {
            let layout = lay_out(grid, renderer.fonts()).unwrap();
            LaidOut {
                pages: layout.pages(grid).collect(),
                row_heights: layout.row_heights,
            }
        })
        .collect()
}

fn file(renderer: &Renderer, format: Format) -> Vec<u8> {
    rendered(renderer, &example(), format)
}

#[test]
fn a_document_embeds_three_faces_at_most_each_for_its_role() {
    let renderer = Renderer::built_in();
    let submission = submission(&renderer, EXAMPLE, &example());
    let grids = renderer.grids(&submission).unwrap();
    let mut used = BTreeSet::new();
    for grid in &grids {
        let layout = lay_out(grid, renderer.fonts()).unwrap();
        for run in layout.pages(grid).flat_map(|page| page.runs) {
            let style = match run.kind {
                RunKind::Title(index) => grid.titles[index].style,
                RunKind::Cell(index) | RunKind::Repeated(index) => grid.cell(index).style,
                RunKind::Continued
                | RunKind::Entry(_)
                | RunKind::Leader
                | RunKind::Head
                | RunKind::Foot => {
                    continue;
                }
            };
            let font = &grid.look.fonts[grid.look.styles[style].font];
            let face = renderer.fonts().face(run.face).name();
            assert_eq!(face, font.face, "nothing of the example is borrowed");
            used.insert((font.role.as_str(), face));
        }
    }
    let wanted = [
        ("body", "NotoSerifSC-Regular"),
        ("label", "NotoSansSC-Medium"),
        ("title", "NotoSerifSC-Bold"),
    ];
    assert_eq!(used, wanted.into_iter().collect());
    let weights: Vec<u16> = wanted
        .iter()
        .map(|(_, face)| {
            let face = renderer.fonts().find(face).unwrap();
            renderer.fonts().face(face).info().weight
        })
        .collect();
    assert_eq!(weights, [400, 500, 700]);
    let document = lopdf::Document::load_mem(&file(&renderer, Format::Pdf)).unwrap();
    let is_file = |object: &&lopdf::Object| {
        let dictionary = object.as_dict();
        dictionary.is_ok_and(|dictionary| dictionary.has(b"FontFile2"))
    };
    assert_eq!(document.objects.values().filter(is_file).count(), 3);
}

const DECIMAL: (&str, &str) = (
    "[styles.td]\nfont = \"body\"\nsize = 9\nalign = \"center\"",
    "[styles.td]\nfont = \"body\"\nsize = 9\nalign = \"decimal\"",
);

#[test]
fn decimal_alignment_leaves_numbers_unchanged() {
    let (plain, aligned) = (Renderer::built_in(), edition_with(&[DECIMAL]));
    let workbook = file(&aligned, Format::Xlsx);
    let styles = &texts(&workbook)["xl/styles.xml"];
    assert!(styles.contains("formatCode=\"??0.00\""), "{styles}");
    assert!(styles.contains("General"), "{styles}");
    assert!(
        !texts(&file(&plain, Format::Xlsx))["xl/styles.xml"]
            .contains('?'.to_string().repeat(2).as_str())
    );
    // Reading the workbook restores the written values.
    let texts = |submission: &Checked, renderer: &Renderer| -> Vec<String> {
        let grids = renderer.grids(submission).unwrap();
        let cells = grids.iter().flat_map(|grid| &grid.cells);
        cells.map(|cell| cell.text.clone()).collect()
    };
    let before = submission(&aligned, EXAMPLE, &example());
    let after = submission(&aligned, "填好的.xlsx", &workbook);
    assert_eq!(texts(&after, &aligned), texts(&before, &aligned));
    let page = String::from_utf8(file(&aligned, Format::Html)).unwrap();
    assert!(page.contains(
        "<span class=\"w\" style=\"min-width:3ch\">200</span><span class=\"d\" style=\"min-width:"
    ));
    let page = String::from_utf8(file(&plain, Format::Html)).unwrap();
    assert!(!page.contains("min-width:3ch"));
}

#[test]
fn compressed_punctuation_takes_no_more_pages_and_keeps_the_text() {
    let plain = layouts(&Renderer::built_in());
    let squeezed = layouts(&edition_with(&[(
        "punctuation = \"full\"",
        "punctuation = \"squeezed\"",
    )]));
    let text = |layout: &LaidOut| -> Vec<(String, String)> {
        let mut texts: Vec<(String, String)> = Vec::new();
        for page in &layout.pages {
            for run in &page.runs {
                let part = format!("{:?}", run.kind);
                match texts.last_mut().filter(|last| last.0 == part) {
                    Some(last) => last.1 += &page.text_of(run),
                    None => texts.push((part, page.text_of(run))),
                }
            }
        }
        texts.sort();
        texts.retain(|(part, _)| part.starts_with("Cell"));
        texts
    };
    let lines = |layouts: &[LaidOut]| -> usize {
        let runs = layouts
            .iter()
            .flat_map(|layout| &layout.pages)
            .flat_map(|page| &page.runs);
        let baselines: BTreeSet<String> = runs
            .map(|run| format!("{:?} {:?}", run.kind, run.baseline))
            .collect();
        baselines.len()
    };
    for (plain, squeezed) in plain.iter().zip(&squeezed) {
        assert_eq!(text(plain), text(squeezed));
        assert!(squeezed.pages.len() <= plain.pages.len());
        assert_eq!(squeezed.row_heights, plain.row_heights);
    }
    assert!(
        lines(&squeezed) < lines(&plain),
        "{} {}",
        lines(&squeezed),
        lines(&plain)
    );
}

#[test]
fn continuation_labels_are_on_all_pages_but_the_first() {
    let renderer = edition_with(&[(
        "[paper]",
        "[continued]\ntext = \"（续）\"\nstyle = \"subtitle\"\n\n[paper]",
    )]);
    let mut labels = 0;
    for layout in layouts(&renderer) {
        for (index, page) in layout.pages.iter().enumerate() {
            let has = page.runs.iter().any(|run| run.kind == RunKind::Continued);
            assert_eq!(has, index > 0);
            labels += usize::from(has);
        }
    }
    assert!(labels > 0);
    let built_in = layouts(&Renderer::built_in());
    let mut runs = built_in
        .iter()
        .flat_map(|layout| &layout.pages)
        .flat_map(|page| &page.runs);
    assert!(
        !runs.any(|run| run.kind == RunKind::Continued),
        "the published form has none"
    );
}
