//! Builds the variables of a template from a record: texts as printed, by the fields' paths.

use std::collections::BTreeMap;

use tera::value::Key;
use tera::{Context, Value};

use super::side_by_side::{Group, groups};
use crate::form::{FieldIndex, FieldKind, Fields, Form, Format, Node, SideBySide};
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
    Value(FieldIndex, Format),
    /// Rows of a field.
    Rows(FieldIndex, RowShape),
    /// Fields with a common start of their paths.
    Group(Shape),
    /// Rows of lists that are printed side by side.
    Beside(BesideShape),
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

/// Lists that are printed side by side.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct BesideShape {
    /// Each list with its key and its rows.
    lists: Vec<(Key<'static>, FieldIndex, RowShape)>,
    /// The level that the lists share: its key, and its column in each list.
    by: Option<(Key<'static>, Vec<FieldIndex>)>,
}

impl Shape {
    pub(super) fn of(fields: &Fields) -> Shape {
        Shape::members(fields, fields.tree())
    }

    /// Variables of a form: its fields, and its lists side by side.
    pub(super) fn of_form(form: &Form) -> Shape {
        let mut shape = Shape::of(&form.fields);
        let beside = form.side_by_side.iter().map(|one| {
            let key = Key::from(one.name.clone());
            (key, Variable::Beside(BesideShape::of(one, &form.fields)))
        });
        shape.members.extend(beside);
        shape
    }

    fn members(fields: &Fields, tree: &BTreeMap<String, Node>) -> Shape {
        let part = |node: &Node| match node {
            Node::Group(inner) => Variable::Group(Shape::members(fields, inner)),
            Node::Field(index) => match fields.get(*index).rows() {
                Some(columns) => {
                    Variable::Rows(*index, RowShape::of(&fields.get(*index).path, columns))
                }
                None => Variable::Value(*index, fields.get(*index).format),
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

    /// Variables without any data.
    fn blank(&self) -> BTreeMap<Key<'static>, Value> {
        let members = self.members.iter();
        members
            .map(|(key, part)| (key.clone(), part.blank()))
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
            Variable::Value(..) | Variable::Rows(..) | Variable::Beside(_) => None,
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
                Variable::Value(..) => false,
                Variable::Rows(_, rows) => rows.shape.has_key(wanted),
                Variable::Group(shape) => shape.has_key(wanted),
                Variable::Beside(beside) => beside.keys().contains(&wanted),
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

    /// Keys of the rows of all lists, for a variable that represents a row.
    pub(super) fn row_keys(&self) -> Vec<&str> {
        let lists = self.members.iter().map(|(_, part)| match part {
            Variable::Rows(_, rows) => rows.shape.keys(),
            Variable::Beside(beside) => beside.keys(),
            Variable::Value(..) | Variable::Group(_) => Vec::new(),
        });
        let mut keys: Vec<&str> = Vec::new();
        for key in lists.flatten() {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        if !keys.is_empty() {
            keys.extend([PATH, SPAN]);
        }
        keys
    }
}

impl Variable {
    fn fill(&self, record: &Record) -> Value {
        match self {
            Variable::Value(field, format) => {
                Value::normal_string(&record.get(*field).printed(*format))
            }
            Variable::Rows(field, rows) => rows.fill(record.rows(*field)),
            Variable::Group(shape) => Value::from(shape.fill(record)),
            Variable::Beside(beside) => beside.fill(record),
        }
    }

    /// The same without any data.
    fn blank(&self) -> Value {
        match self {
            Variable::Value(..) => Value::normal_string(""),
            Variable::Group(shape) => Value::from(shape.blank()),
            Variable::Rows(..) | Variable::Beside(_) => Value::from(Vec::<Value>::new()),
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
        Value::from(self.filled(rows).collect::<Vec<_>>())
    }

    /// The rows, one value for each.
    fn filled<'r>(&'r self, rows: &'r [Record]) -> impl Iterator<Item = Value> + 'r {
        let levels: Vec<FieldIndex> = self.levels.iter().map(|(_, field)| *field).collect();
        let lengths: Vec<Vec<usize>> = merged_lengths(rows, &levels);
        rows.iter().enumerate().map(move |(index, row)| {
            let spans = lengths.iter().map(|lengths| lengths[index]);
            self.row(self.shape.fill(row), index, spans)
        })
    }

    /// A row that the list does not have, with blank cells that are not merged.
    fn missing(&self, index: usize) -> Value {
        self.row(self.shape.blank(), index, std::iter::repeat(1))
    }

    fn row(
        &self,
        mut names: BTreeMap<Key<'static>, Value>,
        index: usize,
        spans: impl Iterator<Item = usize>,
    ) -> Value {
        let span = self.levels.iter().zip(spans);
        let span = span.map(|((key, _), length)| (key.clone(), Value::from(length)));
        names.insert(
            Key::Str(PATH),
            Value::from(format!("{}.{index}", self.path)),
        );
        names.insert(
            Key::Str(SPAN),
            Value::from(span.collect::<BTreeMap<_, _>>()),
        );
        Value::from(names)
    }
}

impl BesideShape {
    fn of(definition: &SideBySide, fields: &Fields) -> BesideShape {
        let lists = definition.lists.iter().filter_map(|list| {
            let field = fields.get(*list);
            let rows = RowShape::of(&field.path, field.rows()?);
            Some((Key::from(field.path.clone()), *list, rows))
        });
        let by = definition.by.as_ref().and_then(|by| {
            let columns = fields.get(definition.lists[0]).rows()?;
            Some((Key::from(columns.get(by[0]).path.clone()), by.clone()))
        });
        BesideShape {
            lists: lists.collect(),
            by,
        }
    }

    /// Rows of the list with a key.
    pub(super) fn list(&self, name: &str) -> Option<&RowShape> {
        let mut lists = self.lists.iter();
        let found = lists.find(|(key, ..)| key.as_str() == Some(name));
        found.map(|(_, _, rows)| rows)
    }

    /// Key of the level that the lists share, and the rows of the first list.
    pub(super) fn shared(&self) -> Option<(&str, &RowShape)> {
        let (key, _) = self.by.as_ref()?;
        Some((key.as_str()?, &self.lists.first()?.2))
    }

    /// Keys of the lists.
    pub(super) fn list_keys(&self) -> Vec<&str> {
        let keys = self.lists.iter().map(|(key, ..)| key.as_str());
        keys.flatten().collect()
    }

    /// Keys of its rows, and of the rows of each list in them.
    fn keys(&self) -> Vec<&str> {
        let lists = self.lists.iter().map(|(key, ..)| key);
        let own = lists.chain(self.by.iter().map(|(key, _)| key));
        let rows = self.lists.iter().flat_map(|(_, _, rows)| rows.shape.keys());
        own.filter_map(Key::as_str).chain(rows).collect()
    }

    /// The rows of the table: under the key of each list its row, or a blank one; the name of the
    /// shared level with its path and merged length.
    fn fill(&self, record: &Record) -> Value {
        let lists = self.lists.iter();
        let rows: Vec<&[Record]> = lists.map(|(_, list, _)| record.rows(*list)).collect();
        let by = self.by.as_ref().map(|(_, levels)| levels.as_slice());
        let lists = self.lists.iter().zip(&rows);
        let mut lists: Vec<PrintedList<'_>> = lists
            .map(|((key, _, shape), rows)| PrintedList::new(key, shape, rows))
            .collect();
        let groups = groups(&rows, by);
        let rows = groups.iter().flat_map(|group| {
            let indexes = 0..group.len();
            indexes.map(move |index| (group, index))
        });
        let rows = rows.map(|(group, index)| self.row(&mut lists, group, index));
        Value::from(rows.collect::<Vec<_>>())
    }

    /// A row of the table, by its index in a group.
    fn row(&self, lists: &mut [PrintedList<'_>], group: &Group, index: usize) -> Value {
        let mut names = BTreeMap::new();
        let mut path = None;
        for (list, count) in lists.iter_mut().zip(&group.counts) {
            let row = if index < *count {
                path.get_or_insert_with(|| list.path());
                list.next_row()
            } else {
                list.missing_row()
            };
            names.insert(list.key.clone(), row);
        }
        if let Some((key, _)) = &self.by {
            let span = if index == 0 { group.len() } else { 0 };
            let span = BTreeMap::from([(key.clone(), Value::from(span))]);
            names.insert(key.clone(), Value::normal_string(&group.name));
            names.insert(Key::Str(SPAN), Value::from(span));
            names.insert(Key::Str(PATH), Value::from(path.unwrap_or_default()));
        }
        Value::from(names)
    }
}

/// A list whose rows are taken one by one.
struct PrintedList<'s> {
    key: &'s Key<'static>,
    shape: &'s RowShape,
    rows: Box<dyn Iterator<Item = Value> + 's>,
    /// Number of rows taken.
    taken: usize,
    /// Index of the next missing row, after the last row of the list.
    missing: usize,
}

impl<'s> PrintedList<'s> {
    fn new(key: &'s Key<'static>, shape: &'s RowShape, rows: &'s [Record]) -> PrintedList<'s> {
        PrintedList {
            key,
            shape,
            rows: Box::new(shape.filled(rows)),
            taken: 0,
            missing: rows.len(),
        }
    }

    /// Path of the next row.
    fn path(&self) -> String {
        format!("{}.{}", self.shape.path, self.taken)
    }

    fn next_row(&mut self) -> Value {
        self.taken += 1;
        let row = self.rows.next();
        row.unwrap_or_else(|| self.missing_row())
    }

    fn missing_row(&mut self) -> Value {
        self.missing += 1;
        self.shape.missing(self.missing - 1)
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
