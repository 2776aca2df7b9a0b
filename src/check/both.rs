//! A submission with typed totals and with derived ones.

use std::cell::OnceCell;

use crate::derive::{Derived, derived_anew};
use crate::form::Edition;
use crate::record::Submission;

/// A submission with typed totals, and the same with derived ones, made when a condition is broken.
pub(super) struct Both<'a> {
    pub(super) edition: &'a Edition,
    pub(super) typed: &'a Derived,
    derived: OnceCell<Option<Submission>>,
}

impl<'a> Both<'a> {
    pub(super) const fn new(edition: &'a Edition, typed: &'a Derived) -> Both<'a> {
        Both {
            edition,
            typed,
            derived: OnceCell::new(),
        }
    }

    /// The submission with derived totals.
    pub(super) fn derived(&self) -> &Submission {
        self.derived
            .get_or_init(|| derived_anew(self.edition, self.typed))
            .as_ref()
            .unwrap_or(self.typed)
    }
}
