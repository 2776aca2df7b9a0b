//! One-to-one pairs of the items of two lists, in rounds: each round pairs items that no round
//! before has paired.
//!
//! All rounds are symmetric: with the lists exchanged, the same pairs result. A round by keys takes
//! n log n; a round by likeness compares each item with a bounded number of others.

use std::collections::{BTreeMap, BTreeSet};

use super::result::Sides;

/// The pairs of two lists, by index, and what is not paired yet.
pub(super) struct Matching {
    pairs: Vec<(usize, usize)>,
    /// Indexes in ascending order.
    left: Sides<Vec<usize>>,
}

/// A likely pair.
struct Candidate {
    score: f64,
    /// Distance of their ranks.
    distance: usize,
    old: usize,
    new: usize,
}

impl Matching {
    /// No pairs between lists of these lengths.
    pub(super) fn new(lengths: Sides<usize>) -> Matching {
        Matching {
            pairs: Vec::new(),
            left: lengths.map(|length| (0..length).collect()),
        }
    }

    /// Whether one of the lists has no items left.
    fn is_done(&self) -> bool {
        self.left.old.is_empty() || self.left.new.is_empty()
    }

    /// Pairs items with equal keys, the first with the first, the second with the second. Items
    /// without a key are left.
    pub(super) fn by_key<K: Ord>(
        &mut self,
        old: impl Fn(usize) -> Option<K>,
        new: impl Fn(usize) -> Option<K>,
    ) {
        if self.is_done() {
            return;
        }
        let mut groups: BTreeMap<K, Sides<Vec<usize>>> = BTreeMap::new();
        for item in &self.left.old {
            if let Some(key) = old(*item) {
                groups.entry(key).or_default().old.push(*item);
            }
        }
        for item in &self.left.new {
            // A key of later items alone pairs nothing.
            if let Some(group) = new(*item).and_then(|key| groups.get_mut(&key)) {
                group.new.push(*item);
            }
        }
        for group in groups.into_values() {
            self.pairs.extend(group.old.into_iter().zip(group.new));
        }
        self.drop_paired();
    }

    /// Pairs what is left in order.
    pub(super) fn by_order(&mut self) {
        self.by_key(|_| Some(()), |_| Some(()));
    }

    /// Pairs the items of one group whose score is the highest and at least `least`. An item is
    /// compared with the items left of its group that have a rank within `reach` of its own.
    pub(super) fn by_likeness<K: Ord>(
        &mut self,
        (reach, least): (usize, f64),
        groups: Sides<&dyn Fn(usize) -> K>,
        score: impl Fn(usize, usize) -> f64,
    ) {
        if self.is_done() {
            return;
        }
        let mut ranked: BTreeMap<K, Sides<Vec<usize>>> = BTreeMap::new();
        for item in &self.left.old {
            ranked
                .entry((groups.old)(*item))
                .or_default()
                .old
                .push(*item);
        }
        for item in &self.left.new {
            if let Some(group) = ranked.get_mut(&(groups.new)(*item)) {
                group.new.push(*item);
            }
        }
        let mut candidates = Vec::new();
        for group in ranked.into_values() {
            for (rank, old) in group.old.iter().enumerate() {
                let first = rank.saturating_sub(reach).min(group.new.len());
                let end = (rank + reach + 1).min(group.new.len());
                for (other, new) in (first..end).zip(&group.new[first..end]) {
                    candidates.push(Candidate {
                        score: score(*old, *new),
                        distance: rank.abs_diff(other),
                        old: *old,
                        new: *new,
                    });
                }
            }
        }
        candidates.retain(|one| one.score >= least);
        // Candidates with a common item are never equal in this order.
        candidates.sort_by(|one, other| {
            let ranks = |one: &Candidate| (one.distance, one.old + one.new);
            (other.score.total_cmp(&one.score)).then_with(|| ranks(one).cmp(&ranks(other)))
        });
        let mut taken = Sides::<BTreeSet<usize>>::default();
        for one in candidates {
            if !taken.old.contains(&one.old) && !taken.new.contains(&one.new) {
                taken.old.insert(one.old);
                taken.new.insert(one.new);
                self.pairs.push((one.old, one.new));
            }
        }
        self.drop_paired();
    }

    fn drop_paired(&mut self) {
        let mut old: Vec<usize> = self.pairs.iter().map(|(old, _)| *old).collect();
        let mut new: Vec<usize> = self.pairs.iter().map(|(_, new)| *new).collect();
        old.sort_unstable();
        new.sort_unstable();
        self.left.old.retain(|one| old.binary_search(one).is_err());
        self.left.new.retain(|one| new.binary_search(one).is_err());
    }

    /// The items of the later list in its order, each with its partner; then the items of the
    /// earlier list without one.
    pub(super) fn finish(self) -> Vec<Sides<Option<usize>>> {
        let mut all: Vec<Sides<Option<usize>>> = (self.pairs.into_iter())
            .map(|(old, new)| Sides {
                old: Some(old),
                new: Some(new),
            })
            .collect();
        all.extend(self.left.new.into_iter().map(|new| Sides {
            old: None,
            new: Some(new),
        }));
        all.sort_unstable_by_key(|pair| pair.new);
        all.extend(self.left.old.into_iter().map(|old| Sides {
            old: Some(old),
            new: None,
        }));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_likeness(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
        let mut matching = Matching::new(Sides {
            old: old.len(),
            new: new.len(),
        });
        let group: &dyn Fn(usize) = &|_| ();
        let groups = Sides {
            old: group,
            new: group,
        };
        matching.by_likeness((2, 0.5), groups, |one, other| {
            crate::text::likeness(old[one], new[other])
        });
        let mut pairs = matching.pairs;
        pairs.sort_unstable();
        pairs
    }

    #[test]
    fn the_most_alike_are_paired_whatever_their_order() {
        let old = ["河道治理长度", "治理河道长度", "群众满意度"];
        let new = ["群众满意率", "河道治理总长度", "新建泵站"];
        assert_eq!(by_likeness(&old, &new), [(0, 1), (2, 0)]);
        assert_eq!(by_likeness(&new, &old), [(0, 2), (1, 0)]);
    }

    #[test]
    fn equal_scores_are_paired_the_same_way_round_both_ways() {
        let (old, new) = (["甲一", "甲二", "甲三"], ["甲四", "甲五"]);
        let mirrored = |pairs: Vec<(usize, usize)>| {
            let mut pairs: Vec<_> = pairs.into_iter().map(|(one, other)| (other, one)).collect();
            pairs.sort_unstable();
            pairs
        };
        assert_eq!(by_likeness(&old, &new), [(0, 0), (1, 1)]);
        assert_eq!(by_likeness(&new, &old), mirrored(by_likeness(&old, &new)));
    }

    #[test]
    fn what_is_beyond_reach_is_not_compared() {
        let old = ["群众满意度"];
        let new = ["一", "二", "三", "群众满意率"];
        assert!(by_likeness(&old, &new).is_empty());
    }

    #[test]
    fn equal_keys_are_paired_in_order_and_the_rest_is_listed_last() {
        let (old, new) = (["甲", "甲", "乙"], ["甲", "丙", "甲", "甲"]);
        let mut matching = Matching::new(Sides { old: 3, new: 4 });
        matching.by_key(|one| Some(old[one]), |one| Some(new[one]));
        let pair = |old, new| Sides { old, new };
        assert_eq!(
            matching.finish(),
            [
                pair(Some(0), Some(0)),
                pair(None, Some(1)),
                pair(Some(1), Some(2)),
                pair(None, Some(3)),
                pair(Some(2), None)
            ]
        );
    }
}
