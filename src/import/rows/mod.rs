//! The rows of a table (indicators): any number of them, merged or not, with heads in between, until something else begins.

mod columns;
mod heads;
mod kind;
mod leftovers;
mod levels;
mod reader;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use super::areas::ValueAreas;
use super::findings::Findings;
use super::outline::{Labels, Outline};
use super::view::SheetView;
use super::words;
use crate::form::{Edition, FieldIndex, Fields};
use crate::record::{Draft, DraftContent};
use crate::source::SheetCell;
use columns::SheetColumns;
use kind::RowKind;
use reader::{InferredLevel, OpenRow};

pub(super) use reader::RowsReader;

impl<'a> RowsReader<'a> {
    /// The block of a line; none where the sheet does not have it.
    pub(in crate::import) fn new(
        page: &'a SheetView<'a>,
        (outline, labels, edition): (&'a Outline, &'a Labels, &'a Edition),
        places: &ValueAreas<'_>,
        (line, fields): (usize, &'a Fields),
    ) -> Option<RowsReader<'a>> {
        let rows = places.rows_of(line)?.clone();
        let labels = (outline, labels, edition.synonyms.as_slice());
        let mut heads = SheetColumns::new(page, labels, places, (line, fields));
        let columns = std::mem::take(&mut heads.own);
        let foreign = heads.foreign.iter().map(|foreign| *foreign.cols.end());
        let ends = columns.iter().map(|column| column.last);
        let last = ends.chain(foreign).max().filter(|_| !columns.is_empty())?;
        let mut block = RowsReader {
            page,
            fields,
            outline,
            edition,
            columns,
            heads,
            rows,
            table: (places.left(), last),
            last_certain: 0,
            waiting: Vec::new(),
            merges_told: BTreeSet::new(),
            grouped: BTreeSet::new(),
            inferred: BTreeMap::new(),
            ditto: words::Signs::of(
                edition
                    .list
                    .as_ref()
                    .map_or(&[][..], |list| list.ditto.as_slice()),
            ),
            levels_before: BTreeMap::new(),
            is_written_out: false,
        };
        block.find_merges();
        block.find_end();
        Some(block)
    }

    /// Rows with a name and a sign are data.
    fn find_end(&mut self) {
        let rows = self.page.rows_in(&self.rows).iter();
        let certain = rows.rev().find(|row| {
            let cells = self.cells(row);
            self.has_name(&cells) && self.has_sign(&cells)
        });
        self.last_certain = certain.map_or(0, |row| row.row);
    }

    fn find_merges(&mut self) {
        let in_rows = |row: u32| self.rows.contains(&row);
        for merge in self
            .page
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

    /// Reads the rows; for each list of the form its rows.
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
        for foreign in &self.heads.foreign {
            self.page.take(foreign.cell);
        }
        self.read_rows(&mut lists, findings);
        for (column, inferred) in &self.inferred {
            let InferredLevel {
                at,
                sign,
                rows,
                name,
            } = inferred;
            let field = self.columns[*column].field;
            let read = (rows.as_slice(), sign.as_deref(), name.as_str());
            findings.level_inferred(at, field, read, self.is_written_out);
        }
        self.foreign_columns(findings);
        self.rows_left(findings);
        let with_place = |(list, rows)| {
            let content = DraftContent::List(rows);
            (list, Draft::new(content, Some(self.start(list))))
        };
        lists.into_iter().map(with_place).collect()
    }

    fn read_rows(&mut self, lists: &mut [(FieldIndex, Vec<Draft>)], findings: &mut Findings<'_>) {
        let mut open: Option<OpenRow> = None;
        let mut from = *self.rows.start();
        for row in self.page.rows_in(&self.rows.clone()) {
            let struck = self.levels_gone(from..=row.row);
            from = row.row.saturating_add(1);
            if let Some(row) = open.take_if(|_| !struck.is_empty()) {
                self.finish(&row, lists, findings);
            }
            for (index, at) in struck {
                let unread = Draft::new(DraftContent::Unread, Some(at));
                self.set_carried(index, Some(unread));
            }
            let cells = self.cells(row);
            if self.is_head(row) || cells.iter().all(Vec::is_empty) {
                continue;
            }
            if let Some(open) = open.as_mut().filter(|open| self.goes_on(open, &cells)) {
                for (all, more) in open.cells.iter_mut().zip(cells) {
                    all.extend(more);
                }
                continue;
            }
            match self.kind(row, &cells) {
                RowKind::Sum => self.leave_out_sum(row, findings),
                RowKind::Other => {}
                kind @ (RowKind::Data | RowKind::Groups) => {
                    if let Some(row) = open.take() {
                        self.finish(&row, lists, findings);
                    }
                    if kind == RowKind::Groups {
                        self.carry(&cells, findings);
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
            self.finish(&row, lists, findings);
        }
        for waiting in std::mem::take(&mut self.waiting) {
            self.give_back(&waiting);
        }
    }

    /// The first cell of a list: what is missing in it is told there.
    pub(super) fn start(&self, list: FieldIndex) -> SheetCell {
        let mut columns = self.columns.iter();
        let first = columns.find(|column| column.rows == list);
        self.page
            .at(*self.rows.start(), first.map_or(0, |column| column.first))
    }
}
