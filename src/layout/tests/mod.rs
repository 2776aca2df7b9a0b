//! Layout as a whole: no text is lost or outside its cell, and lines and pages end as in official
//! print.

mod any;
mod front;
mod lines;
mod pages;
mod print;
mod rules;
mod typography;

use std::sync::{Arc, OnceLock};

use super::glyph::is_drawn;
use super::pagination::PagePlan;
use super::typesetter::is_line_end;
use super::{
    FaceIndex, FontSet, MissingGlyph, Page, Run, RunKind, SUBSTITUTE, UnknownFace, add_feet,
    kinsoku,
};
use crate::grid::{
    Align, Builder, Cell, CellIndex, Continued, Edge, Font, Foot, Grid, Look, Notation, Number,
    Paper, Punctuation, Role, Row, RowGroup, Style, Title, VerticalAlign, Words,
};
use crate::length::Length;

static SERIF: &[u8] = include_bytes!("../../../fonts/NotoSerifSC-Regular.ttf");
static SANS: &[u8] = include_bytes!("../../../fonts/NotoSansSC-Medium.ttf");

const TITLE: usize = 0;
const LABEL: usize = 1;
const TEXT: usize = 2;
const DECIMAL: usize = 3;
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
        min_size: None,
        indent: 0.0,
    }
}

/// A look with a text block of `width` × `height` points, 50 pt from the edges of the page.
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
            head: None,
            foot: None,
            odd_start: None,
        },
        fonts: vec![font("label", "sans"), font("body", "serif")],
        styles: vec![
            style("title", 0, 18.0, Align::Center),
            style("label", 0, 9.0, Align::Center),
            style("text", 1, 10.0, Align::Left),
            style("decimal", 1, 10.0, Align::Right),
        ],
        inner_rule: Length::pt(0.5),
        outer_rule: Length::pt(1.0),
        punctuation: Punctuation::Full,
        continued: None,
        words: Words::default(),
        fit: None,
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
        blank: None,
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

/// A layout with its pages drawn.
#[derive(Debug, PartialEq)]
struct Layout {
    pages: Vec<Page>,
    row_heights: Vec<Length>,
    title_heights: Vec<Length>,
    missing: Vec<MissingGlyph>,
}

/// A layout with the source of its pages; the last plan belongs to the last page.
struct TablePages {
    layout: Layout,
    plans: Vec<PagePlan>,
    edges: Vec<Length>,
}

fn table_pages(grid: &Grid, fonts: &FontSet) -> Result<TablePages, UnknownFace> {
    let layout = super::lay_out(grid, fonts)?;
    let imposed = layout.table_pages();
    let (plans, edges) = (imposed.plans.clone(), imposed.edges.clone());
    let pages: Vec<Page> = layout.pages(grid).collect();
    assert_eq!(pages.len(), layout.page_count());
    let super::Layout {
        row_heights,
        title_heights,
        missing,
        ..
    } = layout;
    let layout = Layout {
        pages,
        row_heights,
        title_heights,
        missing,
    };
    Ok(TablePages {
        layout,
        plans,
        edges,
    })
}

fn lay_out(grid: &Grid, fonts: &FontSet) -> Result<Layout, UnknownFace> {
    table_pages(grid, fonts).map(|table_pages| table_pages.layout)
}

/// Texts of the lines of a run kind, page after page.
fn lines(layout: &Layout, wanted: RunKind) -> Vec<String> {
    layout
        .pages
        .iter()
        .flat_map(|page| lines_on(page, wanted))
        .collect()
}

fn lines_on(page: &Page, wanted: RunKind) -> Vec<String> {
    let runs: Vec<&Run> = page.runs.iter().filter(|run| run.kind == wanted).collect();
    let by_line = runs.chunk_by(|one, next| one.baseline == next.baseline);
    by_line
        .map(|runs| runs.iter().map(|run| page.text_of(run)).collect())
        .collect()
}

fn pages_with(layout: &Layout, wanted: RunKind) -> Vec<usize> {
    let has = |page: &Page| page.runs.iter().any(|run| run.kind == wanted);
    (0..layout.pages.len())
        .filter(|page| has(&layout.pages[*page]))
        .collect()
}

fn drawable(text: &str) -> String {
    text.chars()
        .filter(|character| is_drawn(*character) && !is_line_end(*character))
        .collect()
}

/// Checks the properties of every layout.
fn check(grid: &Grid) -> TablePages {
    let table_pages = table_pages(grid, fonts()).unwrap();
    all_text_is_there_once(grid, &table_pages.layout);
    all_fragments_are_in_their_cells(grid, &table_pages);
    table_pages
}

fn all_text_is_there_once(grid: &Grid, layout: &Layout) {
    for (index, cell) in grid.cells.iter().enumerate() {
        let printed: String = lines(layout, RunKind::Cell(CellIndex(index))).concat();
        assert_eq!(printed, drawable(&cell.text));
    }
    for (index, title) in grid.titles.iter().enumerate() {
        assert_eq!(
            lines(layout, RunKind::Title(index)).concat(),
            drawable(&title.text)
        );
    }
}

fn all_fragments_are_in_their_cells(grid: &Grid, table_pages: &TablePages) {
    let TablePages {
        layout,
        plans,
        edges,
    } = table_pages;
    let paper = &grid.look.paper;
    let first = layout.pages.len() - plans.len();
    for (plan, page) in plans.iter().zip(&layout.pages[first..]) {
        assert!(
            plan.fragments
                .windows(2)
                .all(|pair| pair[0].bottom == pair[1].top),
            "a gap between fragments"
        );
        let within = |fragment: &super::pagination::RowFragment| {
            fragment.top.to_pt() > paper.top.to_pt() - EPSILON
        };
        assert!(plan.fragments.iter().all(within));
        rules::check_rules(page, plan, edges);
        let line_box = (page.rules.iter()).filter(|rule| rule.width == grid.look.outer_rule);
        assert_eq!(
            line_box.count(),
            if plan.fragments.is_empty() { 0 } else { 4 }
        );
        let bottom = plan
            .fragments
            .last()
            .map_or(Length::ZERO, |fragment| fragment.bottom);
        assert!(
            bottom.to_pt() < (paper.height - paper.bottom).to_pt() + EPSILON,
            "{bottom:?} is below the text block"
        );
        for run in &page.runs {
            let (RunKind::Cell(index) | RunKind::Repeated(index)) = run.kind else {
                continue;
            };
            let cell_fragment = plan
                .cell_fragments
                .iter()
                .find(|cell_fragment| cell_fragment.cell == index)
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
                line_top.to_pt() > cell_fragment.top.to_pt() - EPSILON,
                "{line_top:?} above {cell_fragment:?}"
            );
            assert!(
                (line_top + pitch).to_pt() < cell_fragment.bottom.to_pt() + EPSILON,
                "{:?} below {cell_fragment:?}",
                line_top + pitch
            );
        }
    }
}

/// The ink of a run is between two edges, except for a single glyph that is wider.
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
