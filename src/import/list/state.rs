//! State shared by the steps that read a list.

use std::collections::{BTreeMap, BTreeSet};

use super::head::{Head, ListTitle};
use super::names::Names;
use super::rows::{ListRow, ListRows, UnreadCell};
use crate::finding::Report;
use crate::form::{Edition, Field, ListColumn, ListDefinition, ListTarget, TableList};
use crate::import::{column_numbers, words};
use crate::record::{Draft, unescape_formula};
use crate::source::SheetCell;

/// A value and its cell.
#[derive(Debug, Clone)]
pub(super) struct ListValue {
    pub(super) text: String,
    pub(super) cell: SheetCell,
    /// Why it was not read, which has a finding of its own; the text is then empty.
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
    /// Table of the rows without a title.
    pub(super) whole: Option<ListTable>,
    /// Tables of the rows with a title, in order.
    pub(super) projects: Vec<ListTable>,
    pub(super) by_title: Names,
}

impl Department {
    /// The table of an amount that is summed: a project, or the whole department's in a list
    /// without titles.
    pub(super) fn summed(&self, item: usize) -> Option<&ListTable> {
        self.projects.get(item).or(self.whole.as_ref())
    }
}

/// A table of the list.
#[derive(Debug)]
pub(super) struct ListTable {
    /// Its title; `None` for the whole department's.
    pub(super) title: Option<ListValue>,
    /// Cell of its first row with its title.
    pub(super) cell: SheetCell,
    /// Its values, by the list's column.
    pub(super) values: BTreeMap<usize, ListValue>,
    /// Its rows, each with the list that it belongs to.
    pub(super) rows: Vec<(TableList, Draft)>,
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

/// Reference to the table of a row.
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
    pub(super) report: Report,
    pub(super) departments: Vec<Department>,
    pub(super) by_name: Names,
    pub(super) current: Option<TableRef>,
    /// The department of each row that belongs to a known one.
    pub(super) row_owners: BTreeMap<u32, usize>,
    /// Why the rows from here on are unassigned.
    pub(super) unassigned: Option<UnassignedRows>,
    /// Whether the grand total is between here and the last row that names its department.
    pub(super) is_closed: bool,
    /// Row of the next department's name, and whether that is the department above.
    pub(super) next_name: Option<(u32, bool)>,
    /// Department named by a subtotal above its rows, for rows without a name.
    pub(super) named: Option<ListValue>,
    /// Unread cells that are reported with their rows.
    pub(super) reported: BTreeSet<(u32, u32)>,
    /// Table to which a cell merged over several rows was assigned, by its first row and column,
    /// and whether other tables were reported.
    pub(super) owners: BTreeMap<(u32, usize), (TableRef, bool)>,
    /// Signs for "no name", and for "same as above".
    pub(super) none_signs: words::Signs,
    pub(super) ditto_signs: words::Signs,
    /// Columns of money: index, unit, column of the sheet.
    pub(super) money: Vec<(usize, &'a str, u32)>,
    /// Columns of indicators, for each list of a table.
    pub(super) row_columns: BTreeMap<TableList, RowColumns<'a>>,
    /// List of the last row, by its word or the one above, with its table; `None` if unknown.
    pub(super) list_above: Option<(TableRef, Option<TableList>)>,
    /// Rows without a word for their list: how many, and the first.
    pub(super) unchosen: Option<(usize, SheetCell)>,
    /// Title of the last row that has one.
    pub(super) title_above: Option<ListValue>,
    /// Value and row of the last ditto sign, by column.
    pub(super) row_above: BTreeMap<usize, (u32, ListValue)>,
    /// Texts in the columns of names in the row above, which are neither signatures nor notes.
    pub(super) names_above: [Option<&'a str>; 3],
    /// Names of the last row that is not a grouping row.
    pub(super) names_between: [Option<&'a str>; 2],
    pub(super) habits: Habits,
    pub(super) title: ListTitle,
    /// Columns that are required and missing.
    pub(super) missing: Vec<usize>,
    /// Known columns that are not read.
    pub(super) unread: Vec<usize>,
    pub(super) signs: SignInference,
    /// Levels of the row above in the same table.
    pub(super) levels: BTreeMap<usize, ListValue>,
    /// Values for which their table has no field, by column and table: how many, and the first.
    pub(super) not_placed: BTreeMap<(usize, usize), (usize, ListValue)>,
    /// Rows without a title that were assigned to the table above: how many, and the first.
    pub(super) carried: Option<(usize, u32)>,
}

/// Habits of a list, by column: whether a name is repeated in each row, or written in the first row
/// only.
#[derive(Debug, Default)]
pub(super) struct Habits {
    pub(super) repeats: Vec<bool>,
    /// Whether the department's name is written in nearly each row, not only merged over them.
    pub(super) names_department: bool,
}

/// Rows whose department or table is unknown.
#[derive(Debug)]
pub(super) struct UnassignedRows {
    /// The department, if only the table is unknown.
    pub(super) department: Option<usize>,
    /// Cell in which the missing name is expected.
    pub(super) cell: SheetCell,
    /// Index of its column.
    pub(super) column: usize,
    pub(super) reason: UnassignedReason,
    /// Rows that were skipped because of it: how many, the first and the last.
    pub(super) rows: Option<(usize, u32, u32)>,
}

/// Why the cell does not determine the name.
#[derive(Debug)]
pub(super) enum UnassignedReason {
    Unread(UnreadCell),
    /// It is blank, but the other rows each have a name.
    Blank,
    /// A name is in a row of its own; the row's texts.
    Alone(String),
    /// A part of the row above has rows of its own; its texts.
    Part(String),
    /// A subtotal is above its rows; its name.
    Subtotal(String),
}

impl UnassignedRows {
    /// Whether it is due to a cell of a row, or to the merged cell that covers it.
    pub(super) fn is_by(&self, lines: &ListRows, row: u32, col: u32) -> bool {
        let first = lines.merged.get(&(row, col)).copied().unwrap_or(row);
        (self.cell.row, self.cell.col) == (first, col)
    }
}

/// The columns that contain signs, and inferred signs.
#[derive(Debug, Default)]
pub(super) struct SignInference {
    /// Whether signs may be inferred: their column is entirely blank.
    pub(super) column_is_blank: bool,
    /// Signs that were in the column of values: how many, and the first.
    pub(super) from_value: Option<(usize, ListValue)>,
    /// Signs inferred from the direction.
    pub(super) from_direction: Option<(usize, ListValue)>,
}

/// Columns of an indicator, by kind.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct IndicatorColumns {
    pub(super) sign: Option<usize>,
    pub(super) value: Option<usize>,
    pub(super) unit: Option<usize>,
    pub(super) direction: Option<usize>,
}

/// Columns of the indicators of a list.
pub(super) struct RowColumns<'a> {
    pub(super) columns: IndicatorColumns,
    /// Each with the field that it fills.
    pub(super) fields: Vec<(usize, &'a Field)>,
}

impl<'a> ListReader<'a> {
    /// Text of a column in a row.
    pub(super) fn text(
        &self,
        line: &'a ListRow,
        column: impl Into<Option<usize>>,
    ) -> Option<&'a str> {
        line.get(self.head.columns[column.into()?].as_ref()?.col)
    }

    /// Value of a column in a row, without its escape.
    pub(super) fn value(
        &self,
        line: &'a ListRow,
        column: impl Into<Option<usize>>,
    ) -> Option<ListValue> {
        let column = column.into()?;
        let col = self.head.columns[column].as_ref()?.col;
        if self.unread.contains(&column) {
            return None;
        }
        let cell = || self.lines.cell(line.row, col);
        match line.get(col) {
            Some(text) => Some(ListValue::new(unescape_formula(text).to_owned(), cell())),
            None => Some(ListValue {
                unread: Some(self.lines.unread(line.row, col)?),
                ..ListValue::new(String::new(), cell())
            }),
        }
    }

    pub(super) fn field(&self, target: ListTarget) -> &'a Field {
        field_of(self.edition, target)
    }

