//! Messages of a run of the program.

use std::process::Output;

/// The text of standard error.
pub(crate) fn messages(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
