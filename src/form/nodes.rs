//! The contents of a TOML file as a flat list of nodes, without the library that parsed it.
//!
//! The build script writes those of the built-in editions into the program, so that only the
//! definitions of users are parsed.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value with its key and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node<'t> {
    /// Its key; empty for the root and for an item of an array.
    pub key: &'t str,
    /// Bytes of the key.
    pub key_span: (usize, usize),
    /// Bytes of the value.
    pub span: (usize, usize),
    /// The value.
    pub value: Value<'t>,
}

/// The value of a [`Node`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'t> {
    /// A string.
    Text(&'t str),
    /// A decimal number, as digits.
    Number(&'t str),
    /// `true` or `false`.
    Boolean(bool),
    /// An array, with the indices of its items.
    Array((usize, usize)),
    /// A table, with the indices of its entries.
    Table((usize, usize)),
    /// A value that no definition has: a date, a number of another base.
    Other,
}

impl<'t> Value<'t> {
    /// The string, if it is one.
    pub fn text(&self) -> Option<&'t str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Node<'_> {
    /// The root of a file without entries.
    pub const ROOT: Node<'static> = Node {
        key: "",
        key_span: (0, 0),
        span: (0, 0),
        value: Value::Table((1, 1)),
    };

    /// Bytes of the key.
    pub fn key_range(&self) -> Range<usize> {
        self.key_span.0..self.key_span.1
    }

    /// Bytes of the value.
    pub fn range(&self) -> Range<usize> {
        self.span.0..self.span.1
    }

    /// The node with its places moved on by some bytes.
    pub fn moved(self, by: usize) -> Self {
        let moved = |(start, end): (usize, usize)| (start + by, end + by);
        Node {
            key_span: moved(self.key_span),
            span: moved(self.span),
            ..self
        }
    }

    /// Indices of its entries or items.
    pub fn children(&self) -> Range<usize> {
        match self.value {
            Value::Array((start, end)) | Value::Table((start, end)) => start..end,
            _ => 0..0,
        }
    }
}

/// The nodes of a table: first the root, the entries of each table in one row.
pub fn nodes_of<'t>(table: &'t DeTable<'_>) -> Vec<Node<'t>> {
    let mut nodes = vec![Node::ROOT];
    let mut open: Vec<Option<&'t DeValue<'_>>> = vec![None];
    nodes[0].value = Value::Table(add_entries(table, &mut nodes, &mut open));
    let mut next = 1;
    while next < nodes.len() {
        match open[next] {
            Some(DeValue::Table(table)) => {
                nodes[next].value = Value::Table(add_entries(table, &mut nodes, &mut open));
            }
            Some(DeValue::Array(array)) => {
                let start = nodes.len();
                for item in array {
                    nodes.push(node("", (0, 0), item));
                    open.push(Some(item.get_ref()));
                }
                nodes[next].value = Value::Array((start, nodes.len()));
            }
            _ => {}
        }
        next += 1;
    }
    nodes
}

fn add_entries<'t>(
    table: &'t DeTable<'_>,
    nodes: &mut Vec<Node<'t>>,
    open: &mut Vec<Option<&'t DeValue<'t>>>,
) -> (usize, usize) {
    let start = nodes.len();
    for (key, value) in table {
        let span = key.span();
        nodes.push(node(key.get_ref(), (span.start, span.end), value));
        open.push(Some(value.get_ref()));
    }
    (start, nodes.len())
}

fn node<'t>(key: &'t str, key_span: (usize, usize), value: &'t Spanned<DeValue<'_>>) -> Node<'t> {
    let span = value.span();
    Node {
        key,
        key_span,
        span: (span.start, span.end),
        value: match value.get_ref() {
            DeValue::String(text) => Value::Text(text),
            DeValue::Integer(integer) if integer.radix() == 10 => Value::Number(integer.as_str()),
            DeValue::Float(float) => Value::Number(float.as_str()),
            DeValue::Boolean(flag) => Value::Boolean(*flag),
            DeValue::Array(_) => Value::Array((0, 0)),
            DeValue::Table(_) => Value::Table((0, 0)),
            _ => Value::Other,
        },
    }
}
