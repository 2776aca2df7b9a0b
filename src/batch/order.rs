//! The order that departments shall stand in: words of a file → places.

use std::collections::{BTreeMap, BTreeSet};

use super::kept::KeptDepartment;
use crate::text::name_key;

/// What may stand between a code and a name, beside spaces.
const BETWEEN: [char; 4] = [',', '，', '、', ';'];

/// Places by what a department is called.
pub(super) struct Order<'a> {
    words: &'a [String],
    places: BTreeMap<String, usize>,
}

impl Order<'_> {
    /// From words that are each a code, a name, or both, as they are copied from a table.
    pub(super) fn of(words: &[String]) -> Order<'_> {
        let mut places = BTreeMap::new();
        for (place, word) in words.iter().enumerate() {
            places.entry(key(word)).or_insert(place);
        }
        places.remove("");
        Order { words, places }
    }

    /// The place of a department, if a word names it: the first that does.
    pub(super) fn place(&self, department: &KeptDepartment) -> Option<usize> {
        if self.places.is_empty() {
            return None;
        }
        let both = format!("{} {}", department.code, department.name);
        let names = [&department.code, &department.name, &both];
        let places = names.iter().filter_map(|name| self.places.get(&key(name)));
        places.min().copied()
    }

    /// Words that no department answers to; and how many departments no word names, where there are words at all.
    pub(super) fn left_over(&self, departments: &[KeptDepartment]) -> (Vec<String>, usize) {
        let places = departments.iter().map(|department| self.place(department));
        let places: Vec<Option<usize>> = places.collect();
        let taken: BTreeSet<usize> = places.iter().flatten().copied().collect();
        let unknown = self.words.iter().filter(|word| {
            let first = self.places.get(&key(word));
            first.is_none_or(|first| !taken.contains(first))
        });
        let unknown = unknown.cloned().collect();
        let unnamed = places.iter().filter(|place| place.is_none()).count();
        (unknown, if self.words.is_empty() { 0 } else { unnamed })
    }
}

fn key(word: &str) -> String {
    name_key(&word.replace(BETWEEN, " "))
}
