//! Values that `field` attributes refer to: text, number, JSON Pointer and formula.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::form::{Expr, FieldIndex, FieldKind, Fields, Quantity, Role, SideBySide};
use crate::grid::{CellIndex, Formula, Notation, Number, Operator};
use crate::record::{Content, Record, Submission, standard_sign};

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

    /// Workbook formula of an expression over the cells that show its inputs. `None` if an input
    /// has no cell, or the expression is not arithmetic.
    pub(super) fn formula(
        &self,
        key: ValueKey,
        expr: &Expr,
        cells: &BTreeMap<ValueKey, CellIndex>,
    ) -> Option<Formula> {
        let cell = |field: FieldIndex| {
            let part = match key {
                ValueKey::Submission(_) => ValueKey::Submission(field),
                ValueKey::Field(_) => ValueKey::Field(field),
                ValueKey::Row(rows, index, _) => ValueKey::Row(rows, index, field),
            };
            cells.get(&part).copied()
        };
        match expr {
            Expr::Field(field) => cell(*field).map(Formula::Cell),
            Expr::Number(number) => Some(Formula::Number(*number)),
            Expr::Binary(left, operator, right) => {
                let (left, right) = (
                    self.formula(key, left, cells)?,
                    self.formula(key, right, cells)?,
                );
                Some(Formula::Binary(Box::new(left), *operator, Box::new(right)))
            }
            Expr::Sum { rows, column } => {
                let parts = (0..self.record.rows(*rows).len())
                    .map(|index| cells.get(&ValueKey::Row(*rows, index, *column)).copied());
                parts.collect::<Option<Vec<CellIndex>>>().map(Formula::Sum)
            }
            Expr::Measure { .. } => None,
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
        text: value.display(),
        number: number(&definition.kind, fields, record, &value.content),
        blank: quantity
            .map(Quantity::notation)
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
        Expr::Field(field) => record.get(*field).is_blank(),
        Expr::Number(_) | Expr::Sum { .. } => true,
        // A division by a blank is blank in both.
        Expr::Binary(_, Operator::Divide, right) => stays_blank(right, record),
        Expr::Binary(left, _, right) => stays_blank(left, record) && stays_blank(right, record),
        Expr::Measure { .. } => false,
    }
}

fn number(kind: &FieldKind, fields: &Fields, record: &Record, content: &Content) -> Option<Number> {
    match content {
        Content::Percent(rate) => Some(Number {
            value: rate.ratio(),
            notation: Notation::Percent {
                decimals: rate.decimals(),
            },
        }),
        Content::Number(amount)
            if !matches!(kind, FieldKind::Measure) || is_measured(fields, record) =>
        {
            Some(Number {
                value: amount.value(),
                notation: Notation::Plain {
                    decimals: amount.decimals(),
                },
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
