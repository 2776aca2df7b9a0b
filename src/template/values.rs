//! Values that `field` attributes refer to: text, number, JSON Pointer and formula.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use rust_decimal::Decimal;

use crate::form::{
    Aggregate, Expr, Field, FieldIndex, FieldKind, Fields, Function, Quantity, Records, Reference,
    Relation, Role, Scope, SideBySide,
};
use crate::grid::{CellIndex, Condition, Formula, Notation, Number, Operator};
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
            return Some(value(
                ValueKey::Submission(field),
                self.submission_fields,
                &self.submission.fields,
                field,
            ));
        }
        if let Some(field) = self.fields.find(path) {
            return Some(value(
                ValueKey::Field(field),
                self.fields,
                self.record,
                field,
            ));
        }
        let (rows, index, column) = self.fields.find_in_row(path)?;
        let columns = self.fields.get(rows).rows()?;
        let key = ValueKey::Row(rows, index, column);
        match self.record.rows(rows).get(index) {
            Some(row) => Some(value(key, columns, row, column)),
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
            cells,
        }
        .formula(expr)
    }
}

/// Translates an expression of a value into a workbook formula.
struct Translator<'a> {
    values: TableValues<'a>,
    key: ValueKey,
    cells: &'a BTreeMap<ValueKey, CellIndex>,
}

impl Translator<'_> {
    /// The same for another value.
    fn at(&self, key: ValueKey) -> Translator<'_> {
        Translator {
            values: self.values,
            key,
            cells: self.cells,
        }
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
            // The cells of another table are on another sheet.
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
                self.cell(*reference).map(Formula::Cell)
            }
            Expr::Field(reference) => self.cell(*reference).map(Formula::TextOf),
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

    /// A sum or count of the table's rows. Adjacent rows with the same condition share it.
    fn aggregate(&self, aggregate: &Aggregate) -> Option<Formula> {
        let Records::Rows(list) = aggregate.records else {
            return None;
        };
        let ValueKey::Field(rows) = self.key_of(list)? else {
            return None;
        };
        let count = self.values.record.rows(rows).len();
        let row = |index: usize| self.at(ValueKey::Row(rows, index, FieldIndex(0)));
        let cell_of = |index: usize| {
            let column = aggregate.column?;
            let key = ValueKey::Row(rows, index, column);
            self.cells.get(&key).copied()
        };
        let whole = |range: Range<usize>| match aggregate.column {
            Some(_) => {
                let cells = range.map(cell_of).collect::<Option<Vec<CellIndex>>>();
                cells.map(Formula::Sum)
            }
            None => Some(Formula::Number(range.len().into())),
        };
        let Some(condition) = &aggregate.condition else {
            return whole(0..count);
        };
        let conditions = (0..count).map(|index| row(index).condition(condition));
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
                // A spelling that only means the name is another text in the workbook.
                let key = self.key_of(*level)?;
                let typed = self.values.text_of(key);
                if text::meant_name(typed.trim(), names) == Some(name.as_str()) {
                    return None;
                }
                let cell = self.cell(*level)?;
                let name = Formula::Text(name.clone());
                Some(Condition::SameText(Formula::TextOf(cell), name))
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
            Expr::IsBlank(reference) => self.cell(*reference).map(Condition::Blank),
            _ => None,
        }
    }
}

fn value<'a>(
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
        .filter(|expr| value.computed || (is_still_to_come && stays_blank(expr, record)));
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
        pointer: record.pointer_of(fields, field),
        computed: expr,
    }
}

/// Whether the workbook's formula also shows nothing, with the cells as they are. It treats a blank
/// as 0, so a partly blank expression would show a remainder.
fn stays_blank(expr: &Expr, record: &Record) -> bool {
    match expr {
        Expr::Field(reference) => {
            reference.scope == Scope::Own && record.get(reference.field).is_blank()
        }
        Expr::Number(_) | Expr::Aggregate(_) => true,
        // A product with a blank factor, and a division by a blank or of one by a constant, are
        // blank in both.
        Expr::Binary(left, Operator::Multiply, right) => {
            let mut factors = [left, right].into_iter();
            factors.any(|factor| !factor.is_constant() && stays_blank(factor, record))
        }
        Expr::Binary(left, Operator::Divide, right) if right.is_constant() => {
            stays_blank(left, record)
        }
        Expr::Binary(_, Operator::Divide, right) => stays_blank(right, record),
        Expr::Binary(left, _, right) => stays_blank(left, record) && stays_blank(right, record),
        Expr::Call(_, arguments) => arguments.iter().all(|part| stays_blank(part, record)),
        Expr::If(_, yes, no) => {
            stays_blank(yes, record) && no.as_ref().is_none_or(|no| stays_blank(no, record))
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
