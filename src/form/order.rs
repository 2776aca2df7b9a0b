//! The order in which derived fields are computed: after all derived fields that they read.

use super::expression::{Aggregate, Expr, FieldIndex, Records, Reference, Scope};
use super::field::Fields;
use super::names::Owner;
use super::tables::TableDefinition;

/// A derived field of a kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DerivedField {
    /// The kind of record.
    pub owner: Owner,
    /// The field.
    pub field: FieldIndex,
}

/// All fields of an edition, for the search of derived ones.
#[derive(Clone, Copy)]
pub(super) struct AllFields<'a> {
    pub(super) submission: &'a Fields,
    pub(super) tables: &'a [TableDefinition],
}

impl<'a> AllFields<'a> {
    /// The fields of a kind of record.
    pub(super) fn of(self, owner: Owner) -> &'a Fields {
        match owner {
            Owner::Submission => self.submission,
            Owner::Table(table) => &self.tables[table].form.fields,
            Owner::Rows(table, rows) => {
                let fields = self.of(Owner::Table(table));
                fields.get(rows).rows().expect("the owner holds rows")
            }
        }
    }

    fn owners(self) -> Vec<Owner> {
        let mut owners = Vec::new();
        for table in 0..self.tables.len() {
            let fields = self.of(Owner::Table(table));
            let rows = fields.iter().filter(|(_, field)| field.rows().is_some());
            owners.extend(rows.map(|(rows, _)| Owner::Rows(table, rows)));
            owners.push(Owner::Table(table));
        }
        owners.push(Owner::Submission);
        owners
    }

    /// The order of all derived fields; the fields of a cycle if there is one, the first twice.
    pub(super) fn order(self) -> Result<Vec<DerivedField>, Vec<DerivedField>> {
        let mut walk = Walk {
            all: self,
            order: Vec::new(),
            done: Vec::new(),
            path: Vec::new(),
        };
        for owner in self.owners() {
            for (field, _) in self.of(owner).iter() {
                walk.visit(DerivedField { owner, field })?;
            }
        }
        Ok(walk.order)
    }
}

struct Walk<'a> {
    all: AllFields<'a>,
    order: Vec<DerivedField>,
    done: Vec<DerivedField>,
    path: Vec<DerivedField>,
}

impl Walk<'_> {
    fn visit(&mut self, at: DerivedField) -> Result<(), Vec<DerivedField>> {
        if let Some(first) = self.path.iter().position(|seen| *seen == at) {
            return Err([&self.path[first..], &[at]].concat());
        }
        let derivation = &self.all.of(at.owner).get(at.field).derive;
        let Some(derivation) = derivation.as_ref().filter(|_| !self.done.contains(&at)) else {
            return Ok(());
        };
        self.path.push(at);
        let mut inputs = Vec::new();
        collect(&derivation.expr, at.owner, &mut inputs);
        for input in inputs {
            self.visit(input)?;
        }
        self.path.pop();
        self.done.push(at);
        self.order.push(at);
        Ok(())
    }
}

/// Adds the fields that an expression of an owner reads.
fn collect(expr: &Expr, owner: Owner, inputs: &mut Vec<DerivedField>) {
    let references = expr.references().into_iter();
    inputs.extend(references.map(|reference| field_of(reference, owner)));
    for aggregate in expr.aggregates() {
        collect_aggregate(aggregate, owner, inputs);
    }
}

fn collect_aggregate(aggregate: &Aggregate, owner: Owner, inputs: &mut Vec<DerivedField>) {
    let inner = match aggregate.records {
        Records::Tables(table) => Owner::Table(table),
        Records::RowsOfTables(table, rows) => Owner::Rows(table, rows),
        Records::Rows(list) => {
            let list = field_of(list, owner);
            match list.owner {
                Owner::Table(table) => Owner::Rows(table, list.field),
                // Only tables hold rows.
                Owner::Submission | Owner::Rows(..) => return,
            }
        }
    };
    let column = aggregate.column.into_iter();
    inputs.extend(column.map(|field| DerivedField {
        owner: inner,
        field,
    }));
    if let Some(condition) = &aggregate.condition {
        collect(condition, inner, inputs);
    }
}

/// The field of a reference in an expression of an owner.
fn field_of(reference: Reference, owner: Owner) -> DerivedField {
    let owner = match (reference.scope, owner) {
        (Scope::Own, owner) => owner,
        (Scope::Table, Owner::Rows(table, _) | Owner::Table(table)) | (Scope::Other(table), _) => {
            Owner::Table(table)
        }
        (Scope::Table, Owner::Submission) | (Scope::Submission, _) => Owner::Submission,
    };
    DerivedField {
        owner,
        field: reference.field,
    }
}
