//! Cells of an empty table: the value that each shows, and the rule of each cell to be filled in.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{rule, words};
use crate::amount::{self, Amount};
use crate::form::{
    Edition, Expr, Field, FieldIndex, FieldKind, Fields, Operator, Records, Role, Scope, SideBySide,
};
use crate::grid::{
    Cell, CellIndex, Composed, Entry, Expects, Grid, Need, NumberEntry, Origin, Pattern, Reference,
};
use crate::record::{Content, Record, Value};

/// Prefix of the defined names for the submission's own fields: `submission.year`.
pub const SUBMISSION: &str = "submission";

/// Cells of a table by the values they show.
pub(super) struct TableCells<'a> {
    pub(super) edition: &'a Edition,
    pub(super) fields: &'a Fields,
    pub(super) side_by_side: &'a [SideBySide],
    /// Names of the second level, each after the name of the first level that it belongs to.
    pub(super) families: Arc<Vec<(String, String)>>,
    /// Words in place of a sign that want a text.
    pub(super) qualitative: &'a [String],
    pub(super) table: &'a Record,
    /// First cell that shows the value of a pointer.
    pub(super) places: BTreeMap<String, CellIndex>,
    /// Places among words of the values that no other cell shows.
    pub(super) between: BTreeMap<String, Reference>,
}

/// Owner of the value at a pointer.
pub(super) enum Shown<'a> {
    /// A field of the submission.
    Submission(FieldIndex),
    /// A field of the table.
    Table(FieldIndex),
    /// A column of rows, with the record's pointer.
    Row(&'a Fields, FieldIndex, String),
}

/// The value and the constant whose sum a derived field is: `year - 1`.
pub(super) fn shift(field: &Field) -> Option<(Scope, FieldIndex, Decimal)> {
    let Expr::Binary(left, operator, right) = &field.derive.as_ref()?.expr else {
        return None;
    };
    let (reference, constant) = match (&**left, operator, &**right) {
        (Expr::Field(reference), Operator::Add, Expr::Number(constant))
        | (Expr::Number(constant), Operator::Add, Expr::Field(reference)) => (reference, *constant),
        (Expr::Field(reference), Operator::Subtract, Expr::Number(constant)) => {
            (reference, -*constant)
        }
        _ => return None,
    };
    Some((reference.scope, reference.field, constant))
}

/// Sum of a value and a constant; `None` for a blank.
pub(super) fn shifted_text(value: &Value, constant: Decimal) -> Option<String> {
    let Content::Number(number) = &value.content else {
        return None;
    };
    let sum = amount::add(number.value(), constant)?;
    Some(Amount::computed(sum).to_string())
}

impl<'a> TableCells<'a> {
    pub(super) fn shown(&self, pointer: &str) -> Option<Shown<'a>> {
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

    /// The rule of a cell; none if the cell is a label.
    pub(super) fn entry(&self, grid: &Grid, index: CellIndex) -> Option<Entry> {
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
        let first = *self.places.get(&cell.pointer)?;
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
        if rule.need == Need::Required && self.is_shared(fields, field) {
            rule.need = Need::RequiredByAll;
        }
        if !cell.text.is_empty() {
            rule::beside_words(&mut rule);
        } else if let Expects::Measure { number, words, .. } = &mut rule.expects {
            words.extend_from_slice(self.qualitative);
            if self.computes_with(fields, field) {
                *number = NumberEntry::AsNumber;
            }
        }
        Some(Entry {
            rule,
            origin: self
                .composed(fields, field, &record)
                .map_or(Origin::Typed, Origin::Composed),
            name: None,
        })
    }

    /// Whether a column is that of a level which lists side by side share.
    fn is_shared(&self, columns: &Fields, column: FieldIndex) -> bool {
        self.side_by_side.iter().any(|one| {
            let list = self.fields.get(one.lists[0]).rows();
            let level = one.by.as_ref().map(|by| by[0]);
            level == Some(column) && list.is_some_and(|list| std::ptr::eq(list, columns))
        })
    }

    /// The column of a record's sign in the given row.
    fn sign(&self, grid: &Grid, row: usize, fields: &Fields, record: &str) -> Option<usize> {
        let sign = self.place(fields, fields.with_role(Role::Sign)?, record)?;
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
        let is_summed = |expr: &Expr| sums_column(expr, fields, field, self.fields);
        own.into_iter()
            .any(|derivation| !derivation.is_text() && derivation.expr.inputs().contains(&field))
            || sums
                .into_iter()
                .any(|derivation| is_summed(&derivation.expr))
    }

    /// How cells compose the text of a record, if they do.
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
            signs: words::signs().collect(),
            words: words.clone(),
        })
    }

    /// The rows of the grid that contain records.
    pub(super) fn records(
        &self,
        grid: &Grid,
        patterns: &BTreeMap<CellIndex, Pattern>,
    ) -> Vec<Range<usize>> {
        let in_record = |pointer: &str| matches!(self.shown(pointer), Some(Shown::Row(..)));
        let cells = grid.cells.iter().filter(|cell| in_record(&cell.pointer));
        let mixed = patterns.iter().filter(|(_, pattern)| {
            let mut values = pattern.values();
            values.any(|value| in_record(&value.pointer))
        });
        let cells = cells.chain(mixed.map(|(index, _)| grid.cell(*index)));
        let rows: BTreeSet<usize> = cells.flat_map(Cell::rows).collect();
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

/// Whether an expression of a table adds up a column, or reads it in a condition.
fn sums_column(expr: &Expr, columns: &Fields, field: FieldIndex, fields: &Fields) -> bool {
    expr.aggregates().into_iter().any(|aggregate| {
        let Records::Rows(list) = aggregate.records else {
            return false;
        };
        let is_own = list.scope == Scope::Own
            && fields
                .get(list.field)
                .rows()
                .is_some_and(|own| std::ptr::eq(own, columns));
        let in_condition = || {
            let condition = aggregate.condition.as_ref();
            condition.is_some_and(|condition| condition.inputs().contains(&field))
        };
        is_own && (aggregate.column == Some(field) || in_condition())
    })
}

/// Defined name of the cell for a field of the submission.
pub(super) fn name_of(fields: &Fields, field: FieldIndex) -> String {
    format!("{SUBMISSION}.{}", fields.get(field).path)
}
