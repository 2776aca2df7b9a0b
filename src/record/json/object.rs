//! Members of an object: known fields and groups, unknown and duplicate keys.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::super::Record;
use super::path::JsonPath;
use super::syntax::{Member, members};
use super::{FieldContext, Reader};
use crate::finding::{Code, Finding};
use crate::form::{Fields, Node};
use crate::source::Place;
use crate::text;

/// The keys allowed in an object.
#[derive(Clone, Copy)]
pub(super) struct AllowedKeys<'a> {
    pub(super) fields: &'a Fields,
    /// Keys of fields and of groups of fields.
    pub(super) tree: &'a BTreeMap<String, Node>,
    /// Other known keys.
    pub(super) others: &'a [&'a str],
}

impl<'a> AllowedKeys<'a> {
    /// The keys of a record's own object.
    pub(super) fn whole(fields: &'a Fields) -> AllowedKeys<'a> {
        AllowedKeys {
            fields,
            tree: fields.tree(),
            others: &[],
        }
    }

    /// The keys, with the Chinese label of those that have one.
    fn keys(&self) -> Vec<(&'a str, &'a str)> {
        let own = self.tree.iter().map(|(key, node)| {
            let label = match node {
                Node::Field(index) => &self.fields.get(*index).label,
                Node::Group(inner) => group_label(self.fields, inner),
            };
            (key.as_str(), label)
        });
        own.chain(self.others.iter().map(|key| (*key, "")))
            .collect()
    }
}

impl Reader<'_> {
    /// Reads the members of an object into a record.
    pub(super) fn object(
        &mut self,
        members: Vec<Member<'_>>,
        at: &JsonPath<'_>,
        allowed: &AllowedKeys<'_>,
        record: &mut Record,
    ) {
        let mut seen: BTreeSet<Cow<'_, str>> = BTreeSet::new();
        let mut meant = Vec::new();
        for member in members {
            if !seen.insert(member.name.clone()) {
                self.duplicate(at, &member);
                continue;
            }
            let here = at.key(&member.name);
            match allowed.tree.get(member.name.as_ref()) {
                Some(Node::Field(index)) if self.is_passed_over(allowed.fields.get(*index)) => {}
                Some(Node::Field(index)) => {
                    let target = FieldContext {
                        field: allowed.fields.get(*index),
                        at: here,
                        title: &record.title,
                    };
                    let value = self.value(&target, member.value);
                    *record.get_mut(*index) = value;
                }
                Some(Node::Group(inner)) => {
                    let inner = AllowedKeys {
                        tree: inner,
                        others: &[],
                        ..*allowed
                    };
                    self.group(&member, &here, &inner, record);
                }
                None => {
                    let keys = allowed.keys();
                    meant.extend(self.unknown(&member, &here, &keys));
                }
            }
        }
        for key in meant {
            misspelt(allowed.tree.get(key), record);
        }
    }

    fn group(
        &mut self,
        member: &Member<'_>,
        at: &JsonPath<'_>,
        allowed: &AllowedKeys<'_>,
        record: &mut Record,
    ) {
        if member.value.get() == "null" {
            return;
        }
        if let Some(members) = members(member.value) {
            self.object(members, at, allowed, record);
        } else {
            let label = group_label(allowed.fields, allowed.tree);
            self.wrong_type(member.value, at.to_string(), label, "一个对象 { … }");
        }
    }

