//! Logical structure of the PDFs (tagged PDF), read back by lopdf and compared with the grids:
//! every cell once, in order, with its spans, scope and whole text; everything else on a page is an
//! artifact; and each marked content of a page maps to its element.

#![expect(clippy::unwrap_used, reason = "a failed precondition fails the test")]

#[path = "tags/tagged.rs"]
mod tagged;

use std::collections::{BTreeMap, BTreeSet};

use jixiao::check::Checked;
use jixiao::finding::Report;
use jixiao::grid::{Cell, Grid, Role, Scope};
use jixiao::layout::{Layout, RunKind, add_feet, lay_out};
use jixiao::render::{Files, OnErrors, Options, Renderer, Volume};
use jixiao::write::pdf::{Bound, Chapter, Cover, write_volume};
use jixiao::write::{Date, Format, Properties, VolumePaper, part_of};
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};
use tagged::{Node, Tagged};

const PUBLISHED: &[u8] = include_bytes!("../examples/hezheng-2025.json");
const MINIMAL: &[u8] = include_bytes!("../examples/minimal.json");
/// Its tables break in all ways: rows higher than a page, continued merged cells, repeated heads.
const BREAKS: &[u8] = include_bytes!("golden/breaks.json");

/// Text without whitespace, at which lines end, and without characters that are not drawn.
fn without_whitespace(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace() && !letter.is_control())
        .collect()
}

fn read(renderer: &Renderer, data: &[u8]) -> Checked {
    renderer.read("data.json", data).value.unwrap()
}

fn laid_out(renderer: &Renderer, submission: &Checked) -> Vec<(Grid, Layout)> {
    let grids = renderer.grids(submission).unwrap();
    let mut tables: Vec<(Grid, Layout)> = grids
        .into_iter()
        .map(|grid| {
            let layout = lay_out(&grid, renderer.fonts()).unwrap();
            (grid, layout)
        })
        .collect();
    let mut both: Vec<(&Grid, &mut Layout)> = tables
        .iter_mut()
        .map(|(grid, layout)| (&*grid, layout))
        .collect();
    add_feet(&mut both, renderer.fonts()).unwrap();
    tables
}

/// Attributes that the tag of a cell should have.
fn expected_attributes(grid: &Grid, cell: &Cell) -> BTreeMap<String, String> {
    let mut attributes = BTreeMap::new();
    for (name, span) in [("RowSpan", cell.rowspan), ("ColSpan", cell.colspan)] {
        if span > 1 {
            attributes.insert(name.to_owned(), span.to_string());
        }
    }
    if cell.role == Role::Label {
        let scope = match grid.scope(cell) {
            Scope::Column => "Column",
            Scope::Row => "Row",
        };
        attributes.insert("Scope".to_owned(), scope.to_owned());
    }
    attributes
}

/// Asserts that a section is the table of a grid.
fn assert_is_table(section: &Node, grid: &Grid) {
    assert_eq!(section.kind, "Sect");
    assert!(
        section
            .title
            .as_ref()
            .is_some_and(|title| !title.is_empty())
    );
    let (table, titles) = section.kids.split_last().unwrap();
    let said: Vec<(&str, String)> = titles
        .iter()
        .map(|title| (title.kind.as_str(), without_whitespace(&title.text)))
        .collect();
    let kinds = ["H1", "P", "P"];
    let wanted: Vec<(&str, String)> = grid
        .titles
        .iter()
        .zip(kinds)
        .map(|(title, kind)| (kind, without_whitespace(&title.text)))
        .collect();
    assert_eq!(said, wanted);
    assert_eq!(
        (table.kind.as_str(), table.kids.len()),
        ("Table", grid.row_count())
    );
    let mut seen = 0;
    for (number, row) in table.kids.iter().enumerate() {
        assert_eq!(row.kind, "TR");
        let cells: Vec<_> = grid
            .cells
            .iter()
            .filter(|cell| cell.row == number)
            .collect();
        assert_eq!(row.kids.len(), cells.len(), "cells of row {number}");
        for (element, cell) in row.kids.iter().zip(cells) {
            let attributes = expected_attributes(grid, cell);
            let kind = if cell.role == Role::Label { "TH" } else { "TD" };
            assert_eq!(
                (element.kind.as_str(), &element.attributes),
                (kind, &attributes),
                "{cell:?}"
            );
            assert_eq!(
                without_whitespace(&element.text),
                without_whitespace(&cell.text),
                "{cell:?}"
            );
            seen += 1;
        }
    }
    assert_eq!(seen, grid.cells.len());
}

