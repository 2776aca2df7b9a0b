//! Changes of values in a JSON text. Only the bytes of the changed values are replaced; a new member
//! is laid out like the last one of its object.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde_json::value::RawValue;

use super::syntax::{elements, members, text_of};
use crate::finding::NewValue;

/// A value that is neither an object nor a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scalar {
    /// `null`.
    Null,
    /// A text.
    Text(String),
    /// A number, as its digits.
    Number(String),
    /// A truth value, or a text with half a character.
    Other,
}

impl Scalar {
    /// Whether it is a value, or equals it as a number.
    pub fn is(&self, value: &NewValue) -> bool {
        match (self, value) {
            (Scalar::Text(own), NewValue::Text(new))
            | (Scalar::Number(own), NewValue::Number(new)) => own == new,
            _ => false,
        }
    }
}

/// The values of a JSON text that are neither objects nor lists, by JSON Pointer, each with its
/// bytes. Of equal keys the first counts, as in reading. Empty if the text is not JSON.
pub fn scalars(text: &str) -> BTreeMap<String, (Range<usize>, Scalar)> {
    let parents = BTreeSet::new();
    let mut walk = Walk::new(text, &parents);
    walk.all();
    walk.scalars
}

/// The text after changes by JSON Pointer, and the pointers whose object does not exist.
pub fn edit(text: &str, changes: &BTreeMap<String, NewValue>) -> (String, Vec<String>) {
    let parents: BTreeSet<&str> = changes.keys().map(|pointer| parent(pointer).0).collect();
    let mut walk = Walk::new(text, &parents);
    walk.all();
    let mut missing = Vec::new();
    // Several new members of one object stay in their order.
    let mut edits: BTreeMap<(usize, usize), String> = BTreeMap::new();
    for (pointer, value) in changes {
        let (object, key) = parent(pointer);
        if let Some((place, _)) = walk.scalars.get(pointer) {
            edits.insert((place.start, place.end), written(value));
        } else if let Some(layout) = walk.objects.get(object).filter(|one| !one.has(key)) {
            let at = layout.end;
            edits
                .entry((at, at))
                .or_default()
                .push_str(&layout.member(key, value));
        } else {
            missing.push(pointer.clone());
        }
    }
    let mut edited = String::with_capacity(text.len() + 64 * edits.len());
    let mut done = 0;
    for ((start, end), new) in edits {
        edited.push_str(&text[done..start]);
        edited.push_str(&new);
        done = end;
    }
    edited.push_str(&text[done..]);
    (edited, missing)
}

/// Pointer of the object, and the key in it.
fn parent(pointer: &str) -> (&str, &str) {
    pointer.rsplit_once('/').unwrap_or(("", pointer))
}

/// A value as JSON.
pub(super) fn written(value: &NewValue) -> String {
    match value {
        NewValue::Text(text) => {
            serde_json::to_string(text).expect("serializing a string cannot fail")
        }
        NewValue::Number(digits) => digits.clone(),
    }
}

/// Layout of the members of an object.
struct Layout<'t> {
    /// Where a new member is inserted.
    end: usize,
    keys: Vec<Cow<'t, str>>,
    /// Text between two members without the comma; the text before the first one if it is the only
    /// one.
    gap: &'t str,
    /// Text between key and value.
    colon: &'t str,
}

impl Layout<'_> {
    fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|own| own == key)
    }

    fn member(&self, key: &str, value: &NewValue) -> String {
        let comma = if self.keys.is_empty() { "" } else { "," };
        let key = written(&NewValue::Text(key.to_owned()));
        format!("{comma}{}{key}{}{}", self.gap, self.colon, written(value))
    }
}

struct Walk<'t, 'p> {
    text: &'t str,
    parents: &'p BTreeSet<&'p str>,
    scalars: BTreeMap<String, (Range<usize>, Scalar)>,
    objects: BTreeMap<String, Layout<'t>>,
}

impl<'t, 'p> Walk<'t, 'p> {
    fn new(text: &'t str, parents: &'p BTreeSet<&'p str>) -> Walk<'t, 'p> {
        Walk {
            text,
            parents,
            scalars: BTreeMap::new(),
            objects: BTreeMap::new(),
        }
    }

