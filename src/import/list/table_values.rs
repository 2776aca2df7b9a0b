//! Values of a row: of the submission, of its table, and of its indicator.

use std::collections::BTreeMap;

use super::indicator::RowValues;
use super::rows::{ListRow, UnreadCell};
use super::state::{ListReader, ListValue, TableRef, squeezed};
use super::subtotals::Summaries;
use crate::form::{FieldIndex, FieldKind, ListColumn, ListTarget, TableList};
use crate::source::SheetCell;

impl<'a> ListReader<'a> {
    pub(super) fn own_values(&mut self, line: &'a ListRow, department: usize) {
        for (index, column) in self.columns() {
            let field = column.target_in_submission();
            let Some(field) = field.filter(|_| index != self.list.department) else {
                continue;
            };
            if let Some(given) = self.value(line, index) {
                let given = self.ditto_value((index, ListTarget::Submission(field)), given);
                self.check_shared_name(index, &given.cell, department);
                let known = self.departments[department].own.get(&index).cloned();
                match known.filter(|known| known.unread.is_none()) {
                    Some(known) => self.compare_values(column, &known, &given),
                    None => drop(self.departments[department].own.insert(index, given)),
                }
            }
        }
    }

    pub(super) fn table_values(
        &mut self,
        line: &'a ListRow,
        table_ref: TableRef,
        summaries: &mut Summaries,
    ) {
        let table = self.table_of(table_ref);
        for (index, column) in self.columns() {
            let is_name = index == self.list.department || Some(index) == self.list.title;
            if is_name || column.is_of_rows() || column.target_in_submission().is_some() {
                continue;
            }
            let Some(given) = self.value(line, index) else {
                continue;
            };
            let Some(target) = column.target_in(table) else {
                if !column.targets.is_empty() {
                    self.add_not_placed(index, given, table);
                }
                continue;
            };
            let given = self.ditto_value((index, target), given);
            let given = self.owned_value((index, target), given, table_ref, summaries);
            let known = self.in_slot(table_ref).values.get(&index).cloned();
            if let Some(known) = known.filter(|known| known.unread.is_none()) {
                self.compare_values(column, &known, &given);
                continue;
            }
            let item = match table_ref {
                TableRef::Project(department, item) => Some((department, item)),
                TableRef::Whole(department) => self.list.title.is_none().then_some((department, 0)),
            };
            if let Some(item) = item
                && self.amounts().any(|amount| amount == index)
            {
                summaries.add(item, index, &given.text);
            }
            self.in_slot(table_ref).values.insert(index, given);
        }
    }

    /// Value of a ditto sign, in a column other than one of numbers: the value above.
    pub(super) fn ditto_value(
        &mut self,
        (index, target): (usize, ListTarget),
        given: ListValue,
    ) -> ListValue {
        let is_ditto = given.unread.is_none() && self.ditto_signs.has(&given.text);
        if !is_ditto || self.field(target).kind.is_number() {
            return given;
        }
        let col = given.cell.col;
        let rows = &self.lines.rows[self.head.below..];
        let end = rows.partition_point(|line| line.row < given.cell.row);
        // In a run of signs, each repeats the one above.
        let known = self.row_above.get(&index).cloned();
        let from = known.as_ref().map_or(0, |(row, _)| *row);
        let mut between = rows[..end].iter().rev().take_while(|line| line.row > from);
        let above = between.find(|line| {
            line.get(col)
                .is_some_and(|text| !self.ditto_signs.has(text))
                && self.repeated_head(line).is_none()
                || self.lines.unread(line.row, col).is_some()
        });
        let above = above.and_then(|line| self.value(line, index));
        let Some(above) = above.or(known.map(|(_, above)| above)) else {
            return given;
        };
        self.row_above
            .insert(index, (given.cell.row, above.clone()));
        ListValue {
            cell: given.cell,
            ..above
        }
    }

