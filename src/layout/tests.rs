//! Layout as a whole: nothing lost, nothing outside its cell, lines and pages that end as an official print does.

use std::sync::{Arc, OnceLock};

use proptest::prelude::*;

use super::table::{Imposition, impose};
use super::{
    FaceIndex, FontSet, Layout, Page, Part, Run, SUBSTITUTE, UnknownFace, add_feet, kinsoku,
    lay_out, measure,
};
use crate::grid::{
    Align, Builder, Cell, CellIndex, Font, Foot, Grid, Look, Paper, Role, Row, RowGroup, Style,
    Title, VerticalAlign,
};
use crate::length::Length;

static SERIF: &[u8] = include_bytes!("../../fonts/NotoSerifSC-Regular.ttf");
static SANS: &[u8] = include_bytes!("../../fonts/NotoSansSC-Medium.ttf");

const TITLE: usize = 0;
const LABEL: usize = 1;
const TEXT: usize = 2;
const FIGURE: usize = 3;
const EPSILON: f64 = 0.01;

fn fonts() -> &'static FontSet {
    static FONTS: OnceLock<FontSet> = OnceLock::new();
    FONTS.get_or_init(|| {
        let mut fonts = FontSet::new();
        fonts.add("serif", SERIF).unwrap();
        fonts.add("sans", SANS).unwrap();
        fonts
    })
}

fn style(name: &str, font: usize, size: f64, align: Align) -> Style {
    let (padding_x, padding_y) = (Length::mm(0.8), Length::mm(0.6));
    Style {
        name: name.to_owned(),
        font,
        size: Length::pt(size),
        line_height: 1.3,
        align,
        vertical: VerticalAlign::Middle,
        padding_x,
        padding_y,
    }
}

/// A look whose text block is `width` × `height` points, 50 pt from the sheet's edges.
fn look(width: f64, height: f64) -> Look {
    let font = |role: &str, face: &str| Font {
        role: role.to_owned(),
        face: face.to_owned(),
        workbook: String::new(),
        css: String::new(),
        bold: false,
    };
    let margin = Length::pt(50.0);
    let (width, height) = (
        Length::pt(width) + margin * 2.0,
        Length::pt(height) + margin * 2.0,
    );
    Look {
        paper: Paper {
            width,
            height,
            top: margin,
            right: margin,
            bottom: margin,
            left: margin,
            foot: None,
        },
        fonts: vec![font("label", "sans"), font("body", "serif")],
        styles: vec![
            style("title", 0, 18.0, Align::Center),
            style("label", 0, 9.0, Align::Center),
            style("text", 1, 10.0, Align::Left),
            style("figure", 1, 10.0, Align::Right),
        ],
        inner_rule: Length::pt(0.5),
        outer_rule: Length::pt(1.0),
    }
}

fn cell(role: Role, text: &str) -> Cell {
    let style = if role == Role::Label { LABEL } else { TEXT };
    let text = text.to_owned();
    Cell {
        row: 0,
        col: 0,
        rowspan: 1,
        colspan: 1,
        role,
        style,
        text,
        number: None,
        formula: None,
        pointer: String::new(),
    }
}

fn label(text: &str, rowspan: usize) -> Cell {
    Cell {
        rowspan,
        ..cell(Role::Label, text)
    }
}

fn data(text: &str) -> Cell {
    cell(Role::Data, text)
}

fn builder(look: Look, columns: &[f64]) -> Builder {
    Builder::new(
        "form",
        "表",
        Arc::new(look),
        columns.iter().copied().map(Length::pt).collect(),
    )
}

fn grid(look: Look, columns: &[f64], rows: Vec<Vec<Cell>>) -> Grid {
    let mut builder = builder(look, columns);
    fill(&mut builder, rows);
    builder.finish().unwrap()
}

fn fill(builder: &mut Builder, rows: Vec<Vec<Cell>>) {
    for row in rows {
        builder.row(Row { min_height: None });
        for cell in row {
            builder.cell(cell).unwrap();
        }
    }
}

/// A table of one cell.
fn single(look: Look, text: &str) -> Grid {
    grid(look, &[1.0], vec![vec![data(text)]])
}

/// Texts of the lines of a cell, page after page; with those printed again where `repeated` is asked for.
fn lines(layout: &Layout, wanted: Part) -> Vec<String> {
    layout
        .pages
        .iter()
        .flat_map(|page| lines_on(page, wanted))
        .collect()
}

fn lines_on(page: &Page, wanted: Part) -> Vec<String> {
    let runs: Vec<&Run> = page.runs.iter().filter(|run| run.part == wanted).collect();
    let by_line = runs.chunk_by(|one, next| one.baseline == next.baseline);
    by_line
        .map(|runs| runs.iter().map(|run| page.text_of(run)).collect())
        .collect()
}

fn pages_with(layout: &Layout, wanted: Part) -> Vec<usize> {
    let has = |page: &Page| page.runs.iter().any(|run| run.part == wanted);
    (0..layout.pages.len())
        .filter(|page| has(&layout.pages[*page]))
        .collect()
}

