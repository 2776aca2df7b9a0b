//! Path to a value while JSON data is read.

use std::fmt;

/// Path to a value in JSON data: a link to the parent and one segment. It is formatted as a JSON
/// Pointer only if a finding needs it.
#[derive(Debug, Clone, Copy)]
pub(super) enum JsonPath<'a> {
    /// The root of the input.
    Root,
    /// A member of an object.
    Key(&'a JsonPath<'a>, &'a str),
    /// An element of an array, counted from 0.
    Index(&'a JsonPath<'a>, usize),
}

impl<'a> JsonPath<'a> {
    /// A member of this object.
    #[must_use]
    pub(super) const fn key(&'a self, key: &'a str) -> JsonPath<'a> {
        JsonPath::Key(self, key)
    }

    /// Whether this is a member of the root.
    pub(super) const fn is_of_root(&self) -> bool {
        matches!(self, JsonPath::Key(JsonPath::Root, _))
    }

    /// An element of this array.
    #[must_use]
    pub(super) const fn index(&'a self, index: usize) -> JsonPath<'a> {
        JsonPath::Index(self, index)
    }
}

/// The JSON Pointer (RFC 6901).
impl fmt::Display for JsonPath<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JsonPath::Root => Ok(()),
            JsonPath::Key(parent, key) => write!(
                formatter,
                "{parent}/{}",
                key.replace('~', "~0").replace('/', "~1")
            ),
            JsonPath::Index(parent, index) => write!(formatter, "{parent}/{index}"),
        }
    }
}