    /// Reports a name or code in a cell merged over rows of several departments; it is read for
    /// each of them. A year may be shared.
    pub(super) fn check_shared_name(&mut self, index: usize, cell: &SheetCell, department: usize) {
        let Some(first) = self.lines.merged.get(&(cell.row, cell.col)).copied() else {
            return;
        };
        let column = &self.list.columns[index];
        let mut kinds = column
            .targets
            .iter()
            .map(|target| &self.field(*target).kind);
        if kinds.any(|kind| matches!(kind, FieldKind::Year)) {
            return;
        }
        let table_ref = TableRef::Whole(department);
        let owner = self
            .owners
            .entry((first, index))
            .or_insert((table_ref, false));
        if owner.0 != table_ref && !std::mem::replace(&mut owner.1, true) {
            self.report_repeated_cell(column, (first, cell.col));
        }
    }

    /// Value of a cell merged over rows of several tables. A number is assigned to the first table
    /// only, which is reported.
    fn owned_value(
        &mut self,
        (index, target): (usize, ListTarget),
        given: ListValue,
        table_ref: TableRef,
        summaries: &mut Summaries,
    ) -> ListValue {
        let merged = self.lines.merged.get(&(given.cell.row, given.cell.col));
        let Some(first) = merged.copied().filter(|_| given.unread.is_none()) else {
            return given;
        };
        let kind = &self.field(target).kind;
        let owner = self
            .owners
            .entry((first, index))
            .or_insert((table_ref, false));
        let is_measure = matches!(kind, FieldKind::Measure | FieldKind::Target);
        if owner.0 == table_ref && (first == given.cell.row || !is_measure) {
            return given;
        }
        let (other, was_reported) = std::mem::replace(owner, (owner.0, true));
        let (column, at) = (&self.list.columns[index], (first, given.cell.col));
        if other == table_ref {
            // One value for several indicators.
            if !was_reported {
                self.report_repeated_cell(column, at);
            }
            return given;
        }
        let is_of_two = other.department() != table_ref.department();
        let is_own = match kind {
            FieldKind::Measure | FieldKind::Target => true,
            kind if kind.facts().quantity.is_some() => true,
            // The targets of one department are not those of another.
            FieldKind::Narrative => is_of_two,
            _ => false,
        };
        match kind {
            _ if is_own => {
                if !was_reported {
                    self.report_shared_cell(column, at);
                }
                if is_of_two {
                    summaries.set_unknown(Some(other.department()), index);
                }
                ListValue {
                    text: String::new(),
                    unread: Some(UnreadCell::Unclear),
                    ..given
                }
            }
            FieldKind::Text | FieldKind::Narrative if !was_reported => {
                self.report_repeated_cell(column, at);
                given
            }
            _ => given,
        }
    }

    pub(super) fn row_values(
        &mut self,
        line: &'a ListRow,
        table_ref: TableRef,
        summaries: &mut Summaries,
    ) {
        let given = self.columns().filter_map(|(index, column)| {
            let is_value = column.is_of_rows() && column.lists.is_empty();
            Some((index, column, self.value(line, index).filter(|_| is_value)?))
        });
        let given: Vec<(usize, &ListColumn, ListValue)> = given.collect();
        let table = self.table_of(table_ref);
        let Some(list) = self.list_of_row(line, table_ref, !given.is_empty()) else {
            if self.list.lists_of(table).is_empty() {
                for (index, _, given) in given {
                    self.add_not_placed(index, given, table);
                }
            }
            return;
        };
        let mut values: BTreeMap<usize, ListValue> = BTreeMap::new();
        for (index, column, given) in given {
            let given = match column.target_in_list(list) {
                Some(target) => {
                    let given = self.ditto_value((index, target), given);
                    let given = self.level_name(target, given);
                    self.owned_value((index, target), given, table_ref, summaries)
                }
                None if column.directions.is_empty() => {
                    self.add_not_placed(index, given, table);
                    continue;
                }
                None => given,
            };
            values.insert(index, given);
        }
        if values.is_empty() {
            return;
        }
        let is_own = |given: &ListValue| self.lines.is_own(given.cell.row, given.cell.col);
        let mut own = values.values().filter(|given| is_own(given));
        let is_gone = own.all(|given| given.unread == Some(UnreadCell::Struck))
            && values.values().any(|given| given.unread.is_some());
        self.fill_levels(list, &mut values);
        // The whole row is struck out.
        if is_gone {
            return;
        }
        let row = RowValues { list, values };
        if let Some(row) = self.indicator(line, row) {
            self.in_slot(table_ref).rows.push((list, row));
        }
    }

