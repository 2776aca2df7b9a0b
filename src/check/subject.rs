//! Subjects of rules: a table with its indicators and texts, and the places of findings in it.

use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

use rust_decimal::Decimal;

use super::conditions::Both;
use super::wording::Wording;
use crate::amount::Amount;
use crate::derive::Context;
use crate::finding::{Code, Finding};
use crate::form::{Edition, Field, FieldIndex, FieldKind, Fields, Owner, Rules, TableDefinition};
use crate::record::{Content, QuantityError, Record, Submission, quantity, standard_sign};
use crate::text;

/// A table under check.
pub(super) struct Subject<'a> {
    pub(super) edition: &'a Edition,
    /// The submission with typed totals and with derived ones.
    pub(super) both: &'a Both<'a>,
    pub(super) submission: &'a Submission,
    pub(super) table: &'a TableDefinition,
    /// Index of the table in the edition.
    index: usize,
    /// Position of the table in the submission.
    pub(super) position: usize,
    pub(super) record: &'a Record,
    /// The budgets of all tables of the submission, in 元.
    pub(super) budgets: &'a BTreeSet<Decimal>,
    /// Year of the submission.
    pub(super) year: Option<u32>,
    /// Its indicators, from all fields with such rows.
    pub(super) indicators: Vec<Indicator<'a>>,
    /// Whether values and units of all its indicators are in each other's columns.
    all_exchanged: bool,
}

/// A text with its field.
#[derive(Clone, Copy)]
pub(super) struct TextValue<'a> {
    pub(super) record: &'a Record,
    pub(super) fields: &'a Fields,
    pub(super) field: FieldIndex,
    pub(super) text: &'a str,
}

/// Columns of rows that are indicators.
pub(super) struct Columns {
    /// Families, the widest first.
    levels: Vec<FieldIndex>,
    pub(super) name: FieldIndex,
    pub(super) comparison: FieldIndex,
    pub(super) value: FieldIndex,
    pub(super) unit: FieldIndex,
    /// The whole text, derived from the others.
    pub(super) content: Option<FieldIndex>,
}

/// An indicator: a row of a table.
pub(super) struct Indicator<'a> {
    pub(super) record: &'a Record,
    pub(super) fields: &'a Fields,
    pub(super) columns: Rc<Columns>,
    pub(super) sign: Sign,
    /// Name and unit, trimmed: nearly every rule needs them.
    name: &'a str,
    unit: &'a str,
}

/// Kind of value that an indicator's sign requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// No sign.
    Blank,
    /// A number, with the standard sign.
    Number(&'static str),
    /// Words (定性).
    Words,
    /// Unknown to the rules.
    Other,
}

