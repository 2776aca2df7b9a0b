//! Numbers stored as text that a saved `SUM` omitted, and results that are wrong because of it.
//!
//! `SUM` skips texts, so a sheet may show 23 in a cell and a total without it. The saved result
//! reveals this: it is the sum of the numbers in the formula's cells, without the texts that are
//! numbers too.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use rust_decimal::Decimal;

use crate::amount::Amount;
use crate::record::quantity;
use crate::workbook::{Cell, CellContent, Sheet};

/// Maximum number of cells that are examined in one sheet; beyond that nothing is reported.
const MAX_CELLS: usize = 2_000_000;

/// Maximum number of steps from a total to the totals computed from it.
const MAX_STEPS: usize = 16;

/// Maximum difference between a saved result and the sum of its parts: the last digit of a double.
const TOLERANCE: Decimal = Decimal::from_parts(1, 0, 0, false, 6);

/// Numbers that a sheet's totals omit; cells by index.
#[derive(Debug, Default)]
pub(super) struct UncountedTexts {
    /// Texts that are numbers, each with the first total that omits it.
    texts: BTreeMap<usize, usize>,
    /// Formulas whose saved results are wrong because of such a text.
    stale: BTreeSet<usize>,
}

/// Rows and columns of a reference in a formula.
type Reference = (RangeInclusive<u32>, RangeInclusive<u32>);

impl UncountedTexts {
    /// Finds them in a sheet.
    pub(super) fn of(sheet: &Sheet) -> UncountedTexts {
        let mut found = UncountedTexts::default();
        if !sheet.cells.iter().any(|cell| text_number(cell).is_some()) {
            return found;
        }
        let formulas = sheet.cells.iter().enumerate();
        let formulas = formulas.filter_map(|(index, cell)| {
            let formula = cell.formula.as_deref()?;
            Some((index, formula, references(formula)))
        });
        let formulas: Vec<(usize, &str, Vec<Reference>)> = formulas.collect();
        let mut budget = MAX_CELLS;
        for (index, formula, references) in &formulas {
            if passes_over_texts(formula) {
                found.sum(sheet, *index, references, &mut budget);
            }
        }
        for _ in 0..MAX_STEPS {
            let before = found.stale.len();
            if before == 0 {
                break;
            }
            for (index, _, references) in &formulas {
                found.follow(sheet, *index, references, &mut budget);
            }
            if found.stale.len() == before {
                break;
            }
        }
        found
    }

    /// Index of the total that omits a text.
    pub(super) fn total_without(&self, cell: usize) -> Option<usize> {
        self.texts.get(&cell).copied()
    }

    /// Whether a formula's saved result is wrong because a text was omitted.
    pub(super) fn is_stale(&self, cell: usize) -> bool {
        self.stale.contains(&cell)
    }

    fn sum(&mut self, sheet: &Sheet, total: usize, references: &[Reference], budget: &mut usize) {
        let saved = match &sheet.cells[total].content {
            CellContent::Number(saved) => Some(saved.value()),
            // `IF(COUNT(…)=0,"",SUM(…))`: COUNT skips texts too.
            CellContent::Blank => None,
            CellContent::Text(text) if text.is_empty() => None,
            _ => return,
        };
        let mut counted: Option<Decimal> = None;
        let mut left_out = Decimal::ZERO;
        let mut texts = Vec::new();
        for index in cells(sheet, references, budget) {
            let cell = &sheet.cells[index];
            if let Some(number) = text_number(cell) {
                left_out = left_out.saturating_add(number.value().abs());
                // A text with more than a number has a finding of its own.
                texts.extend(is_bare(cell).then_some(index));
            } else if let CellContent::Number(number) = &cell.content {
                let sum = counted.unwrap_or_default();
                counted = Some(sum.saturating_add(number.value()));
            }
        }
        let is_sum = match (saved, counted) {
            (None, None) => true,
            (Some(saved), _) => {
                let sum = counted.unwrap_or_default();
                sum.saturating_sub(saved).abs() <= TOLERANCE
            }
            (None, Some(_)) => false,
        };
        if is_sum && left_out > TOLERANCE {
            self.stale.insert(total);
            for text in texts {
                self.texts.entry(text).or_insert(total);
            }
        }
    }

