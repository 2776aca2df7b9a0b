//! A sheet made ready for comparing: which of its cells are labels of a form, row by row; and which were taken.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Range, RangeInclusive};

use super::aside::{self, Own};
use super::outline::{Known, Labels};
use super::uncounted::Uncounted;
use super::words;
use crate::source::SheetCell;
use crate::workbook::{Cell, CellContent, Merge, Sheet, SkippedKind};

/// A sheet and what its cells are.
pub(super) struct Page<'s> {
    /// The sheet.
    pub(super) sheet: &'s Sheet,
    /// The number of its workbook's first sheet, where there are several workbooks.
    first: usize,
    /// For each of its cells the label it is.
    pub(super) labels: Vec<Option<Known>>,
    /// Its rows with cells, top to bottom.
    pub(super) rows: Vec<PageRow>,
    /// What its totals left out.
    pub(super) uncounted: Uncounted,
    /// Which sheet of ours it is, where it is one and no table.
    pub(super) own: Option<Own>,
    /// Places whose words are not read, which is told where they stand.
    gone: BTreeMap<(u32, u32), Gone>,
    /// Whether two cells of a row, one after the other, are the same label.
    pub(super) has_labels_twice: bool,
    /// Cells that have been read, by index.
    taken: RefCell<BTreeSet<usize>>,
    merges: MergeIndex,
}

/// Why the words of a place are not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gone {
    /// They are all struck out.
    Struck,
    /// They are not in the file.
    Missing,
}

/// A row of a sheet.
#[derive(Debug, Clone)]
pub(super) struct PageRow {
    /// Its number.
    pub(super) row: u32,
    /// Its cells, by index in the sheet's.
    pub(super) cells: Range<usize>,
}

/// Whether there is something in a cell to be read, or to be said: a formula without a result too.
pub(super) fn is_filled(cell: &Cell) -> bool {
    !cell.is_blank() || cell.content == CellContent::NoResult
}

/// Some places of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) rows: RangeInclusive<u32>,
    pub(super) cols: RangeInclusive<u32>,
}

impl<'s> Page<'s> {
    /// Compares the cells of a sheet with all labels.
    pub(super) fn new(sheet: &'s Sheet, first: usize, labels: &Labels) -> Page<'s> {
        Page {
            first,
            uncounted: Uncounted::of(sheet),
            ..Page::top(sheet, u32::MAX, labels)
        }
    }

    /// Compares the cells of the first rows of a sheet with all labels: what is further down is not looked at.
    pub(super) fn top(sheet: &'s Sheet, rows: u32, labels: &Labels) -> Page<'s> {
        let count = sheet.cells.partition_point(|cell| cell.row < rows);
        let known = sheet.cells[..count].iter();
        let known = known.map(|cell| labels.find(&cell.text()));
        let known: Vec<Option<Known>> = known.collect();
        let labelled = sheet.cells.iter().zip(&known);
        let mut labelled = labelled.filter_map(|(cell, known)| Some((cell.row, (*known)?.label)));
        let mut before = labelled.next();
        let has_labels_twice = labelled.any(|one| before.replace(one) == Some(one));
        let mut lines = Vec::new();
        let mut at = 0;
        for cells in sheet.rows().take_while(|cells| cells[0].row < rows) {
            lines.push(PageRow {
                row: cells[0].row,
                cells: at..at + cells.len(),
            });
            at += cells.len();
        }
        Page {
            sheet,
            first: 0,
            labels: known,
            rows: lines,
            uncounted: Uncounted::default(),
            own: aside::own(sheet),
            gone: gone(sheet),
            has_labels_twice,
            taken: RefCell::default(),
            merges: MergeIndex::new(&sheet.merges),
        }
    }

    /// The rows among some numbers.
    pub(super) fn rows_in(&self, rows: &RangeInclusive<u32>) -> &[PageRow] {
        let from = self.rows.partition_point(|row| row.row < *rows.start());
        let to = self.rows.partition_point(|row| row.row <= *rows.end());
        &self.rows[from..to.max(from)]
    }

    /// The cells of an area that are not blank and not taken, in reading order, by index; those whose formula has no result are among them.
    pub(super) fn filled_in(&self, area: &Area) -> Vec<usize> {
        let rows = self.rows_in(&area.rows).iter();
        let cells = rows.flat_map(|row| row.cells.clone());
        cells
            .filter(|index| {
                let cell = self.cell(*index);
                area.cols.contains(&cell.col) && is_filled(cell) && !self.is_taken(*index)
            })
            .collect()
    }

    /// The cells of an area, blank ones with a formula too.
    pub(super) fn cells_in(&self, area: &Area) -> impl Iterator<Item = &'s Cell> {
        let cells = self
            .rows_in(&area.rows)
            .iter()
            .flat_map(|row| row.cells.clone());
        let cols = area.cols.clone();
        let sheet = self.sheet;
        cells
            .map(move |index| &sheet.cells[index])
            .filter(move |cell| cols.contains(&cell.col))
    }

    /// A place of the sheet, numbered on from workbook to workbook.
    pub(super) fn at(&self, row: u32, col: u32) -> SheetCell {
        let mut at = self.sheet.cell_at(row, col);
        at.number += self.first;
        at
    }

    /// A cell.
    pub(super) fn cell(&self, index: usize) -> &'s Cell {
        &self.sheet.cells[index]
    }

    /// Whether the words of a place are all struck out, or not in the file.
    pub(super) fn is_gone(&self, row: u32, col: u32) -> bool {
        self.gone.contains_key(&(row, col))
    }

