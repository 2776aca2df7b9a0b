//! From words to a command: the tree of commands in the language of the user, help, and messages
//! about wrong usage with a command that can be pasted. Only this file parses.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, CommandFactory, FromArgMatches};

use super::args::{AFTER_OTHERS, Arguments, new_path};
use super::language::{is_english, pick, said};
use super::report::command_line;
use super::{english, examples, version};

/// The answer instead of running a command: help, version, or a message about wrong usage.
pub(super) enum Answer {
    Help(String),
    Wrong(String),
}

/// Parses a command line whose first word is the program's name.
pub(super) fn parse(words: &[OsString]) -> Result<Arguments, Answer> {
    let mut tree = tree();
    let matches = tree
        .try_get_matches_from_mut(words)
        .map_err(|error| answer(&error, words))?;
    Arguments::from_arg_matches(&matches).map_err(|error| answer(&error, words))
}

/// Whether a word is the name of a command.
pub(super) fn is_command(word: &OsStr) -> bool {
    let commands = Arguments::command();
    let mut names = commands.get_subcommands().map(clap::Command::get_name);
    names.any(|name| word == name)
}

/// The help of a command, by its words: `["template", "copy"]`.
pub(super) fn help(path: &[String]) -> Result<String, Answer> {
    let mut tree = tree();
    tree.build();
    let mut command = &tree;
    for (number, word) in path.iter().enumerate() {
        let Some(next) = command.find_subcommand(word) else {
            let words = said!("没有 {word} 这个命令", "there is no command {word}");
            return Err(Answer::Wrong(wrong(&words, &no_command(path, number))));
        };
        command = next;
    }
    Ok(command.clone().render_help().to_string())
}

/// What to write instead of words of which one is no command.
fn no_command(path: &[String], number: usize) -> Vec<String> {
    if number == 0 && jixiao::finding::Code::find(&path[0]).is_some() {
        let line = command_line(&["jixiao", "explain", &path[0]]);
        return line.as_deref().map(instead).into_iter().collect();
    }
    let (known, word) = (&path[..number], &path[number..=number]);
    let words = [&["jixiao".to_owned()][..], known, word].concat();
    let tried = tree().try_get_matches_from(words).err();
    let meant = tried.map(|error| context(&error, ContextKind::SuggestedSubcommand));
    let known = known.join(" ");
    match meant.filter(|meant| !meant.is_empty()) {
        Some(meant) => vec![instead(&help_line(&format!("{known} {meant}")))],
        None => vec![see(&known)],
    }
}

/// All commands, with headings and help in the language of the user.
pub(super) fn tree() -> clap::Command {
    in_language(Arguments::command(), "").version(version::NUMBER)
}

/// Sets headings, help and examples of a command and of those below it.
fn in_language(command: clap::Command, path: &str) -> clap::Command {
    let template = said!(
        "{{about}}\n\n用法: {{usage}}\n\n{{all-args}}{{after-help}}",
        "{{about}}\n\nUsage: {{usage}}\n\n{{all-args}}{{after-help}}"
    );
    let (options, arguments) = (pick("选项", "Options"), pick("参数", "Arguments"));
    let heading = |arg: &Arg| {
        if arg.is_positional() {
            arguments
        } else {
            options
        }
    };
    let added = |name: &'static str, short, action, help: &str| {
        let arg = Arg::new(name).short(short).long(name).action(action);
        arg.help(help.to_owned())
            .help_heading(options)
            .display_order(AFTER_OTHERS + 1)
    };
    let mut command = command
        .help_template(template)
        .subcommand_help_heading(pick("命令", "Commands"))
        .subcommand_value_name(pick("命令", "COMMAND"))
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .mut_args(|arg| {
            let heading = heading(&arg);
            let arg = arg.help_heading(heading);
            if arg.get_id() == "output" && !arg.is_positional() {
                arg.value_parser(new_path())
            } else {
                arg
            }
        })
        .after_help(after_help(path))
        .arg(added(
            "help",
            'h',
            ArgAction::Help,
            pick("显示帮助", "print help"),
        ));
    if path.is_empty() {
        let help = pick(
            "显示版本;--version 连同提交与内置的表样",
            "print the version; --version with the commit and the editions",
        );
        command = command.arg(added("version", 'V', ArgAction::Version, help));
    }
    if is_english() {
        command = english::translate(command, path);
    }
    command.mut_subcommands(|sub| {
        let name = sub.get_name();
        let path = format!("{path} {name}");
        in_language(sub, path.trim())
    })
}

/// Examples, and below all commands the exit codes.
fn after_help(path: &str) -> String {
    let mut parts = Vec::new();
    let examples = examples::of(path);
    if !examples.is_empty() {
        let mut text = pick("例子:", "Examples:").to_owned();
        for example in examples {
            let words = pick(example.chinese, example.english);
            text.extend(["\n  ", words, "\n      ", example.line]);
        }
        parts.push(text);
    }
    if path.is_empty() {
        parts.push(exit_codes().to_owned());
    }
    parts.join("\n\n")
}

