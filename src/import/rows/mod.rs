//! Rows of a table (indicators): any number, merged or not, with heads in between, up to the next
//! content of another kind.

mod columns;
mod heads;
mod kind;
mod leftovers;
mod levels;
mod mixed;
mod reader;
mod target;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use super::areas::ValueAreas;
use super::findings::Findings;
use super::outline::{Labels, Outline};
use super::view::SheetView;
use super::words;
use crate::form::{Edition, FieldIndex, Form};
use crate::record::{Draft, DraftContent};
use crate::source::SheetCell;
use columns::SheetColumns;
use kind::RowKind;
use reader::{InferredLevel, OpenRow};

pub(super) use reader::RowsReader;

impl<'a> RowsReader<'a> {
    /// Prepares the reading of the rows at an outline row; `None` if the sheet lacks them.
    pub(in crate::import) fn new(
        view: &'a SheetView<'a>,
        (outline, labels, edition): (&'a Outline, &'a Labels, &'a Edition),
        value_areas: &ValueAreas<'_>,
        (line, form): (usize, &'a Form),
    ) -> Option<RowsReader<'a>> {
        let rows = value_areas.rows_of(line)?.clone();
        let mut heads = SheetColumns::new(view, (outline, labels), value_areas, (line, form));
        let columns = std::mem::take(&mut heads.own);
        let unknown = heads.unknown.iter().map(|unknown| *unknown.cols.end());
        let ends = columns.iter().map(|column| column.last);
        let last = ends.chain(unknown).max().filter(|_| !columns.is_empty())?;
        let data_end = rows.start().saturating_sub(1);
        let mut reader = RowsReader {
            view,
            fields: &form.fields,
            outline,
            line,
            edition,
            columns,
            heads,
            rows,
            table: (value_areas.left(), last),
            last_certain: 0,
            data_end,
            pending_groups: Vec::new(),
            reported_merges: BTreeSet::new(),
            grouped: BTreeSet::new(),
            inferred_levels: BTreeMap::new(),
            ditto: words::Signs::of(
                edition
                    .list
                    .as_ref()
                    .map_or(&[][..], |list| list.ditto.as_slice()),
            ),
            levels_before: BTreeMap::new(),
            is_written_out: false,
            divided_targets: None,
        };
        reader.find_merges();
        reader.find_end();
        Some(reader)
    }

    /// Finds the last row with a name and a sign, which is certainly data.
    fn find_end(&mut self) {
        let rows = self.view.rows_in(&self.rows).iter();
        let certain = rows.rev().find(|row| {
            let cells = self.cells(row);
            self.has_name(&cells) && self.has_sign(&cells)
        });
        self.last_certain = certain.map_or(0, |row| row.row);
    }

    fn find_merges(&mut self) {
        let in_rows = |row: u32| self.rows.contains(&row);
        for merge in self
            .view
            .sheet
            .merges
            .iter()
            .filter(|merge| merge.row < merge.last_row && in_rows(merge.row))
        {
            for column in &mut self.columns {
                if merge.col <= column.last && column.first <= merge.last_col {
                    column.is_merged = true;
                }
            }
        }
    }

    /// Reads the rows of each list of the form.
    pub(in crate::import) fn read(
        mut self,
        findings: &mut Findings<'_>,
    ) -> Vec<(FieldIndex, Draft)> {
        let mut lists: Vec<(FieldIndex, Vec<Draft>)> = Vec::new();
        for column in &self.columns {
            if !lists.iter().any(|(list, _)| *list == column.rows) {
                lists.push((column.rows, Vec::new()));
            }
        }
        for unknown in &self.heads.unknown {
            self.view.set_read(unknown.cell);
        }
        self.read_rows(&mut lists, findings);
        self.report_inferred_levels(findings);
        self.report_divided_targets(findings);
        self.report_unknown_columns(findings);
        self.report_unread_rows(findings);
        let with_place = |(list, rows)| {
            let content = DraftContent::List(rows);
            (list, Draft::new(content, Some(self.start(list))))
        };
        lists.into_iter().map(with_place).collect()
    }

    /// Reports names of levels that were inferred, once for a cell that several lists have.
    fn report_inferred_levels(&self, findings: &mut Findings<'_>) {
        let mut reported: BTreeSet<(u32, u32)> = BTreeSet::new();
        for (column, inferred) in &self.inferred_levels {
            let column = &self.columns[*column];
            let InferredLevel {
                at,
                sign,
                rows,
                name,
            } = inferred;
            let is_new = |row: &u32| reported.insert((*row, column.first));
            let rows: Vec<u32> = rows.iter().copied().filter(is_new).collect();
            if rows.is_empty() {
                continue;
            }
            let read = (rows.as_slice(), sign.as_deref(), name.as_str());
            findings.level_inferred(at, column.field, read, self.is_written_out);
        }
    }

    fn read_rows(&mut self, lists: &mut [(FieldIndex, Vec<Draft>)], findings: &mut Findings<'_>) {
        let mut open: Option<OpenRow> = None;
        let mut from = *self.rows.start();
        for row in self.view.rows_in(&self.rows.clone()) {
            let struck = self.lost_levels(from..=row.row);
            from = row.row.saturating_add(1);
            if let Some(row) = open.take_if(|_| !struck.is_empty()) {
                self.finish_row(&row, lists, findings);
            }
            for (index, at) in struck {
                let unread = Draft::new(DraftContent::Unread, Some(at));
                self.set_carried(index, Some(unread));
            }
            let cells = self.cells(row);
            if self.is_head(row) || cells.iter().all(Vec::is_empty) {
                if self.has_printed(row) {
                    self.data_end = row.row;
                }
                continue;
            }
            if let Some(open) = open.as_mut().filter(|open| self.continues(open, &cells)) {
                for (all, more) in open.cells.iter_mut().zip(cells) {
                    all.extend(more);
                }
                continue;
            }
            let kind = self.row_kind(row, &cells);
            if kind != RowKind::Other {
                let cells = row.cells.clone().map(|cell| self.view.cell(cell));
                let ends = cells.map(|cell| self.view.extent(cell.row, cell.col).0);
                self.data_end = ends.max().unwrap_or(row.row);
            }
            match kind {
                RowKind::Subtotal => self.skip_subtotal(row, findings),
                RowKind::Other => {}
                kind @ (RowKind::Data | RowKind::Groups) => {
                    if let Some(row) = open.take() {
                        self.finish_row(&row, lists, findings);
                    }
                    if kind == RowKind::Groups {
                        self.carry_groups(&cells, findings);
                    } else {
                        open = Some(OpenRow {
                            first: row.row,
                            cells,
                        });
                    }
                }
            }
        }
        if let Some(row) = open {
            self.finish_row(&row, lists, findings);
        }
        for group in std::mem::take(&mut self.pending_groups) {
            self.set_pending_unread(&group);
        }
    }

    /// First cell of a list: the place of findings about missing content.
    pub(super) fn start(&self, list: FieldIndex) -> SheetCell {
        let mut columns = self.columns.iter();
        let first = columns.find(|column| column.rows == list);
        self.view
            .at(*self.rows.start(), first.map_or(0, |column| column.first))
    }
}