    /// The places of some rows whose words are all struck out, or not in the file.
    pub(super) fn gone_in(&self, rows: RangeInclusive<u32>) -> Vec<(u32, u32)> {
        if self.gone.is_empty() {
            return Vec::new();
        }
        let places = (*rows.start(), 0)..=(*rows.end(), u32::MAX);
        self.gone.range(places).map(|(place, _)| *place).collect()
    }

    /// The first place of an area whose words are gone, where that leaves its value unknown: what is struck out where something has to stand is a blank.
    pub(super) fn unread_in(&self, area: &Area, required: bool) -> Option<SheetCell> {
        if self.gone.is_empty() {
            return None;
        }
        let places = (*area.rows.start(), 0)..=(*area.rows.end(), u32::MAX);
        let mut gone = self.gone.range(places);
        let (place, _) = gone.find(|((_, col), why)| {
            area.cols.contains(col) && (**why == Gone::Missing || !required)
        })?;
        Some(self.at(place.0, place.1))
    }

    /// Where the words of a label stand and are struck out.
    pub(super) fn struck_label(&self, label: &str) -> Option<SheetCell> {
        if self.gone.is_empty() {
            return None;
        }
        let label = words::label(label);
        let mut asides = self.sheet.skipped.iter();
        let (row, col) = asides.find_map(|aside| match &aside.what {
            SkippedKind::Struck(struck) if words::label(struck) == label => aside.at,
            _ => None,
        })?;
        Some(self.at(row, col))
    }

    /// Marks a cell as read; whether it was not before.
    pub(super) fn take(&self, index: usize) -> bool {
        self.taken.borrow_mut().insert(index)
    }

    /// Marks cells as read.
    pub(super) fn take_all(&self, cells: &[usize]) {
        self.taken.borrow_mut().extend(cells);
    }

    /// Whether a row has something that was not read.
    pub(super) fn has_values(&self, row: &PageRow) -> bool {
        let mut cells = row.cells.clone();
        cells.any(|cell| !self.cell(cell).is_blank() && !self.is_taken(cell))
    }

    /// Takes back that a cell was read.
    pub(super) fn give_back(&self, index: usize) {
        self.taken.borrow_mut().remove(&index);
    }

    /// The last row of an area with a cell that was read.
    pub(super) fn last_taken(&self, area: &Area) -> Option<u32> {
        let taken = self.taken.borrow();
        let rows = taken.iter().map(|index| self.cell(*index).row);
        rows.filter(|row| area.rows.contains(row)).max()
    }

    /// Whether a cell was read.
    pub(super) fn is_taken(&self, index: usize) -> bool {
        self.taken.borrow().contains(&index)
    }

    /// The merged area that covers a place.
    pub(super) fn merge_at(&self, row: u32, col: u32) -> Option<&'s Merge> {
        self.merges.at(&self.sheet.merges, row, col)
    }

    /// The last row and column of the cell at a place: those of its merged area, if it is in one.
    pub(super) fn extent(&self, row: u32, col: u32) -> (u32, u32) {
        self.merge_at(row, col)
            .map_or((row, col), |merge| (merge.last_row, merge.last_col))
    }
}

/// The places of a sheet with words that are struck out and nothing else, or that are not in the file.
fn gone(sheet: &Sheet) -> BTreeMap<(u32, u32), Gone> {
    let gone = sheet.skipped.iter().filter_map(|aside| {
        let why = match aside.what {
            SkippedKind::Struck(_) => Gone::Struck,
            SkippedKind::MissingText => Gone::Missing,
            _ => return None,
        };
        Some((aside.at?, why))
    });
    gone.filter(|((row, col), _)| sheet.get(*row, *col).is_none_or(Cell::is_blank))
        .collect()
}

/// Merged areas by the columns they cover, so that finding one takes the same time however many
/// there are. Areas do not overlap, so of those in a column at most one covers a row.
#[derive(Debug, Default)]
struct MergeIndex {
    /// For each column the indexes of the areas that cover it, from top to bottom.
    columns: BTreeMap<u32, Vec<u32>>,
    /// The indexes of areas of more columns than are entered one by one.
    wide: Vec<u32>,
}

/// Most columns of an area that are entered one by one.
const MAX_INDEXED_COLUMNS: u32 = 64;

impl MergeIndex {
    fn new(merges: &[Merge]) -> MergeIndex {
        let mut index = MergeIndex::default();
        for (number, merge) in (0_u32..).zip(merges) {
            if merge.last_col - merge.col >= MAX_INDEXED_COLUMNS {
                index.wide.push(number);
                continue;
            }
            for col in merge.col..=merge.last_col {
                index.columns.entry(col).or_default().push(number);
            }
        }
        index
    }

    /// The area that covers a place, among those that were indexed.
    fn at<'m>(&self, merges: &'m [Merge], row: u32, col: u32) -> Option<&'m Merge> {
        let area = |number: &u32| &merges[*number as usize];
        let in_column = self.columns.get(&col).and_then(|areas| {
            let end = areas.partition_point(|number| area(number).row <= row);
            areas[..end].last().map(area)
        });
        let in_column = in_column.filter(|merge| merge.holds(row, col));
        let mut wide = self.wide.iter().map(area);
        in_column.or_else(|| wide.find(|merge| merge.holds(row, col)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_covered_by_the_area_that_holds_it() {
        let area = |row, col, last_row, last_col| Merge {
            row,
            col,
            last_row,
            last_col,
        };
        let merges = [
            area(0, 0, 0, 200),
            area(1, 0, 9, 0),
            area(1, 1, 3, 2),
            area(5, 1, 6, 1),
        ];
        let index = MergeIndex::new(&merges);
        for row in 0..12 {
            for col in [0, 1, 2, 3, 100, 200, 201] {
                let expected = merges.iter().find(|merge| merge.holds(row, col));
                assert_eq!(index.at(&merges, row, col), expected, "{row} {col}");
            }
        }
    }
}
