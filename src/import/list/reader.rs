//! Walks the rows: each belongs to a department and a table, or is a subtotal, or is told.

use std::collections::BTreeMap;

use super::super::{numbering, words};
use super::draft::to_draft;
use super::head::{Above, Head, above};
use super::lines::{Line, Lines};
use super::summary::Summaries;
use super::values::{RowValues, Signs};
use crate::diag::{Report, SheetCell, Source};
use crate::form::{Edition, Field, FieldKind, ListColumn, ListDefinition, ListTarget};
use crate::record::{Draft, unguarded};

/// A value and the cell it came from.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub(super) text: String,
    pub(super) cell: SheetCell,
}

/// A department of the list.
#[derive(Debug)]
pub(super) struct Department {
    pub(super) name: Given,
    /// Values of the submission itself, by the list's column.
    pub(super) own: BTreeMap<usize, Given>,
    /// The table of rows without a title.
    pub(super) whole: Option<Item>,
    /// The tables of rows with one, as they come.
    pub(super) items: Vec<Item>,
    by_title: BTreeMap<String, usize>,
}

/// A table of the list.
#[derive(Debug)]
pub(super) struct Item {
    /// Its title; of the whole department none.
    pub(super) title: Option<Given>,
    /// The first cell of its first row.
    pub(super) cell: SheetCell,
    /// Values of the table, by the list's column.
    pub(super) values: BTreeMap<usize, Given>,
    pub(super) rows: Vec<Draft>,
}

/// Which table a row belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Whole(usize),
    Item(usize, usize),
}

impl Slot {
    pub(super) const fn department(self) -> usize {
        match self {
            Slot::Whole(department) | Slot::Item(department, _) => department,
        }
    }
}

pub(super) struct Reader<'a> {
    pub(super) lines: &'a Lines,
    pub(super) edition: &'a Edition,
    pub(super) list: &'a ListDefinition,
    pub(super) head: &'a Head<'a>,
    pub(super) report: Report,
    pub(super) departments: Vec<Department>,
    by_name: BTreeMap<String, usize>,
    /// Departments by their names without spaces, as subtotals name them.
    pub(super) by_words: BTreeMap<String, usize>,
    current: Option<Slot>,
    habits: Habits,
    pub(super) above: Above,
    /// Columns that are known and not read.
    pub(super) unread: Vec<usize>,
    pub(super) signs: Signs,
    /// Values of the row above in the same table, for names of groups that are written once.
    levels: BTreeMap<usize, Given>,
    /// Rows without a title that were taken for the table above: how many, and the first.
    pub(super) carried: Option<(usize, u32)>,
}

/// How the list is written: whether a name is repeated in each row, or stands in the first only; by column.
#[derive(Debug, Default)]
struct Habits {
    repeats: Vec<bool>,
}

/// Reads the rows below a head.
pub(super) fn read(lines: &Lines, head: &Head<'_>) -> (Vec<Source>, Report) {
    let mut reader = Reader {
        lines,
        edition: head.edition,
        list: head.list,
        head,
        report: Report::new(),
        departments: Vec::new(),
        by_name: BTreeMap::new(),
        by_words: BTreeMap::new(),
        current: None,
        habits: Habits::default(),
        above: above(&lines.rows[..head.above]),
        unread: Vec::new(),
        signs: Signs::default(),
        levels: BTreeMap::new(),
        carried: None,
    };
    let can_go_on = reader.head();
    if can_go_on {
        reader.rows();
    }
    let sources = reader.sources();
    reader.report.sort();
    (sources, reader.report)
}

/// Whether a row numbers its columns (栏次).
pub(super) fn is_numbered(line: &Line) -> bool {
    const LEAST: usize = 4;
    let texts = line.cells.iter().map(|(_, text)| text.as_str());
    numbering::run(texts, 0).is_some_and(|run| run.count >= LEAST)
}

