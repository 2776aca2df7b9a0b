//! Targets and indicators that are those of another table of the submission.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::RuleList;
use super::both::Both;
use super::clauses::SENTENCE;
use super::subject::{Subject, TextValue};
use crate::finding::{Code, Finding, Report};
use crate::form::{Edition, Field, FieldIndex, Fields};
use crate::record::{Record, Submission, TableRecord};
use crate::text::{self, name_key};

pub(super) const RULES: RuleList = RuleList {
    texts: &[twice],
    submissions: &[copies],
    ..RuleList::EMPTY
};

/// Shortest sentence, in bytes, that nobody writes twice in one text; without a figure it may be a
/// usual phrase unless it is longer.
const TWICE: usize = 48;
const TWICE_WITHOUT_FIGURE: usize = 90;

/// Checks that a text does not have the same long sentence twice; targets are checked where their
/// sentences are compared with those of other tables.
fn twice(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    let text = text_value.text;
    let is_target = std::ptr::eq(text_value.record, subject.record)
        && subject
            .rules()
            .narrative
            .targets
            .contains(&text_value.field);
    let kind = &text_value.fields.get(text_value.field).kind;
    if is_target || kind.is_text() || text.len() < 2 * TWICE {
        return;
    }
    if let Some(part) = second_place(text) {
        let place = subject.within(Code::SentenceTwice, text_value, part.clone());
        report.push(said_twice(place, &text[part]));
    }
}

fn said_twice(finding: Finding, sentence: &str) -> Finding {
    finding
        .seen(text::quote(text::clip(sentence).as_ref()))
        .expected("一段里每句只写一遍")
        .correction("删去重复的一遍;本该是另一件事,就改成那件事")
}

/// Where a long sentence of a text stands for the second time.
fn second_place(text: &str) -> Option<Range<usize>> {
    let mut seen = BTreeSet::new();
    let mut end = 0;
    text.split_inclusive(SENTENCE).find_map(|sentence| {
        let bare = without_number(sentence.trim_end_matches(SENTENCE));
        let start = end + sentence.find(bare).unwrap_or(0);
        end += sentence.len();
        let is_again = is_long(bare) && !seen.insert(bare);
        is_again.then(|| start..start + bare.len())
    })
}

/// Whether a sentence is too long to be written twice on purpose.
fn is_long(sentence: &str) -> bool {
    let has_figure = || sentence.bytes().any(|byte| byte.is_ascii_digit());
    sentence.len() >= TWICE_WITHOUT_FIGURE || (sentence.len() >= TWICE && has_figure())
}

/// Fewest letters of a target that is a copy rather than a usual phrase.
const SHORTEST: usize = 30;

/// Fewest indicators that are a copy.
const FEWEST: usize = 4;

/// Fewest letters of a sentence that identifies a table, and the fewest digits in it.
const LONG: usize = 30;
const DIGITS: usize = 3;

/// What the tables before say, by their text without marks.
#[derive(Default)]
struct Seen<'s> {
    targets: BTreeMap<String, &'s TableRecord>,
    indicators: BTreeMap<Vec<String>, &'s TableRecord>,
    /// By their sentences, each with its table.
    sentences: BTreeMap<String, &'s TableRecord>,
}

/// Reports each table whose target or indicators are word for word those of an earlier one.
fn copies(both: &Both<'_>, report: &mut Report) {
    let (edition, submission) = (both.edition, both.typed);
    let mut seen = Seen::default();
    for table in &submission.tables {
        let is_copy = targets((edition, submission), table, &mut seen, report);
        indicators((edition, submission), (table, is_copy), &mut seen, report);
    }
}

/// Whether a target of a table is that of an earlier one.
fn targets<'s>(
    (edition, submission): (&Edition, &'s Submission),
    table: &'s TableRecord,
    seen: &mut Seen<'s>,
    report: &mut Report,
) -> bool {
    let definition = &edition.tables[table.table];
    let fields = &definition.form.fields;
    let title = title_of(edition, table);
    let mut is_copy = false;
    for field in &definition.form.rules.narrative.targets {
        let Some(key) = target_key(&table.record, *field, title) else {
            continue;
        };
        let (similar, is_twice) = similar(seen, table, *field);
        if is_twice {
            push_twice(submission, (table, fields, *field), report);
        }
        let mut push = |seen| {
            let at = (fields, *field);
            report.push(finding(submission, table, at, Code::CopiedTarget, seen));
        };
        if let Some(other) = own_copy(&table.record, fields, *field) {
            push(format!("与{}一字不差", fields.get(other).label));
        }
        let Some(first) = seen.targets.get(&key).copied().or(similar) else {
            seen.targets.insert(key, table);
            continue;
        };
        is_copy = true;
        if !is_reported(edition, first, table) {
            push(same_as(edition, submission, first));
        }
    }
    is_copy
}

