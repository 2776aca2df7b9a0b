//! Formulas that depend on changed cells, directly or through other formulas.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use crate::source::SheetCell;
use crate::workbook::limits::{MAX_COLUMNS, MAX_ROWS};
use crate::workbook::{CellContent, Workbook};

/// Maximum number of passes over all formulas: the length of a chain of formulas, each of which
/// precedes the one that it depends on.
const MAX_PASSES: usize = 64;

/// A cell: number of its sheet, row, column.
type Key = (usize, u32, u32);

pub(super) fn key(cell: &SheetCell) -> Key {
    (cell.number, cell.row, cell.col)
}

/// Cells that a formula refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reference {
    sheet: usize,
    rows: RangeInclusive<u32>,
    cols: RangeInclusive<u32>,
}

/// A formula.
#[derive(Debug)]
struct Formula {
    references: Vec<Reference>,
    cell: SheetCell,
    /// Whether its saved result is a number or an error, or an empty text instead of one.
    has_number: bool,
}

/// The formulas of a workbook.
#[derive(Debug, Default)]
pub(super) struct Formulas(BTreeMap<Key, Formula>);

impl Formulas {
    pub(super) fn of(workbook: &Workbook) -> Formulas {
        let sheets = workbook.sheets.iter();
        let names = sheets.map(|sheet| (&*sheet.name, sheet.number)).collect();
        let mut formulas = Formulas::default();
        for sheet in &workbook.sheets {
            for cell in &sheet.cells {
                let Some(formula) = &cell.formula else {
                    continue;
                };
                let has_number = match &cell.content {
                    CellContent::Number(_)
                    | CellContent::Percent(_)
                    | CellContent::Unclear(_)
                    | CellContent::Error(_)
                    | CellContent::Blank => true,
                    CellContent::Text(text) => text.is_empty(),
                    CellContent::NoResult | CellContent::Date(_) | CellContent::Bool(_) => false,
                };
                let formula = Formula {
                    references: references(formula, sheet.number, &names),
                    cell: sheet.cell_at(cell.row, cell.col),
                    has_number,
                };
                formulas.0.insert(key(&formula.cell), formula);
            }
        }
        formulas
    }

    /// The cells of formulas that depend on changed cells and have a number as saved result.
    pub(super) fn dependents(&self, changed: &BTreeSet<Key>) -> BTreeSet<SheetCell> {
        let tainted = self.tainted(changed);
        let found = self.0.iter().filter(|(at, formula)| {
            tainted.contains(*at) && formula.has_number && !changed.contains(*at)
        });
        found.map(|(_, formula)| formula.cell.clone()).collect()
    }

    /// The changed cells that a formula depends on.
    pub(super) fn causes(&self, formula: &SheetCell, changed: &BTreeSet<Key>) -> BTreeSet<Key> {
        let tainted = self.tainted(changed);
        let mut causes = BTreeSet::new();
        let mut done = BTreeSet::new();
        let mut open = vec![key(formula)];
        while let Some(at) = open.pop() {
            let Some(formula) = self.0.get(&at).filter(|_| done.insert(at)) else {
                continue;
            };
            for cell in formula
                .references
                .iter()
                .flat_map(|one| one.within(&tainted))
            {
                if changed.contains(cell) {
                    causes.insert(*cell);
                } else {
                    open.push(*cell);
                }
            }
        }
        causes
    }

    /// Changed cells, and formulas that depend on them.
    fn tainted(&self, changed: &BTreeSet<Key>) -> BTreeSet<Key> {
        let mut tainted = changed.clone();
        for _ in 0..MAX_PASSES {
            let before = tainted.len();
            for (at, formula) in &self.0 {
                let depends = |one: &Reference| one.within(&tainted).next().is_some();
                if !tainted.contains(at) && formula.references.iter().any(depends) {
                    tainted.insert(*at);
                }
            }
            if tainted.len() == before {
                break;
            }
        }
        tainted
    }
}

impl Reference {
    /// The cells of a set that it covers.
    fn within<'s>(&self, cells: &'s BTreeSet<Key>) -> impl Iterator<Item = &'s Key> + use<'s> {
        let first = (self.sheet, *self.rows.start(), 0);
        let last = (self.sheet, *self.rows.end(), u32::MAX);
        let cols = self.cols.clone();
        let rows = cells.range(first..=last);
        rows.filter(move |(_, _, col)| cols.contains(col))
    }
}

