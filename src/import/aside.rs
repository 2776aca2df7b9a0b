//! Sheets that are no tables and still say something of the submission: a label, and right of it the value (the blank form's 填报信息).

use std::borrow::Cow;

use super::findings::Findings;
use super::page::{Area, SheetView};
use super::{value, words};
use crate::form::{Edition, Field, FieldIndex, FieldKind, Fields};
use crate::record::{Draft, DraftContent};
use crate::workbook::{Cell, Sheet};

/// A sheet that we wrote and that is no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GeneratedSheet {
    /// The guide of a blank workbook (填报说明).
    Guide,
    /// The findings of a marked workbook (检查结果).
    Findings,
}

/// The head of the guide's place for the submission's own fields, and the label of the edition's id below it.
const GUIDE: [&str; 2] = ["填报信息", "表样"];

/// The title of the sheet of findings, and its first heads.
const FINDINGS: (&str, [&str; 4]) = ("检查结果", ["序号", "级别", "页签", "单元格"]);

/// Rows at the top of a sheet in which its title and heads stand.
const TOP: u32 = 12;

/// The row of a guide, as it is written, that names the edition.
const OWN_ROW: u32 = 2;

/// Cells that a row of an indicator has at least: its name, sign and value, and a level or unit.
const LEAST_OF_INDICATOR: usize = 4;

/// The head of the guide's column with the kinds.
const KIND: &str = "填什么";

/// Columns of the guide.
const GUIDE_COLS: u32 = 5;

/// Which sheet of ours a sheet is, told by what stands at its top in the first column: other programs drop marks that no one sees.
pub(super) fn own(sheet: &Sheet) -> Option<GeneratedSheet> {
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

/// The row of a guide that names the edition.
fn guide_row(sheet: &Sheet) -> Option<u32> {
    let is = |row: u32, words: &str| {
        let cell = sheet.get(row, 0);
        cell.is_some_and(|cell| cell.text().trim() == words)
    };
    (1..TOP).find(|row| is(row - 1, GUIDE[0]) && is(*row, GUIDE[1]))
}

/// The cell of a guide with the id of its edition.
pub(super) fn edition<'s>(page: &SheetView<'s>) -> Option<&'s Cell> {
    page.sheet.get(guide_row(page.sheet)?, 1)
}

/// Reports what someone typed on a guide beside its places to fill in: its rows have a first cell over all columns, a second one that is merged, or a kind
/// and a meaning, of which the kind is one of ours.
pub(super) fn typed(page: &SheetView<'_>, edition: &Edition, findings: &mut Findings<'_>) {
    let own_row = guide_row(page.sheet).unwrap_or(OWN_ROW);
    // Programs that put rows above may leave merged areas where they were.
    let put_above = own_row.saturating_sub(OWN_ROW);
    let mut typed = filled_elsewhere(page, own_row, &edition.fields);
    let kinds = kinds(edition);
    for row in &page.rows {
        let has = |col: u32| {
            page.sheet
                .get(row.row, col)
                .is_some_and(|cell| !cell.is_blank())
        };
        let reaches = |col: u32| {
            let before = row.row.saturating_sub(put_above);
            page.extent(row.row, col).1 > col || page.extent(before, col).1 > col
        };
        let is_kind = |cell: &Cell| {
            let text = cell.text();
            let text = text.trim();
            text == KIND || kinds.contains(&text)
        };
        let is_listed = has(0) && has(1) && has(4) && !reaches(0) && !reaches(1);
        let is_ours = has(0) && (reaches(0) || reaches(1) || (has(1) && has(4)));
        let cells = row.cells.clone().map(|cell| page.cell(cell));
        let others = cells.filter(|cell| {
            let is_beside = cell.col >= GUIDE_COLS;
            let is_over = cell.col == 1 && is_listed && !is_kind(cell);
            !cell.is_blank() && (is_beside || (row.row > own_row && (!is_ours || is_over)))
        });
        typed.extend(others);
    }
    if let Some(first) = typed.first() {
        let texts: Vec<Cow<'_, str>> = typed.iter().map(|cell| cell.text()).collect();
        findings.typed(&page.at(first.row, first.col), &texts);
    }
}

