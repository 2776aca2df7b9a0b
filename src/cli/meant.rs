//! The command line that was probably meant, from the parser's error: each mends one fault.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use jixiao::text::nearest;
use jixiao::{Date, Format};
use std::path::Path;

use super::examples;
use super::slips::Options;

/// The text of an error of the parser: what it says, in a context.
pub(super) fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        // The most similar is last.
        Some(ContextValue::Strings(texts)) => texts.last().cloned().unwrap_or_default(),
        _ => String::new(),
    }
}

/// A command line with an error, and the command that it names.
pub(super) struct Faulty<'a> {
    pub(super) error: &'a clap::Error,
    pub(super) words: &'a [String],
    /// `template copy`
    pub(super) path: &'a str,
    pub(super) options: &'a Options,
    /// The names of the program's commands, and of those below `path`.
    pub(super) commands: [Vec<String>; 2],
}

/// Words for commands and options that people write instead of their names.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("检查", "check"),
    ("标记", "mark"),
    ("改正", "fix"),
    ("生成", "render"),
    ("批量", "batch"),
    ("核对", "verify"),
    ("合并", "merge"),
    ("名册", "roster"),
    ("空白", "blank"),
    ("读入", "import"),
    ("导入", "import"),
    ("清单", "list"),
    ("对比", "diff"),
    ("说明", "explain"),
    ("字体", "fonts"),
    ("表样", "template"),
    ("网页", "page"),
    ("帮助", "help"),
    ("格式", "format"),
    ("输出", "output"),
];

/// Words that ask for help.
const HELP: [&str; 5] = ["/?", "-?", "--?", "?", "？"];

/// Words that ask for the version.
const VERSION: [&str; 3] = ["version", "ver", "版本"];

