//! Empty forms to be filled in (空白表): an edition → what belongs into each cell of its tables, and a sheet that tells the clerk how.
//!
//! The table itself is the edition's template with nothing in it: [`empty`] makes the data, `template` the Grid, [`table`] adds what may be typed
//! where. [`guide`] is the sheet 填报说明. What a workbook makes of it is the business of [`write::xlsx`](crate::write::xlsx).
//!
//! # What a filled blank looks like to whoever reads it back
//!
//! - Each table is a sheet that has the Grid of the empty form, rows of records as many as were asked for, with a cell for each level in each row:
//!   names that are equal one below the other are not merged (a template would merge them once they are there). Rows may have been added or removed.
//! - The submission's own fields (year, code) stand on the guide's sheet: the label, and right of it the value. Each such cell also has a workbook
//!   name, [`SUBMISSION`] and the field's path: `submission.year`. The name [`GUIDE`] leads to the guide's sheet, which is no table.
//!   The guide's row 表样 has the edition's id right of it.
//! - A title that shows a value (`（2025年度）`, the department's name) is a formula over the cell where that value is filled in: its words are
//!   right once a program has computed it, and old or none before. A value is to be looked for in its own cell first.
//! - Totals, rates and the composed text of an indicator are formulas; where nothing is filled in they show nothing. A clerk may type over the text,
//!   or empty the cell to have it printed blank. A formula without a value (a program filled the form in) is to be derived.
//! - Tables of which nothing is filled in were not needed.
//! - A hidden sheet only holds lists too long for a rule of their own.

mod guide;
mod rule;
mod title;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::amount::Amount;
use crate::form::{Count, Edition, Expr, FieldIndex, FieldKind, Fields};
use crate::grid::{Blank, CellIndex, Composed, Entry, Grid, Kept, Origin, Reference};
use crate::length::Length;
use crate::record::{Content, Record, Submission, TableRecord};
use crate::source::Source;

pub use guide::guide;
pub use title::marked;

/// Begins the names of cells for the submission's own fields: `submission.year`.
pub const SUBMISSION: &str = "submission";

/// Name that leads to the guide's sheet.
pub const GUIDE: &str = "jixiao.guide";

/// Lines that fit into an empty cell for paragraphs.
const PARAGRAPH_LINES: f64 = 4.0;

/// Lines that fit into a row of records.
const RECORD_LINES: f64 = 2.0;

/// Tables of a kind (表样) that are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copies {
    /// The table, as an index in [`Edition::tables`].
    pub table: usize,
    /// How many of it.
    pub count: usize,
}

/// A submission in which nothing is filled in, but for the year where one is given: so many of each table, each with so many rows.
pub fn empty(edition: &Edition, tables: &[Copies], rows: usize, year: Option<u16>) -> Submission {
    let mut fields = Record::absent(String::new(), 0..0, &edition.fields);
    if let (Some(field), Some(year)) = (edition.year, year) {
        fields.get_mut(field).content = Content::Number(Amount::whole(u32::from(year)));
    }
    let copies = tables.iter().flat_map(|copies| {
        let definition = &edition.tables[copies.table];
        (0..copies.count).map(move |index| TableRecord {
            table: copies.table,
            record: empty_record(
                &definition.form.fields,
                match definition.count {
                    Count::One => format!("/{}", definition.key),
                    Count::Many => format!("/{}/{index}", definition.key),
                },
                rows,
            ),
        })
    });
    Submission {
        source: Source::new("", ""),
        edition: edition.id.clone(),
        fields,
        tables: copies.collect(),
    }
}

fn empty_record(fields: &Fields, pointer: String, rows: usize) -> Record {
    let mut record = Record::absent(pointer, 0..0, fields);
    for (index, field) in fields.iter() {
        let Some(columns) = field.rows() else {
            continue;
        };
        let pointer = record.pointer_of(fields, index);
        let empty = (0..rows).map(|row| empty_record(columns, format!("{pointer}/{row}"), 0));
        record.get_mut(index).content = Content::Rows(empty.collect());
    }
    record
}

