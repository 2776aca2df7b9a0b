//! Names in expressions: paths of fields, looked up in the row, its table, the submission and other
//! tables, in this order.

use super::expression::{FieldIndex, Records, Reference, Scope};
use super::field::{Field, FieldKind, Fields};

/// How often a table may occur in a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Once; its data is an object.
    One,
    /// Any number of times; its data is an array of objects.
    Many,
}

/// The kind of record that an expression belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// The submission.
    Submission,
    /// A table, by its index in the edition.
    Table(usize),
    /// Rows of a field of a table.
    Rows(usize, FieldIndex),
}

/// A table as expressions name it.
#[derive(Debug, Clone, Copy)]
pub struct TableName<'a> {
    /// Key of its data.
    pub key: &'a str,
    /// Name of its form.
    pub name: &'a str,
    /// How often it may occur.
    pub count: Count,
    /// Its fields.
    pub fields: &'a Fields,
}

/// Names that an expression may use.
#[derive(Debug, Clone)]
pub struct Names<'a> {
    own: &'a Fields,
    table: Option<&'a Fields>,
    submission: Option<&'a Fields>,
    tables: Vec<TableName<'a>>,
}

impl<'a> Names<'a> {
    /// The names for expressions of an owner. `None` if it has no such rows.
    pub fn new(
        owner: Owner,
        submission: &'a Fields,
        tables: Vec<TableName<'a>>,
    ) -> Option<Names<'a>> {
        let (own, table) = match owner {
            Owner::Submission => (submission, None),
            Owner::Table(table) => (tables[table].fields, None),
            Owner::Rows(table, rows) => {
                let fields = tables[table].fields;
                (fields.get(rows).rows()?, Some(fields))
            }
        };
        Some(Names {
            own,
            table,
            submission: (owner != Owner::Submission).then_some(submission),
            tables,
        })
    }

    /// The names within records of a list.
    pub fn within(&self, records: Records) -> Option<Names<'a>> {
        let (own, table) = match records {
            Records::Rows(list) => {
                let holder = self.fields_of(list.scope);
                (holder.get(list.field).rows()?, Some(holder))
            }
            Records::Tables(table) => (self.tables[table].fields, None),
            Records::RowsOfTables(table, rows) => {
                let holder = self.tables[table].fields;
                (holder.get(rows).rows()?, Some(holder))
            }
        };
        Some(Names {
            own,
            table,
            submission: Some(self.submission.unwrap_or(self.own)),
            tables: self.tables.clone(),
        })
    }

    /// The fields of the record at hand.
    pub const fn own(&self) -> &'a Fields {
        self.own
    }

    /// The fields of a scope.
    pub fn fields_of(&self, scope: Scope) -> &'a Fields {
        match scope {
            Scope::Own => self.own,
            Scope::Table => self.table.unwrap_or(self.own),
            Scope::Submission => self.submission.unwrap_or(self.own),
            Scope::Other(table) => self.tables[table].fields,
        }
    }

    /// The field of a reference.
    pub fn field(&self, reference: Reference) -> &'a Field {
        self.fields_of(reference.scope).get(reference.field)
    }

    /// The table at an index.
    pub fn table(&self, index: usize) -> &TableName<'a> {
        &self.tables[index]
    }

    /// Label of a reference; with the table's name if it is another table, and with the group if
    /// another field has the same label.
    pub fn label(&self, reference: Reference) -> String {
        let label = self.fields_of(reference.scope).told_apart(reference.field);
        match reference.scope {
            Scope::Own | Scope::Table | Scope::Submission => label,
            Scope::Other(table) => format!("{}的{label}", self.tables[table].name),
        }
    }

    /// Label of a list, if another list beside it has a column with the label of `column`.
    pub(super) fn list_apart(&self, list: Reference, column: FieldIndex) -> Option<&'a str> {
        let holder = self.fields_of(list.scope);
        let label = |rows: &'a Field| Some(&rows.rows()?.get(column).label);
        let own = label(holder.get(list.field))?;
        let others = holder.iter().filter(|(index, _)| *index != list.field);
        let mut columns = others
            .filter_map(|(_, other)| other.rows())
            .flat_map(Fields::iter);
        let is_twin = columns.any(|(_, other)| other.label == *own);
        is_twin.then(|| holder.get(list.field).label.as_str())
    }

    /// The field at a path.
    pub(super) fn find(&self, path: &str) -> Option<Reference> {
        let within = [
            (Scope::Own, Some(self.own)),
            (Scope::Table, self.table),
            (Scope::Submission, self.submission),
        ];
        let tables = self.tables.iter().enumerate();
        let tables = tables.filter(|(_, table)| table.count == Count::One);
        let here = within
            .into_iter()
            .find_map(|(scope, fields)| Some((scope, fields?.find(path)?)));
        let (scope, field) = here.or_else(|| {
            tables.into_iter().find_map(|(index, table)| {
                let rest = path.strip_prefix(table.key)?.strip_prefix('.')?;
                Some((Scope::Other(index), table.fields.find(rest)?))
            })
        })?;
        let own = self.fields_of(scope).get(field);
        Some(Reference {
            scope,
            field,
            is_number: own.kind.is_number(),
            date: own.format.date,
        })
    }

    /// The list at a path: a field with rows, the key of a table that repeats, or rows of such a
    /// table.
    pub(super) fn find_list(&self, path: &str) -> Option<Records> {
        if let Some(list) = self.find(path) {
            let is_list = matches!(self.field(list).kind, FieldKind::Rows(..));
            return is_list.then_some(Records::Rows(list));
        }
        let tables = self.tables.iter().enumerate();
        let mut tables = tables.filter(|(_, table)| table.count == Count::Many);
        tables.find_map(|(index, table)| {
            let rest = path.strip_prefix(table.key)?;
            if rest.is_empty() {
                return Some(Records::Tables(index));
            }
            let rows = table.fields.find(rest.strip_prefix('.')?)?;
            let is_list = table.fields.get(rows).rows().is_some();
            is_list.then_some(Records::RowsOfTables(index, rows))
        })
    }

    /// The column at a path: a list and a field of its records.
    pub(super) fn find_column(&self, path: &str) -> Option<(Records, FieldIndex)> {
        let points = path.match_indices('.');
        points.into_iter().find_map(|(at, _)| {
            let records = self.find_list(&path[..at])?;
            let column = self.within(records)?.own.find(&path[at + 1..])?;
            Some((records, column))
        })
    }

    /// The field of a column of a list.
    pub fn column(&self, records: Records, column: FieldIndex) -> Option<&'a Field> {
        Some(self.within(records)?.own.get(column))
    }

    /// All paths, for suggestions.
    pub(super) fn paths(&self) -> Vec<String> {
        let mut paths = self.own.paths();
        let around = [self.table, self.submission];
        paths.extend(around.into_iter().flatten().flat_map(Fields::paths));
        for table in &self.tables {
            let own = table.fields.paths().into_iter();
            paths.extend(own.map(|path| format!("{}.{path}", table.key)));
        }
        paths
    }
}
