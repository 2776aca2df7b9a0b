//! The names a template may use, made from a record: texts as printed, by the fields' paths.

use std::collections::BTreeMap;

use tera::value::Key;
use tera::{Context, Value};

use crate::form::{FieldIndex, FieldKind, Fields, Node};
use crate::record::Record;

/// Name of the submission's own fields in a template.
pub(super) const SUBMISSION: &str = "submission";

/// Key of a row's path.
const PATH: &str = "path";

/// Key of a row's merged lengths by level.
const SPAN: &str = "span";

/// The shape of a form's names, made once: what stands under each key.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    members: Vec<(Key<'static>, Part)>,
}

#[derive(Debug, Clone)]
enum Part {
    Value(FieldIndex),
    Rows(FieldIndex, RowShape),
    Group(Shape),
}

#[derive(Debug, Clone)]
struct RowShape {
    /// Path of the field that holds the rows.
    path: String,
    /// The columns.
    shape: Shape,
    /// Columns whose equal names are merged, outer first, by key.
    levels: Vec<(Key<'static>, FieldIndex)>,
}

impl Shape {
    pub(super) fn of(fields: &Fields) -> Shape {
        Shape::members(fields, fields.tree())
    }

    fn members(fields: &Fields, tree: &BTreeMap<String, Node>) -> Shape {
        let part = |node: &Node| match node {
            Node::Group(inner) => Part::Group(Shape::members(fields, inner)),
            Node::Field(index) => match fields.get(*index).rows() {
                Some(columns) => {
                    Part::Rows(*index, RowShape::of(&fields.get(*index).path, columns))
                }
                None => Part::Value(*index),
            },
        };
        Shape {
            members: tree
                .iter()
                .map(|(key, node)| (Key::from(key.clone()), part(node)))
                .collect(),
        }
    }

    /// The names of a record.
    pub(super) fn fill(&self, record: &Record) -> BTreeMap<Key<'static>, Value> {
        self.members
            .iter()
            .map(|(key, part)| (key.clone(), part.fill(record)))
            .collect()
    }

    /// The names of a record, as a template's context, beside the submission's own.
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

    /// The keys at a dotted path: none if there is nothing below it.
    pub(super) fn keys_at<'a>(&self, mut path: impl Iterator<Item = &'a str>) -> Option<Vec<&str>> {
        let Some(next) = path.next() else {
            return Some(self.keys());
        };
        let (_, part) = self
            .members
            .iter()
            .find(|(key, _)| key.as_str() == Some(next))?;
        match part {
            Part::Group(shape) => shape.keys_at(path),
            Part::Value(_) | Part::Rows(..) => None,
        }
    }

    /// The keys of this level.
    pub(super) fn keys(&self) -> Vec<&str> {
        self.members
            .iter()
            .filter_map(|(key, _)| key.as_str())
            .collect()
    }

    /// The keys of the first rows there are, for a name that stands for a row.
    pub(super) fn row_keys(&self) -> Vec<&str> {
        let rows = self.members.iter().find_map(|(_, part)| match part {
            Part::Rows(_, rows) => Some(rows),
            Part::Value(_) | Part::Group(_) => None,
        });
        rows.map_or_else(Vec::new, |rows| {
            rows.shape.keys().into_iter().chain([PATH, SPAN]).collect()
        })
    }
}

impl Part {
    fn fill(&self, record: &Record) -> Value {
        match self {
            Part::Value(field) => Value::normal_string(&record.get(*field).display()),
            Part::Rows(field, rows) => rows.fill(record.rows(*field)),
            Part::Group(shape) => Value::from(shape.fill(record)),
        }
    }
}

impl RowShape {
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

/// For each level and row: over how many rows its name is merged downwards, 0 where the label of a row above goes on.
///
/// Consecutive equal names are merged, in the order of the data; an inner level never across two outer labels; blank names never.
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
