//! Files of other kinds than JSON → the submissions in them, as sources that say which cell each value came from.

pub mod list;
