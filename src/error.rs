//! Failures: a file, a font or a writer failed. What is wrong in the user's data is a finding ([`crate::finding`]), not a failure.

use std::error::Error as _;
use std::io;
use std::path::PathBuf;

use crate::layout::UnknownFace;
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
    /// A folder with results cannot be used: not finished, made otherwise, or not of this program.
    #[error("不能用 {}:{reason}", path.display())]
    Unfit {
        /// The folder or file.
        path: PathBuf,
        /// Why, and what to do.
        reason: String,
    },
}

impl Error {
    /// The failure with its causes, in one line, in the words for people.
    pub fn in_a_line(&self) -> String {
        let mut line = self.to_string();
        let mut cause = self.source();
        while let Some(source) = cause {
            line.extend([":", &in_words(source)]);
            cause = source.source();
        }
        line
    }

    /// What the system says of the file, without the file's name; the whole line where it is another failure.
    pub fn cause_in_words(&self) -> String {
        self.source().map_or_else(|| self.in_a_line(), in_words)
    }
}

/// Said of a file that another program holds.
const IN_USE: &str = "正在别的程序里打开着(如 Excel、WPS);关上它,再运行一次";

/// What Windows means by an error about a file that is open elsewhere: a sharing violation (32), a lock (33); and "access denied" (5), which it says
/// when a file is to be replaced that Excel has open.
fn locked_on_windows(code: i32) -> Option<&'static str> {
    match code {
        32 | 33 => Some(IN_USE),
        5 => Some("没有权限,或正在别的程序里打开着(如 Excel、WPS):先关上它,再运行一次"),
        _ => None,
    }
}

/// What the system says of a file, in Chinese where it is one of the usual things.
fn in_words(cause: &(dyn std::error::Error + 'static)) -> String {
    let Some(error) = cause.downcast_ref::<io::Error>() else {
        return cause.to_string();
    };
    if cfg!(windows)
        && let Some(words) = error.raw_os_error().and_then(locked_on_windows)
    {
        return words.to_owned();
    }
    let words = match error.kind() {
        io::ErrorKind::NotFound => "没有这个文件或文件夹",
        io::ErrorKind::PermissionDenied => "没有权限",
        io::ErrorKind::IsADirectory => "是文件夹,不是文件",
        io::ErrorKind::NotADirectory => "那里有同名的文件,不是文件夹",
        io::ErrorKind::StorageFull => "磁盘已满",
        io::ErrorKind::QuotaExceeded => "磁盘配额已用完",
        io::ErrorKind::FileTooLarge => "文件大小超过系统的限制",
        io::ErrorKind::ReadOnlyFilesystem => "磁盘只读",
        io::ErrorKind::ResourceBusy | io::ErrorKind::ExecutableFileBusy => IN_USE,
        io::ErrorKind::InvalidFilename => "文件名不能用",
        io::ErrorKind::InvalidData => "不是 UTF-8 文本",
        io::ErrorKind::AlreadyExists => "已经有了",
        _ => return error.to_string(),
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_excel_has_open_is_told_as_such() {
        for code in [5, 32, 33] {
            let words = locked_on_windows(code).unwrap();
            assert!(words.contains("Excel") && words.contains("关上"), "{code}");
        }
        assert_eq!(locked_on_windows(2), None);
        let error = Error::Write {
            path: PathBuf::from("甲.xlsx"),
            source: io::Error::from(io::ErrorKind::ResourceBusy),
        };
        assert!(
            error
                .in_a_line()
                .starts_with("写不了 甲.xlsx:正在别的程序里打开着")
        );
    }
}
