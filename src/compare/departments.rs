//! The departments of two sets of submissions: which are the same department, and what differs.
//!
//! Departments are paired by edition and code, edition and name, code, name, in this order, without
//! the zeros that codes begin with; one department on each side is the same department. What is left
//! over of a department that a side has twice is a duplicate.

use std::collections::BTreeSet;

use super::budget::budget_of;
use super::matching::Matching;
use super::result::{Budget, Comparison, Sides};
use super::submissions::compare;
use crate::derive::Derived;
use crate::form::{Edition, Registry};
use crate::record::Submission;
use crate::text::{code_key, name_key};

/// The submissions of one side of a comparison.
#[derive(Debug, Clone, Default)]
pub struct Departments {
    /// The submissions that were read.
    pub submissions: Vec<Derived>,
    /// Names of inputs that could not be read: a department that is missing may be in them.
    pub unread: Vec<String>,
}

/// Which of the two sides has a department.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Both.
    Both,
    /// Only the earlier one.
    Removed,
    /// Only the later one.
    Added,
    /// Both, and one side has it once more: this is what is left over.
    Duplicate,
    /// One side has it; it is not known whether the other one has it, because an input of that side
    /// could not be read.
    Unknown,
}

/// A department of one or of both sides.
#[derive(Debug, Clone)]
pub struct ComparedDepartment {
    /// Its codes; may be empty.
    pub codes: Sides<String>,
    /// Its names; empty on a side that does not have it.
    pub names: Sides<String>,
    /// The files it was read from.
    pub files: Sides<String>,
    /// Where it is.
    pub presence: Presence,
    /// Its amounts.
    pub budgets: Sides<Option<Budget>>,
    /// Numbers of its tables.
    pub tables: Sides<usize>,
    /// What differs; `None` unless both sides have it.
    pub comparison: Option<Comparison>,
}

impl ComparedDepartment {
    /// Its name, the later one if there are two; its file if it has none.
    pub fn title(&self) -> &str {
        let Sides { old, new } = &self.names;
        let Sides {
            old: old_file,
            new: new_file,
        } = &self.files;
        let mut names = [new, old, new_file, old_file].into_iter();
        let found = names.find(|name| !name.is_empty());
        found.map_or("", String::as_str)
    }

    /// Its code, the later one if there are two; may be empty.
    pub fn code(&self) -> &str {
        if self.codes.new.is_empty() {
            &self.codes.old
        } else {
            &self.codes.new
        }
    }

    /// Whether it is on both sides, without any difference.
    pub fn is_equal(&self) -> bool {
        (self.comparison.as_ref()).is_some_and(Comparison::is_equal)
    }
}

/// What identifies a department.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// Id of its edition.
    pub edition: String,
    /// Its code; may be empty.
    pub code: String,
    /// Its name; may be empty.
    pub name: String,
}

impl Identity {
    /// The identity of the department of a submission.
    pub(crate) fn of(edition: &Edition, submission: &Submission) -> Identity {
        let code = edition
            .code
            .map(|field| submission.fields.get(field).display());
        Identity {
            edition: edition.id.clone(),
            code: code.unwrap_or_default().trim().to_owned(),
            name: submission.department(edition).trim().to_owned(),
        }
    }

    /// The keys by which it is paired, round by round; `None` if it lacks what a round needs.
    pub(super) fn key(&self, round: usize) -> Option<(&str, String)> {
        let key = match round {
            0 | 2 => code_key(&self.code),
            _ => name_key(&self.name),
        };
        let edition = if round < 2 { self.edition.as_str() } else { "" };
        (!key.is_empty()).then_some((edition, key))
    }
}

/// Number of rounds of [`Identity::key`].
pub(super) const ROUNDS: usize = 4;

/// Pairs departments by code, then by name, within one edition first.
fn pair(sides: Sides<&[Identity]>) -> Matching {
    let mut matching = Matching::new(sides.map(<[Identity]>::len));
    for round in 0..ROUNDS {
        matching.by_key(
            |one| sides.old[one].key(round),
            |one| sides.new[one].key(round),
        );
    }
    matching
}

/// Pairs departments as [`compare_departments`] does: those of the later side in its order, then
/// those that only the earlier one has.
pub(crate) fn pair_departments(sides: Sides<&[Identity]>) -> Vec<Sides<Option<usize>>> {
    pair(sides).finish()
}

