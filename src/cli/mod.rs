//! The command line: arguments → exit code. Each command has a file; only [`report`] prints.
//!
//! With several inputs, the greatest [exit status](ExitStatus) is returned.

mod args;
mod batch;
mod blank;
mod carry;
mod check;
mod comparing;
mod completions;
mod copies;
mod departments;
mod diff;
mod edition;
mod english;
mod examples;
mod explain;
mod fix;
mod fonts;
mod help;
mod import;
mod input;
mod language;
mod last_options;
mod licenses;
mod list;
mod man;
mod mark;
mod meant;
mod merge;
mod missing;
mod new_path;
mod output;
mod page;
mod pasted;
mod places;
mod reading;
mod render;
mod renderer;
mod report;
mod roster;
mod schema;
mod settings;
mod slips;
mod start;
mod status;
mod template;
mod usage;
mod verify;
mod version;
mod wildcard;

use std::ffi::OsString;
use std::process::ExitCode;

use args::{Arguments, Command};
use language::pick;
use start::Start;
use status::ExitStatus;
use usage::Answer;

/// Runs the command of this process.
pub(crate) fn run() -> ExitCode {
    let start = Start::of_process();
    let status = match &start {
        Start::Command(words) => run_words(words),
        Start::Files(words) => {
            let status = run_words(words);
            start::after_checking(words, status);
            status
        }
        Start::DoubleClick => start::guide(),
    };
    let status = report::end(status);
    if start.may_vanish() {
        start::wait();
    }
    status.into()
}

fn run_words(words: &[OsString]) -> ExitStatus {
    let parsed = match language::set(words) {
        Ok(()) => usage::parse(words),
        Err(words) => Err(Answer::Wrong(format!("用法错误:{words}"))),
    };
    match parsed {
        Ok(arguments) => run_command(&arguments),
        Err(Answer::Help(text)) => {
            report::result(text.trim_end());
            ExitStatus::Success
        }
        Err(Answer::Wrong(text)) => {
            report::message(text.trim_end());
            ExitStatus::Usage
        }
    }
}

fn run_command(arguments: &Arguments) -> ExitStatus {
    let command = &arguments.command;
    report::set_verbose(command.is_verbose());
    report::set_quiet(arguments.quiet);
    if command.encodes_json() {
        let words = pick(
            "JSON 只用 UTF-8;--encoding gb18030 与 --format json 不能同用",
            "JSON is UTF-8 only: --encoding gb18030 excludes --format json",
        );
        report::usage(&usage::with_advice(
            words,
            usage::again_without("--encoding"),
        ));
        return ExitStatus::Usage;
    }
    if let Some(encoding) = command.encoding() {
        report::set_encoding(encoding);
    }
    let status = match command {
        Command::Render(args) => render::run(args),
        Command::Batch(args) => batch::run(args),
        Command::Verify(args) => verify::run(args),
        Command::Merge(args) => merge::run(args),
        Command::Roster(args) => roster::run(args),
        Command::Check(args) => Ok(check::run(args)),
        Command::Import(args) => import::run(args),
        Command::List(args) => list::run(args),
        Command::Carry(args) => carry::run(args),
        Command::Diff(args) => diff::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Blank(args) => blank::run(args),
        Command::Fonts(args) => fonts::run(args),
        Command::Schema(args) => schema::run(args),
        Command::Page(args) => page::run(args),
        Command::Licenses => Ok(licenses::run()),
        Command::Completions(args) => Ok(completions::run(args)),
        Command::Man(args) => man::run(args),
        Command::Help(args) => Ok(help::run(args)),
        Command::Template(args) => template::run(args),
    };
    status.unwrap_or_else(|error| {
        report::failure(&error);
        ExitStatus::Failure
    })
}
