//! Typographic settings of an edition in the files: faces by role, compressed punctuation, decimal
//! alignment, the label of continuation pages; line breaks, indents, rows and columns of an
//! official print.

#![expect(clippy::unwrap_used, reason = "a failed precondition fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jixiao::check::Checked;
use jixiao::finding::{Code, Levels};
use jixiao::grid::Grid;
use jixiao::layout::{Page, RunKind, lay_out};
use jixiao::length::Length;
use jixiao::render::{OnErrors, Options, Renderer};
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
    layouts_of(renderer, &example())
}

fn layouts_of(renderer: &Renderer, data: &[u8]) -> Vec<LaidOut> {
    let submission = submission(renderer, EXAMPLE, data);
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
    let target = "\"annual_target\": \"";
    let marks = format!(
        "{target}{}",
        "“一”、“二”；《三》、《四》；（五）、（六）。".repeat(8)
    );
    let data = changed_example(&[(target, &marks)]);
    let plain = layouts_of(&Renderer::built_in(), &data);
    let squeezed = layouts_of(
        &edition_with(&[("punctuation = \"full\"", "punctuation = \"squeezed\"")]),
        &data,
    );
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
            .filter(|run| matches!(run.kind, RunKind::Cell(_)))
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

/// The example with changes to its text.
fn changed_example(changes: &[(&str, &str)]) -> Vec<u8> {
    let mut text = String::from_utf8(example()).unwrap();
    for (part, instead) in changes {
        assert!(text.contains(part), "{part}");
        text = text.replacen(part, instead, 1);
    }
    text.into_bytes()
}

/// The department's table of some data.
fn department_grid(renderer: &Renderer, data: &[u8]) -> Grid {
    let submission = submission(renderer, "申报数据.json", data);
    renderer.grids(&submission).unwrap().swap_remove(0)
}

/// Pages of a table.
fn pages(renderer: &Renderer, grid: &Grid) -> Vec<Page> {
    let layout = lay_out(grid, renderer.fonts()).unwrap();
    layout.pages(grid).collect()
}

/// Lines of the texts of a kind, page after page.
fn lines_of(pages: &[Page], is_wanted: impl Fn(RunKind) -> bool) -> Vec<String> {
    let mut lines: Vec<(usize, Length, String)> = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        for run in page.runs.iter().filter(|run| is_wanted(run.kind)) {
            let text = page.text_of(run);
            match lines
                .last_mut()
                .filter(|last| (last.0, last.1) == (number, run.baseline))
            {
                Some(last) => last.2 += &text,
                None => lines.push((number, run.baseline, text)),
            }
        }
    }
    lines.into_iter().map(|line| line.2).collect()
}

const NAME: &str = "和政县委巡察工作领导小组办公室";

#[test]
fn titles_with_long_names_break_where_the_meaning_does() {
    let renderer = Renderer::built_in();
    let rest = "部门（单位）整体支出绩效目标表";
    let of = |name: &str| {
        let data = changed_example(&[(
            &format!("\"name\": \"{NAME}\""),
            &format!("\"name\": \"{name}\""),
        )]);
        let grid = department_grid(&renderer, &data);
        lines_of(&pages(&renderer, &grid), |kind| kind == RunKind::Title(0))
    };
    // 24 characters fit on a line.
    for name in [
        "和政县文化和旅游局",
        "甘肃省临夏州和政县文化体育广电和旅游局",
        "甘肃省临夏回族自治州和政县文化体育广电和旅游局",
    ] {
        let lines = of(name);
        let whole = name.chars().count() + rest.chars().count() <= 24;
        let expected = if whole {
            vec![format!("{name}{rest}")]
        } else {
            vec![name.to_owned(), rest.to_owned()]
        };
        assert_eq!(lines, expected);
    }
    assert_eq!(
        of("甘肃省临夏回族自治州积石山保安族东乡族撒拉族自治县文化体育广电和旅游局"),
        [
            "甘肃省临夏回族自治州",
            "积石山保安族东乡族撒拉族自治县",
            "文化体育广电和旅游局",
            rest
        ]
    );
    let longest = of(
        "甘肃省临夏回族自治州积石山保安族东乡族撒拉族自治县人民政府办公室机关后勤服务中心（政务公开与信息中心）筹备工作领导小组办公室",
    );
    assert!(longest.last().unwrap().ends_with(rest), "{longest:?}");
    assert!(
        longest.iter().all(|line| line.chars().count() <= 24),
        "{longest:?}"
    );
    assert!(longest[0].ends_with(['州', '县']), "{longest:?}");
}

