//! State of the reading of a list.

use std::collections::{BTreeMap, BTreeSet};

use super::head::{Head, HeadWords, ListTitle};
use super::names::Names;
use super::rows::{ListRow, ListRows, UnreadCell};
use crate::finding::Report;
use crate::form::{Edition, Field, ListColumn, ListDefinition, ListTarget};
use crate::import::{column_numbers, words};
use crate::record::{Draft, unguarded};
use crate::source::SheetCell;

/// A value and the cell it came from.
#[derive(Debug, Clone)]
pub(super) struct ListValue {
    pub(super) text: String,
    pub(super) cell: SheetCell,
    /// Something is there that was not read, which has its own finding; the text is empty.
    pub(super) unread: Option<UnreadCell>,
}

impl ListValue {
    pub(super) const fn new(text: String, cell: SheetCell) -> ListValue {
        ListValue {
            text,
            cell,
            unread: None,
        }
    }
}

/// A department of the list.
#[derive(Debug)]
pub(super) struct Department {
    pub(super) name: ListValue,
    /// Values of the submission itself, by the list's column.
    pub(super) own: BTreeMap<usize, ListValue>,
    /// The table of rows without a title.
    pub(super) whole: Option<ListTable>,
    /// The tables of rows with one, as they come.
    pub(super) projects: Vec<ListTable>,
    pub(super) by_title: Names,
}

/// A table of the list.
#[derive(Debug)]
pub(super) struct ListTable {
    /// Its title; of the whole department none.
    pub(super) title: Option<ListValue>,
    /// The cell of its first row that names it.
    pub(super) cell: SheetCell,
    /// Values of the table, by the list's column.
    pub(super) values: BTreeMap<usize, ListValue>,
    pub(super) rows: Vec<Draft>,
}

impl ListTable {
    pub(super) const fn new(title: Option<ListValue>, cell: SheetCell) -> ListTable {
        ListTable {
            title,
            cell,
            values: BTreeMap::new(),
            rows: Vec::new(),
        }
    }
}

/// Which table a row belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TableRef {
    Whole(usize),
    Project(usize, usize),
}

impl TableRef {
    pub(super) const fn department(self) -> usize {
        match self {
            TableRef::Whole(department) | TableRef::Project(department, _) => department,
        }
    }
}

