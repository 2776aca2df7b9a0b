//! Values of a submission in the cells of its blank: a workbook in which only the rest is to be
//! typed.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::form::{Edition, Field, Fields};
use crate::grid::{Blank, CellIndex, Expects, Notation, Number, NumberEntry, Origin};
use crate::record::{Content, Record, Submission, Value};

/// A submission with the same tables without values, and with its own fields. Each list has as many
/// rows as the longest one of its table, or `rows` if all are empty.
pub fn emptied(edition: &Edition, submission: &Submission, rows: usize) -> Submission {
    let mut empty = submission.clone();
    for table in &mut empty.tables {
        let fields = &edition.tables[table.table].form.fields;
        let lists = fields
            .iter()
            .map(|(index, _)| table.record.rows(index).len());
        let longest = lists.max().filter(|longest| *longest > 0);
        let pointer = table.record.pointer.clone();
        let mut record = Record::blank(pointer, fields, longest.unwrap_or(rows));
        record.title.clone_from(&table.record.title);
        table.record = record;
    }
    empty
}

/// Fills the values of a submission's tables into the cells in which they are typed. Returns the
/// labels of those without such a cell, each once.
pub fn fill_in(edition: &Edition, submission: &Submission, blanks: &mut [Blank]) -> Vec<String> {
    let mut unplaced = Vec::new();
    for (table, blank) in submission.tables.iter().zip(blanks) {
        let is_typed = |(index, entry): (&CellIndex, &crate::grid::Entry)| {
            let cell = blank.grid.cell(*index);
            let is_typed = entry.origin == Origin::Typed && cell.formula.is_none();
            is_typed.then(|| (cell.pointer.clone(), *index))
        };
        let places: BTreeMap<String, CellIndex> =
            blank.entries.iter().filter_map(is_typed).collect();
        let mut filling = Filling {
            blank,
            places,
            unplaced: &mut unplaced,
        };
        filling.record(&edition.tables[table.table].form.fields, &table.record);
    }
    unplaced
}

struct Filling<'a> {
    blank: &'a mut Blank,
    places: BTreeMap<String, CellIndex>,
    unplaced: &'a mut Vec<String>,
}

impl Filling<'_> {
    fn record(&mut self, fields: &Fields, record: &Record) {
        for (index, field) in fields.iter() {
            if let Some(columns) = field.rows() {
                for row in record.rows(index) {
                    self.record(columns, row);
                }
                continue;
            }
            let value = record.get(index);
            if value.is_blank() {
                continue;
            }
            let place = self.places.get(&record.pointer_of(fields, index));
            if let Some(place) = place.copied() {
                self.value(place, field, value);
                continue;
            }
            let label = field.full_label();
            if !self.unplaced.contains(&label) {
                self.unplaced.push(label);
            }
        }
    }

    fn value(&mut self, place: CellIndex, field: &Field, value: &Value) {
        let expects = self
            .blank
            .entries
            .get(&place)
            .map(|entry| &entry.rule.expects);
        let keeps_text = match expects {
            Some(Expects::Measure { number, .. }) => *number == NumberEntry::AsTyped,
            Some(Expects::Number | Expects::Whole(_) | Expects::Rate(_)) => false,
            _ => true,
        };
        let cell = &mut self.blank.grid.cells[place.0];
        cell.text = value.printed(field.format).into_owned();
        cell.number = number(field, value).filter(|_| !keeps_text);
    }
}

/// A number as the cell stores it.
fn number(field: &Field, value: &Value) -> Option<Number> {
    let (value, notation): (Decimal, Notation) = match &value.content {
        Content::Number(amount) => (amount.value(), field.format.notation(amount.decimals())),
        Content::Percent(rate) => {
            let decimals = field.format.decimals.unwrap_or(rate.decimals());
            (rate.ratio(), Notation::Percent { decimals })
        }
        Content::Absent | Content::Null | Content::Text(_) | Content::Rows(_) => return None,
    };
    Some(Number { value, notation })
}
