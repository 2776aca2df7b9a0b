//! Texts: placeholders, references to other texts, other years, doubled words, numbers of staff.

use std::ops::Range;

use rust_decimal::Decimal;

use super::figures::{Figure, figures, reach_after, reach_before};
use super::spelling::is_chinese;
use super::subject::{Spot, Subject};
use crate::amount::Amount;
use crate::finding::{Code, Report};
use crate::form::{FieldIndex, FieldKind, StaffWords};
use crate::record::Content;
use crate::text;

/// Words of a placeholder.
const PLACEHOLDERS: [&str; 2] = ["待填", "某某"];

/// Signs that are a placeholder if repeated.
const PLACEHOLDER_SIGNS: [char; 5] = ['X', '×', '*', '_', '＿'];

/// Traces of a damaged encoding: the replacement character, its bytes read as GBK, uninitialized
/// memory read as GBK.
const DAMAGED: [&str; 4] = ["\u{FFFD}", "锟斤拷", "烫烫烫", "屯屯屯"];

/// Question marks in place of characters that an older program lacks: two at least.
const LOST: &str = "??";

/// Words before an example of how to fill in, and after it.
const EXAMPLES: [&str; 9] = [
    "例：",
    "例:",
    "示例：",
    "示例:",
    "（示例）",
    "(示例)",
    "（样例）",
    "(样例)",
    "（例）",
];

/// No placeholder is left in a text.
pub(super) fn placeholders(subject: &Subject<'_>, spot: &Spot<'_>, report: &mut Report) {
    for part in placeholders_of(spot.text) {
        let what = &spot.text[part.clone()];
        let seen = format!("{} 里的 {}", around(spot.text, &part), text::quote(what));
        let is_damaged = what.contains(LOST) || DAMAGED.iter().any(|word| what.contains(word));
        let (expected, mend) = if is_damaged {
            ("完整的文字;转存时丢了字", "照原件补上,或请填报单位重新发来")
        } else if EXAMPLES.contains(&what) {
            ("填报的内容,不是示例", "换成实际内容;整行是示例就删去")
        } else {
            ("填写完整,没有占位的符号", "换成实际内容")
        };
        report.push(
            subject
                .within(Code::Placeholder, spot, part)
                .seen(seen)
                .expected(expected)
                .mend(mend),
        );
    }
}

/// Texts that only refer to another one: each table is read, summed up and published by itself.
const ELSEWHERE: [&str; 12] = [
    "同上",
    "同左",
    "如上",
    "见上",
    "同前",
    "见附件",
    "详见附件",
    "见附表",
    "详见附表",
    "另附",
    "附后",
    "略",
];

/// A text does not merely refer to another one.
pub(super) fn elsewhere(subject: &Subject<'_>, spot: &Spot<'_>, report: &mut Report) {
    let said = spot.text.trim_matches(|character: char| {
        character.is_whitespace() || matches!(character, '（' | '）' | '(' | ')' | '。')
    });
    if !ELSEWHERE.contains(&said) {
        return;
    }
    report.push(
        subject
            .within(Code::RefersElsewhere, spot, 0..spot.text.len())
            .seen(text::quote(spot.text))
            .expected("写出内容:各行、各表分开汇总和公开,看不到别处")
            .mend("把所指的内容写在这里;没有就删去"),
    );
}

/// Most characters shown on each side of a part.
const AROUND: usize = 14;

/// A part of a text with its context in the line, in quotation marks.
fn around(text: &str, part: &Range<usize>) -> String {
    let (before, after) = (&text[..part.start], &text[part.end..]);
    let lead: Vec<char> = before.chars().rev().take(AROUND).collect();
    let lead: String = lead.into_iter().rev().collect();
    let tail: String = after.chars().take(AROUND).collect();
    let dots = |is_cut: bool| if is_cut { "…" } else { "" };
    let (head, end) = (lead.len() < before.len(), tail.len() < after.len());
    let lead = lead.rsplit('\n').next().unwrap_or_default();
    let tail = tail.split('\n').next().unwrap_or_default();
    let shown = format!("{lead}{}{tail}", text::clip(&text[part.clone()]));
    format!("\"{}{}{}\"", dots(head), text::visible(&shown), dots(end))
}

