//! Places in lists after a step of change.

use std::collections::BTreeSet;

use crate::record::Step;

/// Notes what a step changed, by the pointers after it; items that moved keep their notes.
pub(super) fn note(changed: &mut BTreeSet<String>, step: &Step) {
    match step {
        Step::Set(pointer, _) | Step::Omit(pointer) => {
            changed.insert(pointer.clone());
        }
        Step::Insert(list, at, _) => {
            renumber(changed, list, |index| {
                Some(index + usize::from(index >= *at))
            });
            changed.insert(format!("{list}/{at}"));
        }
        Step::Remove(pointer) => {
            let Some((list, own)) = item(pointer) else {
                return;
            };
            renumber(changed, list, |index| match index.cmp(&own) {
                std::cmp::Ordering::Less => Some(index),
                std::cmp::Ordering::Equal => None,
                std::cmp::Ordering::Greater => Some(index - 1),
            });
            changed.insert(list.to_owned());
        }
        Step::Move(pointer, to) => {
            let Some((list, own)) = item(pointer) else {
                return;
            };
            renumber(changed, list, |index| {
                Some(if index == own {
                    *to
                } else if own < index && index <= *to {
                    index - 1
                } else if *to <= index && index < own {
                    index + 1
                } else {
                    index
                })
            });
            changed.insert(format!("{list}/{to}"));
        }
    }
}

/// List and index of an item's pointer.
fn item(pointer: &str) -> Option<(&str, usize)> {
    let (list, index) = pointer.rsplit_once('/')?;
    Some((list, index.parse().ok()?))
}

/// Gives the items of a list other indices; those without one are dropped.
fn renumber(
    changed: &mut BTreeSet<String>,
    list: &str,
    new_index: impl Fn(usize) -> Option<usize>,
) {
    *changed = std::mem::take(changed)
        .into_iter()
        .filter_map(|pointer| {
            let rest = pointer
                .strip_prefix(list)
                .and_then(|rest| rest.strip_prefix('/'));
            let Some(rest) = rest else {
                return Some(pointer);
            };
            let (index, below) = rest
                .split_once('/')
                .map_or((rest, None), |(index, below)| (index, Some(below)));
            let Ok(index) = index.parse() else {
                return Some(pointer);
            };
            let index = new_index(index)?;
            Some(match below {
                Some(below) => format!("{list}/{index}/{below}"),
                None => format!("{list}/{index}"),
            })
        })
        .collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_follow_the_items_of_a_list() {
        let mut changed = BTreeSet::from(["/a/0/b", "/a/2/b", "/a/3", "/c"].map(str::to_owned));
        let list = || "/a".to_owned();
        let now =
            |changed: &BTreeSet<String>| changed.iter().cloned().collect::<Vec<_>>().join(" ");
        note(&mut changed, &Step::Insert(list(), 1, Vec::new()));
        assert_eq!(now(&changed), "/a/0/b /a/1 /a/3/b /a/4 /c");
        note(&mut changed, &Step::Remove("/a/0".to_owned()));
        assert_eq!(now(&changed), "/a /a/0 /a/2/b /a/3 /c");
        note(&mut changed, &Step::Move("/a/3".to_owned(), 1));
        assert_eq!(now(&changed), "/a /a/0 /a/1 /a/3/b /c");
        note(&mut changed, &Step::Move("/a/1".to_owned(), 3));
        assert_eq!(now(&changed), "/a /a/0 /a/2/b /a/3 /c");
    }
}
