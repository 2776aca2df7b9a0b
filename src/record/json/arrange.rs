//! Changes in a JSON text of values that may not be there yet, and of the order of a list. Only the
//! bytes that must change are replaced.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::value::RawValue;
use thiserror::Error;

use super::edit::{edit, written};
use super::syntax::{elements, members};
use crate::finding::NewValue;

/// A change of a JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Sets a value; objects that do not exist are made. Without a value it is not given any more.
    Set(String, Option<NewValue>),
    /// Inserts an object with these members, which have paths with `/`, into a list at an index. A
    /// list that does not exist is made.
    Insert(String, usize, Vec<(String, NewValue)>),
    /// Removes an item of a list.
    Remove(String),
    /// Moves an item of a list to another index of it.
    Move(String, usize),
    /// Removes a member of an object: of several with this key the last one, which is not read.
    Omit(String),
}

/// The place of a change does not exist.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("申报数据里没有这个位置:{0}")]
pub struct NoPlace(pub String);

/// The text after a change.
///
/// # Errors
/// [`NoPlace`] if the text is not JSON, or has no such place.
pub fn arrange(text: &str, step: &Step) -> Result<String, NoPlace> {
    match step {
        Step::Set(pointer, value) => set(text, pointer, value.as_ref()),
        Step::Insert(list, at, row) => insert(text, list, *at, &object(row)),
        Step::Remove(pointer) => remove(text, pointer).map(|(text, _)| text),
        Step::Omit(pointer) => omit(text, pointer),
        Step::Move(pointer, to) => {
            let (list, _) = split(pointer)?;
            let (without, item) = remove(text, pointer)?;
            insert(&without, list, *to, &item)
        }
    }
}

fn set(text: &str, pointer: &str, value: Option<&NewValue>) -> Result<String, NoPlace> {
    let new = value.map_or_else(|| "null".to_owned(), written);
    match (find(text, pointer), value) {
        (Some(range), _) => Ok(replaced(text, range, &new)),
        (None, None) => Ok(text.to_owned()),
        (None, Some(value)) => {
            let change = BTreeMap::from([(pointer.to_owned(), value.clone())]);
            let (edited, missing) = edit(text, &change);
            if missing.is_empty() {
                Ok(edited)
            } else {
                set_new(text, pointer, &new)
            }
        }
    }
}

/// Sets a value in an object that does not exist; `new` is JSON.
fn set_new(text: &str, pointer: &str, new: &str) -> Result<String, NoPlace> {
    let no_place = || NoPlace(pointer.to_owned());
    let (parent, key) = pointer.rsplit_once('/').ok_or_else(no_place)?;
    let is_index = key.parse::<usize>().is_ok();
    let member = format!("{}: {new}", quoted(key));
    match find(text, parent) {
        _ if is_index => Err(no_place()),
        None => set_new(text, parent, &format!("{{{member}}}")),
        Some(range) => {
            let found = &text[range.clone()];
            if found == "null" {
                return Ok(replaced(text, range, &format!("{{{member}}}")));
            }
            let raw: &RawValue = serde_json::from_str(found).ok().ok_or_else(no_place)?;
            let own = members(raw).ok_or_else(no_place)?;
            let last = own.last().map(|last| end_within(text, last.value.get()));
            let (at, comma) = last.map_or((range.start + 1, ""), |end| (end, ", "));
            Ok(replaced(text, at..at, &format!("{comma}{member}")))
        }
    }
}

fn insert(text: &str, list: &str, at: usize, item: &str) -> Result<String, NoPlace> {
    let Some(range) = find(text, list).filter(|range| &text[range.clone()] != "null") else {
        return match find(text, list) {
            Some(range) => Ok(replaced(text, range, &format!("[{item}]"))),
            None => set_new(text, list, &format!("[{item}]")),
        };
    };
    let items = items(text, &range).ok_or_else(|| NoPlace(list.to_owned()))?;
    let Some(final_item) = items.last() else {
        return Ok(replaced(text, range, &format!("[{item}]")));
    };
    let gap = match &items[..] {
        [first, second, ..] => text[first.end..second.start].to_owned(),
        _ => format!(",{}", &text[range.start + 1..final_item.start]),
    };
    Ok(match items.get(at) {
        Some(next) => replaced(text, next.start..next.start, &format!("{item}{gap}")),
        None => replaced(
            text,
            final_item.end..final_item.end,
            &format!("{gap}{item}"),
        ),
    })
}

