//! Columns of the rows of data in a sheet: each is below its own head. Values below another head,
//! or outside all heads, are not values of the form.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Range, RangeInclusive};

use crate::form::{Field, FieldIndex, Form, Role};
use crate::import::areas::ValueAreas;
use crate::import::outline::{
    CellPattern, CellRole, LabelId, Labels, MAX_LABEL_LENGTH, Outline, Target,
};
use crate::import::view::{Area, SheetView};
use crate::import::words;
use crate::record::Draft;
use crate::workbook::{Cell, CellContent};

/// A column of the form's rows, and its position in the sheet.
pub(super) struct SheetColumn<'a> {
    pub(super) rows: FieldIndex,
    pub(super) field: &'a Field,
    pub(super) first: u32,
    pub(super) last: u32,
    /// Whether cells are merged downwards in it.
    pub(super) is_merged: bool,
    /// Whether its values are left unread: its head may be that of another column.
    pub(super) is_unread: bool,
    /// Whether it is the column of another list beside its own, with the level that they share.
    pub(super) is_shared: bool,
    /// For a level: the name that continues.
    pub(super) carried: Option<Draft>,
    /// The words and values that its cells mix; its field is that of the first value.
    pub(super) pattern: Option<&'a CellPattern>,
    /// The parts of a target below the head that it shares with the next columns: its cell may have
    /// all of them.
    pub(super) target: Option<SharedTarget<'a>>,
}

/// Sign, value and unit that have a column each below one head.
#[derive(Clone, Copy)]
pub(super) struct SharedTarget<'a> {
    pub(super) sign: Option<&'a Field>,
    pub(super) value: &'a Field,
    pub(super) unit: Option<&'a Field>,
}

impl SheetColumn<'_> {
    /// Whether a column of the sheet belongs to it.
    pub(super) fn holds(&self, col: u32) -> bool {
        (self.first..=self.last).contains(&col)
    }
}

/// A column of the sheet whose head is not in the form.
pub(super) struct UnknownColumn {
    /// Index of its head's cell.
    pub(super) cell: usize,
    pub(super) cols: RangeInclusive<u32>,
}

/// A head that differs from the form's text and replaces one of its columns.
pub(super) struct SubstituteHead<'a> {
    /// Index of its cell.
    pub(super) cell: usize,
    pub(super) cols: RangeInclusive<u32>,
    /// Index of the form's label in [`Outline::cells`], and its words.
    pub(super) label: usize,
    pub(super) words: &'a str,
    /// Whether the column is read: the head's text is similar to the form's, or blank.
    pub(super) is_read: bool,
}

/// A head over several columns of the form whose columns in the sheet are not these.
pub(super) struct UndividedHead<'a> {
    /// Index of its cell.
    pub(super) cell: usize,
    /// Index of the form's label in [`Outline::cells`].
    pub(super) label: usize,
    pub(super) cols: RangeInclusive<u32>,
    /// The form's columns below it.
    pub(super) fields: Vec<&'a Field>,
    /// Whether the first column is read, with all parts of a target.
    pub(super) is_read: bool,
}

/// A column in which the form itself prints a text in each row, such as the row's number.
pub(super) struct PrintedColumn<'a> {
    cols: RangeInclusive<u32>,
    /// The text of the first row.
    words: &'a str,
}

impl PrintedColumn<'_> {
    /// Whether a cell is in the column and has its text; a number stands for any number.
    pub(super) fn is_text(&self, cell: &Cell) -> bool {
        let is_number = |text: &str| words::digits(text.trim()).parse::<u32>().is_ok();
        let is_it = |text: &str| {
            words::label(text) == words::label(self.words)
                || is_number(self.words) && is_number(text)
        };
        self.cols.contains(&cell.col) && is_it(&cell.text())
    }
}

/// Columns of a list in a sheet.
pub(super) struct SheetColumns<'a> {
    /// In the order of the form.
    pub(super) own: Vec<SheetColumn<'a>>,
    pub(super) unknown: Vec<UnknownColumn>,
    pub(super) printed: Vec<PrintedColumn<'a>>,
    pub(super) substitutes: Vec<SubstituteHead<'a>>,
    /// Heads over several columns of the form that are not over as many in the sheet.
    pub(super) undivided: Vec<UndividedHead<'a>>,
    /// Folded words of the head cells, by row and column.
    pub(super) heads: BTreeMap<u32, BTreeMap<u32, String>>,
}