impl<'a> Subject<'a> {
    pub(super) fn new(
        edition: &'a Edition,
        submission: &'a Submission,
        (position, both): (usize, &'a Both<'a>),
        budgets: &'a BTreeSet<Decimal>,
    ) -> Subject<'a> {
        let table = &submission.tables[position];
        let definition = &edition.tables[table.table];
        let (record, fields) = (&table.record, &definition.form.fields);
        let year = edition.year.map(|year| submission.fields.get(year));
        let indicators = indicators(record, fields, &definition.form.rules);
        let numbers = indicators.iter();
        let numbers = numbers.filter(|row| matches!(row.sign, Sign::Number(_)));
        let is_exchanged =
            numbers.clone().nth(1).is_some() && numbers.clone().all(Indicator::looks_exchanged);
        Subject {
            all_exchanged: is_exchanged,
            edition,
            both,
            index: table.table,
            position,
            submission,
            table: definition,
            budgets,
            record,
            year: year.and_then(|year| year.display().trim().parse().ok()),
            indicators,
        }
    }

    /// Whether value and unit of an indicator are in each other's columns, as in all other
    /// indicators.
    pub(super) fn is_exchanged(&self, row: &Indicator<'_>) -> bool {
        self.all_exchanged && row.looks_exchanged()
    }

    /// Visits each text that is not personal, except texts of indicators
    /// ([`Indicator::each_text`]).
    pub(super) fn each_text(&self, look: &mut impl FnMut(&TextValue<'a>)) {
        each_text(self.record, self.fields(), look);
    }

    /// The table as expressions see it.
    pub(super) const fn context(&self) -> Context<'a> {
        Context::of_table(self.submission, self.record)
    }

    /// The words for expressions of the table, or of one of its rows, by its fields.
    pub(super) fn wording(&self, record: &'a Record, fields: &'a Fields) -> Wording<'a> {
        let holds = |field: &Field| field.rows().is_some_and(|rows| std::ptr::eq(rows, fields));
        let mut all = self.fields().iter();
        let rows = all.find(|(_, field)| holds(field));
        let (owner, context) = match rows {
            Some((rows, _)) => (
                Owner::Rows(self.index, rows),
                Context::of_row(self.submission, self.record, record),
            ),
            None => (Owner::Table(self.index), self.context()),
        };
        let names = self.edition.names(owner);
        Wording {
            names: names.expect("the table has these rows"),
            context,
        }
    }

    pub(super) fn fields(&self) -> &'a Fields {
        &self.table.form.fields
    }

    pub(super) fn rules(&self) -> &'a Rules {
        &self.table.form.rules
    }

    /// A finding at a field of the table.
    pub(super) fn at(&self, code: Code, field: FieldIndex) -> Finding {
        self.finding(code, self.record, self.fields(), field)
    }

    /// A finding at a column of an indicator.
    pub(super) fn in_row(&self, code: Code, row: &Indicator<'_>, column: FieldIndex) -> Finding {
        self.finding(code, row.record, row.fields, column)
    }

    /// Whether a text belongs to an indicator whose value contains several values, which has its
    /// own finding.
    pub(super) fn has_several(&self, text_value: &TextValue<'_>) -> bool {
        let Some(columns) = Columns::of(text_value.fields) else {
            return false;
        };
        let sign = sign_of(text_value.record, columns.comparison, self.rules());
        let value = text_value.record.get(columns.value).as_text();
        matches!(sign, Sign::Number(_))
            && value.is_some_and(|value| quantity(value) == Err(QuantityError::Several))
    }

    /// A finding at a range of a text, given in bytes of the text.
    pub(super) fn within(
        &self,
        code: Code,
        text_value: &TextValue<'_>,
        part: Range<usize>,
    ) -> Finding {
        let place = self.submission.place_within(
            text_value.record,
            text_value.fields,
            text_value.field,
            part,
        );
        Finding::new(code, place)
    }

    /// A finding at a field of a record.
    pub(super) fn finding(
        &self,
        code: Code,
        record: &Record,
        fields: &Fields,
        field: FieldIndex,
    ) -> Finding {
        Finding::new(code, self.submission.place(record, fields, field))
            .following(record.consequence_of(fields, field))
    }
}

/// Whether a field contains rows that are indicators, judged by their columns.
pub(super) fn holds_indicators(field: &Field) -> bool {
    field
        .rows()
        .is_some_and(|columns| Columns::of(columns).is_some())
}

fn each_text<'a>(record: &'a Record, fields: &'a Fields, look: &mut impl FnMut(&TextValue<'a>)) {
    for (field, definition) in fields.iter() {
        let value = record.get(field);
        match &value.content {
            Content::Rows(_) if holds_indicators(definition) => {}
            Content::Rows(rows) => {
                let columns = definition.rows().expect("a value with rows has columns");
                for row in rows {
                    each_text(row, columns, look);
                }
            }
            Content::Text(text) if !definition.private && !value.computed && !text.is_empty() => {
                look(&TextValue {
                    record,
                    fields,
                    field,
                    text,
                });
            }
            Content::Text(_)
            | Content::Absent
            | Content::Null
            | Content::Number(_)
            | Content::Percent(_) => {}
        }
    }
}

fn indicators<'a>(record: &'a Record, fields: &'a Fields, rules: &Rules) -> Vec<Indicator<'a>> {
    let mut all = Vec::new();
    for (rows, field) in fields.iter() {
        let Some(inner) = field.rows() else { continue };
        let Some(columns) = Columns::of(inner).map(Rc::new) else {
            continue;
        };
        all.extend(record.rows(rows).iter().map(|row| Indicator {
            record: row,
            fields: inner,
            sign: sign_of(row, columns.comparison, rules),
            name: trimmed(row, columns.name),
            unit: trimmed(row, columns.unit),
            columns: Rc::clone(&columns),
        }));
    }
    all
}

