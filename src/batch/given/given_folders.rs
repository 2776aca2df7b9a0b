//! The files and folders that a run was given besides its inputs, as they were given: a later run
//! takes them over like the other options. Results depend on what is in them, not on their paths.

use std::path::Path;

use serde::{Deserialize, Serialize};

/// Files and folders as given on the command line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenFolders {
    /// Of forms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub templates: Option<String>,
    /// Of fonts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fonts: Option<String>,
    /// Of the letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<String>,
    /// The file of the roster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roster: Option<String>,
    /// Last year's data: a file or a folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_year: Option<String>,
    /// The file of the approved budgets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<String>,
    /// The results of the earlier batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare: Option<String>,
}

impl GivenFolders {
    /// The folders of these paths; those that are no texts are left out.
    pub fn of(
        templates: Option<&Path>,
        fonts: Option<&Path>,
        letter: Option<&Path>,
    ) -> GivenFolders {
        GivenFolders {
            templates: GivenFolders::text(templates),
            fonts: GivenFolders::text(fonts),
            letter: GivenFolders::text(letter),
            ..GivenFolders::default()
        }
    }

    /// A path as it is stored; `None` if it is no text.
    pub fn text(path: Option<&Path>) -> Option<String> {
        path.and_then(Path::to_str).map(ToOwned::to_owned)
    }

    /// What is given by all of these, in place of what these lack; for shards, whose merge has no
    /// options for it.
    pub(in crate::batch) fn completed_by<'f>(
        &self,
        mut all: impl Iterator<Item = &'f GivenFolders>,
    ) -> GivenFolders {
        let mut common = all.next().cloned().unwrap_or_default();
        for other in all {
            for (own, other) in [
                (&mut common.roster, &other.roster),
                (&mut common.last_year, &other.last_year),
                (&mut common.budget, &other.budget),
            ] {
                if own != other {
                    *own = None;
                }
            }
        }
        let mut folders = self.clone();
        folders.roster = folders.roster.or(common.roster);
        folders.last_year = folders.last_year.or(common.last_year);
        folders.budget = folders.budget.or(common.budget);
        folders
    }

    /// Whether none is given.
    pub(in crate::batch) fn is_empty(&self) -> bool {
        *self == GivenFolders::default()
    }
}
