//! `jixiao help`: the help of a command.

use super::args::HelpArgs;
use super::report;
use super::status::ExitStatus;
use super::usage::{self, Answer};

pub(super) fn run(args: &HelpArgs) -> ExitStatus {
    match usage::help(&args.command) {
        Ok(text) | Err(Answer::Help(text)) => {
            report::result(text.trim_end());
            ExitStatus::Success
        }
        Err(Answer::Wrong(text)) => {
            report::message(&text);
            ExitStatus::Usage
        }
    }
}
