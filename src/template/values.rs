//! Values that `field` attributes refer to: text, number, JSON Pointer and formula.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use rust_decimal::Decimal;

use crate::form::{
    Aggregate, Expr, Field, FieldIndex, FieldKind, Fields, Function, Quantity, Records, Reference,
    Relation, Role, Scope, SideBySide, TableDefinition,
};
use crate::grid::{
    Boxes, CellElsewhere, CellIndex, Condition, Formula, Notation, Number, Operand, Operator,
};
use crate::record::{Content, Record, Submission, standard_sign};
use crate::text;

use super::context::SUBMISSION;

/// The records that a table can show.
#[derive(Clone, Copy)]
pub(super) struct TableValues<'a> {
    pub(super) fields: &'a Fields,
    pub(super) record: &'a Record,
    pub(super) side_by_side: &'a [SideBySide],
    pub(super) submission_fields: &'a Fields,
    pub(super) submission: &'a Submission,
    /// The tables of the edition.
    pub(super) tables: &'a [TableDefinition],
    /// Whether clerks fill it in, who add and remove tables.
    pub(super) is_blank: bool,
}

/// A record of another table.
#[derive(Clone, Copy)]
struct OtherRecord<'a> {
    fields: &'a Fields,
    record: &'a Record,
    /// Its table, if it is a row.
    table: Option<(&'a Fields, &'a Record)>,
}

/// A value that a cell shows.
pub(super) struct FieldValue<'a> {
    /// Key of the value.
    pub(super) key: ValueKey,
    /// Text as printed.
    pub(super) text: Cow<'a, str>,
    /// Number that the text shows.
    pub(super) number: Option<Number>,
    /// Notation of its number while the value is blank.
    pub(super) blank: Option<Notation>,
    /// JSON Pointer of the value.
    pub(super) pointer: String,
    /// Whether it was given as blank although it could be derived.
    pub(super) blank_on_purpose: bool,
    /// Whether it is neither given nor derived yet.
    pub(super) is_still_to_come: bool,
    /// Its derivation, if it gives exactly this value: a number, or nothing while its inputs are
    /// blank.
    pub(super) computed: Option<&'a Expr>,
}

/// Key of a value in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ValueKey {
    /// A field of the submission itself.
    Submission(FieldIndex),
    /// A field of the table.
    Field(FieldIndex),
    /// A field of a row: the rows' field, the row's index, the column.
    Row(FieldIndex, usize, FieldIndex),
}

/// A value with boxes in a text.
pub(super) struct Boxed<'a> {
    pub(super) pointer: String,
    /// The boxes as printed.
    pub(super) text: String,
    pub(super) key: ValueKey,
    /// Its derivation, if it gives exactly this value.
    pub(super) expr: Option<&'a Expr>,
    pub(super) boxes: Boxes,
    /// Whether it has no value yet.
    pub(super) is_blank: bool,
}

impl FieldValue<'_> {
    /// What a cell shows that has no value: beside a longer list, a list has no row.
    const fn none(key: ValueKey) -> Self {
        FieldValue {
            key,
            text: Cow::Borrowed(""),
            number: None,
            blank: None,
            pointer: String::new(),
            blank_on_purpose: false,
            is_still_to_come: false,
            computed: None,
        }
    }
}