/// Columns of the form below one head, before they are found in the sheet.
struct WantedColumn<'a> {
    /// Nearly always one; several if the head is wider than its columns.
    own: Vec<FormColumn<'a>>,
    /// First and last column of the sheet; `None` if the head was not found.
    cols: Option<(u32, u32)>,
    /// The head: index in [`Outline::cells`], and words.
    head: Option<(usize, &'a str)>,
    /// Index of the head's cell, if it has several columns.
    head_cell: Option<usize>,
    /// Whether the values are left unread.
    is_unread: bool,
    /// Number of columns that they have in the form.
    width: u32,
}

/// A column of the form.
struct FormColumn<'a> {
    rows: FieldIndex,
    field: &'a Field,
    /// Its first column, counted from that of its head.
    offset: u32,
    width: u32,
    pattern: Option<&'a CellPattern>,
}

impl<'a> SheetColumns<'a> {
    pub(super) fn new(
        view: &SheetView<'_>,
        (outline, labels): (&'a Outline, &'a Labels),
        value_areas: &ValueAreas<'_>,
        (line, form): (usize, &'a Form),
    ) -> SheetColumns<'a> {
        let mut head = HeadRows {
            view,
            outline,
            labels,
            value_areas,
            rows: None,
        };
        let mut wanted = head.wanted(line, form);
        let printed = head.printed(line);
        let mut unknown = head.unknown();
        share_wide(&mut wanted);
        let substitutes = settle_missing(&mut wanted, &mut unknown, value_areas);
        let rows = value_areas.rows_of(line);
        let starts = wanted.iter().filter_map(|one| Some(one.cols?.0));
        let starts = starts.chain(unknown.iter().map(|unknown| *unknown.2.start()));
        let starts: BTreeSet<u32> = starts.collect();
        let mut divided = Vec::new();
        let own = wanted.into_iter().flat_map(|wanted| {
            let (columns, report) = wanted.divided(view, rows, &starts);
            divided.extend(report);
            columns
        });
        let own: Vec<SheetColumn<'a>> = own.collect();
        // Wider levels come before narrower ones, so before the other columns of their list.
        let own = own.into_iter().flat_map(|column| {
            let shared = shared(&column, form);
            std::iter::once(column).chain(shared)
        });
        let others = unknown
            .into_iter()
            .map(|(cell, _, cols)| UnknownColumn { cell, cols });
        let mut columns = SheetColumns {
            own: own.collect(),
            unknown: others.collect(),
            printed,
            substitutes,
            undivided: divided,
            heads: head.texts(),
        };
        columns.clip();
        columns
    }

    /// Ends each column before the first cell of the next one.
    fn clip(&mut self) {
        let own = self.own.iter().map(|column| column.first);
        let others = self.unknown.iter().map(|others| *others.cols.start());
        let starts: BTreeSet<u32> = own.chain(others).collect();
        for column in &mut self.own {
            if let Some(next) = starts.range(column.first.saturating_add(1)..).next() {
                column.last = column.last.min(next - 1);
            }
        }
    }

    /// Whether a row repeats the head: most of its cells have the text of a head, each in its own
    /// column.
    pub(super) fn is_repeated(&self, filled: &[(u32, String)]) -> bool {
        self.heads.values().any(|head| {
            let same = filled
                .iter()
                .filter(|(col, text)| head.get(col) == Some(text));
            let count = same.count();
            count >= 2 && count * 3 >= head.len() * 2
        })
    }

    /// Whether a row repeats the head with some of its cells in the columns of others.
    pub(super) fn is_in_other_order(&self, filled: &[(u32, String)]) -> bool {
        self.heads.values().any(|head| {
            let is_own = |(_, text): &&(u32, String)| head.values().any(|own| own == text);
            let own = filled
                .iter()
                .filter(|cell| !cell.1.is_empty() && is_own(cell));
            let moved = own.clone().filter(|(col, text)| {
                let other = head.get(col);
                other.is_some_and(|other| {
                    other != text && filled.iter().any(|cell| cell.1 == *other)
                })
            });
            moved.count() >= 2 && own.count() * 3 >= head.len() * 2
        })
    }

