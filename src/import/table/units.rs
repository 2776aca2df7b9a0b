//! Amounts under a label, line or sheet's name that states another unit of money than the form's:
//! they are not read, like those of a list's column or of a number format with another unit.

use std::collections::BTreeSet;

use super::reader::TableReader;
use crate::form::{Field, FieldKind, Fields};
use crate::import::outline::{CellRole, OutlineCell, Target};
use crate::import::words;
use crate::record::{Draft, DraftContent};

impl TableReader<'_, '_> {
    /// Unit of money in a label, and the form's, if they differ.
    pub(super) fn other_unit_of_label(
        &self,
        text: &str,
        expected: &str,
    ) -> Option<(&'static str, String)> {
        let stated = words::money_unit(text)?;
        let own = words::money_unit(expected).or(self.money_unit())?;
        (stated != own).then(|| (stated, own.to_owned()))
    }

    /// Leaves the amounts in other units unread. Blank ones stay blank.
    pub(super) fn leave_other_units_unread(&mut self) {
        if !self.other_units.of_table && self.other_units.labels.is_empty() {
            return;
        }
        let targets = self.amounts_in_other_units();
        let (fields, of_table) = (self.fields, self.other_units.of_table);
        let is_unread = |target: Target, field: &Field| {
            is_amount(field) && (of_table || targets.contains(&target))
        };
        for (target, draft) in &mut self.values {
            let Target::Field(index) = *target else {
                continue;
            };
            let field = fields.get(index);
            if is_unread(*target, field) {
                leave_unread(draft);
            }
            let columns = field.rows().into_iter().flat_map(Fields::iter);
            let amounts =
                columns.filter(|(column, field)| is_unread(Target::Column(index, *column), field));
            for (_, column) in amounts {
                leave_column_unread(draft, &column.path);
            }
        }
    }

    /// The amounts that labels with other units are about: those to the right of a label in its rows;
    /// if there are none, those below it; else all.
    fn amounts_in_other_units(&self) -> BTreeSet<Target> {
        let cells = &self.outline.cells;
        let amounts = cells.iter().flat_map(|cell| {
            let targets = targets_of(cell).into_iter();
            let amounts = targets.filter(|target| is_amount(self.field(*target)));
            amounts.map(move |target| (cell, target))
        });
        let amounts: Vec<(&OutlineCell, Target)> = amounts.collect();
        let mut found = BTreeSet::new();
        for label in self.other_units.labels.iter().map(|label| &cells[*label]) {
            let lines = label.line..label.line + label.lines;
            let beside = amounts.iter().filter(|(cell, _)| {
                lines.contains(&cell.line) && cell.cols.start >= label.cols.end
            });
            let beside: Vec<Target> = beside.map(|(_, target)| *target).collect();
            let below = amounts
                .iter()
                .filter(|(cell, _)| cell.line >= lines.end && label.covers(cell));
            let below: Vec<Target> = below.map(|(_, target)| *target).collect();
            let all = || amounts.iter().map(|(_, target)| *target).collect();
            found.extend(match (beside.is_empty(), below.is_empty()) {
                (false, _) => beside,
                (true, false) => below,
                (true, true) => all(),
            });
        }
        found
    }
}

fn targets_of(cell: &OutlineCell) -> Vec<Target> {
    let own = match cell.role {
        CellRole::Value(target) => Some(target),
        _ => None,
    };
    let mixed = cell
        .pattern
        .iter()
        .flat_map(|pattern| pattern.slots.values());
    own.into_iter()
        .chain(mixed.map(|slot| slot.target))
        .collect()
}

const fn is_amount(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Amount)
}

fn leave_unread(draft: &mut Draft) {
    if !draft.is_blank() {
        draft.content = DraftContent::Unread;
    }
}

/// Leaves a column of a list unread.
fn leave_column_unread(list: &mut Draft, path: &str) {
    let DraftContent::List(rows) = &mut list.content else {
        return;
    };
    for row in rows {
        if let Some(value) = row.get_mut(path) {
            leave_unread(value);
        }
    }
}
