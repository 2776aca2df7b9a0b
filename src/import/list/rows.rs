//! Rows of a list, from any file: texts by column, without blank cells, merged cells filled down.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::finding::Finding;
use crate::import::cell_findings::cell_error;
use crate::source::{Place, SheetCell};
use crate::text;

/// Rows of a sheet, or of a text file.
#[derive(Debug, Clone)]
pub(super) struct ListRows {
    /// Name of the file.
    pub(super) file: String,
    /// Name of the sheet; empty for a text file.
    pub(super) sheet: Arc<str>,
    /// Number of the sheet in its workbook.
    pub(super) number: usize,
    /// Cells, by row and column, with a number displayed in percent or with words.
    pub(super) formatted_numbers: BTreeSet<(u32, u32)>,
    /// Cells, by row and column, whose text contains whole rows after a line break: an unclosed
    /// quote.
    pub(super) unclosed: Vec<(u32, u32)>,
    /// Cells, by row and column, that are not blank and were not read.
    pub(super) unread: BTreeMap<(u32, u32), UnreadCell>,
    /// Cells, by row and column, in merged ranges of several rows, with the first row of the range.
    pub(super) merged: BTreeMap<(u32, u32), u32>,
    /// The filled rows, from the top.
    pub(super) rows: Vec<ListRow>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct ListRow {
    /// Its row in the sheet, counted from 0.
    pub(super) row: u32,
    /// Its texts that are not blank, by column, from the left.
    pub(super) cells: Vec<(u32, String)>,
}

/// Why a cell was not read; reported at the cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnreadCell {
    /// Its text is struck out entirely.
    Struck,
    /// A formula without result or text.
    Formula,
    /// An error, or a text missing in the file.
    Error,
    /// A value that its format hides or displays as another, or a picture.
    Unclear,
    /// A sign for "no name".
    NoName,
}

impl UnreadCell {
    /// Its description in a finding.
    pub(super) const fn words(self) -> &'static str {
        match self {
            UnreadCell::Struck => "加了删除线",
            UnreadCell::Formula => "是公式,没有保存结果",
            UnreadCell::Error => "是错误值",
            UnreadCell::Unclear => "看不出写着什么",
            UnreadCell::NoName => "不是名称",
        }
    }
}

/// Whether a text is an error value of a spreadsheet: `#REF!`, `#NAME?`, `#N/A`, `Err:502`.
fn is_error(text: &str) -> bool {
    let is_code = |code: &str| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit());
    let is_of_name =
        |byte: u8| byte.is_ascii_uppercase() || matches!(byte, b'0'..=b'9' | b'/' | b'_');
    let is_name = |name: &str| {
        name == "N/A"
            || name == "GETTING_DATA"
            || name.strip_suffix(['!', '?']).is_some_and(|name| {
                name.starts_with(|first: char| first.is_ascii_uppercase())
                    && name.bytes().all(is_of_name)
            })
    };
    text.strip_prefix('#').is_some_and(is_name) || text.strip_prefix("Err:").is_some_and(is_code)
}

/// A merged range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Merge {
    pub(super) rows: Range<u32>,
    /// Its first column.
    pub(super) col: u32,
}

impl ListRow {
    /// Text in a column; `None` if it is blank.
    pub(super) fn get(&self, col: u32) -> Option<&str> {
        let at = self
            .cells
            .binary_search_by_key(&col, |(col, _)| *col)
            .ok()?;
        Some(&self.cells[at].1)
    }
}

impl ListRow {
    /// Sets the text in a column; `None` makes it blank.
    fn set(&mut self, col: u32, text: Option<String>) {
        match (self.cells.binary_search_by_key(&col, |(col, _)| *col), text) {
            (Ok(at), Some(text)) => self.cells[at].1 = text,
            (Ok(at), None) => drop(self.cells.remove(at)),
            (Err(at), Some(text)) => self.cells.insert(at, (col, text)),
            (Err(_), None) => {}
        }
    }
}

impl ListRows {
    /// Sets the text of a cell in a filled row; `None` makes it blank.
    pub(super) fn set(&mut self, row: u32, col: u32, text: Option<String>) {
        if let Ok(at) = self.rows.binary_search_by_key(&row, |line| line.row) {
            self.rows[at].set(col, text);
        }
    }

