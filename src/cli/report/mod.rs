//! The only place that prints: results to standard output, talk to standard error; colour on a terminal only.

mod github;
mod json;
mod progress;
mod telling;

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::OnceLock;

use anstream::{AutoStream, ColorChoice};
use jixiao::Error;
use jixiao::finding::{Finding, Level, Report};
use jixiao::render::Renderer;
use jixiao::text;

use super::status::ExitStatus;

pub(super) use progress::Progress;
pub(super) use telling::Telling;

/// What kept a line of the result from being printed, the first time.
static UNPRINTED: OnceLock<io::Error> = OnceLock::new();

/// Prints a line of the result; that it could not be printed is told by [`end`].
pub(super) fn result(line: &str) {
    if let Err(error) = line_to(&mut anstream::stdout().lock(), line) {
        let _ = UNPRINTED.set(error);
    }
}

/// Prints a line of talk.
pub(super) fn talk(line: &str) {
    // Nobody is left to be told.
    let _ = line_to(&mut anstream::stderr().lock(), line);
}

fn line_to(out: &mut impl Write, line: &str) -> io::Result<()> {
    writeln!(out, "{line}")?;
    out.flush()
}

/// What the program came to, when all has been printed: a result that could not be printed (a full disk behind `>`) is a failure; a reader that went
/// away (`| head`) has what it wanted.
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

/// Prints findings, and how many there are.
pub(super) fn findings(report: &Report) {
    if report.is_empty() {
        return;
    }
    let is_painted = AutoStream::choice(&io::stderr()) != ColorChoice::Never;
    for finding in report.findings() {
        if is_painted {
            talk(&format!("{}\n", painted(finding)));
        } else {
            // There is no colour to be taken out. Nobody is left to be told.
            let _ = line_to(&mut io::stderr().lock(), &format!("{finding}\n"));
        }
    }
    let counts = [Level::Error, Level::Warning, Level::Note].map(|level| count_of(report, level));
    talk(&counts.into_iter().flatten().collect::<Vec<_>>().join(","));
}

/// A finding with its level in colour; the streams take colour out where there is no terminal, or `NO_COLOR` is set.
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

/// How many findings of a level there are, and how many of them were printed where not all were.
fn count_of(report: &Report, level: Level) -> Option<String> {
    let (count, kept) = (report.count(level), report.kept(level));
    match count {
        0 => None,
        _ if kept < count => Some(format!("{level} {count} 处(只列出 {kept} 处)")),
        _ => Some(format!("{level} {count} 处")),
    }
}

/// Says that no submission was of any of the user's own editions, if that is so: the data say which edition they are of.
pub(super) fn idle_editions(renderer: &Renderer) {
    let (own, used) = (renderer.registry().own_ids(), renderer.used_editions());
    if own.clone().next().is_none() || used.clone().any(|id| own.clone().any(|own| own == id)) {
        return;
    }
    let used = match text::list(used) {
        none if none.is_empty() => String::new(),
        used => format!(",用的是 {used}"),
    };
    talk(&format!(
        "--templates 里的表样 {} 没有用上{used}:用哪一种,看申报数据里的 edition",
        text::list(own)
    ));
}

/// Says that a disk knows no locks.
pub(super) fn unlocked() {
    talk("成果所在的磁盘不支持锁:不要同时运行两次");
}

/// Prints a failure with its causes.
pub(super) fn failure(error: &Error) {
    talk(&format!("失败:{}", error.in_a_line()));
}