/// The cells that a formula refers to: `B3`, `$B$3:C10`, `B:B`, `'表 2'!B4`.
fn references(formula: &str, own: usize, names: &BTreeMap<&str, usize>) -> Vec<Reference> {
    let mut found = Vec::new();
    let mut sheet = Some(own);
    let mut rest = formula;
    while let Some(next) = rest.chars().next() {
        let (word, name, after) = match next {
            '"' => ("", String::new(), &rest[quoted(rest, '"')..]),
            '\'' => {
                let end = quoted(rest, '\'');
                let name = rest[1..end].trim_end_matches('\'').replace("''", "'");
                ("", name, &rest[end..])
            }
            next if is_of_name(next) => {
                let end = rest.find(|next| !is_of_name(next)).unwrap_or(rest.len());
                (&rest[..end], rest[..end].to_owned(), &rest[end..])
            }
            other => ("", String::new(), &rest[other.len_utf8()..]),
        };
        if let Some(cell) = after.strip_prefix('!').filter(|_| !name.is_empty()) {
            sheet = names.get(name.as_str()).copied();
            rest = cell;
            continue;
        }
        if let (false, Some(sheet)) = (after.starts_with('('), sheet) {
            found.extend(area(word).map(|(rows, cols)| Reference { sheet, rows, cols }));
        }
        sheet = Some(own);
        rest = after;
    }
    found
}

/// Length of a quoted text with its quotes; doubled quotes are of the text.
fn quoted(text: &str, quote: char) -> usize {
    let mut at = 1;
    loop {
        match text[at..].find(quote) {
            None => return text.len(),
            Some(length) if text[at + length + 1..].starts_with(quote) => at += length + 2,
            Some(length) => return at + length + 1,
        }
    }
}

fn is_of_name(next: char) -> bool {
    next.is_alphanumeric() || matches!(next, '$' | ':' | '_' | '.')
}

/// Rows and columns of `B3`, `$B$3:C10`, `B:C` or `3:5`.
fn area(word: &str) -> Option<(RangeInclusive<u32>, RangeInclusive<u32>)> {
    let bare = word.replace('$', "");
    let (first, last) = bare.split_once(':').unwrap_or((&bare, &bare));
    let ((row, col), (last_row, last_col)) = (corner(first)?, corner(last)?);
    if !bare.contains(':') && (row.is_none() || col.is_none()) {
        return None;
    }
    let between = |one: Option<u32>, other: Option<u32>, most: u32| match (one, other) {
        (Some(one), Some(other)) => one.min(other)..=one.max(other),
        _ => 0..=most - 1,
    };
    Some((
        between(row, last_row, MAX_ROWS),
        between(col, last_col, MAX_COLUMNS),
    ))
}

/// Row and column of a corner, from 0; only one of them for a whole row or column.
fn corner(name: &str) -> Option<(Option<u32>, Option<u32>)> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = name.split_at(letters);
    if letters.len() > 3 || (letters.is_empty() && digits.is_empty()) {
        return None;
    }
    let col = letters.bytes().fold(0, |col, letter| {
        col * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    let row = match digits {
        "" => None,
        digits => Some(digits.parse::<u32>().ok()?.checked_sub(1)?),
    };
    Some((row, col.checked_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_to_any_sheet_are_found() {
        let names = BTreeMap::from([("表 2", 1), ("项目", 2)]);
        let shown = |formula| {
            let found = references(formula, 0, &names).into_iter();
            let found = found.map(|one| {
                let (rows, cols) = (one.rows.into_inner(), one.cols.into_inner());
                (one.sheet, rows.0, rows.1, cols.0, cols.1)
            });
            found.collect::<Vec<_>>()
        };
        assert_eq!(
            shown("SUM($B$3:C10,'表 2'!A1)"),
            [(0, 2, 9, 1, 2), (1, 0, 0, 0, 0)]
        );
        assert_eq!(
            shown("项目!B2+\"D6\"&LOG10(E7)"),
            [(2, 1, 1, 1, 1), (0, 6, 6, 4, 4)]
        );
        assert_eq!(shown("SUM(B:B)"), [(0, 0, MAX_ROWS - 1, 1, 1)]);
        assert_eq!(shown("别的!B2+TRUE+3"), []);
    }
}
