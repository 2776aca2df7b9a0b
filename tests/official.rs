//! Grids against the published tables, cell by cell: row, column, rowspan, colspan, text.
//!
//! Source: the two tables that a county office published for 2025, as `tests/official/*.tsv`
//! (counted from 1, `\n` for a line break inside a cell, contact masked). The data is
//! `examples/hezheng-2025.json`.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use jixiao::finding::Read;
use jixiao::grid::Grid;
use jixiao::render::Renderer;

const DATA: &str = include_str!("../examples/hezheng-2025.json");
const DEPARTMENT: &str = include_str!("official/department-2025.tsv");
const PROJECT: &str = include_str!("official/project-2025.tsv");

fn grids() -> Vec<Grid> {
    let renderer = Renderer::built_in();
    let Read {
        value: submission,
        report,
    } = renderer.read("examples/hezheng-2025.json", DATA.as_bytes());
    assert!(!report.has_errors(), "{:?}", report.findings());
    renderer.grids(&submission.unwrap()).unwrap()
}

/// A grid in the format of the published file.
fn lines(grid: &Grid) -> Vec<String> {
    let cells = grid.cells.iter().map(|cell| {
        let text = cell.text.replace('\n', "\\n");
        format!(
            "{}\t{}\t{}\t{}\t{text}",
            cell.row + 1,
            cell.col + 1,
            cell.rowspan,
            cell.colspan
        )
    });
    cells.collect()
}

fn published(tsv: &str) -> Vec<String> {
    tsv.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn department_table_equals_the_published_one() {
    let grid = &grids()[0];
    assert_eq!(lines(grid), published(DEPARTMENT));
    assert_eq!(grid.cells.len(), 286);
    assert_eq!((grid.row_count(), grid.col_count()), (52, 9));
    let titles: Vec<&str> = grid
        .titles
        .iter()
        .map(|title| title.text.as_str())
        .collect();
    assert_eq!(
        titles,
        [
            "和政县委巡察工作领导小组办公室部门（单位）整体支出绩效目标表",
            "（2025年度）"
        ]
    );
}

#[test]
fn project_table_equals_the_published_one() {
    let grid = &grids()[1];
    assert_eq!(lines(grid), published(PROJECT));
    assert_eq!(grid.cells.len(), 92);
    assert_eq!((grid.row_count(), grid.col_count()), (18, 8));
    let titles: Vec<&str> = grid
        .titles
        .iter()
        .map(|title| title.text.as_str())
        .collect();
    assert_eq!(titles, ["项目支出绩效目标表", "(2025年度)"]);
}
