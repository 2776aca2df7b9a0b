//! The rows of a table (indicators): any number of them, merged or not, with heads in between, until something else begins.

use std::ops::RangeInclusive;

use super::findings::Findings;
use super::outline::{Outline, Target, What};
use super::page::{Area, Page, PageRow};
use super::place::Places;
use super::{table, value, words};
use crate::diag::SheetCell;
use crate::form::{Expr, Field, FieldIndex, FieldKind, Fields};
use crate::record::{Draft, DraftContent};
use crate::workbook::CellContent;

/// How the first cell of a row ends that adds up others.
const SUMS: [&str; 3] = ["小计", "合计", "总计"];

/// A column of the rows, and where it stands in the sheet.
struct Column<'a> {
    rows: FieldIndex,
    field: &'a Field,
    first: u32,
    last: u32,
    /// Whether cells are merged downwards in it.
    is_merged: bool,
    /// For a level: the name that goes on.
    carried: Option<Draft>,
}

/// A row that is being put together: the cells of each column.
struct Row {
    first: u32,
    cells: Vec<Vec<usize>>,
}

/// Reads the rows that stand where a line of the outline says.
pub(super) struct Block<'a> {
    page: &'a Page<'a>,
    outline: &'a Outline,
    fields: &'a Fields,
    columns: Vec<Column<'a>>,
    rows: RangeInclusive<u32>,
    /// Whether something was met that is no row.
    has_ended: bool,
    /// Cells with names of groups that stand in rows of their own, until a row goes on with them.
    waiting: Vec<usize>,
}

impl<'a> Block<'a> {
    /// The block of a line; none where the sheet does not have it.
    pub(super) fn new(
        page: &'a Page<'a>,
        outline: &'a Outline,
        places: &Places<'_>,
        (line, fields): (usize, &'a Fields),
    ) -> Option<Block<'a>> {
        let rows = places.rows_of(line)?.clone();
        let mut columns = Vec::new();
        for place in &outline.rows[line].cells {
            if let What::Value(Target::Column(list, column)) = outline.cells[*place].what
                && let Some(field) = fields.get(list).rows().map(|columns| columns.get(column))
                && let Some(first) = places.column(*place)
            {
                columns.push(Column {
                    rows: list,
                    field,
                    first,
                    last: places.right(),
                    is_merged: false,
                    carried: None,
                });
            }
        }
        columns.sort_by_key(|column| column.first);
        for index in 1..columns.len() {
            columns[index - 1].last = columns[index].first.saturating_sub(1);
        }
        let mut block = Block {
            page,
            outline,
            fields,
            columns,
            rows,
            has_ended: false,
            waiting: Vec::new(),
        };
        block.find_merges();
        (!block.columns.is_empty()).then_some(block)
    }

    fn find_merges(&mut self) {
        let in_rows = |row: u32| self.rows.contains(&row);
        for merge in self
            .page
            .sheet
            .merges
            .iter()
            .filter(|merge| merge.row < merge.last_row && in_rows(merge.row))
        {
            for column in &mut self.columns {
                if merge.col <= column.last && column.first <= merge.last_col {
                    column.is_merged = true;
                }
            }
        }
    }

    /// The first cell of a list: what is missing in it is told there.
    fn start(&self, list: FieldIndex) -> SheetCell {
        let mut columns = self.columns.iter();
        let first = columns.find(|column| column.rows == list);
        self.page
            .at(*self.rows.start(), first.map_or(0, |column| column.first))
    }

