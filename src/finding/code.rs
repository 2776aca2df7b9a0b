//! Codes of findings, generated from `codes.toml` by the build script (`build/codes.rs`).

use super::Level;
use super::explain::{Explanation, Origin};

include!(concat!(env!("OUT_DIR"), "/codes.rs"));

/// A row of `codes.toml`.
struct Row {
    name: &'static str,
    level: Level,
    is_fixed: bool,
    /// Index in [`FAMILIES`].
    family: usize,
    in_english: &'static str,
    explanation: Explanation,
}

impl Code {
    /// Every code, in the order of `codes.toml`.
    pub const ALL: &'static [Code] = ALL;

    const fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// The code as printed: `total-mismatch`.
    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    /// The level of a finding of this code unless an edition or the user sets another.
    pub const fn level(self) -> Level {
        self.row().level
    }

    /// Whether the level cannot be changed. With such a finding the data or the form was not read
    /// completely; a table made from the rest would silently omit typed values. Or a file cannot be
    /// made.
    pub const fn is_fixed(self) -> bool {
        self.row().is_fixed
    }

    /// What the code means, for a clerk.
    pub const fn explanation(self) -> &'static Explanation {
        &self.row().explanation
    }

    /// What the code means, in a sentence or two for developers and users who read no Chinese. May
    /// contain Markdown.
    pub const fn in_english(self) -> &'static str {
        self.row().in_english
    }

    /// The title of the code's family (读申报数据), a heading of `docs/findings.md`.
    pub const fn family(self) -> &'static str {
        FAMILIES[self.row().family]
    }

    /// The code with a text form, if there is one.
    pub fn find(text: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.as_str() == text)
    }
}
