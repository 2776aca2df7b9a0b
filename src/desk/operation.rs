//! What a user does on a screen → steps of change in the data.

use serde::Deserialize;

use super::{Desk, DeskError};
use crate::blank::FieldRules;
use crate::finding::NewValue;
use crate::grid::Expects;
use crate::record::Step;
use crate::render::Renderer;

/// What a user does.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "op", rename_all = "lowercase")]
pub enum Operation {
    /// Types a value, or clears it.
    Set {
        /// JSON Pointer of the value.
        pointer: String,
        /// What was typed; `None` if the value is not given any more.
        text: Option<String>,
    },
    /// Adds a row to a list, or a table to those of its kind.
    Add {
        /// JSON Pointer of the list.
        list: String,
        /// Index of the new item.
        at: usize,
    },
    /// Removes a row or a table.
    Remove {
        /// JSON Pointer of the item.
        pointer: String,
    },
    /// Moves a row or a table.
    Move {
        /// JSON Pointer of the item.
        pointer: String,
        /// Its index afterwards.
        to: usize,
    },
    /// Takes what a finding proposes.
    Take {
        /// Number of the finding on the screen.
        finding: usize,
    },
    /// Leaves out what a finding is about: a key that the form does not have, or a second one.
    Omit {
        /// Number of the finding on the screen.
        finding: usize,
    },
    /// Takes an error of reading the file as settled: what it tells of was looked at, and typed where
    /// it was lacking.
    Settle {
        /// Number of the finding on the screen.
        finding: usize,
    },
}

impl Desk {
    /// The steps of an operation; `rules` are those of the edition that is shown.
    pub(super) fn steps(
        &self,
        rules: &FieldRules,
        operation: &Operation,
    ) -> Result<Vec<Step>, DeskError> {
        Ok(match operation {
            Operation::Set { pointer, text } => {
                let value = text.as_ref().map(|text| typed(rules, pointer, text));
                vec![Step::Set(pointer.clone(), value)]
            }
            Operation::Add { list, at } => {
                let row = self.beside(rules, list, *at);
                vec![Step::Insert(list.clone(), *at, row)]
            }
            Operation::Remove { pointer } => vec![Step::Remove(pointer.clone())],
            Operation::Move { pointer, to } => vec![Step::Move(pointer.clone(), *to)],
            Operation::Settle { .. } => Vec::new(),
            Operation::Omit { finding } => {
                let shown = self.shown_finding(*finding).filter(|one| one.omissible);
                let shown = shown.ok_or(DeskError::NoProposal(*finding))?;
                vec![Step::Omit(shown.numbered.finding.place.pointer.clone())]
            }
            Operation::Take { finding } => {
                let changes = self.shown_finding(*finding);
                let changes = changes.map(|one| one.numbered.finding.changes.clone());
                let changes = changes.filter(|changes| !changes.is_empty());
                let changes = changes.ok_or(DeskError::NoProposal(*finding))?;
                let steps = changes.into_iter();
                let steps = steps.map(|change| Step::Set(change.pointer, Some(change.value)));
                steps.collect()
            }
        })
    }

    /// The errors of reading the file that a finding on the screen shows, by their index.
    pub(super) fn of_opening(&self, number: usize) -> Result<Vec<usize>, DeskError> {
        let shown = self.shown_finding(number).filter(|one| one.opening);
        let shown = shown.ok_or(DeskError::NotOfOpening(number))?;
        let finding = &*shown.numbered.finding;
        let all = self.opening.iter().enumerate();
        let same = all.filter(|(_, one)| *one == finding);
        Ok(same.map(|(index, _)| index).collect())
    }

    /// The rules of the edition that is shown; none if it is unknown.
    pub(super) fn rules(&self, renderer: &Renderer) -> FieldRules {
        let edition = self.shown.as_ref().map(|screen| screen.edition.as_str());
        let edition = edition.and_then(|id| renderer.registry().find(id));
        edition.map(FieldRules::of).unwrap_or_default()
    }

    /// What a new row has in common with the row before it, or else after it: the names of its groups.
    fn beside(&self, rules: &FieldRules, list: &str, at: usize) -> Vec<(String, NewValue)> {
        let Some(rule) = rules.lists.get(&generic(list)) else {
            return Vec::new();
        };
        let neighbour = at.saturating_sub(1);
        let values = self.shown.as_ref().map(|screen| &screen.values);
        let levels = rule.levels.iter().filter_map(|level| {
            let path = level.replace('.', "/");
            let value = values?.get(&format!("{list}/{neighbour}/{path}"))?;
            let text = NewValue::Text(value.text.clone());
            (!value.text.is_empty()).then_some((path, text))
        });
        levels.collect()
    }
}

/// A typed text as the field stores it: a number where one is expected and it is one.
fn typed(rules: &FieldRules, pointer: &str, text: &str) -> NewValue {
    let rule = rules.fields.get(&generic(pointer));
    let wants_number = rule.is_some_and(|rule| {
        matches!(
            rule.rule.expects,
            Expects::Number | Expects::Whole(_) | Expects::Measure { .. }
        )
    });
    if wants_number && is_number(text) {
        NewValue::Number(text.to_owned())
    } else {
        NewValue::Text(text.to_owned())
    }
}

/// A JSON Pointer with `*` in place of each index.
pub(super) fn generic(pointer: &str) -> String {
    let parts = pointer.split('/');
    let parts = parts.map(|part| if is_digits(part) { "*" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// Whether a part of a pointer is an index.
pub(super) fn is_digits(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is a number as JSON writes it, without an exponent.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = match digits.split_once('.') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (digits, None),
    };
    let begins_well = whole == "0" || !whole.starts_with('0');
    is_digits(whole) && begins_well && decimals.is_none_or(is_digits)
}
