//! How the tables are bound into a volume, or into several.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::roster::Roster;
use crate::error::{Error, Unusable};

/// How the tables are bound.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// Name of the bureau on the cover; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub bureau: String,
    /// Whether there is a volume for each section of the bureau instead of one for all.
    #[serde(default, skip_serializing_if = "is_not")]
    pub by_section: bool,
}

impl Binding {
    /// Refuses a volume for each section of the bureau without a roster that has sections.
    pub(super) fn check(&self, roster: Option<&Roster>, out: &Path) -> Result<(), Error> {
        if !self.by_section || roster.is_some_and(Roster::has_sections) {
            return Ok(());
        }
        let head = Roster::section_head();
        Err(Error::unusable(out, Unusable::NoSections { head }))
    }

    /// Whether it is that of a run without options about the volume.
    pub(super) fn is_default(&self) -> bool {
        *self == Binding::default()
    }
}

/// Whether a flag is not set. The signature is given by `serde`.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_not(flag: &bool) -> bool {
    !flag
}
