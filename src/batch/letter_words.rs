//! The words of a letter: the findings of a department by their causes, for its clerk.

use serde_json::{Value, json};

use super::letter::LetterData;
use super::records::{DepartmentRecord, DepartmentState, Findings};
use super::send_back::{SendBack, is_of_department};
use crate::finding::{Cause, Finding, Level};
use crate::text;
use crate::write::Date;

/// What a letter says besides the findings.
pub(super) struct Addressed<'a> {
    pub(super) send_back: &'a SendBack,
    pub(super) date: Option<Date>,
    /// Name of the document that was handed in.
    pub(super) document: &'a str,
    pub(super) section: Option<&'a str>,
    /// The department's person to contact, by the roster.
    pub(super) contact: &'a str,
}

/// The data of the letter about a record, which has all findings of the department.
pub(super) fn data<'a>(record: &'a DepartmentRecord, about: &Addressed<'_>) -> LetterData<'a> {
    let counts = Counts::of(&record.findings);
    let copies = record.sent_back.as_ref();
    let names = copies.iter().flat_map(|copies| &copies.files);
    let names: Vec<Value> = names.map(|file| json!({ "name": file.name() })).collect();
    let is_remade = copies.is_some_and(|copies| copies.is_remade && !copies.files.is_empty());
    let (must, look) = causes(&record.findings, names.len() > 1);
    LetterData {
        code: &record.code,
        year: &record.year,
        letter: json!({
            "name": text::visible(record.title()),
            "returned": (record.state == DepartmentState::Returned).then_some("退回"),
            "document": about.document,
            "bureau": about.send_back.bureau,
            "section": about.section,
            "contact": about.contact,
            "date": about.date.map(|date| date.to_string()),
            "deadline": about.send_back.return_by.map(|date| date.to_string()),
            "errors": some(counts.errors),
            "warnings": some(counts.warnings),
            "notes": some(counts.notes),
            "unlisted": some(counts.unlisted),
            "copies": names,
            "remade": is_remade.then_some("是"),
            "must": must,
            "look": look,
        }),
    }
}

/// Numbers of the findings that a department has to know.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    notes: usize,
    /// Errors and warnings that are not listed.
    unlisted: usize,
}

impl Counts {
    pub(super) fn of(findings: &Findings) -> Counts {
        let [mut errors, mut warnings, mut notes] = findings.counts();
        let mut listed = 0;
        for finding in &findings.list {
            let count = match finding.level {
                Level::Error => &mut errors,
                Level::Warning => &mut warnings,
                Level::Note => &mut notes,
            };
            if !is_of_department(finding) {
                *count -= 1;
            } else if finding.level > Level::Note {
                listed += 1;
            }
        }
        Counts {
            errors,
            warnings,
            notes,
            unlisted: errors + warnings - listed,
        }
    }
}

/// A number other than 0.
fn some(count: usize) -> Option<usize> {
    Some(count).filter(|count| *count > 0)
}

/// The causes with an error, and the others with a warning, as rows; numbered throughout.
fn causes(findings: &Findings, has_files: bool) -> (Vec<Value>, Vec<Value>) {
    let list = &findings.list;
    let causes = findings.causes();
    let level = |cause: &&Cause| {
        let followers = cause.followers.iter().map(|follower| follower.finding);
        let all = std::iter::once(cause.finding).chain(followers);
        all.map(|number| list[number].level).max()
    };
    let mut number = 0;
    let mut rows = |wanted: Level| {
        let causes = causes.iter().filter(|cause| {
            level(cause) == Some(wanted) && is_of_department(&list[cause.finding])
        });
        let rows = causes.map(|cause| {
            number += 1;
            row(list, cause, (number, has_files))
        });
        rows.collect::<Vec<Value>>()
    };
    (rows(Level::Error), rows(Level::Warning))
}

fn row(list: &[Finding], cause: &Cause, (number, has_files): (usize, bool)) -> Value {
    let finding = &list[cause.finding];
    let is_alike = |like: Option<usize>| like == Some(cause.finding);
    let followers = cause.followers.iter();
    let alike = followers.filter(|one| is_alike(one.like)).count();
    let cell = finding.place.cell.as_ref();
    let sheet = cell.map(|cell| text::visible(&cell.sheet));
    let file = has_files.then(|| {
        let name = finding.place.file.rsplit('/').next().unwrap_or_default();
        text::visible(name)
    });
    json!({
        "number": number,
        "file": file,
        "sheet": sheet.filter(|sheet| !sheet.is_empty()),
        "cell": cell.map(|cell| cell.name()),
        "place": place(finding),
        "problem": formal(finding.code.explanation().summary),
        "seen": formal(&finding.seen),
        "expected": formal(&finding.expected),
        "correction": formal(&finding.correction),
        "alike": some(alike),
        "followers": some(cause.followers.len() - alike),
    })
}

/// The labels of a place; where there are none, and no cell, the line of a text.
fn place(finding: &Finding) -> String {
    let place = &finding.place;
    let labels = place.path();
    match place.position {
        Some(position) if labels.is_empty() && place.cell.is_none() => {
            format!("第 {} 行", position.line)
        }
        _ => labels,
    }
}

/// A text with the punctuation of official documents: full-width next to Chinese characters, except
/// in quoted values.
fn formal(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut formal = String::with_capacity(text.len());
    let mut is_quoted = false;
    // For each open bracket, whether it is full-width.
    let mut brackets = Vec::new();
    for (at, character) in characters.iter().copied().enumerate() {
        let beside = [at.checked_sub(1), at.checked_add(1)].into_iter().flatten();
        let mut beside = beside.filter_map(|at| characters.get(at));
        let is_chinese = beside.any(|one| is_han(*one));
        formal.push(match character {
            '"' => {
                is_quoted = !is_quoted;
                if is_quoted { '“' } else { '”' }
            }
            _ if is_quoted => character,
            '(' => {
                brackets.push(is_chinese);
                if is_chinese { '（' } else { character }
            }
            ')' if brackets.pop().unwrap_or_default() => '）',
            ',' if is_chinese => '，',
            ';' if is_chinese => '；',
            ':' if is_chinese => '：',
            _ => character,
        });
    }
    formal
}

const fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9FFF}' | '”' | '“' | '）' | '（')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_is_full_width_beside_chinese_characters() {
        for (text, wanted) in [
            ("相差 18 万元;改正合计或分项", "相差 18 万元；改正合计或分项"),
            ("应为 131 万元(人员 96, 公用 35)", "应为 131 万元（人员 96, 公用 35）"),
            ("文本 \"1,000元;(约)\",不是数", "文本 “1,000元;(约)”，不是数"),
            ("f(x) = 1,000", "f(x) = 1,000"),
            ("", ""),
        ] {
            assert_eq!(formal(text), wanted);
        }
    }
}
