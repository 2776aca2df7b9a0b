//! Submissions → rows of the edition's flat list, with findings on values that the list cannot
//! contain.
//!
//! Names are in every row, so that rows can be sorted and filtered. Values of a whole table are in
//! its first row, so that a column of money adds up. Computed values are there too, in optional
//! columns.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rust_decimal::Decimal;

use super::notes::same_name;
use crate::amount::{self, Amount};
use crate::derive::Derived;
use crate::finding::Report;
use crate::form::{
    Edition, Field, FieldKind, Fields, ListColumn, ListDefinition, ListTarget, Part, Role,
    TableList,
};
use crate::grid::{Align, Notation, Number};
use crate::record::{
    Content, Record, Submission, TableRecord, Value, escape_formula, escape_in_cell, target_parts,
};
use crate::text;
use crate::write::{Listing, ListingCell, ListingColumn, ListingRow, ListingSum, RowKind};

/// Options of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListOptions {
    /// Whether there are rows with subtotals.
    pub subtotals: Subtotals,
    /// Kind of its cells.
    pub cells: Cells,
}

/// Whether a list has a row with the sum of each department, and one with the sum of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subtotals {
    /// With subtotals.
    With,
    /// Indicators only.
    Without,
}

/// Kind of the cells of a list. It determines how a text is protected from being read as a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cells {
    /// Cells have types, as in a workbook.
    Typed,
    /// Cells are plain text, as in a CSV file.
    Bare,
}

/// The list of submissions of one edition, and findings on values that it cannot contain. `file` is
/// the name of the list in these findings.
pub fn list(
    (edition, list): (&Edition, &ListDefinition),
    submissions: &[Derived],
    options: ListOptions,
    file: &str,
) -> (Listing, Report) {
    let mut lister = Lister {
        edition,
        list,
        options,
        columns: written_columns(list, submissions),
        rows: Vec::new(),
        report: Report::new(),
        names: BTreeSet::new(),
        not_held: BTreeMap::new(),
    };
    for submission in submissions {
        lister.submission(submission);
    }
    if options.subtotals == Subtotals::With {
        lister.total();
    }
    lister.report_unsupported(file);
    let columns = lister
        .columns
        .iter()
        .map(|index| column(edition, &list.columns[*index]));
    let listing = Listing {
        name: list.name.clone(),
        columns: columns.collect(),
        rows: lister.rows,
    };
    (listing, lister.report)
}

pub(super) struct Lister<'a> {
    pub(super) edition: &'a Edition,
    pub(super) list: &'a ListDefinition,
    options: ListOptions,
    /// Indexes of the columns that are written.
    columns: Vec<usize>,
    rows: Vec<ListingRow>,
    pub(super) report: Report,
    /// Names of the departments added so far.
    pub(super) names: BTreeSet<String>,
    /// Fields with values but without a column, each with the number of tables that have a value.
    pub(super) not_held: BTreeMap<String, usize>,
}

/// The required columns, and those with values.
fn written_columns(list: &ListDefinition, submissions: &[Derived]) -> Vec<usize> {
    let is_given = |value: &Value| !value.is_blank() && !value.computed;
    let is_in_table = |column: &ListColumn, table: &TableRecord| {
        let own = column.targets.iter();
        let mut own = own.filter(|target| target.table() == Some(table.table));
        own.any(|target| match *target {
            ListTarget::Table { field, .. } => is_given(table.record.get(field)),
            ListTarget::Row { rows, column, .. } => {
                (table.record.rows(rows).iter()).any(|row| is_given(row.get(column)))
            }
            ListTarget::Submission(_) => false,
        })
    };
    // A word is needed for rows of another list than the first.
    let is_chosen = |table: &TableRecord| {
        let lists = list.lists_of(table.table);
        let mut others = lists.iter().skip(1);
        others.any(|(_, rows)| !table.record.rows(*rows).is_empty())
    };
    let has_something = |column: &ListColumn| {
        submissions.iter().any(|submission| {
            let own = column.target_in_submission();
            let mut tables = submission.tables.iter();
            own.is_some_and(|field| is_given(submission.fields.get(field)))
                || tables.any(|table| {
                    is_in_table(column, table) || !column.lists.is_empty() && is_chosen(table)
                })
        })
    };
    let columns = list.columns.iter().enumerate();
    let written = columns.filter(|(_, column)| !column.optional || has_something(column));
    written.map(|(index, _)| index).collect()
}

