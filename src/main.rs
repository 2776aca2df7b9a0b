//! The `jixiao` command. Everything it does is in the library; `cli` reads its words and prints its answers.

mod cli;

use std::process::ExitCode;

/// Not musl's own, in which threads wait for one another: with two jobs it took three times as long.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
