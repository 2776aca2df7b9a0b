//! Failures of a file, a font or a writer. An error in the user's data is a finding
//! ([`crate::finding`]) instead.

use std::error::Error as _;
use std::io;
use std::path::PathBuf;

use crate::layout::UnknownFace;
use crate::mark::{FixError, MarkError};
use crate::write::WriteError;

/// A failure outside the user's data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder cannot be read.
    #[error("读不出 {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Error of the system.
        #[source]
        source: std::io::Error,
    },
    /// A file cannot be written; the old one is unchanged.
    #[error("写不了 {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Error of the system.
        #[source]
        source: std::io::Error,
    },
    /// No font contains a face that the edition requires.
    #[error(transparent)]
    UnknownFace(#[from] UnknownFace),
    /// A workbook cannot be annotated.
    #[error("{name} 没有标记")]
    Mark {
        /// Name of the workbook.
        name: String,
        /// The cause.
        #[source]
        source: MarkError,
    },
    /// A file cannot be mended.
    #[error("{name} 没有改正")]
    Fix {
        /// Name of the file.
        name: String,
        /// The cause.
        #[source]
        source: FixError,
    },
    /// A writer failed.
    #[error("生成 {name} 失败")]
    Output {
        /// Name of the file.
        name: String,
        /// The cause.
        #[source]
        source: WriteError,
    },
    /// A file or folder cannot be used: unfinished, made with other options, or made by another
    /// program.
    #[error("不能用 {}:{reason}", path.display())]
    Unusable {
        /// The file or folder.
        path: PathBuf,
        /// The reason.
        reason: Unusable,
    },
}

