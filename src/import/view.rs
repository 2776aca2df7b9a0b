//! A sheet prepared for matching: the labels of forms in it, and the state of reading of its cells.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Range, RangeInclusive};

use super::generated::{self, GeneratedSheet};
use super::outline::{LabelId, LabelLikeness, LabelMatch, Labels, Outline};
use super::text_numbers::UncountedTexts;
use super::words;
use crate::source::SheetCell;
use crate::workbook::{Cell, CellContent, Merge, Sheet, SkippedKind};

/// A sheet with its labels and the state of reading.
pub(super) struct SheetView<'s> {
    pub(super) sheet: &'s Sheet,
    /// Number of its workbook's first sheet, among the sheets of all workbooks.
    first: usize,
    /// The label that each cell matches.
    labels: Vec<Option<LabelMatch>>,
    /// Labels of which a cell is a synonym, by the cell's index.
    synonyms: BTreeMap<usize, Vec<LabelId>>,
    /// Rows with cells, from the top.
    pub(super) rows: Vec<SheetRow>,
    /// Numbers that its totals omit.
    pub(super) uncounted_texts: UncountedTexts,
    /// Kind of a generated sheet that is not a table; `None` for other sheets.
    pub(super) generated: Option<GeneratedSheet>,
    /// Cells whose text is not read, by row and column; reported at their places.
    lost_texts: BTreeMap<(u32, u32), LostText>,
    /// Whether two adjacent cells of a row match the same label.
    pub(super) has_adjacent_duplicates: bool,
    /// Indexes of the cells that have been read.
    read: RefCell<BTreeSet<usize>>,
    merges: MergeIndex,
}

/// Why the text of a cell is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LostText {
    /// All of it is struck out.
    Struck,
    /// It is not in the file, or it is unknown whether it is visible.
    Missing,
}

#[derive(Debug, Clone)]
pub(super) struct SheetRow {
    /// Its number, counted from 0.
    pub(super) row: u32,
    /// Its cells, by index in the sheet's.
    pub(super) cells: Range<usize>,
}

/// Whether a cell has content to be read or reported; a formula without a result too.
pub(super) fn is_filled(cell: &Cell) -> bool {
    !cell.is_blank() || cell.content == CellContent::NoResult
}

/// A rectangle of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) rows: RangeInclusive<u32>,
    pub(super) cols: RangeInclusive<u32>,
}

impl<'s> SheetView<'s> {
    /// Matches the cells of a sheet with all labels.
    pub(super) fn new(sheet: &'s Sheet, first: usize, labels: &Labels) -> SheetView<'s> {
        SheetView {
            first,
            uncounted_texts: UncountedTexts::of(sheet),
            ..SheetView::top(sheet, u32::MAX, labels)
        }
    }

    /// The same for the first rows of a sheet that is numbered on from `first`.
    pub(super) fn top_of(
        sheet: &'s Sheet,
        first: usize,
        rows: u32,
        labels: &Labels,
    ) -> SheetView<'s> {
        SheetView {
            first,
            ..SheetView::top(sheet, rows, labels)
        }
    }