    /// Whether a text is the head of a column.
    pub(super) fn is_head(&self, col: u32, text: &str) -> bool {
        let mut heads = self.heads.values();
        heads.any(|head| head.get(&col).is_some_and(|own| own == text))
    }
}

impl<'a> WantedColumn<'a> {
    /// Its columns in the sheet, and the head if they are not those of the form.
    ///
    /// Columns of the sheet up to the next head are those of the form if they are as many. One
    /// column below several of the form has the whole value, or else that of the first. Which of
    /// another number of columns is which is unknown, and none is read.
    fn divided(
        self,
        view: &SheetView<'_>,
        rows: Option<&RangeInclusive<u32>>,
        starts: &BTreeSet<u32>,
    ) -> (Vec<SheetColumn<'a>>, Option<UndividedHead<'a>>) {
        let Some((first, last)) = self.cols else {
            return (Vec::new(), None);
        };
        let [_, _, ..] = &self.own[..] else {
            let own = self.own.iter();
            let own = own.map(|own| own.at((first, last), self.is_unread));
            return (own.collect(), None);
        };
        let next = starts.range(first.saturating_add(1)..).next();
        let end = next.map_or(last.max(first.saturating_add(self.width - 1)), |next| {
            next - 1
        });
        let room = end - first + 1;
        let target = self.target();
        let each = |place: &dyn Fn(usize, &FormColumn<'a>) -> (u32, u32)| {
            let own = self.own.iter().enumerate();
            let own = own.map(|(index, own)| own.at(place(index, own), self.is_unread));
            let mut own: Vec<SheetColumn<'a>> = own.collect();
            own[0].target = target;
            own
        };
        let by_offset = |_: usize, own: &FormColumn<'a>| {
            let first = first.saturating_add(own.offset);
            (first, first.saturating_add(own.width - 1))
        };
        if room == self.width || self.is_unread {
            return (each(&by_offset), None);
        }
        let filled = rows.map(|rows| filled_columns(view, rows, first..=end));
        let filled = filled.unwrap_or_default();
        let undivided = |is_read: bool| {
            let (head, cell) = self.head.zip(self.head_cell)?;
            Some(UndividedHead {
                cell,
                label: head.0,
                cols: first..=end,
                fields: self.own.iter().map(|own| own.field).collect(),
                is_read,
            })
        };
        if filled.len() == self.own.len() {
            return (each(&|index, _| (filled[index], filled[index])), None);
        }
        if room > 1 && filled.len() > 1 {
            let mut own = each(&|_, _| (first, end));
            for own in &mut own {
                own.is_unread = true;
            }
            return (own, undivided(false));
        }
        let whole = target.map(|target| target.value);
        let is_whole =
            |own: &&FormColumn<'a>| whole.is_some_and(|whole| std::ptr::eq(whole, own.field));
        let own = self.own.iter().find(is_whole).unwrap_or(&self.own[0]);
        let mut column = own.at((first, end), false);
        column.target = target;
        (vec![column], undivided(true))
    }

    /// The parts of a target, if its columns are these.
    fn target(&self) -> Option<SharedTarget<'a>> {
        let part = |role: Role| {
            let mut own = self.own.iter().map(|own| own.field);
            own.find(|field| field.role == Some(role))
        };
        let (sign, unit) = (part(Role::Sign), part(Role::Unit));
        let value = part(Role::Value).filter(|_| sign.is_some() || unit.is_some())?;
        Some(SharedTarget { sign, value, unit })
    }
}

/// Columns of the sheet that have values in some rows.
fn filled_columns(
    view: &SheetView<'_>,
    rows: &RangeInclusive<u32>,
    cols: RangeInclusive<u32>,
) -> Vec<u32> {
    let cells = view.filled_in(&Area {
        rows: rows.clone(),
        cols,
    });
    let filled: BTreeSet<u32> = cells.iter().map(|cell| view.cell(*cell).col).collect();
    filled.into_iter().collect()
}

