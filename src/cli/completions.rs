//! `jixiao completions`: the script by which a shell completes commands and options.

use super::args::CompletionsArgs;
use super::report;
use super::status::ExitStatus;
use super::usage::tree;

pub(super) fn run(args: &CompletionsArgs) -> ExitStatus {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut tree(), "jixiao", &mut script);
    report::result(String::from_utf8_lossy(&script).trim_end());
    ExitStatus::Success
}
