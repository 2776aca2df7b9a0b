//! Fields (栏目): what a form asks for, each with its path, its words on paper, its kind.

use std::collections::BTreeMap;
use std::ops::Range;

use super::definition::Text;
use super::derivation::Derivation;
use crate::finding::Level;

/// Index of a [`Field`] in its [`Fields`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldIndex(pub usize);

/// The fields of a form, of one row of it, or of the submission itself; in the order of the definition.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    list: Vec<Field>,
    tree: BTreeMap<String, Node>,
}

/// A field (栏目).
#[derive(Debug, Clone)]
pub struct Field {
    /// Its path in the data, in snake case, parts joined by points: `income.total`. In a row: the path within the row.
    pub path: String,
    /// Its words on paper: 收入预算合计.
    pub label: String,
    /// The words of the part of the table it stands in: 当年预算构成. May be empty.
    pub group: String,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether it must be filled in.
    pub required: bool,
    /// Whether it is personal data, left blank in a published table.
    pub private: bool,
    /// What it means, for the clerk who fills it in. May be empty.
    pub hint: String,
    /// Unit of a number: 万元, 人. May be empty.
    pub unit: String,
    /// Other words for its unit: 名, 个 for 人.
    pub same_units: Vec<String>,
    /// How it comes about where it is left out.
    pub derive: Option<Derivation>,
    /// The level of a finding that it differs from its derivation or, where it is required, that it is blank; where it is not the usual one.
    pub level: Option<Level>,
    /// Where its definition stands.
    pub(crate) range: Range<usize>,
}

/// What a field holds.
#[derive(Debug, Clone)]
pub enum FieldKind {
    /// Words in a line.
    Text,
    /// Words in paragraphs, in which figures may be told.
    Narrative,
    /// Money, exact; its unit is the field's.
    Amount,
    /// A number of persons or things.
    Count,
    /// A rate, written as a percentage; a ratio in the data, 1 = all.
    Percent,
    /// A calendar year.
    Year,
    /// One of the given words.
    Choice(Vec<String>),
    /// Name of a group of rows; equal ones one below the other are merged on paper. The words are the official ones, if the form sets any.
    Level(Vec<String>),
    /// An indicator's sign (指标值类型): ≥ ≤ = ＞ ＜, or one of the given words such as 定性.
    Comparison(Vec<String>),
    /// An indicator's value (指标值): a number, or words where the sign is a word.
    Measure,
    /// An indicator's unit (度量单位).
    Unit,
    /// Rows of the table, each with these fields; the index is that of the field that names a row in findings.
    Rows(Box<Fields>, Option<FieldIndex>),
}

/// A place in the tree of paths.
#[derive(Debug, Clone)]
pub enum Node {
    /// A field.
    Field(FieldIndex),
    /// An object with members.
    Group(BTreeMap<String, Node>),
}

impl FieldKind {
    /// What is filled in, as the guide to a blank form says it.
    pub const fn wanted(&self) -> &'static str {
        match self {
            FieldKind::Text | FieldKind::Unit => "文字",
            FieldKind::Narrative => "成段的文字",
            FieldKind::Amount => "数",
            FieldKind::Count => "整数",
            FieldKind::Percent => "百分数",
            FieldKind::Year => "年份",
            FieldKind::Level(choices) | FieldKind::Choice(choices) if choices.is_empty() => "文字",
            FieldKind::Choice(_) | FieldKind::Level(_) | FieldKind::Comparison(_) => "从列表里选",
            FieldKind::Measure => "数或文字",
            FieldKind::Rows(..) => "若干行",
        }
    }

    /// The kind's name in definitions.
    pub const fn name(&self) -> &'static str {
        match self {
            FieldKind::Text => "text",
            FieldKind::Narrative => "narrative",
            FieldKind::Amount => "amount",
            FieldKind::Count => "count",
            FieldKind::Percent => "percent",
            FieldKind::Year => "year",
            FieldKind::Choice(_) => "choice",
            FieldKind::Level(_) => "level",
            FieldKind::Comparison(_) => "comparison",
            FieldKind::Measure => "measure",
            FieldKind::Unit => "unit",
            FieldKind::Rows(..) => "rows",
        }
    }

    /// Names of all kinds.
    pub const NAMES: [&'static str; 12] = [
        "text",
        "narrative",
        "amount",
        "count",
        "percent",
        "year",
        "choice",
        "level",
        "comparison",
        "measure",
        "unit",
        "rows",
    ];

    /// Whether derivations may compute with it.
    pub const fn is_number(&self) -> bool {
        match self {
            FieldKind::Amount
            | FieldKind::Count
            | FieldKind::Percent
            | FieldKind::Year
            | FieldKind::Measure => true,
            FieldKind::Text
            | FieldKind::Narrative
            | FieldKind::Choice(_)
            | FieldKind::Level(_)
            | FieldKind::Comparison(_)
            | FieldKind::Unit
            | FieldKind::Rows(..) => false,
        }
    }
}