    /// Matches the cells of the first rows of a sheet with all labels.
    pub(super) fn top(sheet: &'s Sheet, rows: u32, labels: &Labels) -> SheetView<'s> {
        let count = sheet.cells.partition_point(|cell| cell.row < rows);
        let mut known: Vec<Option<LabelMatch>> = Vec::with_capacity(count);
        let mut synonyms: BTreeMap<usize, Vec<LabelId>> = BTreeMap::new();
        for (index, cell) in sheet.cells[..count].iter().enumerate() {
            if let (CellContent::NoResult, Some(formula)) = (&cell.content, &cell.formula) {
                known.push(labels.find_formula(formula));
                continue;
            }
            let (label, others) = labels.find(&cell.text());
            known.push(label);
            if !others.is_empty() {
                synonyms.insert(index, others.to_vec());
            }
        }
        let labelled = sheet.cells.iter().zip(&known).enumerate();
        let mut labelled = labelled.filter_map(|(index, (cell, known))| {
            let label = known.map(|known| known.label);
            let synonym = || synonyms.get(&index)?.first().copied();
            Some((cell.row, label.or_else(synonym)?))
        });
        let mut before = labelled.next();
        let has_adjacent_duplicates = labelled.any(|one| before.replace(one) == Some(one));
        let mut lines = Vec::new();
        let mut at = 0;
        for cells in sheet.rows().take_while(|cells| cells[0].row < rows) {
            lines.push(SheetRow {
                row: cells[0].row,
                cells: at..at + cells.len(),
            });
            at += cells.len();
        }
        SheetView {
            sheet,
            first: 0,
            labels: known,
            synonyms,
            rows: lines,
            uncounted_texts: UncountedTexts::default(),
            generated: generated::generated_sheet(sheet),
            lost_texts: lost_texts(sheet),
            has_adjacent_duplicates,
            read: RefCell::default(),
            merges: MergeIndex::new(&sheet.merges),
        }
    }

    /// Rows within a range of row numbers.
    pub(super) fn rows_in(&self, rows: &RangeInclusive<u32>) -> &[SheetRow] {
        let from = self.rows.partition_point(|row| row.row < *rows.start());
        let to = self.rows.partition_point(|row| row.row <= *rows.end());
        &self.rows[from..to.max(from)]
    }

    /// Indexes of the filled cells of an area that have not been read, in reading order. Formulas
    /// without a result are among them.
    pub(super) fn filled_in(&self, area: &Area) -> Vec<usize> {
        let rows = self.rows_in(&area.rows).iter();
        let cells = rows.flat_map(|row| row.cells.clone());
        cells
            .filter(|index| {
                let cell = self.cell(*index);
                area.cols.contains(&cell.col) && is_filled(cell) && !self.is_read(*index)
            })
            .collect()
    }

    /// Cells of an area, including blank ones with a formula.
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

    /// A cell as a place, its sheet numbered on from workbook to workbook.
    pub(super) fn at(&self, row: u32, col: u32) -> SheetCell {
        let mut at = self.sheet.cell_at(row, col);
        at.number += self.first;
        at
    }

    /// Whether the text of a cell is a label of any form.
    pub(super) fn is_label(&self, cell: usize) -> bool {
        self.labels[cell].is_some() || self.synonyms.contains_key(&cell)
    }

    /// How a cell is a label of a form. A text that is itself a label of the form is no synonym of
    /// another one.
    pub(super) fn likeness(
        &self,
        cell: usize,
        label: LabelId,
        outline: &Outline,
    ) -> Option<LabelLikeness> {
        let own = self.labels[cell];
        if let Some(own) = own.filter(|own| own.label == label) {
            return Some(own.likeness);
        }
        let is_own = own.is_some_and(|own| outline.has_label(own.label));
        let synonyms = self.synonyms.get(&cell).filter(|_| !is_own)?;
        synonyms.contains(&label).then_some(LabelLikeness::Synonym)
    }

    /// Labels of a form that a cell may be.
    pub(super) fn labels_of<'v>(
        &'v self,
        cell: usize,
        outline: &'v Outline,
    ) -> impl Iterator<Item = LabelId> + 'v {
        let own = self.labels[cell].map(|own| own.label);
        let own = own.filter(|own| outline.has_label(*own));
        let synonyms = self.synonyms.get(&cell).filter(|_| own.is_none());
        let synonyms = synonyms.into_iter().flatten().copied();
        own.into_iter()
            .chain(synonyms.filter(|label| outline.has_label(*label)))
    }

    pub(super) fn cell(&self, index: usize) -> &'s Cell {
        &self.sheet.cells[index]
    }

    /// Whether the text of a cell is struck out or missing in the file.
    pub(super) fn is_text_lost(&self, row: u32, col: u32) -> bool {
        self.lost_texts.contains_key(&(row, col))
    }

    /// Cells of some rows whose text is struck out or missing in the file.
    pub(super) fn lost_texts_in(&self, rows: RangeInclusive<u32>) -> Vec<(u32, u32)> {
        if self.lost_texts.is_empty() {
            return Vec::new();
        }
        let places = (*rows.start(), 0)..=(*rows.end(), u32::MAX);
        self.lost_texts
            .range(places)
            .map(|(place, _)| *place)
            .collect()
    }

    /// First cell of an area whose lost text makes the value unknown. A required value that is
    /// struck out is treated as blank.
    pub(super) fn unread_in(&self, area: &Area, required: bool) -> Option<SheetCell> {
        if self.lost_texts.is_empty() {
            return None;
        }
        let places = (*area.rows.start(), 0)..=(*area.rows.end(), u32::MAX);
        let mut lost = self.lost_texts.range(places);
        let (place, _) = lost.find(|((_, col), reason)| {
            area.cols.contains(col) && (**reason == LostText::Missing || !required)
        })?;
        Some(self.at(place.0, place.1))
    }

    /// Cell in which the text of a label is struck out.
    pub(super) fn struck_label(&self, label: &str) -> Option<SheetCell> {
        if self.lost_texts.is_empty() {
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

    /// Marks a cell as read. Returns whether it was unread before.
    pub(super) fn set_read(&self, index: usize) -> bool {
        self.read.borrow_mut().insert(index)
    }

    /// Marks cells as read.
    pub(super) fn set_all_read(&self, cells: &[usize]) {
        self.read.borrow_mut().extend(cells);
    }

    /// Whether a row has a filled cell that was not read.
    pub(super) fn has_values(&self, row: &SheetRow) -> bool {
        let mut cells = row.cells.clone();
        cells.any(|cell| !self.cell(cell).is_blank() && !self.is_read(cell))
    }

    /// Marks a cell as unread.
    pub(super) fn set_unread(&self, index: usize) {
        self.read.borrow_mut().remove(&index);
    }

    /// Last row of an area with a cell that was read.
    pub(super) fn last_read_row(&self, area: &Area) -> Option<u32> {
        let read = self.read.borrow();
        let rows = read.iter().map(|index| self.cell(*index).row);
        rows.filter(|row| area.rows.contains(row)).max()
    }

    pub(super) fn is_read(&self, index: usize) -> bool {
        self.read.borrow().contains(&index)
    }

    /// Merged range that covers a cell.
    pub(super) fn merge_at(&self, row: u32, col: u32) -> Option<&'s Merge> {
        self.merges.at(&self.sheet.merges, row, col)
    }

    /// Last row and column of the cell at a position, or of its merged range.
    pub(super) fn extent(&self, row: u32, col: u32) -> (u32, u32) {
        self.merge_at(row, col)
            .map_or((row, col), |merge| (merge.last_row, merge.last_col))
    }
}

