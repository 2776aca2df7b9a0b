//! Recognition of sheets that this program wrote and that are not tables.

use crate::workbook::{Cell, Sheet};

/// A sheet written by this program that is not a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GeneratedSheet {
    /// Guide of a blank (填报说明).
    Guide,
    /// Findings of an annotated workbook (检查结果).
    Findings,
}

/// Head above the guide's cells for the submission's own fields, and the label of the edition's id
/// below it.
const GUIDE: [&str; 2] = ["填报信息", "表样"];

/// Title of the sheet of findings, and its first heads.
const FINDINGS: (&str, [&str; 4]) = ("检查结果", ["序号", "级别", "页签", "单元格"]);

/// Rows at the top of a sheet that contain title and heads.
const TOP: u32 = 12;

/// Recognizes a generated sheet by the first column at its top, because other programs drop
/// invisible markers.
pub(super) fn generated_sheet(sheet: &Sheet) -> Option<GeneratedSheet> {
    let top = |rows: u32| sheet.cells.iter().take_while(move |cell| cell.row < rows);
    let is_title = |cell: &Cell| cell.col == 0 && cell.text() == FINDINGS.0;
    let has_heads = |row: u32| {
        let heads = (0..).zip(FINDINGS.1);
        let mut found = heads.map(|(col, head)| {
            let cell = sheet.get(row, col);
            cell.is_some_and(|cell| cell.text() == head)
        });
        found.all(|is_there| is_there)
    };
    if top(1).any(is_title) && (1..TOP).any(has_heads) {
        return Some(GeneratedSheet::Findings);
    }
    guide_row(sheet).map(|_| GeneratedSheet::Guide)
}

/// Row of a guide that contains the edition's id.
pub(super) fn guide_row(sheet: &Sheet) -> Option<u32> {
    let is = |row: u32, words: &str| {
        let cell = sheet.get(row, 0);
        cell.is_some_and(|cell| cell.text().trim() == words)
    };
    (1..TOP).find(|row| is(row - 1, GUIDE[0]) && is(*row, GUIDE[1]))
}