impl Faulty<'_> {
    /// The command line without this fault.
    pub(super) fn mended(&self) -> Option<Vec<String>> {
        match self.error.kind() {
            ErrorKind::InvalidSubcommand => self.command(),
            ErrorKind::UnknownArgument => self.argument(),
            ErrorKind::MissingRequiredArgument => self.missing(),
            ErrorKind::InvalidValue | ErrorKind::ValueValidation => self.value(),
            ErrorKind::TooManyValues => self.without_value(),
            ErrorKind::ArgumentConflict => self.without_argument(),
            _ => None,
        }
    }

    fn context(&self, kind: ContextKind) -> String {
        context(self.error, kind)
    }

    /// The words with those from `at` on, `length` of them, replaced.
    fn with(&self, at: usize, length: usize, new: &[&str]) -> Vec<String> {
        let new: Vec<String> = new.iter().map(|word| (*word).to_owned()).collect();
        [&self.words[..at], &new, &self.words[at + length..]].concat()
    }

    fn is_command(&self, word: &str) -> bool {
        self.commands[0].iter().any(|command| command == word)
    }

    fn position(&self, word: &str) -> Option<usize> {
        let found = self.words.iter().skip(1).position(|own| own == word);
        found.map(|at| at + 1)
    }

    /// Instead of a word that is no command.
    fn command(&self) -> Option<Vec<String>> {
        let word = self.context(ContextKind::InvalidSubcommand);
        let at = self.position(&word)?;
        if HELP.contains(&word.as_str()) {
            return Some(self.with(1, self.words.len() - 1, &["help"]));
        }
        if self.path.is_empty() && VERSION.contains(&word.as_str()) {
            return Some(self.with(1, self.words.len() - 1, &["--version"]));
        }
        let [_, known] = &self.commands;
        let lower = word.to_lowercase();
        let other = other_name(&word).unwrap_or(&lower);
        if let Some(name) = known.iter().find(|name| *name == other) {
            return Some(self.with(at, 1, &[name]));
        }
        let meant = self.context(ContextKind::SuggestedSubcommand);
        if !meant.is_empty() {
            return Some(self.with(at, 1, &[&meant]));
        }
        let later = self.words[at..]
            .iter()
            .position(|word| self.is_command(word));
        if let Some(later) = later.map(|later| later + at).filter(|_| at == 1) {
            let mut words = self.words.to_vec();
            let command = words.remove(later);
            words.insert(1, command);
            return Some(words);
        }
        let file = Path::new(&word);
        let is_file = self.path.is_empty() && file.exists();
        is_file.then(|| self.with(at, 1, &[self.command_for(file), &word]))
    }

    /// The command for a file or folder without one: with a place for results those are wanted, else
    /// it is checked.
    fn command_for(&self, file: &Path) -> &'static str {
        let is_copied = |word: &String| word == "--mark" || word == "--fix";
        let mut words = self.words.iter();
        let output = words.position(|word| word == "-o" || word == "--output");
        let output = output.and_then(|at| self.words.get(at + 1)).map(Path::new);
        match output {
            _ if self.words.iter().any(is_copied) => "check",
            Some(path) if path.extension().is_none() && file.is_dir() => "batch",
            Some(path) if path.extension().is_none() => "render",
            _ => "check",
        }
    }

    /// Instead of an argument that the command has not.
    fn argument(&self) -> Option<Vec<String>> {
        let word = self.context(ContextKind::InvalidArg);
        if HELP.contains(&word.as_str()) {
            let words: Vec<&str> = self.path.split_whitespace().collect();
            let words = [&["help"][..], &words].concat();
            return Some(self.with(1, self.words.len() - 1, &words));
        }
        let bare = word.trim_start_matches('-');
        let at = self
            .words
            .iter()
            .position(|own| own.split('=').next() == Some(&word))?;
        let value = &self.words[at][word.len()..];
        let suggested = self.context(ContextKind::SuggestedArg);
        let meant = if !suggested.is_empty() {
            suggested
        } else if bare == word {
            // One more than the command takes.
            return (!Path::new(&word).exists()).then(|| self.with(at, 1, &[]));
        } else if self.path == "help" && self.is_command(bare) {
            bare.to_owned()
        } else if let Some(name) = other_name(bare) {
            format!("--{name}")
        } else if bare.chars().count() == 1 {
            format!("--{}", self.options.long_of(bare)?)
        } else {
            return None;
        };
        Some(self.with(at, 1, &[&format!("{meant}{value}")]))
    }

    /// With the options that are missing; `None` if other arguments are missing too.
    fn missing(&self) -> Option<Vec<String>> {
        let missing = match self.error.get(ContextKind::InvalidArg) {
            Some(ContextValue::Strings(texts)) => texts.clone(),
            _ => vec![self.context(ContextKind::InvalidArg)],
        };
        let [missing] = &missing[..] else { return None };
        let mut words = self.words.to_vec();
        // One of a group: `<--mark|--fix>`.
        if let Some(group) = missing.strip_prefix('<').filter(|it| it.starts_with("--")) {
            words.push(group.split(['|', '>']).next()?.to_owned());
            return Some(words);
        }
        let option = missing
            .split(' ')
            .next()
            .filter(|it| it.starts_with("--"))?;
        let flag = if option == "--output" { "-o" } else { option };
        if flag == "-o"
            && let Some(at) = self.place_of_results()
        {
            words.insert(at, flag.to_owned());
            return Some(words);
        }
        words.extend([flag.to_owned(), self.sample(option)?]);
        Some(words)
    }

    /// The place of a last word that does not exist, after others that do: where results go.
    fn place_of_results(&self) -> Option<usize> {
        let words = self.words.iter().enumerate().skip(1);
        let free: Vec<usize> = words
            .filter(|(at, word)| {
                let before = &self.words[at - 1];
                !word.starts_with('-') && !self.options.takes_next(before) && !self.is_command(word)
            })
            .map(|(at, _)| at)
            .collect();
        let [.., first, last] = free[..] else {
            return None;
        };
        let exists = |at: usize| Path::new(&self.words[at]).exists();
        (exists(first) && !exists(last)).then_some(last)
    }

    /// A value of an option, out of an example.
    fn sample(&self, option: &str) -> Option<String> {
        if option == "--format" {
            return Some(default_format(self.path).to_owned());
        }
        let mut lines = examples::of(self.path).iter();
        let value = lines.find_map(|example| {
            let mut words = example.line.split(' ');
            words.find(|word| *word == option || (*word == "-o" && option == "--output"))?;
            words.next()
        })?;
        Some(value.to_owned())
    }

    /// With a value that is right.
    fn value(&self) -> Option<Vec<String>> {
        let argument = self.context(ContextKind::InvalidArg);
        let option = argument.split(' ').next()?;
        let value = self.context(ContextKind::InvalidValue);
        if self.error.kind() == ErrorKind::InvalidValue && value.is_empty() {
            let mut words = self.words.to_vec();
            words.push(self.sample(option)?);
            return Some(words);
        }
        let is_workbook = option == "--format" && meant_format(&value) == Some("xlsx");
        if is_workbook && ["check", "diff"].contains(&self.path) {
            return self.as_workbook(&value);
        }
        let (at, before, after) = self.place_of(&value)?;
        let right = match option {
            "--format" => match self.path {
                "check" => nearest(&value, ["text", "json", "github"]).unwrap_or("text"),
                "diff" => nearest(&value, ["text", "json"]).unwrap_or("text"),
                _ => meant_format(&value).or_else(|| {
                    let is_alone = before.ends_with('=') || before.is_empty();
                    (is_alone && after.is_empty()).then_some(default_format(self.path))
                })?,
            }
            .to_owned(),
            option => right_value(option, &value)?,
        };
        Some(self.with(at, 1, &[&format!("{before}{right}{after}")]))
    }

    /// With a workbook as the result: annotated, or of the comparison.
    fn as_workbook(&self, value: &str) -> Option<Vec<String>> {
        let at = self
            .words
            .iter()
            .position(|word| word.starts_with("--format"))?;
        let length = if self.words[at].contains('=') { 1 } else { 2 };
        if self.path == "check" {
            return Some(self.with(at, length, &["--mark"]));
        }
        let name = self.sample("--output");
        let has_output = |word: &String| word == "-o" || word.starts_with("--output");
        let is_given = self.words.iter().any(has_output) || value.is_empty();
        match name.filter(|_| !is_given) {
            Some(name) => Some(self.with(at, length, &["-o", &name])),
            None => Some(self.with(at, length, &[])),
        }
    }

    /// The word that has a value, and what is before and after it there.
    fn place_of(&self, value: &str) -> Option<(usize, &str, &str)> {
        let found = self.words.iter().enumerate().skip(1);
        let mut found = found.filter_map(|(at, word)| {
            if word == value {
                return Some((at, "", ""));
            }
            let start = word.find(value).filter(|_| !value.is_empty())?;
            let (before, rest) = word.split_at(start);
            let after = &rest[value.len()..];
            let is_part = before.is_empty() || before.ends_with([',', '=']) || before == "-o";
            let is_whole = after.is_empty() || after.starts_with(',');
            (is_part && is_whole).then_some((at, before, after))
        });
        found.next()
    }

    /// Without the value of an option that takes none.
    fn without_value(&self) -> Option<Vec<String>> {
        let option = self.context(ContextKind::InvalidArg);
        let start = format!("{option}=");
        let at = self
            .words
            .iter()
            .position(|word| word.starts_with(&start))?;
        Some(self.with(at, 1, &[&option]))
    }

    /// Without an option that another one excludes; of one that is there twice the last stays.
    fn without_argument(&self) -> Option<Vec<String>> {
        let both = [ContextKind::InvalidArg, ContextKind::PriorArg].map(|kind| self.context(kind));
        let argument = both.iter().find(|argument| argument.starts_with('-'))?;
        let option = argument.split(' ').next()?;
        let at = self.words.iter().position(|word| {
            let is_it = word.split('=').next() == Some(option);
            is_it || (option == "--output" && word == "-o")
        })?;
        let length = if self.options.takes_next(&self.words[at]) {
            2
        } else {
            1
        };
        let length = length.min(self.words.len() - at);
        Some(self.with(at, length, &[]))
    }
}

