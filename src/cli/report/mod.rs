//! The only place that prints: results to standard output, talk to standard error; colour on a terminal only.

mod github;
mod json;
mod telling;

use std::error::Error as _;
use std::io::{self, Write};

use jixiao::Error;
use jixiao::diag::{Diagnostic, Report, Severity};

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
    talk(&format!("失败:{}", in_a_line(error)));
}

/// A failure with its causes, in one line.
fn in_a_line(error: &Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        line.extend([":", &in_words(source)]);
        cause = source.source();
    }
    line
}

/// What the system says of a file, in Chinese where it is one of the usual things.
fn in_words(cause: &(dyn std::error::Error + 'static)) -> String {
    let Some(error) = cause.downcast_ref::<io::Error>() else {
        return cause.to_string();
    };
    let words = match error.kind() {
        io::ErrorKind::NotFound => "没有这个文件或文件夹",
        io::ErrorKind::PermissionDenied => "没有权限",
        io::ErrorKind::IsADirectory => "是文件夹,不是文件",
        io::ErrorKind::NotADirectory => "那里有同名的文件,不是文件夹",
        io::ErrorKind::StorageFull => "磁盘已满",
        io::ErrorKind::ReadOnlyFilesystem => "磁盘只读",
        io::ErrorKind::InvalidFilename => "文件名不能用",
        io::ErrorKind::InvalidData => "不是 UTF-8 文本",
        io::ErrorKind::AlreadyExists => "已经有了",
        _ => return error.to_string(),
    };
    words.to_owned()
}
