//! The folders of a run's own forms, fonts and letter, as they were given: a later run takes them over
//! like the other options. Results depend on what is in them, not on their paths.

use std::path::Path;

use serde::{Deserialize, Serialize};

/// Folders as given on the command line.
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
}

impl GivenFolders {
    /// The folders of these paths; those that are no texts are left out.
    pub fn of(
        templates: Option<&Path>,
        fonts: Option<&Path>,
        letter: Option<&Path>,
    ) -> GivenFolders {
        let text = |path: Option<&Path>| path.and_then(Path::to_str).map(ToOwned::to_owned);
        GivenFolders {
            templates: text(templates),
            fonts: text(fonts),
            letter: text(letter),
        }
    }

    /// Whether none is given.
    pub(in crate::batch) fn is_empty(&self) -> bool {
        *self == GivenFolders::default()
    }
}
