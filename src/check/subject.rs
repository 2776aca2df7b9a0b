//! Subjects of rules: a table with its indicators and texts, and the places of findings in it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

use rust_decimal::Decimal;

use super::both::Both;
use super::figures::{Figure, figures_in};
use super::limits;
use super::wording::Wording;
use crate::amount::Amount;
use crate::derive::Context;
use crate::finding::{Change, Code, Finding};
use crate::form::{
    Edition, Field, FieldIndex, FieldKind, Fields, Owner, Part, Role, Rules, TableDefinition,
};
use crate::record::{
    AfterSign, Content, QuantityError, Record, Submission, Target, Value, after_sign, quantity,
    standard_sign, target,
};
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
    /// Its indicators, list after list.
    pub(super) indicators: Vec<Indicator<'a>>,
    /// Its lists of indicators, each with the range of its own in [`Subject::indicators`].
    lists: Vec<(FieldIndex, Range<usize>)>,
    /// Whether values and units of all its indicators are in each other's columns.
    all_exchanged: bool,
    /// The figures of its targets, which several rules compare.
    figures: Vec<(FieldIndex, Rc<Vec<Figure<'a>>>)>,
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
    sign: Option<FieldIndex>,
    pub(super) value: FieldIndex,
    unit: Option<FieldIndex>,
    /// The whole text, derived from the others.
    pub(super) content: Option<FieldIndex>,
    /// What was reached.
    pub(super) actual: Option<FieldIndex>,
    /// Whether the value is one text with sign, number and unit.
    is_target: bool,
}

/// An indicator: a row of a table.
pub(super) struct Indicator<'a> {
    pub(super) record: &'a Record,
    pub(super) fields: &'a Fields,
    pub(super) columns: Rc<Columns>,
    pub(super) sign: Sign,
    pub(super) value: IndicatorValue<'a>,
    /// Name and unit, trimmed: nearly every rule needs them.
    name: &'a str,
    unit: Cow<'a, str>,
}