/// Asserts that the artifacts of a table's pages are the repeated texts of its layout, and the
/// feet.
fn assert_artifacts(tagged: &Tagged, pages: &[ObjectId], (grid, layout): (&Grid, &Layout)) {
    assert_eq!(pages.len(), layout.page_count());
    for (id, page) in pages.iter().zip(layout.pages(grid)) {
        let mut wanted: Vec<(&str, String)> = Vec::new();
        let mut last = None;
        for run in &page.runs {
            let kind = match run.kind {
                RunKind::Repeated(_) | RunKind::Continued => "Pagination",
                RunKind::Head => "Pagination Header",
                RunKind::Foot => "Pagination Footer",
                RunKind::Title(_) | RunKind::Cell(_) | RunKind::Entry(_) | RunKind::Leader => {
                    last = None;
                    continue;
                }
            };
            if last == Some(run.kind) {
                wanted.last_mut().unwrap().1.push_str(&page.text_of(run));
            } else {
                wanted.push((kind, page.text_of(run)));
            }
            last = Some(run.kind);
        }
        let seen = tagged.artifacts(*id);
        let seen: Vec<(&str, String)> = seen
            .iter()
            .map(|(kind, text)| (kind.as_str(), text.clone()))
            .collect();
        let wanted: Vec<(&str, String)> = wanted
            .into_iter()
            .map(|(kind, text)| (kind, without_whitespace(&text)))
            .collect();
        assert_eq!(seen, wanted);
        let rules = tagged.contents[id]
            .iter()
            .filter(|content| content.artifact == "Layout" && content.draws);
        assert_eq!(rules.count(), 1);
    }
}

#[test]
fn the_elements_of_a_file_are_the_cells_of_its_grids() {
    let renderer = Renderer::built_in();
    for data in [PUBLISHED, MINIMAL, BREAKS] {
        let tables = laid_out(&renderer, &read(&renderer, data));
        let options = Options {
            formats: vec![Format::Pdf],
            ..Options::default()
        };
        let made = renderer.render("data.json", data, &options).unwrap();
        let (tagged, document) = Tagged::read(&made.files[0].bytes);
        assert_eq!(document.kids.len(), tables.len());
        let pages = tagged.pages();
        let mut first = 0;
        for (section, (grid, layout)) in document.kids.iter().zip(&tables) {
            assert_is_table(section, grid);
            let own = &pages[first..first + layout.page_count()];
            assert_artifacts(&tagged, own, (grid, layout));
            first += layout.page_count();
        }
        assert_eq!(first, pages.len());
    }
}

#[test]
fn a_file_of_one_table_is_tagged_too() {
    let renderer = Renderer::built_in();
    let tables = laid_out(&renderer, &read(&renderer, PUBLISHED));
    let options = Options {
        formats: vec![Format::Pdf],
        files: Files::EachTable,
        ..Options::default()
    };
    let made = renderer.render("data.json", PUBLISHED, &options).unwrap();
    assert_eq!(made.files.len(), tables.len());
    for (file, (grid, _)) in made.files.iter().zip(&tables) {
        let (_, document) = Tagged::read(&file.bytes);
        assert_eq!(document.kids.len(), 1);
        assert_is_table(&document.kids[0], grid);
    }
}