impl<'a> TableValues<'a> {
    /// The text of a value.
    fn text_of(&self, key: ValueKey) -> Cow<'a, str> {
        let value = match key {
            ValueKey::Submission(field) => self.submission.fields.get(field),
            ValueKey::Field(field) => self.record.get(field),
            ValueKey::Row(rows, index, column) => self.record.rows(rows)[index].get(column),
        };
        value.display()
    }

    /// The value at a path: `income.total`, `indicators.3.name`, `submission.year`.
    pub(super) fn find(&self, path: &str) -> Option<FieldValue<'a>> {
        if let Some(rest) = path
            .strip_prefix(SUBMISSION)
            .and_then(|rest| rest.strip_prefix('.'))
        {
            let field = self.submission_fields.find(rest)?;
            let key = ValueKey::Submission(field);
            let fields = &self.submission.fields;
            return Some(self.value(key, self.submission_fields, fields, field));
        }
        if let Some(field) = self.fields.find(path) {
            let key = ValueKey::Field(field);
            return Some(self.value(key, self.fields, self.record, field));
        }
        let (rows, index, column) = self.fields.find_in_row(path)?;
        let columns = self.fields.get(rows).rows()?;
        let key = ValueKey::Row(rows, index, column);
        match self.record.rows(rows).get(index) {
            Some(row) => Some(self.value(key, columns, row, column)),
            None => self.is_beside(rows).then(|| FieldValue::none(key)),
        }
    }

    /// Whether a list is printed beside another one, so that rows of the table may lack it.
    fn is_beside(&self, list: FieldIndex) -> bool {
        let mut all = self.side_by_side.iter();
        all.any(|one| one.lists.contains(&list))
    }

    /// The field of a value.
    pub(super) fn field(&self, key: ValueKey) -> &'a Field {
        match key {
            ValueKey::Submission(field) => self.submission_fields.get(field),
            ValueKey::Field(field) => self.fields.get(field),
            ValueKey::Row(rows, _, column) => {
                let rows = self.fields.get(rows);
                rows.rows().map_or(rows, |columns| columns.get(column))
            }
        }
    }

    /// Printed text of the value at a JSON Pointer; empty if there is none.
    pub(super) fn text_at(&self, pointer: &str) -> Cow<'a, str> {
        let own = pointer.strip_prefix(&self.record.pointer);
        let path = match own.and_then(|rest| rest.strip_prefix('/')) {
            Some(rest) => rest.replace('/', "."),
            None => format!("{SUBMISSION}{}", pointer.replace('/', ".")),
        };
        let value = self.find(&path);
        value.map_or(Cow::Borrowed(""), |value| value.text)
    }

    /// Formula of boxes that tick the result of an expression. `is_blank`: nothing is ticked while
    /// all values that it reads are blank.
    pub(super) fn ticked(
        &self,
        (key, expr): (ValueKey, &Expr),
        cells: &BTreeMap<ValueKey, CellIndex>,
        (boxes, is_blank): (&Boxes, bool),
    ) -> Option<Formula> {
        let translator = Translator {
            values: *self,
            key,
            other: None,
            cells,
        };
        let ticked = translator.formula(expr)?.ticked(boxes)?;
        if !is_blank {
            return Some(ticked);
        }
        let mut inputs: Vec<Operand> = Vec::new();
        for input in expr.references() {
            inputs.extend(
                translator
                    .operand(input)
                    .filter(|input| !inputs.contains(input)),
            );
        }
        let is_blank = inputs.into_iter().map(Condition::Blank);
        let is_blank = is_blank.reduce(|one, next| Condition::And(Box::new(one), Box::new(next)));
        let nothing = || Box::new(Formula::Text(boxes.text(&[])));
        Some(match is_blank {
            Some(is_blank) => Formula::If(Box::new(is_blank), nothing(), Box::new(ticked)),
            None => ticked,
        })
    }

    /// Workbook formula of an expression over the cells that show its inputs. `None` if an input
    /// has no cell in the table, or a workbook cannot compute it.
    pub(super) fn formula(
        &self,
        key: ValueKey,
        expr: &Expr,
        cells: &BTreeMap<ValueKey, CellIndex>,
    ) -> Option<Formula> {
        Translator {
            values: *self,
            key,
            other: None,
            cells,
        }
        .formula(expr)
    }

    fn value(
        &self,
        key: ValueKey,
        fields: &'a Fields,
        record: &'a Record,
        field: FieldIndex,
    ) -> FieldValue<'a> {
        let value = record.get(field);
        let definition = fields.get(field);
        let is_still_to_come = value.is_left_out() && !value.is_unreadable();
        let expr = definition
            .derive
            .as_ref()
            .map(|derivation| &derivation.expr)
            .filter(|expr| value.computed || (is_still_to_come && self.stays_blank(expr, record)));
        let quantity = definition.kind.facts().quantity;
        FieldValue {
            key,
            text: value.printed(definition.format),
            number: number(definition, fields, record, &value.content),
            blank: quantity
                .map(|quantity| blank_notation(definition, quantity))
                .filter(|_| is_still_to_come),
            blank_on_purpose: definition.derive.is_some()
                && definition.kind.is_number()
                && value.as_text() == Some(""),
            is_still_to_come,
            pointer: record.pointer_of(fields, field),
            computed: expr,
        }
    }

    /// Whether the workbook's formula also shows nothing, with the cells as they are. It treats a blank
    /// as 0, so a partly blank expression would show a remainder.
    fn stays_blank(&self, expr: &Expr, record: &Record) -> bool {
        match expr {
            Expr::Field(reference) => match reference.scope {
                Scope::Own => record.get(reference.field).is_blank(),
                Scope::Other(table) => {
                    let mut tables = self.tables_of(table);
                    tables
                        .next()
                        .is_some_and(|table| table.record.get(reference.field).is_blank())
                }
                Scope::Table | Scope::Submission => false,
            },
            Expr::Number(_) | Expr::Aggregate(_) => true,
            // A product with a blank factor, and a division by a blank or of one by a constant, are
            // blank in both.
            Expr::Binary(left, Operator::Multiply, right) => {
                let mut factors = [left, right].into_iter();
                factors.any(|factor| !factor.is_constant() && self.stays_blank(factor, record))
            }
            Expr::Binary(left, Operator::Divide, right) if right.is_constant() => {
                self.stays_blank(left, record)
            }
            Expr::Binary(_, Operator::Divide, right) => self.stays_blank(right, record),
            Expr::Binary(left, _, right) => {
                self.stays_blank(left, record) && self.stays_blank(right, record)
            }
            Expr::Call(_, arguments) => arguments.iter().all(|part| self.stays_blank(part, record)),
            Expr::If(_, yes, no) => {
                self.stays_blank(yes, record)
                    && no.as_ref().is_none_or(|no| self.stays_blank(no, record))
            }
            Expr::Text(_)
            | Expr::Join(..)
            | Expr::Measure { .. }
            | Expr::Compare(_)
            | Expr::Named { .. }
            | Expr::And(..)
            | Expr::Or(..)
            | Expr::Not(_)
            | Expr::IsBlank(_) => false,
        }
    }

    /// All tables of a kind in the submission.
    fn tables_of(&self, index: usize) -> impl Iterator<Item = OtherRecord<'a>> {
        let fields = &self.tables[index].form.fields;
        let tables = self.submission.tables.iter();
        let tables = tables.filter(move |table| table.table == index);
        tables.map(move |table| OtherRecord {
            fields,
            record: &table.record,
            table: None,
        })
    }

    /// Whether a record is this table's own.
    fn is_own(&self, record: &Record) -> bool {
        record.pointer == self.record.pointer
    }
}

