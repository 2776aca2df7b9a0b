//! Text of several formats.

/// Reason of `expect` on writes to a `String`.
pub(super) const TO_STRING: &str = "writing to a String cannot fail";
