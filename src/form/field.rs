//! Fields (栏目) of a form.

use std::collections::BTreeMap;
use std::ops::Range;

use super::definition::Text;
use super::expression::{Derivation, FieldIndex};
use super::facts::{self, KindFacts};
use super::limits::{Format, Limits};
use super::role::Role;
use crate::finding::Level;

/// Fields of a form, of a row, or of the submission itself, in the order of the definition.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    list: Vec<Field>,
    tree: BTreeMap<String, Node>,
}

/// A field (栏目).
#[derive(Debug, Clone)]
pub struct Field {
    /// Path in the data, in snake case, segments joined by points: `income.total`. The path of a
    /// column is relative to the row.
    pub path: String,
    /// Printed label: 收入预算合计.
    pub label: String,
    /// Label of the section of the table: 当年预算构成. May be empty.
    pub group: String,
    /// Kind of the value.
    pub kind: FieldKind,
    /// Role among the columns of its rows, if it has one; a field of a table has none.
    pub role: Option<Role>,
    /// Whether a value is required.
    pub required: bool,
    /// Whether the value is personal data, left blank in a published table.
    pub private: bool,
    /// Meaning, for the clerk. May be empty.
    pub hint: String,
    /// Unit of a number: 万元, 人. May be empty.
    pub unit: String,
    /// Synonyms of the unit: 名, 个 for 人.
    pub same_units: Vec<String>,
    /// How its values are printed.
    pub format: Format,
    /// Requirements on its values.
    pub limits: Limits,
    /// Derivation of a value that is left out.
    pub derive: Option<Derivation>,
    /// Level of the finding that the value is missing or differs from its derivation, if it is not
    /// the default level.
    pub level: Option<Level>,
    /// Range of the definition in its file.
    pub(crate) range: Range<usize>,
}

/// Kind of a field's value.
///
/// Facts about a kind that several modules use are in [`KindFacts`]; `record` has the reader of
/// each kind.
#[derive(Debug, Clone)]
pub enum FieldKind {
    /// Text in one line.
    Text,
    /// Text in paragraphs, which may state numbers.
    Narrative,
    /// Exact money amount, in the field's unit.
    Amount,
    /// Number of persons or things.
    Count,
    /// Rate, written as a percentage; stored as a ratio, 1 = 100 %.
    Percent,
    /// Calendar year.
    Year,
    /// One of the given words.
    Choice(Vec<String>),
    /// Name of a group of rows. Equal names in consecutive rows are merged in print. The texts are
    /// the official names, if the form defines any.
    Level(Vec<String>),
    /// Sign of an indicator (指标值类型): ≥ ≤ = ＞ ＜, or one of the given words such as 定性.
    Comparison(Vec<String>),
    /// Value of an indicator (指标值): a number, or text if the sign is a word.
    Measure,
    /// Unit of an indicator (度量单位).
    Unit,
    /// Value of an indicator in one text: sign, number and unit (`≥95%`), or words.
    Target,
    /// A whole number, which may be negative.
    Integer,
    /// Any decimal number, in the field's unit.
    Number,
    /// Weight (权重, 分值) of an indicator: a decimal, 0 or more.
    Weight,
    /// Score (得分): a decimal, 0 or more.
    Score,
    /// Calendar date.
    Date,
    /// Period between two dates, months or years.
    Period,
    /// Phone number.
    Phone,
    /// Several of the given words.
    Choices(Vec<String>),
    /// Rows with these columns. The index is that of the column with the role of the name, which
    /// identifies a row in findings; without one, rows are identified by number.
    Rows(Box<Fields>, Option<FieldIndex>),
}

/// A node of the tree of paths.
#[derive(Debug, Clone)]
pub enum Node {
    /// A field.
    Field(FieldIndex),
    /// An object with members.
    Group(BTreeMap<String, Node>),
}