/// Translates an expression of a value into a workbook formula.
#[derive(Clone, Copy)]
struct Translator<'a> {
    values: TableValues<'a>,
    /// The value of this table whose record is at hand.
    key: ValueKey,
    /// The record at hand, if it is of another table.
    other: Option<OtherRecord<'a>>,
    cells: &'a BTreeMap<ValueKey, CellIndex>,
}

impl<'a> Translator<'a> {
    /// The same for another value.
    const fn at(&self, key: ValueKey) -> Translator<'a> {
        Translator {
            key,
            other: None,
            ..*self
        }
    }

    /// The same for a record of another table, or for this table itself.
    fn of(&self, other: OtherRecord<'a>) -> Translator<'a> {
        if other.table.is_none() && self.values.is_own(other.record) {
            return self.at(ValueKey::Field(FieldIndex(0)));
        }
        Translator {
            other: Some(other),
            ..*self
        }
    }

    /// The rows of a list of a table.
    fn rows_of(&self, holder: OtherRecord<'a>, list: FieldIndex) -> Vec<Translator<'a>> {
        let rows = holder.record.rows(list);
        if self.values.is_own(holder.record) {
            let keys = (0..rows.len()).map(|index| ValueKey::Row(list, index, FieldIndex(0)));
            return keys.map(|key| self.at(key)).collect();
        }
        let Some(fields) = holder.fields.get(list).rows() else {
            return Vec::new();
        };
        let rows = rows.iter().map(|record| OtherRecord {
            fields,
            record,
            table: Some((holder.fields, holder.record)),
        });
        rows.map(|row| self.of(row)).collect()
    }

    /// The cell that shows a value of this table or another one.
    fn operand(&self, reference: Reference) -> Option<Operand> {
        let (fields, record) = match (reference.scope, self.other) {
            (Scope::Other(index), _) => {
                let table = self.values.tables_of(index).next()?;
                if self.values.is_own(table.record) {
                    let key = ValueKey::Field(reference.field);
                    return self.cells.get(&key).copied().map(Operand::Here);
                }
                (table.fields, table.record)
            }
            (Scope::Own, Some(other)) => (other.fields, other.record),
            (Scope::Table, Some(other)) => other.table?,
            (Scope::Own | Scope::Table | Scope::Submission, _) => {
                return self.cell(reference).map(Operand::Here);
            }
        };
        let field = fields.get(reference.field);
        // Its cell may be that of the rows above.
        (!field.kind.is_level()).then(|| {
            Operand::Elsewhere(Box::new(CellElsewhere {
                pointer: record.pointer_of(fields, reference.field),
                text: record
                    .get(reference.field)
                    .printed(field.format)
                    .into_owned(),
            }))
        })
    }

    fn key_of(&self, reference: Reference) -> Option<ValueKey> {
        match (reference.scope, self.key) {
            (Scope::Own, ValueKey::Submission(_)) | (Scope::Submission, _) => {
                Some(ValueKey::Submission(reference.field))
            }
            (Scope::Own, ValueKey::Field(_))
            | (Scope::Table, ValueKey::Field(_) | ValueKey::Row(..)) => {
                Some(ValueKey::Field(reference.field))
            }
            (Scope::Own, ValueKey::Row(rows, index, _)) => {
                Some(ValueKey::Row(rows, index, reference.field))
            }
            (Scope::Table, ValueKey::Submission(_)) | (Scope::Other(_), _) => None,
        }
    }

    /// The cell that shows a value; for a level, the merged cell of the rows above.
    fn cell(&self, reference: Reference) -> Option<CellIndex> {
        let key = self.key_of(reference)?;
        if let Some(cell) = self.cells.get(&key) {
            return Some(*cell);
        }
        let ValueKey::Row(rows, index, column) = key else {
            return None;
        };
        let columns = self.values.fields.get(rows).rows()?;
        if !columns.get(column).kind.is_level() {
            return None;
        }
        let all = self.values.record.rows(rows);
        let text = all[index].get(column).display();
        let mut above = (0..index).rev();
        let first = above.find(|above| {
            let key = ValueKey::Row(rows, *above, column);
            self.cells.contains_key(&key) || all[*above].get(column).display() != text
        })?;
        let is_same = all[first].get(column).display() == text;
        let cell = self.cells.get(&ValueKey::Row(rows, first, column));
        cell.copied().filter(|_| is_same)
    }

    fn formula(&self, expr: &Expr) -> Option<Formula> {
        match expr {
            Expr::Field(reference) if reference.is_number => {
                self.operand(*reference).map(Formula::Cell)
            }
            Expr::Field(reference) => self.operand(*reference).map(Formula::TextOf),
            Expr::Number(number) => Some(Formula::Number(*number)),
            Expr::Text(text) => Some(Formula::Text(text.clone())),
            Expr::Binary(left, operator, right) => {
                let (left, right) = (self.plain(left)?, self.plain(right)?);
                Some(Formula::Binary(Box::new(left), *operator, Box::new(right)))
            }
            Expr::Call(function, arguments) => {
                let parts = arguments.iter().map(|argument| self.plain(argument));
                let mut parts = parts.collect::<Option<Vec<Formula>>>()?;
                match function {
                    Function::Min => Some(Formula::Min(parts)),
                    Function::Max => Some(Formula::Max(parts)),
                    Function::Abs => parts.pop().map(|inner| Formula::Abs(Box::new(inner))),
                    Function::Round => {
                        let Some(Formula::Number(decimals)) = parts.pop() else {
                            return None;
                        };
                        let inner = Box::new(parts.pop()?);
                        Some(Formula::Round(inner, decimals.try_into().ok()?))
                    }
                }
            }
            Expr::Aggregate(aggregate) => self.aggregate(aggregate),
            Expr::Join(left, right) => {
                let (left, right) = (self.formula(left)?, self.formula(right)?);
                // A number in a text looks different in each program.
                (left.is_text() && right.is_text())
                    .then(|| Formula::Join(Box::new(left), Box::new(right)))
            }
            Expr::If(condition, yes, no) => {
                let condition = Box::new(self.condition(condition)?);
                let no = match no {
                    Some(no) => self.formula(no)?,
                    None => Formula::Nothing,
                };
                Some(Formula::If(
                    condition,
                    Box::new(self.formula(yes)?),
                    Box::new(no),
                ))
            }
            Expr::Measure { .. }
            | Expr::Compare(_)
            | Expr::Named { .. }
            | Expr::And(..)
            | Expr::Or(..)
            | Expr::Not(_)
            | Expr::IsBlank(_) => None,
        }
    }

    /// A formula that may be an operand: one whose result is a number in any case.
    fn plain(&self, expr: &Expr) -> Option<Formula> {
        self.formula(expr)
            .filter(|formula| !matches!(formula, Formula::If(..)))
    }

    /// The records of a sum or count. `None` if the workbook does not know them: those of other
    /// tables, if there are none, or while clerks may add some.
    fn records(&self, records: Records) -> Option<Vec<Translator<'a>>> {
        let all = match records {
            Records::Rows(list) => match (list.scope, self.other) {
                (Scope::Other(table), _) => {
                    let holder = self.values.tables_of(table).next()?;
                    self.rows_of(holder, list.field)
                }
                (Scope::Own, Some(holder)) => self.rows_of(holder, list.field),
                (_, Some(_)) => return None,
                (_, None) => {
                    let ValueKey::Field(rows) = self.key_of(list)? else {
                        return None;
                    };
                    let count = self.values.record.rows(rows).len();
                    let keys = (0..count).map(|index| ValueKey::Row(rows, index, FieldIndex(0)));
                    return Some(keys.map(|key| self.at(key)).collect());
                }
            },
            Records::Tables(_) | Records::RowsOfTables(..) if self.values.is_blank => return None,
            Records::Tables(table) => {
                let tables = self.values.tables_of(table);
                tables.map(|table| self.of(table)).collect()
            }
            Records::RowsOfTables(table, list) => {
                let tables = self.values.tables_of(table);
                tables.flat_map(|table| self.rows_of(table, list)).collect()
            }
        };
        Some(all).filter(|all| !all.is_empty())
    }

    /// A sum or count of rows or tables. Adjacent ones with the same condition share it.
    fn aggregate(&self, aggregate: &Aggregate) -> Option<Formula> {
        let records = self.records(aggregate.records)?;
        let whole = |range: Range<usize>| match aggregate.column {
            Some(field) => {
                let cells = records[range].iter().map(|record| {
                    record.operand(Reference {
                        scope: Scope::Own,
                        field,
                        is_number: true,
                        date: None,
                    })
                });
                cells.collect::<Option<Vec<Operand>>>().map(Formula::Sum)
            }
            None => Some(Formula::Number(range.len().into())),
        };
        let Some(condition) = &aggregate.condition else {
            // A number of other tables is no formula.
            let is_known =
                aggregate.column.is_some() || records.iter().all(|record| record.other.is_none());
            return whole(0..records.len()).filter(|_| is_known);
        };
        let conditions = records.iter().map(|record| record.condition(condition));
        let conditions = conditions.collect::<Option<Vec<Condition>>>()?;
        let mut sum: Option<Formula> = None;
        let mut start = 0;
        for same in conditions.chunk_by(|one, next| one == next) {
            let range = start..start + same.len();
            start = range.end;
            let part = Formula::If(
                Box::new(same[0].clone()),
                Box::new(whole(range)?),
                Box::new(Formula::Number(Decimal::ZERO)),
            );
            sum = Some(match sum {
                None => part,
                Some(sum) => Formula::Binary(Box::new(sum), Operator::Add, Box::new(part)),
            });
        }
        Some(sum.unwrap_or(Formula::Number(Decimal::ZERO)))
    }

    fn condition(&self, expr: &Expr) -> Option<Condition> {
        match expr {
            // A date is a text in the workbook.
            Expr::Compare(comparison) if comparison.is_of_dates => None,
            Expr::Compare(comparison) => {
                let sides = [&comparison.left, &comparison.right];
                let [left, right] = if comparison.is_of_texts {
                    sides.map(|side| self.formula(side))
                } else {
                    sides.map(|side| self.plain(side))
                };
                let (left, right) = (left?, right?);
                Some(match (comparison.is_of_texts, comparison.relation) {
                    (false, relation) => Condition::Numbers(left, relation, right),
                    (true, Relation::Equal) => Condition::SameText(left, right),
                    (true, _) => Condition::Not(Box::new(Condition::SameText(left, right))),
                })
            }
            Expr::Named { level, name, names } => {
                let is_here = self.other.is_none() && !matches!(level.scope, Scope::Other(_));
                // A spelling that only means the name is another text in the workbook.
                let key = self.key_of(*level).filter(|_| is_here)?;
                let typed = self.values.text_of(key);
                if text::meant_name(typed.trim(), names) == Some(name.as_str()) {
                    return None;
                }
                let cell = self.cell(*level)?;
                let name = Formula::Text(name.clone());
                let cell = Formula::TextOf(Operand::Here(cell));
                Some(Condition::SameText(cell, name))
            }
            Expr::And(left, right) => {
                let (left, right) = (self.condition(left)?, self.condition(right)?);
                Some(Condition::And(Box::new(left), Box::new(right)))
            }
            Expr::Or(left, right) => {
                let (left, right) = (self.condition(left)?, self.condition(right)?);
                Some(Condition::Or(Box::new(left), Box::new(right)))
            }
            Expr::Not(inner) => Some(Condition::Not(Box::new(self.condition(inner)?))),
            Expr::IsBlank(reference) => self.operand(*reference).map(Condition::Blank),
            _ => None,
        }
    }
}