fn drawable(text: &str) -> String {
    text.chars()
        .filter(|character| measure::is_drawn(*character) && !measure::is_line_end(*character))
        .collect()
}

/// Holds what holds of every layout.
fn check(grid: &Grid) -> Imposition {
    let imposition = impose(grid, fonts()).unwrap();
    all_text_is_there_once(grid, &imposition.layout);
    all_pieces_are_in_their_cells(grid, &imposition);
    imposition
}

fn all_text_is_there_once(grid: &Grid, layout: &Layout) {
    for (index, cell) in grid.cells.iter().enumerate() {
        let printed: String = lines(layout, Part::Cell(CellIndex(index))).concat();
        assert_eq!(printed, drawable(&cell.text));
    }
    for (index, title) in grid.titles.iter().enumerate() {
        assert_eq!(
            lines(layout, Part::Title(index)).concat(),
            drawable(&title.text)
        );
    }
}

fn all_pieces_are_in_their_cells(grid: &Grid, imposition: &Imposition) {
    let Imposition {
        layout,
        plans,
        edges,
    } = imposition;
    let paper = &grid.look.paper;
    let first = layout.pages.len() - plans.len();
    for (plan, page) in plans.iter().zip(&layout.pages[first..]) {
        assert!(
            plan.strips
                .windows(2)
                .all(|pair| pair[0].bottom == pair[1].top),
            "a gap between strips"
        );
        let within = |strip: &super::page::Strip| strip.top.to_pt() > paper.top.to_pt() - EPSILON;
        assert!(plan.strips.iter().all(within));
        let bottom = plan
            .strips
            .last()
            .map_or(Length::ZERO, |strip| strip.bottom);
        assert!(
            bottom.to_pt() < (paper.height - paper.bottom).to_pt() + EPSILON,
            "{bottom:?} is below the text block"
        );
        for run in &page.runs {
            let (Part::Cell(index) | Part::Repeated(index)) = run.part else {
                continue;
            };
            let piece = plan
                .pieces
                .iter()
                .find(|piece| piece.cell == index)
                .unwrap();
            let cols = grid.cell(index).cols();
            run_is_within(page, run, (edges[cols.start], edges[cols.end]));
            let style = grid.style(grid.cell(index));
            let pitch = (style.size * style.line_height).min(paper.text_height());
            let face = fonts().find(&grid.look.fonts[style.font].face).unwrap();
            let face = fonts().face(face);
            let line_top =
                run.baseline - (pitch + style.size * (face.ascent() - face.descent())) / 2.0;
            assert!(
                line_top.to_pt() > piece.top.to_pt() - EPSILON,
                "{line_top:?} above {piece:?}"
            );
            assert!(
                (line_top + pitch).to_pt() < piece.bottom.to_pt() + EPSILON,
                "{:?} below {piece:?}",
                line_top + pitch
            );
        }
    }
}

/// The ink of a run is between two edges, but for a glyph that is alone wider.
fn run_is_within(page: &Page, run: &Run, (left, right): (Length, Length)) {
    let glyphs = page.glyphs_of(run);
    let inked = glyphs
        .iter()
        .rposition(|glyph| !glyph.character.is_whitespace())
        .map_or(0, |last| last + 1);
    let width: f64 = glyphs[..inked]
        .iter()
        .map(|glyph| f64::from(glyph.advance))
        .sum();
    let end = run.x + run.size * (width / 1000.0);
    let wide = glyphs[..inked]
        .iter()
        .filter(|glyph| glyph.advance > 0)
        .count();
    if wide > 1 || (wide == 1 && end - run.x <= right - left) {
        assert!(
            run.x.to_pt() > left.to_pt() - EPSILON && end.to_pt() < right.to_pt() + EPSILON,
            "{} {left:?} {right:?}",
            page.text_of(run)
        );
    }
}

#[test]
fn a_look_may_name_only_faces_there_are() {
    let mut look = look(400.0, 600.0);
    look.fonts[1].face = "song".to_owned();
    let error = lay_out(&single(look, "字"), fonts()).unwrap_err();
    assert_eq!(
        error,
        UnknownFace {
            face: "song".to_owned(),
            known: "serif、sans".to_owned()
        }
    );
}

#[test]
fn columns_fill_the_text_block() {
    let imposition = check(&grid(
        look(400.0, 600.0),
        &[10.0, 30.0],
        vec![vec![data("甲"), data("乙")]],
    ));
    assert_eq!(imposition.edges, [50.0, 150.0, 450.0].map(Length::pt));
}

#[test]
fn lines_start_and_end_as_chinese_print_does() {
    let text = "（一）对县委、工作组负责；向“办公室”报告（含数据）：《条例》第3条，《办法》第14条。完成率≥95%，预算27.44万元，比2025年增195.95%！——以上……为限。";
    for width in 46..220 {
        let imposition = check(&single(look(f64::from(width), 600.0), text));
        let lines = lines(&imposition.layout, Part::Cell(CellIndex(0)));
        for pair in lines.windows(2) {
            let (before, after) = (
                pair[0].trim_end().chars().last().unwrap(),
                pair[1].chars().next().unwrap(),
            );
            assert!(
                kinsoku::may_part(before, after),
                "{width}: {before}|{after}"
            );
            assert!(
                !(before == after && "—…".contains(after)),
                "{width}: {before}|{after}"
            );
            let is_figure = |character: char| character.is_ascii_digit() || character == '.';
            assert!(
                width < 60 || !(is_figure(before) && is_figure(after)),
                "{width}: {before}|{after}"
            );
        }
    }
}

