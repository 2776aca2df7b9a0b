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

/// What a command came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Done,
    Findings,
    Wrong,
    Failure,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        match outcome {
            Outcome::Done => ExitCode::SUCCESS,
            Outcome::Findings => ExitCode::from(1),
            Outcome::Wrong => ExitCode::from(2),
            Outcome::Failure => ExitCode::from(3),
        }
    }
}

/// Runs the command that the process was started with.
pub(crate) fn run() -> ExitCode {
    let outcome = match args::parse(std::env::args_os()) {
        Ok(command) => outcome_of(&command),
        Err(answer) => answer.give(),
    };
    report::end(outcome).into()
}

fn outcome_of(command: &Command) -> Outcome {
    let outcome = match command {
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
    outcome.unwrap_or_else(|error| {
        report::failure(&error);
        Outcome::Failure
    })
}
