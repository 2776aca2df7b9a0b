//! From words to a command: the tree of commands in the language of the user, help, and messages
//! about wrong usage with a command that can be pasted. Only this file parses.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, CommandFactory, FromArgMatches};

use super::args::{AFTER_OTHERS, Arguments, FOLDER, new_folder, new_path};
use super::language::{is_english, pick, said};
use super::meant::{self, Faulty, context};
use super::pasted::command_line;
use super::slips::{self, Options};
use super::{english, examples, version};

/// The answer instead of running a command: help, version, or a message about wrong usage.
pub(super) enum Answer {
    Help(String),
    Wrong(String),
}

/// Parses a command line whose first word is the program's name.
pub(super) fn parse(words: &[OsString]) -> Result<Arguments, Answer> {
    let mut tree = tree();
    if let Some(given) = texts(words)
        && let Some(slip) = slips::find(&given, &options(&tree, &path_of(words)))
    {
        let line = readable(&slip.meant);
        let line = line.and_then(|line| command_line(&line));
        let line = line.as_deref().map(instead);
        let advice: Vec<String> = line.into_iter().chain([see(&path_of(words))]).collect();
        return Err(Answer::Wrong(wrong(&slip.what, &advice)));
    }
    let matches = tree
        .try_get_matches_from_mut(words)
        .map_err(|error| answer(&error, words))?;
    Arguments::from_arg_matches(&matches).map_err(|error| answer(&error, words))
}

/// Whether a word is the name of a command.
pub(super) fn is_command(word: impl AsRef<OsStr>) -> bool {
    let word = word.as_ref();
    let commands = Arguments::command();
    let mut names = commands.get_subcommands().map(clap::Command::get_name);
    names.any(|name| word == name)
}

/// The names of the commands below one: `template`; empty for all.
fn command_names(path: &str) -> Vec<String> {
    let tree = tree();
    let commands = commands_of(&tree, path);
    let below = commands
        .last()
        .into_iter()
        .flat_map(|last| last.get_subcommands());
    below.map(|command| command.get_name().to_owned()).collect()
}

/// The commands that a path names, from the program on.
fn commands_of<'t>(tree: &'t clap::Command, path: &str) -> Vec<&'t clap::Command> {
    let mut commands = vec![tree];
    for word in path.split_whitespace() {
        let last = commands[commands.len() - 1];
        commands.extend(last.find_subcommand(word));
    }
    commands
}

/// The options of a command and of the program.
fn options(tree: &clap::Command, path: &str) -> Options {
    Options::of(&commands_of(tree, path))
}

/// The words of a command line, if all are texts.
fn texts(words: &[OsString]) -> Option<Vec<String>> {
    let words = words.iter().map(|word| word.to_str().map(str::to_owned));
    words.collect()
}

/// The command line that was probably meant. `None` if it is as given, or nothing is known to do about
/// it.
fn meant(given: &[String]) -> Option<Vec<String>> {
    readable(given).filter(|words| words != given)
}

/// The command line mended fault by fault until it can be read; `None` if it never can: what fails when
/// it is pasted is not proposed.
fn readable(given: &[String]) -> Option<Vec<String>> {
    /// A command line has few faults, and a mended one must not lead back.
    const FAULTS: usize = 8;
    let mut words = given.to_owned();
    for _ in 0..FAULTS {
        let path = path_of(&words);
        let mut tree = tree();
        let options = options(&tree, &path);
        if let Some(slip) = slips::find(&words, &options) {
            words = slip.meant;
            continue;
        }
        let Err(error) = tree.try_get_matches_from_mut(&words) else {
            return Some(words);
        };
        if matches!(
            error.kind(),
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
        ) {
            return Some(words);
        }
        let faulty = Faulty {
            error: &error,
            commands: [command_names(""), command_names(&path)],
            words: &words,
            path: &path,
            options: &options,
            is_of_another_command: is_of_another_command(&error),
        };
        match faulty.mended() {
            Some(next) => words = next,
            None => return help_of(&error, (given, &path)),
        }
    }
    None
}