impl<'a> FormColumn<'a> {
    /// The column in a sheet.
    fn at(&self, (first, last): (u32, u32), is_unread: bool) -> SheetColumn<'a> {
        SheetColumn {
            rows: self.rows,
            field: self.field,
            first,
            last,
            is_merged: false,
            is_unread,
            is_shared: false,
            carried: None,
            pattern: self.pattern,
            target: None,
        }
    }
}

/// The columns of other lists beside a column's own whose level it shows as well.
fn shared<'a>(column: &SheetColumn<'a>, form: &'a Form) -> Vec<SheetColumn<'a>> {
    let mut all = form.side_by_side.iter();
    let Some((one, by)) =
        all.find_map(|one| Some((one, one.by.as_ref()?)).filter(|_| one.lists[0] == column.rows))
    else {
        return Vec::new();
    };
    let field = |list: FieldIndex, level: FieldIndex| {
        let columns = form.fields.get(list).rows()?;
        Some(columns.get(level))
    };
    let is_own = |own: &Field| std::ptr::eq(own, column.field);
    if !field(one.lists[0], by[0]).is_some_and(is_own) {
        return Vec::new();
    }
    let others = one.lists.iter().zip(by).skip(1);
    let others = others.filter_map(|(list, level)| Some((*list, field(*list, *level)?)));
    others
        .map(|(rows, field)| SheetColumn {
            rows,
            field,
            first: column.first,
            last: column.last,
            is_merged: column.is_merged,
            is_unread: column.is_unread,
            is_shared: true,
            carried: None,
            pattern: column.pattern,
            target: None,
        })
        .collect()
}

/// Text of a cell folded for comparison with a head; empty for a long text.
pub(super) fn head_words(cell: &Cell) -> String {
    let text = cell.text();
    if text.len() > MAX_LABEL_LENGTH {
        return String::new();
    }
    words::label(&text)
}

/// Rows of a sheet that contain the heads.
struct HeadRows<'a, 'p> {
    view: &'p SheetView<'p>,
    outline: &'a Outline,
    labels: &'a Labels,
    value_areas: &'p ValueAreas<'p>,
    rows: Option<(u32, u32)>,
}

/// An unknown text among the heads: index of its cell, its words (empty for an error or a formula
/// without result), its columns.
type UnknownHead = (usize, String, RangeInclusive<u32>);

