//! HTML: one self-contained page of the same tables.
