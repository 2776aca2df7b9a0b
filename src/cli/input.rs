//! Input files of a command: their bytes; `-` is standard input.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jixiao::finding::{Code, Report};
use jixiao::mark::{is_copy_of, is_marked, is_untouched, original_name, skipped_copy};
use jixiao::record::MAX_INPUT;
use jixiao::workbook;
use jixiao::{Error, Unusable};

use super::marked::origin;

/// What stands for standard input.
pub(super) const STDIN: &str = "-";

/// The bytes of a file or of standard input, no more than a submission may have and one.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let failed = |source| Error::Read {
        path: path.to_owned(),
        source,
    };
    let most = MAX_INPUT as u64 + 1;
    let mut bytes = Vec::new();
    if path.as_os_str() == STDIN {
        io::stdin()
            .lock()
            .take(most)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
    } else {
        File::open(path)
            .map_err(failed)?
            .take(most)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
    }
    Ok(bytes)
}

/// The files of a command without the marked copies of others among them, which say the same again, and what is said of those.
pub(super) fn without_copies(files: &[PathBuf]) -> (Vec<PathBuf>, Report) {
    let mut report = Report::new();
    let mut kept = Vec::with_capacity(files.len());
    for file in files {
        match copy_of_others(file, files) {
            Some((original, is_untouched)) => {
                let [copy, original] = [file, original].map(|path| path.to_string_lossy());
                report.push(skipped_copy(&copy, &original, is_untouched));
            }
            None => kept.push(file.clone()),
        }
    }
    (kept, report)
}

/// The file that another is a marked copy of by its name and by what stands in it: one beside it, or the one it was made of; and whether it is as it was
/// made.
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
    let (workbook, _) = workbook::read(&name, &bytes);
    workbook
        .is_some_and(|workbook| is_marked(&workbook))
        .then(|| (original.as_path(), is_untouched(&bytes)))
}

/// Whether what was found in a file is that a program left it there: it is passed over.
pub(super) fn is_stray(report: &Report) -> bool {
    let mut findings = report.findings().iter();
    findings.any(|finding| finding.code == Code::StrayFile)
}

/// What is said where no file of a command holds data.
pub(super) const ALL_STRAY: &str = "给出的都是临时文件、系统文件或本程序的成果,里面没有申报数据";

/// The files of a command that are read, wherever links lead: what is typed there must not be written over.
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