/// What the guide says of the fields of an edition that is to be filled in.
fn kinds(edition: &Edition) -> Vec<&'static str> {
    let tables = edition.tables.iter();
    let forms = tables.flat_map(|table| table.form.fields.iter());
    let own = edition.fields.iter().chain(forms);
    let mut kinds = Vec::new();
    for (_, field) in own {
        kinds.push(field.wanted());
        let columns = field.rows().into_iter().flat_map(Fields::iter);
        kinds.extend(columns.map(|(_, column)| column.wanted()));
    }
    kinds
}

/// The places to fill in below the edition's id that stand beside another word than a field's label, where they are filled in.
fn filled_elsewhere<'s>(page: &SheetView<'s>, own_row: u32, fields: &Fields) -> Vec<&'s Cell> {
    let mut found = Vec::new();
    for row in own_row + 1.. {
        let (label, value) = (page.sheet.get(row, 0), page.sheet.get(row, 1));
        let (Some(label), true) = (label, page.extent(row, 0).1 == 0) else {
            break;
        };
        let words = words::label(&label.text());
        let mut labels = fields.iter().map(|(_, field)| words::label(&field.label));
        if let Some(value) = value.filter(|value| !value.is_blank())
            && !labels.any(|own| own == words)
        {
            found.extend([label, value]);
        }
    }
    found
}

/// The cells of the first row of a sheet that is one of indicators, if it has any: a sign among others.
pub(super) fn indicators(page: &SheetView<'_>, edition: &Edition) -> Option<Vec<usize>> {
    let fields = edition
        .tables
        .iter()
        .flat_map(|table| table.form.fields.iter());
    let columns = fields.filter_map(|(_, field)| field.rows());
    let signs = columns.flat_map(|columns| columns.iter().map(|(_, column)| column));
    let signs: Vec<&Field> = signs
        .filter(|column| matches!(column.kind, FieldKind::Comparison(_)))
        .collect();
    page.rows.iter().find_map(|row| {
        let cells = row.cells.clone();
        let cells: Vec<usize> = cells.filter(|cell| !page.cell(*cell).is_blank()).collect();
        let mut texts = cells[..].iter().map(|cell| page.cell(*cell).text());
        let is_one = cells.len() >= LEAST_OF_INDICATOR
            && texts.any(|text| signs.iter().any(|field| value::is_sign(field, &text)));
        is_one.then_some(cells)
    })
}

/// The fields that a sheet says; those that have to be said also where their cell is blank, so that it is known which.
pub(super) fn read(
    page: &SheetView<'_>,
    fields: &Fields,
    findings: &mut Findings<'_>,
) -> Vec<(FieldIndex, Draft)> {
    let mut told = Vec::new();
    for (index, field) in fields.iter() {
        let label = words::label(&field.label);
        let at = page.sheet.cells.iter().find(|cell| {
            let text = cell.text();
            text.len() <= field.label.len() + 64 && words::label(&text) == label
        });
        let Some(at) = at else { continue };
        // Just beside it: what stands further on are words about it.
        let first = page.extent(at.row, at.col).1 + 1;
        let beside = Area {
            rows: at.row..=at.row,
            cols: first..=page.extent(at.row, first).1,
        };
        let cells = page.filled_in(&beside);
        let first = cells.first().copied().into_iter().collect::<Vec<_>>();
        let blank = || {
            let at = page.at(at.row, *beside.cols.start());
            let is_blank = field.required && cells.is_empty();
            is_blank.then(|| Draft::new(DraftContent::Null, Some(at)))
        };
        let value = value::read(page, field, &first, findings).or_else(blank);
        told.extend(value.map(|value| (index, value)));
    }
    told
}