#[test]
fn a_cell_continued_over_pages_is_one_element() {
    let renderer = Renderer::built_in();
    let mut data: serde_json::Value = serde_json::from_slice(PUBLISHED).unwrap();
    // Higher than two pages.
    let target: Vec<String> = (1..=120)
        .map(|number| format!("目标{number}:按期完成。"))
        .collect();
    let target = target.join("\n");
    data["department"]["annual_target"] = target.clone().into();
    let data = data.to_string();
    let options = Options {
        formats: vec![Format::Pdf],
        ..Options::default()
    };
    let made = renderer
        .render("data.json", data.as_bytes(), &options)
        .unwrap();
    let (tagged, document) = Tagged::read(&made.files[0].bytes);
    let tables = laid_out(&renderer, &read(&renderer, data.as_bytes()));
    for (section, (grid, _)) in document.kids.iter().zip(&tables) {
        assert_is_table(section, grid);
    }
    let rows = document.kids.iter().flat_map(|section| &section.kids);
    let rows = rows.flat_map(|table| &table.kids);
    let cells: Vec<&Node> = rows.flat_map(|row| &row.kids).collect();
    let long = cells
        .iter()
        .find(|cell| without_whitespace(&cell.text) == without_whitespace(&target))
        .unwrap();
    let pages: BTreeSet<ObjectId> = long.pages.iter().copied().collect();
    assert!(pages.len() >= 3, "{pages:?}");
    // Empty cells have elements without content.
    assert!(
        cells
            .iter()
            .any(|cell| cell.kind == "TD" && cell.pages.is_empty())
    );
    let artifacts = tagged
        .pages()
        .into_iter()
        .flat_map(|page| tagged.artifacts(page));
    let again = artifacts.filter(|(kind, _)| kind == "Pagination").count();
    assert!(again >= 2, "{again} texts printed again");
}

