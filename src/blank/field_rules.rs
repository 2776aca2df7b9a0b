//! The input that each field of an edition accepts, apart from any table: for a screen on which values are
//! typed where they stand.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{families, rule};
use crate::form::{Count, Edition, FieldIndex, Fields, Role};
use crate::grid::{EntryRule, Expects};

/// The input that a field accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRule {
    /// The accepted input and the hints for it. The columns in [`Expects`] have no meaning.
    pub rule: EntryRule,
    /// The words offered for it depend on another field of the same row.
    pub offers: Option<Offers>,
    /// How the value comes about if it is left out, if it is derived.
    pub derived: Option<String>,
}

/// Words that depend on another field of the row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offers {
    /// Path of that field in the row.
    pub outer: String,
    /// A value of that field and one of the words; those of one value are consecutive.
    pub pairs: Arc<Vec<(String, String)>>,
}

/// A list of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRule {
    /// Its label.
    pub label: String,
    /// Paths of its columns in a row.
    pub columns: Vec<String>,
    /// Those of the columns whose values neighbouring rows share: names of groups.
    pub levels: Vec<String>,
}

/// The rules of all fields of an edition. A key is the JSON Pointer of a value with `*` in place of each
/// index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldRules {
    /// Values.
    pub fields: BTreeMap<String, FieldRule>,
    /// Lists of rows.
    pub lists: BTreeMap<String, ListRule>,
}

impl FieldRules {
    /// The rules of an edition.
    pub fn of(edition: &Edition) -> FieldRules {
        let mut rules = FieldRules::default();
        rules.add("", &edition.fields, &Arc::default());
        for definition in &edition.tables {
            let form = &definition.form;
            let record = match definition.count {
                Count::One => format!("/{}", definition.key),
                Count::Many => format!("/{}/*", definition.key),
            };
            let pairs = families::pairs(&form.rules.families, &form.fields);
            rules.add(&record, &form.fields, &pairs);
        }
        rules
    }

    fn add(&mut self, record: &str, fields: &Fields, pairs: &Arc<Vec<(String, String)>>) {
        for (index, field) in fields.iter() {
            let pointer = format!("{record}/{}", field.path.replace('.', "/"));
            if let Some(columns) = field.rows() {
                let paths = columns.iter().map(|(_, column)| column.path.clone());
                let levels = columns.iter().filter(|(_, column)| column.kind.is_level());
                let list = ListRule {
                    label: field.label.clone(),
                    columns: paths.collect(),
                    levels: levels.map(|(_, column)| column.path.clone()).collect(),
                };
                self.add(&format!("{pointer}/*"), columns, pairs);
                self.lists.insert(pointer, list);
                continue;
            }
            let sign = fields.with_role(Role::Sign).map(|sign| sign.0);
            let rule = FieldRule {
                rule: rule::of(fields, index, sign),
                offers: offers(fields, index, pairs),
                derived: field
                    .derive
                    .as_ref()
                    .map(|derivation| derivation.words.clone()),
            };
            self.fields.insert(pointer, rule);
        }
    }
}

/// The words that the second level offers by the first.
fn offers(
    fields: &Fields,
    index: FieldIndex,
    pairs: &Arc<Vec<(String, String)>>,
) -> Option<Offers> {
    let mut levels = fields.iter().filter(|(_, field)| field.kind.is_level());
    let (_, first) = levels.next()?;
    let (second, _) = levels.next()?;
    let is_open = rule::of(fields, index, None).expects == Expects::Line;
    (second == index && is_open && !pairs.is_empty()).then(|| Offers {
        outer: first.path.clone(),
        pairs: Arc::clone(pairs),
    })
}
