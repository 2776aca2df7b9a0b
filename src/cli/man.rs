//! `jixiao man`: manual pages of all commands, in the language of the user.
//!
//! `clap_mangen` makes title, options and subcommands; its other headings are English. Chinese has no
//! spaces at which a formatter breaks lines, so that places to break are written into the text.

use std::io;

use clap::Command;
use clap_mangen::Man;
use jixiao::Error;
use jixiao::render::save;

use super::args::ManArgs;
use super::language::pick;
use super::status::ExitStatus;
use super::usage::{exit_codes, tree};
use super::{examples, report, version};

/// Section of commands.
const SECTION: &str = "1";

pub(super) fn run(args: &ManArgs) -> Result<ExitStatus, Error> {
    let mut tree = tree();
    tree.build();
    let mut pages = Vec::new();
    collect(&tree, "", &mut pages);
    for (name, page) in pages {
        let path = save(&args.output, &name, page.as_bytes())?;
        report::file(&path);
    }
    Ok(ExitStatus::Success)
}

/// The pages of a command and of those below it, each with the name of its file.
fn collect(command: &Command, path: &str, pages: &mut Vec<(String, String)>) {
    let name = page_name(path);
    pages.push((format!("{name}.{SECTION}"), page(command, path)));
    for sub in command.get_subcommands() {
        let path = format!("{path} {}", sub.get_name());
        collect(sub, path.trim(), pages);
    }
}

/// `template copy` → `jixiao-template-copy`.
fn page_name(path: &str) -> String {
    let name = format!("jixiao {path}");
    name.trim_end().replace(' ', "-")
}

fn page(command: &Command, path: &str) -> String {
    let name = page_name(path);
    let man = Man::new(command.clone().display_name(name.as_str())).section(SECTION);
    let (title, manual) = (name.to_uppercase(), pick("jixiao 手册", "jixiao manual"));
    let number = version::NUMBER;
    // Lines of Chinese have too few spaces to be stretched to the margin.
    let head = format!(".TH {title} {SECTION} \"\" \"jixiao {number}\" \"{manual}\"\n.ad l\n");
    let mut page = Page(head);
    // The words before the dash are looked up by `man`, and are not broken.
    page.heading(pick("名称", "NAME"));
    let about = command
        .get_about()
        .map(ToString::to_string)
        .unwrap_or_default();
    let (name, about) = (name.replace('-', "\\-"), plain(&about));
    page.0.extend([&name, " \\- ", &about, "\n"]);
    page.heading(pick("概要", "SYNOPSIS"));
    let usage = command.get_overridden_usage().map(ToString::to_string);
    for (number, line) in usage.unwrap_or_default().lines().enumerate() {
        if number > 0 {
            page.0.push_str(".br\n");
        }
        page.line(line.trim());
    }
    page.part(|out| man.render_options_section(out));
    if command.has_subcommands() {
        page.part(|out| man.render_subcommands_section(out));
    }
    page.heading(pick("例子", "EXAMPLES"));
    for example in examples::of(path) {
        page.0.push_str(".TP\n");
        page.line(pick(example.chinese, example.english));
        page.line(example.line);
    }
    page.heading(pick("退出码", "EXIT STATUS"));
    let codes = exit_codes();
    let codes = codes
        .split_once([':', ':'])
        .map_or(codes, |(_, codes)| codes);
    page.line(codes.trim());
    if !path.is_empty() {
        page.heading(pick("参见", "SEE ALSO"));
        page.line("jixiao(1)");
    }
    page.0
}

/// A manual page under construction.
struct Page(String);

impl Page {
    fn heading(&mut self, words: &str) {
        self.0.extend([".SH ", words, "\n"]);
    }

    /// A line of text.
    fn line(&mut self, words: &str) {
        self.0.extend([&breakable(&plain(words)), "\n"]);
    }

    /// A part that `clap_mangen` makes.
    fn part(&mut self, write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) {
        let mut bytes: Vec<u8> = Vec::new();
        // Writing to memory cannot fail.
        let _ = write(&mut bytes);
        for line in String::from_utf8_lossy(&bytes).lines() {
            let line = line.replace("\\*(Aq", "\\(aq");
            let is_text = !line.starts_with('.');
            let line = if is_text { breakable(&line) } else { line };
            // The definition of the apostrophe, replaced above.
            if !line.starts_with(".ie ") && !line.starts_with(".el ") {
                self.0.extend([line.as_str(), "\n"]);
            }
        }
    }
}

/// A text without commands of the formatter.
fn plain(words: &str) -> String {
    let words = words.replace('\\', "\\e").replace('-', "\\-");
    let words = words.replace('\'', "\\(aq");
    if words.starts_with('.') {
        format!("\\&{words}")
    } else {
        words
    }
}

/// Whether a character is Chinese, or punctuation of the same width.
fn is_wide(sign: char) -> bool {
    matches!(sign, '\u{2E80}'..='\u{9FFF}' | '\u{FF00}'..='\u{FF60}' | '“' | '”')
}

/// A text with a place to break after each Chinese character that may end a line.
fn breakable(line: &str) -> String {
    let mut text = String::with_capacity(2 * line.len());
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        text.push(sign);
        let is_before_chinese = signs.peek().copied().is_some_and(is_wide);
        let may_end = (is_wide(sign) && !"(《“".contains(sign))
            || (",;:)".contains(sign) && is_before_chinese);
        let may_begin = |next: &char| !",。;:、)》”?!,.;:)".contains(*next);
        if may_end && signs.peek().is_some_and(may_begin) {
            text.push_str("\\:");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::breakable;

    #[test]
    fn chinese_is_broken_between_characters_but_not_before_punctuation() {
        assert_eq!(breakable("检查,表"), "检\\:查,\\:表");
        assert_eq!(breakable("a word"), "a word");
        assert_eq!(breakable("表(新)"), "表\\:(新)");
    }
}
