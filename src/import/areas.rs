//! Where in a sheet the value of each place of a form is to be looked for: between the labels that were found.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::align::{Alignment, LabelCell};
use super::outline::{CellRole, LabelId, Outline, OutlineRowKind};
use super::view::{Area, SheetView};

/// The places of a table in a sheet.
pub(super) struct ValueAreas<'a> {
    page: &'a SheetView<'a>,
    outline: &'a Outline,
    found: &'a Alignment,
    /// For each line of the outline its rows in the sheet.
    rows: Vec<Option<RangeInclusive<u32>>>,
    /// Columns of the sheet by the columns of the form where labels begin.
    columns: BTreeMap<usize, u32>,
    /// The last column of the table.
    right: u32,
}

impl<'a> ValueAreas<'a> {
    /// Settles the rows and columns.
    pub(super) fn new(
        page: &'a SheetView<'a>,
        outline: &'a Outline,
        found: &'a Alignment,
    ) -> ValueAreas<'a> {
        let mut places = ValueAreas {
            page,
            outline,
            found,
            rows: vec![None; outline.rows.len()],
            columns: columns(outline, found),
            right: right(outline, found),
        };
        places.settle_rows();
        places
    }

    /// The rows of a line in the sheet.
    pub(super) fn rows_of(&self, line: usize) -> Option<&RangeInclusive<u32>> {
        self.rows[line].as_ref()
    }

    /// The last column of the table.
    pub(super) fn right(&self) -> u32 {
        self.right
    }

    /// The first column of the table.
    pub(super) fn left(&self) -> u32 {
        let labels = self.found.labels.values();
        labels.map(|spot| spot.col).min().unwrap_or(0)
    }

    /// Where a label stands.
    pub(super) fn spot(&self, label: usize) -> Option<&LabelCell> {
        self.found.labels.get(&label)
    }

    /// The head of a place: the nearest label above that begins where it does.
    pub(super) fn head(&self, place: usize) -> Option<(usize, LabelId)> {
        let cell = &self.outline.cells[place];
        let labels = self.outline.cells.iter().enumerate();
        let above = labels.filter_map(|(index, label)| match label.what {
            CellRole::Label(id)
                if label.cols.start == cell.cols.start && label.line < cell.line =>
            {
                Some((index, id))
            }
            CellRole::Label(_) | CellRole::Value(_) | CellRole::Nothing => None,
        });
        above.max_by_key(|(index, _)| self.outline.cells[*index].line)
    }

    /// The label a value belongs to: the one just left of it, else its head.
    pub(super) fn owner(&self, place: usize) -> Option<(usize, LabelId)> {
        let cell = &self.outline.cells[place];
        let beside = self.neighbour(cell.line, cell.cols.start.checked_sub(1));
        let beside = beside.and_then(|index| match self.outline.cells[index].what {
            CellRole::Label(id) if self.outline.cells[index].line == cell.line => Some((index, id)),
            CellRole::Label(_) | CellRole::Value(_) | CellRole::Nothing => None,
        });
        beside.or_else(|| self.head(place))
    }

    /// The cells in which a label is to stand that was not found.
    pub(super) fn label(&self, place: usize) -> Option<Area> {
        let rows = self.rows_of(self.outline.cells[place].line)?.clone();
        let col = self.column(place)?;
        Some(Area {
            rows,
            cols: col..=col,
        })
    }

    /// Where the value of a place is to be looked for; none where the sheet does not have its line.
    pub(super) fn area(&self, place: usize) -> Option<Area> {
        let line = self.outline.cells[place].line;
        let rows = self.rows_of(line)?.clone();
        let (left, rows) = self.beginning(place, rows);
        let first = left?;
        let last = self.end(place, first);
        (first <= last).then_some(Area {
            rows,
            cols: first..=last,
        })
    }

    /// The first column of a place, and its rows: beside its label those of the label.
    fn beginning(
        &self,
        place: usize,
        rows: RangeInclusive<u32>,
    ) -> (Option<u32>, RangeInclusive<u32>) {
        let cell = &self.outline.cells[place];
        let before = self.neighbour(cell.line, cell.cols.start.checked_sub(1));
        if let Some(spot) = before.and_then(|before| self.found.labels.get(&before)) {
            let begins_here =
                before.is_some_and(|before| self.outline.cells[before].line == cell.line);
            let rows = if begins_here && !rows.contains(&spot.row) {
                self.rows_beside(spot)
            } else if begins_here {
                self.rows_shared(spot, rows)
            } else {
                rows
            };
            // Beside a label over several lines, the head tells the column.
            let head = self.head(place).filter(|_| !begins_here);
            let head = head.and_then(|(head, _)| self.found.labels.get(&head));
            let head = head.filter(|head| (spot.row..=spot.last_row).contains(&head.row));
            let first = head.map(|head| head.col).filter(|col| *col > spot.col);
            return (first.or(spot.last_col.checked_add(1)), rows);
        }
        (self.column(place), rows)
    }

    /// The rows of a label that was moved to another row than its line's.
    fn rows_beside(&self, spot: &LabelCell) -> RangeInclusive<u32> {
        let below = self.found.labels.values().map(|other| other.row);
        let next = below.filter(|row| *row > spot.last_row).min();
        spot.row
            ..=next
                .map_or(*self.found.span.end(), |row| row - 1)
                .max(spot.last_row)
    }

    /// Of the rows of a line those of a label in them, where another label stands in the same columns: rows in another order.
    fn rows_shared(&self, spot: &LabelCell, rows: RangeInclusive<u32>) -> RangeInclusive<u32> {
        let others = self.found.labels.values().filter(|other| {
            let is_below = other.col <= spot.last_col && spot.col <= other.last_col;
            is_below && other.row != spot.row && rows.contains(&other.row)
        });
        let others: Vec<u32> = others.map(|other| other.row).collect();
        if others.is_empty() {
            return rows;
        }
        let next = others.into_iter().filter(|row| *row > spot.row).min();
        spot.row..=next.map_or(*rows.end(), |row| row - 1)
    }

    /// The last column of a place that begins in a column.
    fn end(&self, place: usize, first: u32) -> u32 {
        let cell = &self.outline.cells[place];
        let Some(after) = self.neighbour(cell.line, Some(cell.cols.end)) else {
            return self.right.max(first);
        };
        let next = match self.outline.cells[after].what {
            CellRole::Label(_) => self.found.labels.get(&after).map(|spot| spot.col),
            CellRole::Value(_) | CellRole::Nothing => self.column(after),
        };
        // A label that was moved to another row is no end; of heads in another order the next one is.
        next.filter(|next| *next > first)
            .or_else(|| self.head_after(place, first))
            .map_or(self.right.max(first), |next| next - 1)
    }

    /// The next column beyond one in which a head begins that stands in the row of a place's own.
    fn head_after(&self, place: usize, first: u32) -> Option<u32> {
        let (head, _) = self.head(place)?;
        let row = self.found.labels.get(&head)?.row;
        let heads = self.found.labels.values();
        let heads = heads.filter(|spot| spot.row == row && spot.col > first);
        heads.map(|spot| spot.col).min()
    }

    /// The cell of a line that covers a column.
    fn neighbour(&self, line: usize, col: Option<usize>) -> Option<usize> {
        let col = col?;
        let cells = &self.outline.rows[line].cells;
        cells
            .iter()
            .copied()
            .find(|cell| self.outline.cells[*cell].cols.contains(&col))
    }

    /// The column of the sheet in which a place begins: that of the nearest label above it that begins where it does.
    pub(super) fn column(&self, place: usize) -> Option<u32> {
        let cell = &self.outline.cells[place];
        let heads = self.found.labels.iter().filter(|(label, _)| {
            let label = &self.outline.cells[**label];
            label.cols.start == cell.cols.start && label.line < cell.line
        });
        let head = heads.max_by_key(|(label, _)| self.outline.cells[**label].line);
        let head = head.map(|(_, spot)| spot.col);
        head.or_else(|| self.columns.get(&cell.cols.start).copied())
            .or_else(|| {
                let (col, sheet) = self.columns.range(..cell.cols.start).next_back()?;
                let beyond = u32::try_from(cell.cols.start - col).ok()?;
                sheet.checked_add(beyond)
            })
    }

    fn settle_rows(&mut self) {
        let mut line = 0;
        let mut cursor = *self.found.span.start();
        while line < self.outline.rows.len() {
            if let Some(row) = self.found.rows[line] {
                let next = self.next_anchor(row);
                let is_followed = self.found.rows.get(line + 1).is_some_and(Option::is_none);
                let end = if is_followed {
                    self.label_end(line, row).min(next - 1)
                } else {
                    next - 1
                };
                self.rows[line] = Some(row..=end.max(row));
                cursor = end.max(row) + 1;
                line += 1;
            } else {
                let rest = self.found.rows[line..].iter();
                let count = rest.take_while(|row| row.is_none()).count();
                let limit = if line == 0 {
                    self.next_anchor_from(cursor)
                } else {
                    self.next_anchor(cursor.saturating_sub(1))
                };
                self.share(line, count, cursor, limit);
                line += count;
            }
        }
    }

    /// Shares out the rows of a gap to the lines that have no labels of their own.
    fn share(&mut self, first: usize, count: usize, from: u32, limit: u32) {
        if from >= limit {
            return;
        }
        let lines = first..first + count;
        let is_rows = |line: usize| self.outline.rows[line].kind == OutlineRowKind::Rows;
        let lacks_labels = lines
            .clone()
            .any(|line| !is_rows(line) && !self.outline.rows[line].labels.is_empty());
        if lacks_labels && self.bands(from, limit).len() != count {
            return;
        }
        let mut cursor = from;
        for line in lines.clone() {
            let rest = line + 1 == lines.end || is_rows(line);
            let end = if rest {
                limit - 1
            } else {
                match self.bands(cursor, limit).first() {
                    Some(band) => *band.end(),
                    None => return,
                }
            };
            self.rows[line] = Some(cursor..=end);
            cursor = end + 1;
            if cursor >= limit {
                return;
            }
        }
    }

    /// The rows of a gap that are not blank, with those they are merged with.
    fn bands(&self, from: u32, limit: u32) -> Vec<RangeInclusive<u32>> {
        let mut bands: Vec<RangeInclusive<u32>> = Vec::new();
        for row in self.page.rows_in(&(from..=limit.saturating_sub(1))) {
            if bands.last().is_some_and(|band| band.contains(&row.row)) {
                continue;
            }
            let cells = row
                .cells
                .clone()
                .filter(|cell| !self.page.cell(*cell).is_blank() && !self.page.is_taken(*cell));
            let ends = cells.map(|cell| {
                let cell = self.page.cell(cell);
                self.page.extent(cell.row, cell.col).0
            });
            if let Some(end) = ends.max() {
                bands.push(row.row..=end.min(limit - 1));
            }
        }
        bands
    }

    /// The last row of the labels of a line that stand in it alone.
    fn label_end(&self, line: usize, row: u32) -> u32 {
        let spots = self.found.labels.iter().filter(|(place, spot)| {
            let place = &self.outline.cells[**place];
            place.line == line && place.lines == 1 && spot.row == row
        });
        spots.map(|(_, spot)| spot.last_row).max().unwrap_or(row)
    }

    /// The next row below with labels of another line.
    fn next_anchor(&self, row: u32) -> u32 {
        let below = self
            .found
            .rows
            .iter()
            .flatten()
            .filter(|other| **other > row)
            .min();
        below
            .copied()
            .unwrap_or_else(|| self.found.span.end().saturating_add(1))
    }

    fn next_anchor_from(&self, row: u32) -> u32 {
        match row.checked_sub(1) {
            Some(above) => self.next_anchor(above),
            None => self.found.rows.iter().flatten().min().copied().unwrap_or(0),
        }
    }
}