/// A table to be filled in: `grid` is that of an [`empty`] submission, `with_marks` the same table of the submission [`marked`].
pub fn table(
    edition: &Edition,
    submission: &Submission,
    table: &TableRecord,
    mut grid: Grid,
    with_marks: &Grid,
) -> Blank {
    let fields = &edition.tables[table.table].form.fields;
    let mut places = BTreeMap::new();
    for (index, cell) in grid.cells.iter().enumerate() {
        if !cell.pointer.is_empty() {
            places
                .entry(cell.pointer.clone())
                .or_insert(CellIndex(index));
        }
    }
    let sheet = Sheet {
        edition,
        fields,
        table: &table.record,
        places: &places,
    };
    let titles = title::titles(&sheet, submission, &mut grid.titles, &with_marks.titles);
    let records = sheet.records(&grid);
    let entries: BTreeMap<CellIndex, Entry> = (0..grid.cells.len())
        .filter_map(|index| Some((CellIndex(index), sheet.entry(&grid, CellIndex(index))?)))
        .collect();
    give_room(&mut grid, &entries, &records);
    Blank {
        grid,
        entries,
        titles,
        records,
        name: None,
    }
}

/// The cells of a table, by what they show.
struct Sheet<'a> {
    edition: &'a Edition,
    fields: &'a Fields,
    table: &'a Record,
    /// The first cell that shows the value of a pointer.
    places: &'a BTreeMap<String, CellIndex>,
}

/// Whose value a pointer names.
enum Shown<'a> {
    /// A field of the submission.
    Submission(FieldIndex),
    /// A field of the table.
    Table(FieldIndex),
    /// A column of rows; the record's pointer.
    Row(&'a Fields, FieldIndex, String),
}