/// Reason why a file or folder cannot be used, and what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unusable {
    /// A folder of fonts has too many font files.
    #[error("里面有 {count} 个字体文件,至多 {most} 个:只放要用的")]
    TooManyFonts {
        /// Number of font files in the folder.
        count: usize,
        /// Maximum number that is read.
        most: usize,
    },
    /// A font file is too large.
    #[error("文件大于 {most} MiB")]
    FileTooLarge {
        /// Maximum size that is read, in MiB.
        most: u64,
    },
    /// An output would overwrite an input.
    #[error("它是要读的文件,写上去原来的内容就没有了;用 -o 写到别处")]
    OutputIsInput,
    /// An order file is not text.
    #[error("{seen};应为 一行一个编码或名称的文本文件")]
    OrderFile {
        /// Description of the actual content.
        seen: String,
    },
    /// The name for an annotated copy is taken by a file that is not one.
    #[error("这里已有一个文件,不是 check --mark 做的;移开它,或用 -o 写到别处")]
    NotAnnotatedCopy,
    /// Another run writes into the folder.
    #[error("另一个 jixiao 正在往里面写;等它做完,或者换一个文件夹")]
    Locked,
    /// A finished result was removed or changed before the run ended.
    #[error("做好以后、这一批做完以前被删去或改动了")]
    ResultChanged,
    /// The run was interrupted.
    #[error("这一批还没有做完;加 --resume 再运行同一条 jixiao batch 命令,就接着做")]
    RunUnfinished,
    /// The folder has the results of another shard.
    #[error(
        "里面是{}的成果,这一次做的是{};换一个文件夹,或先移走它",
        shard_in_words(found.as_ref()),
        shard_in_words(own.as_ref())
    )]
    OtherShard {
        /// Shard of the results in the folder, as `1/3`; none for results of all inputs.
        found: Option<String>,
        /// Shard of this run.
        own: Option<String>,
    },
    /// A link is at the path of a folder of results.
    #[error("它是一个链接,成果会写到别处去;删去这个链接,再运行一次")]
    Link,
    /// No threads can be started.
    #[error("{0}")]
    Threads(String),
    /// The report cannot be written as JSON; contains the library's message.
    #[error("{0}")]
    Json(String),
    /// A file of another program has the name of a result.
    #[error("它不是 jixiao batch 做的,成果要用这个文件名;换一个成果文件夹,或先移走它")]
    NameTaken,
    /// The manifest was not written by this program; contains the JSON library's message.
    #[error("不是 jixiao batch 写的文件清单({0})")]
    NotManifest(String),
    /// The manifest has the format of another version.
    #[error("文件清单的格式是 {found},应为 {wanted}")]
    ManifestFormat {
        /// Format of the manifest.
        found: String,
        /// Format that this program reads.
        wanted: &'static str,
    },
    /// The shards were made with editions, fonts or a program other than the present ones.
    #[error("生成它的表样、字体或程序版本与现在的不同")]
    MadeWithOthers,
    /// The shards have another letter than the one that is given, or the built-in one.
    #[error("用的不是这一份退回通知;--letter、--fonts 给 merge 的要与给 batch 的一样")]
    OtherLetter,
    /// An option differs between shards, and the command does not set it.
    #[error("{option} 与 {} 的不同;合的时候写上 {option},就以它为准", other.display())]
    OptionDiffers {
        /// The option, as `--order`.
        option: &'static str,
        /// Folder of the shard it is compared with.
        other: PathBuf,
    },
    /// The folder to merge into is one of the shards.
    #[error("合到的文件夹不能是分片自己")]
    TargetIsShard,
    /// The manifest of a shard was changed by hand.
    #[error("文件清单被改动过")]
    ManifestChanged,
    /// The earlier results to compare with are those of a shard.
    #[error("是一个分片,不能拿来对比:先用 jixiao merge 合起来,对比合成的文件夹")]
    EarlierShard,
    /// The columns of earlier results are unknown: their edition is not the present one.
    #[error("不能对比:做它的表样 {edition} 与现在的不同,看不出各列是什么;用现在的程序再做一次")]
    UnknownColumns {
        /// Id of the edition.
        edition: String,
    },
    /// The results to compare with are those to be made.
    #[error("不能与自己对比:--compare 给出的就是成果要写到的文件夹")]
    ComparedWithItself,
    /// The folder has results, but those of all inputs.
    #[error("不是分片:不是用 --shard 生成的")]
    NotShard,
    /// The same shard is given more than once.
    #[error("第 {number} 片给了两次")]
    DuplicateShard {
        /// Its number, from 1.
        number: u32,
    },
    /// No shard is given.
    #[error("没有给出分片")]
    NoShards,
    /// Shards are from different runs.
    #[error("与 {} 的分片数、选项、表样、字体或程序版本不同", other.display())]
    ShardsDiffer {
        /// Folder of the shard it is compared with.
        other: PathBuf,
    },
    /// Shards of the run are missing.
    #[error("同一批的还缺分片 {}:一并给出", shards.join("、"))]
    MissingShards {
        /// The missing ones, as `2/3`.
        shards: Vec<String>,
    },
    /// Departments that are to be kept were made with other options, or by another program.
    #[error(
        "里面还有这次没有给出的部门 {} 个({}),不能与这次的放在一起:{}不同。什么也没有做。给出全部申报数据,就全部重做;不要它们了,加 --prune{}",
        names.len(),
        first_names(names),
        if differs.is_empty() { "程序、字体或选项".to_owned() } else { differs.join("、") },
        if are_options(differs) { ";选项写得与上次一样(不写的沿用上次的),就接得上" } else { "" }
    )]
    KeptDiffer {
        /// Names of the departments.
        names: Vec<String>,
        /// What differs, in words; empty if it is not known.
        differs: Vec<String>,
    },
    /// Files of departments that are to be kept are missing or were changed.
    #[error(
        "里面有这次没有给出的部门,做好的文件缺少或被改动过,{} 个:{}。{}什么也没有做。两个办法:把它们的申报数据({})一起给出,就重做,改动过的另存为“…(改动过)”,不会丢;或不要它们了,加 --prune",
        names.len(),
        first_names(names),
        files.join(""),
        first_names(inputs)
    )]
    KeptDamaged {
        /// Names of the departments, or of inputs without a record.
        names: Vec<String>,
        /// What is wrong with some of the files, a sentence each.
        files: Vec<String>,
        /// Names of their inputs.
        inputs: Vec<String>,
    },
    /// An input would replace a department of which it has only some tables.
    #[error(
        "{name} 里只有这个部门的一部分表,别的表在 {} 里:一起给出,合成一份。什么也没有做",
        first_names(others)
    )]
    TablesElsewhere {
        /// The input.
        name: String,
        /// The other inputs with tables of the department.
        others: Vec<String>,
    },
    /// The record of an input is missing.
    #[error("没有 {name} 的记录;请先用 jixiao verify 检查")]
    NoRecord {
        /// Name of the input.
        name: String,
    },
    /// Submissions are sent back with private data, but the results are for the public.
    #[error("供公开的成果里不能有退回的表(里面有联系人);去掉 --publish 或 --send-back")]
    SentBackInPublic,
    /// There is to be a volume for each section of the bureau, but the roster has no sections.
    #[error("没有可以分册的{head}:--roster 给出的名册要有{head}一列,至少一个部门填了;什么也没有做")]
    NoSections {
        /// The head of that column.
        head: &'static str,
    },
    /// A file differs from the entry in the manifest.
    #[error("与文件清单不符,被改动过")]
    NotAsListed,
    /// A path in the manifest is not the path of a file.
    #[error("不是文件的路径")]
    NotFilePath,
}