    /// Marks a formula stale that refers to a stale cell.
    fn follow(
        &mut self,
        sheet: &Sheet,
        formula: usize,
        references: &[Reference],
        budget: &mut usize,
    ) {
        if !self.stale.contains(&formula) {
            let mut parts = cells(sheet, references, budget).into_iter();
            if parts.any(|part| self.stale.contains(&part)) {
                self.stale.insert(formula);
            }
        }
    }
}

/// Number of a text cell: plain, or with full-width digits, commas or a unit.
fn text_number(cell: &Cell) -> Option<Amount> {
    match &cell.content {
        CellContent::Text(text) if text.len() <= 40 && text.trim().starts_with(begins_number) => {
            let typed = quantity(text.trim()).ok();
            typed.map(|typed| typed.number)
        }
        _ => None,
    }
}

/// Whether a text may be a number by its first character.
const fn begins_number(first: char) -> bool {
    matches!(first, '0'..='9' | '０'..='９' | '-' | '－' | '.' | '¥' | '￥')
}

/// Whether a text cell is a plain number.
fn is_bare(cell: &Cell) -> bool {
    match &cell.content {
        CellContent::Text(text) => text.trim().parse::<Amount>().is_ok(),
        _ => false,
    }
}

/// Whether a formula adds up cells with a function that skips texts; `+` does not skip them.
fn passes_over_texts(formula: &str) -> bool {
    let upper = formula.to_ascii_uppercase();
    upper.contains("SUM(") || upper.contains("SUBTOTAL(")
}

/// Indexes of the cells in references.
fn cells(sheet: &Sheet, references: &[Reference], budget: &mut usize) -> Vec<usize> {
    let mut found = Vec::new();
    for (rows, cols) in references {
        let start = sheet.cells.partition_point(|cell| cell.row < *rows.start());
        for (index, cell) in sheet.cells.iter().enumerate().skip(start) {
            if cell.row > *rows.end() || *budget == 0 {
                break;
            }
            *budget -= 1;
            if cols.contains(&cell.col) {
                found.push(index);
            }
        }
    }
    // A formula may refer to a cell twice: `IF(COUNT(B1:B3)=0,"",SUM(B1:B3))`.
    found.sort_unstable();
    found.dedup();
    found
}

/// References of a formula to its own sheet: `B3`, `$B$3:C10`.
fn references(formula: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    let bytes = formula.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            // A text, or a quoted sheet name.
            quote @ (b'"' | b'\'') => {
                let end = bytes[at + 1..].iter().position(|byte| *byte == quote);
                at = end.map_or(bytes.len(), |end| at + end + 2);
            }
            byte if is_of_name(byte) => {
                let length = bytes[at..].iter().take_while(|byte| is_of_name(**byte));
                let end = at + length.count();
                let next = bytes.get(end).copied();
                let is_elsewhere = at > 0 && bytes[at - 1] == b'!';
                if !is_elsewhere && next != Some(b'!') && next != Some(b'(') {
                    found.extend(reference(&formula[at..end]));
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    found
}

const fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'$' | b':' | b'_' | b'.') || byte >= 0x80
}

fn reference(text: &str) -> Option<Reference> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let ((row, col), (last_row, last_col)) = (place(first)?, place(last)?);
    Some((
        row.min(last_row)..=row.max(last_row),
        col.min(last_col)..=col.max(last_col),
    ))
}

/// Row and column of a reference, counted from 0.
fn place(name: &str) -> Option<(u32, u32)> {
    let bare = name.replace('$', "");
    let letters = bare.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = bare.split_at(letters);
    if !(1..=3).contains(&letters.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let col = letters.bytes().fold(0, |col, letter| {
        col * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    let row: u32 = digits.parse().ok()?;
    Some((row.checked_sub(1)?, col - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_of_the_own_sheet_are_found() {
        let shown = |formula| {
            let found = references(formula).into_iter();
            found
                .map(|(rows, cols)| (*rows.start(), *rows.end(), *cols.start(), *cols.end()))
                .collect::<Vec<_>>()
        };
        assert_eq!(shown("SUM($B$3:C10,AA1)"), [(2, 9, 1, 2), (0, 0, 26, 26)]);
        assert_eq!(
            shown("B3+'表 2'!B4+表!C5+\"D6\"&LOG10(E7)"),
            [(2, 2, 1, 1), (6, 6, 4, 4)]
        );
        assert_eq!(shown("SUM(A:A)+TRUE"), []);
    }
}
