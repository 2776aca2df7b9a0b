//! Input files of a command; `-` is standard input.

use std::collections::BTreeSet;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

use jixiao::finding::{Code, Report};
use jixiao::mark::{is_copy_of, is_marked, is_untouched, original_name, skipped_copy};
use jixiao::render::read_input;
use jixiao::{Error, MAX_INPUT, Unusable};

/// The name of standard input.
pub(super) const STDIN: &str = "-";

/// The bytes of a file or of standard input, up to one more than a submission may have.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    if path.as_os_str() != STDIN {
        return read_input(path);
    }
    let mut bytes = Vec::new();
    let mut input = io::stdin().lock().take(MAX_INPUT as u64 + 1);
    input
        .read_to_end(&mut bytes)
        .map_err(|source| Error::Read {
            path: path.to_owned(),
            source,
        })?;
    Ok(bytes)
}

/// Waits for a line of standard input, or its end.
pub(super) fn wait_for_line() {
    // An error ends the waiting as well.
    let _ = io::stdin().lock().read_line(&mut String::new());
}

/// The files of a command except annotated copies of others, and findings about those copies.
pub(super) fn without_copies(files: &[PathBuf]) -> (Vec<PathBuf>, Report) {
    let mut report = Report::new();
    let mut others = Vec::with_capacity(files.len());
    for file in files {
        match copy_of_others(file, files) {
            Some((original, is_untouched)) => {
                let [copy, original] = [file, original].map(|path| path.to_string_lossy());
                report.push(skipped_copy(&copy, &original, is_untouched));
            }
            None => others.push(file.clone()),
        }
    }
    (others, report)
}

/// The original of an annotated copy, and whether the copy is untouched. The original is the file
/// that the copy was made from, or a file in the same folder with a matching name.
fn copy_of_others<'f>(copy: &Path, files: &'f [PathBuf]) -> Option<(&'f Path, bool)> {
    let name = original_name(&copy.file_name()?.to_string_lossy())?;
    let named = |file: &&PathBuf| {
        file.file_name()
            .is_some_and(|own| *own.to_string_lossy() == *name)
    };
    let named: Vec<&PathBuf> = files.iter().filter(named).collect();
    if named.is_empty() {
        return None;
    }
    let bytes = read(copy).ok()?;
    let mut beside = named.iter().filter(|file| file.parent() == copy.parent());
    let mut made_of = named
        .iter()
        .filter(|file| is_copy_of(&bytes, &origin(file)));
    let original = made_of.next().or_else(|| beside.next())?;
    is_marked(&name, &bytes).then(|| (original.as_path(), is_untouched(&bytes)))
}

/// The absolute path of a workbook, which distinguishes it from others with the same name.
pub(super) fn origin(file: &Path) -> String {
    let path = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    path.to_string_lossy().into_owned()
}

/// Whether a report contains a finding that the file is a stray file, which is skipped.
pub(super) fn is_stray(report: &Report) -> bool {
    let mut findings = report.findings().iter();
    findings.any(|finding| finding.code == Code::StrayFile)
}

/// Message if no file of a command contains data.
pub(super) const ALL_STRAY: &str = "给出的都是临时文件、系统文件或本程序的成果,里面没有申报数据";

/// The files that a command reads, as canonical paths: they must not be overwritten.
pub(super) struct Inputs(BTreeSet<PathBuf>);

impl Inputs {
    pub(super) fn of(files: &[PathBuf]) -> Inputs {
        Inputs(
            files
                .iter()
                .filter_map(|file| file.canonicalize().ok())
                .collect(),
        )
    }

    /// Whether a path is one of them.
    pub(super) fn has(&self, output: &Path) -> bool {
        output
            .canonicalize()
            .is_ok_and(|output| self.0.contains(&output))
    }

    /// Refuses to write to a path that is one of them.
    pub(super) fn spare(&self, output: &Path) -> Result<(), Error> {
        if !self.has(output) {
            return Ok(());
        }
        Err(Error::unusable(output, Unusable::OutputIsInput))
    }
}
