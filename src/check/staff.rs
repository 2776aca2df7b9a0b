//! Numbers of staff in texts against those of the table.

use std::ops::Range;

use rust_decimal::Decimal;

use super::RuleList;
use super::scan::{TextNumber, numbers_in};
use super::subject::{Subject, TextValue};
use crate::amount::Amount;
use crate::finding::{Code, Report};
use crate::form::{FieldIndex, StaffWords};
use crate::record::Content;

pub(super) const RULES: RuleList = RuleList {
    texts: &[staff],
    ..RuleList::EMPTY
};

/// Words between a word for staff and its number.
const BETWEEN: [&str; 14] = [
    "共计", "总数", "人数", "共有", "现有", "实有", "核定", "数", "为", "共", "有", "计", "：", ":",
];

/// Counters of persons.
const PERSONS: [char; 3] = ['人', '名', '个'];

/// Checks that numbers of staff in a text are those of the table.
fn staff(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    let rules = subject.rules();
    let of_table = std::ptr::eq(text_value.record, subject.record);
    if !of_table || !rules.narrative.staff.contains(&text_value.field) {
        return;
    }
    let mentions = mentions(subject, text_value);
    for staff in &rules.staff {
        let Content::Number(number) = &subject.record.get(staff.field).content else {
            continue;
        };
        let own: Vec<&Mention<'_>> = mentions
            .iter()
            .filter(|one| one.field == staff.field)
            .collect();
        let right = right_numbers(subject, number.value(), staff);
        let sum: Decimal = own.iter().map(|one| one.number.value).sum();
        let agrees = own
            .iter()
            .map(|one| one.number.value)
            .chain([sum])
            .any(|number| right.contains(&number));
        let Some(first) = own.first().filter(|_| !agrees) else {
            continue;
        };
        let field = subject.fields().get(staff.field);
        let written = &text_value.text[first.range.clone()];
        report.push(
            subject
                .within(Code::StaffMismatch, text_value, first.range.clone())
                .seen(format!("{}{written}", first.word))
                .expected(format!(
                    "与{} {} 一致",
                    field.label,
                    Amount::computed(number.value())
                ))
                .correction("改正文字或人数"),
        );
    }
}

/// Numbers that a text may give for a field: its value, with or without the groups that may be
/// omitted.
fn right_numbers(subject: &Subject<'_>, number: Decimal, staff: &StaffWords) -> Vec<Decimal> {
    let less = staff.less.map(|field| &subject.record.get(field).content);
    let mut right = vec![number];
    if let Some(Content::Number(less)) = less {
        right.extend(number.checked_sub(less.value()));
    }
    right
}

/// A number of staff in a text.
struct Mention<'t> {
    field: FieldIndex,
    word: &'t str,
    number: TextNumber,
    /// Bytes of number and counter.
    range: Range<usize>,
}

fn mentions<'t>(subject: &'t Subject<'_>, text_value: &TextValue<'t>) -> Vec<Mention<'t>> {
    let found = numbers_in(text_value.text)
        .into_iter()
        .filter_map(|number| {
            let after = text_value.text[number.range.end..].chars().next()?;
            let is_person = PERSONS.contains(&after)
                && !text_value.text[number.range.end..].starts_with("人次");
            if !is_person || number.decimals > 0 {
                return None;
            }
            let (field, word) = word_before(subject, &text_value.text[..number.range.start])?;
            let range = number.range.start..number.range.end + after.len_utf8();
            Some(Mention {
                field,
                word,
                number,
                range,
            })
        });
    found.collect()
}

/// The longest word for staff at the end of a text, ignoring words in between.
fn word_before<'s>(subject: &'s Subject<'_>, before: &str) -> Option<(FieldIndex, &'s str)> {
    let mut rest = before.trim_end();
    loop {
        let all = subject.rules().staff.iter();
        let words =
            all.flat_map(|staff| staff.words.iter().map(|word| (staff.field, word.as_str())));
        let longest = words
            .filter(|(_, word)| rest.ends_with(word))
            .max_by_key(|(_, word)| word.len());
        if longest.is_some() {
            return longest;
        }
        let stripped = BETWEEN.iter().find_map(|word| rest.strip_suffix(word))?;
        rest = stripped.trim_end();
    }
}
