//! The area of a sheet in which each value of a form is searched: between the labels that were
//! found.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::align::{Alignment, LabelCell};
use super::outline::{CellRole, LabelId, Outline, OutlineCell, OutlineRowKind};
use super::view::{Area, SheetView};

/// Areas of a table's values in a sheet.
pub(super) struct ValueAreas<'a> {
    view: &'a SheetView<'a>,
    outline: &'a Outline,
    alignment: &'a Alignment,
    /// Rows of the sheet for each row of the outline.
    rows: Vec<Option<RangeInclusive<u32>>>,
    /// Columns of the sheet, by the form's columns in which labels begin.
    columns: BTreeMap<usize, u32>,
    right: u32,
}

impl<'a> ValueAreas<'a> {
    /// Assigns rows and columns of the sheet to those of the form.
    pub(super) fn new(
        view: &'a SheetView<'a>,
        outline: &'a Outline,
        alignment: &'a Alignment,
    ) -> ValueAreas<'a> {
        let mut places = ValueAreas {
            view,
            outline,
            alignment,
            rows: vec![None; outline.rows.len()],
            columns: columns(outline, alignment),
            right: right(outline, alignment),
        };
        places.settle_rows();
        places
    }

    /// Rows of the sheet for a row of the outline.
    pub(super) fn rows_of(&self, line: usize) -> Option<&RangeInclusive<u32>> {
        self.rows[line].as_ref()
    }

    /// Last column of the table.
    pub(super) fn right(&self) -> u32 {
        self.right
    }

    /// First column of the table.
    pub(super) fn left(&self) -> u32 {
        let labels = self.alignment.labels.values();
        labels.map(|label_cell| label_cell.col).min().unwrap_or(0)
    }

    /// Cell of a label.
    pub(super) fn label_cell(&self, label: usize) -> Option<&LabelCell> {
        self.alignment.labels.get(&label)
    }

    /// Head of an outline cell: the nearest label above that begins in its column.
    pub(super) fn head(&self, outline_cell: usize) -> Option<(usize, LabelId)> {
        let cell = &self.outline.cells[outline_cell];
        let labels = self.outline.cells.iter().enumerate();
        let above = labels.filter_map(|(index, label)| match label.role {
            CellRole::Label(id)
                if label.cols.start == cell.cols.start && label.line < cell.line =>
            {
                Some((index, id))
            }
            CellRole::Label(_) | CellRole::Value(_) | CellRole::Nothing => None,
        });
        above.max_by_key(|(index, _)| self.outline.cells[*index].line)
    }

    /// Head of a column of rows, which it shares with the other columns below the same label.
    ///
    /// It is the nearest label above that begins in its column. If only a wider label is above it,
    /// or the sheet lacks the whole row of its own label, it is that wider one. A label above other
    /// values is not a head.
    pub(super) fn rows_head(&self, outline_cell: usize) -> Option<(usize, LabelId)> {
        let start = self.outline.cells[outline_cell].cols.start;
        let above = self.labels_above(outline_cell);
        let begins_here =
            |label: &&(usize, LabelId)| self.outline.cells[label.0].cols.start == start;
        let is_found = |label: &&(usize, LabelId)| self.alignment.labels.contains_key(&label.0);
        let own = above.iter().find(begins_here);
        let is_in_sheet = |(label, _): &(usize, LabelId)| {
            let line = self.outline.cells[*label].line;
            self.alignment.labels.contains_key(label) || self.alignment.rows[line].is_some()
        };
        let head = match own {
            Some(own) if is_in_sheet(own) => Some(own),
            _ => above.iter().find(is_found).or(own).or(above.first()),
        };
        head.copied().or_else(|| self.head(outline_cell))
    }

    /// Labels above the first column of a cell, nearest first, up to the first value above a label.
    fn labels_above(&self, outline_cell: usize) -> Vec<(usize, LabelId)> {
        let cell = &self.outline.cells[outline_cell];
        let cells = self.outline.cells.iter().enumerate();
        let mut above: Vec<_> = cells
            .filter(|(_, above)| above.line < cell.line && above.cols.contains(&cell.cols.start))
            .collect();
        above.sort_by_key(|(_, above)| std::cmp::Reverse(above.line));
        let is_value = |cell: &OutlineCell| matches!(cell.role, CellRole::Value(_));
        let labels = above.into_iter().skip_while(|(_, above)| is_value(above));
        let labels = labels.take_while(|(_, above)| !is_value(above));
        let label = |(index, above): (usize, &OutlineCell)| match above.role {
            CellRole::Label(id) => Some((index, id)),
            CellRole::Value(_) | CellRole::Nothing => None,
        };
        labels.filter_map(label).collect()
    }

    /// Label of a value: the one directly to the left of it, or else its head.
    pub(super) fn owner(&self, outline_cell: usize) -> Option<(usize, LabelId)> {
        let cell = &self.outline.cells[outline_cell];
        let beside = self.neighbour(cell.line, cell.cols.start.checked_sub(1));
        let beside = beside.and_then(|index| match self.outline.cells[index].role {
            CellRole::Label(id) if self.outline.cells[index].line == cell.line => Some((index, id)),
            CellRole::Label(_) | CellRole::Value(_) | CellRole::Nothing => None,
        });
        beside.or_else(|| self.head(outline_cell))
    }

    /// Area in which a label that was not found is expected.
    pub(super) fn label(&self, outline_cell: usize) -> Option<Area> {
        let rows = self.rows_of(self.outline.cells[outline_cell].line)?.clone();
        let col = self.column(outline_cell)?;
        Some(Area {
            rows,
            cols: col..=col,
        })
    }

    /// Area in which the value of an outline cell is searched; `None` if the sheet lacks its row.
    pub(super) fn area(&self, outline_cell: usize) -> Option<Area> {
        let line = self.outline.cells[outline_cell].line;
        let rows = self.rows_of(line)?.clone();
        let (left, rows) = self.beginning(outline_cell, rows);
        let first = left?;
        let last = self.end(outline_cell, first);
        (first <= last).then_some(Area {
            rows,
            cols: first..=last,
        })
    }

    /// First column of an outline cell, and its rows; next to its own label, the label's rows.
    fn beginning(
        &self,
        outline_cell: usize,
        rows: RangeInclusive<u32>,
    ) -> (Option<u32>, RangeInclusive<u32>) {
        let cell = &self.outline.cells[outline_cell];
        let before = self.neighbour(cell.line, cell.cols.start.checked_sub(1));
        if let Some(label_cell) = before.and_then(|before| self.alignment.labels.get(&before)) {
            let begins_here =
                before.is_some_and(|before| self.outline.cells[before].line == cell.line);
            let rows = if begins_here && !rows.contains(&label_cell.row) {
                self.rows_beside(label_cell)
            } else if begins_here {
                self.rows_shared(label_cell, rows)
            } else {
                rows
            };
            // Next to a label over several rows, the head determines the column.
            let head = self.head(outline_cell).filter(|_| !begins_here);
            let head = head.and_then(|(head, _)| self.alignment.labels.get(&head));
            let head =
                head.filter(|head| (label_cell.row..=label_cell.last_row).contains(&head.row));
            let first = head
                .map(|head| head.col)
                .filter(|col| *col > label_cell.col);
            return (first.or(label_cell.last_col.checked_add(1)), rows);
        }
        (self.column(outline_cell), rows)
    }

    /// Rows of a label that is in another row than its outline row.
    fn rows_beside(&self, label_cell: &LabelCell) -> RangeInclusive<u32> {
        let below = self.alignment.labels.values().map(|other| other.row);
        let next = below.filter(|row| *row > label_cell.last_row).min();
        label_cell.row
            ..=next
                .map_or(*self.alignment.span.end(), |row| row - 1)
                .max(label_cell.last_row)
    }

    /// Narrows the rows of an outline row to those of one label, if another label is in the same
    /// columns: rows in another order.
    fn rows_shared(
        &self,
        label_cell: &LabelCell,
        rows: RangeInclusive<u32>,
    ) -> RangeInclusive<u32> {
        let others = self.alignment.labels.values().filter(|other| {
            let is_below = other.col <= label_cell.last_col && label_cell.col <= other.last_col;
            is_below && other.row != label_cell.row && rows.contains(&other.row)
        });
        let others: Vec<u32> = others.map(|other| other.row).collect();
        if others.is_empty() {
            return rows;
        }
        let next = others.into_iter().filter(|row| *row > label_cell.row).min();
        label_cell.row..=next.map_or(*rows.end(), |row| row - 1)
    }

    /// Last column of an outline cell that begins in a column.
    fn end(&self, outline_cell: usize, first: u32) -> u32 {
        let cell = &self.outline.cells[outline_cell];
        let Some(after) = self.neighbour(cell.line, Some(cell.cols.end)) else {
            return self.right.max(first);
        };
        let next = match self.outline.cells[after].role {
            CellRole::Label(_) => self
                .alignment
                .labels
                .get(&after)
                .map(|label_cell| label_cell.col),
            CellRole::Value(_) | CellRole::Nothing => self.column(after),
        };
        // A label that was moved to another row is not an end. If heads are in another order, the
        // next one is.
        next.filter(|next| *next > first)
            .or_else(|| self.head_after(outline_cell, first))
            .map_or(self.right.max(first), |next| next - 1)
    }

    /// Next column beyond `first` in which a head begins, in the row of the cell's own head.
    fn head_after(&self, outline_cell: usize, first: u32) -> Option<u32> {
        let (head, _) = self.head(outline_cell)?;
        let row = self.alignment.labels.get(&head)?.row;
        let heads = self.alignment.labels.values();
        let heads = heads.filter(|label_cell| label_cell.row == row && label_cell.col > first);
        heads.map(|label_cell| label_cell.col).min()
    }

    /// Cell of an outline row that covers a column.
    fn neighbour(&self, line: usize, col: Option<usize>) -> Option<usize> {
        let col = col?;
        let cells = &self.outline.rows[line].cells;
        cells
            .iter()
            .copied()
            .find(|cell| self.outline.cells[*cell].cols.contains(&col))
    }

    /// Column of the sheet in which an outline cell begins: that of the nearest label above that
    /// begins in its column.
    pub(super) fn column(&self, outline_cell: usize) -> Option<u32> {
        let cell = &self.outline.cells[outline_cell];
        let heads = self.alignment.labels.iter().filter(|(label, _)| {
            let label = &self.outline.cells[**label];
            label.cols.start == cell.cols.start && label.line < cell.line
        });
        let head = heads.max_by_key(|(label, _)| self.outline.cells[**label].line);
        let head = head.map(|(_, label_cell)| label_cell.col);
        head.or_else(|| self.columns.get(&cell.cols.start).copied())
            .or_else(|| {
                let (col, sheet) = self.columns.range(..cell.cols.start).next_back()?;
                let beyond = u32::try_from(cell.cols.start - col).ok()?;
                sheet.checked_add(beyond)
            })
    }

    fn settle_rows(&mut self) {
        let mut line = 0;
        let mut cursor = *self.alignment.span.start();
        while line < self.outline.rows.len() {
            if let Some(row) = self.alignment.rows[line] {
                let next = self.next_anchor(row);
                let is_followed = self
                    .alignment
                    .rows
                    .get(line + 1)
                    .is_some_and(Option::is_none);
                let end = if is_followed {
                    self.label_end(line, row).min(next - 1)
                } else {
                    next - 1
                };
                self.rows[line] = Some(row..=end.max(row));
                cursor = end.max(row) + 1;
                line += 1;
            } else {
                let rest = self.alignment.rows[line..].iter();
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

    /// Distributes the rows of a gap among the outline rows without labels.
    fn share(&mut self, first: usize, count: usize, from: u32, limit: u32) {
        if from >= limit {
            return;
        }
        let is_absent = count > 1 && self.lacks_second_heads(first, from, limit);
        let lines = first + usize::from(is_absent)..first + count;
        let is_rows = |line: usize| self.outline.rows[line].kind == OutlineRowKind::Rows;
        let lacks_labels = lines
            .clone()
            .any(|line| !is_rows(line) && !self.outline.rows[line].labels.is_empty());
        if lacks_labels && self.bands(from, limit).len() != lines.len() {
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

    /// Whether the sheet lacks an outline row that only divides heads of the row above, before
    /// rows of data: in the first row of the gap, data are below the heads that are not divided.
    fn lacks_second_heads(&self, line: usize, from: u32, limit: u32) -> bool {
        let row = &self.outline.rows[line];
        let is_before_rows =
            (self.outline.rows.get(line + 1)).is_some_and(|next| next.kind == OutlineRowKind::Rows);
        let begins_here = |cell: &&usize| self.outline.cells[**cell].line == line;
        let mut own = row.cells.iter().filter(begins_here);
        let is_of_heads =
            own.all(|cell| matches!(self.outline.cells[*cell].role, CellRole::Label(_)));
        let rows = self.view.rows_in(&(from..=limit.saturating_sub(1))).iter();
        let mut rows = rows.filter(|row| self.view.has_values(row));
        let Some(first) = rows.next().filter(|_| is_before_rows && is_of_heads) else {
            return false;
        };
        let undivided = row.cells.iter().filter(|cell| !begins_here(cell));
        let mut undivided = undivided.filter_map(|cell| self.alignment.labels.get(cell));
        undivided.any(|head| {
            let mut cells = first.cells.clone();
            head.last_row < first.row
                && cells.any(|cell| {
                    let cell = self.view.cell(cell);
                    cell.col == head.col && !cell.is_blank()
                })
        })
    }

    /// Rows of a gap that are not blank, with the rows merged into them.
    fn bands(&self, from: u32, limit: u32) -> Vec<RangeInclusive<u32>> {
        let mut bands: Vec<RangeInclusive<u32>> = Vec::new();
        for row in self.view.rows_in(&(from..=limit.saturating_sub(1))) {
            if bands.last().is_some_and(|band| band.contains(&row.row)) {
                continue;
            }
            let cells = row
                .cells
                .clone()
                .filter(|cell| !self.view.cell(*cell).is_blank() && !self.view.is_read(*cell));
            let ends = cells.map(|cell| {
                let cell = self.view.cell(cell);
                self.view.extent(cell.row, cell.col).0
            });
            if let Some(end) = ends.max() {
                bands.push(row.row..=end.min(limit - 1));
            }
        }
        bands
    }

    /// Last row of an outline row's labels that occupy it alone.
    fn label_end(&self, line: usize, row: u32) -> u32 {
        let label_cells = self
            .alignment
            .labels
            .iter()
            .filter(|(outline_cell, label_cell)| {
                let outline_cell = &self.outline.cells[**outline_cell];
                outline_cell.line == line && outline_cell.lines == 1 && label_cell.row == row
            });
        label_cells
            .map(|(_, label_cell)| label_cell.last_row)
            .max()
            .unwrap_or(row)
    }

    /// Next sheet row below with labels of another outline row.
    fn next_anchor(&self, row: u32) -> u32 {
        let below = self
            .alignment
            .rows
            .iter()
            .flatten()
            .filter(|other| **other > row)
            .min();
        below
            .copied()
            .unwrap_or_else(|| self.alignment.span.end().saturating_add(1))
    }

    fn next_anchor_from(&self, row: u32) -> u32 {
        match row.checked_sub(1) {
            Some(above) => self.next_anchor(above),
            None => self
                .alignment
                .rows
                .iter()
                .flatten()
                .min()
                .copied()
                .unwrap_or(0),
        }
    }
}

/// For each form column in which labels begin, the sheet column in which most of them are.
fn columns(outline: &Outline, alignment: &Alignment) -> BTreeMap<usize, u32> {
    let mut counts: BTreeMap<usize, BTreeMap<u32, usize>> = BTreeMap::new();
    for (outline_cell, label_cell) in &alignment.labels {
        let start = outline.cells[*outline_cell].cols.start;
        *counts
            .entry(start)
            .or_default()
            .entry(label_cell.col)
            .or_default() += 1;
    }
    let most = |columns: BTreeMap<u32, usize>| {
        // The leftmost of equal counts.
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

/// Last column of the table: that of the labels at its right edge; unlimited if there are none.
fn right(outline: &Outline, alignment: &Alignment) -> u32 {
    let width = outline
        .cells
        .iter()
        .map(|cell| cell.cols.end)
        .max()
        .unwrap_or(0);
    let edge = alignment
        .labels
        .iter()
        .filter(|(outline_cell, _)| outline.cells[**outline_cell].cols.end == width);
    let ends = edge.map(|(outline_cell, label_cell)| {
        let more = u32::try_from(outline.cells[*outline_cell].cols.len() - 1).unwrap_or(0);
        label_cell.last_col.max(label_cell.col.saturating_add(more))
    });
    ends.max().unwrap_or(u32::MAX - 1)
}
