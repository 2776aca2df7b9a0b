//! Columns of a list's head that are missing, duplicate or unknown; one finding for each.

use std::collections::{BTreeMap, BTreeSet};

use super::super::words;
use super::findings::labelled;
use super::head::{HeadCell, MIN};
use super::rows::UnreadCell;
use super::state::ListReader;
use crate::finding::{Code, Finding};
use crate::text;

/// A column of the sheet that is not read.
struct UnreadColumn {
    /// Its head; for a blank head, the first value below it.
    cell: HeadCell,
    kind: Kind,
}

/// Kind of its head.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Unknown,
    /// The head of a column that is read from another column.
    Duplicate,
    Blank,
    Unread(UnreadCell),
}

impl UnreadColumn {
    fn words(&self) -> String {
        match self.kind {
            Kind::Unknown | Kind::Duplicate => format!("表头是 {}", text::quote(&self.cell.text)),
            Kind::Blank => format!("{},这一列没有表头", text::quote(&self.cell.text)),
            Kind::Unread(unread) => format!("表头{}", unread.words()),
        }
    }
}

impl ListReader<'_> {
    /// Reports findings on the head. Returns whether the rows can be read.
    pub(super) fn check_head(&mut self) -> bool {
        self.report_edition();
        self.report_rows_above();
        let from = self.second_list();
        let mut unread_columns = self.unread_columns();
        unread_columns
            .retain(|unread_column| from.is_none_or(|from| unread_column.cell.col < from));
        self.missing = (self.columns())
            .filter(|(index, column)| column.is_needed() && self.head.columns[*index].is_none())
            .map(|(index, _)| index)
            .collect();
        for index in self.missing.clone() {
            let own = unread_columns
                .iter()
                .position(|unread_column| self.may_be(unread_column, index));
            let unread_column = own.map(|own| unread_columns.remove(own));
            self.report_missing_column(index, unread_column.as_ref());
        }
        for unread_column in &unread_columns {
            if unread_column.kind == Kind::Unknown && self.divides_departments(unread_column) {
                self.report_dividing_column(&unread_column.cell);
            } else {
                self.report_unread_column(unread_column);
            }
        }
        if from.is_none() {
            self.report_duplicates();
        }
        self.report_foreign_units();
        let is_missing = |index: usize| self.missing.contains(&index);
        !is_missing(self.list.department) && !self.list.title.is_some_and(is_missing)
    }

    /// First column of a second list next to this one, which is reported.
    fn second_list(&mut self) -> Option<u32> {
        let duplicates = &self.head.duplicates;
        let (first, _) = duplicates.first().filter(|_| duplicates.len() >= MIN)?;
        let words = duplicates.iter().map(|(cell, _)| cell.text.as_str());
        let place = self.lines.place(first.row, first.col);
        self.report.push(
            Finding::new(Code::ListRowUnplaced, place)
                .seen(format!("{}:与左边的清单并排的另一份", text::list(words)))
                .expected("一张工作表一份清单")
                .correction("移到左边的清单下面,或另一张工作表;这些列没有读入"),
        );
        Some(first.col)
    }

    /// Reports columns under heads with the same meaning; only one of them is read.
    ///
    /// If their values differ, it is unknown which are right. Names of departments may differ: a
    /// subordinate department is next to its superior.
    fn report_duplicates(&mut self) {
        for (cell, index) in &self.head.duplicates {
            // It is in place of a missing column.
            if self.reported.contains(&(cell.row, cell.col)) {
                continue;
            }
            let read = self.head.columns[*index]
                .as_ref()
                .expect("a duplicate follows a first column");
            let mut rows = self.lines.rows[self.head.below..].iter();
            let differs = rows.any(|line| {
                let values = line.get(read.col).zip(line.get(cell.col));
                values.is_some_and(|(read, other)| read.trim() != other.trim())
            });
            let (code, correction) = if differs && *index != self.list.department {
                (
                    Code::ListValuesDiffer,
                    "两列的值不同:删去不是的一列,或改正表头",
                )
            } else {
                (Code::ListUnknownColumn, "删去其中一列,或改正表头")
            };
            let finding = Finding::new(code, self.lines.place(cell.row, cell.col))
                .seen(text::quote(&cell.text))
                .expected(format!(
                    "与 {} 不同的表头;这一列没有读入",
                    self.lines.cell(read.row, read.col).name()
                ))
                .correction(correction);
            self.report.push(finding);
        }
    }

    /// Columns whose head is unknown or unread, or that have values and no head.
    fn unread_columns(&self) -> Vec<UnreadColumn> {
        let unknown = self.head.unknown.iter().map(|cell| UnreadColumn {
            cell: cell.clone(),
            kind: Kind::Unknown,
        });
        let mut unread_columns: Vec<UnreadColumn> = unknown.collect();
        let duplicates = self.head.duplicates.iter().map(|(cell, _)| UnreadColumn {
            cell: cell.clone(),
            kind: Kind::Duplicate,
        });
        unread_columns.extend(duplicates);
        let known = (self.head.columns.iter().flatten()).chain(&self.head.unknown);
        let known = known.chain(self.head.duplicates.iter().map(|(cell, _)| cell));
        let known = known.chain(&self.head.named);
        let mut known: BTreeSet<u32> = known.map(|cell| cell.col).collect();
        let of_cell = |row: u32, col: u32, text: &str| HeadCell {
            row,
            col,
            text: text.to_owned(),
            unit: None,
        };
        let (above, below) = self.lines.rows.split_at(self.head.below);
        let rows = above.get(self.head.above..).unwrap_or_default();
        for row in rows.iter().map(|line| line.row) {
            for ((_, col), unread) in self.lines.unread.range((row, 0)..=(row, u32::MAX)) {
                if known.insert(*col) {
                    unread_columns.push(UnreadColumn {
                        cell: of_cell(row, *col, ""),
                        kind: Kind::Unread(*unread),
                    });
                }
            }
        }
        for line in below {
            for (col, words) in &line.cells {
                let is_new = known.insert(*col) && !self.is_summary_word(words);
                if is_new && self.repeated_head(line).is_none() {
                    unread_columns.push(UnreadColumn {
                        cell: of_cell(line.row, *col, words),
                        kind: Kind::Blank,
                    });
                }
            }
        }
        unread_columns
    }

    /// Whether a column may be a missing one: its head is similar, or it is at the expected
    /// position.
    fn may_be(&self, unread_column: &UnreadColumn, index: usize) -> bool {
        let heads = self.list.columns[index].heads.iter().map(String::as_str);
        let words = unread_column.cell.text.as_str();
        if unread_column.kind == Kind::Unknown && text::nearest(words, heads).is_some() {
            return true;
        }
        let col = |cell: &Option<HeadCell>| cell.as_ref().map(|cell| cell.col);
        let before = self.head.columns[..index].iter().rev().find_map(col);
        let after = self.head.columns[index + 1..].iter().find_map(col);
        let at = unread_column.cell.col;
        let is_after = before.is_none_or(|before| before + 1 == at);
        let is_before = after.is_none_or(|after| at + 1 == after || after < at);
        is_after && is_before
    }

    /// Whether a column next to that of departments contains several units for one department,
    /// which would be combined into one.
    fn divides_departments(&self, unread_column: &UnreadColumn) -> bool {
        let column = self.head.columns[self.list.department].as_ref();
        let beside = column.filter(|column| column.col.abs_diff(unread_column.cell.col) == 1);
        let Some(own) = beside.filter(|_| words::is_of_units(&unread_column.cell.text)) else {
            return false;
        };
        let mut units: BTreeMap<&str, &str> = BTreeMap::new();
        let mut rows = self.lines.rows[self.head.below..].iter();
        rows.any(|line| {
            let names = line.get(own.col).zip(line.get(unread_column.cell.col));
            let names = names.filter(|(_, unit)| !self.is_summary_word(unit));
            names.is_some_and(|(department, unit)| *units.entry(department).or_insert(unit) != unit)
        })
    }

    fn report_dividing_column(&mut self, cell: &HeadCell) {
        let head = &self.list.columns[self.list.department].heads[0];
        self.report.push(
            Finding::new(Code::ListValuesDiffer, self.lines.place(cell.row, cell.col))
                .seen(text::quote(&cell.text))
                .expected("一列部门名称;旁边读作部门名称的,同一个名称在这一列里有几个")
                .correction(format!(
                    "要按这一列分部门,就把它的表头改为 {head},旁边的一列删去"
                )),
        );
    }

    fn report_missing_column(&mut self, index: usize, unread_column: Option<&UnreadColumn>) {
        let row = self.lines.rows.get(self.head.above);
        let row = row.map_or(0, |line| line.row);
        let heads = &self.list.columns[index].heads;
        let place = unread_column.map_or((row, 0), |unread_column| {
            (unread_column.cell.row, unread_column.cell.col)
        });
        self.reported.extend(unread_column.map(|_| place));
        let lost = if index == self.list.department || Some(index) == self.list.title {
            ";没有它分不出部门与项目,清单没有读入"
        } else {
            ""
        };
        let seen = unread_column.map_or_else(String::new, |unread_column| {
            format!(";{}", unread_column.words())
        });
        self.report.push(
            Finding::new(
                Code::ListMissingColumn,
                labelled(self.lines.place(place.0, place.1), &heads[0]),
            )
            .seen(format!("没有 {} 这一列{seen}", heads[0]))
            .expected(format!(
                "表头 {} 之一{lost}",
                text::list(heads.iter().map(String::as_str))
            ))
            .correction("补上这一列,或把它的表头改成其中之一")
            .leaving_unread(heads.iter().map(String::as_str)),
        );
    }

    fn report_unread_column(&mut self, unread_column: &UnreadColumn) {
        let cell = &unread_column.cell;
        let finding = Finding::new(
            Code::ListUnknownColumn,
            self.lines.place(cell.row, cell.col),
        );
        let finding = match unread_column.kind {
            Kind::Duplicate => return,
            Kind::Unknown => {
                let columns = self.list.columns.iter();
                let heads = columns.filter_map(|column| column.heads.first());
                let heads: Vec<&str> = heads.map(String::as_str).collect();
                let heads = || heads.iter().copied();
                finding
                    .seen(text::quote(&cell.text))
                    .expected(format!("表头 {} 之一;这一列没有读入", text::list(heads())))
                    .correction(match text::nearest(&cell.text, heads()) {
                        Some(head) => format!("可能是 {head};不需要就不必理会"),
                        None => "不需要就不必理会".to_owned(),
                    })
            }
            Kind::Blank | Kind::Unread(_) => {
                self.reported.insert((cell.row, cell.col));
                finding
                    .seen(unread_column.words())
                    .expected("每一列有表头;这一列没有读入")
                    .correction("补上表头,或删去这一列")
            }
        };
        self.report.push(finding);
    }
}
