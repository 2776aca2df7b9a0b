//! How submissions are sent back: a folder for each department that has to correct or to look at
//! something, with annotated copies ([`copies`](super::super::making::copies)) and a letter
//! ([`letters`](super::super::output::letters)).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::letter::Letter;
use crate::digest::Digest;
use crate::write::Date;

/// How submissions are sent back.
#[derive(Debug, Clone)]
pub struct SendBack {
    /// The letter.
    pub letter: Arc<Letter>,
    /// Name of the bureau, which signs the letter; may be empty.
    pub bureau: String,
    /// The day by which the corrected tables are to be handed in.
    pub return_by: Option<Date>,
}

impl SendBack {
    /// The built-in letter, without a bureau and a day.
    #[cfg(feature = "fonts")]
    pub fn built_in() -> SendBack {
        SendBack {
            letter: Arc::new(Letter::built_in()),
            bureau: String::new(),
            return_by: None,
        }
    }

    pub(in crate::batch) fn listed(&self) -> ListedSendBack {
        ListedSendBack {
            letter: self.letter.digest(),
            bureau: self.bureau.clone(),
            return_by: self.return_by.map(|date| date.to_string()),
        }
    }
}

/// How submissions were sent back, in the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedSendBack {
    /// Digest of the letter, with its fonts.
    pub letter: Digest,
    /// As in [`SendBack`].
    pub bureau: String,
    /// As in [`SendBack`], as `2025-03-20`.
    pub return_by: Option<String>,
}