/// A list of at most thirty names.
fn first_names(names: &[String]) -> String {
    const MOST: usize = 30;
    let shown = &names[..names.len().min(MOST)];
    let more = if names.len() > MOST { " 等" } else { "" };
    shown.join("、") + more
}

/// Whether what differs is only how the options are written, not the program, its forms or files.
fn are_options(differs: &[String]) -> bool {
    let is_option = |words: &String| {
        (words.starts_with("选项") || words.starts_with("--")) && !words.contains("给出的文件")
    };
    !differs.is_empty() && differs.iter().all(is_option)
}

fn shard_in_words(shard: Option<&String>) -> String {
    shard.map_or_else(|| "全部".to_owned(), |shard| format!("分片 {shard}"))
}

impl Error {
    /// A file or folder that cannot be used.
    pub fn unusable(path: impl Into<PathBuf>, reason: Unusable) -> Error {
        Error::Unusable {
            path: path.into(),
            reason,
        }
    }

    /// The failure with its causes in one line, in Chinese.
    pub fn in_a_line(&self) -> String {
        let mut line = self.to_string();
        let mut cause = self.source();
        while let Some(source) = cause {
            line.extend([":", &in_words(source)]);
            cause = source.source();
        }
        line
    }

    /// The error of the system, without the file's name; for other failures the whole line.
    pub fn cause_in_words(&self) -> String {
        self.source().map_or_else(|| self.in_a_line(), in_words)
    }
}

/// Message about a file that another program has open.
const IN_USE: &str = "正在别的程序里打开着(如 Excel、WPS);关上它,再运行一次";

/// The errors of Windows that its own words do not explain to a clerk. A file that is open elsewhere:
/// sharing violation (32), lock violation (33), and access denied (5), which it returns if the file
/// to be replaced is open in Excel.
fn in_words_of_windows(code: i32) -> Option<&'static str> {
    match code {
        32 | 33 => Some(IN_USE),
        // ERROR_INVALID_NAME, also of a pattern that no file matches.
        123 => Some("没有这样的文件:名称里有不能用的字符,或者没有与 * ? 相符的文件"),
        5 => Some("没有权限,或正在别的程序里打开着(如 Excel、WPS):先关上它,再运行一次"),
        _ => None,
    }
}

/// The cause in Chinese if it is a usual error of the system, otherwise its own message.
fn in_words(cause: &(dyn std::error::Error + 'static)) -> String {
    let Some(error) = cause.downcast_ref::<io::Error>() else {
        return cause.to_string();
    };
    if cfg!(windows)
        && let Some(words) = error.raw_os_error().and_then(in_words_of_windows)
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
    fn a_file_open_in_excel_is_reported_as_such() {
        for code in [5, 32, 33] {
            let words = in_words_of_windows(code).unwrap();
            assert!(words.contains("Excel") && words.contains("关上"), "{code}");
        }
        assert_eq!(in_words_of_windows(2), None);
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
