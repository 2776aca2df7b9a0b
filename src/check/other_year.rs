//! Years in texts that are not the year of the table.

use std::ops::Range;

use rust_decimal::Decimal;

use super::RuleList;
use super::scan::{numbers_in, reach_after, reach_before};
use super::subject::{Subject, TextValue};
use crate::finding::{Code, Report};

pub(super) const RULES: RuleList = RuleList {
    texts: &[years],
    ..RuleList::EMPTY
};

/// Words in a clause that explain another year.
const REASONS: [&str; 12] = [
    "截至",
    "截止",
    "依据",
    "根据",
    "按照",
    "参照",
    "落实",
    "续建",
    "结转",
    "质保金",
    "尾款",
    "清算",
];

/// Words directly before a year that denote a comparison with it.
const COMPARED: [&str; 10] = ["较", "比", "与", "同", "自", "从", "于", "至", "到", "原"];

/// Words after a year that make it the start of a period.
const SINCE: [&str; 6] = ["年以来", "年起", "年至", "年到", "年以前", "年之前"];

/// Checks that a year in a text is the table's year, or that the text explains it.
fn years(subject: &Subject<'_>, text_value: &TextValue<'_>, report: &mut Report) {
    let Some(year) = subject.year else { return };
    let exempt = &subject.rules().narrative.other_years;
    let of_table = std::ptr::eq(text_value.record, subject.record);
    let own = of_table.then_some(text_value.field);
    let field = own.or_else(|| subject.list_of(text_value.fields));
    if field.is_some_and(|field| exempt.contains(&field)) {
        return;
    }
    let Some((part, other)) = other_year(text_value.text, year) else {
        return;
    };
    report.push(
        subject
            .within(Code::OtherYear, text_value, part)
            .seen(format!("{other}年"))
            .expected(format!("{year}年,表的年度"))
            .correction("改正年份;确是那一年的,写明“截至”或文件名称《》"),
    );
}

/// The first year of a text that is neither the table's nor explained.
fn other_year(text: &str, year: u32) -> Option<(Range<usize>, u32)> {
    if !text.contains('年') {
        return None;
    }
    numbers_in(text).into_iter().find_map(|number| {
        let part = number.range.clone();
        let other: u32 = text[part.clone()].parse().ok()?;
        let is_year =
            part.len() == 4 && (1900..2100).contains(&other) && text[part.end..].starts_with('年');
        (is_year && other != year && !has_reason(text, &part, year))
            .then(|| (part.start..part.end + '年'.len_utf8(), other))
    })
}

fn has_reason(text: &str, part: &Range<usize>, year: u32) -> bool {
    let before = &text[reach_before(text, part.start)..part.start];
    let after = reach_after(&text[part.end..]);
    let ends = ['。', '；', ';', '\n', '，'];
    let start = before.rfind(ends).map_or(0, |end| end + 1);
    let start = (start..=before.len())
        .find(|at| before.is_char_boundary(*at))
        .unwrap_or(0);
    let clause_end = after.find(ends).unwrap_or(after.len());
    let clause = [&before[start..], &after[..clause_end]];
    is_quoted(before)
        || REASONS
            .iter()
            .any(|word| clause.iter().any(|half| half.contains(word)))
        || COMPARED.iter().any(|word| before.ends_with(word))
        || SINCE.iter().any(|word| after.starts_with(word))
        || is_in_span(before, after, year)
}

/// Whether a title 《…》 or a document number 〔…〕 is still open at the end of a text.
fn is_quoted(before: &str) -> bool {
    [('《', '》'), ('〈', '〉'), ('〔', '〕'), ('“', '”')]
        .iter()
        .any(|(open, close)| {
            let opened = before.rfind(*open);
            opened.is_some_and(|opened| before.rfind(*close).is_none_or(|closed| closed < opened))
        })
}

/// Whether a year begins or ends a span: 2023—2025年.
fn is_in_span(before: &str, after: &str, year: u32) -> bool {
    let dashes = ['—', '-', '－', '–', '~', '～', '至', '到'];
    let stem = before.trim_end_matches(dashes);
    if stem.len() < before.len() {
        return stem
            .trim_end_matches('年')
            .ends_with(|last: char| last.is_ascii_digit());
    }
    let rest = after.strip_prefix('年').unwrap_or(after);
    let tail = rest.trim_start_matches(dashes);
    let end = numbers_in(tail).into_iter().next();
    tail.len() < rest.len()
        && end.is_some_and(|end| end.range.start == 0 && end.value >= Decimal::from(year))
}
