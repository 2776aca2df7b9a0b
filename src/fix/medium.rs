//! What a kind of file offers for mending it: reading, writing a copy, and what stands against a
//! change.

use std::collections::{BTreeMap, BTreeSet};

use super::proposal::Group;
use super::result::Reason;
use super::state::{Pointer, State};
use crate::finding::{Code, NewValue};
use crate::mark::FixError;
use crate::source::SheetCell;

/// A change to be written.
#[derive(Debug, Clone)]
pub(super) struct Mend {
    pub(super) value: NewValue,
    /// Code of the finding that proposes it.
    pub(super) code: Option<Code>,
    /// Why it is made, in a few words.
    pub(super) why: String,
}

/// The changes to be written, by place.
pub(super) type Wanted = BTreeMap<Pointer, Mend>;

/// Formulas that changes affect.
#[derive(Debug, Default)]
pub(super) struct Affected {
    /// Cells whose saved results are removed.
    pub(super) recalculated: BTreeSet<SheetCell>,
}

/// A file of a kind that can be mended.
pub(super) trait Medium<'r> {
    /// The file as read.
    fn original(&self) -> State<'r>;

    /// The bytes of the file.
    fn bytes(&self) -> Vec<u8>;

    /// Reasons against groups of changes that are known before they are written.
    fn objections(
        &self,
        original: &State<'r>,
        groups: &[Group],
        wanted: &Wanted,
    ) -> Vec<(usize, Reason)>;

    /// A copy with changes.
    fn write(&self, original: &State<'r>, wanted: &Wanted) -> Result<Vec<u8>, FixError>;

    /// A copy as read.
    fn read(&self, bytes: &[u8]) -> State<'r>;

    /// The formulas that changes affect.
    fn affected(&self, _: &State<'r>, _: &Wanted) -> Affected {
        Affected::default()
    }

    /// The changed cells that a formula depends on.
    fn causes(&self, _: &State<'r>, _: &Wanted, _: &SheetCell) -> BTreeSet<SheetCell> {
        BTreeSet::new()
    }
}
