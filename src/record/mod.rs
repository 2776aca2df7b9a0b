//! The data of a submission by field, with the place of each value in the source.
//!
//! This module depends on fields, not on tables. A reader ([`read_json`]) turns a file into a
//! [`Submission`]; all later steps use that type, regardless of the file's format.

mod approved;
mod decode;
mod formula_escape;
mod json;
mod number;
mod numeral;
mod quantity;
mod target;
mod text_range;
mod value;

use std::ops::Range;

use crate::finding::Code;
use crate::form::{Count, Edition, FieldIndex, Fields, NamePath, SideBySide};
use crate::source::{Place, Source};
use crate::text;

pub use approved::{ApprovedAmount, ApprovedDepartment, ApprovedProject};
pub use decode::{MAX_INPUT, decode, to_gb18030};
pub use formula_escape::{escape_formula, escape_in_cell, unescape_formula};
pub use json::{
    Draft, DraftContent, MAX_BARE_RATIO, MAX_DEPTH, MAX_MEMBERS, MAX_PROJECTS, MAX_ROWS, MAX_TEXT,
    NoPlace, Scalar, Step, arrange, edit, identify_json, read_json, scalars,
};
pub use number::{sign_spellings, standard_sign};
pub use quantity::{DigitStyle, Quantity, QuantityError, quantity};
pub use target::{AfterSign, Target, after_sign, joined_target, target, target_parts};
pub use value::{Content, Value};

/// A department's data for one year (申报数据): fields of its own, and a record for each table.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The file it was read from.
    pub source: Source,
    /// Id of its edition.
    pub edition: String,
    /// Fields of the submission itself, such as year and code.
    pub fields: Record,
    /// Its tables, in printing order.
    pub tables: Vec<TableRecord>,
}

/// The data of one table.
#[derive(Debug, Clone)]
pub struct TableRecord {
    /// Index of the table in [`Edition::tables`].
    pub table: usize,
    /// Its data.
    pub record: Record,
}

/// The data of a table, of one of its rows, or of the submission itself: a value for each field.
#[derive(Debug, Clone)]
pub struct Record {
    /// JSON Pointer of the object it was read from: `/projects/0`.
    pub pointer: String,
    /// Prefix of the field's label in findings, such as an indicator's name. May be empty.
    pub title: String,
    /// Its bytes in the source.
    pub range: Range<usize>,
    values: Vec<Value>,
    /// Absent fields whose key is probably misspelt.
    misspelt: Vec<FieldIndex>,
}

impl Record {
    /// A record whose fields are all absent.
    pub fn absent(pointer: String, range: Range<usize>, fields: &Fields) -> Record {
        Record {
            pointer,
            title: String::new(),
            range,
            values: vec![Value::default(); fields.len()],
            misspelt: Vec::new(),
        }
    }

    /// The value of a field.
    pub fn get(&self, field: FieldIndex) -> &Value {
        &self.values[field.0]
    }

    /// The value of a field, mutable.
    pub fn get_mut(&mut self, field: FieldIndex) -> &mut Value {
        &mut self.values[field.0]
    }

    /// Whether a field is absent because its key is probably misspelt, or is derived from such a
    /// field.
    pub fn is_misspelt(&self, fields: &Fields, field: FieldIndex) -> bool {
        if self.misspelt.is_empty() {
            return false;
        }
        let derivation = fields.get(field).derive.as_ref();
        let parts = derivation.map_or_else(Vec::new, |derivation| derivation.expr.inputs());
        self.misspelt.contains(&field)
            || parts.into_iter().any(|part| self.is_misspelt(fields, part))
    }

    /// The code that causes findings on a field, if its key is probably misspelt
    /// ([`Record::is_misspelt`]).
    pub fn consequence_of(&self, fields: &Fields, field: FieldIndex) -> Option<Code> {
        self.is_misspelt(fields, field).then_some(Code::UnknownKey)
    }

    /// The rows of a field that contains rows.
    pub fn rows(&self, field: FieldIndex) -> &[Record] {
        match &self.get(field).content {
            Content::Rows(rows) => rows,
            Content::Absent
            | Content::Null
            | Content::Text(_)
            | Content::Number(_)
            | Content::Percent(_) => &[],
        }
    }

    /// A record without values, with this number of rows, also without values, in each list.
    pub fn blank(pointer: String, fields: &Fields, rows: usize) -> Record {
        let mut record = Record::absent(pointer, 0..0, fields);
        for (index, field) in fields.iter() {
            let Some(columns) = field.rows() else {
                continue;
            };
            let pointer = record.pointer_of(fields, index);
            let row = |row| Record::blank(format!("{pointer}/{row}"), columns, 0);
            record.get_mut(index).content = Content::Rows((0..rows).map(row).collect());
        }
        record
    }

    /// Gives rows that are printed side by side the same name of the level that they share, as their
    /// common cell does: for data that is invented row by row.
    pub fn share_levels(&mut self, side_by_side: &[SideBySide]) {
        for one in side_by_side {
            let Some(by) = &one.by else { continue };
            let names: Vec<Content> = (self.rows(one.lists[0]).iter())
                .map(|row| row.get(by[0]).content.clone())
                .collect();
            for (list, level) in one.lists.iter().zip(by).skip(1) {
                let Content::Rows(rows) = &mut self.get_mut(*list).content else {
                    continue;
                };
                let pairs = rows.iter_mut().zip(&names);
                pairs.for_each(|(row, name)| row.get_mut(*level).content.clone_from(name));
            }
        }
    }