#[test]
fn a_break_is_allowed_at_quotation_marks_between_chinese() {
    let imposition = check(&single(look(46.0, 600.0), "落实的“三公”经费"));
    assert_eq!(
        lines(&imposition.layout, Part::Cell(CellIndex(0))),
        ["落实的", "“三公”", "经费"]
    );
}

#[test]
fn bracketed_words_of_a_label_stay_on_one_line_where_that_takes_no_more_lines() {
    let of = |text: &str| {
        let rows = vec![vec![label(text, 1)]];
        let layout = check(&grid(look(41.0, 600.0), &[1.0], rows)).layout;
        lines(&layout, Part::Cell(CellIndex(0)))
    };
    assert_eq!(of("部门（单位）基本信息"), ["部门", "（单位）", "基本信息"]);
    assert_eq!(of("部门（单位）职能"), ["部门（单", "位）职能"]);
}

#[test]
fn a_lone_character_is_joined_by_the_one_before_it() {
    let of = |text: &str| {
        lines(
            &check(&single(look(46.0, 600.0), text)).layout,
            Part::Cell(CellIndex(0)),
        )
    };
    assert_eq!(of("指标值类型"), ["指标值", "类型"]);
    assert_eq!(of("合规率，好"), ["合规", "率，好"]);
    assert_eq!(of("共有职工11人。"), ["共有职工", "11人。"]);
}

#[test]
fn a_word_wider_than_its_cell_is_broken_anywhere() {
    let word = "Abcdefghij".repeat(30);
    let imposition = check(&single(look(100.0, 600.0), &word));
    assert!(lines(&imposition.layout, Part::Cell(CellIndex(0))).len() > 15);
}

#[test]
fn where_the_cell_is_too_narrow_for_the_rules_it_still_breaks() {
    let imposition = check(&single(look(12.0, 600.0), "甲，乙。（丙）……"));
    assert_eq!(lines(&imposition.layout, Part::Cell(CellIndex(0))).len(), 9);
    let imposition = check(&single(look(6.0, 600.0), "甲，乙"));
    assert_eq!(
        lines(&imposition.layout, Part::Cell(CellIndex(0))),
        ["甲", "，", "乙"]
    );
}

#[test]
fn padding_gives_way_to_a_glyph() {
    let mut look = look(40.0, 600.0);
    look.styles[TEXT].padding_x = Length::pt(500.0);
    look.styles[TEXT].padding_y = Length::pt(5000.0);
    let imposition = check(&single(look, "甲乙"));
    assert_eq!(
        lines(&imposition.layout, Part::Cell(CellIndex(0))),
        ["甲", "乙"]
    );
}

#[test]
fn spaces_at_the_end_of_a_line_take_no_width() {
    let imposition = check(&grid(
        look(400.0, 600.0),
        &[1.0],
        vec![vec![Cell {
            style: FIGURE,
            ..data("10   ")
        }]],
    ));
    let page = &imposition.layout.pages[0];
    let digits: f64 = page.glyphs[..2]
        .iter()
        .map(|glyph| f64::from(glyph.advance))
        .sum();
    assert!(
        (page.runs[0].x.to_pt() + digits / 100.0 + Length::mm(0.8).to_pt() - 450.0).abs() < EPSILON
    );
    assert_eq!(page.text_of(&page.runs[0]), "10   ");
}

#[test]
fn every_kind_of_line_end_ends_a_paragraph() {
    let imposition = check(&single(
        look(400.0, 600.0),
        "a\nb\r\nc\rd\u{2028}e\u{2029}f\u{B}g\u{C}h\u{85}i\n\nj\n",
    ));
    assert_eq!(
        lines(&imposition.layout, Part::Cell(CellIndex(0))),
        ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]
    );
    let pitch = Length::pt(13.0);
    let height = pitch * 11.0 + Length::mm(1.2);
    assert!((imposition.layout.row_heights[0] - height).to_pt().abs() < EPSILON);
}

#[test]
fn controls_draw_nothing_and_a_tab_is_a_space() {
    let imposition = check(&single(
        look(400.0, 600.0),
        "a\u{0}b\u{200B}c\u{202E}\u{FEFF}d\te\u{FE0F}",
    ));
    assert_eq!(
        lines(&imposition.layout, Part::Cell(CellIndex(0))),
        ["abcd\te"]
    );
    let page = &imposition.layout.pages[0];
    assert_eq!(
        page.glyphs[4].id,
        fonts().face(FaceIndex(0)).glyph(' ').unwrap().id
    );
    assert!(imposition.layout.missing.is_empty());
}