    /// Columns of the edition's list, with indexes.
    pub(super) fn columns(&self) -> impl Iterator<Item = (usize, &'a ListColumn)> + use<'a> {
        self.list.columns.iter().enumerate()
    }

    /// The columns of the edition's list that this list has.
    pub(super) fn own_columns(
        &self,
    ) -> impl Iterator<Item = (usize, &'a ListColumn)> + use<'_, 'a> {
        self.columns()
            .filter(|(index, _)| self.head.columns[*index].is_some())
    }

    pub(super) const fn table_of(&self, table_ref: TableRef) -> usize {
        match table_ref {
            TableRef::Whole(_) => self.list.whole,
            TableRef::Project(..) => self.list.each,
        }
    }

    pub(super) fn in_slot(&mut self, table_ref: TableRef) -> &mut ListTable {
        match table_ref {
            TableRef::Whole(department) => {
                let whole = self.departments[department].whole.as_mut();
                whole.expect("a reference is made with its table")
            }
            TableRef::Project(department, item) => &mut self.departments[department].projects[item],
        }
    }

    /// Cell that identifies a row's table: its title, or else its department, or else the row's
    /// first cell.
    pub(super) fn name_cell(&self, line: &ListRow) -> SheetCell {
        let roles = [self.list.title, Some(self.list.department)];
        let columns = roles.map(|role| self.head.columns[role?].as_ref());
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

    /// Index of a department by its name.
    pub(super) fn department_of(&self, name: &str) -> Option<usize> {
        self.by_name.get(name)
    }

    /// Department for rows without a name; `None` if there is none above, or it is unknown.
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

/// Field that a column fills.
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
    const MIN: usize = 4;
    let texts = line.cells.iter().map(|(_, text)| text.as_str());
    column_numbers::run(texts, 0).is_some_and(|run| run.count >= MIN)
}
