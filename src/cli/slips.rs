//! Slips of typing that the parser does not see: it takes `—o` for a file, `-mark` for the options
//! `-m -a -r -k`, quotes of Chinese for a part of a name. Each has the words that were meant.

use std::path::Path;

use clap::{Arg, Command};
use jixiao::Format;

use super::language::said;

/// A slip in a command line.
pub(super) struct Slip {
    /// What is wrong.
    pub(super) what: String,
    /// The command line that was meant.
    pub(super) meant: Vec<String>,
}

/// An option of a command.
struct Known {
    long: String,
    short: Option<char>,
    /// Whether the next word is its value.
    takes_next: bool,
}

/// The options of a command.
pub(super) struct Options(Vec<Known>);

impl Options {
    /// The options of a command and of those above it, some of which are its own too.
    pub(super) fn of(commands: &[&Command]) -> Options {
        let arguments = commands.iter().flat_map(|command| command.get_arguments());
        let options = arguments.filter(|arg| !arg.is_positional());
        Options(options.map(Known::of).collect())
    }

    pub(super) fn has_long(&self, name: &str) -> bool {
        self.0.iter().any(|known| known.long == name)
    }

    fn has_short(&self, name: &str) -> bool {
        let mut letters = name.chars();
        let letter = letters.next().filter(|_| letters.next().is_none());
        letter.is_some() && self.0.iter().any(|known| known.short == letter)
    }

    /// The only long name that begins with a letter.
    pub(super) fn long_of(&self, letter: &str) -> Option<&str> {
        let mut longs = self.0.iter().filter(|known| known.long.starts_with(letter));
        let only = longs.next()?;
        longs.next().is_none().then_some(only.long.as_str())
    }

    /// Whether the word after this one is its value.
    pub(super) fn takes_next(&self, word: &str) -> bool {
        self.0.iter().any(|known| {
            let is_long = word.strip_prefix("--") == Some(known.long.as_str());
            let is_short = || known.short.is_some_and(|short| word == format!("-{short}"));
            known.takes_next && (is_long || is_short())
        })
    }
}

impl Known {
    fn of(arg: &Arg) -> Known {
        Known {
            long: arg.get_long().unwrap_or_default().to_owned(),
            short: arg.get_short(),
            takes_next: arg.get_action().takes_values() && !arg.is_require_equals_set(),
        }
    }
}

/// The first slip of a command line. What follows `--` is taken as it is.
pub(super) fn find(words: &[String], options: &Options) -> Option<Slip> {
    let end = words.iter().position(|word| word == "--");
    let given = &words[..end.unwrap_or(words.len())];
    let mut slip = option(given, options)
        .or_else(|| quoted(given))
        .or_else(|| formats(given))?;
    slip.meant.extend_from_slice(&words[given.len()..]);
    Some(slip)
}

/// Signs that are taken for a hyphen.
const DASHES: &str = "-—–－‐‑‒−―﹣";

/// An option whose hyphens or letters are others.
fn option(words: &[String], options: &Options) -> Option<Slip> {
    let mut is_value = false;
    for (at, word) in words.iter().enumerate().skip(1) {
        let is_taken = is_value || Path::new(word).exists();
        is_value = options.takes_next(word);
        if is_taken {
            continue;
        }
        if let Some((what, meant)) = meant_option(word, options) {
            let meant = [&words[..at], &[meant], &words[at + 1..]].concat();
            return Some(Slip { what, meant });
        }
    }
    None
}