#[test]
fn a_character_no_face_has_is_drawn_as_the_geta_mark_and_reported_once_a_cell() {
    let cells = vec![data("甲😀乙😀\u{2A6D6}"), data("😀")];
    let mut builder = builder(look(400.0, 600.0), &[1.0, 1.0]);
    builder.title(Title {
        text: "表😀".to_owned(),
        style: TITLE,
    });
    fill(&mut builder, vec![cells]);
    let layout = check(&builder.finish().unwrap()).layout;
    let missing: Vec<_> = layout
        .missing
        .iter()
        .map(|missing| (missing.cell.map(|cell| cell.0), missing.character))
        .collect();
    let emoji = '😀';
    assert!(
        missing.contains(&(None, emoji))
            && missing.contains(&(Some(0), emoji))
            && missing.contains(&(Some(1), emoji))
    );
    assert_eq!(
        missing
            .iter()
            .filter(|(cell, character)| *cell == Some(0) && *character == emoji)
            .count(),
        1
    );
    let geta = fonts().look_up(FaceIndex(0), SUBSTITUTE).unwrap().1.id;
    let page = &layout.pages[0];
    let drawn = page
        .runs
        .iter()
        .filter(|run| matches!(run.part, Part::Cell(_)))
        .flat_map(|run| page.glyphs_of(run));
    assert!(
        drawn
            .filter(|glyph| glyph.character == emoji)
            .all(|glyph| glyph.id == geta)
    );
}

#[test]
fn a_fallback_face_starts_a_run_on_the_same_baseline() {
    let only_serif = (0x2000..0x3000)
        .filter_map(char::from_u32)
        .find(|character| {
            let has = |face: usize| fonts().face(FaceIndex(face)).glyph(*character).is_some();
            has(0) && !has(1) && measure::is_drawn(*character) && !character.is_whitespace()
        });
    let Some(character) = only_serif else { return };
    let layout = check(&grid(
        look(400.0, 600.0),
        &[1.0],
        vec![vec![label(&format!("甲{character}乙"), 1)]],
    ))
    .layout;
    let runs = &layout.pages[0].runs;
    assert_eq!(
        runs.iter().map(|run| run.face.0).collect::<Vec<_>>(),
        [1, 0, 1]
    );
    assert!(
        runs.iter().all(|run| run.baseline == runs[0].baseline)
            && runs[0].x < runs[1].x
            && runs[1].x < runs[2].x
    );
}

#[test]
fn a_row_is_as_high_as_its_tallest_text_and_no_lower_than_asked() {
    let mut builder = builder(look(400.0, 600.0), &[1.0, 1.0]);
    builder.row(Row {
        min_height: Some(Length::pt(40.0)),
    });
    builder.cell(data("甲")).unwrap();
    builder.cell(data("乙")).unwrap();
    fill(
        &mut builder,
        vec![vec![data("甲\n乙\n丙"), data("")], vec![data(""), data("")]],
    );
    let heights = check(&builder.finish().unwrap()).layout.row_heights;
    let padding = Length::mm(1.2).to_pt();
    for (height, wanted) in heights.iter().zip([40.0, 39.0 + padding, 13.0 + padding]) {
        assert!((height.to_pt() - wanted).abs() < EPSILON);
    }
}

#[test]
fn a_merged_cell_spreads_what_it_needs_over_its_rows() {
    let rows = vec![
        vec![label("一\n二\n三\n四\n五\n六\n七\n八", 3), data("甲")],
        vec![data("乙\n乙\n乙")],
        vec![data("丙")],
    ];
    let layout = check(&grid(look(400.0, 600.0), &[1.0, 4.0], rows)).layout;
    let heights: Vec<f64> = layout
        .row_heights
        .iter()
        .map(|height| height.to_pt())
        .collect();
    let needed = 8.0 * 9.0 * 1.3 + Length::mm(1.2).to_pt();
    assert!((heights.iter().sum::<f64>() - needed).abs() < EPSILON);
    assert!(
        (heights[0] - heights[2]).abs() < EPSILON
            && (heights[1] - 39.0 - Length::mm(1.2).to_pt()).abs() < EPSILON
    );
}

#[test]
fn merged_cells_that_overlap_in_part_make_the_table_no_higher_than_need_be() {
    let tall = "一\n二\n三\n四\n五\n六\n七\n八";
    let rows = vec![
        vec![label(tall, 2), data("甲")],
        vec![label(tall, 2)],
        vec![data("丙")],
    ];
    let layout = check(&grid(look(400.0, 600.0), &[1.0, 1.0], rows)).layout;
    let total: f64 = layout.row_heights.iter().map(|height| height.to_pt()).sum();
    let (tall, low) = (
        8.0 * 9.0 * 1.3 + Length::mm(1.2).to_pt(),
        13.0 + Length::mm(1.2).to_pt(),
    );
    assert!(
        (total - tall - low).abs() < EPSILON,
        "{:?}",
        layout.row_heights
    );
}

#[test]
fn a_row_that_does_not_fit_moves_to_the_next_page() {
    let rows = vec![
        vec![data(&"行\n".repeat(10))],
        vec![data(&"行\n".repeat(10))],
        vec![data("末")],
    ];
    let layout = check(&grid(look(400.0, 200.0), &[1.0], rows)).layout;
    assert_eq!(layout.pages.len(), 2);
    assert_eq!(pages_with(&layout, Part::Cell(CellIndex(1))), [1]);
}

