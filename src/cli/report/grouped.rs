//! Findings as text, grouped by their causes: a finding in full, below it its repeats in other rows,
//! a line each, then indented what follows from it.

use std::fmt::Write as _;
use std::path::Path;

use jixiao::finding::{Cause, Finding, Level};
use jixiao::text;

use super::{is_verbose, level_word, link};
use crate::cli::language::{is_english, pick, said};

/// Indentation of what follows from a finding.
const INDENT: &str = "    ";

/// Head of the repeats of a finding, as wide as those of its lines.
const REPEATS: &str = "  同样  ";

/// The same in English.
const REPEATS_IN_ENGLISH: &str = "  also      ";

/// Escape sequences in the text of findings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) is_painted: bool,
    pub(super) has_links: bool,
}

/// A cause with all its findings.
pub(super) fn text(findings: &[Finding], cause: &Cause, look: Look) -> String {
    let mut text = block(findings, cause, cause.finding, look);
    for follower in &cause.followers {
        if follower.like.is_none() || is_verbose() {
            for line in block(findings, cause, follower.finding, look).lines() {
                text.extend(["\n", INDENT, line]);
            }
        }
    }
    text
}

/// A finding in full, with its repeats.
fn block(findings: &[Finding], cause: &Cause, number: usize, look: Look) -> String {
    let finding = &findings[number];
    let mut text = one(finding);
    if look.has_links {
        text = linked(finding, &text);
    }
    if look.is_painted {
        text = painted(finding.level, &text);
    }
    if is_verbose() {
        return text;
    }
    let repeats = cause.followers.iter();
    let repeats = repeats.filter(|follower| follower.like == Some(number));
    for (position, follower) in repeats.enumerate() {
        let head = pick(REPEATS, REPEATS_IN_ENGLISH);
        let gap = pick("        ", "            ");
        let head = if position == 0 { head } else { gap };
        let line = repeat(finding, &findings[follower.finding]);
        text.extend(["\n", head, &line]);
    }
    text
}

/// A repeat of a finding: its place, and the texts that differ.
fn repeat(first: &Finding, finding: &Finding) -> String {
    let mut line = finding.place.short();
    let path = finding.place.path();
    if !path.is_empty() {
        line.extend(["  ", &path]);
    }
    let texts = [
        (pick("现值", "seen"), &first.seen, &finding.seen),
        (pick("应为", "expected"), &first.expected, &finding.expected),
        (
            pick("改法", "to correct"),
            &first.correction,
            &finding.correction,
        ),
    ];
    for (name, first, text) in texts {
        if first != text && !text.is_empty() {
            // Writing to a String cannot fail.
            let _ = write!(line, "  {name} {text}");
        }
    }
    line
}

/// Numbers of findings and of their causes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers {
    /// The listed findings.
    pub(super) findings: usize,
    pub(super) causes: usize,
    /// Whether there are more findings than are listed.
    pub(super) is_cut: bool,
}

/// Adds the number of causes to the numbers of findings of each level, if it is smaller.
pub(super) fn add_causes(counts: &mut Vec<String>, numbers: Numbers) {
    let Numbers {
        findings, causes, ..
    } = numbers;
    if causes == findings {
        return;
    }
    match counts.len() {
        _ if numbers.is_cut => counts.push(said!("列出的 {findings} 处", "{findings} listed")),
        1 => {}
        _ => counts.push(said!("共 {findings} 处", "{findings} in all")),
    }
    counts.push(said!("{causes} 个原因", "causes: {causes}"));
}

/// A finding in full.
fn one(finding: &Finding) -> String {
    if is_english() {
        in_english(finding)
    } else if is_verbose() {
        finding.to_string()
    } else {
        finding.for_people().to_string()
    }
}

/// A finding under English heads, with the English explanation of its code. Its own texts are made of
/// the words of the form.
fn in_english(finding: &Finding) -> String {
    let place = &finding.place;
    let subject = if is_verbose() {
        place.subject()
    } else {
        place.path()
    };
    let lines = [
        ("meaning   ", finding.code.in_english()),
        ("place     ", &subject),
        ("seen      ", &finding.seen),
        ("expected  ", &finding.expected),
        ("to correct", &finding.correction),
    ];
    let (level, name) = (level_word(finding.level), finding.name());
    let mut text = format!("{level}[{name}] {}", place.head());
    for (name, words) in lines {
        if !words.is_empty() {
            text.extend(["\n  ", name, "  ", words]);
        }
    }
    if let Some(excerpt) = &place.excerpt {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n{excerpt}");
    }
    text
}

/// A finding whose head opens its file.
fn linked(finding: &Finding, text: &str) -> String {
    let file = text::visible(&finding.place.file);
    let Some((before, rest)) = text.split_once("] ") else {
        return text.to_owned();
    };
    match rest.strip_prefix(file.as_str()) {
        Some(rest) => {
            let link = link::to_file(Path::new(&finding.place.file), &file);
            format!("{before}] {link}{rest}")
        }
        None => text.to_owned(),
    }
}

/// A finding with its level in colour. The streams strip colour without a terminal, or if
/// `NO_COLOR` is set.
fn painted(level: Level, text: &str) -> String {
    let colour = match level {
        Level::Error => "\x1B[1;31m",
        Level::Warning => "\x1B[1;33m",
        Level::Note => "\x1B[1;36m",
    };
    let end = text.find(']').map_or(0, |bracket| bracket + 1);
    format!("{colour}{}\x1B[0m{}", &text[..end], &text[end..])
}
