//! Texts of an annotated copy: comments of cells, lines of the findings sheet.

use crate::finding::{Finding, Level, Report};
use crate::text;

/// Maximum number of characters of a line of a comment.
const MAX_LINE: usize = 300;
/// Maximum number of characters of a cell of the findings sheet.
const MAX_CELL: usize = 4000;
/// Maximum number of findings in one comment.
pub(super) const MAX_LISTED: usize = 12;

/// A finding of a cell, with its number in the findings sheet.
#[derive(Debug, Clone, Copy)]
pub(super) struct NumberedFinding<'a> {
    pub(super) number: usize,
    pub(super) finding: &'a Finding,
}

/// A text run of a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextRun {
    pub(super) text: String,
    pub(super) is_bold: bool,
}

/// Comment of a cell: its findings, the worst first.
pub(super) fn comment(findings: &[NumberedFinding], list: &str) -> Vec<TextRun> {
    let mut sorted = findings.to_vec();
    sorted.sort_by_key(|one| std::cmp::Reverse(one.finding.level));
    let mut runs = Vec::new();
    for (place, one) in sorted.iter().take(MAX_LISTED).enumerate() {
        let gap = if place == 0 { "" } else { "\n\n" };
        let finding = one.finding;
        let head = finding.code.explanation().summary;
        runs.push(TextRun {
            text: format!("{gap}({}) {}:{head}", one.number, finding.level),
            is_bold: true,
        });
        let lines: Vec<String> = lines(finding)
            .into_iter()
            .map(|(name, text)| format!("\n{name}:{}", clipped(text, MAX_LINE)))
            .collect();
        runs.push(TextRun {
            text: lines.concat(),
            is_bold: false,
        });
    }
    let left = sorted.len().saturating_sub(MAX_LISTED);
    if left > 0 {
        runs.push(TextRun {
            text: format!("\n\n另有 {left} 处,见“{list}”"),
            is_bold: true,
        });
    }
    runs.retain(|run| !run.text.is_empty());
    runs
}

fn lines(finding: &Finding) -> Vec<(&'static str, &str)> {
    let all = [
        ("现值", finding.seen.as_str()),
        ("应为", &finding.expected),
        ("改法", &finding.correction),
    ];
    all.into_iter()
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

/// Subject of a finding by the form's labels.
pub(super) fn subject(finding: &Finding) -> String {
    clipped(&finding.place.label, MAX_CELL)
}

/// Text of a cell of the findings sheet.
pub(super) fn cell(text: &str) -> String {
    clipped(text, MAX_CELL)
}

/// File, number of findings and, if it differs, of their causes:
/// `目标表.xlsx:错误 3 处,警告 2 处,2 个原因`.
pub(super) fn summary(report: &Report, causes: usize) -> String {
    let mut counts = counts(report);
    if causes < report.findings().len() {
        counts = format!("{counts},{causes} 个原因");
    }
    let file = report
        .findings()
        .first()
        .map(|finding| finding.place.file.as_str());
    match file.and_then(|file| file.rsplit(['/', '\\']).next()) {
        Some(name) => format!("{}:{counts}", text::visible(name)),
        None => counts,
    }
}

/// Number of findings of each level: `错误 3 处,警告 2 处`.
fn counts(report: &Report) -> String {
    let counts = Level::ALL.into_iter().rev().filter_map(|level| {
        let (count, kept) = (report.count(level), report.kept(level));
        match count {
            0 => None,
            _ if kept < count => Some(format!("{level} {count} 处(只列出 {kept} 处)")),
            _ => Some(format!("{level} {count} 处")),
        }
    });
    let counts: Vec<String> = counts.collect();
    if counts.is_empty() {
        NOTHING.to_owned()
    } else {
        counts.join(",")
    }
}

/// Text if there are no findings.
pub(super) const NOTHING: &str = "没有发现问题";

/// Legend of the fill colours.
pub(super) const LEGEND: &str = "格的底色:红是错误(表会被退回),黄是警告(多半有误),蓝是提示(值得看一眼)。格上的批注说明问题与改法,批注开头括号里的数是这里的序号;点“单元格”就到那一格。";

/// Purpose of the copy.
pub(super) const PURPOSE: &str =
    "这是检查时另做的副本,原文件没有改动。请在原文件里改正,再检查一次;报送原文件,不报送副本。";

/// Lines of a text in a column of half-width characters.
pub(super) fn lines_of(text: &str, width: f64) -> f64 {
    let lines = text.split('\n').map(|line| {
        let half = |character: char| if character.is_ascii() { 1.0 } else { 2.0 };
        let units: f64 = line.chars().map(half).sum();
        (units / width).ceil().max(1.0)
    });
    lines.sum()
}

fn clipped(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