/// Reports a sentence that a target has twice.
fn push_twice(
    submission: &Submission,
    (table, fields, field): (&TableRecord, &Fields, FieldIndex),
    report: &mut Report,
) {
    let text = table.record.get(field).as_text().unwrap_or_default();
    if let Some(part) = second_place(text) {
        let place = submission.place_within(&table.record, fields, field, part.clone());
        let finding = Finding::new(Code::SentenceTwice, place);
        report.push(said_twice(finding, &text[part]));
    }
}

fn indicators<'s>(
    (edition, submission): (&Edition, &'s Submission),
    (table, is_copy): (&'s TableRecord, bool),
    seen: &mut Seen<'s>,
    report: &mut Report,
) {
    let fields = &edition.tables[table.table].form.fields;
    for (list, columns) in lists(fields) {
        let Some(key) = indicators_key(table.record.rows(list), columns) else {
            continue;
        };
        let Some(first) = seen.indicators.get(&key) else {
            seen.indicators.insert(key, table);
            continue;
        };
        // Lists of several years may be the same.
        let is_own = std::ptr::eq(*first, table);
        if !is_copy && !is_own && !is_reported(edition, first, table) {
            let seen = same_as(edition, submission, first);
            let at = (fields, list);
            report.push(finding(submission, table, at, Code::CopiedIndicators, seen));
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
        let other = submission.table_in_words(edition, first, &place);
        format!("与 {other} 的一字不差")
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

/// An earlier table of the same kind with long sentences of this one's target, figures included;
/// and whether the target has a long sentence twice.
fn similar<'s>(
    seen: &mut Seen<'s>,
    table: &'s TableRecord,
    field: FieldIndex,
) -> (Option<&'s TableRecord>, bool) {
    let Some(text) = table.record.get(field).as_text() else {
        return (None, false);
    };
    let (mut all, mut shared, mut first) = (0, 0, None);
    let mut own = BTreeSet::new();
    let mut is_twice = false;
    for sentence in text.split(SENTENCE).map(letters) {
        let length = sentence.chars().count();
        all += length;
        let digits = sentence.chars().filter(char::is_ascii_digit).count();
        is_twice |= is_long(&sentence) && !own.insert(sentence.clone());
        if length < LONG || digits < DIGITS {
            continue;
        }
        match seen.sentences.get(&sentence) {
            Some(other) if other.table == table.table => {
                shared += length;
                first = first.or(Some(*other));
            }
            Some(_) => {}
            None => {
                seen.sentences.insert(sentence, table);
            }
        }
    }
    let first = first.filter(|first| shared * 5 >= all * 2 && !std::ptr::eq(*first, table));
    (first, is_twice)
}

fn key_of(text: &str) -> String {
    let mut sentences: Vec<String> = text.split(SENTENCE).map(letters).collect();
    sentences.sort_unstable();
    sentences.concat()
}

/// The letters and digits of a sentence, without its number: 目标1：, 1.
fn letters(sentence: &str) -> String {
    let bare = without_number(sentence);
    bare.chars().filter(|one| one.is_alphanumeric()).collect()
}

fn without_number(sentence: &str) -> &str {
    let sentence = sentence.trim();
    let number = sentence
        .char_indices()
        .find(|(_, one)| matches!(one, '：' | ':' | '.' | '、' | '）'));
    let start = number.filter(|(at, _)| {
        let head = &sentence[..*at];
        head.chars().count() <= 4 && head.chars().any(|one| one.is_ascii_digit())
    });
    start.map_or(sentence, |(at, one)| &sentence[at + one.len_utf8()..])
}

/// Another text of the table that has all sentences of the target.
fn own_copy(record: &Record, fields: &Fields, target: FieldIndex) -> Option<FieldIndex> {
    let own_text = record.get(target).as_text()?;
    // Most of a text are letters, so that one of less than half the length cannot have all of them.
    let may_have = |(field, definition): (FieldIndex, &Field)| {
        let text = record.get(field).as_text();
        let is_paragraph = !definition.kind.is_text() && !definition.private;
        field != target && is_paragraph && text.is_some_and(|text| text.len() * 2 >= own_text.len())
    };
    if !fields.iter().any(may_have) {
        return None;
    }
    let own = sentences_of(own_text);
    let least: usize = own.iter().map(String::len).sum();
    let mut others = fields.iter().filter(|(field, _)| *field != target);
    let found = others.find(|(field, definition)| {
        let is_paragraph = !definition.kind.is_text() && !definition.private;
        let text = record.get(*field).as_text().filter(|_| is_paragraph);
        // A shorter text cannot have all of them.
        let text = text.filter(|text| text.len() >= least);
        text.is_some_and(|text| own.is_subset(&sentences_of(text)))
    });
    found.map(|(field, _)| field)
}

fn sentences_of(text: &str) -> BTreeSet<String> {
    let sentences = text.split(SENTENCE).map(letters);
    sentences.filter(|one| !one.is_empty()).collect()
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
            let cells = columns
                .iter()
                .filter(|(column, field)| field.derive.is_none() && !row.get(*column).computed);
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