impl FieldKind {
    /// The kinds in the order in which messages list them; those with choices have none.
    pub fn all() -> [FieldKind; 21] {
        [
            FieldKind::Text,
            FieldKind::Narrative,
            FieldKind::Amount,
            FieldKind::Count,
            FieldKind::Percent,
            FieldKind::Year,
            FieldKind::Choice(Vec::new()),
            FieldKind::Level(Vec::new()),
            FieldKind::Comparison(Vec::new()),
            FieldKind::Measure,
            FieldKind::Unit,
            FieldKind::Target,
            FieldKind::Integer,
            FieldKind::Number,
            FieldKind::Weight,
            FieldKind::Score,
            FieldKind::Date,
            FieldKind::Period,
            FieldKind::Phone,
            FieldKind::Choices(Vec::new()),
            FieldKind::Rows(Box::default(), None),
        ]
    }

    /// The kind with a name in definitions, with the given choices if it has any.
    pub fn named(name: &str, words: Vec<String>) -> Option<FieldKind> {
        let mut kind = FieldKind::all()
            .into_iter()
            .find(|kind| kind.facts().name == name)?;
        if let FieldKind::Choice(choices)
        | FieldKind::Choices(choices)
        | FieldKind::Level(choices)
        | FieldKind::Comparison(choices) = &mut kind
        {
            *choices = words;
        }
        Some(kind)
    }

    /// Facts about the kind.
    pub const fn facts(&self) -> &'static KindFacts {
        match self {
            FieldKind::Text => &facts::TEXT,
            FieldKind::Narrative => &facts::NARRATIVE,
            FieldKind::Amount => &facts::AMOUNT,
            FieldKind::Count => &facts::COUNT,
            FieldKind::Percent => &facts::PERCENT,
            FieldKind::Year => &facts::YEAR,
            FieldKind::Choice(choices) if choices.is_empty() => &facts::CHOICE_OF_ANY,
            FieldKind::Choice(_) => &facts::CHOICE,
            FieldKind::Level(choices) if choices.is_empty() => &facts::LEVEL_OF_ANY,
            FieldKind::Level(_) => &facts::LEVEL,
            FieldKind::Comparison(_) => &facts::COMPARISON,
            FieldKind::Measure => &facts::MEASURE,
            FieldKind::Unit => &facts::UNIT,
            FieldKind::Target => &facts::TARGET,
            FieldKind::Integer => &facts::INTEGER,
            FieldKind::Number => &facts::NUMBER,
            FieldKind::Weight => &facts::WEIGHT,
            FieldKind::Score => &facts::SCORE,
            FieldKind::Date => &facts::DATE,
            FieldKind::Period => &facts::PERIOD,
            FieldKind::Phone => &facts::PHONE,
            FieldKind::Choices(_) => &facts::CHOICES,
            FieldKind::Rows(..) => &facts::ROWS,
        }
    }

    /// Name of the kind in definitions.
    pub const fn name(&self) -> &'static str {
        self.facts().name
    }

    /// Whether derivations can compute with it.
    pub const fn is_number(&self) -> bool {
        self.facts().is_number
    }

    /// Choices or official names that the form defines; empty if there are none.
    pub fn choices(&self) -> &[String] {
        match self {
            FieldKind::Choice(choices)
            | FieldKind::Choices(choices)
            | FieldKind::Level(choices)
            | FieldKind::Comparison(choices) => choices,
            _ => &[],
        }
    }

    /// Whether several of its choices may be ticked: a text has the choices of its boxes.
    pub fn takes_several(&self) -> bool {
        self.is_text() || self.name() == "choices"
    }

    /// Whether it is text in one line.
    pub const fn is_text(&self) -> bool {
        matches!(self, FieldKind::Text)
    }

    /// Whether it is a calendar year.
    pub const fn is_year(&self) -> bool {
        matches!(self, FieldKind::Year)
    }

    /// Whether it is the name of a group of rows.
    pub const fn is_level(&self) -> bool {
        matches!(self, FieldKind::Level(_))
    }

    /// Whether it is the sign of an indicator.
    pub const fn is_comparison(&self) -> bool {
        matches!(self, FieldKind::Comparison(_))
    }

    /// Whether it is the value of an indicator.
    pub const fn is_measure(&self) -> bool {
        matches!(self, FieldKind::Measure)
    }

    /// Whether it is the value of an indicator in one text.
    pub const fn is_target(&self) -> bool {
        matches!(self, FieldKind::Target)
    }

    /// Whether it is the unit of an indicator.
    pub const fn is_unit(&self) -> bool {
        matches!(self, FieldKind::Unit)
    }
}

