//! Equal names in different spellings: width of brackets and letters, spaces, line breaks, a
//! leading number.

use std::collections::BTreeMap;

use super::super::words;
use crate::text::name_key;

/// Indexes of the names found so far, as written and as compared.
#[derive(Debug, Default)]
pub(super) struct Names {
    known: BTreeMap<String, usize>,
    /// Names without their numbers.
    numbered: BTreeMap<String, usize>,
}

impl Names {
    /// Index of a name; `None` if it is new.
    pub(super) fn get(&self, name: &str) -> Option<usize> {
        let known = self.known.get(name.trim());
        known.or_else(|| self.known.get(&name_key(name))).copied()
    }

    /// Index of a name, which is `next` for a new one. Also returns the name without its number, if
    /// it first occurred with another number or none.
    pub(super) fn meet<'n>(&mut self, name: &'n str, next: usize) -> (usize, Option<&'n str>) {
        let name = name.trim();
        if let Some(index) = self.known.get(name) {
            return (*index, None);
        }
        let bare = words::without_number(name);
        let key = bare.map(|(bare, _)| name_key(bare));
        let (index, alike) = match (self.get(name), &key, bare) {
            (Some(index), ..) => (Some(index), None),
            (None, Some(key), Some((bare, is_apart))) => {
                let numbered = self.numbered.get(key).filter(|_| is_apart);
                (self.known.get(key).or(numbered).copied(), Some(bare))
            }
            (None, ..) => (self.numbered.get(&name_key(name)).copied(), Some(name)),
        };
        let met = index.unwrap_or(next);
        self.known.entry(name_key(name)).or_insert(met);
        self.known.insert(name.to_owned(), met);
        if let Some(key) = key {
            self.numbered.entry(key).or_insert(met);
        }
        (met, alike.filter(|_| index.is_some()))
    }
}
