//! Normalizes the cells of a sheet: order, duplicates, and cells beneath merged ranges. Only the
//! first cell of a merged range is visible; the others still have their previous content.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::{Cell, Merge, Sheet, SkippedContent, SkippedKind};

/// A merged range that reaches down to the current row.
struct OpenMerge {
    last_row: u32,
    last_col: u32,
    /// Index of its first cell, if that has content.
    anchor: Option<usize>,
    anchor_at: (u32, u32),
}

/// Sorts the content of a sheet and removes invisible cells.
pub(super) fn normalize(sheet: &mut Sheet) {
    let place = |cell: &Cell| (cell.row, cell.col);
    if !sheet.cells.is_sorted_by_key(place) {
        sheet.cells.sort_by_key(place);
    }
    let skipped = &mut sheet.skipped;
    sheet.cells.dedup_by(|later, remaining| {
        let is_duplicate = place(later) == place(remaining);
        if is_duplicate {
            // The last one is used, as in other programs.
            std::mem::swap(later, remaining);
            if later.content != remaining.content {
                skipped.push(SkippedContent {
                    at: Some(place(later)),
                    what: SkippedKind::Duplicate(later.text().into_owned()),
                });
            }
        }
        is_duplicate
    });
    sheet.merges.sort_unstable();
    join(&mut sheet.hidden_rows);
    join(&mut sheet.hidden_cols);
    uncover(sheet);
    sheet.skipped.sort_by_key(|item| item.at);
}

/// Sorts ranges and joins adjacent ones.
fn join(ranges: &mut Vec<RangeInclusive<u32>>) {
    ranges.sort_by_key(|range| (*range.start(), *range.end()));
    ranges.dedup_by(|next, range| {
        let meets = *next.start() <= range.end().saturating_add(1);
        if meets {
            *range = *range.start()..=*range.end().max(next.end());
        }
        meets
    });
}

/// Removes the covered cells of a sheet, and merged ranges that overlap a preceding one. A covered
/// value that differs from the first cell's is recorded as skipped content.
fn uncover(sheet: &mut Sheet) {
    let mut skipped = Vec::new();
    let mut remaining: Vec<Cell> = Vec::with_capacity(sheet.cells.len());
    let (merges, overlapping) = without_overlaps(std::mem::take(&mut sheet.merges));
    let mut overlaps = Overlaps::new(&overlapping);
    let mut open = OpenMerges::default();
    let mut merges = merges.into_iter().peekable();
    for cell in std::mem::take(&mut sheet.cells) {
        let at = (cell.row, cell.col);
        while let Some(merge) = merges.next_if(|merge| (merge.row, merge.col) <= at) {
            sheet.merges.extend(open.add(merge));
        }
        let is_overlapped = overlaps.covers(at);
        let area = open.at(at);
        let is_beneath = area.as_ref().is_some_and(|area| area.anchor_at != at);
        // It would be shown as the value of a field; whether it is visible depends on the program.
        if is_overlapped && !is_beneath && !cell.is_blank() {
            skipped.push(SkippedContent {
                at: Some(at),
                what: SkippedKind::Overlapped(cell.text().into_owned()),
            });
            continue;
        }
        let Some(area) = area else {
            remaining.push(cell);
            continue;
        };
        if area.anchor_at == at {
            area.anchor = Some(remaining.len());
            remaining.push(cell);
            continue;
        }
        let anchor = area.anchor.map(|anchor| &remaining[anchor]);
        let says_the_same = anchor.is_some_and(|anchor| anchor.text() == cell.text());
        if !cell.is_blank() && !says_the_same {
            skipped.push(SkippedContent {
                at: Some(at),
                what: SkippedKind::Covered(cell.text().into_owned()),
            });
        }
    }
    for merge in merges {
        sheet.merges.extend(open.add(merge));
    }
    remaining.shrink_to_fit();
    sheet.cells = remaining;
    sheet.skipped.extend(skipped);
}

