//! Names of levels that are written once for several rows.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::reader::{InferredLevel, LevelOfRow, OpenRow, PendingGroup, RowsReader};
use crate::import::findings::Findings;
use crate::import::{draft_text, value};
use crate::record::Draft;
use crate::source::SheetCell;

impl RowsReader<'_> {
    /// Continues names of groups in rows of their own, if nothing is merged.
    pub(super) fn carry_groups(&mut self, cells: &[Vec<usize>], findings: &mut Findings<'_>) {
        for (index, cells) in cells.iter().enumerate() {
            let column = &self.columns[index];
            if cells.is_empty() || column.is_merged {
                continue;
            }
            let name = value::read(self.view, column.field, cells, findings);
            self.drop_pending(index);
            self.set_carried(index, name);
            self.grouped.insert(index);
            self.pending_groups.push(PendingGroup {
                column: index,
                cells: cells.clone(),
            });
        }
    }

    /// Continues the name of a level that a list shares, from a row that only other lists fill.
    pub(super) fn carry_shared(
        &mut self,
        own: &[usize],
        row: &OpenRow,
        findings: &mut Findings<'_>,
    ) {
        let is_shared = |index: usize| {
            let column = &self.columns[index];
            let mut others = self.columns.iter();
            others.any(|other| other.first == column.first && other.rows != column.rows)
        };
        let shared = own.iter().copied().filter(|index| is_shared(*index));
        let shared: Vec<usize> = shared.collect();
        for index in shared {
            if !row.cells[index].is_empty() {
                self.column_value(index, row, findings);
            }
        }
    }

    /// Sets the continuing name of a level. Narrower names end with the wider one that they belong
    /// to.
    pub(super) fn set_carried(&mut self, index: usize, name: Option<Draft>) {
        let content = |draft: &Option<Draft>| draft.as_ref().map(|draft| draft.content.clone());
        let is_other = content(&self.columns[index].carried) != content(&name);
        let rows = self.columns[index].rows;
        self.columns[index].carried = name;
        if is_other {
            self.drop_pending(index);
            for inner in index + 1..self.columns.len() {
                if self.columns[inner].rows == rows && self.is_level(inner) {
                    self.columns[inner].carried = None;
                    self.drop_pending(inner);
                }
            }
        } else {
            self.settle_pending(index);
        }
    }

    /// Levels of some rows that are struck out or missing in the file, by column. The continuing
    /// name is unknown from there on; the missing text is reported at the cell.
    pub(super) fn lost_levels(&self, rows: RangeInclusive<u32>) -> Vec<(usize, SheetCell)> {
        let dropped = self.view.lost_texts_in(rows).into_iter();
        let of_level = dropped.flat_map(|(row, col)| {
            let columns = (0..self.columns.len()).filter(move |index| {
                let own = &self.columns[*index];
                own.first == col && !own.is_merged && self.is_level(*index)
            });
            columns.map(move |index| (index, self.view.at(row, col)))
        });
        of_level.collect()
    }

    /// Removes the name of a group that a row of the column continues, for each list that has the
    /// column.
    pub(super) fn settle_pending(&mut self, index: usize) {
        let columns = &self.columns;
        let is_at = |group: &PendingGroup| columns[group.column].first == columns[index].first;
        self.pending_groups.retain(|group| !is_at(group));
    }

    /// Marks the name of a group that no row continued as unread.
    fn drop_pending(&mut self, column: usize) {
        let (dropped, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.pending_groups)
            .into_iter()
            .partition(|group| group.column == column);
        self.pending_groups = kept;
        for group in &dropped {
            self.set_pending_unread(group);
        }
    }

    /// Name that a ditto sign (〃) in a row stands for.
    pub(super) fn ditto_value(&mut self, index: usize, row: &OpenRow) -> Option<Draft> {
        let [cell] = row.cells[index][..] else {
            return None;
        };
        let carried = self.columns[index].carried.clone();
        let carried = carried.filter(|_| self.is_level(index))?;
        if !self.ditto.has(&self.view.cell(cell).text()) {
            return None;
        }
        self.view.set_read(cell);
        self.settle_pending(index);
        let sign = self.view.cell(cell).text().into_owned();
        Some(self.infer_level(index, row.first, Some(sign), &carried))
    }

    /// Repeats the name above in a row that lacks it. Records the inference, unless the name is in
    /// a row of its own.
    pub(super) fn infer_level(
        &mut self,
        index: usize,
        row: u32,
        sign: Option<String>,
        above: &Draft,
    ) -> Draft {
        let name = draft_text::value_text(above);
        if self.grouped.contains(&index) || name.is_empty() {
            return above.clone();
        }
        let at = self.view.at(row, self.columns[index].first);
        let inferred = self
            .inferred_levels
            .entry(index)
            .or_insert_with(|| InferredLevel {
                at: at.clone(),
                sign,
                rows: Vec::new(),
                name,
            });
        inferred.rows.push(row);
        Draft::new(above.content.clone(), Some(at))
    }

    /// Drops an inferred name if a narrower name in the row belongs to another group: the row has
    /// an error of its own.
    pub(super) fn drop_wrong_inference(&mut self, row: u32, values: &[(usize, Draft)]) {
        let levels = values.iter().filter(|(index, _)| self.is_level(*index));
        let names = levels.map(|(index, value)| (*index, draft_text::value_text(value)));
        let names: Vec<(usize, String)> = names.collect();
        let rules = &self.edition.tables[self.outline.table].form.rules;
        let texts = names.iter().map(|(_, name)| name.trim());
        let is_wrong = rules.other_family(texts).is_some();
        let Some((widest, _)) = names.first().filter(|_| is_wrong) else {
            return;
        };
        if let Some(inferred) = self.inferred_levels.get_mut(widest) {
            inferred.rows.retain(|inferred| *inferred != row);
            if inferred.rows.is_empty() {
                self.inferred_levels.remove(widest);
            }
        }
    }

    /// Compares the levels of a row with those of the row before.
    pub(super) fn compare_levels(&mut self, row: &OpenRow, values: &[(usize, Draft)]) {
        let levels = values.iter().filter(|(index, _)| self.is_level(*index));
        let levels = levels.map(|(index, value)| {
            let own = &row.cells[*index];
            let is_own =
                (own.first()).is_some_and(|cell| !self.ditto.has(&self.view.cell(*cell).text()));
            (*index, (draft_text::compared_text(value), is_own))
        });
        let levels: BTreeMap<usize, LevelOfRow> = levels.collect();
        let before = &self.levels_before;
        for (index, (name, is_own)) in &levels {
            let Some((name_before, was_own)) = before.get(index) else {
                break;
            };
            if name != name_before {
                break;
            }
            self.is_written_out |= *is_own && *was_own;
        }
        self.levels_before.extend(levels);
    }
}