/// Characters after 待填 that make it mean filling a hole: 待填平、待填埋.
const FILLING: [char; 5] = ['平', '埋', '充', '满', '土'];

/// Whether a text has a placeholder.
pub(super) fn has_placeholder(text: &str) -> bool {
    !placeholders_of(text).is_empty()
}

/// Whether a placeholder may begin with a character. Nearly every text has no such character, and
/// needs only this one pass.
fn may_begin_placeholder(character: char) -> bool {
    matches!(
        character,
        '待' | '某' | '{' | '｛' | 'x' | '?' | '\u{FFFD}' | '锟' | '烫' | '屯' | '例'
    ) || PLACEHOLDER_SIGNS.contains(&character)
}

/// All placeholders of a text, in order.
fn placeholders_of(text: &str) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    if !text.contains(may_begin_placeholder) {
        return parts;
    }
    for word in PLACEHOLDERS {
        let found = text.match_indices(word).map(|(at, _)| at..at + word.len());
        parts.extend(found.filter(|part| !text[part.end..].starts_with(FILLING)));
    }
    parts.extend(damaged(text));
    parts.extend(examples(text));
    parts.extend(runs_of_signs(text));
    parts.extend(braces(text));
    parts.sort_by_key(|part| part.start);
    // {XX} is a single placeholder.
    let mut end = 0;
    parts.retain(|part| {
        let is_new = part.start >= end;
        end = end.max(part.end);
        is_new
    });
    parts
}

/// Damaged characters; each run is one range.
fn damaged(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    for word in DAMAGED.into_iter().chain([LOST]) {
        let mut at = 0;
        while let Some(start) = text[at..].find(word).map(|found| at + found) {
            // All signs of a run, including an odd last one.
            let sign = &word[..word.chars().next().map_or(0, char::len_utf8)];
            let unit = if word == LOST { sign } else { word };
            at = text.len() - text[start..].trim_start_matches(unit).len();
            parts.push(start..at);
        }
    }
    parts
}

/// Examples of how to fill in: at the start of a text, or in brackets.
fn examples(text: &str) -> Vec<Range<usize>> {
    let lead = text.len() - text.trim_start().len();
    let found = EXAMPLES.iter().filter_map(|word| {
        let is_bracketed = word.starts_with(['（', '(']);
        let at = if is_bracketed {
            text.find(word)
        } else {
            text[lead..].starts_with(word).then_some(lead)
        };
        at.map(|at| at..at + word.len())
    });
    found.collect()
}

fn runs_of_signs(text: &str) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut before = None;
    let mut at = 0;
    while let Some(sign) = text[at..].chars().next() {
        let upper = sign.to_ascii_uppercase();
        let same = |next: &char| next.to_ascii_uppercase() == upper;
        let run = text[at..].chars().take_while(same);
        let (count, length) = run.fold((0, 0), |(count, length), next| {
            (count + 1, length + next.len_utf8())
        });
        let after = text[at + length..].chars().next();
        // XX within a Latin word (MAXX, XXL) is no placeholder.
        let is_word = upper == 'X'
            && [before, after]
                .into_iter()
                .flatten()
                .any(|next: char| next.is_ascii_alphabetic());
        if count >= 2 && PLACEHOLDER_SIGNS.contains(&upper) && !is_word {
            runs.push(at..at + length);
        }
        before = Some(sign);
        at += length;
    }
    runs
}

