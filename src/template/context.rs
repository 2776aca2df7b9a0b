//! Builds the variables of a template from a record: texts as printed, by the fields' paths.

use std::collections::BTreeMap;

use tera::value::Key;
use tera::{Context, Value};

use crate::form::{FieldIndex, FieldKind, Fields, Node};
use crate::record::Record;

/// Variable with the submission's own fields.
pub(super) const SUBMISSION: &str = "submission";

/// Key of a row's path.
pub(super) const PATH: &str = "path";

/// Key of a row's merged lengths by level.
pub(super) const SPAN: &str = "span";

/// Tree of a form's variables, built once.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shape {
    members: Vec<(Key<'static>, Variable)>,
}

/// A variable of a template.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Variable {
    /// Text of a field.
    Value(FieldIndex),
    /// Rows of a field.
    Rows(FieldIndex, RowShape),
    /// Fields with a common start of their paths.
    Group(Shape),
}

/// Columns of rows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RowShape {
    /// Path of the field that contains the rows.
    path: String,
    /// Columns.
    shape: Shape,
    /// Columns whose equal names are merged, outer level first, by key.
    levels: Vec<(Key<'static>, FieldIndex)>,
}

impl Shape {
    pub(super) fn of(fields: &Fields) -> Shape {
        Shape::members(fields, fields.tree())
    }

    fn members(fields: &Fields, tree: &BTreeMap<String, Node>) -> Shape {
        let part = |node: &Node| match node {
            Node::Group(inner) => Variable::Group(Shape::members(fields, inner)),
            Node::Field(index) => match fields.get(*index).rows() {
                Some(columns) => {
                    Variable::Rows(*index, RowShape::of(&fields.get(*index).path, columns))
                }
                None => Variable::Value(*index),
            },
        };
        Shape {
            members: tree
                .iter()
                .map(|(key, node)| (Key::from(key.clone()), part(node)))
                .collect(),
        }
    }

    /// Variables of a record.
    pub(super) fn fill(&self, record: &Record) -> BTreeMap<Key<'static>, Value> {
        self.members
            .iter()
            .map(|(key, part)| (key.clone(), part.fill(record)))
            .collect()
    }

    /// Template context of a record and the submission's own fields.
    pub(super) fn context(&self, record: &Record, submission: Value) -> Context {
        let mut context = Context::new();
        for (key, part) in &self.members {
            context.insert_value(
                key.as_str().unwrap_or_default().to_owned(),
                part.fill(record),
            );
        }
        context.insert_value(SUBMISSION, submission);
        context
    }

    /// Keys below a dotted path.
    pub(super) fn keys_at<'a>(&self, mut path: impl Iterator<Item = &'a str>) -> Option<Vec<&str>> {
        let Some(next) = path.next() else {
            return Some(self.keys());
        };
        let (_, part) = self
            .members
            .iter()
            .find(|(key, _)| key.as_str() == Some(next))?;
        match part {
            Variable::Group(shape) => shape.keys_at(path),
            Variable::Value(_) | Variable::Rows(..) => None,
        }
    }

    /// The variable of this level with a name.
    pub(super) fn member(&self, name: &str) -> Option<&Variable> {
        let mut members = self.members.iter();
        let found = members.find(|(key, _)| key.as_str() == Some(name));
        found.map(|(_, part)| part)
    }

    /// Whether a key of any level or of any rows is this one.
    pub(super) fn has_key(&self, wanted: &str) -> bool {
        self.members.iter().any(|(key, part)| {
            let is_deeper = match part {
                Variable::Value(_) => false,
                Variable::Rows(_, rows) => rows.shape.has_key(wanted),
                Variable::Group(shape) => shape.has_key(wanted),
            };
            is_deeper || key.as_str() == Some(wanted)
        })
    }

    /// Keys of this level.
    pub(super) fn keys(&self) -> Vec<&str> {
        self.members
            .iter()
            .filter_map(|(key, _)| key.as_str())
            .collect()
    }

    /// Keys of the first rows field, for a variable that represents a row.
    pub(super) fn row_keys(&self) -> Vec<&str> {
        let rows = self.members.iter().find_map(|(_, part)| match part {
            Variable::Rows(_, rows) => Some(rows),
            Variable::Value(_) | Variable::Group(_) => None,
        });
        rows.map_or_else(Vec::new, |rows| {
            rows.shape.keys().into_iter().chain([PATH, SPAN]).collect()
        })
    }
}

impl Variable {
    fn fill(&self, record: &Record) -> Value {
        match self {
            Variable::Value(field) => Value::normal_string(&record.get(*field).display()),
            Variable::Rows(field, rows) => rows.fill(record.rows(*field)),
            Variable::Group(shape) => Value::from(shape.fill(record)),
        }
    }
}

impl RowShape {
    /// Its columns.
    pub(super) const fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Keys of the columns whose equal names are merged.
    pub(super) fn level_keys(&self) -> Vec<&str> {
        let keys = self.levels.iter();
        keys.filter_map(|(key, _)| key.as_str()).collect()
    }

    fn of(path: &str, columns: &Fields) -> RowShape {
        let levels = columns
            .iter()
            .filter(|(_, column)| matches!(column.kind, FieldKind::Level(_)));
        let levels = levels
            .map(|(index, column)| (Key::from(column.path.clone()), index))
            .collect();
        RowShape {
            path: path.to_owned(),
            shape: Shape::of(columns),
            levels,
        }
    }

    fn fill(&self, rows: &[Record]) -> Value {
        let lengths: Vec<Vec<usize>> = merged_lengths(
            rows,
            &self
                .levels
                .iter()
                .map(|(_, field)| *field)
                .collect::<Vec<_>>(),
        );
        let filled = rows.iter().enumerate().map(|(index, row)| {
            let mut names = self.shape.fill(row);
            let span = self
                .levels
                .iter()
                .zip(&lengths)
                .map(|((key, _), lengths)| (key.clone(), Value::from(lengths[index])));
            names.insert(
                Key::Str(PATH),
                Value::from(format!("{}.{index}", self.path)),
            );
            names.insert(
                Key::Str(SPAN),
                Value::from(span.collect::<BTreeMap<_, _>>()),
            );
            Value::from(names)
        });
        Value::from(filled.collect::<Vec<_>>())
    }
}

/// Computes for each level and row the number of rows over which its name is merged downwards; 0
/// for a row within a merge.
///
/// Consecutive equal names are merged, in the order of the data. An inner level is never merged
/// across two outer names; blank names are never merged.
fn merged_lengths(rows: &[Record], levels: &[FieldIndex]) -> Vec<Vec<usize>> {
    let mut broken = vec![false; rows.len()];
    let mut all = Vec::with_capacity(levels.len());
    for level in levels {
        let mut lengths = vec![0; rows.len()];
        let mut first = 0;
        for index in 0..rows.len() {
            let blank = rows[index].get(*level).is_blank();
            let goes_on = index > 0
                && !broken[index]
                && !blank
                && rows[index].get(*level).content == rows[index - 1].get(*level).content;
            if !goes_on {
                first = index;
                broken[index] = true;
            }
            lengths[first] += 1;
        }
        all.push(lengths);
    }
    all
}