impl Field {
    /// What is filled in, as the guide to a blank form says it: of what is derived, nothing.
    pub const fn wanted(&self) -> &'static str {
        if self.derive.is_some() {
            "自动"
        } else {
            self.kind.wanted()
        }
    }

    /// Whether data without it is no data of the form; where that is a mere warning, it is the business of the checks.
    pub fn is_must(&self) -> bool {
        self.required && self.level.is_none_or(|level| level == Level::Error)
    }

    /// Its words in a finding: `当年预算构成 › 收入预算合计`.
    pub fn full_label(&self) -> String {
        if self.group.is_empty() {
            self.label.clone()
        } else {
            format!("{} › {}", self.group, self.label)
        }
    }

    /// The rows' own fields, where it holds rows.
    pub fn rows(&self) -> Option<&Fields> {
        match &self.kind {
            FieldKind::Rows(fields, _) => Some(fields),
            _ => None,
        }
    }
}

impl Fields {
    /// Adds a field.
    ///
    /// # Errors
    /// The path of the field that stands in its way: the same path, or one that would be both a value and an object.
    pub(super) fn add(&mut self, field: Field) -> Result<FieldIndex, String> {
        let index = FieldIndex(self.list.len());
        let mut parts: Vec<&str> = field.path.split('.').collect();
        let last = parts.pop().expect("split gives at least one part");
        let mut members = &mut self.tree;
        let mut walked = String::new();
        for part in parts {
            walked.push_str(part);
            let node = members
                .entry(part.to_owned())
                .or_insert_with(|| Node::Group(BTreeMap::new()));
            let Node::Group(inner) = node else {
                return Err(walked);
            };
            members = inner;
            walked.push('.');
        }
        if members.contains_key(last) {
            return Err(field.path);
        }
        members.insert(last.to_owned(), Node::Field(index));
        self.list.push(field);
        Ok(index)
    }

    /// The field of an index.
    pub fn get(&self, index: FieldIndex) -> &Field {
        &self.list[index.0]
    }

    /// Sets the other words for units, each with the unit it stands for.
    pub(super) fn set_same_units(&mut self, words: &[(Text, Text)]) {
        for field in &mut self.list {
            let own = words.iter().filter(|(_, unit)| unit.value == field.unit);
            field.same_units = own.map(|(word, _)| word.value.clone()).collect();
        }
    }

    pub(super) fn get_mut(&mut self, index: FieldIndex) -> &mut Field {
        &mut self.list[index.0]
    }

    /// The field of a path, rows not entered.
    pub fn find(&self, path: &str) -> Option<FieldIndex> {
        let mut members = &self.tree;
        let mut parts = path.split('.').peekable();
        while let Some(part) = parts.next() {
            match members.get(part)? {
                Node::Field(index) if parts.peek().is_none() => return Some(*index),
                Node::Group(inner) => members = inner,
                Node::Field(_) => return None,
            }
        }
        None
    }

    /// The column of a row at a path such as `indicators.3.name`: the rows' field, the row's index, the column.
    pub fn find_in_row(&self, path: &str) -> Option<(FieldIndex, usize, FieldIndex)> {
        self.iter().find_map(|(rows, field)| {
            let columns = field.rows()?;
            let rest = path.strip_prefix(&field.path)?.strip_prefix('.')?;
            let (index, column) = rest.split_once('.')?;
            Some((rows, index.parse().ok()?, columns.find(column)?))
        })
    }

    /// All fields with their indexes, in the order of the definition.
    pub fn iter(&self) -> impl Iterator<Item = (FieldIndex, &Field)> {
        self.list
            .iter()
            .enumerate()
            .map(|(index, field)| (FieldIndex(index), field))
    }

    /// The first field whose kind passes a test.
    pub fn find_kind(&self, is_it: impl Fn(&FieldKind) -> bool) -> Option<FieldIndex> {
        self.iter()
            .find(|(_, field)| is_it(&field.kind))
            .map(|(index, _)| index)
    }

    /// Number of fields.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are no fields.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The members of the root object.
    pub fn tree(&self) -> &BTreeMap<String, Node> {
        &self.tree
    }

    /// All paths, those of rows as `indicators.name`.
    pub fn paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        for field in &self.list {
            paths.push(field.path.clone());
            if let Some(rows) = field.rows() {
                paths.extend(
                    rows.list
                        .iter()
                        .map(|column| format!("{}.{}", field.path, column.path)),
                );
            }
        }
        paths
    }
}