/// The exit codes in a line.
pub(super) fn exit_codes() -> &'static str {
    pick(
        "退出码:0 完成(可以有警告) 1 数据或模板有错误 2 命令用法不对 3 文件、字体或磁盘出了问题",
        "Exit codes: 0 done (warnings allowed)  1 errors in data or editions  2 wrong usage  3 files, fonts or disk",
    )
}

/// The text of an error of the parser: what it says, in a context.
fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        // The most similar is last.
        Some(ContextValue::Strings(texts)) => texts.last().cloned().unwrap_or_default(),
        _ => String::new(),
    }
}

/// Answers an error of the parser.
fn answer(error: &clap::Error, words: &[OsString]) -> Answer {
    match error.kind() {
        ErrorKind::DisplayHelp => Answer::Help(error.render().to_string()),
        ErrorKind::DisplayVersion => {
            let is_long = words.iter().any(|word| word == "--version");
            Answer::Help(if is_long {
                version::text()
            } else {
                format!("jixiao {}", version::NUMBER)
            })
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Answer::Wrong(error.render().to_string())
        }
        _ => Answer::Wrong(wrong(&what(error), &advice(error, words))),
    }
}

/// A message about wrong usage.
fn wrong(what: &str, advice: &[String]) -> String {
    let mut text = said!("用法错误:{what}", "wrong usage: {what}");
    for line in advice {
        text.extend(["\n", line]);
    }
    text
}

/// What is wrong.
fn what(error: &clap::Error) -> String {
    let argument = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    let source = std::error::Error::source(error)
        .map(|source| format!("{}{source}", pick(":", ": ")))
        .unwrap_or_default();
    match error.kind() {
        ErrorKind::UnknownArgument => {
            said!(
                "没有 {argument} 这个参数",
                "there is no argument {argument}"
            )
        }
        ErrorKind::InvalidSubcommand => {
            let word = context(error, ContextKind::InvalidSubcommand);
            said!("没有 {word} 这个命令", "there is no command {word}")
        }
        // One of a group: `<--mark|--fix>`.
        ErrorKind::MissingRequiredArgument if argument.starts_with("<--") => {
            let inner = argument.trim_start_matches('<').trim_end_matches('>');
            let one_of = inner.replace('|', pick(" 或 ", " or "));
            said!("缺少 {one_of}", "missing: {one_of}")
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = match error.get(ContextKind::InvalidArg) {
                Some(ContextValue::Strings(texts)) => texts.join(" "),
                _ => argument,
            };
            said!("缺少 {missing}", "missing: {missing}")
        }
        ErrorKind::MissingSubcommand => said!("缺少命令", "missing: a command"),
        ErrorKind::InvalidValue if value.is_empty() => {
            said!("{argument} 后面缺少值", "{argument} needs a value")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => said!(
            "{argument} 的值 \"{value}\" 不对{source}",
            "the value \"{value}\" of {argument} is wrong{source}"
        ),
        ErrorKind::ArgumentConflict => said!(
            "{argument} 只能写一次,或不能与别的参数同用",
            "{argument} may be given once only, or not together with another argument"
        ),
        ErrorKind::InvalidUtf8 => said!("参数不是 UTF-8 的文字", "an argument is not UTF-8"),
        ErrorKind::TooManyValues => said!("{argument} 后面不能写值", "{argument} takes no value"),
        _ => said!("命令的写法不对", "the command cannot be read"),
    }
}

/// Commands that can be pasted: the mended one or an example, and the help.
fn advice(error: &clap::Error, words: &[OsString]) -> Vec<String> {
    let path = path_of(words);
    let missing = context(error, ContextKind::InvalidArg);
    let is_missing = error.kind() == ErrorKind::MissingRequiredArgument;
    // One of a group: `<--mark|--fix>`.
    let option = missing.strip_prefix('<').filter(|_| is_missing);
    let option = option.filter(|option| option.starts_with("--"));
    let option = option.and_then(|option| option.split(['|', '>']).next());
    let mended = match option {
        Some(option) => with_option(option, words),
        None => mended(error, words),
    };
    let is_missing = is_missing && mended.is_none();
    let mended = mended.as_deref().map(instead);
    let example = examples::of(&path).first().filter(|_| is_missing);
    let example = example.map(|example| {
        let line = example.line;
        said!("例如:{line}", "such as: {line}")
    });
    mended
        .into_iter()
        .chain(example)
        .chain([see(&path)])
        .collect()
}

fn instead(line: &str) -> String {
    said!("可以写:{line}", "try: {line}")
}

fn see(path: &str) -> String {
    let line = help_line(path);
    said!("看用法:{line}", "see: {line}")
}

fn help_line(path: &str) -> String {
    let words: Vec<&str> = path.split_whitespace().collect();
    [&["jixiao", "help"][..], &words].concat().join(" ")
}

/// The command line of this process with one more option, to go on.
pub(super) fn again_with(option: &str) -> Option<String> {
    let words: Vec<OsString> = std::env::args_os().collect();
    let has_it = words.iter().any(|word| word == option);
    if has_it {
        let words: Option<Vec<&str>> = words.iter().skip(1).map(|word| word.to_str()).collect();
        return command_line(&[&["jixiao"][..], &words?].concat());
    }
    with_option(option, &words)
}

/// The command line with one more option.
fn with_option(option: &str, words: &[OsString]) -> Option<String> {
    let words = words.iter().skip(1).map(|word| word.to_str());
    let words: Option<Vec<&str>> = words.collect();
    command_line(&[&["jixiao"][..], &words?, &[option]].concat())
}

/// The command line with the wrong word replaced by the most similar one; a file or folder without a
/// command is checked.
fn mended(error: &clap::Error, words: &[OsString]) -> Option<String> {
    let wrong =
        [ContextKind::InvalidArg, ContextKind::InvalidSubcommand].map(|kind| context(error, kind));
    let wrong = wrong.into_iter().find(|word| !word.is_empty())?;
    let kinds = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand];
    let meant = kinds.map(|kind| context(error, kind));
    let meant = meant.into_iter().find(|word| !word.is_empty());
    let is_command = error.kind() == ErrorKind::InvalidSubcommand;
    let is_file = is_command && meant.is_none() && Path::new(&wrong).exists();
    let mut line = vec!["jixiao".to_owned()];
    let mut is_done = false;
    for word in words.iter().skip(1) {
        let word = word.to_str()?;
        let value = word.strip_prefix(&wrong).filter(|_| !is_done);
        match (value, &meant) {
            (Some(""), _) if is_file => line.extend(["check".to_owned(), word.to_owned()]),
            (Some(value), Some(meant)) if value.is_empty() || value.starts_with('=') => {
                line.push(format!("{meant}{value}"));
            }
            _ => {
                line.push(word.to_owned());
                continue;
            }
        }
        is_done = true;
    }
    command_line(&line).filter(|_| is_done)
}