    /// Reports an unknown key, and returns the key that is probably meant.
    fn unknown<'k>(
        &mut self,
        member: &Member<'_>,
        at: &JsonPath<'_>,
        known: &[(&'k str, &str)],
    ) -> Option<&'k str> {
        let source = self.source;
        let mut likely = None;
        self.report.add(Code::UnknownKey.level(), || {
            let keys = known.iter().map(|(key, _)| *key);
            let labelled = known
                .iter()
                .find(|(_, label)| !label.is_empty() && *label == member.name.trim());
            let alike = || {
                // At the root a key may belong to any table, so labels of all tables are as likely
                // as those of the submission.
                let labels = known.iter().filter(|_| !at.is_of_root());
                let labels = labels.filter(|(_, label)| !label.is_empty());
                let label =
                    text::nearest_name(&member.name, labels.clone().map(|(_, label)| *label))?;
                labels
                    .clone()
                    .find(|(_, one)| *one == label)
                    .map(|(key, _)| *key)
            };
            let meant = labelled
                .map(|(key, _)| *key)
                .or_else(|| text::nearest(&member.name, keys.clone()))
                .or_else(alike);
            likely = meant;
            let words = if source.is_on_screen() {
                by_labels(member, known, meant)
            } else {
                by_keys(member, known, meant)
            };
            let place = Place {
                pointer: at.to_string(),
                ..source.place(source.range_of(member.key.get()))
            };
            let parent = place.pointer.rsplit_once('/').map(|(parent, _)| parent);
            let meant = parent.zip(meant);
            let meant = meant.map(|(parent, key)| format!("{parent}/{key}"));
            Finding::new(Code::UnknownKey, place)
                .withholding(meant)
                .seen(words.seen)
                .expected(words.expected)
                .correction(words.correction)
        });
        likely
    }

    pub(super) fn duplicate(&mut self, at: &JsonPath<'_>, member: &Member<'_>) {
        let source = self.source;
        self.report.add(Code::DuplicateKey.level(), || {
            let place = Place {
                pointer: at.key(&member.name).to_string(),
                ..source.place(source.range_of(member.key.get()))
            };
            Finding::new(Code::DuplicateKey, place)
                .seen(format!("{} 又出现一次", text::quote(&member.name)))
                .expected("一个对象里每个键只有一次")
                .correction(if source.is_on_screen() {
                    "读的是前一个;核对以后,删去后一个"
                } else {
                    "删去其中一个;两处不同时,核对用哪一个"
                })
        });
    }
}

/// What is said of an unknown key.
struct Unknown {
    seen: String,
    expected: String,
    correction: String,
}

/// For a person who sees the file.
fn by_keys(member: &Member<'_>, known: &[(&str, &str)], meant: Option<&str>) -> Unknown {
    Unknown {
        seen: text::quote(&member.name),
        expected: text::list(known.iter().map(|(key, _)| *key)),
        correction: match meant {
            Some(word) => format!("可能是 {word};不需要就删去"),
            None => "不需要就删去".to_owned(),
        },
    }
}

/// For a person who sees tables: the value too, which no table shows, and labels.
fn by_labels(member: &Member<'_>, known: &[(&str, &str)], meant: Option<&str>) -> Unknown {
    let labels = known.iter().map(|(_, label)| *label);
    let labels = labels.filter(|label| !label.is_empty());
    let label = known.iter().find(|(key, _)| Some(*key) == meant);
    let label = label.map(|(_, label)| *label);
    let label = label.filter(|label| !label.is_empty());
    let value = member.value.get();
    Unknown {
        seen: format!("{}:{}", text::quote(&member.name), text::clip(value)),
        expected: text::list(labels),
        correction: match label {
            Some(label) => format!("可能是{label}:填在那一格里,再删去这一项"),
            None => "表里没有这一栏;不需要就删去".to_owned(),
        },
    }
}

/// Records the absent fields under a key as misspelt.
fn misspelt(node: Option<&Node>, record: &mut Record) {
    match node {
        Some(Node::Field(field)) if record.get(*field).range.is_none() => {
            record.misspelt.push(*field);
        }
        Some(Node::Group(inner)) => {
            for node in inner.values() {
                misspelt(Some(node), record);
            }
        }
        Some(Node::Field(_)) | None => {}
    }
}

/// The common heading of a group of fields; empty if there is none.
fn group_label<'a>(fields: &'a Fields, tree: &BTreeMap<String, Node>) -> &'a str {
    tree.values().next().map_or("", |node| match node {
        Node::Field(index) => &fields.get(*index).group,
        Node::Group(inner) => group_label(fields, inner),
    })
}
