//! The only module that prints: results to standard output, messages to standard error. Colour only
//! on a terminal.

mod check_output;
mod compared;
mod compared_json;
mod fixed;
mod github;
mod grouped;
mod json;
mod progress;
mod sink;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anstream::{AutoStream, ColorChoice};
use jixiao::Error;
use jixiao::finding::{Level, Report, causes};
use jixiao::render::Renderer;
use jixiao::text;

use super::status::ExitStatus;

use grouped::Numbers;

pub(super) use check_output::CheckOutput;
pub(super) use compared::print as print_comparison;
pub(super) use compared_json::{ComparedSide, document as comparison_document};
pub(super) use fixed::lines as fixed_lines;
pub(super) use progress::Progress;
pub(super) use sink::{collect, set_encoding, take_collected};

/// The first error of printing a result.
static UNPRINTED: OnceLock<io::Error> = OnceLock::new();

/// Whether findings are printed with their pointers, each in full.
static IS_VERBOSE: OnceLock<bool> = OnceLock::new();

/// Sets whether findings are printed with their pointers, each in full. The first call counts.
pub(super) fn set_verbose(is_verbose: bool) {
    let _ = IS_VERBOSE.set(is_verbose);
}

fn is_verbose() -> bool {
    IS_VERBOSE.get().copied().unwrap_or_default()
}

/// Prints a line of the result. [`end`] reports an error of printing.
pub(super) fn result(line: &str) {
    if sink::add(line) {
        return;
    }
    let printed = match encoded(line, io::stdout().is_terminal()) {
        Some(bytes) => bytes_to(&mut io::stdout().lock(), &bytes),
        None => line_to(&mut anstream::stdout().lock(), line),
    };
    if let Err(error) = printed {
        let _ = UNPRINTED.set(error);
    }
}

/// Prints a line of a message.
pub(super) fn message(line: &str) {
    // An error cannot be reported anywhere else.
    let _ = match encoded(line, io::stderr().is_terminal()) {
        Some(bytes) => bytes_to(&mut io::stderr().lock(), &bytes),
        None => line_to(&mut anstream::stderr().lock(), line),
    };
}

/// Prints a line of a message, and adds it to the result if that becomes a file.
fn message_of_result(line: &str) {
    sink::add(line);
    message(line);
}

/// The bytes of a line for a file or pipe, if they are not those of the text. A terminal takes
/// text.
fn encoded(line: &str, is_terminal: bool) -> Option<Vec<u8>> {
    if is_terminal {
        return None;
    }
    sink::encoded(&format!("{line}\n"))
}

fn bytes_to(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    out.write_all(bytes)?;
    out.flush()
}

/// Says what to write if a folder was given to a command that takes files.
pub(super) fn advise_on_folder(path: &Path, command: &str) {
    if path.is_dir() {
        let name = text::visible(&path.to_string_lossy());
        let name = name.trim_end_matches(['/', '\\']);
        message(&format!(
            "写出文件夹里的文件:jixiao {command} {name}/*;一批的用 jixiao batch {name} -o 成果"
        ));
    }
}

fn line_to(out: &mut impl Write, line: &str) -> io::Result<()> {
    writeln!(out, "{line}")?;
    out.flush()
}

/// The exit status after everything is printed. A result that could not be printed (a full disk
/// behind `>`) is a failure; a reader that stopped reading (`| head`) is not.
pub(super) fn end(status: ExitStatus) -> ExitStatus {
    match UNPRINTED.get() {
        Some(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            failure(&Error::Write {
                path: PathBuf::from("标准输出"),
                source: io::Error::from(error.kind()),
            });
            status.max(ExitStatus::Failure)
        }
        _ => status,
    }
}

/// Prints findings and their numbers.
pub(super) fn findings(report: &Report) {
    if report.is_empty() {
        return;
    }
    let causes = causes(report.findings());
    let is_painted = AutoStream::choice(&io::stderr()) != ColorChoice::Never;
    for cause in &causes {
        let text = grouped::text(report.findings(), cause, is_painted);
        if is_painted || sink::is_encoded() {
            message(&format!("{text}\n"));
        } else {
            // There is no colour to strip. An error cannot be reported anywhere else.
            let _ = line_to(&mut io::stderr().lock(), &format!("{text}\n"));
        }
    }
    let counts = [Level::Error, Level::Warning, Level::Note].map(|level| count_of(report, level));
    let mut words: Vec<String> = counts.into_iter().flatten().collect();
    grouped::add_causes(
        &mut words,
        numbers(report, (report.findings().len(), causes.len())),
    );
    message(&words.join(","));
}

/// The numbers of a report's listed findings and of their causes.
fn numbers(report: &Report, (findings, causes): (usize, usize)) -> Numbers {
    let all: usize = Level::ALL.map(|level| report.count(level)).iter().sum();
    Numbers {
        findings,
        causes,
        is_cut: all > findings,
    }
}

/// The number of findings of a level, and how many are listed if not all are.
fn count_of(report: &Report, level: Level) -> Option<String> {
    let (count, kept) = (report.count(level), report.kept(level));
    match count {
        0 => None,
        _ if kept < count => Some(format!("{level} {count} 处(只列出 {kept} 处)")),
        _ => Some(format!("{level} {count} 处")),
    }
}

/// Prints a message if no submission uses any of the user's own editions; the data name their
/// edition. Prints none if no submission was read.
pub(super) fn idle_editions(renderer: &Renderer) {
    let (own, used) = (renderer.registry().own_ids(), renderer.used_editions());
    if own.clone().next().is_none() || used.clone().any(|id| own.clone().any(|own| own == id)) {
        return;
    }
    // Without any submission there is nothing to say about editions.
    if used.clone().next().is_none() {
        return;
    }
    message(&format!(
        "--templates 里的表样 {} 没有用上,用的是 {}:用哪一种,看申报数据里的 edition",
        text::list(own),
        text::list(used)
    ));
}

/// Prints that a file system has no locks.
pub(super) fn unlocked() {
    message("成果所在的磁盘不支持锁:不要同时运行两次");
}

/// Prints a failure with its causes.
pub(super) fn failure(error: &Error) {
    message(&format!("失败:{}", error.in_a_line()));
}