#[test]
fn a_cell_taller_than_a_page_is_split_between_its_lines() {
    let paragraphs: Vec<String> = (1..=120)
        .map(|number| format!("第{number}段，本年度工作安排。"))
        .collect();
    let rows = vec![
        vec![label("依据", 1), data("短")],
        vec![label("职能概述", 1), data(&paragraphs.join("\n"))],
        vec![label("末", 1), data("尾")],
    ];
    let layout = check(&grid(look(400.0, 400.0), &[1.0, 5.0], rows)).layout;
    assert_eq!(layout.pages.len(), 5);
    assert_eq!(
        pages_with(&layout, Part::Cell(CellIndex(3))),
        [0, 1, 2, 3, 4]
    );
    assert_eq!(pages_with(&layout, Part::Cell(CellIndex(2))), [0]);
    assert_eq!(
        pages_with(&layout, Part::Repeated(CellIndex(2))),
        [1, 2, 3, 4]
    );
    assert_eq!(lines(&layout, Part::Cell(CellIndex(3))), paragraphs);
}

#[test]
fn forty_thousand_characters_in_a_cell_are_all_printed() {
    let text = "加强组织领导，完善工作制度；".repeat(40_000 / 14);
    let layout = check(&grid(
        look(450.0, 640.0),
        &[1.0, 5.0],
        vec![vec![label("总体目标", 1), data(&text)]],
    ))
    .layout;
    assert!(layout.pages.len() > 15);
}

/// A group of rows under a head, with a label in the first column that spans `per_label` rows.
fn indicators(look: Look, count: usize, per_label: usize) -> Grid {
    let mut builder = builder(look, &[2.0, 6.0, 2.0]);
    fill(
        &mut builder,
        vec![vec![
            label("一级指标", 1),
            label("三级指标", 1),
            label("指标值", 1),
        ]],
    );
    for number in 0..count {
        let mut row = vec![
            data(&format!("指标{number}")),
            Cell {
                style: FIGURE,
                ..data("95%")
            },
        ];
        if number % per_label == 0 {
            row.insert(0, label("基本运行指标", per_label));
        }
        fill(&mut builder, vec![row]);
    }
    builder.group(RowGroup {
        head: 0..1,
        rows: 0..count + 1,
    });
    builder.finish().unwrap()
}

#[test]
fn head_and_open_labels_are_printed_again_on_each_page() {
    let grid = indicators(look(400.0, 600.0), 2000, 500);
    let layout = check(&grid).layout;
    let pages = layout.pages.len();
    assert!(pages > 40);
    assert_eq!(
        pages_with(&layout, Part::Repeated(CellIndex(1))),
        (1..pages).collect::<Vec<_>>()
    );
    let labels: Vec<usize> = (0..grid.cells.len())
        .filter(|index| grid.cells[*index].rowspan == 500)
        .collect();
    for page in &layout.pages {
        let is_printed = |index: &&usize| {
            let cell = CellIndex(**index);
            page.runs
                .iter()
                .any(|run| run.part == Part::Cell(cell) || run.part == Part::Repeated(cell))
        };
        assert!(labels.iter().any(|index| is_printed(&index)));
    }
    let last = *labels.last().unwrap();
    assert!(pages_with(&layout, Part::Repeated(CellIndex(last))).contains(&(pages - 1)));
}

#[test]
fn a_label_that_begins_at_the_head_covers_the_repeated_head_too() {
    let mut builder = builder(look(400.0, 120.0), &[1.0, 3.0, 1.0]);
    fill(
        &mut builder,
        vec![vec![
            label("绩效指标", 9),
            label("三级指标", 1),
            label("指标值", 1),
        ]],
    );
    fill(
        &mut builder,
        (0..8)
            .map(|number| vec![data(&format!("指标{number}")), data("1")])
            .collect(),
    );
    builder.group(RowGroup {
        head: 0..1,
        rows: 0..9,
    });
    let imposition = check(&builder.finish().unwrap());
    assert!(imposition.plans.len() > 1);
    for plan in &imposition.plans[1..] {
        let piece = plan
            .pieces
            .iter()
            .find(|piece| piece.cell == CellIndex(0))
            .unwrap();
        let (first, last) = (plan.strips.first().unwrap(), plan.strips.last().unwrap());
        assert_eq!(
            (piece.top, piece.bottom, first.row),
            (first.top, last.bottom, 0)
        );
    }
    for page in &imposition.layout.pages {
        let inner = page
            .rules
            .iter()
            .filter(|rule| rule.from.1 == rule.to.1 && rule.width.to_pt() < 0.9);
        assert!(
            inner.clone().count() > 0
                && inner
                    .clone()
                    .all(|rule| (rule.from.0.to_pt() - 130.0).abs() < EPSILON)
        );
    }
}

