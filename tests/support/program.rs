//! Runs the program.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output};

/// `jixiao` with arguments, in a folder.
pub(crate) fn command(folder: &Path, arguments: &[impl AsRef<OsStr>]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    command.current_dir(folder).args(arguments);
    command
}

/// Runs `jixiao` with arguments in a folder and waits for its end.
pub(crate) fn run(folder: &Path, arguments: &[impl AsRef<OsStr>]) -> Output {
    command(folder, arguments)
        .output()
        .expect("the program starts")
}
