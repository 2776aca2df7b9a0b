//! Reading the files of a command one by one.

use std::path::{Path, PathBuf};

use jixiao::Error;

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