/// The row of an indicator of the example with another value.
fn with_unit(unit: &str) -> Vec<u8> {
    changed_example(&[(
        "\"unit\": \"%\", \"content\": \"\"",
        &format!("\"unit\": \"{unit}\""),
    )])
}

#[test]
fn a_number_is_whole_with_its_unit_in_all_formats() {
    let renderer = Renderer::built_in();
    let data = with_unit("万元/年");
    let grid = department_grid(&renderer, &data);
    let content = |text: &str| text.starts_with('≥') && text.ends_with("万元/年");
    let cell = grid
        .cells
        .iter()
        .position(|cell| content(&cell.text))
        .unwrap();
    let size = grid.style(&grid.cells[cell]).size.to_pt();
    let lines = lines_of(
        &pages(&renderer, &grid),
        |kind| matches!(kind, RunKind::Cell(index) if index.0 == cell),
    );
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!((7.0..9.0).contains(&size), "{size}");
    let workbook = rendered(&renderer, &data, Format::Xlsx);
    assert!(texts(&workbook)["xl/styles.xml"].contains(&format!("<sz val=\"{size}\"/>")));
    let page = String::from_utf8(rendered(&renderer, &data, Format::Html)).unwrap();
    assert!(page.contains(&format!("font:normal {size:.2}pt/")));
    // Without a floor, the number breaks at the separator.
    let plain = edition_with(&[("min_size = 7\n", "")]);
    let grid = department_grid(&plain, &data);
    let lines = lines_of(
        &pages(&plain, &grid),
        |kind| matches!(kind, RunKind::Cell(index) if index.0 == cell),
    );
    assert!(lines.len() == 2 && lines[0].ends_with('/'), "{lines:?}");
}

#[test]
fn paragraphs_are_indented_without_a_change_of_their_text() {
    let narrative = "line_height = 1.35\nalign = \"left\"\n";
    let indented = edition_with(&[(narrative, &format!("{narrative}indent = 2\n"))]);
    let page = String::from_utf8(file(&indented, Format::Html)).unwrap();
    assert!(
        page.contains("text-indent:2em") && page.contains("<p>目标1"),
        "paragraphs"
    );
    let plain = String::from_utf8(file(&Renderer::built_in(), Format::Html)).unwrap();
    assert!(!plain.contains("text-indent"));
    // A workbook has no first-line indent.
    let strings =
        |renderer: &Renderer| texts(&file(renderer, Format::Xlsx))["xl/sharedStrings.xml"].clone();
    assert_eq!(strings(&indented), strings(&Renderer::built_in()));
    let starts = |renderer: &Renderer| -> BTreeSet<String> {
        let grid = department_grid(renderer, &example());
        let pages = pages(renderer, &grid);
        let runs = pages.iter().flat_map(|page| &page.runs);
        let is_narrative = |kind: RunKind| match kind {
            RunKind::Cell(index) => grid.style(grid.cell(index)).name == "narrative",
            _ => false,
        };
        runs.filter(|run| is_narrative(run.kind))
            .map(|run| format!("{:.1}", run.x.to_pt()))
            .collect()
    };
    let (plain, indented) = (starts(&Renderer::built_in()), starts(&indented));
    assert!(indented.len() > plain.len(), "{indented:?} {plain:?}");
}

/// The built-in edition with a change to the department's template.
fn template_with(part: &str, instead: &str) -> Renderer {
    renderer_with(|name, text| {
        if name != "department-target.tera" {
            return text.to_owned();
        }
        assert_eq!(text.matches(part).count(), 1, "{part}");
        text.replacen(part, instead, 1)
    })
}