#[test]
fn a_head_never_stands_alone_at_a_pages_foot() {
    for height in 60..240 {
        let mut builder = builder(look(400.0, f64::from(height)), &[1.0, 1.0]);
        fill(
            &mut builder,
            (0..4).map(|_| vec![data("甲"), data("乙")]).collect(),
        );
        fill(&mut builder, vec![vec![label("头", 1), label("头", 1)]]);
        fill(
            &mut builder,
            (0..4).map(|_| vec![data("甲\n甲"), data("乙")]).collect(),
        );
        builder.group(RowGroup {
            head: 4..5,
            rows: 4..9,
        });
        for plan in check(&builder.finish().unwrap()).plans {
            assert_ne!(plan.strips.last().unwrap().row, 4, "{height}");
        }
    }
}

#[test]
fn a_head_too_high_to_repeat_is_not_repeated() {
    let mut builder = builder(look(400.0, 100.0), &[1.0]);
    fill(&mut builder, vec![vec![label("头\n头\n头\n头\n头\n头", 1)]]);
    fill(
        &mut builder,
        (0..6).map(|_| vec![data("甲\n甲\n甲")]).collect(),
    );
    builder.group(RowGroup {
        head: 0..1,
        rows: 0..7,
    });
    let layout = check(&builder.finish().unwrap()).layout;
    assert_eq!(
        pages_with(&layout, Part::Repeated(CellIndex(0))),
        Vec::<usize>::new()
    );
}

#[test]
fn the_last_row_grows_so_that_an_open_label_is_whole() {
    let rows = vec![
        vec![Cell {
            colspan: 2,
            ..data("首")
        }],
        vec![label("部\n门\n职\n能", 3), data("短")],
        vec![data(&"叙\n".repeat(21))],
        vec![data("末")],
    ];
    let layout = check(&grid(look(400.0, 300.0), &[1.0, 5.0], rows)).layout;
    assert_eq!(
        lines_on(&layout.pages[0], Part::Cell(CellIndex(1))),
        ["部", "门", "职", "能"]
    );
    assert_eq!(
        lines_on(&layout.pages[1], Part::Repeated(CellIndex(1))),
        ["部", "门", "职", "能"]
    );
    assert_eq!(pages_with(&layout, Part::Cell(CellIndex(3))), [1]);
}

#[test]
fn rows_move_to_the_next_page_so_that_a_label_is_whole() {
    let mut rows: Vec<Vec<Cell>> = (0..11)
        .map(|_| {
            vec![Cell {
                colspan: 2,
                ..data("行")
            }]
        })
        .collect();
    rows.push(vec![label("部\n门\n职\n能", 6), data("甲")]);
    rows.extend((0..5).map(|_| vec![data("乙")]));
    let layout = check(&grid(look(400.0, 12.4 * 16.4), &[1.0, 5.0], rows)).layout;
    assert_eq!(
        lines_on(&layout.pages[1], Part::Cell(CellIndex(11))),
        ["部", "门", "职", "能"]
    );
    assert_eq!(pages_with(&layout, Part::Cell(CellIndex(12))), [1]);
}

#[test]
fn merged_data_flows_on_over_the_page() {
    let text = (1..=40)
        .map(|number| format!("第{number}行"))
        .collect::<Vec<_>>()
        .join("\n");
    let mut rows = vec![vec![
        Cell {
            rowspan: 4,
            ..data(&text)
        },
        data("甲"),
    ]];
    rows.extend((0..3).map(|_| vec![data("乙")]));
    let layout = check(&grid(look(400.0, 200.0), &[1.0, 1.0], rows)).layout;
    let pages = pages_with(&layout, Part::Cell(CellIndex(0)));
    assert!(pages.len() > 2 && pages.len() == layout.pages.len());
    assert_eq!(
        pages_with(&layout, Part::Repeated(CellIndex(0))),
        Vec::<usize>::new()
    );
}

#[test]
fn every_page_is_framed_and_no_rule_crosses_a_merged_cell() {
    let rows = vec![
        vec![label("组", 2), data("甲"), data("乙")],
        vec![Cell {
            colspan: 2,
            ..data("丙")
        }],
    ];
    let layout = check(&grid(look(400.0, 600.0), &[1.0, 1.0, 2.0], rows)).layout;
    let heights: Vec<f64> = layout
        .row_heights
        .iter()
        .map(|height| height.to_pt())
        .collect();
    let (middle, bottom) = (50.0 + heights[0], 50.0 + heights[0] + heights[1]);
    let rules: Vec<_> = layout.pages[0]
        .rules
        .iter()
        .map(|rule| [rule.from.0, rule.from.1, rule.to.0, rule.to.1].map(Length::to_pt))
        .collect();
    let wanted = [
        [49.5, 50.0, 450.5, 50.0],
        [150.0, middle, 450.0, middle],
        [49.5, bottom, 450.5, bottom],
        [50.0, 49.5, 50.0, bottom + 0.5],
        [150.0, 50.0, 150.0, bottom],
        [250.0, 50.0, 250.0, middle],
        [450.0, 49.5, 450.0, bottom + 0.5],
    ];
    assert_eq!(rules.len(), wanted.len());
    for (rule, wanted) in rules.iter().zip(wanted) {
        assert!(
            rule.iter()
                .zip(wanted)
                .all(|(one, other)| (one - other).abs() < EPSILON),
            "{rule:?} {wanted:?}"
        );
    }
}

