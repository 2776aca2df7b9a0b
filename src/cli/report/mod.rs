//! The only place that prints: results to standard output, talk to standard error; colour on a terminal only.

mod github;
mod json;
mod progress;
mod telling;

use std::io::Write;

use jixiao::Error;
use jixiao::diag::{Diagnostic, Report, Severity};

pub(super) use progress::Progress;
pub(super) use telling::Telling;

/// Prints a line of the result. A reader that went away (a closed pipe) is no failure.
pub(super) fn result(line: &str) {
    line_to(&mut anstream::stdout().lock(), line);
}

/// Prints a line of talk.
pub(super) fn talk(line: &str) {
    line_to(&mut anstream::stderr().lock(), line);
}

fn line_to(out: &mut impl Write, line: &str) {
    // Nobody is left to be told.
    let _ = writeln!(out, "{line}");
}

/// Prints findings, and how many there are.
pub(super) fn findings(report: &Report) {
    if report.is_empty() {
        return;
    }
    for finding in report.findings() {
        talk(&format!("{}\n", painted(finding)));
    }
    let counts = [Severity::Error, Severity::Warning, Severity::Note]
        .map(|severity| count_of(report, severity));
    talk(&counts.into_iter().flatten().collect::<Vec<_>>().join(","));
}

/// A finding with its level in colour; the streams take colour out where there is no terminal, or `NO_COLOR` is set.
fn painted(finding: &Diagnostic) -> String {
    let colour = match finding.severity {
        Severity::Error => "\x1B[1;31m",
        Severity::Warning => "\x1B[1;33m",
        Severity::Note => "\x1B[1;36m",
    };
    let text = finding.to_string();
    let end = text.find(']').map_or(0, |bracket| bracket + 1);
    format!("{colour}{}\x1B[0m{}", &text[..end], &text[end..])
}

/// How many findings of a level there are, and how many of them were printed where not all were.
fn count_of(report: &Report, severity: Severity) -> Option<String> {
    let (count, kept) = (report.count(severity), report.kept(severity));
    match count {
        0 => None,
        _ if kept < count => Some(format!("{severity} {count} 处(只列出 {kept} 处)")),
        _ => Some(format!("{severity} {count} 处")),
    }
}

/// Prints a failure with its causes.
pub(super) fn failure(error: &Error) {
    talk(&format!("失败:{}", error.in_a_line()));
}
