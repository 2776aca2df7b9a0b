//! The command line: arguments → exit code. Each command has a file; only [`report`] prints.
//!
//! With several inputs, the greatest [exit status](ExitStatus) is returned.

mod args;
mod batch;
mod blank;
mod carry;
mod check;
mod comparing;
mod copies;
mod departments;
mod diff;
mod edition;
mod explain;
mod fix;
mod fonts;
mod import;
mod input;
mod last_options;
mod licenses;
mod list;
mod mark;
mod merge;
mod new_path;
mod output;
mod page;
mod reading;
mod render;
mod renderer;
mod report;
mod roster;
mod schema;
mod settings;
mod start;
mod status;
mod template;
mod verify;
mod wildcard;

use std::ffi::OsString;
use std::process::ExitCode;

use args::{Answer, Command};
use start::Start;
use status::ExitStatus;

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
    match args::parse(words.iter().cloned()) {
        Ok(command) => run_command(&command),
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

fn run_command(command: &Command) -> ExitStatus {
    report::set_verbose(command.is_verbose());
    if command.encodes_json() {
        report::message("用法错误:JSON 只用 UTF-8;--encoding gb18030 与 --format json 不能同用");
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
        Command::Template(args) => template::run(args),
    };
    status.unwrap_or_else(|error| {
        report::failure(&error);
        ExitStatus::Failure
    })
}