    /// JSON Pointer of a field's value.
    pub fn pointer_of(&self, fields: &Fields, field: FieldIndex) -> String {
        let path = &fields.get(field).path;
        let mut pointer = String::with_capacity(self.pointer.len() + 1 + path.len());
        pointer.push_str(&self.pointer);
        for part in path.split('.') {
            pointer.push('/');
            pointer.push_str(part);
        }
        pointer
    }

    fn blank_private(&mut self, fields: &Fields) {
        for (index, field) in fields.iter() {
            let value = self.get_mut(index);
            if field.private {
                value.content = Content::Text(String::new());
            }
            if let (Some(columns), Content::Rows(rows)) = (field.rows(), &mut value.content) {
                for row in rows {
                    row.blank_private(columns);
                }
            }
        }
    }
}

/// A field's label with the title of its row or table, which comes from the data and may be long.
fn titled(title: &str, label: String) -> String {
    if title.trim().is_empty() {
        label
    } else {
        format!("{} › {label}", text::clip(title.trim()))
    }
}

/// Place of a field's value; the start of its object if the field is absent.
fn place_of(source: &Source, record: &Record, fields: &Fields, field: FieldIndex) -> Place {
    let range = record
        .get(field)
        .range
        .clone()
        .unwrap_or(record.range.start..record.range.start + 1);
    let label = fields.get(field).full_label();
    let label = titled(&record.title, label);
    Place {
        pointer: record.pointer_of(fields, field),
        label,
        ..source.place(range)
    }
}

impl Submission {
    /// Place of a field's value, for a finding; the start of its object if the field is absent.
    pub fn place(&self, record: &Record, fields: &Fields, field: FieldIndex) -> Place {
        place_of(&self.source, record, fields, field)
    }

    /// Place of a field that is absent: the key of its group. `None` if it is in no group of the
    /// data, or the data are cells.
    pub fn place_in_group(
        &self,
        record: &Record,
        fields: &Fields,
        field: FieldIndex,
    ) -> Option<Place> {
        if self.source.is_of_workbook() {
            return None;
        }
        let range = json::group_key(&self.source, &record.range, &fields.get(field).path)?;
        Some(Place {
            pointer: record.pointer_of(fields, field),
            label: titled(&record.title, fields.get(field).full_label()),
            ..self.source.place(range)
        })
    }

    /// A table that a finding on another one refers to: the file and position of one of its places; on a
    /// screen, which shows neither, its name and number.
    pub fn table_in_words(&self, edition: &Edition, table: &TableRecord, place: &Place) -> String {
        if place.cell.is_some() || !self.source.is_on_screen() {
            return place.head();
        }
        let definition = &edition.tables[table.table];
        let name = &definition.form.name;
        let same = || self.tables.iter().filter(|one| one.table == table.table);
        let number = same().position(|one| std::ptr::eq(one, table));
        match (definition.count, number) {
            (Count::Many, Some(number)) => format!("{name} 第 {} 张", number + 1),
            _ => name.clone(),
        }
    }

    /// Place of a record, for a finding about no single value of it.
    pub fn place_of_record(&self, record: &Record) -> Place {
        Place {
            pointer: record.pointer.clone(),
            label: record.title.clone(),
            ..self
                .source
                .place(record.range.start..record.range.start + 1)
        }
    }

    /// Blanks personal data, for a table that is published.
    pub fn blank_private(&mut self, edition: &Edition) {
        self.fields.blank_private(&edition.fields);
        for table in &mut self.tables {
            let fields = &edition.tables[table.table].form.fields;
            table.record.blank_private(fields);
        }
    }

    /// Place of the value at a JSON Pointer; `None` if it is not a field.
    pub fn place_of(&self, edition: &Edition, pointer: &str) -> Option<Place> {
        let (record, fields, field) = self.field_at(edition, pointer)?;
        Some(self.place(record, fields, field))
    }

    /// The field at a JSON Pointer, with its record and the record's fields.
    pub fn field_at<'s>(
        &'s self,
        edition: &'s Edition,
        pointer: &str,
    ) -> Option<(&'s Record, &'s Fields, FieldIndex)> {
        let tables = self
            .tables
            .iter()
            .map(|table| (&table.record, &edition.tables[table.table].form.fields));
        let mut records = tables.chain([(&self.fields, &edition.fields)]);
        records.find_map(|(record, fields)| {
            let rest = pointer
                .strip_prefix(&record.pointer)?
                .strip_prefix('/')?
                .replace('/', ".");
            if let Some(field) = fields.find(&rest) {
                return Some((record, fields, field));
            }
            let (rows, index, column) = fields.find_in_row(&rest)?;
            let (columns, row) = (fields.get(rows).rows()?, record.rows(rows).get(index)?);
            Some((row, columns, column))
        })
    }

    /// The department's name: the first non-blank field among the edition's name fields; empty if
    /// all are blank.
    pub fn department<'a>(&'a self, edition: &Edition) -> &'a str {
        let mut names = edition.name.iter().map(|path| self.text_at(*path));
        names
            .find(|name| !name.trim().is_empty())
            .unwrap_or_default()
    }

    /// Text of a field of the submission or of the first table of a kind; empty if there is none.
    pub fn text_at(&self, path: NamePath) -> &str {
        let text = match path {
            NamePath::Submission(field) => self.fields.get(field).as_text(),
            NamePath::Table(table, field) => {
                let mut records = self.tables.iter().filter(|record| record.table == table);
                records
                    .next()
                    .and_then(|table| table.record.get(field).as_text())
            }
        };
        text.unwrap_or_default()
    }
}
