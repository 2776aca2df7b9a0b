//! References of cells and ranges.

pub(super) use crate::workbook::limits::{MAX_COLUMNS as MAX_COLS, MAX_ROWS};

/// A cell by row and column, from 0.
pub(super) type CellRef = (u32, u32);

/// A range of cells displayed as one, from 0, last row and column included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CellRange {
    pub(super) first: CellRef,
    pub(super) last: CellRef,
}

impl CellRange {
    pub(super) fn holds(&self, (row, col): CellRef) -> bool {
        (self.first.0..=self.last.0).contains(&row) && (self.first.1..=self.last.1).contains(&col)
    }

    /// Whether it contains one of the given cells, which are in order.
    pub(super) fn holds_any(&self, cells: &[CellRef]) -> bool {
        let start = cells.partition_point(|(row, _)| *row < self.first.0);
        let rows = cells[start..].iter();
        let mut rows = rows.take_while(|(row, _)| *row <= self.last.0);
        rows.any(|cell| self.holds(*cell))
    }
}

/// Parses `B3:F5` or `B3`.
pub(super) fn parse_range(text: &str) -> Option<CellRange> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (first, last) = (parse_cell(first)?, parse_cell(last)?);
    Some(CellRange {
        first: (first.0.min(last.0), first.1.min(last.1)),
        last: (first.0.max(last.0), first.1.max(last.1)),
    })
}

/// Parses `F18`, with or without `$`.
pub(super) fn parse_cell(text: &str) -> Option<CellRef> {
    let text = text.trim().replace('$', "");
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = text.split_at(letters);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let col = letters.bytes().fold(0, |col, letter| {
        col * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    let row: u32 = digits.parse().ok()?;
    ((1..=MAX_ROWS).contains(&row) && col <= MAX_COLS).then(|| (row - 1, col - 1))
}

/// Writes `F18`.
pub(super) fn name_of((row, col): CellRef) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(col) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{}", u64::from(row) + 1)
}
