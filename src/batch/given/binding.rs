//! How the tables are bound into a volume, or into several.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
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
    /// Thickness of a sheet of paper, if each volume gets a spine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spine: Option<PaperThickness>,
}

/// Thickness of a sheet of paper: 0.03 to 1 mm, stored in micrometres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperThickness(u16);

impl PaperThickness {
    /// The thickness in millimetres.
    pub(in crate::batch) fn millimetres(self) -> Decimal {
        Decimal::new(self.0.into(), 3).normalize()
    }
}

impl fmt::Display for PaperThickness {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.millimetres().fmt(formatter)
    }
}

impl FromStr for PaperThickness {
    type Err = &'static str;

    /// Reads millimetres: `0.1`.
    fn from_str(text: &str) -> Result<PaperThickness, &'static str> {
        let millimetres = text.trim().parse::<Decimal>().ok();
        let micrometres = millimetres.and_then(|one| one.checked_mul(Decimal::ONE_THOUSAND));
        let micrometres = micrometres.filter(Decimal::is_integer);
        let micrometres = micrometres.and_then(|one| one.to_u16());
        let micrometres = micrometres.filter(|one| (30..=1000).contains(one));
        let thickness = micrometres.map(PaperThickness);
        thickness.ok_or("应为一张纸的厚,0.03 到 1 毫米,至多三位小数,如 0.1")
    }
}

impl Binding {
    /// Refuses a volume for each section of the bureau without a roster that has sections.
    pub(in crate::batch) fn check(&self, roster: Option<&Roster>, out: &Path) -> Result<(), Error> {
        if !self.by_section || roster.is_some_and(Roster::has_sections) {
            return Ok(());
        }
        let head = Roster::section_head();
        Err(Error::unusable(out, Unusable::NoSections { head }))
    }

    /// Whether it is that of a run without options about the volume.
    pub(in crate::batch) fn is_default(&self) -> bool {
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
