//! Expressions of a file as written, before the fields of all tables are known.

use super::check::CheckDraft;
use super::definition::Text;
use super::expression::FieldIndex;
use crate::source::Source;

/// A derivation as written.
pub(super) struct Pending {
    /// The rows that its field is a column of.
    pub(super) rows: Option<FieldIndex>,
    pub(super) field: FieldIndex,
    pub(super) derive: Text,
}

/// Expressions of a file as written.
pub(super) struct Expressions {
    /// The file, and the files it is built on.
    pub(super) sources: Vec<Source>,
    pub(super) derivations: Vec<Pending>,
    pub(super) checks: Vec<CheckDraft>,
}