/// The help of a command whose name alone was mended: what else it needs is unknown.
fn help_of(error: &clap::Error, (given, path): (&[String], &str)) -> Option<Vec<String>> {
    let is_incomplete = matches!(
        error.kind(),
        ErrorKind::MissingRequiredArgument | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    let is_named = is_incomplete && path_of(given) != path && !path.is_empty();
    is_named.then(|| help_line(path).split(' ').map(str::to_owned).collect())
}

/// The commands that have an option, if it is exactly one of theirs.
fn commands_with(option: &str) -> Vec<String> {
    let tree = tree();
    let commands = tree.get_subcommands().filter(|command| {
        let mut arguments = command.get_arguments();
        let own = option.strip_prefix("--");
        arguments.any(|arg| own.is_some() && arg.get_long() == own && !arg.is_hide_set())
    });
    commands
        .map(|command| command.get_name().to_owned())
        .collect()
}

/// Whether the argument that the command has not is exactly one of another: no slip of typing.
fn is_of_another_command(error: &clap::Error) -> bool {
    let argument = context(error, ContextKind::InvalidArg);
    error.kind() == ErrorKind::UnknownArgument && !commands_with(&argument).is_empty()
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
            with_parser_of_output(arg.help_heading(heading))
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

/// An argument; if it is the place of the results, only names that can be used are taken.
fn with_parser_of_output(arg: Arg) -> Arg {
    if arg.get_id() != "output" || arg.is_positional() {
        return arg;
    }
    let mut names = arg.get_value_names().unwrap_or_default().iter();
    if names.any(|name| name == FOLDER) {
        arg.value_parser(new_folder())
    } else {
        arg.value_parser(new_path())
    }
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
        ErrorKind::UnknownArgument if is_of_another_command(error) => {
            let commands = commands_with(&argument).join(pick("、", ", "));
            said!(
                "这个命令没有 {argument} 这个参数,有它的是 {commands}",
                "this command has no argument {argument}; it is one of {commands}"
            )
        }
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
        ErrorKind::ArgumentConflict => match context(error, ContextKind::PriorArg) {
            other if other.is_empty() || other == argument => {
                said!("{argument} 只能写一次", "{argument} may be given once only")
            }
            other => said!(
                "{argument} 与 {other} 不能同用,只能留一个",
                "{argument} and {other} exclude each other"
            ),
        },
        ErrorKind::InvalidUtf8 => said!("参数不是 UTF-8 的文字", "an argument is not UTF-8"),
        ErrorKind::TooManyValues => said!("{argument} 后面不能写值", "{argument} takes no value"),
        _ => said!("命令的写法不对", "the command cannot be read"),
    }
}

/// Commands that can be pasted: the mended one or an example, and the help.
fn advice(error: &clap::Error, words: &[OsString]) -> Vec<String> {
    let path = path_of(words);
    let mended = texts(words).and_then(|words| meant(&words));
    let mended = mended.and_then(|words| command_line(&words));
    let is_missing = error.kind() == ErrorKind::MissingRequiredArgument && mended.is_none();
    let mended = mended.as_deref().map(instead);
    let mut examples = examples::of(&path).iter();
    let example = examples.find(|example| is_missing && !names_a_file_of_results(example.line));
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

/// Whether the results of an example would go to a file that is there.
fn names_a_file_of_results(line: &str) -> bool {
    let output = line.split(' ').skip_while(|word| *word != "-o").nth(1);
    output.is_some_and(|output| Path::new(output).is_file())
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

/// What is wrong with the command line of this process, with the one to write instead.
pub(super) fn with_advice(what: &str, line: Option<String>) -> String {
    match line {
        Some(line) => format!("{what}\n{}", instead(&line)),
        None => what.to_owned(),
    }
}

/// The words of this process.
fn own_words() -> Option<Vec<String>> {
    let mut words = texts(&std::env::args_os().collect::<Vec<_>>())?;
    "jixiao".clone_into(words.first_mut()?);
    Some(words)
}

/// The command line of this process with more words, unless it has them already.
pub(super) fn again_with(more: &[&str]) -> Option<String> {
    let mut words = own_words()?;
    let has_them = more.iter().all(|word| words.iter().any(|own| own == word));
    if !has_them {
        words.extend(more.iter().map(|word| (*word).to_owned()));
    }
    command_line(&words)
}

/// The command line of this process with a word replaced; it may be the value of an option in the same
/// word.
pub(super) fn again_replacing(from: &str, to: &[&str]) -> Option<String> {
    let words = own_words()?;
    let found = words.iter().enumerate().skip(1);
    let mut found = found.filter_map(|(at, word)| {
        let before = word.strip_suffix(from)?;
        let is_value = before.is_empty() || before.ends_with('=') || before == "-o";
        is_value.then(|| (at, before.to_owned()))
    });
    // Outputs are last.
    let (at, before) = found.next_back()?;
    let mut new: Vec<String> = to.iter().map(|word| (*word).to_owned()).collect();
    if let Some(first) = new.first_mut() {
        *first = format!("{before}{first}");
    }
    command_line(&[&words[..at], &new, &words[at + 1..]].concat())
}

/// The command line of this process with another place of the results, or with one if it has none, and
/// with more words.
pub(super) fn again_with_output_at(from: &Path, to: &Path, more: &[&str]) -> Option<String> {
    let (from, to) = (from.to_str()?, to.to_str()?);
    let mut words = own_words()?;
    let options = options(&tree(), &path_of(&words));
    match meant::output_of(&words, &options) {
        Some((at, before)) if words[at].strip_prefix(&before) == Some(from) => {
            words[at] = format!("{before}{to}");
        }
        Some(_) => return None,
        None => {
            // Before `--`, after which a word is no option.
            let at = words.iter().position(|word| word == "--");
            let at = at.unwrap_or(words.len());
            words.splice(at..at, ["-o".to_owned(), to.to_owned()]);
        }
    }
    words.extend(more.iter().map(|word| (*word).to_owned()));
    command_line(&words)
}

/// The help of the command of this process, if a word asks for it: `jixiao check help`.
pub(super) fn again_asking_for_help(word: &str) -> Option<String> {
    let path = path_of(&own_words()?);
    ["help", "帮助", "?", "？", "/?"]
        .contains(&word)
        .then(|| help_line(&path))
}

/// The command line of this process with its last word as the place of the results, if it takes one and
/// has none.
pub(super) fn again_with_output(word: &str) -> Option<String> {
    let mut words = own_words()?;
    let path = path_of(&words);
    let is_output = |own: &String| own.starts_with("-o") || own.starts_with("--output");
    let has_output = options(&tree(), &path).takes_next("--output");
    let (last, others) = words.split_last()?;
    let before = others.last()?;
    let is_value = options(&tree(), &path).takes_next(before);
    let is_free = last == word && Path::new(word).extension().is_none() && others.len() > 2;
    if is_value || !has_output || !is_free || words.iter().any(is_output) {
        return None;
    }
    let at = words.len() - 1;
    // `render 目标表.xlsx 输出 成果`.
    let is_to = at > 2 && TO.contains(&words[at - 1].as_str());
    if is_to {
        words.remove(at - 1);
    }
    let at = at - usize::from(is_to);
    let known = options(&tree(), &path);
    let is_missing = |number: usize| {
        let is_option = words[number].starts_with('-') || known.takes_next(&words[number - 1]);
        !is_option && !is_command(&words[number]) && !Path::new(&words[number]).exists()
    };
    if (1..at).any(is_missing) {
        return None;
    }
    words.insert(at, "-o".to_owned());
    let has = |is_it: &dyn Fn(&str) -> bool| words.iter().any(|own| is_it(own));
    if path == "check" && !has(&|own| own == "--mark" || own == "--fix") {
        let is_workbook = |own: &str| Path::new(own).extension() == Some(OsStr::new("xlsx"));
        if !has(&is_workbook) {
            return None;
        }
        words.insert(at, "--mark".to_owned());
    }
    command_line(&words)
}

/// Words before the place of results that people write instead of `-o`.
const TO: [&str; 8] = ["输出", "输出到", "到", "写到", "存到", "output", "to", "/o"];

/// The command line of this process without an option and its value, if it takes one.
pub(super) fn again_without(option: &str) -> Option<String> {
    without(option, |_| true)
}

/// The command line of this process without the option that has a value.
pub(super) fn again_without_value(option: &str, value: &str) -> Option<String> {
    without(option, |own| own == value)
}

fn without(option: &str, is_value: impl Fn(&str) -> bool) -> Option<String> {
    let words = own_words()?;
    let options = options(&tree(), &path_of(&words));
    let is_output = option == "--output";
    let part = |(at, word): (usize, &String)| {
        let (name, own) = word.split_once('=').unwrap_or((word, ""));
        let is_it = name == option || (is_output && name == "-o");
        let takes_next = options.takes_next(word);
        let next = words.get(at + 1).filter(|_| takes_next);
        let own = next.map_or(own, String::as_str);
        let end = (at + 1 + usize::from(takes_next)).min(words.len());
        (is_it && is_value(own)).then_some((at, end))
    };
    let (at, end) = words.iter().enumerate().find_map(part)?;
    command_line(&[&words[..at], &words[end..]].concat())
}

/// The command that a command line names: `template copy`; empty if it names none.
fn path_of(words: &[impl AsRef<OsStr>]) -> String {
    let tree = tree();
    let mut command = &tree;
    let mut path = Vec::new();
    let words = words.iter().skip(1).map(AsRef::as_ref);
    for word in words.take_while(|word| *word != "--") {
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
    use std::ffi::OsString;

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

    /// What is wrong with a command line, and what is proposed instead.
    fn proposed(line: &str) -> (String, String) {
        let words: Vec<OsString> = line.split(' ').map(Into::into).collect();
        let Err(Answer::Wrong(text)) = parse(&words) else {
            panic!("{line} is read");
        };
        let mut lines = text.lines();
        let what = lines.next().unwrap_or_default().to_owned();
        let line = lines.find_map(|line| line.strip_prefix("可以写:"));
        (what, line.unwrap_or_default().to_owned())
    }

    /// What is typed, and what is meant.
    #[rustfmt::skip]
    const SLIPS: &[(&str, &str)] = &[
        ("check —mark 甲.xlsx", "check --mark 甲.xlsx"),
        ("check ——mark 甲.xlsx", "check --mark 甲.xlsx"),
        ("check －－ｍａｒｋ 甲.xlsx", "check --mark 甲.xlsx"),
        ("check -mark 甲.xlsx", "check --mark 甲.xlsx"),
        ("check --MARK 甲.xlsx", "check --mark 甲.xlsx"),
        ("check -m 甲.xlsx", "check --mark 甲.xlsx"),
        ("check --标记 甲.xlsx", "check --mark 甲.xlsx"),
        ("CHECK —m 甲.xlsx", "check --mark 甲.xlsx"),
        ("检查 甲.xlsx", "check 甲.xlsx"),
        ("甲.xlsx check", "check 甲.xlsx"),
        ("甲.xlsx —o 成果 render", "render 甲.xlsx -o 成果"),
        ("render 甲.xlsx —o 成果", "render 甲.xlsx -o 成果"),
        ("render 甲.xlsx --o 成果", "render 甲.xlsx -o 成果"),
        ("render 甲.xlsx -output 成果", "render 甲.xlsx --output 成果"),
        ("render 甲.xlsx －－fromat pfd", "render 甲.xlsx --format pdf"),
        ("render 甲.xlsx --format＝pdf", "render 甲.xlsx --format=pdf"),
        ("render 甲.xlsx --format xlsx, pdf", "render 甲.xlsx --format xlsx,pdf"),
        ("render 甲.xlsx --format xlsx、PDF", "render 甲.xlsx --format xlsx,PDF"),
        ("render 甲.xlsx --format=xlsx pdf", "render 甲.xlsx --format xlsx,pdf"),
        ("render 甲.xlsx --format excel,pdf", "render 甲.xlsx --format xlsx,pdf"),
        ("render 甲.xlsx --format word", "render 甲.xlsx --format xlsx,pdf"),
        ("render 甲.xlsx --format", "render 甲.xlsx --format xlsx,pdf"),
        ("render 甲.xlsx --date 20250301", "render 甲.xlsx --date 2025-03-01"),
        ("render 甲.xlsx --date 2025年3月1日", "render 甲.xlsx --date 2025-03-01"),
        ("render 甲.xlsx --split=是", "render 甲.xlsx --split"),
        ("render 甲.xlsx -o 甲 -o 乙", "render 甲.xlsx -o 乙"),
        ("render 甲.xlsx -o 成果.", "render 甲.xlsx -o 成果"),
        ("render -o “成果” 甲.xlsx", "render -o 成果 甲.xlsx"),
        ("batch 报来", "batch 报来 -o 成果"),
        ("list 甲.xlsx", "list 甲.xlsx -o 清单.xlsx"),
        ("carry 甲.xlsx", "carry 甲.xlsx --to selfeval-2020"),
        ("blank --all --year 2025年", "blank --all --year 2025"),
        ("blank --all 项目", "blank 项目"),
        ("blank 项目 --all", "blank 项目"),
        ("check 甲.json --level unknown-key", "check 甲.json --level unknown-key=关"),
        ("check 甲.json --format excel", "check 甲.json --mark"),
        ("diff 甲.json 乙.json --format xlsx", "diff 甲.json 乙.json -o 对比.xlsx"),
        ("template list 全部", "template list"),
        ("completions pwsh", "completions powershell"),
        ("--lang 英文 help", "--lang en help"),
        ("/?", "help"),
        ("check -?", "help check"),
        ("version", "--version"),
        ("help --check", "help check"),
        ("render 甲.xlsx --format odf", "render 甲.xlsx --format ofd"),
        ("render 甲.xlsx --format ODF,pdf", "render 甲.xlsx --format ofd,pdf"),
        ("render 甲.xlsx --format：ofd", "render 甲.xlsx --format=ofd"),
        ("render 甲.xlsx --format ofd和pdf", "render 甲.xlsx --format ofd,pdf"),
        ("render 甲.xlsx -o 新.ofd", "render 甲.xlsx -o 新 --format ofd"),
        ("render 新.ofd -o新.ofd --format pdf", "render 新.ofd -o新 --format pdf"),
        ("batch 报来 --output=x.xlsx", "batch 报来 --output=x"),
        ("check 甲.json -o", "check 甲.json -o 报告.txt"),
        ("carry 甲.json -o x.ofd", "carry 甲.json -o x.json --to selfeval-2020"),
        ("blank --all 水务局.xlsx", "blank --all -o 水务局.xlsx"),
        ("jixiao check 甲.json", "check 甲.json"),
        ("batch 报来 -o 成果 --jobs 2个", "batch 报来 -o 成果 --jobs 2"),
        ("rendr", "help render"),
    ];

    #[test]
    fn results_are_not_written_to_what_is_read() {
        let (_, line) = proposed("jixiao merge 成果");
        assert!(line.contains("成果(2)"), "{line}");
    }

    #[test]
    fn what_would_mean_something_else_or_fail_is_not_proposed() {
        for line in [
            "batch 报来 -o 成果 --split",
            "render --标记 甲.json",
            "check,没有.json",
            "check ——mark",
            "batch 报来 -o 成果 --jobs 很多",
        ] {
            let (what, line) = proposed(&format!("jixiao {line}"));
            assert_eq!(line, "", "{what}");
            assert!(!what.contains("invalid"), "{what}");
        }
    }

    #[test]
    fn a_slip_has_a_command_line_that_can_be_read() {
        for (slip, meant) in SLIPS {
            let (what, line) = proposed(&format!("jixiao {slip}"));
            assert_eq!(line, format!("jixiao {meant}"), "{slip}");
            assert!(what.starts_with("用法错误:"), "{what}");
            let words: Vec<OsString> = line.split(' ').map(Into::into).collect();
            let is_read = match parse(&words) {
                Ok(_) | Err(Answer::Help(_)) => true,
                Err(Answer::Wrong(_)) => false,
            };
            assert!(is_read, "{line}");
        }
    }

    #[test]
    fn what_is_no_slip_is_taken_as_it_is() {
        for line in [
            "jixiao check -o报告.txt 甲.xlsx",
            "jixiao check -- —mark “甲.xlsx”",
            "jixiao check ——说明.xlsx",
            "jixiao check “没有这个文件.xlsx”",
            "jixiao batch 报来 -o 成果 --cover ——云岭县 --cover —o --volume",
            "jixiao render 甲.xlsx --format xlsx,pdf 乙.xlsx",
            "jixiao check --format json 甲.xlsx",
            "jixiao check -qv 甲.xlsx",
        ] {
            let words: Vec<OsString> = line.split(' ').map(Into::into).collect();
            assert!(parse(&words).is_ok(), "{line}");
        }
    }
}