/// The text without an item of a list, and the item.
fn remove(text: &str, pointer: &str) -> Result<(String, String), NoPlace> {
    let (list, index) = split(pointer)?;
    let items = find(text, list).and_then(|range| items(text, &range));
    let items = items.ok_or_else(|| NoPlace(pointer.to_owned()))?;
    let own = items
        .get(index)
        .ok_or_else(|| NoPlace(pointer.to_owned()))?;
    let item = text[own.clone()].to_owned();
    Ok((replaced(text, cut(&items, index), ""), item))
}

/// The text without a member of an object.
fn omit(text: &str, pointer: &str) -> Result<String, NoPlace> {
    let no_place = || NoPlace(pointer.to_owned());
    let (parent, key) = pointer.rsplit_once('/').ok_or_else(no_place)?;
    let range = find(text, parent).ok_or_else(no_place)?;
    let raw: &RawValue = serde_json::from_str(&text[range])
        .ok()
        .ok_or_else(no_place)?;
    let own = members(raw).ok_or_else(no_place)?;
    let name = unescaped(key);
    let index = own.iter().rposition(|member| member.name.as_ref() == name);
    let index = index.ok_or_else(no_place)?;
    let spans = own.iter().map(|member| {
        let start = end_within(text, member.key.get()) - member.key.get().len();
        start..end_within(text, member.value.get())
    });
    let spans: Vec<Range<usize>> = spans.collect();
    Ok(replaced(text, cut(&spans, index), ""))
}

/// The bytes to remove with a part between others: a comma goes with it.
fn cut(parts: &[Range<usize>], index: usize) -> Range<usize> {
    let own = &parts[index];
    match (index.checked_sub(1), parts.get(index + 1)) {
        (_, Some(next)) => own.start..next.start,
        (Some(before), None) => parts[before].end..own.end,
        (None, None) => own.clone(),
    }
}

/// A part of a JSON Pointer as the key that it names.
fn unescaped(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

fn split(pointer: &str) -> Result<(&str, usize), NoPlace> {
    let parts = pointer.rsplit_once('/');
    let parts = parts.and_then(|(list, index)| Some((list, index.parse().ok()?)));
    parts.ok_or_else(|| NoPlace(pointer.to_owned()))
}

/// The bytes of the value at a pointer.
fn find(text: &str, pointer: &str) -> Option<Range<usize>> {
    let mut raw: &RawValue = serde_json::from_str(text).ok()?;
    for part in pointer.split('/').skip(1) {
        let key = unescaped(part);
        let mut in_object = members(raw).into_iter().flatten();
        let member = in_object.find(|member| member.name.as_ref() == key);
        raw = if let Some(member) = member {
            member.value
        } else {
            let (items, _) = elements(raw, usize::MAX)?;
            items.get(part.parse::<usize>().ok()?)?
        };
    }
    let end = end_within(text, raw.get());
    Some(end - raw.get().len()..end)
}

/// The bytes of the items of a list.
fn items(text: &str, list: &Range<usize>) -> Option<Vec<Range<usize>>> {
    let raw: &RawValue = serde_json::from_str(&text[list.clone()]).ok()?;
    let (items, _) = elements(raw, usize::MAX)?;
    let ranges = items.into_iter().map(|item| {
        let end = end_within(text, item.get());
        end - item.get().len()..end
    });
    Some(ranges.collect())
}

/// Where a slice of a text ends in it.
fn end_within(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize) + part.len()
}

fn replaced(text: &str, range: Range<usize>, new: &str) -> String {
    [&text[..range.start], new, &text[range.end..]].concat()
}

fn quoted(text: &str) -> String {
    written(&NewValue::Text(text.to_owned()))
}