#[test]
fn titles_stand_above_the_table_on_the_first_page_only() {
    let mut builder = builder(look(200.0, 300.0), &[1.0]);
    builder.title(Title {
        text: "某某局部门（单位）整体支出绩效目标表".to_owned(),
        style: TITLE,
    });
    builder.title(Title {
        text: "（2025年度）".to_owned(),
        style: TITLE,
    });
    fill(&mut builder, (0..30).map(|_| vec![data("甲")]).collect());
    let imposition = check(&builder.finish().unwrap());
    assert_eq!(pages_with(&imposition.layout, Part::Title(0)), [0]);
    let titles: f64 = imposition
        .layout
        .title_heights
        .iter()
        .map(|height| height.to_pt())
        .sum();
    assert!((imposition.plans[0].strips[0].top.to_pt() - 50.0 - titles).abs() < EPSILON);
    assert_eq!(lines(&imposition.layout, Part::Title(0)).len(), 2);
}

#[test]
fn feet_count_through_all_tables() {
    let mut look = look(400.0, 200.0);
    look.paper.foot = Some(Foot {
        text: "第{page}页 共{pages}页".to_owned(),
        style: FIGURE,
        height: Length::pt(30.0),
    });
    let grid = grid(look, &[1.0], (0..15).map(|_| vec![data("甲")]).collect());
    let (mut one, mut other) = (
        lay_out(&grid, fonts()).unwrap(),
        lay_out(&grid, fonts()).unwrap(),
    );
    add_feet(&mut [(&grid, &mut one), (&grid, &mut other)], fonts()).unwrap();
    assert_eq!(lines(&one, Part::Foot), ["第1页 共4页", "第2页 共4页"]);
    assert_eq!(lines(&other, Part::Foot), ["第3页 共4页", "第4页 共4页"]);
    let foot = one.pages[0].runs.last().unwrap();
    assert!((foot.baseline.to_pt() - 270.0).abs() < EPSILON);
    let width: f64 = one.pages[0]
        .glyphs_of(foot)
        .iter()
        .map(|glyph| f64::from(glyph.advance) / 100.0)
        .sum();
    assert!((foot.x.to_pt() + width - 450.0).abs() < EPSILON);
}

#[test]
fn a_table_without_rows_has_a_page() {
    let mut builder = builder(look(400.0, 600.0), &[1.0]);
    builder.title(Title {
        text: "空表".to_owned(),
        style: TITLE,
    });
    assert_eq!(check(&builder.finish().unwrap()).layout.pages.len(), 1);
    let rows = grid(look(400.0, 600.0), &[], vec![vec![], vec![]]);
    assert_eq!(check(&rows).layout.pages.len(), 1);
}

#[test]
fn short_data_of_a_merged_cell_is_not_split() {
    let mut rows: Vec<Vec<Cell>> = (0..11)
        .map(|_| {
            vec![Cell {
                colspan: 2,
                ..data("行")
            }]
        })
        .collect();
    rows.push(vec![
        Cell {
            rowspan: 6,
            ..data("部\n门\n职\n能")
        },
        data("甲"),
    ]);
    rows.extend((0..5).map(|_| vec![data("乙")]));
    let layout = check(&grid(look(400.0, 12.4 * 16.4), &[1.0, 5.0], rows)).layout;
    assert_eq!(pages_with(&layout, Part::Cell(CellIndex(11))), [1]);
}

/// A table drawn at random: sizes of its text block, columns, rows with merged cells, perhaps a group.
#[derive(Debug, Clone)]
struct Draft {
    size: (f64, f64),
    columns: Vec<f64>,
    rows: usize,
    cells: Vec<(usize, usize, bool, String)>,
    group: Option<(usize, usize)>,
    min_height: Option<f64>,
    paddings: (f64, f64),
    type_size: (f64, f64),
    title: String,
}

impl Draft {
    fn grid(&self) -> Grid {
        let mut look = look(self.size.0, self.size.1);
        for style in &mut look.styles {
            (style.padding_x, style.padding_y) =
                (Length::pt(self.paddings.0), Length::pt(self.paddings.1));
            (style.size, style.line_height) = (Length::pt(self.type_size.0), self.type_size.1);
        }
        let width = self.columns.len();
        let mut builder = builder(look, &self.columns);
        builder.title(Title {
            text: self.title.clone(),
            style: TITLE,
        });
        let mut taken = vec![false; width * self.rows];
        let mut cells = self.cells.iter().cycle();
        for row in 0..self.rows {
            builder.row(Row {
                min_height: self.min_height.map(Length::pt),
            });
            for col in 0..width {
                if taken[row * width + col] {
                    continue;
                }
                let (rowspan, colspan, is_label, text) = cells.next().unwrap();
                let free = taken[row * width + col..(row + 1) * width]
                    .iter()
                    .take_while(|taken| !**taken)
                    .count();
                let (rowspan, colspan) = ((*rowspan).min(self.rows - row), (*colspan).min(free));
                for slot in (row..row + rowspan)
                    .flat_map(|row| (col..col + colspan).map(move |col| row * width + col))
                {
                    taken[slot] = true;
                }
                let role = if *is_label { Role::Label } else { Role::Data };
                builder
                    .cell(Cell {
                        rowspan,
                        colspan,
                        ..cell(role, text)
                    })
                    .unwrap();
            }
        }
        if let Some((start, head)) = self.group.filter(|(start, head)| start + head <= self.rows) {
            builder.group(RowGroup {
                head: start..start + head,
                rows: start..self.rows,
            });
        }
        builder.finish().unwrap()
    }
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[字句中国预算，。、（）《》“”]{0,12}",
        2 => "[字句，。、（）《》“”——……a-z0-9 .%\n]{0,200}",
        1 => "\\PC{0,60}",
        1 => any::<String>(),
    ]
}