/// Cells of a sheet whose text is entirely struck out, missing in the file, or beneath overlapping
/// merged ranges.
fn lost_texts(sheet: &Sheet) -> BTreeMap<(u32, u32), LostText> {
    let lost = sheet.skipped.iter().filter_map(|aside| {
        let reason = match aside.what {
            SkippedKind::Struck(_) => LostText::Struck,
            SkippedKind::MissingText | SkippedKind::Overlapped(_) => LostText::Missing,
            _ => return None,
        };
        Some((aside.at?, reason))
    });
    lost.filter(|((row, col), _)| sheet.get(*row, *col).is_none_or(Cell::is_blank))
        .collect()
}

/// Merged ranges by the columns they cover, so that a look-up takes the same time for any number of
/// them. Ranges do not overlap: in a column at most one covers a row.
#[derive(Debug, Default)]
struct MergeIndex {
    /// Indexes of the ranges that cover each column, from the top.
    columns: BTreeMap<u32, Vec<u32>>,
    /// Indexes of ranges over more columns than are indexed.
    wide: Vec<u32>,
}

/// Maximum number of columns of an indexed range.
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

    /// Range that covers a cell.
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

/// Text shown for a cell that is not read; its formula if that has no result.
pub(super) fn displayed_text(cell: &Cell) -> Cow<'_, str> {
    match (&cell.content, &cell.formula) {
        (CellContent::NoResult, Some(formula)) => Cow::Owned(format!("={formula}")),
        _ => cell.said(),
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
