//! An error of syntax in a template.

use std::ops::Range;

/// An error of syntax: its range in the template, what stands there, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) range: Range<usize>,
    pub(super) seen: String,
    pub(super) correction: String,
    /// A word in Chinese that stands in place of a name: perhaps the label of a field.
    pub(super) label: Option<String>,
}

impl Refused {
    pub(super) fn new(
        range: Range<usize>,
        seen: impl Into<String>,
        correction: impl Into<String>,
    ) -> Refused {
        Refused {
            range,
            seen: seen.into(),
            correction: correction.into(),
            label: None,
        }
    }
}