fn drafts() -> impl Strategy<Value = Draft> {
    let cell = (
        prop_oneof![3 => Just(1_usize), 1 => 1_usize..9],
        prop_oneof![3 => Just(1_usize), 1 => 1_usize..4],
        any::<bool>(),
        texts(),
    );
    let table = (
        prop::collection::vec(prop_oneof![4 => 1.0..100.0, 1 => Just(0.0)], 1..6),
        1_usize..30,
        prop::collection::vec(cell, 1..40),
        prop::option::of((0_usize..6, 0_usize..3)),
        texts(),
    );
    let look = (
        (60.0..500.0, 57.0..700.0),
        prop_oneof![3 => Just(None), 1 => (0.0..900.0).prop_map(Some)],
        prop_oneof![3 => Just((2.0, 2.0)), 1 => (0.0..300.0, 0.0..20.0)],
        prop_oneof![3 => Just((10.0, 1.3)), 1 => (1.0..100.0, 0.5..10.0)],
    );
    (table, look).prop_map(|(table, (size, min_height, paddings, type_size))| {
        let (columns, rows, cells, group, title) = table;
        Draft {
            size,
            columns,
            rows,
            cells,
            group,
            min_height,
            paddings,
            type_size,
            title,
        }
    })
}

/// The indicators of a form: label, texts of its rows, one group a label.
fn labelled_groups() -> impl Strategy<Value = Vec<(String, Vec<String>)>> {
    let row = "[指标完成率，、]{1,40}";
    let group = (
        "[可持续发展能力指标]{2,12}",
        prop::collection::vec(row, 1..9),
    );
    prop::collection::vec(group, 1..15)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_table_is_printed_whole_and_within_its_cells(draft in drafts()) {
        check(&draft.grid());
    }

    #[test]
    fn a_forbidden_character_starts_a_line_only_where_no_earlier_break_is_better(
        text in "[字句预算，。、；：（）《》“”—…a-c0-9 .%]{0,120}",
        width in 20.0..200.0,
    ) {
        let layout = check(&single(look(width, 600.0), &text)).layout;
        for pair in lines(&layout, Part::Cell(CellIndex(0))).windows(2) {
            let line: Vec<char> = pair[0].trim_end().chars().collect();
            let next = pair[1].chars().next().unwrap();
            if let Some(last) = line.last().filter(|last| !kinsoku::may_part(**last, next)) {
                let parts = |pair: &[char]| pair[1] != ' ' && pair[0] != ' ' && kinsoku::may_part(pair[0], pair[1]);
                let is_paired = |pair: &[char]| pair[0] == pair[1] && "—…".contains(pair[0]);
                let better = line.windows(2).any(|pair| parts(pair) && !is_paired(pair));
                prop_assert!(!better, "{last}|{next} in {line:?}");
            }
        }
    }

    #[test]
    fn labels_are_whole_on_every_page_their_rows_are_on(groups in labelled_groups(), height in 150.0..500.0) {
        let mut builder = builder(look(300.0, height), &[1.0, 3.0, 1.0]);
        let count: usize = groups.iter().map(|(_, rows)| rows.len()).sum();
        fill(&mut builder, vec![vec![label("一级指标", 1), label("三级指标", 1), label("值", 1)]]);
        for (name, rows) in &groups {
            for (number, text) in rows.iter().enumerate() {
                let name = (number == 0).then(|| label(name, rows.len()));
                fill(&mut builder, vec![name.into_iter().chain([data(text), data("1")]).collect()]);
            }
        }
        builder.group(RowGroup { head: 0..1, rows: 0..count + 1 });
        let grid = builder.finish().unwrap();
        let imposition = check(&grid);
        let first = imposition.layout.pages.len() - imposition.plans.len();
        for (plan, page) in imposition.plans.iter().zip(&imposition.layout.pages[first..]) {
            for (index, cell) in grid.cells.iter().enumerate().filter(|(_, cell)| cell.role == Role::Label) {
                if plan.strips.iter().any(|strip| cell.rows().contains(&strip.row)) {
                    let printed = lines_on(page, Part::Cell(CellIndex(index))).concat();
                    let again = lines_on(page, Part::Repeated(CellIndex(index))).concat();
                    prop_assert_eq!(printed + &again, drawable(&cell.text));
                }
            }
        }
    }
}
