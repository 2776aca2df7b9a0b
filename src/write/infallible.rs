//! Writing to memory, which cannot fail.

/// Reason of `expect` on writes to a `String`.
pub(super) const CANNOT_FAIL: &str = "writing to a String cannot fail";
