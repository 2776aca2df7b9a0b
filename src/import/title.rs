//! Data of titles above a table: values of the submission that they state, and titles that cannot be read.

use crate::form::FieldIndex;
use crate::record::Draft;
use crate::source::SheetCell;

/// A field of the submission that a table tells.
#[derive(Debug, Clone)]
pub(super) struct SubmissionValue {
    pub(super) field: FieldIndex,
    pub(super) value: Draft,
    /// The title that tells it; none where it has a cell of its own.
    pub(super) in_title: Option<TitleSource>,
}

/// Where the words of a title come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TitleSource {
    /// Someone typed them.
    Typed,
    /// A formula makes them; they may be old.
    Computed,
}

/// A title whose formula has no result, or an error.
#[derive(Debug, Clone)]
pub(super) struct UnreadTitle {
    pub(super) at: SheetCell,
    pub(super) formula: Box<str>,
    /// The error.
    pub(super) error: Option<String>,
    /// The words of the title that tells what is not told.
    pub(super) title: String,
}