impl<'a> HeadRows<'a, '_> {
    /// Columns of the form in order; those whose heads were found have their columns.
    fn wanted(&mut self, line: usize, form: &'a Form) -> Vec<WantedColumn<'a>> {
        let mut wanted = Vec::new();
        for outline_cell in &self.outline.rows[line].cells {
            let CellRole::Value(Target::Column(rows, column)) =
                self.outline.cells[*outline_cell].role
            else {
                continue;
            };
            let Some(columns) = form.fields.get(rows).rows() else {
                continue;
            };
            let cell = &self.outline.cells[*outline_cell];
            let head = self.value_areas.rows_head(*outline_cell);
            let start = head.map_or(cell.cols.start, |(head, _)| {
                self.outline.cells[head].cols.start
            });
            let own = FormColumn {
                rows,
                field: columns.get(column),
                offset: count(cell.cols.start.saturating_sub(start)),
                width: count(cell.cols.len()),
                pattern: cell.pattern.as_ref(),
            };
            let before = wanted.last_mut().filter(|before: &&mut WantedColumn<'a>| {
                head.is_some() && before.head.map(|(label, _)| label) == head.map(|head| head.0)
            });
            if let (Some(before), Some((head, _))) = (before, head) {
                before.width = count(self.outline.cells[head].cols.len());
                before.own.push(own);
                continue;
            }
            wanted.push(WantedColumn {
                width: own.width,
                own: vec![own],
                cols: self.cols(*outline_cell, head),
                head: head.map(|(outline_cell, label)| (outline_cell, self.labels.words(label))),
                head_cell: None,
                is_unread: false,
            });
        }
        for one in wanted.iter_mut().filter(|one| one.own.len() > 1) {
            let label_cell = one
                .head
                .and_then(|(head, _)| self.value_areas.label_cell(head));
            one.cols = label_cell.map(|label_cell| (label_cell.col, label_cell.last_col));
            one.head_cell = label_cell.map(|label_cell| label_cell.cell);
        }
        wanted
    }

    /// Columns whose cells contain words of the form in each row.
    fn printed(&mut self, line: usize) -> Vec<PrintedColumn<'a>> {
        let mut printed = Vec::new();
        for outline_cell in &self.outline.rows[line].cells {
            let cell = &self.outline.cells[*outline_cell];
            let CellRole::Label(label) = cell.role else {
                continue;
            };
            let head = self.value_areas.head(*outline_cell);
            if cell.line == line
                && let Some((first, last)) = self.cols(*outline_cell, head)
            {
                printed.push(PrintedColumn {
                    cols: first..=last,
                    words: self.labels.words(label),
                });
            }
        }
        printed
    }

    /// Columns below a head that was found. A cell whose column has no head of its own gets columns
    /// by its position in the form.
    fn cols(&mut self, outline_cell: usize, head: Option<(usize, LabelId)>) -> Option<(u32, u32)> {
        let cell = &self.outline.cells[outline_cell];
        let width = cell.cols.len();
        let more = count(width.saturating_sub(1));
        let begins_here =
            |head: &(usize, LabelId)| self.outline.cells[head.0].cols.start == cell.cols.start;
        let Some((head, _)) = head.filter(begins_here) else {
            let first = self.value_areas.column(outline_cell)?;
            return Some((first, first.saturating_add(more)));
        };
        let label_cell = self.value_areas.label_cell(head)?;
        let (above, below) = self.rows.unwrap_or((label_cell.row, label_cell.last_row));
        self.rows = Some((above.min(label_cell.row), below.max(label_cell.last_row)));
        let least = label_cell.col.saturating_add(more);
        let is_as_wide = self.outline.cells[head].cols.len() == width;
        Some((
            label_cell.col,
            if is_as_wide {
                label_cell.last_col.max(least)
            } else {
                least
            },
        ))
    }

    /// Other texts in the rows of heads.
    fn unknown(&self) -> Vec<UnknownHead> {
        let Some((first, last)) = self.rows else {
            return Vec::new();
        };
        let cells = self.view.filled_in(&Area {
            rows: first..=last,
            cols: 0..=u32::MAX,
        });
        let unknown = cells.into_iter().map(|index| {
            let cell = self.view.cell(index);
            let end = self.view.extent(cell.row, cell.col).1;
            let words = match cell.content {
                CellContent::Error(_) => String::new(),
                _ => cell.text().into_owned(),
            };
            (index, words, cell.col..=end)
        });
        unknown.collect()
    }

    /// Folded words in the rows of heads, by row and column.
    fn texts(&self) -> BTreeMap<u32, BTreeMap<u32, String>> {
        let mut texts: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
        let Some((first, last)) = self.rows else {
            return texts;
        };
        let area = Area {
            rows: first..=last,
            cols: 0..=u32::MAX,
        };
        let cells = self.view.cells_in(&area);
        for cell in cells.filter(|cell| !cell.is_blank()) {
            let row = texts.entry(cell.row).or_default();
            row.insert(cell.col, head_words(cell));
        }
        texts
    }
}

/// A number of columns.
fn count(columns: usize) -> u32 {
    u32::try_from(columns).unwrap_or(1)
}