pub(super) struct ListReader<'a> {
    pub(super) lines: &'a ListRows,
    pub(super) edition: &'a Edition,
    pub(super) list: &'a ListDefinition,
    pub(super) head: &'a Head<'a>,
    pub(super) head_words: HeadWords,
    pub(super) report: Report,
    pub(super) departments: Vec<Department>,
    pub(super) by_name: Names,
    pub(super) current: Option<TableRef>,
    /// UnassignedReason the place of the rows from here on is not known.
    pub(super) unassigned: Option<UnassignedRows>,
    /// Whether the total of all stands between a row and the last one that names its department.
    pub(super) is_closed: bool,
    /// The row that names a department next, and whether it is the one above it.
    pub(super) next_name: Option<(u32, bool)>,
    /// The department that a subtotal above its rows names: rows without a name are its.
    pub(super) named: Option<ListValue>,
    /// Cells that were not read and are told with a row that was not.
    pub(super) reported: BTreeSet<(u32, u32)>,
    /// The table that a cell merged over several rows was read for, by the cell and the column; and whether it is told that there are others.
    pub(super) owners: BTreeMap<(u32, usize), (TableRef, bool)>,
    /// Signs that say that there is no name, and that something is as above.
    pub(super) none_signs: words::Signs,
    pub(super) ditto_signs: words::Signs,
    /// The columns of money: index, unit, column of the sheet.
    pub(super) money: Vec<(usize, &'a str, u32)>,
    /// The columns of rows, for the tables that have any.
    pub(super) row_columns: Vec<RowColumns<'a>>,
    /// The title of the last row that has one.
    pub(super) title_above: Option<ListValue>,
    /// What the last sign for the same stands for, and its row; by column.
    pub(super) row_above: BTreeMap<usize, (u32, ListValue)>,
    /// Texts of the row above in the places of names, which are no signature and no note.
    pub(super) names_above: [Option<&'a str>; 3],
    /// The names of the row above that is none between others.
    pub(super) names_between: [Option<&'a str>; 2],
    pub(super) habits: Habits,
    pub(super) title: ListTitle,
    /// Columns that the list must have and does not.
    pub(super) missing: Vec<usize>,
    /// Columns that are known and not read.
    pub(super) unread: Vec<usize>,
    pub(super) signs: SignInference,
    /// Values of the row above in the same table, for names of groups that are written once.
    pub(super) levels: BTreeMap<usize, ListValue>,
    /// Values that the form of their table has no field for, by column and table: how many, and the first.
    pub(super) not_placed: BTreeMap<(usize, usize), (usize, ListValue)>,
    /// Rows without a title that were taken for the table above: how many, and the first.
    pub(super) carried: Option<(usize, u32)>,
}

/// How the list is written: whether a name is repeated in each row, or stands in the first only; by column.
#[derive(Debug, Default)]
pub(super) struct Habits {
    pub(super) repeats: Vec<bool>,
    /// Whether the department's name is written in each row, but for a few, and not only merged over them.
    pub(super) names_department: bool,
}

/// UnassignedReason it is not known where the rows from here on belong.
#[derive(Debug)]
pub(super) struct UnassignedRows {
    /// The department, where only the table is not known.
    pub(super) department: Option<usize>,
    /// The cell that would tell it.
    pub(super) cell: SheetCell,
    /// Which column that is.
    pub(super) column: usize,
    pub(super) why: UnassignedReason,
    /// Rows that were not read for it: how many, the first and the last.
    pub(super) rows: Option<(usize, u32, u32)>,
}

/// What stands in the cell that would tell it.
#[derive(Debug)]
pub(super) enum UnassignedReason {
    Unread(UnreadCell),
    /// Nothing, where each row has a name.
    Blank,
    /// A name in a row of its own; the row's texts.
    Alone(String),
    /// A part of the row above, with rows of its own; its texts.
    Part(String),
    /// The name of a subtotal above its rows.
    Subtotal(String),
}

impl UnassignedRows {
    /// Whether it is a cell of a row that would tell it, or the merged one that this lies in.
    pub(super) fn is_by(&self, lines: &ListRows, row: u32, col: u32) -> bool {
        let first = lines.merged.get(&(row, col)).copied().unwrap_or(row);
        (self.cell.row, self.cell.col) == (first, col)
    }
}

/// How the list tells signs, and what was inferred of them.
#[derive(Debug, Default)]
pub(super) struct SignInference {
    /// Whether a sign may be looked for where its column is blank: the column is blank all the way.
    pub(super) column_is_blank: bool,
    /// SignInference that stood with the value: how many, and the first.
    pub(super) from_value: Option<(usize, ListValue)>,
    /// SignInference that only the direction tells.
    pub(super) from_direction: Option<(usize, ListValue)>,
}

/// The columns of an indicator, by kind.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct IndicatorColumns {
    pub(super) sign: Option<usize>,
    pub(super) value: Option<usize>,
    pub(super) unit: Option<usize>,
    pub(super) direction: Option<usize>,
}

/// The columns of a table's rows.
pub(super) struct RowColumns<'a> {
    pub(super) columns: IndicatorColumns,
    /// Each with the field it fills.
    pub(super) fields: Vec<(usize, &'a Field)>,
}

impl<'a> ListReader<'a> {
    /// The text of a column in a row.
    pub(super) fn text(&self, line: &'a ListRow, column: usize) -> Option<&'a str> {
        line.get(self.head.columns[column].as_ref()?.col)
    }

    /// A column's value in a row, as it was meant.
    pub(super) fn value(&self, line: &'a ListRow, column: usize) -> Option<ListValue> {
        let col = self.head.columns[column].as_ref()?.col;
        if self.unread.contains(&column) {
            return None;
        }
        let cell = || self.lines.cell(line.row, col);
        match line.get(col) {
            Some(text) => Some(ListValue::new(unguarded(text).to_owned(), cell())),
            None => Some(ListValue {
                unread: Some(self.lines.unread(line.row, col)?),
                ..ListValue::new(String::new(), cell())
            }),
        }
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

    pub(super) const fn table_of(&self, slot: TableRef) -> usize {
        match slot {
            TableRef::Whole(_) => self.list.whole,
            TableRef::Project(..) => self.list.each,
        }
    }

    pub(super) fn in_slot(&mut self, slot: TableRef) -> &mut ListTable {
        match slot {
            TableRef::Whole(department) => {
                let whole = self.departments[department].whole.as_mut();
                whole.expect("a slot is made with its table")
            }
            TableRef::Project(department, item) => &mut self.departments[department].projects[item],
        }
    }

    /// The cell that names a row's table: its title, else its department; its first where neither stands in the row.
    pub(super) fn name_cell(&self, line: &ListRow) -> SheetCell {
        let roles = [self.list.title, self.list.department];
        let columns = roles.map(|role| self.head.columns[role].as_ref());
        let mut columns = columns.into_iter().flatten().map(|head| head.col);
        let named = columns.find(|col| line.get(*col).is_some());
        named.map_or_else(
            || self.first_cell(line),
            |col| self.lines.cell(line.row, col),
        )
    }

    pub(super) fn first_cell(&self, line: &ListRow) -> SheetCell {
        let col = line.cells.first().map_or(0, |(col, _)| *col);
        self.lines.cell(line.row, col)
    }

    pub(super) fn is_none(&self, name: &str) -> bool {
        self.none_signs.has(name)
    }

    pub(super) fn is_ditto(&self, text: &str) -> bool {
        self.ditto_signs.has(text)
    }

    /// The department of a name that was met.
    pub(super) fn department_of(&self, name: &str) -> Option<usize> {
        self.by_name.get(name)
    }

    /// The department of rows without a name; none where there is none above, or it is not known.
    pub(super) fn department_above(&mut self) -> Option<usize> {
        if let Some(named) = self.named.clone() {
            return Some(self.department(&named));
        }
        match &self.unassigned {
            Some(rows) => rows.department,
            None => self.current.map(TableRef::department),
        }
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

/// A text without spaces and line breaks.
pub(super) fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_whitespace())
        .collect()
}

/// Whether a row numbers its columns (栏次).
pub(super) fn is_numbered(line: &ListRow) -> bool {
    const LEAST: usize = 4;
    let texts = line.cells.iter().map(|(_, text)| text.as_str());
    column_numbers::run(texts, 0).is_some_and(|run| run.count >= LEAST)
}
