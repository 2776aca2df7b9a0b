//! Reading the files of a command one by one.

use std::path::{Path, PathBuf};

use jixiao::Error;
use jixiao::finding::{Read, Report};
use jixiao::render::{Derived, Renderer};
use jixiao::source::Source;

use super::status::ExitStatus;
use super::{input, report};

/// Reads each file, whatever happens to the others: `read` counts those without data. `Ok` is the
/// worst status, `Err` that of files which are all without data.
pub(super) fn read_each(
    files: &[PathBuf],
    mut read: impl FnMut(&Path, &mut usize) -> Result<ExitStatus, Error>,
) -> Result<ExitStatus, ExitStatus> {
    let (files, copy_findings) = input::without_copies(files);
    report::findings(&copy_findings);
    let (mut strays, mut worst) = (0, ExitStatus::Success);
    for file in &files {
        let status = read(file, &mut strays).unwrap_or_else(|error| {
            report::failure(&error);
            ExitStatus::Failure
        });
        worst = worst.max(status);
    }
    if strays == files.len() {
        report::message(input::ALL_STRAY);
        return Err(worst.max(ExitStatus::Usage));
    }
    Ok(worst)
}

/// Reads the submissions of a file without rules, each with its source.
///
/// # Errors
/// The file cannot be read.
pub(super) fn read_submissions(
    renderer: &Renderer,
    file: &Path,
) -> Result<Read<Vec<(Source, Derived)>>, Error> {
    let Read {
        value: sources,
        report: mut findings,
    } = renderer.open(&file.to_string_lossy(), &input::read(file)?);
    let mut submissions = Vec::new();
    for source in sources {
        let read = renderer.read_for_list(&source);
        findings.append(read.report);
        submissions.extend(read.value.map(|submission| (source, submission)));
    }
    Ok(Read {
        value: submissions,
        report: findings,
    })
}

/// Status of a file with these findings. Counts a file without data.
pub(super) fn status_of(findings: &Report, strays: &mut usize) -> ExitStatus {
    *strays += usize::from(input::is_stray(findings));
    if findings.has_errors() {
        ExitStatus::Findings
    } else {
        ExitStatus::Success
    }
}