    fn all(&mut self) {
        if let Ok(root) = serde_json::from_str::<&'t RawValue>(self.text) {
            self.value(root, String::new());
        }
    }

    fn value(&mut self, raw: &'t RawValue, pointer: String) {
        if let Some(members) = members(raw) {
            if self.parents.contains(pointer.as_str()) && !self.objects.contains_key(&pointer) {
                let layout = self.layout(raw, &members);
                self.objects.insert(pointer.clone(), layout);
            }
            let mut seen = BTreeSet::new();
            for member in members {
                let key = member.name.replace('~', "~0").replace('/', "~1");
                if seen.insert(key.clone()) {
                    self.value(member.value, format!("{pointer}/{key}"));
                }
            }
        } else if let Some((elements, _)) = elements(raw, usize::MAX) {
            for (index, element) in elements.into_iter().enumerate() {
                self.value(element, format!("{pointer}/{index}"));
            }
        } else {
            let place = self.place(raw.get());
            self.scalars.insert(pointer, (place, scalar(raw)));
        }
    }

    fn layout(&self, raw: &'t RawValue, members: &[super::syntax::Member<'t>]) -> Layout<'t> {
        let keys = members.iter().map(|member| member.name.clone()).collect();
        let start = self.place(raw.get()).start + 1;
        let Some(last) = members.last() else {
            return Layout {
                end: start,
                keys,
                gap: "",
                colon: ": ",
            };
        };
        let (key, value) = (self.place(last.key.get()), self.place(last.value.get()));
        let before = members
            .len()
            .checked_sub(2)
            .map_or(start, |before| self.place(members[before].value.get()).end);
        Layout {
            end: value.end,
            keys,
            gap: self.text[before..key.start]
                .trim_start()
                .strip_prefix(',')
                .unwrap_or(&self.text[before..key.start]),
            colon: &self.text[key.end..value.start],
        }
    }

    fn place(&self, part: &str) -> Range<usize> {
        let start = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        start..start + part.len()
    }
}

fn scalar(raw: &RawValue) -> Scalar {
    match raw.get().as_bytes()[0] {
        b'n' => Scalar::Null,
        b'"' => text_of(raw).map_or(Scalar::Other, |text| Scalar::Text(text.into_owned())),
        b'-' | b'0'..=b'9' => Scalar::Number(raw.get().to_owned()),
        _ => Scalar::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(text: &str, changes: &[(&str, NewValue)]) -> (String, Vec<String>) {
        let changes = changes.iter().cloned();
        let changes = changes.map(|(pointer, value)| (pointer.to_owned(), value));
        edit(text, &changes.collect())
    }

    #[test]
    fn only_the_bytes_of_changed_values_differ() {
        let text = "{\n  \"a\": [ {\"b\" :\"1\" , \"c\":  2} ],\n  \"b\": null\n}\n";
        let (after, missing) = edited(
            text,
            &[
                ("/a/0/b", NewValue::Number("1.50".to_owned())),
                ("/b", NewValue::Text("甲\"".to_owned())),
            ],
        );
        assert!(missing.is_empty());
        assert_eq!(
            after,
            "{\n  \"a\": [ {\"b\" :1.50 , \"c\":  2} ],\n  \"b\": \"甲\\\"\"\n}\n"
        );
    }

    #[test]
    fn new_members_are_laid_out_like_the_last_one() {
        for (text, expected) in [
            (
                "{\n \"a\": 1,\n \"b\":2\n}",
                "{\n \"a\": 1,\n \"b\":2,\n \"c\":\"%\"\n}",
            ),
            ("{ \"a\": 1 }", "{ \"a\": 1, \"c\": \"%\" }"),
            ("{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":2,\"c\":\"%\"}"),
            ("{}", "{\"c\": \"%\"}"),
        ] {
            let (after, missing) = edited(text, &[("/c", NewValue::Text("%".to_owned()))]);
            assert_eq!((after.as_str(), missing.len()), (expected, 0));
        }
        let (after, missing) = edited("{\"a\":[]}", &[("/b/c", NewValue::Number("1".to_owned()))]);
        assert_eq!(
            (after.as_str(), missing),
            ("{\"a\":[]}", vec!["/b/c".to_owned()])
        );
    }

    #[test]
    fn of_equal_keys_the_first_counts() {
        let text = "{\"a\":\"x\",\"a\":\"y\"}";
        let (after, _) = edited(text, &[("/a", NewValue::Text("z".to_owned()))]);
        assert_eq!(after, "{\"a\":\"z\",\"a\":\"y\"}");
        assert_eq!(scalars(text)["/a"].1, Scalar::Text("x".to_owned()));
    }
}