    /// Reads the rows; for each list of the form its rows.
    pub(super) fn read(mut self, findings: &mut Findings<'_>) -> Vec<(FieldIndex, Draft)> {
        let mut lists: Vec<(FieldIndex, Vec<Draft>)> = Vec::new();
        for column in &self.columns {
            if !lists.iter().any(|(list, _)| *list == column.rows) {
                lists.push((column.rows, Vec::new()));
            }
        }
        let mut open: Option<Row> = None;
        for row in self.page.rows_in(&self.rows.clone()) {
            let cells = self.cells(row);
            if cells.iter().all(Vec::is_empty) || self.is_head(row) {
                continue;
            }
            if let Some(open) = open.as_mut().filter(|open| self.goes_on(open, &cells)) {
                for (all, more) in open.cells.iter_mut().zip(cells) {
                    all.extend(more);
                }
                continue;
            }
            if self.is_sum(&cells) {
                self.leave_out_sum(row, findings);
                continue;
            }
            if self.is_foreign(row, &cells) {
                self.has_ended = true;
                continue;
            }
            if let Some(row) = open.take() {
                self.finish(&row, &mut lists, findings);
            }
            if self.is_level_only(&cells) {
                self.carry(&cells, findings);
            } else {
                open = Some(Row {
                    first: row.row,
                    cells,
                });
            }
        }
        if let Some(row) = open {
            self.finish(&row, &mut lists, findings);
        }
        self.waiting
            .iter()
            .for_each(|cell| self.page.give_back(*cell));
        let with_place = |(list, rows)| {
            let content = DraftContent::List(rows);
            (list, Draft::new(content, Some(self.start(list))))
        };
        lists.into_iter().map(with_place).collect()
    }