fn other_name(word: &str) -> Option<&'static str> {
    let mut names = OTHER_NAMES.iter();
    let found = names.find(|(other, _)| *other == word);
    found.map(|(_, name)| *name)
}

/// What `--format` is without a value.
fn default_format(path: &str) -> &'static str {
    if ["check", "diff"].contains(&path) {
        "text"
    } else {
        "xlsx,pdf"
    }
}

/// The format that a word means.
fn meant_format(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    match word.as_str() {
        "excel" | "xls" | "xlsm" | "et" | "工作簿" | "表格" => Some("xlsx"),
        "htm" | "web" | "网页" => Some("html"),
        // Not made.
        "word" | "wps" => None,
        _ => nearest(&word, Format::ALL.map(Format::as_str)),
    }
}

/// The right value of an option instead of another one.
fn right_value(option: &str, value: &str) -> Option<String> {
    let digits = |count: usize| {
        let digits: String = value.chars().filter(char::is_ascii_digit).collect();
        (1..=count).contains(&digits.len()).then_some(digits)
    };
    let lower = value.to_lowercase();
    let text = |text: &str| Some(text.to_owned());
    match option {
        "--date" | "--return-by" => date(value).map(|date| date.to_string()),
        "--year" => digits(4).filter(|digits| digits.len() == 4),
        "--projects" | "--rows" | "--jobs" => digits(3),
        "--level" => match value.split_once([':', '：']) {
            Some((name, level)) => Some(format!("{name}={level}")),
            None => Some(format!("{value}=关")),
        },
        "--at-least" => text(nearest(value, ["错误", "警告", "提示"]).unwrap_or("错误")),
        "--encoding" if ["gb", "936", "ansi"].iter().any(|one| lower.contains(one)) => {
            text("gb18030")
        }
        "--encoding" => text("utf-8"),
        "--lang" => match lower.as_str() {
            "cn" | "chinese" | "中文" | "汉语" => text("zh"),
            "english" | "英文" | "英语" => text("en"),
            _ if lower.starts_with("zh") => text("zh"),
            _ if lower.starts_with("en") => text("en"),
            _ => None,
        },
        "<外壳>" | "<SHELL>" => match lower.as_str() {
            "pwsh" | "ps" | "cmd" => text("powershell"),
            "sh" => text("bash"),
            // Of their own kind.
            "tcsh" | "csh" | "ksh" => None,
            _ => nearest(&lower, ["bash", "zsh", "fish", "powershell", "elvish"]).and_then(text),
        },
        // Windows takes dots and spaces off.
        "--output" => Some(value.trim_end_matches(['.', ' ']).to_owned())
            .filter(|name| name != value && !name.is_empty()),
        _ => None,
    }
}

/// A date in other spellings: `2025年3月1日`, `20250301`.
fn date(value: &str) -> Option<Date> {
    let digits = value.len() == 8 && value.bytes().all(|byte| byte.is_ascii_digit());
    if digits {
        return Date::parse(&[&value[..4], &value[4..6], &value[6..]].join("-"));
    }
    Date::read(value)
}
