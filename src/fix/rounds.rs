//! Changes until nothing is left. A mended value may have another finding, so the copy is read
//! again until no change is proposed any more. Each round writes the copy from the original, with
//! all changes so far.

use std::collections::{BTreeMap, BTreeSet};

use super::medium::{Medium, Mend, Wanted};
use super::proposal::{Group, GroupKey, Proposals};
use super::result::{Fixed, FixedValue, LeftOut, Reason};
use super::state::{Pointer, State};
use super::verify::{Blame, blame};
use crate::finding::NewValue;
use crate::mark::FixError;
use crate::record::Scalar;

/// Maximum number of rounds. A report lists 200 findings of a level, so this is enough for some
/// thousand changes.
const MAX_ROUNDS: usize = 60;

/// Mends a file.
pub(super) fn mend(medium: &dyn Medium<'_>) -> Result<Fixed, FixError> {
    let mut rounds = Rounds {
        medium,
        original: medium.original(),
        current: None,
        bytes: medium.bytes(),
        wanted: Wanted::new(),
        refused: BTreeSet::new(),
        left_out: BTreeMap::new(),
        most: usize::MAX,
    };
    for _ in 0..MAX_ROUNDS {
        if !rounds.go_on()? {
            return Ok(rounds.finish());
        }
    }
    let rest = Proposals::of(rounds.state(), &rounds.refused).groups;
    for group in &rest {
        rounds.refuse(group, Reason::TooMany);
    }
    Ok(rounds.finish())
}

struct Rounds<'m, 'r> {
    medium: &'m dyn Medium<'r>,
    original: State<'r>,
    /// The copy with the changes so far, if there are any.
    current: Option<State<'r>>,
    bytes: Vec<u8>,
    wanted: Wanted,
    refused: BTreeSet<GroupKey>,
    left_out: BTreeMap<Pointer, LeftOut>,
    /// Maximum number of groups in a round; less than all while the one at fault is looked for.
    most: usize,
}

impl<'r> Rounds<'_, 'r> {
    fn state(&self) -> &State<'r> {
        self.current.as_ref().unwrap_or(&self.original)
    }

    /// One round. Returns whether another one is needed.
    fn go_on(&mut self) -> Result<bool, FixError> {
        let proposals = Proposals::of(self.state(), &self.refused);
        for group in &proposals.contradicting {
            self.refuse(group, Reason::Contradiction);
        }
        let mut groups = proposals.groups;
        groups.truncate(self.most);
        if groups.is_empty() {
            return Ok(!proposals.contradicting.is_empty());
        }
        let objections = self
            .medium
            .objections(&self.original, &groups, &self.wanted);
        if !objections.is_empty() {
            for (index, reason) in objections {
                self.refuse(&groups[index], reason);
            }
            return Ok(true);
        }
        let mut trial = self.wanted.clone();
        for group in &groups {
            for (at, value) in group.values() {
                let (code, why) = (group.code(), group.why_at(&at.1));
                let value = value.clone();
                // Of several findings that propose the same, the first is told.
                let is_told = trial.get(&at).is_some_and(|told| told.value == value);
                if !is_told {
                    trial.insert(at, Mend { value, code, why });
                }
            }
        }
        let bytes = self.medium.write(&self.original, &trial)?;
        let after = self.medium.read(&bytes);
        match blame(self.medium, (&self.original, &after), &trial, &groups) {
            Blame::Nobody => {
                self.wanted = trial;
                self.bytes = bytes;
                self.current = Some(after);
                self.most = self.most.saturating_mul(2);
            }
            Blame::Some(blamed) => {
                for (index, reason) in blamed {
                    self.refuse(&groups[index], reason);
                }
            }
            Blame::Unknown if groups.len() > 1 => self.most = groups.len() / 2,
            Blame::Unknown => self.refuse(&groups[0], Reason::ChangesMore),
        }
        Ok(true)
    }

    fn refuse(&mut self, group: &Group, reason: Reason) {
        self.refused.insert(group.key());
        for (at, value) in group.values() {
            let mend = Mend {
                value: value.clone(),
                code: group.code(),
                why: group.why_at(&at.1),
            };
            let value = self.fixed_value(&at, &mend);
            self.left_out.entry(at).or_insert(LeftOut { value, reason });
        }
    }

    fn fixed_value(&self, at: &Pointer, mend: &Mend) -> FixedValue {
        let old = match self.original.scalar(at) {
            Scalar::Text(text) | Scalar::Number(text) if !text.is_empty() => Some(text.clone()),
            _ => None,
        };
        let (NewValue::Text(new) | NewValue::Number(new)) = mend.value.clone();
        FixedValue {
            place: self.original.place(at),
            code: mend.code,
            why: mend.why.clone(),
            old,
            new,
        }
    }

    fn finish(self) -> Fixed {
        let changes = self.wanted.iter();
        let changes = changes.map(|(at, mend)| (self.fixed_value(at, mend), None));
        // What was mended otherwise later, or has the value already, is not left out.
        let left_out = self.left_out.iter();
        let left_out = left_out.filter(|(at, _)| !self.wanted.contains_key(*at));
        let left_out = left_out.map(|(_, one)| (one.value.clone(), Some(one.reason)));
        let changes = once_per_cell(changes.collect());
        let left_out = once_per_cell(left_out.collect()).into_iter();
        let left_out = left_out.filter_map(|(value, reason)| {
            let reason = reason?;
            Some(LeftOut { value, reason })
        });
        Fixed {
            left_out: left_out.collect(),
            changes: changes.into_iter().map(|(value, _)| value).collect(),
            bytes: self.bytes,
            notices: Vec::new(),
        }
    }
}

/// Values in the order of their places, those of one cell once.
fn once_per_cell(
    mut values: Vec<(FixedValue, Option<Reason>)>,
) -> Vec<(FixedValue, Option<Reason>)> {
    values.sort_by(|(one, _), (other, _)| one.place.order().cmp(&other.place.order()));
    values.dedup_by(|(one, _), (other, _)| {
        let cells = (&one.place.cell, &other.place.cell);
        let is_same = matches!(cells, (Some(cell), Some(other)) if cell == other);
        is_same && one.place.file == other.place.file && one.new == other.new
    });
    values
}
