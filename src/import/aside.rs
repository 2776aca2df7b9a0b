//! Sheets that are no tables and still say something of the submission: a label, and right of it the value (the blank form's 填报信息).

use super::findings::Findings;
use super::page::{Area, Page};
use super::{value, words};
use crate::form::{FieldIndex, Fields};
use crate::record::{Draft, DraftContent};

/// The fields that a sheet says; those that have to be said also where their cell is blank, so that it is known which.
pub(super) fn read(
    page: &Page<'_>,
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
