//! Runs the program.

use std::path::Path;
use std::process::{Command, Output};

/// Runs `jixiao` with arguments in a folder and waits for its end.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jixiao"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program starts")
}