/// Compares the departments of two sides: those of the later one in its order, then those that only
/// the earlier one has. `registry` has their editions.
pub fn compare_departments(
    registry: &Registry,
    sides: Sides<&Departments>,
) -> Vec<ComparedDepartment> {
    let filed = sides.map(|side| {
        let submissions = side.submissions.iter();
        let filed = submissions.filter_map(|one| Some((registry.find(&one.edition)?, one)));
        filed.collect::<Vec<(&Edition, &Derived)>>()
    });
    let identities = filed.as_ref().map(|filed| {
        let identities = filed
            .iter()
            .map(|(edition, one)| Identity::of(edition, one));
        identities.collect::<Vec<Identity>>()
    });
    let mut matching = pair(Sides {
        old: &identities.old,
        new: &identities.new,
    });
    let is_complete = sides.old.unread.is_empty() && sides.new.unread.is_empty();
    if identities.old.len() == 1 && identities.new.len() == 1 && is_complete {
        matching.by_order();
    }
    let pairs = matching.finish();
    let paired = Paired::of(&pairs, identities.as_ref().map(Vec::as_slice));
    let compared = pairs.into_iter().map(|pair| {
        let own = Sides {
            old: pair.old.map(|at| (filed.old[at], &identities.old[at])),
            new: pair.new.map(|at| (filed.new[at], &identities.new[at])),
        };
        let is_unread = sides.map(|side| !side.unread.is_empty());
        let mut compared = compared(own, is_unread);
        if paired.has(own.map(|one| one.map(|(_, identity)| identity))) {
            compared.presence = Presence::Duplicate;
        }
        compared
    });
    compared.collect()
}

/// The keys of the departments that are paired.
struct Paired<'a>(Sides<BTreeSet<(usize, &'a str, String)>>);

impl<'a> Paired<'a> {
    fn of(pairs: &[Sides<Option<usize>>], identities: Sides<&'a [Identity]>) -> Paired<'a> {
        let both = || pairs.iter().filter_map(|pair| pair.old.zip(pair.new));
        Paired(Sides {
            old: keys(both().map(|pair| &identities.old[pair.0])),
            new: keys(both().map(|pair| &identities.new[pair.1])),
        })
    }

    /// Whether a department that is not paired is one that is, on its own side, by code or name
    /// within one edition. One with the same name and another code is another department.
    fn has(&self, own: Sides<Option<&Identity>>) -> bool {
        let (keys, one) = match (own.old, own.new) {
            (Some(one), None) => (&self.0.old, one),
            (None, Some(one)) => (&self.0.new, one),
            _ => return false,
        };
        let rounds = match one.key(0) {
            Some(_) => 0..1,
            None => 1..2,
        };
        let mut own = rounds.filter_map(|round| {
            let (edition, key) = one.key(round)?;
            Some((round, edition, key))
        });
        own.any(|key| keys.contains(&key))
    }
}

/// The keys of departments within their editions.
fn keys<'a>(departments: impl Iterator<Item = &'a Identity>) -> BTreeSet<(usize, &'a str, String)> {
    let keys = departments.flat_map(|one| {
        (0..2).filter_map(|round| {
            let (edition, key) = one.key(round)?;
            Some((round, edition, key))
        })
    });
    keys.collect()
}

/// A department of a side.
type Own<'a> = ((&'a Edition, &'a Derived), &'a Identity);

fn compared(own: Sides<Option<Own<'_>>>, is_unread: Sides<bool>) -> ComparedDepartment {
    let text = |read: &dyn Fn(Own<'_>) -> String| own.map(|own| own.map_or_else(String::new, read));
    ComparedDepartment {
        codes: text(&|(_, identity)| identity.code.clone()),
        names: text(&|(_, identity)| identity.name.clone()),
        files: text(&|((_, submission), _)| submission.source.name().to_owned()),
        presence: match (own.old, own.new) {
            (Some(_), Some(_)) => Presence::Both,
            (Some(_), None) if is_unread.new => Presence::Unknown,
            (None, _) if is_unread.old => Presence::Unknown,
            (Some(_), None) => Presence::Removed,
            (None, _) => Presence::Added,
        },
        budgets: own.map(|own| own.and_then(|((edition, one), _)| budget_of(edition, one))),
        tables: own.map(|own| own.map_or(0, |((_, one), _)| one.tables.len())),
        comparison: own
            .old
            .zip(own.new)
            .map(|((old, _), (new, _))| compare((old.0, &**old.1), (new.0, &**new.1))),
    }
}
