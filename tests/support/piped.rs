//! Runs the program with standard input.

use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};
use std::thread;

use crate::program::command;

/// Runs `jixiao` with arguments in a folder. The program may leave input unread.
pub(crate) fn run_with_input(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = command(folder, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    thread::scope(|scope| {
        scope.spawn(move || drop(stdin.write_all(input)));
        child.wait_with_output().expect("the program ends")
    })
}
