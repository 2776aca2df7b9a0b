//! The exit status of a command.

use std::process::ExitCode;

/// The exit status of a command; the greatest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ExitStatus {
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