impl<'a> Reader<'a> {
    fn rows(&mut self) {
        let rows = &self.lines.rows[self.head.below..];
        self.habits = self.habits(rows);
        self.signs = Signs::of(self, rows);
        let mut summaries = Summaries::default();
        for line in rows {
            if self.is_too_much(line, rows) {
                break;
            }
            if self.is_head_again(line) || self.is_out_of_columns(line) {
                continue;
            }
            match self.summary(line) {
                Some(summary) => self.check_summary(line, &summary, &mut summaries),
                None if self.may_be_summary(line) => {
                    let adds_up = self.adds_up(line, &summaries);
                    self.named_like_a_sum(line, adds_up);
                    if !adds_up {
                        self.row(line, &mut summaries);
                    }
                }
                None => self.row(line, &mut summaries),
            }
        }
        self.unclosed();
        self.tell_carried();
        self.signs_told();
        self.not_kept(rows);
    }

    /// The text of a column in a row.
    pub(super) fn text(&self, line: &'a Line, column: usize) -> Option<&'a str> {
        line.get(self.head.columns[column].as_ref()?.col)
    }

    /// A column's value in a row, as it was meant.
    pub(super) fn given(&self, line: &'a Line, column: usize) -> Option<Given> {
        let col = self.head.columns[column].as_ref()?.col;
        if self.unread.contains(&column) {
            return None;
        }
        Some(Given {
            text: unguarded(line.get(col)?).to_owned(),
            cell: self.lines.cell(line.row, col),
        })
    }

    pub(super) fn field(&self, target: ListTarget) -> &'a Field {
        field_of(self.edition, target)
    }

    /// The list's columns, each with its index.
    pub(super) fn columns(&self) -> impl Iterator<Item = (usize, &'a ListColumn)> + use<'a> {
        self.list.columns.iter().enumerate()
    }

    /// The columns that the list has.
    pub(super) fn own_columns(
        &self,
    ) -> impl Iterator<Item = (usize, &'a ListColumn)> + use<'_, 'a> {
        self.columns()
            .filter(|(index, _)| self.head.columns[*index].is_some())
    }

    /// The head printed again at the top of a page.
    fn is_head_again(&self, line: &Line) -> bool {
        let heads = self.head.columns.iter().flatten();
        let same = heads.filter(|head| line.get(head.col) == Some(head.text.as_str()));
        same.count() * 2 > self.head.score()
    }

    /// Whether a row has nothing in the columns that are known, but for its number.
    fn is_out_of_columns(&self, line: &Line) -> bool {
        let is_number = |words: &str| words.trim().chars().all(|digit| digit.is_ascii_digit());
        let mut columns = self.columns().filter(|(index, column)| {
            !(column.numbering && self.text(line, *index).is_some_and(is_number))
        });
        columns.all(|(index, _)| self.text(line, index).is_none()) && !self.has_summary_word(line)
    }

    fn habits(&self, rows: &'a [Line]) -> Habits {
        let repeats = self.columns().map(|(index, _)| {
            let is_repeated = |pair: &'a [Line]| {
                let [above, below] = pair else { return false };
                let above = self.text(above, index);
                above.is_some() && above == self.text(below, index)
            };
            rows.windows(2).any(is_repeated)
        });
        Habits {
            repeats: repeats.collect(),
        }
    }

    fn row(&mut self, line: &'a Line, summaries: &mut Summaries) {
        let Some(slot) = self.slot(line) else {
            return;
        };
        if self.current != Some(slot) {
            self.levels.clear();
        }
        self.current = Some(slot);
        self.own_values(line, slot.department());
        self.table_values(line, slot, summaries);
        self.row_values(line, slot);
    }

    /// The table that a row belongs to.
    fn slot(&mut self, line: &'a Line) -> Option<Slot> {
        let name = self.given(line, self.list.department);
        let title = self.given(line, self.list.title);
        let is_remark = title.is_none() && self.says_nothing_else(line);
        if is_remark || self.is_signed(line) || is_numbered(line) {
            self.remark(line);
            return None;
        }
        let department = match (&name, self.current) {
            (Some(name), _) => self.department(name),
            (None, Some(slot)) => slot.department(),
            (None, None) => {
                self.unplaced(line, "没有部门名称,上面也没有");
                return None;
            }
        };
        match title {
            Some(title) if self.is_overall(&title.text) => Some(self.whole(department, line)),
            Some(title) => Some(self.item(department, title, line)),
            None => Some(self.without_title(line, department, name.is_some())),
        }
    }

