//! The rows of a list, whatever its file: texts by column, blank ones left out, merged cells filled down.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::finding::{Code, Finding};
use crate::source::{Place, SheetCell};
use crate::text;

/// The rows of a sheet, or of a file of values between commas.
#[derive(Debug, Clone)]
pub(super) struct ListRows {
    /// The file's name.
    pub(super) file: String,
    /// The sheet's name; empty where the file has no sheets.
    pub(super) sheet: Arc<str>,
    /// Which sheet of the workbook it is.
    pub(super) number: usize,
    /// Cells that hold a number shown in percent or with words, by row and column.
    pub(super) formatted_numbers: BTreeSet<(u32, u32)>,
    /// Cells whose text has line breaks with whole rows behind them, by row and column: a quote that is not closed.
    pub(super) unclosed: Vec<(u32, u32)>,
    /// Cells that hold something which was not read, by row and column, and what: they are not blank.
    pub(super) unread: BTreeMap<(u32, u32), UnreadCell>,
    /// Cells that lie in merged areas of several rows, by row and column, and the row where each area begins.
    pub(super) merged: BTreeMap<(u32, u32), u32>,
    /// The rows that hold something, from above.
    pub(super) rows: Vec<ListRow>,
}

/// A row.
#[derive(Debug, Clone, Default)]
pub(super) struct ListRow {
    /// Its row in the sheet, counted from 0.
    pub(super) row: u32,
    /// Its texts by column, those that are not blank, from the left.
    pub(super) cells: Vec<(u32, String)>,
}

/// What a cell holds that was not read; it is told at the cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnreadCell {
    /// Text that is struck out, all of it.
    Struck,
    /// A formula without its result, or without a text.
    Formula,
    /// An error, or a text that is not in the file.
    Error,
    /// A value that its format hides or shows as another, or a picture.
    Unclear,
    /// A sign that says that there is no name.
    NoName,
}

impl UnreadCell {
    /// What is said of it.
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

/// Whether a text is what spreadsheets show for an error: `#REF!`, `#NAME?`, `#N/A`, `Err:502`.
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

/// What is said of an error value.
pub(super) fn cell_error(place: Place, error: &str) -> Finding {
    Finding::new(Code::CellError, place)
        .seen(error)
        .expected("公式算得出的值")
        .mend("改正公式,或直接填值")
}

/// A block of merged cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Merge {
    /// Its rows.
    pub(super) rows: Range<u32>,
    /// Its first column.
    pub(super) col: u32,
}

impl ListRow {
    /// The text in a column; none where it is blank.
    pub(super) fn get(&self, col: u32) -> Option<&str> {
        let at = self
            .cells
            .binary_search_by_key(&col, |(col, _)| *col)
            .ok()?;
        Some(&self.cells[at].1)
    }
}

impl ListRow {
    /// Sets the text in a column; none makes it blank.
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
    /// Sets the text of a cell in a row that is there; none makes it blank.
    pub(super) fn set(&mut self, row: u32, col: u32, text: Option<String>) {
        if let Ok(at) = self.rows.binary_search_by_key(&row, |line| line.row) {
            self.rows[at].set(col, text);
        }
    }

    /// Takes the texts for error values that a formula left behind when its result was saved as text, from a row on and in some columns: they are not read.
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

    /// Rows that are a head alone.
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

    /// The text of a cell.
    pub(super) fn text(&self, row: u32, col: u32) -> Option<&str> {
        let at = self.rows.binary_search_by_key(&row, |line| line.row).ok()?;
        self.rows[at].get(col)
    }

    /// What a cell holds that was not read.
    pub(super) fn unread(&self, row: u32, col: u32) -> Option<UnreadCell> {
        self.unread.get(&(row, col)).copied()
    }

    /// Whether a cell does not lie in a merged area that begins above it.
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

    /// Puts the text of merged cells into each of their rows that holds something, in columns that are read: it is said of all of them. Areas that overlap,
    /// which no program makes, are left as they are.
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

/// The texts of a row, each in quotes.
pub(super) fn texts(line: &ListRow) -> String {
    let texts = line.cells.iter().map(|(_, words)| text::quote(words));
    texts.collect::<Vec<_>>().join(" ")
}