    /// Removes texts of error values, which remain if a formula's result was saved as text, from a
    /// row on and in some columns. Reports each of them.
    pub(super) fn take_errors(&mut self, first: u32, columns: &[u32]) -> Vec<Finding> {
        let from = self.rows.partition_point(|line| line.row < first);
        let mut found = Vec::new();
        for line in &mut self.rows[from..] {
            let row = line.row;
            line.cells.retain(|(col, text)| {
                let is_error = columns.contains(col) && is_error(text.trim());
                if is_error {
                    found.push((row, *col, text.trim().to_owned()));
                }
                !is_error
            });
        }
        let stated = found.into_iter().map(|(row, col, error)| {
            self.unread.insert((row, col), UnreadCell::Error);
            cell_error(self.place(row, col), &error)
        });
        stated.collect()
    }

    /// Rows that consist of a head.
    pub(super) fn of_head(cells: Vec<(u32, String)>) -> ListRows {
        ListRows {
            file: String::new(),
            sheet: Arc::from(""),
            number: 0,
            formatted_numbers: BTreeSet::new(),
            unclosed: Vec::new(),
            unread: BTreeMap::new(),
            merged: BTreeMap::new(),
            rows: vec![ListRow { row: 0, cells }],
        }
    }

    /// Text of a cell.
    pub(super) fn text(&self, row: u32, col: u32) -> Option<&str> {
        let at = self.rows.binary_search_by_key(&row, |line| line.row).ok()?;
        self.rows[at].get(col)
    }

    /// Why a cell was not read, if it was not.
    pub(super) fn unread(&self, row: u32, col: u32) -> Option<UnreadCell> {
        self.unread.get(&(row, col)).copied()
    }

    /// Whether a cell is not in a merged range that begins above it.
    pub(super) fn is_own(&self, row: u32, col: u32) -> bool {
        self.merged
            .get(&(row, col))
            .is_none_or(|first| *first == row)
    }

    /// A cell of the sheet.
    pub(super) fn cell(&self, row: u32, col: u32) -> SheetCell {
        SheetCell {
            sheet: Arc::clone(&self.sheet),
            number: self.number,
            row,
            col,
        }
    }

    /// A cell as the place of a finding.
    pub(super) fn place(&self, row: u32, col: u32) -> Place {
        Place {
            cell: Some(self.cell(row, col)),
            ..Place::file(&self.file)
        }
    }

    /// Fills merged cells down: copies their text to each filled row, in columns that are read.
    /// Leaves overlapping ranges, which no program makes, unchanged.
    pub(super) fn fill_merged(&mut self, merges: &[Merge], columns: &[u32]) {
        let mut merges: Vec<&Merge> = (merges.iter())
            .filter(|merge| columns.contains(&merge.col))
            .collect();
        merges.sort_by_key(|merge| (merge.col, merge.rows.start));
        let mut filled: Option<(u32, u32)> = None;
        for merge in merges {
            if filled.is_some_and(|(col, end)| col == merge.col && merge.rows.start < end) {
                continue;
            }
            filled = Some((merge.col, merge.rows.end));
            self.fill(merge);
        }
    }

    fn fill(&mut self, merge: &Merge) {
        let from = self
            .rows
            .partition_point(|line| line.row < merge.rows.start);
        let to = self.rows.partition_point(|line| line.row < merge.rows.end);
        let Some((first, below)) = self.rows.get_mut(from..to).and_then(<[_]>::split_first_mut)
        else {
            return;
        };
        let text = first
            .get(merge.col)
            .filter(|_| first.row == merge.rows.start);
        let at = (first.row, merge.col);
        let Some(text) = text.map(str::to_owned) else {
            if let Some(unread) = self.unread.get(&at).copied() {
                let hidden = below.iter().map(|line| (line.row, merge.col));
                self.merged.extend(hidden.clone().map(|cell| (cell, at.0)));
                self.unread.extend(hidden.map(|cell| (cell, unread)));
            }
            return;
        };
        if !below.is_empty() {
            self.merged.insert(at, at.0);
        }
        for line in below {
            self.merged.insert((line.row, merge.col), at.0);
            if let Err(at) = line.cells.binary_search_by_key(&merge.col, |(col, _)| *col) {
                line.cells.insert(at, (merge.col, text.clone()));
            }
        }
    }
}

/// Texts of a row, each in quotes.
pub(super) fn texts(line: &ListRow) -> String {
    let texts = line.cells.iter().map(|(_, words)| text::quote(words));
    texts.collect::<Vec<_>>().join(" ")
}