#[test]
fn a_block_of_rows_of_a_template_stays_on_one_page() {
    let block = "    <tr>\n      <th rowspan=\"5\">当年预算构成（万元）</th>";
    let after = "    <tr><th>年度绩效目标</th>";
    let kept = renderer_with(|name, text| {
        if name != "department-target.tera" {
            return text.to_owned();
        }
        let text = text.replacen(
            block,
            &format!("  </tbody>\n  <tbody keep=\"1\">\n{block}"),
            1,
        );
        text.replacen(after, &format!("  </tbody>\n  <tbody>\n{after}"), 1)
    });
    let pages_of = |renderer: &Renderer| -> BTreeSet<usize> {
        let grid = department_grid(renderer, &example());
        let pages = pages(renderer, &grid);
        let is_of_block = |text: &str| text == "部门（单位）收入预算" || text == "支出预算合计";
        let on = |page: &Page| page.runs.iter().any(|run| is_of_block(&page.text_of(run)));
        (0..pages.len()).filter(|page| on(&pages[*page])).collect()
    };
    assert_eq!(
        pages_of(&Renderer::built_in()).len(),
        2,
        "the block is broken without"
    );
    assert_eq!(pages_of(&kept).len(), 1);
}

#[test]
fn a_table_set_closer_is_reported_and_equal_in_all_formats() {
    let fit = "[fit]\nsize = 8\npadding = 0.3\n\n[rules]\ninner";
    let closer = edition_with(&[("[rules]\ninner", fit)]);
    let plain = Renderer::built_in();
    // The department's table of the example takes two pages; with more indicators, three.
    let row = "\"level1\": \"基本运行指标\"";
    let text = String::from_utf8(example()).unwrap();
    let at = text
        .find(row)
        .map(|at| text[..at].rfind('{').unwrap())
        .unwrap();
    let end = at + text[at..].find('}').unwrap() + 1;
    let mut data = None;
    for more in 1..40 {
        let rows = format!("{},", &text[at..end]).repeat(more);
        let candidate = format!("{}{rows}{}", &text[..at], &text[at..]).into_bytes();
        if pages(&plain, &department_grid(&plain, &candidate)).len() == 3 {
            data = Some(candidate);
            break;
        }
    }
    let data = data.unwrap();
    let grid = department_grid(&closer, &data);
    let fitted = grid.fitted.unwrap();
    assert_eq!((fitted.pages, pages(&closer, &grid).len()), (2, 2));
    assert!(fitted.size.to_pt() >= 8.0 && fitted.padding.to_mm() > 0.299);
    let findings = |renderer: &Renderer| {
        let options = Options {
            errors: OnErrors::Continue,
            ..Options::default()
        };
        let made = renderer.render("申报数据.json", &data, &options).unwrap();
        let findings = made.report.findings().to_vec();
        findings
            .into_iter()
            .filter(|finding| finding.code == Code::TableFitted)
            .count()
    };
    assert_eq!((findings(&plain), findings(&closer)), (0, 1));
    let html = String::from_utf8(rendered(&closer, &data, Format::Html)).unwrap();
    let padding = grid.style(&grid.cells[0]).padding_y.to_pt();
    assert!(html.contains(&format!("padding:{padding:.2}pt")));
    // A table that fits anyway keeps its sizes.
    assert_eq!(department_grid(&closer, &example()).fitted, None);
}

#[test]
fn a_column_is_as_wide_as_its_content_on_request() {
    let last = "<col width=\"17.2\"/><col width=\"10.2\"/>";
    let auto = template_with(last, "<col width=\"17.2\"/><col width=\"auto\"/>");
    let wide = template_with(
        "<col width=\"20.4\"/><col width=\"20.4\"/><col width=\"20.4\"/><col width=\"15.8\"/><col width=\"20.4\"/>",
        &"<col width=\"auto\"/>".repeat(5),
    );
    let width = |grid: &Grid| grid.columns.iter().copied().sum::<Length>().to_mm();
    let plain = department_grid(&Renderer::built_in(), &example());
    let grid = department_grid(&auto, &example());
    assert!((width(&plain) - 156.0).abs() < 0.01 && (width(&grid) - 156.0).abs() < 0.01);
    assert_eq!(grid.auto_columns, [8]);
    assert!(
        (grid.columns[8].to_mm() - 10.2).abs() < 0.01,
        "what the others leave"
    );
    let grid = department_grid(&wide, &example());
    assert!((width(&grid) - 156.0).abs() < 0.01);
    assert!(grid.columns[2] != plain.columns[2]);
    assert_eq!(grid.columns, department_grid(&wide, &example()).columns);
    // A blank has widths by its labels.
    let edition = wide.registry().edition(0);
    let options = jixiao::render::BlankOptions::all(edition, 1);
    assert!(wide.blank(edition, &options).unwrap().value.is_some());
}
