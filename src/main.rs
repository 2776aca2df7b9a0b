//! The `jixiao` command. Everything it does is in the library; `cli` reads its arguments and prints
//! its results.

mod cli;

use std::process::ExitCode;

/// Replaces musl's allocator, whose lock threads wait for: a run with two jobs took three times as
/// long.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
