//! Targets and indicators that are those of another table of the submission.

use std::collections::BTreeMap;

use super::RuleList;
use crate::finding::{Code, Finding, Report};
use crate::form::{Edition, FieldIndex, Fields};
use crate::record::{Record, Submission, TableRecord};
use crate::text::{self, name_key};

pub(super) const RULES: RuleList = RuleList {
    submissions: &[copies],
    ..RuleList::EMPTY
};

/// Fewest letters of a target that is a copy rather than a usual phrase.
const SHORTEST: usize = 30;

/// Fewest indicators that are a copy.
const FEWEST: usize = 4;

/// Ends of sentences, whose order does not matter.
const ENDS: [char; 5] = ['。', '；', ';', '\n', '！'];

/// What the tables before say, by their text without marks.
#[derive(Default)]
struct Seen<'s> {
    targets: BTreeMap<String, &'s TableRecord>,
    indicators: BTreeMap<Vec<String>, &'s TableRecord>,
}

/// Reports each table whose target or indicators are word for word those of an earlier one.
fn copies(edition: &Edition, submission: &Submission, report: &mut Report) {
    let mut seen = Seen::default();
    for table in &submission.tables {
        let definition = &edition.tables[table.table];
        let fields = &definition.form.fields;
        let targets = &definition.form.rules.narrative.targets;
        let title = title_of(edition, table);
        let mut is_copy = false;
        for field in targets {
            let Some(key) = target_key(&table.record, *field, title) else {
                continue;
            };
            if let Some(other) = own_copy(&table.record, fields, (*field, &key)) {
                let label = &fields.get(other).label;
                let seen = format!("与{label}一字不差");
                report.push(finding(submission, table, (fields, *field), Code::CopiedTarget, seen));
            }
            let Some(first) = seen.targets.get(&key) else {
                seen.targets.insert(key, table);
                continue;
            };
            is_copy = true;
            if !is_reported(edition, first, table) {
                let seen = same_as(edition, submission, first);
                report.push(finding(submission, table, (fields, *field), Code::CopiedTarget, seen));
            }
        }
        for (list, columns) in lists(fields) {
            let Some(key) = indicators_key(table.record.rows(list), columns) else {
                continue;
            };
            let Some(first) = seen.indicators.get(&key) else {
                seen.indicators.insert(key, table);
                continue;
            };
            if !is_copy && !std::ptr::eq(*first, table) && !is_reported(edition, first, table) {
                let seen = same_as(edition, submission, first);
                report.push(finding(submission, table, (fields, list), Code::CopiedIndicators, seen));
            }
        }
    }
}

fn finding(
    submission: &Submission,
    table: &TableRecord,
    (fields, field): (&Fields, FieldIndex),
    code: Code,
    seen: String,
) -> Finding {
    let label = &fields.get(field).label;
    Finding::new(code, submission.place(&table.record, fields, field))
        .seen(seen)
        .expected(format!("本表自己的{label}"))
        .correction(format!(
            "多半是复制后没有改:按本表的内容重写{label};重复的一张删去"
        ))
}

fn same_as(edition: &Edition, submission: &Submission, first: &TableRecord) -> String {
    let title = title_of(edition, first);
    let place = submission.place_of_record(&first.record);
    if title.is_empty() {
        format!("与 {} 的一字不差", place.head())
    } else {
        format!("与 {} 的一字不差", text::quote(title))
    }
}

fn title_of<'s>(edition: &Edition, table: &'s TableRecord) -> &'s str {
    let field = edition.tables[table.table].title;
    let title = field.and_then(|field| table.record.get(field).as_text());
    title.unwrap_or_default().trim()
}

/// Whether both have the same title, which has its own finding.
fn is_reported(edition: &Edition, first: &TableRecord, table: &TableRecord) -> bool {
    let title = title_of(edition, table);
    first.table == table.table
        && !title.is_empty()
        && name_key(title) == name_key(title_of(edition, first))
}

/// A target without marks and without the table's own title, its sentences sorted; `None` if it is
/// short.
fn target_key(record: &Record, field: FieldIndex, title: &str) -> Option<String> {
    let text = record.get(field).as_text()?;
    let text = if title.is_empty() {
        text.to_owned()
    } else {
        text.replace(title, "")
    };
    let key = key_of(&text);
    key.chars().nth(SHORTEST).is_some().then_some(key)
}

fn key_of(text: &str) -> String {
    let mut sentences: Vec<String> = text.split(ENDS).map(letters).collect();
    sentences.sort_unstable();
    sentences.concat()
}

/// The letters and digits of a sentence, without its number: 目标1：, 1.
fn letters(sentence: &str) -> String {
    let sentence = sentence.trim();
    let number = sentence.char_indices().find(|(_, one)| matches!(one, '：' | ':' | '.' | '、' | '）'));
    let start = number.filter(|(at, _)| {
        let head = &sentence[..*at];
        head.chars().count() <= 4 && head.chars().any(|one| one.is_ascii_digit())
    });
    let bare = start.map_or(sentence, |(at, one)| &sentence[at + one.len_utf8()..]);
    bare.chars().filter(|one| one.is_alphanumeric()).collect()
}

/// Another text of the table that contains the target.
fn own_copy(record: &Record, fields: &Fields, (target, key): (FieldIndex, &str)) -> Option<FieldIndex> {
    let mut others = fields.iter().filter(|(field, _)| *field != target);
    let found = others.find(|(field, definition)| {
        let is_paragraph = !definition.kind.is_text() && !definition.private;
        let text = record.get(*field).as_text().filter(|_| is_paragraph);
        text.is_some_and(|text| text.len() >= key.len() && contains(text, key))
    });
    found.map(|(field, _)| field)
}

/// Whether a text has all the sentences of a key in their order.
fn contains(text: &str, key: &str) -> bool {
    let sentences = text.split(ENDS).map(letters);
    let mut sentences: Vec<String> = sentences.filter(|one| !one.is_empty() && key.contains(one.as_str())).collect();
    sentences.sort_unstable();
    sentences.concat() == key
}

fn lists(fields: &Fields) -> impl Iterator<Item = (FieldIndex, &Fields)> {
    fields.iter().filter_map(|(index, field)| {
        let columns = field.rows()?;
        columns.hold_indicators().then_some((index, columns))
    })
}

/// The indicators as texts; `None` if they are few.
fn indicators_key(rows: &[Record], columns: &Fields) -> Option<Vec<String>> {
    if rows.len() < FEWEST {
        return None;
    }
    let mut key: Vec<String> = rows
        .iter()
        .map(|row| {
            let cells = columns.iter().filter(|(column, field)| {
                field.derive.is_none() && !row.get(*column).computed
            });
            let cells = cells.map(|(column, _)| letters_of(&row.get(column).display()));
            cells.collect::<Vec<String>>().join("|")
        })
        .collect();
    key.sort_unstable();
    let has_words = key.iter().any(|row| row.chars().any(char::is_alphanumeric));
    has_words.then_some(key)
}

fn letters_of(text: &str) -> String {
    text.chars().filter(|one| !one.is_whitespace()).collect()
}
