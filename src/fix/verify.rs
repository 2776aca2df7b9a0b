//! A copy compared with what it should be: the original with the changes, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::medium::{Medium, Wanted};
use super::proposal::Group;
use super::result::Reason;
use super::state::{Pointer, State};
use super::values::usual_spelling;
use crate::amount::Amount;
use crate::finding::{Code, Finding, Level, NewValue};
use crate::record::Scalar;
use crate::source::SheetCell;

/// The groups of changes at fault for a copy that is not as it should be.
pub(super) enum Blame {
    /// The copy is as it should be.
    Nobody,
    /// These groups.
    Some(BTreeMap<usize, Reason>),
    /// One of the groups, it is not known which.
    Unknown,
}

/// Compares a copy with its original and the changes.
pub(super) fn blame<'r>(
    medium: &dyn Medium<'r>,
    (original, after): (&State<'r>, &State<'r>),
    wanted: &Wanted,
    groups: &[Group],
) -> Blame {
    if after.parts.len() != original.parts.len() {
        return Blame::Unknown;
    }
    let recalculated = medium.affected(original, wanted).recalculated;
    let owners = Owners::new(original, groups);
    let mut blamed = BTreeMap::new();
    let mut is_unknown = false;
    for at in differing(original, after, wanted, &recalculated) {
        let owners = owners.of(original, &at);
        is_unknown |= owners.is_empty();
        blamed.extend(owners.iter().map(|owner| (*owner, Reason::ChangesMore)));
    }
    for finding in new_errors(original, after) {
        let cell = finding.place.cell.as_ref();
        let causes = cell.map_or_else(BTreeSet::new, |cell| medium.causes(original, wanted, cell));
        let owners = causes.iter().flat_map(|cell| owners.of_cell(cell));
        let before = blamed.len();
        blamed.extend(owners.map(|owner| (*owner, Reason::FeedsFormula)));
        is_unknown |= causes.is_empty() || blamed.len() == before;
    }
    let left = findings_left(after);
    for (index, group) in groups.iter().enumerate() {
        if is_left(after, &left, group) {
            blamed.entry(index).or_insert(Reason::NotMended);
        }
    }
    match (blamed.is_empty(), is_unknown) {
        (false, _) => Blame::Some(blamed),
        (true, true) => Blame::Unknown,
        (true, false) => Blame::Nobody,
    }
}

/// The groups that change a place.
struct Owners {
    by_pointer: BTreeMap<Pointer, Vec<usize>>,
    by_cell: BTreeMap<SheetCell, Vec<usize>>,
}

impl Owners {
    fn new(original: &State<'_>, groups: &[Group]) -> Owners {
        let mut owners = Owners {
            by_pointer: BTreeMap::new(),
            by_cell: BTreeMap::new(),
        };
        for (index, group) in groups.iter().enumerate() {
            for (at, _) in group.values() {
                if let Some(cell) = original.cell(&at) {
                    owners.by_cell.entry(cell.clone()).or_default().push(index);
                }
                owners.by_pointer.entry(at).or_default().push(index);
            }
        }
        owners
    }

    fn of(&self, original: &State<'_>, at: &Pointer) -> &[usize] {
        match (self.by_pointer.get(at), original.cell(at)) {
            (Some(owners), _) => owners,
            (None, Some(cell)) => self.of_cell(cell),
            (None, None) => &[],
        }
    }

    fn of_cell(&self, cell: &SheetCell) -> &[usize] {
        self.by_cell.get(cell).map_or(&[], Vec::as_slice)
    }
}

/// The places whose value is not that of the original with the changes. A value without the saved
/// result of its formula is computed again.
fn differing(
    original: &State<'_>,
    after: &State<'_>,
    wanted: &Wanted,
    recalculated: &BTreeSet<SheetCell>,
) -> Vec<Pointer> {
    let mut places: BTreeSet<Pointer> = wanted.keys().cloned().collect();
    for (part, (old, new)) in original.parts.iter().zip(&after.parts).enumerate() {
        let pointers = old.scalars.keys().chain(new.scalars.keys());
        places.extend(pointers.map(|pointer| (part, pointer.clone())));
    }
    places.retain(|at| {
        let got = after.scalar(at);
        let is_right = match wanted.get(at) {
            Some(mend) => is_value(got, &mend.value),
            None => is_same(original.scalar(at), got),
        };
        let cell = original.cell(at);
        let is_anew = cell.is_some_and(|cell| recalculated.contains(cell));
        !(is_right || (is_anew && *got == Scalar::Null))
    });
    places.into_iter().collect()
}

/// Whether a value was set. A number in a cell may be read with fewer zeros, or as a text.
fn is_value(scalar: &Scalar, value: &NewValue) -> bool {
    let value = match value.clone() {
        NewValue::Text(text) => Scalar::Text(text),
        NewValue::Number(digits) => Scalar::Number(digits),
    };
    is_same(&value, scalar)
}

fn is_same(one: &Scalar, other: &Scalar) -> bool {
    match (one, other) {
        (Scalar::Text(one) | Scalar::Number(one), Scalar::Text(other) | Scalar::Number(other)) => {
            one == other || is_same_number(one, other)
        }
        _ => one == other,
    }
}

fn is_same_number(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(|text| text.parse::<Amount>().ok().map(Amount::value));
    one.is_some() && one == other
}

/// Errors of opening a copy that the original does not have.
fn new_errors<'a>(
    original: &'a State<'_>,
    after: &'a State<'_>,
) -> impl Iterator<Item = &'a Finding> {
    let old = original.report.findings().iter();
    let old: BTreeSet<_> = old
        .map(|old| (old.code, &old.place.cell, &old.seen))
        .collect();
    let new = after.report.findings().iter();
    new.filter(move |new| {
        new.level == Level::Error && !old.contains(&(new.code, &new.place.cell, &new.seen))
    })
}

/// The findings on a copy by code, place and seen value.
fn findings_left<'a>(after: &'a State<'_>) -> BTreeSet<(usize, Code, &'a str, &'a str)> {
    let parts = after.parts.iter().enumerate();
    let findings = parts.flat_map(|(part, read)| {
        let findings = read.report.findings().iter();
        findings.map(move |one| {
            let pointer = one.place.pointer.as_str();
            (part, one.code, pointer, one.seen.as_str())
        })
    });
    findings.collect()
}

/// Whether the finding of a group, or the unusual spelling, is still there.
fn is_left(after: &State<'_>, left: &BTreeSet<(usize, Code, &str, &str)>, group: &Group) -> bool {
    if let Some(finding) = &group.finding {
        let (pointer, seen) = (&finding.place.pointer, &finding.seen);
        return left.contains(&(group.part, finding.code, pointer, seen));
    }
    group.values().any(|(at, value)| {
        let field = after.field((at.0, &at.1));
        let spelling = field.and_then(|field| usual_spelling(field, after.scalar(&at)));
        spelling.is_some_and(|spelling| spelling.change.value == *value)
    })
}