/// For each column of the form in which labels begin, the column of the sheet in which most of them stand.
fn columns(outline: &Outline, found: &Alignment) -> BTreeMap<usize, u32> {
    let mut counts: BTreeMap<usize, BTreeMap<u32, usize>> = BTreeMap::new();
    for (place, spot) in &found.labels {
        let start = outline.cells[*place].cols.start;
        *counts
            .entry(start)
            .or_default()
            .entry(spot.col)
            .or_default() += 1;
    }
    let most = |columns: BTreeMap<u32, usize>| {
        // Of equally many the leftmost.
        columns
            .into_iter()
            .rev()
            .max_by_key(|(_, count)| *count)
            .map(|(col, _)| col)
    };
    counts
        .into_iter()
        .filter_map(|(start, columns)| Some((start, most(columns)?)))
        .collect()
}

/// The last column of the table: that of the labels at its right edge; without any, the last there is.
fn right(outline: &Outline, found: &Alignment) -> u32 {
    let width = outline
        .cells
        .iter()
        .map(|cell| cell.cols.end)
        .max()
        .unwrap_or(0);
    let edge = found
        .labels
        .iter()
        .filter(|(place, _)| outline.cells[**place].cols.end == width);
    let ends = edge.map(|(place, spot)| {
        let more = u32::try_from(outline.cells[*place].cols.len() - 1).unwrap_or(0);
        spot.last_col.max(spot.col.saturating_add(more))
    });
    ends.max().unwrap_or(u32::MAX - 1)
}