/// An object with these members, in their order; a path of several keys makes objects in it.
fn object(members: &[(String, NewValue)]) -> String {
    let mut text = "{}".to_owned();
    for (path, value) in members {
        if let Ok(longer) = set(&text, &format!("/{path}"), Some(value)) {
            text = longer;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str, step: &Step) -> String {
        arrange(text, step).unwrap()
    }

    fn text(text: &str) -> NewValue {
        NewValue::Text(text.to_owned())
    }

    #[test]
    fn a_value_is_set_where_its_objects_do_not_exist() {
        let set = |pointer: &str| Step::Set(pointer.to_owned(), Some(text("甲")));
        assert_eq!(
            after("{ \"a\": 1 }", &set("/b/c/d")),
            r#"{ "a": 1, "b": {"c": {"d": "甲"}} }"#
        );
        assert_eq!(after(r#"{"b":null}"#, &set("/b/c")), r#"{"b":{"c": "甲"}}"#);
        assert_eq!(after(r#"{"b":{}}"#, &set("/b/c")), r#"{"b":{"c": "甲"}}"#);
        assert_eq!(
            after(r#"{"a":[{"b":1.50}]}"#, &set("/a/0/b")),
            r#"{"a":[{"b":"甲"}]}"#
        );
        assert!(
            arrange(r#"{"a":[]}"#, &set("/a/0/b")).is_err(),
            "no such row"
        );
        assert!(
            arrange(r#"{"a":3}"#, &set("/a/b")).is_err(),
            "a number has no members"
        );
        let cleared = Step::Set("/a/0/b".to_owned(), None);
        assert_eq!(
            after(r#"{"a":[{"b":1.50}]}"#, &cleared),
            r#"{"a":[{"b":null}]}"#
        );
        assert_eq!(after("{}", &cleared), "{}");
    }

    #[test]
    fn rows_are_inserted_removed_and_moved_in_their_layout() {
        let list = "{\"a\": [\n  {\"n\": 1},\n  {\"n\": 2}\n]}";
        let insert = |at| Step::Insert("/a".to_owned(), at, vec![("n".to_owned(), text("新"))]);
        assert_eq!(
            after(list, &insert(1)),
            "{\"a\": [\n  {\"n\": 1},\n  {\"n\": \"新\"},\n  {\"n\": 2}\n]}"
        );
        assert_eq!(
            after(list, &insert(9)),
            "{\"a\": [\n  {\"n\": 1},\n  {\"n\": 2},\n  {\"n\": \"新\"}\n]}"
        );
        let swapped = "{\"a\": [\n  {\"n\": 2},\n  {\"n\": 1}\n]}";
        assert_eq!(after(list, &Step::Move("/a/0".to_owned(), 1)), swapped);
        assert_eq!(after(list, &Step::Move("/a/1".to_owned(), 0)), swapped);
        let removed = after(list, &Step::Remove("/a/1".to_owned()));
        assert_eq!(removed, "{\"a\": [\n  {\"n\": 1}\n]}");
        let none = after(&removed, &Step::Remove("/a/0".to_owned()));
        assert_eq!(after(&none, &insert(0)), "{\"a\": [{\"n\": \"新\"}]}");
        for empty in ["{}", "{\"a\": null}"] {
            assert_eq!(after(empty, &insert(0)), "{\"a\": [{\"n\": \"新\"}]}");
        }
        assert!(arrange(list, &Step::Remove("/a/2".to_owned())).is_err());
        assert!(arrange(list, &Step::Move("/a/2".to_owned(), 0)).is_err());
    }

    #[test]
    fn a_member_is_removed_of_several_the_last() {
        let omit = |pointer: &str| Step::Omit(pointer.to_owned());
        let own = r#"{ "a": 1, "b/c": {"d": 2, "e": 3}, "a": [4] }"#;
        assert_eq!(
            after(own, &omit("/a")),
            r#"{ "a": 1, "b/c": {"d": 2, "e": 3} }"#
        );
        assert_eq!(after(own, &omit("/b~1c")), r#"{ "a": 1, "a": [4] }"#);
        let without = after(own, &omit("/b~1c/d"));
        assert_eq!(without, r#"{ "a": 1, "b/c": {"e": 3}, "a": [4] }"#);
        assert_eq!(
            after(&without, &omit("/b~1c/e")),
            r#"{ "a": 1, "b/c": {}, "a": [4] }"#
        );
        for nowhere in ["/x", "/a/0", "/b~1c/x", ""] {
            assert!(arrange(own, &omit(nowhere)).is_err(), "{nowhere}");
        }
    }

    #[test]
    fn a_new_row_may_have_values_in_groups() {
        let row = vec![
            ("a/b".to_owned(), text("甲")),
            ("a/c".to_owned(), NewValue::Number("1.50".to_owned())),
        ];
        let step = Step::Insert("/r".to_owned(), 0, row);
        assert_eq!(
            after("{}", &step),
            r#"{"r": [{"a": {"b": "甲","c": 1.50}}]}"#
        );
    }
}