    /// A row without a title: the department's own table, or one more row of the table above, whose title stands in its first row only.
    fn without_title(&mut self, line: &'a Line, department: usize, names_department: bool) -> Slot {
        let above = self.current.filter(|slot| slot.department() == department);
        let repeats = self.habits.repeats[self.list.title];
        match above {
            Some(Slot::Item(..)) if repeats && names_department => self.whole(department, line),
            Some(slot @ Slot::Item(..)) => {
                let (count, first) = self.carried.unwrap_or((0, line.row));
                self.carried = Some((count + 1, first));
                slot
            }
            Some(Slot::Whole(_)) | None => self.whole(department, line),
        }
    }

    fn says_nothing_else(&self, line: &'a Line) -> bool {
        let mut others = self
            .columns()
            .filter(|(index, column)| *index != self.list.department && !column.numbering);
        others.all(|(index, _)| self.text(line, index).is_none())
    }

    /// Whether a row is a line of signatures: words with a colon in the place of a department, and nothing in the columns of its rows; or a word that people
    /// sign after at its beginning, or in the place of a name.
    fn is_signed(&self, line: &'a Line) -> bool {
        let roles = [self.list.department, self.list.title];
        let named = roles.map(|index| self.text(line, index));
        let first = line.cells.first().map(|(_, text)| text.as_str());
        let signatures = &self.edition.signatures;
        let mut words = named.into_iter().chain([first]).flatten();
        if words.any(|word| words::is_signature(word, signatures)) {
            return true;
        }
        let mut of_rows = self.columns().filter(|(_, column)| column.is_of_rows());
        let [name, title] = named;
        title.is_none()
            && name.is_some_and(|name| name.contains([':', '：']))
            && of_rows.all(|(index, _)| self.text(line, index).is_none())
    }

    fn is_overall(&self, title: &str) -> bool {
        let bare = squeezed(title);
        self.list.overall.iter().any(|word| squeezed(word) == bare)
    }

    fn department(&mut self, name: &Given) -> usize {
        let key = name.text.trim().to_owned();
        let next = self.departments.len();
        let index = *self.by_name.entry(key).or_insert(next);
        if index == next {
            self.by_words.entry(squeezed(&name.text)).or_insert(index);
            self.departments.push(Department {
                name: name.clone(),
                own: BTreeMap::new(),
                whole: None,
                items: Vec::new(),
                by_title: BTreeMap::new(),
            });
        }
        index
    }

    fn whole(&mut self, department: usize, line: &Line) -> Slot {
        let cell = self.first_cell(line);
        let whole = &mut self.departments[department].whole;
        whole.get_or_insert_with(|| Item::new(None, cell));
        Slot::Whole(department)
    }

    fn item(&mut self, department: usize, title: Given, line: &Line) -> Slot {
        let cell = self.first_cell(line);
        let Department {
            items, by_title, ..
        } = &mut self.departments[department];
        let key = title.text.trim().to_owned();
        let index = *by_title.entry(key).or_insert(items.len());
        if index == items.len() {
            items.push(Item::new(Some(title), cell));
        }
        Slot::Item(department, index)
    }

    pub(super) fn first_cell(&self, line: &Line) -> SheetCell {
        let col = line.cells.first().map_or(0, |(col, _)| *col);
        self.lines.cell(line.row, col)
    }

    fn own_values(&mut self, line: &'a Line, department: usize) {
        for (index, column) in self.columns() {
            if column.target_in_submission().is_none() {
                continue;
            }
            if let Some(given) = self.given(line, index) {
                let known = self.departments[department].own.get(&index).cloned();
                match known {
                    Some(known) => self.agree(column, &known, &given),
                    None => drop(self.departments[department].own.insert(index, given)),
                }
            }
        }
    }

