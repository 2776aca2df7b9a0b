//! The changes of a state, without contradictions.

use std::collections::{BTreeMap, BTreeSet};

use super::state::{Pointer, State};
use super::values::{each_value, usual_spelling};
use crate::finding::{Change, Code, Finding, NewValue};
use crate::record::Scalar;
use crate::source::SheetCell;
use crate::text;

/// Changes that are applied together.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// Index of their submission.
    pub(super) part: usize,
    /// The finding that proposes them; `None` for a usual spelling.
    pub(super) finding: Option<Finding>,
    /// Why they are made, in a few words.
    pub(super) why: String,
    pub(super) changes: Vec<Change>,
}

/// Identity of a group, the same in each round.
pub(super) type GroupKey = (usize, Option<Code>, Vec<(String, NewValueKey)>);

/// A new value that can be ordered.
type NewValueKey = (bool, String);

fn key_of(value: &NewValue) -> NewValueKey {
    match value {
        NewValue::Text(text) => (true, text.clone()),
        NewValue::Number(digits) => (false, digits.clone()),
    }
}

impl Group {
    pub(super) fn code(&self) -> Option<Code> {
        self.finding.as_ref().map(|finding| finding.code)
    }

    pub(super) fn key(&self) -> GroupKey {
        let changes = self.changes.iter();
        let changes = changes.map(|change| (change.pointer.clone(), key_of(&change.value)));
        (self.part, self.code(), changes.collect())
    }

    /// Why the value at a pointer is changed: because of the finding there, or together with it.
    pub(super) fn why_at(&self, pointer: &str) -> String {
        let place = self.finding.as_ref().map(|finding| &finding.place);
        match place {
            Some(place) if place.pointer != pointer && self.changes.len() > 1 => {
                let cell = place.cell.as_ref().map(SheetCell::name);
                let at = cell.unwrap_or_else(|| place.label.clone());
                format!("与 {at} 一起改:{}", self.why)
            }
            _ => self.why.clone(),
        }
    }

    /// The places of its changes, each with the new value.
    pub(super) fn values(&self) -> impl Iterator<Item = (Pointer, &NewValue)> {
        let changes = self.changes.iter();
        changes.map(|change| ((self.part, change.pointer.clone()), &change.value))
    }

    /// Groups of a higher rank wait until those of a lower one are applied, if both change a value:
    /// a name without its stray spaces may have another finding.
    fn rank(&self) -> u8 {
        match self.code() {
            Some(Code::ControlCharacter | Code::InvisibleCharacter) => 0,
            Some(Code::StraySpace | Code::TrailingPunctuation) => 1,
            Some(_) => 2,
            None => 3,
        }
    }
}

/// The groups of changes of a state, except refused ones.
pub(super) struct Proposals {
    pub(super) groups: Vec<Group>,
    /// Groups that contradict another one.
    pub(super) contradicting: Vec<Group>,
}

impl Proposals {
    pub(super) fn of(state: &State<'_>, refused: &BTreeSet<GroupKey>) -> Proposals {
        let mut all = Vec::new();
        for part in 0..state.parts.len() {
            let first = all.len();
            of_findings(state, part, &mut all);
            of_spellings(state, part, &mut all);
            complete(state, part, &mut all[first..]);
        }
        all.retain(|group| !group.changes.is_empty() && !refused.contains(&group.key()));
        all.sort_by_key(|group| (group.part, group.rank()));
        without_contradictions(state, all)
    }
}

/// The changes that findings propose, without those that change nothing.
fn of_findings(state: &State<'_>, part: usize, all: &mut Vec<Group>) {
    for finding in state.parts[part].report.findings() {
        let changes = finding.changes.iter();
        let changes = changes.filter(|change| {
            let typed = state.scalar(&(part, change.pointer.clone()));
            !typed.is(&change.value)
        });
        let changes: Vec<Change> = changes.cloned().collect();
        let is_converted = changes.iter().any(|change| {
            let typed = state.scalar(&(part, change.pointer.clone()));
            is_other_number(typed, &change.value)
        });
        let summary = finding.code.explanation().summary;
        let group = Group {
            part,
            why: if is_converted {
                format!("{summary}:{}", finding.correction)
            } else {
                summary.to_owned()
            },
            changes,
            finding: Some(finding.clone()),
        };
        all.push(group);
    }
}

