//! Failures: a file, a font or a writer failed. What is wrong in the user's data is a finding ([`crate::diag`]), not a failure.

use std::path::PathBuf;

use crate::layout::{FontError, UnknownFace};
use crate::mark::MarkError;
use crate::write::WriteError;

/// What went wrong outside the user's data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read.
    #[error("读不出 {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// A file could not be written; what was there before is unchanged.
    #[error("写不了 {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// A font file cannot be used.
    #[error("字体文件不能用 {}", path.display())]
    Font {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: FontError,
    },
    /// The look names a face that none of the fonts has.
    #[error(transparent)]
    UnknownFace(#[from] UnknownFace),
    /// A workbook cannot be marked.
    #[error("{name} 没有标记")]
    Mark {
        /// Name of the workbook.
        name: String,
        /// Why.
        #[source]
        source: MarkError,
    },
    /// A writer failed.
    #[error("生成 {name} 失败")]
    Output {
        /// Name of the file that was to be made.
        name: String,
        /// Why.
        #[source]
        source: WriteError,
    },
}