/// Sorted merged ranges without those that overlap a preceding one, and these.
fn without_overlaps(merges: Vec<Merge>) -> (Vec<Merge>, Vec<Merge>) {
    let mut open = OpenMerges::default();
    let is_first = |merge: &Merge| open.add(*merge).is_some();
    merges.into_iter().partition(is_first)
}

/// The cells beneath merged ranges that overlap each other in any way, asked from the top: a Fenwick
/// tree of the ranges that reach down to the current row, by column.
struct Overlaps<'a> {
    /// Ranges that begin further down, in order.
    next: &'a [Merge],
    /// Ranges that begin at each cell: they show it.
    anchors: BTreeMap<(u32, u32), i64>,
    /// Columns of the ranges, by the row below them.
    ends: BTreeMap<u32, Vec<(u32, u32)>>,
    sums: Vec<i64>,
}

impl<'a> Overlaps<'a> {
    fn new(merges: &'a [Merge]) -> Overlaps<'a> {
        let mut anchors = BTreeMap::new();
        for merge in merges {
            *anchors.entry((merge.row, merge.col)).or_default() += 1;
        }
        let last = merges.iter().map(|merge| merge.last_col).max();
        let columns = last.map_or(0, |last| last as usize + 3);
        Overlaps {
            next: merges,
            anchors,
            ends: BTreeMap::new(),
            sums: vec![0; columns],
        }
    }

    /// Whether a range covers a cell without beginning at it. Rows must not go up.
    fn covers(&mut self, (row, col): (u32, u32)) -> bool {
        if self.sums.is_empty() {
            return false;
        }
        while let Some((merge, rest)) = self.next.split_first()
            && merge.row <= row
        {
            self.next = rest;
            self.add((merge.col, merge.last_col), 1);
            let end = self.ends.entry(merge.last_row.saturating_add(1));
            end.or_default().push((merge.col, merge.last_col));
        }
        while let Some(end) = self.ends.first_entry()
            && *end.key() <= row
        {
            for cols in end.remove() {
                self.add(cols, -1);
            }
        }
        let own = self.anchors.get(&(row, col)).copied().unwrap_or_default();
        self.count(col) > own
    }

    /// Adds to the counts of some columns.
    fn add(&mut self, (first, last): (u32, u32), count: i64) {
        for (from, count) in [(first as usize, count), (last as usize + 1, -count)] {
            let mut at = from + 1;
            while at < self.sums.len() {
                self.sums[at] += count;
                at += at & at.wrapping_neg();
            }
        }
    }

    /// Count of a column.
    fn count(&self, col: u32) -> i64 {
        let mut at = (col as usize + 1).min(self.sums.len() - 1);
        let mut count = 0;
        while at > 0 {
            count += self.sums[at];
            at -= at & at.wrapping_neg();
        }
        count
    }
}

/// Merged ranges by their first column. Ranges that ended above are removed when they are found.
#[derive(Default)]
struct OpenMerges(BTreeMap<u32, OpenMerge>);

impl OpenMerges {
    /// Adds the next range in order; returns it unless it overlaps another.
    fn add(&mut self, merge: Merge) -> Option<Merge> {
        let before = self.last_until(merge.last_col, merge.row);
        if before.is_some_and(|before| before.last_col >= merge.col) {
            return None;
        }
        let open = OpenMerge {
            last_row: merge.last_row,
            last_col: merge.last_col,
            anchor: None,
            anchor_at: (merge.row, merge.col),
        };
        self.0.insert(merge.col, open);
        Some(merge)
    }

    /// The range that contains an address.
    fn at(&mut self, (row, col): (u32, u32)) -> Option<&mut OpenMerge> {
        let before = self.last_until(col, row);
        before.filter(|before| before.last_col >= col)
    }