/// Divides one head over several columns among the columns directly before or after it whose heads
/// are missing, if the widths add up.
fn share_wide(wanted: &mut [WantedColumn<'_>]) {
    let is_missing = |one: &&WantedColumn<'_>| one.cols.is_none();
    for at in 0..wanted.len() {
        let Some((first, last)) = wanted[at].cols else {
            continue;
        };
        let before = wanted[..at].iter().rev().take_while(is_missing).count();
        let after = wanted[at + 1..].iter().take_while(is_missing).count();
        let all = at - before..at + after + 1;
        let widths: u32 = wanted[all.clone()].iter().map(|one| one.width).sum();
        if before + after == 0 || last.checked_sub(first).map(|more| more + 1) != Some(widths) {
            continue;
        }
        let mut col = first;
        for one in &mut wanted[all] {
            one.cols = Some((col, col + one.width - 1));
            col += one.width;
        }
    }
}

/// Assigns columns whose heads were not found.
///
/// First, similar texts between the preceding and the following head. If nothing is
/// there and there is room for exactly the missing columns, these, in order. An error or a formula
/// without result is taken for the missing head. If there are as many other heads as missing
/// columns, each replaces one, whose values are left unread, because their meaning is unknown.
/// Otherwise the sheet lacks the columns.
fn settle_missing<'a>(
    wanted: &mut [WantedColumn<'a>],
    unknown: &mut Vec<UnknownHead>,
    value_areas: &ValueAreas<'_>,
) -> Vec<SubstituteHead<'a>> {
    let mut substitutes = Vec::new();
    let mut at = 0;
    while at < wanted.len() {
        if wanted[at].cols.is_some() {
            at += 1;
            continue;
        }
        let missing = wanted[at..]
            .iter()
            .take_while(|one| one.cols.is_none())
            .count();
        let from = match at.checked_sub(1).and_then(|before| wanted[before].cols) {
            Some((_, last)) => last.saturating_add(1),
            None => value_areas.left(),
        };
        let next = wanted.get(at + missing).and_then(|next| next.cols);
        let to = next.map_or(value_areas.right().saturating_add(1), |(first, _)| first);
        let mut gap = Gap {
            run: &mut wanted[at..at + missing],
            unknown,
            cols: from..to,
            substitutes: &mut substitutes,
        };
        gap.fill_blank();
        gap.take_where(|text, words| text.is_empty() || words::is_like(text, words));
        gap.take_the_rest();
        at += missing;
    }
    substitutes
}

/// Consecutive columns whose heads were not found, and the texts between the heads before and after
/// them.
struct Gap<'g, 'a> {
    run: &'g mut [WantedColumn<'a>],
    unknown: &'g mut Vec<UnknownHead>,
    cols: Range<u32>,
    substitutes: &'g mut Vec<SubstituteHead<'a>>,
}

impl Gap<'_, '_> {
    fn holds(&self, unknown: &UnknownHead) -> bool {
        self.cols.contains(unknown.2.start())
    }

    /// Assigns blank columns in order, if there are as many as missing columns.
    fn fill_blank(&mut self) {
        let is_blank = !self.unknown.iter().any(|unknown| self.holds(unknown));
        let all: usize = self.run.iter().map(|one| one.own.len()).sum();
        if is_blank && self.cols.len() == all {
            let mut first = self.cols.start;
            for one in &mut *self.run {
                let next = first + count(one.own.len());
                one.cols = Some((first, next - 1));
                first = next;
            }
        }
    }

    /// Assigns the heads whose texts pass a test.
    fn take_where(&mut self, is_it: impl Fn(&str, &str) -> bool) {
        for index in 0..self.run.len() {
            let one = &self.run[index];
            let Some((_, words)) = one.head.filter(|_| one.cols.is_none()) else {
                continue;
            };
            let mut unknown = self.unknown.iter();
            let own = unknown.position(|unknown| self.holds(unknown) && is_it(&unknown.1, words));
            if let Some(own) = own {
                self.take(index, own, true);
            }
        }
    }

    /// Assigns the remaining heads to the missing columns, if their numbers are equal.
    fn take_the_rest(&mut self) {
        let left = self.run.iter().filter(|one| one.cols.is_none()).count();
        let is_in_turn = self
            .run
            .windows(2)
            .all(|pair| match (pair[0].cols, pair[1].cols) {
                (Some((_, last)), Some((first, _))) => last < first,
                _ => true,
            });
        let others = self.unknown.iter().filter(|unknown| self.holds(unknown));
        if !is_in_turn || others.count() != left {
            return;
        }
        for index in 0..self.run.len() {
            let own = self.unknown.iter().position(|unknown| self.holds(unknown));
            if let Some(own) = own.filter(|_| self.run[index].cols.is_none()) {
                self.take(index, own, false);
            }
        }
    }

    fn take(&mut self, index: usize, unknown: usize, is_read: bool) {
        let (cell, _, cols) = self.unknown.remove(unknown);
        let one = &mut self.run[index];
        one.cols = Some((*cols.start(), *cols.end()));
        one.head_cell = Some(cell);
        one.is_unread = !is_read;
        self.substitutes
            .extend(one.head.map(|(label, words)| SubstituteHead {
                cell,
                cols,
                label,
                words,
                is_read,
            }));
    }
}
