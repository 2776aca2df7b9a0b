//! The rows of a table (indicators): any number of them, merged or not, with heads in between, until something else begins.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::columns::{self, SheetColumn, SheetColumns};
use super::findings::Findings;
use super::outline::{Labels, Outline};
use super::page::{Area, SheetView, SheetRow};
use super::place::ValueAreas;
use super::{table, value, words};
use crate::form::{Edition, Expr, FieldIndex, FieldKind, Fields};
use crate::record::{Draft, DraftContent};
use crate::source::SheetCell;
use crate::workbook::CellContent;

/// How the first cell of a row ends that adds up others.
const SUMS: [&str; 4] = ["小计", "合计", "总计", "共计"];

/// A row that is being put together: the cells of each column.
struct OpenRow {
    first: u32,
    cells: Vec<Vec<usize>>,
}

/// A name of a group that stands in a row of its own: it waits for rows that go on with it.
struct PendingGroup {
    /// Its column.
    column: usize,
    cells: Vec<usize>,
}

/// Blanks and signs (〃) of a level's column that were read as the name above.
struct InferredLevel {
    /// The first of them.
    at: SheetCell,
    /// What stands in the first: a sign, or nothing.
    sign: Option<String>,
    /// Their rows.
    rows: Vec<u32>,
    /// What the first was read as.
    name: String,
}

/// The name of a level in a row, and whether it stands in a cell of that row.
type LevelOfRow = (String, bool);

/// What a row of the sheet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RowKind {
    /// One row of data.
    Data,
    /// Names of groups, for the rows below.
    Groups,
    /// A sum of other rows.
    Sum,
    /// None of these: a note, a signature, a stray value.
    Other,
}

/// Reads the rows that stand where a line of the outline says.
pub(super) struct RowsReader<'a> {
    page: &'a SheetView<'a>,
    fields: &'a Fields,
    outline: &'a Outline,
    edition: &'a Edition,
    columns: Vec<SheetColumn<'a>>,
    heads: SheetColumns<'a>,
    rows: RangeInclusive<u32>,
    /// First and last column of the table.
    table: (u32, u32),
    /// The last row that is certainly one of the data.
    last_certain: u32,
    waiting: Vec<PendingGroup>,
    /// Cells merged over several rows that were told.
    merges_told: BTreeSet<usize>,
    /// SheetColumns whose name stands in a row of its own: the rows below are blank for that.
    grouped: BTreeSet<usize>,
    /// Blanks that were read as the names above, by column.
    inferred: BTreeMap<usize, InferredLevel>,
    /// Signs and words for what stands above.
    ditto: words::Signs,
    /// The names of levels in the row before, by column.
    levels_before: BTreeMap<usize, LevelOfRow>,
    /// Whether a name of a level is written row after row: a blank among such rows was rather forgotten.
    is_written_out: bool,
}

