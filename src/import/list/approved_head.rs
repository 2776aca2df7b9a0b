//! The head of a table of approved budgets: its row or two rows, its columns, and their units.

use std::collections::BTreeMap;

use super::head::{SEARCHED, list_title, unit_of};
use super::roster::RosterColumn;
use super::rows::{ListRow, ListRows};
use crate::finding::{Code, Finding, Report};
use crate::form::{ApprovedColumns, ApprovedContent, ListHeads};
use crate::import::words;
use crate::text;

/// Index of the column of departments' codes, of that of their names, and of the first one of the
/// edition.
pub(super) const CODE: usize = 0;
pub(super) const NAME: usize = 1;
pub(super) const OWN: usize = 2;

/// Maximum number of columns in which a head is searched.
const COLUMNS: u32 = 256;

/// The head.
pub(super) struct ApprovedHead {
    /// Index of its first row among the filled rows.
    above: usize,
    /// Index of the first row below it.
    pub(super) below: usize,
    /// The sheet column, row and text of each column.
    columns: BTreeMap<usize, HeadCell>,
    /// Columns whose head is unknown.
    further: Vec<HeadCell>,
    /// Columns whose head another one has already.
    duplicates: Vec<(HeadCell, usize)>,
    pub(super) heads: ListHeads,
}

/// A cell of the head.
#[derive(Clone)]
struct HeadCell {
    row: u32,
    col: u32,
    text: String,
    /// Unit of money in it, or above it.
    unit: Option<&'static str>,
}

impl ApprovedHead {
    /// The row, or the two rows, with a department's code or name and the most columns.
    pub(super) fn find(lines: &ListRows, columns: &ApprovedColumns) -> Option<ApprovedHead> {
        let department = [RosterColumn::Code, RosterColumn::Name].map(RosterColumn::texts);
        let own = columns.columns.iter().map(|column| column.heads.as_slice());
        let heads = ListHeads::of(department.iter().map(Vec::as_slice).chain(own));
        let candidates = (0..SEARCHED.min(lines.rows.len())).flat_map(|above| {
            let heads = &heads;
            [1, 2].into_iter().filter_map(move |height| {
                ApprovedHead::of(lines, (above, height), (heads, columns))
            })
        });
        candidates.reduce(|best, next| {
            if next.count() > best.count() {
                next
            } else {
                best
            }
        })
    }

    fn of(
        lines: &ListRows,
        (above, height): (usize, usize),
        (heads, columns): (&ListHeads, &ApprovedColumns),
    ) -> Option<ApprovedHead> {
        let rows = lines.rows.get(above..above + height)?;
        // Fast path: nearly no row has a head.
        let is_head = |line: &ListRow| {
            let mut cells = line.cells.iter();
            cells.any(|(_, text)| heads.column_of(text).is_some())
        };
        if !rows.iter().all(is_head) {
            return None;
        }
        let mut head = ApprovedHead {
            above,
            below: above + height,
            columns: BTreeMap::new(),
            further: Vec::new(),
            duplicates: Vec::new(),
            heads: heads.clone(),
        };
        for (col, cells) in by_column(rows) {
            let unit = cells.iter().rev().find_map(|(_, text)| unit_of(text));
            let cell = |(row, text): (u32, &str)| HeadCell {
                row,
                col,
                text: text.to_owned(),
                unit,
            };
            let known = cells.iter().rev();
            let mut known = known.filter_map(|one| Some((heads.column_of(one.1)?, cell(*one))));
            match known.next() {
                Some((index, found)) => head.add(index, found),
                None => head.further.extend(cells.last().map(|one| cell(*one))),
            }
        }
        let is_amount = |index: &usize| {
            let own = index.checked_sub(OWN).map(|own| &columns.columns[own]);
            own.is_some_and(|own| own.content == ApprovedContent::Amount)
        };
        let has_department = [CODE, NAME]
            .iter()
            .any(|one| head.columns.contains_key(one));
        (has_department && head.columns.keys().any(is_amount)).then_some(head)
    }

    /// Adds a column. Of two with departments, the one whose head is listed first is read: that of
    /// a superior department may be next to it.
    fn add(&mut self, index: usize, cell: HeadCell) {
        let Some(first) = self.columns.get(&index) else {
            self.columns.insert(index, cell);
            return;
        };
        if index >= OWN {
            self.duplicates.push((cell, index));
            return;
        }
        let rank = |cell: &HeadCell| {
            let column = [RosterColumn::Code, RosterColumn::Name][index];
            let texts = column.texts();
            texts.iter().position(|head| {
                let one = ListHeads::of(std::iter::once(std::slice::from_ref(head)));
                one.column_of(&cell.text).is_some()
            })
        };
        if rank(&cell) < rank(first) {
            let other = self.columns.insert(index, cell);
            self.further.extend(other);
        } else {
            self.further.push(cell);
        }
    }

