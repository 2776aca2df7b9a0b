//! Signs and words that stand for "none" or "same as above".

use super::fold::{MAX_LIKE_LENGTH, fold};

/// Words and signs that make up a whole text, with or without brackets, a sign repeated any number
/// of times: `—`, `——`, `（无）`.
#[derive(Debug, Default)]
pub(in crate::import) struct Signs {
    pub(super) words: Vec<String>,
    /// Their first characters: they decide for nearly all texts.
    pub(super) first: Vec<char>,
}

impl Signs {
    pub(in crate::import) fn of(words: &[String]) -> Signs {
        let words: Vec<String> = words.iter().map(|word| sign(word)).collect();
        let first = words.iter().filter_map(|word| word.chars().next());
        Signs {
            first: first.collect(),
            words,
        }
    }

    /// Whether a text is one of them.
    pub(in crate::import) fn has(&self, text: &str) -> bool {
        // A space or a bracket before the word does not decide.
        let first = text.chars().next().map(fold);
        let may_be = match first {
            Some(Some(first)) => first == '(' || self.first.contains(&first),
            Some(None) => true,
            None => false,
        };
        may_be && text.len() <= MAX_LIKE_LENGTH && self.words.contains(&sign(text))
    }
}

pub(super) fn sign(text: &str) -> String {
    let mut characters: Vec<char> = text.chars().filter_map(fold).collect();
    characters.dedup_by(|next, before| next == before && !next.is_alphanumeric());
    let bare: String = characters.into_iter().collect();
    let inner = bare
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    inner.map(str::to_owned).unwrap_or(bare)
}
