//! What was changed, and what was left out.

use std::fmt;

use crate::finding::Code;
use crate::source::Place;

/// A mended file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fixed {
    /// The copy; the bytes of the file if nothing was changed.
    pub bytes: Vec<u8>,
    /// The changed values, by place in the original.
    pub changes: Vec<FixedValue>,
    /// Changes that were not applied, by place in the original.
    pub left_out: Vec<LeftOut>,
    /// Notices about the copy as a whole.
    pub notices: Vec<String>,
}

/// A changed value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedValue {
    /// Its place in the original.
    pub place: Place,
    /// Code of the finding that proposed it; `None` for a usual spelling without a finding.
    pub code: Option<Code>,
    /// Why it was changed, in a few words.
    pub why: String,
    /// The old value as the user wrote it; `None` if there was none.
    pub old: Option<String>,
    /// The new value.
    pub new: String,
}

/// A change that was not applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The change.
    pub value: FixedValue,
    /// Why it was not applied.
    pub reason: Reason,
}

/// Why a change was not applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Two findings propose different values.
    Contradiction,
    /// The value has no cell of its own.
    NoCell,
    /// The cell has a formula.
    Formula,
    /// The cell contains more than the value.
    MoreInCell,
    /// A typed value is computed from the cell by a formula.
    FeedsFormula,
    /// The finding is still there after the change.
    NotMended,
    /// Another value would change too.
    ChangesMore,
    /// There are too many changes for one run.
    TooMany,
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Reason::Contradiction => "两处问题的改法不同,要由人定",
            Reason::NoCell => "这一栏没有自己的格",
            Reason::Formula => "格里是公式",
            Reason::MoreInCell => "格里还有别的文字",
            Reason::FeedsFormula => "别的格的公式用到它,改了就要重算",
            Reason::NotMended => "改了以后问题还在",
            Reason::ChangesMore => "会连带改动别的值",
            Reason::TooMany => "一次改不完,改好的那份再改一次",
        })
    }
}