    fn table_values(&mut self, line: &'a Line, slot: Slot, summaries: &mut Summaries) {
        let table = self.table_of(slot);
        for (index, column) in self.columns() {
            let is_name = index == self.list.department || index == self.list.title;
            if is_name || column.is_of_rows() || column.target_in_submission().is_some() {
                continue;
            }
            let Some(given) = self.given(line, index) else {
                continue;
            };
            if column.target_in(table).is_none() {
                if !column.targets.is_empty() {
                    self.no_place(column, &given, table);
                }
                continue;
            }
            if let Some(known) = self.in_slot(slot).values.get(&index).cloned() {
                self.agree(column, &known, &given);
                continue;
            }
            if let Slot::Item(department, item) = slot
                && self.amounts().any(|amount| amount == index)
            {
                summaries.add((department, item), index, &given.text);
            }
            self.in_slot(slot).values.insert(index, given);
        }
    }

    fn row_values(&mut self, line: &'a Line, slot: Slot) {
        let table = self.table_of(slot);
        let mut values: BTreeMap<usize, Given> = BTreeMap::new();
        for (index, column) in self.columns().filter(|(_, column)| column.is_of_rows()) {
            let Some(given) = self.given(line, index) else {
                continue;
            };
            if column.target_in(table).is_none() && column.directions.is_empty() {
                self.no_place(column, &given, table);
                continue;
            }
            values.insert(index, given);
        }
        if values.is_empty() {
            return;
        }
        self.fill_levels(table, &mut values);
        let row = RowValues { table, values };
        if let Some(row) = self.indicator(line, row) {
            self.in_slot(slot).rows.push(row);
        }
    }

    /// Names of groups that stand in the first of their rows only.
    fn fill_levels(&mut self, table: usize, values: &mut BTreeMap<usize, Given>) {
        for (index, column) in self.columns() {
            let is_level = column
                .target_in(table)
                .is_some_and(|target| matches!(self.field(target).kind, FieldKind::Level(_)));
            if !is_level {
                continue;
            }
            match values.get(&index).cloned() {
                Some(given) => drop(self.levels.insert(index, given)),
                None if self.habits.repeats[index] => {}
                None => {
                    if let Some(above) = self.levels.get(&index) {
                        values.insert(index, above.clone());
                    }
                }
            }
        }
    }

    pub(super) const fn table_of(&self, slot: Slot) -> usize {
        match slot {
            Slot::Whole(_) => self.list.whole,
            Slot::Item(..) => self.list.each,
        }
    }

    fn in_slot(&mut self, slot: Slot) -> &mut Item {
        match slot {
            Slot::Whole(department) => {
                let whole = self.departments[department].whole.as_mut();
                whole.expect("a slot is made with its table")
            }
            Slot::Item(department, item) => &mut self.departments[department].items[item],
        }
    }

    fn sources(&self) -> Vec<Source> {
        let year = self.above.year.as_ref().map(|(year, row, col)| Given {
            text: year.clone(),
            cell: self.lines.cell(*row, *col),
        });
        let drafts = self
            .departments
            .iter()
            .map(|department| to_draft(self, department, year.as_ref()));
        drafts
            .map(|draft| draft.into_source(&self.lines.file).of_list())
            .collect()
    }
}

/// The field that a column fills.
pub(super) fn field_of(edition: &Edition, target: ListTarget) -> &Field {
    let fields = |table: usize| &edition.tables[table].form.fields;
    match target {
        ListTarget::Submission(field) => edition.fields.get(field),
        ListTarget::Table { table, field } => fields(table).get(field),
        ListTarget::Row {
            table,
            rows,
            column,
        } => {
            let rows = fields(table).get(rows).rows();
            rows.expect("a target in rows was found in them")
                .get(column)
        }
    }
}

impl Item {
    const fn new(title: Option<Given>, cell: SheetCell) -> Item {
        Item {
            title,
            cell,
            values: BTreeMap::new(),
            rows: Vec::new(),
        }
    }
}

/// A text without spaces and line breaks.
pub(super) fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_whitespace())
        .collect()
}