impl<'a> Sheet<'a> {
    fn shown(&self, pointer: &str) -> Option<Shown<'a>> {
        let path = |rest: &str| rest.replace('/', ".");
        let rest = pointer
            .strip_prefix(&self.table.pointer)
            .and_then(|rest| rest.strip_prefix('/'));
        if let Some(rest) = rest {
            if let Some(field) = self.fields.find(&path(rest)) {
                return Some(Shown::Table(field));
            }
            if let Some((rows, index, column)) = self.fields.find_in_row(&path(rest)) {
                let columns = self.fields.get(rows).rows()?;
                let record = format!("{}/{index}", self.table.pointer_of(self.fields, rows));
                return Some(Shown::Row(columns, column, record));
            }
        }
        let field = self
            .edition
            .fields
            .find(&path(pointer.strip_prefix('/')?))?;
        Some(Shown::Submission(field))
    }

    /// What belongs into a cell; none where it is a label.
    fn entry(&self, grid: &Grid, index: CellIndex) -> Option<Entry> {
        let cell = grid.cell(index);
        let shown = self.shown(&cell.pointer)?;
        let same = |reference| Entry {
            rule: rule::elsewhere(),
            origin: Origin::Same(reference),
            name: None,
        };
        if let Shown::Submission(field) = shown {
            let name = name_of(&self.edition.fields, field);
            return Some(same(Reference::Name(name)));
        }
        let first = self.places[&cell.pointer];
        if first != index {
            return Some(same(Reference::Cell(first)));
        }
        let (fields, field, record) = match shown {
            Shown::Submission(field) | Shown::Table(field) => {
                (self.fields, field, self.table.pointer.clone())
            }
            Shown::Row(columns, column, record) => (columns, column, record),
        };
        let mut rule = rule::of(fields, field, self.sign(grid, cell.row, fields, &record));
        if !cell.text.is_empty() {
            rule::beside_words(&mut rule);
        } else if let crate::grid::Expects::Measure { kept, .. } = &mut rule.expects
            && self.computes_with(fields, field)
        {
            *kept = Kept::AsNumber;
        }
        Some(Entry {
            rule,
            origin: self
                .composed(fields, field, &record)
                .map_or(Origin::Typed, Origin::Composed),
            name: None,
        })
    }

    /// The column in which the sign of a record stands, in the given row.
    fn sign(&self, grid: &Grid, row: usize, fields: &Fields, record: &str) -> Option<usize> {
        let sign = self.place(
            fields,
            fields.find_kind(|kind| matches!(kind, FieldKind::Comparison(_)))?,
            record,
        )?;
        let cell = grid.cell(sign);
        cell.rows().contains(&row).then_some(cell.col)
    }

    fn place(&self, fields: &Fields, field: FieldIndex, record: &str) -> Option<CellIndex> {
        let path = fields.get(field).path.replace('.', "/");
        self.places.get(&format!("{record}/{path}")).copied()
    }

    /// Whether an arithmetic derivation reads the field.
    fn computes_with(&self, fields: &Fields, field: FieldIndex) -> bool {
        let own = fields.iter().filter_map(|(_, other)| other.derive.as_ref());
        let sums = self
            .fields
            .iter()
            .filter_map(|(_, other)| other.derive.as_ref());
        let reads = |expr: &Expr| !expr.is_text() && expr.inputs().contains(&field);
        let is_summed = |expr: &Expr| sums_column(expr, fields, field, self.fields);
        own.into_iter().any(|derivation| reads(&derivation.expr))
            || sums
                .into_iter()
                .any(|derivation| is_summed(&derivation.expr))
    }

    /// How the text of a record is put together, if that can be said by cells.
    fn composed(&self, fields: &Fields, field: FieldIndex, record: &str) -> Option<Composed> {
        let Expr::Measure {
            comparison,
            value,
            unit,
        } = &fields.get(field).derive.as_ref()?.expr
        else {
            return None;
        };
        let FieldKind::Comparison(words) = &fields.get(*comparison).kind else {
            return None;
        };
        Some(Composed {
            sign: self.place(fields, *comparison, record)?,
            value: self.place(fields, *value, record)?,
            unit: self.place(fields, *unit, record)?,
            signs: rule::signs(),
            words: words.clone(),
        })
    }

    /// The rows of the Grid that hold records.
    fn records(&self, grid: &Grid) -> Vec<Range<usize>> {
        let in_record = |pointer: &str| matches!(self.shown(pointer), Some(Shown::Row(..)));
        let cells = grid.cells.iter().filter(|cell| in_record(&cell.pointer));
        let rows: BTreeSet<usize> = cells.flat_map(crate::grid::Cell::rows).collect();
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for row in rows {
            match ranges.last_mut() {
                Some(range) if range.end == row => range.end += 1,
                _ => ranges.push(row..row + 1),
            }
        }
        ranges
    }
}

fn sums_column(expr: &Expr, columns: &Fields, field: FieldIndex, fields: &Fields) -> bool {
    match expr {
        Expr::Sum { rows, column } => {
            let same = fields
                .get(*rows)
                .rows()
                .is_some_and(|own| std::ptr::eq(own, columns));
            same && *column == field
        }
        Expr::Binary(left, _, right) => {
            sums_column(left, columns, field, fields) || sums_column(right, columns, field, fields)
        }
        Expr::Field(_) | Expr::Number(_) | Expr::Measure { .. } => false,
    }
}

/// The name of the cell for a field of the submission.
fn name_of(fields: &Fields, field: FieldIndex) -> String {
    format!("{SUBMISSION}.{}", fields.get(field).path)
}

/// Makes rows high enough to write in: an empty row would be one line high.
fn give_room(grid: &mut Grid, entries: &BTreeMap<CellIndex, Entry>, records: &[Range<usize>]) {
    let look = std::sync::Arc::clone(&grid.look);
    for index in entries.keys() {
        let cell = &grid.cells[index.0];
        let style = &look.styles[cell.style];
        let lines = match entries[index].rule.expects {
            _ if records.iter().any(|rows| rows.contains(&cell.row)) => RECORD_LINES,
            crate::grid::Expects::Paragraphs => PARAGRAPH_LINES,
            _ => continue,
        };
        let height = style.size * (style.line_height * lines) + style.padding_y * 2.0;
        let row = &mut grid.rows[cell.row];
        let least = row.min_height.unwrap_or(Length::ZERO).max(height);
        row.min_height = Some(least);
    }
}
