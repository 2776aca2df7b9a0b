//! How the program was started: with a command; by files alone, which were dropped on it; by a
//! double click.

use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal};
use std::iter;
use std::path::Path;

use super::status::ExitStatus;
use super::{input, report, usage, wildcard};

/// A start of the program.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// With these words; the first is the program's name.
    Command(Vec<OsString>),
    /// By files alone: these words check them.
    Files(Vec<OsString>),
    /// By a double click: no words, in a window that closes at the end.
    DoubleClick,
}

/// What a double click shows.
const GUIDE: &str = "\
jixiao 检查绩效目标表、生成规定样式的表。它没有窗口,三种用法:

1. 把填好的 Excel 表(可以几个一起选上)拖到这个程序的图标上,松开:
   检查完,旁边多一份“….检查.xlsx”,有问题的格有底色与批注。原来的表不动。
2. 不想用命令的:让会用的人运行 jixiao page,写出网页 绩效目标表.html,
   双击它,在浏览器里填表、检查、生成文件。
3. 全部的用法:在放着表的文件夹里,点地址栏,输入 cmd,回车,再输入
   jixiao --help";

/// What is said when dropped files are checked and marked.
const MARKED: &str = "标记好的表在原来的旁边,名称里多了“.检查”:有问题的格有底色与批注,末页列出全部问题。改原来的表,改好再拖来检查";

/// Endings of files that can be marked.
const WORKBOOKS: [&str; 3] = ["xlsx", "xlsm", "xls"];

impl Start {
    /// The start of this process.
    pub(super) fn of_process() -> Start {
        // The help has the name of the command, whatever its file is called: `jixiao.exe`.
        let program = OsString::from("jixiao");
        let words = std::env::args_os().skip(1);
        let words = if cfg!(windows) {
            words.flat_map(wildcard::expand).collect::<Vec<_>>()
        } else {
            words.collect()
        };
        Start::of(iter::once(program).chain(words).collect(), is_own_window())
    }

    fn of(words: Vec<OsString>, is_own_window: bool) -> Start {
        let given = words.get(1..).unwrap_or_default();
        if given.is_empty() && is_own_window {
            return Start::DoubleClick;
        }
        if are_files(given) {
            return Start::Files(checking(&words));
        }
        Start::Command(words)
    }

    /// Whether the window may close at the end before its text is read. Only such starts wait: a
    /// command can be one of a task that nobody watches.
    pub(super) fn may_vanish(&self) -> bool {
        !matches!(self, Start::Command(_)) && is_own_window()
    }
}

/// Whether the first word is no command but a file or folder, and none is an option or a command in
/// the wrong place. That the others exist is checked with them.
fn are_files(words: &[OsString]) -> bool {
    let is_option = |word: &OsString| word.to_string_lossy().starts_with('-');
    let is_file = |word: &OsString| !usage::is_command(word) && Path::new(word).exists();
    let is_late = |word: &OsString| usage::is_command(word) && !Path::new(word).exists();
    let is_other = |word| is_option(word) || is_late(word);
    words.first().is_some_and(is_file) && !words.iter().any(is_other)
}

/// The words that check files, and mark those that can be.
fn checking(words: &[OsString]) -> Vec<OsString> {
    let (program, files) = words.split_at(1);
    let mut all = program.to_vec();
    all.push("check".into());
    let is_workbook = |file: &OsString| {
        let ending = Path::new(file).extension().unwrap_or_default();
        WORKBOOKS.iter().any(|own| ending.eq_ignore_ascii_case(own))
    };
    if files.iter().any(is_workbook) {
        all.push("--mark".into());
    }
    all.push("--".into());
    all.extend(files.iter().cloned());
    all
}

/// Says what to do after a double click.
pub(super) fn guide() -> ExitStatus {
    report::message(GUIDE);
    ExitStatus::Usage
}

/// Says where the marked copies of checked files are, if some were to be made.
pub(super) fn after_checking(words: &[OsString], status: ExitStatus) {
    let is_marked = words.iter().any(|word| word == OsStr::new("--mark"));
    if is_marked && status <= ExitStatus::Findings {
        report::message(&format!("\n{MARKED}"));
    }
}

/// Waits until the text in the window is read.
pub(super) fn wait() {
    report::message("\n按回车键关闭窗口");
    input::wait_for_line();
}

fn is_own_window() -> bool {
    jixiao_console::is_own() && io::stdin().is_terminal()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn words(words: &[&str]) -> Vec<OsString> {
        words.iter().map(OsString::from).collect()
    }

    #[test]
    fn files_alone_are_checked_and_marked() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        for name in ["甲.xlsx", "乙.json", "check"] {
            fs::write(path(name), "").unwrap();
        }
        let (book, data) = (path("甲.xlsx"), path("乙.json"));
        let of = |given: &[&str]| Start::of(words(given), false);
        assert_eq!(
            of(&["jixiao", &book, &data]),
            Start::Files(words(&["jixiao", "check", "--mark", "--", &book, &data]))
        );
        assert_eq!(
            of(&["jixiao", &data]),
            Start::Files(words(&["jixiao", "check", "--", &data]))
        );
        for command in [
            vec!["jixiao", "check", &book],
            vec!["jixiao", &book, "-o"],
            vec!["jixiao", &book, "check"],
            vec!["jixiao", "没有.xlsx", &book],
            vec!["jixiao", "--help"],
            vec!["jixiao"],
        ] {
            assert_eq!(of(&command), Start::Command(words(&command)));
        }
    }

    #[test]
    fn only_a_double_click_has_neither_words_nor_another_program_in_its_window() {
        assert_eq!(Start::of(words(&["jixiao"]), true), Start::DoubleClick);
        let version = words(&["jixiao", "--version"]);
        assert_eq!(Start::of(version.clone(), true), Start::Command(version));
    }
}