/// What is wrong with an option, and the one that was meant.
fn meant_option(word: &str, options: &Options) -> Option<(String, String)> {
    let rest = word.trim_start_matches(|sign| DASHES.contains(sign));
    let dashes = &word[..word.len() - rest.len()];
    let at = rest.find(['=', '＝', '：', ':']).unwrap_or(rest.len());
    let (own, value) = rest.split_at(at);
    let has_colon = value.starts_with(['：', ':']);
    if has_colon && !options.takes_next(&format!("--{}", narrow(own).to_ascii_lowercase())) {
        return None;
    }
    let name = narrow(own);
    let long = name.to_ascii_lowercase();
    let is_help = dashes == "-" && long == "help";
    if dashes.is_empty() || name.is_empty() || !name.is_ascii() || is_help {
        return None;
    }
    let is_wide = !dashes.is_ascii();
    let is_short = !options.has_long(&long) && options.has_short(&name);
    let meant = if is_short {
        format!("-{name}")
    } else if options.has_long(&long) || is_wide {
        // One that is wrong in other ways too is mended after this.
        format!("--{long}")
    } else {
        return None;
    };
    // The first sign is the one between the option and its value.
    let after = value.chars().next().map_or(0, char::len_utf8);
    let equals = if value.is_empty() { "" } else { "=" };
    let value = format!("{equals}{}", &value[after..]);
    let meant = format!("{meant}{value}");
    if meant == word {
        return None;
    }
    let what = if is_wide {
        said!(
            "{word} 的横线不是英文的 -",
            "the dashes of {word} are no hyphens"
        )
    } else if has_colon {
        said!(
            "{word} 里,选项与值之间应写等号 =,不写冒号",
            "in {word}, an equals sign is before the value, not a colon"
        )
    } else if !own.is_ascii() || word.contains('＝') {
        said!(
            "{word} 里有全角的字母或符号",
            "{word} has full-width letters or signs"
        )
    } else if own != long && !is_short {
        said!(
            "{word} 里有大写的字母",
            "{word} has letters of the upper case"
        )
    } else {
        said!(
            "{word} 的 - 多了或少了:一个字母的选项前面一个,别的两个",
            "{word} has one hyphen too many or too few: one before a letter, two before a word"
        )
    };
    Some((what, meant))
}

/// A text with ASCII signs instead of their full-width forms.
pub(super) fn narrow(text: &str) -> String {
    let narrow = |sign: char| match u32::from(sign) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(sign),
        0x3000 => ' ',
        _ => sign,
    };
    text.chars().map(narrow).collect()
}

/// Quotes that the shell leaves in a word.
const QUOTES: [char; 9] = ['“', '”', '‘', '’', '＂', '「', '」', '\'', '"'];

/// A path in quotes that are none for the shell.
fn quoted(words: &[String]) -> Option<Slip> {
    for (at, word) in words.iter().enumerate().skip(1) {
        if !word.starts_with(QUOTES) || Path::new(word).exists() {
            continue;
        }
        let closes = |word: &String| word.ends_with(QUOTES) && word.chars().nth(1).is_some();
        let length = words[at..].iter().position(closes)? + 1;
        let joined = words[at..at + length].join(" ");
        let inner = joined.trim_matches(QUOTES);
        let is_new = ["-o", "--output"].contains(&words[at - 1].as_str());
        if !inner.is_empty() && (is_new || Path::new(inner).exists()) {
            let meant = [&words[..at], &[inner.to_owned()], &words[at + length..]].concat();
            let what = said!(
                "{joined} 的引号不是命令行的引号,成了名称的一部分",
                "the quotes of {joined} are none for the shell, so they are a part of the name"
            );
            return Some(Slip { what, meant });
        }
    }
    None
}

/// Signs between formats.
const SEPARATORS: [char; 15] = [
    ',', '，', '、', ';', '；', '+', '/', ' ', '和', '与', '及', '跟', '&', '|', '\\',
];

/// Formats with other signs between them, or in several words.
fn formats(words: &[String]) -> Option<Slip> {
    const OPTION: &str = "--format";
    let at = words.iter().position(|word| word.starts_with(OPTION))?;
    let (length, first) = match words[at].strip_prefix(OPTION)?.strip_prefix('=') {
        Some(value) => (1, value),
        None if words[at] == OPTION => (2, words.get(at + 1)?.as_str()),
        None => return None,
    };
    let rest = &words[at + length..];
    let more = rest
        .iter()
        .take_while(|word| are_formats(word) && !Path::new(word).exists());
    let more: Vec<&str> = more.map(String::as_str).collect();
    if !are_formats(first) {
        return None;
    }
    let all = [&[first][..], &more].concat();
    let names = all.iter().flat_map(|word| word.split(SEPARATORS));
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    let list = names.join(",");
    if list == first && more.is_empty() {
        return None;
    }
    let end = at + length + more.len();
    let meant = [
        &words[..at],
        &[OPTION.to_owned(), list],
        words.get(end..).unwrap_or_default(),
    ]
    .concat();
    let what = said!(
        "{OPTION} 的几个格式之间只写英文的逗号,没有空格",
        "between the formats of {OPTION} are commas only, no spaces"
    );
    Some(Slip { what, meant })
}

fn are_formats(word: &str) -> bool {
    let mut names = word.split(SEPARATORS).filter(|name| !name.is_empty());
    let is_format = |name: &str| Format::find(&name.to_lowercase()).is_some();
    !word.is_empty() && !word.chars().all(|sign| SEPARATORS.contains(&sign)) && names.all(is_format)
}
