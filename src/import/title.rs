//! Data of the titles above a table.

use crate::form::FieldIndex;
use crate::record::Draft;
use crate::source::SheetCell;

/// A field of the submission that a table contains.
#[derive(Debug, Clone)]
pub(super) struct SubmissionValue {
    pub(super) field: FieldIndex,
    pub(super) value: Draft,
    /// The title that contains it; `None` if the field has a cell of its own.
    pub(super) in_title: Option<TitleSource>,
}

/// Origin of a title's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TitleSource {
    /// Typed by hand.
    Typed,
    /// Computed by a formula; possibly stale.
    Computed,
    /// Typed among the words of a label or another cell, not of a title.
    Cell,
}

/// A title whose formula has no result, or an error.
#[derive(Debug, Clone)]
pub(super) struct UnreadTitle {
    pub(super) at: SheetCell,
    pub(super) formula: Box<str>,
    pub(super) error: Option<String>,
    /// Text of the form's title, with … for values.
    pub(super) title: String,
}