/// A volume of these departments.
fn volume(
    renderer: &Renderer,
    chapters: &[Chapter<'_>],
    parts: &[jixiao::render::VolumePages],
) -> Vec<u8> {
    let lines = ["3 个部门".to_owned()];
    let imprint = ["某县财政局".to_owned(), "2025年3月".to_owned()];
    let cover = Cover {
        look: &renderer.registry().edition(0).look,
        bureau: "云岭县财政局",
        title: "绩效目标表",
        subtitle: "",
        kind: "合订本",
        lines: &lines,
        imprint: &imprint,
        contents: "目录",
        index: "分部门页码",
    };
    let properties = Properties {
        title: "合订本".to_owned(),
        author: "财政局".to_owned(),
        subject: String::new(),
        date: Date::new(2025, 1, 1).unwrap(),
    };
    let mut bytes = Vec::new();
    let given = |index: usize| {
        let part = part_of(parts[index].bytes.clone(), VolumePaper::Pdf);
        Ok(part.unwrap())
    };
    let fonts = renderer.fonts();
    let bound = Bound {
        cover: &cover,
        chapters,
        by_name: &[2, 0, 1],
        claim: jixiao::PdfClaim::Archive,
    };
    write_volume(&mut bytes, &bound, given, &properties, fonts).unwrap();
    bytes
}

#[test]
fn a_volume_is_tagged_from_its_cover_to_its_last_table() {
    let renderer = Renderer::built_in();
    let submissions = [PUBLISHED, BREAKS, MINIMAL].map(|data| read(&renderer, data));
    let options = Options {
        errors: OnErrors::Continue,
        ..Options::default()
    };
    let parts = submissions.each_ref().map(|submission| {
        let made = renderer.render_read(submission, Report::new(), &options, Volume::With);
        made.unwrap().pages.unwrap()
    });
    let titles = ["001 甲局", "002 乙局", "003 丙局"];
    let chapters: Vec<Chapter<'_>> = titles
        .iter()
        .zip(&parts)
        .map(|(title, part)| Chapter {
            title,
            name: &title[4..],
            division: if *title < "003" {
                "农业股"
            } else {
                "社保股"
            },
            tables: &part.tables,
        })
        .collect();
    let (tagged, document) = Tagged::read(&volume(&renderer, &chapters, &parts));
    let (front, body) = document.kids.split_at(2);
    let cover = front[0].kids.iter();
    let said: Vec<(&str, &str)> = cover
        .map(|kid| (kid.kind.as_str(), kid.text.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("P", "云岭县财政局"),
            ("H1", "绩效目标表"),
            ("P", "合订本"),
            ("P", "3 个部门"),
            ("P", "某县财政局"),
            ("P", "2025年3月")
        ]
    );
    let starts = assert_contents(&front[1], &chapters);
    assert_divided(&tagged, body, (&chapters, starts));
    assert_dividers_and_index(body, (&chapters, starts));
    let parts = body.iter().filter(|node| node.kind == "Part");
    for (department, submission) in parts.zip(&submissions) {
        for (section, (grid, _)) in department.kids.iter().zip(laid_out(&renderer, submission)) {
            assert_is_table(section, &grid);
        }
    }
}

/// Asserts the titles of the dividers, and the entries of the index.
fn assert_dividers_and_index(body: &[Node], (chapters, starts): (&[Chapter<'_>], [usize; 3])) {
    // A divider, two departments, a divider, a department, the index.
    assert_eq!(body.len(), 6);
    let (first, second, index) = (&body[0], &body[3], &body[5]);
    for (divider, title) in [(first, "农业股"), (second, "社保股")] {
        assert_eq!(divider.kind, "Sect");
        let said = (divider.kids[0].kind.as_str(), divider.kids[0].text.as_str());
        assert_eq!(said, ("H1", title));
    }
    assert_eq!(index.kids[0].text, "分部门页码");
    for (entry, by_name) in index.kids[1].kids.iter().zip([2, 0, 1]) {
        assert_entry(entry, chapters[by_name].name, starts[by_name]);
    }
}

/// Asserts that each department is an element with its title, and that the pages of its tables have
/// a foot, but an empty page has none.
fn assert_divided(
    tagged: &Tagged,
    body: &[Node],
    (chapters, starts): (&[Chapter<'_>], [usize; 3]),
) {
    let parts = body.iter().filter(|node| node.kind == "Part");
    let titles: Vec<Option<&str>> = parts.map(|part| part.title.as_deref()).collect();
    let wanted: Vec<Option<&str>> = chapters.iter().map(|chapter| Some(chapter.title)).collect();
    assert_eq!(titles, wanted);
    let pages = tagged.pages();
    let ends = chapters.iter().zip(starts);
    let ends = ends.map(|(chapter, start)| start - 1 + pages_of(chapter).next_multiple_of(2));
    // The last page is the index.
    let front = pages.len() - 1 - ends.max().unwrap();
    assert_eq!(front % 2, 0);
    for (chapter, start) in chapters.iter().zip(starts) {
        let own = pages_of(chapter);
        for number in start..start + own.next_multiple_of(2) {
            let artifacts = tagged.artifacts(pages[front + number - 1]).into_iter();
            let feet = artifacts.filter(|(kind, _)| kind == "Pagination Footer");
            assert_eq!(
                feet.count(),
                usize::from(number < start + own),
                "page {number}"
            );
        }
    }
}

fn pages_of(chapter: &Chapter<'_>) -> usize {
    chapter.tables.iter().map(|(_, pages)| pages).sum()
}

/// Asserts the contents: an entry per division, in it one per department, with a list of its tables;
/// each entry is one link with its text and page. Returns the first page of each department.
fn assert_contents(contents: &Node, chapters: &[Chapter<'_>]) -> [usize; 3] {
    let mut starts = [0; 3];
    assert_eq!(contents.kids.len(), 2);
    let (head, list) = (&contents.kids[0], &contents.kids[1]);
    assert_eq!((head.kind.as_str(), head.text.as_str()), ("H1", "目录"));
    assert_eq!((list.kind.as_str(), list.kids.len()), ("TOC", 2));
    let (mut page, mut index) = (1, 0);
    for (division, title) in list.kids.iter().zip(["农业股", "社保股"]) {
        assert_entry(division, title, page);
        page += 2;
        for entry in &division.kids[1].kids {
            let chapter = &chapters[index];
            starts[index] = page;
            assert_entry(entry, chapter.title, page);
            assert_eq!(entry.kids[1].kind, "TOC");
            assert_eq!(entry.kids[1].kids.len(), chapter.tables.len());
            for (entry, (title, pages)) in entry.kids[1].kids.iter().zip(chapter.tables) {
                assert_entry(entry, title, page);
                page += pages;
            }
            page += (page + 1) % 2;
            index += 1;
        }
    }
    assert_eq!(index, chapters.len());
    starts
}

fn assert_entry(entry: &Node, words: &str, page: usize) {
    let reference = &entry.kids[0];
    let link = &reference.kids[0];
    assert_eq!(
        [&entry.kind, &reference.kind, &link.kind],
        ["TOCI", "Reference", "Link"]
    );
    assert_eq!(
        without_whitespace(&link.text),
        without_whitespace(&format!("{words}{page}"))
    );
    assert!(!link.links.is_empty());
}
