//! Input files of a command: their bytes; `-` is standard input.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jixiao::Error;
use jixiao::diag::{Code, Report};
use jixiao::record::MAX_INPUT;

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
        Err(Error::Unfit {
            path: output.to_owned(),
            reason: "它是要读的文件,写上去原来的内容就没有了;用 -o 写到别处".to_owned(),
        })
    }
}
