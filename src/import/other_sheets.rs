//! Fields of the submission on sheets that are not tables: a label, and the value to the right of
//! it.

use super::findings::Findings;
use super::view::{Area, SheetView};
use super::{fitting, value, words};
use crate::form::{Edition, Field, FieldIndex, Fields};
use crate::record::{Draft, DraftContent};

/// Minimum number of cells in a row of an indicator: name, sign, value, and a level or unit.
const MIN_OF_INDICATOR: usize = 4;

/// Cells of the first row that looks like an indicator: one of them is a sign.
pub(super) fn indicators(view: &SheetView<'_>, edition: &Edition) -> Option<Vec<usize>> {
    let fields = edition
        .tables
        .iter()
        .flat_map(|table| table.form.fields.iter());
    let columns = fields.filter_map(|(_, field)| field.rows());
    let signs = columns.flat_map(|columns| columns.iter().map(|(_, column)| column));
    let signs: Vec<&Field> = signs
        .filter(|column| column.kind.is_comparison() || column.kind.is_target())
        .collect();
    view.rows.iter().find_map(|row| {
        let cells = row.cells.clone();
        let cells: Vec<usize> = cells.filter(|cell| !view.cell(*cell).is_blank()).collect();
        let mut texts = cells[..].iter().map(|cell| view.cell(*cell).text());
        let is_one = cells.len() >= MIN_OF_INDICATOR
            && texts.any(|text| signs.iter().any(|field| fitting::is_sign(field, &text)));
        is_one.then_some(cells)
    })
}

/// Reads the fields of the submission. A required field with a blank cell is stored as blank, so
/// that the finding has the cell as its place.
pub(super) fn read(
    view: &SheetView<'_>,
    fields: &Fields,
    findings: &mut Findings<'_>,
) -> Vec<(FieldIndex, Draft)> {
    let mut stated = Vec::new();
    for (index, field) in fields.iter() {
        let label = words::label(&field.label);
        let at = view.sheet.cells.iter().find(|cell| {
            let text = cell.text();
            text.len() <= field.label.len() + 64 && words::label(&text) == label
        });
        let Some(at) = at else { continue };
        // Only the directly adjacent cell: cells further right are explanations.
        let first = view.extent(at.row, at.col).1 + 1;
        let beside = Area {
            rows: at.row..=at.row,
            cols: first..=view.extent(at.row, first).1,
        };
        let cells = view.filled_in(&beside);
        let first = cells.first().copied().into_iter().collect::<Vec<_>>();
        let blank = || {
            let at = view.at(at.row, *beside.cols.start());
            let is_blank = field.required && cells.is_empty();
            is_blank.then(|| Draft::new(DraftContent::Null, Some(at)))
        };
        let value = value::read(view, field, &first, findings).or_else(blank);
        stated.extend(value.map(|value| (index, value)));
    }
    stated
}
