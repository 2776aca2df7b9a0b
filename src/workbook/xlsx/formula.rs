//! Shared formulas: the first cell contains the text; in the other cells relative references move
//! with the cell.

use super::super::limits::{MAX_COLUMNS, MAX_ROWS};
use crate::source::column_name;

/// Text of a shared formula for a cell `rows` below and `cols` to the right of the first one.
pub(super) fn moved(formula: &str, rows: i64, cols: i64) -> String {
    let mut moved = String::with_capacity(formula.len());
    let mut rest = formula;
    while let Some(next) = rest.chars().next() {
        let length = match next {
            '"' | '\'' => quoted(rest, next),
            _ if is_name(next) => rest.find(|next| !is_name(next)).unwrap_or(rest.len()),
            _ => next.len_utf8(),
        };
        let (word, after) = rest.split_at(length);
        // Before these characters a word is the name of a function or a sheet.
        let is_other = after.starts_with(['(', '!']);
        match Reference::read(word).filter(|_| !is_other) {
            Some(reference) => reference.write_moved(rows, cols, &mut moved),
            None => moved.push_str(word),
        }
        rest = after;
    }
    moved
}

fn is_name(next: char) -> bool {
    next.is_alphanumeric() || matches!(next, '_' | '.' | '$' | '\\')
}

/// Length of a quoted string with its quotes. A doubled quote is read as two adjacent strings.
fn quoted(text: &str, quote: char) -> usize {
    text[1..].find(quote).map_or(text.len(), |end| end + 2)
}

/// A reference to a cell. References to whole columns and rows stay unchanged.
struct Reference<'a> {
    col_fixed: &'a str,
    col: u32,
    row_fixed: &'a str,
    row: u32,
}

impl<'a> Reference<'a> {
    fn read(word: &'a str) -> Option<Reference<'a>> {
        let (col_fixed, rest) = fixed(word);
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (letters, rest) = rest.split_at(letters);
        let (row_fixed, digits) = fixed(rest);
        let (row, col) = place(letters, digits)?;
        Some(Reference {
            col_fixed,
            col,
            row_fixed,
            row,
        })
    }

    fn write_moved(&self, rows: i64, cols: i64, text: &mut String) {
        let col = shifted(self.col_fixed, self.col, cols, MAX_COLUMNS);
        let row = shifted(self.row_fixed, self.row, rows, MAX_ROWS);
        text.push_str(self.col_fixed);
        text.push_str(&column_name(col));
        text.push_str(self.row_fixed);
        text.push_str(&(row + 1).to_string());
    }
}

/// Splits off the `$` of an absolute reference.
fn fixed(text: &str) -> (&str, &str) {
    text.split_at(usize::from(text.starts_with('$')))
}

/// Moves a row or column unless it is absolute; wraps around after the last one, as in Excel.
fn shifted(fixed: &str, index: u32, by: i64, most: u32) -> u32 {
    if !fixed.is_empty() {
        return index;
    }
    let moved = (i64::from(index) + by).rem_euclid(i64::from(most));
    u32::try_from(moved).unwrap_or(index)
}

/// Row and column, from 0, of letters and digits; `None` if Excel has no such cell.
pub(super) fn place(letters: &str, digits: &str) -> Option<(u32, u32)> {
    if letters.is_empty() || letters.len() > 3 || !digits.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let digit = |letter: u8| u32::from(letter.to_ascii_uppercase() - b'A') + 1;
    let col = letters
        .bytes()
        .fold(0, |col, letter| col * 26 + digit(letter));
    let row: u32 = digits.parse().ok()?;
    let is_there = (1..=MAX_ROWS).contains(&row) && col <= MAX_COLUMNS;
    is_there.then(|| (row - 1, col - 1))
}

/// Row and column, from 0, of a reference (`B7`, `$B$7`); `None` if Excel has no such cell.
pub(super) fn cell(reference: &str) -> Option<(u32, u32)> {
    let reference = Reference::read(reference.trim())?;
    Some((reference.row, reference.col))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_references_move_and_nothing_else_does() {
        for (formula, text) in [
            ("B5-C5", "C7-D7"),
            ("SUM($B5:C$5)*$D$1", "SUM($B7:D$5)*$D$1"),
            ("LOG10(A1)&\"A1\"\"B2\"", "LOG10(B3)&\"A1\"\"B2\""),
            ("'A1'!B2+表1!Z9", "'A1'!C4+表1!AA11"),
            ("名A1+A1名+TAXES2025+R1C1", "名A1+A1名+TAXES2025+R1C1"),
            ("1.5E3+3A1", "1.5E3+3A1"),
            ("XFD1048576", "A2"),
        ] {
            assert_eq!(moved(formula, 2, 1), text);
        }
    }

    #[test]
    fn references_outside_a_sheet_are_rejected() {
        assert_eq!(cell("XFD1048576"), Some((1_048_575, 16_383)));
        assert_eq!(cell("$b$7"), Some((6, 1)));
        for none in [
            "", "7", "A", "A0", "XFE1", "A1048577", "AAAA1", "A1B", "-A1",
        ] {
            assert_eq!(cell(none), None, "{none}");
        }
    }
}
