//! Known defects of other programs that make such tables: nothing is lost, and nothing is drawn
//! outside its cell.
//!
//! Each case is a whole submission through the whole program. Texts are read back from the workbook
//! by calamine (not the library that wrote it), from the laid-out pages, and from the HTML.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use jixiao::finding::{Code, Read};
use jixiao::grid::{Cell, Grid};
use jixiao::layout::{Page, RunKind, lay_out};
use jixiao::render::{Options, Rendered, Renderer, built_in_fonts};
use jixiao::write::Format;

/// A submission with one project whose `overall_target` and indicators are given.
fn submission(target: &str, indicators: &[String]) -> String {
    let target = json_text(target);
    let required = ["产出指标", "效益指标", "满意度指标"];
    let missing = required
        .iter()
        .filter(|family| !indicators.iter().any(|row| row.contains(*family)))
        .map(|family| indicator(family, "质量指标", "达标情况"));
    let indicators: Vec<String> = indicators.iter().cloned().chain(missing).collect();
    let indicators = indicators.join(",\n");
    format!(
        r#"{{"edition":"gansu-2025","year":2025,
        "department":{{"name":"云溪县水务局","annual_target":"无","indicators":[]}},
        "projects":[{{"name":"甲项目","supervising_department":"云溪县水务局","funds":{{"fiscal":1}},"overall_target":{target},"indicators":[{indicators}]}}]}}"#
    )
}

fn json_text(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn indicator(level1: &str, level2: &str, name: &str) -> String {
    let name = json_text(name);
    format!(
        r#"{{"level1":"{level1}","level2":"{level2}","name":{name},"comparison":"≥","value":1,"unit":"个"}}"#
    )
}

struct Made {
    grid: Grid,
    pages: Vec<Page>,
    rendered: Rendered,
}

fn make(json: &str) -> Made {
    let renderer = Renderer::built_in();
    let Read {
        value: submission,
        report,
    } = renderer.read("case.json", json.as_bytes());
    assert!(!report.has_errors(), "{:?}", report.findings());
    let grid = renderer.grids(&submission.unwrap()).unwrap().remove(1);
    let layout = lay_out(&grid, &built_in_fonts()).unwrap();
    let pages = layout.pages(&grid).collect();
    let options = Options {
        formats: Format::ALL.to_vec(),
        ..Options::default()
    };
    let files_and_findings = renderer
        .render("case.json", json.as_bytes(), &options)
        .unwrap();
    assert_eq!(files_and_findings.files.len(), Format::ALL.len());
    Made {
        grid,
        pages,
        rendered: files_and_findings,
    }
}

impl Made {
    fn file(&self, ending: &str) -> &[u8] {
        &self
            .rendered
            .files
            .iter()
            .find(|file| file.name.ends_with(ending))
            .unwrap()
            .bytes
    }

    fn html(&self) -> String {
        String::from_utf8(self.file("html").to_vec()).unwrap()
    }

    /// All texts of the project's sheet, top to bottom.
    fn sheet_texts(&self) -> Vec<String> {
        let mut book: Xlsx<_> =
            open_workbook_from_rs(Cursor::new(self.file("xlsx").to_vec())).unwrap();
        let range = book.worksheet_range(&self.grid.name).unwrap();
        let cells = range.used_cells().filter_map(|(_, _, data)| match data {
            Data::String(text) => Some(text.clone()),
            _ => None,
        });
        cells.collect()
    }

    fn has(&self, code: Code) -> bool {
        self.rendered
            .report
            .findings()
            .iter()
            .any(|finding| finding.code == code)
    }
}

/// The text of a cell on all pages, without line ends and control characters.
fn drawn(pages: &[Page], index: usize) -> String {
    let runs = pages
        .iter()
        .flat_map(|page| page.runs.iter().map(move |run| (page, run)));
    let own = runs.filter(|(_, run)| matches!(run.kind, RunKind::Cell(cell) if cell.0 == index));
    own.map(|(page, run)| page.text_of(run)).collect()
}

fn drawable(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_control())
        .collect()
}

fn cell_with<'a>(grid: &'a Grid, start: &str) -> (usize, &'a Cell) {
    grid.cells
        .iter()
        .enumerate()
        .find(|(_, cell)| cell.text.starts_with(start))
        .unwrap()
}

/// Every cell's text is in the HTML, and on the pages exactly once within the width of the text
/// block.
fn assert_nothing_lost(made: &Made) {
    let look = &made.grid.look;
    for (index, cell) in made.grid.cells.iter().enumerate() {
        assert_eq!(
            drawn(&made.pages, index),
            drawable(&cell.text),
            "cell {index}"
        );
    }
    let (left, right) = (
        look.paper.left.to_pt(),
        (look.paper.width - look.paper.right).to_pt(),
    );
    let (top, bottom) = (
        look.paper.top.to_pt(),
        (look.paper.height - look.paper.bottom).to_pt(),
    );
    for page in &made.pages {
        for run in &page.runs {
            let width: f64 = page
                .glyphs_of(run)
                .iter()
                .map(|glyph| f64::from(glyph.advance))
                .sum::<f64>()
                * run.size.to_pt()
                / 1000.0;
            assert!(
                run.x.to_pt() >= left - 0.01 && run.x.to_pt() + width <= right + 0.01,
                "{:?}",
                page.text_of(run)
            );
            assert!(
                run.baseline.to_pt() > top && run.baseline.to_pt() <= bottom,
                "{:?}",
                page.text_of(run)
            );
        }
    }
}

