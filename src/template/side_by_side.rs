//! Groups of rows of lists that are printed side by side.

use std::collections::BTreeMap;

use crate::form::FieldIndex;
use crate::record::Record;

/// Rows of the table with one name of the level that the lists share.
pub(super) struct Group {
    pub(super) name: String,
    /// Number of rows of each list.
    pub(super) counts: Vec<usize>,
}

impl Group {
    /// Rows of one list among `lists` lists.
    fn alone(lists: usize, list: usize, (name, length): (String, usize)) -> Group {
        let mut counts = vec![0; lists];
        counts[list] = length;
        Group { name, counts }
    }

    /// Number of rows of the table.
    pub(super) fn len(&self) -> usize {
        self.counts.iter().copied().max().unwrap_or(0)
    }
}

/// Maximum number of runs that are passed over to find one of the same name.
const MAX_PASSED: usize = 32;

/// The rows of lists in groups of equal names of a level, given for each list; one group without a
/// level.
///
/// Each list keeps its order. A run of equal names is beside the next run of the same name in the
/// other lists, unless other runs would lose theirs; runs without one stand alone.
pub(super) fn groups(lists: &[&[Record]], by: Option<&[FieldIndex]>) -> Vec<Group> {
    let Some(by) = by else {
        return vec![Group {
            name: String::new(),
            counts: lists.iter().map(|rows| rows.len()).collect(),
        }];
    };
    let runs = lists.iter().zip(by);
    let mut runs: Vec<Runs> = runs.map(|(rows, level)| Runs::of(rows, *level)).collect();
    let mut groups = Vec::new();
    for first in 0..lists.len() {
        while let Some(run) = runs[first].next() {
            let mut group = Group::alone(lists.len(), first, run);
            for other in first + 1..lists.len() {
                let passed = passed(&runs[first], &runs[other], &group.name);
                for _ in 0..passed.unwrap_or(0) {
                    let run = runs[other].next();
                    groups.extend(run.map(|run| Group::alone(lists.len(), other, run)));
                }
                let beside = passed.and_then(|_| runs[other].next());
                group.counts[other] = beside.map_or(0, |(_, length)| length);
            }
            groups.push(group);
        }
    }
    groups
}

/// Number of runs of a list before its next run with a name. `None` if there is none, or one of
/// those before it has a name that still comes in the first list.
fn passed(first: &Runs, other: &Runs, name: &str) -> Option<usize> {
    let before = &other.all[other.next..other.position(name)?];
    let comes_later = |(name, _): &(String, usize)| first.position(name).is_some();
    let is_apart = before.len() > MAX_PASSED || before.iter().any(comes_later);
    (!is_apart).then_some(before.len())
}

/// Consecutive rows of a list with equal names; rows with a blank name stand alone.
struct Runs {
    all: Vec<(String, usize)>,
    /// Indexes of the runs of each name.
    by_name: BTreeMap<String, Vec<usize>>,
    /// Index of the next run.
    next: usize,
}

impl Runs {
    fn of(rows: &[Record], level: FieldIndex) -> Runs {
        let mut all: Vec<(String, usize)> = Vec::new();
        for row in rows {
            let name = row.get(level).display();
            match all.last_mut() {
                Some((last, length)) if *last == name && !name.trim().is_empty() => *length += 1,
                _ => all.push((name.into_owned(), 1)),
            }
        }
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, (name, _)) in all.iter().enumerate() {
            by_name.entry(name.clone()).or_default().push(index);
        }
        Runs {
            all,
            by_name,
            next: 0,
        }
    }

    fn next(&mut self) -> Option<(String, usize)> {
        let run = self.all.get(self.next)?.clone();
        self.next += 1;
        Some(run)
    }

    /// Index of the next run with a name.
    fn position(&self, name: &str) -> Option<usize> {
        let indexes = self.by_name.get(name)?;
        let next = indexes.partition_point(|index| *index < self.next);
        indexes.get(next).copied()
    }
}
