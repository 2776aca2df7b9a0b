//! The only module that prints: results to standard output, messages to standard error. Colour only
//! on a terminal.

mod check_output;
mod fixed;
mod github;
mod json;
mod progress;

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::OnceLock;

use anstream::{AutoStream, ColorChoice};
use jixiao::Error;
use jixiao::finding::{Finding, Level, Report};
use jixiao::render::Renderer;
use jixiao::text;

use super::status::ExitStatus;

pub(super) use check_output::CheckOutput;
pub(super) use fixed::lines as fixed_lines;
pub(super) use progress::Progress;

/// The first error of printing a result.
static UNPRINTED: OnceLock<io::Error> = OnceLock::new();

/// Prints a line of the result. [`end`] reports an error of printing.
pub(super) fn result(line: &str) {
    if let Err(error) = line_to(&mut anstream::stdout().lock(), line) {
        let _ = UNPRINTED.set(error);
    }
}

/// Prints a line of a message.
pub(super) fn message(line: &str) {
    // An error cannot be reported anywhere else.
    let _ = line_to(&mut anstream::stderr().lock(), line);
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
    let is_painted = AutoStream::choice(&io::stderr()) != ColorChoice::Never;
    for finding in report.findings() {
        if is_painted {
            message(&format!("{}\n", painted(finding)));
        } else {
            // There is no colour to strip. An error cannot be reported anywhere else.
            let _ = line_to(&mut io::stderr().lock(), &format!("{finding}\n"));
        }
    }
    let counts = [Level::Error, Level::Warning, Level::Note].map(|level| count_of(report, level));
    message(&counts.into_iter().flatten().collect::<Vec<_>>().join(","));
}

/// A finding with its level in colour. The streams strip colour without a terminal, or if
/// `NO_COLOR` is set.
fn painted(finding: &Finding) -> String {
    let colour = match finding.level {
        Level::Error => "\x1B[1;31m",
        Level::Warning => "\x1B[1;33m",
        Level::Note => "\x1B[1;36m",
    };
    let text = finding.to_string();
    let end = text.find(']').map_or(0, |bracket| bracket + 1);
    format!("{colour}{}\x1B[0m{}", &text[..end], &text[end..])
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