    /// The cells of a row that are not blank, for each column.
    fn cells(&self, row: &PageRow) -> Vec<Vec<usize>> {
        let of = |column: &Column<'_>| {
            let mut cells = self.page.filled_in(&Area {
                rows: row.row..=row.row,
                cols: column.first..=column.last,
            });
            // What is derived anew does not make a row.
            if column.field.derive.is_some() {
                let has_result =
                    |cell: &usize| self.page.cell(*cell).content != CellContent::NoResult;
                for cell in cells.extract_if(.., |cell| !has_result(cell)) {
                    self.page.take(cell);
                }
            }
            cells
        };
        self.columns.iter().map(of).collect()
    }

    /// Whether a row is the head printed again, or a title; if so, its cells are taken.
    fn is_head(&self, row: &PageRow) -> bool {
        let filled: Vec<usize> = row
            .cells
            .clone()
            .filter(|cell| !self.page.cell(*cell).is_blank() && !self.page.is_taken(*cell))
            .collect();
        let own = |cell: &&usize| {
            self.page.labels[**cell].is_some_and(|known| {
                let mut lines = self.outline.rows.iter();
                lines.any(|line| line.labels.contains(&known.label))
            })
        };
        let labels = filled.iter().filter(own).count();
        let is_label_row = labels >= 2 && labels * 3 >= filled.len() * 2;
        let is_title = filled.len() == 1 && {
            let text = self.page.cell(filled[0]).text();
            self.outline.title(&text).is_some()
        };
        if is_label_row || is_title {
            for cell in filled {
                self.page.take(cell);
            }
        }
        is_label_row || is_title
    }

    /// Whether a row holds nothing but more of the long texts of the row before.
    fn goes_on(&self, open: &Row, cells: &[Vec<usize>]) -> bool {
        let mut pairs = open
            .cells
            .iter()
            .zip(cells)
            .filter(|(_, more)| !more.is_empty());
        pairs.all(|(all, _)| {
            all.last()
                .is_some_and(|last| value::is_part(&self.page.cell(*last).text()))
        })
    }

    fn is_level(&self, index: usize) -> bool {
        matches!(self.columns[index].field.kind, FieldKind::Level(_))
    }

    fn is_level_only(&self, cells: &[Vec<usize>]) -> bool {
        let mut filled = (0..cells.len()).filter(|index| !cells[*index].is_empty());
        filled.all(|index| self.is_level(index))
    }

    /// Whether a row is a subtotal: it begins with the word, and has no sign.
    fn is_sum(&self, cells: &[Vec<usize>]) -> bool {
        let first = cells.iter().flatten().next();
        let words = first.map(|cell| words::label(&self.page.cell(*cell).text()));
        let is_sum = words.is_some_and(|words| SUMS.iter().any(|sum| words.ends_with(sum)));
        is_sum && !self.has_sign(cells)
    }

    fn leave_out_sum(&self, row: &PageRow, findings: &mut Findings<'_>) {
        let area = Area {
            rows: row.row..=row.row,
            cols: 0..=u32::MAX,
        };
        let cells = self.page.filled_in(&area);
        let Some(first) = cells.first().map(|cell| self.page.cell(*cell)) else {
            return;
        };
        findings.sum(&self.page.at(first.row, first.col), &first.text());
        for cell in cells {
            self.page.take(cell);
        }
    }

    /// Whether a row is no row of the table: a note or a signature below it.
    fn is_foreign(&self, row: &PageRow, cells: &[Vec<usize>]) -> bool {
        let filled: Vec<(usize, usize)> = cells
            .iter()
            .enumerate()
            .flat_map(|(index, cells)| cells.iter().map(move |cell| (index, *cell)))
            .collect();
        let reaches_over = |(index, cell): &(usize, usize)| {
            let cell = self.page.cell(*cell);
            let last = self.page.extent(cell.row, cell.col).1;
            self.columns
                .get(index + 1)
                .is_some_and(|next| last >= next.first)
        };
        if filled.iter().any(reaches_over) {
            return true;
        }
        let names_itself = |cell: usize| {
            let text = self.page.cell(cell).text();
            text.trim()
                .chars()
                .take(10)
                .any(|next| matches!(next, ':' | '：'))
        };
        let first = filled.first().map(|(index, cell)| (*index, *cell));
        let is_note = first.is_some_and(|(index, cell)| self.is_level(index) && names_itself(cell));
        if is_note {
            return true;
        }
        let begins_left = row.cells.clone().any(|cell| {
            let cell = self.page.cell(cell);
            cell.col < self.columns[0].first
                && !cell.is_blank()
                && self.page.extent(cell.row, cell.col).1 >= self.columns[0].first
        });
        if begins_left {
            return true;
        }
        let has_own_level = filled.iter().any(|(index, _)| self.is_level(*index));
        let values = filled
            .iter()
            .filter(|(index, _)| !self.is_level(*index))
            .count();
        if values == 1 && !has_own_level && !self.has_name(cells) {
            return true;
        }
        self.has_ended && !(self.has_name(cells) && self.has_sign(cells))
    }

    /// Whether the column that names a row is filled in.
    fn has_name(&self, cells: &[Vec<usize>]) -> bool {
        let name = self
            .columns
            .iter()
            .position(|column| matches!(column.field.kind, FieldKind::Text));
        name.is_some_and(|name| !cells[name].is_empty())
    }

    fn has_sign(&self, cells: &[Vec<usize>]) -> bool {
        let signs = self.columns.iter().zip(cells);
        signs
            .filter_map(|(column, cells)| cells.first().map(|cell| (column, cell)))
            .any(|(column, cell)| value::is_sign(column.field, &self.page.cell(*cell).text()))
    }

    /// Names of groups that stand in a row of their own go on in the rows below, where nothing is merged.
    fn carry(&mut self, cells: &[Vec<usize>], findings: &mut Findings<'_>) {
        for (index, cells) in cells.iter().enumerate() {
            let column = &self.columns[index];
            if cells.is_empty() || column.is_merged {
                continue;
            }
            let name = value::read(self.page, column.field, cells, findings);
            self.set_carried(index, name);
            self.waiting.extend(cells);
        }
    }

    /// Sets the name of a level that goes on; what is beneath another name ends with it.
    fn set_carried(&mut self, index: usize, name: Option<Draft>) {
        let content = |draft: &Option<Draft>| draft.as_ref().map(|draft| draft.content.clone());
        let is_other = content(&self.columns[index].carried) != content(&name);
        let rows = self.columns[index].rows;
        self.columns[index].carried = name;
        if is_other {
            let inner = self.columns[index + 1..].iter_mut();
            inner
                .filter(|column| {
                    column.rows == rows && matches!(column.field.kind, FieldKind::Level(_))
                })
                .for_each(|column| column.carried = None);
        }
    }

    /// Puts a row together.
    fn finish(
        &mut self,
        row: &Row,
        lists: &mut [(FieldIndex, Vec<Draft>)],
        findings: &mut Findings<'_>,
    ) {
        self.waiting.clear();
        for (list, rows) in lists {
            let own: Vec<usize> = (0..self.columns.len())
                .filter(|index| self.columns[*index].rows == *list)
                .collect();
            if own
                .iter()
                .all(|index| row.cells[*index].is_empty() || self.is_level(*index))
            {
                continue;
            }
            let mut values = Vec::with_capacity(own.len());
            for index in &own {
                values.push((*index, self.value(*index, row, findings)));
            }
            self.percentages(row, &mut values);
            self.nothing_to_say(&mut values);
            let mut draft =
                Draft::object(Some(self.page.at(row.first, self.columns[own[0]].first)));
            for (index, value) in values {
                draft.set(&self.columns[index].field.path, value);
            }
            rows.push(draft);
        }
    }

    fn value(&mut self, index: usize, row: &Row, findings: &mut Findings<'_>) -> Draft {
        let column = &self.columns[index];
        let (page, field) = (self.page, column.field);
        if let Some(value) = value::read(page, field, &row.cells[index], findings) {
            if self.is_level(index) {
                self.set_carried(index, Some(value.clone()));
            }
            return value;
        }
        if let Some(value) = self.merged(index, row.first, findings) {
            if self.is_level(index) {
                self.set_carried(index, Some(value.clone()));
            }
            return value;
        }
        if self.is_level(index)
            && !column.is_merged
            && let Some(carried) = &column.carried
        {
            return carried.clone();
        }
        let area = Area {
            rows: row.first..=row.first,
            cols: column.first..=column.last,
        };
        let formula = page
            .cells_in(&area)
            .find_map(|cell| cell.formula.as_deref());
        let at = page.at(row.first, column.first);
        Draft::new(value::blank(field, formula), Some(at))
    }

    /// The value of a cell above that is merged down to a row.
    fn merged(&self, index: usize, row: u32, findings: &mut Findings<'_>) -> Option<Draft> {
        let column = &self.columns[index];
        let merge = (column.first..=column.last.min(column.first.saturating_add(64)))
            .find_map(|col| self.page.merge_at(row, col).filter(|merge| merge.row < row))?;
        let rows = self.page.rows_in(&(merge.row..=merge.row)).first()?;
        let mut cells = rows.cells.clone();
        let anchor = cells.find(|cell| self.page.cell(*cell).col == merge.col)?;
        let anchor_cell = self.page.cell(anchor);
        if anchor_cell.is_blank() {
            // That its formula has no result was reported in the row where it stands.
            let is_unread = anchor_cell.content == CellContent::NoResult;
            let at = self.page.at(anchor_cell.row, anchor_cell.col);
            return is_unread.then(|| Draft::new(DraftContent::Unread, Some(at)));
        }
        value::read(self.page, column.field, &[anchor], findings)
    }

    /// What stands in percent among numbers, by the unit beside it.
    fn percentages(&self, row: &Row, values: &mut [(usize, Draft)]) {
        let is = |kind: &str, index: usize| self.columns[index].field.kind.name() == kind;
        let unit = values
            .iter()
            .find_map(|(index, value)| match &value.content {
                DraftContent::Text(unit) if is("unit", *index) => Some(unit.clone()),
                _ => None,
            });
        let Some(unit) = unit else { return };
        for (index, value) in values {
            if is("measure", *index)
                && let Some(cell) = row.cells[*index].first()
            {
                let content = std::mem::replace(&mut value.content, DraftContent::Null);
                value.content = value::percentage(content, self.page.cell(*cell), &unit);
            }
        }
    }

    /// A derived text is blank on purpose only where its parts would give one.
    fn nothing_to_say(&self, values: &mut [(usize, Draft)]) {
        let is_blank = |path: &str, values: &[(usize, Draft)]| {
            let value = values
                .iter()
                .find(|(index, _)| self.columns[*index].field.path == path);
            value.is_none_or(|(_, value)| table::shown(value).trim().is_empty())
        };
        for at in 0..values.len() {
            let field = self.columns[values[at].0].field;
            let Some(Expr::Measure { value, .. }) =
                field.derive.as_ref().map(|derivation| &derivation.expr)
            else {
                continue;
            };
            let columns = self.fields.get(self.columns[values[at].0].rows).rows();
            let whole = columns.map(|columns| columns.get(*value).path.as_str());
            if whole.is_some_and(|path| is_blank(path, values))
                && table::shown(&values[at].1).is_empty()
            {
                values[at].1.content = DraftContent::Null;
            }
        }
    }
}
