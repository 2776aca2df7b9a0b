//! The `jixiao` command. All functionality is in the library; `cli` reads the arguments and prints
//! the results.

mod cli;

use std::process::ExitCode;

/// Replaces musl's allocator, whose lock makes threads wait: with it, a run with two jobs took
/// three times as long.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
