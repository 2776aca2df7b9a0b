//! What needs all departments: which version of a department counts, which department of the roster
//! each is, and the findings that follow. It is computed from the records each time, so that merged
//! shards give the same results as one run.

pub(super) mod budget_missing;
pub(super) mod faults;
pub(super) mod hand_in;
pub(super) mod matching;
pub(super) mod originals;
pub(super) mod results;
pub(super) mod undecided;
pub(super) mod versions;