#[test]
fn a_cell_of_120_paragraphs_goes_on_over_pages() {
    let paragraphs: Vec<String> = (1..=120)
        .map(|number| {
            format!("第{number}段:组织开展专项业务培训,完善内部控制制度,保障各项工作有序推进。")
        })
        .collect();
    let made = make(&submission(
        &paragraphs.join("\n"),
        &[indicator("产出指标", "数量指标", "培训次数")],
    ));
    assert_nothing_lost(&made);
    assert!(made.pages.len() > 2, "{} pages", made.pages.len());
    let texts = made.sheet_texts().join("\n");
    assert!(
        paragraphs
            .iter()
            .all(|paragraph| texts.contains(paragraph.as_str()))
    );
}

#[test]
fn labels_of_2000_indicators_in_groups_of_500_are_printed_on_every_page() {
    let level = |row: usize| format!("第{}组指标", row / 500 + 1);
    let indicators: Vec<String> = (0..2000)
        .map(|row| indicator(&level(row), &level(row), &format!("指标{row}")))
        .collect();
    let made = make(&submission("无", &indicators));
    assert_nothing_lost(&made);
    let (head, _) = cell_with(&made.grid, "三级指标");
    for page in made.pages.iter().skip(1) {
        let repeated = |run: &&jixiao::layout::Run| matches!(run.kind, RunKind::Repeated(cell) if cell.0 == head);
        assert_eq!(
            page.runs.iter().filter(repeated).count(),
            1,
            "the head row stands on each page once"
        );
        let labels = page
            .runs
            .iter()
            .filter(|run| page.text_of(run).contains("组指标"))
            .count();
        assert!(labels >= 2, "first and second level stand on each page");
    }
    let texts = made.sheet_texts();
    let names: Vec<&String> = texts
        .iter()
        .filter(|text| {
            text.starts_with("指标") && text.ends_with(|last: char| last.is_ascii_digit())
        })
        .collect();
    let expected: Vec<String> = (0..2000).map(|row| format!("指标{row}")).collect();
    assert_eq!(names, expected.iter().collect::<Vec<_>>());
}

#[test]
fn a_word_of_300_letters_is_broken() {
    let word = "abcdefghij".repeat(30);
    let made = make(&submission(
        "无",
        &[indicator("产出指标", "数量指标", &word)],
    ));
    assert_nothing_lost(&made);
    assert!(made.sheet_texts().contains(&word));
    assert!(made.html().contains(&word));
}

#[test]
fn rare_characters_and_emoji_are_kept_and_reported() {
    let name = "𠀀𪚥䶮龘😀字";
    let made = make(&submission(
        "无",
        &[indicator("产出指标", "数量指标", name)],
    ));
    assert_nothing_lost(&made);
    assert!(made.has(Code::GlyphMissing));
    assert!(made.sheet_texts().contains(&name.to_owned()));
    assert!(made.html().contains(name));
}

#[test]
fn text_like_a_formula_stays_text() {
    for name in [
        "=1+1",
        "@SUM(A1)",
        "+cmd|'/C calc'!A0",
        "-2+3",
        "=HYPERLINK(\"http://a\")",
        "{=1}",
        "\t=1",
    ] {
        let made = make(&submission(
            name,
            &[indicator("产出指标", "数量指标", name)],
        ));
        assert_eq!(
            made.sheet_texts()
                .iter()
                .filter(|text| *text == name)
                .count(),
            2,
            "{name}"
        );
        let mut book: Xlsx<_> =
            open_workbook_from_rs(Cursor::new(made.file("xlsx").to_vec())).unwrap();
        let formulas = book.worksheet_formula(&made.grid.name).unwrap();
        let formulas: Vec<&String> = formulas
            .used_cells()
            .map(|(_, _, formula)| formula)
            .filter(|formula| !formula.is_empty())
            .collect();
        assert_eq!(
            formulas.len(),
            1,
            "only the derived total is a formula: {formulas:?}"
        );
    }
}

#[test]
fn control_characters_harm_no_format() {
    let text = "甲\u{B}乙\u{0}丙\u{1F}丁\u{FFFE}戊";
    let made = make(&submission(
        text,
        &[indicator("产出指标", "数量指标", "次数")],
    ));
    assert!(made.has(Code::ControlCharacter));
    let (index, cell) = cell_with(&made.grid, "甲\u{B}");
    assert_eq!(cell.text, text);
    let drawn = drawn(&made.pages, index);
    assert!(
        ["甲", "乙", "丙", "丁", "戊"]
            .iter()
            .all(|character| drawn.contains(character)),
        "{drawn:?}"
    );
    let texts = made.sheet_texts().join("\n");
    assert!(
        ["甲", "乙", "丙", "丁", "戊"]
            .iter()
            .all(|character| texts.contains(character)),
        "{texts:?}"
    );
}

#[test]
fn text_of_40000_characters_is_whole_in_every_format() {
    let text: String = (0..5000).fold(String::new(), |text, number| {
        text + &format!("{number:06}字。")
    });
    assert_eq!(text.chars().count(), 40_000);
    let made = make(&submission(
        &text,
        &[indicator("产出指标", "数量指标", "次数")],
    ));
    assert_nothing_lost(&made);
    assert!(made.has(Code::XlsxTextSplit), "Excel's limit is reported");
    let pieces: String = made
        .sheet_texts()
        .into_iter()
        .filter(|piece| piece.contains("字。"))
        .collect();
    assert_eq!(pieces, text);
    assert!(made.html().contains(&text));
}

#[test]
fn numbers_with_more_digits_than_a_double_keeps_are_not_rounded() {
    let json = submission("无", &[]).replace("\"fiscal\":1", "\"fiscal\":1234567890123456789.01");
    let made = make(&json);
    assert!(made.has(Code::XlsxNumberAsText));
    assert!(
        made.sheet_texts()
            .contains(&"1234567890123456789.01".to_owned())
    );
}
