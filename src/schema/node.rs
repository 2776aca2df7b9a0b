//! JSON values for writing; objects preserve the order in which their keys were set.

use rust_decimal::Decimal;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Null,
    Flag(bool),
    Integer(i64),
    Number(f64),
    Text(String),
    List(Vec<Node>),
    Object(Object),
}

/// A JSON object.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Object(Vec<(String, Node)>);

impl Node {
    /// A number: whole if it is.
    pub(super) fn number(number: Decimal) -> Node {
        let text = number.normalize().to_string();
        let whole = text.parse().map(Node::Integer);
        whole.unwrap_or_else(|_| Node::Number(text.parse().unwrap_or_default()))
    }

    pub(super) fn text(text: &str) -> Node {
        Node::Text(text.to_owned())
    }

    /// The value as indented text.
    pub(super) fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).expect("serializing strings and numbers cannot fail")
    }
}

impl From<Object> for Node {
    fn from(object: Object) -> Node {
        Node::Object(object)
    }
}

impl Object {
    pub(super) fn new() -> Object {
        Object::default()
    }

    /// Adds a key, which must be new.
    pub(super) fn set(&mut self, key: &str, value: Node) {
        self.0.push((key.to_owned(), value));
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.0.iter().any(|(known, _)| known == key)
    }

    pub(super) fn extend(&mut self, other: Object) {
        self.0.extend(other.0);
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Node::Null => serializer.serialize_unit(),
            Node::Flag(flag) => serializer.serialize_bool(*flag),
            Node::Integer(number) => serializer.serialize_i64(*number),
            Node::Number(number) => serializer.serialize_f64(*number),
            Node::Text(text) => serializer.serialize_str(text),
            Node::List(items) => serializer.collect_seq(items),
            Node::Object(object) => object.serialize(serializer),
        }
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}