fn sign_of(row: &Record, comparison: FieldIndex, rules: &Rules) -> Sign {
    let value = row.get(comparison);
    if value.is_unreadable() {
        return Sign::Other;
    }
    let words = value.as_text().unwrap_or_default().trim();
    if words.is_empty() {
        return Sign::Blank;
    }
    match standard_sign(words) {
        Some(sign) => Sign::Number(sign),
        None if rules.indicator.qualitative.iter().any(|word| word == words) => Sign::Words,
        None => Sign::Other,
    }
}

impl Columns {
    fn of(fields: &Fields) -> Option<Columns> {
        let levels = fields
            .iter()
            .filter(|(_, field)| matches!(field.kind, FieldKind::Level(_)));
        let is_whole = crate::form::Derivation::is_text;
        let content = fields
            .iter()
            .find(|(_, field)| field.derive.as_ref().is_some_and(is_whole));
        Some(Columns {
            levels: levels.map(|(index, _)| index).collect(),
            name: fields.of_kind(FieldKind::is_text)?,
            comparison: fields.of_kind(FieldKind::is_comparison)?,
            value: fields.of_kind(FieldKind::is_measure)?,
            unit: fields.of_kind(FieldKind::is_unit)?,
            content: content.map(|(index, _)| index),
        })
    }
}

/// The trimmed text of a field; empty if it is no text.
fn trimmed(record: &Record, field: FieldIndex) -> &str {
    record.get(field).as_text().unwrap_or_default().trim()
}

impl<'a> Indicator<'a> {
    fn text(&self, column: FieldIndex) -> &'a str {
        trimmed(self.record, column)
    }

    /// Whether its value is in the column of units, and its unit in the column of values.
    fn looks_exchanged(&self) -> bool {
        let value = self.record.get(self.columns.value);
        match self.sign {
            Sign::Number(_) => {
                matches!(value.content, Content::Text(_)) && self.unit.parse::<Amount>().is_ok()
            }
            _ => value.is_blank() && !value.is_unreadable() && !self.unit.is_empty(),
        }
    }

    /// Whether one of its families could not be read.
    pub(super) fn has_unread_family(&self) -> bool {
        let mut levels = self.columns.levels.iter();
        levels.any(|level| self.record.get(*level).is_unreadable())
    }

    /// Its name.
    pub(super) fn name(&self) -> &'a str {
        self.name
    }

    /// Its unit.
    pub(super) fn unit(&self) -> &'a str {
        self.unit
    }

    /// The whole text, if it was typed.
    pub(super) fn content(&self) -> &'a str {
        let content = self
            .columns
            .content
            .map(|column| (column, self.record.get(column)));
        match content {
            Some((column, value)) if !value.computed || value.range.is_some() => self.text(column),
            _ => "",
        }
    }

    /// Visits each text that is not personal.
    pub(super) fn each_text(&self, look: &mut impl FnMut(&TextValue<'a>)) {
        each_text(self.record, self.fields, look);
    }

    /// Its families with their columns, the widest first.
    pub(super) fn families(&self) -> impl Iterator<Item = (FieldIndex, &'a str)> {
        self.columns
            .levels
            .iter()
            .map(|column| (*column, self.text(*column)))
    }

    /// Its narrower family and the wider one to which that belongs, if the indicator is in a
    /// different wider family.
    pub(super) fn other_family(&self, rules: &'a Rules) -> Option<(&'a str, &'a str)> {
        rules.other_family(self.families().map(|(_, name)| name))
    }

    /// Whether it belongs to one of these families. A family of the widest level is searched in
    /// that level only.
    pub(super) fn is_of(&self, families: &[String]) -> bool {
        let Some((widest, first)) = self.families().next() else {
            return false;
        };
        let official = match &self.fields.get(widest).kind {
            FieldKind::Level(choices) => choices.as_slice(),
            _ => &[],
        };
        families.iter().any(|family| {
            if official.contains(family) {
                first == family || text::meant_name(first, official) == Some(family)
            } else {
                self.families().any(|(_, own)| own == family)
            }
        })
    }

    /// The column of its narrowest family that is filled in, or else of its name.
    pub(super) fn place_of_family(&self) -> FieldIndex {
        let filled = self.families().filter(|(_, own)| !own.is_empty());
        filled
            .last()
            .map_or(self.columns.name, |(column, _)| column)
    }
}