    pub(super) fn count(&self) -> usize {
        self.columns.len()
    }

    pub(super) fn col(&self, column: usize) -> Option<u32> {
        self.columns.get(&column).map(|cell| cell.col)
    }

    /// The sheet columns that are read.
    pub(super) fn cols(&self) -> impl Iterator<Item = u32> + '_ {
        self.columns.values().map(|cell| cell.col)
    }

    /// The columns that are read, each with its sheet column.
    pub(super) fn columns(&self) -> impl Iterator<Item = (usize, u32)> + '_ {
        self.columns.iter().map(|(index, cell)| (*index, cell.col))
    }

    /// Its first cell that is read.
    pub(super) fn first_cell(&self, lines: &ListRows) -> (u32, u32) {
        let cells = self.columns.values().map(|cell| (cell.row, cell.col));
        let above = lines.rows.get(self.above).map_or(0, |line| line.row);
        cells.min().unwrap_or((above, 0))
    }

    /// The row of the sheet below the head.
    pub(super) fn first_row(&self, lines: &ListRows) -> u32 {
        lines.rows.get(self.below).map_or(u32::MAX, |line| line.row)
    }

    /// Reports columns that are not read, and those of which it is unknown which is meant.
    pub(super) fn report(&self, lines: &ListRows, columns: &ApprovedColumns, report: &mut Report) {
        for cell in &self.further {
            let own = columns.columns.iter();
            let heads = own.filter_map(|column| column.heads.first());
            let finding = Finding::new(Code::BudgetUnused, lines.place(cell.row, cell.col))
                .seen(text::quote(&cell.text))
                .expected(format!(
                    "部门的编码、名称,或表头 {} 之一;这一列没有用",
                    text::list(heads.map(String::as_str))
                ))
                .correction("不需要就不必理会;要核对的,把这个叫法写进表样的 [budget]");
            report.push(finding);
        }
        for (cell, index) in &self.duplicates {
            let first = &self.columns[index];
            let finding = Finding::new(Code::BudgetHead, lines.place(cell.row, cell.col))
                .seen(text::quote(&cell.text))
                .expected(format!(
                    "与 {} 的 {} 不是一个意思的表头",
                    lines.cell(first.row, first.col).name(),
                    text::quote(&first.text)
                ))
                .correction("删去其中一列,或改它的表头");
            report.push(finding);
        }
    }

    /// The unit of each column of amounts, by its sheet column. Columns without a unit, or with one
    /// of another currency, are reported.
    pub(super) fn units(
        &self,
        lines: &ListRows,
        columns: &ApprovedColumns,
        report: &mut Report,
    ) -> BTreeMap<u32, &'static str> {
        let above = list_title(lines, self.above).unit;
        let below = lines.rows.get(self.below).filter(|line| is_of_units(line));
        let mut units = BTreeMap::new();
        for (index, cell) in &self.columns {
            let own = index.checked_sub(OWN).map(|own| &columns.columns[own]);
            if own.is_none_or(|own| own.content != ApprovedContent::Amount) {
                continue;
            }
            let below = below.and_then(|line| unit_of(line.get(cell.col)?));
            let unit = cell.unit.or(below).or(above);
            if let Some(unit) = unit.filter(|unit| words::yuan(unit).is_some()) {
                units.insert(cell.col, unit);
                continue;
            }
            let seen = match unit {
                Some(unit) => format!("{} 以{unit}计", text::quote(&cell.text)),
                None => format!("{} 没有写单位", text::quote(&cell.text)),
            };
            let finding = Finding::new(Code::BudgetHead, lines.place(cell.row, cell.col))
                .seen(seen)
                .expected("以元、万元等计,写在表头的括号里,或表上面的“单位：元”里")
                .correction("补上单位,如 （元）;不猜是元还是万元");
            report.push(finding);
        }
        units
    }
}

/// Whether a row has units and nothing else.
pub(super) fn is_of_units(line: &ListRow) -> bool {
    !line.cells.is_empty() && line.cells.iter().all(|(_, text)| unit_of(text).is_some())
}

/// Cells by column, the upper one first.
fn by_column(rows: &[ListRow]) -> BTreeMap<u32, Vec<(u32, &str)>> {
    let mut columns: BTreeMap<u32, Vec<(u32, &str)>> = BTreeMap::new();
    for line in rows {
        for (col, text) in line.cells.iter().take_while(|(col, _)| *col < COLUMNS) {
            columns.entry(*col).or_default().push((line.row, text));
        }
    }
    columns
}