/// Notation of a number that is still to be filled in.
fn blank_notation(field: &Field, quantity: Quantity) -> Notation {
    match quantity.notation() {
        Notation::Percent { decimals } => Notation::Percent {
            decimals: field.format.decimals.unwrap_or(decimals),
        },
        Notation::Plain { decimals } | Notation::Thousands { decimals } => {
            field.format.notation(decimals)
        }
    }
}

fn number(field: &Field, fields: &Fields, record: &Record, content: &Content) -> Option<Number> {
    match content {
        Content::Percent(rate) => Some(Number {
            value: rate.ratio(),
            notation: Notation::Percent {
                decimals: field.format.decimals.unwrap_or(rate.decimals()),
            },
        }),
        Content::Number(amount)
            if !matches!(field.kind, FieldKind::Measure) || is_measured(fields, record) =>
        {
            Some(Number {
                value: amount.value(),
                notation: field.format.notation(amount.decimals()),
            })
        }
        Content::Number(_)
        | Content::Absent
        | Content::Null
        | Content::Text(_)
        | Content::Rows(_) => None,
    }
}

/// Whether the row's sign requires a number; a number next to a word (定性) is text.
fn is_measured(fields: &Fields, record: &Record) -> bool {
    let sign = fields
        .with_role(Role::Sign)
        .map(|field| record.get(field).display());
    sign.is_none_or(|sign| standard_sign(&sign).is_some())
}
