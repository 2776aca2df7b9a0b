//! The command line: words in, exit code out. One file a command; [`report`] alone prints.
//!
//! Exit codes: 0 done (warnings allowed), 1 findings of level error, 2 wrong usage, 3 failure; of several inputs the worst counts.

mod args;
mod batch;
mod blank;
mod check;
mod edition;
mod explain;
mod fonts;
mod import;
mod input;
mod licenses;
mod list;
mod marked;
mod merge;
mod render;
mod report;
mod schema;
mod settings;
mod template;
mod verify;

use std::process::ExitCode;

use args::Command;

/// The exit status of a command; the greatest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ExitStatus {
    /// Done, possibly with warnings: 0.
    Success,
    /// Findings of level error: 1.
    Findings,
    /// Wrong usage: 2.
    Usage,
    /// A file, font or disk failed: 3.
    Failure,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> ExitCode {
        match status {
            ExitStatus::Success => ExitCode::SUCCESS,
            ExitStatus::Findings => ExitCode::from(1),
            ExitStatus::Usage => ExitCode::from(2),
            ExitStatus::Failure => ExitCode::from(3),
        }
    }
}

/// Runs the command that the process was started with.
pub(crate) fn run() -> ExitCode {
    let status = match args::parse(std::env::args_os()) {
        Ok(command) => run_command(&command),
        Err(answer) => answer.give(),
    };
    report::end(status).into()
}

fn run_command(command: &Command) -> ExitStatus {
    let status = match command {
        Command::Render(args) => render::run(args),
        Command::Batch(args) => batch::run(args),
        Command::Verify(args) => verify::run(args),
        Command::Merge(args) => merge::run(args),
        Command::Check(args) => Ok(check::run(args)),
        Command::Import(args) => import::run(args),
        Command::List(args) => list::run(args),
        Command::Explain(args) => Ok(explain::run(args)),
        Command::Blank(args) => blank::run(args),
        Command::Fonts(args) => fonts::run(args),
        Command::Schema(args) => schema::run(args),
        Command::Licenses => Ok(licenses::run()),
        Command::Template(args) => template::run(args),
    };
    status.unwrap_or_else(|error| {
        report::failure(&error);
        ExitStatus::Failure
    })
}