fn column(edition: &Edition, column: &ListColumn) -> ListingColumn {
    let target = column.targets.first();
    let align = target.map_or(Align::Center, |target| {
        field(edition, *target).kind.facts().align
    });
    ListingColumn {
        head: column.heads.first().cloned().unwrap_or_default(),
        width: column.width,
        align,
    }
}

fn field(edition: &Edition, target: ListTarget) -> &Field {
    match target {
        ListTarget::Submission(field) => edition.fields.get(field),
        ListTarget::Table { table, field } => edition.tables[table].form.fields.get(field),
        ListTarget::Row {
            table,
            rows,
            column,
        } => {
            let rows = edition.tables[table].form.fields.get(rows).rows();
            rows.expect("the target was found in rows").get(column)
        }
    }
}

impl Lister<'_> {
    fn submission(&mut self, submission: &Submission) {
        self.note_not_held(submission);
        let name = self.name(submission);
        self.check_name(submission, &name);
        let tables = submission.tables.iter();
        let whole = tables
            .clone()
            .filter(|table| table.table == self.list.whole && self.list.has_whole());
        let each: Vec<&TableRecord> = tables
            .filter(|table| table.table == self.list.each && self.list.title.is_some())
            .collect();
        for table in whole {
            if self.has_something(table) || each.is_empty() {
                let title = self.list.overall.first().cloned().unwrap_or_default();
                self.table(submission, table, (&name, &title));
            }
        }
        let first = self.rows.len();
        let mut titles = BTreeSet::new();
        for table in each {
            let title = table.record.title.clone();
            self.check_title((submission, &name), table, &mut titles);
            self.check_own_name((submission, &name), table);
            self.table(submission, table, (&name, &title));
        }
        let projects = first..self.rows.len();
        if self.options.subtotals == Subtotals::With && !projects.is_empty() {
            self.subtotal(&name, projects);
        }
    }

    /// The department's name in the list's column; if that is blank, its name from another field of
    /// the submission.
    fn name(&mut self, submission: &Submission) -> String {
        let column = &self.list.columns[self.list.department];
        let target = column.target_in(self.list.whole);
        let target = target.filter(|_| self.list.has_whole());
        let mut tables = submission.tables.iter();
        let whole = tables.find(|table| table.table == self.list.whole);
        let (record, fields, field) = match (column.target_in_submission(), whole, target) {
            (Some(field), ..) => (&submission.fields, &self.edition.fields, field),
            (None, Some(whole), Some(ListTarget::Table { table, field })) => {
                let fields = &self.edition.tables[table].form.fields;
                (&whole.record, fields, field)
            }
            _ => return submission.department(self.edition).to_owned(),
        };
        let own = record.get(field).as_text().unwrap_or_default();
        if !own.trim().is_empty() {
            return own.to_owned();
        }
        let name = submission.department(self.edition);
        if !name.trim().is_empty() {
            let place = submission.place(record, fields, field);
            let why = format!("用了别处的 {},读回来成为此栏", text::quote(name));
            self.report.push(same_name(place, "", &why));
        }
        name.to_owned()
    }

    /// Whether a table has a value in the list besides its department's name.
    fn has_something(&self, table: &TableRecord) -> bool {
        let columns = self.list.columns.iter().enumerate();
        let mut others = columns.filter(|(index, _)| *index != self.list.department);
        !self.rows_of(table).is_empty()
            || others.any(|(_, column)| match column.target_in(table.table) {
                Some(ListTarget::Table { field, .. }) => {
                    let value = table.record.get(field);
                    !(value.is_blank() || (column.optional && value.computed))
                }
                Some(ListTarget::Row { .. } | ListTarget::Submission(_)) | None => false,
            })
    }

    /// The rows of a table that the list contains, each with its list.
    fn rows_of<'t>(&self, table: &'t TableRecord) -> Vec<(TableList, &'t Record)> {
        let lists = self.list.lists_of(table.table).into_iter();
        let rows = lists.flat_map(|list| {
            let rows = table.record.rows(list.1).iter();
            rows.map(move |row| (list, row))
        });
        rows.collect()
    }

    /// The rows of a table: one for each of its rows, or a single one.
    fn table(&mut self, submission: &Submission, table: &TableRecord, names: (&str, &str)) {
        let rows = self.rows_of(table);
        let lines = rows.len().max(1);
        for index in 0..lines {
            let row = rows.get(index).copied();
            let cells = self.columns.iter().map(|column| {
                let source = CellSource {
                    submission,
                    table,
                    row,
                    is_first: index == 0,
                    names,
                };
                self.cell(*column, &source)
            });
            let cells = cells.collect();
            self.rows.push(ListingRow {
                kind: RowKind::Data,
                cells,
            });
        }
    }

    fn cell(&self, index: usize, source: &CellSource<'_>) -> ListingCell {
        let column = &self.list.columns[index];
        if index == self.list.department {
            return self.text(source.names.0);
        }
        if Some(index) == self.list.title {
            return self.text(source.names.1);
        }
        if let Some(field) = column.target_in_submission() {
            return self.value(source.submission.fields.get(field), column);
        }
        if let Some(ListTarget::Table { field, .. }) = column.target_in(source.table.table) {
            if source.is_first {
                return self.value(source.table.record.get(field), column);
            }
            return ListingCell::Blank;
        }
        let Some((list, row)) = source.row else {
            return ListingCell::Blank;
        };
        if let Some(ListTarget::Row { column: field, .. }) = column.target_in_list(list) {
            return self.value(row.get(field), column);
        }
        let mut words = column.lists.iter();
        match words.find(|(_, lists)| lists.contains(&list)) {
            Some((word, _)) => self.text(word),
            None => self.direction(column, list, row),
        }
    }

    fn value(&self, value: &Value, column: &ListColumn) -> ListingCell {
        if value.is_blank() || (column.optional && value.computed) {
            return ListingCell::Blank;
        }
        let number = match &value.content {
            Content::Number(amount) => Number {
                value: amount.value(),
                notation: Notation::Plain {
                    decimals: amount.decimals(),
                },
            },
            Content::Percent(rate) => Number {
                value: rate.ratio(),
                notation: Notation::Percent {
                    decimals: rate.decimals(),
                },
            },
            Content::Text(text) => return self.part(text, column.part),
            Content::Absent | Content::Null | Content::Rows(_) => return ListingCell::Blank,
        };
        ListingCell::Number {
            number,
            text: value.display().into_owned(),
        }
    }

    /// A part of a text that has all parts of an indicator's value; the whole text for a column
    /// without a part.
    fn part(&self, text: &str, part: Option<Part>) -> ListingCell {
        let Some(part) = part else {
            return self.text(text);
        };
        let [sign, value, unit] = target_parts(text);
        let number = match value.parse::<Amount>() {
            Ok(number) if part == Part::Value => number,
            _ => {
                return self.text(match part {
                    Part::Sign => &sign,
                    Part::Value => &value,
                    Part::Unit => &unit,
                });
            }
        };
        ListingCell::Number {
            number: Number {
                value: number.value(),
                notation: Notation::Plain {
                    decimals: number.decimals(),
                },
            },
            text: value,
        }
    }

    fn text(&self, text: &str) -> ListingCell {
        if text.trim().is_empty() {
            return ListingCell::Blank;
        }
        ListingCell::Text(match self.options.cells {
            Cells::Typed => escape_in_cell(text),
            Cells::Bare => escape_formula(text),
        })
    }

    /// The direction that corresponds to an indicator's sign.
    fn direction(&self, column: &ListColumn, list: TableList, row: &Record) -> ListingCell {
        let columns = self.edition.tables[list.0].form.fields.get(list.1).rows();
        let sign = columns.and_then(|columns| sign_of(columns, row));
        let known = column.directions.iter().find(|(_, signs)| {
            sign.as_ref()
                .is_some_and(|sign| signs.iter().any(|other| other == sign.trim()))
        });
        known.map_or(ListingCell::Blank, |(word, _)| self.text(word))
    }

    fn subtotal(&mut self, name: &str, projects: Range<usize>) {
        let words = (name.to_owned(), self.list.subtotal[0].clone());
        let sums = self.sums(projects.clone(), RowKind::Data);
        let row = self.summary(
            RowKind::Subtotal,
            &words,
            &sums,
            &ListingSum::Rows(projects),
        );
        self.rows.push(row);
    }

    fn total(&mut self) {
        let all = 0..self.rows.len();
        let mut columns = self.columns.iter();
        let title = columns.position(|column| Some(*column) == self.list.title);
        let (kind, of) = match title {
            Some(word_column) => (RowKind::Subtotal, ListingSum::Subtotals { word_column }),
            // Each department has one table, without a subtotal.
            None => (RowKind::Data, ListingSum::Rows(all.clone())),
        };
        let sums = self.sums(all, kind);
        if sums.is_empty() {
            return;
        }
        let words = (self.list.total[0].clone(), String::new());
        let row = self.summary(RowKind::Total, &words, &sums, &of);
        self.rows.push(row);
    }

    /// Sums of the columns of money over rows of a kind, by index of the written column.
    fn sums(&self, rows: Range<usize>, kind: RowKind) -> BTreeMap<usize, Number> {
        let mut sums: BTreeMap<usize, Number> = BTreeMap::new();
        for row in self.rows[rows].iter().filter(|row| row.kind == kind) {
            for (at, cell) in row.cells.iter().enumerate() {
                let number = match cell {
                    ListingCell::Number { number, .. } | ListingCell::Sum { number, .. } => number,
                    ListingCell::Blank | ListingCell::Text(_) => continue,
                };
                if !self.is_money(self.columns[at]) {
                    continue;
                }
                let sum = sums.get(&at).map_or(Decimal::ZERO, |sum| sum.value);
                // A sum with too many digits is omitted: written rounded, it would be wrong.
                if let Some(sum) = amount::add(sum, number.value) {
                    let decimals = sum.normalize().scale();
                    let notation = Notation::Plain { decimals };
                    sums.insert(
                        at,
                        Number {
                            value: sum.normalize(),
                            notation,
                        },
                    );
                }
            }
        }
        sums
    }

    fn is_money(&self, column: usize) -> bool {
        let target = self.list.columns[column].target_in(self.list.each);
        target.is_some_and(|target| matches!(field(self.edition, target).kind, FieldKind::Amount))
    }

    fn summary(
        &self,
        kind: RowKind,
        (name, title): &(String, String),
        sums: &BTreeMap<usize, Number>,
        of: &ListingSum,
    ) -> ListingRow {
        let cells = self.columns.iter().enumerate().map(|(at, column)| {
            if *column == self.list.department {
                return self.text(name);
            }
            if Some(*column) == self.list.title {
                return self.text(title);
            }
            match sums.get(&at) {
                Some(number) => ListingCell::Sum {
                    number: *number,
                    text: Amount::computed(number.value).to_string(),
                    of: of.clone(),
                },
                None => ListingCell::Blank,
            }
        });
        ListingRow {
            kind,
            cells: cells.collect(),
        }
    }
}

/// The sign of an indicator, from its column or from its value in one text.
fn sign_of(columns: &Fields, row: &Record) -> Option<String> {
    let text = |role| row.get(columns.with_role(role)?).as_text();
    if let Some(sign) = text(Role::Sign) {
        return Some(sign.to_owned());
    }
    let value = columns.with_role(Role::Value)?;
    let is_target = columns.get(value).kind.is_target();
    let [sign, ..] = target_parts(text(Role::Value).filter(|_| is_target)?);
    Some(sign)
}

/// Data of a cell.
struct CellSource<'a> {
    submission: &'a Submission,
    table: &'a TableRecord,
    row: Option<(TableList, &'a Record)>,
    is_first: bool,
    /// Names of the department and of the table.
    names: (&'a str, &'a str),
}