/// Value of an indicator, without sign and unit.
#[derive(Debug, Clone, Copy)]
pub(super) enum IndicatorValue<'a> {
    /// Nothing that the rules can judge: absent, or not readable.
    Nothing,
    /// A number.
    Number(Amount),
    /// A text, which may be blank.
    Text(&'a str),
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
        let (indicators, lists) = indicators(record, fields, &definition.form.rules);
        let numbers = indicators.iter();
        let numbers = numbers.filter(|row| matches!(row.sign, Sign::Number(_)));
        let is_exchanged =
            numbers.clone().nth(1).is_some() && numbers.clone().all(Indicator::looks_exchanged);
        let targets = definition.form.rules.narrative.targets.iter();
        let figures = targets.filter_map(|field| {
            let text = record.get(*field).as_text()?;
            Some((*field, Rc::new(figures_in(&edition.vocabulary, text))))
        });
        Subject {
            all_exchanged: is_exchanged,
            figures: figures.collect(),
            edition,
            both,
            index: table.table,
            position,
            submission,
            table: definition,
            budgets,
            record,
            lists,
            year: year.and_then(|year| year.display().trim().parse().ok()),
            indicators,
        }
    }

    /// Its lists of indicators, each with its rows. If only some have rows, the others are left
    /// out: a project of one year has no targets of several years.
    pub(super) fn lists(&self) -> impl Iterator<Item = (FieldIndex, &[Indicator<'a>])> {
        let is_blank = self.indicators.is_empty();
        let lists = self.lists.iter().enumerate();
        let lists = lists.filter(
            move |(at, (_, rows))| {
                if is_blank { *at == 0 } else { !rows.is_empty() }
            },
        );
        lists.map(|(_, (list, rows))| (*list, &self.indicators[rows.clone()]))
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

    /// Its texts that state the targets.
    pub(super) fn targets(&self) -> impl Iterator<Item = TextValue<'a>> {
        let (record, fields) = (self.record, self.fields());
        let targets = self.rules().narrative.targets.iter();
        targets.filter_map(move |field| {
            let text = record.get(*field).as_text()?;
            Some(TextValue {
                record,
                fields,
                field: *field,
                text,
            })
        })
    }

    /// The figures of a text. Those of a target are read once for all rules.
    pub(super) fn figures<'s>(&'s self, text_value: &'s TextValue<'_>) -> Rc<Vec<Figure<'s>>> {
        let words = &self.edition.vocabulary;
        if std::ptr::eq(text_value.record, self.record) {
            let mut read = self.figures.iter();
            if let Some((_, figures)) = read.find(|(field, _)| *field == text_value.field) {
                return Rc::clone(figures);
            }
        }
        Rc::new(figures_in(words, text_value.text))
    }

    /// The table as expressions see it.
    pub(super) const fn context(&self) -> Context<'a> {
        Context::of_table(self.submission, self.record)
    }

    /// The words for expressions of the table, or of one of its rows, by its fields.
    pub(super) fn wording(&self, record: &'a Record, fields: &'a Fields) -> Wording<'a> {
        let (owner, context) = match self.list_of(fields) {
            Some(rows) => (
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

    /// The list whose rows have the given columns; `None` for the fields of the table.
    pub(super) fn list_of(&self, columns: &Fields) -> Option<FieldIndex> {
        let holds = |field: &Field| field.rows().is_some_and(|rows| std::ptr::eq(rows, columns));
        let mut all = self.fields().iter();
        all.find(|(_, field)| holds(field)).map(|(list, _)| list)
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

    /// A finding at a part of an indicator's value: at its column, or within the text that has all
    /// parts.
    pub(super) fn at_part(&self, code: Code, row: &Indicator<'_>, part: Part) -> Finding {
        let column = row.columns.of_part(part);
        let finding = self.in_row(code, row, column);
        let Some(range) = row.range_of(part) else {
            return finding;
        };
        let place = self
            .submission
            .place_within(row.record, row.fields, column, range);
        Finding { place, ..finding }
    }

    /// Whether a text belongs to an indicator whose value contains several values, which has its
    /// own finding.
    pub(super) fn has_several(&self, text_value: &TextValue<'_>) -> bool {
        let Some(columns) = Columns::of(text_value.fields) else {
            return false;
        };
        let value = text_value.record.get(columns.value).as_text();
        if columns.is_target {
            let is_more = |value| matches!(after_sign(value), Some((_, AfterSign::More(_))));
            return value.is_some_and(|value| target(value) == Target::Several || is_more(value));
        }
        let sign = sign_of(text_value.record, columns.sign, self.rules());
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

/// Whether a field contains rows that are indicators.
pub(super) fn holds_indicators(field: &Field) -> bool {
    field.rows().is_some_and(Fields::hold_indicators)
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
            // A date or a phone number is no text to be read for errors.
            Content::Text(text)
                if !definition.private
                    && !value.computed
                    && !text.is_empty()
                    && definition.kind.facts().normal.is_none() =>
            {
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

/// The indicators of all lists of a table, and the lists.
fn indicators<'a>(
    record: &'a Record,
    fields: &'a Fields,
    rules: &Rules,
) -> (Vec<Indicator<'a>>, Vec<(FieldIndex, Range<usize>)>) {
    let (mut all, mut lists) = (Vec::new(), Vec::new());
    for (rows, field) in fields.iter() {
        let Some(inner) = field.rows() else { continue };
        let Some(columns) = Columns::of(inner).map(Rc::new) else {
            continue;
        };
        let first = all.len();
        all.extend((record.rows(rows).iter()).map(|row| indicator(row, inner, &columns, rules)));
        lists.push((rows, first..all.len()));
    }
    (all, lists)
}

/// The indicators of a table that is not under check.
pub(super) fn indicators_of<'a>(
    record: &'a Record,
    fields: &'a Fields,
    rules: &Rules,
) -> Vec<Indicator<'a>> {
    indicators(record, fields, rules).0
}

fn indicator<'a>(
    record: &'a Record,
    fields: &'a Fields,
    columns: &Rc<Columns>,
    rules: &Rules,
) -> Indicator<'a> {
    let value = record.get(columns.value);
    let (sign, value, unit) = if columns.is_target {
        parts_of(value)
    } else {
        let unit = columns.unit.map_or("", |unit| trimmed(record, unit));
        let value = match &value.content {
            Content::Number(number) => IndicatorValue::Number(*number),
            Content::Text(text) => IndicatorValue::Text(text),
            Content::Absent | Content::Null | Content::Percent(_) | Content::Rows(_) => {
                IndicatorValue::Nothing
            }
        };
        (sign_of(record, columns.sign, rules), value, unit.into())
    };
    Indicator {
        record,
        fields,
        sign,
        value,
        name: trimmed(record, columns.name),
        unit,
        columns: Rc::clone(columns),
    }
}

/// Sign, value and unit of a value in one text. Without a sign it is the number itself.
fn parts_of(value: &Value) -> (Sign, IndicatorValue<'_>, Cow<'_, str>) {
    let Some(text) = value.as_text() else {
        let sign = if value.is_unreadable() {
            Sign::Other
        } else {
            Sign::Blank
        };
        return (sign, IndicatorValue::Nothing, Cow::Borrowed(""));
    };
    if text.trim().is_empty() {
        return (Sign::Blank, IndicatorValue::Text(text), Cow::Borrowed(""));
    }
    match target(text) {
        Target::Quantity(read, _) => (
            Sign::Number(read.sign.unwrap_or("=")),
            IndicatorValue::Number(read.number),
            Cow::Owned(read.unit),
        ),
        Target::Several => (Sign::Other, IndicatorValue::Text(text), Cow::Borrowed("")),
        Target::Words => {
            let sign = after_sign(text).map_or(Sign::Words, |(sign, _)| Sign::Number(sign));
            (sign, IndicatorValue::Text(text), Cow::Borrowed(""))
        }
    }
}

/// The sign in a row's column; rows without one have a sign unknown to the rules.
fn sign_of(row: &Record, column: Option<FieldIndex>, rules: &Rules) -> Sign {
    let Some(value) = column.map(|column| row.get(column)) else {
        return Sign::Other;
    };
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
        if !fields.hold_indicators() {
            return None;
        }
        let levels = fields.iter().filter(|(_, field)| field.kind.is_level());
        let value = fields.with_role(Role::Value)?;
        Some(Columns {
            levels: levels.map(|(index, _)| index).collect(),
            name: fields.with_role(Role::Name)?,
            sign: fields.with_role(Role::Sign),
            value,
            unit: fields.with_role(Role::Unit),
            content: fields.with_role(Role::Content),
            actual: fields.with_role(Role::Actual),
            is_target: fields.get(value).kind.is_target(),
        })
    }

    /// The column of a part of the value; the value's own if the part has none.
    pub(super) fn of_part(&self, part: Part) -> FieldIndex {
        let column = match part {
            Part::Sign => self.sign,
            Part::Value => None,
            Part::Unit => self.unit,
        };
        column.filter(|_| !self.is_target).unwrap_or(self.value)
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

    /// The code of the finding on a column whose own definition refuses the value.
    pub(super) fn refused(&self, column: FieldIndex) -> Option<Code> {
        limits::refused(self.fields.get(column), self.record.get(column))
    }

    /// Whether its value is one text with sign, number and unit.
    pub(super) fn is_target(&self) -> bool {
        self.columns.is_target
    }

    /// Whether a part of its value can be written: in a column, or in the text of all parts.
    pub(super) fn has_part(&self, part: Part) -> bool {
        self.is_target() || part == Part::Value || self.columns.of_part(part) != self.columns.value
    }

    /// Label of a part of its value.
    pub(super) fn label(&self, part: Part) -> Cow<'a, str> {
        let label = &self.fields.get(self.columns.of_part(part)).label;
        match part {
            Part::Sign if self.is_target() => Cow::Owned(format!("{label}的符号")),
            Part::Unit if self.is_target() => Cow::Owned(format!("{label}的单位")),
            Part::Sign | Part::Value | Part::Unit => Cow::Borrowed(label),
        }
    }

    /// Text of a part of its value as printed; the whole text if that has all parts.
    pub(super) fn shown(&self, part: Part) -> Cow<'a, str> {
        self.record.get(self.columns.of_part(part)).display()
    }

    /// Sign, value and unit as printed: `≥95%`.
    pub(super) fn whole(&self, sign: &str) -> String {
        let value = self.shown(Part::Value);
        if self.is_target() {
            value.trim().to_owned()
        } else {
            format!("{sign}{value}{}", self.unit())
        }
    }

    /// Bytes of a part in the text that has all parts.
    fn range_of(&self, part: Part) -> Option<Range<usize>> {
        let text = self.record.get(self.columns.value).as_text();
        match target(text.filter(|_| self.is_target())?) {
            Target::Quantity(_, ranges) => Some(ranges.of(part)),
            Target::Several | Target::Words => None,
        }
    }

    /// The change of a part of its value; `None` if its text is not exactly `known`.
    pub(super) fn change(&self, part: Part, known: &str, new: &str) -> Option<Change> {
        let column = self.columns.of_part(part);
        let pointer = self.record.pointer_of(self.fields, column);
        if !self.is_target() {
            return Some(Change::text(pointer, new));
        }
        let range = self.range_of(part)?;
        let mut text = self.record.get(column).as_text()?.to_owned();
        if text.get(range.clone()) != Some(known) {
            return None;
        }
        text.replace_range(range, new);
        Some(Change::text(pointer, text))
    }

    /// Whether its value is in the column of units, and its unit in the column of values.
    fn looks_exchanged(&self) -> bool {
        if self.is_target() {
            return false;
        }
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
    pub(super) fn unit(&self) -> &str {
        &self.unit
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