/// `{名称}` and `{{name}}`, as templates write them.
fn braces(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find(['{', '｛']).map(|open| at + open) {
        let Some(close) = text[open..].find(['}', '｝']).map(|close| open + close) else {
            break;
        };
        let inner = text[open..close].trim_start_matches(['{', '｛']);
        let is_name = |character: char| character.is_alphanumeric() || "_.… ".contains(character);
        let rest = text[close..].trim_start_matches(['}', '｝']);
        at = text.len() - rest.len();
        if inner.chars().all(is_name) {
            found.push(open..at);
        }
    }
    found
}

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

/// Words directly before a year that compare with it.
const COMPARED: [&str; 10] = ["较", "比", "与", "同", "自", "从", "于", "至", "到", "原"];

/// Words after a year that make it the start of a period.
const SINCE: [&str; 6] = ["年以来", "年起", "年至", "年到", "年以前", "年之前"];

/// A year in a text is the table's, or has a reason to be another.
pub(super) fn years(subject: &Subject<'_>, spot: &Spot<'_>, report: &mut Report) {
    let Some(year) = subject.year else { return };
    let exempt = &subject.rules().narrative.other_years;
    let of_table = std::ptr::eq(spot.record, subject.record);
    if of_table && exempt.contains(&spot.field) {
        return;
    }
    let Some((part, other)) = other_year(spot.text, year) else {
        return;
    };
    report.push(
        subject
            .within(Code::OtherYear, spot, part)
            .seen(format!("{other}年"))
            .expected(format!("{year}年,表的年度"))
            .mend("改正年份;确是那一年的,写明“截至”或文件名称《》"),
    );
}