/// The command that a command line names: `template copy`; empty if it names none.
fn path_of(words: &[OsString]) -> String {
    let tree = tree();
    let mut command = &tree;
    let mut path = Vec::new();
    for word in words.iter().skip(1).take_while(|word| *word != "--") {
        if let Some(found) = command.find_subcommand(word) {
            path.push(found.get_name().to_owned());
            command = found;
            if !command.has_subcommands() {
                break;
            }
        }
    }
    path.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Answer, english, examples, parse, tree};

    fn each(command: &clap::Command, path: &str, look: &mut impl FnMut(&str, &clap::Command)) {
        look(path, command);
        for sub in command.get_subcommands() {
            let path = format!("{path} {}", sub.get_name());
            each(sub, path.trim(), look);
        }
    }

    #[test]
    fn every_example_is_a_command_line() {
        for example in examples::all() {
            let words: Vec<_> = example.line.split_whitespace().map(Into::into).collect();
            let is_read = match parse(&words) {
                Ok(_) | Err(Answer::Help(_)) => true,
                Err(Answer::Wrong(_)) => false,
            };
            assert!(is_read, "{}", example.line);
        }
    }

    #[test]
    fn every_command_has_an_example_and_says_how_it_is_written() {
        each(&tree(), "", &mut |path, command| {
            assert!(!examples::of(path).is_empty(), "{path}");
            let usage = command.get_overridden_usage().expect(path).to_string();
            let start = format!("jixiao {path}");
            assert!(usage.starts_with(start.trim_end()), "{usage}");
        });
    }

    /// Without an entry the help would be Chinese in the middle of English.
    #[test]
    fn everything_has_english_words() {
        let is_english = |text: &str| text.is_ascii() || text.contains("目标表");
        each(&tree(), "", &mut |path, command| {
            let english = english::translate(command.clone(), path);
            let about = english.get_about().expect(path).to_string();
            assert!(about.is_ascii(), "{path}: {about}");
            let usage = english.get_overridden_usage().expect(path).to_string();
            assert!(usage.is_ascii(), "{path}: {usage}");
            for arg in english.get_arguments().filter(|arg| !arg.is_hide_set()) {
                let (id, help) = (arg.get_id(), arg.get_help().map(ToString::to_string));
                let help = help.unwrap_or_default();
                let is_added = ["help", "version"].contains(&id.as_str());
                assert!(is_added || is_english(&help), "{path} {id}: {help}");
                let names = arg.get_value_names().unwrap_or_default();
                assert!(
                    names.iter().all(|name| name.is_ascii()),
                    "{path} {id}: {names:?}"
                );
            }
        });
    }

    /// An entry of an argument that is no more would go unnoticed.
    #[test]
    fn no_english_words_are_left_over() {
        let mut known = Vec::new();
        each(&tree(), "", &mut |path, command| {
            known.push((path.to_owned(), String::new()));
            for arg in command.get_arguments() {
                known.push((path.to_owned(), arg.get_id().to_string()));
                known.push(("*".to_owned(), arg.get_id().to_string()));
            }
        });
        for (path, id) in english::keys() {
            let key = (path.to_owned(), id.to_owned());
            assert!(known.contains(&key), "{key:?}");
        }
    }
}
