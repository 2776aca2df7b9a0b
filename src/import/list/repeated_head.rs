//! Heads below the first one: repeated at the top of a page, or with other columns.

use super::super::words::money_unit;
use super::head::{Head, MIN};
use super::rows::ListRow;
use super::rows::texts;
use super::state::{ListReader, is_numbered};
use super::subtotals::Summaries;
use crate::finding::{Code, Finding};
use crate::form::plain_head;
use crate::text;

/// How a repeated head compares with the first one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RepeatedHead {
    /// Equal, column for column.
    Same,
    /// In another order, with another unit or name, with more or fewer columns.
    Other,
}

impl Head<'_> {
    /// Compares a row with the head; `None` if the row is not a head.
    fn compare(&self, line: &ListRow, rows: &[ListRow]) -> Option<RepeatedHead> {
        let count = line.cells.len();
        let mut known = 0;
        for (at, (_, words)) in line.cells.iter().enumerate() {
            known += usize::from(self.list.heads.column_of(words).is_some());
            // Fast path for nearly every row: there are too few cells left.
            if known + count - at <= MIN - 2 {
                return None;
            }
        }
        let is_head = known >= MIN || known + 1 >= MIN && known * 2 > count;
        if !is_head {
            return None;
        }
        let is_row_of_head = |row: &ListRow| {
            let of_row = row
                .cells
                .iter()
                .map(|(col, words)| (*col, plain_head(words)));
            of_row.eq(line
                .cells
                .iter()
                .map(|(col, words)| (*col, plain_head(words))))
        };
        let rows_of_head = &rows[self.above..self.below];
        if rows_of_head.iter().any(is_row_of_head) {
            return Some(RepeatedHead::Same);
        }
        let mut met = 0;
        for (col, words) in &line.cells {
            let mut columns = self.columns.iter().enumerate();
            let own = columns.find_map(|(index, cell)| {
                let cell = cell.as_ref().filter(|cell| cell.col == *col)?;
                Some((index, cell))
            });
            let index = self.list.heads.column_of(words);
            let is_same = match own {
                Some((own, cell)) => {
                    let is_same_text = plain_head(words) == plain_head(&cell.text);
                    let is_same_unit = money_unit(words) == cell.unit;
                    met += 1;
                    is_same_text || index == Some(own) && is_same_unit
                }
                None => index.is_none() || self.duplicates.iter().any(|(cell, _)| cell.col == *col),
            };
            if !is_same {
                return Some(RepeatedHead::Other);
            }
        }
        let is_whole = met == self.score() || rows_of_head.len() > 1;
        Some(if is_whole {
            RepeatedHead::Same
        } else {
            RepeatedHead::Other
        })
    }
}

impl<'a> ListReader<'a> {
    /// Compares a row with the list's head.
    pub(super) fn repeated_head(&self, line: &ListRow) -> Option<RepeatedHead> {
        self.head.compare(line, &self.lines.rows)
    }

    /// Reports a different head. The rows below are not read: their columns are unknown.
    pub(super) fn report_other_head(&mut self, line: &'a ListRow, summaries: &mut Summaries) {
        self.report_unassigned();
        let first = self.lines.rows.get(self.head.above);
        let first = first.map_or(0, |line| line.row) + 1;
        let last = self.lines.rows.last().map_or(line.row, |last| last.row);
        let (cell, row) = (self.first_cell(line), line.row + 1);
        let place = self.lines.place(cell.row, cell.col);
        let words = line.cells.iter().map(|(_, words)| words.as_str());
        let below = match last - line.row {
            0 => String::new(),
            1 => format!(",下面第 {} 行没有读入", last + 1),
            _ => format!(",下面第 {}—{} 行没有读入", row + 1, last + 1),
        };
        let seen = format!("与第 {first} 行不同的表头{below}");
        self.report.push(
            Finding::new(Code::ListRowUnplaced, place)
                .seen(format!("第 {row} 行 {}:{seen}", text::list(words)))
                .expected(format!("一张清单一种表头,各列与第 {first} 行相同"))
                .correction("把下面各行按第一行表头的列次、单位排好,或分成两张清单"),
        );
        let below = self
            .lines
            .rows
            .partition_point(|other| other.row <= line.row);
        for line in &self.lines.rows[below..] {
            self.report_with_row(line.row);
        }
        self.set_sums_unknown(summaries);
    }

    /// Reports rows of values above the head, which are not read. The row directly above may belong
    /// to the head.
    pub(super) fn report_rows_above(&mut self) {
        let least = MIN.max(self.head.score().div_ceil(2));
        let is_of_values = |line: &&ListRow| {
            let mut columns = self.head.columns.iter().flatten();
            let filled = columns.by_ref().filter(|head| line.get(head.col).is_some());
            filled.count() >= least && !is_numbered(line)
        };
        let rows = &self.lines.rows[..self.head.above.saturating_sub(1)];
        let of_values: Vec<&ListRow> = rows.iter().filter(is_of_values).collect();
        let [first, ..] = of_values.as_slice() else {
            return;
        };
        let head = self.lines.rows.get(self.head.above);
        let head = head.map_or(0, |line| line.row) + 1;
        let cell = self.first_cell(first);
        let place = self.lines.place(cell.row, cell.col);
        self.report.push(
            Finding::new(Code::ListRowUnplaced, place)
                .seen(format!(
                    "第 {} 行 {}:在第 {head} 行的表头之上",
                    first.row + 1,
                    texts(first)
                ))
                .expected("表头在各行之上")
                .correction(format!(
                    "改正上面的表头,或把第 {head} 行的表头移上去;它以上的行没有读入"
                )),
        );
    }
}
