//! What a `field` attribute stands for: the value of a record, its number, where it came from, and the formula behind it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::amount::PERCENT_DECIMALS;
use crate::form::{Expr, FieldIndex, FieldKind, Fields};
use crate::grid::{CellIndex, Formula, Notation, Number, Operator};
use crate::record::{Content, Record, Submission, standard_sign};

use super::context::SUBMISSION;

/// The records a table may show.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    pub(super) fields: &'a Fields,
    pub(super) record: &'a Record,
    pub(super) submission_fields: &'a Fields,
    pub(super) submission: &'a Submission,
}

/// A value that a cell shows.
pub(super) struct ShownValue<'a> {
    /// Which value it is.
    pub(super) key: ValueKey,
    /// Its text as printed.
    pub(super) text: Cow<'a, str>,
    /// The number behind it.
    pub(super) number: Option<Number>,
    /// How its number would be written, where it is blank.
    pub(super) blank: Option<Notation>,
    /// JSON Pointer of it.
    pub(super) pointer: String,
    /// Whether it was given as blank, where it could be computed.
    pub(super) blank_on_purpose: bool,
    /// How it is computed, where it is exactly what its derivation gives: a number, or nothing as long as its parts are blank.
    pub(super) computed: Option<&'a Expr>,
}

/// A value of a table's record: in a row (rows, index), or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ValueKey {
    /// A field of the submission itself.
    Submission(FieldIndex),
    /// A field of the table.
    Field(FieldIndex),
    /// A field of a row: the rows' field, the row's index, the column.
    Row(FieldIndex, usize, FieldIndex),
}

impl<'a> Shown<'a> {
    /// The value of a path: `income.total`, `indicators.3.name`, `submission.year`; none if no field has it.
    pub(super) fn find(&self, path: &str) -> Option<ShownValue<'a>> {
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
        let row = self.record.rows(rows).get(index)?;
        Some(value(
            ValueKey::Row(rows, index, column),
            columns,
            row,
            column,
        ))
    }

    /// The formula of an expression over the cells that show its parts; none where a part is shown by no cell, or it is no arithmetic.
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
) -> ShownValue<'a> {
    let value = record.get(field);
    let definition = fields.get(field);
    let is_still_to_come = value.is_left_out() && !value.is_unreadable();
    let expr = definition
        .derive
        .as_ref()
        .map(|derivation| &derivation.expr)
        .filter(|expr| value.computed || (is_still_to_come && stays_blank(expr, record)));
    ShownValue {
        key,
        text: value.display(),
        number: number(&definition.kind, fields, record, &value.content),
        blank: notation(&definition.kind).filter(|_| is_still_to_come),
        blank_on_purpose: definition.derive.is_some()
            && definition.kind.is_number()
            && value.as_text() == Some(""),
        pointer: record.pointer_of(fields, field),
        computed: expr,
    }
}

/// Whether the workbook's formula shows nothing either, as long as the cells are as they are: it takes a blank for 0, and of a blank whole a part
/// would remain.
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

/// How a number of a kind is written that nobody has written yet.
const fn notation(kind: &FieldKind) -> Option<Notation> {
    match kind {
        FieldKind::Percent => Some(Notation::Percent {
            decimals: PERCENT_DECIMALS,
        }),
        FieldKind::Amount | FieldKind::Count => Some(Notation::Plain { decimals: 0 }),
        FieldKind::Text
        | FieldKind::Narrative
        | FieldKind::Year
        | FieldKind::Choice(_)
        | FieldKind::Level(_)
        | FieldKind::Comparison(_)
        | FieldKind::Measure
        | FieldKind::Unit
        | FieldKind::Rows(..) => None,
    }
}

/// Whether an indicator's sign is one that wants a number; a number beside a word (定性) is words too.
fn is_measured(fields: &Fields, record: &Record) -> bool {
    let sign = fields
        .of_kind("comparison")
        .map(|field| record.get(field).display());
    sign.is_none_or(|sign| standard_sign(&sign).is_some())
}
