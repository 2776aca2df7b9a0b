//! The words of a letter: the findings of a department by their causes, for its clerk.

use serde_json::{Value, json};

use super::super::across::faults::{Counts, is_of_department};
use super::super::given::letter::LetterData;
use super::super::given::send_back::SendBack;
use super::super::record::records::{DepartmentRecord, DepartmentState, Findings};
use crate::finding::{Cause, Finding, Level, without_commands};
use crate::source::SheetCell;
use crate::text;
use crate::write::Date;

/// What a letter says besides the findings.
pub(in crate::batch) struct Addressed<'a> {
    pub(in crate::batch) send_back: &'a SendBack,
    pub(in crate::batch) date: Option<Date>,
    /// Name of the document that was handed in.
    pub(in crate::batch) document: &'a str,
    pub(in crate::batch) section: Option<&'a str>,
    /// The department's person to contact, by the roster.
    pub(in crate::batch) contact: &'a str,
}

/// The data of the letter about a record, which has all findings of the department.
pub(in crate::batch) fn data<'a>(
    record: &'a DepartmentRecord,
    about: &Addressed<'_>,
) -> LetterData<'a> {
    let counts = Counts::of(&record.findings);
    let copies = record.sent_back.as_ref();
    let names = copies.iter().flat_map(|copies| &copies.files);
    let names: Vec<Value> = names.map(|file| json!({ "name": file.name() })).collect();
    let is_remade = copies.is_some_and(|copies| copies.is_remade && !copies.files.is_empty());
    let rows = Rows {
        findings: &record.findings,
        cells: copies.map_or(&[], |copies| &copies.cells),
        has_files: names.len() > 1,
    };
    let (must, look) = rows.by_level();
    let is_linked = [&must, &look]
        .into_iter()
        .flatten()
        .any(|row| !row["followers"].is_null());
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
            "linked": is_linked.then_some("是"),
            "must": must,
            "look": look,
        }),
    }
}

/// A number other than 0.
fn some(count: usize) -> Option<usize> {
    Some(count).filter(|count| *count > 0)
}

/// The rows of a letter.
struct Rows<'a> {
    findings: &'a Findings,
    /// Sheet and cell of each finding in the copy of the form, if there is one.
    cells: &'a [Option<(String, String)>],
    /// Whether there are several copies, so that a place needs the name of its file.
    has_files: bool,
}

impl Rows<'_> {
    /// The causes with an error, and the others with a warning; numbered throughout.
    fn by_level(&self) -> (Vec<Value>, Vec<Value>) {
        let list = &self.findings.list;
        let causes = self.findings.causes();
        let level = |cause: &Cause| {
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
                self.row(cause, number)
            });
            rows.collect::<Vec<Value>>()
        };
        (rows(Level::Error), rows(Level::Warning))
    }

    fn row(&self, cause: &Cause, number: usize) -> Value {
        let finding = &self.findings.list[cause.finding];
        let followers = cause.followers.iter();
        let alike = followers.filter(|one| one.like == Some(cause.finding));
        let alike = alike.count();
        let (sheet, cell) = self.cell(cause.finding);
        // The name of a sheet has the title of its table.
        let labels = match &sheet {
            Some(_) if !finding.place.label.is_empty() => text::clip_to(&finding.place.label, 120),
            _ => place(finding),
        };
        let file = self.has_files.then(|| {
            let name = finding.place.file.rsplit('/').next().unwrap_or_default();
            text::visible(name)
        });
        json!({
            "number": number,
            "file": file,
            "sheet": sheet,
            "cell": cell,
            "place": labels,
            "problem": formal(finding.code.explanation().summary),
            "seen": formal(&finding.seen),
            "expected": formal(&finding.expected),
            "correction": formal(&without_commands(&finding.correction)),
            "alike": some(alike),
            "followers": some(cause.followers.len() - alike),
        })
    }

    /// Sheet and cell of a finding: in the copy of the form, or else in what was handed in.
    fn cell(&self, number: usize) -> (Option<String>, Option<String>) {
        if let Some(Some((sheet, cell))) = self.cells.get(number) {
            return (Some(sheet.clone()), Some(cell.clone()));
        }
        let cell = self.findings.list[number].place.cell.as_ref();
        let cell = cell.filter(|_| self.cells.is_empty());
        let sheet = cell.map(|cell| text::visible(&cell.sheet));
        let sheet = sheet.filter(|sheet| !sheet.is_empty());
        (sheet, cell.map(SheetCell::name))
    }
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
            (
                "相差 18 万元;改正合计或分项",
                "相差 18 万元；改正合计或分项",
            ),
            (
                "应为 131 万元(人员 96, 公用 35)",
                "应为 131 万元（人员 96, 公用 35）",
            ),
            (
                "文本 \"1,000元;(约)\",不是数",
                "文本 “1,000元;(约)”，不是数",
            ),
            ("f(x) = 1,000", "f(x) = 1,000"),
            ("", ""),
        ] {
            assert_eq!(formal(text), wanted);
        }
    }
}
