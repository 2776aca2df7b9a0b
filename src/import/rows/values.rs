//! Values of one row.

use super::mixed::MixedValues;
use super::reader::{OpenRow, RowsReader};
use crate::form::{Expr, FieldIndex, FieldKind, Role};
use crate::import::findings::Findings;
use crate::import::view::Area;
use crate::import::{draft_text, value};
use crate::record::{Draft, DraftContent};
use crate::workbook::CellContent;

impl RowsReader<'_> {
    /// Adds a collected row to each list that it fills.
    pub(super) fn finish_row(
        &mut self,
        row: &OpenRow,
        lists: &mut [(FieldIndex, Vec<Draft>)],
        findings: &mut Findings<'_>,
    ) {
        for (list, rows) in lists {
            let own: Vec<usize> = (0..self.columns.len())
                .filter(|index| self.columns[*index].rows == *list)
                .collect();
            if own
                .iter()
                .all(|index| row.cells[*index].is_empty() || self.is_level(*index))
            {
                self.carry_shared(&own, row, findings);
                continue;
            }
            let mut values = Vec::with_capacity(own.len());
            for index in &own {
                values.push((*index, self.column_value(*index, row, findings)));
            }
            let parts = self.divide_target(row, &mut values);
            self.compare_levels(row, &values);
            self.drop_wrong_inference(row.first, &values);
            self.read_measures(row, &mut values);
            self.clear_blank_texts(&mut values);
            let mut draft =
                Draft::object(Some(self.view.at(row.first, self.columns[own[0]].first)));
            let mut mixed = MixedValues::default();
            for (index, value) in values {
                match self.columns[index].pattern {
                    Some(pattern) => self.read_mixed(pattern, &value, &mut mixed, findings),
                    None => draft.set(&self.columns[index].field.path, value),
                }
            }
            for (field, value) in parts {
                draft.set(&field.path, value);
            }
            mixed.set(&mut draft, findings);
            rows.push(draft);
        }
    }

    pub(super) fn column_value(
        &mut self,
        index: usize,
        row: &OpenRow,
        findings: &mut Findings<'_>,
    ) -> Draft {
        let column = &self.columns[index];
        let view = self.view;
        if column.is_unread {
            view.set_all_read(&row.cells[index]);
            let at = view.at(row.first, column.first);
            self.settle_pending(index);
            return Draft::new(DraftContent::Unread, Some(at));
        }
        if let Some(carried) = self.ditto_value(index, row) {
            return carried;
        }
        let (view, column) = (self.view, &self.columns[index]);
        let field = column.field;
        if let Some(value) = value::read(view, field, &row.cells[index], findings) {
            if self.is_level(index) {
                self.grouped.remove(&index);
                self.set_carried(index, Some(value.clone()));
            }
            return value;
        }
        if let Some(value) = self.merged_value(index, row.first, findings) {
            if self.is_level(index) {
                self.set_carried(index, Some(value.clone()));
            }
            return value;
        }
        if self.is_level(index)
            && !self.columns[index].is_merged
            && let Some(carried) = self.columns[index].carried.clone()
        {
            self.settle_pending(index);
            return self.infer_level(index, row.first, None, &carried);
        }
        let column = &self.columns[index];
        let area = Area {
            rows: row.first..=row.first,
            cols: column.first..=column.last,
        };
        if let Some(at) = view.unread_in(&area, field.required) {
            return Draft::new(DraftContent::Unread, Some(at));
        }
        let formula = view
            .cells_in(&area)
            .find_map(|cell| cell.formula.as_deref());
        let at = view.at(row.first, column.first);
        Draft::new(value::blank(field, formula), Some(at))
    }

    /// Value of a cell above that is merged down to a row.
    pub(super) fn merged_value(
        &mut self,
        index: usize,
        row: u32,
        findings: &mut Findings<'_>,
    ) -> Option<Draft> {
        let column = &self.columns[index];
        let field = column.field;
        let merge =
            (column.first..=column.last.min(column.first.saturating_add(64))).find_map(|col| {
                let merge = self.view.merge_at(row, col);
                merge
                    .filter(|merge| merge.row < row || self.view.is_text_lost(merge.row, merge.col))
            })?;
        if self.view.is_text_lost(merge.row, merge.col) {
            // Reported at the merged cell.
            let at = self.view.at(merge.row, merge.col);
            let is_unread = self.is_level(index) || !column.field.required;
            return is_unread.then(|| Draft::new(DraftContent::Unread, Some(at)));
        }
        let rows = self.view.rows_in(&(merge.row..=merge.row)).first()?;
        let mut cells = rows.cells.clone();
        let anchor = cells.find(|cell| self.view.cell(*cell).col == merge.col)?;
        let anchor_cell = self.view.cell(anchor);
        if anchor_cell.is_blank() {
            // The missing result was reported in the row of the formula.
            let is_unread = anchor_cell.content == CellContent::NoResult;
            let at = self.view.at(anchor_cell.row, anchor_cell.col);
            return is_unread.then(|| Draft::new(DraftContent::Unread, Some(at)));
        }
        let is_own = self.is_name(index)
            || matches!(
                field.kind,
                FieldKind::Comparison(_) | FieldKind::Measure | FieldKind::Unit | FieldKind::Target
            );
        if is_own && self.reported_merges.insert(anchor) {
            let at = self.view.at(anchor_cell.row, anchor_cell.col);
            findings.merged_rows(&at, field, &anchor_cell.said());
        }
        value::read(self.view, field, &[anchor], findings)
    }

    /// Reads measures whose format adds a percent sign or words, according to the sign and unit
    /// next to them.
    fn read_measures(&self, row: &OpenRow, values: &mut [(usize, Draft)]) {
        let role = |index: usize| self.columns[index].field.role;
        let text = |wanted: Role| {
            let found = values
                .iter()
                .find_map(|(index, value)| match &value.content {
                    DraftContent::Text(text) if role(*index) == Some(wanted) => Some(text.clone()),
                    _ => None,
                });
            found.unwrap_or_default()
        };
        let (sign, unit) = (text(Role::Sign), text(Role::Unit));
        for (index, value) in values {
            if matches!(self.columns[*index].field.kind, FieldKind::Measure)
                && let Some(cell) = row.cells[*index].first()
            {
                let content = std::mem::replace(&mut value.content, DraftContent::Null);
                value.content = value::measure(content, self.view.cell(*cell), &sign, &unit);
            }
        }
    }

    /// Clears derived texts that would not be blank: a blank is intentional only if its operands
    /// give a text.
    fn clear_blank_texts(&self, values: &mut [(usize, Draft)]) {
        let is_blank = |path: &str, values: &[(usize, Draft)]| {
            let value = values
                .iter()
                .find(|(index, _)| self.columns[*index].field.path == path);
            value.is_none_or(|(_, value)| draft_text::value_text(value).trim().is_empty())
        };
        for at in 0..values.len() {
            let field = self.columns[values[at].0].field;
            let Some(Expr::Measure { value, .. }) =
                field.derive.as_ref().map(|derivation| &derivation.expr)
            else {
                continue;
            };
            let columns = self.fields.get(self.columns[values[at].0].rows).rows();
            let whole = columns.map(|columns| columns.get(*value).path.as_str());
            if whole.is_some_and(|path| is_blank(path, values))
                && draft_text::value_text(&values[at].1).is_empty()
            {
                values[at].1.content = DraftContent::Null;
            }
        }
    }
}
