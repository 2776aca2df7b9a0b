//! Findings as text, grouped by their causes: a finding in full, below it its repeats in other rows,
//! a line each, then indented what follows from it.

use std::fmt::Write as _;

use jixiao::finding::{Cause, Finding, Level};

use super::is_verbose;

/// Indentation of what follows from a finding.
const INDENT: &str = "    ";

/// Head of the repeats of a finding, as wide as those of its lines.
const REPEATS: &str = "  同样  ";

/// A cause with all its findings.
pub(super) fn text(findings: &[Finding], cause: &Cause, is_painted: bool) -> String {
    let mut text = block(findings, cause, cause.finding, is_painted);
    for follower in &cause.followers {
        if follower.like.is_none() || is_verbose() {
            for line in block(findings, cause, follower.finding, is_painted).lines() {
                text.extend(["\n", INDENT, line]);
            }
        }
    }
    text
}

/// A finding in full, with its repeats.
fn block(findings: &[Finding], cause: &Cause, number: usize, is_painted: bool) -> String {
    let finding = &findings[number];
    let mut text = one(finding);
    if is_painted {
        text = painted(finding.level, &text);
    }
    if is_verbose() {
        return text;
    }
    let repeats = cause.followers.iter();
    let repeats = repeats.filter(|follower| follower.like == Some(number));
    for (position, follower) in repeats.enumerate() {
        let head = if position == 0 { REPEATS } else { "        " };
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
        ("现值", &first.seen, &finding.seen),
        ("应为", &first.expected, &finding.expected),
        ("改法", &first.correction, &finding.correction),
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
        _ if numbers.is_cut => counts.push(format!("列出的 {findings} 处")),
        1 => {}
        _ => counts.push(format!("共 {findings} 处")),
    }
    counts.push(format!("{causes} 个原因"));
}

/// A finding in full.
fn one(finding: &Finding) -> String {
    if is_verbose() {
        finding.to_string()
    } else {
        finding.for_people().to_string()
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