    /// The last range that begins at or left of a column and reaches down to a row.
    fn last_until(&mut self, col: u32, row: u32) -> Option<&mut OpenMerge> {
        loop {
            let (first_col, open) = self.0.range(..=col).next_back()?;
            if open.last_row >= row {
                let first_col = *first_col;
                return self.0.get_mut(&first_col);
            }
            let ended = *first_col;
            self.0.remove(&ended);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{CellContent, Visibility};
    use super::*;

    fn cell(row: u32, col: u32, text: &str) -> Cell {
        Cell {
            row,
            col,
            content: CellContent::Text(text.to_owned()),
            formula: None,
            shown: None,
        }
    }

    fn area(row: u32, col: u32, last_row: u32, last_col: u32) -> Merge {
        Merge {
            row,
            col,
            last_row,
            last_col,
        }
    }

    fn uncovered(cells: Vec<Cell>, merges: Vec<Merge>) -> Sheet {
        let mut sheet = Sheet {
            name: Arc::from("表"),
            number: 0,
            visibility: Visibility::Visible,
            cells,
            merges,
            hidden_rows: Vec::new(),
            hidden_cols: Vec::new(),
            skipped: Vec::new(),
            lacks_formats: false,
        };
        uncover(&mut sheet);
        sheet
    }

    fn texts(sheet: &Sheet) -> Vec<String> {
        let texts = sheet.cells.iter().map(|cell| cell.text().into_owned());
        texts.collect()
    }

    #[test]
    fn a_covered_cell_is_removed() {
        let sheet = uncovered(
            vec![
                cell(0, 0, "甲"),
                cell(0, 1, "乙"),
                cell(1, 0, "甲"),
                cell(1, 1, "丙"),
                cell(1, 2, "丁"),
                cell(2, 0, "戊"),
            ],
            vec![area(0, 0, 1, 1)],
        );
        assert_eq!(texts(&sheet), ["甲", "丁", "戊"]);
        let covered = |at, text: &str| SkippedContent {
            at: Some(at),
            what: SkippedKind::Covered(text.to_owned()),
        };
        assert_eq!(
            sheet.skipped,
            [covered((0, 1), "乙"), covered((1, 1), "丙")]
        );
    }

    #[test]
    fn a_blank_first_cell_shows_nothing_of_those_it_covers() {
        let sheet = uncovered(
            vec![cell(1, 0, "甲"), cell(5, 0, "乙")],
            vec![area(0, 0, 3, 0)],
        );
        assert_eq!(texts(&sheet), ["乙"]);
        assert_eq!(sheet.skipped.len(), 1);
    }

    #[test]
    fn overlapping_merged_ranges_are_dropped() {
        let merges = vec![
            area(0, 0, 2, 2),
            area(1, 1, 5, 5),
            area(1, 3, 4, 4),
            area(3, 0, 4, 2),
        ];
        let sheet = uncovered(vec![cell(1, 1, "甲"), cell(4, 4, "乙")], merges.clone());
        assert_eq!(sheet.merges, [merges[0], merges[2], merges[3]]);
        assert!(sheet.cells.is_empty());
        assert_eq!(sheet.skipped.len(), 2);
    }

    #[test]
    fn a_value_beneath_an_overlapping_range_is_not_read() {
        // A row merged across, its value merged down too, as if by two programs.
        let merges = vec![
            area(0, 0, 0, 3),
            area(0, 0, 1, 0),
            area(1, 0, 1, 3),
            area(2, 2, 4, 5),
            area(3, 3, 6, 3),
        ];
        let cells = vec![
            cell(0, 0, "96"),
            cell(1, 0, "777"),
            cell(2, 2, "甲"),
            cell(3, 3, "乙"),
            cell(5, 2, "丙"),
            cell(5, 3, "丁"),
            cell(7, 3, "戊"),
        ];
        let sheet = uncovered(cells, merges);
        assert_eq!(texts(&sheet), ["96", "甲", "丙", "戊"]);
        let kinds: Vec<&SkippedKind> = sheet.skipped.iter().map(|aside| &aside.what).collect();
        assert_eq!(
            kinds,
            [
                &SkippedKind::Overlapped("777".to_owned()),
                &SkippedKind::Covered("乙".to_owned()),
                &SkippedKind::Overlapped("丁".to_owned()),
            ]
        );
    }
}