/// The first year of a text that is not the table's and has no reason.
fn other_year(text: &str, year: u32) -> Option<(Range<usize>, u32)> {
    if !text.contains('年') {
        return None;
    }
    figures(text).into_iter().find_map(|figure| {
        let part = figure.range.clone();
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

/// Whether a title 《…》 or a document number 〔…〕 is open at the end of a text.
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
    let end = figures(tail).into_iter().next();
    tail.len() < rest.len()
        && end.is_some_and(|end| end.range.start == 0 && end.number >= Decimal::from(year))
}

/// Longest doubled word that is searched, in characters.
const LONGEST_WORD: usize = 4;

/// Verbs that are reduplicated on purpose: 商量商量.
const VERBS: [&str; 6] = ["商量", "讨论", "了解", "体验", "交流", "学习"];

/// Words of one character that are never doubled on purpose, and the characters before them that
/// form another word: 应对|对象, 目的|的.
const SINGLES: [(char, &str); 3] = [('对', "应面针核校比成一双相反"), ('将', "即"), ('把', "一")];

/// First characters of words that are doubled on purpose: 一户一户, 逐村逐村.
const TWICE_ON_PURPOSE: [char; 4] = ['一', '逐', '每', '各'];

/// No word is doubled.
pub(super) fn doubled(subject: &Subject<'_>, spot: &Spot<'_>, report: &mut Report) {
    let kind = &spot.fields.get(spot.field).kind;
    if !matches!(
        kind,
        FieldKind::Text | FieldKind::Narrative | FieldKind::Measure | FieldKind::Level(_)
    ) {
        return;
    }
    let Some((part, word)) = doubled_word(spot.text) else {
        return;
    };
    report.push(
        subject
            .within(Code::DoubledWord, spot, part)
            .seen(format!("{word}{word}"))
            .expected(word)
            .mend(format!("删去一个{word};本意如此就不必改")),
    );
}

fn doubled_word(text: &str) -> Option<(Range<usize>, &str)> {
    if !may_have_doubled(text) {
        return None;
    }
    let starts: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let characters: Vec<char> = text.chars().collect();
    for at in 0..characters.len() {
        for length in (2..=LONGEST_WORD).rev() {
            let Some(both) = characters.get(at..at + 2 * length) else {
                continue;
            };
            let (word, again) = both.split_at(length);
            let is_word = word == again
                && word.iter().all(|character| is_chinese(*character))
                && word.iter().any(|character| *character != word[0])
                && !word.contains(&'每')
                && !TWICE_ON_PURPOSE.contains(&word[0])
                && !VERBS.contains(&&text[starts[at]..starts[at + length]]);
            if is_word {
                let range = starts[at]..starts[at + 2 * length];
                return Some((range, &text[starts[at]..starts[at + length]]));
            }
        }
        if is_single_twice(&characters, at) {
            let range = starts[at]..starts[at + 2];
            return Some((range, &text[starts[at]..starts[at + 1]]));
        }
    }
    None
}

/// Whether a character recurs as near as in a doubled word. This cheap test clears nearly every
/// text.
fn may_have_doubled(text: &str) -> bool {
    let [mut first, mut second, mut third, mut fourth] = ['\0'; LONGEST_WORD];
    text.chars().any(|next| {
        let again = next == first || next == second || next == third || next == fourth;
        (first, second, third, fourth) = (second, third, fourth, next);
        again && is_chinese(next)
    })
}

fn is_single_twice(characters: &[char], at: usize) -> bool {
    let [first, second, ..] = characters[at..] else {
        return false;
    };
    let before = at.checked_sub(1).map(|before| characters[before]);
    first == second
        && SINGLES.iter().any(|(single, others)| {
            *single == first && before.is_none_or(|before| !others.contains(before))
        })
}

/// Words between a word for staff and its number.
const BETWEEN: [&str; 14] = [
    "共计", "总数", "人数", "共有", "现有", "实有", "核定", "数", "为", "共", "有", "计", "：", ":",
];

/// Counters of persons.
const PERSONS: [char; 3] = ['人', '名', '个'];

/// Numbers of staff in a text are those of the table.
pub(super) fn staff(subject: &Subject<'_>, spot: &Spot<'_>, report: &mut Report) {
    let rules = subject.rules();
    let of_table = std::ptr::eq(spot.record, subject.record);
    if !of_table || !rules.narrative.staff.contains(&spot.field) {
        return;
    }
    let mentions = mentions(subject, spot);
    for staff in &rules.staff {
        let Content::Number(number) = &subject.record.get(staff.field).content else {
            continue;
        };
        let own: Vec<&Mention<'_>> = mentions
            .iter()
            .filter(|one| one.field == staff.field)
            .collect();
        let right = right_numbers(subject, number.value(), staff);
        let sum: Decimal = own.iter().map(|one| one.figure.number).sum();
        let agrees = own
            .iter()
            .map(|one| one.figure.number)
            .chain([sum])
            .any(|told| right.contains(&told));
        let Some(first) = own.first().filter(|_| !agrees) else {
            continue;
        };
        let field = subject.fields().get(staff.field);
        let written = &spot.text[first.range.clone()];
        report.push(
            subject
                .within(Code::StaffMismatch, spot, first.range.clone())
                .seen(format!("{}{written}", first.word))
                .expected(format!(
                    "与{} {} 一致",
                    field.label,
                    Amount::computed(number.value())
                ))
                .mend("改正文字或人数"),
        );
    }
}

/// Numbers that a text may give for a field: its value, also without the groups that may be
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
    figure: Figure,
    /// Bytes of number and counter.
    range: Range<usize>,
}

fn mentions<'t>(subject: &'t Subject<'_>, spot: &Spot<'t>) -> Vec<Mention<'t>> {
    let found = figures(spot.text).into_iter().filter_map(|figure| {
        let after = spot.text[figure.range.end..].chars().next()?;
        let is_person =
            PERSONS.contains(&after) && !spot.text[figure.range.end..].starts_with("人次");
        if !is_person || figure.decimals > 0 {
            return None;
        }
        let (field, word) = word_before(subject, &spot.text[..figure.range.start])?;
        let range = figure.range.start..figure.range.end + after.len_utf8();
        Some(Mention {
            field,
            word,
            figure,
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
