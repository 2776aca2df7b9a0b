//! The input that the fields of an edition accept, as values that serialize to JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::blank::FieldRules;
use crate::form::Edition;
use crate::grid::{EntryRule, Expects, Need, Unlisted};

/// The input that the fields of an edition accept, for a screen. Keys are JSON Pointers with `*` in
/// place of each index.
#[derive(Debug, Serialize)]
pub struct ScreenRules {
    fields: BTreeMap<String, ScreenRule>,
    lists: BTreeMap<String, ScreenList>,
}

/// The input that a field accepts.
#[derive(Debug, Serialize)]
struct ScreenRule {
    label: String,
    hint: String,
    refusal: String,
    required: bool,
    kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    words: Vec<String>,
    /// Whether a word that is not listed is accepted after a question.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    others: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    outer: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pairs: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_length: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    derived: Option<String>,
}

/// A list of rows.
#[derive(Debug, Serialize)]
struct ScreenList {
    label: String,
    columns: Vec<String>,
}

impl ScreenRules {
    /// The rules of an edition.
    pub fn of(edition: &Edition) -> ScreenRules {
        let rules = FieldRules::of(edition);
        let fields = rules.fields.into_iter().map(|(pointer, field)| {
            let EntryRule {
                label,
                hint,
                refusal,
                expects,
                need,
                limits,
            } = field.rule;
            let (kind, words, others) = match (&field.offers, expects) {
                (Some(_), _) => ("group", Vec::new(), true),
                (None, Expects::Line | Expects::OneOfGroup { .. }) => ("line", Vec::new(), false),
                (None, Expects::Paragraphs) => ("paragraphs", Vec::new(), false),
                (None, Expects::OneOf(words, unlisted)) => {
                    ("choice", words, unlisted == Unlisted::Doubted)
                }
                (None, Expects::Number) => ("number", Vec::new(), false),
                (None, Expects::Whole(_)) => ("whole", Vec::new(), false),
                (None, Expects::Rate(_)) => ("rate", Vec::new(), false),
                (None, Expects::Measure { .. }) => ("measure", Vec::new(), false),
            };
            let row = pointer.rsplit_once("/*/").map_or("", |(row, _)| row);
            let (outer, pairs) = field.offers.map_or((None, Vec::new()), |offers| {
                let outer = format!("{row}/*/{}", offers.outer.replace('.', "/"));
                (Some(outer), offers.pairs.to_vec())
            });
            let rule = ScreenRule {
                label,
                hint,
                refusal,
                required: need != Need::Optional,
                kind,
                words,
                others,
                outer,
                pairs,
                min: limits.min.map(|min| min.to_string()),
                max: limits.max.map(|max| max.to_string()),
                max_length: limits.max_length,
                derived: field.derived,
            };
            (pointer, rule)
        });
        let lists = rules.lists.into_iter().map(|(pointer, list)| {
            let columns = list.columns;
            let list = ScreenList {
                label: list.label,
                columns,
            };
            (pointer, list)
        });
        ScreenRules {
            fields: fields.collect(),
            lists: lists.collect(),
        }
    }
}