    /// List of a row, by its word; without one, that of the row above in the same table, or else
    /// the table's first.
    ///
    /// `None` if the table has no list, or if the word chooses none of them, which is reported if
    /// the row has values of an indicator.
    fn list_of_row(
        &mut self,
        line: &'a ListRow,
        table_ref: TableRef,
        has_values: bool,
    ) -> Option<TableList> {
        let table = self.table_of(table_ref);
        let lists = self.list.lists_of(table);
        let first = lists.first().copied();
        let Some((index, column)) = self.list.chooser() else {
            return first;
        };
        let Some(head) = self.head.columns[index].as_ref() else {
            return first;
        };
        let given = self.value(line, index);
        let is_ditto = given
            .as_ref()
            .is_some_and(|given| self.is_ditto(&given.text));
        let given = given.filter(|_| !is_ditto);
        let above = self.list_above.filter(|(of, _)| *of == table_ref);
        let list = match &given {
            Some(given) => column.list_of_word(&squeezed(&given.text), table),
            None => above.map_or(first, |(_, list)| list),
        };
        self.list_above = Some((table_ref, list));
        let cell = || self.lines.cell(line.row, head.col);
        if !has_values {
        } else if list.is_none() && first.is_some() {
            let given = given.unwrap_or_else(|| ListValue::new(String::new(), cell()));
            self.report_unknown_list((column, &given), table);
        } else if given.is_none() && !is_ditto && lists.len() > 1 {
            let cell = cell();
            self.unchosen.get_or_insert((0, cell)).0 += 1;
        }
        list
    }

    /// Name of a level that is written vertically, or with spaces.
    fn level_name(&self, target: ListTarget, given: ListValue) -> ListValue {
        let FieldKind::Level(names) = &self.field(target).kind else {
            return given;
        };
        if !given.text.contains(char::is_whitespace) {
            return given;
        }
        let words = squeezed(&given.text);
        let text = names.iter().find(|name| **name == words).cloned();
        ListValue {
            text: text.unwrap_or(given.text),
            ..given
        }
    }

    /// Fills in levels that are written only in the first of their rows. A level ends with the
    /// wider one that it belongs to.
    fn fill_levels(&mut self, list: TableList, values: &mut BTreeMap<usize, ListValue>) {
        let mut levels: Vec<(FieldIndex, usize)> = (self.columns())
            .filter_map(|(index, column)| match column.target_in_list(list)? {
                target @ ListTarget::Row { column, .. } => {
                    let is_level = matches!(self.field(target).kind, FieldKind::Level(_));
                    is_level.then_some((column, index))
                }
                ListTarget::Submission(_) | ListTarget::Table { .. } => None,
            })
            .collect();
        levels.sort_unstable();
        let mut is_other_group = false;
        for (_, index) in levels {
            if is_other_group {
                self.levels.remove(&index);
            }
            match values.get(&index).cloned() {
                Some(given) => {
                    let above = self.levels.get(&index);
                    is_other_group |= above.is_some_and(|above| {
                        above.text.trim() != given.text.trim() || above.unread != given.unread
                    });
                    self.levels.insert(index, given);
                }
                None if self.habits.repeats[index] => {}
                None => {
                    if let Some(above) = self.levels.get(&index) {
                        values.insert(index, above.clone());
                    }
                }
            }
        }
    }
}
