//! The `jixiao` command. Everything it does is in the library; `cli` reads its words and prints its answers.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