impl Field {
    /// Text of the guide about what to fill in; derived fields need no input.
    pub const fn wanted(&self) -> &'static str {
        if self.derive.is_some() {
            "自动"
        } else {
            self.kind.facts().wanted
        }
    }

    /// Whether data without it is rejected on reading. If a missing value is only a warning, the
    /// checks report it.
    pub fn is_mandatory(&self) -> bool {
        self.required && self.level.is_none_or(|level| level == Level::Error)
    }

    /// Label for findings: `当年预算构成 › 收入预算合计`.
    pub fn full_label(&self) -> String {
        if self.group.is_empty() {
            self.label.clone()
        } else {
            format!("{} › {}", self.group, self.label)
        }
    }

    /// The requirements on its values in words, besides those of its kind.
    pub fn requirements(&self) -> Vec<String> {
        self.limits.in_words(self.format)
    }

    /// Whether its values have requirements to be checked.
    pub fn is_limited(&self) -> bool {
        self.limits.is_any() || self.format.decimals.is_some() || self.kind.facts().normal.is_some()
    }

    /// Columns of the rows, if the field contains rows.
    pub fn rows(&self) -> Option<&Fields> {
        match &self.kind {
            FieldKind::Rows(fields, _) => Some(fields),
            _ => None,
        }
    }
}

impl Fields {
    /// Label of a field; with its group if another field has the same label: 上年预算数的合计.
    pub fn told_apart(&self, index: FieldIndex) -> String {
        let field = self.get(index);
        let mut others = self.iter().filter(|(other, _)| *other != index);
        if !field.group.is_empty() && others.any(|(_, other)| other.label == field.label) {
            format!("{}的{}", field.group, field.label)
        } else {
            field.label.clone()
        }
    }

    /// Adds a field.
    ///
    /// # Errors
    /// The path of the field it conflicts with: the same path, or a path that would be both value
    /// and object.
    pub(super) fn add(&mut self, field: Field) -> Result<FieldIndex, String> {
        let index = FieldIndex(self.list.len());
        let mut parts: Vec<&str> = field.path.split('.').collect();
        let last = parts.pop().expect("split returns at least one item");
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

    /// The field at an index.
    pub fn get(&self, index: FieldIndex) -> &Field {
        &self.list[index.0]
    }

    /// Sets synonyms of units: pairs of synonym and unit.
    pub(super) fn set_same_units(&mut self, words: &[(Text, Text)]) {
        for field in &mut self.list {
            let own = words.iter().filter(|(_, unit)| unit.value == field.unit);
            field.same_units = own.map(|(word, _)| word.value.clone()).collect();
        }
    }

    pub(super) fn get_mut(&mut self, index: FieldIndex) -> &mut Field {
        &mut self.list[index.0]
    }

    /// The field at a path; does not search in rows.
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

    /// Resolves a path into a row, such as `indicators.3.name`, to the rows' field, the row's index
    /// and the column.
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

    /// The first field of a kind: `fields.of_kind(FieldKind::is_year)`.
    pub fn of_kind(&self, is_kind: impl Fn(&FieldKind) -> bool) -> Option<FieldIndex> {
        self.iter()
            .find(|(_, field)| is_kind(&field.kind))
            .map(|(index, _)| index)
    }

    /// The column with a role.
    pub fn with_role(&self, role: Role) -> Option<FieldIndex> {
        let column = self.iter().find(|(_, field)| field.role == Some(role));
        column.map(|(index, _)| index)
    }

    /// Whether rows with these columns are indicators: they have a name and a value.
    pub fn hold_indicators(&self) -> bool {
        self.with_role(Role::Name).is_some() && self.with_role(Role::Value).is_some()
    }

    /// Number of fields.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are no fields.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Members of the root object.
    pub fn tree(&self) -> &BTreeMap<String, Node> {
        &self.tree
    }

    /// All paths; paths of columns as `indicators.name`.
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
