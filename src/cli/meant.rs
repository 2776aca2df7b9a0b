//! The command line that was probably meant, from the parser's error: each mends one fault.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use jixiao::render::unique;
use jixiao::text::nearest;
use jixiao::{Date, Format};
use std::path::{Path, PathBuf};

use super::examples;
use super::places::{free, free_folder, is_folder, is_named_as_file};
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
    /// Whether the argument that the command has not is exactly one of another command.
    pub(super) is_of_another_command: bool,
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
        if word == "jixiao" {
            return Some(self.with(at, 1, &[]));
        }
        if let Some((name, file)) = self.joined(&word) {
            return Some(self.with(at, 1, &[name, file]));
        }
        let other = other_name(&word).unwrap_or(&lower);
        if let Some(name) = known.iter().find(|name| *name == other) {
            return Some(self.with(at, 1, &[name]));
        }
        let meant = self.context(ContextKind::SuggestedSubcommand);
        // `check,目标表.json` is more than the name of a command.
        let is_name = word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !meant.is_empty() && is_name {
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

    /// A command and a file in one word: `check,目标表.json`, `check目标表.json`.
    fn joined<'w>(&self, word: &'w str) -> Option<(&str, &'w str)> {
        let [_, known] = &self.commands;
        known.iter().find_map(|name| {
            let file = word.strip_prefix(name.as_str())?;
            let file =
                file.trim_start_matches([',', '，', '、', ':', '：', ';', '；', '\u{3000}', ' ']);
            let is_file = !file.is_empty() && Path::new(file).exists();
            is_file.then_some((name.as_str(), file))
        })
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
        let meant = if self.is_of_another_command {
            // `batch --split` is no slip: what is like it means something else.
            return None;
        } else if !suggested.is_empty() {
            suggested
        } else if bare == word {
            // One more than the command takes.
            return (!Path::new(&word).exists()).then(|| self.with(at, 1, &[]));
        } else if self.path == "help" && self.is_command(bare) {
            bare.to_owned()
        } else if let Some(name) = other_name(bare).filter(|name| self.options.has_long(name)) {
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
        if self.path == "carry" {
            self.end_with_json(&mut words);
        }
        Some(words)
    }

    /// Data that are carried go to a file `.json`, and a workbook to one `.xlsx`.
    fn end_with_json(&self, words: &mut [String]) {
        let is_blank = words.iter().any(|word| word == "--blank");
        let ending = if is_blank { "xlsx" } else { "json" };
        if let Some((at, before)) = output_of(words, self.options) {
            let path = Path::new(&words[at][before.len()..]);
            let own = path.extension().unwrap_or_default();
            if !is_folder(path) && !own.eq_ignore_ascii_case(ending) {
                let named = free(&path.with_extension(ending));
                words[at] = format!("{before}{}", named.to_string_lossy());
            }
        }
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
        let has = |option: &str| self.words.iter().any(|word| word == option);
        if option == "--output" && self.path == "check" && !has("--mark") && !has("--fix") {
            let is_json = has("json") || has("--format=json");
            let name = if is_json { "报告.json" } else { "报告.txt" };
            return Some(free(Path::new(name)).to_string_lossy().into_owned());
        }
        let mut lines = examples::of(self.path).iter();
        let value = lines.find_map(|example| {
            let mut words = example.line.split(' ');
            words.find(|word| *word == option || (*word == "-o" && option == "--output"))?;
            words.next()
        })?;
        if option != "--output" || value.ends_with('/') {
            return Some(value.to_owned());
        }
        // What is read is not written.
        let name = if has(value) {
            unique(value, &[value])
        } else {
            value.to_owned()
        };
        let place = free_folder(Path::new(&name));
        Some(place.to_string_lossy().into_owned())
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
        if option == "--output" {
            return self.right_output(&value);
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

    /// With a place of results that can be used.
    fn right_output(&self, value: &str) -> Option<Vec<String>> {
        let (at, before) = output_of(self.words, self.options)?;
        if self.words[at].strip_prefix(&before) != Some(value) {
            return None;
        }
        // Windows takes dots and spaces off.
        let name = value.trim_end_matches(['.', ' ']);
        let path = Path::new(name);
        let place = if value.is_empty() {
            PathBuf::from(self.sample("--output")?)
        } else if name != value && !name.is_empty() {
            free_folder(path)
        } else if is_named_as_file(path) {
            free_folder(&path.with_extension(""))
        } else {
            return None;
        };
        let place = format!("{before}{}", place.to_string_lossy());
        let mut words = self.with(at, 1, &[&place]);
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        let is_format = is_named_as_file(path) && Format::find(&ending.to_lowercase()).is_some();
        let has_format = words.iter().any(|word| word.starts_with("--format"));
        if self.path == "render" && is_format && !has_format {
            words.extend(["--format".to_owned(), ending.to_lowercase()]);
        }
        Some(words)
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

    /// `blank --all 水务局.xlsx`: the file is the place of the result.
    fn workbook_as_output(&self) -> Option<Vec<String>> {
        let is_workbook = |word: &String| Path::new(word).extension() == Some("xlsx".as_ref());
        let at = self.words.iter().position(is_workbook)?;
        let is_free = self.path == "blank" && output_of(self.words, self.options).is_none();
        let place = free(Path::new(&self.words[at]));
        is_free.then(|| self.with(at, 1, &["-o", &place.to_string_lossy()]))
    }

    /// Without an option that another one excludes; of one that is there twice the last stays.
    fn without_argument(&self) -> Option<Vec<String>> {
        if let Some(words) = self.workbook_as_output() {
            return Some(words);
        }
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

/// The word that has the place of the results, and what is before it there: `--output=`.
pub(super) fn output_of(words: &[String], options: &Options) -> Option<(usize, String)> {
    let mut is_value = false;
    for (at, word) in words.iter().enumerate().skip(1) {
        if word == "--" {
            return None;
        }
        let is_option = !is_value;
        is_value = is_option && options.takes_next(word);
        if is_option && (word == "-o" || word == "--output") {
            return (at + 1 < words.len()).then(|| (at + 1, String::new()));
        }
        let mut befores = ["--output=", "-o=", "-o"].iter();
        if let Some(before) = befores.find(|before| is_option && word.starts_with(**before)) {
            return Some((at, (*before).to_owned()));
        }
    }
    None
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
        "版式" | "版式文件" => Some("ofd"),
        // Not made.
        "word" | "wps" => None,
        _ => {
            // Letters in another order are nearer than other letters: `odf`.
            let sorted = |word: &str| {
                let mut letters: Vec<char> = word.chars().collect();
                letters.sort_unstable();
                letters
            };
            let own = sorted(&word);
            let mut names = Format::ALL.map(Format::as_str).into_iter();
            let same = names.find(|name| sorted(name) == own);
            same.or_else(|| nearest(&word, Format::ALL.map(Format::as_str)))
        }
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
