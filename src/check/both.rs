//! A submission with typed totals and with derived ones.

use std::cell::OnceCell;

use crate::derive::derived_anew;
use crate::form::Edition;
use crate::record::Submission;

/// A submission with typed totals, and a copy with derived ones, made when a condition is broken.
pub(super) struct Both<'a> {
    pub(super) edition: &'a Edition,
    pub(super) typed: &'a Submission,
    derived: OnceCell<Submission>,
}

impl<'a> Both<'a> {
    pub(super) const fn new(edition: &'a Edition, typed: &'a Submission) -> Both<'a> {
        Both {
            edition,
            typed,
            derived: OnceCell::new(),
        }
    }

    /// The copy with derived totals.
    pub(super) fn derived(&self) -> &Submission {
        self.derived
            .get_or_init(|| derived_anew(self.edition, self.typed))
    }
}
