//! The guide sheet of a blank: the edition's id on it, and text that users typed outside its cells
//! to fill in.

use std::borrow::Cow;

use super::findings::Findings;
use super::generated::guide_row;
use super::view::SheetView;
use super::words;
use crate::form::{Edition, Fields};
use crate::workbook::Cell;

/// Row of an unchanged guide that contains the edition's id.
const OWN_ROW: u32 = 2;

/// Head of the guide's column of kinds.
const KIND: &str = "填什么";

/// Columns of the guide.
const GUIDE_COLS: u32 = 5;

/// Cell of a guide with the id of its edition.
pub(super) fn edition<'s>(view: &SheetView<'s>) -> Option<&'s Cell> {
    view.sheet.get(guide_row(view.sheet)?, 1)
}

/// Reports text typed on a guide outside its cells to fill in.
///
/// A row of the guide has a first cell over all columns, or a merged second one, or a kind and a
/// meaning with a kind that the guide uses.
pub(super) fn typed(view: &SheetView<'_>, edition: &Edition, findings: &mut Findings<'_>) {
    let own_row = guide_row(view.sheet).unwrap_or(OWN_ROW);
    // Programs that insert rows above may leave merged ranges at their old positions.
    let put_above = own_row.saturating_sub(OWN_ROW);
    let mut typed = filled_elsewhere(view, own_row, &edition.fields);
    let kinds = kinds(edition);
    for row in &view.rows {
        let has = |col: u32| {
            view.sheet
                .get(row.row, col)
                .is_some_and(|cell| !cell.is_blank())
        };
        let reaches = |col: u32| {
            let before = row.row.saturating_sub(put_above);
            view.extent(row.row, col).1 > col || view.extent(before, col).1 > col
        };
        let is_kind = |cell: &Cell| {
            let text = cell.text();
            let text = text.trim();
            text == KIND || kinds.contains(&text)
        };
        let is_listed = has(0) && has(1) && has(4) && !reaches(0) && !reaches(1);
        let is_ours = has(0) && (reaches(0) || reaches(1) || (has(1) && has(4)));
        let cells = row.cells.clone().map(|cell| view.cell(cell));
        let others = cells.filter(|cell| {
            let is_beside = cell.col >= GUIDE_COLS;
            let is_over = cell.col == 1 && is_listed && !is_kind(cell);
            !cell.is_blank() && (is_beside || (row.row > own_row && (!is_ours || is_over)))
        });
        typed.extend(others);
    }
    if let Some(first) = typed.first() {
        let texts: Vec<Cow<'_, str>> = typed.iter().map(|cell| cell.text()).collect();
        findings.typed_on_guide(&view.at(first.row, first.col), &texts);
    }
}

/// Kinds on the guide for the fields of an edition.
pub(super) fn kinds(edition: &Edition) -> Vec<&'static str> {
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

/// Filled-in cells below the edition's id whose label belongs to no field.
fn filled_elsewhere<'s>(view: &SheetView<'s>, own_row: u32, fields: &Fields) -> Vec<&'s Cell> {
    let mut found = Vec::new();
    for row in own_row + 1.. {
        let (label, value) = (view.sheet.get(row, 0), view.sheet.get(row, 1));
        let (Some(label), true) = (label, view.extent(row, 0).1 == 0) else {
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