/// Whether a number has other digits than the text: it was converted into another unit.
fn is_other_number(typed: &Scalar, new: &NewValue) -> bool {
    let (Scalar::Text(typed), NewValue::Number(new)) = (typed, new) else {
        return false;
    };
    let digits = |text: &str| -> Vec<u32> {
        let key = text::name_key(text);
        key.chars().filter_map(|one| one.to_digit(10)).collect()
    };
    digits(typed) != digits(new)
}

/// Changes to usual spellings.
fn of_spellings(state: &State<'_>, part: usize, all: &mut Vec<Group>) {
    let Some((edition, read)) = &state.parts[part].read else {
        return;
    };
    each_value(edition, read, &mut |at| {
        let typed = state.scalar(&(part, at.pointer()));
        if let Some(spelling) = usual_spelling(at, typed) {
            all.push(Group {
                part,
                finding: None,
                why: spelling.why.to_owned(),
                changes: vec![spelling.change],
            });
        }
    });
}

/// Adds the other values of a changed cell: a merged cell is the value of several rows.
fn complete(state: &State<'_>, part: usize, groups: &mut [Group]) {
    let own = &state.parts[part];
    if !own.source.is_of_workbook() {
        return;
    }
    let mut by_cell: BTreeMap<&SheetCell, Vec<&String>> = BTreeMap::new();
    for (pointer, (range, _)) in &own.scalars {
        if let Some(cell) = own.source.own_cell(range.start) {
            by_cell.entry(cell).or_default().push(pointer);
        }
    }
    for group in groups {
        let changes = std::mem::take(&mut group.changes);
        let mut known: BTreeSet<String> = changes.iter().map(|one| one.pointer.clone()).collect();
        let mut done: BTreeSet<&SheetCell> = BTreeSet::new();
        for change in changes {
            let at = (part, change.pointer.clone());
            let cell = state.cell(&at).filter(|cell| done.insert(*cell));
            let same = cell.and_then(|cell| by_cell.get(cell));
            for pointer in same.into_iter().flatten() {
                let other = (part, (*pointer).clone());
                if state.scalar(&other) == state.scalar(&at) && known.insert(other.1.clone()) {
                    group.changes.push(Change {
                        pointer: other.1,
                        value: change.value.clone(),
                    });
                }
            }
            group.changes.push(change);
        }
    }
}

/// Removes groups that propose another value for a place than a group of the same rank, with that
/// group; and those that propose another value than one of a lower rank, for this round.
fn without_contradictions(state: &State<'_>, all: Vec<Group>) -> Proposals {
    // In a workbook, places with one cell are one place.
    let mut taken: BTreeMap<(usize, String), (usize, NewValue)> = BTreeMap::new();
    let mut contradicting = BTreeSet::new();
    let mut waiting = BTreeSet::new();
    for (index, group) in all.iter().enumerate() {
        let places = group.values().map(|(at, value)| {
            let cell = state.cell(&at).map(|cell| (usize::MAX, cell.to_string()));
            (cell.unwrap_or(at), value)
        });
        let places: Vec<_> = places.collect();
        let others = places.iter().filter_map(|(at, value)| {
            let (other, taken) = taken.get(at)?;
            (taken != *value).then_some(*other)
        });
        let others: Vec<usize> = others.collect();
        let same_rank = others
            .iter()
            .filter(|one| all[**one].rank() == group.rank());
        let same_rank: Vec<usize> = same_rank.copied().collect();
        if !same_rank.is_empty() {
            contradicting.insert(index);
            contradicting.extend(same_rank);
        } else if !others.is_empty() {
            waiting.insert(index);
        } else {
            for (at, value) in places {
                taken.entry(at).or_insert((index, value.clone()));
            }
        }
    }
    let mut proposals = Proposals {
        groups: Vec::new(),
        contradicting: Vec::new(),
    };
    for (index, group) in all.into_iter().enumerate() {
        if contradicting.contains(&index) {
            proposals.contradicting.push(group);
        } else if !waiting.contains(&index) {
            proposals.groups.push(group);
        }
    }
    proposals
}
