//! The order of departments in the summary and the volume: entries of a file → ranks.

use std::collections::{BTreeMap, BTreeSet};

use super::super::record::brief::DepartmentBrief;
use crate::text::name_key;

/// Characters that may separate a code from a name, besides spaces.
const SEPARATORS: [char; 4] = [',', '，', '、', ';'];

/// Ranks by code, name, or both.
pub(in crate::batch) struct Order<'a> {
    words: &'a [String],
    ranks: BTreeMap<String, usize>,
}

impl Order<'_> {
    /// Each entry is a code, a name, or both as copied from a table.
    pub(in crate::batch) fn of(words: &[String]) -> Order<'_> {
        let mut ranks = BTreeMap::new();
        for (rank, word) in words.iter().enumerate() {
            ranks.entry(key(word)).or_insert(rank);
        }
        ranks.remove("");
        Order { words, ranks }
    }

    /// The rank of the first entry that matches a department.
    pub(in crate::batch) fn rank(&self, department: &DepartmentBrief) -> Option<usize> {
        if self.ranks.is_empty() {
            return None;
        }
        let both = format!("{} {}", department.code, department.name);
        let names = [&department.code, &department.name, both.as_str()];
        let ranks = names.iter().filter_map(|name| self.ranks.get(&key(name)));
        ranks.min().copied()
    }

    /// Entries that match no department, and the number of departments that no entry matches.
    /// Without entries that number is 0.
    pub(in crate::batch) fn unmatched(
        &self,
        departments: &[DepartmentBrief],
    ) -> (Vec<String>, usize) {
        let ranks = departments.iter().map(|department| self.rank(department));
        let ranks: Vec<Option<usize>> = ranks.collect();
        let taken: BTreeSet<usize> = ranks.iter().flatten().copied().collect();
        let unknown = self.words.iter().filter(|word| {
            let first = self.ranks.get(&key(word));
            first.is_none_or(|first| !taken.contains(first))
        });
        let unknown = unknown.cloned().collect();
        let unnamed = ranks.iter().filter(|rank| rank.is_none()).count();
        (unknown, if self.words.is_empty() { 0 } else { unnamed })
    }
}

fn key(word: &str) -> String {
    name_key(&word.replace(SEPARATORS, " "))
}