impl<'a> RowsReader<'a> {
    /// The block of a line; none where the sheet does not have it.
    pub(super) fn new(
        page: &'a SheetView<'a>,
        (outline, labels, edition): (&'a Outline, &'a Labels, &'a Edition),
        places: &ValueAreas<'_>,
        (line, fields): (usize, &'a Fields),
    ) -> Option<RowsReader<'a>> {
        let rows = places.rows_of(line)?.clone();
        let labels = (outline, labels, edition.synonyms.as_slice());
        let mut heads = SheetColumns::new(page, labels, places, (line, fields));
        let columns = std::mem::take(&mut heads.own);
        let foreign = heads.foreign.iter().map(|foreign| *foreign.cols.end());
        let ends = columns.iter().map(|column| column.last);
        let last = ends.chain(foreign).max().filter(|_| !columns.is_empty())?;
        let mut block = RowsReader {
            page,
            fields,
            outline,
            edition,
            columns,
            heads,
            rows,
            table: (places.left(), last),
            last_certain: 0,
            waiting: Vec::new(),
            merges_told: BTreeSet::new(),
            grouped: BTreeSet::new(),
            inferred: BTreeMap::new(),
            ditto: words::Signs::of(
                edition
                    .list
                    .as_ref()
                    .map_or(&[][..], |list| list.ditto.as_slice()),
            ),
            levels_before: BTreeMap::new(),
            is_written_out: false,
        };
        block.find_merges();
        block.find_end();
        Some(block)
    }

    /// Rows with a name and a sign are data.
    fn find_end(&mut self) {
        let rows = self.page.rows_in(&self.rows).iter();
        let certain = rows.rev().find(|row| {
            let cells = self.cells(row);
            self.has_name(&cells) && self.has_sign(&cells)
        });
        self.last_certain = certain.map_or(0, |row| row.row);
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

    /// Reports the heads that are not the form's words and were taken for one of its columns; the labels they stand for.
    pub(super) fn heads_told(&self, findings: &mut Findings<'_>) -> Vec<usize> {
        let taken = self.heads.taken.iter();
        let told = taken.map(|taken| {
            self.page.take(taken.cell);
            let cell = self.page.cell(taken.cell);
            let at = self.page.at(cell.row, cell.col);
            if taken.is_read {
                findings.label_by_place(&at, cell, taken.words);
            } else {
                let values = self.page.filled_in(&Area {
                    rows: self.rows.clone(),
                    cols: taken.cols.clone(),
                });
                let head = (cell.text(), taken.words);
                findings.other_head(&at, &taken.cols, head, values.len());
            }
            taken.label
        });
        told.collect()
    }

    /// Reports heads that are printed again in another order: who knows which order the rows have. Nothing of the rows is read then; where the heads stand.
    pub(super) fn head_of_other_order(&self, findings: &mut Findings<'_>) -> Option<SheetCell> {
        let rows = self.page.rows_in(&self.rows).iter();
        let filled = rows.map(|row| self.filled(row)).find(|filled| {
            let cells = filled.iter().map(|cell| self.page.cell(*cell));
            let texts = cells.map(|cell| (cell.col, columns::head_words(cell)));
            self.heads.is_in_other_order(&texts.collect::<Vec<_>>())
        })?;
        let first = self.page.cell(*filled.first()?);
        let at = self.page.at(first.row, first.col);
        let texts = filled.iter().map(|cell| self.page.cell(*cell).text());
        findings.head_of_other_order(&at, &texts.collect::<Vec<_>>());
        for foreign in &self.heads.foreign {
            self.page.take(foreign.cell);
        }
        for row in self.page.rows_in(&self.rows) {
            self.page.take_all(&self.filled(row));
        }
        Some(at)
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
        for foreign in &self.heads.foreign {
            self.page.take(foreign.cell);
        }
        self.read_rows(&mut lists, findings);
        for (column, inferred) in &self.inferred {
            let InferredLevel {
                at,
                sign,
                rows,
                name,
            } = inferred;
            let field = self.columns[*column].field;
            let read = (rows.as_slice(), sign.as_deref(), name.as_str());
            findings.level_inferred(at, field, read, self.is_written_out);
        }
        self.foreign_columns(findings);
        self.rows_left(findings);
        let with_place = |(list, rows)| {
            let content = DraftContent::List(rows);
            (list, Draft::new(content, Some(self.start(list))))
        };
        lists.into_iter().map(with_place).collect()
    }

    fn read_rows(&mut self, lists: &mut [(FieldIndex, Vec<Draft>)], findings: &mut Findings<'_>) {
        let mut open: Option<OpenRow> = None;
        let mut from = *self.rows.start();
        for row in self.page.rows_in(&self.rows.clone()) {
            let struck = self.levels_gone(from..=row.row);
            from = row.row.saturating_add(1);
            if let Some(row) = open.take_if(|_| !struck.is_empty()) {
                self.finish(&row, lists, findings);
            }
            for (index, at) in struck {
                let unread = Draft::new(DraftContent::Unread, Some(at));
                self.set_carried(index, Some(unread));
            }
            let cells = self.cells(row);
            if self.is_head(row) || cells.iter().all(Vec::is_empty) {
                continue;
            }
            if let Some(open) = open.as_mut().filter(|open| self.goes_on(open, &cells)) {
                for (all, more) in open.cells.iter_mut().zip(cells) {
                    all.extend(more);
                }
                continue;
            }
            match self.kind(row, &cells) {
                RowKind::Sum => self.leave_out_sum(row, findings),
                RowKind::Other => {}
                kind @ (RowKind::Data | RowKind::Groups) => {
                    if let Some(row) = open.take() {
                        self.finish(&row, lists, findings);
                    }
                    if kind == RowKind::Groups {
                        self.carry(&cells, findings);
                    } else {
                        open = Some(OpenRow {
                            first: row.row,
                            cells,
                        });
                    }
                }
            }
        }
        if let Some(row) = open {
            self.finish(&row, lists, findings);
        }
        for waiting in std::mem::take(&mut self.waiting) {
            self.give_back(&waiting);
        }
    }

    fn give_back(&self, waiting: &PendingGroup) {
        for cell in &waiting.cells {
            self.page.give_back(*cell);
        }
    }

    /// What stands beneath heads that are none of the form's, or beside all heads, in the rows of data: one finding a column.
    fn foreign_columns(&self, findings: &mut Findings<'_>) {
        let mut by_col: BTreeMap<u32, usize> = BTreeMap::new();
        for (index, foreign) in self.heads.foreign.iter().enumerate() {
            by_col.extend(foreign.cols.clone().take(MOST_COLS).map(|col| (col, index)));
        }
        let mut counts = vec![0; self.heads.foreign.len()];
        let mut headless: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
        for row in self.page.rows_in(&self.rows) {
            if !self.was_read(row) {
                continue;
            }
            for index in self.filled(row) {
                let cell = self.page.cell(index);
                if self.columns.iter().any(|own| own.holds(cell.col)) || self.reaches_in(index) {
                    continue;
                }
                self.page.take(index);
                match by_col.get(&cell.col) {
                    Some(foreign) => counts[*foreign] += 1,
                    None => headless.entry(cell.col).or_insert((index, 0)).1 += 1,
                }
            }
        }
        for (foreign, count) in self.heads.foreign.iter().zip(counts) {
            let head = self.page.cell(foreign.cell);
            let at = self.page.at(head.row, head.col);
            findings.column(&at, &foreign.cols, Some(&head.text()), count);
        }
        for (col, (first, count)) in headless {
            let first = self.page.cell(first);
            let at = self.page.at(first.row, first.col);
            findings.column(&at, &(col..=col), None, count);
        }
    }

    /// Whether something was read of a row.
    fn was_read(&self, row: &SheetRow) -> bool {
        row.cells.clone().any(|cell| {
            let col = self.page.cell(cell).col;
            self.page.is_taken(cell) && self.columns.iter().any(|column| column.holds(col))
        })
    }

    /// Whether a cell that begins left of a column is merged into it.
    fn reaches_in(&self, cell: usize) -> bool {
        let cell = self.page.cell(cell);
        let last = self.page.extent(cell.row, cell.col).1;
        let mut columns = self.columns.iter();
        columns.any(|column| cell.col < column.first && column.first <= last)
    }

    /// Rows with something in the columns of the table that was not read: one finding a row.
    fn rows_left(&self, findings: &mut Findings<'_>) {
        let rows = self.page.rows_in(&self.rows).iter().filter_map(|row| {
            let area = Area {
                rows: row.row..=row.row,
                cols: 0..=u32::MAX,
            };
            let cells = self.page.filled_in(&area);
            (!cells.is_empty()).then_some((row, cells))
        });
        let rows: Vec<(&SheetRow, Vec<usize>)> = rows.collect();
        self.columns_left(&rows, findings);
        for (row, mut cells) in rows {
            cells.retain(|cell| !self.page.is_taken(*cell));
            let is_in_table = |cell: &usize| {
                let cell = self.page.cell(*cell);
                let last = self.page.extent(cell.row, cell.col).1;
                cell.col <= self.table.1 && self.table.0 <= last
            };
            if !cells.iter().any(is_in_table) {
                continue;
            }
            // The names of levels in a row that is struck out, which was told.
            let is_of_level = |cell: &usize| {
                let col = self.page.cell(*cell).col;
                let mut columns = 0..self.columns.len();
                columns.any(|index| self.is_level(index) && self.columns[index].holds(col))
            };
            let is_struck = || !self.page.gone_in(row.row..=row.row).is_empty();
            if cells.iter().all(is_of_level) && is_struck() {
                self.page.take_all(&cells);
                continue;
            }
            let first = self.page.cell(cells[0]);
            let texts = cells.iter().map(|cell| self.page.cell(*cell).text());
            let texts: Vec<_> = texts.collect();
            let at = self.page.at(first.row, first.col);
            if self.was_read(row) {
                findings.unplaced(&at, &texts);
            } else {
                findings.row(&at, &texts);
            }
            self.page.take_all(&cells);
        }
    }

    /// SheetColumns beneath heads over several of them with values that were not read, row after row: one finding a column.
    fn columns_left(&self, rows: &[(&SheetRow, Vec<usize>)], findings: &mut Findings<'_>) {
        let mut left: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (_, cells) in rows.iter().filter(|(row, _)| self.was_read(row)) {
            let cells = cells.iter().copied();
            for index in cells.filter(|cell| !self.reaches_in(*cell)) {
                let cell = self.page.cell(index);
                if !cell.is_blank() {
                    left.entry(cell.col).or_default().push(index);
                }
            }
        }
        for (col, cells) in left
            .into_iter()
            .filter(|(_, cells)| cells.len() >= LEAST_LEFT)
        {
            let first = self.page.cell(cells[0]);
            let head = self.heads.heads.values().next_back();
            let head = head.and_then(|head| head.range(..=col).next_back());
            let head = head.map(|(_, words)| words.as_str());
            let at = self.page.at(first.row, first.col);
            findings.column(&at, &(col..=col), head, cells.len());
            self.page.take_all(&cells);
        }
    }

    /// The cells of a row that are not blank, for each column.
    fn cells(&self, row: &SheetRow) -> Vec<Vec<usize>> {
        let of = |column: &SheetColumn<'_>| {
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

    /// Whether a row is the head printed again, or the title above it; if so, what is printed again is taken.
    fn is_head(&self, row: &SheetRow) -> bool {
        let filled = self.filled(row);
        let texts = |filled: &[usize]| -> Vec<(u32, String)> {
            let cells = filled.iter().map(|cell| self.page.cell(*cell));
            cells
                .map(|cell| (cell.col, columns::head_words(cell)))
                .collect()
        };
        let own = texts(&filled);
        if self.heads.is_repeated(&own) {
            for (cell, (col, text)) in filled.iter().zip(&own) {
                if self.heads.is_head(*col, text) {
                    self.page.take(*cell);
                }
            }
            return true;
        }
        let below = self.page.rows_in(&(row.row + 1..=*self.rows.end()));
        let is_title = |row: &SheetRow| {
            let cells = self.filled(row);
            cells.len() == 1
                && self
                    .outline
                    .title(&self.page.cell(cells[0]).text())
                    .is_some()
        };
        let mut after = below
            .iter()
            .take(MOST_TITLES)
            .skip_while(|row| self.filled(row).is_empty() || is_title(row));
        let is_printed_again = is_title(row)
            && after
                .next()
                .is_some_and(|row| self.heads.is_repeated(&texts(&self.filled(row))));
        if is_printed_again {
            self.page.take_all(&filled);
        }
        is_printed_again
    }

    /// The cells of a row that hold something and were not read.
    fn filled(&self, row: &SheetRow) -> Vec<usize> {
        let cells = row.cells.clone();
        cells
            .filter(|cell| !self.page.cell(*cell).is_blank() && !self.page.is_taken(*cell))
            .collect()
    }

    /// Whether a row holds nothing but more of the long texts of the row before.
    fn goes_on(&self, open: &OpenRow, cells: &[Vec<usize>]) -> bool {
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

    /// What a row is. One with a sign, or with a name among others that certainly are data, is data whatever its words.
    fn kind(&self, row: &SheetRow, cells: &[Vec<usize>]) -> RowKind {
        let filled: Vec<(usize, usize)> = cells
            .iter()
            .enumerate()
            .flat_map(|(index, cells)| cells.iter().map(move |cell| (index, *cell)))
            .collect();
        if self.has_sign(cells) && self.has_name(cells) {
            return RowKind::Data;
        }
        if self.is_sum(&filled) {
            return RowKind::Sum;
        }
        let is_below = row.row > self.last_certain;
        let is_signed = || self.is_signed(row) || self.has_no_family(&filled, cells);
        if is_below && !self.has_sign(cells) && is_signed() {
            return RowKind::Other;
        }
        let is_note =
            |(_, cell): &(usize, usize)| words::names_itself(&self.page.cell(*cell).text());
        if let [(index, cell)] = filled[..] {
            let is_wide = self.reaches_over(index, cell);
            let is_note = is_note(&filled[0]);
            return if is_wide || is_note {
                RowKind::Other
            } else if self.is_level(index) {
                RowKind::Groups
            } else if self.is_name(index) && !is_below {
                RowKind::Data
            } else {
                RowKind::Other
            };
        }
        let is_wide = |(index, cell): &(usize, usize)| self.reaches_over(*index, *cell);
        let seems_note = filled.iter().any(|one| is_note(one) || is_wide(one));
        let is_whole = filled.len() + 2 > self.columns.len();
        if !self.has_sign(cells) && is_below && seems_note && !is_whole {
            return RowKind::Other;
        }
        if filled.iter().all(|(index, _)| self.is_level(*index)) {
            RowKind::Groups
        } else {
            RowKind::Data
        }
    }

    /// Whether a row is one that people sign in, or has the number of a page: a word of such rows stands in it, in its columns or beside them, or its first
    /// text ends like one.
    fn is_signed(&self, row: &SheetRow) -> bool {
        let text = |cell: &usize| self.page.cell(*cell).text();
        let is_choice = |text: &str| {
            let mut columns = self.columns.iter();
            columns.any(|column| match &column.field.kind {
                FieldKind::Level(choices) => choices.iter().any(|choice| choice == text.trim()),
                _ => false,
            })
        };
        let cells = self.filled(row);
        let signs = |cell: &usize| {
            let text = text(cell);
            words::is_signature(&text, &self.edition.signatures) || words::is_page_number(&text)
        };
        let ends = |text: &str| words::ends_like(text, &self.edition.signature_ends);
        cells.iter().any(signs)
            || cells
                .first()
                .map(text)
                .is_some_and(|text| ends(&text) && !is_choice(&text))
    }

    /// Whether a row has words that are none of the form's in the place of a family, others beside it, and no name: it is no indicator.
    fn has_no_family(&self, filled: &[(usize, usize)], cells: &[Vec<usize>]) -> bool {
        let Some(((index, cell), [_, ..])) = filled.split_first() else {
            return false;
        };
        let FieldKind::Level(choices) = &self.columns[*index].field.kind else {
            return false;
        };
        let text = words::label(&self.page.cell(*cell).text());
        let mut choices = choices.iter().map(|choice| words::label(choice)).peekable();
        choices.peek().is_some()
            && !self.has_name(cells)
            && !choices.any(|choice| words::is_like(&text, &choice))
    }

    /// Whether a cell is merged over the next columns of the table too.
    fn reaches_over(&self, index: usize, cell: usize) -> bool {
        let cell = self.page.cell(cell);
        let last = self.page.extent(cell.row, cell.col).1;
        last > self.columns[index].last
    }

    /// Whether a row sums up others: the name of a group or of the row ends like a sum, and no other name, sign or unit stands after it.
    fn is_sum(&self, filled: &[(usize, usize)]) -> bool {
        let Some(((index, cell), others)) = filled.split_first() else {
            return false;
        };
        let words = words::label(&self.page.cell(*cell).text());
        let bare = words::without_brackets(&words).unwrap_or(&words);
        let is_sum = SUMS.iter().any(|sum| bare.ends_with(sum));
        let is_of_row = |(index, _): &(usize, usize)| {
            let kind = &self.columns[*index].field.kind;
            matches!(kind, FieldKind::Unit | FieldKind::Comparison(_)) || self.is_name(*index)
        };
        is_sum && (self.is_level(*index) || self.is_name(*index)) && !others.iter().any(is_of_row)
    }

    fn leave_out_sum(&self, row: &SheetRow, findings: &mut Findings<'_>) {
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

    /// Whether a column is the one that names a row.
    fn is_name(&self, index: usize) -> bool {
        let mut columns = self.columns.iter();
        let name = columns.position(|column| matches!(column.field.kind, FieldKind::Text));
        name == Some(index)
    }

    /// Whether the column that names a row is filled in.
    fn has_name(&self, cells: &[Vec<usize>]) -> bool {
        (0..cells.len()).any(|index| self.is_name(index) && !cells[index].is_empty())
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
            self.forget(index);
            self.set_carried(index, name);
            self.grouped.insert(index);
            self.waiting.push(PendingGroup {
                column: index,
                cells: cells.clone(),
            });
        }
    }

    /// Sets the name of a level that goes on; what is beneath another name ends with it.
    fn set_carried(&mut self, index: usize, name: Option<Draft>) {
        let content = |draft: &Option<Draft>| draft.as_ref().map(|draft| draft.content.clone());
        let is_other = content(&self.columns[index].carried) != content(&name);
        let rows = self.columns[index].rows;
        self.columns[index].carried = name;
        if is_other {
            self.forget(index);
            for inner in index + 1..self.columns.len() {
                if self.columns[inner].rows == rows && self.is_level(inner) {
                    self.columns[inner].carried = None;
                    self.forget(inner);
                }
            }
        } else {
            self.waiting.retain(|waiting| waiting.column != index);
        }
    }

    /// Names of levels in some rows that are struck out or not in the file, by column: which name goes on from there is not known, and was told where it
    /// stands.
    fn levels_gone(&self, rows: RangeInclusive<u32>) -> Vec<(usize, SheetCell)> {
        let gone = self.page.gone_in(rows).into_iter();
        let of_level = gone.filter_map(|(row, col)| {
            let mut columns = self.columns.iter();
            let index = columns.position(|own| own.first == col && !own.is_merged)?;
            self.is_level(index)
                .then(|| (index, self.page.at(row, col)))
        });
        of_level.collect()
    }

    /// A name of a group that no row went on with was not read.
    fn forget(&mut self, column: usize) {
        let (gone, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|waiting| waiting.column == column);
        self.waiting = kept;
        for waiting in &gone {
            self.give_back(waiting);
        }
    }

    /// Puts a row together.
    fn finish(
        &mut self,
        row: &OpenRow,
        lists: &mut [(FieldIndex, Vec<Draft>)],
        findings: &mut Findings<'_>,
    ) {
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
            self.compare_levels(row, &values);
            self.inferred_wrongly(row.first, &values);
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

    fn value(&mut self, index: usize, row: &OpenRow, findings: &mut Findings<'_>) -> Draft {
        let column = &self.columns[index];
        let page = self.page;
        if column.is_unread {
            page.take_all(&row.cells[index]);
            let at = page.at(row.first, column.first);
            self.waiting.retain(|waiting| waiting.column != index);
            return Draft::new(DraftContent::Unread, Some(at));
        }
        if let Some(carried) = self.as_above(index, row) {
            return carried;
        }
        let (page, column) = (self.page, &self.columns[index]);
        let field = column.field;
        if let Some(value) = value::read(page, field, &row.cells[index], findings) {
            if self.is_level(index) {
                self.grouped.remove(&index);
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
            && !self.columns[index].is_merged
            && let Some(carried) = self.columns[index].carried.clone()
        {
            self.waiting.retain(|waiting| waiting.column != index);
            return self.infer(index, row.first, None, &carried);
        }
        let column = &self.columns[index];
        let area = Area {
            rows: row.first..=row.first,
            cols: column.first..=column.last,
        };
        if let Some(at) = page.unread_in(&area, field.required) {
            return Draft::new(DraftContent::Unread, Some(at));
        }
        let formula = page
            .cells_in(&area)
            .find_map(|cell| cell.formula.as_deref());
        let at = page.at(row.first, column.first);
        Draft::new(value::blank(field, formula), Some(at))
    }

    /// The name of a level that a sign in a row stands for (〃): that above.
    fn as_above(&mut self, index: usize, row: &OpenRow) -> Option<Draft> {
        let [cell] = row.cells[index][..] else {
            return None;
        };
        let carried = self.columns[index].carried.clone();
        let carried = carried.filter(|_| self.is_level(index))?;
        if !self.ditto.has(&self.page.cell(cell).text()) {
            return None;
        }
        self.page.take(cell);
        self.waiting.retain(|waiting| waiting.column != index);
        let sign = self.page.cell(cell).text().into_owned();
        Some(self.infer(index, row.first, Some(sign), &carried))
    }

    /// The name above, in a row where it does not stand; noted, unless it stands in a row of its own.
    fn infer(&mut self, index: usize, row: u32, sign: Option<String>, above: &Draft) -> Draft {
        let name = table::shown(above);
        if self.grouped.contains(&index) || name.is_empty() {
            return above.clone();
        }
        let at = self.page.at(row, self.columns[index].first);
        let inferred = self.inferred.entry(index).or_insert_with(|| InferredLevel {
            at: at.clone(),
            sign,
            rows: Vec::new(),
            name,
        });
        inferred.rows.push(row);
        Draft::new(above.content.clone(), Some(at))
    }

    /// A name above that goes on in a row whose own narrower name belongs to another is an error of the row, which is told there.
    fn inferred_wrongly(&mut self, row: u32, values: &[(usize, Draft)]) {
        let levels = values.iter().filter(|(index, _)| self.is_level(*index));
        let names = levels.map(|(index, value)| (*index, table::shown(value)));
        let names: Vec<(usize, String)> = names.collect();
        let rules = &self.edition.tables[self.outline.table].form.rules;
        let texts = names.iter().map(|(_, name)| name.trim());
        let is_wrong = rules.other_family(texts).is_some();
        let Some((widest, _)) = names.first().filter(|_| is_wrong) else {
            return;
        };
        if let Some(inferred) = self.inferred.get_mut(widest) {
            inferred.rows.retain(|inferred| *inferred != row);
            if inferred.rows.is_empty() {
                self.inferred.remove(widest);
            }
        }
    }

    /// Compares the names of levels in a row with those of the row before.
    fn compare_levels(&mut self, row: &OpenRow, values: &[(usize, Draft)]) {
        let levels = values.iter().filter(|(index, _)| self.is_level(*index));
        let levels = levels.map(|(index, value)| {
            let own = &row.cells[*index];
            let is_own =
                (own.first()).is_some_and(|cell| !self.ditto.has(&self.page.cell(*cell).text()));
            (*index, (table::plain(value), is_own))
        });
        let levels: BTreeMap<usize, LevelOfRow> = levels.collect();
        let before = &self.levels_before;
        for (index, (name, is_own)) in &levels {
            let Some((name_before, was_own)) = before.get(index) else {
                break;
            };
            if name != name_before {
                break;
            }
            self.is_written_out |= *is_own && *was_own;
        }
        self.levels_before = levels;
    }

    /// The value of a cell above that is merged down to a row.
    fn merged(&mut self, index: usize, row: u32, findings: &mut Findings<'_>) -> Option<Draft> {
        let column = &self.columns[index];
        let field = column.field;
        let merge =
            (column.first..=column.last.min(column.first.saturating_add(64))).find_map(|col| {
                let merge = self.page.merge_at(row, col);
                merge.filter(|merge| merge.row < row || self.page.is_gone(merge.row, merge.col))
            })?;
        if self.page.is_gone(merge.row, merge.col) {
            // That was reported where it stands.
            let at = self.page.at(merge.row, merge.col);
            let is_unread = self.is_level(index) || !column.field.required;
            return is_unread.then(|| Draft::new(DraftContent::Unread, Some(at)));
        }
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
        let is_own = self.is_name(index)
            || matches!(
                field.kind,
                FieldKind::Comparison(_) | FieldKind::Measure | FieldKind::Unit
            );
        if is_own && self.merges_told.insert(anchor) {
            let at = self.page.at(anchor_cell.row, anchor_cell.col);
            findings.merged_rows(&at, field, &anchor_cell.said());
        }
        value::read(self.page, field, &[anchor], findings)
    }

    /// What is shown in percent or with words among numbers, by the sign and unit beside it.
    fn percentages(&self, row: &OpenRow, values: &mut [(usize, Draft)]) {
        let is = |kind: &str, index: usize| self.columns[index].field.kind.name() == kind;
        let text = |kind: &str, values: &[(usize, Draft)]| {
            let found = values
                .iter()
                .find_map(|(index, value)| match &value.content {
                    DraftContent::Text(text) if is(kind, *index) => Some(text.clone()),
                    _ => None,
                });
            found.unwrap_or_default()
        };
        let (sign, unit) = (text("comparison", values), text("unit", values));
        for (index, value) in values {
            if is("measure", *index)
                && let Some(cell) = row.cells[*index].first()
            {
                let content = std::mem::replace(&mut value.content, DraftContent::Null);
                value.content = value::measure(content, self.page.cell(*cell), &sign, &unit);
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

/// SheetColumns of a foreign head that are looked at: as many as a sheet has.
const MOST_COLS: usize = 16_384;

/// Values of one column that were not read from which on they are told together.
const LEAST_LEFT: usize = 3;

/// Rows of titles and blanks between which a head is printed again.
const MOST_TITLES: usize = 8;
